"""Arguments of worksheet functions as their cells show them: 98.5% for 0.985 in a percent cell, #N/A as text.

Excel hands over what cells hold; what their number formats make of it is asked for here, a block at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import xlwings as xw
from xlwings.conversion.framework import ConversionContext, Pipeline
from xlwings.conversion.standard import ValueAccessor

from minsheng_xl.fronts.cells import REFUSED
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.cells import number
from minsheng_xl.reading.files.looks import Look, see
from minsheng_xl.reading.files.number_formats import is_telling

_VALUES: Any = ValueAccessor  # xlwings has no types


class ShownValues(ValueAccessor):
    """A converter of xlwings: a block of cells, row by row; what is no range of cells stays as it is."""

    @staticmethod
    def reader(options: Mapping[str, Any]) -> Pipeline:
        stages: Pipeline = _VALUES.reader({**options, "ndim": 2, "err_to_str": True})
        stages.append(_as_shown)
        return stages


def _as_shown(context: ConversionContext) -> None:
    """A stage of the pipeline: numbers as texts where their format shows more than the number.

    A number that its format hides or shows as another one becomes what is to be asked, with ※.
    """
    rows = context.value
    if context.range is None or not any(isinstance(value, float) for row in rows for value in row):
        return
    for area, code in _formats(context.range):
        top, left = area.row - context.range.row, area.column - context.range.column
        height, width = area.shape
        for row in rows[top : top + height]:
            row[left : left + width] = [_shown(value, code) for value in row[left : left + width]]


def _shown(value: Any, code: str) -> Any:
    """A cell's value, read as sheets are: a number as its format shows it where that says more."""
    if not isinstance(value, float) or not is_telling(code):
        return value
    grid = Grid([[number(value)]])
    see(grid, [((1, 1), Look(code))])
    asked = grid.asked(1, 1)
    return f"{REFUSED}{asked}" if asked else grid.shown(1, 1)


def _formats(area: xw.Range) -> Iterator[tuple[xw.Range, str]]:
    """The parts of an area that have one number format each, with its code."""
    code, (height, width) = area.number_format, area.shape
    if code is not None:
        yield area, code
    elif height >= width and height > 1:
        yield from _formats(area[: height // 2, :])
        yield from _formats(area[height // 2 :, :])
    elif width > 1:
        yield from _formats(area[:, : width // 2])
        yield from _formats(area[:, width // 2 :])
