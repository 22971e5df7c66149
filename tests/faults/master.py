"""Faults in a master (总表): units, targets, sums and codes (families U V A S)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from minsheng_xl.place import Place
from tests.faults.kinds import Mark, kind, mark, pick
from tests.faults.returns import FULL_WIDTH
from tests.faults.workbook import TENFOLD, Sheet, counted

ODD_SPELLINGS = {
    "元/人·月": ("元/月·人", "元/人/月", "元每月"),
    "元/人·年": ("元/年·人", "元/年人"),
    "公里": ("km", "千米"),
    "米": ("m",),
}
NO_PERSON = {"元/人·月": "元/月", "元/人·年": "元/年"}
MIXED = {"户": "户（套）", "套": "套（户）", "个": "个（处）", "座": "座（处）", "名": "名（人次）"}


Renewed = Callable[[Sheet, int, Random], object]
"""What a cell of a row becomes; None where the row does not fit."""


def cell_kind(code: str, name: str, role: str, reading: str, new: Renewed) -> None:
    """Enter a kind that changes one cell of a random row; `reading` is its docstring."""

    def spoil(sheet: Sheet, rng: Random) -> Mark | None:
        row = pick(sheet, rng, lambda row: new(sheet, row, Random(0)) is not None)
        return None if row is None else retype(sheet, row, role, new(sheet, row, rng))

    spoil.__doc__ = reading
    kind(code, name, where="master")(spoil)


def retype(sheet: Sheet, row: int, role: str, new: object) -> Mark:
    """Put another value into a cell; `""` empties it."""
    old = sheet.text(row, role)
    sheet.put(row, role, None if new == "" else new)
    header = sheet.text(sheet.header_row, role)
    return mark(sheet, row, role, f"{header}由“{old}”改为“{new}”")


def _numeric(value: Callable[[Sheet, int, Random], object]) -> Renewed:
    """Only where the target is a number above nought that adds up with no other row."""

    def new(sheet: Sheet, row: int, rng: Random) -> object:
        plain = sheet.aim(row) > 0 and len(sheet.together(row)) == 1
        return value(sheet, row, rng) if plain else None

    return new


def _by_unit(spellings: dict[str, str] | dict[str, tuple[str, ...]]) -> Renewed:
    """One of the other spellings of the row's unit, where it has any."""

    def new(sheet: Sheet, row: int, rng: Random) -> object:
        found = spellings.get(sheet.text(row, "unit"))
        return rng.choice(found) if isinstance(found, tuple) else found

    return new


def _one_of(*texts: str) -> Renewed:
    return _numeric(lambda sheet, row, rng: rng.choice(texts))


def _bare_scale(sheet: Sheet, row: int, rng: Random) -> object:
    unit = sheet.text(row, "unit")
    return unit[0] if unit.startswith(tuple(TENFOLD)) and sheet.aim(row) > 0 else None


def _unknown(sheet: Sheet, row: int, rng: Random) -> object:
    unit = sheet.text(row, "unit")
    return {"座": "坐", "批次": "批茨"}.get(unit, rng.choice(("垛", "爿", "摞"))) if unit else None


def _people(sheet: Sheet, row: int, rng: Random) -> object:
    attended = "培训" in sheet.text(row, "indicator") and sheet.text(row, "unit").endswith("人次")
    return sheet.text(row, "unit").removesuffix("次") if attended else None


def _fraction(sheet: Sheet, row: int, rng: Random) -> object:
    unit = sheet.text(row, "unit")
    if not counted(unit):
        return None
    return sheet.aim(row) + Decimal(rng.choice((1, 3, 5, 7, 9))) / 10 / TENFOLD.get(unit[:1], Decimal(1))


def _over_whole(sheet: Sheet, row: int, rng: Random) -> object:
    return rng.randint(105, 195) if sheet.text(row, "unit") in ("%", "％") else None


def _year(sheet: Sheet, row: int, rng: Random) -> object:
    year = sheet.meta("year")
    return int(year) if year and counted(sheet.text(row, "unit")) else None


def _worded(sheet: Sheet, row: int, rng: Random) -> object:
    return f"{sheet.aim(row):,}".translate(FULL_WIDTH)


def _slot(sheet: Sheet, row: int, rng: Random) -> object:
    unit = sheet.text(row, "unit")
    return f"/{unit}" if unit in ("名", "人", "座", "个", "套", "户") else None


cell_kind("U01", "总表：没有单位", "unit", "A numeric target without a unit.", _one_of(""))
cell_kind("U01", "总表：单位只剩“万”", "unit", "Of 万人 only 万 is left.", _bare_scale)
cell_kind("U02", "总表：单位不认得", "unit", "A unit no table knows, or a slip for one: 坐.", _unknown)
cell_kind("U03", "总表：单位写法不规范", "unit", "A known unit in an odd spelling.", _by_unit(ODD_SPELLINGS))
cell_kind("U10", "总表：标准的单位少了“人”", "unit", "A standard that has lost its 人.", _by_unit(NO_PERSON))
cell_kind("U12", "总表：单位是两个量词", "unit", "Two counting units in one: 户（套）.", _by_unit(MIXED))
cell_kind("U08", "总表：培训的单位是“人”", "unit", "人 for 人次 where the name says 培训.", _people)
cell_kind("V01", "总表：目标空白", "target", "A numeric target emptied; the unit stays.", _one_of(""))
cell_kind("V02", "总表：目标是待定", "target", "待定 for a number.", _one_of("待定"))
cell_kind("V03", "总表：目标是一横", "target", "A dash for a number.", _one_of("—"))
cell_kind("V05", "总表：目标是“/名”", "target", "/名: no task here.", _numeric(_slot))
cell_kind(
    "V06",
    "总表：目标没有数",
    "target",
    "Words without a measure.",
    _one_of("一批", "基本完成", "逐步提高"),
)
cell_kind("V07", "总表：比率目标超过百分之百", "target", "A share of more than 100 %.", _over_whole)
cell_kind("V08", "总表：目标像年份", "target", "The plan's own year as a count.", _numeric(_year))
cell_kind(
    "V10",
    "总表：目标为零",
    "target",
    "0 for a number: lawful, to be seen.",
    _numeric(lambda sheet, row, rng: 0),
)
cell_kind("V11", "总表：目标不是整数", "target", "Half a person or house.", _numeric(_fraction))
cell_kind("V21", "总表：目标是全角文本", "target", "A number as full-width text.", _numeric(_worded))
cell_kind("V22", "总表：目标读不懂", "target", "Outside the grammar.", _one_of("约三四百", "见附表", "80至?"))


@kind("A01", "总表：分项目标之和不等于总数", where="master")
def target_not_sum(sheet: Sheet, rng: Random) -> Mark | None:
    """A total target that is not the sum of its parts; total or parts may be named."""
    sums = [each for each in sheet.sums() if each.complete and not each.rows & sheet.claimed]
    if not sums:
        return None
    each = rng.choice(sums)
    done = retype(sheet, each.total, "target", sheet.aim(each.total) + rng.randint(5, 60))
    return _anywhere(done, sheet, each.rows)


@kind("A02", "总表：分项目标大于总数", where="master")
def target_part_over_total(sheet: Sheet, rng: Random) -> Mark | None:
    """A 其中 target larger than its total; either may be named."""
    sums = [each for each in sheet.sums() if not each.rows & sheet.claimed]
    if not sums:
        return None
    each = rng.choice(sums)
    done = retype(sheet, each.parts[0], "target", sheet.aim(each.total) + rng.randint(5, 60))
    return _anywhere(done, sheet, each.rows)


def _anywhere(done: Mark, sheet: Sheet, rows: frozenset[int]) -> Mark:
    places: tuple[Place, ...] = tuple(sheet.place(row, "target") for row in sorted(rows))
    others = tuple(place for place in places if place != done.place)
    return Mark(done.place, done.description, done.indicator, others, rows)


@kind("S17", "总表：指标重复", where="master")
def indicator_twice(sheet: Sheet, rng: Random) -> Mark | None:
    """A row becomes a copy of another's name, unit and numeric target; either row may be named."""
    row = pick(sheet, rng, lambda row: len(sheet.together(row)) == 1)
    source = pick(sheet, rng, lambda each: each != row and sheet.aim(each) > 0)
    if row is None or source is None:
        return None
    for role in ("indicator", "unit", "target"):
        sheet.put(row, role, sheet.cell(source, role).value)
    done = mark(sheet, row, "indicator", f"与第{source}行同名、同单位、同目标")
    taken = done.rows | sheet.together(source)
    return Mark(done.place, done.description, done.indicator, (sheet.place(source, "indicator"),), taken)


@kind("S18", "总表：编码删空", where="master")
def master_code_cleared(sheet: Sheet, rng: Random) -> Mark | None:
    """The hidden code of a row is emptied."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "code"))
    if row is None:
        return None
    code = sheet.text(row, "code")
    done = retype(sheet, row, "code", "")
    return Mark(done.place, done.description, code, (), done.rows)


@kind("S18", "总表：编码重复", where="master")
def master_code_duplicated(sheet: Sheet, rng: Random) -> Mark | None:
    """A row gets the code of another; either row may be named."""
    row, source = pick(sheet, rng, lambda row: True), pick(sheet, rng, lambda row: True)
    if row is None or source is None or row == source:
        return None
    code = sheet.text(row, "code")
    done = retype(sheet, row, "code", sheet.text(source, "code"))
    taken = done.rows | sheet.together(source)
    return Mark(done.place, done.description, code, (sheet.place(source, "code"),), taken)
