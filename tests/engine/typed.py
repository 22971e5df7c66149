"""What Excel makes of a text that is assigned to a cell: the same as if it had been typed."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d+)?%?")
DATE = re.compile(r"(\d{4})[-/年](\d{1,2})(?:[-/月](\d{1,2})日?)?")
FRACTION = re.compile(r"(\d{1,2})/(\d{1,2})")


def typed(value: Any, number_format: str) -> tuple[Any, str]:
    """The value a cell then holds, and the number format Excel gives it (empty: none).

    In a Text cell (@) everything stays as it is; elsewhere 18 digits lose their tail, zeros in front go,
    1/5 and 2021-08 become dates.
    """
    if not isinstance(value, str) or number_format == "@":
        return (None if value == "" else value), ""
    if value.startswith(("'", "=")):
        return value.removeprefix("'"), ""
    text = value.strip()
    if not value:
        return None, ""
    if any(char.isdigit() for char in text) and NUMBER.fullmatch(text):
        number = float(f"{float(text.rstrip('%').replace(',', '')):.15g}")
        return (number / 100, "0%") if text.endswith("%") else (number, "")
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE", ""
    day = _day(text)
    return (day, "yyyy/m/d") if day else (value, "")


def _day(text: str) -> datetime | None:
    found = DATE.fullmatch(text)
    short = FRACTION.fullmatch(text)
    try:
        if found:
            return datetime(int(found[1]), int(found[2]), int(found[3] or 1))
        return datetime(date.today().year, int(short[1]), int(short[2])) if short else None
    except ValueError:
        return None


def as_com(value: Any) -> Any:
    """A cell's value as COM hands it over: every number is a float, every date a datetime."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
