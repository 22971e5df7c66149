"""Tables drawn with line characters, as old systems print them: │1│供水管网│…│ between ├──┼──┤.

A row is what stands between two drawn lines; a cell may take several printed lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from minsheng_xl.reading.documents.bar_tables import Printed
from minsheng_xl.reading.tables.kinds import join_lines

_SIDES = re.compile("[│┃║]")
_RULE = re.compile(r"\s*[┌┬┐├┼┤└┴┘─━┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝═\s]+\s*")
_FEWEST = 2


def join_drawn(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines with every drawn table as rows; all others as they are."""
    row: list[tuple[int, list[str]]] = []
    for line in lines:
        sides = [] if line.cells else _SIDES.split(line.text.strip())
        if len(sides) > _FEWEST:
            row.append((line.number, [cell.strip() for cell in sides[1:-1]]))
            continue
        yield from _row(row)
        row = []
        if line.cells or not line.text.strip() or not _RULE.fullmatch(line.text):
            yield line
    yield from _row(row)


def _row(lines: Sequence[tuple[int, list[str]]]) -> Iterator[Printed]:
    """The printed lines of one row put together, cell by cell."""
    if lines:
        columns = zip_longest(*(cells for _, cells in lines), fillvalue="")
        cells = tuple(join_lines(pieces) for pieces in columns)
        yield Printed(lines[0][0], "|".join(cells), cells)
