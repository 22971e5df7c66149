"""撤销上次操作：what a button is going to change is first kept on a hidden sheet of the same workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.fronts.blocks import Cell, Color, color_of, fill, write_texts
from minsheng_xl.fronts.protection import unlocked

if TYPE_CHECKING:
    import xlwings as xw

KEPT = "_撤销"
"""The hidden sheet: a row with what was done, then one row a cell."""
SET_ASIDE = "_上次核对问题"
"""The 核对问题 sheet that was there before, hidden until it is wanted back."""


@dataclass(frozen=True, slots=True)
class Before:
    """A cell as it was: colour and note; where its content changes also formula, format, new formula."""

    sheet: str
    row: int
    column: int
    color: Color = ""
    note: str = ""
    formula: str = ""
    number_format: str = ""
    after: str = ""

    @property
    def cell(self) -> Cell:
        return self.row, self.column

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


WIDTH = len(fields(Before))
"""Columns of the hidden sheet."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and the cells somebody has changed since, which were left alone."""

    label: str
    cells: int
    changed: tuple[str, ...] = ()


def look_at(sheet: xw.Sheet, cell: Cell) -> Before:
    """The look of a cell as it is now."""
    area = sheet.range(cell)
    note = area.note
    return Before(sheet.name, *cell, color_of(area), note.text if note else "")


def keep(book: xw.Book, label: str, added_sheet: str, cells: Sequence[Before]) -> None:
    """Keep the cells, and which sheet will be added, for `restore`; what was kept before is given up."""
    front = book.sheets.active
    _drop(book, KEPT)
    _drop(book, SET_ASIDE)
    replaced = added_sheet if added_sheet in _names(book) else ""
    sheet = book.sheets.add(KEPT, after=front)
    rows = [[label, added_sheet, replaced, *[""] * (WIDTH - 3)]]
    rows += [[str(value) for value in astuple(each)] for each in cells]
    write_texts(sheet.range((1, 1), (len(rows), WIDTH)), rows)
    front.activate()
    sheet.visible = False


def kept_label(book: xw.Book) -> str:
    """What can be undone; empty where nothing can."""
    return str(book.sheets[KEPT].range("A1").value or "") if KEPT in _names(book) else ""


def restore(book: xw.Book) -> Restored:
    """Give the cells of the last operation back what they had. InputError where there is none."""
    if not kept_label(book):
        raise InputError("没有可以撤销的操作", "只有“检查本表”和“应用修复建议”改动过的表才能撤销")
    sheet = book.sheets[KEPT]
    head, *rows = sheet.range((1, 1), (sheet.used_range.shape[0], WIDTH)).raw_value
    label, added, replaced = (text or "" for text in head[:3])
    cells = [_read(row) for row in rows]
    there = _names(book)
    names = [name for name in dict.fromkeys(each.sheet for each in cells) if name in there]
    changed: list[str] = []
    with unlocked(book, names):
        for name in names:
            changed += _restore_sheet(book.sheets[name], [each for each in cells if each.sheet == name])
    if added and (SET_ASIDE in there or not replaced):
        _drop(book, added)
    if SET_ASIDE in there:
        aside = book.sheets[SET_ASIDE]
        aside.visible, aside.name = True, replaced
    _drop(book, KEPT)
    if names:
        book.sheets[names[0]].activate()
    return Restored(label, len(cells) - len(changed), tuple(changed))


@contextmanager
def kept(book: xw.Book, label: str, added_sheet: str, cells: Sequence[Before]) -> Iterator[None]:
    """Keep the cells while the block changes them; where it fails they get back what they had."""
    try:
        keep(book, label, added_sheet, cells)
        yield
    except Exception:
        with suppress(Exception):  # a closed program cannot be put right, and its file is as it was
            if kept_label(book):
                restore(book)
            _drop(book, KEPT)
        raise


def set_aside(book: xw.Book, name: str) -> None:
    """Hide the sheet of that name under another, so that a new one can take its name."""
    if name in _names(book):
        book.sheets[name].name = SET_ASIDE


def _restore_sheet(sheet: xw.Sheet, cells: Sequence[Before]) -> list[str]:
    """Names of the cells that were left alone."""
    changed = []
    for each in cells:
        area = sheet.range(each.cell)
        if each.after and area.formula != each.after:
            changed.append(f"{each.sheet}!{each.name}")
            continue
        if each.after:
            area.number_format = each.number_format
            area.formula = each.formula
        set_note(area, each.note)
    fill(sheet, {each.cell: each.color for each in cells if f"{each.sheet}!{each.name}" not in changed})
    return changed


def set_note(area: xw.Range, text: str) -> None:
    """Give a cell this note and no other; an empty one takes it away."""
    note = area.note
    if note is None:
        if text:
            area.add_note(text)
    elif not text:
        note.delete()
    elif note.text != text:
        note.text = text


def _read(row: Sequence[str | None]) -> Before:
    sheet, at, column, *rest = (text or "" for text in row)
    return Before(sheet, int(at), int(column), *rest)


def _names(book: xw.Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def _drop(book: xw.Book, name: str) -> None:
    if name in _names(book):
        book.sheets[name].delete()
