"""U 计量单位合不合所数的东西：人还是人次、每月还是每年、总数与其中数是不是一类。"""

from __future__ import annotations

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, rule
from minsheng_xl.checks.evidence.report_statements import read_statements
from minsheng_xl.checks.evidence.unit_readings import parts_with_units, read_units, unit_hit, usual_words
from minsheng_xl.checks.examples import PLAN
from minsheng_xl.model import Indicator, TargetTable
from minsheng_xl.quantity import UnitNote, comparable
from minsheng_xl.reference import Reference

PEOPLE = ("人", "名", "例")
"""Words for people that one item should not mix."""


@rule(
    "U07",
    "单位与名称不符",
    WARNING,
    "“{name}”的单位是“{printed}”，通常用“{expected}”",
    "请核对单位；名称与口径确实如此的，在备注中说明{remark}",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 农村困难群众危房改造 | 套 | 55 |")),
    good=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 改造农村公路危桥 | 座 | 7 |")),
)
def unusual_unit(table: TargetTable, ref: Reference) -> Hits:
    """名称里的词有惯用的量词（桥用座，农村危房用户）；叫“标准”的应带人均分母，不用总额。"""
    words = usual_words()
    for each in table.indicators:
        reading = ref.units.read(each.unit_norm or each.unit)
        if reading.unit is None:
            continue
        usual = next((entry["units"] for entry in words["usual"] if entry["words"].search(each.name)), None)
        if reading.unit.dimension != "比率" and usual and reading.unit.word not in usual:
            yield unit_hit(table, each, expected="”或“".join(usual), remark="")
        elif reading.unit.family == "总额" and _is_standard(table, each):
            remark = "；是总额的，名称请改称资金"
            yield unit_hit(table, each, expected="元/人·月”或“元/人·年", remark=remark)


def _is_standard(table: TargetTable, indicator: Indicator) -> bool:
    words = usual_words()["standards"]
    item = table.item_of[indicator.code]
    return bool(words["words"].search(indicator.name) or words["items"].search(item.name))


@rule(
    "U08",
    "人与人次混用",
    WARNING,
    "“{name}”应用“{expected}”，现为“{printed}”",
    "请核对口径：数人头用人，数次数用人次",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 普及应急救护知识 | 人 | 55 |")),
    good=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 普及应急救护知识 | 万人次 | 55 |")),
)
def people_or_visits(table: TargetTable, ref: Reference) -> Hits:
    """普及、体检、义诊这类服务同一个人可以有几次，用人次；培养、资助的对象数用人。"""
    times, heads = (usual_words()[kind]["words"] for kind in ("times", "heads"))
    for said in read_statements(table):
        unit = ref.units.read(said.stated.unit).unit
        if unit and unit.dimension == "人数" and not unit.per and times.search(said.stated.name):
            yield said.hit(printed=said.stated.unit, expected=unit.symbol.replace(unit.word, "人次"))
    for each, reading in read_units(table, ref):
        if (
            reading.unit
            and reading.unit.dimension == "人数"
            and not reading.unit.per
            and times.search(each.name)
        ):
            yield unit_hit(table, each, expected=reading.unit.symbol.replace(reading.unit.word, "人次"))
        elif reading.unit and reading.unit.word == "人次" and heads.search(each.name):
            yield unit_hit(table, each, expected=reading.unit.symbol.replace("人次", "人"))


@rule(
    "U09",
    "周期不同",
    INFORMATION,
    "本类别的标准有按月的也有按年的：“{name}”用“{printed}”，“{other}”用“{expected}”",
    "比较时按×12换算；两种都对的不必改",
    bad=Example(
        table=PLAN.replace("| 人次 | 536 |", "| 元/人·月 | 765 |").replace(
            "| 名 | 55 |", "| 元/人·年 | 11940 |"
        )
    ),
    good=Example(
        table=PLAN.replace("| 人次 | 536 |", "| 元/人·月 | 765 |").replace(
            "| 名 | 55 |", "| 元/人·月 | 515 |"
        )
    ),
)
def mixed_periods(table: TargetTable, ref: Reference) -> Hits:
    """同一类别里人均标准按月、按年并用；每种周期各列第一处，请留意换算。"""
    first: dict[tuple[str, str], Indicator] = {}
    for each in table.indicators:
        reading = ref.units.read(each.unit_norm or each.unit)
        per = reading.unit.per if reading.unit and reading.unit.dimension == "金额" else ()
        period = next((word for word in ("月", "年") if word in per and "人" in per), "")
        if not period:
            continue
        category = table.item_of[each.code].category
        other = first.get((category, "年" if period == "月" else "月"))
        if first.setdefault((category, period), each) is each and other:
            yield unit_hit(table, other, other=each.name, expected=each.unit)
            yield unit_hit(table, each, other=other.name, expected=other.unit)


@rule(
    "U10",
    "缺人均分母",
    WARNING,
    "“{name}”的单位“{printed}”缺“/人”",
    "请写成“{expected}”",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 孤儿养育标准 | 元/月 | 1100 |")),
    good=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 孤儿养育标准 | 元/人·月 | 1100 |")),
)
def no_person(table: TargetTable, ref: Reference) -> Hits:
    """补助、低保、养育一类标准的金额只带月、年，没有带人；资金、投入一类总额除外。"""
    totals = usual_words()["totals"]["words"]
    for each, reading in read_units(table, ref):
        if UnitNote.MISSING in reading.notes and reading.suggested and not totals.search(each.name):
            yield unit_hit(table, each, expected=reading.suggested.symbol)


@rule(
    "U11",
    "同项计数单位不统一",
    INFORMATION,
    "项目“{item}”里数人用了{units}",
    "建议统一用“人”",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 例 | 536 |")),
    good=Example(table=PLAN),
)
def mixed_counts(table: TargetTable, ref: Reference) -> Hits:
    """同一项目里同样数人，人、名、例混着用。"""
    for item in table.items:
        used: dict[str, Indicator] = {}
        for each in item.indicators:
            unit = ref.units.read(each.unit).unit if each.unit else None
            if unit and unit.word in PEOPLE and not unit.per:
                used.setdefault(unit.word, each)
        if len(used) > 1:
            units = "、".join(f"“{word}”" for word in used)
            for each in used.values():
                yield unit_hit(table, each, item=item.name, units=units)


@rule(
    "U12",
    "单位混写",
    WARNING,
    "单位“{printed}”把几个单位写在一起",
    "请只留一个：“{expected}”",
    bad=Example(table=PLAN.replace("| 名 | 55 |", "| 户（套） | 55 |")),
    good=Example(table=PLAN.replace("| 名 | 55 |", "| 户 | 55 |")),
)
def several_units(table: TargetTable, ref: Reference) -> Hits:
    """“户（套）”“个/座”这样并列的计数单位，不知道按哪个算。"""
    for each, reading in read_units(table, ref):
        if UnitNote.MIXED in reading.notes:
            yield unit_hit(table, each, expected="”或“".join(reading.candidates))
    for said in read_statements(table):
        reading = ref.units.read(said.stated.unit)
        if UnitNote.MIXED in reading.notes:
            yield said.hit(printed=said.stated.unit, expected="”或“".join(reading.candidates))


@rule(
    "U13",
    "非法换算或相加",
    ERROR,
    "“{name}”用“{printed}”，是“{whole}”的其中数，而总数用“{expected}”，不能相加",
    "请统一总数与其中数的单位",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 |", "| 其中：培训残疾人 | 名 |")),
    good=Example(table=PLAN.replace("| 培训残疾人 | 名 |", "| 其中：培训残疾人 | 人次 |")),
)
def parts_of_another_kind(table: TargetTable, ref: Reference) -> Hits:
    """“其中”与总数的量纲不同（人与人次、户与套、个与座、标准与总额），加不起来。"""
    for part, whole, unit, total in parts_with_units(table, ref):
        if not comparable(unit, total):
            yield unit_hit(table, part, expected=whole.unit, whole=whole.name)
