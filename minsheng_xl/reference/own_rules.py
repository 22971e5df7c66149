"""A county's own comparison rules: the rows of the sheet 自定规则."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.expressions import Expression, Figure, figures_in, parse_expression
from minsheng_xl.reference.rows import pick, where
from minsheng_xl.reference.settings import read_day

SHEET = "自定规则"
Relation = Literal["=", "≠", "≥", "≤", ">", "<"]
Missing = Literal["跳过", "按零", "报错"]
RELATIONS: dict[str, Relation] = {
    "=": "=", "==": "=", "等于": "=",
    "≠": "≠", "<>": "≠", "!=": "≠", "不等于": "≠",
    "≥": "≥", ">=": "≥", "不小于": "≥", "不低于": "≥",
    "≤": "≤", "<=": "≤", "不大于": "≤", "不超过": "≤",
    ">": ">", "大于": ">",
    "<": "<", "小于": "<",
}  # fmt: skip
"""Ways to write a relation."""
MISSING: tuple[Missing, ...] = ("跳过", "按零", "报错")
SEVERITIES = ("错误", "警告", "提示")
STATES = ("启用", "停用")

_code = re.compile(r"C\d{2}")


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One row: left side, relation, right side, and what to do where a figure is missing."""

    code: str
    name: str
    severity: str
    left: Expression
    relation: Relation
    right: Expression
    left_text: str
    right_text: str
    missing: Missing = "跳过"
    on: bool = True
    since: date | None = None
    note: str = ""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of both sides."""
        return (*figures_in(self.left), *figures_in(self.right))

    @property
    def by_row(self) -> bool:
        """Whether it looks at each row by itself: some figure names no indicator."""
        return any(not each.indicators for each in self.figures)

    @property
    def of_plan(self) -> bool:
        """Whether it looks at targets only, and so at the plan itself."""
        return all(each.column == "target" for each in self.figures)


def read_own_rules(rows: Iterable[Mapping[str, str]]) -> tuple[OwnRule, ...]:
    """Read records with 编码, 名称, 级别, 左边, 关系, 右边, 缺数时, 状态, 启用日期, 说明.

    Raises ReferenceDataError naming the row that cannot be understood, or a code used twice.
    """
    rules: dict[str, OwnRule] = {}
    for number, row in enumerate(rows, start=1):
        code = fold(pick(row, "编码"))
        with_row = f"{where(SHEET, row, number, '编码')}“{code or pick(row, '名称')}”"
        if not _code.fullmatch(code):
            raise ReferenceDataError(f"{with_row}的编码不合规定", "请写 C 加两位数，如 C01")
        if code in rules:
            raise ReferenceDataError(f"{with_row}的编码重复", "每条规则用一个编码，停用的也不再给别的规则用")
        try:
            rules[code] = _rule(code, row, number)
        except ReferenceDataError as fault:
            known = fault.message.startswith(SHEET)
            message = fault.message if known else f"{with_row}的{fault.message}"
            raise ReferenceDataError(message, fault.remedy) from fault
    return tuple(rules.values())


def _rule(code: str, row: Mapping[str, str], number: int) -> OwnRule:
    left, right = pick(row, "左边"), pick(row, "右边")
    rule = OwnRule(
        code=code,
        name=pick(row, "名称") or code,
        severity=_chosen(pick(row, "级别") or "警告", SEVERITIES, "级别"),
        left=_side(row, number, "左边"),
        relation=_relation(pick(row, "关系")),
        right=_side(row, number, "右边"),
        left_text=left,
        right_text=right,
        missing=next(
            each for each in MISSING if each == _chosen(pick(row, "缺数时") or "跳过", MISSING, "缺数时")
        ),
        on=_chosen(pick(row, "状态") or "启用", STATES, "状态") == "启用",
        since=read_day(pick(row, "启用日期"), f"{where(SHEET, row, number, '启用日期')}“{code}”"),
        note=pick(row, "说明"),
    )
    if not rule.figures:
        raise ReferenceDataError("两边都没有指标的数", "至少一边要写指标，如 [2021-1-01-01].累计")
    return rule


def _side(row: Mapping[str, str], number: int, column: str) -> Expression:
    """One side, a fault said with its cell."""
    try:
        return parse_expression(pick(row, column))
    except ReferenceDataError as fault:
        code = fold(pick(row, "编码"))
        message = f"{where(SHEET, row, number, column)}“{code}”的{fault.message}"
        raise ReferenceDataError(message, fault.remedy) from fault


def _relation(text: str) -> Relation:
    relation = RELATIONS.get(fold(text))
    if relation is None:
        raise ReferenceDataError(f"关系“{text}”认不出", "请填写 =、≠、≥、≤、>、< 之一")
    return relation


def _chosen(text: str, words: tuple[str, ...], column: str) -> str:
    if text not in words:
        raise ReferenceDataError(f"{column}“{text}”认不出", f"请填写：{'、'.join(words)}")
    return text
