"""Running text as grids, the form in which it travels between processes, and back."""

from __future__ import annotations

from collections.abc import Iterable

from minsheng_xl.place import Grid
from minsheng_xl.reading.text.paragraph import Block, Paragraph

PROSE = "正文"
"""Sheet name of a grid that holds paragraphs, one a row."""


def grids_of(blocks: Iterable[Block], name: str) -> list[Grid]:
    """Blocks as grids: paragraphs that follow each other as one of them, a row each."""
    grids: list[Grid] = []
    for block in blocks:
        if isinstance(block, Grid):
            grids.append(block)
            continue
        if not grids or grids[-1].sheet != PROSE:
            grids.append(Grid([], file=name, sheet=PROSE))
        grids[-1].rows.append([block.text or None])
        grids[-1].lines.append(block.line)
    return grids


def blocks_of(grids: Iterable[Grid]) -> list[Block]:
    """Grids that carried running text as blocks again; other sheets as the tables they are."""
    blocks: list[Block] = []
    for grid in grids:
        if grid.sheet == PROSE and grid.lines:
            blocks += [Paragraph(line, grid.text(row, 1)) for row, line in enumerate(grid.lines, start=1)]
        elif grid.visible and grid.rows:
            blocks.append(grid)
    return blocks
