"""V 目标值（续）：调整台账的每一行认不认得出、有没有依据、原值对不对。"""

from __future__ import annotations

from collections.abc import Iterator

from minsheng_xl.checks.engine import ERROR, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.examples import PLAN
from minsheng_xl.cycle import ASSIGNED, plan_in
from minsheng_xl.model import Adjustment, Indicator, TargetTable
from minsheng_xl.quantity import parse_target
from minsheng_xl.reference import Reference

CHANGED = (
    PLAN
    + """
〔调整台账〕
| 编号 | 指标编码 | 字段 | 原值 | 新值 | 依据文号 | 生效期 |
| 1 | 2021-1-01-01 | 目标 | 536 | 600 | 宁府办字〔2021〕30号 | 2021-08 |
"""
)


@rule(
    "V23",
    "调整台账记错",
    ERROR,
    "调整台账这一行没有生效：{problem}",
    "请在总表的“调整台账”中改正",
    bad=Example(table=CHANGED.replace("| 2021-08 |", "| 下半年 |")),
    good=Example(table=CHANGED),
)
def unusable_adjustment(table: TargetTable | None = None, master: TargetTable | None = None) -> Hits:
    """指标编码不在总表、字段不能调整、新值认不出、生效期不是某一个月的，都不生效，各期仍按原值。"""
    for plan in filter(None, (table, master)):
        for each in plan.adjustments:
            known = each.code in plan.by_code
            problem = each.problem or ("" if known else f"总表里没有编码为“{each.code}”的指标")
            if problem:
                yield hit(each.place, indicator=each.code if known else "", printed=each.new, problem=problem)


@rule(
    "V24",
    "调整没有依据文号",
    ERROR,
    "“{name}”由“{old}”调为“{printed}”没有依据文号，暂不生效",
    "请补填文号；没有文件的不能调整",
    bad=Example(table=CHANGED.replace("宁府办字〔2021〕30号", "")),
    good=Example(table=CHANGED),
)
def adjustment_without_document(table: TargetTable | None = None, master: TargetTable | None = None) -> Hits:
    """年中调整须凭文件；没有文号的一行不生效，各期仍按原值。"""
    for plan in filter(None, (table, master)):
        for each, indicator in _understood(plan):
            if not each.doc_no:
                name = indicator.name
                yield hit(each.place, indicator=each.code, printed=each.new, name=name, old=each.old)


@rule(
    "V25",
    "调整原值与总表不符",
    WARNING,
    "“{name}”的原值记为“{printed}”，此前是“{expected}”",
    "请核对编码和原值，看是不是记到了别的指标上",
    bad=Example(table=CHANGED.replace("| 目标 | 536 |", "| 目标 | 55 |")),
    good=Example(table=CHANGED),
)
def other_original(table: TargetTable, ref: Reference) -> Hits:
    """台账的原值应等于生效期以前总表（连同更早的调整）上的值；不等多半是编码写错。"""
    for each, indicator in _understood(table):
        before = _before(table, each, indicator)
        held = before.target.raw if each.target else getattr(before, ASSIGNED[each.role]).effective
        if each.old != held and not (each.target and _reads_alike(each.old, before, ref)):
            yield hit(each.place, indicator=each.code, printed=each.old, expected=held, name=indicator.name)


def _understood(plan: TargetTable) -> Iterator[tuple[Adjustment, Indicator]]:
    for each in plan.adjustments:
        if not each.problem and each.code in plan.by_code:
            yield each, plan.by_code[each.code]


def _before(table: TargetTable, adjustment: Adjustment, indicator: Indicator) -> Indicator:
    """The indicator as it stood before an adjustment began."""
    since = adjustment.since
    if since is None:
        return indicator
    earlier = tuple(each for each in table.adjustments if each.since and each.since < since)
    return plan_in(table.model_copy(update={"adjustments": earlier}), since).by_code[adjustment.code]


def _reads_alike(old: str, before: Indicator, ref: Reference) -> bool:
    target = parse_target(old, ref.units, before.unit, before.name)
    return (target.kind, target.value) == (before.target.kind, before.target.value)
