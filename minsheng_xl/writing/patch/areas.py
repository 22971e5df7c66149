"""Cells and rectangles by name."""

from __future__ import annotations

import re
from typing import Final

from minsheng_xl.errors import InputError
from minsheng_xl.place import Area, cell_name, column_number
from minsheng_xl.writing.patch.moves import LAST_ROW

_POSITION: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)")
_RECTANGLE: Final = re.compile(r"\$?([A-Z]*)\$?(\d*)(?::\$?([A-Z]*)\$?(\d*))?")
_LAST_COLUMN: Final = 16_384

Position = str | tuple[int, int]
"""A cell by name (`E7`) or by row and column, from 1."""


def position(cell: Position) -> tuple[int, int]:
    """Row and column of a cell."""
    if not isinstance(cell, str):
        return cell
    found = _POSITION.fullmatch(cell.upper())
    if found is None:
        raise InputError(f"“{cell}”不是单元格位置", "请写成 E7 这样")
    return int(found[2]), column_number(found[1])


def parse_area(text: str) -> Area:
    """A rectangle from `B3:D8`, or of one cell."""
    first, _, last = text.partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def parse_areas(text: str) -> list[Area]:
    """The rectangles of a list such as `A1:B3 C5 D:D`."""
    return [area for piece in text.split() if (area := _rectangle(piece))]


def _rectangle(text: str) -> Area | None:
    found = _RECTANGLE.fullmatch(text)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    columns = (column_number(left), column_number(right or left)) if left else (1, _LAST_COLUMN)
    rows = (int(top), int(bottom or top)) if top else (1, LAST_ROW)
    return Area(rows[0], columns[0], rows[1], columns[1])


def area_name(area: Area) -> str:
    """`B3:D8` of a rectangle, `B3` of one cell."""
    first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"
