"""What each township is to do, from a master: the sheets 乡镇任务明细表 (a matrix) and 乡镇分解 (a list)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from minsheng_xl.model import Allocation, Indicator, Item, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.quantity import parse_target, propose_direction, propose_measure, read_number
from minsheng_xl.reading.tables.headers import Strict, find_header
from minsheng_xl.reference import Reference

LIST, MATRIX = "乡镇分解", "乡镇任务明细表"
ROLES = ("code", "indicator", "town", "task", "unit")
HEAD, CODES, TOTAL, TASK = "乡镇", "指标编码", "合计", "县任务"
"""Words in the first column of the matrix, top to bottom."""
EMPTY_HEAD = "指标名称"
_head = re.compile(r"^(?P<name>.+?)\s*(?:[（(](?P<unit>[^（()）]*)[）)])?$", re.DOTALL)


def read_allocations(grids: Sequence[Grid], table: TargetTable, ref: Reference) -> tuple[Allocation, ...]:
    """Every share that names an indicator and a township; a task that is no number keeps its text only."""
    matrices = [Matrix(grid) for grid in grids if grid.sheet == MATRIX]
    lists = [share for grid in grids if grid.sheet == LIST for share in _rows(grid, table, ref)]
    return (*(share for matrix in matrices for share in matrix.shares(table, ref)), *lists)


def plan_of_matrix(grids: Sequence[Grid], ref: Reference, *, year: int) -> TargetTable | None:
    """A plan of the columns of a matrix, for a master whose own table is still empty; None without any."""
    grid = next((grid for grid in grids if grid.sheet == MATRIX), None)
    items = tuple(Matrix(grid).items(ref, year)) if grid else ()
    if grid is None or not items:
        return None
    return TargetTable(
        title=grid.text(1, 1), year=year, items=items, place=grid.place(1), columns={"code": 0}
    )


class Matrix:
    """The township table of a master: a row a township, a column an indicator, sums below."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        first = {grid.text(row, 1): row for row in range(len(grid.rows), 0, -1)}
        self.head = first.get(HEAD, 0)
        self.codes = first.get(CODES, 0)
        self.end = first.get(TOTAL, len(grid.rows) + 1)
        self.task = first.get(TASK, 0)

    @property
    def columns(self) -> Iterator[tuple[int, str, str, str]]:
        """Number, code, name and unit of each column that is named."""
        for column in range(2, self.grid.width + 1) if self.head else ():
            found = _head.match(self.grid.text(self.head, column))
            if found and found["name"].strip() != EMPTY_HEAD:
                code = self.grid.text(self.codes, column) if self.codes else ""
                yield column, code, found["name"].strip(), (found["unit"] or "").strip()

    def shares(self, table: TargetTable, ref: Reference) -> Iterator[Allocation]:
        """The filled cells; a column without a code is known by its name."""
        names: Mapping[str, Indicator] = {each.name: each for each in reversed(table.indicators)}
        columns = [(*each, table.by_code.get(each[1]) or names.get(each[2])) for each in self.columns]
        for row in range(max(self.head, self.codes) + 1, self.end):
            if town := self.grid.text(row, 1):
                for column, code, name, unit, known in columns:
                    yield _share(
                        self.grid,
                        (row, column),
                        known.code if known else code or name,
                        town,
                        known.unit if known else unit,
                        ref,
                        head=self.grid.text(self.head, column),
                    )

    def items(self, ref: Reference, year: int) -> Iterator[Item]:
        """An item with one indicator for each column, its target the county's task."""
        for number, (column, _, name, unit) in enumerate(self.columns, start=1):
            task = self.grid.text(self.task, column) if self.task else ""
            target = parse_target(task, ref.units, unit, name)
            measure, reason = propose_measure(name, ref.units.read(unit).unit, target)
            code = f"{year}-0-{number:02d}"
            indicator = Indicator(
                code=f"{code}-00",
                name=name,
                unit=unit,
                target=target,
                measure=measure,
                measure_reason=reason,
                direction=propose_direction(name, target),
                relation="item",
                allocatable=True,
                row=number,
                place=self.grid.place(self.head, column),
            )
            place = self.grid.place(self.head, column)
            yield Item(code=code, no=str(number), name=name, indicators=(indicator,), row=number, place=place)


def _rows(grid: Grid, table: TargetTable, ref: Reference) -> Iterator[Allocation]:
    header = find_header(grid, Strict(ref.headers, frozenset(ROLES)))
    if header is None:
        return
    columns = header.columns
    for row in range(header.row + 1, len(grid.rows) + 1):
        code, town = (grid.text(row, columns.get(role, 0)) for role in ("code", "town"))
        if code or town:
            known = table.by_code.get(code)
            at = row, columns.get("task", 0)
            yield _share(grid, at, code, town, known.unit if known else "", ref)


def _share(
    grid: Grid, at: tuple[int, int], indicator: str, town: str, unit: str, ref: Reference, head: str = ""
) -> Allocation:
    """What a cell gives a township, read in the indicator's unit."""
    value = read_number(grid.shown(*at), ref.units.read(unit).unit if unit else None, ref.units).value
    return Allocation(
        indicator=indicator,
        unit=unit,
        town=town,
        value=value,
        value_text=_text(value, grid.text(*at)),
        head=head,
        place=grid.place(*at) if head else grid.place(at[0]),
    )


def _text(value: Decimal | None, text: str) -> str:
    return f"{value:f}" if value is not None else text
