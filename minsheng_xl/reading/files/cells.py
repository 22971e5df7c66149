"""Values of cells as grids hold them, and a sheet filled cell by cell."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from minsheng_xl.formats.a1 import Area, cell_name
from minsheng_xl.formats.limits import Limits
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.quantity.typography import seen, unseen_in
from minsheng_xl.reading.files.rejected import Rejected

_WHOLE = 10**15


@lru_cache(maxsize=1 << 13)
def number(value: float) -> Decimal:
    """A number with the 15 digits Excel keeps; few distinct ones make up a month's returns.

    OverflowError or ValueError for what is no finite number.
    """
    whole = int(value)
    return Decimal(whole) if whole == value and -_WHOLE < whole < _WHOLE else Decimal(f"{value:.15g}")


def number_or_text(text: str) -> CellValue:
    """The number a file states for a cell; the text itself where it is none."""
    try:
        return number(float(text))
    except (ValueError, OverflowError):
        return text or None


ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})
"""How errors look where a format keeps only what was shown."""


def drop_unseen(grid: Grid) -> Grid:
    """The same grid, its texts without characters nobody sees, which it names."""
    texts = [value for row in grid.rows for value in row if type(value) is str]
    if unseen_in("".join(texts)):
        for line, row in enumerate(grid.rows, start=1):
            for column, value in enumerate(row, start=1):
                if isinstance(value, str) and (names := unseen_in(value)):
                    row[column - 1] = seen(value) or None
                    grid.unseen[line, column] = names
    return grid


class SparseSheet:
    """A sheet that grows by single cells; a row is only as long as its last filled cell."""

    def __init__(self, file: str, sheet: str, limits: Limits) -> None:
        self.grid = Grid([], file, sheet)
        self.limits = limits
        self._room = limits.cells

    def put(self, row: int, column: int, value: CellValue) -> None:
        """Write one cell (1-based). Raises `Rejected`: damaged, far_cell or too_large."""
        if row < 1 or column < 1:
            raise Rejected("damaged", where=f"（〔{self.grid.sheet}〕有单元格写在第{row}行第{column}列）")
        if row > self.limits.rows or column > self.limits.columns:
            raise Rejected("far_cell", sheet=self.grid.sheet, cell=cell_name(row, column))
        rows = self.grid.rows
        if row > len(rows):
            rows.extend([] for _ in range(row - len(rows)))
        cells = rows[row - 1]
        if column > len(cells):
            self._room -= column - len(cells)
            if self._room < 0:
                raise Rejected("too_large", what=f"〔{self.grid.sheet}〕超过 {self.limits.cells} 个单元格")
            cells.extend([None] * (column - len(cells)))
        cells[column - 1] = value

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Note that a cell spans `rows` x `columns`; a span of one is none."""
        if rows <= 1 and columns <= 1:
            return
        if len(self.grid.merges) >= self.limits.merges:
            raise Rejected("too_large", what=f"〔{self.grid.sheet}〕合并单元格超过 {self.limits.merges} 处")
        bottom = min(row + max(rows, 1) - 1, self.limits.rows)
        right = min(column + max(columns, 1) - 1, self.limits.columns)
        self.grid.merges.append(Area(row, column, bottom, right))

    def hide_rows(self, first: int, count: int) -> None:
        """Note hidden rows; a run to the bottom of the sheet ends where the sheet's limit is."""
        self.grid.hidden_rows.update(range(first, min(first + count, self.limits.rows + 1)))

    def hide_columns(self, first: int, count: int) -> None:
        """Note hidden columns, as `hide_rows` does rows."""
        self.grid.hidden_columns.update(range(first, min(first + count, self.limits.columns + 1)))
