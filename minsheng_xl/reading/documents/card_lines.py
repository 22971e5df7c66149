"""Tables that a page for phones prints as lines, a head and its cell on each, as tables of two columns.

项目名称：供水管网 / 目标任务：改造16公里 / 责任单位：县水利局 / 项目名称：…
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reference import Reference

_LABELLED = re.compile(r"([^：:，。；\d]{2,12})[：:]\s*(.+)", re.DOTALL)
_OPENING = ("no", "item")
_FEWEST = 2
"""Projects: one alone may be a paragraph that happens to be labelled."""


def read_card_lines(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[Grid, int] | None:
    """The labelled lines from here on as a table of two columns, and the index behind them."""
    rows: list[list[CellValue]] = []
    lines: list[int] = []
    stop, opening, roles = at, "", list[str]()
    for index, block in enumerate(islice(blocks, at, None), start=at):
        if not isinstance(block, Paragraph):
            break
        if not block.text:
            continue
        found = _LABELLED.fullmatch(block.text)
        role = head_role(found[1], ref.headers) if found else ""
        if not found or not role or (not rows and role not in _OPENING):
            break
        rows.append([found[1], found[2]])
        lines.append(block.line)
        roles.append(role)
        opening, stop = opening or role, index + 1
    whole = len(set(roles)) > _FEWEST and roles.count("item") == roles.count(opening) >= _FEWEST
    return (Grid(rows, lines=lines), stop) if whole else None
