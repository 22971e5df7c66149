"""A 合计与勾稽：分项与总数、各单位与县汇总对不对得上，有没有重复计列。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, WARNING, Example, Hits, also, hit, rule
from minsheng_xl.checks.evidence.returned_rows import matched, row_hit
from minsheng_xl.checks.examples import PLAN, RETURN, TWO_LEADS
from minsheng_xl.checks.sentences import more_or_less
from minsheng_xl.model import By, Indicator, Return, Row, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import UnitMismatch, convert
from minsheng_xl.reference import Reference
from minsheng_xl.shares import SHARERS
from minsheng_xl.summary import ADDABLE, PRECEDENCE, Line

_SHOWN = 5
"""Units that a finding names."""

PARTS = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 住房 |  |  | 县住建局 | 县财政局 |
| 完成改造 | 套 | 210 |  |  |
| 其中：完成城市改造 | 套 | 200 |  |  |
| 完成垦区改造 | 套 | 10 |  |  |
"""
PARTS_RETURN = """
填报单位（盖章）：县住建局　报送期：2021-08
| 指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 责任单位 | 上期累计 | 本期完成 | 累计完成 |
| 2021-0-01-01 | 1 | 住房 | 完成改造 | 套 | 210 | 县财政局 | 0 | 50 | 50 |
| 2021-0-01-02 | 1 | 住房 | 其中：完成城市改造 | 套 | 200 | 县财政局 | 0 | 45 | 45 |
| 2021-0-01-03 | 1 | 住房 | 完成垦区改造 | 套 | 10 | 县财政局 | 0 | 5 | 5 |
"""
OTHERS_OWN = "\n".join(
    line.replace("县人社局", "县残联").replace("| 10 | 30 |", "| 12 | 32 |")
    for line in RETURN.splitlines()
    if "培训养老护理员" not in line
)
SHARED = RETURN.replace("填报单位（盖章）：县人社局", "填报单位（盖章）：县财政局　口径：responsible")
Figures = Mapping[str, Decimal | None]
"""Figures by indicator code."""


@rule(
    "A01",
    "分项之和≠总数",
    ERROR,
    "“{name}”{printed}，其中数之和{expected}，总数{gap}",
    "请核对总数和各其中数",
    bad=Example(table=PARTS.replace("| 200 |", "| 190 |")),
    good=Example(table=PARTS),
)
def parts_do_not_add_up(table: TargetTable, ref: Reference) -> Hits:
    """“其中”列了两项以上且都有数，目标上正好加得到总数的才查回收件；占比一类的其中不求和。"""
    for whole, parts in _families(table):
        total, added = whole.target.value, _sum(parts, whole, _targets(parts), ref)
        if total is not None and added is not None and added != total and len(parts) > 1:
            yield hit(
                table.cell(whole, "target"),
                indicator=whole.code,
                printed=whole.target.raw,
                expected=number_text(added),
                gap=more_or_less(total, added),
                name=whole.name,
            )


@also("A01")
def returned_parts_do_not_add_up(returns: Sequence[Return], ref: Reference) -> Hits:
    for each, row, whole, rows in _returned_families(returns):
        total = row.value("cumulative")
        members = [part for part, _ in rows]
        complete = _sum(members, whole, _targets(members), ref) == whole.target.value
        values = {part.code: other.value("cumulative") for part, other in rows}
        added = _sum(members, whole, values, ref)
        if complete and total is not None and added is not None and added != total:
            printed, expected = number_text(total), number_text(added)
            yield row_hit(
                each, row, "cumulative", printed=printed, expected=expected, gap=more_or_less(total, added)
            )


@rule(
    "A02",
    "分项大于总数",
    ERROR,
    "“{name}”{printed}，大于总数“{whole}”{expected}",
    "请核对哪一个数写错了",
    bad=Example(master=PARTS, returns=(PARTS_RETURN.replace("| 0 | 5 | 5 |", "| 0 | 55 | 55 |"),)),
    good=Example(master=PARTS, returns=(PARTS_RETURN,)),
)
def part_above_whole(table: TargetTable, ref: Reference) -> Hits:
    """任何一个其中数（换成总数的单位后）大于总数。"""
    for whole, parts in _families(table):
        for part in parts:
            value, total = _sum([part], whole, _targets([part]), ref), whole.target.value
            if value is not None and total is not None and value > total:
                yield hit(
                    table.cell(part, "target"),
                    indicator=part.code,
                    printed=part.target.raw,
                    expected=whole.target.raw,
                    whole=whole.name,
                    name=part.name,
                )


@also("A02")
def returned_part_above_whole(returns: Sequence[Return], ref: Reference) -> Hits:
    for each, row, whole, rows in _returned_families(returns):
        total = row.value("cumulative")
        for part, other in rows:
            done = other.value("cumulative")
            value = _sum([part], whole, {part.code: done}, ref)
            if total is not None and value is not None and value > total:
                printed, expected = number_text(done or value), number_text(total)
                yield row_hit(each, other, "cumulative", printed=printed, expected=expected, whole=whole.name)


def _families(table: TargetTable) -> Iterator[tuple[Indicator, list[Indicator]]]:
    by_parent: dict[str, list[Indicator]] = defaultdict(list)
    for each in table.indicators:
        if each.relation == "part_of":
            by_parent[each.parent].append(each)
    for whole in table.indicators:
        if parts := by_parent.get(whole.code):
            yield whole, parts


def _returned_families(
    returns: Sequence[Return],
) -> Iterator[tuple[Return, Row, Indicator, list[tuple[Indicator, Row]]]]:
    for each in returns:
        rows = {indicator.code: (indicator, row) for _, row, indicator in matched([each])}
        by_parent: dict[str, list[tuple[Indicator, Row]]] = defaultdict(list)
        for part, row in rows.values():
            if part.relation == "part_of":
                by_parent[part.parent].append((part, row))
        for whole, row in rows.values():
            if parts := by_parent.get(whole.code):
                yield each, row, whole, parts


def _targets(parts: Sequence[Indicator]) -> Figures:
    return {part.code: part.target.value for part in parts}


def _sum(parts: Sequence[Indicator], whole: Indicator, values: Figures, ref: Reference) -> Decimal | None:
    """The parts' sum in the whole's unit; None where one has no figure or another kind of unit."""
    unit, total = ref.units.read(whole.unit).unit, Decimal()
    for part in parts:
        figure, own = values.get(part.code), ref.units.read(part.unit).unit
        if figure is None or unit is None or own is None:
            return None
        try:
            total += convert(figure, own, unit)
        except UnitMismatch:
            return None
    return total


@rule(
    "A05",
    "县汇总≠各部门之和",
    WARNING,
    "“{name}”牵头单位报{printed}，{n}个{who}所报之和{expected}，牵头单位{gap}",
    "汇总按牵头单位的数，请牵头单位与{who}核对",
    bad=Example(master=PLAN, returns=(RETURN, SHARED.replace("| 50 | 350 |", "| 40 | 340 |"))),
    good=Example(master=PLAN, returns=(RETURN, SHARED)),
)
def shares_do_not_add_up(standing: Sequence[Return], shares: Sequence[Return]) -> Hits:
    """责任单位（或乡镇）各报各的份额时，同一指标各份额之和应等于牵头单位报的数；累计、时点的才查。"""
    parts: dict[tuple[By, str], list[Decimal]] = {}
    for each, row, indicator in matched(shares):
        value = row.value("cumulative")
        if value is not None and indicator.measure in ADDABLE:
            parts.setdefault((each.by, indicator.code), []).append(value)
    for each, row, indicator in matched(standing):
        total = row.value("cumulative")
        for by in PRECEDENCE:
            members = parts.get((by, indicator.code), [])
            added = sum(members, Decimal())
            if total is not None and members and added != total:
                words = {"gap": more_or_less(total, added), "who": SHARERS[by], "n": len(members)}
                printed, expected = number_text(total), number_text(added)
                yield row_hit(each, row, "cumulative", printed=printed, expected=expected, **words)


@rule(
    "A11",
    "以份额之和代县数",
    WARNING,
    "“{name}”没有牵头单位的数，{what}",
    "{remedy}",
    bad=Example(master=PLAN, returns=(SHARED,)),
    good=Example(master=PLAN, returns=(RETURN, SHARED)),
)
def sum_stands_in(lines: Sequence[Line]) -> Hits:
    """取数先后：牵头单位的数；没有时用责任单位之和；再没有时用乡镇之和。后两种都列出，由牵头单位确认。

    没有报齐的不相加作县数，县数空着；只出资金的、任务是0的不等。
    """
    for line in lines:
        if line.summed:
            who, parts = SHARERS[line.summed], line.parts
            added = number_text(sum((part.value for part in parts), Decimal()))
            what = f"汇总暂用{len(parts)}个{who}所报之和{added}（应报{line.sharers}个）"
            remedy = "请催牵头单位报送并核实"
            if line.waiting:
                what = f"{len(parts)}个{who}报了{added}，还差{_named(line.waiting)}，没有作县数"
                remedy = "请催牵头单位或所差的单位报送"
            yield hit(
                parts[0].place,
                indicator=line.indicator.code,
                printed=added,
                expected=line.sharers,
                name=line.indicator.name,
                what=what,
                remedy=remedy,
            )


def _named(units: Sequence[str]) -> str:
    """The first units by name, and how many there are."""
    shown = "、".join(units[:_SHOWN])
    return f"{shown}等{len(units)}个" if len(units) > _SHOWN else shown


@rule(
    "A06",
    "重复计列",
    ERROR,
    "“{name}”由{department}和{other}都报了数",
    "这个指标取{other}的数，请核对由谁报；不由本单位报的，请删去该行的数",
    bad=Example(master=TWO_LEADS, returns=(RETURN, OTHERS_OWN)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def counted_twice(returns: Sequence[Return], standing: Sequence[Return]) -> Hits:
    """同一指标在两个单位的填报表里都有数，而不是牵头与责任分报的；取牵头单位自己的，报出另一份。"""
    taken = {indicator.code: each for each, _, indicator in matched(standing)}
    for each, row, indicator in matched(one for one in returns if one.status != "rejected"):
        holder = taken.get(indicator.code)
        if holder is None or row.value("cumulative") is None:
            continue
        if holder.department != each.department:
            yield row_hit(each, row, "cumulative", other=holder.department, printed=row.text("cumulative"))
