"""The agreed unit of a quantity, with the denominators that stand elsewhere in its sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from minsheng_xl.quantity.grammar import Grammar
from minsheng_xl.quantity.parts import Quantity
from minsheng_xl.quantity.units import Unit
from minsheng_xl.quantity.words import any_of, words

_SENTENCE_END = re.compile("[。\n]")
_CLAUSE = 20
"""Characters before a number in which its clause is looked for."""
_COUNTED_BY_PERIOD = frozenset({"次", "场", "期", "批次"})


class _Phrases:
    """The per-phrases of a text (每人每月, 月人均) and its sentences, found once."""

    def __init__(self, flat: str, rules: Grammar) -> None:
        found = list(rules.per.finditer(flat)) if "每" in flat or "均" in flat else []
        self._starts = [match.start() for match in found]
        self._per = [rules.table.denominators.named(match.group()) for match in found]
        self._ends = [match.start() for match in _SENTENCE_END.finditer(flat)] if found else []

    def __bool__(self) -> bool:
        return bool(self._starts)

    def near(self, position: int, *, anywhere: bool = False) -> list[str]:
        """The nearest phrase before, else after, in the sentence of a position (or, at last, in the text)."""
        at = bisect_left(self._starts, position)
        order = [index for index in (at - 1, at) if 0 <= index < len(self._starts)]
        sentence = bisect_right(self._ends, position)
        for index in order:
            if bisect_right(self._ends, self._starts[index]) == sentence:
                return self._per[index]
        return self._per[order[-1]] if anywhere and order else []

    def just_before(self, position: int) -> list[str]:
        """The phrase of the same clause before a position."""
        at = bisect_left(self._starts, position) - 1
        return self._per[at] if at >= 0 and position - self._starts[at] <= _CLAUSE else []


def with_norms(quantities: list[Quantity], flat: str, rules: Grammar) -> Iterator[Quantity]:
    """The quantities with their agreed unit."""
    phrases = _Phrases(flat, rules)
    raised = False
    for quantity in quantities:
        reading = rules.table.read(quantity.unit)
        if reading.unit is None:
            yield quantity
            continue
        raised = quantity.role == "increment" or (raised and quantity.op == "reach")
        per = quantity.per or (_inherited(quantity, reading.unit, phrases, flat, raised) if phrases else [])
        unit = rules.table.divided(reading.unit, per) if per and _takes(reading.unit) else reading.unit
        unit = unit if per else reading.suggested or unit
        yield quantity._replace(unit_norm=unit.symbol)


def _takes(unit: Unit) -> bool:
    """Whether a unit is divided by what its sentence says: plain money, durations and occasions."""
    return (unit.base == "元" and unit.factor == 1) or unit.dimension in ("时长", *_COUNTED_BY_PERIOD)


def _inherited(quantity: Quantity, unit: Unit, phrases: _Phrases, flat: str, raised: bool) -> list[str]:
    """Denominators for a quantity that has none beside it."""
    if unit.dimension in _COUNTED_BY_PERIOD:
        return phrases.just_before(quantity.start)
    if unit.base != "元" or unit.factor != 1 or any(name in ("人", "户", "生") for name in unit.per):
        return []
    clause = re.split("[，,。；;、]", flat[max(0, quantity.start - _CLAUSE) : quantity.start])[-1]
    return [] if _sums().search(clause) else phrases.near(quantity.start, anywhere=raised)


@cache
def _sums() -> re.Pattern[str]:
    return re.compile(any_of(words()["criterion"]["sums"]))
