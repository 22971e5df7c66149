"""References inside formulas: found exactly (never in texts, names or functions), moved or translated.

A formula is taken apart once into text and `Ref`s; a moved or copied formula is put together from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from minsheng_xl.place import column_letters, column_number
from minsheng_xl.writing.patch.moves import LAST_ROW, Move

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
_LAST_COLUMN: Final = 16_384


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
        if (self.row and not 0 < row <= LAST_ROW) or (self.column and not 0 < column <= _LAST_COLUMN):
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
        if ref.columns[1] > _LAST_COLUMN:
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
    return change(parse(formula), lambda ref: _written(ref, shifted(ref, rows, columns)))


def _written(old: Ref, new: Ref | None) -> str:
    return str(new) if new else f"{old.prefix}#REF!"


def shifted(ref: Ref, rows: int, columns: int = 0) -> Ref | None:
    """A reference as in a copy of its formula so many rows and columns away; None off the sheet."""
    first = ref.first.moved_by(rows, columns)
    last = ref.last.moved_by(rows, columns) if ref.last else None
    if first is None or (ref.last and last is None):
        return None
    return ref._replace(first=first, last=last)


def moved(ref: Ref, move: Move) -> Ref | None:
    """A reference into the moved sheet after the move; None where nothing is left."""
    top, bottom = ref.rows
    if not top:
        return ref
    if ref.last is None:
        row = move.row(top)
        return ref._replace(first=ref.first._replace(row=row)) if row else None
    span = move.span((top, bottom))
    if span is None:
        return None
    first, last = span if ref.first.row <= ref.last.row else span[::-1]
    return ref._replace(first=ref.first._replace(row=first), last=ref.last._replace(row=last))


def copied(ref: Ref, rows: int, move: Move) -> Ref | None:
    """In a copy `rows` down: relative corners shifted, fixed ones where the move put what they name."""
    near = shifted(ref, rows)
    fixed = ref.first.row_fixed or (ref.last is not None and ref.last.row_fixed)
    if near is None or not fixed:
        return near
    far = moved(ref, move)
    if far is None:
        return None
    first = far.first if ref.first.row_fixed else near.first
    last = far.last if ref.last and ref.last.row_fixed else near.last
    return ref._replace(first=first, last=last)


def quote(sheet: str) -> str:
    """A sheet name as written before `!`."""
    return "'" + sheet.replace("'", "''") + "'"


class Mover:
    """Rewrites formulas for moves of some sheets: those on the sheets themselves and those that name them."""

    def __init__(self, moves: Mapping[str, Move]) -> None:
        self.sheets = list(moves)
        self._moves = {sheet.casefold(): move for sheet, move in moves.items()}

    def of(self, sheet: str | None) -> Move | None:
        """The move of a sheet, if it is one of those."""
        return self._moves.get(sheet.casefold()) if sheet is not None else None

    def _of(self, ref: Ref, host: str | None) -> Move | None:
        return self.of(ref.sheet if ref.sheet is not None else host)

    def formula(self, formula: str, host: str | None) -> str:
        """A formula of sheet `host` (None: no sheet) that stays in its cell or moves with it."""
        return change(parse(formula), lambda ref: self._moved(ref, host))

    def copy(self, formula: str, host: str | None, rows: int) -> str:
        """A formula copied `rows` down: relative rows go along, fixed ones follow what they name."""
        return change(parse(formula), lambda ref: self._copied(ref, host, rows))

    def _moved(self, ref: Ref, host: str | None) -> str:
        move = self._of(ref, host)
        return _written(ref, moved(ref, move)) if move else str(ref)

    def _copied(self, ref: Ref, host: str | None, rows: int) -> str:
        move = self._of(ref, host)
        return _written(ref, copied(ref, rows, move) if move else shifted(ref, rows))
