"""What a cell of a table can be by its look: a number, a unit, people, organisations, a date, a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from minsheng_xl.quantity import UnitTable, parse_target
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.text.words import words
from minsheng_xl.reference import Reference, Register, split_units

Kind = Literal["blank", "no", "number", "figure", "unit", "organ", "person", "date", "region", "text", "long"]

ROLES_OF_UNITS = ("lead", "responsible", "cooperator", "assessor")
_LONGEST_ORGANS = 120
_LONGEST_NAME = 20
_LONG = 18
_NUMBER = re.compile(r"[-—－/]|-?\d[\d,，]*(?:\.\d+)?\s*[%％]?")
_DATE = re.compile(
    r"(?:20\d\d\s*[年./-])?\s*(?:\d{1,2}\s*月?\s*(?:\d{1,2}\s*日?)?|[一二三四]季度|[上下]半年|全年|年底|年内|年末|长期|持续)?\s*"
    r"(?:上旬|中旬|下旬|底|末|中)?\s*(?:之?前|以?内|完成|动工|开工|竣工|投用|投入使用|建成|启动)*"
)
_DATED = re.compile(r"\d\s*月|20\d\d\s*[年./]|季度|半年|全年|年底|年内|年末|长期|持续")
_PERSON = re.compile(
    "[一-鿿]{2,3}|(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|令狐|慕容)[一-鿿]{1,2}|[一-鿿]{2,8}·[一-鿿]{2,8}"
)
_LISTED = re.compile(
    r"\d{1,2}[.．、]\D|[（(][一二三四五六七八九十\d]{1,2}[)）]|[①-⑳]|[一二三四五六七八九十]{1,2}、"
)
_BOUND = re.compile("控制在|不低于|不少于|不超过|不高于|达到|大于|小于|低于|高于")
_PARTED = re.compile("[、，,/；;\\n　]+")
_STAR = "★☆*▲●※△◆"
_TOTAL = re.compile("合计|总计|小计|全[县市区]")
_CN_NO = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")


def kind_of(text: str, ref: Reference) -> Kind:
    """The kind of a cell; what a number or a name means depends on its column."""
    return _kind(text.strip(), ref.units, ref.register)


@lru_cache(maxsize=8192)
def _kind(text: str, units: UnitTable, register: Register) -> Kind:
    bare = squeezed(text)
    if not bare:
        return "blank"
    if _NUMBER.fullmatch(bare):
        return "no" if bare.isdigit() and len(bare) <= 3 else "number"
    if _DATED.search(bare) and _DATE.fullmatch(bare):
        return "date"
    if units.read(text).unit is not None:
        return "unit"
    if is_organs(text, register):
        return "organ"
    if is_person(text):
        return "person"
    if len(bare) <= _LONG and re.search(r"\d", bare) and parse_target(text, units).value is not None:
        return "figure"
    if _BOUND.fullmatch(bare):
        return "figure"
    if is_region(bare):
        return "region"
    return "long" if len(bare) > _LONG else "text"


def is_organs(text: str, register: Register) -> bool:
    """Whether a text lists organisations and nothing else; a person named behind one does not count."""
    bare = text.strip(_STAR + " ")
    if not bare or len(bare) > _LONGEST_ORGANS or re.search(r"\d|。$", bare):
        return False
    if register.knows(bare):
        return True
    names = [unit.name for unit in split_units(re.sub(f"[{_STAR}]", "", bare), register)]
    names = [re.sub(r"[（(](?:牵头|主办|配合|协办|参与)[）)]$", "", name) for name in names]
    organs = [name for name in names if is_organ(squeezed(name), register)]
    rest = [name for name in names if name not in organs]
    return bool(organs) and len(rest) < len(organs) + 1 and all(is_person(name) for name in rest)


def is_organ(name: str, register: Register) -> bool:
    """Whether one name is an organisation's: a known one, one that ends like them, or two with 和 between."""
    one, _, other = name.partition("和")
    if other and not register.knows(name):
        return is_organ(one, register) and is_organ(other, register)
    like = len(name) <= _LONGEST_NAME and (_like().search(name) or is_region(name))
    return register.knows(name) or bool(like)


@cache
def _like() -> re.Pattern[str]:
    return re.compile(words()["units"]["like"])


def is_person(text: str) -> bool:
    """Whether a short text is people's names: each begins with a surname."""
    surnames = words()["people"]["surnames"]
    names = [squeezed(name) for name in _PARTED.split(text) if squeezed(name)]
    if names and not all(_PERSON.fullmatch(name) for name in names):
        names = [name for name in re.split(r"\s+", text) if name]
    return bool(names) and all(_PERSON.fullmatch(name) and name[0] in surnames for name in names)


def join_lines(lines: Iterable[str]) -> str:
    """The lines of one cell: organisations, people, sentences stay apart, a broken name is joined."""
    texts = [text for line in lines if (text := line.strip())]
    if len(texts) < 2:
        return "".join(texts)
    register = Register.default()
    if all(is_organs(text, register) for text in texts) or all(is_person(text) for text in texts):
        return "\n".join(texts)
    joined = texts[0]
    for text in texts[1:]:
        apart = joined.endswith(("。", "；", ";", "：")) or _LISTED.match(text)
        joined += f"\n{text}" if apart else text
    return joined


def is_region(text: str) -> bool:
    """Whether a cell names a township or another region."""
    return bool(re.fullmatch(words()["people"]["regions"], squeezed(text)))


def is_total(text: str) -> bool:
    """Whether a cell names a row of sums: 合计, 全县."""
    return bool(_TOTAL.fullmatch(squeezed(text)))


def is_counting(text: str) -> bool:
    """Whether a cell is a number of a list: 3, 三, （三）."""
    bare = fold(text)
    return bool(re.fullmatch(r"\d{1,3}", bare) or _CN_NO.fullmatch(bare))
