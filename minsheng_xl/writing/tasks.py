"""What an item is to do, as sentences: the rows of a table that gives tasks in words.

An item read from a text prints that text; one of a table of figures prints sentences made of its indicators:
开展补贴性职业培训2975人次，其中：职业技能培训2300人次
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minsheng_xl.model import Indicator, Item

_SENTENCE_END = re.compile("[。；;！]")


@dataclass(frozen=True, slots=True)
class Task:
    """One task of an item: its words, its figures, who leads it, the sub-project it belongs to."""

    text: str
    indicators: tuple[Indicator, ...] = ()
    lead: str = ""
    sub_item: str = ""
    composed: bool = False
    """Whether the words were made of the figures and say nothing more."""

    def quote(self, indicator: Indicator) -> str:
        """The words of the task that say an indicator's figure."""
        return sentence(indicator) if self.composed else indicator.quote


def tasks_of(item: Item) -> list[Task]:
    """The tasks of an item in printed order, at least one; every figure belongs to one."""
    wanted = [each for each in item.indicators if each.role == "target"]
    tasks = list(_printed(item, wanted) if item.text else _composed(wanted))
    return tasks or [Task("", lead=item.lead.effective)]


def tasks_by_sub_item(item: Item) -> list[Task]:
    """The same with the tasks of one sub-project, or of an item without any, as one text."""
    joined: list[Task] = []
    for task in tasks_of(item):
        if joined and joined[-1].sub_item == task.sub_item:
            last = joined[-1]
            text = f"{last.text}{'' if task.composed else chr(10)}{task.text}"
            joined[-1] = replace(last, text=text, indicators=last.indicators + task.indicators)
        else:
            joined.append(task)
    return joined


def sentence(indicator: Indicator) -> str:
    """An indicator in words: 城镇新增就业5000人, 失业率不超过4.5%, 农村改厕（待定）."""
    raw = indicator.target.raw
    if indicator.target.kind in ("number", "range"):
        return f"{indicator.name}{raw}{indicator.unit}"
    return f"{indicator.name}（{raw}）" if raw else indicator.name


def words_of(item: Item, indicator: Indicator) -> str:
    """The sentence of an item's text that says an indicator's figure, or one made of it."""
    text = next((part for part in item.text.split("\n") if indicator.quote and indicator.quote in part), "")
    if not text:
        return f"{sentence(indicator)}。"
    start = text.index(indicator.quote)
    end = start + len(indicator.quote)
    begins = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    ends = [match.end() for match in _SENTENCE_END.finditer(text, end)]
    return text[(begins or [0])[-1] : (ends or [len(text)])[0]].strip()


def _printed(item: Item, indicators: Sequence[Indicator]) -> Iterator[Task]:
    """One task a paragraph; what its figures say of unit and sub-project holds for it."""
    texts = [text for text in item.text.split("\n") if text]
    left, last = list(indicators), ""
    for at, text in enumerate(texts, start=1):
        own = []
        while left and (left[0].quote in text or at == len(texts)):
            own.append(left.pop(0))
        last = own[0].sub_item if own else last
        yield Task(text, tuple(own), own[0].lead.effective if own else _other_leads(item), last)


def _other_leads(item: Item) -> str:
    """Who leads what of an item has no figure: those of its leads that lead no indicator, else all."""
    busy = {unit for each in item.indicators for unit in each.lead.units}
    return "、".join(unit for unit in item.lead.units if unit not in busy) or item.lead.effective


def _composed(indicators: Sequence[Indicator]) -> Iterator[Task]:
    """One task an indicator, its parts and ratios behind it."""
    codes = {each.code for each in indicators}
    groups: list[list[Indicator]] = []
    for each in indicators:
        if groups and each.parent in codes:
            groups[-1].append(each)
        else:
            groups.append([each])
    for group in groups:
        text = "，".join(map(sentence, group))
        yield Task(f"{text}。", tuple(group), group[0].lead.effective, group[0].sub_item, composed=True)
