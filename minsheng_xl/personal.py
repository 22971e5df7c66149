"""Personal data in returned tables: identity, mobile and account numbers found and masked.

Identity numbers: GB 11643-1999, 17 digits with a real date and a check character (ISO 7064 MOD 11-2); by
chance 4 of 100,000 numbers of 18 digits pass; behind the word 身份证 the check character may be wrong. A
mobile number counts in words where no unit follows it (13712349876元 is a sum); alone in a cell it counts in
a column of words or under a head such as 电话, as any number of 15 or 18 digits does under 身份证号. An
account counts behind a word for it (卡号, 账号), a card of 62… where its check digit is right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from minsheng_xl.place import CellValue, Grid, number_text

_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_NAMED_IDENTITY = re.compile(
    r"(?:身份证|证件)[^0-9，。；\n]{0,12}([1-9](?: ?[0-9]){14}(?:(?: ?[0-9]){2} ?[0-9Xx])?)(?![0-9A-Za-z])"
)
_NAMED_ACCOUNT = re.compile(
    r"(?:银行|卡号|账号|账户|帐号|存折|一卡通)[^0-9，。；\n]{0,12}([1-9](?: ?[0-9]){11,18})(?![0-9A-Za-z])"
)
_CARD = re.compile(r"(?<![0-9A-Za-z])62[0-9]{14,17}(?![0-9A-Za-z])")
_MOBILE = "(?P<mobile>1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4}))"
_NAMED_PHONE = re.compile(
    rf"(?:电话|手机|联系方式|联系人|微信|致电|拨打)[^0-9，。；\n]{{0,12}}{_MOBILE}(?![0-9])"
)
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z¥￥])(?<![0-9][.,，]){_MOBILE}"
    r"(?![0-9A-Za-z%‰]|[.,，][0-9]|\s*(?:[元万亿平立吨公千米亩户人个处件次株头只台套度㎡㎞]|美元))"
)
_IDENTITY_HEAD = re.compile(r".{0,6}(?:身份证|证件).{0,4}")
_PHONE_HEAD = re.compile(r".{0,6}(?:电话|手机|联系方式).{0,4}")
_LONE = {
    "身份证号": re.compile(r"[1-9][0-9]{14}(?:[0-9]{2}[0-9Xx])?"),
    "手机号": re.compile(r"1[3-9][0-9]{9}"),
}
"""What a number under such a head looks like."""
_SHORTEST = 11
_LONG_ENOUGH = re.compile("[0-9][0-9 -]{9}[0-9]")
"""Every number of a person has such a stretch."""
_SHOWN = {"身份证号": 6, "手机号": 3, "银行账号": 4}
"""How many digits at the front stay."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def is_identity(text: str) -> bool:
    """Whether a text is a resident identity number: 18 characters, date and check character right."""
    if not _IDENTITY.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return int(text[6:10]) >= 1900 and _CHECKS[total % 11] == text[17].upper()


def is_card(text: str) -> bool:
    """Whether digits are the number of a bank card: the check digit of ISO/IEC 7812-1 is right."""
    doubled = (int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(text)))
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0


def find_personal(text: str) -> tuple[str, ...]:
    """What kinds of personal data a text holds: 身份证号, 手机号, 银行账号."""
    return tuple(dict.fromkeys(_in_words(text).values()))


def masked(text: str) -> str:
    """The text with the middle of each identity number (6 and 4 left) and mobile number (3 and 4) starred."""
    for number, kind in _in_words(text).items():
        text = text.replace(number, _starred(number, _SHOWN[kind]))
    return text


def _in_words(text: str) -> dict[str, str]:
    """Numbers of persons in a text, with their kinds."""
    if not _LONG_ENOUGH.search(text):
        return {}
    return _named_numbers(text) | dict.fromkeys(_mobiles(_PHONE, text), "手机号")


def _named_numbers(text: str) -> dict[str, str]:
    """Numbers that show themselves what they are, or that a word says it of."""
    identities = (*filter(is_identity, _IDENTITY.findall(text)), *_NAMED_IDENTITY.findall(text))
    cards = filter(is_card, _CARD.findall(text))
    accounts = dict.fromkeys((*_NAMED_ACCOUNT.findall(text), *cards), "银行账号")
    phones = dict.fromkeys(_mobiles(_NAMED_PHONE, text), "手机号")
    return accounts | dict.fromkeys(identities, "身份证号") | phones


def _mobiles(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (found["mobile"] for found in pattern.finditer(text))


class PersonalCell(NamedTuple):
    """A cell with personal data: where, of what kinds, its text as it may be shown; each number starred."""

    row: int
    column: int
    kinds: tuple[str, ...]
    shown: str
    numbers: tuple[str, ...]
    stars: tuple[str, ...]


def personal_cells(grid: Grid, first: int = 1, words: Collection[int] = ()) -> Iterator[PersonalCell]:
    """Cells from row `first` on that hold personal data, in their words or under a head that says so.

    A number alone in a cell is words in the columns `words`, else a figure.
    """
    heads: dict[int, str] = {}
    for row in range(first, len(grid.rows) + 1):
        for column, value in enumerate(grid.rows[row - 1], start=1):
            text = _text(value)
            if len(text) >= _SHORTEST:
                said = column in words or not text.isdecimal()
                if found := _found(text, heads.get(column, ""), words=said):
                    yield _cell(row, column, text, found)
            elif text and (kind := _head_kind(text)):
                heads[column] = kind


def _cell(row: int, column: int, text: str, found: dict[str, str]) -> PersonalCell:
    stars = tuple(_starred(number, _SHOWN[kind]) for number, kind in found.items())
    shown = text
    for number, star in zip(found, stars, strict=True):
        shown = shown.replace(number, star)
    return PersonalCell(row, column, tuple(dict.fromkeys(found.values())), shown, tuple(found), stars)


def _text(value: CellValue) -> str:
    """A text, or the digits of a number long enough for one of a person."""
    if isinstance(value, str):
        return value.strip()
    return number_text(value) if isinstance(value, Decimal) and value >= 10 ** (_SHORTEST - 1) else ""


def _found(text: str, head: str, *, words: bool) -> dict[str, str]:
    """Numbers of persons in a text, or in a number under a head, with their kinds."""
    if head and _LONE[head].fullmatch(text):
        return {text: head}
    return _in_words(text) if words else _named_numbers(text)


@lru_cache(1 << 12)
def _head_kind(text: str) -> str:
    if _IDENTITY_HEAD.fullmatch(text):
        return "身份证号"
    return "手机号" if _PHONE_HEAD.fullmatch(text) else ""


def _starred(number: str, first: int) -> str:
    return number[:first] + "*" * (len(number) - first - 4) + number[-4:]
