"""Files that are no xlsx (xls, csv, ods, web pages ...) as an xlsx made from what was read of them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import east_asian_width

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.writing import style
from minsheng_xl.writing.sheets import put
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]|^'|'$")
_LONGEST_NAME: Final = 31
_NARROWEST, _WIDEST = 8.0, 40.0
_MOMENTS: Final[Mapping[type, str]] = {
    datetime: "yyyy-mm-dd hh:mm",
    date: "yyyy-mm-dd",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}


class Copy(NamedTuple):
    """An xlsx and, for each sheet as it was called in the file, what it is called there."""

    data: bytes
    names: Mapping[str, str]


def copy_of(grids: Sequence[Grid]) -> Copy:
    """The sheets with values, merges, hidden rows and columns; a text stays one whatever it looks like."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    names: dict[str, str] = {}
    options = {"in_memory": True, "default_format_properties": dict(style.BASE_FONT)}
    with Workbook(target, options) as workbook:
        workbook.set_properties({"created": style.CREATED})
        book = Book(workbook)
        for grid in grids:
            names[grid.sheet] = name = _free_name(grid.sheet, set(names.values()))
            _write(book, workbook.add_worksheet(name), grid)
    return Copy(target.getvalue(), names)


def _free_name(name: str, taken: set[str]) -> str:
    """A name Excel takes, and has not yet."""
    base = _FORBIDDEN.sub("_", name)[:_LONGEST_NAME] or "表"
    used = {each.casefold() for each in taken}
    endings = ("", *(f"({number})" for number in range(2, len(taken) + 3)))
    tries = (base[: _LONGEST_NAME - len(ending)] + ending for ending in endings)
    return next(each for each in tries if each.casefold() not in used)


def _write(book: Book, sheet: Worksheet, grid: Grid) -> None:
    across = _across(grid)
    for column in range(1, grid.width + 1):
        texts = [grid.text(row, column) for row, _ in grid if (row, column) not in across]
        width = max((_breadth(text) for text in texts), default=0) + 2
        hidden = {"hidden": column in grid.hidden_columns}
        sheet.set_column(column - 1, column - 1, min(max(width, _NARROWEST), _WIDEST), None, hidden)
    for row, values in grid:
        for column, value in enumerate(values, start=1):
            _put(book, sheet, row, column, grid.errors.get((row, column)) or value)
    for area in grid.merges:
        look = book.format("cell")
        sheet.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "", look)
        _put(book, sheet, area.top, area.left, grid.value(area.top, area.left))
    for row in grid.hidden_rows:
        sheet.set_row(row - 1, None, None, {"hidden": True})
    if not grid.visible:
        sheet.hide()


def _across(grid: Grid) -> set[tuple[int, int]]:
    """Cells whose text runs over several columns and says nothing about the width of one."""
    return {(area.top, area.left) for area in grid.merges if area.right > area.left}


def _put(book: Book, sheet: Worksheet, row: int, column: int, value: CellValue) -> None:
    if value is None:
        return
    if type(value) in _MOMENTS:
        look = book.format("cell", num_format=_MOMENTS[type(value)])
        sheet.write_datetime(row - 1, column - 1, value, look)
    elif isinstance(value, bool):
        sheet.write_boolean(row - 1, column - 1, value, book.format("cell"))
    else:
        put(sheet, row, column, value, book.format("cell"))


def _breadth(text: str) -> int:
    """Half-width letters of the longest line."""
    return max(
        (sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line) for line in text.split("\n")),
        default=0,
    )
