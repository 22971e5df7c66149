"""Tables printed one cell a line, as web pages lose them: put back into rows by what each cell can be.

Blank cells may have vanished, and rows that go on with an item have lost their leading cells, so a cell's
column is told by its kind: a number, a name of a person, a unit, a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.notices.blocks import Block, Paragraph
from minsheng_xl.reading.notices.words import words
from minsheng_xl.reference import Headers, Reference, split_units

_FEWEST = 3
_FEWEST_COLUMNS = 2
_MOST_HEADS = 60
_ORGANS = frozenset({"lead", "responsible", "cooperator", "assessor"})
_PEOPLE = frozenset({"leader", "person"})
_FIRST = frozenset({"no", "item", "category", "indicator", "town", "task_text"})
_END = re.compile(r"附\s*[件表]|(?:注|备注|说明)\s*[:：]|责任编辑|抄送|打印")
_NUMBER = re.compile(r"\d{1,3}")
_FIGURE = re.compile(r"[-—－/]|-?\d[\d,]*(?:\.\d+)?%?")
_PERSON = re.compile("[一-鿿]{2,4}")
_LONGEST_ORGANS = 80


@dataclass(slots=True)
class _Head:
    """A header read from consecutive lines: roles and their words, and the index behind it."""

    roles: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    stop: int = 0


def unstack(blocks: Sequence[Block], ref: Reference) -> list[Block]:
    """The blocks with every table printed one cell a line as a grid."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        table = _table(blocks, at, ref)
        if table is None:
            found.append(blocks[at])
            at += 1
        else:
            found.append(table[0])
            at = table[1]
    return found


def _table(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[Grid, int] | None:
    first = blocks[at]
    if not isinstance(first, Paragraph) or not first.text or len(first.text) > 20:
        return None
    roles = heads_of(first.text, ref.headers)
    if not roles or roles[0][0] not in _FIRST:
        return None
    if roles[0][0] == "town":
        return _matrix(blocks, at, ref)
    head = _read_head(blocks, at, ref.headers)
    return _listed(blocks, at, head, ref) if len(head.roles) >= _FEWEST else None


def heads_of(text: str, headers: Headers) -> list[tuple[str, str]]:
    """Roles and words of a header line; two heads may be glued together: 实事项目名称指标任务."""
    whole = headers.role(text)
    if whole and whole.kind != "near":
        return [(whole.role, text)]
    for cut in range(2, len(text) - 1):
        parts = text[:cut], text[cut:]
        matches = [headers.role(part) for part in parts]
        if all(match and match.kind != "near" for match in matches):
            return [(match.role, part) for match, part in zip(matches, parts, strict=True) if match]
    return []


def _read_head(blocks: Sequence[Block], at: int, headers: Headers) -> _Head:
    head = _Head(stop=at)
    for position in range(at, len(blocks)):
        block = blocks[position]
        if not isinstance(block, Paragraph):
            break
        roles = heads_of(block.text, headers) if block.text else []
        if block.text and (not roles or roles[0][0] in head.roles):
            break
        for role, word in roles:
            head.roles.append(role)
            head.words.append(word)
        head.stop += 1
    return head


def _listed(blocks: Sequence[Block], at: int, head: _Head, ref: Reference) -> tuple[Grid, int] | None:
    """Rows below a header of items; None where what follows is no table after all."""
    reader = _Rows(head.roles, ref)
    stop = head.stop
    for position in range(head.stop, len(blocks)):
        block = blocks[position]
        if not isinstance(block, Paragraph) or _END.match(block.text):
            break
        if block.text and not reader.take(block):
            break
        stop += 1
    if not reader.rows:
        return None
    first = blocks[at]
    assert isinstance(first, Paragraph)
    rows: list[list[CellValue]] = [list(head.words)]
    rows += [[row.get(role) for role in head.roles] for row in reader.rows]
    return Grid(rows, lines=[first.line, *reader.lines]), stop


class _Rows:
    """Cells in printed order on their way into rows."""

    def __init__(self, roles: Sequence[str], ref: Reference) -> None:
        self.roles, self.ref = list(roles), ref
        self.rows: list[dict[str, str]] = []
        self.lines: list[int] = []
        self._number = 0
        self._at = len(self.roles)

    def take(self, cell: Paragraph) -> bool:
        """Put a cell where its kind fits next; False where the table cannot go on with it."""
        kind = self._kind(cell.text)
        column = self._next(kind, cell.text)
        if column is None:
            column = self._first(kind)
            if column is None:
                return False
            self.rows.append({})
            self.lines.append(cell.line)
        role = self.roles[column]
        self.rows[-1][role] = cell.text
        self._at = column
        if role == "no":
            self._number = int(cell.text)
        elif self.rows[-1].keys() <= {"no", role}:
            self.lines[-1] = cell.line
        return True

    def _kind(self, text: str) -> str:
        if "no" in self.roles and _NUMBER.fullmatch(text) and int(text) == self._number + 1:
            return "no"
        just_named = bool(self.rows) and self._at < len(self.roles) and self.roles[self._at] == "no"
        if just_named:
            return "text"
        if _is_organ(text, self.ref):
            return "organ"
        return "person" if _PEOPLE & set(self.roles) and is_person(text) else "text"

    def _next(self, kind: str, text: str) -> int | None:
        """The next column of the open row that takes such a cell."""
        if kind == "no":
            return None
        for column in range(self._at + 1, len(self.roles)):
            if _takes(self.roles[column], kind) and not (
                self.roles[column] == "note" and not self._is_note(text)
            ):
                return column
        return None

    def _first(self, kind: str) -> int | None:
        """Where a row begins: with its number, or (an item going on) behind number and item."""
        if kind == "no":
            return self.roles.index("no")
        own = {"no", "category", "item"} if "no" in self.roles else {"category"}
        for column, role in enumerate(self.roles):
            if role not in own and _takes(role, kind):
                return column
        return None

    def _is_note(self, text: str) -> bool:
        """Whether a text behind all other columns is a remark, not the next task."""
        from minsheng_xl.reading.notices.figures import find_figures

        return not text.endswith("。") and not find_figures(text, self.ref.units)[0]


def _takes(role: str, kind: str) -> bool:
    if role in _ORGANS:
        return kind == "organ"
    if role in _PEOPLE:
        return kind == "person"
    return kind == "text" and role != "no"


def _is_organ(text: str, ref: Reference) -> bool:
    if len(text) > _LONGEST_ORGANS or re.search(r"\d", text):
        return False
    units = split_units(text, ref.register)
    if not units:
        return False
    like = re.compile(words()["units"]["like"])
    return all(
        ref.register.knows(unit.name) or (len(unit.name) <= 16 and like.search(unit.name)) for unit in units
    )


def is_person(text: str) -> bool:
    """Whether a short text is a person's name: it begins with a surname."""
    names = [name for name in re.split("[、，, ]+", text) if name]
    surnames = words()["people"]["surnames"]
    return bool(names) and all(_PERSON.fullmatch(name) and name[0] in surnames for name in names)


def _matrix(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[Grid, int] | None:
    """Regions down, indicators across: heads up to the first region's name, then as many cells a row."""
    heads, first = _matrix_heads(blocks, at, ref)
    if len(heads) < _FEWEST_COLUMNS:
        return None
    paragraphs = list(takewhile(_in_table, (blocks[each] for each in range(first, len(blocks)))))
    opening = blocks[at]
    rows: list[list[CellValue]] = [[opening.text if isinstance(opening, Paragraph) else None, *heads]]
    lines = [opening.line if isinstance(opening, Paragraph) else 0]
    stop = first
    for row in _matrix_rows([each for each in paragraphs if isinstance(each, Paragraph)], len(heads)):
        rows.append([cell.text or None for cell in row])
        lines.append(row[0].line)
        stop += len(row)
    return (Grid(rows, lines=lines), stop) if len(rows) > _FEWEST_COLUMNS else None


def _in_table(block: Block) -> bool:
    return isinstance(block, Paragraph) and not _END.match(block.text)


def _matrix_heads(blocks: Sequence[Block], at: int, ref: Reference) -> tuple[list[str], int]:
    """Column heads, and where the first row begins: a short name without digits before a figure."""
    heads: list[str] = []
    for index in range(at + 1, min(at + _MOST_HEADS, len(blocks) - 1)):
        cell, following = blocks[index], blocks[index + 1]
        if not (isinstance(cell, Paragraph) and isinstance(following, Paragraph) and _in_table(cell)):
            break
        if heads and cell.text and _is_region(cell.text) and _FIGURE.fullmatch(following.text or "—"):
            spans = len(heads) > 1 and heads_of(heads[0], ref.headers) and not re.search(r"\d", heads[0])
            return heads[1:] if spans else heads, index
        if cell.text:
            heads.append(cell.text)
    return [], 0


def _matrix_rows(cells: Sequence[Paragraph], width: int) -> Iterator[list[Paragraph]]:
    """Rows of a name and `width` cells; a row whose blank cells vanished ends at the next name."""
    at = 0
    while at < len(cells):
        stop = at + 1
        while stop < len(cells) and stop - at <= width and not _is_region(cells[stop].text):
            stop += 1
        row = list(cells[at:stop])
        named = _is_region(row[0].text) or not row[0].text
        if not named or not all(_FIGURE.fullmatch(cell.text or "—") for cell in row[1:]) or len(row) < 2:
            return
        yield row
        at = stop


def _is_region(text: str) -> bool:
    return bool(re.fullmatch(words()["people"]["regions"], text))
