"""The sides of a county's own comparison rules: numbers and figures with + − × ÷, read by our own parser.

side    := product { (+|−) product }
product := factor { (×|÷) factor }
factor  := number | [−] factor | ( side ) | figure
figure  := [Σ] [ indicators ].column  |  [column]        the latter of the row itself
indicators := one { 、one }      one := code or name, or first..last code: 2021-6-01-02..05
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.headers import Headers

Sign = Literal["+", "-", "*", "/"]
COLUMNS = frozenset({"target", "previous", "current", "cumulative", "rate", "invest_plan", "invest_done"})
"""Field roles that hold figures."""
DEEPEST = 20
"""Brackets within brackets; more is no rule a person wrote."""
MOST = 200
"""Numbers and figures of one side; longer sums are written with Σ."""
_SHOWN = 60
"""Characters of a side that a message shows."""

_token = re.compile(r"(?P<number>\d+(?:\.\d+)?)|(?P<figure>Σ?\[[^\[\]]+\](?:\.[一-鿿]+)?)|(?P<sign>[-+*/()])")
_SIGNS = str.maketrans("×÷−－∑（）", "*/--Σ()")


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number; it has no unit."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A column's figure of the indicators named (codes, names, first and last codes); of the row if none."""

    column: str
    indicators: tuple[str | tuple[str, str], ...] = ()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """Two sides of a sign."""

    sign: Sign
    left: Expression
    right: Expression


Expression = Number | Figure | Operation


def parse_expression(text: str) -> Expression:
    """One side of a rule; ReferenceDataError where it cannot be understood."""
    return _Parser(text).whole()


def figures_in(side: Expression) -> Iterator[Figure]:
    """Every figure of a side, from left to right."""
    if isinstance(side, Figure):
        yield side
    elif isinstance(side, Operation):
        yield from figures_in(side.left)
        yield from figures_in(side.right)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0
        terms = sum(token[0] not in "+-*/()" for token in self.tokens)
        if terms > MOST:
            remedy = "相加的请写成 Σ[2021-1-01-01..03].累计，或分成几条规则"
            raise _fault(text, f"有{terms}个数，最多{MOST}个", remedy)

    def whole(self) -> Expression:
        side = self.side()
        if self.at < len(self.tokens):
            raise self.fault(f"多了“{self.tokens[self.at]}”")
        return side

    def side(self) -> Expression:
        left = self.product()
        while (sign := self.taken("+", "-")) is not None:
            left = Operation(sign, left, self.product())
        return left

    def product(self) -> Expression:
        left = self.factor()
        while (sign := self.taken("*", "/")) is not None:
            left = Operation(sign, left, self.factor())
        return left

    def factor(self) -> Expression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fault("括号太多")
        made = self.negative() or self.bracket() or self.value()
        self.depth -= 1
        return made

    def negative(self) -> Expression | None:
        return Operation("-", Number(Decimal()), self.factor()) if self.taken("-") else None

    def bracket(self) -> Expression | None:
        if not self.accept("("):
            return None
        side = self.side()
        if not self.accept(")"):
            raise self.fault("缺右括号")
        return side

    def value(self) -> Expression:
        if self.at >= len(self.tokens):
            raise self.fault("不完整")
        token = self.tokens[self.at]
        self.at += 1
        if token[0].isdigit():
            return Number(Decimal(token))
        if token[0] in "Σ[":
            return self.figure(token)
        raise self.fault(f"“{token}”的位置不对")

    def figure(self, token: str) -> Figure:
        named, _, column = token.lstrip("Σ").removeprefix("[").partition("]")
        total = token.startswith("Σ")
        if not column:
            return Figure(self.column(named), total=self.single(total))
        names = tuple(_range(each) for each in re.split("[、,]", named))
        if (len(names) > 1 or isinstance(names[0], tuple)) and not total:
            raise self.fault(f"“{token}”不止一个指标，求和请在前面写Σ")
        return Figure(self.column(column.removeprefix(".")), names, total)

    def single(self, total: bool) -> bool:
        if total:
            raise self.fault("Σ后面要写指标，如 Σ[2021-1-01-01..03].累计")
        return False

    def column(self, word: str) -> str:
        match = Headers.default().role(word)
        if match is None or match.kind == "near" or match.role not in COLUMNS:
            raise self.fault(
                f"“{word}”不是能比较的列，可写目标、上期、本期、累计、完成率、计划投资、完成投资"
            )
        return match.role

    def taken(self, *signs: Sign) -> Sign | None:
        return next((sign for sign in signs if self.accept(sign)), None)

    def accept(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def fault(self, problem: str) -> ReferenceDataError:
        remedy = "请写成 [指标编码].累计、Σ[2021-1-01-01..03].累计、[上期]、数字，用 + − × ÷ 连接"
        return _fault(self.text, problem, remedy)


def _fault(text: str, problem: str, remedy: str) -> ReferenceDataError:
    return ReferenceDataError(f"算式“{_shown(text)}”{problem}", remedy)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _tokens(text: str) -> Iterator[str]:
    levelled = fold(text.translate(_SIGNS)).translate(_SIGNS)
    position = 0
    while position < len(levelled):
        found = _token.match(levelled, position)
        if found is None:
            unknown = f"里的“{_shown(levelled[position:])}”认不出"
            raise _fault(text, unknown, "指标要写在方括号里，如 [2021-1-01-01].累计")
        yield found.group()
        position = found.end()


def _range(text: str) -> str | tuple[str, str]:
    """One indicator, or the first and last codes of 2021-6-01-02..05."""
    first, dots, end = text.partition("..")
    return (first, first[: -len(end)] + end) if dots and end else text
