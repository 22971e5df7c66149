"""The parts of an Office Open XML workbook, found by following its relations, in UTF-8 whatever they were.

Relations: ECMA-376 part 2, 6.5; sheets: part 1, 18.2.19.
"""

from __future__ import annotations

import codecs
import posixpath
import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from minsheng_xl.reading.files.markup import elements, refuse_doctype
from minsheng_xl.reading.files.package import Package
from minsheng_xl.reading.files.rejected import Rejected

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)""")
_UTF8 = ("", "utf-8", "utf8", "us-ascii", "ascii")
_CHINESE = ("gb2312", "gbk", "gb_2312-80", "cp936")


class Relation(NamedTuple):
    """A reference of a part: last word of its type, the member meant (or empty), the target as written."""

    kind: str
    part: str
    target: str


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


def open_book(parts: Package) -> Book:
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


def find_book(parts: Package) -> str:
    """The workbook part; empty when there is none."""
    related = (each.part for each in relations(parts, "").values() if each.kind == "officeDocument")
    usual = (parts.find(f"xl/workbook.{kind}") for kind in ("xml", "bin"))
    return next(filter(None, (*related, *usual)), "")


def relations(parts: Package, source: str) -> dict[str, Relation]:
    """What a part (of the package itself: "") refers to, by id; nothing where it has no relations."""
    folder, base = posixpath.split(source.replace("\\", "/"))
    links = parts.find(f"{folder}/_rels/{base}.rels")
    if not links:
        return {}
    found = {}
    for link in elements(in_utf8(parts.read(links), links), links, "Relationship"):
        kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
        found[link.get("Id", "")] = Relation(kind, _resolved(parts, folder, target), target)
    return found


def in_utf8(xml: bytes, part: str) -> bytes:
    """An XML part in UTF-8: the very bytes where they are; what is valid UTF-8 is, whatever it declares."""
    match = _ENCODING.search(xml[:200])
    declared = match[1].decode().lower() if match else ""
    if declared in _UTF8 and b"\x00" not in xml[:4]:
        return xml
    try:
        text = xml.decode(_encoding(xml, declared))
    except (LookupError, UnicodeDecodeError) as problem:
        raise Rejected("damaged", where=f"（{part}：文字编码）") from problem
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode("utf-8", "surrogatepass")


def _encoding(xml: bytes, declared: str) -> str:
    if xml.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in xml[:4]:
        return "utf-16-be" if xml.startswith(b"\x00") else "utf-16-le"
    try:
        xml.decode()
    except UnicodeDecodeError:
        return "gb18030" if declared in _CHINESE else declared
    return "utf-8"


def _checked(parts: Package, book: Book, part: str) -> bytes:
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


def _resolved(parts: Package, folder: str, target: str) -> str:
    """The member a target means, from the folder of the part that names it; empty when there is none."""
    for written in (target, unquote(target)):
        path = posixpath.normpath(posixpath.join(f"/{folder}", written.replace("\\", "/")))
        if part := parts.find(path):
            return part
    return ""
