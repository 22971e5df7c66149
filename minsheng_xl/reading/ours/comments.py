"""A returned sheet for comments (征求意见表) -> its opinions; 意见汇总 -> what the office decided on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minsheng_xl.model import Return
from minsheng_xl.opinions import UNNAMED, Decision, Opinion
from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.headers import Strict, find_header, read_meta
from minsheng_xl.reference import Reference

CALLED = ("department", "filler", "phone")
"""Who answers for a row, and how to reach them."""
COMMENT_ROLES = ("code", "indicator", "target", "opinion", "proposal", "grounds", *CALLED)
OPINIONS = "opinions"
HEADS = {
    "department": "反馈单位",
    "item": "项目",
    "indicator": "指标名称",
    "unit": "单位",
    "target": "目标",
    "lead": "牵头单位",
    "opinion": "意见类型",
    "proposal": "建议内容",
    "grounds": "理由及依据文号",
    "contact": "联系人",
    "phone": "电话",
    "source": "出处",
    "decision": "处理意见",
    "field": "采纳后改哪一栏",
    "becomes": "改成",
    "remark": "处理说明",
    "code": "指标编码",
}
"""Heads of 意见汇总 by what they hold."""


def read_opinions(returned: Return, ref: Reference) -> list[Opinion]:
    """The opinion on every row of a returned sheet; who to call stands on its first row or on each."""
    grid = returned.grid
    header = find_header(grid, Strict(ref.headers, frozenset(COMMENT_ROLES))) if grid else None
    if grid is None or header is None:
        return []
    return list(_opinions(returned, grid, header.columns))


def _opinions(returned: Return, grid: Grid, columns: Mapping[str, int]) -> Iterator[Opinion]:
    called = dict.fromkeys(CALLED, "")
    called["department"] = returned.meta.get("department") or returned.department
    for row in returned.rows:
        text = {role: grid.text(row.number, column) for role, column in columns.items()}
        called = {role: text.get(role) or before for role, before in called.items()}
        kind, proposal, grounds = (text.get(role, "") for role in ("opinion", "proposal", "grounds"))
        place = grid.place(row.number, columns.get("opinion", 0))
        said = kind or (UNNAMED if proposal or grounds else "")
        yield Opinion(row, place, said, proposal, grounds, *called.values())


def read_decisions(grids: Sequence[Grid]) -> list[Decision] | None:
    """Every line of 意见汇总 with what the office wrote behind it; None for any other workbook."""
    meta = read_meta(grids)
    grid = next((each for each in grids if each.sheet == meta.get("sheet")), None)
    if meta.get("kind") != OPINIONS or grid is None:
        return None
    top = int(meta["header_row"])
    heads = {grid.text(top, column): column for column in range(1, grid.width + 1)}
    columns = {role: heads[head] for role, head in HEADS.items() if head in heads}
    rows = range(top + 1, len(grid.rows) + 1)
    return [_decision(grid, row, columns) for row in rows if grid.text(row, columns.get("indicator", 0))]


def _decision(grid: Grid, row: int, columns: Mapping[str, int]) -> Decision:
    text = dict.fromkeys(HEADS, "") | {role: grid.text(row, at) for role, at in columns.items()}
    return Decision(text, {role: grid.place(row, column) for role, column in columns.items()})
