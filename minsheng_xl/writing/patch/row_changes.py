"""Rows inserted, deleted or multiplied, and everything in the workbook that names them brought along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.a1 import LAST_ROW, Area, area_name
from minsheng_xl.formats.formula_refs import refs
from minsheng_xl.formats.xml_text import Element
from minsheng_xl.writing.patch import sheet_parts, stale
from minsheng_xl.writing.patch.anchors import move_shapes
from minsheng_xl.writing.patch.areas import parse_area
from minsheng_xl.writing.patch.mover import Mover
from minsheng_xl.writing.patch.moves import Deleted, Inserted, Move, Replaced
from minsheng_xl.writing.patch.open_book import OpenBook
from minsheng_xl.writing.patch.open_sheet import OpenSheet
from minsheng_xl.writing.patch.prototypes import Prototype, Values
from minsheng_xl.writing.patch.sheet_rows import Cell, Row
from minsheng_xl.writing.patch.skeleton import compile_part, render

_OF_A_SHEET: Final = ("drawing", "table", "comments", "threadedComment", "pivotTable", "ctrlProp")
_OF_A_DRAWING: Final = ("chart", "chartEx")


def insert_rows(
    book: OpenBook, sheet: OpenSheet, move: Inserted, *, formulas: bool
) -> dict[tuple[int, int], str]:
    """Make room for new rows and give them the look of row `move.like`.

    Its formulas as the new rows have them, by row and column, if wished: for the caller to set.
    """
    _check_room(sheet, move.count)
    mover = Mover({sheet.name: move})
    pattern = sheet.rows.by_number.get(move.like or 0)
    new = range(move.before, move.before + move.count)
    twins = [pattern.copy(number, sheet.rows.tags) for number in new] if pattern else []
    copies = _formulas(sheet, pattern) if formulas and pattern else {}
    texts = {
        (number, column): mover.copy(text, sheet.name, number - (move.like or 0))
        for number in new
        for column, text in copies.items()
    }
    follow(book, mover)
    sheet.rows.place([*_moved(sheet.rows, move), *twins])
    return texts


def _formulas(sheet: OpenSheet, row: Row) -> dict[int, str]:
    return {column: text for one, column, _, text in sheet.rows.with_formulas() if one is row}


def delete_rows(book: OpenBook, sheet: OpenSheet, move: Deleted) -> None:
    """Take rows out; a merge that loses its first row keeps its value."""
    for merged in sheet_parts.merges(sheet):
        if move.first <= merged.top <= move.last < merged.bottom:
            cell = sheet.rows.cell(merged.top, merged.left)
            if cell:
                sheet.rows.open(move.last + 1).cells(sheet.rows.tags)[merged.left] = cell
    for number in range(move.first, move.last + 1):
        for cell in sheet.rows.open(number).cells(sheet.rows.tags).values():
            cell.fresh = True
    stale.drop_results(book)
    follow(book, Mover({sheet.name: move}))
    sheet.rows.place(_moved(sheet.rows, move))


def replace_rows(book: OpenBook, sheet: OpenSheet, move: Replaced, values: Sequence[Values]) -> None:
    """Put rows made from prototypes in the prototypes' place."""
    _check_room(sheet, move.growth)
    sheet.rows.unshare()
    mover = Mover({sheet.name: move})
    made = _made(sheet, move, values, mover)
    follow(book, mover)
    outside = [row for row in sheet.rows if not move.multiplies(row.number)]
    sheet.rows.place([*_moved(outside, move), *made])


def _made(sheet: OpenSheet, move: Replaced, values: Sequence[Values], mover: Mover) -> list[Row]:
    tags, firsts = sheet.rows.tags, {sheet.name.casefold(): move.first}
    patterns = {
        number: Prototype(
            sheet.rows.by_number.get(number, Row(number)),
            tags,
            sheet.encoder,
            sheet.name,
            firsts,
            copied=True,
        )
        for number in set(move.prototypes)
    }
    made: list[Row] = []
    for number, (source, filled) in enumerate(zip(move.prototypes, values, strict=True), start=move.first):
        rewrite = partial(mover.copy, host=sheet.name, rows=number - source)
        text = patterns[source].render(number, filled, rewrite)
        row = next(iter(tags.rows(text)))
        row.fresh = True
        made.append(row)
    return made


def _check_room(sheet: OpenSheet, more: int) -> None:
    last = max(sheet.rows.by_number, default=0)
    if last + more > LAST_ROW:
        raise OutputError(f"〔{sheet.name}〕加 {more} 行后超过 {LAST_ROW} 行", "请拆成几张表")


def _moved(rows: Iterable[Row], move: Move) -> Iterator[Row]:
    for row in list(rows):
        number = move.row(row.number)
        if number is not None:
            if number != row.number:
                row.number, row.raw = number, None
            yield row


def follow(book: OpenBook, mover: Mover) -> None:
    """Rewrite every reference in the workbook; the rows themselves are the caller's to renumber."""
    book.formulas_changed = True
    package = book.package
    for name in book.sheets:
        if name in mover.sheets or book.mentions(name, mover.sheets):
            _follow_cells(book.sheet(name), mover)
    for part, move in shape_parts(book, mover):
        package.put(part, move_shapes(package.content(part), move))
    for part, host in parts_with_rows(book):
        package.put(part, render(compile_part(package.text(part), host), mover))
    book.root = Element.parse(render(compile_part(book.root.text, None), mover))


def _follow_cells(sheet: OpenSheet, mover: Mover) -> None:
    _unshare(sheet, mover)
    for row, _, cell, text in list(sheet.rows.with_formulas()):
        new = mover.formula(text, sheet.name)
        if new != text:
            sheet.rows.set_formula(row, cell, new)
        if _heights(new) != _heights(text):
            sheet.rows.drop_result(row, cell)
            cell.fresh = True
        _follow_array(sheet, cell, mover)
    sheet.rewrite(lambda child: render(compile_part(child, sheet.name), mover))


def _unshare(sheet: OpenSheet, mover: Mover) -> None:
    """Take shared formulas apart: all on a sheet that moves, elsewhere those that would change."""
    if mover.of(sheet.name):
        sheet.rows.unshare()
        return
    changing = {
        sheet.rows.shared_group(cell)
        for _, _, cell, text in sheet.rows.with_formulas()
        if mover.formula(text, sheet.name) != text
    }
    for group in filter(None, changing):
        sheet.rows.unshare(group)


def _heights(formula: str) -> list[int]:
    return [bottom - top for top, bottom in (ref.rows for ref in refs(formula))]


def _follow_array(sheet: OpenSheet, cell: Cell, mover: Mover) -> None:
    """Move the area of an array formula; one over several rows must not be torn."""
    tag = sheet.rows.formula_tag(cell)
    move = mover.of(sheet.name)
    if move is None or "ref" not in tag:
        return
    array = parse_area(tag["ref"])
    span = move.span((array.top, array.bottom))
    if span is not None and span[1] - span[0] != array.bottom - array.top:
        raise OutputError(f"〔{sheet.name}〕数组公式区域 {tag['ref']} 内不能增删行", "请先在表中清除数组公式")
    if span is not None:
        new = area_name(Area(span[0], array.left, span[1], array.right))
        cell.content = cell.content.replace(f'ref="{tag["ref"]}"', f'ref="{new}"', 1)


def parts_with_rows(book: OpenBook) -> Iterator[tuple[str, str | None]]:
    """Parts beside the sheets that name rows, and the sheet they belong to."""
    package = book.package
    for name in book.sheets:
        sheet = book.parts[name]
        for kind in _OF_A_SHEET:
            yield from ((part, name) for part in package.related(sheet, kind))
        for drawing in package.related(sheet, "drawing"):
            for kind in _OF_A_DRAWING:
                yield from ((part, None) for part in package.related(drawing, kind))
    yield from ((part, None) for part in package.related(book.part, "pivotCacheDefinition"))


def shape_parts(book: OpenBook, mover: Mover) -> Iterator[tuple[str, Move]]:
    """Parts with shapes of the old format on sheets that move."""
    for name in book.sheets:
        if move := mover.of(name):
            yield from ((part, move) for part in book.package.related(book.parts[name], "vmlDrawing"))
