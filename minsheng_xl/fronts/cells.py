"""Cells of worksheet functions: what they hold read as the core reads it, answers put back in their shape.

A cell that cannot be answered gets its reason, beginning with ※; an empty one stays empty. Excel's numbers
are binary: they become Decimal here, and answers leave as Excel's numbers again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from minsheng_xl.errors import InputError, MinshengError
from minsheng_xl.model import Period
from minsheng_xl.place import cell_text, number_text
from minsheng_xl.quantity import Target, Unit, UnitMismatch, parse_target, read_number
from minsheng_xl.reference import Reference
from minsheng_xl.reference.names import Department

REFUSED = "※"
Column = list[list[Any]]
"""A block of cells, row by row, as Excel hands it over and takes it."""


def each(block: Column, answer: Callable[[Any], Any]) -> Column:
    """The answer for every cell of a block."""
    return [[answered(answer, value) for value in row] for row in block]


def together(answer: Callable[..., Any], first: Column, *others: Column) -> Column:
    """The answer for every cell of the first column with the cell beside it; a single cell goes with all."""
    rows = []
    for number, row in enumerate(first):
        beside = [other[0][0] if len(other) == 1 else _at(other, number) for other in others]
        rows.append([answered(answer, row[0], *beside)])
    return rows


def _at(column: Column, number: int) -> Any:
    return column[number][0] if number < len(column) else None


def answered(answer: Callable[..., Any], *values: Any) -> Any:
    """The answer, nothing for an empty cell, or the reason why there is none."""
    if any(value is None or value == "" for value in values):
        return ""
    try:
        return answer(*values)
    except MinshengError as fault:
        return f"{REFUSED}{fault.message}"
    except UnitMismatch as fault:
        return f"{REFUSED}{fault}"


def text(value: Any) -> str:
    """A cell as a person reads it."""
    return number_text(_exact(value)) if isinstance(value, float) else cell_text(value)


def unit(value: Any) -> Unit:
    """A unit of measure; InputError for an unknown one."""
    reading = Reference.default().units.read(text(value))
    if reading.unit is None:
        raise InputError(f"单位“{text(value)}”不在单位表内")
    return reading.unit


def department(value: Any) -> Department:
    """A department or township; InputError for an unknown one, with the likeliest meant."""
    match = Reference.default().register.find(text(value))
    if match.department is None:
        near = f"，是不是“{match.candidates[0].department.short}”" if match.candidates else ""
        raise InputError(f"“{match.text}”不在部门名录内{near}")
    return match.department


def number(value: Any) -> Decimal:
    """A number, typed as one or as text; InputError for anything else."""
    reading = read_number(
        _exact(value) if isinstance(value, float) else value, None, Reference.default().units
    )
    if reading.value is None:
        raise InputError(reading.problem or f"“{text(value)}”不是数")
    return reading.value


def target(value: Any) -> Target:
    """A target; InputError for one that ought to be a number and cannot be read."""
    found = parse_target(
        _exact(value) if isinstance(value, float) else text(value), Reference.default().units
    )
    if found.problem:
        raise InputError(found.problem)
    return found


def period(value: Any) -> Period:
    """A reporting month; one that Excel took for a date is the date's month."""
    return Period(value.year, value.month) if isinstance(value, date) else Period.parse(text(value))


def _exact(value: float) -> Decimal:
    """The 15 digits Excel keeps and shows."""
    return Decimal(f"{value:.15g}")
