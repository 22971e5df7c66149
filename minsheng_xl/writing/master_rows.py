"""What the rows of a master hold and how their cells look, the same in every layout."""

from __future__ import annotations

from minsheng_xl.model import (
    DIRECTIONS,
    MEASURES,
    PACE_CURVES,
    RELATIONS,
    Assignment,
    Indicator,
    Item,
    TargetTable,
)
from minsheng_xl.writing.layouts import Column
from minsheng_xl.writing.sheets import Values
from minsheng_xl.writing.values import target_value

NATURES = {
    "number": "数值",
    "range": "区间",
    "tbd": "待定",
    "dash": "不下达",
    "actual": "据实",
    "coverage": "全覆盖",
    "placeholder": "无任务",
    "qualitative": "定性",
    "blank": "",
}
"""What a target is, by its kind, in the column 目标性质."""


def row_values(table: TargetTable, row: Item | Indicator) -> Values:
    """What an item's or an indicator's row holds, by field role."""
    if isinstance(row, Indicator):
        item = table.item_of[row.code]
        return {**assigned(row.lead, row.responsible, row.cooperators), **indicator_values(item, row)}
    values = {**assigned(row.lead, row.responsible, row.cooperators), **item_values(row), "code": row.code}
    values["task_text"] = row.text
    return {**values, **indicator_values(row, row.own_indicator)} if row.own_indicator else values


def item_values(item: Item) -> dict[str, str]:
    """What holds for all of an item, by field role."""
    return {
        "category": item.category,
        "item": item.name,
        "leader": "、".join(item.leaders),
        "assessor": "、".join(item.assessors),
        "deadline": item.deadline,
        "no": item.no,
    }


def assigned(lead: Assignment, responsible: Assignment, cooperators: Assignment) -> Values:
    """The units of a row, and where they come from."""
    return {
        "lead": lead.effective,
        "responsible": responsible.effective,
        "cooperator": cooperators.effective,
        "source": lead.scope if lead.scope != "none" else responsible.scope,
    }


def indicator_values(item: Item, indicator: Indicator) -> Values:
    """What an indicator's row holds beside its units, by field role."""
    return {
        "code": indicator.code,
        "category": item.category,
        "item": item.name,
        "indicator": indicator.name,
        "unit": indicator.divided_unit,
        "target": target_value(indicator.target.raw),
        "target_nature": NATURES.get(indicator.target.kind, ""),
        "direction": DIRECTIONS[indicator.direction],
        "measure": MEASURES[indicator.measure],
        "pace": PACE_CURVES[indicator.pace],
        "allocatable": "是" if indicator.allocatable else "否",
        "ranked": "是" if indicator.ranked else "否",
        "weight": indicator.weight,
        "basis": indicator.basis,
        "note": indicator.note,
        "version": "1",
        "measure_reason": indicator.measure_reason,
        "sub_item": indicator.sub_item,
        "relation": f"{RELATIONS.get(indicator.relation, '')} {indicator.parent}".strip(),
        "quote": indicator.quote,
    }


def looks(row: Item | Indicator, column: Column) -> list[str]:
    """Items bold; repeated words and inherited units grey; proposals to confirm tinted."""
    is_item = isinstance(row, Item)
    field = {"lead": "lead", "responsible": "responsible", "cooperator": "cooperators"}.get(column.role)
    if field:
        return [] if getattr(row, field).scope in ("own", "none") else ["grey"]
    if column.role == "measure" and (not isinstance(row, Item) or row.own_indicator):
        return ["fill"]
    if column.role == "category" or (column.role == "item" and not is_item):
        return ["grey"]
    return ["bold"] if is_item and column.role in ("no", "item", "indicator") else []
