"""U 计量单位：有没有、认不认得、写得规不规范、有没有被改。"""

from __future__ import annotations

from minsheng_xl.checks.engine import ERROR, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.model import Return, TargetTable
from minsheng_xl.quantity import UnitNote
from minsheng_xl.reference import Reference


@rule(
    "U01",
    "有数值无单位",
    ERROR,
    "“{name}”的目标“{printed}”没有计量单位",
    "请补上计量单位",
    bad=Example(table=PLAN.replace("| 名 | 55 |", "|  | 55 |")),
    good=Example(table=PLAN),
)
def number_without_unit(table: TargetTable, ref: Reference) -> Hits:
    """目标是数而单位空白，或单位只有“万”“亿”这样的数级。"""
    for each in table.indicators:
        if each.target.kind not in ("number", "range") or each.target.unit:
            continue
        if not each.unit or UnitNote.PREFIX_ONLY in ref.units.read(each.unit).notes:
            yield hit(
                table.cell(each, "unit"),
                indicator=each.code,
                printed=each.target.raw + each.unit,
                name=each.name,
            )


@rule(
    "U02",
    "单位不在词表",
    WARNING,
    "单位“{printed}”不在单位表内",
    "{remedy}",
    bad=Example(table=PLAN.replace("| 名 | 55 |", "| 坐 | 55 |")),
    good=Example(table=PLAN.replace("| 名 | 55 |", "| 万人次 | 55 |")),
)
def unknown_unit(table: TargetTable, ref: Reference) -> Hits:
    """去空格、全半角、分母次序统一后仍查不到；确有此单位的，可在总表“单位表”中增加。"""
    for each in table.indicators:
        reading = ref.units.read(each.unit)
        if not each.unit or UnitNote.UNKNOWN not in reading.notes:
            continue
        near = "”或“".join(reading.candidates)
        remedy = f"请改为“{near}”，或在单位表中增加" if near else "请核对，或在单位表中增加"
        place = table.cell(each, "unit")
        yield hit(place, indicator=each.code, printed=each.unit, expected=near, remedy=remedy)


@rule(
    "U04",
    "单位被改",
    ERROR,
    "“{name}”的单位由“{expected}”改成了“{printed}”",
    "请改回“{expected}”；确需改动的，报民生办调整总表",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 人次 |", "| 人 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 人次 |", "| 人 次 |"),)),
)
def changed_unit(returns: list[Return], ref: Reference) -> Hits:
    """与下发表同一编码的行比，单位统一写法后不同；只是空格、全半角、同义写法不同的不报。"""
    for each in returns:
        for row in each.rows:
            if row.indicator is None or "unit" not in row.cells:
                continue
            issued, printed = ref.units.read(row.indicator.unit), ref.units.read(row.text("unit"))
            if (issued.canonical or issued.printed) != (printed.canonical or printed.printed):
                yield hit(
                    each.place(row.number, "unit"),
                    department=each.department,
                    indicator=row.indicator.code,
                    printed=row.text("unit"),
                    expected=row.indicator.unit,
                    name=row.indicator.name,
                )
