"""What a name and a unit suggest: how an indicator is counted and which way is better.

Only proposals, for a person to confirm; the keywords are data (`data/measures.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from minsheng_xl import data
from minsheng_xl.quantity.fulfilment import CEILINGS, Target
from minsheng_xl.quantity.naming import first, keywords, names_average, names_burden
from minsheng_xl.quantity.table import MONEY
from minsheng_xl.quantity.units import Unit
from minsheng_xl.quantity.words import any_of, words

Measure = Literal["flow", "stock", "ratio", "standard", "qualitative"]
Direction = Literal["up", "down", "range"]


def propose_measure(name: str, unit: Unit | None, target: Target) -> tuple[Measure, str]:
    """The likely 计量方式 of an indicator, and the reason in Chinese."""
    listed = keywords()["measure"]
    if unit is None:
        return _without_unit(name, target, listed)
    named = first(name, listed["standard"]) if unit.base == MONEY else ""
    if unit.family == "标准" or named:
        return "standard", f"名称含“{named}”，不逐期相加" if named else f"单位“{unit}”是标准，不逐期相加"
    level = _level(name, unit, target)
    if level:
        return level
    if unit.base != MONEY and names_average(name):
        return "ratio", "名称说的是平均数，填截至本期的值"
    flow, stock = first(name, listed["flow"]), first(name, listed["stock"])
    if stock and not flow:
        return "stock", f"名称含“{stock}”，报某一时点的总数"
    return "flow", f"名称含“{flow}”，逐期累计" if flow else f"单位“{unit}”的数量逐期累计"


def propose_direction(name: str, target: Target) -> Direction:
    """Whether more is better (up), less is better (down), or the value should stay within a range."""
    if target.kind == "range":
        return "range"
    if target.increment is not None and target.increment == target.value:
        return "up"
    lowered = target.value is not None and _lowered().search(target.raw)
    return "down" if target.op in CEILINGS or lowered or names_burden(name) else "up"


@cache
def _lowered() -> re.Pattern[str]:
    """降至, 压缩到, 控制在 before a target: the level it is brought down to."""
    before, first_letters = words()["before"], keywords()["direction"]["lowering"]
    return re.compile(any_of(each for each in before["reach"] + before["le"] if each[0] in first_letters))


def _level(name: str, unit: Unit, target: Target) -> tuple[Measure, str] | None:
    """Of a unit whose figures are levels that are never added up (%, 微克/立方米, 个/千人); else None."""
    known = keywords()["levels"].get(unit.dimension)
    if known:
        return known, f"单位“{unit}”是{unit.dimension}，填截至本期的值"
    if unit.base != MONEY and not _objects().isdisjoint(unit.per):
        return "ratio", f"单位“{unit}”是平均数，填截至本期的值"
    limited = target.op in CEILINGS or names_burden(name)
    if limited and unit.dimension in keywords()["limits"]["dimensions"]:
        return "standard", f"“{target.raw}”是时限，填截至本期的值"
    return None


def _without_unit(name: str, target: Target, listed: Mapping[str, list[str]]) -> tuple[Measure, str]:
    if target.kind in ("qualitative", "actual"):
        return "qualitative", "没有单位，目标是文字"
    ratio = first(name, listed["ratio"])
    if ratio or target.kind == "coverage":
        return "ratio", f"名称含“{ratio}”" if ratio else "目标是覆盖要求，按覆盖率计"
    if target.kind in ("number", "range"):
        return "flow", "目标是数字，单位未填，暂按逐期累计"
    if target.kind == "tbd":
        return "flow", "目标待定，单位未填，暂按逐期累计"
    return "qualitative", "没有单位，也没有数字目标"


@cache
def _objects() -> frozenset[str]:
    """Denominators that say of whom or of what, and not how often: 人, 户, 千人, 村."""
    below = data.load("units.toml")["denominators"]
    return frozenset([*below["objects"], *below["things"]])
