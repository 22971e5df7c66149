"""D 牵头与责任单位：有没有、认不认得、是不是这一级、写得规不规范、有没有被改。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from minsheng_xl.checks.bracketed import towns_spelled_twice
from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.printed import cell_place, tables_of
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.checks.wording import odd_bracket_marks
from minsheng_xl.model import Assignment, Document, Indicator, Item, Return, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Match, Reference, odd_marks, split_units

ROLES = {"lead": "lead", "responsible": "responsible", "cooperators": "cooperator"}
"""Attribute of a row, and the column role it stands in."""
NAMES = {"lead": "牵头", "responsible": "责任", "cooperators": "配合"}


@dataclass(frozen=True, slots=True)
class Printed:
    """One assignment as printed: the row it belongs to, its role, and its cell."""

    row: Item | Indicator
    attribute: str
    assignment: Assignment
    place: Place

    @property
    def label(self) -> str:
        return NAMES[self.attribute]


def printed_assignments(table: TargetTable) -> Iterator[Printed]:
    """Every assignment printed in the table, once, with its place; inherited ones are not repeated.

    In prose a list of units stands once for an item and all its indicators.
    """
    seen: set[tuple[str, ...]] = set()
    for row in table.rows():
        if not isinstance(row, Item | Indicator):
            continue
        for attribute, role in ROLES.items():
            assignment: Assignment = getattr(row, attribute)
            if not (row.place.row or row.place.line) or assignment.scope != "own":
                continue
            project = row.code if isinstance(row, Item) else row.code.rpartition("-")[0]
            key = (role, str(row.row)) if row.place.row else (role, project, assignment.printed)
            if key not in seen:
                seen.add(key)
                yield Printed(row, attribute, assignment, table.cell(row, role))


def named_units(table: TargetTable, ref: Reference) -> Iterator[tuple[Printed, str, Match]]:
    """Every unit printed in the table with what the register makes of it at the table's year and place."""
    for each in printed_assignments(table):
        for unit in each.assignment.units:
            yield each, unit, ref.register.find(unit, year=table.year or None, place=table.place_name or None)


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
        if not item.lead.units and not item.indicators and "lead" not in table.columns:
            yield hit(item.place, what=f"“{item.name}”")
        for each in item.indicators:
            if each.role == "target" and not each.lead.units:
                yield hit(table.cell(each, "lead"), indicator=each.code, what=f"“{each.name}”")


@rule(
    "D02",
    "缺责任/配合单位",
    INFORMATION,
    "“{name}”没有{label}单位",
    "确实没有的不必处理",
    bad=Example(table=PLAN.replace("| 县人社局 | 县财政局 |", "| 县人社局 |  |")),
    good=Example(table=PLAN),
)
def no_responsible(table: TargetTable) -> Hits:
    """表上有责任（配合）单位一列，该项目继承之后仍为空。"""
    for attribute, role in (("responsible", "responsible"), ("cooperators", "cooperator")):
        used = role in table.columns and any(getattr(each, attribute).units for each in table.indicators)
        if role == "responsible":
            used = role in table.columns
        for item in table.items if used else ():
            rows = (item, *item.indicators)
            if item.indicators and not any(getattr(row, attribute).units for row in rows):
                yield hit(table.cell(item, role), name=item.name, label=NAMES[attribute])


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
            yield hit(each.place, printed=each.assignment.printed, expected=units[0], n=len(units))


def _parted(row: Item | Indicator, table: TargetTable) -> bool:
    """Whether several leads of an item each have their own indicators, or stand under 责任单位 alone."""
    item = table.item_of[row.code] if isinstance(row, Indicator) else row
    parted = (
        item is row and bool(item.indicators) and all(len(each.lead.units) == 1 for each in item.indicators)
    )
    return parted or bool(item.text and "牵头" not in item.text)


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
    for each, unit, match in named_units(table, ref):
        if not match.known:
            near = "”或“".join(found.department.short for found in match.candidates[:2])
            remedy = f"是否为“{near}”？请改正，或在部门名录中增加" if near else "请核对，或在部门名录中增加"
            yield hit(each.place, department=unit, printed=unit, expected=near, remedy=remedy)


@rule(
    "D05",
    "简称有歧义",
    INFORMATION,
    "“{printed}”可能指{expected}",
    "请写全称，或在部门名录中登记这个简称",
    bad=Example(table=PLAN.replace("县财政局", "县医保分局")),
    good=Example(table=PLAN.replace("县财政局", "县民政局")),
)
def ambiguous_name(table: TargetTable, ref: Reference) -> Hits:
    """一个简称对得上几个机构（如医保局与市医保局的县分局）。"""
    for each, unit, match in named_units(table, ref):
        if match.ambiguous and match.department:
            names = (match.department.full, *(found.department.full for found in match.candidates))
            expected = "或".join(f"“{name}”" for name in dict.fromkeys(names))
            yield hit(each.place, department=unit, printed=unit, expected=expected)


@rule(
    "D06",
    "机构已更名/撤并",
    WARNING,
    "“{printed}”{since}年起为“{expected}”",
    "请改用现名",
    bad=Example(table=PLAN.replace("县财政局", "县扶贫办").replace("2021年目标", "2024年目标"), year=2024),
    good=Example(table=PLAN.replace("县财政局", "县乡村振兴局")),
)
def renamed_department(table: TargetTable, ref: Reference) -> Hits:
    """按文件的年份查：那一年机构已经更名或并入别的部门。2021年用“县乡村振兴局”是对的。"""
    for each, unit, match in named_units(table, ref):
        rename = match.department.renamed_to if match.department else None
        if match.kind == "former" and rename and table.year >= rename.since:
            now = ref.register.name_in(unit, table.year)
            expected = now if now != unit else rename.name
            yield hit(each.place, department=unit, printed=unit, expected=expected, since=rename.since)


@rule(
    "D07",
    "层级前缀不符",
    WARNING,
    "本表是{expected}级的表，却有{level}级单位“{printed}”",
    "请核对层级；确由上级单位负责的，在备注中说明",
    bad=Example(table=PLAN.replace("县财政局", "市民政局")),
    good=Example(table=PLAN.replace("县财政局", "市生态环境局宁都分局")),
)
def wrong_level(table: TargetTable, ref: Reference) -> Hits:
    """单位的层级与全表多数单位不同，而又不是垂直管理、派出机构、乡镇或集体单位。"""
    named = list(named_units(table, ref))
    levels = Counter(match.department.level for _, _, match in named if match.department)
    main = next((level for level, _ in levels.most_common() if level in ("省", "市", "县", "区")), "")
    for each, unit, match in named:
        found = match.department
        if found is None or not main or match.ambiguous or found.vertical or found.collective:
            continue
        if found.level in ("省", "市", "县", "区") and found.level != main and not match.bare:
            yield hit(each.place, department=unit, printed=unit, expected=main, level=found.level)
        elif match.bare and found.kind in ("政府部门", "党委部门", "国有企业"):
            yield hit(each.place, department=unit, printed=unit, expected=main, level="未写层")


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
    "D09",
    "单位重复",
    INFORMATION,
    "“{printed}”在同一格里列了{n}次",
    "请只留一个",
    bad=Example(table=PLAN.replace("| 县财政局 |", "| 县财政局、县财政局 |")),
    good=Example(table=PLAN),
)
def listed_twice(table: TargetTable, ref: Reference) -> Hits:
    """同一格拆开后，统一成标准名称有重复。"""
    for each in printed_assignments(table):
        counts = Counter(ref.register.standard(unit) for unit in each.assignment.units)
        for unit in dict.fromkeys(each.assignment.units):
            n = counts.pop(ref.register.standard(unit), 0)
            if n > 1:
                yield hit(each.place, department=unit, printed=unit, n=n)


@rule(
    "D10",
    "分隔符不规范",
    INFORMATION,
    "{label}单位的分隔用了{printed}",
    "请统一用“、”，可用 minsheng check --fix 改",
    bad=Example(table=PLAN.replace("| 县财政局 |", "| 县财政局,县民政局 |")),
    good=Example(table=PLAN.replace("| 县财政局 |", "| 县财政局、县民政局 |")),
)
def odd_separator(ref: Reference, table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """逗号、分号、斜线、空格都能读，规范写法是顿号；括号半角全角混用也报。"""
    for line, printed in odd_bracket_marks(document) if document else ():
        yield hit(document.place(line.number), printed=f"“{printed}”", label="牵头、责任")  # type: ignore[union-attr]
    for each in printed_assignments(table) if table else ():
        marks = odd_marks(each.assignment.printed, ref.register)
        if marks:
            shown = "、".join(f"“{mark}”" for mark in marks)
            yield hit(each.place, printed=shown, label=each.label)


@rule(
    "D11",
    "集体单位",
    INFORMATION,
    "“{printed}”是集体单位，{known}",
    "{remedy}",
    bad=Example(table=PLAN.replace("县财政局", "各行业扶贫牵头单位")),
    good=Example(table=PLAN.replace("县财政局", "县供水公司")),
)
def collective_unit(table: TargetTable, ref: Reference) -> Hits:
    """各乡镇人民政府、领导小组成员单位之类要附名单才能落到人；同一单位只提一次。"""
    seen: set[str] = set()
    for each, unit, match in named_units(table, ref):
        if match.department is None or not match.department.collective or unit in seen:
            continue
        seen.add(unit)
        members = ref.register.expand(unit, ref.towns)
        known = f"按名录展开为{len(members)}个" if members else "名录里还没有它的成员"
        sheet = "乡镇名录" if match.department.expands_to_towns else "部门名录的“成员单位”"
        remedy = "请核对名单" if members else f"请在{sheet}中填上名单"
        yield hit(each.place, department=unit, printed=unit, known=known, remedy=remedy)


@rule(
    "D12",
    "责任列被改",
    ERROR,
    "“{name}”的{label}单位由“{expected}”改成了“{printed}”",
    "请改回；确需调整的，报民生办调整总表",
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
            issued: Assignment = getattr(row.indicator, role)
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
    for each, around in tables_of(table, document):
        if any(item.leaders for item in each.items):
            for item in each.items:
                if not item.leaders:
                    yield hit(cell_place(around, each.cell(item, "leader"), ""), name=item.name)


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
    for each, around in tables_of(table, document):
        if any(item.assessors for item in each.items):
            for item in each.items:
                if not item.assessors:
                    yield hit(cell_place(around, each.cell(item, "assessor"), ""), name=item.name)


@rule(
    "D17",
    "同一单位两种写法",
    INFORMATION,
    "“{printed}”与“{expected}”是同一单位的两种写法",
    "请统一成一种",
    bad=Example(
        table=PLAN.replace(
            "| 县财政局 |", "| 县人力资源和社会保障局 |\n| 2. 乙项 | 个 | 3 | 县残联 | 县财政局 |"
        )
    ),
    good=Example(table=PLAN),
)
def two_spellings(ref: Reference, table: TargetTable | None = None, document: Document | None = None) -> Hits:
    """同一份表里一个单位前后写法不一（简称、全称、带不带地名）；括号里列的乡镇带不带“乡”“镇”也算。"""
    for place, short, full in towns_spelled_twice(document, ref) if document else ():
        yield hit(place, printed=short, expected=full)
    first: dict[str, str] = {}
    for each, unit, match in named_units(table, ref) if table else ():
        if match.department is None:
            continue
        name = fold(unit)
        known = first.setdefault(match.department.full, name)
        if known != name:
            yield hit(each.place, department=unit, printed=unit, expected=known)


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
