"""What a number is to its indicator: the target, a rise, the level before, or whom the task is for."""

from __future__ import annotations

import re
from typing import NamedTuple

from minsheng_xl.quantity.grammar import Context, Grammar
from minsheng_xl.quantity.parts import Role
from minsheng_xl.quantity.units import Unit

_NOUN = re.compile(r"\s?[一-鿿]")
FOLLOWING = 12
"""Characters behind a quantity that tell its role."""


class Surroundings(NamedTuple):
    """A number's unit and the words around it."""

    context: Context
    printed: str
    unit: Unit | None
    after: str
    following: str
    before: str = ""


def role_of(around: Surroundings, rules: Grammar) -> Role:
    """The role of a number in its sentence."""
    if _is_condition(around, rules):
        return "criterion"
    if rules.rising.match(around.following):
        return "baseline"
    context = around.context
    raised = context.increment or (context.rate_increment and is_rate(around.unit))
    return "increment" if raised and not _has_object(around) else "target"


def _has_object(around: Surroundings) -> bool:
    """Whether 提升 takes what follows a count as its object: 提升12所学校 does, 提升12所， does not."""
    return around.unit is not None and around.unit.integral and bool(_NOUN.match(around.following))


def _is_condition(around: Surroundings, rules: Grammar) -> bool:
    """Whether a number says whom a task is for: an age, a span of time, 20户以上自然村."""
    if around.unit and around.unit.dimension in rules.conditions:
        return True
    if around.printed in rules.spans:
        required = (
            around.context.op in ("ge", "le") or around.context.per or rules.lasting.search(around.before)
        )
        return around.printed == "年" or not required
    money = around.unit is not None and around.unit.dimension == "金额"
    named = rules.scaled if money else rules.settlements
    bounded = bool(around.after) or (money and around.context.bound)
    return bounded and around.following.startswith(named)


def is_rate(unit: Unit | None) -> bool:
    """Whether 增加 before such a number means a rise: 增加3元 does, 增加100个 and 增加8000万元 do not."""
    return unit is not None and (
        unit.symbol == "元" or bool(unit.per) or unit.dimension in ("比率", "百分点", "倍数")
    )
