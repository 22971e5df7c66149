"""P 进度：填了没有，前后接不接得上。"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from minsheng_xl.checks.engine import ERROR, Example, Hits, hit, rule
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.model import Return
from minsheng_xl.place import number_text

REPORTED = frozenset({"number", "range", "coverage"})
"""Kinds of target a department must report a figure or a state for; 待定, —, 据实, 占位 and blank may stay empty."""


@rule(
    "P04",
    "累计倒退",
    ERROR,
    "“{name}”累计由上期的{expected}降为{printed}",
    "请核对；确有冲减的，恢复累计数并在情况说明中写明",
    bad=Example(master=PLAN, returns=(RETURN,), history={"2021-1-01-01": "360"}),
    good=Example(master=PLAN, returns=(RETURN,), history={"2021-1-01-01": "300"}),
)
def cumulative_falls(returns: list[Return], history: Mapping[str, Decimal]) -> Hits:
    """累计型、正向指标本期累计小于上期累计；时点、比率、标准类可升可降，不报。"""
    for each in returns:
        for row in each.rows:
            indicator = row.indicator
            if indicator is None or indicator.measure != "flow" or indicator.direction == "down":
                continue
            before, now = history.get(indicator.code), row.value("cumulative")
            if before is not None and now is not None and now < before:
                yield hit(
                    each.place(row.number, "cumulative"),
                    department=each.department,
                    indicator=indicator.code,
                    printed=number_text(now),
                    expected=number_text(before),
                    name=indicator.name,
                )


@rule(
    "P10",
    "未填进展",
    ERROR,
    "“{name}”本期没有填数",
    "请填本期完成（没有进展的填0），或在情况说明中写明原因",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 300 |  |  |  |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 300 | 50 | 350 |", "| 300 | 0 | 300 |"),)),
)
def nothing_reported(returns: list[Return]) -> Hits:
    """有任务的指标本期完成（或截至本期的值）空白，又没有写原因；待定、—、据实、无任务的可以不填。"""
    for each in returns:
        for row in each.rows:
            indicator = row.indicator
            if indicator is None or indicator.target.kind not in REPORTED or row.text("explanation"):
                continue
            role = "current" if indicator.measure == "flow" else "cumulative"
            filled = [row.cells[name] for name in (role, "cumulative") if name in row.cells]
            if indicator.measure == "qualitative":
                role, filled = "status", [row.cells[name] for name in ("status",) if name in row.cells]
            if filled and filled[0].blank:
                yield hit(
                    each.place(row.number, role),
                    department=each.department,
                    indicator=indicator.code,
                    name=indicator.name,
                )
