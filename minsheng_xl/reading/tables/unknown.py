"""Columns whose heads are not known: told by their cells where these prove it, else asked.

Nothing is mapped in silence: what is taken for a column is said, and what is not read is said as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from minsheng_xl.model import Question
from minsheng_xl.place import Grid, Place
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.tables.kinds import Kind, kind_of
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.reference import Reference

_TASKS = ("target", "task_text", "indicator")
_UNITS = ("lead", "responsible", "cooperator")
_LOOKED_AT = 30
_DEPTH = 8
_FEWEST_ROWS = 2
_SHOWN = 12
_GUESSES: dict[Kind, tuple[str, ...]] = {
    "no": ("no",),
    "organ": ("lead", "responsible", "cooperator"),
    "person": ("leader", "person"),
    "unit": ("unit",),
    "number": ("target",),
    "figure": ("target",),
    "long": ("task_text",),
    "text": ("item",),
    "date": ("deadline",),
    "region": ("town",),
}


def settle_unknown(grid: Grid, frame: ColumnMap, ref: Reference) -> tuple[ColumnMap, list[Question]]:
    """Take the one column that states figures for the tasks, and units for the leads; tell the others."""
    asked: list[Question] = []
    for column, (head, role) in enumerate(((each.text, each.role) for each in frame.heads), start=1):
        place, cells = grid.place(frame.row, column), _cells(grid, frame.row, column)
        if role in _UNITS and _share(cells, "figure", ref) >= 0.5:
            frame = frame.assigned(column, "")
            asked.append(Question(place, f"“{head}”列里不是单位，没有读取", "各列可能错位"))
        elif role or not head:
            continue
        elif _state_figures(cells, ref):
            free = not any(role in frame.roles for role in _TASKS)
            frame = frame.assigned(column, "task_text" if free else "")
            asked.append(_told(place, f"“{head}”列里有目标数", ref.headers.word("task_text"), read=free))
        elif _share(cells, "organ", ref) >= 0.5:
            free = not any(role in frame.roles for role in _UNITS)
            frame = frame.assigned(column, "lead" if free else "")
            word = ref.headers.word("lead" if free else "responsible")
            asked.append(_told(place, f"“{head}”列里是单位", word, read=free))
    return frame, asked


def _told(place: Place, what: str, word: str, *, read: bool) -> Question:
    if read:
        return Question(place, f"{what}，表头不认得", f"已当作“{word}”读取", "likely")
    return Question(place, f"{what}，表头不认得，没有读取", f"像是“{word}”")


def unknown_table(grid: Grid, ref: Reference) -> Iterator[Question]:
    """What a table whose columns no head tells apart seems to hold; nothing for one that lists no tasks."""
    rows = [row for row in range(1, len(grid.rows) + 1) if sum(map(bool, _texts(grid, row))) > 1]
    if len(rows) <= _FEWEST_ROWS:
        return
    head = max(rows[:_DEPTH], key=lambda row: (len(set(filter(None, _texts(grid, row)))), -row))
    heads = _texts(grid, head)
    guesses = _guesses(grid, head, ref)
    if not {"item", "task_text"} & set(guesses) or not {"target", "lead", "task_text"} & set(guesses):
        return
    seen = "、".join(filter(None, heads[:_SHOWN]))
    likely = "、".join(
        f"{text or f'第{at + 1}列'}＝{ref.headers.word(role)}"
        for at, (text, role) in enumerate(zip(heads, guesses, strict=True))
        if role in ref.headers.roles
    )
    yield Question(
        grid.place(head), f"一张表的各列认不准，没有读取；见到的列是“{seen}”", f"看内容像是：{likely}"
    )


def _texts(grid: Grid, row: int) -> list[str]:
    return [grid.text(row, column) for column in range(1, grid.width + 1)]


def _guesses(grid: Grid, head: int, ref: Reference) -> list[str]:
    """The likeliest role of each column, no role twice."""
    found: list[str] = []
    for column in range(1, grid.width + 1):
        role = head_role(grid.text(head, column), ref.headers)
        if role and role not in found:
            found.append(role)
            continue
        kinds = Counter(kind_of(text, ref) for text in _cells(grid, head, column))
        roles = _GUESSES.get(kinds.most_common(1)[0][0], ()) if kinds else ()
        found.append(next((role for role in roles if role not in found), ""))
    return found


def _cells(grid: Grid, row: int, column: int) -> list[str]:
    rows = range(row + 1, min(len(grid.rows), row + _LOOKED_AT) + 1)
    return [text for each in rows if (text := grid.text(each, column))]


def _share(cells: Sequence[str], kind: Kind, ref: Reference) -> float:
    return sum(kind_of(cell, ref) == kind for cell in cells) / len(cells) if cells else 0.0


def _state_figures(cells: Sequence[str], ref: Reference) -> bool:
    """Whether most cells state a target in words and figures; bare numbers do not."""
    wordy = [cell for cell in cells if kind_of(cell, ref) in ("long", "figure", "text")]
    stated = sum(any(each.quantity.unit for each in find_figures(cell, ref.units)[0]) for cell in wordy)
    return bool(cells) and stated * 2 >= len(cells)
