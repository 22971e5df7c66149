"""Rows put into somebody's own template; everything else in it stays as it was."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from minsheng_xl.formats.a1 import Area, column_letters
from minsheng_xl.place import CellValue, cell_text
from minsheng_xl.writing import style
from minsheng_xl.writing.contents import FillRow
from minsheng_xl.writing.patch import Sheet, Value
from minsheng_xl.writing.patch.areas import parse_area
from minsheng_xl.writing.patch.workbook import Workbook

PERCENTS: Final = frozenset({"rate", "pace_percent", "invest_rate"})
"""Fields in percent: a cell formatted as a percentage wants the fraction."""
OF_ITEMS: Final = frozenset({"no", "item", "leader", "assessor", "deadline"})
"""Fields that belong to an item: a merged cell never reaches into the next one."""
IN_UNITS: Final = frozenset({"target", "adjusted", "previous", "cumulative", "change"})
"""Fields that are counted in the row's unit."""
_DECIMALS: Final = re.compile(r"(?:#,##)?0(?:\.(0+))?")
_REFERENCE: Final = re.compile(r"^(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)$")


@dataclass(frozen=True, slots=True)
class Table:
    """Where rows go: sheet, column by field, extent, first row, first row below (0: none), kinds of rows."""

    sheet: str
    columns: Mapping[str, int]
    left: int
    right: int
    first: int
    stop: int = 0
    last: int = 0
    across: Sequence[int] = ()
    """Rows that are one text over several columns: patterns for categories."""
    cleared: Sequence[int] = ()
    """Rows whose contents go: examples, and old data that is to be replaced."""
    merged: frozenset[str] = frozenset()
    """Fields whose cells are merged downwards."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was done: rows filled, rows added, fields left to the template's own formulas."""

    rows: int
    added: int
    computed: tuple[str, ...] = field(default=())


def named_areas(book: Workbook) -> Iterator[tuple[str, str, Area]]:
    """Defined names that stand for cells: name, sheet, area; those of printing and hidden ones left out."""
    for name in book.defined_names:
        found = _REFERENCE.match(name.text)
        if found and not name.hidden and not name.name.startswith("_xlnm."):
            sheet = (found[1] or found[2]).replace("''", "'")
            if sheet in book.sheets:
                yield name.name, sheet, parse_area(found[3].replace("$", ""))


def fill(book: Workbook, table: Table, rows: Sequence[FillRow]) -> Filled:
    """Put the rows into the table: into its empty rows first, then into rows added before its last one.

    Added rows look like the first row and have its formulas; rows already filled by a formula of the template
    keep it. OutputError where a merge or an array formula of the template is in the way.
    """
    return _Filler(book, table).fill(rows)


class _Filler:
    """One table being filled."""

    def __init__(self, book: Workbook, table: Table) -> None:
        self.sheet, self.table = book.sheet(table.sheet), table
        self.last = max(_last(self.sheet, table), table.first)
        self.block = range(table.first, self.last + 1)
        self.sample = next((row for row in self.block if row not in table.across), table.first)
        self.category = next((row for row in self.block if row in table.across), 0)
        self.computed = {
            role
            for role, column in table.columns.items()
            if self.sheet.formula((self.sample, column)) is not None
        }

    def fill(self, rows: Sequence[FillRow]) -> Filled:
        looks = {role: self.sheet.style((self.sample, at)) for role, at in self.table.columns.items()}
        merged = self._take_apart()
        sources = self._sources(rows)
        values = [self._values(row, source) for row, source in zip(rows, sources, strict=False)]
        values += [self._emptied(source) for source in sources[len(rows) :]]
        if sources == list(self.block):
            self._set(values)
        else:
            self.sheet.replace_rows(self.block[0], self.last, list(zip(sources, values, strict=True)))
        for number, row in enumerate(rows, start=self.table.first):
            self._finish(number, row)
        for role in sorted(merged):
            self._merge(role, rows, looks[role])
        self._make_room(rows, merged)
        added = max(0, len(sources) - len(self.block))
        return Filled(len(rows), added, tuple(sorted(self.computed)))

    def _take_apart(self) -> set[str]:
        """Undo merges downwards in the columns that are filled; the fields that had some, or are said to."""
        table, merged = self.table, set(self.table.merged)
        for area in self.sheet.merges:
            role = next((role for role, at in table.columns.items() if at == area.left == area.right), None)
            if role and area.top < area.bottom and table.first <= area.top and area.bottom <= self.last:
                merged.add(role)
                self.sheet.unmerge(area)
        return merged

    def _sources(self, rows: Sequence[FillRow]) -> list[int]:
        """The row of the template each new row is made from; those left over stay where they are, empty."""
        free = [row for row in self.block if row not in self.table.across]
        lacking = sum(row.kind != "category" or not self.category for row in rows) - len(free)
        if lacking > 0:
            free[-1:-1] = [self.sample] * lacking
        following = iter(free)
        sources = [
            self.category if row.kind == "category" and self.category else next(following) for row in rows
        ]
        return [*sources, *following]

    def _values(self, row: FillRow, source: int) -> dict[str, Value]:
        """What to write into a row made from a row of the template, by column letters."""
        values = self._emptied(source)
        if row.kind == "category":
            columns = range(self.table.left, self.table.right + 1)
            name = min(self.table.columns.values()) if not self.category else self._across_column()
            return dict.fromkeys(map(column_letters, columns)) | {
                column_letters(name): row.values["category"]
            }
        for role, column in self.table.columns.items():
            if role not in self.computed:
                values[column_letters(column)] = self._fitting(role, row.values.get(role), (source, column))
        return values

    def _across_column(self) -> int:
        """Where the text of the category row begins."""
        columns = (area.left for area in self.sheet.merges if area.top == self.category)
        return min(columns, default=self.table.left)

    def _emptied(self, source: int) -> dict[str, Value]:
        """Old contents of a row, gone; formulas stay."""
        if source not in self.table.cleared:
            return {}
        columns = range(self.table.left, self.table.right + 1)
        return {
            column_letters(column): None for column in columns if self.sheet.formula((source, column)) is None
        }

    def _fitting(self, role: str, value: CellValue, cell: tuple[int, int]) -> CellValue:
        """A value as the template's cell wants it."""
        if role not in PERCENTS or not isinstance(value, Decimal):
            return value
        shown = self.sheet.book.styles.number_format(self.sheet.style(cell))
        return value / 100 if "%" in shown else value

    def _set(self, values: Sequence[Mapping[str, Value]]) -> None:
        for number, cells in zip(self.block, values, strict=True):
            for letters, value in cells.items():
                position = f"{letters}{number}"
                if value is not None or self.sheet.get(position) is not None:
                    self.sheet.set(position, value)

    def _finish(self, number: int, row: FillRow) -> None:
        """Look and height of a filled row."""
        if row.kind == "category" and not self.category:
            self._set_across(number)
            return
        if row.kind == "category":
            return
        unit = "" if "unit" in self.table.columns else cell_text(row.values.get("unit")).replace('"', "")
        for role, column in self.table.columns.items():
            self._show_whole((number, column), unit if role in IN_UNITS else "")

    def _set_across(self, number: int) -> None:
        left, right = self.table.left, self.table.right
        styles = self.sheet.book.styles
        for column in range(left, right + 1):
            base = self.sheet.style((number, column))
            self.sheet.set_style((number, column), styles.derive(base, bold=True, horizontal="left"))
        if left < right:
            self.sheet.merge(Area(number, left, number, right))

    def _show_whole(self, cell: tuple[int, int], unit: str) -> None:
        """Let a number show all its decimals and its unit, where one is given; it stays a number."""
        value = self.sheet.get(cell)
        styles, base = self.sheet.book.styles, self.sheet.style(cell)
        shown = styles.number_format(base)
        fixed = _DECIMALS.fullmatch(shown)
        if not isinstance(value, Decimal) or not (fixed or shown == "General"):
            return
        text = cell_text(value)
        decimals = max(len(text.partition(".")[2]), len(fixed[1] or "") if fixed else 0)
        whole = "#,##0" if "," in shown else "0"
        wanted = f"{whole}.{'0' * decimals}" if decimals else whole
        wanted += f'"{unit}"' if unit else ""
        if wanted != shown and (fixed or unit):
            self.sheet.set_style(cell, styles.derive(base, number_format=wanted))

    def _merge(self, role: str, rows: Sequence[FillRow], look: int) -> None:
        """Merge each run of rows that share one text of a field; the text stands in the first."""
        column = self.table.columns[role]
        for first, last in _runs(role, rows):
            top, bottom = self.table.first + first, self.table.first + last
            for number in range(top, bottom + 1):
                self.sheet.set_style((number, column), look)
            for number in range(top + 1, bottom + 1):
                self.sheet.set((number, column), None)
            if top < bottom:
                self.sheet.merge(Area(top, column, bottom, column))

    def _make_room(self, rows: Sequence[FillRow], merged: Collection[str]) -> None:
        """Raise rows where wrapped texts need more, those of a merged block together."""
        heights = {
            self.table.first + position: self.sheet.row_pixels(self.table.first + position) * 0.75
            for position in range(len(rows))
        }
        needed = dict(heights)
        for role, column in self.table.columns.items():
            width = self.sheet.column_pixels(column) / 7
            single = ((position, position) for position in range(len(rows)))
            for first, last in _runs(role, rows) if role in merged else single:
                block = range(self.table.first + first, self.table.first + last + 1)
                cell = (block[0], column)
                if rows[first].kind != "category" and width and self._wraps(cell):
                    lacking = style.text_height(cell_text(self.sheet.get(cell)), width) - sum(
                        map(needed.__getitem__, block)
                    )
                    for number in block:
                        needed[number] += max(0.0, lacking / len(block))
        for number, height in needed.items():
            if height > heights[number]:
                self.sheet.set_row_height(number, height, fixed=False)

    def _wraps(self, cell: tuple[int, int]) -> bool:
        return self.sheet.book.styles.wraps(self.sheet.style(cell))


def _runs(role: str, rows: Sequence[FillRow]) -> Iterator[tuple[int, int]]:
    """First and last position of every run of rows with the same text of a field."""
    start = 0
    for position in range(1, len(rows) + 1):
        if position == len(rows) or not _continues(role, rows[position - 1], rows[position]):
            if rows[start].kind != "category":
                yield start, position - 1
            start = position


def _continues(role: str, before: FillRow, row: FillRow) -> bool:
    if "category" in (before.kind, row.kind) or role in row.printed:
        return False
    same = bool(row.values.get(role)) and before.values.get(role) == row.values.get(role)
    return same and (role not in OF_ITEMS or before.block == row.block)


def _last(sheet: Sheet, table: Table) -> int:
    """The last row of the table: before what stands below it, without the unformatted rows between."""
    name = min(table.columns.values())
    sample = next(row for row in itertools.count(table.first) if row not in table.across)
    look = sheet.style((sample, name))
    known = max([table.first, *table.cleared])

    def belongs(row: int) -> bool:
        return sheet.has_row(row) and sheet.style((row, name)) == look

    if table.last:
        return table.last
    if table.stop:
        last = table.stop - 1
        while last > known and not belongs(last):
            last -= 1
        return last
    last = known
    while look and belongs(last + 1):
        last += 1
    return last
