"""A table together with the text it is printed in: where a cell stands that only has a line of its own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from minsheng_xl.model import Document, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity.typography import fold

_NUMBER = re.compile(r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[）).、]?")
_NO_ITEM = re.compile("合计|总计|小计|注|备注|[一二三四五六七八九十]+、")

_REACH = 80
"""Printed lines behind the first cell of a row in which its other cells stand, one cell a line."""


def tables_of(
    table: TargetTable | None, document: Document | None
) -> Iterator[tuple[TargetTable, Document | None]]:
    """The tables to look at, each once: those of a document with it, one of a workbook alone.

    A table read out of a text is looked at with its document, not for itself.
    """
    if document is not None:
        yield from ((each, document) for each in document.tables)
    elif table is not None and not table.place.line:
        yield table, None


def cell_place(document: Document | None, row: Place, text: str) -> Place:
    """The line a cell of a row is printed on; the row's own place where it has no line for itself."""
    if document is None or not row.line:
        return row
    first = bisect_left(document.lines, row.line, key=lambda line: line.number)
    for line in document.lines[first : first + _REACH]:
        if line.number <= row.line + _REACH and line.text.strip() == text.strip():
            return document.place(line.number)
    return row


def head_place(document: Document | None, head: str, otherwise: Place) -> Place:
    """The line a column head is printed on, or another place where none is."""
    if document is not None:
        for line in document.lines:
            if head and head in (cell.strip() for cell in line.text.split("\t")):
                return document.place(line.number)
    return otherwise


def misplaced_rows(document: Document) -> Iterator[tuple[int, str]]:
    """Rows of a printed table whose cells have slipped: words where the number column stands."""
    numbered = False
    for line in document.lines:
        cells = [fold(cell) for cell in line.text.split("\t")]
        if len(cells) < 3:
            numbered = False
        elif cells[0] == "序号":
            numbered = True
        elif numbered and cells[0] and not _NUMBER.fullmatch(cells[0]):
            yield from [(line.number, cells[0])] if _is_text(cells) else []


def _is_text(cells: list[str]) -> bool:
    """Whether a row whose number cell holds words is a slipped row, not a total or a remark."""
    return len(cells[0]) > 2 and not _NO_ITEM.match(cells[0]) and any(cells[1:])
