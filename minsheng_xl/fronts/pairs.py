"""A figure held against its target, both read with the units their cells state.

Where only one of the two states its unit, the other is in the same; where another scale would fit better
(0.955 beside 95%, 12000 beside 1.5万人), nobody can tell, and it is asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from minsheng_xl.checks.evidence.slips import HALFWAY
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.cells import exact, is_blank, text
from minsheng_xl.fronts.cells import unit as read_unit
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Quantity, Target, Unit, UnitTable, find_quantities, parse_target, read_number
from minsheng_xl.quantity.spelling import RATIO
from minsheng_xl.reference import Reference

LIKELY = 2
"""A figure up to this many times its target is likely: of the 16 that the progress reports of a city and of a
finance office print beside their targets the greatest is 1.57 times its."""
PERCENT, HUNDRED = "%", Decimal(100)
_EACH = re.compile("每(?!年)[^0-9，。；]{1,6}?(?=[0-9不至约])|[户人]均")
"""What a number is said of; 每年 is the year of the plan."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a cell: its value in `unit`, and whether the cell itself says which unit that is."""

    value: Decimal
    unit: Unit | None
    stated: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and its target, in one unit."""

    done: Decimal
    target: Target


def figure(value: Any, unit: Unit | None, table: UnitTable) -> Figure:
    """The number in a cell, in `unit` where one is given. InputError for what is no exact number."""
    typed = exact(value) if isinstance(value, float) else value
    reading, alone = read_number(typed, unit, table), read_number(typed, None, table)
    if reading.value is None:
        raise InputError(reading.problem or f"“{text(value)}”不是数")
    stated = alone.value is None or alone.unit is not None or "数级" in alone.notes
    return Figure(reading.value, reading.unit, stated)


def target(value: Any, table: UnitTable, unit: str | None = None, name: str = "") -> Target:
    """A target, in the unit of its row where that is known. InputError for one that cannot be read."""
    found = parse_target(exact(value) if isinstance(value, float) else text(value), table, unit, name)
    if found.problem:
        raise InputError(found.problem)
    return _with_divisor(found, table, unit or "")


def _with_divisor(found: Target, table: UnitTable, unit: str) -> Target:
    """A target said of each one with the unit that says so: 每人每月500元 is in 元/人·月.

    InputError where there is no such unit (每个乡镇1个): it is not the figure of the whole.
    """
    each_one = _EACH.search(found.raw.partition("其中")[0])
    printed = found.unit or unit
    if each_one is None or found.kind not in ("number", "range") or set("/每") & set(printed):
        return found
    quantities = (each for each in find_quantities(found.raw, table) if each.unit == found.unit)
    divided = next((norm for each in quantities if "/" in (norm := _divided(each, table))), "")
    if not divided:
        raise InputError(
            f"“{found.raw}”是“{each_one[0]}”的数，单位“{printed}”里没有", "请写总数，或在单位里写明"
        )
    return replace(found, unit=divided)


def _divided(quantity: Quantity, table: UnitTable) -> str:
    """The unit of a quantity with what its sentence divides it by: 个/千人; as it is where there is none."""
    read = table.read(quantity.unit).unit
    if read and quantity.per and not read.per:
        return table.divided(read, quantity.per).symbol
    return quantity.unit_norm


def pair(done: Any, aim: Any, unit: Any, ref: Reference, name: str = "") -> Pair:
    """A figure and its target in one unit: that of their row, else the one that is printed in them.

    InputError where they do not go together, or where one without a unit would fit another scale.
    """
    table = ref.units
    if not is_blank(unit):
        own = read_unit(unit, ref)
        found, counted = target(aim, table, own.symbol, name), figure(done, own, table)
        if not counted.stated:
            _ask(counted.value, found, _other(own, table), text(done), own)
        return Pair(counted.value, found)
    found, alone = target(aim, table, None, name), figure(done, None, table)
    if not found.unit:
        bare = aim if alone.stated else done
        _ask(alone.value, found, 1 / _other(alone.unit, table), text(bare), alone.unit)
        return Pair(alone.value, found)
    return _in_unit_of_target(done, aim, found, alone, table)


def _in_unit_of_target(done: Any, aim: Any, found: Target, alone: Figure, table: UnitTable) -> Pair:
    """A figure beside a target that prints a unit, or 万 alone."""
    scale = table.prefixes.get(found.unit)
    if scale:
        plain = table.scaled(alone.unit, "") if alone.unit else None
        found = target(aim, table, plain.symbol if plain else "")
        if not alone.stated:
            _ask(alone.value, found, scale, text(done), None)
        return Pair(figure(done, plain, table).value, found)
    own = table.read(found.unit).unit
    if own is None:
        if alone.unit:
            raise InputError(f"目标的单位“{found.unit}”不在单位表内，不能与“{text(done)}”相比")
        return Pair(alone.value, found)
    counted = figure(done, own, table)
    if not counted.stated:
        _ask(counted.value, found, _other(own, table), text(done), own)
    return Pair(counted.value, found)


def _other(unit: Unit | None, table: UnitTable) -> Decimal:
    """What a bare number in a unit is multiplied by, were it of the other scale; 1 where there is none.

    A percent may be handed over as its hundredth, a number of people beside one of 万人.
    """
    if unit is None:
        return Decimal(1)
    if unit.dimension == RATIO:
        return 1 / unit.factor
    prefix = unit.symbol.partition(unit.word)[0]
    return 1 / table.prefixes[prefix] if prefix else Decimal(1)


def _ask(done: Decimal, found: Target, factor: Decimal, bare: str, unit: Unit | None) -> None:
    """InputError where a bare number fits the other scale better than the one it would be read in."""
    held = found.value or found.high
    if not held:
        return
    literal = abs(done / held)
    other = literal * factor
    if literal >= 10 * HALFWAY or (0 < other <= LIKELY and (literal > LIKELY or other > literal)):
        raise InputError(_doubt(bare, unit), _remedy(unit))


def _doubt(bare: str, unit: Unit | None) -> str:
    if unit is None:
        return f"“{bare}”没有写单位，看不出是多少"
    if unit.dimension == RATIO:
        return f"“{bare}”看不出是{bare}{unit}，还是百分比格式的{_hundredfold(bare)}%"
    plain = unit.symbol.removeprefix(unit.symbol.partition(unit.word)[0])
    return f"“{bare}”没有写单位，看不出是{bare}{unit}还是{bare}{plain}"


def _remedy(unit: Unit | None) -> str:
    ratio = unit is not None and unit.dimension == RATIO
    return f"请把格子设为百分比格式，或写上{unit}" if ratio else "请在数后写上单位"


def _hundredfold(bare: str) -> str:
    try:
        return number_text(Decimal(bare) * HUNDRED)
    except ArithmeticError:
        return bare


def percents(value: Any, ref: Reference) -> tuple[Decimal, ...]:
    """The percentages a cell may mean: what it says; of a bare number also what a percent cell would show."""
    counted = figure(value, ref.units.read(PERCENT).unit, ref.units)
    if counted.stated or not 0 < counted.value <= LIKELY:
        return (counted.value,)
    return counted.value, counted.value * HUNDRED
