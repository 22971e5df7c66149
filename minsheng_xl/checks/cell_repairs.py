"""Repairs a program may make by itself: what a cell says stays the same, only how it is written changes.

Each repair belongs to the rule that would speak of it. A cell whose meaning would change, or could not be
read beyond doubt, is left to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from minsheng_xl.model import Indicator, Item, Return, Row, TargetTable
from minsheng_xl.place import CellValue, Place, cell_text
from minsheng_xl.quantity import UnitNote, UnitTable, parse_target
from minsheng_xl.quantity.typography import flatten
from minsheng_xl.reference import Reference, join_units, odd_marks, split_units
from minsheng_xl.reference.register import Register

UNIT, LIST, TARGET, NUMBER = "U03", "D10", "V21", "R11"
"""Codes of the rules whose findings can be repaired."""
CODES = (UNIT, LIST, TARGET, NUMBER)

_LISTS = {"lead": "lead", "responsible": "responsible", "cooperators": "cooperator"}
"""Fields of the model with lists of units, and their roles on a sheet."""
_FILLED = ("previous", "current", "cumulative", "invest_plan", "invest_done")
_SPELLING = frozenset({UnitNote.ALIAS, UnitNote.TYPOGRAPHY, UnitNote.ORDER})
_SAME_DIGITS = frozenset({"文本数字", "全角", "千分位", "空格", "带单位"})
"""Notes of a number that was read without reckoning."""
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_BETWEEN_DIGITS = re.compile(r"\s+|(?<=[0-9])[,，](?=[0-9]{3}(?![0-9]))")
_MARKS = re.compile(r"[、，,；;/／\s和与及]*")
_FULL = str.maketrans("()", "（）")


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell written anew: what stands there and what is to stand there."""

    code: str
    place: Place
    indicator: str
    """Code of the indicator; empty where the cell belongs to an item."""
    name: str
    """Name of the row."""
    old: str
    new: CellValue

    def __str__(self) -> str:
        return f"{self.place} “{self.name}”：“{self.old}”改为“{cell_text(self.new)}”（{self.code}）"


def repair_table(table: TargetTable, ref: Reference) -> Iterator[Repair]:
    """What can be repaired in a plan: units, targets, lists of units; each printed cell once."""
    seen: set[Place] = set()
    for row in table.rows():
        if not isinstance(row, Item | Indicator):
            continue
        own = row.own_indicator if isinstance(row, Item) else row
        for code, role, old, new in _plan_cells(row, own, ref):
            place = table.cell(row, role)
            if new is not None and place not in seen:
                seen.add(place)
                yield Repair(code, place, own.code if own else "", row.name, old, new)


Written = tuple[str, str, str, CellValue]
"""Rule code, role, what stands there, what is to stand there (None: leave it)."""


def _plan_cells(row: Item | Indicator, own: Indicator | None, ref: Reference) -> Iterator[Written]:
    if own:
        yield UNIT, "unit", own.unit, agreed_unit(own.unit, ref.units)
        yield TARGET, "target", own.target.raw, plain_target(own.target.raw, ref.units, own)
    for attribute, role in _LISTS.items():
        assignment = getattr(row, attribute)
        if assignment.scope == "own":
            yield LIST, role, assignment.printed, plain_list(assignment.printed, ref.register)


def repair_return(returned: Return, ref: Reference) -> Iterator[Repair]:
    """What can be repaired in a return: figures typed as text; issued cells in other signs."""
    for row in returned.rows:
        if row.indicator is None:
            continue
        for code, role, old, new in (*_issued_cells(row, row.indicator, ref), *_filled_cells(row)):
            if new is not None:
                place = returned.place(row.number, role)
                yield Repair(code, place, row.indicator.code, row.indicator.name, old, new)


def _issued_cells(row: Row, indicator: Indicator, ref: Reference) -> Iterator[Written]:
    """Issued cells go back to what was issued where they mean it."""
    unit, target, units = row.text("unit"), row.text("target"), row.text("responsible")
    if unit and _means_unit(unit, ref.units) == _means_unit(indicator.unit, ref.units):
        yield UNIT, "unit", unit, _changed(unit, indicator.unit)
    issued_target = _means_target(indicator.target.raw, ref.units, indicator)
    if target and _means_target(target, ref.units, indicator) == issued_target:
        yield TARGET, "target", target, _number_or_text(target, indicator.target.raw)
    issued = indicator.responsible.effective
    if units and _names(units, ref.register) == _names(issued, ref.register):
        yield LIST, "responsible", units, _changed(units, issued)


def _filled_cells(row: Row) -> Iterator[Written]:
    for role in _FILLED:
        entry = row.cells.get(role)
        if entry and entry.as_text and entry.value is not None and _SAME_DIGITS.issuperset(entry.notes):
            yield NUMBER, role, entry.printed, entry.value


def agreed_unit(text: str, units: UnitTable) -> str | None:
    """The agreed spelling of a unit; None where it stands already, or more than the spelling is odd."""
    reading = units.read(text)
    if not reading.canonical or not _SPELLING.issuperset(reading.notes):
        return None
    return _changed(text, reading.canonical)


def plain_target(text: str, units: UnitTable, row: Indicator | None = None) -> CellValue:
    """A target in plain digits, as a number where it is one; None where its meaning would not stay."""
    plain = _BETWEEN_DIGITS.sub("", flatten(text))
    if not any(character.isdigit() for character in plain):
        return None
    if _means_target(plain, units, row) != _means_target(text, units, row):
        return None
    return _number_or_text(text, plain)


def plain_list(text: str, register: Register) -> str | None:
    """A list of units with 、 between them; None unless every unit is known and nothing else is printed."""
    if not odd_marks(text, register):
        return None
    units = split_units(text, register)
    outside = "".join(
        text[before:start]
        for before, start in zip(
            (0, *(unit.end for unit in units)), (*(unit.start for unit in units), len(text)), strict=True
        )
    )
    if not _MARKS.fullmatch(outside) or not all(register.knows(unit.name) for unit in units):
        return None
    return _changed(text, join_units(unit.name.translate(_FULL) for unit in units))


def _means_unit(text: str, units: UnitTable) -> str:
    reading = units.read(text)
    return reading.canonical or reading.printed


def _means_target(text: str, units: UnitTable, row: Indicator | None) -> object:
    """What a target says, in its row where it stands in one."""
    target = parse_target(text, units, row.unit, row.name) if row else parse_target(text, units)
    return replace(target, raw="")


def _names(text: str, register: Register) -> tuple[str, ...]:
    return tuple(unit.name for unit in split_units(text, register))


def _changed(old: str, new: str) -> str | None:
    return new if new != old else None


def _number_or_text(old: str, new: str) -> CellValue:
    """A number even where the signs are the same: what stands there may be a text."""
    return Decimal(new) if _NUMBER.fullmatch(new) else _changed(old, new)
