"""Cells, columns and rectangles by name: A1, AA, B3:D8."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from minsheng_xl.formats.faults import CellNameError

LAST_ROW: Final = 1_048_576
"""Of any sheet. What reaches down to it reaches down to it whatever rows come in or go."""
LAST_COLUMN: Final = 16_384

_CELL: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_RECTANGLE: Final = re.compile(r"\$?([A-Z]*)\$?(\d*)(?::\$?([A-Z]*)\$?(\d*))?")


def column_letters(column: int) -> str:
    """Letters of a 1-based column number: 1 -> A, 27 -> AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """1-based number of a column: A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """A1-style name of a 1-based row and column."""
    return f"{column_letters(column)}{row}"


def cell_position(name: str) -> tuple[int, int]:
    """Row and column of a cell by name. Raises `CellNameError`."""
    if not (match := _CELL.fullmatch(name)):
        raise CellNameError(name)
    return int(match[2]), column_number(match[1].upper())


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, position: tuple[int, int]) -> bool:
        row, column = position
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def area_name(area: Area) -> str:
    """`B3:D8` of a rectangle, `B3` of one cell."""
    first, last = cell_name(area.top, area.left), cell_name(area.bottom, area.right)
    return first if first == last else f"{first}:{last}"


def parse_areas(text: str) -> list[Area]:
    """The rectangles of a list such as `A1:B3 C5 D:D`; what is none is left out."""
    return [area for piece in text.split() if (area := _rectangle(piece))]


def _rectangle(text: str) -> Area | None:
    found = _RECTANGLE.fullmatch(text)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    columns = (column_number(left), column_number(right or left)) if left else (1, LAST_COLUMN)
    rows = (int(top), int(bottom or top)) if top else (1, LAST_ROW)
    return Area(rows[0], columns[0], rows[1], columns[1])
