"""Units printed as lead, responsible or cooperating, with the cell they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minsheng_xl.model import Assignment, Indicator, Item, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reference import Match, Reference

ROLES = {"lead": "lead", "responsible": "responsible", "cooperators": "cooperator"}
"""Attribute of a row, and the column role it stands in."""
NAMES = {"lead": "牵头", "responsible": "责任", "cooperators": "配合"}


@dataclass(frozen=True, slots=True)
class Printed:
    """One assignment as printed: the row it belongs to, its role, and its cell."""

    row: Item | Indicator
    attribute: str
    assignment: Assignment
    place: Place

    @property
    def label(self) -> str:
        return NAMES[self.attribute]


def printed_assignments(table: TargetTable) -> Iterator[Printed]:
    """Every assignment printed in the table, once, with its place; inherited ones are not repeated.

    In prose a list of units stands once for an item and all its indicators.
    """
    seen: set[tuple[str, ...]] = set()
    for row in table.rows():
        if not isinstance(row, Item | Indicator):
            continue
        for attribute, role in ROLES.items():
            assignment: Assignment = getattr(row, attribute)
            if not (row.place.row or row.place.line) or assignment.scope != "own":
                continue
            project = row.code if isinstance(row, Item) else row.code.rpartition("-")[0]
            key = (role, str(row.row)) if row.place.row else (role, project, assignment.printed)
            if key not in seen:
                seen.add(key)
                yield Printed(row, attribute, assignment, table.cell(row, role))


def named_units(table: TargetTable, ref: Reference) -> Iterator[tuple[Printed, str, Match]]:
    """Every unit printed in the table with what the register makes of it at the table's year and place."""
    for each in printed_assignments(table):
        for unit in each.assignment.units:
            yield each, unit, ref.register.find(unit, year=table.year or None, place=table.place_name)
