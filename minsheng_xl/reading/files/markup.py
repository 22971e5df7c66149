"""XML parts by expat: their elements, and worksheets rewritten in the one form the byte scan knows.

Every DOCTYPE is refused, in any encoding: no part of a workbook needs one, and entities live there.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from minsheng_xl.place import cell_name, column_number
from minsheng_xl.reading.files.rejected import Rejected

Attributes = dict[str, str]

_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def refuse_doctype(head: bytes, part: str) -> None:
    """Raise `Rejected` when the beginning of an XML part declares a DOCTYPE, whatever its encoding."""
    if b"!" in head and b"<!DOCTYPE" in head.replace(b"\x00", b"").upper():
        raise Rejected("doctype", part=part)


def parse(xml: bytes, part: str, parser: expat.XMLParserType) -> None:
    """Run a parser over a whole part. Raises `Rejected`: doctype, damaged."""

    def declared(*_: object) -> None:
        raise Rejected("doctype", part=part)

    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as problem:
        raise Rejected("damaged", where=f"（{part}）") from problem


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def elements(xml: bytes, part: str, name: str) -> list[Attributes]:
    """Attributes of every element of that local name, in document order; keys without their prefix."""
    found: list[Attributes] = []
    prefixed = f":{name}"

    def start(full: str, attributes: Attributes) -> None:
        if full == name or full.endswith(prefixed):
            found.append({local(key): value for key, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parse(xml, part, parser)
    return found


def split_reference(reference: str) -> tuple[int, int]:
    """Row and column of a cell's reference. Raises `Rejected` for what is none."""
    if not (match := _REFERENCE.fullmatch(reference)):
        raise Rejected("damaged", where=f"（单元格位置写成“{reference[:20]}”）")
    return int(match[2]), column_number(match[1].upper())


class _Rewriter:
    """Writes a worksheet anew: no prefixes, comments or CDATA, double quotes, `r` first and never missing."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._row = self._column = 0

    def start(self, full: str, attributes: Attributes) -> None:
        name = local(full)
        if name == "row":
            self._row = int(attributes.pop("r", self._row + 1))
            self._column = 0
            attributes = {"r": str(self._row)} | attributes
        elif name == "c":
            attributes = {"r": self._cell(attributes.pop("r", ""))} | attributes
        inner = "".join(f' {local(key)}="{_escape(value)}"' for key, value in attributes.items())
        self.pieces.append(f"<{name}{inner}>")

    def _cell(self, reference: str) -> str:
        if reference:
            self._row, self._column = split_reference(reference)
        else:
            self._column += 1
        return cell_name(self._row, self._column)

    def end(self, name: str) -> None:
        self.pieces.append(f"</{local(name)}>")

    def text(self, text: str) -> None:
        self.pieces.append(_escape(text))


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)


def rewrite_sheet(xml: bytes, part: str) -> bytes:
    """The worksheet in UTF-8 in the plain form that Excel writes. Raises `Rejected`: doctype, damaged."""
    rewriter, parser = _Rewriter(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = rewriter.start, rewriter.end
    parser.CharacterDataHandler = rewriter.text
    try:
        parse(xml, part, parser)
    except ValueError as problem:
        raise Rejected("damaged", where=f"（{part}）") from problem
    return "".join(rewriter.pieces).encode()
