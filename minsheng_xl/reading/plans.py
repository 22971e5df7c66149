"""A printed 目标任务表 or a master workbook's sheet -> TargetTable.

牵头 and 责任 are often printed once for a block of rows; a blank cell takes the text above it, across
items and repeated headers, never across categories. What was taken from where is kept on each row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from minsheng_xl.model import (
    DIRECTIONS,
    MEASURES,
    PACE_CURVES,
    Assignment,
    Category,
    Direction,
    Indicator,
    Item,
    Measure,
    Relation,
    Scope,
    TargetTable,
)
from minsheng_xl.place import Grid, Place, cell_text
from minsheng_xl.quantity import Target, parse_target, propose_direction, propose_measure
from minsheng_xl.reading.tables import Header, filled_merges
from minsheng_xl.reference import Reference, split_units

Key = TypeVar("Key", bound=str)

PLAN_ROLES = frozenset(
    {"code", "no", "category", "item", "indicator", "unit", "target", "target_nature", "lead", "responsible"}
    | {"cooperator", "leader", "assessor", "direction", "measure", "pace", "allocatable", "ranked", "weight"}
    | {"basis", "note", "source", "version", "deadline"}
)
_category = re.compile(r"^(?:[（(]?([一二三四五六七八九十]+)[）)]?[、.．]|类别[:：])\s*(.+)$")
_item = re.compile(r"^(\d{1,3})\s*[.．、]\s*(\D.*)$", re.DOTALL)
_remark = re.compile(r"^(?:注|备注|说明|填表说明)\s*\d*\s*[:：]")
_part = re.compile(r"^[—－-]*\s*其中[:：]?\s*")
_tags = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(slots=True)
class _Held:
    """What a blank cell below takes: the text last printed in a role, and where."""

    text: str = ""
    units: tuple[str, ...] = ()
    row: int = 0
    item_row: int = 0


@dataclass(slots=True)
class _Open:
    """An item being read, and its indicators so far."""

    item: Item
    indicators: list[Indicator] = field(default_factory=list)


class PlanReader:
    """Reads the rows below one header, top to bottom; `table()` gives the result."""

    def __init__(self, grid: Grid, header: Header, ref: Reference, *, year: int, coded: bool = False) -> None:
        self.grid, self.header, self.ref, self.year = grid, header, ref, year
        self.coded = coded
        """Whether rows carry codes of ours (a master); else codes are given here."""
        self.categories: list[Category] = []
        self.items: list[_Open] = []
        self.repeated: list[Place] = []
        self.row = 0
        self._held: dict[str, _Held] = {}
        self._counts: Counter[str] = Counter()
        self._merged = filled_merges(grid, header.columns)
        self._unseen = {header.columns.get(role) for role in ("code", "source", "version")}
        for number in range(header.row + 1, len(grid.rows) + 1):
            self._read_row(number)

    def table(self, *, title: str = "", place_name: str = "", doc_no: str = "") -> TargetTable:
        """The table read, with what its surroundings say of it."""
        items = (each.item.model_copy(update={"indicators": tuple(each.indicators)}) for each in self.items)
        return TargetTable(
            title=title,
            place_name=place_name,
            year=self.year,
            doc_no=doc_no,
            categories=tuple(self.categories),
            items=tuple(items),
            repeated_headers=tuple(self.repeated),
            place=self.grid.place(self.header.row),
            columns=self.header.columns,
        )

    def _text(self, number: int, role: str) -> str:
        column = self.header.columns.get(role)
        return _tags.sub("", self.grid.text(number, column)) if column else ""

    def _read_row(self, number: int) -> None:
        cells = enumerate(self.grid.rows[number - 1], start=1)
        shown = (cell_text(value) for column, value in cells if column not in self._unseen)
        filled = [text for text in shown if text]
        if not filled or _remark.match(filled[0]):
            return
        if self.header.repeats(self.grid, number):
            self.repeated.append(self.grid.place(number))
            return
        alone = _category.match(_tags.sub("", filled[0])) if len(set(filled)) == 1 else None
        if alone:
            self._read_category(number, alone.group(1) or "", alone.group(2).strip())
        else:
            self._read_named(number)

    def _read_category(self, number: int, no: str, name: str) -> None:
        self.row += 1
        self._held.clear()
        self.categories.append(Category(no=no, name=name, row=self.row, place=self.grid.place(number)))

    def _read_named(self, number: int) -> None:
        no, item, indicator = self._names(number)
        if not item and not indicator:
            return
        self._enter_category(number)
        self.row += 1
        starts = bool(item) and (not indicator or not self.items or not self._continues(no, item))
        if starts:
            self._start_item(number, no, item)
        own = starts and (not indicator or indicator == item)
        if own and not (self._text(number, "unit") or self._text(number, "target")):
            return
        if not self.items:
            self._start_item(number, "", "")
        self.items[-1].indicators.append(self._indicator(number, indicator or item, own=own))

    def _names(self, number: int) -> tuple[str, str, str]:
        """Number, item name and indicator name of a row, from one column or from three."""
        no, item = self._text(number, "no"), self._text(number, "item")
        indicator = self._text(number, "indicator")
        if "item" not in self.header.columns and (numbered := _item.match(indicator)):
            return numbered.group(1), numbered.group(2).strip(), ""
        if "indicator" not in self.header.columns and (numbered := _item.match(item)):
            return numbered.group(1), numbered.group(2).strip(), ""
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
        if not self.categories or self.categories[-1].name != name:
            self._held.clear()
            place = self.grid.place(number)
            self.categories.append(Category(no=no, name=name, row=self.row + 1, place=place))

    def _start_item(self, number: int, no: str, name: str) -> None:
        category = self.categories[-1].name if self.categories else ""
        self._counts[category] += 1
        item = Item(
            code=f"{self.year}-{len(self.categories)}-{self._counts[category]:02d}",
            no=no,
            name=name,
            category=category,
            leaders=tuple(filter(None, [self._text(number, "leader")])),
            assessors=tuple(filter(None, [self._text(number, "assessor")])),
            deadline=self._text(number, "deadline"),
            row=self.row,
            place=self.grid.place(number),
        )
        self.items.append(_Open(item))
        self.items[-1].item = item.model_copy(update=self._assignments(number))

    def _assignments(self, number: int) -> dict[str, Assignment]:
        return {
            "lead": self._assignment(number, "lead"),
            "responsible": self._assignment(number, "responsible"),
            "cooperators": self._assignment(number, "cooperator"),
        }

    def _assignment(self, number: int, role: str) -> Assignment:
        column = self.header.columns.get(role)
        if not column:
            return Assignment()
        text, stored, held = self._text(number, role), self._text(number, "source"), self._held.get(role)
        inherits = not text or (number, column) in self._merged or stored not in ("", "own")
        if text and not (inherits and held and held.text == text):
            return self._own(role, text)
        if held is None or (self.coded and not text):
            return Assignment()
        same_item = held.item_row == self.items[-1].item.row
        scope: Scope = "own" if held.row == self.row else "same_item" if same_item else "previous_item"
        return Assignment(
            printed=held.text if scope == "own" else "",
            effective=held.text,
            units=held.units,
            source_row=held.row,
            scope=scope,
        )

    def _own(self, role: str, text: str) -> Assignment:
        units = tuple(each.name for each in split_units(text, self.ref.register))
        self._held[role] = _Held(text, units, self.row, self.items[-1].item.row)
        return Assignment(printed=text, effective=text, units=units, source_row=self.row, scope="own")

    def _indicator(self, number: int, name: str, *, own: bool) -> Indicator:
        siblings = self.items[-1].indicators
        unit, raw = self._text(number, "unit"), self._text(number, "target")
        target = parse_target(raw, self.ref.units)
        relation, parent = self._relation(name, unit, siblings, own=own)
        measure, reason = self._measure(number, name, unit, target)
        position = 0 if own else sum(each.relation != "item" for each in siblings) + 1
        assigned = self._assignments(number)
        code = self._text(number, "code") if self.coded else f"{self.items[-1].item.code}-{position:02d}"
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

    def _weight(self, number: int) -> Decimal:
        try:
            return Decimal(self._text(number, "weight") or 1)
        except InvalidOperation:
            return Decimal(1)

    def _measure(self, number: int, name: str, unit: str, target: Target) -> tuple[Measure, str]:
        chosen = _chosen(MEASURES, self._text(number, "measure"))
        if chosen:
            return chosen, ""
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


def _chosen(labels: Mapping[Key, str], text: str) -> Key | None:
    return next((key for key, label in labels.items() if label == text), None)
