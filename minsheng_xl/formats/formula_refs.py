"""References inside formulas: found exactly (never in texts, names or functions), rewritten or translated.

A formula is taken apart once into text and `Ref`s; another one is put together from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from minsheng_xl.formats.a1 import LAST_COLUMN, LAST_ROW, column_letters, column_number

_CELL: Final = r"\$?[A-Z]{1,3}\$?[0-9]{1,7}"
_COLUMN: Final = r"\$?[A-Z]{1,3}"
_ROW: Final = r"\$?[0-9]{1,7}"
_TOKEN: Final = re.compile(
    rf"""
    "(?:[^"]|"")*"                                              # text
    | \[[0-9]+\][^!"'\[\]]*!\$?[A-Z0-9$:]+                       # a cell of another workbook
    | \[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]                  # columns of a table
    | (?P<sheet>(?:'(?:[^']|'')+'|[\w.\\?]+(?::[\w.]+)?)!)?
      (?P<ref>{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})(?![\w.(!\[\\?])
    | [\w.\\?]+                                                 # names, functions, numbers
    """,
    re.VERBOSE,
)
_CORNER: Final = re.compile(r"(\$?)([A-Z]*)(\$?)([0-9]*)")


class Corner(NamedTuple):
    """One end of a reference; column or row 0 where it names whole rows or columns."""

    column_fixed: bool
    column: int
    row_fixed: bool
    row: int

    @classmethod
    def parse(cls, text: str) -> Corner:
        """From `$A$1`, `A`, `$1`."""
        found = _CORNER.fullmatch(text)
        assert found is not None
        first, letters, second, digits = found.groups()
        if not letters:
            return cls(False, 0, bool(first), int(digits))
        return cls(bool(first), column_number(letters), bool(second), int(digits or 0))

    def __str__(self) -> str:
        column = ("$" if self.column_fixed else "") + column_letters(self.column) if self.column else ""
        row = ("$" if self.row_fixed else "") + str(self.row) if self.row else ""
        return column + row

    def moved_by(self, rows: int, columns: int) -> Corner | None:
        """What a copy of the formula so many rows and columns away refers to; None off the sheet."""
        row = self.row if self.row_fixed or not self.row else self.row + rows
        column = self.column if self.column_fixed or not self.column else self.column + columns
        if (self.row and not 0 < row <= LAST_ROW) or (self.column and not 0 < column <= LAST_COLUMN):
            return None
        return Corner(self.column_fixed, column, self.row_fixed, row)


class Ref(NamedTuple):
    """A cell, range, or whole rows or columns, of the sheet named (None: the formula's own)."""

    prefix: str
    sheet: str | None
    first: Corner
    last: Corner | None

    def __str__(self) -> str:
        return f"{self.prefix}{self.first}" + (f":{self.last}" if self.last else "")

    @property
    def rows(self) -> tuple[int, int]:
        """First and last row; (0, 0) for whole columns."""
        last = self.last or self.first
        return min(self.first.row, last.row), max(self.first.row, last.row)

    @property
    def columns(self) -> tuple[int, int]:
        """First and last column; (0, 0) for whole rows."""
        last = self.last or self.first
        return min(self.first.column, last.column), max(self.first.column, last.column)


Pieces = tuple[str | Ref, ...]
Change = Callable[[Ref], str]


@lru_cache(maxsize=4096)
def parse(formula: str) -> Pieces:
    """A formula (no leading =) as text and references, in order."""
    pieces: list[str | Ref] = []
    position = 0
    for found in _TOKEN.finditer(formula):
        if not found["ref"]:
            continue
        ref = _ref(found["sheet"] or "", found["ref"])
        if ref.columns[1] > LAST_COLUMN:
            continue
        if found.start() > position:
            pieces.append(formula[position : found.start()])
        pieces.append(ref)
        position = found.end()
    if position < len(formula):
        pieces.append(formula[position:])
    return tuple(pieces)


def _ref(prefix: str, text: str) -> Ref:
    first, _, last = text.partition(":")
    sheet = prefix[:-1] or None
    if sheet and sheet[0] == "'":
        sheet = sheet[1:-1].replace("''", "'")
    return Ref(prefix, sheet, Corner.parse(first), Corner.parse(last) if last else None)


def refs(formula: str) -> list[Ref]:
    """The references of a formula."""
    return [piece for piece in parse(formula) if isinstance(piece, Ref)]


def change(pieces: Pieces, how: Change) -> str:
    """The formula with every reference rewritten."""
    return "".join([piece if isinstance(piece, str) else how(piece) for piece in pieces])


def translate(formula: str, rows: int, columns: int = 0) -> str:
    """The formula as a copy so many rows down and columns right would read."""
    return change(parse(formula), lambda ref: written(ref, shifted(ref, rows, columns)))


def written(old: Ref, new: Ref | None) -> str:
    """A reference in place of another; `#REF!` where nothing is left of it."""
    return str(new) if new else f"{old.prefix}#REF!"


def shifted(ref: Ref, rows: int, columns: int = 0) -> Ref | None:
    """A reference as in a copy of its formula so many rows and columns away; None off the sheet."""
    first = ref.first.moved_by(rows, columns)
    last = ref.last.moved_by(rows, columns) if ref.last else None
    if first is None or (ref.last and last is None):
        return None
    return ref._replace(first=first, last=last)


def quote(sheet: str) -> str:
    """A sheet name as written before `!`."""
    return "'" + sheet.replace("'", "''") + "'"
