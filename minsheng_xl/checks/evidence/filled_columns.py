"""The columns a department fills in with figures and with words, and the personal data in them."""

from __future__ import annotations

from collections.abc import Iterator

from minsheng_xl.model import Return
from minsheng_xl.personal import PersonalCell, personal_cells
from minsheng_xl.place import Grid

FIGURES = ("previous", "current", "cumulative", "invest_plan", "invest_done")
"""Columns of figures."""
TEXTS = ("progress_note", "problem", "next_step", "explanation", "evidence", "note")
"""Columns of words."""


def personal_in(returned: Return, grid: Grid) -> Iterator[PersonalCell]:
    """The personal data of a sheet; where it holds the table, below its header only."""
    if grid is not returned.grid:
        return personal_cells(grid)
    words = {returned.columns[role] for role in TEXTS if role in returned.columns}
    return personal_cells(grid, returned.header_row, words)
