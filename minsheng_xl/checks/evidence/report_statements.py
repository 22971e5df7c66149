"""What a progress report states, and the figures behind it; rules over reports of every family use these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from minsheng_xl.checks.engine import Hit, hit
from minsheng_xl.model import Document, Item, Progress, TargetTable
from minsheng_xl.place import Place, number_text
from minsheng_xl.quantity import UnitMismatch, convert, printed_places, round_half_up
from minsheng_xl.reference import Reference

_as_of = re.compile(r"截[止至]\D{0,8}?(\d{1,2})\s*月")
_parts = re.compile("[、，,和与]")
_verb = re.compile("^(?:建成|新建|改建|改造|完成|实施|推进|新增|开工)")
_MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
_SALES = re.compile("销售|投资|交易|贷款|保额|总额")
_NEXT_TO_NOTHING = 10_000
_NAME = 4
"""Characters a place's name has at least."""
_unfinished = re.compile("正在|推进中|进行中|抓紧|尚未|未开工")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a report with the project it belongs to and, where one is named, its goal."""

    item: Item
    stated: Progress
    goal: Progress | None = None

    @property
    def subject(self) -> str:
        """What it is about, in the report's own words."""
        return self.goal.name if self.goal else self.stated.name

    @property
    def percent(self) -> Decimal | None:
        """The share done: as printed, else as worked out."""
        return self.stated.printed_percent if self.stated.printed_percent is not None else self.stated.percent

    @property
    def done_text(self) -> str:
        """What is done, as a number."""
        return number_text(self.stated.done) if self.stated.done is not None else ""

    @property
    def target_text(self) -> str:
        """The printed target, as a number."""
        return number_text(self.stated.target) if self.stated.target is not None else ""

    @property
    def unfinished(self) -> bool:
        """Whether it says that the work still goes on."""
        return bool(_unfinished.search(self.stated.status + self.stated.name))

    def hit(self, **words: Any) -> Hit:
        """A hit on the line of the statement."""
        return hit(self.stated.place, **({"name": self.subject} | words))


def read_statements(table: TargetTable) -> Iterator[Statement]:
    """Every statement of a report in printed order."""
    for item in table.items:
        goals = goals_of(item)
        for each in item.progress:
            named = [goal for goal in goals if goal is not each and goal.name in each.quote[-60:]]
            nearest = max(named, key=lambda goal: each.quote.rfind(goal.name), default=None)
            yield Statement(item, each, nearest if each.done is not None and each not in goals else None)


def goals_of(item: Item) -> list[Progress]:
    """Statements that only set a goal: a target, nothing done, no percentage."""
    return [
        each
        for each in item.progress
        if each.target is not None and each.done is None is each.printed_percent and len(each.name) > 1
    ]


def rates(table: TargetTable) -> Iterator[tuple[Statement, Decimal, Decimal]]:
    """Statements with a printed percentage, target and done: the printed and the true rate, unrounded."""
    for each in read_statements(table):
        said = each.stated
        if said.printed_percent is not None and said.done is not None and said.target:
            yield each, said.printed_percent, said.done / said.target * 100


def explained_otherwise(each: Statement) -> bool:
    """Whether the printed percentage fits another target than the printed one: an adjusted one."""
    said = each.stated
    printed = said.printed_percent
    return printed is not None and said.percent is not None and said.percent == round_half_up(printed, 2)


def month_of(document: Document) -> int:
    """The month a report is made up to (截止8月); 0 where it does not say."""
    found = (_as_of.search(line.text) for line in document.lines)
    months = [int(each.group(1)) for each in found if each]
    return next((month for month in months if 1 <= month <= 12), 0)


def fits(value: Decimal, unit: str, goal: Progress, ref: Reference) -> bool:
    """Whether a figure is the goal's target, the goal printed in 万 or rounded notwithstanding."""
    own, other = ref.units.read(unit).unit, ref.units.read(goal.unit).unit
    if own is None or other is None or goal.target is None:
        return False
    try:
        return round_half_up(convert(value, own, other), printed_places(goal.target)) == goal.target
    except UnitMismatch:
        return False


def transposed(value: Decimal) -> Iterator[Decimal]:
    """The numbers that differ from one in two neighbouring digits changed about."""
    text = number_text(value)
    for at in range(len(text) - 1):
        left, right = text[at], text[at + 1]
        if left != right and left.isdigit() and right.isdigit():
            yield Decimal(text[:at] + right + left + text[at + 2 :])


def going_on_though_done(table: TargetTable) -> Iterator[tuple[Statement, str]]:
    """Statements that something still goes on which the report has as finished, with its name."""
    every = list(read_statements(table))
    finished = [
        each for each in every if each.goal and each.stated.percent is not None and each.stated.percent >= 100
    ]
    for each in every:
        if each.unfinished and each.stated.done is None:
            names = (other.subject for other in finished if other.item is each.item)
            yield from ((each, name) for name in dict.fromkeys(names) if name in each.stated.name)


def untold(table: TargetTable) -> Iterator[tuple[Statement, str]]:
    """What a report owes: goals it never comes back to, and of several places named those left out."""
    for item in table.items:
        goals = goals_of(item)
        others = "".join(f"{each.name}{each.quote[-60:]}" for each in item.progress if each not in goals)
        if any(goal.name in others for goal in goals):
            yield from ((Statement(item, goal), goal.name) for goal in goals if goal.name not in others)
        named = [part for part in _parts.split(item.name) if len(part) >= _NAME]
        told = "".join(each.name for each in item.progress)
        missing = [part for part in named if _core(part) not in told]
        if len(named) > 2 and item.progress and 0 < len(missing) < len(named):
            yield Statement(item, item.progress[-1]), "、".join(map(_core, missing))


def _core(name: str) -> str:
    """A name without the verb before it."""
    return _verb.sub("", name)


def without_figures(table: TargetTable) -> Iterator[Statement]:
    """Statements that something goes on, without any figure, of things not reported elsewhere."""
    for each in read_statements(table):
        said = each.stated
        bare = said.done is None and said.target is None and said.printed_percent is None
        if bare and each.unfinished and not any(goal.name in said.name for goal in goals_of(each.item)):
            yield each


def small_change(table: TargetTable) -> Iterator[tuple[Statement, Statement]]:
    """Money paid that is next to nothing beside the sales or investment stated on the same line."""
    every = [each for each in read_statements(table) if each.stated.unit in _MONEY and each.stated.done]
    for each in every:
        for sold in every:
            if each.stated.place != sold.stated.place or not _SALES.search(sold.stated.name):
                continue
            paid = (each.stated.done or Decimal()) * _MONEY[each.stated.unit]
            if (
                each is not sold
                and paid * _NEXT_TO_NOTHING < (sold.stated.done or Decimal()) * _MONEY[sold.stated.unit]
            ):
                yield each, sold


def out_of_sequence(document: Document) -> Iterator[Place]:
    """Where projects are reported in another order than their goals stand in."""
    for table in document.tables:
        for item in table.items:
            goals = [goal.name for goal in goals_of(item)]
            told = list(
                dict.fromkeys(
                    each.goal.name for each in read_statements(table) if each.item is item and each.goal
                )
            )
            if len(told) > 1 and told != [name for name in goals if name in told]:
                yield next(
                    each.stated.place for each in read_statements(table) if each.item is item and each.goal
                )
