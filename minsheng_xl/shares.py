"""Shares of a plan: the rows each responsible unit or township has a part in, as a small plan of its own.

On such a plan the unit stands as the lead and, for a township, its allocation as the target: what comes back
is then issued, matched and judged like any return. Shares never enter the county figure beside the lead's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from minsheng_xl.model import Allocation, Assignment, By, Indicator, TargetTable
from minsheng_xl.quantity import parse_target
from minsheng_xl.reference import Reference
from minsheng_xl.reference.register import Register

SHARERS: dict[By, str] = {"lead": "牵头单位", "responsible": "责任单位", "township": "乡镇"}
"""Who fills in a form."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Small plans by unit, in the order of the plan."""

    plans: dict[str, TargetTable] = field(default_factory=dict)
    collective: dict[str, frozenset[str]] = field(default_factory=dict)
    """Codes of the indicators shared by each collective unit whose members nobody has listed."""
    register: Register = field(default_factory=Register.default)

    @property
    def unlisted(self) -> tuple[str, ...]:
        """Collective units without members."""
        return tuple(self.collective)

    def sharers(self, code: str) -> int:
        """How many units have a share of an indicator."""
        return sum(code in plan.by_code for plan in self.plans.values())

    def waiting(self, code: str, reported: Iterable[str]) -> tuple[str, ...]:
        """The units without whose figure the shares of an indicator do not make up the county's.

        Who only gives money and who was allotted 0 is not waited for; a collective unit without members is.
        """
        standard = self.register.standard
        known = {standard(unit) for unit in reported}
        units = (
            unit
            for unit, plan in self.plans.items()
            if code in plan.by_code
            and standard(unit) not in known
            and is_asked(unit, self.register)
            and plan.by_code[code].target.value != 0
        )
        return (*units, *(unit for unit, codes in self.collective.items() if code in codes))


def is_asked(unit: str, register: Register) -> bool:
    """Whether a unit's share can be counted: one that gives the money (财政局) has none of what is done."""
    department = register.find(unit).department
    return department is None or department.system not in register.lexicon.funding


def shares_of(table: TargetTable, ref: Reference, by: By) -> Shares:
    """The shares of responsible units (collective ones by their members) or of townships."""
    return _by_township(table, ref) if by == "township" else _by_responsible(table, ref)


def _by_responsible(table: TargetTable, ref: Reference) -> Shares:
    """One unit under two spellings is one; a unit that leads an indicator has no share of it."""
    standard = ref.register.standard
    names: dict[str, str] = {}
    parts: dict[str, list[Indicator]] = {}
    collective: dict[str, frozenset[str]] = {}
    for each in table.indicators:
        leads = {standard(lead) for lead in each.lead.units}
        for printed in each.responsible.units:
            members = ref.register.expand(printed, ref.towns)
            if not members:
                collective[printed] = collective.get(printed, frozenset()) | {each.code}
            for unit in members:
                name = names.setdefault(standard(unit), unit)
                rows = parts.setdefault(name, [])
                if standard(unit) not in leads and each.code not in {row.code for row in rows}:
                    rows.append(_led_by(each, name))
    plans = {unit: _small(table, rows) for unit, rows in parts.items() if rows}
    return Shares(plans, collective, ref.register)


def _by_township(table: TargetTable, ref: Reference) -> Shares:
    """Townships by their allocations; an indicator marked for them but without any goes to all of them."""
    parts: dict[str, list[Indicator]] = {town.name: [] for town in ref.towns}
    for each in table.indicators:
        given = {town_name(one.town, ref): one for one in allocations_of(table, each)}
        shared = given or (dict.fromkeys(parts) if each.allocatable else {})
        for town, allocation in shared.items():
            if allocation is None or allocation.value_text:
                text = allocation.value_text if allocation else ""
                target = parse_target(text, ref.units, each.unit, each.name)
                task = {"target": target, "original": None}
                parts.setdefault(town, []).append(_led_by(each, town).model_copy(update=task))
    plans = {town: _small(table, rows) for town, rows in parts.items() if rows}
    return Shares(plans, register=ref.register)


def allocations_of(table: TargetTable, indicator: Indicator) -> Iterator[Allocation]:
    """Allocations of an indicator, told by its code or, in a notice, by its name."""
    return (each for each in table.allocations if each.indicator in (indicator.code, indicator.name))


def town_name(printed: str, ref: Reference) -> str:
    """A township as the county's list names it, else as printed."""
    town = ref.towns.find(printed).town
    return town.name if town else printed


def _led_by(indicator: Indicator, unit: str) -> Indicator:
    own = Assignment(printed=unit, effective=unit, units=(unit,), source_row=indicator.row, scope="own")
    return indicator.model_copy(update={"lead": own})


def _small(table: TargetTable, rows: list[Indicator]) -> TargetTable:
    """The plan with these rows only."""
    by_code = {each.code: each for each in rows}
    kept = (
        item.model_copy(
            update={"indicators": tuple(by_code[one.code] for one in item.indicators if one.code in by_code)}
        )
        for item in table.items
    )
    items = tuple(item for item in kept if item.indicators)
    return TargetTable(
        title=table.title, place_name=table.place_name, year=table.year, items=items, place=table.place
    )
