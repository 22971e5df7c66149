"""Lines of a text in which something is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minsheng_xl.model import Document, Line

_NARROW = re.compile(
    r"\((?=[^()（）]{0,4}(?:牵头|责任|配合|主办|协办)[^()（）]{0,6}[：:])[^()（）]{0,200}[）)]|（[^()（）]{0,60}(?:单位|部门)[：:][^()（）]{0,120}\)"
)
_SPOKEN = re.compile(r"牵头\s*[,;；]\s*[一-鿿、]{2,30}(?:参与|配合|协助)")


def first_found(document: Document, pattern: str | re.Pattern[str]) -> Iterator[tuple[Line, re.Match[str]]]:
    """The first match on each line."""
    compiled = re.compile(pattern)
    for line in document.lines:
        match = compiled.search(line.text)
        if match:
            yield line, match


def words_around(line: Line, match: re.Match[str], reach: int = 8) -> str:
    """The words about a match."""
    return line.text[max(match.start() - reach, 0) : match.end() + reach].strip()


def odd_bracket_marks(document: Document) -> Iterator[tuple[Line, str]]:
    """Lines whose unit brackets are half-width or mixed, or whose spoken roles have half-width commas."""
    for line in document.lines:
        match = _NARROW.search(line.text) if "（" in line.text or "）" in line.text else None
        match = match or _SPOKEN.search(line.text)
        if match:
            yield line, match.group()[:12]
