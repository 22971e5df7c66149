"""Names known by their whole shape: templates with slots, and the patterns they are matched with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.names import DepartmentKind

_SLOT_PATTERNS = {
    "at": "(?P<at>[一-鿿Xx×*]{0,8}?(?:自治[区州县]|[省市县区旗州盟])|[Xx×*某]{1,4})",
    "here": "(?P<here>[一-鿿]{2,6}?|[Xx×*某]{1,4})",
    "city": "(?P<city>[一-鿿]{0,6}?市)",
    "city_stem": "(?P<city_stem>[一-鿿]{2,5}?)",
    "province": "(?P<province>[一-鿿]{2,4}?省|[一-鿿]{2,8}?自治区)",
    "province_stem": "(?P<province_stem>[一-鿿]{2,4}?)",
    "town": "(?P<town>(?![各省市县区])[一-鿿]{1,6}?(?:镇|乡|街道))",
    "office": "(?P<office>[一-鿿]{2,12}?)",
    "any": "(?P<any>[^、,;/]{2,40}?)",
}
_SLOT = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of unit known by the shape of its whole name: a city bureau's branch, a leading group."""

    patterns: list[str]
    full: str
    kind: DepartmentKind
    level: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Collective:
    """A shape of names that stand for several units."""

    pattern: str
    level: str = ""
    system: str = ""
    expands: str = ""


def anchor_of(template: str) -> str:
    """The longest plain stretch of a template, levelled; a name without it cannot fit."""
    return max(map(fold, re.split(r"\{\w+\}", template)), key=len)


@cache
def compile_template(template: str) -> re.Pattern[str]:
    """A name template as a pattern over levelled names; a slot named twice must hold the same."""
    seen: set[str] = set()

    def slot(found: re.Match[str]) -> str:
        name = found[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return _SLOT_PATTERNS[name]

    return re.compile(_SLOT.sub(slot, re.escape(fold(template))))
