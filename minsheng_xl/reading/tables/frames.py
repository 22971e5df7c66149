"""The frame of a printed table: its header rows, and what each column below them holds.

Heads of two rows are read together, whether merged cells say so or only the text; of several columns of one
role the cells decide. What no head says is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.headers import HEADER_DEPTH, Header
from minsheng_xl.reading.tables.heads import LONGEST, head_role, year_of
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


@dataclass(slots=True)
class Frame:
    """Header rows `top`..`row` and the roles of the columns (from 0); empty where no head says."""

    top: int
    row: int
    roles: list[str]
    heads: list[str]
    """The words of each column, an upper head's and a lower one's together."""
    spread: dict[int, int] = field(default_factory=dict)
    """Columns (from 0) without a head of their own, by the column whose head reaches over them."""

    def header(self) -> Header:
        """The same as the plan readers take it: the first column of each role, columns from 1."""
        header = Header(self.row)
        for column, role in enumerate(self.roles, start=1):
            if role and role not in header.columns:
                header.columns[role] = column
            elif self.heads[column - 1]:
                header.unknown[column] = self.heads[column - 1]
        return header

    def column(self, role: str) -> int:
        """The column (from 0) of a role, -1 where there is none."""
        return self.roles.index(role) if role in self.roles else -1


def find_frame(grid: Grid, ref: Reference) -> Frame | None:
    """The frame of a list of tasks: a task column and something that names it; None where there is none."""
    for row in range(1, min(len(grid.rows), HEADER_DEPTH) + 1):
        frame = read_frame(grid, row, ref)
        if frame:
            return frame
    return None


def read_frame(grid: Grid, row: int, ref: Reference) -> Frame | None:
    """The frame whose first header row this is; None where it is no header."""
    texts = [grid.text(row, column) for column in range(1, len(grid.rows[row - 1]) + 1)]
    filled = [text for text in texts if text]
    known = [role for text in filled if (role := role_of(text, ref))]
    if len(filled) < 2 or len(known) * 2 < len(filled) or any(len(text) > 2 * LONGEST for text in filled):
        return None
    if len(set(filled)) < 2 or not _heads_tasks(known):
        return None
    frame = _deepened(grid, row, ref)
    return frame if _heads_tasks(frame.roles) else None


def role_of(text: str, ref: Reference) -> str:
    """The role of a head; a township's name heads its share."""
    role = head_role(text, ref.headers)
    return role or ("share" if is_region(text) else "")


def _heads_tasks(roles: Sequence[str]) -> bool:
    tasks = [role for role in TASKS if role in roles]
    beside = [role for role in roles if role and role != (tasks[0] if tasks else "")]
    return bool(tasks) and len(beside) >= 1 and any(role in roles for role in _NAMED)


def _deepened(grid: Grid, row: int, ref: Reference) -> Frame:
    """The frame with the header rows below the first."""
    width = grid.width
    heads = [grid.text(row, column) for column in range(1, width + 1)]
    spread = _spread(grid, row, heads)
    roles = [role_of(text, ref) if text else "" for text in heads]
    last = row
    while last - row < _DEPTH and _is_lower(grid, last + 1, heads, spread, ref):
        last += 1
        _join(grid, last, heads, roles, spread, ref)
    frame = Frame(row, last, roles, heads, spread)
    _settle(grid, frame, ref)
    return frame


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


def _join(
    grid: Grid,
    row: int,
    heads: list[str],
    roles: list[str],
    spread: Mapping[int, int],
    ref: Reference,
) -> None:
    """Put a lower header row under the upper one."""
    upper = list(heads)
    for column in range(len(heads)):
        low = grid.text(row, column + 1)
        over = spread.get(column, column)
        if not low or low == upper[over]:
            continue
        heads[column] = upper[over] + low
        roles[column] = _joined_role(upper[over], low, ref)


def _joined_role(upper: str, low: str, ref: Reference) -> str:
    above = head_role(upper, ref.headers)
    if role_of(low, ref) == "share":
        return "share"
    if above in OVER:
        return above
    return head_role(low, ref.headers) or head_role(upper + low, ref.headers) or above


def _settle(grid: Grid, frame: Frame, ref: Reference) -> None:
    """What only the cells can tell: whose 单位 it is, and what a column headed 任务 holds."""
    for column, head in enumerate(frame.heads):
        cells = list(_cells(grid, frame, column))
        if frame.roles[column] == "unit" and ref.unit_column_kind(cells) == "organisation":
            frame.roles[column] = "responsible" if "responsible" not in frame.roles else "lead"
        elif frame.roles[column] == "task" and not any(lists_towns(cell) for cell in cells):
            numbers = sum(kind_of(cell, ref) in ("number", "no", "figure") for cell in cells)
            plain = "target" not in frame.roles and numbers * 2 >= len(cells)
            frame.roles[column] = "target" if plain else "task_text"
        elif frame.roles[column] == "invest_plan" and pattern("heads", "totals").search(head):
            frame.roles[column] = "invest_total"
    if frame.roles.count("share") < _FEWEST_TOWNS:
        frame.roles = ["" if role == "share" else role for role in frame.roles]
    elif "target" not in frame.roles and "town_total" in frame.roles:
        frame.roles[frame.column("town_total")] = "target"
    _settle_names(grid, frame, ref)
    _settle_years(frame)
    if "lead" not in frame.roles and "responsible" in frame.roles:
        frame.roles[frame.roles.index("responsible")] = "lead"


def _settle_names(grid: Grid, frame: Frame, ref: Reference) -> None:
    """Columns that share one head of names, or have two: category, item, indicator from left to right."""
    items = [column for column, role in enumerate(frame.roles) if role == "item"]
    if len(items) > 1:
        first, second = (list(_cells(grid, frame, column)) for column in items[:2])
        counted = -1 < frame.column("no") < items[0]
        if len(set(first)) < len(second) and not counted and "category" not in frame.roles:
            frame.roles[items[0]] = "category"
        else:
            frame.roles[items[1]] = "task_text" if "task_text" not in frame.roles else "indicator"
        return
    behind = items[0] + 1 if items else len(frame.roles)
    count = 0
    while behind + count < len(frame.roles) and _is_unnamed(grid, frame, behind + count):
        count += 1
    if count == 2 and not {"category", "indicator"} & set(frame.roles):
        frame.roles[items[0] : behind + 2] = ["category", "item", "indicator"]
    elif count == 1 and "indicator" not in frame.roles and _is_numbers(grid, frame, ref):
        frame.roles[behind] = "indicator"


def _is_unnamed(grid: Grid, frame: Frame, column: int) -> bool:
    return (
        not frame.roles[column] and not grid.text(frame.row, column + 1) and any(_cells(grid, frame, column))
    )


def _is_numbers(grid: Grid, frame: Frame, ref: Reference) -> bool:
    """Whether the targets are numbers, so that the names before them are indicators."""
    cells = list(_cells(grid, frame, frame.column("target"))) if "target" in frame.roles else []
    return bool(cells) and sum(kind_of(cell, ref) in ("number", "no") for cell in cells) * 2 >= len(cells)


def _settle_years(frame: Frame) -> None:
    """Of columns of different years the latest is the plan's; what was done in another year is a base."""
    years = {column: year_of(head) for column, head in enumerate(frame.heads)}
    targets = {column: years[column] for column, role in enumerate(frame.roles) if role == "target"}
    latest = max((year for year in targets.values() if year), default=0)
    for column, role in enumerate(frame.roles):
        other = latest and years[column] and years[column] != latest
        if other and role in ("target", "cumulative", "current"):
            frame.roles[column] = "baseline"


def _cells(grid: Grid, frame: Frame, column: int) -> Iterator[str]:
    """The first filled cells below a head."""
    rows = range(frame.row + 1, min(len(grid.rows), frame.row + _LOOKED_AT) + 1)
    return (text for row in rows if (text := grid.text(row, column + 1)) and text != frame.heads[column])
