"""xlsx, xlsm and strict workbooks: values by calamine, everything it hides by the byte scan.

What calamine gives up on, or dies of, the careful reader reads.
"""

from __future__ import annotations

from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Any

from minsheng_xl.formats.xml import in_utf8
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.books import Book, SheetPart, open_book
from minsheng_xl.reading.files.cells import SparseSheet, number
from minsheng_xl.reading.files.looks import see_styles
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.scan import Looks, SheetScan, scan_sheet
from minsheng_xl.reading.files.struck import doubtful_texts
from minsheng_xl.reading.files.styles import Styles, read_styles

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


Scanned = tuple[Grid, SheetScan]
"""A worksheet with its values, and what its bytes tell beside them."""


def read_xlsx(parts: Zip, name: str) -> list[Grid]:
    """Every worksheet in the order of its tab; chart and macro sheets are left out. Raises `Rejected`.

    The careful reader takes over where the fast one gives up, and where it may not be used.
    """
    book = open_book(parts)
    styles, strings = (
        in_utf8(parts.read(part), part) if part else b"" for part in (book.styles, book.strings)
    )
    known = read_styles(styles, book.styles) if styles else Styles()
    looks = Looks(known.looks.keys(), doubtful_texts(strings))
    scans = [_scan(parts, book, sheet, looks) for sheet in book.sheets]
    read = _read(parts, book, name, scans)
    for grid, scan in read:
        grid.doubts = dict.fromkeys(scan.struck, "struck")
        see_styles(grid, scan.styles.items(), known.looks)
    return [grid for grid, _ in read]


def _read(parts: Zip, book: Book, name: str, scans: list[SheetScan | None]) -> list[Scanned]:
    if book.plain and parts.limits.fast:
        try:
            return _read_fast(parts, name, scans)
        except (Rejected, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException:  # a panic of a Rust library is no Exception
            pass
    return _read_carefully(parts, book, name, scans)


def _scan(parts: Zip, book: Book, sheet: SheetPart, looks: Looks) -> SheetScan | None:
    if not sheet.part:
        return None
    raw = parts.read(sheet.part)
    xml = in_utf8(raw, sheet.part)
    book.plain = book.plain and xml is raw
    return scan_sheet(xml, sheet.part, sheet.name, parts.limits, looks)


def _read_fast(parts: Zip, name: str, scans: list[SheetScan | None]) -> list[Scanned]:
    """By calamine; ValueError where it sees other sheets."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    book = load_workbook(BytesIO(parts.data))
    grids = []
    for index, (about, scan) in enumerate(zip(book.sheets_metadata, scans, strict=True)):
        if about.typ is SheetTypeEnum.WorkSheet and scan:
            visible = about.visible is SheetVisibleEnum.Visible
            grid = _noted(Grid([], name, about.name, visible), scan)
            grids.append((fill_grid(grid, book.get_sheet_by_index(index)), scan))
    return grids


def _read_carefully(parts: Zip, book: Book, name: str, scans: list[SheetScan | None]) -> list[Scanned]:
    """By the careful reader, which loads for the few workbooks that need it."""
    from minsheng_xl.reading.files.careful import Values, read_values

    values = Values(parts, book)
    grids = []
    for each, scan in zip(book.sheets, scans, strict=True):
        if scan:
            sheet = SparseSheet(name, each.name, parts.limits)
            sheet.grid.visible = each.visible
            read_values(parts, each.part, sheet, values)
            grids.append((_noted(sheet.grid, scan), scan))
    return grids


def _noted(grid: Grid, scan: SheetScan) -> Grid:
    grid.merges, grid.hidden_rows, grid.hidden_columns = scan.merges, scan.hidden_rows, scan.hidden_columns
    grid.errors, grid.formulas, grid.uncached = scan.errors, scan.formulas, scan.uncached
    return grid


def fill_grid(grid: Grid, sheet: CalamineSheet) -> Grid:
    """Put the values of a sheet as calamine reads them into its grid."""
    rows = sheet.to_python(skip_empty_area=False)
    try:
        grid.rows = _rows(rows)
    except (OverflowError, ValueError):
        grid.errors |= _take_infinities(rows)
        grid.rows = _rows(rows)
    return grid


def _rows(rows: list[list[Any]]) -> list[list[CellValue]]:
    return [
        [
            (value or None) if type(value) is str else number(value) if type(value) is float else value
            for value in row
        ]
        for row in rows
    ]


def _take_infinities(rows: list[list[Any]]) -> dict[tuple[int, int], str]:
    """Blank the numbers no cell can hold (1e400, NaN) and say where they stood, as Excel says it."""
    taken = {}
    for line, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, float) and not isfinite(value):
                row[column - 1] = ""
                taken[line, column] = "#NUM!"
    return taken
