"""Returns combined into a county summary: plain Decimal, every number with its way back to a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from minsheng_xl.cycle import Expected, Light, light_of, pace_of
from minsheng_xl.model import By, Indicator, Item, Period, Return, Row, TargetTable
from minsheng_xl.personal import masked
from minsheng_xl.place import Place
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.reference import Settings
from minsheng_xl.shares import Shares

if TYPE_CHECKING:
    import pandas

ADDABLE = frozenset({"flow", "stock"})
"""Measures whose shares add up to the county's figure; ratios and standards do not."""
PRECEDENCE: tuple[By, ...] = ("responsible", "township")
"""Whose sum stands in for a lead's figure, the first that there is."""
Previous = Mapping[str, Decimal]
"""Last period's cumulative value by indicator code."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a county figure comes from: the cell, what stands there, and what it was read as in `unit`."""

    place: Place
    department: str
    printed: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Share:
    """What a responsible unit or a township reported of an indicator; `met`: whether its own task is done."""

    by: By
    source: Source
    met: bool | None = None


@dataclass(slots=True)
class Line:
    """One indicator of the county summary. Numbers in the plan's unit; None where there is none."""

    item: Item
    indicator: Indicator
    target: str
    adjusted: str = ""
    cumulative: Decimal | None = None
    previous: Decimal | None = None
    rate: Decimal | None = None
    pace: Decimal | None = None
    gap: Decimal | None = None
    light: Light = ""
    status: str = ""
    texts: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Department, progress note, problem, next step, as returned."""
    sources: list[Source] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    """Shown and compared, never added to the lead's figure."""
    summed: By | Literal[""] = ""
    """Whose shares the figure is the sum of, or would be but for those `waiting`; no lead reported one."""
    waiting: tuple[str, ...] = ()
    """Units whose share is still to come: until then the sum of the others is no figure of the county."""
    sharers: int = 0
    """How many units have a share of those summed."""
    problems: int = 0

    @property
    def parts(self) -> list[Source]:
        """The shares that are summed, or would be."""
        return [share.source for share in self.shares if share.by == self.summed]

    @property
    def change(self) -> Decimal | None:
        """Against last period, in the plan's unit."""
        if self.cumulative is None or self.previous is None:
            return None
        return self.cumulative - self.previous


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Rates of a department's or a category's indicators; figures of different units are never added."""

    name: str
    indicators: int
    rated: int
    average_rate: Decimal | None
    green: int
    yellow: int
    red: int


@dataclass(slots=True)
class Summary:
    """A county summary of one period."""

    plan: TargetTable
    period: Period
    lines: list[Line]
    expected: list[Expected]

    def by_department(self) -> list[Subtotal]:
        return _subtotals((line.indicator.lead.units[0] if line.indicator.lead.units else "", line)
                          for line in self.lines)  # fmt: skip

    def by_category(self) -> list[Subtotal]:
        return _subtotals((line.item.category, line) for line in self.lines)

    def to_frame(self) -> pandas.DataFrame:
        """One row an indicator: code, name, unit, target, lead, cumulative, rate, pace, gap, light."""
        import pandas

        return pandas.DataFrame(
            {
                "code": line.indicator.code,
                "category": line.item.category,
                "item": line.item.name,
                "name": line.indicator.name,
                "unit": line.indicator.unit,
                "target": line.adjusted or line.target,
                "lead": line.indicator.lead.effective,
                "cumulative": line.cumulative,
                "rate": line.rate,
                "pace": line.pace,
                "gap": line.gap,
                "light": line.light,
            }
            for line in self.lines
        )


def combine(
    plan: TargetTable,
    returns: Sequence[Return],
    period: Period,
    *,
    previous: Previous,
    expected: Sequence[Expected],
    settings: Settings,
    shares: Mapping[By, Shares] | None = None,
) -> Summary:
    """The county's figures of a period from returns whose rows are matched and judged.

    A row kept out by an error gives no figure; of two rows for one indicator the first return's counts
    (the others are findings of rule A06). Only without a lead's figure do shares count, by their sum, once
    everybody who is asked for one has reported.
    """
    rows = _rows_by_code(each for each in returns if each.by == "lead")
    shared = _rows_by_code(each for each in returns if each.by != "lead")
    lines = []
    for indicator in plan.indicators:
        code = indicator.code
        line = _empty_line(plan.item_of[code], indicator, previous.get(code))
        _take_rows(line, rows.get(code, []))
        _take_shares(line, shared.get(code, []), shares or {})
        rate_line(line, period, settings)
        lines.append(line)
    return Summary(plan, period, lines, list(expected))


def _rows_by_code(returns: Iterable[Return]) -> dict[str, list[tuple[Return, Row]]]:
    rows: dict[str, list[tuple[Return, Row]]] = {}
    for each in returns:
        for row in each.rows:
            if row.indicator and not row.rejected:
                rows.setdefault(row.indicator.code, []).append((each, row))
    return rows


def _empty_line(item: Item, indicator: Indicator, previous: Decimal | None) -> Line:
    """A line without figures: the target it was issued with, and the one that holds now where it changed."""
    issued = indicator.original or indicator.target
    adjusted = indicator.target.raw if indicator.original else ""
    return Line(item, indicator, issued.raw, adjusted, previous=previous)


def _words(row: Row) -> tuple[str, str, str]:
    """What a row says in words, as it may be shown to others."""
    return masked(row.text("progress_note")), masked(row.text("problem")), masked(row.text("next_step"))


def _take_rows(line: Line, rows: Sequence[tuple[Return, Row]]) -> None:
    """Figure and texts of the leads' rows."""
    for each, row in rows:
        words = _words(row)
        if any(words):
            line.texts.append((each.department, *words))
        line.status = line.status or row.text("status")
        value = row.value("cumulative")
        if value is not None and line.cumulative is None:
            line.cumulative = value
            line.sources.append(_source(each, row, value, line.indicator))


def _take_shares(line: Line, rows: Sequence[tuple[Return, Row]], shares: Mapping[By, Shares]) -> None:
    """What responsible units and townships say; their sum where no lead gave a figure that adds up.

    Of two ways to share the first that is whole; where none is there is no figure.
    """
    for each, row in rows:
        words = _words(row)
        if any(words):
            line.texts.append((each.department, *words))
        value = row.value("cumulative")
        if value is not None and row.indicator is not None:
            source = _source(each, row, value, line.indicator)
            line.shares.append(Share(each.by, source, row.indicator.met(value)))
    if line.cumulative is not None or line.indicator.measure not in ADDABLE:
        return
    for by in PRECEDENCE:
        parts, code = [share.source for share in line.shares if share.by == by], line.indicator.code
        if not parts:
            continue
        plans = shares.get(by, Shares())
        waiting = plans.waiting(code, (part.department for part in parts))
        if not line.summed or not waiting:
            line.summed, line.waiting = by, waiting
            line.sharers = plans.sharers(code) or len(parts)
        if not waiting:
            line.cumulative, line.sources = sum((part.value for part in parts), Decimal()), parts
            return


def _source(returned: Return, row: Row, value: Decimal, indicator: Indicator) -> Source:
    place = returned.place(row.number, "cumulative")
    return Source(place, returned.department, row.text("cumulative"), value, indicator.unit)


def rate_line(line: Line, period: Period, settings: Settings) -> None:
    """Completion rate, gap to pace and light of a line, by the ways of domain.md g."""
    indicator = line.indicator
    line.pace = pace_of(indicator, period)
    if line.cumulative is None or indicator.measure == "qualitative":
        line.pace = line.pace if indicator.target.value is not None else None
        return
    rate = completion_rate(indicator.target, line.cumulative, reverse=indicator.direction == "down")
    if rate is None:
        line.pace, line.light = None, light_of(indicator, line.cumulative, None, settings)
        return
    line.rate = round_half_up(rate, 2)
    if line.pace is not None:
        line.gap = line.rate - line.pace
    line.light = light_of(indicator, line.cumulative, line.gap, settings)


def _subtotals(named: Iterable[tuple[str, Line]]) -> list[Subtotal]:
    groups: dict[str, list[Line]] = {}
    for name, line in named:
        groups.setdefault(name, []).append(line)
    return [_subtotal(name, lines) for name, lines in groups.items()]


def _subtotal(name: str, lines: Sequence[Line]) -> Subtotal:
    rates = [
        min(line.rate, Decimal(100)) for line in lines if line.rate is not None and line.indicator.ranked
    ]
    lights = [line.light for line in lines]
    return Subtotal(
        name,
        len(lines),
        len(rates),
        round_half_up(sum(rates, Decimal()) / len(rates), 2) if rates else None,
        lights.count("green"),
        lights.count("yellow"),
        lights.count("red"),
    )
