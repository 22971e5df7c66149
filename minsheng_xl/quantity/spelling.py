"""Ways in which a target cell spells its figure, levelled to the one that the grammar of running text reads.

Only for whole cells: in running text 各, 半 and a bare numeral say other things as well.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache, partial

from minsheng_xl.quantity.grammar import Grammar, grammar
from minsheng_xl.quantity.numerals import NUMERAL, parse_numeral, with_points, without_capitals
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import flatten, fold
from minsheng_xl.quantity.words import any_of, words

RATIO = "比率"
"""Dimension of the units that shares (七成, 半数以上) are said in."""

_MINUS = re.compile("^负(?=[0-9])")
_POINT = re.compile(r"(?<![0-9.])\.(?=[0-9])")
_APPROXIMATE = re.compile("^~(?=[0-9])")
_SCALED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<scale>百(?!分)|[十千](?=[万亿余多]))")
_GROUPED = re.compile("(?<![0-9 ])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")
_LATIN = re.compile(r"(?<=[0-9])\s?(?P<unit>[A-Za-zμµ²³㎡㎥/]*[A-Za-zμµ²³㎡㎥])(?![0-9])")
_SQUARES = str.maketrans({"㎡": "平方米", "㎥": "立方米"})
QUOTES = re.compile('[“”"「」]')
_MARKS = " 、，,；;。“”\"'"
_WITHIN = re.compile("(?<![以之])内$")
_NUMERALS = re.compile(f"{NUMERAL}+")
_TO = re.compile(r"\s?(?:至|到|[-—–~]{1,2})\s?")
_SPAN = re.compile(rf"(?P<whole>[0-9]+|{NUMERAL}+)(?P<counted>个)?半(?P<unit>月|小时|学期|年|天)")
_BEGINS_HALF = re.compile("^半(?=个?月|小时|学期|年|天)")
_SHARE = re.compile(rf"(?<!{NUMERAL})(?P<tenths>{NUMERAL})成(?P<part>半|{NUMERAL})?(?![立为员效本])")
_HALF = re.compile("(?P<over>过半数?|超半数|超过半数|超过一半)|(?:半数|一半)")
_EACH = re.compile(r"(?P<labels>[^0-9每]+?)(?:共|均|分别)?各(?P<rest>.*[0-9].*)")
_LABELS = re.compile("[、和及与]")
_DETAILS = re.compile(r"[（(\[][^（()）\[\]]*[0-9][^（()）\[\]]*[）)\]]")


def levelled(raw: str, table: UnitTable, unit: str | None) -> str:
    """A cell's text with capital numerals, 半, 各, shares and the row's own unit levelled.

    `unit` is that of the row, as printed; shares become percent in a row of shares only.
    """
    text = flatten(without_capitals(raw)).translate(_SQUARES).strip(_MARKS)
    text = _GROUPED.sub(lambda found: found.group().replace(" ", ""), with_points(text))
    text = _APPROXIMATE.sub("约", _POINT.sub("0.", _MINUS.sub("-", text)))
    text = _SCALED.sub(_multiplied_out, text)
    read = table.read(unit).unit if unit else None
    if read and read.dimension == RATIO:
        text = _percents(text)
    rules = grammar(table)
    text = _with_halves(_LATIN.sub(partial(_agreed, table), text), table)
    if unit and not rules.counts_by(unit):
        text = _without_own_unit(text, unit)
    if not re.search("[0-9]", text):
        text = _in_digits(text, rules)
    text = _WITHIN.sub("以内", text)
    return text if QUOTES.search(raw) else _multiplied(text, rules)


def without_details(text: str) -> str:
    """The text without what follows 其中 and without brackets that hold figures: parts and remarks."""
    bare = text.partition("其中")[0] or text
    kept = _DETAILS.sub("", bare)
    return kept if re.search("[0-9]", kept) else bare


def details(text: str) -> list[str]:
    """The brackets that `without_details` leaves out."""
    return _DETAILS.findall(text)


def _multiplied_out(found: re.Match[str]) -> str:
    """5千万 as 5000万, 3百 as 300."""
    number, scale = Decimal(found["number"]), parse_numeral(found["scale"]) or Decimal(1)
    return f"{number * scale:f}"


def _agreed(table: UnitTable, found: re.Match[str]) -> str:
    """mg/L, ㎡ as 毫克/升, 平方米."""
    unit = table.read(found["unit"]).unit
    return unit.symbol if unit else found.group()


def _percents(text: str) -> str:
    """七成 as 70%, 八成半 as 85%, 半数以上 as 50%以上, 过半 as 超过50%, 百分百 as 100%."""
    text = _SHARE.sub(_tenths, text.replace("百分百", "100%"))
    return _HALF.sub(lambda found: "超过50%" if found["over"] else "50%", text)


def _tenths(found: re.Match[str]) -> str:
    tens, part = parse_numeral(found["tenths"]), found["part"]
    ones = Decimal(5) if part == "半" else parse_numeral(part) if part else Decimal(0)
    if tens is None or ones is None or not (0 < tens <= 10 and ones < 10):
        return found.group()
    return f"{tens * 10 + ones}%"


def _with_halves(text: str, table: UnitTable) -> str:
    """2个半月 as 2.5个月, 12公里半 as 12.5公里, 半年 as 0.5年; 1万半 stays."""
    if "半" not in text:
        return text
    text = _BEGINS_HALF.sub("0.5", text)
    text = _SPAN.sub(_and_a_half, text)
    return _trailing_half(table).sub(_and_a_half, text)


def _and_a_half(found: re.Match[str]) -> str:
    whole = parse_numeral(found["whole"])
    if whole is None:
        return found.group()
    counted = "个" if found.groupdict().get("counted") and found["unit"] in ("月", "学期") else ""
    return f"{whole}.5{counted}{found['unit']}"


@lru_cache(8)
def _trailing_half(table: UnitTable) -> re.Pattern[str]:
    units = any_of(word for word in table.spellings if word not in table.prefixes)
    return re.compile(rf"(?P<whole>[0-9]+(?![0-9.])|{NUMERAL}+)(?P<unit>{units})半(?![一-鿿])")


def _in_digits(text: str, rules: Grammar) -> str:
    """三百以上 as 300以上, 三至五个 as 3至5个; a text that holds more than a figure stays."""
    found = list(_NUMERALS.finditer(text))
    if not found or len(found) > 2 or text == "一" or text.endswith(tuple(words()["states"]["vague"])):
        return text
    first, last = found[0], found[-1]
    values = [_figure(each.group(), rules) for each in found]
    led = not first.start() or rules.leads(text[: first.start()])
    joined = first is last or _TO.fullmatch(text, first.end(), last.start())
    if None in values or not led or not joined or not rules.closed.match(text, last.end()):
        return text
    return _replaced(text, found, [each for each in values if each])


def _figure(numeral: str, rules: Grammar) -> str | None:
    """五十万 as 50万: a last 万, 亿 goes with the unit; None for what is no number."""
    stem = numeral.rstrip("万亿")
    scaled = not set(stem) & set("万亿") and numeral[len(stem) :] in rules.table.prefixes
    number = parse_numeral(stem if scaled else numeral)
    return None if number is None else f"{number:f}{numeral[len(stem) :] if scaled else ''}"


def _replaced(text: str, found: list[re.Match[str]], new: list[str]) -> str:
    for match, figure in reversed(list(zip(found, new, strict=True))):
        text = text[: match.start()] + figure + text[match.end() :]
    return text


def _without_own_unit(text: str, unit: str) -> str:
    """1250千伏安 as 1250, 15分钟以内 as 15以内, in a row of that unit, which the grammar does not read."""
    own = any_of({unit.strip(), fold(unit)})
    whole = re.compile(rf"(?<=[0-9]|{NUMERAL})\s?{own}(?![·/*×a-zA-Z])", re.IGNORECASE)
    return whole.sub("", text)


def _multiplied(text: str, rules: Grammar) -> str:
    """新建、改扩建各5所 as 10所: one figure for each of the things listed before it, and nothing else."""
    each = _EACH.fullmatch(text)
    if not each or "等" in each["labels"]:
        return text
    listed = [label for label in _LABELS.split(each["labels"]) if label.strip()]
    if len(listed) < 2:
        return text
    figure = rules.term.search(each["rest"])
    if not figure or not rules.closed.match(each["rest"], figure.end("number")):
        return text
    if figure.start() and not rules.leads(each["rest"][: figure.start()]):
        return text
    number = Decimal(figure["number"].replace(",", "")) * len(listed)
    return each["rest"][: figure.start()] + f"{number:f}" + each["rest"][figure.end("number") :]
