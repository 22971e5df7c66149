"""Townships listed with their figures in one cell or bracket: 甲镇280、乙镇180."""

from __future__ import annotations

import re
from decimal import Decimal

from minsheng_xl.model import Allocation
from minsheng_xl.place import Place

_LISTED = re.compile(
    r"(?P<town>[一-鿿]{1,7}?(?:镇|乡|街道|办事处|农场|林场|开发区|管委会|县|市|区|旗|办))\s*[:：]?\s*(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[一-鿿%]{0,3}?)(?=[、，,；;。\s]|$)"
)
_FEWEST = 2


def lists_towns(text: str) -> bool:
    """Whether a cell lists townships with their figures: 甲镇280 乙乡15."""
    return len(list(_LISTED.finditer(text))) >= _FEWEST


def listed_shares(text: str, indicator: str, unit: str, place: Place) -> tuple[Allocation, ...]:
    """Shares written inside one cell or bracket: 甲镇280、乙镇180, 甲岭镇5000亩 乙河镇4000亩."""
    found = list(_LISTED.finditer(text))
    if len(found) < _FEWEST:
        return ()
    return tuple(
        Allocation(
            indicator=indicator,
            unit=each["unit"] or unit,
            town=each["town"],
            value=Decimal(each["value"].replace(",", "")),
            value_text=each["value"],
            place=place,
        )
        for each in found
    )
