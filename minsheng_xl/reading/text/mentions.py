"""The figures of a report's paragraph, each with the words around it that say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from minsheng_xl.quantity import Quantity, find_numbers
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.text.clauses import CLAUSE, LONGEST, SENTENCE, begin_of, counted, counts
from minsheng_xl.reading.text.indicator_names import name_of
from minsheng_xl.reading.text.words import pattern, words
from minsheng_xl.reference import Reference

RATES = frozenset("%‰")
_TASKS = frozenset(("项", "件", "个"))
"""What tasks are counted in."""
_AND = re.compile(r"\s*(?:、|和|及|与|以及)\s*")
_TASK_LABEL = re.compile("^(?:目标任务|年度目标|工作目标|目标|任务|计划)[:：]")
_OPENING_WORDS = 24
"""Characters of a sentence in which it says whether it reports."""
_SIZE = re.compile(r".{0,2}以[上下]的?[一-鿿]{1,8}\d")
"""What stands behind a figure that only says how large things are: 10亿元以上项目25个."""
_ALREADY = re.compile(
    "^[^，,。；;、：:]{0,14}[，,](?:已[^，,。；;、：:]{1,6}|(?:目前|现|累计|实际)?已?(?:完成|建成|完工|竣工|验收)(?:了|约)?)$"
)
_WITHIN = re.compile("[，,。；;\n（(]")
_OPENING = re.compile(r"\s*[（(]\s*")
_PAUSE = re.compile("[，,]")
_CLOSED = re.compile("[（(][^（()）]*[)）]")
_OPENED = re.compile("[（(]")


class Spot(NamedTuple):
    """One figure where it stands."""

    figure: Quantity
    unit: str
    name: str
    gap: str
    """What stands between the figure before and this one."""
    before: str
    """The words of its clause right before it."""
    lead: str
    """Its whole clause up to it, figures before it included."""
    behind: str
    """The words of its clause right behind it, up to the next figure."""
    openers: tuple[str, ...]
    """Clauses without a figure before its own, in its sentence, since the figure before."""
    own: str
    """The words of its own clause since the figure before, with the label that opens them."""
    after: str
    """The words behind it up to the end of its clause; empty where another figure stands there."""
    ahead: tuple[str, ...]
    """Clauses without a figure right behind its own, in its sentence."""

    @property
    def is_rate(self) -> bool:
        return self.unit in RATES

    @property
    def clause(self) -> str:
        """The words right before it with the label that opens them: 年度目标：."""
        return _WITHIN.split(self.gap)[-1].rstrip()

    @property
    def bracketed(self) -> bool:
        """Whether nothing but an opening bracket parts it from the figure before: 1个（50%）."""
        return bool(_OPENING.fullmatch(self.gap))


def spots(text: str, ref: Reference) -> list[Spot]:
    """Every figure of a paragraph in printed order; conditions and levels of before are left out."""
    quantities = [
        each
        for each in find_numbers(text, ref.units, bare=True)[0]
        if each.kind == "number"
        and each.role not in ("criterion", "baseline")
        and counts(each, text)
        and each.unit not in words()["progress"]["no_amounts"]
        and not _SIZE.match(text, each.end - 2)
    ]
    quantities = sorted([*quantities, *counted(text)], key=lambda each: each.start)
    return [_spot(text, quantities, at) for at in range(len(quantities))]


def _spot(text: str, quantities: Sequence[Quantity], at: int) -> Spot:
    each = quantities[at]
    floor = quantities[at - 1].end if at else 0
    ceiling = quantities[at + 1].start if at + 1 < len(quantities) else len(text)
    gap = text[floor : each.start]
    before = re.split("[（(]", CLAUSE.split(gap)[-1])[-1].rstrip()
    lead = text[begin_of(text, each.start, "，,。；;：:\n") : each.start]
    behind = CLAUSE.split(text[each.end : ceiling][:LONGEST])[0]
    name = _subject(name_of(each, text, floor, ceiling), text[floor:ceiling])
    *openers, own = _PAUSE.split(SENTENCE.split(gap)[-1])
    openers = openers if SENTENCE.search(gap) or not at else openers[1:]
    sentence = SENTENCE.split(text[each.end : ceiling][:LONGEST])
    after, *ahead = _PAUSE.split(sentence[0])
    if len(sentence) == 1 and ceiling < len(text):
        after, ahead = (after if ahead else ""), ahead[:-1]
    own = _OPENED.split(_CLOSED.sub("", own))[-1]
    return Spot(
        each, fold(each.unit), name, gap, before, lead, behind, tuple(openers), own, after, tuple(ahead)
    )


def _subject(name: str, printed: str) -> str:
    """What a figure counts, without the words that say that it is done or planned, or that nobody printed."""
    name = name if "比例" in printed else name.removesuffix("比例")
    bare = pattern("progress", "names").sub("", name).strip()
    return bare if len(bare) > 1 or not name else ""


def run_of_rates(listed: Sequence[Spot], at: int) -> int:
    """How many percentages stand in a row from here: 分别完成年计划的76.5%、89.5%和80.2%."""
    end = at
    while end < len(listed) and listed[end].is_rate and (end == at or _AND.fullmatch(listed[end].gap)):
        end += 1
    return end - at


def run_of_values(listed: Sequence[Spot], at: int) -> int:
    """How many counts stand in a row from here: 分别完成72个、207个和1010个."""
    end = at
    while end < len(listed) and not listed[end].is_rate and (end == at or _AND.fullmatch(listed[end].gap)):
        end += 1
    return end - at


def parts_of_others(listed: Sequence[Spot]) -> set[int]:
    """Positions of figures that 其中 makes parts of the one before and that print no percentage."""
    parts: set[int] = set()
    whole: Spot | None = None
    for at, each in enumerate(listed):
        if "其中" in each.gap and not pattern("progress", "finished").search(each.before):
            whole = next((listed[back] for back in range(at - 1, -1, -1) if not listed[back].is_rate), None)
        elif SENTENCE.search(each.gap) or re.search("同时|此外|另", each.gap):
            whole = None
        following = takewhile(lambda other: not SENTENCE.search(other.gap), listed[at + 1 : at + 3])
        rated = any(other.is_rate for other in following)
        if whole is not None and each.unit == whole.unit and not rated:
            parts.add(at)
    return parts


def is_goal_of_next(listed: Sequence[Spot], at: int) -> bool:
    """Whether the next figure says how much of this one is done: 126条黑臭水体治理已完成120条."""
    if at + 1 >= len(listed) or listed[at].unit != listed[at + 1].unit:
        return False
    gap = listed[at + 1].gap
    if pattern("progress", "started").search(listed[at].before):
        return False
    if re.search("、|其中", gap) or listed[at + 1].behind.strip(" （("):
        return False
    return bool(_ALREADY.search(gap)) or ("已" in gap and not CLAUSE.search(gap))


def counts_tasks(spot: Spot, *, named: bool) -> bool:
    """Whether a figure counts tasks, not things: 提前完成3项, 涉及我区38项, 31个责任单位.

    In the text of a `named` project 已完成3个 counts what the project is about.
    """
    if spot.unit not in _TASKS:
        return False
    if pattern("progress", "tasks_after").match(spot.behind):
        return True
    if named and not pattern("progress", "tasks_marked").search(spot.before):
        return False
    around = re.sub(r"[“”\s（(、]", "", f"{spot.before} {spot.behind}")
    return not pattern("progress", "tasks_before").sub("", around)


def is_rate_goal(spot: Spot) -> bool:
    """Whether a percentage is one to be reached (目标95%, 95%的年度目标), not how much of a task is done."""
    if not spot.is_rate or pattern("progress", "shares").search(spot.lead):
        return False
    named = pattern("progress", "rate_targets").search(spot.clause)
    behind = pattern("progress", "targets_behind").match(spot.behind)
    return bool(named or (behind and not pattern("progress", "share_verbs").search(spot.lead)))


def is_in_sum(listed: Sequence[Spot], at: int) -> bool:
    """Whether a figure is of a month and the next one of its kind is the sum: 本月完成2处，累计完成3处."""
    told = listed[at].lead
    if not any(pattern("progress", each).search(told) for each in ("monthly", "parts")):
        return False
    sentence = takewhile(lambda other: not SENTENCE.search(other.gap), listed[at + 1 :])
    alike = (each for each in sentence if each.unit == listed[at].unit)
    return any(pattern("progress", "sums").search(each.clause) for each in alike)


def is_of_month(spot: Spot) -> bool:
    """Whether a figure is of a month alone, nothing saying that it is the sum: 6月新增200户."""
    said = "".join((*spot.openers[-1:], spot.lead))
    return bool(pattern("progress", "monthly").search(said)) and not pattern("progress", "sums").search(said)


def is_levelled(listed: Sequence[Spot], at: int) -> bool:
    """Whether the next figure says how far the building of this one has come: 房屋（80套）完成工程量的90%."""
    following = listed[at + 1] if at + 1 < len(listed) else None
    return (
        following is not None
        and following.is_rate
        and not listed[at].is_rate
        and not CLAUSE.search(following.gap)
        and bool(pattern("progress", "works").search(following.own))
    )


def is_begun(listed: Sequence[Spot], at: int) -> bool:
    """Whether a figure only says how many there are, all of them begun: 6所幼儿园全部开工，其中完工2所."""
    rated = at + 1 < len(listed) and listed[at + 1].is_rate
    return not rated and bool(pattern("progress", "begun").search(listed[at].behind))


def task_end(text: str, bulleted: bool) -> int:
    """The position up to which figures are targets: sentences that open a bullet, or 目标任务：…."""
    if _TASK_LABEL.match(text):
        reported = pattern("progress", "reported_next").search(text)
        return reported.start() if reported else len(text)
    end, told, headed = 0, False, False
    for sentence in re.finditer("[^。；;\n]+", text) if bulleted else ():
        said, behind = sentence.group().strip(), text[: sentence.start()].rstrip().endswith("。")
        if end and _opens_report(said, behind=behind, headed=headed):
            return end
        headed = headed or (not end and not re.search(r"\d", said))
        told = told or bool(pattern("progress", "told_of").search(said))
        if told and (not end or re.search(r"\d", said)):
            return 0
        end = end if told else sentence.end()
    return 0


def _opens_report(sentence: str, *, behind: bool, headed: bool) -> bool:
    """Whether a sentence begins by saying how much has been done; a verb may, where a sentence has ended.

    Below a heading it must say up to when.
    """
    opening = sentence[:_OPENING_WORDS]
    if headed:
        return bool(pattern("progress", "dated").match(sentence)) and bool(re.search(r"\d", sentence))
    told = pattern("progress", "told_of").search(opening) or (
        behind and pattern("progress", "done").match(opening)
    )
    return bool(told and re.search(r"\d", sentence)) or bool(pattern("progress", "status").search(sentence))
