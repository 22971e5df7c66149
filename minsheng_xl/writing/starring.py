"""Personal data starred in a workbook that goes out: in its cells, and wherever else its package keeps it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from minsheng_xl.personal import PersonalCell
from minsheng_xl.writing.patch import Workbook
from minsheng_xl.writing.patch.office_package import Package

_TEXTS = re.compile(r"/?(?:xl/(?:sharedStrings|comments|threadedComments)|docProps/)", re.IGNORECASE)
"""Parts that keep texts beside the sheets; a text no cell shows any more would still lie there."""


def starred(data: bytes, cells: Mapping[str, Sequence[PersonalCell]], kept: Collection[str] = ()) -> bytes:
    """The workbook with these cells, by sheet, as they may be shown; the same bytes where there are none.

    Numbers in `kept` stay in the package's texts, as other cells may show them. InputError for a package that
    cannot be changed.
    """
    numbers = {number for found in cells.values() for cell in found for number in cell.numbers}
    if not numbers:
        return data
    book = Workbook.open(data)
    for name, found in cells.items():
        sheet = book.sheet(name)
        for cell in found:
            if sheet.formula((cell.row, cell.column)) is None:
                sheet.set((cell.row, cell.column), cell.shown)
    return _without(book.to_bytes(), numbers - {*kept}, cells)


def _without(data: bytes, numbers: set[str], cells: Mapping[str, Sequence[PersonalCell]]) -> bytes:
    """The package without these numbers in its texts."""
    shown = {
        number: star
        for found in cells.values()
        for cell in found
        for number, star in zip(cell.numbers, cell.stars, strict=True)
        if number in numbers
    }
    if not shown:
        return data
    any_of = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(shown)})(?![0-9A-Za-z])")
    package = Package(data)
    for name in package.names:
        if _TEXTS.match(name) and name.lower().endswith(".xml"):
            package.put(name, any_of.sub(lambda match: shown[match[0]], package.text(name)))
    return package.to_bytes()
