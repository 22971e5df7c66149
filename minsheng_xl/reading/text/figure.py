"""One indicator to be, read from a text: its quantity, its name, how it hangs on others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minsheng_xl.model import Relation
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Quantity, Target
from minsheng_xl.quantity.words import Op, state_of

_SIGNS: dict[Op, str] = {
    "reach": "达到",
    "ge": "不低于",
    "gt": "超过",
    "le": "不超过",
    "lt": "低于",
    "approx": "约",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator to be: its quantity, its name, and how it belongs to the ones before it."""

    quantity: Quantity
    name: str
    relation: Relation = "item_indicator"
    parent: int = -1
    """Index of the figure this one is a part or a ratio of."""
    doubt: str = ""
    words: str = ""
    """The words of a target that is no number: 省定目标, 一批, 待定."""

    @property
    def target(self) -> Target:
        """The target as a cell of a table would have it."""
        each = self.quantity
        if self.words:
            undecided = state_of(self.words) == "tbd"
            return Target(self.words, "tbd" if undecided else "qualitative", each.op)
        raw = printed_target(each)
        return Target(raw, each.kind, each.op, each.value, each.low, each.high, soft=each.soft)


def printed_target(quantity: Quantity) -> str:
    """A quantity as a target cell has it: 不低于650, 约598, 全覆盖, /名."""
    if quantity.kind == "coverage":
        return quantity.value_text
    if quantity.kind == "placeholder":
        return f"/{quantity.unit}"
    spelled = quantity.value is not None and not re.search(r"\d", quantity.value_text)
    number = number_text(quantity.value) if spelled and quantity.value is not None else quantity.value_text
    return _SIGNS.get(quantity.op, "") + number


def with_role(name: str, quantity: Quantity) -> str:
    if quantity.role == "increment":
        return f"{name}提高额"
    return f"{name}（基数）" if quantity.role == "baseline" else name
