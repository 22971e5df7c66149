"""Tables that give each project a block of lines, a head on the left and its words beside it, as one list.

项目名称 | 农村电网改造    牵头单位 | 县供电公司    项目内容 | 改造台区64个。
"""

from __future__ import annotations

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reference import Reference

_FEWEST = 3
_TASKS = ("task_text", "target", "indicator")


def read_cards(grid: Grid, ref: Reference) -> Grid:
    """The list the blocks of a table make, a row a project; any other table as it is."""
    if grid.width != 2 or any(grid.merges):
        return grid
    pairs = [(row, grid.text(row, 1), grid.text(row, 2)) for row in range(1, len(grid.rows) + 1)]
    first = next((head for _, head, _ in pairs if head_role(head, ref.headers) == "item"), "")
    headed = [(row, head, _role(head, first, ref), text) for row, head, text in pairs if head]
    roles = list(dict.fromkeys(role for _, _, role, _ in headed if role))
    known = sum(bool(role) for _, _, role, _ in headed)
    if len(roles) < _FEWEST or known * 3 < len(headed) * 2 or "item" not in roles:
        return grid
    if not any(role in roles for role in _TASKS) or head_role(grid.text(1, 2), ref.headers):
        return grid
    words = {role: next(head for _, head, each, _ in headed if each == role) for role in roles}
    rows: list[list[CellValue]] = [list(words.values())]
    lines = grid.lines[:1]
    opening = "no" if roles[0] == "no" else "item"
    for row, _, role, text in headed:
        if role == opening:
            rows.append([None] * len(roles))
            lines += grid.lines[row - 1 : row]
        if role and len(rows) > 1:
            rows[-1][roles.index(role)] = text or None
    return Grid(rows, file=grid.file, sheet=grid.sheet, lines=lines) if len(rows) > 1 else grid


def _role(head: str, first: str, ref: Reference) -> str:
    """The field of a head; of two that name items the second says what is to be done."""
    role = head_role(head, ref.headers)
    return "task_text" if role == "item" and head != first else role
