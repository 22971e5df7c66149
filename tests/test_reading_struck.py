"""Figures struck out or raised are never joined with those that hold: their cells are asked about."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from xlsxwriter import Workbook

from minsheng_xl.formats.limits import LIMITS
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.xlsx import read_xlsx
from minsheng_xl.reading.opening import wire
from minsheng_xl.reading.opening.workbooks import Opened


def workbook() -> bytes:
    """Shared texts with runs as Excel keeps them, and cells struck out whole."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet: Any = book.add_worksheet("填报表")
        struck = book.add_format({"font_strikeout": True})
        raised = book.add_format({"font_script": 1})
        bold = book.add_format({"bold": True})
        sheet.write_rich_string("A1", struck, "10", "12")
        sheet.write_rich_string("A2", "3", raised, "1")
        sheet.write("A3", 145, struck)
        sheet.write_rich_string("A4", bold, "12", "户")
        sheet.write_rich_string("A5", "500m", raised, "2")
        sheet.write_rich_string("A6", struck, "约", "12")
        sheet.write("A7", 12, bold)
        sheet.write_blank("A8", None, struck)
    return target.getvalue()


def read(fast: bool) -> Grid:
    (grid,) = read_xlsx(Zip(workbook(), replace(LIMITS, fast=fast)), "县.xlsx")
    return grid


@pytest.mark.parametrize("fast", [True, False])
def test_cells_with_figures_struck_out_or_raised_are_known(fast: bool) -> None:
    assert set(read(fast).doubts.items()) == {((row, 1), "struck") for row in (1, 2, 3, 6)}


def test_they_survive_a_worker() -> None:
    (back,) = wire.load(wire.dump(Opened("0", None, [read(True)])), "县.xlsx").grids
    assert back.doubts == read(True).doubts
