"""Repairs written into a workbook in place: the repaired cells change, everything else stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from minsheng_xl.place import CellValue, cell_text
from minsheng_xl.quantity.typography import flatten, seen
from minsheng_xl.writing import style
from minsheng_xl.writing.patch import Sheet, Workbook

_PLAIN_FORMATS = ("General", "@")

Cell = tuple[str, tuple[int, int], str, CellValue]
"""Sheet, row and column, what stands there, what is to stand there."""


def write_repairs(data: bytes, cells: Iterable[Cell]) -> tuple[bytes, list[bool]]:
    """The workbook with the cells that still say what was read, and whether each of them was changed.

    Formulas stay, and so does a number that already is one.
    """
    book = Workbook.open(data)
    done = [_repair(book.sheet(sheet), position, old, new) for sheet, position, old, new in cells]
    return (book.to_bytes() if any(done) else data), done


def _repair(sheet: Sheet, position: tuple[int, int], old: str, new: CellValue) -> bool:
    value = sheet.get(position)
    if sheet.formula(position) is not None or not isinstance(value, str) or cell_text(seen(value)) != old:
        return False
    sheet.set(position, new)
    if isinstance(new, Decimal):
        look = sheet.book.styles
        if look.number_format(sheet.style(position)) in _PLAIN_FORMATS:
            shown = style.number_format(flatten(old).strip())
            sheet.set_style(position, look.derive(sheet.style(position), number_format=shown))
    return True
