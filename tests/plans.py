"""A plan small enough to read: every way of measuring, every kind of target, two departments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from minsheng_xl.model import Assignment, Indicator, Item, TargetTable
from minsheng_xl.quantity import UnitTable, parse_target

PREVIOUS = {"2021-1-01-01": Decimal(300), "2021-1-01-02": Decimal("0.5"), "2021-1-02-01": Decimal(120)}
"""Last period's cumulative values of the small plan."""


def one(code: str, name: str, unit: str, target: str, measure: str, **facts: Any) -> Indicator:
    """One indicator led by 县人社局, unless `facts` say otherwise."""
    lead = facts.pop("lead", "县人社局")
    parsed = parse_target(target, UnitTable.default())
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        target=parsed,
        measure=measure,  # type: ignore[arg-type]
        lead=Assignment(printed=lead, effective=lead, units=(lead,) if lead else ()),
        responsible=Assignment(effective="各乡镇人民政府、县残联、县商务局、县农业农村局、县财政局"),
        **facts,
    )


def small_plan() -> TargetTable:
    """Nine indicators; the last but one has no lead, the last is led by another department."""
    training = (
        one("2021-1-01-01", "培训养老护理员", "人次", "536", "flow"),
        one("2021-1-01-02", "新增发放创业担保贷款", "亿元", "1.25", "flow", pace="year_end"),
        one("2021-1-01-03", "城镇新增就业", "万人", "待定", "flow"),
        one("2021-1-01-04", "城镇登记失业率", "%", "4.4", "ratio", direction="down"),
    )
    security = (
        one("2021-1-02-01", "工伤事故起数", "起", "150", "flow", direction="down"),
        one("2021-1-02-02", "城乡居民基本养老保险参保人数", "万人", "37", "stock"),
        one("2021-1-02-03", "城市低保月人均保障标准", "元/人·月", "765", "standard"),
        one("2021-1-02-04", "完善失业保险政策", "", "—", "qualitative", lead=""),
        one("2021-1-02-05", "实施临时救助制度", "", "全覆盖", "qualitative", lead="县民政局"),
    )
    return TargetTable(
        title="甲县2021年民生工程目标任务表",
        place_name="甲县",
        year=2021,
        items=(
            Item(code="2021-1-01", no="1", name="加大职业技能培训力度", indicators=training),
            Item(code="2021-1-02", no="2", name="扩大社会保障覆盖范围", indicators=security),
        ),
    )
