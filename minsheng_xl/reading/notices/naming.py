"""A short indicator name from the words around a number, such as a clerk would write.

全省城镇新增就业38万人 -> 城镇新增就业；完成656户困难老年人居家适老化改造 -> 困难老年人居家适老化改造
"""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity import Quantity
from minsheng_xl.quantity.words import any_of
from minsheng_xl.reading.notices.words import words

LONGEST = 40
_LEFT = re.compile("[，,。；;：:\n]|(?<![一二三四五六七八九十])、")
_CLAUSE = re.compile("[，,。；;：:\n]")
_AFTER = re.compile("[^，,。；;：:、\n（()）]*(?:[（(][^（()）]{1,8}[)）][^，,。；;：:、\n（()）]*)?")
_BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_YEAR = re.compile(r"^到?20\d\d\s?(?:年(?:度|底前?|内|末)?)?")
_BEHIND = "为对将把给向"
"""What stands before the one a task is for: 为880名残疾人购买岗位."""


def name_of(quantity: Quantity, text: str, floor: int, ceiling: int) -> str:
    """The name of a quantity that stands between its neighbours at `floor` and `ceiling`; may be empty."""
    before = subject_before(text, quantity.start, floor)
    after = _after(text, quantity.end, ceiling)
    if not before:
        return _cut(after)
    if before in words()["names"]["verbs"]:
        if after:
            return _cut(after if before in words()["names"]["dropped"] else before + after)
        return _clause_before(text, quantity.start, floor) or ""
    return _cut(before + after) if after and before[-1] in _BEHIND else _cut(before)


def subject_before(text: str, position: int, floor: int) -> str:
    """The subject a number belongs to: the clause before it without scope words and what leads up to it."""
    window = text[max(floor, position - 2 * LONGEST) : position]
    cuts = [cut.end() for cut in _LEFT.finditer(window)]
    return bare(window[cuts[-1] :] if cuts else window)


def _clause_before(text: str, position: int, floor: int) -> str:
    """The subject of the clause before the one a number stands in: 建设扶贫园区，共建设73个."""
    clauses = _CLAUSE.split(text[max(floor, position - 3 * LONGEST) : position])
    return bare(clauses[-2]) if len(clauses) > 1 and not clauses[-2].startswith("的") else ""


def bare(clause: str) -> str:
    """A clause without scope words (全县), years, and what leads up to a number (达到, 分别)."""
    quoted = "" if clause.count("“") == clause.count("”") else "“”"
    opened = len(re.findall("[（(]", clause)), len(re.findall("[)）]", clause))
    name = clause.strip(f" \t—{quoted}{'' if opened[0] == opened[1] else '（()）'}")
    trimmed = _stripped(name)
    while trimmed != name:
        name, trimmed = trimmed, _stripped(trimmed)
    return name


def _stripped(name: str) -> str:
    return _tails().sub("", _heads().sub("", _YEAR.sub("", name))).strip()


def _after(text: str, position: int, ceiling: int) -> str:
    found = _AFTER.match(text, position, min(ceiling, position + LONGEST))
    name = (found.group() if found else "").strip(" 的")
    return _endings().sub("", name)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else _BRACKETED.sub("", name)[-LONGEST:]


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(f"^(?:{any_of(words()['names']['scopes'])}|[和与及且并]|[，,、\\s])+")


@cache
def _tails() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words()['names']['tails'])}|\\s)$")


@cache
def _endings() -> re.Pattern[str]:
    return re.compile(f"{any_of(words()['names']['endings'])}$")
