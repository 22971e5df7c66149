"""Targets a text states in words: 达到省定目标, 一批, and a number that is yet to come (任务数待定)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from minsheng_xl.quantity import Quantity
from minsheng_xl.quantity.words import Op, any_of, words
from minsheng_xl.reading.text.clauses import begin_of
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reading.text.pairing import listed_objects
from minsheng_xl.reading.text.phrases import bare, tidied

_GIVEN = re.compile(
    "(?P<subject>[^，,。；;\n]{2,50}?)(?P<each>均|分别|都)?(?P<reach>达到|完成)(?P<what>[国省市县区]定目标|[国省市]下达(?:的)?(?:目标)?任务)"
)
_GOAL, _SOME = re.compile("定目标|下达的?(?:目标)?任务"), re.compile("一批|若干")
_OPEN = re.compile("待|未定|未下达|另行|为准")
"""What the patterns beside them look for, found fast."""
_VAGUE = re.compile("(?P<verb>[^，,。；;\n]{2,20})(?P<what>一批|若干)(?P<noun>[^，,。；;\n]{2,20})")
_MARKS = "，,。；;：:\n（("
_CLOSED = re.compile("[，,。；;\n）)]|$")
_SUBJECT = 60
"""Characters before 待定 in which its subject is looked for."""
_LINKS = re.compile("(?:暂时?|尚|仍|还|均|都|为|是|由)+$")
_TASK = "目标任务|任务目标|建设任务|任务|目标|指标|名额|数量"
_TASKS = re.compile(f"的?(?:具体|最终|年度|全年|本年|今年)*(?:(?:{_TASK})(?:数|量|值)?|计划数)$")
_NUMBER_OF = re.compile("(?<=[一-鿿])(?:人|户|套|个|床位|公里|座|亩)数$|(?:人次|里程|面积)$")
_SHARED_OUT = re.compile("^(?:各|分|乡镇)")


def in_words(text: str, figures: Sequence[Figure], given: str) -> list[Figure]:
    """The figures of a text with its targets in words; a number that is not settled yet is doubted.

    `given` is what a target without words of its own is called.
    """
    settled = [*figures, *_worded(text, figures)]
    for found in _undecided().finditer(text) if _OPEN.search(text) else ():
        subject = _subject(text, found)
        if subject is None or _SHARED_OUT.match(subject):
            continue
        start = begin_of(text, found.start(), "。；;\n")
        name = tidied(bare(subject))
        told = [at for at, each in enumerate(settled) if start <= each.quantity.start < found.start()]
        same = [at for at in told if not name or settled[at].name == name]
        if same:
            doubt = f"原文又说“{found.group()}”，请核对这个数是否已定"
            settled[same[-1]] = replace(settled[same[-1]], doubt=doubt)
        else:
            name = name or _clause_before(text, start, found.start()) or given
            quantity = Quantity(None, found.group(), "", found.start(), found.end())
            settled.append(Figure(quantity, name, doubt="目标待定，请补计量单位", words=found.group()))
    return settled


def without_undecided(text: str) -> str:
    """The text with brackets that say a number is yet to come blanked: they are no part of a name."""
    return _bracketed().sub(lambda found: " " * len(found.group()), text) if _OPEN.search(text) else text


def _worded(text: str, figures: Sequence[Figure]) -> Iterator[Figure]:
    """达到省定目标; and, where a text has no other target, 一批."""
    for given in _GIVEN.finditer(text) if _GOAL.search(text) else ():
        op: Op = "reach"
        names = listed_objects(given["subject"]) if given["each"] else [bare(given["subject"])]
        for name in names:
            quantity = Quantity(None, given["what"], "", given.start(), given.end(), op)
            yield Figure(quantity, name, words=given["what"])
    if figures or not _SOME.search(text):
        return
    for vague in _VAGUE.finditer(text):
        quantity = Quantity(None, vague["what"], "", vague.start(), vague.end())
        name = bare(vague["verb"]) + vague["noun"]
        yield Figure(quantity, name, doubt="目标不可量化", words=vague["what"])


def _subject(text: str, found: re.Match[str]) -> str | None:
    """Of what it is said that its number is yet to come; None where it is said of no number (选址待定)."""
    start = max(begin_of(text, found.start(), _MARKS), found.start() - _SUBJECT)
    head = _LINKS.sub("", text[start : found.start()].strip())
    task = _TASKS.search(head)
    if task:
        return head[: task.start()]
    if _NUMBER_OF.search(head) or re.search(_TASK, found.group()):
        return head
    alone = not head and start and text[start - 1] in "（(：:" and _CLOSED.match(text, found.end())
    return _opened(text, start - 1) if alone else None


def _opened(text: str, mark: int) -> str:
    """The words before a bracket or a colon."""
    return text[max(begin_of(text, mark, _MARKS), mark - _SUBJECT) : mark]


def _clause_before(text: str, start: int, position: int) -> str:
    """The last clause of a sentence before the one a position stands in, as a name."""
    clauses = [each for each in re.split(f"[{_MARKS}）)]", text[start:position])[:-1] if each.strip()]
    return tidied(bare(clauses[-1])) if clauses else ""


@cache
def _undecided() -> re.Pattern[str]:
    """What says that a number is yet to come."""
    states, inner = words()["states"], "[^，,。；;：:\n（()）]"
    endings, rests = any_of(states["tbd_endings"]), any_of(states["rests_on"])
    later = f"待{inner}{{1,14}}?{endings}(?:另行)?(?:{endings})?"
    above = f"[以按]{inner}{{1,14}}?{rests}{inner}{{0,8}}?为准"
    return re.compile(f"{any_of(states['tbd'])}|{later}|{above}")


@cache
def _bracketed() -> re.Pattern[str]:
    inner = "[^（()）]{0,40}"
    return re.compile(f"[（(]{inner}?(?:{_undecided().pattern}){inner}[)）]")
