"""Quantities in running text, and every other number with the reason it is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from minsheng_xl.quantity.grammar import Context, Grammar, grammar
from minsheng_xl.quantity.lists import lend_bounds, lend_units
from minsheng_xl.quantity.norms import with_norms
from minsheng_xl.quantity.numerals import FIRST, parse_numeral
from minsheng_xl.quantity.parts import LeftOut, Quantity, Role
from minsheng_xl.quantity.reasons import NO_UNIT, reason
from minsheng_xl.quantity.roles import FOLLOWING, Surroundings, role_of
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import flatten
from minsheng_xl.quantity.words import Op, coverage

_SIZES = frozenset("百千万亿")
_BLANKS = re.compile(r"\s+")
_PER = frozenset(("千", "万", "十万", "百万"))
_PER_HEAD = re.compile("[^，,。；;、0-9]{0,16}率")
"""Behind so many people a rate is told per head of them: 十万人生产安全事故死亡率."""
_OCCASIONS = ("次", "场", "期")
_RATES = ("%", "‰")
_PERCENT = {"百": "%", "千": "‰"}
_FIRST = re.compile(FIRST)
_FREQUENCY = re.compile(r"每(?:日|天|周|月|季度?|年)[^，。；,;]{0,10}$")


def find_quantities(text: str, table: UnitTable) -> list[Quantity]:
    """All quantities of a running text in printed order."""
    return find_numbers(text, table)[0]


def find_numbers(text: str, table: UnitTable, *, bare: bool = False) -> tuple[list[Quantity], list[LeftOut]]:
    """Quantities and left-out numbers of a running text; every run of Arabic digits is in exactly one.

    Coverage (应保尽保), placeholders (/名), shares (三分之一) and spelled numbers under a bound (至少一人)
    are quantities too. `bare`: so is a number without unit, as in a cell whose unit has its own column.
    """
    scan = _Scan(text, grammar(table))
    parts = [*scan.spelled(), *scan.numbers(bare), *scan.worded()]
    if not parts:
        return [], []
    parts.sort(key=lambda part: part.start)
    lend_units(parts, scan.flat, scan.rules)
    lend_bounds(parts, scan.flat)
    quantities = [part for part in parts if isinstance(part, Quantity)]
    left = [part for part in parts if isinstance(part, LeftOut)]
    return with_norms(quantities, scan.flat, scan.rules), left


class _Scan:
    """One text with the grammar it is read by; `spelled` runs before `numbers`."""

    def __init__(self, text: str, rules: Grammar) -> None:
        self.text = text
        self.flat = flatten(text)
        self.rules = rules
        self._taken: list[tuple[int, int]] = []

    def numbers(self, bare: bool) -> Iterator[Quantity | LeftOut]:
        """Every run of Arabic digits, as a quantity or as left out."""
        for match in self.rules.number.finditer(self._untaken()):
            start, end = match.span()
            why = reason(match, self.flat, self.rules)
            scaled = not why and match["scale"] is None and match["unit"] in self.rules.table.prefixes
            named = self.rules.unlisted_unit(self.flat, start, end) if why == NO_UNIT or scaled else end
            if named > end:
                unit = self._unit(match) + self.text[end:named].strip()
                yield self._quantity(match)._replace(unit=unit, end=named)
            elif why and not (bare and why == NO_UNIT and self.rules.bare_end.match(self.flat, end)):
                yield LeftOut(self.text[start:end], why, start, end)
            else:
                yield self._quantity(match)

    def _quantity(self, match: re.Match[str]) -> Quantity:
        """The quantity of a number, or of a range, with its unit."""
        start, end = match.span()
        low, high = match["low"], match["high"]
        context = self.rules.before(self.flat, start)
        unit = self._unit(match)
        role = self._role(context, unit, match["after"] or "", match.span())
        return Quantity(
            None if high else _decimal(low),
            self.text[start : match.end("high" if high else "low")],
            unit,
            start,
            end,
            "plain" if role == "baseline" else self._op(match, context),
            role,
            "range" if high else "number",
            context.soft,
            context.per or self.rules.per(match["behind"] or ""),
            _decimal(low) if high else None,
            _decimal(high) if high else None,
        )

    def _unit(self, match: re.Match[str]) -> str:
        """The unit as printed: 万人 of 1.5万余人, 周岁 of 65周岁至79, nothing where there is none."""
        group = "unit" if match["unit"] else "low_unit"
        printed = self.text[match.start(group) : match.end(group)] if match[group] else ""
        return _BLANKS.sub("", (match["scale"] or "") + printed)

    def _op(self, match: re.Match[str], context: Context) -> Op:
        """The relation stated around a number: 以上 behind it outweighs 达到 before it."""
        after = match["after"]
        if after:
            return self.rules.after[after]
        if match["more"]:
            return self.rules.between[match["more"]]
        if context.op != "plain":
            return context.op
        share = self.rules.share_of(self.flat, match.start())
        return share if share != "reach" or match["unit"] in _RATES else "plain"

    def spelled(self) -> Iterator[Quantity]:
        """Shares, and Chinese numerals that a bound (至少一人, 三次以上) or a frequency makes a quantity."""
        for match in self.rules.spelled.finditer(self.flat) if _FIRST.search(self.flat) else ():
            start, end = match.span()
            context = self.rules.before(self.flat, start)
            unit, after = match["unit"] or "", match["after"] or ""
            counted = context.bound or after or self._frequent(unit, start) or _large(match["low"])
            if unit and (not counted or (match["low"] in _PER and _PER_HEAD.match(self.flat, end))):
                continue
            value, text, unit = _share(match) if match["part"] else (_count(match["low"]), match["low"], unit)
            if value is not None:
                if match["part"]:
                    self._taken.append(match.span("part"))
                op = self.rules.after[after] if after else context.op
                role = self._role(context, unit, after, match.span())
                yield Quantity(value, text, unit, start, end, op, role, soft=context.soft, per=context.per)

    def _untaken(self) -> str:
        """The text without the digits of 百分之85, which are not to be read again."""
        letters = list(self.flat) if self._taken else []
        for start, end in self._taken:
            letters[start:end] = " " * (end - start)
        return "".join(letters) or self.flat

    def _frequent(self, unit: str, start: int) -> bool:
        """Whether an occasion is said to recur: 每月组织开展一次."""
        return unit in _OCCASIONS and bool(_FREQUENCY.search(self.flat, max(0, start - 16), start))

    def _role(self, context: Context, unit: str, after: str, span: tuple[int, int]) -> Role:
        start, end = span
        following = self.flat[end : end + FOLLOWING]
        before = self.flat[max(0, start - FOLLOWING) : start]
        read = self.rules.table.read(unit).unit
        return role_of(Surroundings(context, unit, read, after, following, before), self.rules)

    def worded(self) -> Iterator[Quantity]:
        """应保尽保 and /名."""
        for match in coverage().finditer(self.flat):
            start, end = match.span()
            soft = self.rules.before(self.flat, start).soft
            yield Quantity(None, match.group(), "", start, end, kind="coverage", soft=soft)
        for match in self.rules.placeholder.finditer(self.flat) if "/" in self.flat else ():
            start, end = match.span()
            op = self.rules.before(self.flat, start).op
            yield Quantity(None, "/", match["unit"], start, end, op, kind="placeholder")


def _share(match: re.Match[str]) -> tuple[Decimal | None, str, str]:
    """Value, text and unit of 百分之八十 (80 %) and 三分之一."""
    part, parts = match["part"], match["low"]
    value = _decimal(part) if part[0].isascii() else parse_numeral(part)
    if parts in _PERCENT:
        return value, part, _PERCENT[parts]
    whole = parse_numeral(parts)
    return (value / whole if value and whole else None), match.group(), ""


def _large(numeral: str) -> bool:
    """Whether a spelled number is a figure, no manner of speaking: 三千个, 一百二十户; not 三个, 百万头."""
    return len(numeral) > 1 and numeral[0] not in _SIZES and not _SIZES.isdisjoint(numeral)


def _count(numeral: str) -> Decimal | None:
    """A counted number: 三, 十二; 千人, 百人 are names of sizes."""
    return parse_numeral(numeral) if numeral not in ("百", "千") else None


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
