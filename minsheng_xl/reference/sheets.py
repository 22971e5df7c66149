"""The reference sheets of a new master: what holds for this plan, ready for the county to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from minsheng_xl import data
from minsheng_xl.quantity import UnitTable
from minsheng_xl.reference.bundle import Reference
from minsheng_xl.reference.names import Locality

Record = dict[str, str]
USUAL_KINDS = frozenset({"政府部门", "党委部门", "群团"})
"""Kinds of unit that every county has some of."""


def unit_records(units: UnitTable, printed: Iterable[str]) -> list[Record]:
    """Rows of 单位表: every unit that is printed, in its agreed spelling, once."""
    records: dict[str, Record] = {}
    for text in printed:
        unit = units.read(text).unit
        if unit is not None:
            records.setdefault(
                unit.symbol,
                {
                    "单位": unit.symbol,
                    "量纲": unit.dimension,
                    "基本单位": unit.base,
                    "倍数": f"{unit.factor.normalize():f}",
                },
            )
    return list(records.values())


def department_records(ref: Reference, printed: Iterable[str], *, year: int, place: str) -> list[Record]:
    """Rows of 部门名录: every known unit that is printed and not yet the county's own, once.

    Unknown ones are findings, not rows.
    """
    listed = {each.full for each in ref.register.own}
    records: dict[str, Record] = {}
    for name in printed:
        department = ref.register.find(name, year=year or None, place=place or None).department
        if department is None or department.full in listed:
            continue
        records.setdefault(
            department.full,
            {
                "简称": name,
                "全称": department.full,
                "级别": department.level,
                "性质": department.kind,
                "系统": department.system,
                "成员单位": "、".join(department.members),
            },
        )
    return list(records.values())


def setting_records(place: str) -> list[Record]:
    """Rows of 设置: every setting with its value and what it does; a place that is none is left out."""
    known = place if Locality.parse(place) != Locality() else ""
    entries = data.load("settings.toml")["settings"].values()
    return [
        {
            "项目": entry["name"],
            "取值": known if entry["kind"] == "place" else str(entry["value"]),
            "说明": entry["help"],
        }
        for entry in entries
    ]


def county_records(ref: Reference) -> list[Record]:
    """Rows of 部门名录 for a new county: offices a county may have, by their usual short names."""
    stems = (each for each in ref.register.lexicon.stems if each.kind in USUAL_KINDS)
    names = ("县" + each.short for each in stems if not (each.renamed or each.level))
    return department_records(ref, names, year=0, place="")


def kept(own: Iterable[Mapping[str, str]], made: Iterable[Record]) -> list[Record]:
    """A county's own rows as they are, then those of the rows made whose first word it has not."""
    rows = [dict(row) for row in own]
    known = {next(iter(row.values()), "") for row in rows}
    return [*rows, *(row for row in made if next(iter(row.values())) not in known)]


def own_rule_records() -> list[Record]:
    """Rows of 自定规则: examples, all switched off, for the county to change."""
    return [dict(each) for each in data.load("own_rules.toml")["examples"]]
