"""OpenDocument spreadsheets (.ods and .fods) by expat; repeats are unrolled no further than the limits.

Elements: OASIS OpenDocument 1.3 part 3, chapter 9 (tables) and 19 (attributes). Prefixes are the usual ones.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from xml.parsers import expat

from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.formats.xml import Attributes, local, parse
from minsheng_xl.place import CellValue, Doubt, Grid
from minsheng_xl.reading.files.cells import SparseSheet, number_or_text
from minsheng_xl.reading.files.looks import BLACK, WHITE, Font, doubt_of, has_doubtful_runs, note_shown
from minsheng_xl.reading.files.number_formats import PERCENT, shown_by
from minsheng_xl.reading.files.rejected import Rejected

_DURATION = re.compile(r"-?PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?")
_BLANKS = re.compile(r"[ \t\r\n]+")
_REFERENCE = re.compile(r"\[([^\]]*)\]")


class _Face(NamedTuple):
    """How a style of cells or of runs of text looks."""

    font: Font = Font()
    fill: str = WHITE
    raised: bool = False


class _Filled(NamedTuple):
    """A filled cell: where it begins, how many there are of it, what it is and shows."""

    column: int
    repeated: int
    cell: Attributes
    text: str
    doubt: Doubt | None


def read_ods(content: bytes, name: str, limits: Limits = LIMITS, styles: bytes = b"") -> list[Grid]:
    """Every sheet of a content.xml or a flat document, in tab order. Raises `Rejected`.

    `styles` is the styles.xml beside it: the styles that those of the content rest on.
    """
    reader = _Reader(name, limits)
    for xml in filter(None, (styles, content)):
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
        parser.CharacterDataHandler = reader.text
        parse(xml, name, parser)
    return [sheet.grid for sheet in reader.sheets]


class _Reader:
    """Follows the elements of a document; shapes and notes inside cells are not their text."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.sheets: list[SparseSheet] = []
        self._name, self._limits = name, limits
        self._row = self._column = self._rows = 0
        self._filled: list[_Filled] = []
        self._cell: Attributes = {}
        self._paragraphs: list[str] = []
        self._in_paragraph = False
        self._style = ""
        self._faces: dict[str, _Face] = {}
        self._runs: list[tuple[int, Font, bool]] = []
        self._hidden_styles: set[str] = set()
        self._aside = 0

    def start(self, full: str, attributes: Attributes) -> None:
        if self._aside or full.startswith("draw:") or full == "office:annotation":
            self._aside += 1
            return
        match local(full):
            case "style":
                self._style = attributes.get("style:name", "")
                parent = attributes.get("style:parent-style-name", "")
                self._faces[self._style] = self._faces.get(parent, _Face())
            case "text-properties" | "table-cell-properties" if self._style in self._faces:
                self._faces[self._style] = _with(self._faces[self._style], attributes)
            case "table-properties" if attributes.get("table:display") == "false":
                self._hidden_styles.add(self._style)
            case "table":
                self._start_sheet(attributes)
            case "table-column":
                self._start_column(attributes)
            case "table-row":
                self._start_row(attributes)
            case "table-cell" | "covered-table-cell":
                self._cell, self._paragraphs, self._runs = attributes, [], []
            case "p":
                self._paragraphs.append("")
                self._in_paragraph = True
                self._runs.append((self._length(), Font(), False))
            case "span":
                face = self._faces.get(attributes.get("text:style-name", ""), _Face())
                self._runs.append((self._length(), face.font, face.raised))
            case "s":
                self._add(" " * min(int(attributes.get("text:c", 1)), 1000))
            case "tab" | "line-break" as blank:
                self._add("\t" if blank == "tab" else "\n")

    def _length(self) -> int:
        """Of the text of the cell so far, its paragraphs parted by one character."""
        return sum(map(len, self._paragraphs)) + max(len(self._paragraphs) - 1, 0)

    def _start_sheet(self, attributes: Attributes) -> None:
        if len(self.sheets) >= self._limits.sheets:
            raise Rejected("too_large", what=f"工作表超过 {self._limits.sheets} 个")
        sheet = SparseSheet(self._name, attributes.get("table:name", ""), self._limits)
        sheet.grid.visible = attributes.get("table:style-name") not in self._hidden_styles
        self.sheets.append(sheet)
        self._row = self._column = 0

    def _start_column(self, attributes: Attributes) -> None:
        repeated = int(attributes.get("table:number-columns-repeated", 1))
        if attributes.get("table:visibility", "visible") != "visible":
            self.sheets[-1].hide_columns(self._column + 1, repeated)
        self._column += repeated

    def _start_row(self, attributes: Attributes) -> None:
        self._rows = int(attributes.get("table:number-rows-repeated", 1))
        self._column, self._filled = 0, []
        if attributes.get("table:visibility", "visible") != "visible":
            self.sheets[-1].hide_rows(self._row + 1, self._rows)

    def text(self, text: str) -> None:
        """Text of a paragraph; runs of white space count as one blank there (ODF 1.3 part 3, 6.1.2)."""
        if not self._aside:
            self._add(_BLANKS.sub(" ", text))

    def _add(self, text: str) -> None:
        if self._in_paragraph:
            self._paragraphs[-1] += text

    def end(self, full: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        match local(full):
            case "p":
                self._in_paragraph = False
            case "span":
                self._runs.append((self._length(), Font(), False))
            case "table-cell" | "covered-table-cell":
                self._end_cell()
            case "table-row":
                self._end_row()

    def _end_cell(self) -> None:
        repeated = int(self._cell.get("table:number-columns-repeated", 1))
        text = "\n".join(self._paragraphs)
        if text or "office:value-type" in self._cell or "table:formula" in self._cell:
            shown = bool(self._paragraphs)
            self._filled.append(
                _Filled(self._column + 1, repeated, self._cell, text, self._doubt(text, shown))
            )
        rows, columns = (
            int(self._cell.get(f"table:number-{axis}-spanned", 1)) for axis in ("rows", "columns")
        )
        self.sheets[-1].merge(self._row + 1, self._column + 1, rows, columns)
        self._column += repeated

    def _doubt(self, text: str, shown: bool) -> Doubt | None:
        """Why a cell does not show what it holds; one that was saved without its look shows it."""
        if has_doubtful_runs(text, self._runs):
            return "struck"
        face = self._faces.get(self._cell.get("table:style-name", ""))
        hidden = shown and not text and "table:formula" not in self._cell
        return (doubt_of(face.font, face.fill) if face else None) or ("format" if hidden else None)

    def _end_row(self) -> None:
        for row in range(self._row + 1, self._row + self._rows + 1) if self._filled else ():
            for filled in self._filled:
                for column in range(filled.column, filled.column + filled.repeated):
                    self._put(row, column, filled)
        self._row += self._rows

    def _put(self, row: int, column: int, filled: _Filled) -> None:
        sheet, at, cell = self.sheets[-1], (row, column), filled.cell
        if formula := cell.get("table:formula"):
            sheet.grid.formulas[at] = _formula(formula)
            if "office:value-type" not in cell:
                sheet.grid.uncached.add(at)
        if cell.get("calcext:value-type") == "error":
            sheet.grid.errors[at] = filled.text
            sheet.put(row, column, None)
            return
        value = _value(cell, filled.text)
        sheet.put(row, column, value)
        if filled.doubt and value is not None:
            sheet.grid.doubts[at] = filled.doubt
        elif isinstance(value, Decimal):
            percent = cell.get("office:value-type") == "percentage"
            shown = PERCENT if percent else shown_by(filled.text, value)
            note_shown(sheet.grid, at, value, shown)


def _with(face: _Face, attributes: Attributes) -> _Face:
    """A look with what the properties of a style add to it."""
    font, written = face.font, attributes.get
    line = written("style:text-line-through-type", written("style:text-line-through-style"))
    size = written("fo:font-size", "")
    font = font._replace(
        struck=font.struck if line is None else line != "none",
        colour=_colour(written("fo:color"), font.colour),
        points=float(size[:-2]) if re.fullmatch(r"[0-9.]{1,6}pt", size) else font.points,
    )
    if written("style:use-window-font-color") == "true":
        font = font._replace(colour=BLACK)
    position = written("style:text-position", "").partition(" ")[0].rstrip("%")
    raised = position != "0" if position else face.raised
    return _Face(font, _colour(written("fo:background-color"), face.fill), raised)


def _colour(written: str | None, otherwise: str) -> str:
    """`#ff0000` as six digits."""
    if written == "transparent":
        return WHITE
    return written[1:].upper() if written and written.startswith("#") else otherwise


def _value(cell: Attributes, text: str) -> CellValue:
    match cell.get("office:value-type"):
        case "float" | "percentage" | "currency":
            return number_or_text(cell.get("office:value", text))
        case "date":
            return _moment(cell.get("office:date-value", ""), text)
        case "time":
            return _time(cell.get("office:time-value", ""), text)
        case "boolean":
            return cell.get("office:boolean-value") == "true"
        case _:
            return cell.get("office:string-value", text) or None


def _moment(written: str, text: str) -> CellValue:
    try:
        return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)
    except ValueError:
        return text or None


def _time(written: str, text: str) -> CellValue:
    """A time of day, or a duration where it is longer than a day."""
    if not (match := _DURATION.fullmatch(written)):
        return text or None
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return (datetime.min + span).time() if span < timedelta(days=1) else span


def _formula(written: str) -> str:
    """A formula as Excel shows it: `of:=SUM([.B2:.B4])` -> `=SUM(B2:B4)`."""

    def reference(match: re.Match[str]) -> str:
        (sheet, _, first), *rest = (part.rpartition(".") for part in match[1].split(":"))
        cells = ":".join([first, *(cell for _, _, cell in rest)])
        return f"{sheet.lstrip('$')}!{cells}" if sheet else cells

    return "=" + _REFERENCE.sub(reference, written.partition("=")[2])
