"""The careful reader of worksheets: for workbooks the fast one refuses, or dies of.

It knows nothing but cells, and holds no more than is filled. Elements: ECMA-376 part 1, 18.3.1 and 18.4.
"""

from __future__ import annotations

import re
from datetime import datetime
from xml.parsers import expat

from minsheng_xl.formats.a1 import cell_position
from minsheng_xl.formats.xml import Attributes, in_utf8, local, parse
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import CellValue
from minsheng_xl.reading.files.books import Book
from minsheng_xl.reading.files.cells import SparseSheet, number_or_text
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.serial_dates import DateKind, date_kinds, moment
from minsheng_xl.reading.files.styles import read_styles

_ESCAPE = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")


class Values:
    """What cells of a workbook refer to: its texts, and which of its formats are dates."""

    def __init__(self, parts: Zip, book: Book) -> None:
        self.since_1904 = book.since_1904
        self.strings = _strings(*_xml(parts, book.strings)) if book.strings else []
        styles = read_styles(*_xml(parts, book.styles)) if book.styles else None
        self.kinds = date_kinds(styles.ids, styles.codes) if styles else []

    def value(self, cell: Attributes, text: str) -> CellValue:
        """A cell's value. Raises ValueError or IndexError for a text that does not exist."""
        match cell.get("t", "n"):
            case "s":
                index = int(text)
                return self.strings[index if index >= 0 else len(self.strings)] or None
            case "str" | "inlineStr":
                return _unescaped(text) or None
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return None
            case "d":
                return _iso_moment(text)
        return self._number(cell.get("s", ""), text.strip())

    def _number(self, style: str, text: str) -> CellValue:
        at = int(style) if style.isdecimal() else len(self.kinds)
        kind: DateKind = self.kinds[at] if at < len(self.kinds) else ""
        value = number_or_text(text)
        dated = kind and not isinstance(value, str | None)
        return moment(float(text), self.since_1904, kind) if dated else value


def read_values(parts: Zip, part: str, sheet: SparseSheet, values: Values) -> None:
    """Put the values of a worksheet part into its sheet. Raises `Rejected`: damaged, far_cell, too_large."""
    reader, parser = _Cells(sheet, values), expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parse(*_xml(parts, part), parser)
    except (ValueError, IndexError) as problem:
        raise Rejected("damaged", where=f"（{part}）") from problem


class _Cells:
    """Follows the cells of a worksheet; those without a reference follow the one before."""

    def __init__(self, sheet: SparseSheet, values: Values) -> None:
        self._sheet, self._values = sheet, values
        self._row = self._column = 0
        self._cell: Attributes | None = None
        self._pieces: list[str] = []
        self._within = ""
        self._in_data = False

    def start(self, full: str, attributes: Attributes) -> None:
        match local(full):
            case "sheetData":
                self._in_data = True
            case _ if not self._in_data:
                return
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                self._cell, self._pieces = attributes, []
                self._place(attributes.get("r", ""))
            case "v" | "t" | "rPh" as name if self._cell is not None and self._within != "rPh":
                self._within = name

    def _place(self, reference: str) -> None:
        if reference:
            self._row, self._column = cell_position(reference)
        else:
            self._column += 1

    def text(self, text: str) -> None:
        if self._within in ("v", "t"):
            self._pieces.append(text)

    def end(self, full: str) -> None:
        name = local(full)
        if name == self._within:
            self._within = ""
        elif name == "sheetData":
            self._in_data = False
        elif name == "c" and self._cell is not None:
            text = "".join(self._pieces)
            if text:
                self._sheet.put(self._row, self._column, self._values.value(self._cell, text))
            self._cell = None


def _strings(xml: bytes, part: str) -> list[str]:
    """The shared texts, without what is written above them to say how they sound."""
    found: list[str] = []
    pieces: list[str] = []
    open_: list[str] = []

    def start(full: str, _: Attributes) -> None:
        name = local(full)
        if name == "si":
            pieces.clear()
        if name in ("t", "rPh"):
            open_.append(name)

    def end(full: str) -> None:
        name = local(full)
        if name == "si":
            found.append(_unescaped("".join(pieces)))
        elif open_ and open_[-1] == name:
            open_.pop()

    def text(text: str) -> None:
        if open_ == ["t"]:
            pieces.append(text)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parse(xml, part, parser)
    return found


def _xml(parts: Zip, part: str) -> tuple[bytes, str]:
    return in_utf8(parts.read(part), part), part


def _iso_moment(text: str) -> CellValue:
    try:
        found = datetime.fromisoformat(text.strip().removesuffix("Z"))
    except ValueError:
        return text
    return found if "T" in text else found.date()


def _unescaped(text: str) -> str:
    """A text with its `_x000D_` resolved (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
