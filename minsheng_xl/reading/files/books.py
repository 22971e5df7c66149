"""The parts of an Office Open XML workbook, found by following its relations, in UTF-8 whatever they were.

Sheets: ECMA-376 part 1, 18.2.19.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from minsheng_xl.formats.opc import Relation, relations
from minsheng_xl.formats.xml import elements, in_utf8, refuse_doctype
from minsheng_xl.formats.zips import Zip
from minsheng_xl.reading.files.rejected import Rejected


class SheetPart(NamedTuple):
    """A sheet in tab order; `part` is empty for what is no worksheet."""

    name: str
    part: str
    visible: bool


@dataclass(slots=True)
class Book:
    """A workbook's own parts."""

    part: str
    sheets: list[SheetPart] = field(default_factory=list)
    strings: str = ""
    styles: str = ""
    since_1904: bool = False
    plain: bool = True
    """Whether all of it is in UTF-8, the only encoding the fast reader knows."""


def open_book(parts: Zip) -> Book:
    """The workbook and its sheets. Raises `Rejected`: damaged, doctype, too_large."""
    book = Book(find_book(parts))
    if not book.part:
        raise Rejected("damaged", where="（缺少工作簿部件）")
    links = relations(parts, book.part)
    xml = _checked(parts, book, book.part)
    sheets = elements(xml, book.part, "sheet")
    if len(sheets) > parts.limits.sheets:
        raise Rejected("too_large", what=f"有 {len(sheets)} 个工作表")
    for sheet in sheets:
        part = _sheet_part(links, sheet.get("id", ""))
        book.sheets.append(SheetPart(sheet.get("name", ""), part, sheet.get("state", "visible") == "visible"))
    properties = elements(xml, book.part, "workbookPr") if b"date1904" in xml else []
    book.since_1904 = any(each.get("date1904", "0") in ("1", "true") for each in properties)
    for relation in links.values():
        if relation.kind == "sharedStrings":
            book.strings = relation.part
        elif relation.kind == "styles":
            book.styles = relation.part
    for part in filter(None, (book.strings, book.styles)):
        _checked(parts, book, part)
    return book


def find_book(parts: Zip) -> str:
    """The workbook part; empty when there is none."""
    related = (each.part for each in relations(parts, "").values() if each.kind == "officeDocument")
    usual = (parts.find(f"xl/workbook.{kind}") for kind in ("xml", "bin"))
    return next(filter(None, (*related, *usual)), "")


def _checked(parts: Zip, book: Book, part: str) -> bytes:
    """A part read whole and checked, as the fast reader stops before it could notice a wrong CRC."""
    raw = parts.read(part)
    xml = in_utf8(raw, part)
    refuse_doctype(xml, part)
    book.plain = book.plain and xml is raw
    return xml


def _sheet_part(links: dict[str, Relation], link: str) -> str:
    """A worksheet's part; empty for a chart, a dialog or old macros. Raises `Rejected` where it is gone."""
    relation = links.get(link)
    if relation is None:
        raise Rejected("damaged", where="（工作表清单前后不一致）")
    if relation.kind != "worksheet":
        return ""
    if not relation.part:
        raise Rejected("damaged", where=f"（缺少部件 {relation.target[:100]}）")
    return relation.part
