"""Rows copied from Excel or WPS: a cell of several lines stands in quotation marks, its row goes on below.

1 ⇥ 供水管网 ⇥ "改造16公里； / 新建泵站2座" ⇥ 县水利局
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.reading.documents.bar_tables import Printed

_TAB = re.compile(r'\t(?=[^"]*(?:"[^"]*"[^"]*)*$)')
"""A tab between cells: quotation marks behind it are in pairs."""
_OPEN = re.compile(r'(?:^|\t)"(?:[^"]|"")*$')
"""A cell that a line leaves open."""
_LONGEST = 60
"""Lines of one cell; a quotation mark that is never closed opens no cell."""


def join_quoted(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines with every row that has a quoted cell of several lines as one row; all others as they are."""
    at = 0
    while at < len(lines):
        stop = _closed(lines, at)
        if stop:
            text = "\n".join(line.text for line in lines[at:stop])
            cells = tuple(_bare(cell) for cell in _TAB.split(text))
            yield Printed(lines[at].number, "\t".join(cells), cells)
            at = stop
        else:
            yield lines[at]
            at += 1


def _closed(lines: Sequence[Printed], start: int) -> int:
    """Behind the line that closes the cell that a line leaves open; 0 where it leaves none open."""
    if not _OPEN.search(lines[start].text):
        return 0
    tabbed = "\t" in lines[start].text
    for at in range(start + 1, min(len(lines), start + _LONGEST)):
        inside, mark, behind = lines[at].text.partition('"')
        if "\t" in inside:
            return 0
        tabbed = tabbed or "\t" in behind
        if mark and not _OPEN.search(f"\t{behind}"):
            return at + 1 if tabbed else 0
    return 0


def _bare(cell: str) -> str:
    """A cell without its quotation marks; those of its text are doubled."""
    text = cell.strip()
    return text[1:-1].replace('""', '"').strip() if len(text) > 1 and text[0] == text[-1] == '"' else text
