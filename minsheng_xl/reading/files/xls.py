"""xls and WPS .et workbooks by xlrd, which reads Chinese code pages right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from minsheng_xl.formats.a1 import Area
from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.cells import number
from minsheng_xl.reading.files.looks import BLACK, WHITE, Font, Look, has_doubtful_runs, look_of, see
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.serial_dates import moment

if TYPE_CHECKING:
    from xlrd import Book
    from xlrd.sheet import Cell, Sheet

_ERROR = 5
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""[MS-XLS] 2.5.10 BErr; the types of cells below are xlrd's: 1 text, 2 number, 3 date, 4 boolean."""


def read_xls(data: bytes, name: str, limits: Limits = LIMITS) -> list[Grid]:
    """Every worksheet in tab order; formulas are not told by this format's reader. Raises `Rejected`."""
    book = _open(data)
    if book.nsheets > limits.sheets:
        raise Rejected("too_large", what=f"有 {book.nsheets} 个工作表")
    return [_grid(book, sheet, name) for sheet in book.sheets()]


def _open(data: bytes) -> Book:
    """The workbook with its merges and hidden rows, or without where its formats are broken."""
    from xlrd import XLRDError, open_workbook

    try:
        return open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=StringIO())
    except XLRDError as problem:
        if "encrypt" in str(problem).lower():
            raise Rejected("encrypted") from problem
        raise
    except Exception:  # xlrd lets whatever its format parsing meets escape
        return open_workbook(file_contents=data, ragged_rows=True, logfile=StringIO())


def _grid(book: Book, sheet: Sheet, name: str) -> Grid:
    grid = Grid([], name, sheet.name, visible=sheet.visibility == 0)
    grid.merges = [
        Area(top + 1, left + 1, bottom, right)
        for top, bottom, left, right in sheet.merged_cells
        if (bottom, right) > (top + 1, left + 1)
    ]
    grid.hidden_rows = {row + 1 for row, about in sheet.rowinfo_map.items() if about.hidden}
    grid.hidden_columns = {column + 1 for column, about in sheet.colinfo_map.items() if about.hidden}
    looks = _looks(book)
    styled: list[tuple[tuple[int, int], Look]] = []
    for row, cells in enumerate(sheet.get_rows(), start=1):
        values = [_value(cell, book.datemode) for cell in cells]
        grid.errors |= {
            (row, column): _ERRORS.get(cell.value, "#N/A")
            for column, cell in enumerate(cells, start=1)
            if cell.ctype == _ERROR
        }
        styled += [
            ((row, column), looks[cell.xf_index])
            for column, cell in enumerate(cells, start=1)
            if cell.xf_index in looks
        ]
        grid.rows.append(values[: _filled(values)])
    grid.rows = grid.rows[: _filled(grid.rows)]
    see(grid, [*_of_runs(sheet), *styled])
    return grid


def _of_runs(sheet: Sheet) -> Iterator[tuple[tuple[int, int], Look]]:
    """Cells whose text has runs that do not hold."""
    book = sheet.book
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        known = [(start, font) for start, font in runs if font < len(book.font_list)]
        faces = [(start, _font(book, font), bool(book.font_list[font].escapement)) for start, font in known]
        if has_doubtful_runs(str(sheet.cell_value(row, column)), faces):
            yield (row + 1, column + 1), Look(doubt="struck")


def _looks(book: Book) -> dict[int | None, Look]:
    """What cell formats tell, by their index; nothing where they are broken."""
    found: dict[int | None, Look] = {}
    for index, each in enumerate(book.xf_list):
        ground = each.background
        colour = book.colour_map.get(ground.pattern_colour_index)
        fill = f"pattern {ground.fill_pattern}" if ground.fill_pattern > 1 else _hex(colour, WHITE)
        font = _font(book, each.font_index)
        code = book.format_map[each.format_key].format_str
        if look := look_of(code, font, WHITE if not ground.fill_pattern else fill):
            found[index] = look
    return found


def _font(book: Book, index: int) -> Font:
    font = book.font_list[index]
    return Font(bool(font.struck_out), _hex(book.colour_map.get(font.colour_index), BLACK), font.height / 20)


def _hex(colour: tuple[int, int, int] | None, otherwise: str) -> str:
    """Three numbers as six digits."""
    return bytes(colour).hex().upper() if colour else otherwise


def _filled(items: Sequence[object]) -> int:
    """How many items there are up to the last that holds something."""
    return next((size for size in range(len(items), 0, -1) if items[size - 1] not in (None, [])), 0)


def _value(cell: Cell, datemode: int) -> CellValue:
    match cell.ctype:
        case 1:
            return str(cell.value) or None
        case 2:
            return number(cell.value)
        case 3:
            return moment(float(cell.value), since_1904=bool(datemode))
        case 4:
            return bool(cell.value)
    return None
