"""Formulas after rows of some sheets moved."""

from __future__ import annotations

from collections.abc import Mapping

from minsheng_xl.formats.formula_refs import Ref, change, parse, shifted, written
from minsheng_xl.writing.patch.moves import Move


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
        return written(ref, moved(ref, move)) if move else str(ref)

    def _copied(self, ref: Ref, host: str | None, rows: int) -> str:
        move = self._of(ref, host)
        return written(ref, copied(ref, rows, move) if move else shifted(ref, rows))
