"""Binary workbooks (.xlsb): values by calamine; error cells, merges and far cells by a walk over the records.

Records: [MS-XLSB] 2.1.4 (type and size in 7-bit groups) and 2.4 (BrtBundleSh, BrtRowHdr, BrtCell...).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

from minsheng_xl.place import Area, Grid, cell_name
from minsheng_xl.reading.markup import elements
from minsheng_xl.reading.package import Package
from minsheng_xl.reading.rejected import Limits, Rejected
from minsheng_xl.reading.xlsx import fill_grid

_ROW, _ERROR_CELL, _ERROR_FORMULA, _BUNDLE, _MERGE = 0, 3, 11, 156, 176
_CELLS = frozenset(range(2, 12))
"""Cells that hold a value; type 1 is a blank one with a look."""
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_xlsb(parts: Package, name: str) -> list[Grid]:
    """Every worksheet in tab order, values only; formulas are not told. Raises `Rejected`."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    sheets = _sheet_parts(parts)
    if len(sheets) > parts.limits.sheets:
        raise Rejected("too_large", what=f"有 {len(sheets)} 个工作表")
    scans = [_scan(parts.read(part), sheet, name, parts.limits) for sheet, part in sheets]
    book = load_workbook(BytesIO(parts.data))
    about = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    if [each.name for each in about] != [sheet for sheet, _ in sheets]:
        raise Rejected("damaged", where="（工作表清单前后不一致）")
    for each, grid in zip(about, scans, strict=True):
        grid.visible = each.visible is SheetVisibleEnum.Visible
        fill_grid(grid, book.get_sheet_by_name(each.name))
    return scans


def _sheet_parts(parts: Package) -> list[tuple[str, str]]:
    """Name and part of each worksheet in tab order."""
    book, links = parts.find("xl/workbook.bin"), parts.find("xl/_rels/workbook.bin.rels")
    if not (book and links):
        raise Rejected("damaged", where="（缺少工作簿部件）")
    targets = {
        link.get("Id", ""): link.get("Target", "")
        for link in elements(parts.read(links), links, "Relationship")
        if link.get("Type", "").endswith("/worksheet")
    }
    found = []
    for kind, record in _records(parts.read(book)):
        if kind == _BUNDLE:
            link, rest = _text(record[8:])
            if part := parts.find(f"xl/{targets.get(link, '')}"):
                found.append((_text(rest)[0], part))
    return found


def _scan(data: bytes, sheet: str, name: str, limits: Limits) -> Grid:
    grid, row, last_row, last_column, cells = Grid([], name, sheet), 0, 0, 0, 0
    for kind, record in _records(data):
        if kind == _ROW:
            row = _number(record, 0) + 1
        elif kind in _CELLS:
            column, cells = _number(record, 0) + 1, cells + 1
            last_row, last_column = max(last_row, row), max(last_column, column)
            if row > limits.rows or column > limits.columns or last_row * last_column > limits.box:
                raise Rejected("far_cell", sheet=sheet, cell=cell_name(row, column))
            if kind in (_ERROR_CELL, _ERROR_FORMULA):
                grid.errors[row, column] = _ERRORS.get(record[8], "#N/A")
        elif kind == _MERGE:
            top, bottom, left, right = (_number(record, at) + 1 for at in (0, 4, 8, 12))
            grid.merges.append(Area(top, left, bottom, right))
    if len(grid.merges) > limits.merges:
        raise Rejected("too_large", what=f"有 {len(grid.merges)} 处合并单元格")
    return grid


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record. Raises `Rejected` where one reaches beyond the end."""
    at = 0
    while at < len(data):
        kind, size = data[at], 0
        at += 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        for shift in range(0, 28, 7):
            group, at = data[at], at + 1
            size |= (group & 0x7F) << shift
            if not group & 0x80:
                break
        if at + size > len(data):
            raise Rejected("damaged")
        yield kind, data[at : at + size]
        at += size


def _number(record: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", record, at)[0])


def _text(data: bytes) -> tuple[str, bytes]:
    """A counted text, and what comes after it; an absent one has the count 0xFFFFFFFF."""
    count = _number(data, 0)
    end = 4 + (0 if count == 0xFFFFFFFF else 2 * count)
    return data[4:end].decode("utf-16-le"), data[end:]
