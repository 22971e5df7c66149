"""Rows whose cells cannot stand where they do: a name that is a number or a bureau, a unit that is a number.

Cells that a page lost have moved the others: such a row is left out whole and told, never read half right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from minsheng_xl.model import Question
from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.tables.kinds import is_organs, is_total
from minsheng_xl.reference import Reference, Register

_NAMES = ("item", "indicator")
_UNITS = ("lead", "responsible", "cooperator")
_FIGURE = re.compile(r"[+-]?\d[\d,，.]*[%％]?")
_BUREAU = re.compile("局$")
"""What ends so is nothing that is built or run, as a 学校 or a 站 may be."""
_DASH = re.compile("[-—－–/]+")


def without_misplaced(grid: Grid, header: ColumnMap, ref: Reference) -> tuple[Grid, list[Question]]:
    """The table without its rows of misplaced cells, and what is said of them."""
    rows, asked = [*grid.rows], list[Question]()
    for number in range(header.row + 1, len(grid.rows) + 1):
        if _counts_columns(grid, number):
            continue
        column = next(_misplaced(grid, header, number, ref.register), 0)
        if column:
            word = ref.headers.word(header.head(column).role)
            what = f"这一行的{word}是“{grid.text(number, column)}”，各格像是错了位，没有读取"
            asked.append(Question(grid.place(number, column), what, "请对照原件补填"))
            rows[number - 1] = []
    return (replace(grid, rows=rows), asked) if asked else (grid, asked)


def _misplaced(grid: Grid, header: ColumnMap, number: int, register: Register) -> Iterator[int]:
    """Columns of names and units that hold a figure, of names that hold who should lead."""
    texts = [squeezed(grid.text(number, column)) for column in range(1, len(header.heads) + 1)]
    if any(map(is_total, texts[:2])):
        return
    led = "lead" in header.columns and not is_organs(texts[header.column("lead") - 1], register)
    for column, (text, role) in enumerate(zip(texts, header.roles, strict=True), start=1):
        if role in _NAMES and led and _BUREAU.search(text) and is_organs(text, register):
            yield column
        dashed = role == "lead" and _DASH.fullmatch(text) and _is_only_dash(texts, column)
        if role in (*_NAMES, *_UNITS) and (_FIGURE.fullmatch(text) or dashed):
            yield column


def _is_only_dash(texts: list[str], column: int) -> bool:
    """Whether no other cell is a dash: a row of dashes says that there is nothing, and has not moved."""
    others = (text for at, text in enumerate(texts, start=1) if at != column)
    return not any(_DASH.fullmatch(text) for text in others)


def _counts_columns(grid: Grid, number: int) -> bool:
    """Whether a row counts the columns: 1 2 3 4."""
    texts = [text for text in grid.texts(number) if text]
    return len(texts) > 2 and texts == [str(at) for at in range(1, len(texts) + 1)]
