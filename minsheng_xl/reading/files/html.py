"""Tables of web pages: the commonest export of reporting systems, usually named .xls."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.cells import ERRORS, SparseSheet, number_or_text
from minsheng_xl.reading.files.looks import note_shown
from minsheng_xl.reading.files.number_formats import shown_by
from minsheng_xl.reading.files.rejected import Rejected

_SPAN_LIMIT = 65_534
"""Largest span browsers obey (HTML standard, 4.9.11); columns stop at 1,000."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLOCKS = {"p", "div", "li"}
_STRIKES, _RAISES = {"s", "strike", "del"}, {"sup", "sub"}

Attributes = dict[str, str | None]


def read_html(text: str, name: str, limits: Limits = LIMITS) -> list[Grid]:
    """Every table that holds something, named 表1, 表2 ...; cells are texts unless Excel stated the number.

    Raises `Rejected`: too_large, or truncated where a table is never closed, as its last rows may be missing.
    """
    page = _Page(name, limits)
    page.feed(text)
    page.close()
    if page.unfinished:
        raise Rejected("truncated")
    return [table.sheet.grid for table in page.tables if table.sheet.grid.rows]


class _Table:
    """One table while it is read: where the next cell goes, and what spans from above take up."""

    def __init__(self, sheet: SparseSheet) -> None:
        self.sheet = sheet
        self.row = self.column = 0
        self.taken: dict[int, int] = {}
        self.cell: Attributes | None = None
        self.texts: list[str] = []
        self.doubtful = False
        """Whether some of the cell's text is struck out, or digits are raised behind a digit."""

    def start_row(self, hidden: bool) -> None:
        self.row += 1
        self.column = 0
        self.taken = {column: last for column, last in self.taken.items() if last >= self.row}
        if hidden:
            self.sheet.hide_rows(self.row, 1)

    def start_cell(self, attributes: Attributes) -> None:
        self.column += 1
        while self.column in self.taken:
            self.column += 1
        self.cell, self.texts, self.doubtful = attributes, [], False

    def end_cell(self) -> None:
        if self.cell is None:
            return
        cell, self.cell = self.cell, None
        rows, columns = _span(cell, "rowspan", _SPAN_LIMIT), _span(cell, "colspan", 1000)
        self.sheet.merge(self.row, self.column, rows, columns)
        if rows > 1:
            self.taken |= dict.fromkeys(range(self.column, self.column + columns), self.row + rows - 1)
        self._put(cell, _tidy("".join(self.texts)))
        self.column += columns - 1

    def _put(self, cell: Attributes, text: str) -> None:
        position = (self.row, self.column)
        if error := cell.get("x:err") or (text if text in ERRORS else ""):
            self.sheet.grid.errors[position] = error
            text = ""
        if formula := cell.get("x:fmla"):
            self.sheet.grid.formulas[position] = formula
        if self.doubtful:
            self.sheet.grid.doubts[position] = "struck"
        if stated := cell.get("x:num"):
            value = number_or_text(stated)
            self.sheet.put(*position, value)
            if isinstance(value, Decimal):
                note_shown(self.sheet.grid, position, value, shown_by(text, value))
        elif text or error:
            self.sheet.put(*position, text or None)


class _Page(HTMLParser):
    """Follows tables into each other; a text belongs to the innermost open cell."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._name, self._limits = name, limits
        self._silent = ""
        self._marks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in ("script", "style"):
            self._silent = tag
        elif tag == "table":
            self._start_table()
        elif self._open and tag in ("tr", "td", "th"):
            table = self._open[-1]
            table.end_cell()
            if tag == "tr":
                table.start_row(_HIDDEN.search(attributes.get("style") or "") is not None)
            else:
                table.row = max(table.row, 1)
                table.start_cell(attributes)
        elif tag == "br" or tag in _BLOCKS:
            self.handle_data("\r")
        elif tag in _STRIKES | _RAISES:
            self._marks.append(tag)

    def _start_table(self) -> None:
        if len(self.tables) >= self._limits.sheets:
            raise Rejected("too_large", what=f"表格超过 {self._limits.sheets} 个")
        table = _Table(SparseSheet(self._name, f"表{len(self.tables) + 1}", self._limits))
        self.tables.append(table)
        self._open.append(table)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in self._marks:
            self._marks.remove(tag)
        elif self._open and tag in ("td", "th", "tr"):
            self._open[-1].end_cell()
        elif self._open and tag == "table":
            self._open.pop().end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].cell is not None and not self._silent:
            self._open[-1].doubtful |= self._is_doubtful(data.strip(), self._open[-1].texts)
            self._open[-1].texts.append(data if data == "\r" else re.sub(r"\s+", " ", data))

    def _is_doubtful(self, data: str, before: list[str]) -> bool:
        """Whether a text is struck out, or digits raised behind a digit."""
        marks = set(self._marks)
        raised = marks & _RAISES and data.isdecimal() and "".join(before)[-1:].isdecimal()
        return bool(data and (marks & _STRIKES or raised))

    @property
    def unfinished(self) -> bool:
        """Whether a table is still open."""
        return bool(self._open)


def _span(cell: Attributes, key: str, limit: int) -> int:
    match = re.match(r"\s*(\d{1,9})", cell.get(key) or "")
    return min(max(int(match[1]), 1), limit) if match else 1


def _tidy(text: str) -> str:
    """Line breaks only where the page has them, single blanks, no blanks at the ends."""
    lines = (re.sub(" +", " ", line).strip() for line in text.replace("\xa0", " ").split("\r"))
    return "\n".join(lines).strip("\n")
