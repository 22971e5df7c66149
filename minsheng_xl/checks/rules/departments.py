"""D 单位的名称：认不认得、是不是这一级、写得规不规范、前后一不一致。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial

from minsheng_xl.checks.engine import INFORMATION, WARNING, Example, Hits, also, hit, rule
from minsheng_xl.checks.evidence.assignments import named_units, printed_assignments
from minsheng_xl.checks.evidence.bracketed import towns_spelled_twice
from minsheng_xl.checks.examples import PLAN
from minsheng_xl.model import Document, Line, TargetTable
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Reference, odd_marks

_NARROW = re.compile(
    r"\((?=[^()（）]{0,4}(?:牵头|责任|配合|主办|协办)[^()（）]{0,6}[：:])[^()（）]{0,200}[）)]|（[^()（）]{0,60}(?:单位|部门)[：:][^()（）]{0,120}\)"
)
_SPOKEN = re.compile(r"牵头\s*[,;；]\s*[一-鿿、]{2,30}(?:参与|配合|协助)")


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
            now = ref.register.name_in(unit, table.year, table.place_name)
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
    """单位的层级与全表多数单位不同，而又不是垂直管理、派出机构、乡镇或集体单位。

    一份名单里只第一个写了层级（省卫生厅、财政厅）的，后面的随它。
    """
    named = list(named_units(table, ref))
    levels = Counter(match.department.level for _, _, match in named if match.department)
    main = next((level for level, _ in levels.most_common() if level in ("省", "市", "县", "区")), "")
    for each, unit, match in named:
        found = match.department
        if found is None or not main or match.ambiguous or found.vertical or found.collective:
            continue
        if found.level in ("省", "市", "县", "区") and found.level != main and not match.bare:
            yield hit(each.place, department=unit, printed=unit, expected=main, level=found.level)
        elif (
            match.bare
            and found.kind in ("政府部门", "党委部门", "国有企业")
            and not _only_first(each.assignment.units, main)
        ):
            yield hit(each.place, department=unit, printed=unit, expected=main, level="未写层")


def _only_first(units: tuple[str, ...], level: str) -> bool:
    """Whether a list writes the level before its first unit only: 省卫生厅、财政厅."""
    return units[0].startswith(level) and not any(unit.startswith(level) for unit in units[1:])


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
def odd_separator(table: TargetTable, ref: Reference) -> Hits:
    """逗号、分号、斜线、空格都能读，规范写法是顿号；括号半角全角混用也报。"""
    for each in printed_assignments(table):
        marks = odd_marks(each.assignment.printed, ref.register)
        if marks:
            shown = "、".join(f"“{mark}”" for mark in marks)
            yield hit(each.place, printed=shown, label=each.label)


@also("D10")
def odd_brackets(document: Document) -> Hits:
    for line, printed in _odd_marks_of_brackets(document):
        yield hit(document.place(line.number), printed=f"“{printed}”", label="牵头、责任")


def _odd_marks_of_brackets(document: Document) -> Iterator[tuple[Line, str]]:
    """Lines whose unit brackets are half-width or mixed, or whose spoken roles have half-width commas."""
    for line in document.lines:
        match = _NARROW.search(line.text) if "（" in line.text or "）" in line.text else None
        match = match or _SPOKEN.search(line.text)
        if match:
            yield line, match.group()[:12]


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
def two_spellings(table: TargetTable, ref: Reference) -> Hits:
    """同一份表里一个单位前后写法不一（简称、全称、带不带地名）；括号里列的乡镇带不带“乡”“镇”也算。

    名录里是两个单位、而一个正是另一个的简写的（县文旅局、县文化广电和旅游局），按同一单位报，拟总表时全称照印出的填。
    """
    spell = cache(partial(ref.register.spelled_out, around=_units_and_texts(table)))
    first: dict[str, str] = {}
    for each, unit, match in named_units(table, ref):
        if match.department is None:
            continue
        name = fold(unit)
        known = spell(unit) or first.setdefault(match.department.full, name)
        if known != name:
            yield hit(each.place, department=unit, printed=unit, expected=known)


@also("D17")
def two_spellings_of_towns(document: Document, ref: Reference) -> Hits:
    for place, short, full in towns_spelled_twice(document, ref):
        yield hit(place, printed=short, expected=full)


def _units_and_texts(table: TargetTable) -> str:
    """Every unit and every text of a table, to look for a name in."""
    units = (unit for each in printed_assignments(table) for unit in each.assignment.units)
    return "\n".join((*(item.text for item in table.items), *units))
