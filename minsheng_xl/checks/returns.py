"""R 报送：报没报、是不是这一期这个单位、要素齐不齐、填的是不是数、下发的东西动没动。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.progress import matched, row_hit
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.cycle import Expected, due_date
from minsheng_xl.errors import InputError
from minsheng_xl.model import MEASURES, Entry, Period, Return, TargetTable
from minsheng_xl.place import Place, column_letters, number_text
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference

NUMBER_ROLES = ("current", "cumulative", "previous", "invest_done")
HEAD_FIELDS = {"filler": "填报人", "phone": "联系电话", "head": "单位负责人", "fill_date": "填报日期"}
FORM_VERSION = "1"
"""Version of the form template whose columns these rules know."""
OWN_SHEETS = frozenset(
    {"填表说明", "核对规则", "词表", "_meta", "退回说明", "_marked", "核对问题", "_上次核对问题", "_撤销"}
)
"""Sheets a form is issued with, comes back marked with, or is given by the button 检查本表."""
FORMULA_ROLES = {"cumulative": True, "rate": False, "pace_percent": False, "gap": False, "invest_rate": False}
"""Columns the form computes; True: only for running totals."""
COLUMN_NAMES = {
    "cumulative": "累计完成",
    "rate": "完成率",
    "pace_percent": "序时进度",
    "gap": "与序时差",
    "invest_rate": "投资完成率",
    "item": "项目",
    "measure": "计量方式",
}
HEAD = (
    "填报单位（盖章）：县人社局　报送期：2021-08　填报人：张三　"
    "联系电话：13812345678　单位负责人：李四　填报日期：2021-08-18"
)
SIGNED = RETURN.replace("填报单位（盖章）：县人社局　报送期：2021-08", HEAD)
_period_in_name = re.compile(r"(20\d{2})[-年.]?(\d{1,2})(?=月|\D|$)")
_linked = re.compile(r"\[[^\]]+\][^!]*!")
_phone = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,5})?")


@rule(
    "R01",
    "未报送",
    ERROR,
    "{department}{period}未报送（截止{due}）",
    "请催报",
    bad=Example(master=PLAN, returns=(), period="2021-08", as_of="2021-08-25"),
    good=Example(master=PLAN, returns=(RETURN,), period="2021-08", as_of="2021-08-25"),
)
def not_returned(expected: Sequence[Expected], period: Period, as_of: date) -> Hits:
    """截止日之后，应报单位还没有一份可收的报送。"""
    for each in expected:
        if not each.returned and as_of > each.due:
            yield hit(Place(), department=each.department, period=period.label, due=each.due)


@rule(
    "R02",
    "迟报",
    WARNING,
    "{department}{printed}报送，截止{expected}",
    "请按时报送；有特殊原因的说明",
    bad=Example(master=PLAN, returns=("收到：2021-08-23\n" + RETURN,), period="2021-08", as_of="2021-08-25"),
    good=Example(master=PLAN, returns=("收到：2021-08-20\n" + RETURN,), period="2021-08", as_of="2021-08-25"),
)
def late(returns: Sequence[Return], period: Period, ref: Reference, as_of: date) -> Hits:
    """收到文件的日期晚于截止日（默认每月20日，当天不算迟）；文件日期晚于核对日的是拷贝时改了日期，不作数。"""
    for each in returns:
        due = due_date(period, ref.settings, ref.register.standard(each.department))
        if each.received and due < each.received.date() <= as_of:
            yield hit(each.place(), department=each.department, printed=each.received.date(), expected=due)


@rule(
    "R03",
    "期别不符",
    ERROR,
    "{where}写的报送期是“{printed}”，应为“{expected}”",
    "请用本期下发的填报表重报",
    rejects_file=True,
    bad=Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021-07"),), period="2021-08"),
    good=Example(master=PLAN, returns=(RETURN.replace("2021-08", "2021年8月"),), period="2021-08"),
)
def wrong_period(returns: Sequence[Return], period: Period) -> Hits:
    """文件里带的期别、表头的报送期、文件名里的年月，都应是当前期；写了而不一致的整份退回。"""
    for each in returns:
        head = each.head.get("period", Entry())
        named = _period_in_name.search(each.file.rsplit("/", 1)[-1])
        stated = (
            ("表头", head.printed, head),
            ("文件", each.meta.get("period", ""), head),
            ("文件名", "-".join(named.groups()) if named else "", Entry()),
        )
        for where, text, entry in stated:
            if text and _read(text) != period:
                place = Place(each.file, each.place().sheet, entry.row, entry.column)
                yield hit(place, department=each.department, printed=text, expected=period, where=where)
                break


def _read(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except InputError:
        return None


@rule(
    "R04",
    "模板版本不符",
    WARNING,
    "用的不是本期总表下发的填报表（{what}）",
    "请用最新下发的填报表；数已按编码对上的照收",
    bad=Example(master=PLAN, returns=("模板指纹：0000\n" + RETURN,)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def other_template(returns: Sequence[Return], master: TargetTable) -> Hits:
    """文件里带的模板版本或总表指纹与现行的不同：下发后总表改过，或用了往年的模板。"""
    for each in returns:
        version, digest = each.meta.get("version", ""), each.meta.get("digest", "")
        if digest and digest != master.digest:
            yield hit(each.place(), department=each.department, what="总表指纹不同", printed=digest)
        elif version and version != FORM_VERSION:
            what = f"模板版本{version}，现行{FORM_VERSION}"
            yield hit(each.place(), department=each.department, what=what, printed=version)


@rule(
    "R05",
    "重复报送",
    WARNING,
    "{department}本期不止一份，取最新的“{expected}”，本份未用",
    "请核对哪一份作数",
    bad=Example(
        master=PLAN,
        returns=(
            "收到：2021-08-18\n" + RETURN,
            "收到：2021-08-19\n" + RETURN.replace("| 50 | 350 |", "| 51 | 351 |"),
        ),
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def returned_twice(superseded: Mapping[str, Return], returns: Sequence[Return]) -> Hits:
    """同一单位同一期不止一份；取收到时间最新的一份，其余列出。两份所填的行不重叠的，都收。"""
    for old, newest in superseded.items():
        yield hit(Place(old), department=newest.department, expected=newest.file)


@rule(
    "R06",
    "缺填报要素",
    INFORMATION,
    "{what}",
    "请补填",
    bad=Example(master=PLAN, returns=(SIGNED.replace("联系电话：13812345678", "联系电话：1381234"),)),
    good=Example(master=PLAN, returns=(SIGNED,)),
)
def head_incomplete(returns: Sequence[Return]) -> Hits:
    """填报人、联系电话、单位负责人、填报日期必填；电话是11位手机号或带区号的座机。"""
    for each in returns:
        for role, name in HEAD_FIELDS.items():
            entry = each.head.get(role)
            if entry is None:
                continue
            place = Place(each.file, each.place().sheet, entry.row, entry.column)
            if entry.blank:
                yield hit(place, department=each.department, what=f"没有填“{name}”")
            elif role == "phone" and not _phone.fullmatch(fold(entry.printed)):
                what = f"联系电话“{entry.printed}”不像电话号码"
                yield hit(place, department=each.department, printed=entry.printed, what=what)


@rule(
    "R07",
    "单位与表不符",
    ERROR,
    "填报单位是“{printed}”，表中却是{expected}的指标",
    "请用下发给本单位的填报表重报",
    rejects_file=True,
    bad=Example(
        master=PLAN, returns=(RETURN.replace("填报单位（盖章）：县人社局", "填报单位（盖章）：县残联"),)
    ),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def wrong_department(returns: Sequence[Return], master: TargetTable, ref: Reference) -> Hits:
    """表头的填报单位、文件里带的单位和所含指标的牵头单位应是同一个。"""
    for each in returns:
        printed = [
            row.indicator.lead.units[0] for row in each.rows if row.indicator and row.indicator.lead.units
        ]
        leads = {ref.register.standard(name): name for name in printed}
        head = each.head.get("department", Entry())
        stated = ref.register.standard(head.printed or each.meta.get("department", ""))
        carried = ref.register.standard(each.meta.get("department", "")) or stated
        if stated and leads and (stated not in leads or carried != stated):
            own = leads[carried] if carried in leads else "、".join(leads.values())
            place = Place(each.file, each.place().sheet, head.row, head.column)
            yield hit(place, department=each.department, printed=head.printed or stated, expected=own)


@rule(
    "R08",
    "公式被覆盖",
    WARNING,
    "“{name}”的{column}应为公式，现在是常数{printed}",
    "请恢复公式，或从下发的填报表重填",
    yields_to=("P01", "P02", "P05"),
    bad=Example(
        master=PLAN,
        returns=(RETURN.replace("| 50 | 350 |", "| 50 | =H2+I2 |").replace("| 10 | 30 |", "| 10 | 30 |"),),
    ),
    good=Example(
        master=PLAN, returns=(RETURN.replace("| 350 |", "| =H2+I2 |").replace("| 30 |", "| =H3+I3 |"),)
    ),
)
def formula_overwritten(returns: Sequence[Return]) -> Hits:
    """表里别的行同一列是公式，这一格却填了数；没有公式的文件（csv、粘贴值）不查。"""
    for each in returns:
        if each.grid is None or not each.grid.formulas:
            continue
        for role, measure_bound in FORMULA_ROLES.items():
            with_formula = {row for row, column in each.grid.formulas if column == each.columns.get(role)}
            for _, row, indicator in matched([each]):
                entry = row.cells.get(role)
                expected = with_formula and (not measure_bound or indicator.measure == "flow")
                if expected and entry and not entry.blank and row.number not in with_formula:
                    yield row_hit(each, row, role, printed=entry.printed, column=COLUMN_NAMES[role])


@rule(
    "R09",
    "锁定区被改",
    ERROR,
    "“{name}”的{column}由“{expected}”改成了“{printed}”，这是下发的内容",
    "请改回“{expected}”",
    bad=Example(
        master=PLAN,
        returns=(RETURN.replace("| 300 | 50 | 350 |", "| 290 | 50 | 340 |"),),
        history={"2021-1-01-01": "300", "2021-1-01-02": "20"},
    ),
    good=Example(master=PLAN, returns=(RETURN,), history={"2021-1-01-01": "300", "2021-1-01-02": "20"}),
)
def locked_changed(
    returns: Sequence[Return], master: TargetTable, history: Mapping[str, Decimal] | None = None
) -> Hits:
    """项目、计量方式、上期累计与下发时不同；单位、目标、责任、名称、编码另有 U04、V16、D12、S11、S18。

    上期没有汇总而表上有上期累计的，无从核对，只警告。
    """
    for each, row, indicator in matched(returns):
        issued = {"item": master.item_of[indicator.code].name, "measure": MEASURES[indicator.measure]}
        for role, expected in issued.items():
            printed = row.text(role)
            if role in row.cells and fold(printed) != fold(expected):
                yield row_hit(each, row, role, printed=printed, expected=expected, column=COLUMN_NAMES[role])
        if history is None or "previous" not in row.cells:
            continue
        before, now = history.get(indicator.code), row.value("previous")
        if now != before:
            yield row_hit(
                each,
                row,
                "previous",
                severity=WARNING if before is None else None,
                printed=row.text("previous") or "空白",
                expected="空白" if before is None else number_text(before),
                column="上期累计",
            )


@rule(
    "R10",
    "隐藏行列/多余工作表",
    INFORMATION,
    "{what}",
    "请核对；不需要的请取消隐藏或删去",
    bad=Example(master=PLAN, returns=("隐藏行：4\n" + RETURN,)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def something_hidden(returns: Sequence[Return]) -> Hits:
    """数据区里有隐藏的行（照样读取）、隐藏了下发时可见的列，或多了工作表。"""
    for each in returns:
        if each.grid is None:
            continue
        for row in each.rows:
            if row.number in each.grid.hidden_rows:
                yield hit(each.place(row.number), department=each.department, what="此行被隐藏，仍已读取")
        for role, column in sorted(each.columns.items(), key=lambda pair: pair[1]):
            if column in each.grid.hidden_columns and role != "code":
                place = Place(each.file, each.grid.sheet, 0, column)
                name = f"{column_letters(column)}列"
                yield hit(place, department=each.department, what=f"{name}被隐藏，仍已读取")
        for grid in each.other_grids:
            if each.meta and grid.sheet not in OWN_SHEETS and any(any(row) for row in grid.rows):
                place = Place(each.file, grid.sheet)
                yield hit(place, department=each.department, what=f"多了工作表“{grid.sheet}”，没有汇总")


@rule(
    "R11",
    "数字存为文本",
    WARNING,
    "“{printed}”是文本，已读作{expected}",
    "请直接填数字，不要带单位、逗号或空格",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 50人次 | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def number_as_text(returns: Sequence[Return]) -> Hits:
    """应填数字的格里是文本（千分位、全角、带“万”或单位），能读的照读并指出读成了多少。

    整份文件没有一个数字类型的格（csv、网页表格），不是填报人的错，不报。
    """
    for each in returns:
        typed = each.grid is not None and any(
            isinstance(value, Decimal) for row in each.grid.rows for value in row
        )
        for row in each.rows if typed else ():
            for role in NUMBER_ROLES:
                entry = row.cells.get(role)
                if entry and entry.as_text and entry.value is not None:
                    yield row_hit(each, row, role, printed=entry.printed, expected=number_text(entry.value))


@rule(
    "R14",
    "错误值/外链",
    ERROR,
    "{what}",
    "请改成数值后重报",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| #REF! | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def error_value(returns: Sequence[Return]) -> Hits:
    """单元格是 #REF!、#DIV/0! 等错误值，或公式引用了别的文件。"""
    for each in returns:
        if each.grid is None:
            continue
        for (row, column), text in sorted(each.grid.errors.items()):
            place = each.grid.place(row, column)
            yield hit(place, department=each.department, printed=text, what=f"单元格是错误值{text}")
        for (row, column), formula in sorted(each.grid.formulas.items()):
            if _linked.search(formula):
                place = each.grid.place(row, column)
                yield hit(place, department=each.department, printed=formula, what="公式引用了别的文件")


@rule(
    "R15",
    "填报数无法识别",
    ERROR,
    "“{printed}”认不出是多少：{problem}",
    "请填一个数字，文字写到进展说明或情况说明里",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 详见附件 | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| ５０ | 350 |"),)),
)
def unreadable_number(returns: Sequence[Return]) -> Hits:
    """应填数字的格里是文字或说不定的数；不当作 0，也不猜，该行不收。"""
    for each in returns:
        for row in each.rows:
            for role in NUMBER_ROLES:
                entry = row.cells.get(role)
                if entry and entry.problem:
                    yield row_hit(each, row, role, printed=entry.printed, problem=entry.problem)
