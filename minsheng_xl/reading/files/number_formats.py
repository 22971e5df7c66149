"""How number formats show numbers: 0.985 as 98.5%, 15 as 15万, 12345 as 1.2万, 12 not at all.

Format codes: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from minsheng_xl.place import Shown
from minsheng_xl.reading.files.serial_dates import code_kind

PLAIN = Shown()
PERCENT = Shown("", 2, "%")
OTHER = Shown(power=1)
"""A number whose digits are parted by words: what is shown is not the number."""
BUILT_IN = {9: "0%", 10: "0.00%"}
"""Those of the codes every workbook has that show more than the number."""
_LONGEST_CODE = 255
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[(?:\$(?P<money>[^\]-]*))?[^\]]*\]|(?P<digit>[0-9#?@]|General|G/通用格式)|(?P<plain>.)',
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"|[\\!_*].|[^;"])*', re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|=|<|>)\s*(-?[0-9.]+)\]")
_TEST: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<=": le, ">=": ge, "<>": ne, "=": eq, "<": lt, ">": gt
}  # fmt: skip
_SIGNS = " ()（）+-−△▲¥￥"
"""What formats put around numbers for their sign or their kind, or to line them up."""
_DIGITS = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
_ODD = re.compile(r"E[+-]?[0-9]+|\s?(?:[0-9]+\s?)?/\s?[0-9]+")
"""What stands behind the first digits of 1.2E+03, 1 1/2 and 1/2."""
_BETWEEN = ".,/E+- "
"""What stands between the digits of a plain number, a fraction, a power of ten."""


@lru_cache(maxsize=1 << 12)
def is_telling(code: str) -> bool:
    """Whether a format shows some number as more, less or other than the number."""
    if code_kind(code):
        return False
    return _CONDITION.search(code) is not None or any(
        shown_as(code, Decimal(value)) != PLAIN for value in (1, -1, 0)
    )


def hides_text(code: str) -> bool:
    """Whether a format shows nothing where a text stands: `;;;`."""
    parts = _sections(code)
    return len(parts) > 3 and not parts[3].strip()


@lru_cache(maxsize=1 << 13)
def shown_as(code: str, value: Decimal) -> Shown | None:
    """How a code shows a number; None where it does not. A word for nought (无, —) shows it as well."""
    section = _section_of(_sections(code), value) if code else "General"
    shown = _shown(section)
    return PLAIN if shown is None and not value and section.strip(_SIGNS) else shown


def shown_by(text: str, value: Decimal) -> Shown | None:
    """How a number is shown, by the text a file keeps beside it; None where that says something else."""
    found = _DIGITS.search(text)
    if not found:
        return None if text.strip(_SIGNS) and value else PLAIN
    if _ODD.fullmatch(text, found.end()):
        return PLAIN
    written = Decimal(found[0].replace(",", ""))
    before, behind = text[: found.start()].strip(_SIGNS), text[found.end() :].strip(_SIGNS)
    near = Decimal(1).scaleb(int(written.as_tuple().exponent))
    for power in (0, 2) if behind.startswith("%") else (0,):
        if abs(abs(written) - abs(value.scaleb(power))) <= near:
            return OTHER if any(each.isdecimal() for each in behind) else Shown(before, power, behind)
    return OTHER


@lru_cache(maxsize=1 << 12)
def _sections(code: str) -> tuple[str, ...]:
    """The sections of a code, at most four."""
    found, at = list[str](), 0
    code = code[:_LONGEST_CODE]
    while at <= len(code) and len(found) < 4:
        match = _SECTION.match(code, at)
        found.append(match[0] if match else "")
        at += len(found[-1]) + 1
    return tuple(found)


def _section_of(parts: tuple[str, ...], value: Decimal) -> str:
    """The section that shows a number: by the conditions of a code, else by the number's sign."""
    conditions = [_CONDITION.search(part) for part in parts[:3]]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=False):
            if condition is None or _TEST[condition[1]](value, Decimal(condition[2])):
                return part
        return ""
    at = 1 if value < 0 else 0 if value else 2
    return parts[at if at < len(parts) else 0]


@lru_cache(maxsize=1 << 12)
def _shown(section: str) -> Shown | None:
    """What a section makes of a number; None where it has no digits."""
    pieces = list(_PIECE.finditer(section))
    digits = [at for at, piece in enumerate(pieces) if piece["digit"]]
    if not digits:
        return None
    first, last = digits[0], digits[-1]
    power, percent = 0, sum(piece["plain"] == "%" for piece in pieces)
    for at, piece in enumerate(pieces[first:last], start=first):
        word = piece["quoted"] or piece["escaped"] or ""
        if word == ".":
            power -= sum(at < each for each in digits)
        elif word.strip() or (piece["plain"] or " ") not in _BETWEEN:
            return OTHER
        power -= 3 * (piece["plain"] == "," and pieces[at + 1]["plain"] == ".")
    behind = _words(pieces[last + 1 :])
    thousands = len(behind) - len(behind.lstrip(","))
    return Shown(
        _words(pieces[:first]).strip(_SIGNS),
        power + 2 * percent - 3 * thousands,
        behind.lstrip(",").strip(_SIGNS),
    )


def _words(pieces: list[re.Match[str]]) -> str:
    """What is shown of pieces that are no digits."""
    return "".join(
        piece["quoted"] or piece["escaped"] or piece["money"] or piece["plain"] or "" for piece in pieces
    )
