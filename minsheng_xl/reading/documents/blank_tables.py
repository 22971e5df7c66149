"""Tables whose columns are set apart by blanks: the header's words tell how many there are.

序号 考核指标 单 位 工作目标      a row with fewer words has lost cells; where each belongs is found later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng_xl.reading.documents.bar_tables import Printed
from minsheng_xl.reading.tables.heads import head_role
from minsheng_xl.reading.tables.kinds import is_counting
from minsheng_xl.reference import Headers

_WIDE = re.compile(r" {2,}|　+|\t")
_BLANK = re.compile(r"\s+")
_FEWEST = 3
_LONGEST = 12
_LOST = 3


def read_spaces(lines: Sequence[Printed], headers: Headers) -> list[Printed]:
    """The lines with every table set apart by blanks as rows of cells."""
    found: list[Printed] = []
    at = 0
    while at < len(lines):
        heads = _heads(lines[at], headers)
        rows = _rows(lines, at + 1, len(heads)) if heads else []
        if len(rows) > 1:
            found.append(lines[at]._replace(cells=tuple(heads)))
            found += rows
            at += 1 + len(rows)
        else:
            found.append(lines[at])
            at += 1
    return found


def _heads(line: Printed, headers: Headers) -> list[str]:
    """The heads of a line set apart by blanks; a head with a blank inside (单 位) is put together.

    Where one head ends and the next begins is what is asked, before any grid is there for `find_header`.
    """
    if line.cells or len(line.text) > _LONGEST * 12 or re.search("[。；]", line.text):
        return []
    words = [word for word in _BLANK.split(line.text) if word]
    heads: list[str] = []
    at = 0
    while at < len(words):
        for stop in (at + 1, at + 2, at + 3):
            word = "".join(words[at:stop])
            if head_role(word, headers) and stop <= len(words):
                heads.append(word)
                at = stop
                break
        else:
            return []
    known = {head_role(head, headers) for head in heads}
    return heads if len(known) >= _FEWEST else []


def _is_between(line: Printed, following: Printed) -> bool:
    """Whether a line of one word is the rest of a cell above, before the row with the next number."""
    alone = not _BLANK.search(line.text) and len(line.text) <= _LONGEST
    return alone and is_counting(_BLANK.split(following.text, maxsplit=1)[0])


def _rows(lines: Sequence[Printed], start: int, width: int) -> list[Printed]:
    """The rows below a header, up to the first line that cannot be one."""
    rows: list[Printed] = []
    for line, following in zip(lines[start:], [*lines[start + 1 :], None], strict=True):
        if line.cells or not line.text:
            break
        if rows and following and _is_between(line, following):
            rows.append(line._replace(cells=(line.text,)))
            continue
        cells = [cell for cell in _WIDE.split(line.text) if cell]
        if len(cells) < 2 or not width - _LOST <= len(cells) <= width:
            cells = [cell for cell in _BLANK.split(line.text) if cell]
        if not 2 <= len(cells) <= width or (len(cells) < width - _LOST and len(rows) < 1):
            break
        rows.append(line._replace(cells=tuple(cells)))
    return rows
