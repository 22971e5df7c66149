"""Arithmetic of quantities: exact in Decimal, and refused where two units measure different things."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from minsheng_xl.quantity.units import Unit

MONTHS = 12
_EXACT = Context(prec=60)


class UnitMismatch(ValueError):  # noqa: N818 -- it names what is wrong, as the rules do
    """Two units that must not be converted into each other or added up."""

    def __init__(self, source: Unit, target: Unit, reason: str) -> None:
        super().__init__(f"“{source}”与“{target}”不得换算或相加：{reason}")
        self.source = source
        self.target = target
        self.reason = reason


def convert(value: Decimal, source: Unit, target: Unit, *, full_year: bool = False) -> Decimal:
    """`value` in `source` as a value in `target`; exact wherever the result has an end.

    A monthly standard becomes a yearly one (x 12), and back, only with `full_year`: the same standard, paid
    for all twelve months. Raises UnitMismatch for units that measure different things.
    """
    above, below = _ratio(source, target, full_year)
    if above == below:
        return value
    converted = _EXACT.divide(_EXACT.multiply(value, above), below).normalize(_EXACT)
    whole = converted == converted.to_integral_value()
    return converted.quantize(Decimal(1), context=_EXACT) if whole else converted


def same_quantity(a: Decimal, unit_a: Unit, b: Decimal, unit_b: Unit) -> bool:
    """Whether two quantities are exactly equal; no division, so no rounding. Raises UnitMismatch."""
    above, below = _ratio(unit_a, unit_b, False)
    return _EXACT.multiply(a, above) == _EXACT.multiply(b, below)


def comparable(a: Unit, b: Unit) -> bool:
    """Whether values in the two units may be converted into each other and added up."""
    return not _refusal(a, b, False)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded as clerks round (四舍五入) to so many decimal places."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=_EXACT)


def printed_places(text: str | Decimal) -> int:
    """Decimal places as printed: 2 for `63.30%`, 0 for `1,941`."""
    _, point, places = str(text).strip().partition(".")
    return len(places) - len(places.lstrip("0123456789")) if point else 0


def _ratio(source: Unit, target: Unit, full_year: bool) -> tuple[Decimal, Decimal]:
    """Numerator and denominator of the conversion ratio."""
    refusal = _refusal(source, target, full_year)
    if refusal:
        raise UnitMismatch(source, target, refusal)
    above, below = source.factor, target.factor
    if "月" in source.per and "年" in target.per:
        above *= MONTHS
    elif "年" in source.per and "月" in target.per:
        below *= MONTHS
    return above, below


def _refusal(source: Unit, target: Unit, full_year: bool) -> str:
    """Why two units cannot be converted; empty where they can."""
    if source.base != target.base or source.dimension != target.dimension:
        return f"量纲不同，{source.dimension}与{target.dimension}"
    if source.family != target.family:
        return "一为标准，一为总额"
    if source.per == target.per:
        return ""
    if _yearly(source.per) != _yearly(target.per) or source.family != "标准":
        return "分母不同"
    return "" if full_year else "周期不同，足额按月发放的同一标准才可按12个月换算"


def _yearly(per: tuple[str, ...]) -> list[str]:
    return ["年" if name == "月" else name for name in per]
