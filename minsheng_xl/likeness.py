"""How alike two names of projects or indicators are, told by their characters alone."""

from __future__ import annotations

import re
from functools import lru_cache

from minsheng_xl.quantity.typography import fold

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
