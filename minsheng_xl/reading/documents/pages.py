"""A web page as blocks: its running text as paragraphs, its tables as grids, in printed order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from minsheng_xl.place import Grid
from minsheng_xl.reading.files.html import read_html
from minsheng_xl.reading.tables.kinds import join_lines
from minsheng_xl.reading.text.paragraph import Block, Paragraph

_SILENT = re.compile(r"<(script|style|head|select)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|h\d|tr|section|article|ul|ol|td))\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_LAYOUT = 300
"""A cell with a longer text of several lines holds a page, not a value."""


def read_page(text: str, file: str) -> list[Block]:
    """The blocks of a page; paragraphs are counted from 1 where a text has lines."""
    blocks: list[Block] = []
    line = 0
    for piece, table in _pieces(_SILENT.sub("", text)):
        if table:
            grids = list(_tables(piece, file, line))
            blocks += grids
            line += sum(len(grid.rows) for grid in grids)
            continue
        for paragraph in _BREAK.sub("\n", piece).split("\n"):
            words = " ".join(unescape(_TAG.sub("", paragraph)).split())
            if words:
                line += 1
                blocks.append(Paragraph(line, words))
    return blocks


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches outside and inside outermost tables; a table that lays out the page is no table."""
    start, depth, opened = 0, 0, 0
    for tag in _TABLE.finditer(text):
        if not tag[1]:
            if not depth:
                yield text[start : tag.start()], False
                opened = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield from _one_table(text[opened : tag.end()])
                start = tag.end()
    yield text[opened if depth else start :], False


def _one_table(text: str) -> Iterator[tuple[str, bool]]:
    inner = re.sub(r"^<[^>]*>|<[^>]*>$", "", text)
    grids = read_html(text, "")
    widest = max(
        (
            len(grid.text(row, column))
            for grid in grids[:1]
            for row, _ in grid
            for column in range(1, grid.width + 1)
        ),
        default=0,
    )
    layout = bool(grids) and (len(grids[0].rows) < 3 or grids[0].width < 2) and widest > _LAYOUT
    if layout or _TABLE.search(inner):
        yield from _pieces(inner)
    else:
        yield text, True


def _tables(text: str, file: str, line: int) -> Iterator[Grid]:
    for grid in read_html(text, file):
        grid.lines = list(range(line + 1, line + 1 + len(grid.rows)))
        line += len(grid.rows)
        yield _flat(grid)


def _flat(grid: Grid) -> Grid:
    """Lines inside cells put together: narrow columns break names in two."""
    grid.rows = [
        [join_lines(cell.split("\n")) if isinstance(cell, str) else cell for cell in row] for row in grid.rows
    ]
    return grid
