"""The dispatch register (下发清单): which form went to whom, and the columns in which they sign for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.model import By, Period, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.forms import FormFile
from minsheng_xl.writing.layouts import Layout
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.sheets import put, put_across, row_height, write_head
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SIGNATURE = ("receiver", "received", "note")
Signature = tuple[str, str, str]
"""Who signed, when, and the remark beside it."""


def write_dispatch(
    forms: Sequence[FormFile],
    path: Path,
    *,
    plan: TargetTable,
    period: Period,
    due: date | None = None,
    by: By = "lead",
    issuer: str = "",
    issued: date | None = None,
    signed: Mapping[str, Signature] | None = None,
) -> None:
    """Write the register of a period's forms, one row a form. OutputError where it cannot be written.

    `signed` are signatures to keep, by the name of the file that was signed for.
    """
    layout = layouts.load("dispatch")
    with style.new_book(path) as book:
        sheet = book.workbook.add_worksheet(layout.sheet)
        for number, column in enumerate(layout.columns):
            sheet.set_column(number, number, column.width)
        write_head(book, sheet, layout, place=plan.place_name, year=plan.year, period=period.label)
        same: dict[str, CellValue] = {"period": period.label, "due": due, "issuer": issuer, "issued": issued}
        for number, form in enumerate(forms, start=1):
            kept: dict[str, CellValue] = dict(
                zip(SIGNATURE, (signed or {}).get(form.path.name, ()), strict=False)
            )
            _write_row(book, sheet, layout, number, form, same | kept)
        _write_total(book, sheet, layout, forms)
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        facts = {
            "kind": "dispatch",
            "template": layout.name,
            "version": layout.version,
            "digest": plan.digest,
        }
        where = {"place": plan.place_name, "year": plan.year, "period": period, "by": by}
        size = {"rows": len(forms), "sheet": layout.sheet, "header_row": layout.header_row}
        write_meta(book.workbook, facts | where | size)


def _write_row(
    book: Book, sheet: Worksheet, layout: Layout, number: int, form: FormFile, same: dict[str, CellValue]
) -> None:
    values = same | {
        "no": Decimal(number),
        "department": form.department,
        "file": form.path.name,
        "rows": Decimal(form.rows),
        "version": form.version,
    }
    row = layout.header_row + number
    for position, column in enumerate(layout.columns, start=1):
        looks = ["cell"] if column.locked else ["cell", "fill"]
        own = {"num_format": column.format} if column.format else {}
        look = book.format(*looks, align=column.align, locked=column.locked, **own)
        value = values.get(column.role)
        if isinstance(value, date):
            sheet.write_datetime(row - 1, position - 1, value, look)
        else:
            put(sheet, row, position, value, look)
    texts = [values.get(role) for role in layout.roles]
    sheet.set_row(row - 1, max(row_height(layout, texts), 26))


def _write_total(book: Book, sheet: Worksheet, layout: Layout, forms: Sequence[FormFile]) -> None:
    row = layout.header_row + len(forms) + 1
    text = f"共 {len(forms)} 个单位、{sum(form.rows for form in forms)} 项指标。"
    put_across(sheet, row, layout.shown, text, book.format("subtitle"))
    sheet.set_row(row - 1, 20)
