"""Cells joined into few addresses, so that Excel is called once a block and not once a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from minsheng_xl.formats.a1 import cell_name

if TYPE_CHECKING:
    import xlwings as xw

LONGEST = 255
"""Characters Excel takes in one address."""
Cell = tuple[int, int]
"""Row and column, 1-based."""
Color = str
"""#RRGGBB; nothing for no fill."""


def addresses(cells: Iterable[Cell]) -> Iterator[str]:
    """Addresses such as `F3:F9,H5` that cover the cells, each short enough for Excel."""
    line = ""
    for part in _runs(cells):
        if len(line) + len(part) + 1 > LONGEST:
            yield line
            line = ""
        line = f"{line},{part}" if line else part
    if line:
        yield line


def _runs(cells: Iterable[Cell]) -> Iterator[str]:
    """Neighbours below each other as one area."""
    ordered = sorted(set(cells), key=lambda cell: (cell[1], cell[0]))
    steps = groupby(enumerate(ordered), key=lambda step: (step[1][1], step[1][0] - step[0]))
    for _, run in steps:
        column = [cell for _, cell in run]
        first, last = cell_name(*column[0]), cell_name(*column[-1])
        yield first if first == last else f"{first}:{last}"


def fill(sheet: xw.Sheet, colors: Mapping[Cell, Color]) -> None:
    """Give the cells their colours, all of one colour at once."""
    for color in dict.fromkeys(colors.values()):
        for address in addresses(cell for cell, own in colors.items() if own == color):
            sheet.range(address).color = color or None


def color_of(area: xw.Range) -> Color:
    """The colour of a cell."""
    found = area.color
    return "#{:02X}{:02X}{:02X}".format(*found) if found else ""


def write_texts(area: xw.Range, rows: object) -> None:
    """Write a block of texts as texts: 18 digits, zeros in front and a leading = stay what they are."""
    area.number_format = "@"
    area.value = rows
