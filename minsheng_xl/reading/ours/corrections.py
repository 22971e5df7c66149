"""Marked copies that come back: whether anything in them was corrected since they were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from minsheng_xl.place import Grid

NOTE_SHEET, MARKER_SHEET = "退回说明", "_marked"
"""Sheets that marking adds to a return: what is wrong, and (very hidden) what it held when it was marked."""


def fingerprint(grids: Sequence[Grid]) -> str:
    """What a workbook holds, whoever saved it: every typed value of its visible sheets, formulas left out."""
    digest = hashlib.sha256()
    for grid in grids:
        if not grid.visible or grid.sheet == NOTE_SHEET:
            continue
        for row, values in grid:
            for column in range(1, len(values) + 1):
                text = grid.text(row, column)
                if text and (row, column) not in grid.formulas:
                    digest.update(f"{grid.sheet}\t{row}\t{column}\t{text}\n".encode())
    return digest.hexdigest()


def read_marker(grids: Sequence[Grid]) -> tuple[str, tuple[str, ...]]:
    """Fingerprint a marked copy was sent with, and the cells (`填报表!F16`) marked; empty for other files."""
    for grid in grids:
        if grid.sheet == MARKER_SHEET:
            cells = (grid.text(row, 2) for row in range(2, len(grid.rows) + 1))
            return grid.text(1, 2), tuple(filter(None, cells))
    return "", ()


def uncorrected(grids: Sequence[Grid]) -> bool:
    """Whether this is a marked copy that nobody has changed since."""
    sent, _ = read_marker(grids)
    return bool(sent) and sent == fingerprint(grids)
