"""What stands round the figure of a target cell and makes it doubtful: such a cell is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from minsheng_xl.quantity.find import find_numbers
from minsheng_xl.quantity.grammar import grammar
from minsheng_xl.quantity.parts import LeftOut, Quantity
from minsheng_xl.quantity.reasons import DATE, NO_UNIT
from minsheng_xl.quantity.roles import is_rate
from minsheng_xl.quantity.spelling import details
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.units import Unit
from minsheng_xl.quantity.words import any_of, ops_of, words

_LOOKALIKE = re.compile(r"(?<![A-Za-z])(?=[0-9]*[OoIl])(?=[OoIl]*[0-9])[0-9OoIl]{2,}(?![A-Za-z])")
_CLAUSE = re.compile("[，,。；;、（(]")
_JOINED = re.compile(r"(?:[A-Za-z.·/+*×→±#]|[未没]达到?|第|(?<![底日月年])前)\s?$")
_GOES_ON = re.compile(
    r"\s?(?:[·/*+×→↑=±≥≤<>]|[半每十百千万亿]|不[到足满]|[0-9A-Za-z%‰]|[次年月日天时多起均](?:$|[，。；,;（(]))"
)
_SHARED_OUT = re.compile("(?:每(?!年)[^，。；;,]{0,12}|[人户亩村县镇乡校院所]均[^，。；;,]{0,6})$")
_DEADLINE = re.compile("[前内底]")
_UNSURE = re.compile("[?？]")
_PLACEHOLDER = re.compile("(?:[?？xXnN×*#_]{1,6}|[OoIl]{2,})[一-鿿]{0,3}")
_SAID = re.compile(r"\D{0,4}(?:半数|一半|过半)\D{0,3}|[零〇][一-鿿]{1,4}")
"""Shares and noughts in words: 半数以上, 零增长."""
_INCLUDED = re.compile("[（(]?(?:其中|含|包括|不含)")
_BOUNDS = frozenset({"ge", "gt", "le", "lt", "approx"})
_PER_YEAR = ("年",)
_REST = 2
"""Characters beside its dates and numbers that a cell may have and still be no sentence: 第, 户, 号."""


def no_figure(text: str, left: Sequence[LeftOut]) -> bool:
    """Whether a cell without target is a figure that cannot be read: XX人, 3月5日, 第300户; not 4A级景区."""
    if _PLACEHOLDER.fullmatch(text) or _SAID.fullmatch(text):
        return True
    rest = text
    for part in reversed(left):
        rest = rest[: part.start] + rest[part.end :]
    dated = any(part.reason == DATE for part in left) and _DEADLINE.search(rest)
    return bool(left) and len(rest.strip()) <= _REST and not dated


def lookalike(text: str) -> str:
    """A figure with a letter in it that looks like a digit: 2O8, l20; empty where there is none."""
    found = _LOOKALIKE.search(text)
    return found.group() if found else ""


def change_in(text: str, quantity: Quantity, table: UnitTable, row: Unit | None) -> str:
    """The verb that makes a figure a change: 下降 of 下降3%, 增加 of 比上年增加150人; else empty."""
    clause = _CLAUSE.split(text[: quantity.start])[-1]
    compared = _compared().search(clause)
    if compared:
        return compared["verb"]
    verb = _changing().search(clause)
    if not verb:
        return ""
    unit = table.read(quantity.unit).unit or row
    return verb["verb"] if verb["down"] or is_rate(unit) else ""


def doubt(
    text: str,
    wanted: Quantity,
    left: Sequence[LeftOut],
    table: UnitTable,
    *,
    row: Unit | None,
    averaged: bool,
) -> str:
    """Why a cell's one figure cannot be taken for its target, in Chinese; empty where it can.

    `row` is the unit of its row; `averaged` says that the row's name tells of an average.
    """
    before, behind = text[: wanted.start], text[wanted.end :]
    if "每" in text or "均" in text:
        divided = _SHARED_OUT.search(before) or not set(wanted.per) <= set(_PER_YEAR)
        if divided and not averaged and row is not None and not row.per:
            return f"写的是每一份的数，本行单位“{row}”没有分母，请写全县合计，或把单位写成“{row}/…”"
    if _JOINED.search(before) or _GOES_ON.match(behind):
        return "数的前后还有读不懂的字，请只写一个数"
    if "各" in before and _each(before, table):
        return "看不出“各”说的是几处，请写合计"
    if _UNSURE.search(text):
        return "带着问号，请核定后写确切的数"
    if before.endswith("不含"):
        return "写着“不含”，看不出算不算在内，请写成“超过…”或“不少于…”"
    if any(part.reason == NO_UNIT or text[: part.start].endswith("+") for part in left):
        return "里不止一个数，请一行写一个目标"
    return ""


def broken_down(text: str, wanted: Quantity, table: UnitTable) -> str:
    """Why the brackets behind a figure do not go with it, in Chinese: parts that do not come to the whole."""
    for bracket in details(text):
        inner = bracket[1:-1]
        parts = [each for each in find_numbers(inner, table, bare=True)[0] if each.value is not None]
        if inner.startswith("不含") and any(each.value == wanted.value for each in parts):
            return "写着“不含”，看不出算不算在内，请写成“超过…”或“不少于…”"
        alike = len(parts) > 1 and all(each.unit in ("", wanted.unit) for each in parts)
        total = sum((each.value for each in parts if each.value is not None), Decimal(0))
        if alike and wanted.value is not None and not _INCLUDED.match(inner) and total != wanted.value:
            return f"括号里各数合计{total:f}，与前面的数不符，请更正"
    return ""


def _each(before: str, table: UnitTable) -> bool:
    """Whether 各 says that the figure is that of one of several: 各5所, 各乡镇1个."""
    after = before.rpartition("各")[2]
    return grammar(table).leads(after) or after in words()["each"]["places"]


@cache
def _changing() -> re.Pattern[str]:
    """A verb of change directly before a figure, with nothing but 了, 幅度, 不少于, 约 between."""
    change = words()["change"]
    bounds = [word for word, op in ops_of("before").items() if op in _BOUNDS]
    between = any_of([*change["filler"], *bounds])
    down, up = any_of(change["down"]), any_of(change["up"])
    return re.compile(rf"(?<![至最])(?P<verb>(?P<down>{down})|{up})(?:\s?{between})*\s?$")


@cache
def _compared() -> re.Pattern[str]:
    """比上年多建, 同比增长 before a figure, and no 到, 至, 达 that makes it a level."""
    change = words()["change"]
    verb = any_of([*change["down"], *change["up"], *change["any"]])
    return re.compile(rf"{any_of(change['than'])}[^到至达]*?(?P<verb>{verb})[^到至达]*$")
