"""The header of a published table: its rows, and what each column below them holds.

Heads of two rows are read together, whether merged cells say so or only the text; of several columns of one
role the cells decide. What no head says is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.column_map import ColumnMap, Head
from minsheng_xl.reading.tables.headers import find_header
from minsheng_xl.reading.tables.heads import LONGEST, head_role, named_role, year_of
from minsheng_xl.reading.tables.kinds import is_counting, is_region, kind_of
from minsheng_xl.reading.text.listed_towns import lists_towns
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

TASKS = ("task_text", "target", "indicator", "item", "measure")
_NAMED = ("item", "no", "lead", "responsible", "unit", "cumulative")
OVER = frozenset({"schedule", "progress_note", "fund", "problem", "next_step"})
"""Roles of a head over several columns that hold for all of them."""
_DEPTH = 3
_FEWEST_TOWNS = 2
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Published:
    """Headers of one to four rows over a list of tasks: a column of tasks, and something that names them."""

    ref: Reference
    enough: int = 1
    look_on: int = 0

    def read(self, grid: Grid, row: int) -> Iterator[ColumnMap]:
        frame = read_frame(grid, row, self.ref)
        if frame:
            yield frame

    def weight(self, header: ColumnMap) -> int:
        return 1


def find_frame(grid: Grid, ref: Reference) -> ColumnMap | None:
    """The header of a list of tasks; None where there is none."""
    return find_header(grid, Published(ref))


def read_frame(grid: Grid, row: int, ref: Reference) -> ColumnMap | None:
    """The header whose first row this is; None where it is none."""
    texts = [grid.text(row, column) for column in range(1, len(grid.rows[row - 1]) + 1)]
    filled = [text for text in texts if text]
    known = [role for text in filled if (role := role_of(text, ref))]
    if len(filled) < 2 or len(known) * 2 < len(filled) or any(len(text) > 2 * LONGEST for text in filled):
        return None
    if len(set(filled)) < 2 or not _heads_tasks(known):
        return None
    frame = _settled(grid, _deepened(grid, row, ref), ref)
    return frame if _heads_tasks(frame.roles) else None


def role_of(text: str, ref: Reference) -> str:
    """The role of a head; a township's name heads its share."""
    role = head_role(text, ref.headers)
    return role or ("share" if is_region(text) else "")


def _heads_tasks(roles: Sequence[str]) -> bool:
    tasks = [role for role in TASKS if role in roles]
    beside = [role for role in roles if role and role != (tasks[0] if tasks else "")]
    return bool(tasks) and len(beside) >= 1 and any(role in roles for role in _NAMED)


def _deepened(grid: Grid, row: int, ref: Reference) -> ColumnMap:
    """The header with the header rows below the first."""
    heads = [_head(grid.text(row, column), ref) for column in range(1, grid.width + 1)]
    spread = _spread(grid, row, [head.text for head in heads])
    last = row
    while last - row < _DEPTH and _is_lower(grid, last + 1, [head.text for head in heads], spread, ref):
        last += 1
        heads = _joined(grid, last, heads, spread, ref)
    return ColumnMap(row, last, tuple(heads))


def _head(text: str, ref: Reference) -> Head:
    role, why = named_role(text, ref.headers) if text else ("", "")
    return Head(text, role, why) if role or not is_region(text) else Head(text, "share", "composed")


def _spread(grid: Grid, row: int, heads: Sequence[str]) -> dict[int, int]:
    """Columns under a merged head, by the column it stands in; without merges blank ones behind a head."""
    merged = {
        column - 1: area.left - 1
        for area in grid.merges
        if area.top <= row <= area.bottom and area.right > area.left
        for column in range(area.left + 1, area.right + 1)
    }
    if grid.merges:
        return {
            column: over
            for column, over in merged.items()
            if not heads[column] or heads[column] == heads[over]
        }
    found: dict[int, int] = {}
    for column, text in enumerate(heads):
        if not text and column and column < len(heads):
            over = found.get(column - 1, column - 1)
            if heads[over]:
                found[column] = over
    return found


def _is_lower(grid: Grid, row: int, heads: Sequence[str], spread: Mapping[int, int], ref: Reference) -> bool:
    """Whether a row goes on with the heads above it: short words under the heads that reach over columns."""
    if row > len(grid.rows):
        return False
    texts = [grid.text(row, column) for column in range(1, grid.width + 1)]
    filled = [column for column, text in enumerate(texts) if text]
    over = {*spread, *spread.values()}
    if not filled or not over or any(len(texts[column]) > LONGEST for column in filled):
        return False
    own = [column for column in filled if column not in over and texts[column] != heads[column]]
    if own or is_counting(texts[filled[0]]):
        return False
    kinds = [kind_of(texts[column], ref) for column in filled if column in over]
    known = [head_role(texts[column], ref.headers) or is_region(texts[column]) for column in filled]
    return not {"number", "figure", "no", "long"} & set(kinds) and (any(known) or len(filled) > 1)


def _joined(
    grid: Grid, row: int, heads: Sequence[Head], spread: Mapping[int, int], ref: Reference
) -> list[Head]:
    """The heads with a lower header row put under them."""
    found: list[Head] = []
    for at, head in enumerate(heads):
        low, over = grid.text(row, at + 1), heads[spread.get(at, at)].text
        if low and low != over:
            role = _joined_role(over, low, ref)
            head = Head(over + low, role, "composed" if role else "")
        found.append(head)
    return found


def _joined_role(upper: str, low: str, ref: Reference) -> str:
    above = head_role(upper, ref.headers)
    if role_of(low, ref) == "share":
        return "share"
    if above in OVER:
        return above
    return head_role(low, ref.headers) or head_role(upper + low, ref.headers) or above


def _settled(grid: Grid, frame: ColumnMap, ref: Reference) -> ColumnMap:
    """The header with what only the cells can tell: whose 单位 it is, what a column headed 任务 holds."""
    for column in range(1, len(frame.heads) + 1):
        frame = frame.assigned(column, _role_by_cells(grid, frame, column, ref))
    if frame.roles.count("share") < _FEWEST_TOWNS:
        frame = frame.renamed("share", "")
    elif "target" not in frame.roles and "town_total" in frame.roles:
        frame = frame.assigned(frame.column("town_total"), "target")
    frame = _with_years(_with_names(grid, frame, ref))
    if "lead" not in frame.roles and "responsible" in frame.roles:
        frame = frame.assigned(frame.column("responsible"), "lead")
    return frame


def _role_by_cells(grid: Grid, frame: ColumnMap, column: int, ref: Reference) -> str:
    """The role of a column whose head leaves open which of two it is."""
    head = frame.head(column)
    cells = list(_cells(grid, frame, column)) if head.role in ("unit", "task") else []
    if head.role == "unit" and ref.unit_column_kind(cells) == "organisation":
        return "responsible" if "responsible" not in frame.roles else "lead"
    if head.role == "task" and not any(lists_towns(cell) for cell in cells):
        numbers = sum(kind_of(cell, ref) in ("number", "no", "figure") for cell in cells)
        plain = "target" not in frame.roles and numbers * 2 >= len(cells)
        return "target" if plain else "task_text"
    if head.role == "invest_plan" and pattern("heads", "totals").search(head.text):
        return "invest_total"
    return head.role


def _with_names(grid: Grid, frame: ColumnMap, ref: Reference) -> ColumnMap:
    """Columns that share one head of names, or have two: category, item, indicator from left to right."""
    items = frame.columns_of("item")
    if len(items) > 1:
        first, second = (list(_cells(grid, frame, column)) for column in items[:2])
        counted = 0 < frame.column("no") < items[0]
        if len(set(first)) < len(second) and not counted and "category" not in frame.roles:
            return frame.assigned(items[0], "category")
        return frame.assigned(items[1], "task_text" if "task_text" not in frame.roles else "indicator")
    behind = items[0] + 1 if items else len(frame.heads) + 1
    count = 0
    while behind + count <= len(frame.heads) and _is_unnamed(grid, frame, behind + count):
        count += 1
    if count == 2 and not {"category", "indicator"} & set(frame.roles):
        return frame.assigned_all({behind - 1: "category", behind: "item", behind + 1: "indicator"})
    if count == 1 and "indicator" not in frame.roles and _is_numbers(grid, frame, ref):
        return frame.assigned(behind, "indicator")
    return frame


def _is_unnamed(grid: Grid, frame: ColumnMap, column: int) -> bool:
    return (
        not frame.head(column).role and not grid.text(frame.row, column) and any(_cells(grid, frame, column))
    )


def _is_numbers(grid: Grid, frame: ColumnMap, ref: Reference) -> bool:
    """Whether the targets are numbers, so that the names before them are indicators."""
    cells = list(_cells(grid, frame, frame.column("target"))) if "target" in frame.roles else []
    return bool(cells) and sum(kind_of(cell, ref) in ("number", "no") for cell in cells) * 2 >= len(cells)


def _with_years(frame: ColumnMap) -> ColumnMap:
    """Of columns of different years the latest is the plan's; what was done in another year is a base."""
    years = {at: year_of(head.text) for at, head in enumerate(frame.heads, start=1)}
    latest = max((years[column] for column in frame.columns_of("target")), default=0)
    other = (at for at in frame.columns_of("target", "cumulative", "current") if years[at] not in (0, latest))
    return frame.assigned_all(dict.fromkeys(other, "baseline")) if latest else frame


def _cells(grid: Grid, frame: ColumnMap, column: int) -> Iterator[str]:
    """The first filled cells below a head."""
    rows = range(frame.row + 1, min(len(grid.rows), frame.row + _LOOKED_AT) + 1)
    return (text for row in rows if (text := grid.text(row, column)) and text != frame.head(column).text)
