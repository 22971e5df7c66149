"""S 结构：表头、行、编码是否与下发的一样。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, also, hit, rule
from minsheng_xl.checks.evidence.annex_items import reworded
from minsheng_xl.checks.evidence.claimed_counts import surplus_items
from minsheng_xl.checks.evidence.printed_cells import misplaced_rows
from minsheng_xl.checks.evidence.report_statements import out_of_sequence
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.model import Document, Indicator, Return, TargetTable
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference

UNCODED = "用“新建目标任务表”（minsheng draft 总表.xlsx -o 新总表.xlsx）另存一次，就会编上"
NEEDED = {"indicator": "指标名称", "unit": "单位", "target": "年度目标", "cumulative": "累计完成"}
"""Columns a returned sheet cannot do without."""


def issued(master: TargetTable, ref: Reference) -> Callable[[Return], list[str]]:
    """Tells of a return which codes were issued to the department it comes from."""
    codes: dict[str, list[str]] = {}
    for each in master.indicators:
        if each.lead.units:
            codes.setdefault(ref.register.standard(each.lead.units[0]), []).append(each.code)

    def of(returned: Return) -> list[str]:
        department = returned.meta.get("department") or returned.department
        return codes.get(ref.register.standard(department), [])

    return of


@rule(
    "S04",
    "表头缺列或错位",
    ERROR,
    "{what}",
    "请用下发的填报表重填，不要删改表头；错列的请把各格放回本列",
    rejects_file=True,
    bad=Example(master=PLAN, returns=(RETURN.replace("| 累计完成 |", "| 乡镇数 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def missing_column(returns: Sequence[Return]) -> Hits:
    """表头按别名比对（空格、换行、全半角不计）；填报表缺少指标名称、单位、目标、累计完成中任一列的，整份退回。

    印出的表里，一行的格子错了列（序号栏里是文字）的也报。
    """
    for each in returns:
        if each.columns:
            missing = [name for role, name in NEEDED.items() if role not in each.columns]
            if missing:
                names = "、".join(missing)
                place = each.place(each.header_row)
                yield hit(place, department=each.department, expected=names, what=f"表头缺“{names}”列")


@also("S04")
def slipped_row(document: Document) -> Hits:
    for line, cell in misplaced_rows(document):
        yield hit(document.place(line), printed=cell, what=f"序号栏里是“{cell}”，这一行错了列")


@rule(
    "S06",
    "续页重复表头",
    INFORMATION,
    "此行是换页时重印的表头，已跳过",
    "不必处理",
    bad=Example(
        table=PLAN.replace(
            "| 培训残疾人", "| 指标构成 | 单 位 | 2021 年目标 | 牵头单位 | 责任单位 |\n| 培训残疾人"
        )
    ),
    good=Example(table=PLAN),
)
def repeated_header(table: TargetTable) -> Hits:
    """整行与表头相同（空格不计）的行跳过，牵头、责任的继承不因此中断。"""
    for place in table.repeated_headers:
        yield hit(place)


@rule(
    "S08",
    "部门表缺行",
    ERROR,
    "缺少下发的指标“{name}”（{code}）{after}",
    "请补报这个指标的数，不要删除下发的行",
    bad=Example(master=PLAN, returns=("\n".join(RETURN.splitlines()[:-1]),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def missing_row(
    returns: Sequence[Return], master: TargetTable, ref: Reference, standing: Sequence[Return] = ()
) -> Hits:
    """按指标编码与下发表比对，少一行报一行；删行后序号上移也能识别。

    补报里没有而上一版已报的行，仍取上一版，不报。文字材料只问有数值目标的指标；全县的材料没有说到的，提醒核对（警告）。
    """
    own = issued(master, ref)
    stands = {row.indicator.code for each in standing for row in each.rows if row.indicator}
    for each in returns:
        present = {row.indicator.code for row in each.rows if row.indicator}
        if not each.columns or not present:
            continue
        severity = WARNING if each.told and not own(each) else None
        lines = {row.indicator.code: row.number for row in each.rows if row.indicator}
        above = ""
        for code in own(each) or (master.by_code if each.told else ()):
            above = code if code in lines else above
            indicator = master.by_code[code]
            if each.issued and code not in each.issued.plan.by_code:
                continue
            if (
                code not in present
                and code not in stands
                and not (each.told and indicator.target.value is None)
            ):
                yield hit(
                    each.place(),
                    department=each.department,
                    indicator=code,
                    severity=severity,
                    code=code,
                    name=indicator.name,
                    after="" if each.told else f"，原在第{lines[above]}行下面" if above else "，原在第一行",
                )


@rule(
    "S09",
    "部门表增行",
    ERROR,
    "“{name}”不是下发给{department}的指标",
    "请删去自己增加的行；确需增加的，报{office}调整总表",
    yields_to=("S21",),
    bad=Example(
        master=PLAN, returns=(RETURN + "|  | 9 | 其他 | 新增公益岗位 | 个 | 10 |  |  | 3 | 3 |  |\n",)
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def added_row(returns: Sequence[Return], master: TargetTable, ref: Reference) -> Hits:
    """返回表有而下发表没有的行，编码空白的行也算；数值不进汇总。报告里超出小标题所说件数的项目也报。

    与别的单位合报一份的按单位分开收，报 R19；那一家自己另报了的，报 A06。
    """
    own = issued(master, ref)
    for each in (one for one in returns if not one.told):
        mine = set(own(each))
        here = {row.indicator.code for row in each.rows if row.indicator}
        strange = here if mine and not mine & here else set()
        sent = each.issued.plan.by_code if each.issued else {}
        for row in each.rows:
            added = row.indicator is None and row.text("code") not in sent
            if added or (row.indicator and row.indicator.code in strange):
                yield hit(
                    each.place(row.number, "indicator"),
                    department=each.department,
                    indicator=row.indicator.code if row.indicator else "",
                    printed=row.text("indicator"),
                    name=row.text("indicator"),
                    office=ref.settings.office,
                )


@also("S09")
def added_item(document: Document, ref: Reference) -> Hits:
    for item, heading in surplus_items(document):
        owner, office = f"“{heading}”", ref.settings.office
        yield hit(item.place, printed=heading, department=owner, name=item.name, office=office)


@rule(
    "S18",
    "指标编码缺失/重复",
    ERROR,
    "指标编码{state}",
    "{remedy}",
    bad=Example(master=PLAN, returns=(RETURN.replace("2021-1-01-02", "2021-1-01-01"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def code_lost(table: TargetTable) -> Hits:
    """编码列空白或被改而能按序号、名称认出的，照收并提示确认（警告）；编码重复的，名称不符的那一行不收；
    同一指标两行、填的数不同的，两行都不收。

    总表上编码空白或重复的，下发后就对不上：空白的由“新建目标任务表”（minsheng draft）编上（警告），
    重复的须先定下是哪一行的（错误）。
    """
    if "code" not in table.columns:
        return
    first: dict[str, Indicator] = {}
    for each in table.indicators:
        about: dict[str, Any] = {"indicator": each.code, "printed": each.code}
        again = first.setdefault(each.code, each) is not each
        place = table.cell(each, "code")
        if not each.code:
            state = f"空白：“{each.name}”还没有编码"
            yield hit(place, **about, severity=WARNING, state=state, remedy=UNCODED)
        elif again:
            other = table.cell(first[each.code], "code")
            state = f"“{each.code}”重复，{other.cell}格也是它"
            yield hit(place, **about, state=state, remedy=f"请清空新加那一行的编码。{UNCODED}")


@also("S18")
def returned_code_lost(returns: Sequence[Return]) -> Hits:
    for each in returns:
        seen: set[str] = set()
        counts = Counter(row.text("code") for row in each.rows)
        contradicted = _contradicted(each)
        for row in each.rows:
            code = row.text("code")
            if row.indicator is None:
                continue
            place = each.place(row.number, "code")
            about: dict[str, Any] = {
                "remedy": "请从下发的表重新填，不要改动隐藏的编码列",
                "department": each.department,
                "indicator": row.indicator.code,
                "printed": code,
            }
            again = row.indicator.code in seen
            seen.add(row.indicator.code)
            doubled = again or row.indicator.code in contradicted
            if doubled or (code and counts[code] > 1 and row.matched_by != "code"):
                yield hit(place, **about, expected=row.indicator.code, state=f"“{code}”重复")
            elif row.matched_by in ("number_name", "name_unit_lead"):
                state = f"“{code}”不在下发清单或与内容不符" if code else "空白"
                state += f"，已按序号和名称认作{row.indicator.code}"
                yield hit(place, **about, severity=WARNING, expected=row.indicator.code, state=state)


@rule(
    "S05",
    "行层级无法判定",
    ERROR,
    "“{name}”看不出属于哪个项目",
    "请在它上面补印项目行，或写上项目序号",
    bad=Example(table=PLAN.replace("| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |\n", "")),
    good=Example(table=PLAN),
)
def row_without_item(table: TargetTable) -> Hits:
    """类别看“一、”，项目看“1.”，其余的行要有上级项目；上面没有项目的行不知道归谁。"""
    for item in table.items:
        if not item.name:
            for each in item.indicators:
                yield hit(table.cell(each, "indicator"), indicator=each.code, name=each.name)


@rule(
    "S07",
    "合并格继承来源不明",
    WARNING,
    "“{name}”的牵头单位空白，本类别上面也没有可取的",
    "请补填牵头单位",
    bad=Example(
        table=PLAN.replace(
            "| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |", "| 1. 加大培训力度 |  |  |  |  |"
        )
    ),
    good=Example(table=PLAN),
)
def nothing_to_inherit(table: TargetTable) -> Hits:
    """空白的牵头格只在同一类别内向上找最近印出的值；表上有牵头列而一个也找不到，就不知道该归谁。"""
    if "lead" not in table.columns:
        return
    for item in table.items:
        if item.lead.scope == "none" and not any(each.lead.units for each in item.indicators):
            yield hit(table.cell(item, "lead"), name=item.name)


@rule(
    "S10",
    "行序改变",
    INFORMATION,
    "行的次序与下发表不同",
    "不影响汇总，请下期保持下发的次序",
    bad=Example(
        master=PLAN,
        returns=("\n".join([*RETURN.splitlines()[:3], RETURN.splitlines()[4], RETURN.splitlines()[3]]),),
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def reordered(returns: Sequence[Return], master: TargetTable) -> Hits:
    """行都在，只是次序变了；按编码照收。报告的次序与它自己列的目标不同的也提示。"""
    order = {each.code: number for number, each in enumerate(master.indicators)}
    for each in returns:
        numbers = [order[row.indicator.code] for row in each.rows if row.indicator]
        if numbers != sorted(numbers):
            yield hit(each.place(), department=each.department)


@also("S10")
def reported_in_another_order(document: Document) -> Hits:
    for place in out_of_sequence(document):
        yield hit(place)


@rule(
    "S11",
    "指标名称被改",
    WARNING,
    "指标名称由“{expected}”改成了“{printed}”",
    "请改回“{expected}”；确需改名的，报{office}调整总表",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 培训养老护理员 |", "| 培训护理员 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 培训养老护理员 |", "| 培训 养老护理员 |"),)),
)
def renamed(returns: Sequence[Return], ref: Reference) -> Hits:
    """同一编码的行，名称（空格、全半角不计）与下发表不同；附件的任务与正文措辞不同的也报。"""
    for each in returns:
        for row in each.rows:
            if row.indicator is None or row.matched_by != "code":
                continue
            printed = row.text("indicator")
            expected = each.as_issued(row.indicator).name
            if fold(printed) not in (fold(expected), fold(row.indicator.name)):
                yield hit(
                    each.place(row.number, "indicator"),
                    department=each.department,
                    indicator=row.indicator.code,
                    printed=printed,
                    expected=expected,
                    office=ref.settings.office,
                )


@also("S11")
def reworded_clause(document: Document, ref: Reference) -> Hits:
    for place, printed, expected in reworded(document):
        yield hit(place, printed=printed, expected=expected, office=ref.settings.office)


def _contradicted(returned: Return) -> set[str]:
    """Indicators of which a return has several rows with other figures: none of them is more right."""
    said: dict[str, set[tuple[Any, Any]]] = {}
    for row in returned.rows:
        if row.indicator:
            figures = row.value("current"), row.value("cumulative")
            said.setdefault(row.indicator.code, set()).add(figures)
    return {code for code, figures in said.items() if len(figures) > 1}
