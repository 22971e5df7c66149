"""Items of an annex beside the same items of the body: other words, names cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from minsheng_xl.model import Document, Item
from minsheng_xl.place import Place
from minsheng_xl.quantity.typography import fold

_CLAUSE = re.compile("[。；;\n]")
_NOTE = re.compile(r"[（(][^（()）]{0,60}(?:牵头|单位|参与|负责)[^（()）]{0,60}[）)]")
_ALIKE = 0.6


def twins(document: Document) -> Iterator[tuple[Item, Item]]:
    """Items of the body with the annex's of the same number, where most names tell that they are the same."""
    plans = [table for table in document.tables if table.kind == "plan"]
    bodies: dict[str, list[Item]] = {}
    for body in plans[0].items if plans else ():
        bodies.setdefault(body.no, []).append(body)
    for annex in plans[1:]:
        pairs = [
            (body, item)
            for item in annex.items
            for body in bodies.get(item.no, ())
            if SequenceMatcher(None, body.name, item.name).ratio() >= _ALIKE
        ]
        if len(pairs) * 2 > len(annex.items):
            yield from pairs


def headless_names(document: Document) -> Iterator[tuple[Item, Item]]:
    """Items of an annex whose name lacks the first character or two of the body's, with the body's."""
    for body, item in twins(document):
        if headless(body.name, item.name):
            yield item, body


def headless(name: str, cut: str) -> bool:
    """Whether a name is another one without its first character or two."""
    whole, rest = fold(name), fold(cut)
    return whole.endswith(rest) and 0 < len(whole) - len(rest) <= 2


def reworded(document: Document) -> Iterator[tuple[Place, str, str]]:
    """Clauses of an annex that the body words otherwise: where, the annex's and the body's words."""
    lines = [(line.number, fold(line.text)) for line in document.lines]
    for body, item in twins(document):
        ours = [_bare(clause) for clause in _CLAUSE.split(body.text)]
        for clause in map(_bare, _CLAUSE.split(item.text)):
            if len(clause) < 8 or any(clause in other or other in clause for other in ours if other):
                continue
            best = max(ours, key=lambda other: SequenceMatcher(None, clause, other).ratio(), default="")
            if SequenceMatcher(None, clause, best).ratio() >= _ALIKE:
                first = item.place.line
                line = next((number for number, text in lines if number >= first and clause in text), first)
                yield document.place(line), clause, best


def _bare(clause: str) -> str:
    return _NOTE.sub("", fold(clause)).strip("，,。.")
