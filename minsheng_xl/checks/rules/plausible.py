"""V 目标值合不合常理：百分数、年份、半个人、数字的写法。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, also, hit, rule
from minsheng_xl.checks.evidence.report_statements import read_statements
from minsheng_xl.checks.evidence.returned_rows import reported_figures, unit_of
from minsheng_xl.checks.evidence.target_cells import target_hit
from minsheng_xl.checks.examples import PLAN
from minsheng_xl.checks.sentences import target_text
from minsheng_xl.model import Indicator, Return, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Target, names_average, propose_direction
from minsheng_xl.reference import Reference


@rule(
    "V07",
    "比率越界",
    ERROR,
    "“{name}”{printed}，比率应在0到{expected}之间",
    "请核对小数点和单位",
    yields_in_row=("U05",),
    bad=Example(table=PLAN.replace("| 名 | 55 |", "| % | 195 |")),
    good=Example(table=PLAN.replace("| 名 | 55 |", "| ‰ | 195 |")),
)
def ratio_out_of_bounds(table: TargetTable, ref: Reference) -> Hits:
    """比率以%计应在0到100之间，以‰计应在0到1000之间；增长率、完成率可以超过，不报。"""
    for each in table.indicators:
        value, whole = each.target.value, _whole(each, ref)
        if whole and value is not None and not 0 <= value <= whole:
            yield target_hit(table, each, printed=target_text(each), expected=whole)


@also("V07")
def returned_ratio_out_of_bounds(returns: Sequence[Return], ref: Reference) -> Hits:
    for returned, indicator, role, row, value in reported_figures(returns):
        whole = _whole(indicator, ref)
        if whole and not 0 <= value <= whole:
            yield hit(
                returned.place(row, role),
                department=returned.department,
                indicator=indicator.code,
                printed=f"{number_text(value)}{indicator.unit}",
                expected=whole,
                name=indicator.name,
            )


def _whole(indicator: Indicator, ref: Reference) -> int:
    """What a share can be at most in the indicator's unit; 0 where it is no share."""
    unit = unit_of(indicator, ref.units)
    if unit is None or "增" in indicator.name or "完成率" in indicator.name:
        return 0
    return {"%": 100, "‰": 1000}.get(unit.symbol, 0)


@rule(
    "V08",
    "数值等于年份",
    INFORMATION,
    "“{name}”的目标{printed}形似年份",
    "请核对是不是把年份抄成了数",
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | 2021 |")),
    good=Example(table=PLAN.replace("| 人次 | 536 |", "| 人次 | 2036 |")),
)
def looks_like_a_year(table: TargetTable) -> Hits:
    """目标是整数，且在文件年份前后10年之内；等于文件年份的升为警告。"""
    for each in table.indicators:
        value = each.target.value
        if table.year and value is not None and value == value.to_integral_value():
            if value == table.year:
                yield hit(
                    table.cell(each, "target"),
                    indicator=each.code,
                    printed=each.target.raw,
                    severity=WARNING,
                    name=each.name,
                )
            elif abs(value - table.year) <= 10:
                yield target_hit(table, each)


@rule(
    "V11",
    "计数非整数",
    ERROR,
    "“{name}”{printed}，换成“{base}”不是整数",
    "请核对小数点",
    yields_in_row=("U05",),
    bad=Example(table=PLAN.replace("| 人次 | 536 |", "| 万人 | 0.57655 |")),
    good=Example(table=PLAN.replace("| 人次 | 536 |", "| 万亩 | 0.57655 |")),
)
def broken_count(table: TargetTable, ref: Reference) -> Hits:
    """人、户、套、个、座这样数得出来的，换算到基本单位应是整数；面积、长度、金额、每千人口之类的平均数不限。"""
    for each in table.indicators:
        base = _broken(each, each.target.value, ref)
        if base:
            yield target_hit(table, each, printed=target_text(each), base=base)


@also("V11")
def broken_count_returned(returns: Sequence[Return], ref: Reference) -> Hits:
    for returned, indicator, role, row, value in reported_figures(returns):
        base = _broken(indicator, value, ref)
        if base:
            yield hit(
                returned.place(row, role),
                department=returned.department,
                indicator=indicator.code,
                printed=f"{number_text(value)}{indicator.unit}",
                name=indicator.name,
                base=base,
            )


def _broken(indicator: Indicator, value: Decimal | None, ref: Reference) -> str:
    """The base unit in which the value is no whole number though it must be one; else nothing."""
    unit = ref.units.read(indicator.unit).unit
    averaged = unit is not None and (unit.per or names_average(indicator.name))
    if unit is None or value is None or not unit.integral or averaged:
        return ""
    whole = value * unit.factor
    return "" if whole == whole.to_integral_value() else unit.base


@rule(
    "V12",
    "反向指标",
    INFORMATION,
    "“{name}”越低越好，完成率按反向计算",
    "请在总表核对“方向”一列",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 城镇登记失业率 | % | 低于4.4 |")),
    good=Example(table=PLAN),
)
def the_lower_the_better(table: TargetTable) -> Hits:
    """失业率、死亡率、自付费用、差错率，或目标写“低于、不超过”的。"""
    for each in table.indicators:
        if each.direction == "down":
            yield target_hit(table, each)
    for said in read_statements(table):
        if propose_direction(said.stated.name, Target("", "number")) == "down":
            yield said.hit()


@rule(
    "V21",
    "数字格式",
    INFORMATION,
    "“{name}”的目标“{printed}”已读作{expected}",
    "请写成普通数字",
    bad=Example(table=PLAN.replace("| 536 |", "| ５，３６０ |")),
    good=Example(table=PLAN),
)
def odd_digits(table: TargetTable) -> Hits:
    """目标是数，而写法带全角数字、千分位或空格。"""
    for each in table.indicators:
        value, raw = each.target.value, each.target.raw
        if each.target.kind == "number" and value is not None and _odd(raw):
            yield target_hit(table, each, expected=number_text(value))


def _odd(raw: str) -> bool:
    return any((not char.isascii() and char.isdigit()) or char in ",，．" or char.isspace() for char in raw)
