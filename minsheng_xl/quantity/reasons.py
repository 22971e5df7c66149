"""Why a number in a text is no quantity: dates, document numbers, nicknames, voltages, step numbers."""

from __future__ import annotations

import re

from minsheng_xl.quantity.grammar import Grammar

LONGEST_NUMBER = 15
"""Digits Excel keeps; a longer run is the number of some card, not a quantity."""
NO_UNIT = "无单位"
"""The reason of a bare number; the only one that its surroundings may still overrule."""

DATE = "日期"
CARD = "号码"
"""The reason of a telephone number, or of a run of digits too long for any quantity."""

_STEP = re.compile(r"[.、．)）]\s?(?![0-9])")
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}(?:[-—]{1,2}[0-9]{7,8})?|0[0-9]{5,}(?:[-—][0-9]+)?")
"""A telephone number, or a long number that begins with nought, as codes of files do."""
_ANNEX = ("第", "附件", "附表", "附录", "附图")
_QUOTED = re.compile("[“‘「《][^”’」》]*$")
_CLOSED = re.compile("[^“‘「《]*[”’」》]")
_NICKNAME = 12
_MINUS = ("-", "−")
_WHY = {"date": DATE, "document": "文号", "code": "名称"}


def reason(match: re.Match[str], flat: str, rules: Grammar) -> str:
    """Why the number of a match of `rules.number` is no quantity; empty when it is one."""
    last = match.lastgroup or ""
    if last in _WHY:
        return _WHY[last]
    if last == "reason":
        return rules.reasons[match["reason"]]
    if last == "dotted":
        return DATE if _is_year(match["low"]) else CARD
    start, end = match.span()
    before = flat[start - 1] if start else ""
    if flat.endswith(_ANNEX, max(0, start - 2), start):
        return "序号"
    if before in _MINUS and not re.match("[0-9A-Za-z%)]", flat[max(0, start - 2) : start - 1]):
        return "负数"
    if before == "+" or _in_quotes(flat, start, end):
        return "名称"
    if before.isascii() and before.isalpha():
        return "型号"
    return _by_unit(match, flat) if match["unit"] else _without_unit(match, flat)


def _by_unit(match: re.Match[str], flat: str) -> str:
    if match["unit"] != "年":
        return ""
    if _is_year(match["low"].rpartition(".")[2]):
        return "年份"
    return "" if match["after"] or flat.startswith("内", match.end()) else "年限"


def _without_unit(match: re.Match[str], flat: str) -> str:
    number = match["low"]
    if match["high"] and _is_year(number) and _is_year(match["high"]):
        return "年份"
    if len(number) > LONGEST_NUMBER or _PHONE.fullmatch(match.group().strip()):
        return CARD
    following = flat[match.end() : match.end() + 1]
    if following.isascii() and following.isalpha():
        return "型号"
    opening = not flat[max(0, match.start() - 1) : match.start()].strip(" \n。；;：:(（")
    return "序号" if opening and _STEP.match(flat, match.end()) else NO_UNIT


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1900 <= int(number) <= 2100


def _in_quotes(flat: str, start: int, end: int) -> bool:
    """Whether a number stands in a short quotation: “351”, “1+5+X”, 《健康中国2030》."""
    quoted = _QUOTED.search(flat, max(0, start - _NICKNAME), start)
    return quoted is not None and _CLOSED.match(flat, end, end + _NICKNAME) is not None
