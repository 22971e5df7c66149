"""A 合计与勾稽：列在一处的数，加起来、乘起来、排起来对不对。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.bracketed import bracketed
from minsheng_xl.checks.evidence.report_statements import read_statements
from minsheng_xl.checks.examples import NOTICE, PLAN, REPORT
from minsheng_xl.checks.sentences import target_text
from minsheng_xl.model import Document, Indicator, Item, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Unit
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reference import Reference

_SHARE = re.compile(
    r"(?<![\d.])(\d{1,9}(?:\.\d{1,6})?)\s?([%‰％])[^，。；\d]{0,4}[，,]?\s?(?:即|计|为)\s?(\d{1,12}(?:\.\d{1,6})?)"
)
_GRADE = re.compile(r"(因战|因公|因病)([一二三四五六七八九十])级[^\d，。；、]{0,8}?(\d+(?:\.\d+)?)\s*元")
_AREA = re.compile(r"(?:全[县市区镇]|覆盖|全部)(?:的)?(\d{1,4})\s*个(乡镇|行政村|村|社区)")
_CAUSES = ("因战", "因公", "因病")
_LISTED = "水稻1.09万亩（甲乡1740亩、乙镇9115亩）"


@rule(
    "T07",
    "舍入差",
    INFORMATION,
    "“{name}”各项之和{expected}{unit}，总数印{printed}{unit}，差{gap}，在舍入范围内",
    "不必处理；考核时以分项为准",
    bad=Example(text=REPORT.replace("水稻1.09万亩", _LISTED)),
    good=Example(text=REPORT.replace("水稻1.09万亩", "水稻1.09万亩（甲乡1740亩、乙镇9160亩）")),
)
def rounded_total(document: Document, ref: Reference) -> Hits:
    """括号里逐一列出的数，加起来与总数之差不超过总数末位的一半。"""
    for each in bracketed(document, ref):
        gap = abs(each.added - (each.total.value or Decimal()))
        if 0 < gap <= each.rounding:
            yield hit(
                each.place,
                printed=number_text(each.total.value or Decimal()),
                expected=number_text(each.added),
                unit=each.total.unit,
                gap=number_text(gap),
                name=each.name,
            )


@rule(
    "A03",
    "比例型“其中”不求和",
    INFORMATION,
    "“{name}”是占比，不与其他其中数相加",
    "不必处理",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 其中：残疾人所占比例 | % | 20 |")),
    good=Example(table=PLAN),
)
def share_is_not_added(table: TargetTable) -> Hits:
    """“其中……的比例”“占……%”说的是占比，求和时跳过。"""
    for each in table.indicators:
        if each.relation == "ratio_of":
            yield hit(table.cell(each, "indicator"), indicator=each.code, name=each.name)


@rule(
    "A04",
    "占位分项按零计",
    INFORMATION,
    "其中数“{name}”是“{printed}”，求和时按0",
    "不必处理",
    bad=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 其中：培训残疾人 | 人次 | /人次 |")),
    good=Example(table=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 其中：培训残疾人 | 人次 | 55 |")),
)
def empty_part(table: TargetTable) -> Hits:
    """其中数写“/名”表示没有任务，求和按0，不算缺报。"""
    for each in table.indicators:
        if each.relation == "part_of" and each.target.kind == "placeholder":
            yield hit(
                table.cell(each, "target"), indicator=each.code, printed=each.target.raw, name=each.name
            )


@rule(
    "A07",
    "乘积关系不符",
    ERROR,
    "“{name}”{printed}，而{factors}是{expected}",
    "请核对人数、月数和总数",
    bad=Example(text=NOTICE.replace("培训残疾人40名", "康复救助残疾儿童81人，人均8个月，共640月·人")),
    good=Example(text=NOTICE.replace("培训残疾人40名", "康复救助残疾儿童81人，人均8个月，共648月·人")),
)
def product_is_wrong(table: TargetTable, ref: Reference) -> Hits:
    """单位是“月·人”这样的乘积，应等于同一项里的人数乘月数。"""
    for item in table.items:
        for each in item.indicators:
            factors = _factors(item, each, ref)
            if factors is None or each.target.value is None:
                continue
            people, months = factors
            expected = people * months
            if expected != each.target.value:
                yield hit(
                    table.cell(each, "target"),
                    indicator=each.code,
                    printed=target_text(each),
                    expected=number_text(expected),
                    factors=f"{number_text(people)}×{number_text(months)}",
                    name=each.name,
                )


def _factors(item: Item, product: Indicator, ref: Reference) -> tuple[Decimal, Decimal] | None:
    """The one number of people and the one number of months in an item with a product of both."""
    if "·" not in product.unit or "/" in product.unit or not {"月", "人"} <= set(product.unit.split("·")):
        return None
    units = [
        (each.target.value, ref.units.read(each.unit).unit) for each in item.indicators if each is not product
    ]
    people = [value for value, unit in units if unit and _is(unit, "人数") and value is not None]
    months = [value for value, unit in units if unit and unit.word in ("个月", "月") and value is not None]
    return (people[0], months[0]) if people and months else None


def _is(unit: Unit, dimension: str) -> bool:
    return unit.dimension == dimension and not unit.per


@rule(
    "A09",
    "比例推算不符",
    WARNING,
    "由{printed}推得基数{base}，由{other}推得{expected}",
    "请核对比例和数量",
    bad=Example(
        text=NOTICE.replace("培训残疾人40名", "抽检4‰，其中市场局为3‰，即2700批次；农业局为1‰，即990批次")
    ),
    good=Example(
        text=NOTICE.replace("培训残疾人40名", "抽检4‰，其中市场局为3‰，即2700批次；农业局为1‰，即900批次")
    ),
)
def shares_of_different_wholes(document: Document) -> Hits:
    """一处有两个以上“百分之几，即多少”，推得的基数应相同。"""
    for line in document.lines:
        found = _SHARE.findall(line.text)
        bases = [(f"{share}{sign}={number}", _base(share, sign, number)) for share, sign, number in found]
        for text, base in bases[1:]:
            if base and bases[0][1] and base != bases[0][1]:
                yield hit(
                    document.place(line.number),
                    printed=text,
                    base=number_text(base),
                    other=bases[0][0],
                    expected=number_text(bases[0][1]),
                )


def _base(share: str, sign: str, number: str) -> Decimal:
    whole = 1000 if sign == "‰" else 100
    return Decimal(number) * whole / Decimal(share) if Decimal(share) else Decimal()


@rule(
    "A10",
    "相关数不一致",
    INFORMATION,
    "“{name}”里{noun}一处是{expected}个，一处是{printed}个",
    "请核对是不是同一范围",
    bad=Example(text=NOTICE.replace("培训残疾人40名", "覆盖314个行政村，全县310个行政村开通广播")),
    good=Example(text=NOTICE.replace("培训残疾人40名", "覆盖310个行政村，全县310个行政村开通广播")),
)
def areas_differ(table: TargetTable) -> Hits:
    """同一项里说到全县（覆盖的）乡镇、村、社区，前后个数不同。"""
    for item in table.items:
        first: dict[str, str] = {}
        for count, noun in _AREA.findall(item.text):
            if first.setdefault(noun, count) != count:
                yield hit(item.place, printed=count, expected=first[noun], noun=noun, name=item.name)


@rule(
    "V17",
    "等级标准不单调",
    WARNING,
    "{name}（{printed}元）不高于{other}（{expected}元）",
    "请核对两个标准是不是写颠倒了",
    bad=Example(
        text=NOTICE.replace(
            "培训残疾人40名", "因战一级每人每月800元，因公一级每人每月700元，因战二级每人每月900元"
        )
    ),
    good=Example(
        text=NOTICE.replace(
            "培训残疾人40名", "因战一级每人每月800元，因公一级每人每月700元，因战二级每人每月650元"
        )
    ),
)
def grades_out_of_order(document: Document) -> Hits:
    """同一原因等级越高（一级最高）标准越高；同一等级因战不低于因公，因公不低于因病。"""
    for line in document.lines:
        grades = [
            (f"{cause}{grade}级", _CAUSES.index(cause), int(parse_numeral(grade) or 0), Decimal(value))
            for cause, grade, value in _GRADE.findall(line.text)
        ]
        for name, other, value, less in _not_above(grades):
            yield hit(
                document.place(line.number),
                name=name,
                other=other,
                printed=number_text(value),
                expected=number_text(less),
            )


def _not_above(
    grades: Sequence[tuple[str, int, int, Decimal]],
) -> Iterator[tuple[str, str, Decimal, Decimal]]:
    """Pairs in which the higher grade has not the higher rate."""
    for name, cause, grade, value in grades:
        for other, next_cause, next_grade, less in grades:
            below = (next_cause == cause and next_grade == grade + 1) or (
                next_cause == cause + 1 and next_grade == grade
            )
            equal = next_cause != cause and value == less
            if below and value <= less and not equal:
                yield name, other, value, less


@rule(
    "V20",
    "精确数雷同",
    INFORMATION,
    "{printed}{unit}同时是“{name}”和“{other}”的数",
    "请核对是不是把一项的数抄到了另一项",
    bad=Example(text=NOTICE.replace("5000人", "5137人").replace("260人次", "5137人")),
    good=Example(text=NOTICE),
)
def same_figure_again(table: TargetTable) -> Hits:
    """带小数的或四位以上而不是整百的数，同时是两个不同指标的目标；人均标准同数常见，不报。"""
    seen: dict[tuple[Decimal, str], str] = {}
    for each in table.indicators if table.kind == "plan" else ():
        value = each.target.value
        if value is None or each.measure not in ("flow", "stock") or not _precise(value):
            continue
        other = seen.setdefault((value, each.unit), each.name)
        if other != each.name and not (other.endswith(each.name) or each.name.endswith(other)):
            printed = number_text(value)
            place = table.cell(each, "target")
            yield hit(
                place, indicator=each.code, printed=printed, unit=each.unit, name=each.name, other=other
            )
    quoted: dict[Decimal, str] = {}
    for said in read_statements(table):
        target = said.stated.target
        if target is not None and said.goal and _precise(target):
            other = quoted.setdefault(target, said.subject)
            if other != said.subject:
                yield said.hit(printed=said.target_text, unit=said.stated.unit, other=other)


def _precise(value: Decimal) -> bool:
    whole = value == value.to_integral_value()
    return (not whole and len(value.normalize().as_tuple().digits) > 2) or (
        value >= 1000 and value % 100 != 0
    )
