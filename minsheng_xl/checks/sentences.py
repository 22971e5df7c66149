"""A rule's sentence with real words in it: quotes in quotes, nothing quoted, more or less than expected."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from minsheng_xl.model import Indicator
from minsheng_xl.place import number_text

OPEN, CLOSE = "“", "”"
INNER = {OPEN: "‘", CLOSE: "’"}
NOTHING = "空白"
_ENDS = "。；，、 "


def sentence(template: str, words: Mapping[str, Any]) -> str:
    """A rule's words put into its sentence, on one line and without the stop that follows it.

    Quotation marks of what is quoted become ‘’, one cut off from its partner goes, an empty “” is 空白.
    """
    given = {name: _paired(word, cut=True) if isinstance(word, str) else word for name, word in words.items()}
    text = " ".join(part for part in map(str.strip, template.format_map(given).splitlines()) if part)
    return _nested(_paired(text)).replace(OPEN + CLOSE, NOTHING).rstrip(_ENDS)


def _paired(text: str, *, cut: bool = False) -> str:
    """The text without the double quotation marks that have no partner, as excerpts are cut.

    `cut`: it will stand in quotation marks itself, so 所”或“个 has all its partners.
    """
    opened: list[int] = []
    single: list[int] = []
    for position, char in enumerate(text):
        if char == OPEN:
            opened.append(position)
        elif char == CLOSE and opened:
            opened.pop()
        elif char == CLOSE:
            single.append(position)
    if cut and len(single) == len(opened):
        return text
    alone = {*single, *opened}
    return "".join(char for position, char in enumerate(text) if position not in alone)


def _nested(text: str) -> str:
    """Every second depth of quotation in ‘’; the text's marks are in pairs."""
    depth = 0
    told = []
    for char in text:
        depth -= char == CLOSE
        told.append(INNER.get(char, char) if depth % 2 else char)
        depth += char == OPEN
    return "".join(told)


def more_or_less(printed: Decimal, expected: Decimal) -> str:
    """By how much a figure is above or below what it should be: 多10, 少981."""
    return f"{'多' if printed > expected else '少'}{number_text(abs(printed - expected))}"


def target_text(indicator: Indicator) -> str:
    """An indicator's target as printed, with its unit said once."""
    raw = indicator.target.raw
    return raw if indicator.target.unit or raw.endswith(indicator.unit) else raw + indicator.unit
