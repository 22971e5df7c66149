"""A county's sheet 日历: rest days, working days, and other due or lock days for a period or a department."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, cast

from minsheng_xl import data
from minsheng_xl.errors import InputError, ReferenceDataError
from minsheng_xl.periods import RHYTHMS, Period
from minsheng_xl.place import Place
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.rows import Record, pick, where

Kind = Literal["rest", "work", "due", "lock"]
SHEET = "日历"
SATURDAY = 5
_date = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s.*|T.*)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet, understood."""

    day: date
    kind: Kind
    department: str = ""
    """Standing name of the one it is for; empty: for all."""
    printed: str = ""
    """The department as it is written there."""
    period: str = ""
    """The period a due or a lock day is set for."""
    place: Place = field(default_factory=Place)
    note: str = ""


@dataclass(frozen=True)
class Calendar:
    """Days that are not as the week has them, and days set by exception."""

    lines: tuple[Line, ...] = ()
    rest: frozenset[date] = field(init=False)
    work: frozenset[date] = field(init=False)

    def __post_init__(self) -> None:
        for kind in ("rest", "work"):
            days = frozenset(each.day for each in self.lines if each.kind == kind)
            object.__setattr__(self, kind, days)

    @classmethod
    def from_rows(
        cls, rows: Iterable[Mapping[str, str]], standard: Callable[[str], str], period_type: str = "月"
    ) -> Calendar:
        """Read records with 日期, 安排, 单位, 报送期; `standard` gives a department its standing name.

        Raises ReferenceDataError that names every cell that cannot be understood or contradicts another.
        """
        lines: list[Line] = []
        faults: list[str] = []
        for number, row in enumerate(rows, start=1):
            if not any(map(str.strip, (row.get(each) or "" for each in ("日期", "安排", "单位", "报送期")))):
                continue
            try:
                lines.append(_line(row, number, standard, period_type))
            except InputError as fault:
                faults.append(f"{fault.message}，{fault.remedy}")
        faults += _contradictions(lines)
        if faults:
            raise ReferenceDataError("；".join(faults), f"改好“{SHEET}”再运行")
        return cls(tuple(lines))

    @cached_property
    def _set_days(self) -> Mapping[tuple[str, str, str], date]:
        """Day by kind (due, lock), department (empty: all) and period."""
        return {(each.kind, each.department, each.period): each.day for each in self.lines}

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
        own = self._set_days.get((kind, department, str(period)))
        return own or self._set_days.get((kind, "", str(period)))

    def records(self) -> list[dict[str, str]]:
        """Rows of the sheet again, for a master written anew."""
        words = {kind: word for word, kind in _kinds().items()}
        return [
            {
                "日期": str(each.day),
                "安排": words[each.kind],
                "单位": each.printed,
                "报送期": each.period,
                "说明": each.note,
            }
            for each in self.lines
        ]


def _kinds() -> dict[str, Kind]:
    """Kinds by the word in the column 安排."""
    return {str(word): cast("Kind", kind) for kind, word in data.load("settings.toml")["calendar"].items()}


def _line(row: Mapping[str, str], number: int, standard: Callable[[str], str], period_type: str) -> Line:
    """One line; InputError says which cell is wrong and what to write there."""

    def at(header: str) -> str:
        return where(SHEET, row, number, header)

    day, word, kinds = _day(pick(row, "日期"), at("日期")), pick(row, "安排"), _kinds()
    if word not in kinds:
        raise InputError(f"{at('安排')}的安排“{word}”无法识别", f"请填写：{'、'.join(kinds)}")
    kind, printed = kinds[word], pick(row, "单位")
    place = row.place("日期") if isinstance(row, Record) else Place()
    if kind in ("rest", "work"):
        if printed:
            raise InputError(f"{at('单位')}给{word}写了单位“{printed}”", "休息、上班是全县的，请删去单位")
        return Line(day, kind, place=place, note=pick(row, "说明"))
    period = _period(pick(row, "报送期"), day, at("报送期"), period_type)
    name = standard(printed) if printed else ""
    place = row.place("单位") if isinstance(row, Record) else place
    return Line(day, kind, name, printed, str(period), place, pick(row, "说明"))


def _day(text: str, cell: str) -> date:
    found = _date.fullmatch(fold(text))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    said = f"的日期“{text}”无法识别" if text else "没有日期"
    raise InputError(f"{cell}{said}", "请写成 2021-10-01 的样子")


def _period(text: str, day: date, cell: str, period_type: str) -> Period:
    """The period a day is set for; where none is named, the month the day lies in.

    Excel may have made a date of a month: 2021-08 is then the first of August.
    """
    if not text and period_type != RHYTHMS["month"]:
        raise InputError(f"{cell}没有写报送期", f"本县按{period_type}报送，请写明是哪一期")
    dated = _date.fullmatch(fold(text))
    try:
        if dated:
            return Period.parse(f"{dated[1]}-{dated[2]}")
        return Period.parse(text) if text else Period(day.year, day.month)
    except InputError as fault:
        raise InputError(f"{cell}的报送期“{text}”无法识别", fault.remedy) from fault


def _contradictions(lines: Sequence[Line]) -> list[str]:
    """Days that are both, and days set twice."""
    faults: list[str] = []
    days: dict[date, Line] = {}
    told: dict[tuple[str, str, str], Line] = {}
    for each in lines:
        if each.kind in ("rest", "work"):
            other = days.setdefault(each.day, each)
        else:
            other = told.setdefault((each.kind, each.department, each.period), each)
        if (other.day, other.kind) != (each.day, each.kind):
            cell = f"{SHEET}{each.place.cell}" if each.place.cell else SHEET
            about = f"{each.printed}{each.period}" if each.period else f"{each.day}"
            faults.append(f"{cell}：{about}前面已另有安排（{other.day}），请只留一行")
    return faults
