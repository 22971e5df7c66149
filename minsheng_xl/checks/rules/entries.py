"""R 回收件的格子：公式、下发的内容、隐藏的行列、写成文本的数、错误值。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from minsheng_xl import data
from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.returned_rows import matched, row_hit
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import (
    ADDED_UP,
    CARRIED_ANEW,
    CARRIED_ON,
    MEASURES,
    Indicator,
    Period,
    Return,
    Row,
    TargetTable,
)
from minsheng_xl.place import DOUBTS, Place, number_text
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.quantity.typography import fold

CLEAR_STATES = frozenset({"进行中", "推进中", "实施中", "已完成", "已启动", "未开工", "已开工", "在建"})
"""States that are none of the list's and leave no doubt."""
NUMBER_ROLES = ("current", "cumulative", "previous", "invest_plan", "invest_done")
OWN_SHEETS = frozenset(
    {"填表说明", "核对规则", "词表", "_meta", "退回说明", "_marked", "核对问题", "_上次核对问题", "_撤销"}
)
"""Sheets a form is issued with, comes back marked with, or is given by the button 检查本表."""
LOOKS = frozenset(DOUBTS.values())
"""What is asked of a figure for how it looks; of a row that looks so as a whole it is asked once."""
MOST_NAMED = 5
"""Cells that a finding about many of them names."""
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
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_$!])\$?[A-Z]{1,3}\$?([0-9]{1,7})(?![0-9(])")
CENT = Decimal("0.01")
"""What a rate shown may be off: forms show two decimals."""
_linked = re.compile(r"\[[^\]]+\][^!]*!")


@rule(
    "R08",
    "公式被覆盖",
    WARNING,
    "“{name}”的{column}{what}",
    "请恢复公式，或从下发的填报表重填",
    yields_to=("P01", "P02", "P05", "R24"),
    bad=Example(
        master=PLAN,
        returns=(RETURN.replace("| 50 | 350 |", "| 50 | =H2+I2 |").replace("| 10 | 30 |", "| 10 | 30 |"),),
    ),
    good=Example(
        master=PLAN, returns=(RETURN.replace("| 350 |", "| =H2+I2 |").replace("| 30 |", "| =H3+I3 |"),)
    ),
)
def formula_overwritten(returns: Sequence[Return]) -> Hits:
    """表里别的行同一列是公式，这一格却填了数；下发的表里公式引用了别的行，或完成率公式算出的不是本行的完成率。

    没有公式的文件（csv、粘贴值）不查。
    """
    for each in returns:
        if each.grid is None or not each.grid.formulas:
            continue
        for role, measure_bound in FORMULA_ROLES.items():
            with_formula = {row for row, column in each.grid.formulas if column == each.columns.get(role)}
            for _, row, indicator in matched([each]):
                entry = row.cells.get(role)
                expected = with_formula and (not measure_bound or indicator.measure == "flow")
                if expected and entry and not (entry.blank or entry.error) and row.number not in with_formula:
                    column, what = COLUMN_NAMES[role], f"应为公式，现在是常数{entry.printed}"
                    yield row_hit(each, row, role, printed=entry.printed, column=column, what=what)
        if each.meta:
            yield from _formulas_altered(each)


def _formulas_altered(returned: Return) -> Hits:
    """Formulas that refer to other rows, and rates that are not what a rate formula gives."""
    assert returned.grid is not None
    for _, row, indicator in matched([returned]):
        for role in ("current", *FORMULA_ROLES):
            formula = returned.grid.formulas.get((row.number, returned.columns.get(role, 0)), "")
            what = "公式引用了别的行" if formula and _rows_named(formula) - {row.number} else ""
            if role == "rate" and formula and not what:
                what = _other_rate(row, indicator)
            if what:
                column = COLUMN_NAMES.get(role, "本期完成")
                yield row_hit(returned, row, role, printed=row.text(role), column=column, what=what)


@lru_cache(1 << 14)
def _rows_named(formula: str) -> frozenset[int]:
    """The rows a formula refers to; forms of one layout have the same formulas."""
    return frozenset(map(int, _REFERENCE.findall(formula)))


def _other_rate(row: Row, indicator: Indicator) -> str:
    """What is wrong with a rate a formula gave, where it is not that of the row to the hundredth."""
    shown, done = row.value("rate"), row.value("cumulative")
    true = (
        None
        if done is None
        else completion_rate(indicator.target, done, reverse=indicator.direction == "down")
    )
    if shown is None or true is None or abs(shown - true) <= CENT:
        return ""
    given, right = (number_text(round_half_up(each, 2)) for each in (shown, true))
    return f"公式算出的是{given}%，按累计和目标应是{right}%"


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
    returns: Sequence[Return],
    master: TargetTable,
    history: Mapping[str, Decimal] | None = None,
    period: Period | None = None,
) -> Hits:
    """项目、计量方式、上期累计与下发时不同；单位、目标、责任、名称、编码另有 U04、V16、D12、S11、S18。

    与下发的那份表比；查不到下发记录的，与现在的总表和上期汇总比。下发时上期累计空白的，只警告。
    错拿了别期的表（R03）的，不比。
    """
    for each, row, indicator in matched(one for one in returns if one.is_form_of(period)):
        sent = each.issued.plan if each.issued and indicator.code in each.issued.plan.by_code else master
        measure = MEASURES[each.as_issued(indicator).measure]
        issued = {"item": sent.item_of[indicator.code].name, "measure": measure}
        for role, expected in issued.items():
            printed = row.text(role)
            if role in row.cells and fold(printed) != fold(expected):
                yield row_hit(each, row, role, printed=printed, expected=expected, column=COLUMN_NAMES[role])
        carried = each.issued.previous if each.issued else history
        entry = row.cells.get("previous")
        if carried is None or entry is None or CARRIED_ANEW in entry.notes:
            continue
        before, now = carried.get(indicator.code), entry.value
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
    "{remedy}",
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
                    read = number_text(entry.value)
                    remedy = _AS_TEXT if entry.printed == read else _DRESSED
                    yield row_hit(each, row, role, printed=entry.printed, expected=read, remedy=remedy)


_AS_TEXT = "单元格是文本格式，请设为常规格式后重新输入"
_DRESSED = "请把单元格设为常规格式，只填数字，不带单位、逗号或空格"


@rule(
    "R31",
    "状态不在可选之列",
    WARNING,
    "“{name}”的状态“{printed}”不在下拉单里",
    "请从下拉单里选一项：{expected}",
    bad=Example(master=PLAN, returns=("模板指纹：0000\n" + RETURN.replace("50 | 进行中", "50 | 差不多"),)),
    good=Example(master=PLAN, returns=("模板指纹：0000\n" + RETURN,)),
)
def unlisted_status(returns: Sequence[Return]) -> Hits:
    """下发的表里状态写的不是下拉单里的，也不是“进行中、已完成”这样意思清楚的话；自己制的表不查。"""
    listed = data.load("wording/form.toml")["lists"]["状态"]
    for each, row, _ in matched(one for one in returns if one.meta):
        status = row.text("status")
        if status and fold(status) not in {*listed, *CLEAR_STATES}:
            yield row_hit(each, row, "status", printed=status, expected="、".join(listed))


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
    "“{printed}”不能作数：{problem}",
    "改好后重报；文字写到进展说明或情况说明里",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 详见附件 | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| ５０ | 350 |"),)),
)
def unreadable_number(returns: Sequence[Return]) -> Hits:
    """应填数字的格里是文字、约数（约三千、300余）、日期、看不见的数或说不定的数；不当作 0，也不猜，该行不收。

    整行划掉、隐藏的，一行说一次。
    """
    for each in returns:
        for row in each.rows:
            said: set[str] = set()
            for role in NUMBER_ROLES:
                entry = row.cells.get(role)
                if entry and entry.problem and entry.problem not in said:
                    said |= {entry.problem} if entry.merged else {entry.problem} & LOOKS
                    problem = entry.problem.removeprefix(f"“{entry.printed}”").removeprefix("的")
                    yield row_hit(each, row, role, printed=entry.printed, problem=problem)


@rule(
    "R30",
    "看不见的字符",
    INFORMATION,
    "{count}格里有看不见的字符，已去掉：{what}",
    "不影响读数；重填时请直接输入，不要从网页、聊天软件粘贴",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 5\u200b0 | 350 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def unseen_characters(returns: Sequence[Return] = (), table: TargetTable | None = None) -> Hits:
    """零宽空格、文字方向符、软连字符、异体字选择符等，打开看不见；去掉后照读，一份文件说一次。"""
    found = [
        (each.department, [(each.grid.place(*at), names) for at, names in sorted(each.grid.unseen.items())])
        for each in returns
        if each.grid
    ]
    for department, cells in [*found, ("", list(table.unseen) if table else [])]:
        if cells:
            told = "、".join(f"{place.spot}（{'、'.join(names)}）" for place, names in cells[:MOST_NAMED])
            more = "等" if len(cells) > MOST_NAMED else ""
            yield hit(cells[0][0], department=department, count=len(cells), what=told + more)


@rule(
    "R24",
    "累计没有填",
    WARNING,
    "“{name}”累计完成空着，{how}",
    "请核对；下次保留表内公式，或填上累计",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 50 |  |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def cumulative_left_blank(returns: Sequence[Return]) -> Hits:
    """累计型指标填了本期，累计空着又没有公式的，按上期加本期读取，不当作没有报。

    表里没有上期累计的，按上期汇总；以前各期也没有收下的数，又不是一年的头一期的，不收，请填累计。
    """
    for each, row, indicator in matched(returns):
        entry, now = row.cells.get("cumulative"), row.value("current")
        if entry is None or now is None or indicator.measure != "flow":
            continue
        if {ADDED_UP, CARRIED_ON} & set(entry.notes) and entry.value is not None:
            before, total = number_text(entry.value - now), number_text(entry.value)
            how = f"已按上期{before}加本期{number_text(now)}读作{total}"
            yield row_hit(each, row, "cumulative", expected=total, how=how)
        elif entry.blank and not entry.computed and "previous" not in row.cells:
            how = "表里没有上期累计，以前各期也没有收下的数，算不出来"
            yield row_hit(each, row, "cumulative", severity=ERROR, how=how)
