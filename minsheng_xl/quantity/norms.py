"""The agreed unit of a quantity, with the denominators that stand elsewhere in its sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache

from minsheng_xl.quantity.grammar import Grammar
from minsheng_xl.quantity.parts import Quantity
from minsheng_xl.quantity.table import MONEY, UnitTable
from minsheng_xl.quantity.units import Unit
from minsheng_xl.quantity.words import any_of, words

_SENTENCE_END = re.compile("[。\n]")
_CLAUSE = 20
"""Characters before a number in which its clause is looked for."""
_CLAUSE_START = re.compile("[^，,。；;、]*$")
_OCCASIONS = frozenset({"次", "场", "期", "批次"})
_DIVIDED = _OCCASIONS | {"时长"}
"""Dimensions that, like money, are divided by what their sentence says: 每月一次, 人均8个月."""


def with_norms(quantities: list[Quantity], flat: str, rules: Grammar) -> list[Quantity]:
    """The quantities with their agreed unit."""
    phrases = _Phrases(flat, rules) if "每" in flat or "均" in flat else None
    normed, raised = [], False
    for quantity in quantities:
        per = quantity.per
        raised = quantity.role == "increment" or (raised and quantity.op == "reach")
        if phrases and not per:
            per = _inherited(quantity, phrases, flat, rules, raised)
        normed.append(Quantity(*quantity[:-1], _agreed(rules.table, quantity.unit, per)))
    return normed


class _Phrases:
    """The phrases of a text that divide (每人每月, 月人均), and where its sentences end."""

    def __init__(self, flat: str, rules: Grammar) -> None:
        found = list(rules.phrase.finditer(flat))
        self._starts = [match.start() for match in found]
        self._per = [rules.per(match.group()) for match in found]
        self._ends = [match.start() for match in _SENTENCE_END.finditer(flat)]

    def near(self, position: int, *, anywhere: bool) -> tuple[str, ...]:
        """The nearest phrase before, else after, in the sentence of a position (or, at last, in the text)."""
        at = bisect_left(self._starts, position)
        order = [index for index in (at - 1, at) if 0 <= index < len(self._starts)]
        sentence = bisect_right(self._ends, position)
        for index in order:
            if bisect_right(self._ends, self._starts[index]) == sentence:
                return self._per[index]
        return self._per[order[-1]] if anywhere and order else ()

    def just_before(self, position: int) -> tuple[str, ...]:
        """The phrase of the same clause before a position."""
        at = bisect_left(self._starts, position) - 1
        return self._per[at] if at >= 0 and position - self._starts[at] <= _CLAUSE else ()


def _inherited(
    quantity: Quantity, phrases: _Phrases, flat: str, rules: Grammar, raised: bool
) -> tuple[str, ...]:
    """Denominators for a quantity that has none beside it: an occasion's, or those of single 元."""
    unit = rules.table.read(quantity.unit).unit
    if unit and unit.dimension in _OCCASIONS:
        return phrases.just_before(quantity.start)
    if unit and unit.integral and not unit.per:
        named = phrases.just_before(quantity.start)
        return named if not rules.table.denominators.rates.isdisjoint(named) else ()
    if not unit or unit.base != MONEY or unit.factor != 1:
        return ()
    start = quantity.start
    clause = _CLAUSE_START.search(flat, max(0, start - _CLAUSE), start)
    total = clause and _sums().search(clause.group())
    return () if total else phrases.near(start, anywhere=raised)


@lru_cache(4096)
def _agreed(table: UnitTable, printed: str, per: tuple[str, ...]) -> str:
    """The agreed spelling of a unit divided by what its sentence says; a period of its own outweighs that."""
    unit = table.read(printed).unit
    if unit is None:
        return ""
    if per and (_takes(table, unit) or not (unit.per or table.denominators.rates.isdisjoint(per))):
        periods = table.denominators.periods
        own = not periods.isdisjoint(unit.per)
        unit = table.divided(unit, [name for name in per if not (own and name in periods)])
    return table.completed(unit).symbol


def _takes(table: UnitTable, unit: Unit) -> bool:
    """Whether a unit is divided further: money, durations and occasions that have no object yet."""
    return (unit.base == MONEY or unit.dimension in _DIVIDED) and table.denominators.only_periods(unit.per)


@cache
def _sums() -> re.Pattern[str]:
    return re.compile(any_of(words()["criterion"]["sums"]))
