"""C 本县规则：总表“自定规则”里的比较，与内置规则一起核对。

A side that cannot be worked out is never guessed: a missing figure is dealt with as the row says, and a rule
that makes no sense for this plan is said to be so, on its own sheet.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from minsheng_xl.checks.engine import Check, Example, Hit, Hits, Rule, hit
from minsheng_xl.checks.evidence.amounts import Figures, Unanswerable, converted
from minsheng_xl.checks.evidence.returned_rows import matched
from minsheng_xl.checks.report import Severity
from minsheng_xl.model import Indicator, Return, TargetTable
from minsheng_xl.place import Place, number_text
from minsheng_xl.quantity import Unit, round_half_up
from minsheng_xl.reference import Reference
from minsheng_xl.reference.own_rules import SHEET, OwnRule, Relation

PLACES = 6
"""Decimals a side is shown with where it has no end."""
COMPARE: Mapping[Relation, Callable[[Fraction, Fraction], bool]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "≥": operator.ge,
    "≤": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


def own_rules(ref: Reference, *, whole: bool = True) -> tuple[Rule, ...]:
    """A county's own rules as rules of the engine, in the order of its sheet.

    `whole`: whether all of a period's returns are there; where not, a figure that is not among them is not
    missing.
    """
    return tuple(
        _rule(each if whole or each.of_plan else replace(each, missing="跳过")) for each in ref.rules
    )


def _rule(own: OwnRule) -> Rule:
    check = partial(_check_plan if own.of_plan else _check_returns, own)
    needs = ("table", "ref") if own.of_plan else ("standing", "master", "ref", "history")
    severity = Severity.read(own.severity)
    assert severity is not None  # own_rules reads no other words
    compared = f"{own.left_text} {own.relation} {own.right_text}"
    return Rule(
        own.code,
        own.name,
        severity,
        "{what}",
        "{remedy}",
        (Check(check, needs),),
        Example(),
        Example(),
        f"{compared}。{own.note}".rstrip(),
        on=own.on,
        since=own.since,
    )


def _check_plan(own: OwnRule, table: TargetTable, ref: Reference) -> Hits:
    yield from _compared(own, Figures(table, ref, {}, {}, own.missing))


def _check_returns(
    own: OwnRule,
    standing: Sequence[Return],
    master: TargetTable,
    ref: Reference,
    history: Mapping[str, Decimal],
) -> Hits:
    rows = {indicator.code: (each, row) for each, row, indicator in matched(standing)}
    yield from _compared(own, Figures(master, ref, rows, history, own.missing))


def _compared(own: OwnRule, figures: Figures) -> Iterator[Hit]:
    """The rule once, or once for every row there is; a fault of the rule itself is said once."""
    if not own.by_row:
        yield from _compared_once(own, figures)
        return
    codes = list(figures.plan.by_code) if own.of_plan else list(figures.rows)
    for code in codes:
        at = replace(figures, row=figures.plan.by_code[code])
        found = list(_compared_once(own, at))
        yield from found
        if any(each.place.sheet == SHEET for each in found):
            return


def _compared_once(own: OwnRule, figures: Figures) -> Iterator[Hit]:
    try:
        left, right = figures.amount(own.left), figures.amount(own.right)
        unit = left.unit or right.unit
        sides = [converted(side, unit) if unit else side.value for side in (left, right)]
    except Unanswerable as fault:
        yield from _unanswered(own, figures, fault)
        return
    if not COMPARE[own.relation](*sides):
        printed, expected = (_shown(side, unit) for side in sides)
        what = f"{own.left_text} 为 {printed}，应 {own.relation} {own.right_text}（{expected}）"
        yield _hit(own, figures, what, printed, expected)


def _unanswered(own: OwnRule, figures: Figures, fault: Unanswerable) -> Iterator[Hit]:
    """A missing figure is said where the rule asks for it; a fault of the rule always, on its own sheet."""
    if not fault.missing:
        place = Place(figures.plan.place.file, SHEET)
        what, remedy = f"自定规则{own.code}没有核对：{fault.problem}", "请在总表的“自定规则”中改正"
        yield hit(place, severity=Severity.WARNING, what=what, remedy=remedy)
    elif own.missing == "报错":
        what = f"{fault.problem}，所以没有核对“{own.left_text} {own.relation} {own.right_text}”"
        yield _hit(own, figures, what, "", "")


def _hit(own: OwnRule, figures: Figures, what: str, printed: str, expected: str) -> Hit:
    """On the first figure that stands in a return or the plan."""
    place, indicator = _place(own, figures)
    department = ""
    if not own.of_plan:
        returned = figures.rows.get(indicator.code)
        department = returned[0].department if returned else "、".join(indicator.lead.units[:1])
    name = f"“{figures.row.name}”{own.name}" if figures.row else own.name
    return hit(
        place,
        department=department,
        indicator=indicator.code,
        printed=printed,
        expected=expected,
        what=f"{name}：{what}",
        remedy=own.note or ("请核对两边的数" if printed else "请补报这个数"),
    )


def _place(own: OwnRule, figures: Figures) -> tuple[Place, Indicator]:
    named = [(each, figure.column) for figure in own.figures for each in figures.indicators(figure)]
    for indicator, column in named:
        if indicator.code in figures.rows:
            returned, row = figures.rows[indicator.code]
            return returned.place(row.number, column), indicator
    indicator = named[0][0]
    return figures.plan.cell(indicator, "target"), indicator


def _shown(value: Fraction, unit: Unit | None) -> str:
    text = number_text(round_half_up(Decimal(value.numerator) / value.denominator, PLACES))
    return f"{text}{unit.symbol}" if unit else text
