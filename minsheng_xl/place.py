"""Where something stands: a cell of a sheet of a file, or a line of a text; and the grid of cells itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from minsheng_xl.formats.a1 import Area, cell_name

WORK_FOLDER = ".minsheng"
"""Our own folder inside a work folder; never searched for returns."""

Doubt = Literal["struck", "format", "colour", "tiny", "scaled"]
"""Why a cell does not show what it holds: runs struck out or raised, hidden, shown as another number."""
DOUBTS: dict[Doubt, str] = {
    "struck": "有删除线或上下标，看不出作数的是哪几个数字，请清除后只填一个数",
    "format": "格里存着这个数，却被数字格式隐藏，打开看不见，请改回常规格式后核对",
    "colour": "格里存着这个数，字色却与底色几乎一样，打开看不见，请改回黑字后核对",
    "tiny": "格里存着这个数，字号却小得看不见，请改回正常字号后核对",
    "scaled": "格里存着这个数，数字格式却使它显示成另一个数，请改回常规格式后核对",
}
"""What is asked about a cell that is read as a number and is in `Grid.doubts`."""


class Shown(NamedTuple):
    """What a number format makes of a number for the eye: `98.5%` of 0.985, `约12万` of 12."""

    before: str = ""
    power: int = 0
    """Of ten: what is shown is the number times that."""
    behind: str = ""


CellValue = str | Decimal | bool | date | datetime | time | timedelta | None
"""What a cell can hold. Numbers are always Decimal (15 significant digits, as Excel shows them)."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The narrowest place that exists: file, sheet, row and column (1-based), or line of a text."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: int = 0
    line: int = 0

    @property
    def cell(self) -> str:
        """A1-style name, a whole row as `37:37`, or nothing."""
        if self.row and self.column:
            return cell_name(self.row, self.column)
        return f"{self.row}:{self.row}" if self.row else ""

    @property
    def spot(self) -> str:
        """The cell, or the line of a text as a person says it."""
        return f"第{self.line}行" if self.line else self.cell

    @property
    def below(self) -> Place:
        """The cell or line below."""
        line = bool(self.line)
        return Place(self.file, self.sheet, self.row + (not line), self.column, self.line + line)

    def __str__(self) -> str:
        sheet = f"〔{self.sheet}〕" if self.sheet else ""
        spot = f"第{self.line}行" if self.line else (self.cell if self.column else "")
        if self.row and not self.column:
            spot = f"第{self.row}行"
        gap = " " if self.file and not sheet and self.row and self.column else ""
        return f"{self.file}{sheet}{gap}{spot}"


@dataclass(slots=True)
class Grid:
    """One sheet (or table of a text) as plain data. Rows and columns count from 1 as on screen.

    `rows` always starts at A1; `errors` and `formulas` are keyed by (row, column).
    """

    rows: list[list[CellValue]]
    file: str = ""
    sheet: str = ""
    visible: bool = True
    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    uncached: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], Shown] = field(default_factory=dict)
    """How a cell's number format shows its number, where it shows more than the number."""
    doubts: dict[tuple[int, int], Doubt] = field(default_factory=dict)
    """Filled cells that do not show what they hold."""
    unseen: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    """Cells whose text had characters nobody sees, which were dropped, and their names."""
    lines: list[int] = field(default_factory=list)
    """For a table found in a text: the text line (1-based) of each row."""
    loose: bool = False
    """Whether it was found in a text that may have lost cells: a short row's columns are likely only."""

    def value(self, row: int, column: int) -> CellValue:
        """The value at a position; None outside the grid."""
        if 0 < row <= len(self.rows) and 0 < column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return None

    def text(self, row: int, column: int) -> str:
        """The value as trimmed text, as a person would read it."""
        return cell_text(self.shown(row, column))

    def texts(self, row: int) -> list[str]:
        """The texts of a row of the grid, from column A on."""
        cells = self.rows[row - 1]
        if not self.formats:
            return [cell_text(value) for value in cells]
        return [self.text(row, column) for column in range(1, len(cells) + 1)]

    def shown(self, row: int, column: int) -> CellValue:
        """The value; a number as its format shows it as text: 98.5% for 0.985 as a percent."""
        value = self.value(row, column)
        how = self.formats.get((row, column)) if self.formats else None
        if how is None or not isinstance(value, Decimal):
            return value
        return how.before + number_text(value.scaleb(how.power)) + how.behind

    def asked(self, row: int, column: int) -> str:
        """What is asked about a cell that does not show what it holds; empty where it does."""
        return DOUBTS[self.doubts[row, column]] if (row, column) in self.doubts else ""

    def left_of(self, column: int) -> Grid:
        """The columns before one, as a sheet of their own."""
        merges = [area for area in self.merges if area.left < column]
        cut = [replace(area, right=min(area.right, column - 1)) for area in merges]
        return replace(self, rows=[row[: column - 1] for row in self.rows], merges=cut)

    def place(self, row: int, column: int = 0) -> Place:
        """Where a position stands, for findings and sources."""
        if self.lines:
            return Place(self.file, line=self.lines[row - 1])
        return Place(self.file, self.sheet, row, column)

    @property
    def has_gaps(self) -> bool:
        """Whether a blank cell stands before a filled one anywhere: blank cells were kept."""
        return any(
            value is None and any(later is not None for later in row[at + 1 :])
            for row in self.rows
            for at, value in enumerate(row)
        )

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)

    def __iter__(self) -> Iterator[tuple[int, list[CellValue]]]:
        return enumerate(self.rows, start=1)

    @classmethod
    def from_markdown(cls, text: str, *, file: str = "", sheet: str = "") -> Grid:
        """A grid from a markdown table, the form small workbooks have in tests and rule examples.

        Numbers stay text here, as in a text document; `1.5` in backticks becomes a Decimal.
        """
        rows: list[list[CellValue]] = []
        for line in text.strip().splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not all(cell and set(cell) <= set(":-") for cell in cells):
                rows.append([_markdown_value(cell) for cell in cells])
        return cls(rows, file=file, sheet=sheet)


def _markdown_value(text: str) -> CellValue:
    if len(text) > 2 and text[0] == text[-1] == "`":
        return Decimal(text[1:-1])
    return text or None


def cell_text(value: CellValue) -> str:
    """A cell as a person reads it: 536 for 536.0, dates as 2021-08-20, nothing for an empty cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ")
    return str(value)


def number_text(value: Decimal) -> str:
    """Plain digits without exponent or trailing zeros: 11940, 4.62, 0.00001."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
