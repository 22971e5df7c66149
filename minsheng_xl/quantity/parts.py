"""What a text is parted into: quantities, and numbers that are none."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from minsheng_xl.quantity.words import Op

Role = Literal["target", "increment", "baseline", "criterion"]
Kind = Literal["number", "range", "coverage", "placeholder"]


class Quantity(NamedTuple):
    """One quantity as printed, its numbers in the printed `unit`, its place as positions in the text.

    `unit_norm` is the agreed unit with the denominators its sentence gives: 每人每月 … 元 -> 元/人·月.
    `value_text` is the number as printed; `low` and `high` hold a range, `value` everything else.
    """

    value: Decimal | None
    value_text: str
    unit: str
    start: int
    end: int
    op: Op = "plain"
    role: Role = "target"
    kind: Kind = "number"
    soft: bool = False
    per: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    unit_norm: str = ""


class LeftOut(NamedTuple):
    """A number that is no quantity, with the reason in Chinese."""

    text: str
    reason: str
    start: int
    end: int
