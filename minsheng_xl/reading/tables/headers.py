"""Header rows found by their words, columns by role; `plans` and `returns` read what stands below."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Protocol

from minsheng_xl.place import Grid, cell_text
from minsheng_xl.reading.tables.column_map import ColumnMap, Head, Why
from minsheng_xl.reference import HeaderMatch, Headers
from minsheng_xl.reference.rows import Record

HEADER_DEPTH = 60
"""How many rows are searched for the header: titles, notes and head fields stand above it."""

FULL_HEADER = 5
"""So many known columns are a header beyond doubt."""
FEWEST_KNOWN = 3
"""A row that names fewer fields of ours is a row of words as any other."""
META_SHEET = "_meta"
TASK = "task_text"
"""The task in words, whose heads (指标任务, 目标任务) may stand over names and figures too."""

_spaces = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """Text without any white space."""
    return _spaces.sub("", text)


class HeaderPolicy(Protocol):
    """What is taken for a header: how rows are read as one, and how much one says (0 for none)."""

    @property
    def enough(self) -> int:
        """A header that says so much is beyond doubt."""
        ...

    @property
    def look_on(self) -> int:
        """On so many rows below one beyond doubt a better one may begin."""
        ...

    def read(self, grid: Grid, row: int) -> Iterable[ColumnMap]:
        """The headers that may begin on a row."""
        ...

    def weight(self, header: ColumnMap) -> int: ...


def find_header(grid: Grid, policy: HeaderPolicy) -> ColumnMap | None:
    """The header that says most, of equals the first; None where no row is one.

    Policies: `Strict` for our own workbooks, `columns.Returned` for forms that come back, `frames.Published`
    for tables of documents, `progress_rows.Reported` for what they report, `template_layout.Template` for
    templates.
    """
    best: ColumnMap | None = None
    most = 0
    for row in range(1, min(len(grid.rows), HEADER_DEPTH) + 1):
        if best is not None and most >= policy.enough and row > best.row + policy.look_on:
            break
        for header in policy.read(grid, row):
            weight = policy.weight(header)
            if weight > most:
                best, most = header, weight
    return best


@dataclass(frozen=True, slots=True)
class Strict:
    """Headers of one row with three wanted fields or more, each once: those of our own workbooks."""

    headers: Headers
    wanted: frozenset[str]
    enough: int = FULL_HEADER
    look_on: int = 2
    """Of heads in two rows the lower one may say more."""

    def read(self, grid: Grid, row: int) -> Iterator[ColumnMap]:
        yield read_header(grid, row, self.headers, self.wanted)

    def weight(self, header: ColumnMap) -> int:
        known = len(header.columns)
        return known if known >= FEWEST_KNOWN else 0


def read_header(grid: Grid, row: int, headers: Headers, wanted: Container[str]) -> ColumnMap:
    """What the cells of one row say as column heads; the first column of a role keeps it."""
    heads: list[Head] = []
    for value in grid.rows[row - 1]:
        text = cell_text(value)
        match = headers.role(text) if text else None
        role = match.role if match and match.role in wanted else ""
        earlier = next((at for at, head in enumerate(heads) if role and head.role == role), -1)
        if earlier >= 0:
            free = TASK in wanted and all(head.role != TASK for head in heads)
            first, role = _told_apart(heads[earlier], text, headers) if free else (heads[earlier], "")
            heads[earlier] = first
        heads.append(Head(text, role, how(match) if role else ""))
    return ColumnMap(row, row, tuple(heads))


def _told_apart(first: Head, text: str, headers: Headers) -> tuple[Head, str]:
    """Two heads of one role: of 目标任务 and 2021年目标 the first is the task in words."""
    if TASK in headers.roles_of(first.text):
        return replace(first, role=TASK), first.role
    return first, TASK if TASK in headers.roles_of(text) else ""


def how(match: HeaderMatch | None) -> Why:
    """How a word names its field."""
    return "" if match is None else "near" if match.kind == "near" else "listed"


def printed_again(grid: Grid, header: ColumnMap, row: int) -> bool:
    """Whether a later row is the header printed again (on a new page); spaces do not count."""
    head, cells = grid.rows[header.row - 1], grid.rows[row - 1]
    return all(
        squeezed(cell_text(one or None)) == squeezed(cell_text(other or None))
        for one, other in zip_longest(head, cells)
    )


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
