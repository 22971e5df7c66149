"""催报清单：what to tell each department that owes a return, a row each, ready to copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from minsheng_xl.board import Standing
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.sheets import Values, write_list

UNREADABLE = "已交但打不开"


def reminder_rows(standings: Iterable[Standing], reminders: Mapping[str, str]) -> list[Values]:
    """A row for each department that is told something, by the layout's field roles."""
    owing = [each for each in standings if each.department in reminders]
    return [_row(number, each, reminders[each.department]) for number, each in enumerate(owing, start=1)]


def _row(number: int, standing: Standing, text: str) -> Values:
    return {
        "no": Decimal(number),
        "department": standing.department,
        "state": UNREADABLE if standing.unreadable else standing.state,
        "due": str(standing.due),
        "received": f"{standing.received:%Y-%m-%d}" if standing.received else "",
        "text": text,
    }


def write_reminders(rows: Sequence[Values], path: Path, *, plan: TargetTable, period: Period) -> None:
    """Write the list, `rows` by the layout's field roles. OutputError where it cannot be written."""
    layout = layouts.load("reminders")
    with style.new_book(path) as book:
        write_list(book, layout, rows, place=plan.place_name, year=plan.year, period=period.label)
        facts = {"kind": "reminders", "template": layout.name, "version": layout.version}
        where = {"place": plan.place_name, "year": plan.year, "period": period}
        size = {"rows": len(rows), "sheet": layout.sheet, "header_row": layout.header_row}
        write_meta(book.workbook, facts | where | size)
