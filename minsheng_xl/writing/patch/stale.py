"""Results that are no longer true: of formulas that lean, directly or through others, on a cell written here.

Excel works them out on opening; LibreOffice and plain readers believe what is stored, so it must not stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from minsheng_xl.formats import formula_refs
from minsheng_xl.formats.a1 import LAST_COLUMN
from minsheng_xl.formats.formula_refs import Ref
from minsheng_xl.writing.patch.open_book import OpenBook
from minsheng_xl.writing.patch.sheet_rows import Cell, Row, Rows

_UNSEEN: Final = re.compile(r"\[|\b(?:INDIRECT|OFFSET)\s*\(", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d][\w.]*")
_TEXT: Final = re.compile(r'"(?:[^"]|"")*"')


@dataclass(slots=True)
class _Result:
    """A formula cell and what it leans on; `anything` where that cannot be read off its text."""

    sheet: str
    column: int
    row: Row
    cell: Cell
    refs: list[Ref]
    anything: bool

    def leans_on(self, dirty: _Dirty) -> bool:
        """Whether one of the cells is dirty."""
        return self.anything or any(dirty.meets(ref, self.sheet) for ref in self.refs)


@dataclass(slots=True)
class _Dirty:
    """Cells whose value has changed, as columns by row by sheet."""

    cells: dict[str, dict[int, set[int]]] = field(default_factory=dict)

    def add(self, sheet: str, row: int, column: int) -> None:
        self.cells.setdefault(sheet.casefold(), {}).setdefault(row, set()).add(column)

    def meets(self, ref: Ref, host: str) -> bool:
        """Whether a reference of a formula on sheet `host` covers one of them."""
        rows = self.cells.get((ref.sheet or host).casefold())
        if not rows:
            return ref.sheet is not None and ":" in ref.sheet
        (top, bottom), (left, right) = ref.rows, ref.columns
        bottom, right = bottom or max(rows), right or LAST_COLUMN
        within = (
            range(top, bottom + 1) if bottom - top < len(rows) else (r for r in rows if top <= r <= bottom)
        )
        return any(left <= column <= right for row in within for column in rows.get(row, ()))


def drop_results(book: OpenBook) -> bool:
    """Take away the results that lean on cells written since opening; True if any formula is concerned."""
    dirty = _Dirty()
    for name in book.opened:
        for row, column in _fresh(book.sheet(name).rows):
            dirty.add(name, row, column)
    if not dirty.cells:
        return False
    waiting = list(_results(book))
    before = len(waiting)
    while hit := [result for result in waiting if result.leans_on(dirty)]:
        for result in hit:
            dirty.add(result.sheet, result.row.number, result.column)
            if not (result.cell.fresh or result.row.fresh):
                book.sheet(result.sheet).rows.drop_result(result.row, result.cell)
        done = set(map(id, hit))
        waiting = [result for result in waiting if id(result) not in done]
    return len(waiting) < before


def _fresh(rows: Rows) -> Iterator[tuple[int, int]]:
    for row in rows:
        if row.raw is None or row.fresh:
            cells = row.cells(rows.tags).items()
            yield from ((row.number, column) for column, cell in cells if cell.fresh or row.fresh)


def _results(book: OpenBook) -> Iterator[_Result]:
    names = {one.name.casefold(): one.text for one in book.defined_names}
    for name in book.sheets:
        if not book.has_formulas(name):
            continue
        for row, column, cell, text in book.sheet(name).rows.with_formulas():
            refs, anything = _leanings(text, names)
            yield _Result(name, column, row, cell, refs, anything)


def _leanings(text: str, names: dict[str, str], depth: int = 3) -> tuple[list[Ref], bool]:
    """References of a formula and the names it uses; whether it also leans on what is not written in it."""
    bare = _TEXT.sub('""', text)
    refs = formula_refs.refs(text)
    anything = bool(_UNSEEN.search(bare))
    for word in set(_WORD.findall(bare)):
        meaning = names.get(word.casefold())
        if meaning is not None and depth:
            more, unseen = _leanings(meaning, names, depth - 1)
            refs, anything = [*refs, *more], anything or unseen
    return refs, anything
