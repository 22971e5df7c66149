"""The master workbook (总表): the target table with drop-downs and locks, reference sheets, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks.report import Finding
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import (
    DIRECTIONS,
    MEASURES,
    PACE_CURVES,
    Allocation,
    Category,
    Item,
    TableRow,
    TargetTable,
    Unread,
)
from minsheng_xl.reference import Headers
from minsheng_xl.reference.own_rules import MISSING, SEVERITIES, STATES
from minsheng_xl.writing import adjustments, layouts, style
from minsheng_xl.writing.allocation import write_allocation
from minsheng_xl.writing.calendar import CHOICES as KINDS
from minsheng_xl.writing.calendar import write_calendar
from minsheng_xl.writing.layouts import Layout
from minsheng_xl.writing.master_rows import NATURES, looks, row_values
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.reading_check import write_reading_check
from minsheng_xl.writing.report import write_findings
from minsheng_xl.writing.sheets import (
    LEAST_HEIGHT,
    SPARE_ROWS,
    Record,
    RowPen,
    Values,
    add_choices,
    add_filter,
    choice,
    define_list,
    put_across,
    set_columns,
    without_empty,
    write_blanks,
    write_choices,
    write_head,
    write_list,
    write_records,
)
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.task_table import TaskTable, task_table, write_lines
from minsheng_xl.writing.values import category_text, table_title

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CHOICES: dict[str, Sequence[str]] = {
    "目标性质列表": tuple(filter(None, NATURES.values())),
    "计量方式列表": tuple(MEASURES.values()),
    "方向列表": tuple(DIRECTIONS.values()),
    "进度曲线列表": tuple(PACE_CURVES.values()),
    "是否列表": ("是", "否"),
    "级别列表": SEVERITIES,
    "关系列表": ("=", "≠", "≥", "≤", ">", "<"),
    "缺数列表": MISSING,
    "启停列表": STATES,
}
"""Drop-downs whose words are fixed, by defined name."""

MASTERS = {"a": "master", "b": "master_b", "c": "master_c", "towns": "master_towns"}
"""Layouts a master can have: a row an indicator (A), tasks in words (B, C), A behind the townships' table."""
TOWNS = "towns"
_Row = tuple[TableRow, Values]
"""A row of the data sheet: what it is about, and its values by field role."""
BESIDE = "以下各列不印：一行一个指标，下发、核对、汇总以此为准"
BLANK_HEIGHT = 30.0
PROTECTION = {
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "sort": True,
}


@dataclass(frozen=True, slots=True)
class _Data:
    """The data sheet to be: its layout, its rows, and how those of tasks in words are grouped."""

    layout: Layout
    rows: Sequence[_Row]
    tasks: TaskTable | None = None


def write_master(
    table: TargetTable,
    path: Path,
    *,
    findings: Sequence[Finding] = (),
    units: Iterable[Record] = (),
    departments: Iterable[Record] = (),
    towns: Iterable[Record] = (),
    settings: Iterable[Record] = (),
    calendar: Iterable[Record] = (),
    rules: Iterable[Record] = (),
    guide: Iterable[tuple[str, str]] = (),
    unread: Sequence[Unread] = (),
    layout: str = "a",
    blank_rows: int = 0,
) -> None:
    """Write the master workbook of a table in one of MASTERS. OutputError where it cannot be written.

    The records of the reference sheets are by header word, as `reading.tables.read_records` gives them;
    `guide` is added to the packaged 填表说明; `unread` stands in 读取核对;
    `blank_rows` ready rows stand below the last one.
    """
    form = _layout(table, layout)
    data = _data(form, table)
    cells = _places(data, table, "indicator")
    references = {"units": units, "departments": departments, "towns": towns, "settings": settings}
    with style.new_book(path) as book:
        if layout == TOWNS:
            write_allocation(book, table, _places(data, table, "target"))
        _write_table(book, data, table, blank_rows)
        write_reading_check(book, table, unread)
        write_guide(book, [*guide, *form.guide, *layouts.load("calendar").guide])
        for name, records in references.items():
            write_records(book, layouts.load(name), records)
        write_calendar(book, list(calendar), table.year)
        _write_rules(book, list(rules))
        adjustments.write_adjustments(book, table.adjustments)
        names = {indicator.code: indicator.name for indicator in table.indicators}
        _write_allocations(book, () if layout == TOWNS else table.allocations, names)
        write_findings(book, findings, names, lambda finding: cells.get(finding.indicator, ""))
        _define_choices(book)
        write_meta(book.workbook, _meta(table, form, len(data.rows)))


def _layout(table: TargetTable, name: str) -> Layout:
    """A master's layout; the head of the targets names no year where the table has none yet."""
    layout = layouts.load(MASTERS[name])
    if table.year:
        return layout
    word = Headers.default().word("target")
    columns = (replace(each, header=word) if each.role == "target" else each for each in layout.columns)
    return replace(layout, columns=tuple(columns))


def _write_rules(book: Book, records: Sequence[Record]) -> None:
    """Add the sheet 自定规则 with drop-downs and prompts for the rows to come."""
    layout = layouts.load("own_rules")
    sheet = write_records(book, layout, records)
    first = layout.header_row + 1
    add_choices(sheet, layout, (first, first + len(records) + SPARE_ROWS))


def _write_allocations(book: Book, allocations: Sequence[Allocation], names: Mapping[str, str]) -> None:
    """Add the sheet 乡镇分解 with its drop-down of townships for the rows to come."""
    layout = layouts.load("allocations")
    rows: list[Values] = [
        {
            "code": each.indicator,
            "indicator": names.get(each.indicator, ""),
            "town": each.town,
            "task": each.value if each.value is not None else each.value_text,
            "unit": each.unit,
        }
        for each in allocations
    ]
    sheet = write_list(book, layout, rows, filtered=False)
    first = layout.header_row + 1
    add_choices(sheet, layout, (first, first + len(rows) + SPARE_ROWS))


def write_guide(book: Book, topics: Iterable[tuple[str, str]]) -> Worksheet:
    """Add the 填表说明 sheet: topic and text."""
    rows = ({"topic": topic, "text": text} for topic, text in topics)
    return write_list(book, layouts.load("guide"), rows, filtered=False)


def _meta(table: TargetTable, layout: Layout, rows: int) -> dict[str, object]:
    return {
        "kind": "master",
        "template": layout.name,
        "version": layout.version,
        "digest": table.digest,
        "place": table.place_name,
        "year": table.year,
        "rows": rows,
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }


def _data(layout: Layout, table: TargetTable) -> _Data:
    """The rows of the data sheet, and its layout without the columns that no row fills."""
    tasks = task_table(layout, table) if layout.printed else None
    if tasks:
        rows = [(line.row, line.values) for line in tasks.lines]
    else:
        rows = [(row, {} if isinstance(row, Category) else row_values(table, row)) for row in table.rows()]
    if rows or not layout.printed:  # a blank one shows all that may be filled in
        layout = without_empty(layout, (values for _, values in rows))
    return _Data(layout, rows, replace(tasks, layout=layout) if tasks else None)


def _write_table(book: Book, data: _Data, table: TargetTable, blank_rows: int) -> None:
    """The data sheet."""
    layout, tasks, rows = data.layout, data.tasks, data.rows
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, locked=False, title=table_title(table), year=table.year)
    _write_second_line(book, sheet, layout, table)
    if tasks:
        write_lines(book, sheet, tasks)
    else:
        _write_rows(book, sheet, layout, rows)
    filled = layout.header_row + len(rows)
    if blank_rows:
        least = BLANK_HEIGHT if tasks else LEAST_HEIGHT
        write_blanks(book, sheet, layout, (filled + 1, filled + blank_rows), least=least)
    _guard(sheet, layout, (filled, filled + blank_rows), _reasons(layout, rows))


def _places(data: _Data, table: TargetTable, role: str) -> dict[str, str]:
    """In which cell a field of each indicator or item stands, by code; an item's in its first row."""
    column = data.layout.number(role)
    places: dict[str, str] = {}
    for number, (row, values) in enumerate(data.rows, start=data.layout.header_row + 1):
        if not isinstance(row, Category):
            item = row if isinstance(row, Item) else table.item_of[row.code]
            for code in (item.code, str(values["code"])):
                places.setdefault(code, f"{data.layout.sheet}!{cell_name(number, column)}")
    return places


def _write_second_line(book: Book, sheet: Worksheet, layout: Layout, table: TargetTable) -> None:
    """Below the title: the document it rests on; over what does not print, that it does not."""
    basis = f"依据：{table.doc_no}" if table.doc_no else ""
    put_across(sheet, 2, layout.across, basis, book.format("subtitle", locked=False))
    if layout.printed:
        beside = layout.across[1] + 1, layout.shown[1]
        put_across(sheet, 1, beside, "", book.format())
        put_across(sheet, 2, beside, BESIDE, book.format("subtitle"))
    sheet.set_row(1, 18)


def _write_rows(book: Book, sheet: Worksheet, layout: Layout, rows: Sequence[_Row]) -> None:
    """Layout A: categories across the full width, every other row cell by cell."""
    pen = RowPen(book, sheet, layout)
    for number, (row, values) in enumerate(rows, start=layout.header_row + 1):
        if isinstance(row, Category):
            look = book.format("cell", "category", locked=False)
            put_across(sheet, number, layout.shown, category_text(row), look)
            sheet.set_row(number - 1, 22)
        else:
            pen.write(number, values, partial(looks, row))


def _reasons(layout: Layout, rows: Sequence[_Row]) -> dict[str, list[int]]:
    """Numbers of the rows whose measure is proposed for a reason, by the reason."""
    reasons: dict[str, list[int]] = {}
    for number, (_, values) in enumerate(rows, start=layout.header_row + 1):
        if reason := str(values.get("measure_reason", "")):
            reasons.setdefault(reason, []).append(number)
    return reasons


def _guard(sheet: Worksheet, layout: Layout, ends: tuple[int, int], reasons: dict[str, list[int]]) -> None:
    """Drop-downs, prompts, filter, protection without a password; a measure says why it is proposed.

    `ends`: the last filled row, and the last with blank ones below it.
    """
    first, (filled, last) = layout.header_row + 1, ends
    add_choices(sheet, layout, (first, last + SPARE_ROWS), leave=["measure"])
    column, position = layout.column("measure"), layout.number("measure") - 1
    sheet.data_validation(filled, position, last + SPARE_ROWS - 1, position, choice(column))
    for reason, rows in reasons.items():
        options = choice(column) | {"input_message": f"建议理由：{reason}"[:255]}
        others = [[row - 1, position, row - 1, position] for row in rows[1:]]
        sheet.data_validation(rows[0] - 1, position, rows[0] - 1, position, options | {"other_cells": others})
    if not layout.printed:  # merged cells cannot be filtered
        add_filter(sheet, layout, last)
    sheet.protect("", PROTECTION)


def _define_choices(book: Book) -> None:
    """Name the columns drop-downs take their words from; fixed words stand on a hidden sheet."""
    for name, reference, role in (
        ("单位列表", "units", "unit"),
        ("部门列表", "departments", "short"),
        ("乡镇列表", "towns", "town"),
    ):
        layout = layouts.load(reference)
        define_list(book, name, layout.sheet, layout.number(role))
    write_choices(book, {**CHOICES, **adjustments.CHOICES, **KINDS})
