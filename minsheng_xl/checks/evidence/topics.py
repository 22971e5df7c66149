"""Which project and which indicator of another plan is about the same thing, told by names alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from minsheng_xl.likeness import likeness
from minsheng_xl.model import Indicator, Item, TargetTable
from minsheng_xl.reference import Reference

T = TypeVar("T")

ITEM_LIKENESS = 0.45
INDICATOR_LIKENESS = 0.5


def same_items(table: TargetTable, superior: TargetTable) -> list[tuple[Item, Item]]:
    """Projects of two plans that are about the same: each the other's nearest, and near enough."""
    return _mutual(table.items, superior.items, lambda a, b: likeness(a.name, b.name), ITEM_LIKENESS)


def same_indicators(
    table: TargetTable, superior: TargetTable, ref: Reference
) -> list[tuple[Indicator, Indicator]]:
    """Indicators of the same projects about the same; an only one of each is, if their units compare."""
    found: list[tuple[Indicator, Indicator]] = []
    for item, other in same_items(table, superior):
        ours = [each for each in item.indicators if each.role == "target"]
        theirs = [each for each in other.indicators if each.role == "target"]
        if len(ours) == len(theirs) == 1 and _one_kind(ours[0], theirs[0], ref):
            found.append((ours[0], theirs[0]))
        else:
            found += _mutual(ours, theirs, lambda a, b: likeness(a.name, b.name), INDICATOR_LIKENESS)
    return found


def _one_kind(ours: Indicator, theirs: Indicator, ref: Reference) -> bool:
    """Whether two indicators are measured alike, or one of them not at all; the period does not matter."""
    one, two = (ref.units.read(each.unit_norm or each.unit).unit for each in (ours, theirs))
    return one is None or two is None or (one.dimension == two.dimension and one.word == two.word)


def _mutual(
    ours: Sequence[T], theirs: Sequence[T], like: Callable[[T, T], float], least: float
) -> list[tuple[T, T]]:
    """Pairs in which each is the other's best."""
    made = []
    for each in ours:
        best = max(theirs, key=lambda other: like(each, other), default=None)
        if best is None or like(each, best) < least:
            continue
        if max(ours, key=lambda one: like(one, best)) is each:
            made.append((each, best))
    return made
