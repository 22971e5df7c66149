"""Pictures, charts, notes and buttons moved with the rows they are fastened to."""

from __future__ import annotations

import re
from typing import Final

from minsheng_xl.writing.patch.moves import Move, landing

_SHAPE: Final = re.compile(r"<(\w+:)?(shape|rect)(?=[\s>]).*?</(?:\w+:)?\2\s*>", re.DOTALL)
_ANCHOR: Final = re.compile(r"(<(?:\w+:)?Anchor\s*>)([^<]*)(<)")
_DRAWN: Final = re.compile(r"(<(?:[\w.-]+:)?row\s*>)\s*(\d+)\s*(</)")
_ROW: Final = re.compile(r"(<(?:\w+:)?Row\s*>)\s*(\d+)\s*(<)")


def move_anchor(text: str, move: Move, *, keeps_size: bool) -> str:
    """A drawing's anchor after rows moved: the rows (from 0) of its `from` and, after it, `to`."""
    ends = iter(_moved_ends([int(found[2]) for found in _DRAWN.finditer(text)][:2], move, keeps_size))
    return _DRAWN.sub(lambda found: f"{found[1]}{next(ends, found[2])}{found[3]}", text)


def _moved_ends(rows: list[int], move: Move, keeps_size: bool) -> list[int]:
    top = landing(rows[0] + 1, move) - 1
    if keeps_size or len(rows) < 2:
        return [row + top - rows[0] for row in rows]
    return [top, max(top, landing(rows[1] + 1, move) - 1)]


def move_shapes(content: bytes, move: Move) -> bytes:
    """A VML part after rows of its sheet moved; the shape of a note whose row is gone goes too.

    What Excel writes here need not be well-formed XML, nor does its encoding matter: rows are ASCII.
    """
    text = content.decode("latin-1")
    return _SHAPE.sub(lambda found: _moved(found[0], move), text).encode("latin-1")


def _moved(shape: str, move: Move) -> str:
    row = _ROW.search(shape)
    if row:
        new = move.row(int(row[2]) + 1)
        if new is None:
            return ""
        shape = _ROW.sub(rf"\g<1>{new - 1}\g<3>", shape)
    return _ANCHOR.sub(lambda found: found[1] + _anchor(found[2], move) + found[3], shape)


def _anchor(text: str, move: Move) -> str:
    """Left column and offset, top row and offset, right column and offset, bottom row and offset."""
    numbers = [int(part) for part in text.split(",") if part.strip()]
    if len(numbers) == 8:
        numbers[2], numbers[6] = _moved_ends([numbers[2], numbers[6]], move, keeps_size=True)
    return ", ".join(map(str, numbers))
