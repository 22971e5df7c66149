"""R 报送（续）：征求意见表收回来了，意见选了没有。"""

from __future__ import annotations

from collections.abc import Sequence

from minsheng_xl.checks.engine import WARNING, Example, Hits, hit, rule
from minsheng_xl.checks.examples import PLAN
from minsheng_xl.opinions import Opinion, answered

COMMENT = """
| 指标编码 | 序号 | 项目 | 指标名称 | 单位 | 目标 | 牵头单位 | 意见类型 | 建议内容 |
| 2021-1-01-01 | 1 | 加大培训力度 | 培训养老护理员 | 人次 | 536 | 县人社局 | 改目标 | 目标改为480 |
| 2021-1-01-02 | 1 | 加大培训力度 | 培训残疾人 | 名 | 55 | 县人社局 | 无意见 |  |
"""
"""A sheet for comments on `PLAN`, filled in."""


@rule(
    "R29",
    "征求意见表未选意见",
    WARNING,
    "{what}没有选意见类型{counted}",
    "请联系该单位逐行选；没有意见的选“无意见”",
    bad=Example(master=PLAN, opinions=(COMMENT.replace("| 无意见 |", "|  |"),)),
    good=Example(master=PLAN, opinions=(COMMENT,)),
)
def no_opinion(opinions: Sequence[Sequence[Opinion]]) -> Hits:
    """每一行都要选；一行也没有选的，是把空表发了回来，按未反馈算。"""
    for sheet in opinions:
        blank = [each for each in sheet if not each.kind]
        if sheet and not answered(sheet):
            what, first = f"整张表{len(sheet)}个指标都", sheet[0]
            yield hit(first.place, department=first.department, what=what, counted="，按未反馈算")
            continue
        for each in blank:
            yield hit(
                each.place,
                department=each.department,
                indicator=each.row.indicator.code if each.row.indicator else "",
                what=f"“{each.row.text('indicator')}”",
                counted="",
            )
