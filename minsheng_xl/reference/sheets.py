"""The reference sheets of a new master: what holds for this plan, ready for the county to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from minsheng_xl import data
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.model import Stated
from minsheng_xl.quantity import UnitTable
from minsheng_xl.reference.bundle import Reference
from minsheng_xl.reference.names import Department, Locality, level_of
from minsheng_xl.reference.settings import Settings
from minsheng_xl.reference.towns import kind_of

Record = dict[str, str]
USUAL_KINDS = frozenset({"政府部门", "党委部门", "群团"})
"""Kinds of unit that every county has some of."""
_DUE = frozenset({"due_day", "due_month"})


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


def department_records(
    ref: Reference, printed: Iterable[str], *, year: int, place: str, around: str = ""
) -> list[Record]:
    """Rows of 部门名录: every known unit that is printed and not yet the county's own, once.

    Unknown ones are findings, not rows. A full name printed in the words around goes before the register's
    (县文旅局, 县文化广电和旅游局). A name without a level has that of the place.
    """
    level = ref.register.level or level_of(place)
    listed = {each.full for each in ref.register.own}
    records: dict[str, Record] = {}
    for name in printed:
        department = ref.register.find(
            name, level=level or None, year=year or None, place=place or None
        ).department
        if department is None or department.full in listed:
            continue
        spelled = ref.register.spelled_out(name, around)
        full = spelled or _printed_full(name, department)
        record = records.setdefault(full, _department_record(name, full, department))
        if spelled and name != record["简称"]:
            record["别名"] = name
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


def _department_record(name: str, full: str, department: Department) -> Record:
    return {
        "简称": name,
        "全称": full,
        "级别": department.level,
        "性质": department.kind,
        "系统": department.system,
        "成员单位": "、".join(department.members),
        "别名": "",
    }


def _printed_full(name: str, department: Department) -> str:
    """The unit's full name: as printed where that is another way to write it in full."""
    written = name in department.aliases and len(name) >= len(department.full)
    return name if written else department.full


def stated_records(said: Sequence[Stated]) -> list[Record]:
    """Rows of 设置 a notice lays down, each with its words; none for what is usual."""
    entries, usual = data.load("settings.toml")["settings"], usual_settings()
    quotes = {each.setting: each.quote for each in reversed(said)}
    return [
        {
            "项目": setting_name(key),
            "取值": value,
            "说明": f"{entries[key]['help']}。通知：“{quotes[key]}”",
        }
        for key, value in settled(said).items()
        if value != usual[key]
    ]


def setting_name(key: str) -> str:
    """How the sheet 设置 calls a setting."""
    return str(data.load("settings.toml")["settings"][key]["name"])


def usual_settings() -> dict[str, str]:
    """What settings are where a county says nothing, by key."""
    return {key: str(entry["value"]) for key, entry in data.load("settings.toml")["settings"].items()}


def settled(said: Sequence[Stated]) -> dict[str, str]:
    """What is said of settings in one way only, and in one they can have; the day not without its month."""
    values: dict[str, set[str]] = {}
    for each in said:
        values.setdefault(each.setting, set()).add(each.value)
    agreed = {key: next(iter(each)) for key, each in values.items() if len(each) == 1 and _usable(key, each)}
    return agreed if agreed.keys() >= _DUE else {key: agreed[key] for key in agreed.keys() - _DUE}


def _usable(key: str, values: Iterable[str]) -> bool:
    with suppress(ReferenceDataError):
        return bool(Settings.from_rows({"项目": setting_name(key), "取值": value} for value in values))
    return False


def town_records(towns: Iterable[str]) -> list[Record]:
    """Rows of 乡镇名录."""
    return [{"乡镇": town, "类别": kind_of(town), "别名": ""} for town in towns]


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
