"""调整台账: what was changed after the plan was issued; a sheet of the master, and a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.model import Adjustment
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Layout
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.sheets import (
    SPARE_ROWS,
    add_choices,
    set_columns,
    write_blanks,
    write_choices,
    write_head,
    write_list,
)
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CHOICES: Mapping[str, Sequence[str]] = {"调整字段列表": ("目标", "牵头单位", "责任单位", "配合单位")}
TITLE = "民生工程目标任务调整台账"
BLANK_ROWS = 16


def write_adjustments(book: Book, adjustments: Iterable[Adjustment]) -> Worksheet:
    """Add the sheet to a master, with drop-downs and prompts for the rows to come."""
    layout = layouts.load("adjustments")
    rows = [
        {role: value for role, value in each if role in layout.roles and isinstance(value, str)}
        for each in adjustments
    ]
    sheet = write_list(book, layout, rows, filtered=False)
    _offer(sheet, layout, layout.header_row + len(rows))
    return sheet


def write_adjustment_book(path: Path) -> None:
    """Write the blank register as a workbook, ready to fill in and print. OutputError."""
    layout = replace(layouts.load("adjustments"), title=TITLE, header_row=2)
    with style.new_book(path) as book:
        sheet = book.workbook.add_worksheet(layout.sheet)
        set_columns(book, sheet, layout)
        write_head(book, sheet, layout)
        first, last = layout.header_row + 1, layout.header_row + BLANK_ROWS
        write_blanks(book, sheet, layout, (first, last), least=26)
        _offer(sheet, layout, last)
        guide = layouts.load("guide")
        write_list(
            book, guide, [dict(zip(guide.roles, each, strict=True)) for each in layout.guide], filtered=False
        )
        write_choices(book, CHOICES)
        write_meta(book.workbook, {"kind": layout.name, "template": layout.name, "version": layout.version})


def _offer(sheet: Worksheet, layout: Layout, last: int) -> None:
    add_choices(sheet, layout, (layout.header_row + 1, last + SPARE_ROWS))
