"""A printed 目标任务表 or a master workbook's sheet -> TargetTable.

What blank and merged cells of 牵头 and 责任 take from above is decided in `inheritance`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import (
    COMPOSED,
    DIRECTIONS,
    MEASURES,
    PACE_CURVES,
    RELATIONS,
    Assignment,
    Category,
    Direction,
    Indicator,
    Item,
    Measure,
    Relation,
    TargetTable,
)
from minsheng_xl.place import Grid, Place
from minsheng_xl.quantity import Target, parse_target, propose_direction, propose_measure
from minsheng_xl.quantity.lookalikes import moment_words, no_figure
from minsheng_xl.quantity.typography import bare_code
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.headers import printed_again
from minsheng_xl.reading.tables.inheritance import Inherited, Words, without_tags
from minsheng_xl.reference import Reference

Key = TypeVar("Key", bound=str)

PLAN_ROLES = frozenset(
    {"code", "no", "category", "item", "indicator", "unit", "target", "target_nature", "lead", "responsible"}
    | {"cooperator", "leader", "assessor", "direction", "measure", "pace", "allocatable", "ranked", "weight"}
    | {"basis", "note", "source", "version", "deadline", "measure_reason"}
    | {"sub_item", "task_text", "task_source", "quote", "relation"}
)
UNSEEN = ("code", "source", "version", "task_source", "quote", "relation")
"""Hidden columns: they do not tell whether a row is a heading."""
_category = re.compile(r"^(?:[（(]?([一二三四五六七八九十]+)[）)]?[、.．]|类别[:：])\s*(.+)$")
_item = re.compile(r"^(\d{1,3})\s*[.．、]\s*(\D.*)$", re.DOTALL)
_remark = re.compile(r"^(?:注|备注|说明|填表说明)\s*\d*\s*[:：]")
_between_names = re.compile("[、，,\\n]")
_stem = re.compile(r"(\d{4}-\d+-\d+)(?:-\d+)?$")
"""The code of an item, alone or before that of an indicator on the item's row."""
_total = re.compile(r"[（(]?(?:合\s*计|总\s*计|小\s*计|共\s*计)[）)]?")
_part = re.compile(r"^[—－-]*\s*其中[:：]?\s*")


@dataclass(slots=True)
class Wording:
    """A task in words as it stands on the sheet, and the words each of its figures was read from, by code."""

    text: str
    composed: bool
    quotes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """An item being read, and its indicators so far."""

    item: Item
    indicators: list[Indicator] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Its tasks in words, where the table prints them."""
    shared: list[dict[str, Assignment]] = field(default_factory=list)
    """The units of each of its rows, where it has no row of its own."""

    @property
    def read(self) -> Item:
        """The item as it has become."""
        held: dict[str, object] = {"indicators": tuple(self.indicators), "text": "\n".join(self.texts)}
        return self.item.model_copy(update=held | dict(self._units()))

    def _units(self) -> Iterator[tuple[str, Assignment]]:
        """An item without a row of its own is led by everybody who leads one of its rows."""
        for role in self.shared[0] if self.shared else ():
            units = dict.fromkeys(unit for row in self.shared for unit in row[role].units)
            if tuple(units) != getattr(self.item, role).units:
                text, first = "、".join(units), self.item.row
                yield role, Assignment(effective=text, units=tuple(units), source_row=first, scope="own")


class PlanReader:
    """Reads the rows below one header, top to bottom; `table()` gives the result."""

    def __init__(
        self,
        grid: Grid,
        header: ColumnMap,
        ref: Reference,
        *,
        year: int,
        coded: bool = False,
        joined: bool = False,
    ) -> None:
        self.grid, self.header, self.ref, self.year = grid, header, ref, year
        self.coded = coded
        """Whether rows carry codes of ours (a master); else codes are given here."""
        self.joined = joined
        """Whether an item begins on the row of its first task (layouts B, C) and has none of its own."""
        self.categories: list[Category] = []
        self.items: list[_Open] = []
        self.repeated: list[Place] = []
        self.wordings: list[Wording] = []
        self.row = 0
        self._words = Words(grid, header)
        self._text = self._words.of
        self._units = Inherited(grid, header, ref, self._words, coded=coded)
        self._category = ""
        self._counts: Counter[str] = Counter()
        self._merged = self._units.merged
        target = header.columns.get("target", 0)
        self._tall = [
            each for each in grid.merges if each.left <= target <= each.right and each.bottom > each.top
        ]
        """Merges over several rows of the targets' column."""
        self._unseen = {header.columns.get(role) for role in UNSEEN}
        if grid.uncached:
            from minsheng_xl.reading.tables.compute import compute_missing  # few plans lack results

            compute_missing(grid)
        for number in range(header.row + 1, len(grid.rows) + 1):
            self._read_row(number)

    def table(self, *, title: str = "", place_name: str = "", doc_no: str = "") -> TargetTable:
        """The table read, with what its surroundings say of it."""
        return TargetTable(
            title=title,
            place_name=place_name,
            year=self.year,
            doc_no=doc_no,
            categories=tuple(self.categories),
            items=tuple(each.read for each in self.items),
            repeated_headers=tuple(self.repeated),
            place=self.grid.place(self.header.row),
            columns=dict(self.header.columns),
            unseen=tuple((self.grid.place(*at), names) for at, names in sorted(self.grid.unseen.items())),
        )

    def _read_row(self, number: int) -> None:
        cells = enumerate(self._words.texts(number), start=1)
        texts = {column: text for column, text in cells if text and column not in self._unseen}
        filled = list(texts.values())
        if not filled or _remark.match(filled[0]) or any(map(_total.fullmatch, filled[:2])):
            return
        if printed_again(self.grid, self.header, number):
            self.repeated.append(self.grid.place(number))
            return
        one = len(set(filled)) == 1 and [*texts] != [self.header.columns.get("task_text")]
        alone = _category.match(without_tags(filled[0])) if one else None
        if alone:
            self._read_category(number, alone.group(1) or "", alone.group(2).strip())
        else:
            self._read_named(number)

    def _read_category(self, number: int, no: str, name: str) -> None:
        self.row += 1
        self._begin_category(Category(no=no, name=name, row=self.row, place=self.grid.place(number)))

    def _begin_category(self, category: Category) -> None:
        """Rows from here on are of this category, one that is come back to or a new one."""
        self._units.clear()
        self._category = category.name
        if category.name not in {each.name for each in self.categories}:
            self.categories.append(category)

    def _read_named(self, number: int) -> None:
        no, item, indicator = self._names(number)
        if not item and not indicator:
            self._go_on(number)
            return
        self._enter_category(number)
        self.row += 1
        starts = bool(item) and (not indicator or not self.items or not self._continues(no, item))
        if starts:
            self._start_item(number, no, item)
        own = starts and (not indicator or indicator == item)
        if starts and (not own or self.joined):
            self.items[-1].shared.append(self._assignments(number, first=True))
        self._go_on(number)
        if own and not (self._text(number, "unit") or self._text(number, "target")):
            return
        if not self.items:
            self._start_item(number, "", "")
        read = self._indicator(number, indicator or item, own=own)
        self.items[-1].indicators.append(read)
        if self.wordings and (quote := self._text(number, "quote")):
            self.wordings[-1].quotes[read.code] = quote

    def _go_on(self, number: int) -> None:
        """What a row of an item adds to it: a task in words, a leader, who assesses it."""
        if not self.items:
            return
        opened = self.items[-1]
        text = self._text(number, "task_text")
        composed = self._text(number, "task_source") == COMPOSED
        if text:
            self.wordings.append(Wording(text, composed))
        if text and not composed:
            opened.texts.append(text)
        if opened.shared:
            opened.shared.append(self._assignments(number))
        people = {
            field: tuple(dict.fromkeys((*getattr(opened.item, field), *_each(self._text(number, role)))))
            for field, role in (("leaders", "leader"), ("assessors", "assessor"))
        }
        opened.item = opened.item.model_copy(update=people)

    def _names(self, number: int) -> tuple[str, str, str]:
        """Number, item name and indicator name of a row, from one column or from three."""
        no, item = self._text(number, "no"), self._text(number, "item")
        indicator = self._text(number, "indicator")
        if "item" not in self.header.columns and (numbered := _item.match(indicator)):
            return numbered.group(1), numbered.group(2).strip(), ""
        if "indicator" not in self.header.columns and (numbered := _item.match(item)):
            return numbered.group(1), numbered.group(2).strip(), ""
        if "indicator" not in self.header.columns and "no" in self.header.columns and not no and self.items:
            return "", "", item
        return no, item, indicator

    def _continues(self, no: str, item: str) -> bool:
        last = self.items[-1].item
        return last.name == item and (not no or last.no == no)

    def _enter_category(self, number: int) -> None:
        """A table whose rows name their category in a column of its own."""
        name = self._text(number, "category")
        if not name:
            return
        numbered = _category.match(name)
        no, name = (numbered.group(1) or "", numbered.group(2)) if numbered else ("", name)
        if self._category != name:
            place = self.grid.place(number)
            self._begin_category(Category(no=no, name=name, row=self.row + 1, place=place))

    def _start_item(self, number: int, no: str, name: str) -> None:
        category = self._category
        self._counts[category] += 1
        above = next((at for at, each in enumerate(self.categories, 1) if each.name == category), 0)
        stored = _stem.match(bare_code(self._text(number, "code"))) if self.coded else None
        item = Item(
            code=stored[1] if stored else f"{self.year}-{above}-{self._counts[category]:02d}",
            no=no,
            name=name,
            category=category,
            deadline=self._text(number, "deadline"),
            row=self.row,
            place=self.grid.place(number),
        )
        self.items.append(_Open(item))
        self.items[-1].item = item.model_copy(update=self._assignments(number, first=True))

    def _assignments(self, number: int, *, first: bool = False) -> dict[str, Assignment]:
        """The units of a row by role; `first`: of the item that begins on it."""
        return self._units.of(number, row=self.row, item_row=self.items[-1].item.row, first=first)

    def _indicator(self, number: int, name: str, *, own: bool) -> Indicator:
        siblings = self.items[-1].indicators
        unit, raw = self._text(number, "unit"), self._text(number, "target")
        target = self._target(number, name, unit, raw)
        relation, parent = self._stored_relation(number) or self._relation(name, unit, siblings, own=own)
        measure, reason = self._measure(number, name, unit, target)
        position = 0 if own else sum(each.relation != "item" for each in siblings) + 1
        assigned = self._assignments(number)
        code = (
            bare_code(self._text(number, "code"))
            if self.coded
            else f"{self.items[-1].item.code}-{position:02d}"
        )
        return Indicator(
            code=code,
            name=name,
            unit=unit,
            target=target,
            measure=measure,
            measure_reason=reason,
            direction=self._direction(number, name, target),
            relation=relation,
            parent=parent,
            sub_item=self._sub_item(number),
            quote="" if self._text(number, "task_source") == COMPOSED else self._text(number, "quote"),
            lead=assigned["lead"],
            responsible=assigned["responsible"],
            cooperators=assigned["cooperators"],
            pace=_chosen(PACE_CURVES, self._text(number, "pace")) or "even",
            allocatable=self._text(number, "allocatable") == "是",
            ranked=self._text(number, "ranked") != "否",
            weight=self._weight(number),
            basis=self._text(number, "basis"),
            note=self._text(number, "note"),
            row=self.row,
            place=self.grid.place(number),
        )

    def _target(self, number: int, name: str, unit: str, raw: str) -> Target:
        """The target of a row; a problem where its cell does not show what it holds, or holds no number."""
        at = number, self.header.columns.get("target", 0)
        target = parse_target(raw, self.ref.units, unit, name)
        why = self.grid.asked(*at) or moment_words(self.grid.value(*at)) or self._struck_name(number)
        why = why or self._shared_target(*at)
        if at in self.grid.errors:
            why = f"单元格是错误值{self.grid.errors[at]}，请改成数值"
        elif at in self.grid.uncached:
            why = "格里是公式，没有算出的结果，请在 Excel 里重算后保存，或直接填数"
        elif not why and not target.problem:
            why = self._no_quantity(target, unit)
        return Target(raw, "qualitative", problem=why) if why else target

    def _struck_name(self, number: int) -> str:
        """What is asked of a row whose name is struck out, whole or in part; empty for any other."""
        columns = (self.header.columns.get(role, 0) for role in ("indicator", "item"))
        struck = any(self.grid.doubts.get((number, column)) == "struck" for column in columns)
        return "本行名称有删除线，看不出这一行还作不作数，请去掉删除线或删去划掉的字" if struck else ""

    def _shared_target(self, number: int, column: int) -> str:
        """What is asked of a target merged over rows that each name something; empty for any other."""
        names = [self.header.columns[role] for role in ("indicator", "item") if role in self.header.columns]
        for area in self._tall:
            if (number, column) in area and self.grid.text(area.top, area.left):
                rows = range(area.top, area.bottom + 1)
                if sum(any(self.grid.text(row, name) for name in names) for row in rows) > 1:
                    merged = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
                    return f"单元格{merged}合并在一起，几行共一个目标，请取消合并，逐行填写"
        return ""

    def _no_quantity(self, target: Target, unit: str) -> str:
        """Why a target of a row whose unit is known only looks like a number; empty where it is one."""
        own = self.ref.units.read(unit).unit
        if own is None:
            return ""
        if target.value is not None and target.value < 0 and own.integral:
            return "是负数，请核对"
        why = no_figure(target.raw) if target.kind in ("number", "qualitative") else ""
        return f"“{target.raw}”{why}，请写成数字，如“300”“不少于300”" if why else ""

    def _stored_relation(self, number: int) -> tuple[Relation, str] | None:
        """What a row of a master of ours is to another one; None where it does not say."""
        word, _, parent = self._text(number, "relation").partition(" ")
        relation = _chosen(RELATIONS, word)
        return (relation, parent) if relation else None

    def _sub_item(self, number: int) -> str:
        """The sub-project a row belongs to; one merged over several rows holds for all of them."""
        column = self.header.columns.get("sub_item")
        if not column:
            return ""
        row, left = self._merged.get((number, column), (number, column))
        return self.grid.text(row, column) if left == column else ""

    def _weight(self, number: int) -> Decimal:
        try:
            return Decimal(self._text(number, "weight") or 1)
        except InvalidOperation:
            return Decimal(1)

    def _measure(self, number: int, name: str, unit: str, target: Target) -> tuple[Measure, str]:
        chosen = _chosen(MEASURES, self._text(number, "measure"))
        if chosen:
            return chosen, self._text(number, "measure_reason")
        return propose_measure(name, self.ref.units.read(unit).unit, target)

    def _direction(self, number: int, name: str, target: Target) -> Direction:
        return _chosen(DIRECTIONS, self._text(number, "direction")) or propose_direction(name, target)

    def _relation(
        self, name: str, unit: str, siblings: Sequence[Indicator], *, own: bool
    ) -> tuple[Relation, str]:
        """其中 rows: a ratio of the row above, or a part of it; parts go on while they speak alike."""
        if own:
            return "item", ""
        if not siblings:
            return "item_indicator", ""
        last = siblings[-1]
        if _part.match(name):
            whole = last.parent if last.relation == "part_of" else last.code
            read = self.ref.units.read(unit).unit
            relation: Relation = "ratio_of" if read and read.dimension == "比率" else "part_of"
            return relation, whole
        if last.relation == "part_of" and last.unit == unit and _verb(name) == _verb(last.name):
            return "part_of", last.parent
        return "item_indicator", ""


def _verb(name: str) -> str:
    """The two characters a part's name begins with: 完成城市棚户区改造, 完成国有垦区危房改造."""
    return _part.sub("", name)[:2]


def _each(text: str) -> tuple[str, ...]:
    """The names of a cell: 谢可赞、郭环球."""
    return tuple(filter(None, map(str.strip, _between_names.split(text)))) if text else ()


def _chosen(labels: Mapping[Key, str], text: str) -> Key | None:
    return next((key for key, label in labels.items() if label == text), None)
