"""What a row of a written sheet can hold beside plain values."""

from __future__ import annotations

from typing import NamedTuple

from minsheng_xl.place import CellValue
from minsheng_xl.writing.patch import Formula

EXACT_DIGITS = 15
"""Significant digits of a number that Excel keeps; longer ones are written as text."""


class Link(NamedTuple):
    """A text that leads to a cell of the same workbook, named as `县汇总表!J5`."""

    text: str
    target: str


RowValue = CellValue | Formula | Link
"""What a cell of a row can hold; formulas use no function younger than Excel 2007."""
