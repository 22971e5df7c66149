"""Cell notes: the comments part, the shapes that show them, and the threads that tie both to a sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final
from unicodedata import east_asian_width

from minsheng_xl.place import cell_name
from minsheng_xl.writing.patch import fittings
from minsheng_xl.writing.patch.cells import cell_text
from minsheng_xl.writing.patch.markup import DECLARATION, Element, attribute, escape, inner, start_tag
from minsheng_xl.writing.patch.rows import Tags

if TYPE_CHECKING:
    from minsheng_xl.writing.patch.package import Package
    from minsheng_xl.writing.patch.sheet import Sheet

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
_BOX: Final = r"(<x:Anchor>)([^<]*)(</x:Anchor>(?:(?!</x:ClientData>).)*?<x:Row>{row}</x:Row>\s*<x:Column>{column}</x:Column>)"
_WIDTH, _LINE, _MARGIN = 260, 17, 10  # pixels of a note's box
_LETTERS_A_LINE: Final = 34  # in half-width letters


def add_note(sheet: Sheet, row: int, column: int, text: str, author: str) -> None:
    """Put a note on a cell; what an existing note says stays above it."""
    package = sheet.book.package
    part = next(iter(package.related(sheet.part, "comments")), None) or _new_comments(sheet)
    root = Element.parse(package.text(part))
    groups = {name: Element.parse(root.children[root.find(name)]) for name in ("authors", "commentList")}
    number = _author(groups["authors"], author)
    whole = _comment(groups["commentList"], cell_name(row, column), number, text)
    for name, group in groups.items():
        root.children[root.find(name)] = group.text
    package.put(part, root.text)
    _show(sheet, row, column, whole)


def _new_comments(sheet: Sheet) -> str:
    package = sheet.book.package
    part = package.free_name("xl/comments{}.xml")
    empty = f'<comments xmlns="{sheet.book.namespace}"><authors/><commentList/></comments>'
    package.put(part, DECLARATION + empty)
    package.declare(part, _COMMENTS_TYPE)
    package.relate(sheet.part, "comments", part)
    return part


def _author(authors: Element, name: str) -> int:
    known = [inner(child) for child in authors.all("author")]
    if escape(name) not in known:
        authors.children.append(f"<{authors.prefix}author>{escape(name)}</{authors.prefix}author>")
        known.append(escape(name))
    return known.index(escape(name))


def _comment(comments: Element, cell: str, author: int, text: str) -> str:
    """Add the comment, or the text to that of the cell; all the comment now says."""
    p = comments.prefix
    for index, child in enumerate(comments.children):
        if attribute(start_tag(child), "ref") == cell:
            comments.children[index] = _appended(child, _run(p, f"\n{text}"))
            return Tags(p).plain(comments.children[index])
    content = f"<{p}text>{_run(p, text)}</{p}text>"
    comments.children.append(f'<{p}comment ref="{cell}" authorId="{author}">{content}</{p}comment>')
    return text


def _appended(comment: str, run: str) -> str:
    """A comment with one more run; a plain text becomes a run, for both cannot stand side by side."""
    opened = Element.parse(comment)
    index = opened.find("text")
    text = Element.parse(opened.children[index])
    p = text.prefix
    text.children = [
        f"<{p}r>{child}</{p}r>" if child.startswith(f"<{p}t") else child for child in text.children
    ]
    text.children.append(run)
    opened.children[index] = text.text
    return opened.text


def _run(p: str, text: str) -> str:
    look = f'<{p}rPr><{p}sz val="9"/><{p}rFont val="宋体"/></{p}rPr>'
    return f'<{p}r>{look}<{p}t xml:space="preserve">{cell_text(text)}</{p}t></{p}r>'


def _show(sheet: Sheet, row: int, column: int, text: str) -> None:
    """Give the cell's note a box as large as its text, that it had or a new one."""
    package = sheet.book.package
    part = _shapes_part(sheet)
    drawing = package.content(part).decode("latin-1")  # need not be well-formed; what is added is ASCII
    anchor = ", ".join(map(str, _anchor(sheet, row, column, text)))
    box = _BOX.format(row=row - 1, column=column - 1)
    resized, known = re.subn(box, rf"\g<1>{anchor}\g<3>", drawing, flags=re.DOTALL)
    if not known:
        resized, number = _free_shape(package, drawing)
        if f'id="{_NOTE_TYPE}"' not in resized:
            resized = _before_end(resized, _SHAPE_TYPE)
        shape = _SHAPE.format(id=number, type=_NOTE_TYPE, anchor=anchor, row=row - 1, column=column - 1)
        resized = _before_end(resized, shape)
    package.put(part, resized.encode("latin-1"))


def _before_end(drawing: str, new: str) -> str:
    end = drawing.rindex("</xml")
    return drawing[:end] + new + drawing[end:]


def _shapes_part(sheet: Sheet) -> str:
    """The part with a sheet's shapes (not that of its header images), made if there is none."""
    found = fittings.related_part(sheet, "legacyDrawing")
    if found:
        return found
    package = sheet.book.package
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.put(part, _DRAWING.format(_free_block(package)).encode())
    package.declare(part, _VML_TYPE)
    fittings.relate_part(sheet, "legacyDrawing", "vmlDrawing", part)
    return part


def _blocks(drawing: str) -> list[int]:
    found = re.search(r'<o:idmap[^>]*\sdata="([\d,]*)"', drawing)
    return [int(block) for block in found[1].split(",") if block] if found else []


def _free_block(package: Package) -> int:
    """Shape numbers come in blocks of 1024, each used by one drawing of the workbook."""
    drawings = (package.content(name).decode("latin-1") for name in package.names if name.endswith(".vml"))
    return max((block for drawing in drawings for block in _blocks(drawing)), default=0) + 1


def _free_shape(package: Package, drawing: str) -> tuple[str, int]:
    """A shape number not yet used, and the drawing with the block it belongs to."""
    used = {int(number) for number in re.findall(r'="_x0000_s(\d+)"', drawing)}
    blocks = _blocks(drawing) or [1]
    free = (n for block in blocks for n in range(block * 1024 + 1, block * 1024 + 1024) if n not in used)
    number = next(free, None)
    if number is not None:
        return drawing, number
    block = _free_block(package)
    listed = ",".join(map(str, [*blocks, block]))
    return re.sub(r'(<o:idmap[^>]*\sdata=")[\d,]*', rf"\g<1>{listed}", drawing), block * 1024 + 1


def _anchor(sheet: Sheet, row: int, column: int, text: str) -> tuple[int, ...]:
    """Left, top, right and bottom of a box beside the cell, each as column or row from 0 and pixels."""
    lines = sum(max(1, -(-_breadth(line) // _LETTERS_A_LINE)) for line in text.splitlines() or [""])
    right, right_offset = _reach(partial(fittings.column_pixels, sheet), column + 1, _WIDTH)
    bottom, bottom_offset = _reach(partial(fittings.row_pixels, sheet), row, lines * _LINE + _MARGIN)
    return column, 15, row - 1, 2, right - 1, right_offset, bottom - 1, bottom_offset


def _reach(size: Callable[[int], int], start: int, pixels: int) -> tuple[int, int]:
    """The column or row (from 1) in which a length that begins at `start` ends, and how far into it."""
    while pixels > size(start):
        pixels -= size(start)
        start += 1
    return start, pixels


def _breadth(line: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)
