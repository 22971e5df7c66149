"""The table as counties print it in layout A (figures); in the other layouts a master prints itself.

Units that hold for several rows stand once, in a merged cell over them. Excel does not make room for a
merged text by itself, so the rows of a block are made tall enough here; and where a page must end inside
a block, the part on the page before it has the room its text needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from minsheng_xl.model import Assignment, Category, Indicator, Item, TableRow, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.sheets import put, put_across, put_block, row_height, set_columns, write_head
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.values import category_text, table_title, target_value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAYOUT = "printed_a"
TITLE_HEIGHT, NUMBER_HEIGHT, GAP_HEIGHT = 34.0, 18.0, 4.0
HEADER_HEIGHT = 26.0
Role = Literal["lead", "responsible"]
ROLES: tuple[Role, ...] = ("lead", "responsible")


@dataclass(slots=True)
class _Line:
    """One printed row: its texts, its height in points, whether a new page begins with it."""

    row: TableRow
    texts: tuple[str, CellValue, CellValue]
    height: float
    new_page: bool = False


@dataclass(slots=True)
class _Block:
    """Rows (positions, inclusive) over which one text of a role stands."""

    role: Role
    text: str
    first: int
    last: int
    need: float = field(default=0.0)


def write_printed(table: TargetTable, path: Path, *, date_text: str = "") -> None:
    """Write the printed layout of a table; `date_text` stands at the right below the title.

    OutputError where the file cannot be written.
    """
    layout = layouts.load(LAYOUT)
    with style.new_book(path) as book:
        rows = _write_figures(book, layout, table, date_text)
        write_meta(book.workbook, _meta(table, layout, rows))


def _write_figures(book: Book, layout: Layout, table: TargetTable, date_text: str) -> int:
    """A row an indicator; how many rows."""
    lines = [_line(layout, row) for row in table.rows()]
    blocks = [block for role in ROLES for block in _blocks(layout, role, lines)]
    for block in blocks:
        _make_room(lines, block)
    _break_pages(lines, blocks, style.page_room(layout.page))
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, title=table_title(table), year=table.year)
    _write_top(book, sheet, layout, table, date_text)
    _write_lines(book, sheet, layout, lines)
    _write_blocks(book, sheet, layout, lines, blocks)
    return len(lines)


def _meta(table: TargetTable, layout: Layout, rows: int) -> dict[str, object]:
    return {
        "kind": "printed",
        "template": layout.name,
        "version": layout.version,
        "digest": table.digest,
        "place": table.place_name,
        "year": table.year,
        "rows": rows,
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }


def _line(layout: Layout, row: TableRow) -> _Line:
    if isinstance(row, Category):
        return _Line(row, (category_text(row), None, None), 24)
    own = row.own_indicator if isinstance(row, Item) else row
    name = f"{row.no}. {row.name}" if isinstance(row, Item) and row.no else row.name
    texts = (name, own.unit if own else None, target_value(own.target.raw) if own else None)
    return _Line(row, texts, row_height(layout, texts, layout.columns[:3]))


def _blocks(layout: Layout, role: Role, lines: Sequence[_Line]) -> Iterator[_Block]:
    """Blocks begin where a text is printed and end before the next one or the next category."""
    block: _Block | None = None
    for position, line in enumerate(lines):
        held = None if isinstance(line.row, Category) else _assignment(line.row, role)
        if block and held and held.scope != "own" and held.effective == block.text:
            block.last = position
            continue
        if block:
            yield block
        block = _Block(role, held.effective, position, position) if held else None
        if block:
            block.need = style.text_height(block.text, layout.column(role).width)
    if block:
        yield block


def _assignment(row: Item | Indicator, role: Role) -> Assignment:
    return row.lead if role == "lead" else row.responsible


def _make_room(lines: Sequence[_Line], block: _Block) -> None:
    """Spread what a block lacks in height evenly over its rows."""
    rows = lines[block.first : block.last + 1]
    lacking = block.need - sum(line.height for line in rows)
    if lacking > 0:
        for line in rows:
            line.height = ceil((line.height + lacking / len(rows)) / 0.75) * 0.75


def _break_pages(lines: Sequence[_Line], blocks: Sequence[_Block], room: float) -> None:
    """Choose where pages begin: as late as fits, at a row before which a page may end."""
    used = TITLE_HEIGHT + NUMBER_HEIGHT + GAP_HEIGHT + HEADER_HEIGHT
    start = allowed = position = 0
    while position < len(lines):
        if position > start and _may_break(lines, blocks, start, position):
            allowed = position
        used += lines[position].height
        if used > room and allowed > start:
            lines[allowed].new_page = True
            start, used, position = allowed, HEADER_HEIGHT, allowed
            continue
        position += 1


def _may_break(lines: Sequence[_Line], blocks: Sequence[_Block], start: int, position: int) -> bool:
    """No heading is left alone at a page's end, and a text's part of its block has room for it."""
    above = lines[position - 1].row
    if isinstance(above, Category) or (
        isinstance(above, Item) and isinstance(lines[position].row, Indicator)
    ):
        return False
    open_blocks = [block for block in blocks if start <= block.first < position <= block.last]
    return all(
        sum(line.height for line in lines[block.first : position]) >= block.need for block in open_blocks
    )


def _write_top(book: Book, sheet: Worksheet, layout: Layout, table: TargetTable, date_text: str) -> None:
    """The line between title and table: document number at the left, date at the right."""
    put_across(sheet, 2, (1, 2), table.doc_no, book.format("subtitle"))
    put_across(sheet, 2, (3, len(layout.columns)), date_text, book.format("subtitle", align="right"))
    for row, height in enumerate((TITLE_HEIGHT, NUMBER_HEIGHT, GAP_HEIGHT, HEADER_HEIGHT)):
        sheet.set_row(row, height)


def _write_lines(book: Book, sheet: Worksheet, layout: Layout, lines: Sequence[_Line]) -> None:
    breaks = []
    for number, line in enumerate(lines, start=layout.header_row + 1):
        sheet.set_row(number - 1, line.height)
        if line.new_page:
            breaks.append(number - 1)
        if isinstance(line.row, Category):
            put_across(sheet, number, layout.shown, line.texts[0], book.format("cell", "category"))
            continue
        for position, (value, column) in enumerate(zip(line.texts, layout.columns, strict=False), start=1):
            put(sheet, number, position, value, _look(book, line, column, value))
    sheet.set_h_pagebreaks(breaks)


def _look(book: Book, line: _Line, column: Column, value: CellValue) -> Format:
    """Items bold, indicators set in, parts set in further; targets with their printed decimals."""
    if column.role != "indicator":
        return book.format("cell", align=column.align, num_format=style.number_format(str(value)))
    if isinstance(line.row, Item):
        return book.format("cell", "bold")
    return book.format("cell", indent=2 if isinstance(line.row, Indicator) and line.row.parent else 1)


def _write_blocks(
    book: Book, sheet: Worksheet, layout: Layout, lines: Sequence[_Line], blocks: Sequence[_Block]
) -> None:
    """Merged cells of the blocks, cut where a page begins; the text stands in the first part."""
    for block in blocks:
        column = layout.number(block.role)
        look = book.format("cell", align=layout.column(block.role).align)
        starts = [block.first]
        starts += [at for at in range(block.first + 1, block.last + 1) if lines[at].new_page]
        ends = [*(start - 1 for start in starts[1:]), block.last]
        for start, end in zip(starts, ends, strict=True):
            text = block.text if start == block.first else ""
            top = layout.header_row + 1
            put_block(sheet, (top + start, top + end), (column, column), text, look)
