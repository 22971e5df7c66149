"""Worksheet functions MS_*: a cell or a block in, the same out, each a thin wrapper of what rules use."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from minsheng_xl.checks.engine import Grading, catalogue
from minsheng_xl.cycle import LIGHTS, due_date, light, pace_percent
from minsheng_xl.errors import InputError
from minsheng_xl.fronts import cells, pairs, said
from minsheng_xl.fronts.at_hand import AtHand
from minsheng_xl.fronts.cells import Block, Cells, each, in_rows, whole
from minsheng_xl.fronts.function_help import worksheet_function
from minsheng_xl.place import number_text
from minsheng_xl.quantity import (
    Target,
    completion_rate,
    convert,
    find_quantities,
    propose_direction,
    round_half_up,
)
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import join_units, split_units
from minsheng_xl.writing.master_rows import NATURES

PLACES = 2
OPERATORS = {
    "plain": "等于",
    "reach": "达到",
    "ge": "不少于",
    "gt": "多于",
    "le": "不超过",
    "lt": "少于",
    "approx": "约",
}
CHANGE = "增减幅度"
"""What is put before the relation of a target that is itself a change (下降3%以上), not a level."""
SAID = {op: word for op, word in OPERATORS.items() if op not in ("plain", "reach")}
"""What is put before a quantity that is not exact."""


@worksheet_function(units="计量单位，一格或一块")
def MS_UNIT(units: Cells) -> Cells:  # noqa: N802
    """计量单位的规范写法。

    例：=MS_UNIT("万人/次") 得 万人次。
    """
    return each(lambda here, text: cells.unit(text, here.ref).symbol, units)


@worksheet_function(units="计量单位，一格或一块")
def MS_UNIT_OK(units: Cells) -> Cells:  # noqa: N802
    """计量单位在不在单位表内，在的得 TRUE，不在的得 FALSE。

    例：=MS_UNIT_OK("万人") 得 TRUE。
    """
    return each(lambda here, text: here.ref.units.read(cells.text(text)).unit is not None, units)


@worksheet_function(
    values="数值，可以自带单位，一格或一块",
    source="原来的单位，一格或同样大的一块",
    target="要换算成的单位，一格或同样大的一块",
)
def MS_CONVERT(values: Cells, source: Cells, target: Cells) -> Cells:  # noqa: N802
    """换算计量单位，量纲不同的不换算；数值自带单位的先照它自己的读。

    例：=MS_CONVERT(0.576,"万人","人") 得 5760。
    """

    def converted(here: AtHand, value: Any, given: Any, wanted: Any) -> float:
        own = cells.unit(given, here.ref)
        counted = pairs.figure(value, own, here.ref.units).value
        return float(convert(counted, own, cells.unit(wanted, here.ref)))

    return each(converted, values, source, target)


@worksheet_function(names="单位名称，一格可以有几个，一格或一块")
def MS_DEPARTMENT(names: Cells) -> Cells:  # noqa: N802
    """部门、乡镇的规范简称，已更名的给现名，一格几个的用顿号隔开。

    例：=MS_DEPARTMENT("县人力资源和社会保障局，县卫计委") 得 县人社局、县卫健委。
    """
    return each(lambda here, text: join_units(one.short for one in cells.departments(text, here)), names)


@worksheet_function(names="单位名称，一格可以有几个，一格或一块")
def MS_DEPARTMENT_FULL(names: Cells) -> Cells:  # noqa: N802
    """部门、乡镇的全称，已更名的给现名，一格几个的用顿号隔开。

    例：=MS_DEPARTMENT_FULL("县人社局") 得 县人力资源和社会保障局。
    """
    return each(lambda here, text: join_units(one.full for one in cells.departments(text, here)), names)


@worksheet_function(
    done="累计完成数，可以自带单位，一格或一块",
    targets="目标，可以是数，也可以是“不少于300人”这样的写法，一格或同样大的一块",
    reverse="越低越好的指标（如失业率）填 TRUE，不填为 FALSE；目标写着“不超过”的不用填",
    units="这一行的计量单位，不填的照完成数和目标里写的单位",
    names="指标名称，填了就由它看是不是越低越好、“下降3%”是不是要达到的降幅",
)
def MS_RATE(  # noqa: N802
    done: Cells, targets: Cells, reverse: Cells = None, units: Cells = None, names: Cells = None
) -> Cells:
    """完成率（百分数，两位小数）；目标是待定、据实、全覆盖时没有完成率。

    例：=MS_RATE("12000人","1.5万人") 得 80。
    """
    return each(_rate, done, targets, optional=(reverse, units, names))


def _rate(here: AtHand, done: Any, target: Any, reverse: Any, unit: Any, name: Any) -> float | str:
    named = cells.text(name)
    pair = pairs.pair(done, target, unit, here.ref, named)
    told = named if cells.is_blank(reverse) else ""
    down = cells.yes(reverse) or propose_direction(told, pair.target) == "down"
    found = completion_rate(pair.target, pair.done, reverse=down)
    return "" if found is None else float(round_half_up(found, PLACES))


@worksheet_function(periods="报送期，例如 2021-08，一格或一块")
def MS_PACE(periods: Cells) -> Cells:  # noqa: N802
    """报送期末的序时进度（百分数）。

    例：=MS_PACE("2021-08") 得 66.67。
    """
    return each(lambda here, period: float(pace_percent(cells.period(period))), periods)


@worksheet_function(rates="完成率（百分数），一格或一块", paces="序时进度（百分数），一格或同样大的一块")
def MS_LIGHT(rates: Cells, paces: Cells) -> Cells:  # noqa: N802
    """绿、黄、红：按“设置”里的黄灯起点、红灯起点，不设为落后 10、30 个百分点。

    例：=MS_LIGHT("60%",66.67) 得 绿。
    """

    def lit(here: AtHand, rate: Any, pace: Any) -> str:
        """The one light that every way to read the two gives."""
        ways = {cells.text(value): pairs.percents(value, here.ref) for value in (rate, pace)}
        readings = product(ways[cells.text(rate)], ways[cells.text(pace)])
        lights = {light(one - other, here.ref.settings) for one, other in readings}
        if len(lights) > 1:
            typed = "、".join(f"“{value}”" for value, several in ways.items() if len(several) > 1)
            raise InputError(f"{typed}看不出是百分数还是百分比格式的小数", "请把格子设为百分比格式，或写上%")
        return LIGHTS[lights.pop()]

    return each(lit, rates, paces)


@worksheet_function(
    texts="目标的写法，例如“不少于1.5万人次”，一格或一列",
    units="这一行的计量单位，填了就换算成它，不填的照目标里写的单位",
    names="指标名称，填了就由它看“下降3%”是不是要达到的降幅",
)
def MS_TARGET(texts: Cells, units: Cells = None, names: Cells = None) -> Block:  # noqa: N802
    """把目标拆成三格：数值、单位、关系（达到、不少于、不超过……），不是数的只给出类别。

    例：=MS_TARGET("不少于1.5万人次") 得 1.5，万人次，不少于。
    """
    return in_rows(_parts, texts, optional=(units, names))


def _parts(here: AtHand, text: Any, unit: Any, name: Any) -> list[Any]:
    """Value (or range), unit and relation of a target."""
    row_unit = None if cells.is_blank(unit) else cells.unit(unit, here.ref).symbol
    found = pairs.target(text, here.ref.units, row_unit, cells.text(name))
    printed = found.unit or row_unit or ""
    if found.low is not None and found.high is not None:
        return [f"{number_text(found.low)}—{number_text(found.high)}", printed, NATURES["range"]]
    if found.value is None:
        return ["", "", NATURES[found.kind]]
    return [float(found.value), printed, _relation(found)]


def _relation(found: Target) -> str:
    """The relation in words, with the parts of the target that are beside it."""
    _, mark, parts = found.raw.partition("其中")
    change = CHANGE if found.increment is not None and found.increment == found.value else ""
    return change + OPERATORS[found.op] + (f"，{mark}{parts.strip('。 ')}" if mark else "")


@worksheet_function(texts="一段文字，一格或一块")
def MS_QUANTITIES(texts: Cells) -> Cells:  # noqa: N802
    """文字里的全部数量和单位，用分号隔开。

    例：=MS_QUANTITIES("培训536人次，发放贷款1.5亿元") 得 536人次；1.5亿元。
    """
    return each(
        lambda here, text: "；".join(
            f"{SAID.get(found.op, '')}{found.value_text}{found.unit_norm or found.unit}"
            for found in find_quantities(cells.text(text), here.ref.units)
        ),
        texts,
    )


@worksheet_function(texts="责任单位的清单，一格或一列")
def MS_SPLIT(texts: Cells) -> Block:  # noqa: N802
    """把一格里的几个单位拆开，各占一格，名称照印的写。

    例：=MS_SPLIT("县人社局牵头，县财政局配合") 得 县人社局，县财政局。
    """
    return in_rows(
        lambda here, text: [one.name for one in split_units(cells.text(text), here.ref.register)], texts
    )


@worksheet_function(
    names="单位名称，几格或一块，空格不算", more="接在后面的单位名称", others="再接在后面的单位名称"
)
def MS_JOIN(names: Cells, more: Cells = None, others: Cells = None) -> Cells:  # noqa: N802
    """把几格里的单位用顿号连成一格，同一单位只留先写的一个。

    例：=MS_JOIN({"县卫健委","县财政局","县卫生健康委员会"}) 得 县卫健委、县财政局。
    """

    def joined(here: AtHand, filled: list[Any]) -> str:
        register = here.ref.register
        listed = (one.name for value in filled for one in split_units(cells.text(value), register))
        first: dict[str, str] = {}
        for name in listed:
            first.setdefault(register.standard(name), name)
        return join_units(first.values())

    return whole(joined, names, more, others)


@worksheet_function(codes="核对规则的编码，例如 U01，一格或一块")
def MS_RULE(codes: Cells) -> Cells:  # noqa: N802
    """核对规则查什么，带名称和现在的级别（按“设置”）。

    例：=MS_RULE("U01") 得 有数值无单位（错误）：目标是数而单位空白，或单位只有“万”“亿”这样的数级。
    """

    def meaning(here: AtHand, code: Any) -> str:
        rule = catalogue().get(fold(cells.text(code)).upper())
        if rule is None:
            raise InputError(f"没有编码是“{cells.text(code)}”的核对规则", "编码如 U01、P04")
        grading, today = Grading.of(here.ref.settings), date.today()
        runs = grading.runs(rule, today)
        grade = grading.severity(rule, today).label if runs else "不查"
        looks_at = "".join((rule.explanation or rule.message).split("\n"))
        return f"{rule.name}（{grade}）：{looks_at.rstrip('。')}"

    return each(meaning, codes)


@worksheet_function(
    periods="报送期，例如 2021-08，一格或一块", departments="单位名称，“日历”给它另定了日期的照另定的"
)
def MS_DUE(periods: Cells, departments: Cells = None) -> Cells:  # noqa: N802
    """报送截止日，按“设置”的截止日和“日历”，不设为当月20日。

    例：=MS_DUE("2021-08") 得 2021-08-20。
    """

    def due(here: AtHand, period: Any, name: Any) -> str:
        department = "" if cells.is_blank(name) else cells.the_department(name, here).full
        return str(due_date(cells.period(period), here.ref.settings, department))

    return each(due, periods, optional=(departments,))


@worksheet_function(texts="报送期的各种写法，一格或一块")
def MS_PERIOD(texts: Cells) -> Cells:  # noqa: N802
    """报送期的规范写法。

    例：=MS_PERIOD("2021年8月") 得 2021-08。
    """
    return each(lambda here, text: str(cells.period(text)), texts)


@worksheet_function(texts="一句进展说明，一格或一列")
def MS_STATEMENT(texts: Cells) -> Block:  # noqa: N802
    """把一句进展拆成四格：名称、完成数、单位、完成率（百分数）。

    例：=MS_STATEMENT("新增就业4100人，完成任务5000人的82%") 得 新增就业，4100，人，82。
    """
    return in_rows(lambda here, text: said.statement(cells.text(text), here.ref), texts)
