"""The reporting cycle: which plan holds in a period, when a return is due, how far the year should have come,
and which light that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from minsheng_xl.model import Adjustment, Assignment, Indicator, Item, Period, TargetTable
from minsheng_xl.quantity import round_half_up
from minsheng_xl.reference import Settings

Light = Literal["green", "yellow", "red", ""]
LIGHTS: dict[Light, str] = {"green": "绿", "yellow": "黄", "red": "红", "": ""}

SATURDAY = 5

PACED = frozenset({"flow"})
"""Measures that are held against the calendar; ratios, standards and levels are not."""


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
    fields = {name: getattr(table, name) for name in TargetTable.model_fields}
    items = tuple(_item_in(item, changes) for item in table.items)
    return TargetTable.model_construct(**fields | {"items": items})


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


def due_date(period: Period, settings: Settings) -> date:
    """The day the period's returns are due: 每月20日 unless the county sets another, not rolled."""
    return date(period.year, period.month, settings.due_day)


def correction_due(returned: date, settings: Settings) -> date:
    """The day a return that was sent back is due again: working days later, weekends not counted."""
    day, left = returned, settings.correction_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def pace_percent(period: Period) -> Decimal:
    """Share of the year gone by at the end of the period, in percent, two decimals (August: 66.67)."""
    return round_half_up(Decimal(period.month * 100) / 12, 2)


def pace_of(indicator: Indicator, period: Period) -> Decimal | None:
    """The pace an indicator is held against; None where the calendar says nothing about it."""
    if indicator.measure not in PACED or indicator.pace != "even":
        return None
    return pace_percent(period)


def light(gap: Decimal | None, settings: Settings) -> Light:
    """Light of a rate that is `gap` percentage points ahead of pace (negative: behind).

    Up to 10 points behind is green, 10 to 30 inclusive yellow, more than 30 red; the county may set both.
    """
    if gap is None:
        return ""
    if -gap < settings.yellow_points:
        return "green"
    return "yellow" if -gap <= settings.red_points else "red"


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
