"""XML Spreadsheet 2003: one XML file, the export of many older systems; read by expat.

Elements: XML Spreadsheet Reference (ss:Workbook, ss:Worksheet, ss:Table, ss:Row, ss:Cell, ss:Data).
"""

from __future__ import annotations

from datetime import datetime, time
from xml.parsers import expat

from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.formats.xml import Attributes, local, parse
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.cells import SparseSheet, number_or_text
from minsheng_xl.reading.files.looks import WHITE, Font, Look, look_of, see
from minsheng_xl.reading.files.rejected import Rejected

_PERCENTS = {
    "Percent": "0%",
    "Standard": "",
    "General Number": "",
    "Fixed": "",
    "Currency": "",
    "Scientific": "",
}
"""Named formats, and the codes they stand for here."""


def read_xml2003(text: str, name: str, limits: Limits = LIMITS) -> list[Grid]:
    """Every worksheet in tab order; formulas keep their R1C1 form. Raises `Rejected`."""
    reader, parser = _Reader(name, limits), expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.texts.append
    parse(text.encode(), name, parser)
    return [sheet.grid for sheet in reader.sheets]


class _Reader:
    """Follows the elements; `ss:Index` may jump ahead, everything without it stands next to the last."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.sheets: list[SparseSheet] = []
        self.texts: list[str] = []
        self._name, self._limits = name, limits
        self._row = self._column = self._wide = 0
        self._type = self._style = ""
        self._codes: dict[str, str] = {}
        self._fonts: dict[str, Font] = {}
        self._fills: dict[str, str] = {}
        self._looks: list[tuple[tuple[int, int], Look]] = []
        self._comment = False

    def start(self, full: str, attributes: Attributes) -> None:
        named = {local(key): value for key, value in attributes.items()}
        match local(full):
            case "Style":
                self._style = named.get("ID", "")
            case "NumberFormat":
                written = named.get("Format", "")
                self._codes[self._style] = _PERCENTS.get(written, written)
            case "Font" if self._style:
                self._fonts[self._style] = _font(named)
            case "Interior" if named.get("Pattern") == "Solid":
                self._fills[self._style] = _colour(named, WHITE)
            case "Worksheet":
                self._looks = []
                self.sheets.append(SparseSheet(self._name, named.get("Name", ""), self._limits))
                if len(self.sheets) > self._limits.sheets:
                    raise Rejected("too_large", what=f"工作表超过 {self._limits.sheets} 个")
            case "Table":
                self._row = self._column = self._wide = 0
            case "Column":
                self._start_column(named)
            case "Row":
                self._start_row(named)
            case "Cell":
                self._start_cell(named)
            case "Comment":
                self._comment = True
            case "Data" | "Visible":
                self._type = named.get("Type", "String")
                self.texts.clear()

    def _start_column(self, named: Attributes) -> None:
        self._column = _count(named, "Index", self._column + 1)
        more = _count(named, "Span", 0)
        if named.get("Hidden") == "1":
            self.sheets[-1].hide_columns(self._column, more + 1)
        self._column += more

    def _start_row(self, named: Attributes) -> None:
        self._row = _count(named, "Index", self._row + 1)
        self._column = self._wide = 0
        more = _count(named, "Span", 0)
        if named.get("Hidden") == "1":
            self.sheets[-1].hide_rows(self._row, more + 1)
        self._row += more

    def _start_cell(self, named: Attributes) -> None:
        self._column = _count(named, "Index", self._column + self._wide + 1)
        self._wide = _count(named, "MergeAcross", 0)
        sheet = self.sheets[-1]
        sheet.merge(self._row, self._column, _count(named, "MergeDown", 0) + 1, self._wide + 1)
        style = named.get("StyleID", "")
        font, fill = self._fonts.get(style, Font()), self._fills.get(style, WHITE)
        if look := look_of(self._codes.get(style, ""), font, fill):
            self._looks.append(((self._row, self._column), look))
        if formula := named.get("Formula"):
            sheet.grid.formulas[self._row, self._column] = formula
            sheet.grid.uncached.add((self._row, self._column))

    def end(self, full: str) -> None:
        match local(full):
            case "Data" if not self._comment:
                self._end_data("".join(self.texts))
            case "Comment":
                self._comment = False
            case "Style":
                self._style = ""
            case "Worksheet":
                see(self.sheets[-1].grid, self._looks)
            case "Visible":
                self.sheets[-1].grid.visible = "Hidden" not in "".join(self.texts)

    def _end_data(self, text: str) -> None:
        sheet, position = self.sheets[-1], (self._row, self._column)
        sheet.grid.uncached.discard(position)
        if self._type == "Error":
            sheet.grid.errors[position] = text
            sheet.put(*position, None)
        else:
            sheet.put(*position, _value(self._type, text))


def _font(named: Attributes) -> Font:
    size = named.get("Size", "")
    return Font(
        named.get("StrikeThrough") == "1",
        _colour(named, Font().colour),
        float(size) if size.replace(".", "", 1).isdecimal() else Font().points,
    )


def _colour(named: Attributes, otherwise: str) -> str:
    written = named.get("Color", "")
    return written[1:].upper() if written.startswith("#") else otherwise


def _count(named: Attributes, key: str, default: int) -> int:
    """A whole number of an attribute; ValueError says the file is damaged."""
    return int(named[key]) if key in named else default


def _value(kind: str, text: str) -> CellValue:
    match kind:
        case "Number":
            return number_or_text(text)
        case "Boolean":
            return text.strip() in ("1", "true")
        case "DateTime":
            return _moment(text)
        case _:
            return text or None


def _moment(text: str) -> CellValue:
    """A date, a moment, or a time of day (written on the last day of 1899); other texts as they are."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text or None
    if moment.year == 1899:
        return moment.time()
    return moment.date() if moment.time() == time.min else moment
