"""T 乡镇分解：分解表的每一行认不认得出。"""

from __future__ import annotations

from minsheng_xl.checks.engine import ERROR, Example, Hits, hit, rule
from minsheng_xl.checks.examples import PLAN
from minsheng_xl.model import Allocation, TargetTable
from minsheng_xl.reference import Reference

ALLOCATED = (
    PLAN
    + """
〔乡镇分解〕
| 指标编码 | 指标名称 | 乡镇 | 任务数 |
| 2021-1-01-01 | 培训养老护理员 | 梅江镇 | 300 |
| 2021-1-01-01 | 培训养老护理员 | 青塘镇 | 236 |
"""
)


@rule(
    "T10",
    "乡镇分解记错",
    ERROR,
    "乡镇分解这一行用不上：{problem}",
    "请在总表的“乡镇分解”中改正",
    bad=Example(table=ALLOCATED.replace("| 236 |", "| 另行分解 |")),
    good=Example(table=ALLOCATED),
)
def unusable_allocation(table: TargetTable, ref: Reference) -> Hits:
    """指标编码不在总表、乡镇不在乡镇名录（名录填了才查）、任务数不是一个数的，不能下发给乡镇；通知里印的分解表不在此列。"""
    names = {name for each in table.indicators for name in (each.code, each.name)}
    for each in table.allocations:
        problem = "" if each.place.line else _problem(each, names, ref)
        if problem:
            yield hit(each.place, printed=each.value_text, problem=problem)


def _problem(each: Allocation, names: set[str], ref: Reference) -> str:
    if each.indicator not in names:
        return f"总表里没有“{each.indicator or '（空白）'}”这个指标"
    if not each.town or (len(ref.towns) and ref.towns.find(each.town).town is None):
        return f"“{each.town or '（空白）'}”不在乡镇名录"
    if each.value is None and each.value_text:
        return f"任务数“{each.value_text}”不是一个数"
    return ""
