"""Units of a plan as they read, and what is usually counted in what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from minsheng_xl import data
from minsheng_xl.checks.engine import Hit, hit
from minsheng_xl.model import Indicator, TargetTable
from minsheng_xl.quantity import Unit, UnitReading
from minsheng_xl.reference import Reference


def read_units(table: TargetTable, ref: Reference) -> Iterator[tuple[Indicator, UnitReading]]:
    """Every indicator that prints a unit, with how it reads."""
    for each in table.indicators:
        if each.unit:
            yield each, ref.units.read(each.unit)


def unit_hit(table: TargetTable, indicator: Indicator, **words: Any) -> Hit:
    """A hit on an indicator's unit cell."""
    place = table.cell(indicator, "unit")
    words = {"printed": indicator.unit, "name": indicator.name} | words
    return hit(place, indicator=indicator.code, **words)


@cache
def usual_words() -> dict[str, Any]:
    """Data of measure_words.toml with its patterns compiled."""
    words = data.load("measure_words.toml")
    for entry in (*words["usual"], words["standards"], words["times"], words["heads"], words["totals"]):
        entry["words"] = re.compile(entry["words"])
    words["standards"]["items"] = re.compile(words["standards"]["items"])
    return words


def parts_with_units(table: TargetTable, ref: Reference) -> Iterator[tuple[Indicator, Indicator, Unit, Unit]]:
    """Every part with its whole and the units of both, where both are known."""
    for each in table.indicators:
        whole = table.by_code.get(each.parent) if each.relation == "part_of" else None
        if whole is None:
            continue
        unit, total = ref.units.read(each.unit).unit, ref.units.read(whole.unit).unit
        if unit and total:
            yield each, whole, unit, total
