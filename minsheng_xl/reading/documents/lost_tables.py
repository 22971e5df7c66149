"""Tables of figures printed one cell a line that could not be put back: told, never read as running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from minsheng_xl.model import Question
from minsheng_xl.place import Place
from minsheng_xl.reading.text.paragraph import Paragraph

_FIGURE = re.compile(r"\d[\d.,%％\s]*")
_FEWEST = 8
"""Lines of nothing but figures that are a table's, not page numbers."""
_NEAR = 4
"""A row's name of up to three lines stands between its figures and those above."""
_TEXT = re.compile("[。；！？]|(?:表|清单|台账|通知|方案)(?:[（(][^（()）]*[)）])?$|[:：].")
"""What a line says that is a sentence, a title or a label, and no head of a column."""
_LONGEST_HEAD = 40


def lost_tables(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """The lines of each such table, its heads and the names of its rows with them."""
    lines = [each for each in paragraphs if each.text]
    figures = [at for at, each in enumerate(lines) if _is_figure(each.text)]
    above = 0
    for _, run in groupby(zip(figures, _runs(figures), strict=True), key=itemgetter(1)):
        places = [at for at, _ in run]
        first, last = places[0], places[-1]
        if len(places) < _FEWEST or len(places) * 2 < last - first + 1:
            continue
        while first > above and _may_be_head(lines[first - 1].text):
            first -= 1
        yield lines[first : last + 1]
        above = last + 1


def told_lost(lines: Sequence[Paragraph], file: str) -> Question:
    """What is said of one."""
    figures = sum(_is_figure(each.text) for each in lines)
    what = f"第{lines[0].line}—{lines[-1].line}行有{figures}行只印着数字，像是一格一行的分解表"
    place = Place(file, line=lines[0].line)
    return Question(place, f"{what}，表头和空格认不准，没有读取", "请改用 Word、Excel 原件")


def _runs(figures: Sequence[int]) -> Iterator[int]:
    """For each line of figures which run of them it is in: names of rows stand between, not texts."""
    run = 0
    for before, at in pairwise([figures[0] if figures else 0, *figures]):
        run += at - before > _NEAR
        yield run


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def _may_be_head(text: str) -> bool:
    return len(text) <= _LONGEST_HEAD and not _TEXT.search(text)
