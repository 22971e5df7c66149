"""Heads that name a month: of a table for August 8月完成 is the month's own, 7月底累计 what came before.

Nothing is read of a month before the month of the table is known: from what stands above its head.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from minsheng_xl.place import Grid
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.tables.headers import squeezed

_ABOVE = re.compile(r"(20[0-9]{2})(?:年|[-./])(1[0-2]|0?[1-9])(?![0-9])")
_HEAD = re.compile(
    r"(?:(?P<year>20[0-9]{2})年)?(?P<until>截[至止]|到)?(?P<from>[1一]月?(?:份)?[-—–~至到])?"
    r"(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?P<end>[底末]|(?:[0-9]{1,2}日))?止?"
    r"(?P<total>累计)?(?:实际)?(?:完成|新增)?(?:情况|任务)?[数量]?"
)


class Month(NamedTuple):
    """The month a table is for; `number` is 0 where that is not known."""

    year: int = 0
    number: int = 0


def month_above(grid: Grid, row: int) -> Month:
    """The one month that the texts above a head name."""
    texts = (str(value) for cells in grid.rows[: row - 1] for value in cells if value is not None)
    found = {match.groups() for text in texts for match in _ABOVE.finditer(squeezed(text))}
    months = {Month(int(year), int(month)) for year, month in found}
    return months.pop() if len(months) == 1 else Month()


def dated_role(text: str, month: Month) -> str | None:
    """The field a head with a month in it names; empty for a month it does not fit, None without a month."""
    head = _HEAD.fullmatch(fold(text)) if month.number and "月" in text else None
    if head is None:
        return None
    named = int(parse_numeral(head["month"]) or 0) if not head["month"].isdecimal() else int(head["month"])
    if head["year"] and int(head["year"]) != month.year:
        return ""
    running = any(head[part] for part in ("until", "from", "end", "total"))
    if named == month.number:
        return "cumulative" if running else "current"
    return "previous" if running and named == month.number - 1 else ""
