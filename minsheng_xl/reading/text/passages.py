"""Running text put together from printed lines, every character with the line it stands on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from minsheng_xl.reading.text.paragraph import Paragraph

_ENDS = "。；;！!？?：:）)”】〕"
_LABEL = re.compile(r"[【\[]?[一-鿿]{2,10}[】\]]?[:：]")
_LONG = 20
"""A line of so many characters may go on with the next; a shorter one is a name or a heading."""


class Passage(NamedTuple):
    """A text whose lines are parted by `\\n`; a line that a page turn cut is put together again."""

    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    @classmethod
    def of(cls, paragraphs: Iterable[Paragraph]) -> Passage:
        """The paragraphs as one text. A paragraph that does not end a sentence goes on with the next."""
        text, starts, lines = "", list[int](), list[int]()
        broken = False
        for paragraph in paragraphs:
            if not paragraph.text:
                continue
            if text and not broken and not _goes_on(text, paragraph.text):
                text += "\n"
            starts.append(len(text))
            lines.append(paragraph.line)
            text += paragraph.text
            broken = paragraph.broken
        return cls(text, tuple(starts), tuple(lines))

    def line_at(self, position: int) -> int:
        """The printed line (1-based) of a position; 0 for an empty passage."""
        at = bisect_right(self.starts, position) - 1
        return self.lines[max(at, 0)] if self.lines else 0


def _goes_on(text: str, following: str) -> bool:
    """Whether the last line of a text was cut by a page turn and goes on with the next."""
    last = text.rpartition("\n")[2]
    if last[-1] in "、，,（(“":
        return True
    heading = "\n" not in text and not re.search("[，。；：,;:]", last) and len(last) <= 2 * _LONG
    return not (last[-1] in _ENDS or _LABEL.match(following) or len(last) < _LONG or heading)
