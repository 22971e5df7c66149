"""D 牵头与责任：有没有人牵头、有没有人负责、谁分管谁认定、有没有被改。"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Literal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.evidence.assignments import NAMES, printed_assignments
from minsheng_xl.checks.evidence.printed_cells import cell_place, tables_of
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.model import Assignment, Document, Indicator, Item, Return, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reference import Reference, split_units


@rule(
    "D01",
    "缺牵头单位",
    ERROR,
    "{what}没有牵头（责任）单位",
    "请在总表中补填牵头单位",
    bad=Example(table=PLAN.replace("| 县人社局 | 县财政局 |", "|  |  |")),
    good=Example(table=PLAN),
)
def no_lead(table: TargetTable) -> Hits:
    """可填的指标，继承之后牵头仍为空；没有牵头单位就没有人填报。

    通篇没有牵头（责任）单位的通知只报一处；只讲进展的报告不报。
    """
    if table.kind == "progress" or not table.items:
        return
    named = any(item.lead.units or any(each.lead.units for each in item.indicators) for item in table.items)
    if not named and "lead" not in table.columns:
        if sum(bool(item.indicators) for item in table.items) * 2 >= len(table.items):
            yield hit(table.items[0].place, what=f"全表{len(table.items)}个项目都")
        return
    for item in table.items:
        for each in item.indicators:
            if each.role == "target" and not each.lead.units:
                yield hit(table.cell(each, "lead"), indicator=each.code, what=f"“{each.name}”")


@rule(
    "D02",
    "缺责任/配合单位",
    INFORMATION,
    "“{name}”没有{label}单位{above}",
    "{remedy}",
    bad=Example(table=PLAN.replace("| 县人社局 | 县财政局 |", "| 县人社局 |  |")),
    good=Example(table=PLAN),
)
def no_responsible(table: TargetTable) -> Hits:
    """表上有责任（配合）单位一列，该项目继承之后仍为空。

    空格上面印的是别的牵头单位的项目的，不沿用，提请核对（警告）。
    """
    for attribute, role in (("responsible", "responsible"), ("cooperators", "cooperator")):
        used = role in table.columns and any(getattr(each, attribute).units for each in table.indicators)
        if role == "responsible":
            used = role in table.columns
        for item in table.items if used else ():
            rows = (item, *item.indicators)
            if item.indicators and not any(getattr(row, attribute).units for row in rows):
                above = max(getattr(row, attribute).source_row for row in rows)
                yield hit(
                    table.cell(item, role),
                    name=item.name,
                    label=NAMES[attribute],
                    severity=WARNING if above else None,
                    above=f"，第{above}行的是别的牵头单位的，没有沿用" if above else "",
                    remedy="请补填；确实没有的填“—”" if above else "确实没有的不必处理",
                )


@rule(
    "D03",
    "多个牵头单位",
    WARNING,
    "“{printed}”列了{n}个牵头单位，填报表下发给第一个“{expected}”",
    "请定一个牵头，其余改到责任单位",
    bad=Example(table=PLAN.replace("| 县人社局 |", "| 县人社局、县残联 |")),
    good=Example(table=PLAN),
)
def several_leads(table: TargetTable) -> Hits:
    """牵头一格拆开后不止一个单位；数只能由一个单位报，默认取第一个。

    各指标分有牵头的，或只印“责任单位”而按惯例首位为主的，不报。
    """
    told: set[tuple[Place, str]] = set()
    for each in printed_assignments(table):
        units = each.assignment.units
        key = (each.place, each.assignment.printed)
        if each.attribute == "lead" and len(units) > 1 and key not in told and not _parted(each.row, table):
            told.add(key)
            printed = each.assignment.printed or each.assignment.effective
            yield hit(each.place, printed=printed, expected=units[0], n=len(units))


def _parted(row: Item | Indicator, table: TargetTable) -> bool:
    """Whether several leads of an item each have their own indicators, or stand under 责任单位 alone."""
    item = table.item_of[row.code] if isinstance(row, Indicator) else row
    parted = bool(item.indicators) and all(len(each.lead.units) == 1 for each in item.indicators)
    return parted or bool(item.text and "牵头" not in item.text)


@rule(
    "D08",
    "牵头又列责任",
    WARNING,
    "“{printed}”既是牵头单位又列在责任单位里",
    "请从责任单位中删去",
    bad=Example(table=PLAN.replace("| 县财政局 |", "| 县人力资源和社会保障局、县财政局 |")),
    good=Example(table=PLAN),
)
def lead_is_responsible(table: TargetTable, ref: Reference) -> Hits:
    """同一行的牵头与责任统一成标准名称后有相同的单位。"""
    for each in printed_assignments(table):
        if each.attribute == "lead":
            continue
        leads = {ref.register.standard(unit) for unit in each.row.lead.units}
        for unit in each.assignment.units:
            if ref.register.standard(unit) in leads:
                yield hit(each.place, department=unit, printed=unit)


@rule(
    "D12",
    "责任列被改",
    ERROR,
    "“{name}”的{label}单位由“{expected}”改成了“{printed}”",
    "请改回；确需调整的，报{office}调整总表",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 536 | 县财政局 |", "| 536 | 县民政局 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 536 | 县财政局 |", "| 536 | 县 财政局 |"),)),
)
def changed_units(returns: Sequence[Return], ref: Reference) -> Hits:
    """牵头、责任单位拆成各单位、统一成标准名称后与下发表不同；只是分隔符或简称全称不同的不报。"""
    for each in returns:
        roles = ("lead", "responsible") if each.by == "lead" else ()
        for row, role in product(each.rows, roles):
            if row.indicator is None or role not in row.cells:
                continue
            issued: Assignment = getattr(each.as_issued(row.indicator), role)
            printed = row.text(role)
            known = frozenset(ref.register.standard(unit) for unit in issued.units)
            if printed != issued.effective and _names(printed, ref) != known:
                yield hit(
                    each.place(row.number, role),
                    department=each.department,
                    indicator=row.indicator.code,
                    printed=printed,
                    expected=issued.effective,
                    name=row.indicator.name,
                    label=NAMES[role],
                    office=ref.settings.office,
                )


def _names(text: str, ref: Reference) -> frozenset[str]:
    return frozenset(ref.register.standard(each.name) for each in split_units(text, ref.register))


@rule(
    "D15",
    "缺分管领导",
    WARNING,
    "“{name}”没有分管领导",
    "请补填",
    bad=Example(
        table="""
| 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 分管领导 | 牵头单位 |
| 1 | 甲项 | 甲 | 个 | 1 | 王一 | 县人社局 |
| 2 | 乙项 | 乙 | 个 | 2 |  | 县教育局 |
"""
    ),
    good=Example(
        table="""
| 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 分管领导 | 牵头单位 |
| 1 | 甲项 | 甲 | 个 | 1 | 王一 | 县人社局 |
| 2 | 乙项 | 乙 | 个 | 2 | 李二 | 县教育局 |
"""
    ),
)
def no_leader(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """表上填了分管领导一列（至少一项有），而该项目空白。"""
    return _left_blank(table, document, "leader")


@rule(
    "D16",
    "缺数据认定单位",
    WARNING,
    "“{name}”没有数据评估认定单位",
    "请补填",
    bad=Example(
        table="""
| 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 牵头单位 | 数据评估认定单位 |
| 1 | 甲项 | 甲 | 个 | 1 | 县人社局 | 县统计局 |
| 2 | 乙项 | 乙 | 个 | 2 | 县教育局 |  |
"""
    ),
    good=Example(
        table="""
| 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 牵头单位 | 数据评估认定单位 |
| 1 | 甲项 | 甲 | 个 | 1 | 县人社局 | 县统计局 |
"""
    ),
)
def no_assessor(table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """表上填了数据评估认定单位一列（至少一项有），而该项目空白。"""
    return _left_blank(table, document, "assessor")


def _left_blank(
    table: TargetTable | None, document: Document | None, role: Literal["leader", "assessor"]
) -> Hits:
    """Items without anybody in a column that others have filled."""
    for each, around in tables_of(table, document):
        named = [item.leaders if role == "leader" else item.assessors for item in each.items]
        for item, people in zip(each.items, named, strict=True):
            if any(named) and not people:
                yield hit(cell_place(around, each.cell(item, role), ""), name=item.name)


@rule(
    "D18",
    "跨项目继承牵头单位",
    INFORMATION,
    "“{name}”未印牵头单位，按合并单元格随第{source}行取“{expected}”",
    "请核对；不对的，在总表中改正该行牵头单位",
    bad=Example(table=PLAN + "| 2. 帮助残疾人就业 | 名 | 10 |  |  |\n"),
    good=Example(table=PLAN + "| 2. 帮助残疾人就业 | 名 | 10 | 县残联 | 县财政局 |\n"),
)
def inherited_across_items(table: TargetTable) -> Hits:
    """牵头、责任空白的项目向上取同一类别内最近印出的单位；取自别的项目的逐项列出，供人核对。"""
    for item in table.items:
        if item.lead.scope == "previous_item":
            yield hit(
                table.cell(item, "lead"),
                department=item.lead.effective,
                expected=item.lead.effective,
                name=item.name,
                source=item.lead.source_row,
            )
