"""Formulas that were saved without a result: simple ones are computed, all others stay unknown.

They look at cells of the same sheet, as `arithmetic` reads them.
"""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException
from typing import NamedTuple

from minsheng_xl.formats.a1 import column_number
from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.arithmetic import Computed, Reference, Unknown, Value, compiled

_CELL = re.compile(r'"[^"]*"|(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(!])', re.ASCII)
_DEEPEST = 12
_LARGEST_RANGE = 10_000
Known = dict[int, tuple[tuple[str, ...], Computed]]
"""By column the formula last computed there: its pieces around the numbers of its own row, and it itself."""


def compute_missing(grid: Grid) -> None:
    """Put results into the cells of a sheet whose formulas have none; `uncached` keeps those left unknown."""
    known: Known = {}
    for row, column in sorted(grid.uncached):
        try:
            value = _At(grid, row, column, 0, known).result()
        except (Unknown, DecimalException, RecursionError):
            continue
        _put(grid, row, column, value)
        grid.uncached.discard((row, column))


def fresh_value(grid: Grid, row: int, column: int) -> Decimal | None:
    """The number a cell's formula comes to now, whatever is kept in it; None where it is beyond us."""
    try:
        value = _At(grid, row, column, 0, {}).result()
    except (Unknown, DecimalException, RecursionError):
        return None
    return value if isinstance(value, Decimal) else None


def _put(grid: Grid, row: int, column: int, value: Value) -> None:
    while len(grid.rows) < row:
        grid.rows.append([])
    cells = grid.rows[row - 1]
    cells.extend([None] * (column - len(cells)))
    cells[column - 1] = None if value == "" else value


class _At(NamedTuple):
    """A cell whose formula is being computed; `depth` counts the formulas that led to it."""

    grid: Grid
    row: int
    column: int
    depth: int
    known: Known

    def result(self) -> Value:
        """What the cell's formula comes to; down a column it is mostly the same but for the row's number."""
        text = self.grid.formulas[self.row, self.column].lstrip("=")
        pieces, computed = self.known.get(self.column, ((), None))
        if computed is None or str(self.row).join(pieces) != text:
            pieces, computed = _around(text, self.row), compiled(_relative(text, self.row, self.column))
            self.known[self.column] = pieces, computed
        return computed(self)

    def value(self, reference: Reference) -> Value:
        """What another cell holds, computed where its formula has no result. Raises `Unknown`."""
        return self._held(*self._position(reference))

    def area(self, first: Reference, last: Reference) -> list[Value]:
        """What the cells of a rectangle hold, row by row. Raises `Unknown`."""
        (top, left), (bottom, right) = self._position(first), self._position(last)
        rows, columns = range(top, bottom + 1), range(left, right + 1)
        if len(rows) * len(columns) > _LARGEST_RANGE:
            raise Unknown
        return [self._held(row, column) for row in rows for column in columns]

    def _position(self, reference: Reference) -> tuple[int, int]:
        row = reference.row if reference.row_fixed else self.row + reference.row
        return row, reference.column if reference.column_fixed else self.column + reference.column

    def _held(self, row: int, column: int) -> Value:
        if (row, column) in self.grid.uncached:
            if self.depth > _DEEPEST:
                raise Unknown
            return _At(self.grid, row, column, self.depth + 1, self.known).result()
        if (row, column) in self.grid.errors:
            raise Unknown
        value = self.grid.value(row, column)
        if value is None or isinstance(value, str | bool | Decimal):
            return value
        raise Unknown


def _around(formula: str, row: int) -> tuple[str, ...]:
    """The pieces of a formula around the numbers of its own row; none where it looks at other rows too.

    A reference to row 6 in row 5 is one to its own row once the same text stands in row 6.
    """
    cells = [match for match in _CELL.finditer(formula) if match[2] and not match[3]]
    if any(match[4] != str(row) for match in cells):
        return ()
    spans = [match.span(4) for match in cells]
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(formula)]
    return tuple(formula[start:end] for start, end in zip(starts, ends, strict=True))


def _relative(formula: str, row: int, column: int) -> str:
    """A formula with its references as [rows,columns] from its own cell: the same down a whole column."""

    def written(match: re.Match[str]) -> str:
        column_fixed, letters, row_fixed, digits = match.groups()
        if letters is None:
            return match[0]
        rows = f"${digits}" if row_fixed else str(int(digits) - row)
        number = column_number(letters)
        return f"[{rows},{f'${number}' if column_fixed else number - column}]"

    return _CELL.sub(written, formula)
