"""The sheet 调整台账 of a master -> what was changed in mid-year, typed: which field, to what, from when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from minsheng_xl.errors import InputError
from minsheng_xl.model import Adjustment, Period, TargetTable
from minsheng_xl.place import Grid, Place
from minsheng_xl.quantity import Target, parse_target
from minsheng_xl.reference import Reference, split_units

SHEET = "调整台账"
ROLES = {"target": "target", "adjusted": "target"} | {
    role: role for role in ("lead", "responsible", "cooperator")
}
"""Field roles that can be adjusted, by the role of the word in the column 字段."""
TEXTS = {
    "no": "编号",
    "code": "指标编码",
    "field": "字段",
    "old": "原值",
    "new": "新值",
    "doc_no": "依据文号",
    "reason": "原因",
    "applicant": "申请单位",
    "approver": "批准人",
    "date": "日期",
    "effective": "生效期",
}
"""Heads of the sheet, by field of an adjustment."""

_whole_date = re.compile(r"(20\d{2}-\d{2})-\d{2}")


def read_adjustments(grids: Sequence[Grid], ref: Reference, table: TargetTable) -> tuple[Adjustment, ...]:
    """Every row of the sheet, in its order; what cannot be understood carries a problem in Chinese."""
    sheets = [grid for grid in grids if grid.sheet == SHEET]
    return tuple(
        _adjustment(record, grid.place(row), ref, table) for grid in sheets for row, record in _records(grid)
    )


def _records(grid: Grid) -> Iterator[tuple[int, dict[str, str]]]:
    heads = {grid.text(1, column): column for column in range(1, grid.width + 1)}
    for row in range(2, len(grid.rows) + 1):
        record = {name: grid.text(row, heads[head]) for name, head in TEXTS.items() if head in heads}
        if any(record.values()):
            yield row, record


def _adjustment(record: Mapping[str, str], place: Place, ref: Reference, table: TargetTable) -> Adjustment:
    text = dict.fromkeys(TEXTS, "") | dict(record)
    head = ref.headers.role(text["field"]) if text["field"] else None
    role = ROLES.get(head.role, "") if head and head.kind != "near" else ""
    since = _period(text["effective"])
    adjusted = table.by_code.get(text["code"])
    row = (adjusted.unit, adjusted.name) if adjusted else (None, "")
    target = parse_target(text["new"], ref.units, *row) if role == "target" else None
    units = () if target else tuple(each.name for each in split_units(text["new"], ref.register))
    problem = _problem(text, role, since, target)
    read = {"role": role, "since": since, "target": target, "units": units, "problem": problem}
    return Adjustment.model_validate(text | read | {"place": place})


def _period(text: str) -> Period | None:
    """A reporting month; Excel may have made the date of its first day of it."""
    date = _whole_date.match(text)
    try:
        return Period.parse(date.group(1) if date else text)
    except InputError:
        return None


def _problem(text: Mapping[str, str], role: str, since: Period | None, target: Target | None) -> str:
    """Why the row cannot be carried out; empty where it can."""
    if not text["code"]:
        return "没有写指标编码"
    if not role:
        return f"字段“{text['field']}”不能在这里调整，可写目标、牵头单位、责任单位、配合单位"
    if not text["new"]:
        return "没有写新值"
    if target and target.problem:
        return f"新值{target.problem}"
    if since is None:
        return f"生效期“{text['effective']}”无法识别，请写成 2021-08 的样子"
    return ""
