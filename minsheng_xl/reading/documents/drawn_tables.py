"""Tables drawn with line characters, as old systems print them: │1│供水管网│…│ between ├──┼──┤.

A row is what stands between two drawn lines; a cell may take several printed lines. Some draw the sides only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from minsheng_xl.reading.documents.bar_tables import Printed
from minsheng_xl.reading.tables.kinds import join_lines

_SIDES = re.compile("[│┃║]")
_RULE = re.compile(r"\s*[┌┬┐├┼┤└┴┘─━┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝═\s]+\s*")
_FEWEST = 2


def join_drawn(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines with every drawn table as rows; all others as they are."""
    for drawn, stretch in groupby(lines, key=_is_drawn):
        if drawn:
            yield from _rows(list(stretch))
        else:
            yield from stretch


def _is_drawn(line: Printed) -> bool:
    return not line.cells and (len(_SIDES.split(line.text.strip())) > _FEWEST or _is_rule(line))


def _is_rule(line: Printed) -> bool:
    return bool(line.text.strip()) and bool(_RULE.fullmatch(line.text))


def _rows(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The rows of a stretch: a drawn line ends one, and so does a line that begins with a cell of its own.

    Where no lines are drawn between rows every printed line is one.
    """
    ruled, row = any(map(_is_rule, lines)), list[tuple[int, list[str]]]()
    for line in lines:
        cells = [cell.strip() for cell in _SIDES.split(line.text.strip())[1:-1]]
        if row and (not cells or cells[0] or not ruled):
            yield _row(row)
            row = []
        if cells:
            row.append((line.number, cells))
    if row:
        yield _row(row)


def _row(lines: Sequence[tuple[int, list[str]]]) -> Printed:
    """The printed lines of one row put together, cell by cell."""
    columns = zip_longest(*(cells for _, cells in lines), fillvalue="")
    cells = tuple(join_lines(pieces) for pieces in columns)
    return Printed(lines[0][0], "|".join(cells), cells)
