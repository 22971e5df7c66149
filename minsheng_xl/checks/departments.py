"""D 牵头与责任单位：有没有、认不认得、有没有被改。"""

from __future__ import annotations

from collections.abc import Iterator

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.model import Assignment, Indicator, Item, Return, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reference import Reference, split_units

ROLES = (("lead", "lead"), ("responsible", "responsible"), ("cooperators", "cooperator"))
"""Attribute of a row, and the column role it stands in."""


def printed_assignments(table: TargetTable) -> Iterator[tuple[Item | Indicator, Assignment, Place]]:
    """Every assignment that is printed in the table, once, with its place; inherited ones are not repeated."""
    seen: set[tuple[str, int]] = set()
    for row in table.rows():
        if isinstance(row, Item | Indicator):
            for attribute, role in ROLES:
                assignment: Assignment = getattr(row, attribute)
                if assignment.scope == "own" and (role, row.row) not in seen:
                    seen.add((role, row.row))
                    yield row, assignment, table.cell(row, role)


@rule(
    "D04",
    "单位不在名录",
    WARNING,
    "“{printed}”不在部门名录",
    "{remedy}",
    bad=Example(table=PLAN.replace("县财政局", "县财攻局")),
    good=Example(table=PLAN.replace("县财政局", "县卫健委")),
)
def unknown_department(table: TargetTable, ref: Reference) -> Hits:
    """全称、简称、别名、曾用名都对不上；确有此单位的，可在总表“部门名录”中增加。"""
    for _, assignment, place in printed_assignments(table):
        for unit in assignment.units:
            match = ref.register.find(unit, year=table.year, place=table.place_name)
            if not match.known:
                near = "”或“".join(each.department.short for each in match.candidates[:2])
                remedy = (
                    f"是否为“{near}”？请改正，或在部门名录中增加" if near else "请核对，或在部门名录中增加"
                )
                yield hit(place, department=unit, printed=unit, expected=near, remedy=remedy)


@rule(
    "D12",
    "责任列被改",
    ERROR,
    "“{name}”的责任单位由“{expected}”改成了“{printed}”",
    "请改回；确需调整的，报民生办调整总表",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 536 | 县财政局 |", "| 536 | 县民政局 |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 536 | 县财政局 |", "| 536 | 县 财政局 |"),)),
)
def changed_responsible(returns: list[Return], ref: Reference) -> Hits:
    """责任单位拆成各单位、统一成标准名称后与下发表不同；只是分隔符或简称全称不同的不报。"""
    for each in returns:
        for row in each.rows:
            if row.indicator is None or "responsible" not in row.cells:
                continue
            issued, printed = row.indicator.responsible, row.text("responsible")
            if printed != issued.effective and _names(printed, ref) != frozenset(
                ref.register.standard(unit) for unit in issued.units
            ):
                yield hit(
                    each.place(row.number, "responsible"),
                    department=each.department,
                    indicator=row.indicator.code,
                    printed=printed,
                    expected=issued.effective,
                    name=row.indicator.name,
                )


def _names(text: str, ref: Reference) -> frozenset[str]:
    return frozenset(ref.register.standard(each.name) for each in split_units(text, ref.register))


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
