"""Tables put right before they are read: what page turns and lost blanks did to their rows and heads."""

from __future__ import annotations

from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.headers import Header
from minsheng_xl.reference import Reference, split_units

ORGANS = ("lead", "responsible", "cooperator", "assessor")
_NAMES = ("no", "item", "indicator", "task_text", "target")
_FARTHEST = 3
"""Cells that a row going on with an item may have lost at its beginning."""


def mend(grid: Grid, header: Header, ref: Reference) -> None:
    """Join names a page turn cut, move rows that lost leading cells."""
    _join_names(grid, header, ref)
    if "unit" in header.columns and "target" in header.columns:
        _move_rows(grid, header, ref)


def settle_leads(header: Header) -> None:
    """责任单位 heads the leads where no column of its own does."""
    if "lead" not in header.columns and "responsible" in header.columns:
        header.columns["lead"] = header.columns.pop("responsible")


def _join_names(grid: Grid, header: Header, ref: Reference) -> None:
    """A row that holds nothing but the rest of a unit's name: 县农业农 above 村局."""
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


def _is_rest(start: str, rest: str, ref: Reference) -> bool:
    """Whether two cells are one list of units that only together are all known."""

    def known(text: str) -> bool:
        units = split_units(text, ref.register)
        return bool(units) and all(ref.register.knows(unit.name) for unit in units)

    return known(start + rest) and not (known(start) and known(rest))


def _move_rows(grid: Grid, header: Header, ref: Reference) -> None:
    """A unit of measure belongs under 单位: a row that has one further left lost cells at its beginning."""
    column = header.columns["unit"]
    for number in range(header.row + 1, len(grid.rows) + 1):
        cells = grid.rows[number - 1]
        if _is_unit(grid, number, column, ref) or not any(cells):
            continue
        for shift in range(1, _FARTHEST + 1):
            if _is_unit(grid, number, column - shift, ref):
                grid.rows[number - 1] = [*[None] * shift, *cells]
                break


def _is_unit(grid: Grid, row: int, column: int, ref: Reference) -> bool:
    return bool(grid.text(row, column)) and ref.units.read(grid.text(row, column)).unit is not None
