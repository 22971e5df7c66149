"""Whether a figure of a report is done, begun, prepared, still going on, planned or left over: by its words.

Marks of a clause are read in printed order, each turning what was said before it: 计划 and then 完成 is still
planned, 计划 and then 已完成 is done, 已完成 and then 招标 is only prepared. What says nothing is `untold`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from minsheng_xl.reading.text.words import pattern, words

Tense = Literal["done", "begun", "ongoing", "prepared", "planned", "remaining", "untold"]
Mark = Literal[
    "held", "done", "reached", "built", "begun", "ongoing", "prepared", "planned", "remaining", "unclear"
]

WHY: dict[Tense, str] = {
    "done": "",
    "begun": "说的是开工的数",
    "ongoing": "说的是正在做的数",
    "prepared": "说的是前期工作的数",
    "planned": "说的是任务、打算",
    "remaining": "说的是没有完成的数",
    "untold": "没有说是不是完成数",
}
"""Why a figure is not taken for one that is done, in Chinese."""

_NAMED = re.compile(r"[（(][^（()）]*[)）]|“[^”]*”|‘[^’]*’|《[^》]*》")
"""What stands in brackets or is called by a name says nothing of a figure: “雨露计划”."""
_OF_IT = re.compile(r"\s*的(?!年?度?(?:目标|任务|计划))[一-鿿]")
"""管网10公里的测量放线: what is done is something about the figure's thing, not the thing."""
_THING = 2
"""Characters a thing's name has at least."""
_ALREADY = "(?:[早业现均都也]?已经?)"
_MARKS: tuple[Mark, ...] = (
    "held",
    "remaining",
    "prepared",
    "done",
    "planned",
    "built",
    "reached",
    "begun",
    "ongoing",
    "unclear",
)
"""Kinds of marks; of two that begin at the same place the first kind counts."""


class Told(NamedTuple):
    """What words make of a figure."""

    tense: Tense | None = None
    outright: bool = False
    """Whether they say so outright (已, 累计, 截至)."""
    result: bool = False
    """Whether they say what came of it (建成, 完成)."""


@cache
def _marks() -> re.Pattern[str]:
    listed = dict(words()["tenses"])
    adverbs, acts = "|".join(listed["adverbs"]), "|".join(listed["acts"])
    listed["done"] = [*listed["done"], rf"{_ALREADY}(?:{adverbs})*(?=\s*(?:[约近\d]|$)|{acts})"]
    listed["unclear"] = [_ALREADY]
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(listed[kind])})" for kind in _MARKS))


def told_by(said: str, opened: Tense | None = None) -> Told:
    """What a stretch of words makes of the figure behind it; `opened` is what was said before it."""
    told = Told(opened)
    for found in _marks().finditer(_NAMED.sub("", said)):
        told = _turned(told, found.lastgroup)  # type: ignore[arg-type]
    return told


def _turned(told: Told, mark: Mark) -> Told:
    """What a mark makes of what the words before it said."""
    tense = told.tense
    if mark == "done":
        return told if tense == "prepared" else Told("done", True)
    if mark == "held":
        return told if tense in ("planned", "remaining") else Told("done", False, True)
    if mark in ("planned", "remaining"):
        return Told(mark, True)
    if tense in ("planned", "remaining"):
        return told
    if mark == "unclear":
        return told if tense in ("prepared", "begun", "ongoing") else Told("untold", True)
    if mark == "built":
        return Told("done", told.outright, True)
    if mark == "reached":
        return told if tense in ("prepared", "ongoing") else Told("done", told.outright, True)
    return Told(mark, mark != "begun" or told.outright)


def tense_of(before: str, behind: str, opened: Tense | None) -> Told:
    """The tense of a figure between words of its own clause; `opened` holds where they say nothing.

    `behind` are the words up to the end of its clause where no other figure stands there.
    """
    own, after = told_by(before), told_by(behind)
    if _OF_IT.match(behind) and "done" in (own.tense, after.tense) and _names_a_thing(before):
        return Told("untold", True)
    if after.tense == "remaining" or (after.tense == "done" and after.outright):
        return after
    if after.tense == "prepared" and own.tense in ("done", "untold", None):
        return after
    if after.tense == "ongoing" and not own.result and own.tense in ("done", None):
        return after._replace(tense="ongoing" if own.tense else "planned")
    if own.tense is not None:
        return own
    return after if after.tense is not None else Told(opened)


def _names_a_thing(before: str) -> bool:
    """Whether the thing that is counted stands before its figure: what follows 的 is then of that thing."""
    said = _NAMED.sub("", before)
    ends = [found.end() for found in _marks().finditer(said)]
    return len(said[max(ends, default=0) :].strip()) >= _THING


def opened_by(clause: str) -> Tense | None:
    """What a clause without a figure says of those behind it: 截至6月底，; 下一步，; not 选址已完成."""
    tense = told_by(clause).tense
    return tense if tense in ("done", "planned", "remaining") else None if tense is None else "untold"


def closed_by(clause: str) -> Tense | None:
    """What a clause without a figure says of an untold one before it: 已建成投用; 正在办理征地."""
    told = told_by(clause)
    if told.tense == "done":
        return "done" if told.outright and _OF_ALL.match(clause.strip()) else None
    return None if told.tense is None else "planned"


_OF_ALL = re.compile("(?:现|目前|均|全部|业|也|都|并|且)*已|全部|均")
"""A clause that begins so speaks of what stands before it, not of a thing of its own (主体已完工)."""


def is_dated(clause: str) -> bool:
    """Whether a clause says up to when something is reported: 截至6月底, 上半年."""
    return bool(pattern("tenses", "dated").search(clause.strip()))


def is_held(words: str) -> bool:
    """Whether words hold what stands before them against a task: 为任务的, 占年度计划, 完成全年任务数的."""
    return any(found.lastgroup == "held" for found in _marks().finditer(words))


def says_done(openers: Iterable[str], before: str, behind: str) -> bool:
    """Whether the words around a figure say outright that it is done or begun, or a share of a task."""
    told = tense_of(before, behind, None)
    if told.tense == "done" and not told.outright:
        return is_held(before) or any(told_by(each)[:2] == ("done", True) for each in openers)
    return told.tense in ("done", "begun") and told.outright
