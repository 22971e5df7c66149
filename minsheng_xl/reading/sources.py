"""A notice, plan or report in any format -> its documents as target tables.

Texts, Word documents, web pages, PDF with a text layer and workbooks; a master of ours keeps its own codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from minsheng_xl.errors import InputError
from minsheng_xl.formats.zips import is_zip
from minsheng_xl.model import Document
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.plain_text import decode
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.sniff import PAGES, SHEETS, Format, sniff
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.reading.ours.masters import (
    county_sheets,
    has_plan,
    layout_of,
    own_reference,
    read_plan,
    words_only,
)
from minsheng_xl.reading.tables.headers import read_meta
from minsheng_xl.reading.text.facts import read_place, read_year
from minsheng_xl.reference import Reference

if TYPE_CHECKING:
    from minsheng_xl.reading.text.paragraph import Block

PRINTED = "printed"
"""Kind of a printed layout of ours; one of tasks in words is read like anybody else's."""
NO_PLANS = {
    "form": "填报表",
    "summary": "县汇总表",
    "dispatch": "下发清单",
    "report": "核对结果",
    "comment": "征求意见表",
    "opinions": "意见汇总",
    "reminders": "催报清单",
    "board": "周期看板",
}
"""Workbooks of ours that are no plan, by the kind in their `_meta`."""
_MOST_LETTERS, _MOST_ROWS, _TALLEST = 1_000_000, 20_000, 100_000
"""More than this is no notice and no plan: millions of letters, or a register of names."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds: its documents, the reference data that holds for them, a master's own sheets."""

    documents: list[Document]
    ref: Reference
    county_sheets: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    """Rows of 单位表, 部门名录, 设置 ... by sheet."""


def read_source_documents(
    data: bytes, name: str, ref: Reference, *, year: int = 0, place: str = ""
) -> Source:
    """The documents of a file, and the reference data that holds for them (a master brings its own).

    `year` and `place` stand in where a document does not name them. Raises InputError (`Rejected` for a file
    that cannot be opened) where nothing is found.
    """
    kind = sniff(data, name)
    blocks = _blocks(data, name, kind.format)
    if blocks is None:
        grids = read_workbook(data, name)
        _refuse_giants(grids, name)
        return _workbook(grids, name, ref, data, kind.format, year=year, place=place)
    return _with_county(_documents(blocks, name, ref, data, kind.format, year=year, place=place), ref)


def _blocks(data: bytes, name: str, form: Format) -> list[Block] | None:
    """Paragraphs and tables of a running document; None for a workbook, where no reader of texts loads."""
    if form in SHEETS:
        return None
    from minsheng_xl.reading.documents.text_files import running_blocks

    return running_blocks(data, name, form)


def _with_county(documents: list[Document], ref: Reference) -> Source:
    """A notice with what it lays down for its county; of several counties' nothing is taken."""
    places = {table.place_name for each in documents for table in each.tables if table.place_name}
    if len(places) > 1:
        return Source(documents, ref)
    from minsheng_xl.reference.sheets import stated_records, town_records  # notices state them, not masters

    settings = stated_records([said for each in documents for said in each.stated])
    towns = town_records(next((each.towns for each in documents if each.towns), ()))
    sheets = {sheet: rows for sheet, rows in (("设置", settings), ("乡镇名录", towns)) if rows}
    return Source(documents, ref.with_sheets(settings=settings, towns=towns) if sheets else ref, sheets)


def read_report(data: bytes, name: str, ref: Reference) -> list[Document]:
    """The documents of a progress report in any format, whatever their titles say. Raises `Rejected`."""
    from minsheng_xl.reading.notices.pipeline import read_block_documents

    blocks = _blocks(data, name, sniff(data, name).format)
    if blocks is None:
        blocks = _sheet_blocks(read_workbook(data, name))
    return read_block_documents(blocks, name, ref, report=True)


def _workbook(
    grids: Sequence[Grid], name: str, ref: Reference, data: bytes, form: Format, *, year: int, place: str
) -> Source:
    """A master or a table with a plan's columns, else whatever the sheets say as documents do."""
    ref, kind = own_reference(grids, ref), read_meta(grids).get("kind", PRINTED)
    if kind in NO_PLANS:
        raise InputError(f"“{name}”是{NO_PLANS[kind]}，不是总表", "请选总表、目标任务表或通知")
    words = words_only(grids, ref)
    if words is None and (kind != PRINTED or has_plan(grids, ref)):
        table = read_plan(name, grids, ref, year=year, place=place)
        return Source([Document(name, (), (table,))], ref, county_sheets(grids))
    if words is None:
        blocks = _sheet_blocks(grids)
        return _with_county(_documents(blocks, name, ref, data, form, year=year, place=place), ref)
    sheet, title = words
    year, place = year or read_year(title), place or read_place(title)
    documents = _documents([sheet], name, ref, data, form, year=year, place=place)
    as_typed = {"title": title, "layout": layout_of(grids)}
    return Source([_with(each, as_typed) for each in documents], ref, county_sheets(grids))


def _with(document: Document, facts: Mapping[str, str]) -> Document:
    """A document whose tables have the title and layout of the master they were typed into."""
    tables = (table.model_copy(update=dict(facts)) for table in document.tables)
    return replace(document, tables=tuple(tables))


def _documents(
    blocks: list[Block], name: str, ref: Reference, data: bytes, form: Format, *, year: int, place: str
) -> list[Document]:
    """The documents of paragraphs and tables. InputError where none has an item.

    The readers of texts are many: who reads a master of ours does not load them.
    """
    from minsheng_xl.reading.documents.blocks import read_blocks
    from minsheng_xl.reading.documents.nothing_found import count_pictures, nothing_found
    from minsheng_xl.reading.notices.pipeline import read_block_documents

    documents = read_block_documents(blocks, name, ref, year=year, place=place)
    asked = [each for document in documents for each in document.questions]
    if form is Format.CSV and not _found(documents):  # running text with half-width commas looks like a csv
        text = read_blocks(decode(data)[0], name)
        documents = read_block_documents(text, name, ref, year=year, place=place)
    if not _found(documents):
        pictures = count_pictures(data) if is_zip(data) else 0
        raise nothing_found(name, blocks, asked, page=form in PAGES, pictures=pictures)
    return documents


def _found(documents: Sequence[Document]) -> bool:
    return any(document.tables for document in documents)


def _refuse_giants(grids: Sequence[Grid], name: str) -> None:
    """Refuse at once what would only take minutes to be found no plan."""
    rows = sum(any(value is not None for value in row) for grid in grids for row in grid.rows)
    if rows > _MOST_ROWS:
        raise Rejected("too_large", name, what=f"有 {rows} 行，不像总表或通知")
    if (height := sum(len(grid.rows) for grid in grids)) > _TALLEST:
        raise Rejected("too_large", name, what=f"中间夹着空行，到第 {height} 行还有内容")
    texts = (value for grid in grids for row in grid.rows for value in row if isinstance(value, str))
    if sum(map(len, texts)) > _MOST_LETTERS:
        raise Rejected("too_large", name, what=f"文字超过 {_MOST_LETTERS // 10_000} 万字，不像总表或通知")


def _sheet_blocks(grids: Sequence[Grid]) -> list[Block]:
    return [grid for grid in grids if grid.visible and grid.rows]
