"""Cells put under columns in printed order, each where its kind fits best.

Rows of a running text lose cells (those of a merge above, or blank ones), tables printed one cell a line lose
their rows altogether: what is left is the order of the cells and what each can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from minsheng_xl.reading.tables.kinds import Kind

_NEVER = -50.0
_SKIPPED = -0.15
"""For a column that stays empty."""
_NEW_ROW = -1.6
"""For a row that goes on with the item above: its number and name are not printed again."""
_SAME_CELL = -1.2
"""For a second line of one cell."""
_ANY: dict[Kind, float] = {"text": 0.6, "long": 0.8, "figure": 0.5, "number": 0.3, "no": 0.2, "date": 0.3}
_ORGANS: dict[Kind, float] = {
    "organ": 4,
    "region": 2.5,
    "text": -0.5,
    "person": -2,
    "long": -2,
    "unit": -3,
}
_PEOPLE: dict[Kind, float] = {"person": 4, "text": -1.5, "organ": -3, "long": -4}
_WORDS: dict[Kind, float] = {
    "long": 3,
    "text": 2.2,
    "figure": 2,
    "region": 0,
    "person": 0,
    "organ": -1.5,
    "unit": -1,
    "date": -0.5,
}
_NAMES: dict[Kind, float] = {
    "text": 2.4,
    "long": 1.6,
    "figure": 1.2,
    "person": 0.6,
    "region": 0.5,
    "organ": -0.5,
    "unit": -2,
    "date": -2,
}
_NUMBERS: dict[Kind, float] = {"number": 3, "no": 3, "figure": 2.4, "date": 0.5, "text": -0.6, "unit": -2}
_FITS: dict[str, dict[Kind, float]] = {
    "no": {"no": 5},
    "category": {"text": 2.2, "person": 0.5, "region": 0, "organ": -1, "figure": -1, "long": -0.5},
    "item": _NAMES,
    "indicator": _NAMES,
    "task_text": _WORDS,
    "measure": _WORDS,
    "target": {
        "figure": 3,
        "number": 3,
        "no": 3,
        "long": 1.6,
        "text": 1.4,
        "date": -1,
        "unit": -2,
        "organ": -4,
    },
    "unit": {"unit": 4, "text": -1},
    "lead": _ORGANS | {"organ": 4.1},
    "responsible": _ORGANS,
    "cooperator": _ORGANS | {"organ": 3.9},
    "assessor": _ORGANS | {"organ": 3.8},
    "leader": _PEOPLE,
    "person": _PEOPLE | {"person": 3.8},
    "deadline": {"date": 4, "text": 0, "figure": -0.5, "no": -1, "number": -1, "long": -1.5},
    "town": {"region": 4, "organ": 1, "text": 0},
    "task": {"long": 3, "figure": 1.5, "text": 1, "number": 1, "no": 1},
    "rate": _NUMBERS,
    "cumulative": _NUMBERS | {"text": 0.4, "long": -0.5},
    "current": _NUMBERS,
    "invest_plan": _NUMBERS,
    "invest_total": _NUMBERS,
    "invest_done": _NUMBERS,
    "town_total": _NUMBERS,
    "progress_note": {"long": 2.2, "text": 1.6, "figure": 0.8, "date": 0.2, "number": 0, "no": -0.5},
    "schedule": {"long": 1.4, "text": 1.4, "figure": 1, "date": 1.2, "number": 0.2, "no": 0},
    "note": {"text": 0.6, "long": 0.2, "organ": 0, "figure": -0.4, "date": 0, "number": -0.5},
}


class Cell(NamedTuple):
    """A cell on its way to a column."""

    kind: Kind
    counts: bool = False
    """Whether it is, or begins with, the next number of the list."""
    rest: bool = False
    """Whether it looks like the rest of the line before it."""


def fit(role: str, kind: Kind) -> float:
    """How well a kind of cell suits a column of a role; blanks suit every column."""
    return 0.0 if kind == "blank" else _FITS.get(role, _ANY).get(kind, -4.0 if role in _FITS else 0.0)


def align(cells: Sequence[Kind], roles: Sequence[str]) -> list[int] | None:
    """The column of each cell of one row, rising from left to right; None for too many cells."""
    if len(cells) > len(roles):
        return None
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for index, kind in enumerate(cells):
        left = len(cells) - index - 1
        following: dict[int, tuple[float, list[int]]] = {}
        for before, (score, path) in best.items():
            for column in range(before + 1, len(roles) - left):
                reached = score + fit(roles[column], kind) + _SKIPPED * (column - before - 1)
                if column not in following or reached > following[column][0]:
                    following[column] = (reached, [*path, column])
        best = following
    return [column + 1 for column in max(best.values(), key=lambda each: each[0])[1]] if best else None


def stack(cells: Sequence[Cell], roles: Sequence[str]) -> list[tuple[int, bool]]:
    """For each cell of a table printed one cell a line: its column, and whether it begins a row.

    A cell may go on with the one before it (the second of two units, the rest of a broken line) or begin a
    row that goes on with the item above; a numbered row begins at its number.
    """
    if not cells:
        return []
    numbered = any(cell.counts for cell in cells)
    steps: list[list[int]] = []
    scores = [_first(cells[0], roles, column) for column in range(len(roles))]
    for cell in cells[1:]:
        reached, came = [], []
        for column in range(len(roles)):
            options = [
                scores[before] + _step(cell, roles, before, column, numbered=numbered)
                for before in range(len(roles))
            ]
            before = max(range(len(roles)), key=lambda each: options[each])
            came.append(before)
            reached.append(options[before] + _suits(cell, roles, column))
        steps.append(came)
        scores = reached
    column = max(range(len(roles)), key=lambda each: scores[each])
    path = [column]
    for came in reversed(steps):
        column = came[column]
        path.append(column)
    path.reverse()
    begins = [True]
    for before, column in pairwise(path):
        begins.append(column < before or (column == before and roles[column] == "no"))
    return [(column + 1, begun) for column, begun in zip(path, begins, strict=True)]


def _suits(cell: Cell, roles: Sequence[str], column: int) -> float:
    role = roles[column]
    if role == "no":
        return 6.0 if cell.counts else _NEVER
    opens = cell.counts and "no" not in roles and column == _opening(roles)
    return fit(role, cell.kind) + (2.0 if opens else -3.0 if cell.counts else 0.0)


def _opening(roles: Sequence[str]) -> int:
    """The column a row begins with: its number, or its name where it has none."""
    return next((at for at, role in enumerate(roles) if role in ("no", "item", "indicator")), 0)


def _first(cell: Cell, roles: Sequence[str], column: int) -> float:
    return _suits(cell, roles, column) + 2 * _SKIPPED * column


def _step(cell: Cell, roles: Sequence[str], before: int, column: int, *, numbered: bool) -> float:
    """What it costs to go from one column to the next cell's."""
    if column > before:
        return _SKIPPED * (column - before - 1)
    if column == before:
        if cell.kind in ("organ", "person", "region"):
            return _SAME_CELL + (0.5 if roles[column] == "lead" else 0.9)
        return _SAME_CELL + (0.9 if cell.rest else -0.6)
    opening = _opening(roles)
    skipped = _SKIPPED * (len(roles) - 1 - before)
    if column > opening:
        named = "no" in roles and roles[column] == "item"
        return skipped + (2 * _NEW_ROW if named else _NEW_ROW)
    if column < opening:
        return skipped - 1.0
    return skipped - (0.0 if cell.counts else 4.0 if numbered else 1.0)
