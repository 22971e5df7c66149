"""The sheet 乡镇分解 of a master -> what each township is to do of an indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from minsheng_xl.model import Allocation, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.quantity import read_number
from minsheng_xl.reading.tables import find_header
from minsheng_xl.reference import Reference

SHEET = "乡镇分解"
ROLES = ("code", "indicator", "town", "task", "unit")


def read_allocations(grids: Sequence[Grid], table: TargetTable, ref: Reference) -> tuple[Allocation, ...]:
    """Every row that names an indicator and a township; a task that is no number keeps its text only."""
    return tuple(each for grid in grids if grid.sheet == SHEET for each in _rows(grid, table, ref))


def _rows(grid: Grid, table: TargetTable, ref: Reference) -> Iterator[Allocation]:
    header = find_header(grid, ref.headers, ROLES)
    if header is None:
        return
    columns = header.columns
    for row in range(header.row + 1, len(grid.rows) + 1):
        code, town = (grid.text(row, columns.get(role, 0)) for role in ("code", "town"))
        if code or town:
            known = table.by_code.get(code)
            unit = ref.units.read(known.unit).unit if known else None
            task = grid.value(row, columns.get("task", 0))
            value = read_number(task, unit, ref.units).value
            yield Allocation(
                indicator=code,
                unit=known.unit if known else "",
                town=town,
                value=value,
                value_text=_text(value, grid.text(row, columns.get("task", 0))),
                place=grid.place(row),
            )


def _text(value: Decimal | None, text: str) -> str:
    return f"{value:f}" if value is not None else text
