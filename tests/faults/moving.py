"""Rows and columns taken out of a sheet, put in, or exchanged, as Excel would do it."""

from __future__ import annotations

import re
from copy import copy
from typing import Any, cast

from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.formats.a1 import column_letters, column_number

REFERENCE = re.compile(r"(?<![A-Za-z_\d.!'])(\$?)([A-Z]{1,3})(\$?\d+)(?![\d(])")


def delete_row(sheet: Worksheet, row: int) -> None:
    """Take a row out; what is below moves up with its formulas, heights and merges."""
    for cell in sheet[row]:
        cast(Cell, cell).value = None
    _shift_rows(sheet, row + 1, -1)


def insert_row(sheet: Worksheet, row: int) -> None:
    """Put in an empty row that looks like the one above it."""
    _shift_rows(sheet, row, 1)
    for above in sheet[row - 1]:
        _dress(sheet.cell(row, cast(int, above.column)), _style(above))


def swap_rows(sheet: Worksheet, one: int, other: int) -> None:
    """Exchange two rows, formulas following their row."""
    for column in range(1, sheet.max_column + 1):
        first, second = cast(Cell, sheet.cell(one, column)), cast(Cell, sheet.cell(other, column))
        values = _carried(first, second.coordinate), _carried(second, first.coordinate)
        second.value, first.value = values
        looks = _style(first), _style(second)
        _dress(second, looks[0])
        _dress(first, looks[1])


def copy_row(source: Worksheet, row: int, target: Worksheet, to: int) -> None:
    """Copy a row's values and formulas into a row of another sheet of the same layout."""
    for column in range(1, source.max_column + 1):
        cell = cast(Cell, target.cell(to, column))
        cell.value = _carried(cast(Cell, source.cell(row, column)), cell.coordinate)


def delete_column(sheet: Worksheet, column: int) -> None:
    """Take a column out; formulas that looked at it show #REF!, the others follow."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                cast(Cell, cell).value = REFERENCE.sub(lambda m: _left(m, column), str(cell.value))
    merges = [each for each in sheet.merged_cells.ranges if each.max_col >= column]
    sheet.delete_cols(column)
    for merge in merges:
        merge.shrink(left=0, right=1) if merge.min_col <= column < merge.max_col else merge.shift(
            col_shift=-1
        )


def _left(reference: re.Match[str], column: int) -> str:
    dollar, letters, row = reference.groups()
    number = column_number(letters)
    if number == column:
        return "#REF!"
    return f"{dollar}{column_letters(number - 1 if number > column else number)}{row}"


def _shift_rows(sheet: Worksheet, first: int, by: int) -> None:
    last, width = sheet.max_row, column_letters(sheet.max_column)
    if first > last:
        return
    heights = {row: sheet.row_dimensions[row].height for row in range(first, last + 1)}
    sheet.move_range(f"A{first}:{width}{last}", rows=by, translate=True)
    for merge in sheet.merged_cells.ranges:
        if merge.min_row >= first:
            merge.shift(row_shift=by)
    for row, height in heights.items():
        sheet.row_dimensions[row + by].height = height


def _style(cell: Any) -> Any:
    return copy(cell._style)


def _dress(cell: Any, style: Any) -> None:
    cell._style = style


def _carried(cell: Cell, to: str) -> Any:
    if cell.data_type == "f":
        return Translator(str(cell.value), cell.coordinate).translate_formula(to)
    return cell.value
