# mypy: allow-subclassing-any
"""Cells: one area or several, as `A1:C3` or `A1,C5`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from xlwings import base_classes

from tests.engine.looks import Borders, Font, Note
from tests.engine.meter import Metered, refused
from tests.engine.typed import as_com, typed

LONGEST_ADDRESS = 255
"""Excel takes no longer address."""


class Range(Metered, base_classes.Range):
    """One or more areas (top, left, bottom, right) of a sheet; size and place are those of the first."""

    def __init__(self, sheet: Any, areas: list[tuple[int, int, int, int]]) -> None:
        self.sheet, self.areas = sheet, areas
        self.options: Any = None

    sheet: Any = None

    @classmethod
    def of(cls, sheet: Any, start: Any, end: Any = None) -> Range:
        """A range as xlwings asks for it: an address, a position, or two corners."""
        if isinstance(start, str):
            if len(start) > LONGEST_ADDRESS:
                raise refused("address too long")
            return cls(sheet, [_bounds(part) for part in start.split(",")])
        if isinstance(start, Range):
            start, end = start.areas[0][:2], end.areas[0][2:] if end else start.areas[0][2:]
        if len(start) == 4:
            row, column, rows, columns = start
            return cls(sheet, [(row, column, row + rows - 1, column + columns - 1)])
        return cls(sheet, [(*start, *(end or start))])

    @property
    def api(self) -> Any:
        return self

    @property
    def row(self) -> int:
        return self.areas[0][0]

    @property
    def column(self) -> int:
        return self.areas[0][1]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.areas[0]
        return bottom - top + 1, right - left + 1

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self.sheet.name, self.row, self.column, *self.shape)

    @property
    def has_array(self) -> bool:
        return False

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Range:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        at = (self.row + row - 1, self.column + column - 1)
        return Range(self.sheet, [(*at, *at)])

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        top, left, bottom, right = self.areas[0]
        corners = dict.fromkeys(((top, left), (bottom, right)))
        mark = ("$" * bool(column_absolute), "$" * bool(row_absolute))
        return ":".join(f"{mark[0]}{get_column_letter(column)}{mark[1]}{row}" for row, column in corners)

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def _cells(self) -> Iterator[Cell]:
        for top, left, bottom, right in self.areas:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    yield self.sheet.worksheet.cell(row, column)

    def _refuse_format(self) -> None:
        if self.sheet.worksheet.protection.sheet:
            raise refused("the sheet is protected")

    def _refuse_content(self) -> None:
        if self.sheet.worksheet.protection.sheet and any(cell.protection.locked for cell in self._cells()):
            raise refused("the cell is locked")

    def _read(self, row: int, column: int) -> Any:
        cell = self.sheet.worksheet.cell(row, column)
        value = cell.value
        if isinstance(value, str) and value.startswith("=") and cell.data_type == "f":
            book = self.sheet.book
            known = book.results and self.sheet.worksheet.title in book.results.sheetnames
            if not known or (self.sheet.worksheet.title, cell.coordinate) in book.written:
                return None
            value = book.results[self.sheet.worksheet.title][cell.coordinate].value
        return as_com(value)

    @property
    def raw_value(self) -> Any:
        top, left, bottom, right = self.areas[0]
        rows = tuple(
            tuple(self._read(row, column) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        return rows[0][0] if self.shape == (1, 1) else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._put(data, typed)

    def _put(self, data: Any, understand: Callable[[Any, str], tuple[Any, str]]) -> None:
        self._refuse_content()
        top, left, bottom, right = self.areas[0]
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                value = data[row - top][column - left] if isinstance(data, list | tuple) else data
                cell = self.sheet.worksheet.cell(row, column)
                if isinstance(cell, MergedCell):
                    continue
                plain = cell.number_format == "@"
                cell.value, shown = understand(value, cell.number_format)
                if plain and isinstance(value, str):
                    cell.data_type = "s"
                if shown and cell.number_format == "General":
                    cell.number_format = shown
                self.sheet.book.written.add((self.sheet.worksheet.title, cell.coordinate))

    @property
    def formula(self) -> Any:
        def text(cell: Cell) -> str:
            value = as_com(cell.value)
            return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)

        top, left, bottom, right = self.areas[0]
        sheet = self.sheet.worksheet
        rows = tuple(
            tuple(text(sheet.cell(row, column)) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        )
        return rows[0][0] if self.shape == (1, 1) else rows

    @formula.setter
    def formula(self, data: Any) -> None:
        self._put(data, typed)

    def clear_contents(self) -> None:
        self._put(None, lambda value, _: (value, ""))

    def _common(self, of: Callable[[Cell], Any]) -> Any:
        values = {of(cell) for cell in self._cells()}
        return values.pop() if len(values) == 1 else None

    def _style(self, change: Callable[[Cell], None]) -> None:
        self._refuse_format()
        for cell in self._cells():
            change(cell)

    @property
    def number_format(self) -> Any:
        return self._common(lambda cell: cell.number_format)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._style(lambda cell: setattr(cell, "number_format", value))

    @property
    def color(self) -> Any:
        found = self._common(lambda cell: cell.fill.fgColor.rgb if cell.fill.fill_type else None)
        if not isinstance(found, str):
            return None
        return tuple(int(found[-6:][at : at + 2], 16) for at in (0, 2, 4))

    @color.setter
    def color(self, value: Any) -> None:
        if isinstance(value, tuple):
            value = "#{:02X}{:02X}{:02X}".format(*value)
        fill = PatternFill("solid", fgColor=value.lstrip("#")) if value else PatternFill()
        self._style(lambda cell: setattr(cell, "fill", copy(fill)))

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def wrap_text(self) -> Any:
        return self._common(lambda cell: bool(cell.alignment.wrap_text))

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._align("wrap_text", value)

    @property
    def vertical_alignment(self) -> Any:
        return self._common(lambda cell: cell.alignment.vertical)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self._align("vertical", value)

    def _align(self, name: str, value: Any) -> None:
        def change(cell: Cell) -> None:
            alignment: Any = copy(cell.alignment)
            setattr(alignment, name, value)
            cell.alignment = alignment

        self._style(change)

    @property
    def column_width(self) -> float:
        return float(self.sheet.worksheet.column_dimensions[get_column_letter(self.column)].width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        for column in range(self.column, self.column + self.shape[1]):
            self.sheet.worksheet.column_dimensions[get_column_letter(column)].width = value

    def autofit(self, axis: str | None = None) -> None:
        """Excel makes rows and columns fit when it shows them; here there is nothing to do."""

    @property
    def row_height(self) -> float | None:
        height: float | None = self.sheet.worksheet.row_dimensions[self.row].height
        return height

    @row_height.setter
    def row_height(self, value: float) -> None:
        self._refuse_format()
        for top, _, bottom, _ in self.areas:
            for row in range(top, bottom + 1):
                self.sheet.worksheet.row_dimensions[row].height = value

    @property
    def borders(self) -> Borders:
        return Borders(self)

    @property
    def merge_area(self) -> Range:
        for each in self.sheet.worksheet.merged_cells.ranges:
            if each.min_row <= self.row <= each.max_row and each.min_col <= self.column <= each.max_col:
                return Range(self.sheet, [(each.min_row, each.min_col, each.max_row, each.max_col)])
        return Range(self.sheet, self.areas[:1])

    @property
    def note(self) -> Note | None:
        cell = next(self._cells())
        return Note(self) if not isinstance(cell, MergedCell) and cell.comment else None

    def add_note(self, text: str) -> Note:
        self._refuse_format()
        cell = next(self._cells())
        if isinstance(cell, MergedCell):
            raise refused("inside a merged area")
        cell.comment = Comment(text, "")
        return Note(self)

    def select(self) -> None:
        pass


def _bounds(address: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(address)
    return int(top or 1), int(left or 1), int(bottom or 1), int(right or 1)
