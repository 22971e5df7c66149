"""Tables whose cells a page runs together: 序号项目名称责任单位1供水管网…县水利局2养老服务….

Rows are told by the numbers that count them; where a cell ends inside a row nothing says. What a row is to
do is read, who does it is not, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from minsheng_xl.model import Question
from minsheng_xl.place import Place
from minsheng_xl.reading.tables.heads import named_role
from minsheng_xl.reading.tables.kinds import is_organs, is_region
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reference import Headers, Register

_FEWEST_HEADS = 3
_FEWEST_ROWS = 2
_LONGEST_HEAD = 10
_PAGE = re.compile(r"\d{1,3}、")
"""A page's number before the text of a page, as sites that show documents print it."""
_BRACKET = re.compile("[(（]([^()（）]*)[)）]")


def unglued(
    paragraphs: Sequence[Paragraph], file: str, headers: Headers
) -> tuple[list[Paragraph], list[Question]]:
    """The paragraphs with such a table as numbered tasks, and what is said of it; all others as they are."""
    for at, paragraph in enumerate(paragraphs):
        start = _behind_heads(paragraph.text, headers)
        if not start:
            continue
        pages = [_PAGE.sub("", each.text, count=1) for each in paragraphs[at + 1 :]]
        lines = [each.line for each in paragraphs[at:]]
        rows = list(_rows([paragraph.text[start:], *pages], lines))
        if len(rows) >= _FEWEST_ROWS:
            what = f"表格的各格连着印在一起：读了{len(rows)}项要做的事，名称到哪里为止认不准，单位没有读取"
            remedy = "请改用 Word、Excel 原件，或在总表里补填单位"
            return [*paragraphs[:at], *rows], [Question(Place(file, line=paragraph.line), what, remedy)]
    return [*paragraphs], []


def _behind_heads(text: str, headers: Headers) -> int:
    """Behind the heads that a text runs together from 序号 on; 0 where it does not."""
    start = text.find("序号")
    at, found = start + 2, 0
    while start >= 0 and (size := _head_size(text[at : at + _LONGEST_HEAD], headers)):
        at, found = at + size, found + 1
    return at if found >= _FEWEST_HEADS and text[at : at + 1] == "1" else 0


def _head_size(text: str, headers: Headers) -> int:
    """The size of the head a text begins with: the longest listed word, else the shortest made like one."""
    sizes = range(2, len(text) + 1)
    listed = (size for size in reversed(sizes) if headers.listed(text[:size]))
    composed = (size for size in sizes if named_role(text[:size], headers)[1] == "composed")
    return next(listed, next(composed, 0))


def _rows(texts: Sequence[str], lines: Sequence[int]) -> Iterator[Paragraph]:
    """A numbered task for each row: up to its last sentence, as the names behind that are units."""
    text = "".join(texts)
    starts = list(accumulate(map(len, texts), initial=0))
    at, number = 0, 1
    while at < len(text):
        begin = at + len(str(number))
        following = re.compile(rf"(?<![\d.]){number + 1}(?=[一-鿿]{{2}})").search(text, begin)
        stop = following.start() if following else len(text)
        row = _BRACKET.sub(_without_units, text[begin:stop])
        line = lines[sum(start <= at for start in starts[:-1]) - 1]
        yield Paragraph(line, f"{number}.{row[: row.rfind('。') + 1] or row}")
        at, number = stop, number + 1


def _without_units(bracket: re.Match[str]) -> str:
    said = bracket[1]
    return "" if is_region(said) or is_organs(said, Register.default()) else bracket[0]
