"""Worksheet functions MS_*: a column in, a column out, each a thin wrapper over what the rules use."""

from __future__ import annotations

from typing import Any

import xlwings as xw

from minsheng_xl.cycle import LIGHTS, light, pace_percent
from minsheng_xl.fronts import cells
from minsheng_xl.fronts.cells import Column, answered, each, together
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Target, completion_rate, convert, find_quantities, round_half_up
from minsheng_xl.reference import Reference
from minsheng_xl.writing.master_rows import NATURES

CATEGORY = "民生工程"
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


@xw.func(category=CATEGORY)
@xw.arg("units", ndim=2, doc="计量单位，一格或一列")
def MS_UNIT(units: Column) -> Column:  # noqa: N802
    """计量单位的规范写法，例如 “万人/次” 得 “万人次”。"""
    return each(units, lambda text: cells.unit(text).symbol)


@xw.func(category=CATEGORY)
@xw.arg("values", ndim=2, doc="数值，一格或一列")
@xw.arg("source", ndim=2, doc="原来的单位，一格或与数值同样长的一列")
@xw.arg("target", ndim=2, doc="要换算成的单位，一格或与数值同样长的一列")
def MS_CONVERT(values: Column, source: Column, target: Column) -> Column:  # noqa: N802
    """换算计量单位，例如 0.576 万人 得 5760 人；量纲不同的不换算。"""
    return together(
        lambda value, here, there: float(convert(cells.number(value), cells.unit(here), cells.unit(there))),
        values,
        source,
        target,
    )


@xw.func(category=CATEGORY)
@xw.arg("names", ndim=2, doc="单位名称，一格或一列")
def MS_DEPARTMENT(names: Column) -> Column:  # noqa: N802
    """部门、乡镇的规范简称，例如 “县人力资源和社会保障局” 得 “县人社局”。"""
    return each(names, lambda text: cells.department(text).short)


@xw.func(category=CATEGORY)
@xw.arg("names", ndim=2, doc="单位名称，一格或一列")
def MS_DEPARTMENT_FULL(names: Column) -> Column:  # noqa: N802
    """部门、乡镇的全称，例如 “县人社局” 得 “县人力资源和社会保障局”。"""
    return each(names, lambda text: cells.department(text).full)


@xw.func(category=CATEGORY)
@xw.arg("done", ndim=2, doc="累计完成数，一格或一列")
@xw.arg("targets", ndim=2, doc="目标，可以是数字，也可以是“不少于300人”这样的写法")
@xw.arg("reverse", doc="越低越好的指标（如失业率）填 TRUE，不填为 FALSE")
def MS_RATE(done: Column, targets: Column, reverse: Any = None) -> Column:  # noqa: N802
    """完成率（百分数，两位小数）；目标是待定、据实、全覆盖时没有完成率。"""

    def rate(value: Any, target: Any) -> float | str:
        found = completion_rate(cells.target(target), cells.number(value), reverse=bool(reverse))
        return "" if found is None else float(round_half_up(found, PLACES))

    return together(rate, done, targets)


@xw.func(category=CATEGORY)
@xw.arg("periods", ndim=2, doc="报送期，例如 2021-08，一格或一列")
def MS_PACE(periods: Column) -> Column:  # noqa: N802
    """序时进度（百分数），例如 2021-08 得 66.67。"""
    return each(periods, lambda period: float(pace_percent(cells.period(period))))


@xw.func(category=CATEGORY)
@xw.arg("rates", ndim=2, doc="完成率（百分数），一格或一列")
@xw.arg("paces", ndim=2, doc="序时进度（百分数），一格或与完成率同样长的一列")
def MS_LIGHT(rates: Column, paces: Column) -> Column:  # noqa: N802
    """绿、黄、红：落后序时进度不到 10 个百分点为绿，10 至 30 为黄，超过 30 为红。"""
    settings = Reference.default().settings
    return together(
        lambda rate, pace: LIGHTS[light(cells.number(rate) - cells.number(pace), settings)], rates, paces
    )


@xw.func(category=CATEGORY)
@xw.arg("texts", ndim=2, doc="目标的写法，例如“不少于1.5万人次”，一格或一列")
def MS_TARGET(texts: Column) -> Column:  # noqa: N802
    """把目标拆成三列：数值、单位、关系（达到、不少于、不超过……）；不是数的目标只给出类别。"""
    return [_parts(answered(cells.target, row[0])) for row in texts]


@xw.func(category=CATEGORY)
@xw.arg("texts", ndim=2, doc="一段文字，一格或一列")
def MS_QUANTITIES(texts: Column) -> Column:  # noqa: N802
    """文字里的全部数量和单位，用“；”隔开，例如 “536人次；1.5亿元”。"""
    table = Reference.default().units
    return each(
        texts,
        lambda text: "；".join(
            f"{found.value_text}{found.unit_norm or found.unit}"
            for found in find_quantities(cells.text(text), table)
        ),
    )


def _parts(target: Target | str) -> list[Any]:
    """Value (or range), unit and relation of a target; in the first column why there is none."""
    if isinstance(target, str):
        return [target, "", ""]
    if target.low is not None and target.high is not None:
        return [f"{number_text(target.low)}—{number_text(target.high)}", target.unit, NATURES["range"]]
    if target.value is None:
        return ["", "", NATURES[target.kind]]
    return [float(target.value), target.unit, OPERATORS[target.op]]
