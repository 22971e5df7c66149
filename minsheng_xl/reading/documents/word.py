"""A Word document (.docx) as blocks, by the standard library alone: paragraphs with their automatic numbers,
tables with cells merged down and across."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat

from minsheng_xl.formats.a1 import Area
from minsheng_xl.formats.xml import Attributes, local, parse
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.tables.kinds import join_lines
from minsheng_xl.reading.text.paragraph import Block, Paragraph

_NUMERALS = "零一二三四五六七八九十"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def read_word(parts: Zip, file: str) -> list[Block]:
    """The blocks of a document; a line is a paragraph of it, or a row of a table."""
    numbering = _Numbering(parts)
    body = _Body(file, numbering)
    parser = expat.ParserCreate()
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.characters
    parser.buffer_text = True
    name = parts.find("word/document.xml")
    parse(parts.read(name), name, parser)
    return body.blocks


@dataclass(slots=True)
class _Cell:
    """A table cell while it is read."""

    texts: list[str] = field(default_factory=list)
    span: int = 1
    goes_on: bool = False
    """Whether it is merged with the cell above."""


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)


class _Numbering:
    """The automatic numbers of paragraphs, as Word would print them."""

    def __init__(self, parts: Zip) -> None:
        self._abstract: dict[str, str] = {}
        self._levels: dict[tuple[str, str], dict[str, str]] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        self._styles: dict[str, tuple[str, int]] = {}
        for name, read in (("word/numbering.xml", self._read), ("word/styles.xml", self._read_styles)):
            part = parts.find(name)
            if part:
                read(parts.read(part), part)

    def of_style(self, style: str) -> tuple[str, int]:
        """List and level a paragraph style gives; an empty list where it gives none."""
        return self._styles.get(style, ("", 0))

    def _read_styles(self, xml: bytes, part: str) -> None:
        current = ""

        def start(full: str, raw: Attributes) -> None:
            nonlocal current
            tag, attributes = local(full), {local(key): value for key, value in raw.items()}
            number, level = self._styles.get(current, ("", 0))
            if tag == "style":
                current = attributes.get("styleId", "")
            elif tag == "basedOn" and attributes.get("val") in self._styles:
                self._styles[current] = self._styles[attributes["val"]]
            elif tag == "numId":
                self._styles[current] = attributes.get("val", ""), level
            elif tag == "ilvl":
                self._styles[current] = number, int(attributes.get("val", "0"))

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parse(xml, part, parser)

    def _read(self, xml: bytes, part: str) -> None:
        state = {"abstract": "", "level": "", "num": ""}

        def start(full: str, raw: Attributes) -> None:
            tag, attributes = local(full), {local(key): value for key, value in raw.items()}
            if tag == "abstractNum":
                state["abstract"] = attributes.get("abstractNumId", "")
            elif tag == "lvl":
                state["level"] = attributes.get("ilvl", "0")
                self._levels[state["abstract"], state["level"]] = {}
            elif tag in ("numFmt", "lvlText", "start") and state["level"]:
                self._levels[state["abstract"], state["level"]][tag] = attributes.get("val", "")
            elif tag == "num":
                state["num"], state["level"] = attributes.get("numId", ""), ""
            elif tag == "abstractNumId" and state["num"]:
                self._abstract[state["num"]] = attributes.get("val", "")

        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parse(xml, part, parser)

    def text(self, number: str, level: int) -> str:
        """The next number of a list at a level; empty for a bullet or a list that is not known."""
        abstract = self._abstract.get(number, "")
        known = self._levels.get((abstract, str(level)))
        if not known or known.get("numFmt") in (None, "bullet", "none"):
            return ""
        self._counts[abstract, level] += 1
        for deeper in range(level + 1, 9):
            self._counts[abstract, deeper] = 0

        def filled(slot: re.Match[str]) -> str:
            at = int(slot[1]) - 1
            form = self._levels.get((abstract, str(at)), {})
            first = int(form.get("start", "1") or 1)
            return _numeral(max(self._counts[abstract, at], 1) + first - 1, form.get("numFmt", "decimal"))

        return re.sub(r"%(\d)", filled, known.get("lvlText", ""))


def _numeral(number: int, form: str) -> str:
    if form.startswith(("chinese", "ideograph", "taiwanese", "japaneseCounting")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = ("" if tens == 1 else _NUMERALS[tens]) + "十" if tens else ""
        return head + (_NUMERALS[ones] if ones or not tens else "")
    if form == "decimalEnclosedCircle" and number < len(_CIRCLED):
        return _CIRCLED[number]
    return str(number)


class _Body:
    """Follows paragraphs and tables; of tables inside tables the text goes to the outer cell."""

    def __init__(self, file: str, numbering: _Numbering) -> None:
        self.blocks: list[Block] = []
        self._file, self._numbering = file, numbering
        self._tables: list[_Table] = []
        self._text: list[str] = []
        self._number, self._level = "", 0
        self._line = 0
        self._taken = False

    def start(self, full: str, raw: Attributes) -> None:
        tag, attributes = local(full), {local(key): value for key, value in raw.items()}
        match tag:
            case "tbl":
                self._tables.append(_Table())
            case "tr" if self._tables:
                self._tables[-1].rows.append([])
            case "tc" if self._tables:
                self._tables[-1].rows[-1].append(_Cell())
            case "gridSpan" if self._tables:
                self._cell.span = max(1, int(attributes.get("val", "1")))
            case "vMerge" if self._tables:
                self._cell.goes_on = attributes.get("val", "continue") != "restart"
            case "p":
                self._text, self._number, self._level = [], "", 0
            case "pStyle":
                self._number, self._level = self._numbering.of_style(attributes.get("val", ""))
            case "numId":
                self._number = attributes.get("val", "")
            case "ilvl":
                self._level = int(attributes.get("val", "0"))
            case "t":
                self._taken = True
            case "tab":
                self._text.append("　")
            case "br" | "cr":
                self._text.append("\n")

    @property
    def _cell(self) -> _Cell:
        return self._tables[-1].rows[-1][-1]

    def characters(self, text: str) -> None:
        if self._taken:
            self._text.append(text)

    def end(self, full: str) -> None:
        match local(full):
            case "t":
                self._taken = False
            case "p":
                self._end_paragraph()
            case "tbl":
                table = self._tables.pop()
                if not self._tables:
                    self._line += 1
                    self.blocks.append(self._grid(table))

    def _end_paragraph(self) -> None:
        number = self._numbering.text(self._number, self._level) if self._number else ""
        text = (number + "".join(self._text)).strip("　 \n")
        self._text = []
        if self._tables:
            if self._tables[-1].rows and self._tables[-1].rows[-1]:
                self._cell.texts.append(text)
            return
        for part in text.split("\n"):
            self._line += 1
            if part.strip():
                self.blocks.append(Paragraph(self._line, part.strip()))

    def _grid(self, table: _Table) -> Grid:
        """The table with every cell in its column; a merge down is kept as one."""
        first = self._line
        self._line += max(0, len(table.rows) - 1)
        grid = Grid([], file=self._file, lines=list(range(first, first + len(table.rows))))
        tops: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(table.rows, start=1):
            cells: list[CellValue] = []
            for cell in row:
                column = len(cells) + 1
                cells += [None if cell.goes_on else join_lines(cell.texts) or None, *[None] * (cell.span - 1)]
                tops[column] = (tops[column][0] if cell.goes_on and column in tops else number, number)
                if cell.goes_on:
                    grid.merges = [
                        each for each in grid.merges if (each.top, each.left) != (tops[column][0], column)
                    ]
                    grid.merges.append(Area(tops[column][0], column, number, column + cell.span - 1))
                elif cell.span > 1:
                    grid.merges.append(Area(number, column, number, column + cell.span - 1))
            grid.rows.append(cells)
        return grid
