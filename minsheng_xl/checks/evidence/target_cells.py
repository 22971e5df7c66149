"""Hits on the cell of a target."""

from __future__ import annotations

from typing import Any

from minsheng_xl.checks.engine import Hit, hit
from minsheng_xl.model import Indicator, TargetTable


def target_hit(table: TargetTable, indicator: Indicator, **words: Any) -> Hit:
    """A hit on an indicator's target cell."""
    about: dict[str, Any] = {"printed": indicator.target.raw, "name": indicator.name}
    return hit(table.cell(indicator, "target"), indicator=indicator.code, **(about | words))
