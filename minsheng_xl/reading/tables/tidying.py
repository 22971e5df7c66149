"""Tables of a running text put straight: every row as wide as the table, each cell under its column.

Web pages turned into text drop the cells under a merge and often the blank ones; what a cell can be tells its
column. Tables that kept their blank cells are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from minsheng_xl.model import Question
from minsheng_xl.place import CellValue, Grid, Place, cell_text
from minsheng_xl.reading.tables.aligning import align, fit
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.frames import OVER, read_frame, role_of
from minsheng_xl.reading.tables.heads import LONGEST, head_role
from minsheng_xl.reading.tables.kinds import Kind, is_counting, kind_of
from minsheng_xl.reading.text.numbering import read_mark
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

_AS_GOOD = 2.0
"""How much better another reading must be than cells left where they stand."""
_UNFIT = -2.0
"""What a cell scores in a column that never holds its kind: a unit of measure under who leads."""
_LONGEST_CATEGORY = 40
_SHOWN = 6


def tidy(grid: Grid, frame: ColumnMap, ref: Reference, asked: list[Question]) -> tuple[Grid, ColumnMap]:
    """A loose table with its cells in their columns, and its frame; any other as it is.

    What was moved is told in `asked`.
    """
    if not grid.loose:
        return grid, frame
    moved: list[int] = []
    lost: list[int] = []
    tops = [frame.top]
    tops += [row for row in range(frame.row + 1, len(grid.rows) + 1) if read_frame(grid, row, ref)]
    straight = Grid(
        grid.rows[: frame.top - 1], file=grid.file, sheet=grid.sheet, lines=grid.lines[: frame.top - 1]
    )
    for top, stop in zip(tops, [*tops[1:], len(grid.rows) + 1], strict=True):
        page = replace(grid, rows=grid.rows[top - 1 : stop - 1], lines=grid.lines[top - 1 : stop - 1])
        _straighten(page, straight, ref, moved, lost)
    if moved:
        what = f"第{_listed(moved)}行的格子比表头少（合并格在文字里丢了）"
        asked.append(Question(Place(grid.file, line=moved[0]), what, "已按内容对到各列", "likely"))
    if lost:
        what = f"第{_listed(lost)}行的格子和表头对不上，没有读取"
        asked.append(Question(Place(grid.file, line=lost[0]), what, "各格像是错了位，请对照原件补填"))
    return straight, read_frame(straight, frame.top, ref) or frame


def _listed(lines: Sequence[int]) -> str:
    return "、".join(map(str, lines[:_SHOWN])) + ("等" if len(lines) > _SHOWN else "")


def _straighten(page: Grid, straight: Grid, ref: Reference, moved: list[int], lost: list[int]) -> None:
    """Add the rows of a page, whose header is its first row, to the table put straight.

    Lines whose cells were moved are added to `moved`, those whose cells fit nowhere to `lost`.
    """
    heads, last = _all_heads(page, ref)
    roles = [role_of(text, ref) if text else "" for text in heads]
    gaps = page.has_gaps
    straight.rows.append([head or None for head in heads])
    straight.lines.append(page.lines[0])
    for number in range(last + 1, len(page.rows) + 1):
        texts = _texts(page, number)
        if texts:
            row = _placed(texts, roles, ref, gaps=gaps)
            if row[: len(texts)] != [text or None for text in texts]:
                placed = _are_placed(row, roles, ref)
                (moved if placed else lost).append(page.lines[number - 1])
                row = row if placed else []
            straight.rows.append(row)
            straight.lines.append(page.lines[number - 1])


def _texts(grid: Grid, number: int) -> list[str]:
    """The cells of a row up to the last filled one."""
    texts = [cell_text(value) for value in grid.rows[number - 1]]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _all_heads(page: Grid, ref: Reference) -> tuple[list[str], int]:
    """A head for every column, and the last header row: lower heads put under the ones that span columns."""
    if page.has_gaps:
        return [cell_text(value) for value in page.rows[0]], 1
    heads = _texts(page, 1)
    width = len(page.rows[0])
    lower = _texts(page, 2) if len(page.rows) > 1 else []
    missing = max(0, width - len(heads))
    if lower and lower[0] and missing < len(lower) and _are_heads(lower, ref):
        return _with_lower(heads, lower, len(lower) - missing, ref), 2
    widest = max((len(_texts(page, row)) for row in range(2, len(page.rows) + 1)), default=0)
    if widest > len(heads):
        return _spread_over(heads, _column_kinds(page, widest, ref), ref), 1
    return heads, 1


def _are_heads(texts: Sequence[str], ref: Reference) -> bool:
    """Whether a row below the header is a second row of heads."""
    if is_counting(texts[0]) or any(len(text) > LONGEST for text in texts):
        return False
    kinds = {kind_of(text, ref) for text in texts if text}
    known = sum(bool(head_role(text, ref.headers)) for text in texts)
    return not kinds & {"figure", "no", "number", "organ", "long"} and known * 2 >= len(texts)


def _with_lower(heads: Sequence[str], lower: Sequence[str], groups: int, ref: Reference) -> list[str]:
    """Upper heads with `groups` of them, the likeliest to span columns, divided into the lower ones."""

    def unlikely(at: int) -> tuple[bool, bool]:
        return head_role(heads[at], ref.headers) not in OVER, not pattern("heads", "groups").search(heads[at])

    likely = sorted(range(len(heads)), key=unlikely)
    spanning = sorted(likely[: max(groups, 1)])
    each, more = divmod(len(lower), len(spanning))
    found: list[str] = []
    taken = 0
    for at, head in enumerate(heads):
        if at not in spanning:
            found.append(head)
            continue
        count = each + (spanning.index(at) >= len(spanning) - more)
        found += [head + text for text in lower[taken : taken + count]]
        taken += count
    return found


def _column_kinds(page: Grid, width: int, ref: Reference) -> list[Kind]:
    """The kind most cells of a column have, over the rows that lost none."""
    full = [texts for row in range(2, len(page.rows) + 1) if len(texts := _texts(page, row)) == width]
    columns: list[Kind] = []
    for column in range(width):
        kinds = [kind_of(texts[column], ref) for texts in full]
        columns.append(max(kinds, key=kinds.count))
    return columns


def _spread_over(heads: Sequence[str], kinds: Sequence[Kind], ref: Reference) -> list[str]:
    """Fewer heads than columns: each head over the column it suits, the columns behind it without one."""
    roles = [head_role(text, ref.headers) for text in heads]
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for index, role in enumerate(roles):
        left = len(roles) - index - 1
        following: dict[int, tuple[float, list[int]]] = {}
        for before, (score, path) in best.items():
            for column in range(before + 1, len(kinds) - left if index else 1):
                reached = score + fit(role, kinds[column])
                if column not in following or reached > following[column][0]:
                    following[column] = (reached, [*path, column])
        best = following
    places = max(best.values(), key=lambda each: each[0])[1]
    found = [""] * len(kinds)
    for place, head in zip(places, heads, strict=True):
        found[place] = head
    return found


def _placed(texts: Sequence[str], roles: Sequence[str], ref: Reference, *, gaps: bool) -> list[CellValue]:
    """The cells of a row in their columns; a category line stays alone in front.

    Where blank cells are kept (`gaps`) only a row that does not begin as it should has lost any.
    """
    whole = len(texts) >= len(roles) or not texts[0] or (gaps and is_counting(texts[0]))
    if whole or (len(texts) == 1 and _is_category(texts[0], roles)):
        return [text or None for text in texts]
    kinds = [_kind(text, at, roles, ref) for at, text in enumerate(texts)]
    as_printed = list(range(1, len(texts) + 1))
    columns = align(kinds, _for_cells(roles)) or as_printed
    stays = sum(fit(role, kind) for role, kind in zip(roles, kinds, strict=False))
    moves = sum(fit(roles[column - 1], kind) for column, kind in zip(columns, kinds, strict=True))
    suit = stays >= 0 and moves - stays < _AS_GOOD
    if suit and (is_counting(texts[0]) or "no" not in roles):
        columns = as_printed
    row: list[CellValue] = [None] * len(roles)
    for column, text in zip(columns, texts, strict=True):
        row[column - 1] = text or None
    return row


def _are_placed(row: Sequence[CellValue], roles: Sequence[str], ref: Reference) -> bool:
    """Whether every cell of a row is one that its column can hold."""
    cells = ((cell_text(value), at) for at, value in enumerate(row) if value)
    return all(fit(roles[at], _kind(text, at, roles, ref)) > _UNFIT for text, at in cells)


def _for_cells(roles: Sequence[str]) -> list[str]:
    """Roles as cells are held against them: a column behind a name without a head of its own holds names."""
    found: list[str] = []
    for role in roles:
        behind = not role and bool(found) and found[-1] in ("item", "category")
        found.append(found[-1] if behind else role)
    return found


def _is_category(text: str, roles: Sequence[str]) -> bool:
    mark = read_mark(text)
    return (
        "category" not in roles
        and mark is not None
        and mark.kind in ("cn", "cn2")
        and len(text) <= _LONGEST_CATEGORY
    )


def _kind(text: str, at: int, roles: Sequence[str], ref: Reference) -> Kind:
    """The kind of a cell; only a number at the front, or behind a category, counts rows."""
    early = at <= (roles.index("no") if "no" in roles else -1)
    if is_counting(text) and early:
        return "no"
    kind = kind_of(text, ref)
    return "number" if kind == "no" else kind
