"""The sides of a county's own rules worked out: exact, in units, from the plan and what was returned.

Fractions inside, Decimal in and out. Adding or comparing two units that measure different things is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from minsheng_xl.model import Indicator, Return, Row, TargetTable
from minsheng_xl.quantity import Unit, UnitMismatch, comparable, completion_rate, convert
from minsheng_xl.reference import Reference
from minsheng_xl.reference.expressions import Expression, Figure, Number, Operation


class Unanswerable(Exception):  # noqa: N818 -- it says what, not that it failed
    """A side cannot be worked out: `missing` for want of a figure, else by a fault of the rule itself."""

    def __init__(self, problem: str, *, missing: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Amount:
    """A value worked out; without a unit where it is a plain number or a quotient of two figures."""

    value: Fraction
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a rule looks its figures up in; `row` is the indicator a rule by rows is at."""

    plan: TargetTable
    ref: Reference
    rows: Mapping[str, tuple[Return, Row]]
    history: Mapping[str, Decimal]
    missing: str
    row: Indicator | None = None

    def amount(self, side: Expression) -> Amount:
        """A side's value. Raises Unanswerable."""
        if isinstance(side, Number):
            return Amount(Fraction(side.value))
        if isinstance(side, Figure):
            parts = [self.figure(each, side.column) for each in self.indicators(side)]
            total = parts[0]
            for part in parts[1:]:
                total = added(total, part, 1)
            return total
        return self.worked_out(side)

    def worked_out(self, side: Operation) -> Amount:
        left, right = self.amount(side.left), self.amount(side.right)
        if side.sign in "+-":
            return added(left, right, 1 if side.sign == "+" else -1)
        if side.sign == "/" and not right.value:
            raise Unanswerable("除数为零", missing=True)
        if left.unit and right.unit:
            if side.sign == "/" and comparable(left.unit, right.unit):
                right = Amount(converted(right, left.unit))
            return Amount(_times(left.value, right.value, side.sign))
        unit = left.unit or (right.unit if side.sign == "*" else None)
        return Amount(_times(left.value, right.value, side.sign), unit)

    def indicators(self, figure: Figure) -> list[Indicator]:
        """The indicators a figure names, or the row's own."""
        if not figure.indicators:
            assert self.row is not None  # a rule with such a figure is run row by row
            return [self.row]
        found = [one for each in figure.indicators for one in self.named(each)]
        return list({each.code: each for each in found}.values())

    def named(self, each: str | tuple[str, str]) -> list[Indicator]:
        if isinstance(each, tuple):
            first, last = each
            found = [
                one
                for one in self.plan.indicators
                if first <= one.code <= last and len(one.code) == len(first)
            ]
            if not found:
                raise Unanswerable(f"总表里没有编码从{first}到{last}的指标")
            return found
        by_name = [one for one in self.plan.indicators if _levelled(one.name) == _levelled(each)]
        found = [self.plan.by_code[each]] if each in self.plan.by_code else by_name
        if len(found) != 1:
            raise Unanswerable(f"总表里{'没有' if not found else '不止一个'}叫“{each}”的指标，请写编码")
        return found

    def figure(self, indicator: Indicator, column: str) -> Amount:
        """One figure with its unit; 0 for a missing one where the rule says so."""
        value, unit = self.looked_up(indicator, column)
        if value is None:
            if self.missing != "按零":
                raise Unanswerable(f"“{indicator.name}”没有这个数", missing=True)
            value = Decimal()
        return Amount(Fraction(value), unit)

    def looked_up(self, indicator: Indicator, column: str) -> tuple[Decimal | None, Unit | None]:
        units, own = self.ref.units, self.ref.units.read(indicator.unit).unit
        if column == "target":
            stated = units.read(indicator.target.unit).unit if indicator.target.unit else own
            return indicator.target.value, stated
        row = self.rows[indicator.code][1] if indicator.code in self.rows else None
        if column == "rate":
            done = row.value("cumulative") if row else None
            reverse = indicator.direction == "down"
            rate = completion_rate(indicator.target, done, reverse=reverse) if done is not None else None
            return rate, units.read("%").unit
        value = row.value(column) if row else None
        if column == "previous" and value is None:
            value = self.history.get(indicator.code)
        return value, units.read("万元").unit if column.startswith("invest") else own


def _levelled(name: str) -> str:
    return "".join(name.split())


def _times(left: Fraction, right: Fraction, sign: str) -> Fraction:
    return left * right if sign == "*" else left / right


def added(left: Amount, right: Amount, sign: int) -> Amount:
    """A sum in the left unit; a plain number is taken in the other side's unit."""
    if left.unit is None:
        return Amount(left.value + sign * right.value, right.unit)
    return Amount(left.value + sign * converted(right, left.unit), left.unit)


def converted(amount: Amount, unit: Unit) -> Fraction:
    if amount.unit is None:
        return amount.value
    try:
        return amount.value * Fraction(convert(Decimal(1), amount.unit, unit))
    except UnitMismatch as mismatch:
        raise Unanswerable(str(mismatch)) from mismatch
