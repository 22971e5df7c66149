"""The reporting cycle: when a return is due, how far the year should have come, and which light that means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from minsheng_xl.model import Indicator, Period
from minsheng_xl.quantity import round_half_up
from minsheng_xl.reference import Settings

Light = Literal["green", "yellow", "red", ""]
LIGHTS: dict[Light, str] = {"green": "绿", "yellow": "黄", "red": "红", "": ""}

SATURDAY = 5

PACED = frozenset({"flow"})
"""Measures that are held against the calendar; ratios, standards and levels are not."""


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
