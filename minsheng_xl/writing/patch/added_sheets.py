"""Sheets added to a workbook: tables of text and numbers such as 退回说明 and 核对问题."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.xml import DECLARATION, quoted
from minsheng_xl.formats.xml_text import Element, attribute, replace_start, set_attribute, start_tag
from minsheng_xl.writing.patch.cell_xml import Value
from minsheng_xl.writing.patch.defined_names import ORDER
from minsheng_xl.writing.patch.open_book import OpenBook

_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]|^'|'$")


class Styled(NamedTuple):
    """A value with the format (a number of `Workbook.styles`) it is shown in."""

    value: Value
    style: int


Line = Sequence[Value | Styled]
"""One row of an added sheet, from column A."""


class Face(NamedTuple):
    """How an added sheet looks: column widths in characters, rows that stay on top, who can see it."""

    widths: Sequence[float] = ()
    frozen_rows: int = 0
    state: str = "visible"


def add_sheet(book: OpenBook, name: str, face: Face) -> None:
    """Add an empty sheet after the others."""
    _check_name(book, name)
    package = book.package
    part = package.free_name(posixpath.join(posixpath.dirname(book.part), "worksheets/sheet{}.xml"))
    package.put(part, empty_sheet(book, face))
    package.declare(part, _SHEET_TYPE)
    key = package.relate(book.part, "worksheet", part)
    index = book.root.find("sheets")
    sheets = Element.parse(book.root.children[index])
    number = max(int(attribute(tag, "sheetId") or 0) for tag in sheets.all("sheet")) + 1
    state = "" if face.state == "visible" else f' state="{face.state}"'
    prefix = _relation_prefix(book)
    tag = f'<{sheets.prefix}sheet name={quoted(name)} sheetId="{number}"{state} {prefix}:id="{key}"/>'
    sheets.children.append(tag)
    book.root.children[index] = sheets.text
    book.parts[name] = part


def _check_name(book: OpenBook, name: str) -> None:
    if not 0 < len(name) <= _LONGEST_NAME or _FORBIDDEN.search(name):
        raise OutputError(f"“{name}”不能做工作表名", f"请用 1 至 {_LONGEST_NAME} 个字，不含 []:*?/\\")
    if name.casefold() in map(str.casefold, book.sheets):
        raise OutputError(f"工作簿里已有工作表〔{name}〕", "请换一个名称，或说明要替换它")


def _relation_prefix(book: OpenBook) -> str:
    namespace = re.escape(book.package.relation_namespace)
    bound = re.search(rf"xmlns:([\w.-]+)\s*=\s*[\"']{namespace}[\"']", book.root.head)
    if bound is None:
        book.root.head = set_attribute(book.root.head, "xmlns:r", book.package.relation_namespace)
    return bound[1] if bound else "r"


def empty_sheet(book: OpenBook, face: Face) -> str:
    """The part of a sheet without cells: landscape A4, as wide as the page."""
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(face.widths, start=1)
    )
    top = f"A{face.frozen_rows + 1}"
    pane = f'<pane ySplit="{face.frozen_rows}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetView workbookViewId="0">{pane if face.frozen_rows else ""}</sheetView>'
    return (
        f'{DECLARATION}<worksheet xmlns="{book.namespace}" xmlns:r="{book.package.relation_namespace}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f"<sheetViews>{views}</sheetViews>"
        f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def activate(book: OpenBook, name: str) -> None:
    """Let the workbook open on this sheet, and select no other with it."""
    index = book.root.find("bookViews")
    p = book.root.prefix
    default = f"<{p}bookViews><{p}workbookView/></{p}bookViews>"
    views = Element.parse(book.root.children[index] if index >= 0 else default)
    for place, child in enumerate(views.children):
        if child.startswith("<"):
            tag = set_attribute(start_tag(child), "activeTab", str(book.sheets.index(name)))
            views.children[place] = replace_start(child, tag)
    book.root.put("bookViews", views.text, ORDER)
    for other in book.sheets:
        if other == name or re.search(r"tabSelected\s*=", book.package.text(book.parts[other])):
            _select(book.sheet(other).root, other == name)


def _select(root: Element, selected: bool) -> None:
    index = root.find("sheetViews")
    if index < 0:
        return
    views = Element.parse(root.children[index])
    for place, child in enumerate(views.children):
        if child.startswith("<"):
            tag = set_attribute(start_tag(child), "tabSelected", "1" if selected else None)
            views.children[place] = replace_start(child, tag)
    root.children[index] = views.text


def empty(book: OpenBook, name: str, face: Face) -> None:
    """Make a sheet's part that of an empty sheet, related to nothing."""
    part = book.parts[name]
    book.package.unrelate_all(part)
    book.package.put(part, empty_sheet(book, face))
    book.opened.pop(name, None)
