"""xlsx, xlsm and strict workbooks: values by calamine, everything it hides by the byte scan."""

from __future__ import annotations

from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Any

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.cells import number
from minsheng_xl.reading.markup import elements, refuse_doctype
from minsheng_xl.reading.package import Package
from minsheng_xl.reading.rejected import Rejected
from minsheng_xl.reading.scan import SheetScan, scan_sheet

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def read_xlsx(parts: Package, name: str) -> list[Grid]:
    """Every worksheet in the order of its tab; chart and macro sheets are left out. Raises `Rejected`."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    limits = parts.limits
    sheets = _sheet_parts(parts)
    if len(sheets) > limits.sheets:
        raise Rejected("too_large", what=f"有 {len(sheets)} 个工作表")
    _check_texts_and_styles(parts)
    scans = [scan_sheet(parts.read(part), part, sheet, limits) if part else None for sheet, part in sheets]
    book = load_workbook(BytesIO(parts.data))
    if len(book.sheets_metadata) != len(sheets):
        raise Rejected("damaged", where="（工作表清单前后不一致）")
    grids = []
    for index, (about, scan) in enumerate(zip(book.sheets_metadata, scans, strict=True)):
        if about.typ is SheetTypeEnum.WorkSheet and scan:
            visible = about.visible is SheetVisibleEnum.Visible
            grids.append(_grid(book.get_sheet_by_index(index), scan, Grid([], name, about.name, visible)))
    return grids


def _sheet_parts(parts: Package) -> list[tuple[str, str]]:
    """Name and part of each sheet in tab order; the part is empty for what is no worksheet."""
    book = parts.find("xl/workbook.xml")
    links = parts.find("xl/_rels/workbook.xml.rels")
    if not (book and links):
        raise Rejected("damaged", where="（缺少工作簿部件）")
    targets = {
        link.get("Id", ""): link.get("Target", "")
        for link in elements(parts.read(links), links, "Relationship")
        if link.get("Type", "").endswith("/worksheet")
    }
    sheets = elements(parts.read(book), book, "sheet")
    return [(sheet.get("name", ""), _part(parts, targets.get(sheet.get("id", ""), ""))) for sheet in sheets]


def _part(parts: Package, target: str) -> str:
    if not target:
        return ""
    part = parts.find(target if target.startswith("/") else f"xl/{target}")
    if not part:
        raise Rejected("damaged", where=f"（缺少部件 {target}）")
    return part


def _check_texts_and_styles(parts: Package) -> None:
    """Check the other parts the fast reader parses; itself it stops before it could notice a wrong CRC."""
    for name in map(parts.find, ("xl/sharedStrings.xml", "xl/styles.xml")):
        if name:
            refuse_doctype(parts.read(name), name)


def _grid(sheet: CalamineSheet, scan: SheetScan, grid: Grid) -> Grid:
    grid.merges, grid.hidden_rows, grid.hidden_columns = scan.merges, scan.hidden_rows, scan.hidden_columns
    grid.errors, grid.formulas, grid.uncached = scan.errors, scan.formulas, scan.uncached
    return fill_grid(grid, sheet)


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
