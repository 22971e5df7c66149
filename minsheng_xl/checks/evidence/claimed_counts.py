"""How many projects a text says there are: 办好10件民生实事."""

from __future__ import annotations

import re
from collections.abc import Iterator

from minsheng_xl.model import Document, Item, TargetTable
from minsheng_xl.quantity.numerals import parse_numeral

CHINESE = "[一二三四五六七八九十]{1,3}"
"""A number of projects in characters."""
CLAIM = re.compile(
    rf"(\d{{1,3}}|{CHINESE})\s*(?:大|类)?(?:项|件)(?:重点|主要|市级|县级|区级)?(?:民生|实事|工程|项目|惠民)"
)
"""So many projects: 10件民生实事, 八大类民生工程; the first group is the number."""


def surplus_items(document: Document) -> Iterator[tuple[Item, str]]:
    """Items beyond the count that a report's own heading claims, with the heading."""
    for table in document.tables:
        for category, items in by_category(table):
            claim = CLAIM.match(category)
            if claim and table.kind == "progress":
                yield from ((item, category) for item in items[number_claimed(claim[1]) :])


def by_category(table: TargetTable) -> Iterator[tuple[str, list[Item]]]:
    """Every category with its numbered items, where it has any."""
    for category in dict.fromkeys(item.category for item in table.items if item.category):
        items = [item for item in table.items if item.category == category and item.no.isdigit()]
        if items:
            yield category, items


def number_claimed(text: str) -> int:
    """The number that a claim names in digits or characters."""
    return int(text) if text.isdigit() else int(parse_numeral(text) or 0)
