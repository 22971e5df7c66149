"""A formula of worksheet functions as it is typed in Excel, calculated: for examples, docs and tests.

=MS_JOIN({"县人社局","县财政局"})　　=MS_LIGHT(MS_RATE("3人","5人"),MS_PACE("2021-08"))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minsheng_xl.fronts import functions
from minsheng_xl.fronts.function_help import DECLARED
from minsheng_xl.place import number_text
from minsheng_xl.reading.files.cells import number

_TOKEN = re.compile(
    r'\s*(?:"(?P<text>(?:[^"]|"")*)"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?)'
    r"|(?P<name>[A-Za-z_]\w*)|(?P<mark>[(){},;]))"
)


def calculate(formula: str) -> Any:
    """What a formula comes to: a value, or a block of them. ValueError for what is no such formula."""
    tokens = _Tokens(formula.strip().removeprefix("="))
    value = _value(tokens)
    if tokens.left:
        raise ValueError(f"{formula}: more than one formula")
    return value


def shown(value: Any) -> str:
    """A value as cells show it: rows parted by ；, the cells of a row by ，."""
    if isinstance(value, list):
        return "；".join("，".join(map(shown, row)) for row in value)
    if isinstance(value, bool):
        return str(value).upper()
    return number_text(number(value)) if isinstance(value, float) else str(value)


class _Tokens:
    """The tokens of a formula, taken one by one."""

    def __init__(self, formula: str) -> None:
        self.left = list(_tokens(formula))

    def take(self, *marks: str) -> str:
        """The next token if it is one of the marks; nothing else is taken."""
        return self.left.pop(0)[1] if self.left and self.left[0][1] in marks else ""

    def need(self, *marks: str) -> str:
        """The next token, which has to be one of the marks."""
        found = self.take(*marks)
        if not found:
            raise ValueError(f"{' '.join(marks)} expected before {self.left[:1]}")
        return found


def _tokens(formula: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(formula):
        found = _TOKEN.match(formula, at)
        if found is None:
            raise ValueError(f"{formula}: {formula[at:]}")
        kind = found.lastgroup or ""
        yield kind, found[kind]
        at = found.end()


def _value(tokens: _Tokens) -> Any:
    """A literal, a block in braces, or a call."""
    if tokens.take("{"):
        return _array(tokens)
    kind, text = tokens.left.pop(0) if tokens.left else ("", "")
    if kind == "text":
        return text.replace('""', '"')
    if kind == "number":
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if kind == "name" and text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if kind == "name" and text in DECLARED:
        return getattr(functions, text)(*_arguments(tokens))
    raise ValueError(f"no value: {text}")


def _arguments(tokens: _Tokens) -> list[Any]:
    """What stands between brackets; nothing between two commas is an argument left out."""
    tokens.need("(")
    found: list[Any] = []
    if tokens.take(")"):
        return found
    mark = ","
    while mark == ",":
        left_out = bool(tokens.left) and tokens.left[0] in (("mark", ","), ("mark", ")"))
        found.append(None if left_out else _value(tokens))
        mark = tokens.need(",", ")")
    return found


def _array(tokens: _Tokens) -> list[list[Any]]:
    """A block in braces: , parts cells, ; rows."""
    rows = [[_value(tokens)]]
    while (mark := tokens.need(",", ";", "}")) != "}":
        if mark == ";":
            rows.append([])
        rows[-1].append(_value(tokens))
    return rows
