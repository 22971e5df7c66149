"""Regions down, indicators across -> each township's share of each indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from minsheng_xl.model import Allocation, Indicator, Question, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.quantity import read_number
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.tables.kinds import is_region, is_total
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.reference import Reference

_IN_BRACKETS = re.compile(r"[（(]([^（()）]{1,8})[)）]$")
_UNPLACED = "一张乡镇分解表的表头和各行格数对不上（合并格、空格在文字里丢了），没有读取"
_NAMES_WANTED = "请在表头写明各列是什么指标，如“招商引资（万元）”，或在“乡镇分解”里填"
_STATES = ("target", "task", "cumulative", "current", "rate", "progress_note", "status")
_WANTED = "请改用 Word、Excel 原件，或在“乡镇分解”里填"
_PLANNED = frozenset({"target", "task", ""})
_FEWEST = 2
_NAMED = ("item", "indicator", "task_text", "target")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of a matrix allocates: name, unit and the target its head may state."""

    number: int
    head: str
    name: str
    unit: str = ""
    target: Decimal | None = None
    role: str = ""
    """What the lowest head says where an indicator has several columns: target, cumulative, rate."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A township matrix: its columns, the shares, and the printed row of totals."""

    title: str
    columns: tuple[Column, ...]
    shares: tuple[Allocation, ...]
    totals: tuple[Allocation, ...]

    def named_as(self, table: TargetTable) -> Matrix:
        """The same with the names a plan gives these indicators, where value and unit tell which they are."""
        names = {column.head: _name_in(table, column) for column in self.columns}

        def renamed(shares: Sequence[Allocation]) -> tuple[Allocation, ...]:
            return tuple(each.model_copy(update={"indicator": names[each.head]}) for each in shares)

        columns = tuple(replace(column, name=names[column.head]) for column in self.columns)
        return Matrix(self.title, columns, renamed(self.shares), renamed(self.totals))

    def matches(self, table: TargetTable) -> int:
        """How many columns are indicators of a plan."""
        return sum(_find(table, column) is not None for column in self.columns)


def read_matrix(grid: Grid, title: str, ref: Reference, asked: list[Question]) -> Matrix | None:
    """The matrix in a grid; None where its rows are not regions or its columns no figures.

    Rows that lost blank cells are not read but told in `asked`; so is a matrix whose heads lost theirs.
    """
    first = _first_region(grid, ref)
    if first is None:
        return None
    row, name_column = first
    columns = tuple(_columns(grid, row, name_column, ref))
    if not columns:
        return None
    if nameless := _nameless(columns, ref):
        asked.append(Question(grid.place(row), nameless, _NAMES_WANTED))
        return Matrix(title, (), (), ())
    shares, totals = list[Allocation](), list[Allocation]()
    full = _full_width(grid, row)
    if full < 0:
        asked.append(Question(grid.place(row), _UNPLACED, _WANTED))
        return Matrix(title, (), (), ())
    for number in range(row, len(grid.rows) + 1):
        label = grid.text(number, name_column)
        total = is_total(label) or not label
        if not total and not is_region(label):
            continue
        if full and _filled(grid, number) != full:
            asked.append(_short_row(grid, number, label, full))
            continue
        planned = [column for column in columns if column.role in _PLANNED]
        read = [_share(grid, number, column, label, ref) for column in planned]
        if total and not any(each.value_text for each in read):
            continue
        (totals if total else shares).extend(read)
    return Matrix(
        title, tuple(_with_total(column, totals) for column in columns), tuple(shares), tuple(totals)
    )


def _nameless(columns: Sequence[Column], ref: Reference) -> str:
    """What is wrong with a matrix of several columns that say target and progress of no named indicator."""
    matches = (ref.headers.role(column.head) for column in columns)
    states = [match is not None and match.kind != "near" and match.role in _STATES for match in matches]
    if len(columns) < _FEWEST or not all(states):
        return ""
    heads = "、".join(column.head for column in columns)
    return f"一张分地区的表各列只写着“{heads}”，没有写是什么指标，没有读取"


def _full_width(grid: Grid, first: int) -> int:
    """Cells a row must have where blank ones may have vanished; 0 where none can have, -1 where heads did."""
    if not grid.loose or grid.has_gaps:
        return 0
    heads = [row for row in range(1, first) if _filled(grid, row) > 1]
    widest = max(_filled(grid, row) for row in range(first, len(grid.rows) + 1))
    if len(heads) > 1:
        return -1
    return widest if heads and _filled(grid, heads[0]) == widest else -1


def _filled(grid: Grid, row: int) -> int:
    return sum(value is not None for value in grid.rows[row - 1])


def _short_row(grid: Grid, row: int, label: str, full: int) -> Question:
    count = _filled(grid, row)
    what = f"“{label}”一行只有{count}格，表有{full}列，空格丢了，分不清是哪几列，没有读取"
    return Question(grid.place(row), what, "请对照原件在“乡镇分解”里补填")


def _with_total(column: Column, totals: Sequence[Allocation]) -> Column:
    """A column whose head states no target has the printed total for one."""
    total = next((each.value for each in totals if each.head == column.head and each.value is not None), None)
    return column if column.target is not None else replace(column, target=total)


def _first_region(grid: Grid, ref: Reference) -> tuple[int, int] | None:
    """Row and column of the first region's name; at least two more must stand below it.

    Heads of a matrix are things people do, no words `find_header` knows: the regions tell where they end.
    """
    for row in range(2, min(len(grid.rows), 12) + 1):
        for column in range(1, min(grid.width, 3) + 1):
            if not is_region(grid.text(row, column)) or _is_head(grid, row, column, ref):
                continue
            if _are_places(grid, row, column, ref):
                return None
            below = [grid.text(each, column) for each in range(row, len(grid.rows) + 1)]
            regions = sum(is_region(text) and not is_total(text) for text in below)
            if regions >= _FEWEST and regions * 2 > len([text for text in below if text]):
                summed = row > 2 and is_total(grid.text(row - 1, column))
                return row - summed, column
    return None


def _are_places(grid: Grid, first: int, column: int, ref: Reference) -> bool:
    """Whether the regions only say where the tasks named left of them are."""
    left = (grid.text(row, at) for row in range(1, first) for at in range(1, column))
    return any(head_role(text, ref.headers) in _NAMED for text in left if text)


def _columns(grid: Grid, first: int, name_column: int, ref: Reference) -> Iterator[Column]:
    """Columns with a head and figures below; heads of several rows are read together."""
    top = next((row for row in range(1, first) if _is_head(grid, row, name_column, ref)), first - 1)
    for number in range(name_column + 1, grid.width + 1):
        texts = [_head_at(grid, row, number, name_column) for row in range(top, first)]
        role, head = _parted(list(dict.fromkeys(text for text in texts if text)), ref)
        cells = [grid.text(row, number) for row in range(first, len(grid.rows) + 1)]
        figures = sum(read_number(cell, None, ref.units).value is not None for cell in cells if cell)
        match = ref.headers.role(head) if head else None
        if head and figures and not (match and match.role in ("no", "note", "town_total", "rate")):
            yield replace(_column(number, head, ref), role=role)


def _is_head(grid: Grid, row: int, column: int, ref: Reference) -> bool:
    match = ref.headers.role(grid.text(row, column)) if grid.text(row, column) else None
    return match is not None and match.role in ("town", "department", "no")


def _head_at(grid: Grid, row: int, column: int, name_column: int) -> str:
    """The text of a head cell; a blank one over a filled one belongs to the head on its left."""
    text = grid.text(row, column)
    merged = next((grid.text(area.top, area.left) for area in grid.merges if (row, column) in area), "")
    if (
        text
        or merged
        or row + 1 > len(grid.rows)
        or not grid.text(row + 1, column)
        or is_region(grid.text(row + 1, name_column))
    ):
        return text or merged
    left = (grid.text(row, each) for each in range(column - 1, name_column, -1))
    return next(filter(None, left), "")


def _parted(texts: list[str], ref: Reference) -> tuple[str, str]:
    """Role and name of a column: 农村改厕（户） over 完成 is its cumulative column."""
    match = ref.headers.role(texts[-1]) if len(texts) > 1 else None
    if match and match.kind != "near" and match.role in ("target", "task", "cumulative", "current", "rate"):
        return match.role, "".join(texts[:-1])
    return "", "".join(texts)


def _column(number: int, head: str, ref: Reference) -> Column:
    """Name, unit and target of a head: 城镇新增就业5000人, 农村公路（公里）."""
    figures, _ = find_figures(head, ref.units)
    wanted = [
        figure for figure in figures if figure.quantity.role == "target" and figure.quantity.value is not None
    ]
    if wanted:
        quantity = wanted[0].quantity
        return Column(number, head, wanted[0].name, fold(quantity.unit), quantity.value)
    unit = _IN_BRACKETS.search(head)
    if unit and ref.units.read(unit[1]).unit:
        return Column(number, head, head[: unit.start()].strip(), unit[1])
    return Column(number, head, head)


def _share(grid: Grid, row: int, column: Column, label: str, ref: Reference) -> Allocation:
    text = grid.text(row, column.number)
    unit = ref.units.read(column.unit).unit
    reading = read_number(text, unit, ref.units)
    return Allocation(
        indicator=column.name,
        unit=column.unit,
        town=label,
        value=reading.value,
        value_text=text,
        head=column.head,
        place=grid.place(row, column.number),
    )


def _find(table: TargetTable, column: Column) -> Indicator | None:
    """The indicator of a plan that a column allocates: same target and unit, or the same name."""
    for each in table.indicators:
        if (
            column.target is not None
            and each.target.value == column.target
            and column.unit in ("", fold(each.unit))
        ):
            return each
    return next((each for each in table.indicators if fold(each.name) == fold(column.name)), None)


def _name_in(table: TargetTable, column: Column) -> str:
    found = _find(table, column)
    return found.name if found else column.name
