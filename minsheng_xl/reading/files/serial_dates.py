"""Dates as workbooks keep them: a serial number, and a number format that says it is a date.

Format codes and their numbers: ECMA-376 part 1, 18.8.30 and 18.8.31, with the East Asian ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from minsheng_xl.place import CellValue
from minsheng_xl.reading.files.cells import number

DateKind = Literal["", "date", "span"]
"""What a number under a format is: a plain number, a date or time of day, or a length of time."""

_DATE_IDS = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
_SPAN_ID = 46
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_LONGEST_CODE = 255
_DAY = 86_400_000


def date_kinds(ids: list[int], codes: Mapping[int, str]) -> list[DateKind]:
    """For each cell format, by the number of its number format, what its numbers are."""
    return [code_kind(codes[each]) if each in codes else _built_in(each) for each in ids]


def _built_in(number_format: int) -> DateKind:
    return "span" if number_format == _SPAN_ID else "date" if number_format in _DATE_IDS else ""


@lru_cache(maxsize=1 << 12)
def code_kind(code: str) -> DateKind:
    """What a format code makes of a number: `yyyy"年"m"月"` a date, `[h]:mm` a span, `#,##0` neither."""
    code = _ASIDE.sub("", code[:_LONGEST_CODE])
    if _SPAN.search(code):
        return "span"
    return "date" if "general" not in code.lower() and _DATE.search(code) else ""


def moment(serial: float, since_1904: bool = False, kind: DateKind = "date") -> CellValue:
    """A date, a moment, a time of day or a span; the serial itself where no date has it."""
    try:
        days, part = divmod(round(serial * _DAY), _DAY)
        span = timedelta(days, milliseconds=part)
        if kind == "span":
            return span
        if serial < 0:
            return number(serial)
        if serial < 1:
            return (datetime.min + span).time() if span.days == 0 else time.min
        found = _epoch(days, since_1904) + span
    except (ValueError, OverflowError):
        return number(serial)
    return found.date() if found.time() == time.min else found


def _epoch(days: int, since_1904: bool) -> datetime:
    """The day before the first; 1900 counts a 29th of February that never was."""
    if since_1904:
        return datetime(1904, 1, 1)
    return datetime(1899, 12, 31) if days < 60 else datetime(1899, 12, 30)
