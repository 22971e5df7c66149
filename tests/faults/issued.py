"""What was issued and locked, changed by a department: units, targets, responsible units, other cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.faults.filling import rounded
from tests.faults.kinds import Fits, Mark, kind, line_kind, mark, pick
from tests.faults.lines import Line
from tests.faults.workbook import Sheet

OTHER_UNITS = ("人次", "户", "套", "座", "公里", "亩", "万元", "批次", "件")
SAME_NOUN = ({"人", "名"}, {"场", "场次", "次"})
SCALED = {
    "公里": "米",
    "元/人·月": "元/人·年",
    "元/人·年": "元/人·月",
    "万元/年": "元/年",
    "%": "‰",
}
"""The same dimension in another scale or period, where it is not just 万 put on or taken off."""

DEPARTMENTS = ("县科工局", "县统计局", "县税务局", "县妇联", "县水利局", "县自然资源局")


@kind("U04", "单位改成别的量纲")
def unit_changed(sheet: Sheet, rng: Random) -> Mark | None:
    """Another kind of unit altogether: 批次 for 个. Units that differ in spelling only are not used."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "unit"))
    return None if row is None else _new_unit(sheet, row, rng.choice(_others(sheet.text(row, "unit"))))


@kind("U04", "单位改了数级或周期")
def unit_rescaled(sheet: Sheet, rng: Random) -> Mark | None:
    """The same unit in another scale or period, the numbers left: 万人 to 人, 公里 to 米."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "unit"))
    if row is None:
        return None
    unit = sheet.text(row, "unit")
    plain = unit.lstrip("万亿")
    return _new_unit(sheet, row, SCALED.get(unit) or (plain if plain != unit else f"万{unit}"))


def _others(unit: str) -> list[str]:
    same = next((nouns for nouns in SAME_NOUN if unit in nouns), {unit})
    return [each for each in OTHER_UNITS if each not in same and each != unit.lstrip("万亿")]


def _new_unit(sheet: Sheet, row: int, new: str) -> Mark:
    old = sheet.text(row, "unit")
    sheet.put(row, "unit", new)
    return mark(sheet, row, "unit", f"单位“{old}”改为“{new}”")


@kind("V16", "目标改大或改小")
def target_changed(sheet: Sheet, rng: Random) -> Mark | None:
    """A numeric target made 5 to 20 percent smaller or larger."""
    row = pick(sheet, rng, lambda row: sheet.aim(row) > 0)
    if row is None:
        return None
    old, unit = sheet.aim(row), sheet.text(row, "unit")
    new = rounded(old * rng.choice((80, 85, 90, 95, 105, 110, 120)) / 100, unit)
    return _new_target(sheet, row, new if new != old else old + 1)


@kind("V16", "目标两位数字对调")
def target_digits_swapped(sheet: Sheet, rng: Random) -> Mark | None:
    """Two neighbouring digits of a target change places."""
    row = pick(sheet, rng, lambda row: _swaps(sheet.text(row, "target")))
    if row is None:
        return None
    return _new_target(sheet, row, Decimal(rng.choice(_swaps(sheet.text(row, "target")))))


@kind("V16", "待定、据实的目标填上了数")
def target_made_up(sheet: Sheet, rng: Random) -> Mark | None:
    """A number where the issued form has 待定, — or 据实."""
    states = ("待定", "—", "据实")
    row = pick(sheet, rng, lambda row: sheet.text(row, "target") in states and sheet.text(row, "unit"))
    return None if row is None else _new_target(sheet, row, Decimal(rng.randint(10, 90)))


def _swaps(text: str) -> list[str]:
    digits = text.replace(".", "")
    if not digits.isdigit() or not digits.isascii():
        return []
    pairs = [(at, at + 1) for at in range(len(text) - 1) if text[at : at + 2].isdigit()]
    swapped = [text[:a] + text[b] + text[a] + text[b + 1 :] for a, b in pairs if text[a] != text[b]]
    return [each for each in swapped if not each.startswith("0")]


def _new_target(sheet: Sheet, row: int, new: Decimal) -> Mark:
    old = sheet.text(row, "target")
    sheet.put(row, "target", new)
    return mark(sheet, row, "target", f"目标由“{old}”改为“{new.normalize():f}”")


@kind("D12", "责任单位换一家")
def responsible_replaced(sheet: Sheet, rng: Random) -> Mark | None:
    """A responsible unit exchanged for another. A form has no 牵头 column: D12 means this one."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "responsible"))
    if row is None:
        return None
    units = sheet.text(row, "responsible").split("、")
    others = [each for each in DEPARTMENTS if each not in units and each != sheet.department]
    units[rng.randrange(len(units))] = rng.choice(others)
    return _new_responsible(sheet, row, "、".join(units))


@kind("D12", "责任单位少一家")
def responsible_dropped(sheet: Sheet, rng: Random) -> Mark | None:
    """One of several responsible units left out."""
    row = pick(sheet, rng, lambda row: "、" in sheet.text(row, "responsible"))
    if row is None:
        return None
    units = sheet.text(row, "responsible").split("、")
    units.pop(rng.randrange(len(units)))
    return _new_responsible(sheet, row, "、".join(units))


@kind("D12", "责任单位多一家")
def responsible_added(sheet: Sheet, rng: Random) -> Mark | None:
    """One more responsible unit at the end of the list."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "responsible"))
    if row is None:
        return None
    old = sheet.text(row, "responsible")
    new = rng.choice([each for each in DEPARTMENTS if each not in old and each != sheet.department])
    return _new_responsible(sheet, row, f"{old}、{new}")


def _new_responsible(sheet: Sheet, row: int, new: str) -> Mark:
    old = sheet.text(row, "responsible")
    sheet.put(row, "responsible", new)
    return mark(sheet, row, "responsible", f"责任单位由“{old}”改为“{new}”")


@kind("R09", "项目名称被改")
def item_text_changed(sheet: Sheet, rng: Random) -> Mark | None:
    """The item's name beside an indicator changed: locked, and without a rule of its own in returns."""
    row = pick(sheet, rng, lambda row: sheet.text(row, "item"))
    if row is None:
        return None
    old = sheet.text(row, "item")
    sheet.put(row, "item", f"{old}（本级）")
    return mark(sheet, row, "item", f"项目“{old}”后加“（本级）”")


@kind("R09", "计量方式被改")
def measure_changed(sheet: Sheet, rng: Random) -> Mark | None:
    """计量方式 changed between 累计 and 时点: the figure would be read in another way."""
    swaps = {"累计": "时点", "时点": "累计", "标准": "时点", "比率": "时点"}
    row = pick(sheet, rng, lambda row: sheet.text(row, "measure") in swaps)
    if row is None:
        return None
    old = sheet.text(row, "measure")
    sheet.put(row, "measure", swaps[old])
    return mark(sheet, row, "measure", f"计量方式由“{old}”改为“{swaps[old]}”")


@kind("R09", "上期累计被改")
def previous_changed(sheet: Sheet, rng: Random) -> Mark | None:
    """The prefilled 上期累计 lowered by a tenth or so. Read as R09, since it is issued and locked."""
    row = pick(sheet, rng, lambda row: (sheet.number(row, "previous") or 0) > 0)
    if row is None:
        return None
    old, unit = sheet.number(row, "previous") or Decimal(0), sheet.text(row, "unit")
    new = rounded(old * rng.randint(80, 95) / 100, unit)
    new = new if new != old else old - 1
    sheet.put(row, "previous", new)
    return mark(sheet, row, "previous", f"上期累计由“{old}”改为“{new}”")


def changed(name: str, role: str, new: Callable[[Line], object], fits: Fits = lambda line: line.open) -> None:
    """Enter a kind that puts another value into a locked cell."""

    def spoil(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
        old = sheet.text(line.row, role)
        sheet.put(line.row, role, new(line))
        return mark(sheet, line.row, role, f"“{old}”改为“{new(line)}”", code=line.code)

    spoil.__doc__ = f"A locked cell changed: {name}."
    line_kind(name, fits)(spoil)


changed("单位改人次", "unit", lambda line: "人次", lambda line: line.open and line.unit in ("人", "名", "户"))
changed("单位被删空", "unit", lambda line: None)
changed("目标改成据实", "target", lambda line: "据实")
changed(
    "指标名称改成别的事",
    "indicator",
    lambda line: "农村饮水水质检测" if "饮" not in line.name else "农村公路养护",
)
changed(
    "指标名称少了限定词",
    "indicator",
    lambda line: line.name[2:],
    lambda line: line.total is not None and len(line.name) > 6,
)
changed(
    "责任单位错字",
    "responsible",
    lambda line: line.responsible.replace("财政局", "财正局"),
    lambda line: "财政局" in line.responsible,
)
