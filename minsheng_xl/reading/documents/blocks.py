"""A text as blocks in printed order: paragraphs, and grids where columns are printed with tabs or bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.documents.bar_tables import Printed, join_bars
from minsheng_xl.reading.documents.blank_tables import read_spaces
from minsheng_xl.reading.documents.drawn_tables import join_drawn
from minsheng_xl.reading.documents.quoted_cells import join_quoted
from minsheng_xl.reading.tables.kinds import is_counting, join_lines
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reference import Headers

_tags = re.compile(r"</?[a-zA-Z][^<>]*>")
_marks = re.compile(r"^(?:[#>]+\s*)+")
_bold = re.compile(r"\*\*([^*\n]+)\*\*")
_outer = re.compile("^[|｜]|[|｜]$")
_split_decimal = re.compile(r"(?<=[一-鿿、])(\d+)\.[ \u3000](\d+(?:[%％‰万亿]|个百分点))")
_closing = re.compile(r"\s*[|｜]\s*$")
"""The bar behind the one cell of a line."""
_rule = re.compile(r"[\s|:+=_*-]*")
_furniture = re.compile(
    r"[-—–－·]{1,3}\s*\d{1,3}\s*[-—–－·]{1,3}|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?"
)
_title = re.compile(r"^附\s*[件表]|表$|清单$")
_category = re.compile("[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_remark = re.compile(r"^(?:注|备注|说明|填表说明)\s*\d*\s*[:：]")
_GAP = 3
"""Printed lines without columns that may stand between two rows of one table (a page turn)."""


def read_blocks(text: str, file: str) -> list[Block]:
    """The blocks of a text; page numbers and rules are left out, every row and paragraph knows its line."""
    raw = [Printed(number, line, ()) for number, line in enumerate(text.splitlines(), start=1) if line]
    for join in (join_quoted, join_drawn, join_bars):
        raw = list(join(raw))
    lines = [line if line.cells else _read_line(line.number, line.text) for line in raw]
    lines = [line for line in lines if line.cells or not _is_furniture(line.text)]
    lines = read_spaces(lines, Headers.default())
    return list(_blocks(lines, file))


def plain(raw: str) -> str:
    """A line without markup and outer blanks; a decimal parted by its typesetting (3. 5%) is whole again."""
    bare = _bold.sub(r"\1", _tags.sub("", raw.replace("\u200b", "").replace("\ufeff", "")))
    return _split_decimal.sub(r"\1.\2", _marks.sub("", bare).strip(" \t\u3000\u00a0"))


def _read_line(number: int, raw: str) -> Printed:
    bars = raw.strip()
    if "\t" in raw.strip("\r\n"):
        cells = tuple(plain(cell) for cell in raw.split("\t"))
        return Printed(number, plain(raw), cells if len(cells) > 1 else ())
    if bars.count("|") > 1 or bars.count("｜") > 1:
        cells = tuple(plain(cell) for cell in re.split("[|｜]", _outer.sub("", bars)))
        return Printed(number, plain(raw), cells)
    return Printed(number, plain(_closing.sub("", raw)), ())


def _is_furniture(text: str) -> bool:
    return bool(text) and (bool(_furniture.fullmatch(text)) or bool(_rule.fullmatch(text)))


def _blocks(lines: Sequence[Printed], file: str) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        if not lines[at].cells:
            yield Paragraph(lines[at].number, lines[at].text)
            at += 1
            continue
        stop = _table_end(lines, at)
        yield _grid(lines[at:stop], file)
        at = stop


def _table_end(lines: Sequence[Printed], start: int) -> int:
    """Behind the last row of the table that begins at `start`."""
    end = start + 1
    for at in range(start + 1, len(lines)):
        if lines[at].cells:
            end = at + 1
        elif sum(bool(line.text) for line in lines[end : at + 1]) > _GAP or _title.search(lines[at].text):
            break
    return end


def _grid(lines: Sequence[Printed], file: str) -> Grid:
    """Rows of cells; a line without columns is a row across, or goes on with the last cell above it."""
    tabbed = any("\t" in line.text for line in lines)
    grid = Grid([], file=file, loose=not tabbed)
    for line in _whole_rows(lines) if tabbed else lines:
        cells: list[CellValue] = [cell or None for cell in line.cells or (line.text,)]
        page_number = not line.cells and line.text.isdigit()
        if not any(cells) or page_number or _rule.fullmatch(line.text):
            continue
        if not line.cells and _goes_on(grid, line.text):
            grid.rows[-1][-1] = join_lines([str(grid.rows[-1][-1] or ""), line.text])
            continue
        grid.rows.append(cells)
        grid.lines.append(line.number)
    return grid


def _whole_rows(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines with every row put together that line breaks inside its cells cut: as many cells as heads."""
    width, at = len(lines[0].cells), 0
    while at < len(lines):
        cells, stop = list(lines[at].cells), at + 1
        while at and cells and is_counting(cells[0]) and len(cells) < width and stop < len(lines):
            more = list(lines[stop].cells or (lines[stop].text,))
            if not more[0] or is_counting(more[0]) or len(cells) + len(more) - 1 > width:
                break
            cells, stop = [*cells[:-1], join_lines([cells[-1], more[0]]), *more[1:]], stop + 1
        whole = stop - at > 1 and len(cells) == width
        yield lines[at]._replace(cells=tuple(cells)) if whole else lines[at]
        at = stop if whole else at + 1


def _goes_on(grid: Grid, text: str) -> bool:
    """Whether a line is the rest of a cell that a page turn cut: it follows a full row and heads nothing."""
    full = bool(grid.rows) and len(grid.rows[-1]) >= len(grid.rows[0]) > 1
    heads = _title.search(text) or _category.match(text)
    return full and not heads and not _remark.match(text) and not text.startswith(("（", "("))
