"""Cells and rectangles as callers and files name them."""

from __future__ import annotations

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import Area, cell_position
from minsheng_xl.formats.faults import CellNameError

Position = str | tuple[int, int]
"""A cell by name (`E7`) or by row and column, from 1."""


def position(cell: Position) -> tuple[int, int]:
    """Row and column of a cell."""
    if not isinstance(cell, str):
        return cell
    try:
        row, column = cell_position(cell.replace("$", ""))
    except CellNameError:
        row = column = 0
    if not row:
        raise InputError(f"“{cell}”不是单元格位置", "请写成 E7 这样")
    return row, column


def parse_area(text: str) -> Area:
    """A rectangle from `B3:D8`, or of one cell."""
    first, _, last = text.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
