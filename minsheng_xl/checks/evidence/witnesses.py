"""A figure a department typed, and its witnesses: its target, its own history, the words of its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.checks.engine import derived
from minsheng_xl.checks.evidence.note_words import Claim, Words, notes_of, phrases, words_of
from minsheng_xl.checks.evidence.returned_rows import matched, unit_of
from minsheng_xl.model import Indicator, Period, Return, Row
from minsheng_xl.quantity import Unit
from minsheng_xl.reference import Reference


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure a department typed, with what bears on it; all in the row's unit."""

    returned: Return
    row: Row
    indicator: Indicator
    unit: Unit
    role: str
    """The column it was typed in: current or cumulative."""
    value: Decimal
    total: Decimal
    """The running total it gives."""
    before: Decimal | None
    """What the periods before came to."""
    passed: int
    """Periods of the year before this one."""
    periods: int
    """Periods of the year."""
    notes: Mapping[str, Words]
    """What its row's words claim, by the column they stand in."""

    @property
    def target(self) -> Decimal | None:
        """The figure of the target; the upper end of a range."""
        target = self.indicator.target
        return target.value if target.value is not None else target.high

    @property
    def is_month(self) -> bool:
        """Whether it was typed as what the period alone has added."""
        return self.role == "current"

    @property
    def own_step(self) -> Decimal:
        """What a period has added on average, at least one of things counted; nought where not known."""
        return self._step(self.before / self.passed if self.before and self.passed else Decimal())

    @property
    def usual(self) -> Decimal:
        """What a period usually adds: on average until now, or its share of the target, whichever is more."""
        return max(self.own_step, self._step((self.target or Decimal()) / self.periods))

    def _step(self, average: Decimal) -> Decimal:
        return max(average, 1 / self.unit.factor) if average and self.unit.integral else average

    @property
    def added(self) -> Decimal:
        """What the period has added by it."""
        return self.value if self.is_month else self.value - (self.before or 0)

    @property
    def explained(self) -> bool:
        """Whether 情况说明 gives a reason for an uncommon figure, not only that no target is set."""
        return bool(phrases()["around"]["reason"].search(self.row.text("explanation")))

    @property
    def borne_out(self) -> bool:
        """Whether the words of its row state the month and the total that it gives."""
        return any(
            any(each.agrees(self.value) for each in words.said("month"))
            and any(each.agrees(self.total) for each in words.said("total"))
            for words in self.notes.values()
        )


@derived("figures")
def figures_typed(
    returns: Sequence[Return],
    ref: Reference,
    history: Mapping[str, Decimal] | None = None,
    period: Period | None = None,
) -> list[Figure]:
    """Every figure a department typed of an indicator that is measured, with its witnesses."""
    found: list[Figure] = []
    of_the_year = period.of_the_year if period else ()
    passed = of_the_year.index(period) if period else 0
    for returned in returns:
        for row in returned.rows:
            indicator = row.indicator
            unit = unit_of(indicator, ref.units) if indicator else None
            if indicator is None or unit is None or indicator.measure == "qualitative":
                continue
            flow = indicator.measure == "flow"
            role = "current" if flow and row.value("current") is not None else "cumulative"
            value, before = row.value(role), _before(row, history)
            if value is None:
                continue
            total = row.value("cumulative")
            if total is None:
                total = value + (before or 0) if role == "current" else value
            notes = {each: words_of(text, indicator, ref.units, period) for each, text in notes_of(row)}
            periods = len(of_the_year) or 12
            found.append(
                Figure(returned, row, indicator, unit, role, value, total, before, passed, periods, notes)
            )
    return found


def _before(row: Row, history: Mapping[str, Decimal] | None) -> Decimal | None:
    """The running total of the periods before: as it was taken then, else as the form prints it."""
    known = (history or {}).get(row.indicator.code) if row.indicator else None
    return known if known is not None else row.value("previous")


@dataclass(frozen=True, slots=True)
class Investment:
    """What a department says it has invested in an item so far, in 万元, with what bears on it."""

    returned: Return
    row: Row
    indicator: Indicator
    unit: Unit
    value: Decimal
    planned: Decimal | None
    said: tuple[Claim, ...]
    """What the words of its row say was invested."""
    role: str = "invest_done"


def investments_typed(
    returns: Sequence[Return], ref: Reference, period: Period | None = None
) -> Iterator[Investment]:
    """Every investment that was typed."""
    unit = ref.units.read("万元").unit
    assert unit is not None
    for returned, row, indicator in matched(returns):
        value = row.value("invest_done")
        if value is not None and value > 0:
            notes = (words_of(text, indicator, ref.units, period) for _, text in notes_of(row))
            said = tuple(claim for words in notes for claim in words.said("invested"))
            yield Investment(returned, row, indicator, unit, value, row.value("invest_plan"), said)
