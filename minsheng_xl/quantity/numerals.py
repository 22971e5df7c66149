"""Chinese numerals as they stand in official texts: 三百二十, 两, 二〇二一, 3千, 1万2千, 一万二."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ZEROS = "〇零"
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億圆", "一二三四五六七八九十百千万亿元") | {
    ord("廿"): "二十",
    ord("卅"): "三十",
}
_CAPITAL = re.compile(
    "[壹贰叁肆伍陆柒捌玖零拾佰仟萬億万亿]*[拾佰仟萬億廿卅]"
    "[壹贰叁肆伍陆柒捌玖零一二三四五六七八九拾佰仟萬億万亿]*(?:[圆元]整?)?"
)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[" + "".join(_DIGITS) + "]|[" + "".join(_SCALES) + "]")
FIRST = "[" + "".join(_DIGITS) + "十百千]"
NUMERAL = "[" + "".join(_DIGITS) + "".join(_SCALES) + "]"
"""Character classes for regular expressions: what a Chinese numeral begins with, and is made of."""
_DECIMAL = re.compile(
    rf"(?P<whole>{NUMERAL}+|[0-9]+(?=点[0-9]+[^0-9]))点"
    "(?P<part>[0-9〇零一二三四五六七八九]+)(?![分整钟0-9十〇零一二三四五六七八九])"
)


def without_capitals(text: str) -> str:
    """The text with numerals as on cheques in everyday ones: 贰佰万元整 is 二百万元."""
    return _CAPITAL.sub(lambda found: found.group().translate(_CAPITALS).removesuffix("整"), text)


def with_points(text: str) -> str:
    """The text with decimals as they are spoken in figures: 十二点五 is 12.5."""
    return _DECIMAL.sub(_with_point, text)


def _with_point(found: re.Match[str]) -> str:
    """十二点五 as 12.5."""
    whole, part = parse_numeral(found["whole"]), [parse_numeral(digit) for digit in found["part"]]
    if whole is None or None in part:
        return found.group()
    return f"{whole:f}.{''.join(map(str, part))}"


def parse_numeral(text: str) -> Decimal | None:
    """The value of a Chinese (or mixed) numeral, None when it is not one.

    A last digit without its scale counts in tens below the one before, as in speech: 一万二, 1万2 are 12000.
    Two digits in a row without a nought are an estimate: 两三 is not 23, 三五 not 35. What follows a scale is
    less than it: 1万12000, 三万万 are none.
    """
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        return None
    if len(tokens) > 1 and all(token in _DIGITS for token in tokens):
        if len(tokens) == 2 and _DIGITS[tokens[0]] and _DIGITS[tokens[1]]:
            return None
        return Decimal("".join(str(_DIGITS[token]) for token in tokens))
    return _add_up(tokens)


def _add_up(tokens: list[str]) -> Decimal | None:
    """Sum of the scaled parts; None where two digits, a broken part or rising scales make no number."""
    if any("." in token for token in tokens[:-1]) and not set(tokens[1:]) <= _SCALES.keys():
        return None
    total, section, digit = Decimal(0), Decimal(0), None
    scale, myriad = 0, 0
    for token in tokens:
        if token in _ZEROS and (total or section):
            scale = 0
        elif token not in _SCALES:
            if digit is not None:
                return None
            digit = Decimal(_DIGITS.get(token, token))
        elif _SCALES[token] < 10_000:
            if 0 < scale < 10_000 and _SCALES[token] >= scale:
                return None
            scale = _SCALES[token]
            section, digit = section + (Decimal(1) if digit is None else digit) * scale, None
        else:
            part, scale = section + (digit or 0), _SCALES[token]
            if scale == myriad or not (part or (total and scale > myriad)):
                return None
            total = (total + part) * scale if scale > myriad else total + part * scale
            section, digit, myriad = Decimal(0), None, scale
    if digit is not None and scale:
        if len(tokens[-1]) == 1 and scale > 10:
            digit *= scale // 10
        elif digit >= scale:
            return None
    return total + section + (digit or 0)
