"""Lists of numbers share what is printed once."""

from __future__ import annotations

import re
from decimal import Decimal

from minsheng_xl.quantity.grammar import ARABIC, Grammar
from minsheng_xl.quantity.parts import LeftOut, Quantity
from minsheng_xl.quantity.reasons import NO_UNIT

_PLAIN = re.compile(ARABIC)
_LIST = re.compile(r"\s?[、和及与]\s?")


def lend_units(parts: list[Quantity | LeftOut], flat: str, rules: Grammar) -> None:
    """The unit printed behind the last number of a list holds for all of it: 0.3、0.5、1万元."""
    for index in range(len(parts) - 2, -1, -1):
        part, last = parts[index], parts[index + 1]
        if isinstance(part, LeftOut) and isinstance(last, Quantity) and _lends_unit(part, last, flat):
            context = rules.before(flat, part.start)
            parts[index] = last._replace(
                value=Decimal(part.text.replace(",", "")),
                value_text=part.text,
                start=part.start,
                end=part.end,
                op=context.op,
                per=context.per or last.per,
            )


def lend_bounds(parts: list[Quantity | LeftOut], flat: str) -> None:
    """What is said before the first number of a list holds for all of it: 分别达到1600元、1200元."""
    for index in range(1, len(parts)):
        first, part = parts[index - 1], parts[index]
        if isinstance(first, Quantity) and isinstance(part, Quantity) and _lends_bound(first, part, flat):
            parts[index] = part._replace(op=first.op, role=first.role, per=part.per or first.per)


def _lends_unit(part: LeftOut, last: Quantity, flat: str) -> bool:
    bare = part.reason == NO_UNIT and _PLAIN.fullmatch(part.text) is not None
    return bare and last.value is not None and last.unit != "" and _adjoin(part, last, flat)


def _lends_bound(first: Quantity, part: Quantity, flat: str) -> bool:
    alike = part.op == "plain" and first.value is not None and first.unit == part.unit
    return alike and _adjoin(first, part, flat)


def _adjoin(first: Quantity | LeftOut, part: Quantity | LeftOut, flat: str) -> bool:
    """Whether nothing but a mark of listing stands between two parts."""
    return _LIST.fullmatch(flat, first.end, part.start) is not None
