"""The reporting cycle: which plan holds in a period, when a return is due, how far the year should have come,
and which light that means."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args

from minsheng_xl.model import Adjustment, Assignment, Indicator, Item, Period, TargetTable
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.reference import Settings
from minsheng_xl.reference.settings import MONTH_END, NEXT_MONTH

Light = Literal["green", "yellow", "red", ""]
LIGHTS: dict[Light, str] = {"green": "绿", "yellow": "黄", "red": "红", "": ""}

CUT_AT_DUE = "截止日"
ROLLS = {"不顺延": 0, "顺延": 1, "提前": -1}
"""Words of the sheet 设置 for where a period ends and which way a due day on a rest day moves."""

PACED = frozenset({"flow"})
"""Measures that are held against the calendar, unless the lower is the better."""
LEVELS = frozenset({"stock", "ratio", "standard"})
"""Measures that can rise and fall: held against their target at any time."""


ASSIGNED = {"lead": "lead", "responsible": "responsible", "cooperator": "cooperators"}
"""Attribute of a row by the field role that an adjustment names."""


def plan_in(table: TargetTable, period: Period) -> TargetTable:
    """The plan as it holds in a period: with the adjustments begun by then, the older first.

    Older periods keep what was; a changed target keeps the first one as `original`.
    """
    begun = [each for each in table.adjustments if each.holds(period)]
    if not begun:
        return table
    changes: dict[str, list[Adjustment]] = {}
    for each in sorted(begun, key=lambda one: one.since or period):
        changes.setdefault(each.code, []).append(each)
    items = tuple(_item_in(item, changes) for item in table.items)
    return table.with_items(items)


def _item_in(item: Item, changes: dict[str, list[Adjustment]]) -> Item:
    indicators = tuple(_adjusted(each, changes.get(each.code, ())) for each in item.indicators)
    changed = item.model_copy(update={"indicators": indicators})
    own = changed.own_indicator
    if own is None:
        return changed
    return changed.model_copy(update={name: getattr(own, name) for name in ASSIGNED.values()})


def _adjusted(indicator: Indicator, changes: Sequence[Adjustment]) -> Indicator:
    """The indicator with changes made one after the other."""
    for each in changes:
        if each.target is not None:
            original = indicator.original or indicator.target
            update: dict[str, object] = {"target": each.target, "original": original}
        else:
            new = Assignment(
                printed=each.new,
                effective=each.new,
                units=each.units,
                source_row=indicator.row,
                scope="own",
            )
            update = {ASSIGNED[each.role]: new}
        indicator = indicator.model_copy(update=update)
    return indicator


def span(period: Period, settings: Settings) -> tuple[date, date]:
    """First and last day a period's figures are about.

    By the calendar, or, where a county cuts off at the due day, from the day after the last due day on.
    """
    if settings.cutoff == CUT_AT_DUE and period.rhythm != "ten_days":
        year, month = (
            (period.year, period.first_month - 1) if period.first_month > 1 else (period.year - 1, 12)
        )
        start = _due_in(year, month, settings) + timedelta(days=1)
        return start, _due_in(period.year, period.month, settings)
    first = date(period.year, period.first_month, 1)
    if period.rhythm == "ten_days":
        first = first.replace(day=10 * period.part - 9)
    return first, _last_day(period)


def _last_day(period: Period) -> date:
    if period.part < 3:
        return date(period.year, period.month, 10 * period.part)
    return _day_of(period.year, period.month, MONTH_END)


def _due_in(year: int, month: int, settings: Settings) -> date:
    """The usual due day of a period that ends in a month: in it, or in the month after."""
    if settings.due_month == NEXT_MONTH:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return _day_of(year, month, settings.due_day)


def _day_of(year: int, month: int, day: int) -> date:
    """A day of a month; its last one where it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def due_date(period: Period, settings: Settings, department: str = "") -> date:
    """The day the period's returns are due: the 20th of its last month unless the county sets another.

    The county may set the end of the month, or a day of the month after. Ten days are due on their last
    day. A rest day rolls only where the county says so; a day set in 日历 for the period, or for the
    department (by its standing name) in it, goes before all.
    """
    exception = settings.calendar.exception("due", department, period)
    if exception:
        return exception
    day = _last_day(period) if period.rhythm == "ten_days" else _due_in(period.year, period.month, settings)
    return settings.calendar.workday(day, ROLLS[settings.due_roll]) if ROLLS[settings.due_roll] else day


def lock_date(period: Period, settings: Settings, department: str = "") -> date | None:
    """The first day on which a new return of the period no longer counts; None where nothing is locked."""
    exception = settings.calendar.exception("lock", department, period)
    if exception or not settings.lock_days:
        return exception
    return due_date(period, settings, department) + timedelta(days=settings.lock_days)


def correction_due(returned: date, settings: Settings) -> date:
    """The day a return that was sent back is due again: working days later, rest days not counted."""
    day, left = returned, settings.correction_days
    while left:
        day += timedelta(days=1)
        left -= settings.calendar.works(day)
    return day


def pace_percent(period: Period) -> Decimal:
    """Share of the year gone by at the end of the period, in percent, two decimals (August: 66.67)."""
    thirds = 3 * (period.month - 1) + period.part
    return round_half_up(Decimal(thirds * 100) / 36, 2)


def pace_of(indicator: Indicator, period: Period) -> Decimal | None:
    """The pace an indicator is held against; None where the calendar says nothing about it."""
    if indicator.measure not in PACED or indicator.pace != "even" or indicator.direction == "down":
        return None
    return pace_percent(period)


def light(gap: Decimal | None, settings: Settings) -> Light:
    """Light of a rate that is `gap` percentage points ahead of pace (negative: behind).

    Less than 10 points behind is green, 10 to 30 inclusive yellow, more than 30 red; the county may set both.
    """
    if gap is None:
        return ""
    if -gap < settings.yellow_points:
        return "green"
    return "yellow" if -gap <= settings.red_points else "red"


def light_of(indicator: Indicator, done: Decimal, gap: Decimal | None, settings: Settings) -> Light:
    """Light of what is done: that of its gap to the pace, or, where none is kept, that of its target.

    A level, and whatever is to stay below a ceiling, is green where the target is met today; else at least
    yellow, and red where it is more points short of a full rate than a flow may be behind its pace.
    """
    if indicator.measure not in LEVELS and indicator.direction != "down":
        return light(gap, settings)
    met = indicator.met(done)
    if met is None:
        return ""
    if met:
        return "green"
    rate = completion_rate(indicator.target, done, reverse=indicator.direction == "down")
    return "red" if rate is None or 100 - rate > settings.red_points else "yellow"


def is_settled(indicator: Indicator, done: Decimal, period: Period) -> bool:
    """Whether a task is done for good: met, by a sum that only grows or in the last period of the year."""
    grows = indicator.measure == "flow" and indicator.direction == "up"
    return indicator.met(done) is True and (grows or period == period.of_the_year[-1])


@dataclass(frozen=True, slots=True)
class Expected:
    """One department's duty in a period and what came of it."""

    department: str
    due: date
    indicators: int = 0
    files: tuple[str, ...] = ()
    received: datetime | None = None

    @property
    def returned(self) -> bool:
        return bool(self.files)

    @property
    def late(self) -> bool:
        return self.received is not None and self.received.date() > self.due


@dataclass(frozen=True, slots=True)
class Rates:
    """Completeness and timeliness of a period's returns: counts, and percentages with two decimals."""

    expected: int
    actual: int
    on_time: int

    @property
    def rate(self) -> Decimal:
        """Actual of expected (reporting rate)."""
        return _percent(self.actual, self.expected)

    @property
    def on_time_rate(self) -> Decimal:
        """On time of expected (reporting rate on time)."""
        return _percent(self.on_time, self.expected)


def rates(expected: Iterable[Expected]) -> Rates:
    """How many returns were expected, came, and came on time."""
    duties = list(expected)
    came = [each for each in duties if each.returned]
    return Rates(len(duties), len(came), sum(not each.late for each in came))


def _percent(part: int, whole: int) -> Decimal:
    return round_half_up(Decimal(part * 100) / whole, 2) if whole else Decimal(0)


Stage = Literal["立项", "分解", "下发", "报送", "催办", "整改", "销号"]
STAGES: tuple[Stage, ...] = get_args(Stage)


def stage(*, assigned: bool, issued: bool, returned: bool, overdue: bool, problems: int, done: bool) -> Stage:
    """Where an indicator stands between being set up and being struck off the list.

    Done with nothing left to mend it is struck off; a problem comes before progress, a missing return before
    both; without a lead it is only set up, with one only handed out until its form has gone.
    """
    if not assigned:
        return "立项"
    if overdue and not returned:
        return "催办"
    if problems:
        return "整改"
    if done:
        return "销号"
    if returned:
        return "报送"
    return "下发" if issued else "分解"
