"""Which project and which indicator of another plan is about the same thing, told by names alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from minsheng_xl.model import Indicator, Item, TargetTable
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference

T = TypeVar("T")

ITEM_LIKENESS = 0.45
INDICATOR_LIKENESS = 0.5
_EMPTY = re.compile(
    r"[（(][^（()）]*[)）]|[“”\"《》、，,。；;：:]|其中|全[省市县区镇]|[省市县区](?:级|内)|进一步|继续|深入|持续|全面|扎实|不断|加快|切实"
    r"|实施|推进|开展|落实|做好|加强|加大|完善|促进|支持|完成|达到|标准$|工作$|水平$|工程$|计划$|^[为将对按]|的|数$"
)


def likeness(name: str, other: str) -> float:
    """How alike two names are, 0 to 1: shared pairs of characters among all, empty words left out."""
    one, two = pairs(name), pairs(other)
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


@lru_cache(maxsize=8192)
def pairs(name: str) -> frozenset[str]:
    """Neighbouring characters of a name without empty words and figures."""
    bare = re.sub(r"[\d.]+", "", _EMPTY.sub("", fold(name)))
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1)) or frozenset((bare,) if bare else ())


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
