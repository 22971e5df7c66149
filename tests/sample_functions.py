"""Worksheet functions as a module of them looks, for the wrapper generator."""

from __future__ import annotations

from typing import Any

import xlwings


@xlwings.func(category="民生工程")
@xlwings.arg("values", ndim=2, doc="一列数")
@xlwings.arg("times", doc="倍数，不填为 2")
def MS_TIMES(values: Any, times: Any = None) -> Any:  # noqa: N802  # the name Excel shows
    """把一列数乘以倍数。"""
    factor = 2 if times is None else times
    return [[value * factor for value in row] for row in values]


@xlwings.func(category="民生工程", call_in_wizard=False)
def MS_TODAY() -> str:  # noqa: N802
    """今天。"""
    return "today"
