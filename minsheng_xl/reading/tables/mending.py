"""Tables put right before they are read: what page turns and lost blanks did to their rows and heads."""

from __future__ import annotations

from dataclasses import replace

from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reference import Reference, split_units

ORGANS = ("lead", "responsible", "cooperator", "assessor")
_NAMES = ("no", "item", "indicator", "task_text", "target")
_FARTHEST = 3
"""Cells that a row going on with an item may have lost at its beginning."""


def mended(grid: Grid, header: ColumnMap, ref: Reference) -> Grid:
    """The table with names joined that a page turn cut, and rows moved that lost leading cells."""
    joined = _joined_names(grid, header, ref)
    return _moved_rows(joined, header, ref) if header.columns.keys() >= {"unit", "target"} else joined


def settle_leads(header: ColumnMap) -> ColumnMap:
    """The map in which 责任单位 heads the leads where no column of its own does."""
    return header if "lead" in header.columns else header.renamed("responsible", "lead")


def _joined_names(grid: Grid, header: ColumnMap, ref: Reference) -> Grid:
    """A row that holds nothing but the rest of a unit's name goes on with it: 县农业农 above 村局."""
    grid = replace(grid, rows=[list(row) for row in grid.rows])
    columns = [header.columns[role] for role in ORGANS if role in header.columns]
    named = [header.columns[role] for role in _NAMES if role in header.columns]
    above = header.row
    for number in range(header.row + 1, len(grid.rows) + 1):
        if any(grid.text(number, column) for column in named):
            above = number
            continue
        for column in columns:
            rest, start = grid.text(number, column), grid.text(above, column)
            if rest and start and above > header.row and _is_rest(start, rest, ref):
                grid.rows[above - 1][column - 1] = start + rest
                grid.rows[number - 1][column - 1] = None
    return grid


def _is_rest(start: str, rest: str, ref: Reference) -> bool:
    """Whether two cells are one list of units that only together are all known."""

    def known(text: str) -> bool:
        units = split_units(text, ref.register)
        return bool(units) and all(ref.register.knows(unit.name) for unit in units)

    return known(start + rest) and not (known(start) and known(rest))


def _moved_rows(grid: Grid, header: ColumnMap, ref: Reference) -> Grid:
    """A unit of measure belongs under 单位: a row that has one further left lost cells at its beginning."""
    rows = list(grid.rows)
    column = header.columns["unit"]
    for number in range(header.row + 1, len(grid.rows) + 1):
        cells = grid.rows[number - 1]
        if _is_unit(grid, number, column, ref) or not any(cells):
            continue
        for shift in range(1, _FARTHEST + 1):
            if _is_unit(grid, number, column - shift, ref):
                rows[number - 1] = [*[None] * shift, *cells]
                break
    return replace(grid, rows=rows)


def _is_unit(grid: Grid, row: int, column: int, ref: Reference) -> bool:
    return bool(grid.text(row, column)) and ref.units.read(grid.text(row, column)).unit is not None
