"""与上级目标任务表比对：牵头单位、目标、标准、计量单位。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.topics import same_indicators, same_items
from minsheng_xl.model import Indicator, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Unit, comparable
from minsheng_xl.reference import Reference

_MONTHS = 12

ABOVE = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、社会救助 |
| 1. 提高特困人员供养标准 |  |  | 省民政厅 | 省财政厅 |
| 特困人员护理补贴标准 | 元/人·月 | 995 |  |  |
| 培训护理员 | 人次 | 5000 |  |  |
"""
OURS = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、社会救助 |
| 1. 提高特困人员供养标准 |  |  | 县民政局 | 县财政局 |
| 特困人员护理补贴标准 | 元/人·年 | 11940 |  |  |
| 培训护理员 | 人次 | 50 |  |  |
"""
"""A county's plan that agrees with its superior's: 995×12 is 11940."""


def compared(
    table: TargetTable, superior: Sequence[TargetTable], ref: Reference
) -> Iterator[tuple[Indicator, Indicator, TargetTable]]:
    """Indicators of a plan with the superior's that are about the same."""
    for above in superior:
        for ours, theirs in same_indicators(table, above, ref) if above.kind == table.kind == "plan" else ():
            yield ours, theirs, above


def _read(indicator: Indicator, ref: Reference) -> Unit | None:
    return ref.units.read(indicator.unit_norm or indicator.unit).unit


def _a_year(value: Decimal, unit: Unit) -> tuple[Decimal, tuple[str, ...]]:
    """A rate counted a year, with its other denominators."""
    if "月" in unit.per:
        return value * unit.factor * _MONTHS, tuple(each for each in unit.per if each != "月")
    return value * unit.factor, tuple(each for each in unit.per if each != "年")


def _rates(ours: Indicator, theirs: Indicator, ref: Reference) -> tuple[Decimal, Decimal] | None:
    """Two money rates a year, where they can be compared."""
    own, other = _read(ours, ref), _read(theirs, ref)
    if own is None or other is None or ours.target.value is None or theirs.target.value is None:
        return None
    if own.dimension != "金额" or other.dimension != "金额" or not own.per or not other.per:
        return None
    value, per = _a_year(ours.target.value, own)
    up, per_above = _a_year(theirs.target.value, other)
    return (value, up) if per == per_above else None


def _told(indicator: Indicator) -> str:
    """A target with its unit, as a person says it."""
    target = indicator.target
    shown = number_text(target.value) if target.value is not None else target.raw
    return f"{shown}{indicator.unit_norm or indicator.unit}"


@rule(
    "D14",
    "牵头与上级对口不一致",
    WARNING,
    "“{name}”本级牵头是“{printed}”，上级是“{expected}”",
    "请核对牵头单位；本级分工确实不同的不必改",
    bad=Example(table=OURS.replace("县民政局", "县人社局"), superior=ABOVE),
    good=Example(table=OURS, superior=ABOVE),
)
def lead_of_another_system(table: TargetTable, superior: Sequence[TargetTable], ref: Reference) -> Hits:
    """同一项目本级牵头单位与上级首位单位不是一个系统（人社、民政、残联……）；表上明印牵头的降为提示。"""
    for above in superior:
        for ours, theirs in same_items(table, above):
            if not ours.lead.units or not theirs.lead.units:
                continue
            own = ref.register.find(ours.lead.units[0], place=table.place_name).department
            other = ref.register.find(theirs.lead.units[0], place=above.place_name).department
            if own and other and own.system and other.system and own.system != other.system:
                yield hit(
                    table.cell(ours, "lead"),
                    department=ours.lead.units[0],
                    printed=ours.lead.units[0],
                    expected=theirs.lead.units[0],
                    severity=INFORMATION if ours.lead.scope == "own" else None,
                    name=ours.name,
                )


@rule(
    "V04",
    "上级已明确而本级待定",
    WARNING,
    "“{name}”本级写“{printed}”，上级已明确为{expected}",
    "请按上级的标准填写",
    bad=Example(table=OURS.replace("11940", "据实"), superior=ABOVE),
    good=Example(table=OURS.replace("| 50 |", "| 待定 |"), superior=ABOVE),
)
def set_above_but_open_here(table: TargetTable, superior: Sequence[TargetTable], ref: Reference) -> Hits:
    """上级对同一指标定了统一的标准或比率（不是分解的数量），本级仍写待定、据实。"""
    for ours, theirs, _ in compared(table, superior, ref):
        unit = _read(theirs, ref)
        if ours.target.kind not in ("tbd", "actual") or theirs.target.value is None or unit is None:
            continue
        if unit.dimension == "比率" or (unit.dimension == "金额" and "人" in unit.per):
            place = table.cell(ours, "target")
            yield hit(
                place, indicator=ours.code, printed=ours.target.raw, expected=_told(theirs), name=ours.name
            )


@rule(
    "V18",
    "低于上级标准",
    ERROR,
    "“{name}”{printed}，低于上级的{expected}",
    "请核对；按上级规定可以低的，在备注中写明依据",
    bad=Example(table=OURS.replace("11940", "11490"), superior=ABOVE),
    good=Example(table=OURS, superior=ABOVE),
)
def below_the_superior(table: TargetTable, superior: Sequence[TargetTable], ref: Reference) -> Hits:
    """补助、供养、护理等人均标准低于上级；按月、按年的先按×12换算。"""
    for ours, theirs, _ in compared(table, superior, ref):
        rates = _rates(ours, theirs, ref)
        if rates and rates[0] < rates[1]:
            place = table.cell(ours, "target")
            yield hit(place, indicator=ours.code, printed=_told(ours), expected=_told(theirs), name=ours.name)


@rule(
    "A08",
    "月年换算不符",
    WARNING,
    "“{name}”{printed}，上级是{expected}，按×12换算应相等",
    "请核对；本级提高了标准的不必改",
    bad=Example(table=OURS.replace("11940", "11990"), superior=ABOVE),
    good=Example(table=OURS, superior=ABOVE),
)
def months_and_years(table: TargetTable, superior: Sequence[TargetTable], ref: Reference) -> Hits:
    """同一标准一处按月、一处按年，而年标准不是月标准的十二倍（高出不到百分之五，多半是算错）。"""
    for ours, theirs, _ in compared(table, superior, ref):
        own, other, rates = _read(ours, ref), _read(theirs, ref), _rates(ours, theirs, ref)
        if rates is None or own is None or other is None or ("月" in own.per) == ("月" in other.per):
            continue
        if rates[1] < rates[0] < rates[1] * Decimal("1.05"):
            place = table.cell(ours, "target")
            yield hit(place, indicator=ours.code, printed=_told(ours), expected=_told(theirs), name=ours.name)


@rule(
    "U06",
    "同一指标单位不一致",
    WARNING,
    "“{name}”本表用“{printed}”，上级用“{expected}”",
    "请统一口径",
    bad=Example(table=OURS.replace("| 人次 | 50 |", "| 人 | 50 |"), superior=ABOVE),
    good=Example(table=OURS, superior=ABOVE.replace("| 人次 | 5000 |", "| 万人次 | 0.5 |")),
)
def another_unit_above(table: TargetTable, superior: Sequence[TargetTable], ref: Reference) -> Hits:
    """同一指标，两级的单位不是一种量（人与人次、个与名）；只是数级不同的不报，长度、金额、比率不比。"""
    for ours, theirs, _ in compared(table, superior, ref):
        own, other = _read(ours, ref), _read(theirs, ref)
        if own is None or other is None or comparable(own, other) or own.per or other.per:
            continue
        if own.integral and other.integral:
            place = table.cell(ours, "unit")
            expected = theirs.unit_norm or theirs.unit
            yield hit(place, indicator=ours.code, printed=ours.unit, expected=expected, name=ours.name)


@rule(
    "V13",
    "提高额与基数不符",
    WARNING,
    "“{name}”提高{rise}达到{level}，推得原来是{printed}，上级推得{expected}",
    "请核对提高额",
    bad=Example(
        text="某县2024年实事\n1.提高特困供养标准。将城镇特困人员供养标准提高78元，达到每人每月995元。（牵头单位：县民政局）\n2.甲项。新建道路3公里。（牵头单位：县交通运输局）",
        superior="某省2024年实事\n1.提高特困供养标准。将城镇特困人员供养标准提高80元，达到每人每月995元。（牵头单位：省民政厅）\n2.甲项。新建道路300公里。（牵头单位：省交通运输厅）",
    ),
    good=Example(
        text="某县2024年实事\n1.提高特困供养标准。将城镇特困人员供养标准提高80元，达到每人每月995元。（牵头单位：县民政局）\n2.甲项。新建道路3公里。（牵头单位：县交通运输局）",
        superior="某省2024年实事\n1.提高特困供养标准。将城镇特困人员供养标准提高80元，达到每人每月995元。（牵头单位：省民政厅）\n2.甲项。新建道路300公里。（牵头单位：省交通运输厅）",
    ),
)
def rise_and_level(table: TargetTable, superior: Sequence[TargetTable], ref: Reference) -> Hits:
    """“提高甲达到乙”推得的原标准（乙－甲），与上级同一标准、同样达到数的不同。"""
    for ours, theirs, above in compared(table, superior, ref):
        own, other = _rise(table, ours), _rise(above, theirs)
        level = ours.target.value
        if own is None or other is None or level is None or level != theirs.target.value or own == other:
            continue
        yield hit(
            table.cell(ours, "target"),
            indicator=ours.code,
            rise=number_text(own),
            level=number_text(level),
            printed=number_text(level - own),
            expected=number_text(level - other),
            name=ours.name,
        )


def _rise(table: TargetTable, level: Indicator) -> Decimal | None:
    """What a level was raised by: said in its target, or the increment printed right before it."""
    if level.target.increment is not None:
        return level.target.increment
    item = table.item_of[level.code]
    at = item.indicators.index(level)
    before = item.indicators[at - 1] if at else None
    return before.target.value if before is not None and before.role == "increment" else None
