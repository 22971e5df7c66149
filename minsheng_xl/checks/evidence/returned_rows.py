"""Rows of returns that are about the plan, and hits on their cells; rules of every family use these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from minsheng_xl.checks.engine import Hit, hit
from minsheng_xl.model import Indicator, Return, Row
from minsheng_xl.quantity import Unit, UnitTable

DONE = ("current", "cumulative")
"""Columns of a return that hold what was done."""


def matched(returns: Iterable[Return]) -> Iterator[tuple[Return, Row, Indicator]]:
    """Every returned row that is about an indicator of the plan."""
    for each in returns:
        for row in each.rows:
            if row.indicator is not None:
                yield each, row, row.indicator


def reported_figures(returns: Sequence[Return]) -> Iterator[tuple[Return, Indicator, str, int, Decimal]]:
    """Every figure a department reported: return, indicator, column role, row number, value."""
    for each in returns:
        for row in each.rows:
            for role in DONE:
                value = row.value(role)
                if row.indicator is not None and value is not None:
                    yield each, row.indicator, role, row.number, value


def unit_of(indicator: Indicator, table: UnitTable) -> Unit | None:
    """The unit a row is filled in by; a ratio that prints none (全覆盖) is in percent."""
    printed = "%" if indicator.measure == "ratio" and not indicator.unit else indicator.unit
    return table.read(printed).unit


def row_hit(returned: Return, row: Row, role: str, **words: Any) -> Hit:
    """A hit on one cell of a returned row."""
    indicator = row.indicator
    about = {"name": indicator.name, "indicator": indicator.code} if indicator else {}
    return hit(returned.place(row.number, role), department=returned.department, **(about | words))
