"""U 计量单位：有没有、认不认得、写得规不规范、差没差万倍、有没有被改。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hit, Hits, also, hit, rule
from minsheng_xl.checks.evidence.bracketed import bracketed
from minsheng_xl.checks.evidence.report_statements import read_statements, small_change
from minsheng_xl.checks.evidence.returned_rows import row_hit
from minsheng_xl.checks.evidence.slips import Slip, slip_of, slip_of_investment
from minsheng_xl.checks.evidence.unit_readings import parts_with_units, read_units, unit_hit, usual_words
from minsheng_xl.checks.evidence.witnesses import Figure, Investment, investments_typed
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.model import OTHER_SCALE, Document, Period, Return, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import UnitNote, comparable
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference

_DOUBLED = re.compile(r"(每人每[月年])\s*(\d[\d.]*)\s*元\s*\1")
NO_UNIT = frozenset("/—–-无")
"""What stands in the unit cell of a row that has none."""


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
            yield unit_hit(table, each, printed=each.target.raw + each.unit)
    for said in read_statements(table):
        if said.stated.done is not None and not said.stated.unit:
            yield said.hit(printed=said.done_text)


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
    """去空格、全半角、分母次序统一后仍查不到；确有此单位的，可在总表“单位表”中增加。

    定性的行单位写“/”“—”“无”，就是没有单位，不报。
    """
    for each, reading in read_units(table, ref):
        unitless = each.measure == "qualitative" and fold(each.unit) in NO_UNIT
        if UnitNote.UNKNOWN in reading.notes and not unitless:
            near = "”或“".join(reading.candidates)
            remedy = f"请改为“{near}”，或在单位表中增加" if near else "请核对，或在单位表中增加"
            yield unit_hit(table, each, expected=near, remedy=remedy)


@rule(
    "U03",
    "单位写法不规范",
    INFORMATION,
    "单位“{printed}”建议写作“{expected}”",
    "不影响核对，可用 minsheng check --fix 统一",
    bad=Example(table=PLAN.replace("| 名 | 55 |", "| 元/月·人 | 55 |")),
    good=Example(table=PLAN.replace("| 名 | 55 |", "| 元/人·月 | 55 |")),
)
def odd_spelling(table: TargetTable, ref: Reference) -> Hits:
    """认得出而不是规范写法：别名、全角、分母次序、间隔号不同，“每人每月”前后重复。"""
    odd = {UnitNote.ALIAS, UnitNote.TYPOGRAPHY, UnitNote.ORDER}
    for each, reading in read_units(table, ref):
        if odd.intersection(reading.notes) and reading.suggested:
            yield unit_hit(table, each, expected=reading.suggested.symbol)
    for each in table.indicators:
        doubled = _DOUBLED.search(each.quote)
        if doubled:
            yield unit_hit(table, each, printed=doubled.group(), expected=f"{doubled[1]}{doubled[2]}元")


@rule(
    "U04",
    "单位被改",
    ERROR,
    "“{name}”的单位由“{expected}”改成了“{printed}”{how}",
    "请改回“{expected}”；确需改动的，报{office}调整总表",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 人次 |", "| 人 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 人次 |", "| 人 次 |"),)),
)
def changed_unit(returns: list[Return], ref: Reference) -> Hits:
    """与下发表同一编码的行比，单位统一写法后不同；只是空格、全半角、同义写法不同的不报。

    目标换算后与总表相同的（万元改作亿元，6000改作0.6），填的数一并换算，降为提示。
    """
    for each in returns:
        for row in each.rows:
            if row.indicator is None or "unit" not in row.cells:
                continue
            issued, printed = each.as_issued(row.indicator).unit, row.text("unit")
            if not ref.units.same(issued, printed):
                converted = OTHER_SCALE in row.cells["unit"].notes
                yield hit(
                    each.place(row.number, "unit"),
                    department=each.department,
                    indicator=row.indicator.code,
                    severity=INFORMATION if converted else None,
                    how="，目标换算后相同，填的数已经换算" if converted else "",
                    printed=printed,
                    expected=issued,
                    name=row.indicator.name,
                    office=ref.settings.office,
                )


@rule(
    "U05",
    "数量级可疑",
    ERROR,
    "“{name}”{printed}{unit}，{why}",
    "请核对后更正；确实如此的，在情况说明中写明",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 500000 | 500300 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def slip_of_scale(table: TargetTable, ref: Reference) -> Hits:
    """报来的数与三样东西比：目标，上期累计和平常一期的数，同一行进展说明、情况说明里写的数。

    哪样都对不上，而差的是人常错的倍数（十、百、千、万、亿，按月按年的十二倍），或是把累计填在了本期的，说出倍数；
    只有一种改法的，说出应为多少。写了情况说明的、只有一样可比的降为警告。以相差√10倍为界：再远就离错十倍更近。

    没有数值目标的，还按单位看：超出标准的通常范围、比一个县能有的还多、比率不到1%，提请核对（警告）。
    总表里人均标准超出通常的范围、报告里补贴额不到同一处销售额的万分之一的，也报。
    """
    ranges = usual_words()["plausible"]
    for each, reading in read_units(table, ref):
        low, high = ranges.get(reading.canonical, (None, None))
        value = each.target.value
        if low is not None and value and not low <= value <= high:
            place, why = table.cell(each, "target"), f"超出通常范围{low}—{high}"
            printed = number_text(value)
            yield hit(place, indicator=each.code, printed=printed, unit=each.unit, why=why, name=each.name)
    for said, sold in small_change(table):
        why = f"而同一处的“{sold.stated.name}”是{sold.done_text}{sold.stated.unit}，疑少了“万”"
        yield said.hit(printed=said.done_text, unit=said.stated.unit, why=why)


@also("U05")
def returned_slip_of_scale(
    ref: Reference,
    returns: Sequence[Return],
    figures: Sequence[Figure] = (),
    period: Period | None = None,
) -> Hits:
    for figure in figures:
        slip = slip_of(figure) or _beyond_a_county(figure, ref)
        if slip:
            yield _slip_hit(figure, figure.indicator.name, figure.indicator.unit, slip)
    for spent in investments_typed(returns, ref, period):
        slip = slip_of_investment(spent)
        if slip:
            yield _slip_hit(spent, f"{spent.indicator.name}的完成投资", spent.unit.symbol, slip)


def _slip_hit(figure: Figure | Investment, name: str, unit: str, slip: Slip) -> Hit:
    return row_hit(
        figure.returned,
        figure.row,
        figure.role,
        printed=number_text(figure.value),
        expected="" if slip.meant is None else number_text(slip.meant),
        severity=None if slip.sure else WARNING,
        name=name,
        unit=unit,
        why=slip.why,
    )


def _beyond_a_county(figure: Figure, ref: Reference) -> Slip | None:
    """Why a figure without a numeric target is out of all scale; None where it may be right."""
    unit, value = figure.unit, figure.value
    if figure.target is not None or value <= 0:
        return None
    words = usual_words()
    low, high = words["plausible"].get(unit.symbol, (None, None))
    if low is not None and not low <= value <= high:
        return Slip(f"超出通常范围{low}—{high}", sure=False)
    most = words["county"].get(unit.dimension) if not unit.per else None
    if most is not None and value * unit.factor > most:
        return Slip("比一个县能有的还多", sure=False)
    if unit.symbol == "%" and value < 1:
        return Slip(f"不到1%，疑为{number_text(value * 100)}", value * 100, sure=False)
    return None


@rule(
    "U14",
    "同句数级不一",
    INFORMATION,
    "“{name}”用“{printed}”，总数“{whole}”用“{expected}”",
    "比较时先换成同一数级",
    bad=Example(
        table=PLAN.replace("| 人次 | 536 |", "| 万人次 | 5 |").replace(
            "| 培训残疾人 | 名 |", "| 其中：培训残疾人 | 人次 |"
        )
    ),
    good=Example(table=PLAN.replace("| 培训残疾人 | 名 |", "| 其中：培训残疾人 | 人次 |")),
)
def scales_differ(table: TargetTable, ref: Reference) -> Hits:
    """总数与其中数（括号里逐一列出的数）量纲相同而数级不同（万亩与亩），先换到基本单位再比。"""
    for part, whole, unit, total in parts_with_units(table, ref):
        if comparable(unit, total) and unit.factor != total.factor:
            yield unit_hit(table, part, expected=whole.unit, whole=whole.name)


@also("U14")
def scales_in_brackets_differ(document: Document, ref: Reference) -> Hits:
    for each in bracketed(document, ref):
        if any(part.unit != each.total.unit for part in each.parts):
            printed = each.parts[0].unit
            yield hit(
                each.place, printed=printed, expected=each.total.unit, whole=each.name, name="括号里的数"
            )
