"""What an item is to do, as sentences: the rows of a printed table that gives tasks in words.

An item read from a text prints that text; one of a table of figures prints sentences made of its indicators:
开展补贴性职业培训2975人次，其中：职业技能培训2300人次
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from minsheng_xl.model import Indicator, Item


@dataclass(frozen=True, slots=True)
class Task:
    """One task of an item: its sentence, who leads it, the sub-project and the remark it belongs to."""

    text: str
    lead: str = ""
    sub_item: str = ""
    note: str = ""


def tasks_of(item: Item) -> list[Task]:
    """The tasks of an item in printed order, at least one."""
    wanted = [each for each in item.indicators if each.role == "target"]
    tasks = list(_printed(item, wanted) if item.text else _composed(item, wanted))
    return tasks or [Task("", item.lead.effective)]


def tasks_by_sub_item(item: Item) -> list[Task]:
    """The same with the tasks of one sub-project, or of an item without any, as one text."""
    joined: list[Task] = []
    for task in tasks_of(item):
        if joined and joined[-1].sub_item == task.sub_item:
            text = _joined(joined[-1].text, task.text)
            joined[-1] = replace(joined[-1], text=text)
        else:
            joined.append(task)
    return joined


def _printed(item: Item, indicators: Sequence[Indicator]) -> Iterator[Task]:
    """One task a paragraph; what its figures say of unit and sub-project holds for it."""
    left, last = list(indicators), ""
    for text in filter(None, item.text.split("\n")):
        own = []
        while left and left[0].quote in text:
            own.append(left.pop(0))
        last = own[0].sub_item if own else last
        lead = own[0].lead.effective if own else _other_leads(item)
        yield Task(text, lead, last, _notes(own))


def _other_leads(item: Item) -> str:
    """Who leads what of an item has no figure: those of its leads that lead no indicator, else all."""
    busy = {unit for each in item.indicators for unit in each.lead.units}
    return "、".join(unit for unit in item.lead.units if unit not in busy) or item.lead.effective


def _composed(item: Item, indicators: Sequence[Indicator]) -> Iterator[Task]:
    """One task an indicator, its parts and ratios behind it."""
    codes = {each.code for each in indicators}
    for each in indicators:
        if each.parent in codes:
            continue
        below = [part for part in indicators if part.parent == each.code]
        text = "，".join(_sentence(one) for one in (each, *below))
        yield Task(f"{text}。", each.lead.effective, each.sub_item, _notes([each, *below]))


def _sentence(indicator: Indicator) -> str:
    """An indicator in words: 城镇新增就业5000人, 失业率不超过4.5%, 农村改厕（待定）."""
    raw = indicator.target.raw
    if indicator.target.kind in ("number", "range"):
        return f"{indicator.name}{raw}{indicator.unit}"
    return f"{indicator.name}（{raw}）" if raw else indicator.name


def _notes(indicators: Sequence[Indicator]) -> str:
    return "；".join(dict.fromkeys(each.note for each in indicators if each.note))


def _joined(first: str, second: str) -> str:
    return f"{first}{second}" if first.endswith(tuple("。；;")) else f"{first}；{second}"
