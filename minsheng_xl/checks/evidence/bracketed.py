"""Figures listed in brackets behind the figure they make up: 水稻1.09万亩（甲乡1740亩、乙镇4000亩）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.model import Document
from minsheng_xl.place import Place
from minsheng_xl.quantity import Quantity, UnitMismatch, convert, find_quantities, printed_places
from minsheng_xl.reference import Reference

_LIST = re.compile(r"[（(]([^（()）]{1,400})[)）]")
_NAME = re.compile(r"([一-鿿]{1,12}?)\s*$")
_CUT = re.compile("[，,。；;、：:（()）\\d]")
_TOWN = re.compile("(?:街道|镇|乡|办)$")
_NOT_PARTS = re.compile("其中|另|含|每|约|不|达到|以上|以下")
_SENTENCE = re.compile("[，,。；;：:）)]")
_FEWEST = 2
_REACH = 60
"""Characters before a bracket in which the figure it makes up stands."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A total with the figures in the bracket behind it that are of its kind, each with its name."""

    place: Place
    name: str
    total: Quantity
    names: tuple[str, ...]
    parts: tuple[Quantity, ...]
    added: Decimal
    """Sum of the parts in the total's unit."""

    @property
    def rounding(self) -> Decimal:
        """Half of the total's last printed place."""
        value = self.total.value or Decimal()
        return Decimal(5).scaleb(-printed_places(value) - 1)


def bracketed(document: Document, ref: Reference) -> Iterator[Bracket]:
    """Every bracketed list of two or more figures that can be added up to the figure before it."""
    for line in document.lines:
        for found in _LIST.finditer(line.text):
            if _NOT_PARTS.search(found[1]) or sum(char.isdigit() for char in found[1]) < _FEWEST:
                continue
            window = line.text[max(found.start() - _REACH, 0) : found.start()]
            before = _SENTENCE.split(window)[-1]
            totals = find_quantities(before, ref.units)
            if totals and not before[totals[-1].end :].strip() and totals[-1].value is not None:
                made = _bracket(document.place(line.number), before, totals[-1], found[1], ref)
                if made:
                    yield made


def _bracket(place: Place, before: str, total: Quantity, inner: str, ref: Reference) -> Bracket | None:
    unit = ref.units.read(total.unit).unit
    parts, names, added = [], [], Decimal()
    for part in find_quantities(inner, ref.units):
        own = ref.units.read(part.unit).unit
        if unit is None or own is None or part.value is None:
            return None
        try:
            added += convert(part.value, own, unit)
        except UnitMismatch:
            continue
        parts.append(part)
        names.append(_name_before(inner, part.start))
    if len(parts) < _FEWEST or not all(names):
        return None
    return Bracket(place, _name_before(before, total.start), total, tuple(names), tuple(parts), added)


def _name_before(text: str, position: int) -> str:
    """The words right before a figure; those before the figure ahead where two share one: 甲镇28户、140头."""
    found = _NAME.search(_CUT.split(text[:position])[-1])
    if found:
        return found[1]
    names = [part for part in _CUT.split(text[:position]) if len(part) > 1]
    return names[-1] if names else ""


def towns_spelled_twice(document: Document, ref: Reference) -> Iterator[tuple[Place, str, str]]:
    """Townships listed in brackets both with and without 乡 or 镇: where, the short and the full name."""
    first: dict[str, str] = {}
    told: set[str] = set()
    for each in bracketed(document, ref):
        for name in each.names:
            if _TOWN.search(name):
                first.setdefault(_TOWN.sub("", name), name)
    for each in bracketed(document, ref):
        for name in each.names:
            if name in first and name not in told:
                told.add(name)
                yield each.place, name, first[name]
