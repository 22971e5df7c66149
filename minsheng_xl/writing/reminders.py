"""催报清单：what to tell each department that owes a return, a row each, ready to copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from minsheng_xl.model import Period, TargetTable
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.sheets import Values, write_list


def write_reminders(rows: Sequence[Values], path: Path, *, plan: TargetTable, period: Period) -> None:
    """Write the list, `rows` by the layout's field roles. OutputError where it cannot be written."""
    layout = layouts.load("reminders")
    with style.new_book(path) as book:
        write_list(book, layout, rows, place=plan.place_name, year=plan.year, period=period.label)
        facts = {"kind": "reminders", "template": layout.name, "version": layout.version}
        where = {"place": plan.place_name, "year": plan.year, "period": period}
        size = {"rows": len(rows), "sheet": layout.sheet, "header_row": layout.header_row}
        write_meta(book.workbook, facts | where | size)
