"""Faults in the lead and responsible columns of a master (family D)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.faults.issued import DEPARTMENTS
from tests.faults.kinds import Mark, Spoil, kind
from tests.faults.master import Renewed, cell_kind
from tests.faults.workbook import Sheet

FULL_NAMES = {
    "县人社局": "县人力资源和社会保障局",
    "县教科体局": "县教育科技体育局",
    "县文广新旅局": "县文化广电新闻出版旅游局",
    "县住建局": "县住房和城乡建设局",
    "县残联": "县残疾人联合会",
    "县卫健委": "县卫生健康委员会",
}

RENAMED = {"县卫计委": "2019", "县扶贫办": "2021"}
"""Names no longer borne from a year on."""


def _units(sheet: Sheet, row: int, role: str) -> list[str]:
    text = sheet.text(row, role)
    return text.split("、") if text else []


def _with_lead(sheet: Sheet, row: int, rng: Random) -> object:
    lead, others = sheet.text(row, "lead"), _units(sheet, row, "responsible")
    known = [each for each in DEPARTMENTS if each != lead and each not in others]
    return f"{lead}、{rng.choice(known)}" if lead and known else None


def _other_lead(*names: str) -> Renewed:
    return lambda sheet, row, rng: rng.choice(names) if sheet.text(row, "lead") else None


def _old_name(sheet: Sheet, row: int, rng: Random) -> object:
    names = [name for name, until in RENAMED.items() if sheet.meta("year") >= until]
    return rng.choice(names) if names and sheet.text(row, "lead") else None


def _responsible(change: Callable[[list[str], Random], list[str] | None]) -> Renewed:
    def new(sheet: Sheet, row: int, rng: Random) -> object:
        changed = change(_units(sheet, row, "responsible"), rng)
        return "、".join(changed) if changed else None

    return new


def _lead_too(sheet: Sheet, row: int, rng: Random) -> object:
    lead, units = sheet.text(row, "lead"), _units(sheet, row, "responsible")
    return "、".join([*units, lead]) if lead and units and lead not in units else None


def _repeated(units: list[str], rng: Random) -> list[str] | None:
    return [*units, rng.choice(units)] if units else None


def _collective(units: list[str], rng: Random) -> list[str] | None:
    return [*units, "县直各单位"] if units and not any(each.startswith("各") for each in units) else None


def _full_name(units: list[str], rng: Random) -> list[str] | None:
    short = [each for each in units if each in FULL_NAMES]
    chosen = rng.choice(short) if short else ""
    return [FULL_NAMES[each] if each == chosen else each for each in units] if short else None


def _separated(sheet: Sheet, row: int, rng: Random) -> object:
    text = sheet.text(row, "responsible")
    return text.replace("、", rng.choice((",", "，", ";", "；", "/", " ")), 1) if "、" in text else None


def _stranger(units: list[str], rng: Random) -> list[str] | None:
    return [*units[:-1], rng.choice(("县管局", "县便民超区", "县某某办"))] if units else None


cell_kind("D03", "总表：两个牵头单位", "lead", "A second lead that is not responsible already.", _with_lead)
cell_kind(
    "D04", "总表：牵头单位不认得", "lead", "A lead no register knows.", _other_lead("县管局", "县保障股")
)
cell_kind("D04", "总表：责任单位不认得", "responsible", "A unit no register knows.", _responsible(_stranger))
cell_kind("D06", "总表：牵头单位已更名", "lead", "A name given up by the plan's year.", _old_name)
cell_kind(
    "D07",
    "总表：牵头单位是别级的",
    "lead",
    "A district's unit.",
    _other_lead("区民政局", "区财政局", "区商务局"),
)
cell_kind("D08", "总表：牵头单位又是责任单位", "responsible", "The lead among the responsible.", _lead_too)
cell_kind("D09", "总表：责任单位重复", "responsible", "A unit twice.", _responsible(_repeated))
cell_kind("D10", "总表：责任单位的间隔号不一", "responsible", "One 、 in another form.", _separated)
cell_kind(
    "D11", "总表：责任单位是统称", "responsible", "A collective unit, the first.", _responsible(_collective)
)
cell_kind(
    "D17",
    "总表：责任单位用了全称",
    "responsible",
    "Full name where all else is short.",
    _responsible(_full_name),
)


def _first_of_category(role: str) -> Spoil:
    """Empty a column for the whole first item of a category: nothing above can be inherited there."""

    def spoil(sheet: Sheet, rng: Random) -> Mark | None:
        firsts = [rows for rows in _first_items(sheet) if not rows & sheet.claimed]
        fillable = [rows & set(sheet.rows()) for rows in firsts]
        pairs = zip(firsts, fillable, strict=True)
        choices = [each for each in pairs if any(sheet.text(row, role) for row in each[1])]
        if not choices:
            return None
        rows, named = rng.choice(choices)
        for row in rows:
            sheet.put(row, role, None)
        first, *others = [sheet.place(row, role) for row in (*sorted(named), *sorted(rows - named))]
        item = sheet.text(min(named), "item")
        return Mark(
            first, f"“{item}”各行清空", sheet.text(min(named), "code"), tuple(others), frozenset(rows)
        )

    return spoil


def _first_items(sheet: Sheet) -> list[set[int]]:
    """The rows of the first item of every category."""
    found: dict[str, tuple[str, set[int]]] = {}
    for row in range(sheet.header_row + 1, sheet.sheet.max_row + 1):
        category, item = sheet.text(row, "category"), sheet.text(row, "item")
        if category and item:
            first, rows = found.setdefault(category, (item, set()))
            if item == first:
                rows.add(row)
    return [rows for _, rows in found.values()]


@kind("D01", "总表：没有牵头单位", where="master")
def lead_missing(sheet: Sheet, rng: Random) -> Mark | None:
    """No lead for a category's first item, where nothing can be inherited; any of its rows may be named."""
    return _first_of_category("lead")(sheet, rng)


@kind("D02", "总表：没有责任单位", where="master")
def responsible_missing(sheet: Sheet, rng: Random) -> Mark | None:
    """No responsible unit for the first item of a category. The table has no 配合 column that is filled."""
    return _first_of_category("responsible")(sheet, rng)
