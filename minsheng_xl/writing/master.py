"""The master workbook (总表): the target table with drop-downs and locks, reference sheets, findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks.report import Finding
from minsheng_xl.model import (
    DIRECTIONS,
    MEASURES,
    PACE_CURVES,
    Assignment,
    Category,
    Indicator,
    Item,
    TargetTable,
)
from minsheng_xl.place import cell_name
from minsheng_xl.reference import Headers
from minsheng_xl.reference.own_rules import MISSING, SEVERITIES, STATES
from minsheng_xl.writing import adjustments, layouts, style
from minsheng_xl.writing.calendar import CHOICES as KINDS
from minsheng_xl.writing.calendar import write_calendar
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.reading_check import write_reading_check
from minsheng_xl.writing.report import write_findings
from minsheng_xl.writing.sheets import (
    SPARE_ROWS,
    Record,
    Values,
    add_choices,
    add_filter,
    choice,
    define_list,
    put_across,
    set_columns,
    write_blanks,
    write_choices,
    write_head,
    write_list,
    write_records,
    write_row,
)
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.values import category_text, table_title, target_value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

NATURES = {
    "number": "数值",
    "range": "区间",
    "tbd": "待定",
    "dash": "不下达",
    "actual": "据实",
    "coverage": "全覆盖",
    "placeholder": "无任务",
    "qualitative": "定性",
    "blank": "",
}
"""What a target is, by its kind, in the column 目标性质."""

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

PROTECTION = {
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "sort": True,
}


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
    blank_rows: int = 0,
) -> None:
    """Write the master workbook of a table. OutputError where it cannot be written.

    The records of the reference sheets are by header word, as `reading.tables.read_records` gives them;
    `guide` is added to the packaged 填表说明; `blank_rows` ready rows stand below the last one.
    """
    layout = _layout(table)
    references = {"units": units, "departments": departments, "towns": towns, "settings": settings}
    with style.new_book(path) as book:
        _write_table(book, layout, table, blank_rows)
        write_reading_check(book, table)
        write_guide(book, [*guide, *layout.guide, *layouts.load("calendar").guide])
        for name, records in references.items():
            write_records(book, layouts.load(name), records)
        write_calendar(book, list(calendar), table.year)
        _write_rules(book, list(rules))
        adjustments.write_adjustments(book, table.adjustments)
        _write_allocations(book, table)
        cells = _cells(table, layout)
        names = {indicator.code: indicator.name for indicator in table.indicators}
        write_findings(book, findings, names, lambda finding: cells.get(finding.indicator, ""))
        _define_choices(book)
        write_meta(book.workbook, _meta(table, layout))


def _layout(table: TargetTable) -> Layout:
    """The master's layout; the head of the targets names no year where the table has none yet."""
    layout = layouts.load("master")
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


def _write_allocations(book: Book, table: TargetTable) -> None:
    """Add the sheet 乡镇分解 with its drop-down of townships for the rows to come."""
    layout = layouts.load("allocations")
    names = {each.code: each.name for each in table.indicators}
    rows: list[Values] = [
        {
            "code": each.indicator,
            "indicator": names.get(each.indicator, ""),
            "town": each.town,
            "task": each.value if each.value is not None else each.value_text,
            "unit": each.unit,
        }
        for each in table.allocations
    ]
    sheet = write_list(book, layout, rows, filtered=False)
    first = layout.header_row + 1
    add_choices(sheet, layout, (first, first + len(rows) + SPARE_ROWS))


def write_guide(book: Book, topics: Iterable[tuple[str, str]]) -> Worksheet:
    """Add the 填表说明 sheet: topic and text."""
    rows = ({"topic": topic, "text": text} for topic, text in topics)
    return write_list(book, layouts.load("guide"), rows, filtered=False)


def _meta(table: TargetTable, layout: Layout) -> dict[str, object]:
    return {
        "kind": "master",
        "template": layout.name,
        "version": layout.version,
        "digest": table.digest,
        "place": table.place_name,
        "year": table.year,
        "rows": sum(1 for _ in table.rows()),
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }


def _write_table(book: Book, layout: Layout, table: TargetTable, blank_rows: int) -> None:
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, locked=False, title=table_title(table), year=table.year)
    basis = f"依据：{table.doc_no}" if table.doc_no else ""
    put_across(sheet, 2, layout.shown, basis, book.format("subtitle"))
    sheet.set_row(1, 18)
    number = layout.header_row
    reasons: dict[str, list[int]] = {}
    for number, row in enumerate(table.rows(), start=layout.header_row + 1):
        if isinstance(row, Category):
            put_across(sheet, number, layout.shown, category_text(row), _category_look(book))
            sheet.set_row(number - 1, 22)
            continue
        values = row_values(table, row)
        write_row(book, sheet, layout, number, values, partial(_looks, row))
        if reason := str(values.get("measure_reason", "")):
            reasons.setdefault(reason, []).append(number)
    last = number + blank_rows
    if blank_rows:
        write_blanks(book, sheet, layout, (number + 1, last))
    _guard(sheet, layout, (number, last), reasons)


def _category_look(book: Book) -> Format:
    return book.format("cell", "category", locked=False)


def row_values(table: TargetTable, row: Item | Indicator) -> Values:
    """What an item's or an indicator's row holds, by field role."""
    if isinstance(row, Indicator):
        item = table.item_of[row.code]
        return {**_assigned(row.lead, row.responsible, row.cooperators), **_indicator_values(item, row)}
    values = {
        **_assigned(row.lead, row.responsible, row.cooperators),
        "code": row.code,
        "category": row.category,
        "item": row.name,
        "leader": "、".join(row.leaders),
        "assessor": "、".join(row.assessors),
        "no": row.no,
    }
    return {**values, **_indicator_values(row, row.own_indicator)} if row.own_indicator else values


def _assigned(lead: Assignment, responsible: Assignment, cooperators: Assignment) -> Values:
    return {
        "lead": lead.effective,
        "responsible": responsible.effective,
        "cooperator": cooperators.effective,
        "source": lead.scope if lead.scope != "none" else responsible.scope,
    }


def _indicator_values(item: Item, indicator: Indicator) -> Values:
    return {
        "code": indicator.code,
        "category": item.category,
        "item": item.name,
        "indicator": indicator.name,
        "unit": indicator.divided_unit,
        "target": target_value(indicator.target.raw),
        "target_nature": NATURES.get(indicator.target.kind, ""),
        "direction": DIRECTIONS[indicator.direction],
        "measure": MEASURES[indicator.measure],
        "pace": PACE_CURVES[indicator.pace],
        "allocatable": "是" if indicator.allocatable else "否",
        "ranked": "是" if indicator.ranked else "否",
        "weight": indicator.weight,
        "basis": indicator.basis,
        "note": indicator.note,
        "version": "1",
        "measure_reason": indicator.measure_reason,
    }


def _looks(row: Item | Indicator, column: Column) -> list[str]:
    """Items bold; repeated words and inherited units grey; proposals to confirm tinted."""
    is_item = isinstance(row, Item)
    assigned = {"lead": "lead", "responsible": "responsible", "cooperator": "cooperators"}.get(column.role)
    if assigned:
        return [] if getattr(row, assigned).scope in ("own", "none") else ["grey"]
    if column.role == "measure" and (not isinstance(row, Item) or row.own_indicator):
        return ["fill"]
    if column.role == "category" or (column.role == "item" and not is_item):
        return ["grey"]
    return ["bold"] if is_item and column.role in ("no", "item", "indicator") else []


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
    add_filter(sheet, layout, last)
    sheet.protect("", PROTECTION)


def _cells(table: TargetTable, layout: Layout) -> dict[str, str]:
    """Where each indicator or item code stands in the table, to jump to."""
    column = layout.number("indicator")
    rows = enumerate(table.rows(), start=layout.header_row + 1)
    cells = {}
    for number, row in rows:
        if not isinstance(row, Category):
            code = str(row_values(table, row)["code"])
            cells[code] = f"{layout.sheet}!{cell_name(number, column)}"
    return cells


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
