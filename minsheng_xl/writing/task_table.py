"""Masters that print tasks in words: layout B (a task a block, units merged) and C (a project a block).

What prints is the county's own table; beside it, out of print, stands a row an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from minsheng_xl.model import COMPOSED, Category, Indicator, Item, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.writing import style
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.master_rows import assigned, indicator_values, item_values, looks
from minsheng_xl.writing.sheets import (
    LEAST_HEIGHT,
    Values,
    put,
    put_across,
    put_block,
    row_height,
)
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.tasks import Task, tasks_by_sub_item, tasks_of
from minsheng_xl.writing.values import category_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD_HEIGHT = 30.0 + 18.0 + 30.0
"""Points of title, second line and header."""
CATEGORY_HEIGHT = 24.0
WAYS: dict[str, Callable[[Item], list[Task]]] = {"master_b": tasks_of, "master_c": tasks_by_sub_item}
"""How a layout divides an item into tasks."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is about, the number of its task in the item, its values by field role."""

    row: Category | Item | Indicator
    task: int = 0
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The rows of a table of tasks, grouped by category and item, and the layout they are written in."""

    layout: Layout
    groups: tuple[tuple[Line, ...], ...]

    @property
    def lines(self) -> Iterator[Line]:
        """Every row, top to bottom."""
        return (line for group in self.groups for line in group)


def task_table(layout: Layout, table: TargetTable) -> TaskTable:
    """The rows of a table in the layout's way of dividing it."""
    rows = (row for row in table.rows() if isinstance(row, Category | Item))
    return TaskTable(layout, tuple(tuple(_lines(layout, row)) for row in rows))


def _lines(layout: Layout, row: Category | Item) -> Iterator[Line]:
    """The rows of a category or an item: one a figure, one a task without any."""
    if isinstance(row, Category):
        yield Line(row)
        return
    tasks = WAYS[layout.name](row)
    if rest := _leading_words(row, tasks):
        yield Line(row, 0, {**_text_values(row, tasks[0]), "lead": rest, "code": ""})
    for number, task in enumerate(tasks):
        for indicator in task.indicators:
            yield Line(indicator, number, _figure_values(row, task, indicator))
        if not task.indicators:
            yield Line(row, number, _text_values(row, task))


def _leading_words(item: Item, tasks: Sequence[Task]) -> str:
    """Units of an item that lead none of the rows to come, only what a task says without a figure."""
    shown = {unit for task in tasks for each in task.indicators for unit in each.lead.units}
    words = {unit for task in tasks if not task.indicators for unit in task.lead.split("、")}
    return "、".join(unit for unit in item.lead.units if unit not in shown | words)


def _figure_values(item: Item, task: Task, indicator: Indicator) -> Values:
    """A figure's row; where the item's units come from goes before where its own do."""
    units = assigned(indicator.lead, indicator.responsible, indicator.cooperators)
    scope = item.lead.scope if item.lead.scope != "none" else item.responsible.scope
    first = indicator is item.indicators[0]
    values = {**item_values(item), **indicator_values(item, indicator), **units, **_words(task)}
    return values | {
        "quote": task.quote(indicator),
        "source": f"{scope} {units['source']}" if first else units["source"],
    }


def _text_values(item: Item, task: Task) -> Values:
    units = assigned(item.lead, item.responsible, item.cooperators)
    code = "" if item.indicators else item.code
    return {**item_values(item), **units, **_words(task), "lead": task.lead, "code": code}


def _words(task: Task) -> dict[str, CellValue]:
    return {
        "task_text": task.text,
        "sub_item": task.sub_item,
        "task_source": COMPOSED if task.composed else "",
    }


def write_lines(book: Book, sheet: Worksheet, table: TaskTable) -> None:
    """Categories across, items as blocks that no page cuts unless they fill one."""
    layout, number = table.layout, table.layout.header_row
    used, breaks = HEAD_HEIGHT, list[int]()
    room = style.page_room(layout.page)
    tall = [_heights(layout, group) for group in table.groups]
    for at, (group, heights) in enumerate(zip(table.groups, tall, strict=True)):
        heading = isinstance(group[0].row, Category) and at + 1 < len(tall)
        following = sum(tall[at + 1]) if heading else 0
        if used + sum(heights) + following > room and used > HEAD_HEIGHT:
            breaks.append(number)
            used = HEAD_HEIGHT
        used += sum(heights)
        for offset, height in enumerate(heights):
            sheet.set_row(number + offset, height)
        _write_group(book, sheet, layout, group, number + 1)
        number += len(group)
    sheet.set_h_pagebreaks(breaks)
    left, right = layout.across
    sheet.print_area(0, left - 1, number - 1, right - 1)


def _heights(layout: Layout, group: Sequence[Line]) -> list[float]:
    """Points of each row: its own texts', and its share of what a text merged over several rows lacks."""
    if isinstance(group[0].row, Category):
        return [CATEGORY_HEIGHT]
    heights = [
        max(LEAST_HEIGHT, row_height(layout, [_alone(layout, group, at, role) for role in layout.roles]))
        for at in range(len(group))
    ]
    for role in layout.roles:
        column = layout.column(role)
        for first, last in [] if column.hidden else _runs(layout, group, role):
            need = style.text_height(str(group[first].values.get(role) or ""), column.width)
            lacking = need - sum(heights[first : last + 1])
            if lacking > 0:
                for at in range(first, last + 1):
                    heights[at] += ceil(lacking / (last + 1 - first) / 0.75) * 0.75
    return heights


def _alone(layout: Layout, group: Sequence[Line], at: int, role: str) -> CellValue:
    """A text that stands in one row and one column, else nothing."""
    run = next((first, last) for first, last in _runs(layout, group, role) if first <= at <= last)
    wide = role == "item" and _across(layout, group[at])
    return group[at].values.get(role) if run[0] == run[1] and not wide else None


def _runs(layout: Layout, group: Sequence[Line], role: str) -> list[tuple[int, int]]:
    """First and last position of each stretch over which one text stands; what does not print has its own."""
    if not _merges(layout, role):
        return [(at, at) for at in range(len(group))]
    runs = []
    for _, same in groupby(range(len(group)), key=lambda at: _same(group[at], role)):
        positions = list(same)
        runs.append((positions[0], positions[-1]))
    return runs


def _merges(layout: Layout, role: str) -> bool:
    return layout.number(role) <= layout.across[1] and role != "code"


def _same(line: Line, role: str) -> object:
    """What two rows must share for a merged cell over both."""
    own = (line.task,) if role in ("task_text", "note") else ()
    return (*own, line.values.get(role))


def _across(layout: Layout, line: Line) -> bool:
    """Whether an item's name covers the column of the sub-projects too."""
    shown = _merges(layout, "sub_item") and not layout.column("sub_item").hidden
    return shown and not line.values.get("sub_item")


def _write_group(book: Book, sheet: Worksheet, layout: Layout, group: Sequence[Line], top: int) -> None:
    if isinstance(group[0].row, Category):
        look = book.format("cell", "category", locked=False)
        put_across(sheet, top, layout.across, category_text(group[0].row), look)
        for beside in range(layout.across[1] + 1, layout.shown[1] + 1):
            put(sheet, top, beside, None, look)
        return
    whole = all(_across(layout, line) for line in group)
    for number, column in enumerate(layout.columns, start=1):
        if whole and column.role == "sub_item":
            continue
        right = number + 1 if whole and column.role == "item" else number
        for first, last in _runs(layout, group, column.role):
            look = partial(_look, book, column, group[first])
            value = group[first].values.get(column.role)
            if _merges(layout, column.role):
                put_block(sheet, (top + first, top + last), (number, right), str(value or ""), look())
            else:
                put(sheet, top + first, number, value, look(value))


def _look(book: Book, column: Column, line: Line, value: CellValue = None) -> Format:
    named = ["bold"] if column.role == "item" else []
    if column.role == "measure" and isinstance(line.row, Indicator):
        named = looks(line.row, column)
    own: dict[str, object] = {"align": column.align, "locked": column.locked}
    if isinstance(value, Decimal):
        own["num_format"] = style.number_format(str(value))
    return book.format("cell", *named, **own)
