"""One table of a document -> a plan: which reader takes it, with its columns settled and its units found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from minsheng_xl.model import Allocation, Indicator, Question, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.quantity import read_number
from minsheng_xl.reading.notices.groups import Sections, group_items
from minsheng_xl.reading.notices.listed import ListReader
from minsheng_xl.reading.notices.misplaced import without_misplaced
from minsheng_xl.reading.notices.sheets import with_progress
from minsheng_xl.reading.tables.cards import read_cards
from minsheng_xl.reading.tables.column_map import ColumnMap, Head
from minsheng_xl.reading.tables.frames import find_frame, read_frame
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.tables.heads import remark_of
from minsheng_xl.reading.tables.kinds import is_region, kind_of
from minsheng_xl.reading.tables.mending import mended
from minsheng_xl.reading.tables.plans import PlanReader
from minsheng_xl.reading.tables.tidying import tidy
from minsheng_xl.reading.tables.unknown import settle_unknown, unknown_table
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.listed_towns import listed_shares
from minsheng_xl.reference import Reference

_NAMES = ("indicator", "item", "task_text")
_MONEY = ("invest_plan", "town_total", "invest_total")
"""Columns that stand in for a target where a table states nothing but money."""
_UNIT_LINE = re.compile(r"(?:计量|金额)?单位\s*[:：]\s*([^\s，,。；;）)]{1,12})")
_NUMBERED = re.compile(r"\d{1,3}\s*[.．、]\s*\D")
_SPACED = re.compile(r"[一-鿿](?:[ \u3000\u00a0]+[一-鿿])+")
_CLOSING = re.compile(r"[（(]([^（()）]{1,12})[)）]\s*$")


def read_grid(
    grid: Grid,
    facts: Facts,
    ref: Reference,
    *,
    sections: Sections,
    category: str = "",
    first_leads: bool = False,
    asked: list[Question],
) -> TargetTable | None:
    """The plan in a table; None where no row heads one. `sections` are those of its document.

    What is not certain is told in `asked`.
    """
    grid = read_cards(grid, ref)
    frame = find_frame(grid, ref)
    if frame is None:
        asked += unknown_table(grid, ref)
        return None
    grid, frame = tidy(grid, frame, ref, asked)
    frame, strange = settle_unknown(grid, frame, ref)
    asked += strange
    grid = _closed_up(grid, frame)
    given = _unit_line(grid, frame, sections)
    frame = _with_money(grid, frame, ref)
    if "unit" not in frame.roles and _counts(grid, frame, ref):
        grid, frame = _with_units(grid, frame, given, ref)
    header = frame.single
    grid, refused = without_misplaced(mended(grid, header, ref), header, ref)
    asked += refused
    if _is_measured(grid, frame, ref):
        if "indicator" not in header.columns:
            header = header.renamed("task_text", "indicator")
        if "item" not in header.columns and not _is_glued(grid, header):
            header = header.renamed("indicator", "item")
        reader = PlanReader(grid, header, ref, year=facts.year)
        table = reader.table(title=facts.title, place_name=facts.place_name, doc_no=facts.doc_no)
    else:
        listed = ListReader(facts, ref, category, first_leads)
        listed.read(grid, list(_frames(grid, frame, ref)))
        group_items(listed.entries, sections)
        table = listed.table(grid)
    if not table.items:
        return None
    return with_progress(_with_shares(table, grid, frame, ref), grid, header, ref)


def _with_shares(table: TargetTable, grid: Grid, frame: ColumnMap, ref: Reference) -> TargetTable:
    """The plan with each township's share: from 分解情况 inside one cell, or a column of its own."""
    column, towns = frame.column("task"), frame.columns_of("share")
    found: list[Allocation] = []
    indicators = {each.place.row or each.place.line: each for each in reversed(table.indicators)}
    for row in range(frame.row + 1, len(grid.rows) + 1) if column or towns else ():
        place = grid.place(row)
        indicator = indicators.get(place.row or place.line)
        if indicator:
            found += listed_shares(grid.text(row, column), indicator.name, indicator.unit, place)
            found += (_share(grid, row, town, indicator, ref) for town in towns)
    return table.model_copy(update={"allocations": (*table.allocations, *found)})


def _share(grid: Grid, row: int, column: int, indicator: Indicator, ref: Reference) -> Allocation:
    text = grid.text(row, column)
    head = next(
        grid.text(each, column) for each in range(row - 1, 0, -1) if is_region(grid.text(each, column))
    )
    return Allocation(
        indicator=indicator.name,
        unit=indicator.unit,
        town=squeezed(head),
        value=read_number(text, ref.units.read(indicator.unit).unit, ref.units).value,
        value_text=text,
        place=grid.place(row, column),
    )


def _closed_up(grid: Grid, frame: ColumnMap) -> Grid:
    """The table with names that were spaced out to fill their cell closed up: 就 业 工 程, 张 军."""
    columns = frame.columns_of("category", "leader", "person")
    rows = [list(row) for row in grid.rows]
    for row in rows[frame.row :]:
        for column in columns:
            value = row[column - 1] if column <= len(row) else None
            if isinstance(value, str) and _SPACED.fullmatch(value.strip()):
                row[column - 1] = squeezed(value)
    return replace(grid, rows=rows) if columns else grid


def _frames(grid: Grid, first: ColumnMap, ref: Reference) -> Iterator[ColumnMap]:
    """The frame of a table, and those printed again on its later pages."""
    yield first
    row = first.row + 1
    while row <= len(grid.rows):
        again = read_frame(grid, row, ref)
        if again:
            yield again
        row = again.row + 1 if again else row + 1


def _is_measured(grid: Grid, frame: ColumnMap, ref: Reference) -> bool:
    """Whether a unit and a target stand in columns of their own."""
    if "unit" not in frame.roles or "target" not in frame.roles:
        return False
    return ref.unit_column_kind(_column(grid, frame, "unit")) == "measure"


def _is_glued(grid: Grid, header: ColumnMap) -> bool:
    """Whether items stand in the column of indicators, told by their numbers: 1.保障性住房建设."""
    column = header.columns.get("indicator", 0)
    rows = range(header.row + 1, len(grid.rows) + 1)
    return not column or any(_NUMBERED.match(grid.text(row, column)) for row in rows)


def _column(grid: Grid, frame: ColumnMap, role: str) -> list[str]:
    column = frame.column(role)
    texts = (grid.text(row, column) for row in range(frame.row + 1, len(grid.rows) + 1))
    return [text for text in texts if text and squeezed(text) != squeezed(frame.head(column).text)]


def _counts(grid: Grid, frame: ColumnMap, ref: Reference) -> bool:
    """Whether a target column holds bare numbers, their unit being said elsewhere."""
    if "target" not in frame.roles:
        return False
    cells = _column(grid, frame, "target")
    bare = sum(kind_of(cell, ref) in ("number", "no") for cell in cells)
    return bool(cells) and bare * 10 >= len(cells) * 6


def _with_money(grid: Grid, frame: ColumnMap, ref: Reference) -> ColumnMap:
    """The header in which the money planned is the target, where nothing else states one."""
    texts = [
        text
        for role in ("target", "task_text", "measure", "indicator")
        if role in frame.roles
        for text in _column(grid, frame, role)
    ]
    if any(re.search(r"\d", text) for text in texts):
        return frame
    money = next((role for role in _MONEY if role in frame.roles), "")
    return frame.assigned(frame.column(money), "target") if money and "item" in frame.roles else frame


def _unit_line(grid: Grid, frame: ColumnMap, sections: Sections) -> str:
    """The unit printed once over a table: 单位：万元."""
    above = [grid.text(row, column) for row in range(1, frame.top) for column in range(1, grid.width + 1)]
    near = sections.above(grid.lines[0]) if grid.lines else []
    found = (_UNIT_LINE.search(text) for text in [*reversed(near), *above])
    return next((each[1] for each in found if each), "")


def _with_units(grid: Grid, frame: ColumnMap, given: str, ref: Reference) -> tuple[Grid, ColumnMap]:
    """The table with a unit column: from a name's closing bracket, the target's head, or the line above."""
    target, names = frame.column("target"), [frame.column(role) for role in _NAMES if role in frame.roles]
    whole = remark_of(frame.head(target).text) or given
    whole = whole if ref.units.read(whole).unit else ""
    rows = [list(row) for row in grid.rows]
    width = grid.width
    for number, row in enumerate(rows, start=1):
        row += [None] * (width + 1 - len(row))
        if number <= frame.row or not grid.text(number, target):
            continue
        row[width] = whole or None
        for column in names:
            closing = _CLOSING.search(grid.text(number, column))
            if closing and ref.units.read(closing[1]).unit:
                row[column - 1], row[width] = grid.text(number, column)[: closing.start()].strip(), closing[1]
                break
    if not any(row[width] for row in rows):
        return grid, frame
    return replace(grid, rows=rows), frame.extended(Head("单位", "unit", "cells"), width)
