"""A county's sheet 日历: rest days, working days, and other due or lock days for a period or a department."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, get_args

from minsheng_xl import data
from minsheng_xl.errors import InputError, ReferenceDataError
from minsheng_xl.periods import Period
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.rows import pick

Kind = Literal["rest", "work", "due", "lock"]
SATURDAY = 5
_date = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s.*|T.*)?")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that are not as the week has them, and days set by exception."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    set_days: Mapping[tuple[str, str, str], date] = field(default_factory=dict)
    """Day by kind (due, lock), department (empty: all) and period."""

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]], standard: Callable[[str], str]) -> Calendar:
        """Read records with 日期, 安排, 单位, 报送期; `standard` gives a department its standing name.

        Raises ReferenceDataError for a date, a word or a period that cannot be understood.
        """
        words = {str(word): kind for kind, word in data.load("settings.toml")["calendar"].items()}
        marked: dict[str, set[date]] = {kind: set() for kind in get_args(Kind)}
        set_days: dict[tuple[str, str, str], date] = {}
        for number, row in enumerate(rows, start=1):
            text = pick(row, "日期")
            if not text:
                continue
            day, word = _day(text, number), pick(row, "安排")
            if word not in words:
                raise ReferenceDataError(
                    f"日历第{number}条的安排“{word}”无法识别", f"请填写：{'、'.join(words)}"
                )
            kind, period = words[word], pick(row, "报送期")
            if kind in ("due", "lock"):
                key = kind, standard(pick(row, "单位")), str(_period(period, day, number))
                set_days[key] = day
            marked[kind].add(day)
        return cls(frozenset(marked["rest"]), frozenset(marked["work"]), set_days)

    def works(self, day: date) -> bool:
        """Whether people work on a day: the sheet first, then the week."""
        if day in self.work:
            return True
        return day not in self.rest and day.weekday() < SATURDAY

    def workday(self, day: date, step: int) -> date:
        """The day itself where people work, else the nearest working day after (1) or before (-1) it."""
        while not self.works(day):
            day += timedelta(days=step)
        return day

    def exception(self, kind: Kind, department: str, period: Period) -> date | None:
        """The day set for a department in a period, else the one set for all; None where there is none."""
        own = self.set_days.get((kind, department, str(period)))
        return own or self.set_days.get((kind, "", str(period)))


def _day(text: str, number: int) -> date:
    found = _date.fullmatch(fold(text))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise ReferenceDataError(f"日历第{number}条的日期“{text}”无法识别", "请写成 2021-10-01 的样子")


def _period(text: str, day: date, number: int) -> Period:
    """The period a day is set for; where none is named, the month the day lies in."""
    try:
        return Period.parse(text) if text else Period(day.year, day.month)
    except InputError as fault:
        raise ReferenceDataError(f"日历第{number}条的报送期“{text}”无法识别", fault.remedy) from fault
