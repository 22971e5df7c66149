"""What a unit of measure is, and how a printed one was read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of measure in its agreed spelling: `万人次`, `元/人·月`.

    `factor` leads from the unit to `base`; `word` is the unit without 万, 亿 and denominators;
    `integral` says that in `base` only whole numbers make sense; `family` parts money into 标准 and 总额.
    """

    symbol: str
    dimension: str
    base: str
    factor: Decimal
    per: tuple[str, ...] = ()
    word: str = ""
    integral: bool = False
    family: str = ""

    def __str__(self) -> str:
        return self.symbol


@dataclass(frozen=True, slots=True)
class UnitWord:
    """One row of a unit table: a unit word without 万, 亿 and denominators.

    `scaled` says that 万, 亿 may stand before it; `slips` are misspellings, shown as candidates and
    never corrected silently. `prose`: it is a unit in running text too, not only where a unit is expected.
    """

    symbol: str
    dimension: str
    base: str
    factor: Decimal = Decimal(1)
    integral: bool = True
    scaled: bool = True
    aliases: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    prose: bool = True


class UnitNote(StrEnum):
    """What is to be said about a printed unit."""

    ALIAS = "别名"
    TYPOGRAPHY = "写法"
    ORDER = "分母次序"
    NAMED = "带名称"
    MISSING = "缺人均分母"
    MIXED = "并列单位"
    PREFIX_ONLY = "只有数级"
    UNKNOWN = "不在单位表"


@dataclass(frozen=True, slots=True)
class UnitReading:
    """How a printed unit was read. `unit` is literal: nothing missing is filled in.

    `suggested` is the unit with its missing denominator (元/月 -> 元/人·月), else the same as `unit`;
    `candidates` are the parts of a mixed unit, or near misses of an unknown one.
    """

    printed: str
    unit: Unit | None = None
    notes: tuple[UnitNote, ...] = ()
    suggested: Unit | None = None
    candidates: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        """The agreed spelling, empty for a unit that cannot be read."""
        return self.unit.symbol if self.unit else ""
