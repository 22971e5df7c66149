"""Tables that print tasks in words: layout B (a row a task, units merged) and C (a row a project)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from minsheng_xl.model import Category, Item, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.writing import style
from minsheng_xl.writing.layouts import Layout
from minsheng_xl.writing.sheets import (
    LEAST_HEIGHT,
    Values,
    put_across,
    put_block,
    row_height,
    set_columns,
    without_empty,
    write_blanks,
    write_head,
)
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.tasks import Task, tasks_by_sub_item, tasks_of
from minsheng_xl.writing.values import category_text, table_title

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEAD_HEIGHT = 30.0 + 18.0 + 30.0
"""Points of title, second line and header."""
CATEGORY_HEIGHT = 24.0
BLANK_HEIGHT = 30.0
WAYS: dict[str, Callable[[Item], list[Task]]] = {"printed_b": tasks_of, "printed_c": tasks_by_sub_item}
"""How a layout divides an item into rows."""


def write_task_table(
    book: Book, layout: Layout, table: TargetTable, date_text: str, blank_rows: int = 0
) -> int:
    """Add the sheet; how many rows it has."""
    groups = [[*_values(layout, row)] for row in _printed_rows(table)]
    if not blank_rows:
        layout = without_empty(layout, [values for group in groups for values in group])
        layout = replace(layout, columns=tuple(each for each in layout.columns if not each.hidden))
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, title=table_title(table), year=table.year)
    middle = len(layout.columns) // 2
    put_across(sheet, 2, (1, middle), table.doc_no, book.format("subtitle"))
    put_across(sheet, 2, (middle + 1, layout.shown[1]), date_text, book.format("subtitle", align="right"))
    sheet.set_row(1, 18)
    number = _write_groups(book, sheet, layout, groups)
    if blank_rows:
        write_blanks(book, sheet, layout, (number + 1, number + blank_rows), least=BLANK_HEIGHT)
    return number - layout.header_row


def _printed_rows(table: TargetTable) -> Iterator[Category | Item]:
    return (row for row in table.rows() if isinstance(row, Category | Item))


def _values(layout: Layout, row: Category | Item) -> Iterator[Values]:
    """The rows of a category or an item, by field role; what holds for all of an item's stands on each."""
    if isinstance(row, Category):
        yield {"category": category_text(row)}
        return
    for task in WAYS[layout.name](row):
        yield {
            "no": row.no,
            "item": row.name,
            "sub_item": task.sub_item,
            "task_text": task.text,
            "leader": "、".join(row.leaders),
            "lead": task.lead,
            "assessor": "、".join(row.assessors),
            "note": task.note,
        }


def _write_groups(book: Book, sheet: Worksheet, layout: Layout, groups: Sequence[Sequence[Values]]) -> int:
    """Categories across, items as blocks that no page cuts unless they fill one; the last row's number."""
    number, used, breaks = layout.header_row, HEAD_HEIGHT, list[int]()
    room = style.page_room(layout.page)
    for at, group in enumerate(groups):
        heights = _heights(layout, group)
        following = (
            _heights(layout, groups[at + 1]) if "category" in group[0] and at + 1 < len(groups) else []
        )
        if used + sum(heights) + sum(following) > room and used > HEAD_HEIGHT:
            breaks.append(number)
            used = HEAD_HEIGHT
        used += sum(heights)
        for offset, height in enumerate(heights):
            sheet.set_row(number + offset, height)
        _write_group(book, sheet, layout, group, number + 1)
        number += len(group)
    sheet.set_h_pagebreaks(breaks)
    return number


def _heights(layout: Layout, group: Sequence[Values]) -> list[float]:
    """Points of each row: its own texts', and its share of what a text merged over several rows lacks."""
    if "category" in group[0]:
        return [CATEGORY_HEIGHT]
    heights = [
        max(LEAST_HEIGHT, row_height(layout, [_alone(layout, group, at, role) for role in layout.roles]))
        for at in range(len(group))
    ]
    for role in layout.roles:
        for first, last in _runs(group, role):
            column = layout.column(role)
            need = (
                0.0 if column.hidden else style.text_height(str(group[first].get(role) or ""), column.width)
            )
            lacking = need - sum(heights[first : last + 1])
            if lacking > 0:
                for at in range(first, last + 1):
                    heights[at] += ceil(lacking / (last + 1 - first) / 0.75) * 0.75
    return heights


def _alone(layout: Layout, group: Sequence[Values], at: int, role: str) -> CellValue:
    """A text that stands in one row and one column, else nothing."""
    runs = next((first, last) for first, last in _runs(group, role) if first <= at <= last)
    wide = role == "item" and _across(layout, group[at])
    return group[at].get(role) if runs[0] == runs[1] and not wide else None


def _runs(group: Sequence[Values], role: str) -> list[tuple[int, int]]:
    """First and last position of each stretch over which one text of an item stands; tasks are their own."""
    if role in ("task_text", "note"):
        return [(at, at) for at in range(len(group))]
    runs = []
    for _, same in groupby(range(len(group)), key=lambda at: group[at].get(role)):
        positions = list(same)
        runs.append((positions[0], positions[-1]))
    return runs


def _across(layout: Layout, values: Values) -> bool:
    """Whether an item's name covers the column of the sub-projects too."""
    shown = "sub_item" in layout.roles and not layout.column("sub_item").hidden
    return shown and not values.get("sub_item")


def _write_group(book: Book, sheet: Worksheet, layout: Layout, group: Sequence[Values], top: int) -> None:
    if "category" in group[0]:
        text = str(group[0]["category"])
        put_across(sheet, top, layout.shown, text, book.format("cell", "category"))
        return
    whole = all(_across(layout, values) for values in group)
    for column, settings in enumerate(layout.columns, start=1):
        if whole and settings.role == "sub_item":
            continue
        look = book.format("cell", *(["bold"] if settings.role == "item" else []), align=settings.align)
        right = column + 1 if whole and settings.role == "item" else column
        for first, last in _runs(group, settings.role):
            text = str(group[first].get(settings.role) or "")
            put_block(sheet, (top + first, top + last), (column, right), text, look)
