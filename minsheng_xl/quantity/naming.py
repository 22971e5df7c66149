"""What an indicator's name tells of its figures: an average, a change, or something better when smaller."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from minsheng_xl import data
from minsheng_xl.quantity.words import any_of

Changes = Literal["", "named", "amount"]
"""A name may tell of a change (能耗降低率), or of an amount whose level is never said in percent (能耗)."""

_REACHED = re.compile("[降下减压缩][低降少缩减短]?[到至]$")
"""办理时间缩短至: the level it is brought down to."""
_REMARK = re.compile("[（(][^（()）]*[)）]")


@cache
def keywords() -> Mapping[str, Any]:
    """The packaged words of names, as in `data/measures.toml`."""
    return data.load("measures.toml")


def first(name: str, listed: list[str]) -> str:
    """The first of the words that a name holds."""
    return next((word for word in listed if word in name), "")


@lru_cache(4096)
def names_average(name: str) -> bool:
    """Whether the figure is an average, that may be broken where things are counted: 每千人口托位数."""
    return bool(first(name, keywords()["average"]["words"]))


@lru_cache(4096)
def names_change(name: str) -> Changes:
    """Whether the figure tells by how much something changed, or what in percent can be nothing else."""
    change = keywords()["change"]
    if first(name, change["says"]):
        return "named"
    amount = first(name, change["amounts"]) or name.endswith(tuple(change["ends"]))
    return "amount" if amount and not first(name, change["levels"]) else ""


@lru_cache(4096)
def names_burden(name: str) -> bool:
    """Whether the figure says how much there is of what should be little: 失业率, 事故起数, PM2.5平均浓度.

    Not where the name tells of bringing it down or dealing with it: 事故起数下降, 投诉办理, 返贫监测.
    """
    bare = _REACHED.sub("", _REMARK.sub("", name))
    return not _lessening().search(bare) and _burden().search(bare) is not None


@cache
def _lessening() -> re.Pattern[str]:
    """下降, 化解, 合格; not 不合格."""
    return re.compile(f"(?<![不未]){any_of(keywords()['direction']['up'])}")


@cache
def _burden() -> re.Pattern[str]:
    listed = keywords()["direction"]
    return re.compile(f"{any_of(listed['down'])}{any_of(listed['tails'])}{{0,3}}$")
