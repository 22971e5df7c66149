"""A layout put onto a sheet: title and header, values, drop-downs, row heights; and plain list sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from minsheng_xl.place import CellValue, cell_text
from minsheng_xl.writing import style
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.patch import Formula
from minsheng_xl.writing.row_values import EXACT_DIGITS, Link, RowValue
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from minsheng_xl.writing.worksheet import Sheet

SPARE_ROWS = 100
"""Rows below the last one that already have drop-downs, for what a clerk adds."""
CHOICE_SHEET = "下拉列表"
LEAST_HEIGHT = 18.0
WIDEST = 160.0
"""Width a column of long texts has at most."""


Values = Mapping[str, CellValue]
"""What a row holds, by field role."""
RowValues = Mapping[str, RowValue]
"""The same, with formulas and links."""
Record = Mapping[str, str]
"""One row of a list sheet by header word, as `reading.tables.read_records` gives it."""
Looks = Callable[[Column], Sequence[str]]
"""Named looks of a column's cell in one row, beside `cell`."""


def put(sheet: Worksheet, row: int, column: int, value: CellValue, look: Format) -> None:
    """Write a value at a 1-based position: numbers that Excel holds exactly as numbers, all else as text."""
    if value is None or value == "":
        sheet.write_blank(row - 1, column - 1, None, look)
    elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= EXACT_DIGITS:
        sheet.write_number(row - 1, column - 1, value, look)
    else:
        sheet.write_string(row - 1, column - 1, cell_text(value), look)


def put_across(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, look: Format) -> None:
    """Write a text over merged columns (first and last, 1-based) of one row."""
    put_block(sheet, (row, row), columns, text, look)


def put_block(
    sheet: Worksheet, rows: tuple[int, int], columns: tuple[int, int], text: str, look: Format
) -> None:
    """Write a text over a block of rows and columns, merged where it is more than one cell."""
    (top, bottom), (left, right) = rows, columns
    if (top, left) != (bottom, right):
        sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", look)
    put(sheet, top, left, text, look)


def set_columns(book: Book, sheet: Worksheet, layout: Layout) -> None:
    """Widths and hidden columns; empty cells of open columns are unlocked too, for rows added later."""
    for number, column in enumerate(layout.columns):
        look = book.format("cell", align=column.align, locked=False) if not column.locked else None
        sheet.set_column(number, number, column.width, look, {"hidden": column.hidden})


def write_head(book: Book, sheet: Worksheet, layout: Layout, *, locked: bool = True, **words: object) -> None:
    """Title over the shown columns, header row, frozen and repeated on every printed page.

    `locked`: whether the title is, where the sheet is protected.
    """
    top = layout.header_row
    if layout.title:
        look = book.format("title", locked=locked)
        put_across(sheet, 1, layout.across, layout.title.format_map(words), look)
        sheet.set_row(0, 30)
    headers = layout.headers(**words)
    for number, header in enumerate(headers, start=1):
        beside = ["beside"] if number > layout.across[1] else []
        put(sheet, top, number, header, book.format("cell", "header", *beside))
    sheet.set_row(top - 1, row_height(layout, headers, layout.columns) + 4)
    sheet.freeze_panes(top, layout.number(layout.freeze) if layout.freeze else 0)
    sheet.repeat_rows(top - 1)
    style.set_page(sheet, layout.page)


def row_height(layout: Layout, texts: Sequence[CellValue], columns: Sequence[Column] = ()) -> float:
    """Points the tallest of a row's texts needs in its column; hidden columns do not count."""
    heights = (
        style.text_height(cell_text(text), column.width)
        for text, column in zip(texts, columns or layout.columns, strict=True)
        if not column.hidden
    )
    return max(LEAST_HEIGHT, *heights)


def define_list(book: Book, name: str, sheet: str, column: int, first_row: int = 2) -> None:
    """Give a name to the filled cells of a column from `first_row` down; it grows as words are added."""
    from xlsxwriter.utility import xl_col_to_name

    letters = xl_col_to_name(column - 1, col_abs=True)
    top = f"'{sheet}'!{letters}${first_row}"
    cells = f"{top}:{letters}${first_row + 1999}"
    book.workbook.define_name(name, f"={top}:INDEX({cells},MAX(1,COUNTA({cells})))")


def write_choices(
    book: Book, choices: Mapping[str, Sequence[str]], sheet_name: str = CHOICE_SHEET
) -> Worksheet:
    """A hidden sheet of drop-down words, one named list a column."""
    sheet = book.workbook.add_worksheet(sheet_name)
    for column, (name, words) in enumerate(choices.items(), start=1):
        for row, word in enumerate((name, *words), start=1):
            put(sheet, row, column, word, book.format())
        define_list(book, name, sheet_name, column)
    sheet.hide()
    return sheet


def add_choices(sheet: Worksheet, layout: Layout, rows: tuple[int, int], leave: Iterable[str] = ()) -> None:
    """Drop-downs and prompts of every column over some rows; the roles in `leave` are left to the caller."""
    left = frozenset(leave)
    for number, column in enumerate(layout.columns, start=1):
        if (column.list or column.prompt) and column.role not in left:
            top, bottom = rows
            sheet.data_validation(top - 1, number - 1, bottom - 1, number - 1, choice(column))


def choice(column: Column) -> dict[str, object]:
    """XlsxWriter's description of a column's drop-down and prompt."""
    options: dict[str, object] = {"validate": "any"}
    if column.list:
        options = {"validate": "list", "source": f"={column.list}"}
    if column.prompt:
        options |= {"input_title": column.header[:32], "input_message": column.prompt[:255]}
    if column.guard == "hint":
        return options | {"show_error": False}
    error = "请从下拉列表中选择" + (
        "；确需使用新的写法，请先登记到相应名录" if column.guard == "warn" else ""
    )
    kind = "stop" if column.guard == "stop" else "warning"
    return options | {"error_type": kind, "error_title": "不在列表内", "error_message": error}


class RowPen:
    """Writes rows of one layout onto a sheet; how its plain cells look is found out once."""

    def __init__(self, book: Book, sheet: Sheet, layout: Layout) -> None:
        self._book, self._sheet = book, sheet
        self._columns = [
            (column.role, column, book.format("cell", align=column.align, locked=column.locked))
            for column in layout.columns
        ]

    def write(
        self, number: int, values: RowValues, looks: Looks | None = None, least: float = LEAST_HEIGHT
    ) -> None:
        """One row by field role, as tall as its texts; numbers show the layout's decimals or their own."""
        cells, height = [], max(least, style.text_height("", 0))
        for role, column, look in self._columns:
            value, said = values.get(role), looks(column) if looks else ()
            text = value.strip() if isinstance(value, str) else ""
            if said or (value is not None and not isinstance(value, str)):
                look, text = _shown(self._book, column, value, said)
            cells.append((value, look))
            if text and not column.hidden and (need := style.text_height(text, column.width)) > height:
                height = need
        self._sheet.put_row(number, cells)
        self._sheet.set_row(number - 1, min(height, style.TALLEST))


def _shown(book: Book, column: Column, value: RowValue, looks: Sequence[str]) -> tuple[Format, str]:
    """How a value looks in a row, and what a person reads there."""
    if isinstance(value, Link):
        return book.format("cell", "link", align="center"), value.text
    plain = value.cached if isinstance(value, Formula) else value
    if isinstance(plain, Decimal):
        decimals = column.format or style.number_format(str(plain))
        look = book.format("cell", *looks, align=column.align, locked=column.locked, num_format=decimals)
    else:
        look = book.format("cell", *looks, align=column.align, locked=column.locked)
    return look, cell_text(plain)


def write_list(
    book: Book, layout: Layout, rows: Iterable[RowValues], *, filtered: bool = True, **words: object
) -> Worksheet:
    """A sheet of its own for rows by field role; `words` fill the title and headers."""
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, locked=True, **words)
    number, pen = layout.header_row, RowPen(book, sheet, layout)
    for number, values in enumerate(rows, start=layout.header_row + 1):
        pen.write(number, values)
    if filtered:
        add_filter(sheet, layout, number)
    return sheet


def write_records(book: Book, layout: Layout, records: Iterable[Record]) -> Worksheet:
    """A list sheet of records by header word; words the layout lacks become columns at its end."""
    rows = list(records)
    known = set(layout.headers())
    others = dict.fromkeys(key for record in rows for key in record if key not in known)
    added = tuple(Column(role=key, header=key, width=16, locked=False) for key in others)
    layout = replace(layout, columns=layout.columns + added)
    roles = {column.header: column.role for column in layout.columns}
    return write_list(book, layout, ({roles[key]: text for key, text in row.items()} for row in rows))


def write_blanks(
    book: Book,
    sheet: Sheet,
    layout: Layout,
    rows: tuple[int, int],
    looks: Looks | None = None,
    least: float = LEAST_HEIGHT,
) -> None:
    """Ready rows to fill in by hand (first and last, 1-based), inside the area that prints."""
    (first, last), pen = rows, RowPen(book, sheet, layout)
    for number in range(first, last + 1):
        pen.write(number, {}, looks, least)
    left, right = layout.across
    sheet.print_area(0, left - 1, last - 1, right - 1)


def add_filter(sheet: Worksheet, layout: Layout, last: int) -> None:
    """Filter buttons on the header, down to the last row."""
    top = layout.header_row
    sheet.autofilter(top - 1, 0, max(last, top + 1) - 1, len(layout.columns) - 1)


def without_empty(layout: Layout, rows: Iterable[RowValues]) -> Layout:
    """The layout with those of its optional columns hidden that no row fills."""
    empty = {column.role for column in layout.columns if column.optional}
    for values in rows:
        if not empty:
            break
        empty -= {role for role in empty if values.get(role) not in (None, "")}
    columns = (replace(column, hidden=column.hidden or column.role in empty) for column in layout.columns)
    return replace(layout, columns=tuple(columns))


def roomy(layout: Layout, rows: Sequence[Values]) -> Layout:
    """The layout with columns of long texts as wide as it takes to show them in a row of the tallest kind."""
    columns = (
        replace(column, width=_room(column.width, [cell_text(values.get(column.role)) for values in rows]))
        for column in layout.columns
    )
    return replace(layout, columns=tuple(columns))


def _room(width: float, texts: Sequence[str]) -> float:
    """A width, or as much more as the longest of its texts needs, up to `WIDEST`."""
    longest = max(texts, key=len, default="")
    while width < WIDEST and style.text_height(longest, width) > style.TALLEST:
        width = min(width * 1.25, WIDEST)
    return width
