"""Quantities in running text, and every other number with the reason it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from minsheng_xl.quantity.grammar import Context, Grammar, grammar
from minsheng_xl.quantity.norms import with_norms
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.quantity.parts import Kind, LeftOut, Quantity, Role
from minsheng_xl.quantity.reasons import NO_UNIT, reason
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import flatten
from minsheng_xl.quantity.words import Op, coverage, words

_LIST = re.compile(r"\s?[、,，和及与]?\s?")
_FREQUENCY = re.compile(r"每(?:日|天|周|月|季度?|年)[^，。；,;]{0,10}$")


def find_quantities(text: str, table: UnitTable) -> list[Quantity]:
    """All quantities of a running text in printed order."""
    return find_numbers(text, table)[0]


def find_numbers(text: str, table: UnitTable, *, bare: bool = False) -> tuple[list[Quantity], list[LeftOut]]:
    """Quantities and left-out numbers of a running text; every run of Arabic digits is in exactly one.

    Coverage (应保尽保), placeholders (/名), shares (三分之一) and spelled numbers under a bound (至少一人)
    are quantities too. `bare`: so is a number without unit, as in a cell whose unit has its own column.
    """
    rules, flat = grammar(table), flatten(text)
    parts = [*_numbers(flat, rules, bare), *_spelled(flat, rules), *_wordy(flat, rules)]
    parts.sort(key=lambda part: part.start)
    _lend_units(parts, flat, rules)
    _lend_bounds(parts, flat)
    quantities = [part for part in parts if isinstance(part, Quantity)]
    left = [part for part in parts if isinstance(part, LeftOut)]
    return list(with_norms(quantities, flat, rules)), left


def _numbers(flat: str, rules: Grammar, bare: bool) -> Iterator[Quantity | LeftOut]:
    """Every run of Arabic digits, as a quantity or as left out."""
    for match in rules.number.finditer(flat):
        start, end = match.start(), match.end()
        if flat.endswith("分之", 0, start):
            continue  # 百分之85 is read as a whole
        why = reason(match, flat, rules)
        if why and not (bare and why == NO_UNIT):
            yield LeftOut(match.group(), why, start, end)
        else:
            yield _quantity(match, flat, rules)


def _quantity(match: re.Match[str], flat: str, rules: Grammar) -> Quantity:
    """The quantity of a number with a unit."""
    low, high, unit = match["low"], match["high"], match["unit"] or match["low_unit"] or ""
    start, end = match.start(), match.end()
    context = rules.before(flat, start)
    role = _role(context, unit, match["after"], flat, end, rules)
    op = "plain" if role == "baseline" else _op(context, match["after"], match["more"], rules)
    text = flat[start : match.end("high") if high else match.end("low")]
    first = Decimal(low.replace(",", ""))
    last = Decimal(high.replace(",", "")) if high else None
    kind: Kind = "range" if high else "number"
    return Quantity(
        None if high else first, text, unit, start, end, op, role, kind, context.soft, context.per,
        first if high else None, last,
    )  # fmt: skip


def _op(context: Context, after: str | None, more: str | None, rules: Grammar) -> Op:
    """The relation stated around a number: 以上 behind it outweighs 达到 before it."""
    if after:
        return rules.after[after]
    return "gt" if more else context.op


def _role(context: Context, unit: str, after: str | None, flat: str, end: int, rules: Grammar) -> Role:
    """What the number is to the indicator: its target, a rise, the level before, or whom it is about."""
    measure = rules.table.read(unit).unit
    if measure and _is_criterion(context, measure.dimension, unit, after, flat, end):
        return "criterion"
    if rules.rising.match(flat, end):
        return "baseline"
    rate = measure is not None and (
        measure.dimension in ("比率", "百分点") or measure.symbol == "元" or bool(measure.per)
    )
    return "increment" if context.increment or (context.rate_increment and rate) else "target"


def _is_criterion(
    context: Context, dimension: str, unit: str, after: str | None, flat: str, end: int
) -> bool:
    """Whether a number says whom a task is for: an age, a span of time, 20户以上自然村."""
    if dimension in words()["criterion"]["dimensions"] or unit == "年":
        return True
    if unit in words()["criterion"]["periods"]:
        return not context.bound and not context.per
    return bool(after) and flat.startswith(tuple(words()["criterion"]["nouns"]), end)


def _spelled(flat: str, rules: Grammar) -> Iterator[Quantity]:
    """Shares, and Chinese numerals that a bound or a frequency makes a quantity."""
    for match in rules.spelled.finditer(flat):
        context = rules.before(flat, match.start())
        if match["share"]:
            value, unit = _number(match["of"]), "%" if match["share"] == "百" else "‰"
            text = match["of"]
        elif match["parts"]:
            part, parts = parse_numeral(match["part"]), parse_numeral(match["parts"])
            value, unit, text = (part / parts if part and parts else None), "", match.group()
        else:
            value, unit, text = parse_numeral(match["low"]), match["unit"], match["low"]
            frequent = unit in ("次", "场", "期") and _FREQUENCY.search(
                flat, max(0, match.start() - 16), match.start()
            )
            if not (context.bound or frequent):
                continue
        if value is not None:
            op = _op(context, match["after"], None, rules)
            yield Quantity(
                value, text, unit, match.start(), match.end(), op, soft=context.soft, per=context.per
            )


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if text[0].isascii() else parse_numeral(text)


def _wordy(flat: str, rules: Grammar) -> Iterator[Quantity]:
    """应保尽保 and /名."""
    for match in coverage().finditer(flat):
        soft = rules.before(flat, match.start()).soft
        yield Quantity(None, match.group(), "", match.start(), match.end(), kind="coverage", soft=soft)
    for match in rules.placeholder.finditer(flat) if "/" in flat else ():
        op = rules.before(flat, match.start()).op
        yield Quantity(None, "/", match["unit"], match.start(), match.end(), op, kind="placeholder")


def _lend_units(parts: list[Quantity | LeftOut], flat: str, rules: Grammar) -> None:
    """The unit printed behind the last number of a list holds for all of it: 0.3、0.5、1万元."""
    for index in range(len(parts) - 2, -1, -1):
        part, last = parts[index], parts[index + 1]
        if isinstance(part, LeftOut) and isinstance(last, Quantity) and _lends_unit(part, last, flat):
            context = rules.before(flat, part.start)
            text = part.text.strip()
            parts[index] = last._replace(
                value=Decimal(text.replace(",", "")),
                value_text=text,
                start=part.start,
                end=part.end,
                op=context.op,
                per=context.per or last.per,
            )


def _lends_unit(part: LeftOut, last: Quantity, flat: str) -> bool:
    bare = part.reason == NO_UNIT and last.value is not None and last.unit != ""
    return bare and _adjoin(flat, part, last)


def _lend_bounds(parts: list[Quantity | LeftOut], flat: str) -> None:
    """What is said before the first number of a list holds for all of it: 分别达到1600元、1200元."""
    for index in range(1, len(parts)):
        first, part = parts[index - 1], parts[index]
        if isinstance(first, Quantity) and isinstance(part, Quantity) and _lends_bound(first, part, flat):
            parts[index] = part._replace(op=first.op, role=first.role, per=part.per or first.per)


def _lends_bound(first: Quantity, part: Quantity, flat: str) -> bool:
    alike = part.op == "plain" and first.value is not None and first.unit == part.unit
    return alike and _adjoin(flat, first, part)


def _adjoin(flat: str, a: Quantity | LeftOut, b: Quantity | LeftOut) -> bool:
    """Whether nothing but a mark of listing stands between two parts."""
    between = flat[a.end : b.start]
    return bool(between.strip()) and _LIST.fullmatch(between) is not None
