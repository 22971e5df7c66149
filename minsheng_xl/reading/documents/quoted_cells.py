"""Rows copied from Excel or WPS: a cell of several lines stands in quotation marks, its row goes on below.

1 ⇥ 供水管网 ⇥ "改造16公里； / 新建泵站2座" ⇥ 县水利局
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from minsheng_xl.reading.documents.bar_tables import Printed

_LONGEST = 60
"""Lines of one cell; a quotation mark that is never closed opens no cell."""


def join_quoted(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines with every row that has a quoted cell of several lines as one row; all others as they are."""
    at = 0
    while at < len(lines):
        stop = _closed(lines, at)
        if stop:
            number, text = lines[at].number, "\n".join(line.text for line in lines[at:stop])
            cells = tuple(cell.strip() for cell in next(csv.reader([text], delimiter="\t"), ()))
            yield Printed(number, "\t".join(cells), cells)
            at = stop
        else:
            yield lines[at]
            at += 1


def _closed(lines: Sequence[Printed], start: int) -> int:
    """Behind the line that closes the cell that a line leaves open; 0 where it leaves none open."""
    raw = lines[start].text
    if '"' not in raw or not (raw.startswith('"') or '\t"' in raw) or raw.count('"') % 2 == 0:
        return 0
    quotes, tabbed = 0, False
    for at in range(start, min(len(lines), start + _LONGEST)):
        quotes, tabbed = quotes + lines[at].text.count('"'), tabbed or "\t" in lines[at].text
        if at > start and quotes % 2 == 0:
            return at + 1 if tabbed else 0
    return 0
