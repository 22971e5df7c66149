"""Hits on the cell of a target."""

from __future__ import annotations

from minsheng_xl.checks.engine import Hit, hit
from minsheng_xl.model import Indicator, TargetTable


def target_hit(table: TargetTable, indicator: Indicator, **words: object) -> Hit:
    """A hit on an indicator's target cell."""
    words = {"printed": indicator.target.raw, "name": indicator.name} | words
    return hit(table.cell(indicator, "target"), indicator=indicator.code, **words)  # type: ignore[arg-type]
