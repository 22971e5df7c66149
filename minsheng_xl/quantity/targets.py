"""What a target cell says: a number with its relation, a typed state that is no number, or words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import cast

from minsheng_xl.quantity.conversion import UnitMismatch, convert
from minsheng_xl.quantity.doubts import broken_down, change_in, doubt, lookalike, no_figure
from minsheng_xl.quantity.find import find_numbers
from minsheng_xl.quantity.fulfilment import Target, TargetKind
from minsheng_xl.quantity.grammar import grammar
from minsheng_xl.quantity.naming import Changes, names_average, names_change
from minsheng_xl.quantity.numbers import ADDED, DIGITS, read_estimate
from minsheng_xl.quantity.numerals import NUMERAL
from minsheng_xl.quantity.parts import Quantity
from minsheng_xl.quantity.reasons import CARD, NO_UNIT
from minsheng_xl.quantity.spelling import QUOTES, RATIO, levelled, without_details
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import bare_figure, flatten, fold
from minsheng_xl.quantity.units import Unit, UnitNote
from minsheng_xl.quantity.words import Op, State, any_of, ops_of, says_none, state_of, words

LONGEST = 200
"""Characters of a target cell that are read; a longer one is a description."""

_UNREADABLE = "读不出目标值，请写成数字，如“300”“不少于300”“300左右”"
_FRACTION = "分之"
_SHARES = re.compile(rf"\D{{0,4}}{NUMERAL}成{NUMERAL}?\D{{0,3}}")
_WORDLESS = re.compile("[^一-鿿]*[0-9][^一-鿿]*")
"""Digits and no word, and yet no number: 2O8, 7.1.2, a date that Excel made of 4-6."""
_NUMERIC = re.compile(rf"\D{{0,4}}(?P<numeral>(?:{NUMERAL}|[几数])+)(?P<behind>\D{{0,2}})")


def parse_target(
    text: str | Decimal | None, table: UnitTable, unit: str | None = None, name: str = ""
) -> Target:
    """The target of a cell; remembered per distinct text. What follows 其中 is parts of the target.

    `unit` is that of the row, if it is in one: a target with a unit of its own is converted into it (2万 of
    户 is 20000), or has a problem that names both. 万 where the row's unit cannot be read is multiplied out.
    `name` is that of the row: 下降3% is a target only where the name tells of a change or of an amount whose
    level is no percent (能耗); 每千人4.5个 in a row of 个 only where it tells of an average.
    """
    if isinstance(text, Decimal):
        return Target(f"{text:f}", "number", value=text)
    return _in_row(text or "", table, unit, names_change(name), names_average(name))


@lru_cache(4096)
def _in_row(raw: str, table: UnitTable, unit: str | None, changes: Changes, averaged: bool) -> Target:
    """A target in the unit of its row."""
    own = table.read(unit).unit if unit else None
    beside = _beside_column_word(raw, table, own, averaged) if own else None
    target = beside or _parsed(raw, table, unit, own, averaged)
    if target.value is None and target.increment is not None and _is_change(changes, own):
        target = replace(target, kind="number", value=target.increment, problem="")
    return target if unit is None else _converted(target, table, own, unit)


def _beside_column_word(raw: str, table: UnitTable, own: Unit, averaged: bool) -> Target | None:
    """A target whose number has a word behind it that is a unit in columns only: 不少于12路, 300床."""
    flat = flatten(raw)
    found = _last_unit().search(flat)
    reading = table.read(found["unit"]) if found else None
    printed = reading.unit if reading and UnitNote.NAMED not in reading.notes else None
    if not found or printed is None or printed.base != own.base or _is_running(found["unit"], table):
        return None
    bare = flat[: found.start("unit")] + flat[found.end("unit") :]
    target = _parsed(bare, table, own.symbol, own, averaged)
    counted = target.kind in ("number", "range") and not target.unit
    return replace(target, raw=raw, unit=printed.symbol) if counted else None


@lru_cache(512)
def _is_running(word: str, table: UnitTable) -> bool:
    """Whether running text reads the whole word as a unit behind a number: 套, not 套件."""
    return any(each.end == len(word) + 1 for each in find_numbers(f"1{word}", table)[0])


@cache
def _last_unit() -> re.Pattern[str]:
    after = any_of(ops_of("after"))
    return re.compile(rf"(?<=[0-9万亿])\s?(?P<unit>[^0-9\s，。；;,（(]{{1,8}}?)(?=(?:{after})?\s*$)")


def _converted(target: Target, table: UnitTable, own: Unit | None, unit: str) -> Target:
    """A target with a unit of its own in that of its row, or with a problem that names both."""
    raw = target.raw
    if own and own.integral and target.value is not None and target.value < 0:
        return _unclear(raw, f"目标“{raw}”是负数，单位“{unit}”数的东西不会少于零，请更正")
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


def _is_change(changes: Changes, own: Unit | None) -> bool:
    """Whether a row counts a change (下降3%): by its name, or since it is in % of what is no share."""
    return changes == "named" or (changes == "amount" and own is not None and own.dimension == RATIO)


def _share_of(target: Target, own: Unit, unit: str) -> Target:
    """三分之二, 五分之四 in a row of shares: 80 of %; of a row that counts something they say no number."""
    if own.dimension != RATIO:
        why = f"“{target.raw}”是比例，本行单位“{unit}”不是比率"
        return _unclear(target.raw, f"{why}，请按本行单位填写，或更正单位")
    share = _times(target, lambda value: value / own.factor)
    if share.value is not None and len(share.value.as_tuple().digits) > DIGITS:
        return _unclear(target.raw, f"“{target.raw}”化成{unit}除不尽，请写成{unit}，如“{share.value:.1f}”")
    return share


def _times(target: Target, into: Callable[[Decimal], Decimal]) -> Target:
    """A target with all its figures in another unit, that of its row."""
    low, high, value, baseline, increment = (
        None if each is None else into(each)
        for each in (target.low, target.high, target.value, target.baseline, target.increment)
    )
    return replace(target, low=low, high=high, value=value, baseline=baseline, increment=increment, unit="")


def _parsed(raw: str, table: UnitTable, unit: str | None, own: Unit | None, averaged: bool) -> Target:
    """A target in the unit printed inside, or in that of its row."""
    state = state_of(raw)
    if state:
        return _stated(raw, state)
    if len(raw) > LONGEST:
        return Target(raw, "qualitative")
    if unit and says_none(raw):
        return Target(raw, "number", "le", Decimal(0))
    text = levelled(bare_figure(raw), table, unit)
    if lookalike(text):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}；“{lookalike(text)}”里夹着字母")
    if "+" in text and not QUOTES.search(raw):
        added = read_estimate(text, None, table)
        if ADDED in added.notes:
            return Target(raw, "number", value=added.value, unit=added.unit.symbol if added.unit else "")
    outside = without_details(text)
    found, left = find_numbers(outside, table, bare=True)
    quantities = [_with_change(each, outside, table, own) for each in found]
    wanted = [each for each in quantities if _is_target(each, outside, table)]
    if len(wanted) == 1:
        why = doubt(outside, wanted[0], left, table, row=own, averaged=averaged)
        why = why or broken_down(text, wanted[0], table)
        return _unclear(raw, f"“{raw}”{why}") if why else _number(raw, wanted[0], quantities)
    if unit and any(part.reason == CARD for part in left):
        return _unclear(raw, f"“{raw}”像是号码，不像数量，请核对")
    vague = fold(raw).endswith(tuple(words()["states"]["vague"]))
    reading = read_estimate(raw if QUOTES.search(raw) else text, None, table)
    if reading.value is not None and not vague:
        op: Op = "approx" if reading.approximate else "plain"
        return Target(raw, "number", op, reading.value, unit=reading.unit.symbol if reading.unit else "")
    if not wanted and any(part.reason == NO_UNIT for part in left):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}")
    if wanted:
        return _unclear(raw, f"“{raw}”含有{len(wanted)}个目标值，请一行写一个目标")
    worded = _worded(raw, quantities, table)
    unread = worded.kind == "qualitative" and not worded.problem and unit and no_figure(text, left)
    return _unclear(raw, f"“{raw}”{_UNREADABLE}") if unread else worded


def _with_change(quantity: Quantity, text: str, table: UnitTable, own: Unit | None) -> Quantity:
    """The quantity, as an increment where a verb says that it is a change."""
    stated = quantity.role == "target" and quantity.value is not None
    changed = stated and change_in(text, quantity, table, own)
    return quantity._replace(role="increment") if changed else quantity


def _is_target(quantity: Quantity, text: str, table: UnitTable) -> bool:
    """Whether a quantity is the target: 8个月, 压缩至3天 are when the cell says nothing else."""
    if quantity.kind not in ("number", "range"):
        return False
    if quantity.role == "criterion":
        return not text[quantity.end :].strip() and grammar(table).leads(text[: quantity.start])
    return quantity.role == "target"


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


def _worded(raw: str, quantities: list[Quantity], table: UnitTable) -> Target:
    """Words: a state inside a sentence, honest words (逐步推进), or what ought to be a number (约三四百)."""
    kinds: tuple[TargetKind, ...] = ("coverage", "placeholder")
    for kind in kinds:
        stated = [each for each in quantities if each.kind == kind]
        if stated:
            return Target(raw, kind, stated[0].op, soft=stated[0].soft)
    changes = [each for each in quantities if each.role == "increment"]
    if changes:
        one = changes[0]
        problem = _only_changed(raw)
        return Target(raw, "qualitative", one.op, unit=one.unit, increment=one.value, problem=problem)
    bare = fold(raw)
    if bare.endswith(tuple(words()["change"]["times"])):
        return _unclear(raw, _only_changed(raw))
    if _WORDLESS.fullmatch(bare) or _SHARES.fullmatch(bare):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}")
    if _is_estimate(bare, table) and not bare.endswith(tuple(words()["states"]["vague"])):
        return _unclear(raw, f"“{raw}”{_UNREADABLE}")
    return Target(raw, "qualitative")


def _is_estimate(bare: str, table: UnitTable) -> bool:
    """Whether a numeral ought to be the figure: 约三四百, 几百人, 一个; not 一老一小, 零门槛."""
    found = _NUMERIC.fullmatch(bare)
    if not found:
        return False
    behind = found["behind"]
    return len(found["numeral"]) > 1 or not behind or table.read(behind).unit is not None


def _only_changed(raw: str) -> str:
    """What is wrong with 提高60元, 比上年增加150人, 翻一番."""
    change = words()["change"]
    verbs = [*words()["before"]["increment"], *change["down"], *change["up"], *change["any"]]
    said = [verb for verb in verbs if len(verb) > 1 and verb in raw]
    return f"“{raw}”只写了{said[0] if said else '增减'}多少，没有写达到多少，请补写目标值"


def _unclear(raw: str, problem: str) -> Target:
    return Target(raw, "qualitative", problem=problem)
