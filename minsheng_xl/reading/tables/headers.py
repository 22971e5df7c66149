"""Header rows found by their words, columns by role; `plans` and `returns` read what stands below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from minsheng_xl.place import Grid, cell_text
from minsheng_xl.reference import Headers
from minsheng_xl.reference.rows import Record

HEADER_DEPTH = 60
"""How many rows are searched for the header: titles, notes and head fields stand above it."""

FULL_HEADER = 5
"""So many known columns are a header beyond doubt."""
META_SHEET = "_meta"
TASK = "task_text"
"""The task in words, whose heads (指标任务, 目标任务) may stand over names and figures too."""

_spaces = re.compile(r"\s+")


@dataclass(slots=True)
class Header:
    """A header row and what its columns hold."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    """Column number by field role."""
    unknown: dict[int, str] = field(default_factory=dict)
    """Header words no role was found for, by column number."""
    near: dict[str, str] = field(default_factory=dict)
    """Roles taken from a word that is only like a known one: role -> the word."""

    @property
    def last(self) -> int:
        """The rightmost column of a known role."""
        return max(self.columns.values(), default=0)

    def repeats(self, grid: Grid, row: int) -> bool:
        """Whether a later row is this header printed again (on a new page); spaces do not count."""
        head, cells = grid.rows[self.row - 1], grid.rows[row - 1]
        return all(
            squeezed(cell_text(one or None)) == squeezed(cell_text(other or None))
            for one, other in zip_longest(head, cells)
        )


def squeezed(text: str) -> str:
    """Text without any white space."""
    return _spaces.sub("", text)


def find_header(grid: Grid, headers: Headers, known: Iterable[str]) -> Header | None:
    """The row with the most columns of known roles; None where no row has three.

    Once a row is full enough for a header only the two rows below it can be better (heads of two rows).
    """
    wanted = frozenset(known)
    best: Header | None = None
    for row in range(1, min(len(grid.rows), HEADER_DEPTH) + 1):
        if best is not None and len(best.columns) >= FULL_HEADER and row > best.row + 2:
            break
        header = read_header(grid, row, headers, wanted)
        if len(header.columns) >= 3 and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def read_header(grid: Grid, row: int, headers: Headers, wanted: frozenset[str]) -> Header:
    """What the cells of one row say as column heads; the first column of a role keeps it."""
    header = Header(row)
    for column, value in enumerate(grid.rows[row - 1], start=1):
        text = cell_text(value)
        match = headers.role(text) if text else None
        role = match.role if match and match.role in wanted else ""
        if role in header.columns:
            role = _told_apart(grid, header, headers, wanted, role, text)
        if not role:
            if text:
                header.unknown[column] = text
            continue
        header.columns[role] = column
        if match and match.kind == "near":
            header.near[role] = text
    return header


def _told_apart(
    grid: Grid, header: Header, headers: Headers, wanted: frozenset[str], role: str, text: str
) -> str:
    """The role of the second head of a role: of 目标任务 and 2021年目标 the first is the task in words."""
    if TASK in wanted and TASK not in header.columns:
        earlier = header.columns[role]
        if TASK in headers.roles_of(grid.text(header.row, earlier)):
            header.columns[TASK] = earlier
            return role
        if TASK in headers.roles_of(text):
            return TASK
    return ""


def read_meta(grids: Iterable[Grid]) -> dict[str, str]:
    """Keys and values of the hidden sheet that our own workbooks carry; empty for other files."""
    for grid in grids:
        if grid.sheet == META_SHEET:
            return {grid.text(row, 1): grid.text(row, 2) for row, _ in grid if grid.text(row, 1)}
    return {}


def read_records(grid: Grid) -> list[Record]:
    """Rows of a plain list sheet (单位表, 部门名录 ...) under its first row's words; blank rows left out."""
    names = [grid.text(1, column) for column in range(1, grid.width + 1)]
    columns = {name: column for column, name in enumerate(names, start=1) if name}
    records = []
    for row in range(2, len(grid.rows) + 1):
        record = {name: grid.text(row, column) for name, column in columns.items()}
        if any(record.values()):
            records.append(Record(record, grid.place(row), columns))
    return records


def filled_merges(grid: Grid, columns: Mapping[str, int]) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell under a merge in the given columns: the merge's top-left cell."""
    wanted = set(columns.values())
    return {
        (row, column): (area.top, area.left)
        for area in grid.merges
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if column in wanted and (row, column) != (area.top, area.left)
    }
