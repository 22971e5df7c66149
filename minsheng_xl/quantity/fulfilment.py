"""A target as it was understood, and how far a figure fulfils it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from minsheng_xl.quantity.words import Op

TargetKind = Literal[
    "number", "range", "tbd", "dash", "actual", "coverage", "placeholder", "qualitative", "blank"
]

CEILINGS: frozenset[Op] = frozenset({"le", "lt"})
"""Relations of a target that must not be passed: 不超过, 低于."""

_NEAR = Decimal("0.05")
"""How far off 约, 左右 may be."""


@dataclass(frozen=True, slots=True)
class Target:
    """One target as printed and as understood.

    `value` is there only for kind `number`, `low` and `high` only for `range`; all in the unit printed
    inside (`unit`), or in that of the row (where `unit` is empty). `baseline` and `increment` come from
    由A提高到B and 提高A达到B.
    A value that is itself a change (下降3% of 能耗) is its increment too.
    A text that ought to be a number but cannot be read is `qualitative` with a `problem` in Chinese.
    """

    raw: str
    kind: TargetKind
    op: Op = "plain"
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    baseline: Decimal | None = None
    increment: Decimal | None = None
    soft: bool = False
    problem: str = ""

    def met(self, done: Decimal, *, reverse: bool = False) -> bool | None:
        """Whether `done`, in the target's unit, fulfils the target; None where there is nothing to compare.

        `reverse`: the lower the better, also where the target does not say 不超过. A target of 约, 左右 is
        met from 95 % on, in reverse up to 105 %; one of 力争 like any other.
        """
        if self.low is not None and self.high is not None:
            return self.low <= done <= self.high
        if self.value is None:
            return None
        if self.op == "approx":
            near = self.value * _NEAR
            return done <= self.value + near if reverse else done >= self.value - near
        if reverse or self.op in CEILINGS:
            return done < self.value or (self.op != "lt" and done == self.value)
        return done > self.value or (self.op != "gt" and done == self.value)


def completion_rate(target: Target, done: Decimal, *, reverse: bool = False) -> Decimal | None:
    """Percent completed, not capped and not rounded; None where there is no rate (0, 待定, —, 据实, words).

    `reverse`: the lower the better; at or below the target counts as 100 %. Inside a range counts as 100 %.
    """
    if target.low is not None and target.high is not None:
        if target.met(done):
            return Decimal(100)
        return _percent(done, target.low) if done < target.low else _percent(target.high, done)
    if not target.value:
        return None
    if reverse:
        return Decimal(100) if done <= target.value else _percent(target.value, done)
    return _percent(done, target.value)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole * 100
