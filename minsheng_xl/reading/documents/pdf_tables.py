"""Tables of a PDF's text as laid out on the page: numbered rows put together by where their words begin.

Columns are known by the positions at which the cells of numbered rows begin; a line without a number goes on
with the row above. A stretch whose words do not keep to such positions is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from minsheng_xl.reading.tables.frames import role_of
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.tables.kinds import is_counting, is_organs
from minsheng_xl.reference import Headers, Reference, Register

_WORD = re.compile(r"\S+(?: \S+)*")
_NEAR = 2
_INDENT = 4
_FEWEST = 3
_FEWEST_ROWS = 2
_LEVELS = "省市县区各乡镇"
_NUMBER = re.compile(r"\d[\d,.]*[%％]?")
_CATEGORY = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]")

_Words = list[tuple[int, str]]
"""The words of a line that wide gaps part, each with the position it begins at."""


def table_lines(lines: Sequence[str]) -> list[str] | None:
    """The lines of a page with its tables as rows parted by tabs; None where it has none."""
    found: list[str] = []
    at, tables = 0, 0
    while at < len(lines):
        stop = _table_end(lines, at)
        rows = list(_rows([_words(line) for line in lines[at:stop]])) if stop > at else []
        tables += bool(rows)
        found += rows or [lines[at].strip()]
        at = stop if rows else at + 1
    return found if tables else None


def _words(line: str) -> _Words:
    return [(word.start(), word[0]) for word in _WORD.finditer(line)]


def _table_end(lines: Sequence[str], start: int) -> int:
    """Behind the last line of the table whose header stands here; `start` where none does.

    Lines of a page are no grid yet: `find_header` looks at the rows that are made of them.
    """
    words = _words(lines[start])
    headers = Headers.default()
    known = [role for _, word in words if (role := head_role(word, headers))]
    if len(known) < _FEWEST or known[0] != "no" or len(known) * 2 < len(words):
        return start
    stop = start + 1
    while stop < len(lines) and lines[stop].strip() and not re.match(r"\s*(?:注|备注|附件)", lines[stop]):
        stop += 1
    return stop


def _rows(lines: Sequence[_Words]) -> Iterator[str]:
    """Rows of cells, the header first; nothing where the words keep to no columns."""
    numbered = [words for words in lines[1:] if is_counting(words[0][1]) and words[0][0] <= _NEAR]
    starts = _columns(lines[0], numbered)
    if len(numbered) < _FEWEST_ROWS or len(starts) < len(lines[0]):
        return
    rows: list[list[list[str]]] = []
    for words in lines:
        if len(words) == 1 and _CATEGORY.match(words[0][1]):
            rows.append([[words[0][1]]])
            continue
        columns = [_column(starts, at) for at, _ in words]
        if -1 in columns:
            return
        lower = len(rows) == 1 and columns[0] > 0 and _are_heads(words)
        if not rows or columns[0] == 0 or lower or _counts_again(rows[-1], columns, words):
            rows.append([[] for _ in starts])
        for column, (_, word) in zip(columns, words, strict=True):
            if len(rows[-1]) <= column:
                return
            rows[-1][column].append(word)
    yield from ("\t".join(_joined(pieces) for pieces in row) for row in rows)


def _counts_again(row: Sequence[Sequence[str]], columns: Sequence[int], words: _Words) -> bool:
    """Whether a line has a number under a number: then it is a row of its own below a merged cell."""
    return any(
        column < len(row) and row[column] and _NUMBER.fullmatch(word) and _NUMBER.fullmatch(row[column][-1])
        for column, (_, word) in zip(columns, words, strict=True)
    )


def _are_heads(words: _Words) -> bool:
    """Whether a line below the header is a second row of heads, not the rest of broken ones."""
    return all(role_of(word, Reference.default()) for _, word in words)


def _columns(header: _Words, rows: Sequence[_Words]) -> list[int]:
    """Where columns begin: under the header's words, and where rows have cells no word stands over."""
    starts = [at for at, _ in header]
    for at in sorted(at for words in rows for at, _ in words):
        if _column(starts, at) < 0:
            starts = sorted([*starts, at])
    return starts


def _column(starts: Sequence[int], at: int) -> int:
    """The column that begins nearest to a position, -1 where none is near."""
    near = [index for index, start in enumerate(starts) if -_NEAR <= at - start <= _INDENT]
    return min(near, key=lambda index: abs(at - starts[index]), default=-1)


def _joined(pieces: Sequence[str]) -> str:
    """A cell's lines put together; a unit behind a whole one stays apart."""
    register = Register.default()
    joined = ""
    for piece in pieces:
        apart = joined and piece[0] in _LEVELS and is_organs(joined, register)
        joined += f"、{piece}" if apart else piece.replace(" ", "")
    return joined
