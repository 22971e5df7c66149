"""Figures that stand in columns: what has been done beside what was planned, and matrices without a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minsheng_xl.model import Item, Progress, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.quantity import Quantity, read_number, round_half_up
from minsheng_xl.reading.notices.building import Builder, Entry, Task
from minsheng_xl.reading.notices.matrices import Matrix
from minsheng_xl.reading.notices.progress_rows import done_place, left_out_of, row_statements, with_texts
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.reference import Reference

DONE = ("cumulative", "current")


def with_progress(table: TargetTable, grid: Grid, header: ColumnMap, ref: Reference) -> TargetTable:
    """The table with what its columns 累计完成, 完成率, 进展情况, 状态 say of each item."""
    if not any(role in header.columns for role in (*DONE, "progress_note", "rate")):
        return table
    by_place = {item.place: item for item in table.items}
    found: dict[str, list[Progress]] = {}
    item = table.items[0] if table.items else None
    for number in range(header.row + 1, len(grid.rows) + 1):
        item = by_place.get(grid.place(number), item)
        if item:
            cells = {role: grid.text(number, column) for role, column in header.columns.items()}
            said = row_statements(cells, "", done_place(grid, header, number), ref)
            found.setdefault(item.code, []).extend(with_texts(said, grid, header, number, ref))
    items = tuple(_reported(each, found.get(each.code, ())) for each in table.items)
    return table.model_copy(
        update={"items": items, "kind": "progress" if any(found.values()) else table.kind}
    )


def _reported(item: Item, said: Sequence[Progress]) -> Item:
    """An item with what is said of it."""
    aside = tuple(each for each in said if each.figure is not None)
    update = {
        "progress": tuple(each for each in said if each.figure is None),
        "aside": aside,
        "left_out": (*item.left_out, *map(left_out_of, aside)),
    }
    return item.model_copy(update=update)


def matrix_table(matrix: Matrix, grid: Grid, facts: Facts, ref: Reference) -> TargetTable:
    """A matrix that belongs to no plan: each indicator of its heads is an item of its own."""
    builder = Builder(facts, ref)
    place = grid.place(1)
    progress = list(_matrix_progress(matrix, grid, ref))
    for head in dict.fromkeys(column.head for column in matrix.columns):
        name = next(column.name for column in matrix.columns if column.head == head)
        figures, left = find_figures(head, ref.units, name)
        figures = figures or _totals(matrix, head, name)
        entry = Entry("", name, place, tasks=[Task(head, figures, left, place_at=lambda _: place)])
        entry.progress = tuple(statement for of, statement in progress if of == head)
        builder.add(entry)
    table = builder.table(place)
    return table.model_copy(update={"allocations": matrix.shares, "allocated_totals": matrix.totals})


def _totals(matrix: Matrix, head: str, name: str) -> list[Figure]:
    """The printed total of a column as the target of its indicator."""
    totals = [each for each in matrix.totals if each.head == head and each.value is not None]
    return [Figure(Quantity(each.value, each.value_text, each.unit, 0, 0), name) for each in totals[:1]]


def _matrix_progress(matrix: Matrix, grid: Grid, ref: Reference) -> Iterator[tuple[str, Progress]]:
    """What each region has done of each indicator, where a matrix has columns for it; by column head."""
    heads = dict.fromkeys(column.head for column in matrix.columns if column.role in DONE)
    shares = {(share.head, share.place): share for share in matrix.shares}
    for head in heads:
        columns = {column.role: column for column in matrix.columns if column.head == head}
        for (share_head, place), share in shares.items():
            if share_head != head:
                continue
            row = place.row or grid.lines.index(place.line) + 1
            done = read_number(grid.text(row, columns["cumulative"].number), None, ref.units).value
            rate = columns.get("rate")
            printed = grid.text(row, rate.number).rstrip("%％") if rate else ""
            percent = round_half_up(done / share.value * 100, 2) if done is not None and share.value else None
            if done is not None or printed:
                yield (
                    head,
                    Progress(
                        name=f"{share.town}{share.indicator}",
                        unit=share.unit,
                        target=share.value,
                        done=done,
                        printed_percent=read_number(printed, None, ref.units).value,
                        percent=percent,
                        place=place,
                    ),
                )
