"""Tables printed one cell a line, as web pages lose them: put back into rows by what each cell can be.

Blank cells may have vanished, a cell may stand on several lines, and rows that go on with an item have lost
their leading cells: `aligning` finds the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import NamedTuple

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reading.documents.card_lines import read_card_lines
from minsheng_xl.reading.documents.stacked_matrix import read_stacked_matrix
from minsheng_xl.reading.tables.aligning import UNFIT, Cell, fit, stack
from minsheng_xl.reading.tables.column_map import ColumnMap, Head
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.tables.heads import LONGEST, named_role
from minsheng_xl.reading.tables.kinds import Kind, is_counting, kind_of
from minsheng_xl.reading.text.numbering import read_mark
from minsheng_xl.reading.text.paragraph import Block, Paragraph
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Headers, Reference

_FEWEST = 3
_LONGEST_CATEGORY = 40
_NAMES = frozenset({"no", "item", "category", "indicator", "town", "task_text", "target", "lead"})
_TASKS = frozenset({"item", "indicator", "task_text", "target"})
_UNITS = {"lead", "responsible", "cooperator"}
_END = re.compile(
    r"附\s*[件表]|(?:注|备注|说明)\s*[:：]|责任编辑|抄送|打印|分享到|扫一扫|上一[篇条]|下一[篇条]|相关(?:链接|文档|阅读)|关闭窗口"
)
_TITLE = re.compile(r"^.{6,60}(?:分解表|任务表|一览表|明细表|清单|台账)(?:[（(].*[)）])?$")
_REST = re.compile("[，、；。）)]")
_BOUND = re.compile("控制在|不低于|不少于|不超过|达到")
_UNENDED = re.compile("[在到至为于、，的和与及（(]$")
_ENDS = ("。", "；", ";")
_SHORT = 4
_BROKEN = 3
"""Lines that a narrow column breaks one head into."""
_MOST_HEADS = 30
"""Lines a header has at most: with more columns a page is no page."""
_STEP = re.compile(
    r"(?:\d{1,2}\s*[.．、]\s*)?(?:20\d\d\s*年)?\s*(?:\d{1,2}\s*月(?:份|\d{1,2}日)?|[一二三四]季度|[上下]半年|年)"
    r"(?:[底末初中]|[上中下]旬)?(?:之?前|[，,：:])"
)
"""What a line begins with that says what is to be done by when: 2.6月底前，…."""

_Placed = tuple[Paragraph, Cell | None]
"""A line and what it can be; None for a category over the rows below it."""


class _Header(NamedTuple):
    """A header read from consecutive lines, and the index behind it."""

    map: ColumnMap
    stop: int


def unstack(blocks: Sequence[Block], ref: Reference) -> list[Block]:
    """The blocks with every table printed one cell a line, or a head and its cell, as a grid."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        table = _table(blocks, at, ref) or read_card_lines(blocks, at, ref)
        if table is None:
            found.append(blocks[at])
            at += 1
        else:
            found.append(table[0])
            at = table[1]
    return found


def _table(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[Grid, int] | None:
    heads, _ = _heads_at(blocks, at, ref.headers)
    if not heads or heads[0].role not in _NAMES:
        return None
    if heads[0].role == "town":
        return read_stacked_matrix(blocks, at, ref)
    header = _read_header(blocks, at, ref.headers)
    if len(header.map.columns) < _FEWEST or not _TASKS & {*header.map.roles}:
        return None
    return _listed(blocks, at, header, ref)


def _heads_at(blocks: Sequence[Block], at: int, headers: Headers) -> tuple[list[Head], int]:
    """The heads that begin on a line, and how many lines they take: a narrow column breaks 责任 / 单位."""
    texts: list[str] = []
    for block in islice(blocks, at, at + _BROKEN):
        if not isinstance(block, Paragraph) or not block.text or len(block.text) > LONGEST:
            break
        texts.append(block.text)
    if not texts:
        return [], 0
    whole = line_heads(texts[0], headers)
    for count in range(2, len(texts) + 1):
        pieces = texts[:count]
        known = headers.listed("".join(pieces)) if max(map(len, pieces)) <= _SHORT else None
        if known and not any(line_heads(text, headers) for text in pieces[1:]):
            return [Head("".join(pieces), known.role, "listed")], count
    return whole, 1


def line_heads(text: str, headers: Headers) -> list[Head]:
    """The heads a line is; two may be glued together: 实事项目名称指标任务."""
    whole = headers.role(text)
    if whole and whole.kind != "near":
        return [Head(text, whole.role, "listed")]
    for cut in range(2, len(text) - 1):
        parts = text[:cut], text[cut:]
        matches = [headers.role(part) for part in parts]
        if all(match and match.kind != "near" for match in matches):
            return [
                Head(part, match.role, "listed") for match, part in zip(matches, parts, strict=True) if match
            ]
    role, why = named_role(text, headers)
    return [Head(text, role, why)] if role else []


def _read_header(blocks: Sequence[Block], at: int, headers: Headers) -> _Header:
    """The heads before the first row; what stands there for columns before the numbers is none of them.

    No grid holds them yet: how many lines are heads is what is asked, so `find_header` cannot say.
    """
    found: list[tuple[Head, int]] = []
    stop, first = at, _first_number(blocks, at)
    while stop < len(blocks):
        block = blocks[stop]
        if not isinstance(block, Paragraph):
            break
        heads, lines = _heads_at(blocks, stop, headers)
        if heads and found and _spans(found[-1][0], heads[0]):
            found.pop()
        again = heads and any(heads[0].role == head.role for head, _ in found)
        if block.text and (not heads or again):
            if not found or found[0][0].role != "no" or stop >= first or len(block.text) > LONGEST:
                break
            heads, lines = [Head(block.text)], 1  # a head nobody knows, before the first row's number
        found += ((head, stop) for head in heads)
        stop += max(lines, 1)
    front = next((index for index, (head, _) in enumerate(found) if head.role == "no"), 0)
    following = blocks[stop] if stop < len(blocks) else None
    if front and isinstance(following, Paragraph) and is_counting(following.text):
        stop = found[-front][1]  # they are cells of the first row
        found = found[:-front]
    return _Header(ColumnMap(1, 1, tuple(head for head, _ in found)), stop)


def _spans(head: Head, lower: Head) -> bool:
    """Whether a head stands over the ones below it: 责任分工 over 牵头单位, 责任单位."""
    return {head.role, lower.role} <= _UNITS and bool(pattern("heads", "groups").search(head.text[-2:]))


def _first_number(blocks: Sequence[Block], at: int) -> int:
    """Where the first row's number stands below a header, 0 where it does not within so many lines."""
    below = islice(enumerate(blocks), at, at + _MOST_HEADS)
    return next((place for place, block in below if isinstance(block, Paragraph) and block.text == "1"), 0)


def _listed(blocks: Sequence[Block], at: int, header: _Header, ref: Reference) -> tuple[Grid, int] | None:
    """Rows below a header of items; None where what follows is no table after all."""
    rows: list[_Row] = []
    columns = header.map
    for run in _runs(list(_lines(blocks, header)), columns, ref):
        rows += _rows(run, columns)
    while rows and _is_tail(rows[-1], rows, columns):
        rows.pop()
    if not rows:
        return None
    first, last = blocks[at], rows[-1].last
    assert isinstance(first, Paragraph)
    cells: list[list[CellValue]] = [[head.text for head in columns.heads]]
    cells += [[row.cells.get(column) for column in range(1, len(columns.heads) + 1)] for row in rows]
    stop = next(each for each in range(header.stop, len(blocks)) if blocks[each] is last) + 1
    return Grid(cells, lines=[first.line, *(row.line for row in rows)]), stop


def _lines(blocks: Sequence[Block], header: _Header) -> Iterator[Paragraph]:
    """The lines of a table with something on them; heads printed again on a new page are passed over."""
    words = {squeezed(head.text) for head in header.map.heads}
    for block in blocks[header.stop :]:
        if not isinstance(block, Paragraph) or _END.match(block.text) or _TITLE.search(block.text):
            return
        if block.text and squeezed(block.text) not in words:
            yield block


@dataclass(slots=True)
class _Row:
    """A row on its way into a grid: texts by column, the line it is found by, and its last line."""

    line: int
    last: Paragraph
    cells: dict[int, str] = field(default_factory=dict)


def _runs(lines: Sequence[Paragraph], columns: ColumnMap, ref: Reference) -> Iterator[list[_Placed]]:
    """Stretches of lines between category lines, each line with what it can be."""
    run: list[_Placed] = []
    number = 0
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        if "category" not in columns.roles and _is_across(line.text, following):
            yield from filter(None, (run, [(line, None)]))
            run = []
            continue
        counted = _counted(line.text, columns)
        counts = counted > 0 and (counted == number + 1 or not number)
        number = counted if counts else number
        before = run[-1] if run else None
        kind = "no" if counts and "no" in columns.roles else _kind(line.text, columns, ref)
        rest = False
        if before and before[1]:
            listed = "no" in columns.roles and _lists_on(before[0].text, line.text)
            rest = listed or _goes_on(before[0].text, before[1].kind, line.text, kind)
        run.append((line, Cell(kind, counts, rest)))
    if run:
        yield run


def _counted(text: str, columns: ColumnMap) -> int:
    """The number of a list a line is, or begins with where numbers have no column; 0 for none."""
    if "no" in columns.roles:
        value = parse_numeral(text.strip("（()）、.．")) if is_counting(text) else None
        return int(value) if value is not None else 0
    mark = read_mark(text)
    return mark.number if mark and mark.kind in ("num", "item") else 0


def _is_across(text: str, following: str) -> bool:
    """Whether a line is a category over the rows below it: 一、就业 before a row's number."""
    mark = read_mark(text)
    heads = mark is not None and mark.kind in ("cn", "cn2") and 0 < len(text) - mark.end <= _LONGEST_CATEGORY
    return heads and is_counting(following)


def _kind(text: str, columns: ColumnMap, ref: Reference) -> Kind:
    """What a line can be; a step with its date is no target where steps have a column of their own."""
    return "date" if "schedule" in columns.roles and _STEP.match(text) else kind_of(text, ref)


def _lists_on(before: str, text: str) -> bool:
    """Whether two lines are points of one list in a cell: 1. …, 2. …."""
    one, other = read_mark(before), read_mark(text)
    return one is not None and other is not None and other.kind == one.kind and other.number == one.number + 1


def _goes_on(before: str, kind: Kind, text: str, own: Kind) -> bool:
    """Whether a line is the rest of the one before: broken inside a word, or only a few characters."""
    if _BOUND.fullmatch(before):
        return True
    if kind == "figure" and own in ("text", "long", "figure") and not before.endswith(_ENDS):
        return len(text) <= _SHORT or bool(_UNENDED.search(before))
    if kind not in ("text", "long") or before.endswith(_ENDS):
        return False
    return len(text) <= _SHORT or bool(_REST.match(text) or _UNENDED.search(before))


def _rows(run: Sequence[_Placed], columns: ColumnMap) -> Iterator[_Row]:
    """The rows of a stretch; a category line is a row with one cell."""
    cells = [cell for _, cell in run if cell]
    if not cells:
        line = run[0][0]
        yield _Row(line.line, line, {1: line.text})
        return
    row: _Row | None = None
    for (line, cell), (column, begins) in zip(run, _placed(cells, _for_cells(columns.roles)), strict=True):
        if begins or row is None:
            if row:
                yield row
            row = _Row(line.line, line)
        if row.cells.keys() <= {columns.column("no")}:
            row.line = line.line
        row.last = line
        between = "" if cell and cell.rest else "\n"
        row.cells[column] = f"{row.cells[column]}{between}{line.text}" if column in row.cells else line.text
    if row:
        yield row


def _placed(cells: Sequence[Cell], roles: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """The column of each line, and whether it begins a row; a row with a line for each column is whole."""
    starts = [at for at, cell in enumerate(cells) if cell.counts] if roles[0] == "no" else []
    for start, stop in pairwise(sorted({0, *starts, len(cells)})):
        part = cells[start:stop]
        suited = len(part) == len(roles) and all(
            fit(role, cell.kind) > UNFIT for role, cell in zip(roles, part, strict=True)
        )
        yield from [(at, at == 1) for at in range(1, len(roles) + 1)] if suited else stack(part, roles)


def _for_cells(roles: Sequence[str]) -> list[str]:
    """Roles as cells are held against them: without a column of tasks the last names are the tasks."""
    names = [at for at, role in enumerate(roles) if role in ("item", "indicator")]
    if not names or {"task_text", "target"} & set(roles):
        return list(roles)
    return ["task_text" if at == names[-1] else role for at, role in enumerate(roles)]


def _is_tail(row: _Row, rows: Sequence[_Row], columns: ColumnMap) -> bool:
    """Whether a last row is what a page prints below its table: one text, no number, no figure."""
    number = columns.column("no")
    alone = len(row.cells) == 1 and number > 0 and number not in row.cells
    return alone and len(rows) > 1 and not re.search(r"\d", next(iter(row.cells.values())))
