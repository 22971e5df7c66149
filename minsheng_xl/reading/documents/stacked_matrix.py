"""A matrix printed one cell a line: regions down, indicators across, put back into rows by their names.

A row whose blank cells vanished has fewer cells than the table has columns; it stays short, so that the
matrix can say so instead of moving figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.tables.kinds import is_region, is_total
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reference import Reference

_FEWEST = 2
_MOST_HEADS = 60
_END = re.compile(r"附\s*[件表]|(?:注|备注|说明)\s*[:：]|责任编辑|抄送|打印")
_FIGURE = re.compile(r"[-—－/]|-?\d[\d,]*(?:\.\d+)?%?")


def read_stacked_matrix(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[Grid, int] | None:
    """Regions down, indicators across: heads up to the first region's name, then as many cells a row."""
    heads, first = _matrix_heads(blocks, at, ref)
    if len(heads) < _FEWEST:
        return None
    paragraphs = list(takewhile(_in_table, (blocks[each] for each in range(first, len(blocks)))))
    opening = blocks[at]
    rows: list[list[CellValue]] = [[opening.text if isinstance(opening, Paragraph) else None, *heads]]
    lines = [opening.line if isinstance(opening, Paragraph) else 0]
    stop = first
    for row in _matrix_rows([each for each in paragraphs if isinstance(each, Paragraph)], len(heads)):
        rows.append([cell.text or None for cell in row])
        lines.append(row[0].line)
        stop += len(row)
    return (Grid(rows, lines=lines, loose=True), stop) if len(rows) > _FEWEST else None


def _in_table(block: Block) -> bool:
    return isinstance(block, Paragraph) and not _END.match(block.text)


def _matrix_heads(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[list[str], int]:
    """Column heads, and where the first row begins: a region's name, or a word for sums, before a figure.

    Heads of a matrix are things people do, no words that `find_header` knows: the rows tell where they end.
    """
    heads: list[str] = []
    for index in range(at + 1, min(at + _MOST_HEADS, len(blocks) - 1)):
        cell, following = blocks[index], blocks[index + 1]
        if not (isinstance(cell, Paragraph) and isinstance(following, Paragraph) and _in_table(cell)):
            break
        if _FIGURE.fullmatch(cell.text):
            break
        if heads and _names_row(cell.text) and _FIGURE.fullmatch(following.text or "—"):
            spans = head_role(heads[0], ref.headers) and not re.search(r"\d", heads[0])
            lacks_one = spans and _figures(blocks, index + 1) == len(heads) - 1 > 0
            return heads[1:] if lacks_one else heads, index
        if cell.text:
            heads.append(cell.text)
    return [], 0


def _figures(blocks: Sequence[Block], start: int) -> int:
    """How many cells a row has that begins with its figures here, blank ones too."""
    row = takewhile(_is_figure, (blocks[each] for each in range(start, len(blocks))))
    return sum(1 for _ in row)


def _is_figure(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_FIGURE.fullmatch(block.text or "—"))


def _names_row(text: str) -> bool:
    return is_region(text) or is_total(text)


def _matrix_rows(cells: Sequence[Paragraph], width: int) -> Iterator[list[Paragraph]]:
    """Rows of a name and `width` cells; a row whose blank cells vanished ends at the next name."""
    at = 0
    while at < len(cells):
        stop = at + 1
        while stop < len(cells) and stop - at <= width and not _names_row(cells[stop].text):
            stop += 1
        row = list(cells[at:stop])
        named = _names_row(row[0].text) or not row[0].text
        if not named or not all(_FIGURE.fullmatch(cell.text or "—") for cell in row[1:]) or len(row) < 2:
            return
        yield row
        at = stop
