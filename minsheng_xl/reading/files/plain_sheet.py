"""Worksheets rewritten in the one form the byte scan knows."""

from __future__ import annotations

from xml.parsers import expat

from minsheng_xl.formats.a1 import cell_name, cell_position
from minsheng_xl.formats.faults import DamagedError
from minsheng_xl.formats.xml import Attributes, escape, local, parse, quoted


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
        inner = "".join(f" {local(key)}={quoted(value)}" for key, value in attributes.items())
        self.pieces.append(f"<{name}{inner}>")

    def _cell(self, reference: str) -> str:
        if reference:
            self._row, self._column = cell_position(reference)
        else:
            self._column += 1
        return cell_name(self._row, self._column)

    def end(self, name: str) -> None:
        self.pieces.append(f"</{local(name)}>")

    def text(self, text: str) -> None:
        self.pieces.append(escape(text))


def rewrite_sheet(xml: bytes, part: str) -> bytes:
    """The worksheet in UTF-8 in the plain form that Excel writes. Raises `DoctypeError`, `DamagedError`."""
    rewriter, parser = _Rewriter(), expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = rewriter.start, rewriter.end
    parser.CharacterDataHandler = rewriter.text
    try:
        parse(xml, part, parser)
    except ValueError as problem:
        raise DamagedError(part) from problem
    return "".join(rewriter.pieces).encode()
