"""Returns combined into a county summary: plain Decimal, every number with its way back to a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from minsheng_xl.cycle import Expected, Light, light_of, pace_of
from minsheng_xl.model import (
    CARRIED_ANEW,
    CARRIED_ON,
    By,
    Entry,
    Indicator,
    Item,
    Period,
    Return,
    Row,
    TargetTable,
)
from minsheng_xl.personal import masked
from minsheng_xl.place import Place, number_text
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
    """Where a county figure comes from: the cell that was typed, what stands there, and the figure in `unit`.

    `previous` is the printed 上期累计 where the figure is that and what was typed for this period together.
    """

    place: Place
    department: str
    printed: str
    value: Decimal
    unit: str
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What a responsible unit or a township reported of an indicator; `met`: whether its own task is done."""

    by: By
    source: Source
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a unit typed about an indicator, or its report as a whole, beside the figures, by field role.

    As it may be shown to others: personal numbers are masked.
    """

    department: str
    progress_note: str = ""
    problem: str = ""
    next_step: str = ""
    explanation: str = ""
    evidence: str = ""
    status: str = ""
    invest_done: str = ""
    """Only where it is no figure that the county table shows."""
    case_count: str = ""
    note: str = ""
    rest: str = ""
    """What of a report is about no indicator, problem or next step; what was paid out beside 完成投资."""

    @property
    def any(self) -> bool:
        """Whether they say more than the state, which the county table shows itself."""
        return any(getattr(self, role) for role in WORDS if role != "status")


_COUNTED = ("invest_done", "case_count")
WORDS = tuple(each.name for each in fields(Words))[1:]
"""The kinds of text, by field role."""


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
    investment: Decimal | None = None
    """完成投资 in 万元."""
    unread_investment: str = ""
    """What was typed as 完成投资 where that is no sum of money."""
    texts: list[Words] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    """Shown and compared, never added to the lead's figure."""
    summed: By | Literal[""] = ""
    """Whose shares the figure is the sum of, or would be but for those `waiting`; no lead reported one."""
    waiting: tuple[str, ...] = ()
    """Units whose share is still to come: until then the sum of the others is no figure of the county."""
    sharers: int = 0
    """How many units have a share of those summed."""
    instead: str = ""
    """The version its figure is of, where a newer one was refused: 取第1版."""
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
    """Rates of a department's or a category's indicators; figures of different units are never added.

    完成投资 is all in 万元, and is.
    """

    name: str
    indicators: int
    rated: int
    average_rate: Decimal | None
    green: int
    yellow: int
    red: int
    investment: Decimal | None = None
    unread_investments: int = 0
    """Indicators whose 完成投资 is no sum of money and is not in `investment`."""


@dataclass(slots=True)
class Summary:
    """A county summary of one period."""

    plan: TargetTable
    period: Period
    lines: list[Line]
    expected: list[Expected]
    texts: list[Words] = field(default_factory=list)
    """What reports say that is about no single indicator."""

    def by_department(self) -> list[Subtotal]:
        return _subtotals((line.indicator.lead.units[0] if line.indicator.lead.units else "", line)
                          for line in self.lines)  # fmt: skip

    def by_category(self) -> list[Subtotal]:
        return _subtotals((line.item.category, line) for line in self.lines)

    def to_frame(self) -> pandas.DataFrame:
        """One row an indicator: code, name, unit, target, lead, figures and light.

        Figures: cumulative in the unit; rate, pace and gap in percent; investment in 万元.
        """
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
                "investment": line.investment,
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
    return Summary(plan, period, lines, list(expected), list(_general_words(returns)))


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


def _words(returned: Return, row: Row, left_out: str = "") -> Words:
    """What a row says in words, as it may be shown to others; without the role `left_out`."""
    typed = {role: _shown(row, role) for role in WORDS if role != left_out}
    return Words(_name(returned), **(typed | {"rest": _allotted(returned, row)}))


def _shown(row: Row, role: str) -> str:
    """What was typed, without personal data; a figure stays as it is."""
    counted = role in _COUNTED and row.value(role) is not None
    return row.text(role) if counted else masked(row.text(role))


def _allotted(returned: Return, row: Row) -> str:
    """资金拨付（万元）：4321.7, as it is headed in the table."""
    entry = row.cells.get("allotted")
    if entry is None or entry.blank or returned.grid is None:
        return ""
    return f"{returned.grid.text(returned.header_row, entry.column)}：{masked(entry.printed)}"


def _general_words(returns: Iterable[Return]) -> Iterator[Words]:
    """What reports say beside the rows that are about an indicator; of each report once."""
    for each in returns:
        known = {row.number for row in each.rows if row.indicator}
        texts: dict[str, list[str]] = {}
        for excerpt in each.excerpts:
            if known.isdisjoint(excerpt.rows):
                role = "rest" if excerpt.role == "progress_note" else excerpt.role
                texts.setdefault(role, []).append(masked(excerpt.text))
        if texts:
            yield Words(_name(each), **{role: "\n".join(said) for role, said in texts.items()})


def _name(returned: Return) -> str:
    """Whose words they are; of a report that no department signs, the file's."""
    return returned.department or returned.file


def _take_rows(line: Line, rows: Sequence[tuple[Return, Row]]) -> None:
    """Figure, investment and texts of the leads' rows."""
    for each, row in rows:
        shown = _take_investment(line, row)
        words = _words(each, row, "invest_done" if shown else "")
        if words.any:
            line.texts.append(words)
        line.status = line.status or row.text("status")
        value = row.value("cumulative")
        if value is not None and line.cumulative is None:
            line.cumulative, line.instead = value, row.instead
            line.sources.append(_source(each, row, value, line.indicator))


def _take_shares(line: Line, rows: Sequence[tuple[Return, Row]], shares: Mapping[By, Shares]) -> None:
    """What responsible units and townships say; their sum where no lead gave a figure that adds up.

    Of two ways to share the first that is whole; where none is there is no figure.
    """
    for each, row in rows:
        words = _words(each, row)
        if words.any:
            line.texts.append(words)
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


def _take_investment(line: Line, row: Row) -> bool:
    """The first 完成投资 typed for an indicator; whether the line shows what this row says."""
    typed, value = row.text("invest_done"), row.value("invest_done")
    if not typed or line.investment is not None or line.unread_investment:
        return False
    line.investment, line.unread_investment = value, "" if value is not None else masked(typed)
    return True


def _source(returned: Return, row: Row, value: Decimal, indicator: Indicator) -> Source:
    role, previous = _typed(row, value)
    place = returned.place(row.number, role)
    return Source(place, returned.department, row.text(role), value, indicator.unit, previous)


def _typed(row: Row, value: Decimal) -> tuple[str, str]:
    """The field a cumulative figure was typed in, and the printed 上期累计 it was added to.

    A formula that is not 上期累计 + 本期完成 is what was typed itself.
    """
    now, before = row.value("current"), row.value("previous")
    if CARRIED_ON in row.cells["cumulative"].notes and now is not None:
        return "current", f"{number_text(value - now)}（表里没有，按上期汇总）"
    if row.cells["cumulative"].computed and value == (now or 0) + (before or 0):
        if now is not None:
            return "current", _carried(row)
        if before is not None:
            return "previous", ""
    return "cumulative", ""


def _carried(row: Row) -> str:
    """The printed 上期累计, and what it has become where that was corrected since."""
    entry = row.cells.get("previous", Entry())
    changed = CARRIED_ANEW in entry.notes and entry.value is not None
    return f"{entry.printed or '空白'}（更正为{entry.value:f}）" if changed else entry.printed


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
    investments = list(_own_investments(lines))
    return Subtotal(
        name,
        len(lines),
        len(rates),
        round_half_up(sum(rates, Decimal()) / len(rates), 2) if rates else None,
        lights.count("green"),
        lights.count("yellow"),
        lights.count("red"),
        sum(investments, Decimal()) if investments else None,
        sum(bool(line.unread_investment) for line in lines),
    )


def _own_investments(lines: Sequence[Line]) -> Iterator[Decimal]:
    """What was invested, in 万元; what a part has of its whole's own is counted with the whole."""
    invested = {line.indicator.code: line.investment for line in lines if line.investment is not None}
    parents = {line.indicator.code: line.indicator.parent for line in lines}
    for code, investment in invested.items():
        whole = parents[code]
        while whole and whole not in invested:
            whole = parents.get(whole, "")
        if not whole:
            yield investment
