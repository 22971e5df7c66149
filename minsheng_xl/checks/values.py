"""V 目标值：能不能认、有没有被改。"""

from __future__ import annotations

from minsheng_xl.checks.engine import ERROR, Example, Hits, hit, rule
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.model import Return, TargetTable
from minsheng_xl.quantity import Target, parse_target
from minsheng_xl.reference import Reference


@rule(
    "V16",
    "目标被改",
    ERROR,
    "“{name}”的年度目标由“{expected}”改成了“{printed}”",
    "请改回“{expected}”；确需调整的，凭文号报民生办记入调整台账",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 536 |", "| 563 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 536 |", "| 536.0 |"),)),
)
def changed_target(returns: list[Return], ref: Reference) -> Hits:
    """与下发表同一编码的行比，目标的值或状态不同；待定、—、据实、空白、0 互不相同。"""
    for each in returns:
        for row in each.rows:
            if row.indicator is None or "target" not in row.cells:
                continue
            issued, printed = row.indicator.target, row.text("target")
            if printed != issued.raw and not _same(issued, parse_target(printed, ref.units)):
                yield hit(
                    each.place(row.number, "target"),
                    department=each.department,
                    indicator=row.indicator.code,
                    printed=printed,
                    expected=issued.raw,
                    name=row.indicator.name,
                )


def _same(a: Target, b: Target) -> bool:
    return (a.kind, a.op, a.value, a.low, a.high) == (b.kind, b.op, b.value, b.low, b.high)


@rule(
    "V22",
    "目标无法解析",
    ERROR,
    "“{name}”的目标“{printed}”认不出是多少：{problem}",
    "请写成数值、待定、—、据实、全覆盖等",
    bad=Example(table=PLAN.replace("| 536 |", "| 约三四百 |")),
    good=Example(table=PLAN.replace("| 536 |", "| 不少于3 |")),
)
def unreadable_target(table: TargetTable) -> Hits:
    """目标格的写法不在目标值文法之内，不知道按多少考核。"""
    for each in table.indicators:
        if each.target.problem:
            yield hit(
                table.cell(each, "target"),
                indicator=each.code,
                printed=each.target.raw,
                name=each.name,
                problem=each.target.problem,
            )
