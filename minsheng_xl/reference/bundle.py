"""Everything a job looks things up in, in one bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from minsheng_xl.quantity import UnitTable
from minsheng_xl.reference.calendar import Calendar
from minsheng_xl.reference.headers import Headers
from minsheng_xl.reference.lists import split_units
from minsheng_xl.reference.measures import read_unit_rows
from minsheng_xl.reference.register import Register
from minsheng_xl.reference.settings import Settings
from minsheng_xl.reference.towns import Town, Towns

if TYPE_CHECKING:
    from minsheng_xl.reference.own_rules import OwnRule

Rows = Iterable[Mapping[str, str]]
TOWNSHIP = "乡镇"
"""Kind, level and field of a township among units."""
_LOOKED_AT = 40
"""Distinct cells that are enough to tell units of measure from organisations."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Units of measure, departments, townships, column heads and settings that belong together."""

    units: UnitTable
    register: Register
    towns: Towns
    headers: Headers
    settings: Settings
    rules: tuple[OwnRule, ...] = ()
    """The county's own comparison rules."""

    @staticmethod
    @cache
    def default() -> Reference:
        """The packaged data alone: no townships, no county."""
        return Reference(
            UnitTable.default(), Register.default(), Towns(), Headers.default(), Settings.default()
        )

    def with_sheets(
        self,
        *,
        units: Rows = (),
        departments: Rows = (),
        towns: Rows = (),
        settings: Rows = (),
        calendar: Rows = (),
        rules: Rows = (),
    ) -> Reference:
        """The same with a county's sheets 单位表, 部门名录, 乡镇名录, 设置, 日历, 自定规则 laid over it.

        Raises ReferenceDataError where a sheet cannot be used as it stands.
        """
        own, listed = Settings.from_rows(settings), Towns.from_rows(towns)
        register = self.register.extended(departments, place=own.place)
        named = ((town, register.find(town.name).department) for town in listed)
        governments = [_government(town) for town, known in named if known is None or known.kind == TOWNSHIP]
        register = register.extended(governments)
        days = Calendar.from_rows(calendar, register.standard, own.period_type)
        return Reference(
            read_unit_rows(self.units, units),
            register,
            listed,
            self.headers,
            replace(own, calendar=days),
            _own_rules(rules),
        )

    def unit_column_kind(self, cells: Iterable[str]) -> Literal["measure", "organisation", ""]:
        """What cells under a head 单位 are: units of measure or organisations; empty if neither prevails."""
        texts = list(dict.fromkeys(filter(None, cells)))[:_LOOKED_AT]
        measures = sum(self.units.read(text).unit is not None for text in texts)
        organisations = sum(
            any(self.register.knows(unit.name) for unit in split_units(text, self.register)) for text in texts
        )
        if measures == organisations:
            return ""
        return "measure" if measures > organisations else "organisation"


def _own_rules(rows: Rows) -> tuple[OwnRule, ...]:
    """What a county compares on its own; few have such a sheet, and only those load what reads it."""
    written = list(rows)
    if not written:
        return ()
    from minsheng_xl.reference.own_rules import read_own_rules

    return read_own_rules(written)


def _government(town: Town) -> dict[str, str]:
    """A township as a unit that can stand in a list: 灰河乡 is 灰河乡人民政府."""
    ending = {"镇": "人民政府", "乡": "人民政府", "街道": "办事处"}.get(town.kind, "")
    full = town.name if town.name.endswith(ending) else town.name + ending
    return {"简称": town.name, "全称": full} | dict.fromkeys(("级别", "性质", "系统"), TOWNSHIP)
