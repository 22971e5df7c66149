"""Cell notes: the comments part, the shapes that show them, and the threads that tie both to a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final
from unicodedata import east_asian_width

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.formats.xml import DECLARATION, escape
from minsheng_xl.formats.xml_text import Element, attribute, inner, start_tag
from minsheng_xl.writing.patch import sheet_parts
from minsheng_xl.writing.patch.cell_xml import cell_text
from minsheng_xl.writing.patch.office_package import Package
from minsheng_xl.writing.patch.open_book import OpenBook
from minsheng_xl.writing.patch.open_sheet import OpenSheet
from minsheng_xl.writing.patch.sheet_rows import Tags

_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_NOTE_TYPE: Final = "_x0000_t202"
_DRAWING: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{}"/></o:shapelayout></xml>'
)
_SHAPE_TYPE: Final = (
    f'<v:shapetype id="{_NOTE_TYPE}" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE: Final = (
    '<v:shape id="_x0000_s{id}" type="#{type}" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:180pt;height:60pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_BOX: Final = re.compile(
    r"(<x:Anchor>)([^<]*)(</x:Anchor>(?:(?!</x:ClientData>).)*?"
    r"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>)",
    re.DOTALL,
)
_WIDTH, _LINE, _MARGIN = 260, 17, 10  # pixels of a note's box
_LETTERS_A_LINE: Final = 34  # in half-width letters


def add_notes(
    book: OpenBook, sheet: OpenSheet, notes: Iterable[tuple[tuple[int, int], str]], author: str
) -> None:
    """Put notes on cells (row, column); what an existing note says stays above it."""
    comments, boxes = _Comments(book, sheet), _Boxes(book.package, sheet)
    number = comments.author(author)
    for (row, column), text in notes:
        whole = comments.add(cell_name(row, column), number, text)
        boxes.show(row, column, ", ".join(map(str, _anchor(sheet, row, column, whole))))
    comments.close()
    boxes.close()


class _Comments:
    """The comments part of a sheet, opened."""

    def __init__(self, book: OpenBook, sheet: OpenSheet) -> None:
        self._package = book.package
        known = self._package.related(sheet.part, "comments")
        self._part = known[0] if known else _new_comments(book, sheet)
        self._root = Element.parse(self._package.text(self._part))
        self._authors, self._list = (self._group(name) for name in ("authors", "commentList"))
        self._places = {attribute(start_tag(one), "ref"): i for i, one in enumerate(self._list.children)}

    def _group(self, name: str) -> Element:
        return Element.parse(self._root.children[self._root.find(name)])

    def author(self, name: str) -> int:
        """Number of an author, known or new."""
        known = [inner(child) for child in self._authors.all("author")]
        if escape(name) not in known:
            p = self._authors.prefix
            self._authors.children.append(f"<{p}author>{escape(name)}</{p}author>")
            known.append(escape(name))
        return known.index(escape(name))

    def add(self, cell: str, author: int, text: str) -> str:
        """Add a comment, or the text to that of the cell; all the comment now says."""
        p, children = self._list.prefix, self._list.children
        index = self._places.get(cell)
        if index is not None:
            children[index] = _appended(children[index], _run(p, f"\n{text}"))
            return Tags(p).plain(children[index])
        content = f"<{p}text>{_run(p, text)}</{p}text>"
        self._places[cell] = len(children)
        children.append(f'<{p}comment ref="{cell}" authorId="{author}">{content}</{p}comment>')
        return text

    def close(self) -> None:
        """Put the part back."""
        for name, group in (("authors", self._authors), ("commentList", self._list)):
            self._root.children[self._root.find(name)] = group.text
        self._package.put(self._part, self._root.text)


def _new_comments(book: OpenBook, sheet: OpenSheet) -> str:
    package = book.package
    part = package.free_name("xl/comments{}.xml")
    empty = f'<comments xmlns="{book.namespace}"><authors/><commentList/></comments>'
    package.put(part, DECLARATION + empty)
    package.declare(part, _COMMENTS_TYPE)
    package.relate(sheet.part, "comments", part)
    return part


def _appended(comment: str, run: str) -> str:
    """A comment with one more run; a plain text becomes a run, for both cannot stand side by side."""
    opened = Element.parse(comment)
    index = opened.find("text")
    text = Element.parse(opened.children[index])
    p = text.prefix
    plain = {child: f"<{p}r>{child}</{p}r>" for child in text.all("t")}
    text.children = [*(plain.get(child, child) for child in text.children), run]
    opened.children[index] = text.text
    return opened.text


def _run(p: str, text: str) -> str:
    look = f'<{p}rPr><{p}sz val="9"/><{p}rFont val="宋体"/></{p}rPr>'
    return f'<{p}r>{look}<{p}t xml:space="preserve">{cell_text(text)}</{p}t></{p}r>'


class _Boxes:
    """The boxes in which a sheet's notes are shown: a part of shapes (not that of header images).

    Such a part need not be well-formed XML, nor does its encoding matter: what is added is ASCII.
    """

    def __init__(self, package: Package, sheet: OpenSheet) -> None:
        self._package = package
        self._part = sheet_parts.related_part(package, sheet, "legacyDrawing") or _new_shapes(package, sheet)
        self._text = self._package.content(self._part).decode("latin-1")
        self._used = {int(number) for number in re.findall(r'="_x0000_s(\d+)"', self._text)}
        self._blocks = _blocks(self._text) or [1]
        self._known = {(int(one[4]), int(one[5])) for one in _BOX.finditer(self._text)}
        self._anchors: dict[tuple[int, int], str] = {}

    def show(self, row: int, column: int, anchor: str) -> None:
        """Give the note of a cell this box, be it new or there before."""
        self._anchors[row - 1, column - 1] = anchor

    def close(self) -> None:
        """Put the part back."""
        text = _BOX.sub(self._moved, self._text)
        new = [self._shape(*place) for place in self._anchors if place not in self._known]
        if new and f'id="{_NOTE_TYPE}"' not in text:
            new.insert(0, _SHAPE_TYPE)
        listed = ",".join(map(str, self._blocks))
        text = re.sub(r'(<o:idmap[^>]*\sdata=")[\d,]*', rf"\g<1>{listed}", text)
        end = text.rindex("</xml")
        self._package.put(self._part, (text[:end] + "".join(new) + text[end:]).encode("latin-1"))

    def _moved(self, found: re.Match[str]) -> str:
        anchor = self._anchors.get((int(found[4]), int(found[5])), found[2])
        return f"{found[1]}{anchor}{found[3]}"

    def _shape(self, row: int, column: int) -> str:
        anchor = self._anchors[row, column]
        return _SHAPE.format(id=self._number(), type=_NOTE_TYPE, anchor=anchor, row=row, column=column)

    def _number(self) -> int:
        """A shape number not yet used; they come in blocks of 1024, each of one drawing of the workbook."""
        last = self._blocks[-1]
        free = (number for number in range(last * 1024 + 1, (last + 1) * 1024) if number not in self._used)
        number = next(free, None)
        if number is None:
            self._blocks.append(max(_free_block(self._package), last + 1))
            return self._number()
        self._used.add(number)
        return number


def _new_shapes(package: Package, sheet: OpenSheet) -> str:
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.put(part, _DRAWING.format(_free_block(package)).encode())
    package.declare(part, _VML_TYPE)
    sheet_parts.relate_part(package, sheet, "legacyDrawing", "vmlDrawing", part)
    return part


def _blocks(drawing: str) -> list[int]:
    found = re.search(r'<o:idmap[^>]*\sdata="([\d,]*)"', drawing)
    return [int(block) for block in found[1].split(",") if block] if found else []


def _free_block(package: Package) -> int:
    drawings = (package.content(name).decode("latin-1") for name in package.names if name.endswith(".vml"))
    return max((block for drawing in drawings for block in _blocks(drawing)), default=0) + 1


def _anchor(sheet: OpenSheet, row: int, column: int, text: str) -> tuple[int, ...]:
    """Left, top, right and bottom of a box beside the cell, each as column or row from 0 and pixels."""
    lines = sum(max(1, -(-_breadth(line) // _LETTERS_A_LINE)) for line in text.splitlines() or [""])
    right, right_offset = _reach(partial(sheet_parts.column_pixels, sheet), column + 1, _WIDTH)
    bottom, bottom_offset = _reach(partial(sheet_parts.row_pixels, sheet), row, lines * _LINE + _MARGIN)
    return column, 15, row - 1, 2, right - 1, right_offset, bottom - 1, bottom_offset


def _reach(size: Callable[[int], int], start: int, pixels: int) -> tuple[int, int]:
    """The column or row (from 1) in which a length that begins at `start` ends, and how far into it."""
    while pixels > size(start):
        pixels -= size(start)
        start += 1
    return start, pixels


def _breadth(line: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)
