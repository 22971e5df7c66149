"""Clauses and sentences: where one begins, and which numbers of a report's are figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minsheng_xl.quantity import Quantity
from minsheng_xl.quantity.numerals import parse_numeral

_PARTS = re.compile(r"(?<=[一-鿿㎡%])[（(](?!\d+(?:\.\d+)?[%％][)）])[^（()）]*\d[^（()）]*[)）]")
_AFTER_FIGURE = re.compile(r"\d\s*(?:万|亿)?[一-鿿㎡%]{1,3}$")
SENTENCE = re.compile("[。；;\n]")
LONGEST = 300
"""Characters of a clause that are looked at or quoted."""
CLAUSE = re.compile("[，,。；;：:\n]")
_COUNT = re.compile(
    "(?:共计|共有|合计|现有|共)(?P<count>[一二三四五六七八九十百]{1,4})(?P<unit>[家个所处座项名人户台])"
)


def without_parts(text: str) -> str:
    """The text with shares in brackets behind a figure blanked: 水稻1.09万亩（灰河乡1740亩、…）."""

    def blank(found: re.Match[str]) -> str:
        return " " * len(found.group()) if _AFTER_FIGURE.search(text[: found.start()]) else found.group()

    return _PARTS.sub(blank, text)


def counts(quantity: Quantity, text: str) -> bool:
    """Whether a number is a figure: it has a unit, or ends its clause behind words."""
    if quantity.unit:
        return quantity.unit not in ("年", "月", "天", "个月", "档")
    behind = text[quantity.end : quantity.end + 1]
    opening = text[max(0, quantity.start - 2) : quantity.start]
    return (
        (not behind or behind in "，,。；;、\n")
        and len(opening) == 2
        and not re.search(r"[\s\d第前.、]", opening)
    )


def counted(text: str) -> Iterator[Quantity]:
    """Counts spelled out: 共计七家网点."""
    for found in _COUNT.finditer(text):
        value = parse_numeral(found["count"])
        if value is not None:
            yield Quantity(value, found["count"], found["unit"], found.start("count"), found.end())


def clause_of(text: str, each: Quantity) -> str:
    """The sentence a quantity stands in, up to its end."""
    return text[begin_of(text, each.start, "。；;\n") : each.end].strip()


def begin_of(text: str, position: int, marks: str) -> int:
    """Behind the last of the marks before a position; of a clause without end, its last characters only."""
    floor = max(0, position - LONGEST)
    return 1 + max(floor - 1, *(text.rfind(mark, floor, position) for mark in marks))
