"""Items and indicators put together: codes, rows, measures and places, the same for prose and for tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from minsheng_xl.model import WORDED, Assignment, Category, Indicator, Item, Progress, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity import LeftOut, Target, propose_direction, propose_measure
from minsheng_xl.quantity.reasons import NO_UNIT
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.text.clauses import begin_of
from minsheng_xl.reading.text.facts import Facts
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reference import Reference

_WORDED = Indicator(
    code="",
    name="",
    target=Target(WORDED, "qualitative"),
    measure="qualitative",
    measure_reason="原文没有读出数量，只报进展和状态",
    relation="item",
)


@dataclass(slots=True)
class Task:
    """One stretch of an item's text with its figures, and who does it where that differs from the item."""

    text: str
    figures: Sequence[Figure]
    left: Sequence[LeftOut] = ()
    sub_item: str = ""
    place_at: Callable[[int], Place] = lambda _: Place()
    duty_at: Callable[[int], Mapping[str, Assignment]] = lambda _: {}


@dataclass(slots=True)
class Entry:
    """An item as it was read, before codes and rows are given."""

    no: str
    name: str
    place: Place
    category: str = ""
    category_no: str = ""
    tasks: list[Task] = field(default_factory=list)
    roles: Mapping[str, Assignment] = field(default_factory=dict)
    leaders: tuple[str, ...] = ()
    assessors: tuple[str, ...] = ()
    deadline: str = ""
    progress: tuple[Progress, ...] = ()
    aside: tuple[Progress, ...] = ()
    doubt: str = ""


class Builder:
    """Takes entries in printed order; `table()` gives them with codes and rows."""

    def __init__(self, facts: Facts, ref: Reference) -> None:
        self.facts, self.ref = facts, ref
        self.categories: list[Category] = []
        self.items: list[Item] = []
        self._numbers: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._row = 0

    def add(self, entry: Entry) -> None:
        """One more item, in its category."""
        if entry.category and (not self.categories or self.categories[-1].name != entry.category):
            self._row += 1
            if entry.category not in self._numbers:
                self._numbers[entry.category] = len(self._numbers) + 1
                self.categories.append(
                    Category(no=entry.category_no, name=entry.category, row=self._row, place=entry.place)
                )
        self._row += 1
        self.items.append(self._item(entry))

    def table(self, place: Place) -> TargetTable:
        """Everything added."""
        return TargetTable(
            title=self.facts.title,
            place_name=self.facts.place_name,
            year=self.facts.year,
            doc_no=self.facts.doc_no,
            kind="progress" if any(item.progress for item in self.items) else "plan",
            categories=tuple(self.categories),
            items=tuple(self.items),
            place=place,
        )

    def _item(self, entry: Entry) -> Item:
        number = self._numbers.get(entry.category, 0)
        same = self._counts[entry.category]
        self._counts[entry.category] += 1
        item = Item(
            code=f"{self.facts.year}-{number}-{same + 1:02d}",
            no=entry.no,
            name=entry.name,
            category=entry.category,
            leaders=entry.leaders,
            assessors=entry.assessors,
            deadline=entry.deadline,
            progress=entry.progress,
            aside=entry.aside,
            text="\n".join(task.text for task in entry.tasks if task.text),
            left_out=tuple(left for task in entry.tasks for left in task.left),
            doubt=entry.doubt,
            row=self._row,
            place=entry.place,
        ).model_copy(update=dict(entry.roles))
        indicators = tuple(self._indicators(item, entry.tasks))
        return item.model_copy(update={"indicators": indicators}) if indicators else item

    def _indicators(self, item: Item, tasks: Sequence[Task]) -> list[Indicator]:
        found: list[Indicator] = []
        for task in tasks:
            offset = len(found)
            for figure in task.figures:
                if figure.quantity.role == "target":
                    self._row += 1
                parent = found[offset + figure.parent].code if figure.parent >= 0 else ""
                code = f"{item.code}-{len(found) + 1:02d}"
                found.append(self._indicator(item, task, figure, code=code, parent=parent))
        return found

    def _indicator(self, item: Item, task: Task, figure: Figure, *, code: str, parent: str) -> Indicator:
        quantity, target = figure.quantity, figure.target
        name = figure.name or item.name
        unit = fold(quantity.unit)
        roles = task.duty_at(quantity.start) or {
            "lead": item.lead,
            "responsible": item.responsible,
            "cooperators": item.cooperators,
        }
        measure, reason = propose_measure(name, self.ref.units.read(quantity.unit_norm or unit).unit, target)
        return Indicator(
            code=code,
            name=name,
            unit=unit,
            unit_norm=quantity.unit_norm if quantity.unit_norm != unit else "",
            target=target,
            role=quantity.role,
            measure=measure,
            measure_reason=reason,
            direction=propose_direction(name, target),
            relation=figure.relation,
            parent=parent,
            sub_item=task.sub_item,
            quote=_quote(task.text, quantity.start, quantity.end),
            doubt=figure.doubt,
            row=self._row,
            place=task.place_at(quantity.start),
        ).model_copy(update=dict(roles))


def with_worded(table: TargetTable) -> TargetTable:
    """A plan whose items without a target stand for themselves: their leads are asked for them in words."""
    if table.kind != "plan" or all(item.measurable for item in table.items):
        return table
    return table.with_items(tuple(map(_with_worded, table.items)))


def _with_worded(item: Item) -> Item:
    if item.measurable or not item.name:
        return item
    unread = "、".join(each.text for each in item.left_out if each.reason == NO_UNIT)
    own = {
        "code": f"{item.code}-00",
        "name": item.name,
        "doubt": f"“{unread}”没有取，请核对是不是目标" if unread else "",
        "lead": item.lead,
        "responsible": item.responsible,
        "cooperators": item.cooperators,
        "row": item.row,
        "place": item.place,
    }
    indicators = (_WORDED.model_copy(update=own), *item.indicators)
    return item.model_copy(update={"indicators": indicators})


def _quote(text: str, start: int, end: int) -> str:
    """The clause a quantity stands in."""
    return text[begin_of(text, start, "，,。；;\n") : end].strip()
