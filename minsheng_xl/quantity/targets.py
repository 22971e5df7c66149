"""What a target cell says: a number with its relation, a typed state that is no number, or words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal, cast

from minsheng_xl.quantity.convert import UnitMismatch, convert
from minsheng_xl.quantity.find import find_numbers
from minsheng_xl.quantity.numbers import read_estimate
from minsheng_xl.quantity.numerals import NUMERAL
from minsheng_xl.quantity.parts import Quantity
from minsheng_xl.quantity.reasons import NO_UNIT
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import bare_figure, fold
from minsheng_xl.quantity.units import Unit
from minsheng_xl.quantity.words import Op, State, any_of, ops_of, state_of, words

TargetKind = Literal[
    "number", "range", "tbd", "dash", "actual", "coverage", "placeholder", "qualitative", "blank"
]

CEILINGS: frozenset[Op] = frozenset({"le", "lt"})
"""Relations of a target that must not be passed: 不超过, 低于."""
LONGEST = 200
"""Characters of a target cell that are read; a longer one is a description."""

_NEAR = Decimal("0.05")
"""How far off 约, 左右 may be."""
_UNREADABLE = "读不出目标值，请写成数字，如“300”“不少于300”“300左右”"
_FRACTION, _RATIO = "分之", "比率"
_SHARES = re.compile(rf"\D{{0,4}}{NUMERAL}成{NUMERAL}?\D{{0,3}}")
_WORDLESS = re.compile("[^一-鿿]*[0-9][^一-鿿]*")
"""Digits and no word, and yet no number: 2O8, 7.1.2, a date that Excel made of 4-6."""
_NUMERIC = re.compile(rf"\D{{0,4}}(?:{NUMERAL}|[几数])+\D{{0,2}}")


@dataclass(frozen=True, slots=True)
class Target:
    """One target as printed and as understood.

    `value` is there only for kind `number`, `low` and `high` only for `range`; all in the unit printed
    inside (`unit`), or in that of the row (where `unit` is empty). `baseline` and `increment` come from
    由A提高到B and 提高A达到B.
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


def parse_target(text: str | Decimal | None, table: UnitTable, unit: str | None = None) -> Target:
    """The target of a cell; remembered per distinct text. What follows 其中 is parts of the target.

    `unit` is that of the row, if it is in one: a target with a unit of its own is converted into it (2万 of
    户 is 20000), or has a problem that names both. 万 where the row's unit cannot be read is multiplied out.
    """
    if isinstance(text, Decimal):
        return Target(f"{text:f}", "number", value=text)
    return _parsed(text or "", table) if unit is None else _in_row(text or "", table, unit)


@lru_cache(4096)
def _in_row(raw: str, table: UnitTable, unit: str) -> Target:
    """A target in the unit of its row."""
    target, own = _parsed(raw, table), table.read(unit).unit
    if target.kind == "qualitative":
        target = _beside_column_word(raw, table, unit) or target
    if own and target.value is not None and not target.unit and _FRACTION in raw:
        return _share_of(target, own, unit)
    if target.kind not in ("number", "range") or not target.unit or target.unit == unit:
        return target
    if own is None:
        scale = table.prefixes.get(target.unit)
        return _times(target, lambda value: value * scale) if scale else target
    printed = table.beside(target.unit, own)
    if printed is None:
        return _unclear(raw, f"“{target.unit}”不能用在单位“{unit}”前，请按本行单位填写，或更正单位")
    try:
        return _times(target, lambda value: convert(value, printed, own))
    except UnitMismatch as mismatch:
        why = f"目标的单位“{target.unit}”与本行单位“{unit}”不能换算（{mismatch.reason}）"
        return _unclear(raw, f"{why}，请按本行单位填写，或更正单位")


def _beside_column_word(raw: str, table: UnitTable, unit: str) -> Target | None:
    """A target whose number has a word behind it that is a unit in columns only: 不少于12路, 2000千伏安."""
    found = _last_unit().search(raw)
    printed = found["unit"].strip() if found else ""
    if not found or not (printed == unit or table.read(printed).unit):
        return None
    target = _parsed(raw[: found.start("unit")] + raw[found.end("unit") :], table)
    counted = target.kind in ("number", "range") and not target.unit
    return replace(target, raw=raw, unit="" if printed == unit else printed) if counted else None


@cache
def _last_unit() -> re.Pattern[str]:
    after = any_of(ops_of("after"))
    return re.compile(rf"(?<=[0-9万亿])(?P<unit>\s?[^0-9\s，。；;,（(]{{1,8}}?)(?=(?:{after})?\s*$)")


def _share_of(target: Target, own: Unit, unit: str) -> Target:
    """三分之二, 五分之四 in a row of shares: 80 of %; of a row that counts something they say no number."""
    if own.dimension != _RATIO:
        why = f"“{target.raw}”是比例，本行单位“{unit}”不是比率"
        return _unclear(target.raw, f"{why}，请按本行单位填写，或更正单位")
    return _times(target, lambda value: value / own.factor)


def _times(target: Target, into: Callable[[Decimal], Decimal]) -> Target:
    """A target with all its figures in another unit, that of its row."""
    low, high, value, baseline, increment = (
        None if each is None else into(each)
        for each in (target.low, target.high, target.value, target.baseline, target.increment)
    )
    return replace(target, low=low, high=high, value=value, baseline=baseline, increment=increment, unit="")


@lru_cache(4096)
def _parsed(raw: str, table: UnitTable) -> Target:
    state = state_of(raw)
    if state:
        return _stated(raw, state)
    if len(raw) > LONGEST:
        return Target(raw, "qualitative")
    text = bare_figure(raw)
    quantities, left = find_numbers(text.partition("其中")[0] or text, table, bare=True)
    wanted = [each for each in quantities if each.kind in ("number", "range") and _is_target(each, text)]
    if len(wanted) == 1:
        return _number(raw, wanted[0], quantities)
    vague = fold(raw).endswith(tuple(words()["states"]["vague"]))
    reading = read_estimate(raw, None, table)
    if reading.value is not None and not vague:
        op: Op = "approx" if reading.approximate else "plain"
        return Target(raw, "number", op, reading.value, unit=reading.unit.symbol if reading.unit else "")
    if not wanted and any(part.reason == NO_UNIT for part in left):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}")
    if wanted:
        return _unclear(raw, f"“{raw}”含有{len(wanted)}个目标值，请一行写一个目标")
    return _worded(raw, quantities)


def _is_target(quantity: Quantity, raw: str) -> bool:
    """Whether a quantity is the target: 8个月 is one when the cell says nothing else."""
    alone = quantity.role == "criterion" and quantity.end - quantity.start == len(raw.strip())
    return quantity.role == "target" or alone


def _stated(raw: str, state: State) -> Target:
    """A cell that is nothing but a typed state."""
    if state in ("same", "see"):
        return _unclear(raw, f"目标写作“{raw.strip()}”，请写明目标值")
    soft = state == "coverage" and any(word in raw for word in words()["before"]["soft"])
    return Target(raw, cast(TargetKind, state), soft=soft)


def _number(raw: str, wanted: Quantity, quantities: list[Quantity]) -> Target:
    """A cell with one target value, with the level before and the rise beside it."""
    if wanted.low is not None and wanted.high is not None and wanted.low > wanted.high:
        return _unclear(raw, f"“{raw}”的下限大于上限，请更正")
    beside = {each.role: each.value for each in quantities}
    return Target(
        raw,
        "range" if wanted.kind == "range" else "number",
        wanted.op,
        wanted.value,
        wanted.low,
        wanted.high,
        wanted.unit,
        beside.get("baseline"),
        beside.get("increment"),
        wanted.soft or fold(raw).startswith(tuple(words()["before"]["soft"])),
    )


def _worded(raw: str, quantities: list[Quantity]) -> Target:
    """Words: a state inside a sentence, honest words (逐步推进), or what ought to be a number (约三四百)."""
    kinds: tuple[TargetKind, ...] = ("coverage", "placeholder")
    for kind in kinds:
        stated = [each for each in quantities if each.kind == kind]
        if stated:
            return Target(raw, kind, stated[0].op, soft=stated[0].soft)
    if any(each.role == "increment" for each in quantities):
        return _unclear(raw, f"“{raw}”只写了提高多少，没有写达到多少，请补写目标值")
    bare = fold(raw)
    if _WORDLESS.fullmatch(bare) or _SHARES.fullmatch(bare):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}")
    if _NUMERIC.fullmatch(bare) and not bare.endswith(tuple(words()["states"]["vague"])):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}")
    return Target(raw, "qualitative")


def _unclear(raw: str, problem: str) -> Target:
    return Target(raw, "qualitative", problem=problem)
