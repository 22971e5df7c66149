"""日历: the master's sheet of rest days, working days, and due or lock days set apart, ready to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from minsheng_xl import data
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.writing import layouts
from minsheng_xl.writing.layouts import Layout
from minsheng_xl.writing.sheets import (
    SPARE_ROWS,
    Record,
    Values,
    add_choices,
    choice,
    put,
    row_height,
    set_columns,
    write_head,
)
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CHOICES: Mapping[str, Sequence[str]] = {"安排列表": tuple(data.load("settings.toml")["calendar"].values())}
READY_ROWS = 40
"""Bordered rows below the last one, as many as a year of holidays needs."""
WEEKDAYS = "日一二三四五六"
WEEKDAY = f'=IF(N({{day}})=0,"",MID("{WEEKDAYS}",WEEKDAY({{day}}),1))'


def write_calendar(book: Book, records: Sequence[Record], year: int) -> None:
    """Add the sheet with what the county has set; dates of other years ask before they are taken."""
    layout = layouts.load("calendar")
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout)
    words = {column.header: column.role for column in layout.columns}
    first, last = layout.header_row + 1, layout.header_row + len(records) + READY_ROWS
    lines: list[Values] = [{words[key]: text for key, text in each.items()} for each in records]
    for row in range(first, last + 1):
        _write_line(book, sheet, layout, row, lines[row - first] if row - first < len(lines) else {})
    add_choices(sheet, layout, (first, last + SPARE_ROWS), leave=["day"])
    sheet.data_validation(first - 1, 0, last + SPARE_ROWS - 1, 0, _dates(layout, year))


def _write_line(book: Book, sheet: Worksheet, layout: Layout, row: int, values: Values) -> None:
    """Dates as dates, periods as text whatever is typed, the weekday by formula."""
    day = date.fromisoformat(str(values["day"])) if values.get("day") else None
    sheet.set_row(row - 1, row_height(layout, [values.get(role) for role in layout.roles]))
    for number, column in enumerate(layout.columns, start=1):
        own = {"num_format": column.format} if column.format else {}
        look = book.format("cell", align=column.align, locked=column.locked, **own)
        if column.role == "weekday":
            shown = WEEKDAYS[day.isoweekday() % 7] if day else ""
            sheet.write_formula(row - 1, number - 1, WEEKDAY.format(day=cell_name(row, 1)), look, shown)
        elif column.role == "day" and day:
            sheet.write_datetime(row - 1, number - 1, day, look)
        else:
            put(sheet, row, number, values.get(column.role), look)


def _dates(layout: Layout, year: int) -> dict[str, object]:
    """A date of the plan's year, or of the weeks around it."""
    first, last = (date(year - 1, 12, 1), date(year + 1, 3, 31)) if year else (date(2000, 1, 1),) * 2
    limits = {"criteria": "between", "maximum": last} if year else {"criteria": ">="}
    said = f"请填 {year} 年的日期，如 {year}-10-01" if year else "请填日期，如 2021-10-01"
    told = {"error_type": "warning", "error_title": "日期", "error_message": said}
    return choice(layout.column("day")) | {"validate": "date", "minimum": first} | limits | told
