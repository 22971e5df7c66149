"""What a clerk typed into a number cell, read as a number: never guessed, never zeroed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from minsheng_xl.place import number_text
from minsheng_xl.quantity.conversion import UnitMismatch, comparable, convert
from minsheng_xl.quantity.grammar import grammar
from minsheng_xl.quantity.lookalikes import moment_words, no_figure
from minsheng_xl.quantity.numerals import NUMERAL, parse_numeral, with_points, without_capitals
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import bare_figure, fold
from minsheng_xl.quantity.units import Unit
from minsheng_xl.quantity.words import State, any_of, ops_of, state_of, words

ADDED = "相加"
"""Note of a sum: 120+25."""
LONGEST = 60
"""A number cell with more characters than this holds something else."""
DIGITS = 15
"""Digits Excel keeps of a number."""

_MINUS = re.compile("^−(?=[0-9])")
_ARABIC = re.compile(r"[+-]?(?:[0-9]|\.(?=[0-9])|[, ](?=[0-9]))+\.?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NUMERAL = re.compile(rf"(?:[0-9.]|{NUMERAL})+")
_WITH_UNIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)([^0-9.,]+)")
_TWICE = re.compile(rf"(?:{_WITH_UNIT.pattern}){{2}}")
_PARTS = re.compile(r"([百千])分之(.+)")
_MYRIADS = frozenset("万亿")
_WHOLLY = re.compile("整$")
_REMARK = re.compile(r"(?P<figure>[^()]*[^()\s])\s*\((?P<remark>[^()]*)\)")
_BRACKETED = re.compile(r"\((?P<figure>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A cell read as a number in the column's unit (or, where the column has none, in the printed one).

    Exactly one of three holds: `value` is there; `state` names a word that is no number (`tbd`, `dash`,
    `same` …); `problem` says in Chinese why nothing could be read. `notes` say how a value was read.
    """

    value: Decimal | None = None
    notes: tuple[str, ...] = ()
    state: State = ""
    problem: str = ""
    unit: Unit | None = None

    @property
    def approximate(self) -> bool:
        """Whether the cell says 约, 左右, 余."""
        return "约数" in self.notes


def read_number(value: object, unit: Unit | None, table: UnitTable) -> NumberReading:
    """The exact number in a cell, in the column's unit; an estimate (约三千, 300余) is a problem."""
    reading = read_estimate(value, unit, table)
    if reading.value is None or not reading.approximate:
        return reading
    why = f"“{value}”是约数，不能当作{number_text(reading.value)}，请填确切的数"
    return replace(reading, value=None, problem=why)


def read_estimate(value: object, unit: Unit | None, table: UnitTable) -> NumberReading:
    """The number in a cell, in the column's unit, estimates with the note 约数.

    Text is read with its width, thousands separators, Chinese numerals, 万/亿 and trailing unit; a unit
    that cannot be converted into the column's is a problem. A percent stays as typed: 0.85 is 0.85 %.
    """
    if value is None:
        return NumberReading(state="blank")
    if isinstance(value, bool):
        return NumberReading(problem="这里是逻辑值，不是数，请填数字")
    if isinstance(value, Decimal | int):
        number = Decimal(value)
        if number.is_finite():
            return NumberReading(number, unit=unit)
    if not isinstance(value, str):
        return NumberReading(
            problem=moment_words(value) or f"“{value}”不是数，请把单元格设为常规格式后填数字"
        )
    state, text = state_of(value), bare_figure(value)
    return NumberReading(state=state) if state else _read_text(" ".join(text.split()), unit, table)


def _read_text(raw: str, unit: Unit | None, table: UnitTable) -> NumberReading:
    """A text, its spaces single, that is no typed state."""
    text = with_points(without_capitals(unicodedata.normalize("NFKC", raw))).removeprefix("'").rstrip("。;, ")
    text = _MINUS.sub("-", text)
    notes = ["文本数字"]
    if any(0xFF10 <= ord(character) <= 0xFF19 for character in raw):
        notes.append("全角")
    if len(text) > LONGEST:
        return _too_long(text)
    if text == "一":
        return NumberReading(problem="“一”看不出是数字一还是横线，请填1或—")
    if why := no_figure(text):
        return NumberReading(problem=f"“{raw}”{why}，请只填一个数字")
    taken_apart = _sum(raw, text, unit, table) or _in_two_units(text, unit, table)
    taken_apart = taken_apart or _without_remark(raw, text, unit, table)
    return taken_apart or _read_figure(raw, text, notes, unit, table)


def _sum(raw: str, text: str, unit: Unit | None, table: UnitTable) -> NumberReading | None:
    """120+25, 12个+18个, 120+25=145; None for what is no sum of exact numbers of one unit."""
    left, equals, total = text.partition("=")
    parts = left.split("+") if "+" in left[1:] else []
    if len(parts) < 2:
        return None
    read = [_read_text(part.strip(), unit, table) for part in (*parts, *([total.strip()] if equals else ()))]
    values = [each.value for each in read if each.value is not None and not each.approximate]
    units = {each.unit for each in read if each.unit}
    if len(values) < len(read) or len(units) > 1:
        return None
    added = sum(values[: len(parts)], Decimal())
    if equals and added != values[-1]:
        return NumberReading(problem=f"“{raw}”加起来是{number_text(added)}，请核对后只填一个数字")
    return NumberReading(added, ("文本数字", ADDED), unit=next(iter(units), None))


def _in_two_units(text: str, unit: Unit | None, table: UnitTable) -> NumberReading | None:
    """3公里200米, 1小时30分钟: a figure in one unit and the rest of it in a smaller one."""
    parts = [(Decimal(number), table.read(word).unit) for number, word in _WITH_UNIT.findall(text)]
    units = [each for _, each in parts if each is not None]
    if len(units) != 2 or len(parts) != 2 or not _TWICE.fullmatch(text) or unit is None:
        return None
    (large, upper), (small, lower) = ((number, each) for (number, _), each in zip(parts, units, strict=True))
    if not (comparable(upper, unit) and comparable(lower, unit)) or small * lower.factor >= upper.factor:
        return None
    value = convert(large, upper, unit) + convert(small, lower, unit)
    return NumberReading(value, ("文本数字", ADDED), unit=unit)


def _without_remark(raw: str, text: str, unit: Unit | None, table: UnitTable) -> NumberReading | None:
    """145（含上月补报15）: a part of the number named behind it; (145): an accountant's -145."""
    if bracketed := _BRACKETED.fullmatch(text):
        inner = _read_text(bracketed["figure"], unit, table)
        shown = "" if inner.value is None else number_text(abs(inner.value))
        how = f"“{raw}”外面有括号，记账时表示负数，请填{shown}或-{shown}"
        return NumberReading(problem=how) if shown else None
    remark = _REMARK.fullmatch(text)
    if remark is None:
        return None
    if remark["remark"].startswith(tuple(words()["cell"]["of_it"])):
        reading = _read_text(remark["figure"], unit, table)
        return replace(reading, notes=(*reading.notes, "括注")) if reading.value is not None else None
    soft = _softening().search(f"{remark['remark']}1") or _softening().search(f"1{remark['remark']}")
    return NumberReading(problem=f"“{raw}”里注着约数，请填确切的数") if soft else None


def _read_figure(raw: str, text: str, notes: list[str], unit: Unit | None, table: UnitTable) -> NumberReading:
    """One number with what is typed around it."""
    core, softened = _bare(_WHOLLY.sub("", text))
    if softened:
        notes.append("约数")
    core = _PARTS.sub(lambda match: f"{match[2]}{'%' if match[1] == '百' else '‰'}", core)
    core = _without_divisor(core, unit, table)
    digits, tail = _parted(core, table)
    number, how = _value(digits)
    if number is None:
        return NumberReading(problem=f"“{raw}”{how}")
    if not tail and set(digits) & _MYRIADS:
        number, tail = number / 10_000, "万"  # 三万五 in a column of 万元 is 3.5
    if len(number.as_tuple().digits) > DIGITS:
        return NumberReading(problem=f"“{raw}”超过{DIGITS}位，不像一个数量，请核对后重填")
    return _in_unit(raw, number, fold(tail), notes + [how] * bool(how), unit, table)


def _without_divisor(text: str, unit: Unit | None, table: UnitTable) -> str:
    """690元 of 每人每月690元 in a column of 元/人·月."""
    rules = grammar(table)
    phrase = rules.phrase.match(text) if unit and unit.per else None
    return text[phrase.end() :] if phrase and unit and rules.per(phrase.group()) == unit.per else text


def _bare(text: str) -> tuple[str, bool]:
    """The text without what leads up to the number (已完成, 达到, ¥), and whether 约, 余, 左右 went."""
    softened = _softening().sub("", text)
    return _leading().sub("", softened).strip(), softened != text


@cache
def _softening() -> re.Pattern[str]:
    before, after = any_of(words()["before"]["approx"]), any_of(words()["after"]["approx"])
    more = any_of(ops_of("between"))
    return re.compile(
        rf"(?:^|(?<=[已成到达为])){before}\s*|(?<=[0-9]){more}|(?<={NUMERAL}){more}|(?:{after}|余)$"
    )


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"^(?:{any_of(words()['cell']['leading'])}\s*)+")


def _parted(text: str, table: UnitTable) -> tuple[str, str]:
    """Digits and what follows; 万, 亿 at the end go with the unit: 8.5|千米, 1万2千|人, 三百二十|万人."""
    arabic = _ARABIC.match(text)
    if arabic:
        tail = fold(text[arabic.end() :])
        if not tail or tail in table.prefixes or table.read(tail).unit:
            return arabic.group(), tail
    numeral = _NUMERAL.match(text)
    if not numeral or (arabic and numeral.end() <= arabic.end()):
        return (arabic.group(), text[arabic.end() :]) if arabic else ("", text)
    digits = numeral.group()
    stem = digits.rstrip("万亿")
    if stem and not set(stem) & set("万亿") and digits[len(stem) :] in table.prefixes:
        return stem, text[len(stem) :]
    return digits, text[numeral.end() :]


def _value(digits: str) -> tuple[Decimal | None, str]:
    """The value and how it was written; without a value, why."""
    if _PLAIN.fullmatch(digits):
        return Decimal(digits), ""
    grouped = _GROUPED.fullmatch(digits)
    if grouped:
        return Decimal(digits.replace(grouped[1], "")), "千分位" if grouped[1] == "," else "空格"
    if "," in digits or " " in digits:
        return None, "的分隔位置不对，看不出是一个数还是几个数，请只填数字"
    number = parse_numeral(digits)
    return (number, "汉字数字") if number is not None else (None, "读不出一个数，请只填数字，情况写在说明栏")


def _in_unit(
    raw: str, number: Decimal, tail: str, notes: list[str], unit: Unit | None, table: UnitTable
) -> NumberReading:
    """The value in the column's unit, given what follows the digits."""
    if not tail:
        return NumberReading(number, tuple(notes), unit=unit)
    scale, read = table.prefixes.get(tail), table.read(tail).unit
    if unit is None and scale:
        return NumberReading(number * scale, (*notes, "数级"))
    printed = table.beside(tail, unit) if unit else read
    if printed is None:
        return NumberReading(problem=f"“{raw}”{_why(tail)}，请只填一个数字")
    if unit is None:
        return NumberReading(number, (*notes, "带单位"), unit=printed)
    how = "数级" if scale else "" if printed == read else "省略分母"
    return _converted(raw, number, printed, unit, notes + [how] * bool(how))


def _converted(raw: str, number: Decimal, printed: Unit, unit: Unit, notes: list[str]) -> NumberReading:
    try:
        value = convert(number, printed, unit)
    except UnitMismatch as mismatch:
        return NumberReading(
            problem=f"“{raw}”的单位与本栏单位“{unit}”不能换算（{mismatch.reason}），请按本栏单位填写"
        )
    how = "带单位" if printed.symbol == unit.symbol else "换算" if value != number else "同义单位"
    return NumberReading(value, (*notes, how), unit=unit)


def _why(tail: str) -> str:
    """What is wrong with a number followed by something that is no unit."""
    if re.match(r"[eE][+-]?[0-9]", tail):
        return "是科学计数法，末几位可能已丢失"
    if tail in ops_of("after"):
        return f"有“{tail}”，不是确切的数"
    return "含有不止一个数" if re.search("[0-9]", tail) else f"中的“{tail}”不是已知单位"


def _too_long(text: str) -> NumberReading:
    return NumberReading(problem=f"“{text[:LONGEST]}…”太长，不像一个数，请只填数字，情况写在说明栏")
