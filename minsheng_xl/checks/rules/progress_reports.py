"""P 进度：一份进展报告自己看得出的毛病：率和数、数和话、前后两处对不对得上。"""

from __future__ import annotations

import re
from decimal import Decimal

from minsheng_xl import data
from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.report_statements import (
    explained_otherwise,
    fits,
    goals_of,
    month_of,
    rates,
    read_statements,
    transposed,
)
from minsheng_xl.checks.examples import REPORT
from minsheng_xl.model import Document, Return, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import printed_places, round_half_up
from minsheng_xl.reference import Reference

_STAGES = re.compile(
    r"(主体完工|主体施工|基础施工|主体封顶|完工|竣工|在建|调试|未开工|其余)\s*(\d+(?:\.\d+)?)\s*(所|个|座|处|套|户|公里|项)"
)


@rule(
    "P03",
    "分母与印出目标不同",
    WARNING,
    "“{name}”印的{printed}%不是按印出的目标{target}算的（按它是{expected}%）",
    "请写明按哪个目标计算；目标有调整的写明文号",
    bad=Example(
        text=REPORT.replace("已建成2800座，占任务的90.44%", "任务调整为3200座，已建成2800座，占任务的87.5%")
    ),
    good=Example(text=REPORT),
)
def another_denominator(table: TargetTable) -> Hits:
    """印出的完成率与文中另说的（调整后的）目标相符，与印出的目标不符。"""
    for each, printed, true in rates(table):
        target = each.stated.target
        if target and explained_otherwise(each) and round_half_up(true, printed_places(printed)) != printed:
            yield each.hit(
                printed=number_text(printed),
                expected=number_text(round_half_up(true, 2)),
                target=number_text(target),
            )


@rule(
    "P07",
    "落后序时进度",
    WARNING,
    "“{name}”完成{printed}%，{month}月序时进度应为{expected}%",
    "请说明原因和赶上进度的措施",
    bad=Example(text=REPORT.replace("完工70所，占任务的87.5%", "完工40所，占任务的50%")),
    good=Example(text=REPORT),
)
def behind_pace(document: Document) -> Hits:
    """报告写明截止月份的，完成率低于该月的序时进度（月份÷12）；比率一类不按月推进，不报。"""
    month = month_of(document)
    pace = round_half_up(Decimal(month * 100) / 12, 2)
    for table in document.tables if month else ():
        for each in read_statements(table):
            percent = each.percent
            if percent is not None and percent < pace and each.stated.unit not in ("%", "‰"):
                yield each.hit(printed=number_text(percent), expected=number_text(pace), month=month)


@rule(
    "P09",
    "结论与数据不符",
    WARNING,
    "结论说“{printed}”，而第{line}行“{name}”还没有完成（{expected}）",
    "请按实际情况改写结论，或补报完成情况",
    bad=Example(
        text=REPORT.replace(
            "一、农业保险", "全年目标任务全面完成了，较好地完成了全年目标任务。\n一、农业保险"
        )
    ),
    good=Example(text=REPORT),
)
def conclusion_contradicted(document: Document) -> Hits:
    """报告说全面、较好地完成了任务，而文中有的仍在建设、有的完成率不到100%。"""
    words = data.load("traces.toml")["conclusions"]
    conclusion = next(
        ((line, found) for line in document.lines if (found := re.search(words["done"], line.text))), None
    )
    if conclusion is None:
        return
    line, found = conclusion
    open_ones = (
        each
        for table in document.tables
        for each in read_statements(table)
        if each.unfinished or (each.percent is not None and each.percent < 100)
    )
    first = next(open_ones, None)
    if first is not None:
        share = f"{number_text(first.percent)}%" if first.percent is not None else first.stated.status
        yield hit(
            document.place(line.number),
            printed=found.group(),
            expected=share or "在建",
            line=first.stated.place.line,
            name=first.subject,
        )


@rule(
    "P11",
    "引用他项目标",
    ERROR,
    "“{name}”所引的目标{printed}是“{other}”的目标，“{name}”的目标是{expected}",
    "请改正所引的目标",
    bad=Example(text=REPORT.replace("水稻投保1万亩", "水稻投保9000亩，已完成1800亩的年初目标任务数")),
    good=Example(text=REPORT.replace("水稻投保1万亩", "水稻投保9000亩，已完成10900亩的年初目标任务数")),
)
def target_of_another(table: TargetTable, ref: Reference) -> Hits:
    """报告里引的目标数与本项的目标不等，却正是另一项的目标；总数以万计的按印出的小数位比。"""
    for each in read_statements(table):
        said, goal = each.stated, each.goal
        if goal is None or said.target is None or fits(said.target, said.unit, goal, ref):
            continue
        others = [other for other in goals_of(each.item) if other is not goal]
        other = next((other for other in others if fits(said.target, said.unit, other, ref)), None)
        if other is not None:
            yield each.hit(
                printed=f"{number_text(said.target)}{said.unit}",
                expected=f"{number_text(goal.target)}{goal.unit}" if goal.target is not None else "",
                other=other.name,
            )


@rule(
    "P13",
    "分状态之和≠总数",
    ERROR,
    "“{name}”共{expected}，各状态之和是{printed}",
    "请核对各状态的数",
    bad=Example(text=REPORT.replace("完工70所，", "完工70所，主体完工5所，主体施工2所，基础施工4所，")),
    good=Example(text=REPORT.replace("完工70所，", "完工70所，主体完工5所，主体施工2所，基础施工3所，")),
)
def stages_do_not_add_up(document: Document) -> Hits:
    """列了三种以上形象进度（完工、主体施工、基础施工、未开工……），其和应等于任务数。"""
    texts = {line.number: line.text for line in document.lines}
    told: set[int] = set()
    for table in document.tables:
        for each in read_statements(table):
            said, line = each.stated, each.stated.place.line
            found = [found for found in _STAGES.findall(texts.get(line, "")) if found[2] == said.unit]
            if said.target is None or len(found) < 3 or line in told or "其中" in texts[line]:
                continue
            told.add(line)
            added = sum((Decimal(value) for _, value, _ in found), Decimal())
            if added != said.target:
                yield each.hit(printed=number_text(added), expected=f"{number_text(said.target)}{said.unit}")


@rule(
    "P14",
    "定性指标缺佐证",
    INFORMATION,
    "“{name}”是定性指标，没有写进展说明，也没有附佐证",
    "请在进展说明或佐证材料栏写明做了什么、附了什么材料",
    bad=Example(
        master="""
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |
| 完善培训制度 |  | 出台办法 |  |  |
""",
        returns=(
            """
填报单位（盖章）：县人社局　报送期：2021-08
| 指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 累计完成 | 状态 | 进展说明 | 佐证材料 |
| 2021-0-01-01 | 1 | 加大培训力度 | 完善培训制度 |  | 出台办法 |  | 进行中 |  |  |
""",
        ),
    ),
    good=Example(
        master="""
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |
| 完善培训制度 |  | 出台办法 |  |  |
""",
        returns=(
            """
填报单位（盖章）：县人社局　报送期：2021-08
| 指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 累计完成 | 状态 | 进展说明 | 佐证材料 |
| 2021-0-01-01 | 1 | 加大培训力度 | 完善培训制度 |  | 出台办法 |  | 进行中 | 已征求意见 |  |
""",
        ),
    ),
)
def no_evidence(returns: list[Return]) -> Hits:
    """定性指标没有数可核，进展说明和佐证材料都空白就无从认定。"""
    for each in returns:
        for row in each.rows:
            indicator = row.indicator
            if (
                indicator is None
                or indicator.measure != "qualitative"
                or indicator.target.kind != "qualitative"
            ):
                continue
            if "evidence" in row.cells and not row.text("evidence") and not row.text("progress_note"):
                yield hit(
                    each.place(row.number, "evidence"),
                    department=each.department,
                    indicator=indicator.code,
                    name=indicator.name,
                )


@rule(
    "V19",
    "疑数字换位",
    WARNING,
    "“{name}”印{printed}，按印出的完成率{percent}%应为{expected}，疑相邻两个数字写颠倒了",
    "请核对原文件的数",
    bad=Example(text=REPORT.replace("3096座", "3069座")),
    good=Example(text=REPORT),
)
def digits_changed_about(table: TargetTable) -> Hits:
    """印出的完成率与目标不符，而把目标中相邻两个数字对调后正好相符。"""
    for each, printed, true in rates(table):
        done, places = each.stated.done, printed_places(printed)
        if done is None or each.stated.target is None or round_half_up(true, places) == printed:
            continue
        likely = (other for other in transposed(each.stated.target) if other)
        meant = next(
            (other for other in likely if round_half_up(done / other * 100, places) == printed), None
        )
        if meant is not None:
            yield each.hit(
                printed=number_text(each.stated.target),
                expected=number_text(meant),
                percent=number_text(printed),
            )
