"""Tables whose cells a web page printed on lines of their own, closed by bars: put back into rows.

序号 | / 项目 | / 责任单位 |      or the bars on lines between the cells; a short row is filled up with bars.
责任单位 / | 目标任务 / |         or the bars before the cells, and one that is alone behind every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import islice, pairwise
from math import gcd
from typing import NamedTuple

from minsheng_xl.reading.tables.kinds import join_lines

_BARS = re.compile("[|｜]")
_LED = re.compile(r"\s*[|｜]\s*[^\s|｜][^|｜]*$")
"""A line that is one cell behind a bar."""
_ONLY_BARS = re.compile(r"[|｜\s]+")
_COUNT = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")
_FEWEST = 3
_WIDEST = 30
_FAR = 12
"""Lines of one cell between two bars."""


class Printed(NamedTuple):
    """A printed line: its number, its text, and its cells where it is a row of a table."""

    number: int
    text: str
    cells: tuple[str, ...]


class _Cell(NamedTuple):
    text: str
    line: int


def join_bars(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str] | Printed]:
    """The lines with every stretch of single cells closed by bars as rows; all others as they are."""
    at = 0
    while at < len(lines):
        stop = _led_stretch(lines, at)
        rows = list(_led_rows(lines[at:stop])) if stop > at else []
        if not rows:
            stop = _stretch(lines, at)
            rows = list(_rows(_cells(lines[at:stop]))) if stop > at else []
        if rows:
            yield from rows
            at = stop
        else:
            yield lines[at]
            at += 1


def _is_open(raw: str) -> bool:
    """Whether a line holds at most one cell: 教育局 |, or bars alone."""
    return bool(_ONLY_BARS.fullmatch(raw)) or (
        raw.rstrip().endswith(("|", "｜"))
        and len(_BARS.findall(raw)) == 1
        and not raw.lstrip().startswith("|")
    )


def _stretch(lines: Sequence[tuple[int, str]], start: int) -> int:
    """Behind the last bar of the stretch that begins at `start`; `start` itself where none does."""
    raw = lines[start][1]
    if not raw.strip():
        return start
    below = (lines[at][1] for at in range(start + 1, len(lines)))
    following = next((text for text in below if text.strip()), "")
    if not (_is_open(raw) or _ONLY_BARS.fullmatch(following)) or _ONLY_BARS.fullmatch(raw):
        return start
    stop, since = start, 0
    for at in range(start, len(lines)):
        text = lines[at][1]
        if not text.strip():
            continue
        if _is_open(text):
            stop, since = at + 1, 0
        elif _BARS.search(text) or since > _FAR:
            break
        else:
            since += 1
    return stop if stop - start > 2 * _FEWEST else start


def _cells(lines: Sequence[tuple[int, str]]) -> list[_Cell]:
    """The cells of a stretch in order; one of several lines keeps its line breaks."""
    cells: list[_Cell] = []
    waiting: list[str] = []
    begun = 0
    for number, raw in lines:
        *closed, rest = _BARS.split(raw)
        for piece in closed:
            waiting.append(piece)
            cells.append(_Cell("\n".join(text.strip() for text in waiting if text.strip()), begun or number))
            waiting, begun = [], 0
        if rest.strip():
            waiting.append(rest)
            begun = begun or number
    return cells


def _led_stretch(lines: Sequence[tuple[int, str]], start: int) -> int:
    """Behind the last bar of a stretch whose bars stand before the cells; `start` itself where none begins.

    It begins with the first cell of its header, right above a cell behind a bar.
    """
    below = [raw for _, raw in islice(lines, start, start + 3) if raw.strip()]
    if len(below) < 2 or _BARS.search(below[0]) or not _LED.match(below[1]):
        return start
    stop = start
    for at in range(start, len(lines)):
        raw = lines[at][1]
        if _LED.match(raw) or _ONLY_BARS.fullmatch(raw):
            stop = at + 1
        elif _BARS.search(raw) or at - stop > _FAR:
            break
    return stop


def _led_rows(lines: Sequence[tuple[int, str]]) -> Iterator[Printed]:
    """Rows each closed by a bar that is alone; a cell of several lines is put together."""
    rows: list[Printed] = []
    row: list[list[str]] = [[]]
    begun = 0
    for number, raw in lines:
        begun = begun or number
        if not _ONLY_BARS.fullmatch(raw):
            row += [[]] if _LED.match(raw) else []
            row[-1].append(_BARS.sub("", raw).strip())
            continue
        texts = tuple(join_lines(pieces) for pieces in row)
        rows.append(Printed(begun, "|".join(texts), texts))
        row, begun = [[]], 0
    widest = max((len(each.cells) for each in rows), default=0)
    if len(rows) > 1 and _FEWEST <= widest == len(rows[0].cells):
        yield from rows


def _rows(cells: Sequence[_Cell]) -> Iterator[Printed]:
    """Rows of one width: the one at which the list's own numbers open their rows.

    What stands before the header's first cell are titles, on lines of their own.
    """
    counts = [at for at, cell in enumerate(cells) if _COUNT.fullmatch(cell.text)]
    opening = [at for at in counts if _follows(cells, counts, at)]
    width = reduce(gcd, [*opening, len(cells)], 0)
    width = width if width >= _FEWEST else reduce(gcd, opening, 0)
    first = 0
    if not _FEWEST <= width <= _WIDEST and len(opening) > 1:
        width = reduce(gcd, (after - before for before, after in pairwise(opening)), 0)
        first = opening[0] - width
    if not _FEWEST <= width <= _WIDEST or first < 0:
        return
    yield from (Printed(cell.line, cell.text, ()) for cell in cells[:first] if cell.text)
    for start in range(first, len(cells), width):
        row = cells[start : start + width]
        texts = tuple(cell.text for cell in row)
        if any(texts):
            yield Printed(row[0].line, "|".join(texts), texts)


def _follows(cells: Sequence[_Cell], counts: Sequence[int], at: int) -> bool:
    """Whether a number continues the list: 1, or one more than the number before it."""
    from minsheng_xl.quantity.numerals import parse_numeral

    value = parse_numeral(cells[at].text)
    before = [parse_numeral(cells[each].text) for each in counts if each < at]
    return not before or value == 1 or any(value == each + 1 for each in before if each is not None)
