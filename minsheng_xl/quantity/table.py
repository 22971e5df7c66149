"""The table of known units and how it reads a printed one.

Source of the packaged table: `minsheng_xl/data/units.toml`; a county adds to it with `UnitTable.extended`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from minsheng_xl import data
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.denominators import Denominators
from minsheng_xl.quantity.typography import fold
from minsheng_xl.quantity.units import Unit, UnitNote, UnitReading, UnitWord

LONGEST = 24
"""No printed unit is longer; of anything longer nothing is read."""
MONEY = "元"
_REMEMBERED = 4096
_DIVISION = re.compile("[/每(]")
_PARALLEL = re.compile(r"[/()\[\]、,或和]+")


class UnitTable:
    """All units known. Immutable: `extended` gives a new table. Readings are remembered per distinct text."""

    def __init__(
        self,
        words: Iterable[UnitWord],
        denominators: Denominators,
        prefixes: Mapping[str, Decimal | int],
        mixed: Iterable[str] = (),
    ) -> None:
        self.words = tuple(words)
        self.denominators = denominators
        self.prefixes = {prefix: Decimal(factor) for prefix, factor in prefixes.items()}
        self._mixed = frozenset(mixed)
        self._spellings = _spellings(self.words)
        self._words = {word.symbol: word for word in self.words}
        self._remembered = lru_cache(_REMEMBERED)(self._read)

    @classmethod
    def load(cls, mapping: Mapping[str, Any]) -> UnitTable:
        """A table from a mapping shaped as units.toml. Raises ReferenceDataError where it is not."""
        try:
            words = [
                _word(symbol, row, name, dimension)
                for name, dimension in mapping["dimensions"].items()
                for symbol, row in dimension["words"].items()
            ]
            below = Denominators(mapping["denominators"])
            return cls(words, below, mapping["prefixes"], mapping["mixed"]["texts"])
        except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
            raise ReferenceDataError(f"单位表不完整：{error}", "请对照随附的 units.toml 补全") from error

    @staticmethod
    @cache
    def default() -> UnitTable:
        """The packaged table, loaded once."""
        return UnitTable.load(data.load("units.toml"))

    def extended(self, words: Iterable[UnitWord]) -> UnitTable:
        """A table that also knows a county's own words; a word already known is replaced.

        Raises ReferenceDataError where a spelling would stand for two words.
        """
        added = {word.symbol: word for word in words}
        kept = [word for word in self.words if word.symbol not in added]
        return UnitTable([*kept, *added.values()], self.denominators, self.prefixes, self._mixed)

    @property
    def spellings(self) -> Iterable[str]:
        """Every word and alias, without 万, 亿 and denominators."""
        return self._spellings.keys()

    def read(self, text: str) -> UnitReading:
        """How a printed unit is read; an unreadable one has notes and candidates, and `unit` None."""
        return self._remembered(text)

    def scaled(self, unit: Unit, prefix: str) -> Unit | None:
        """The unit's word under another prefix, denominators kept; None where 万, 亿 cannot stand there."""
        word = self._words[unit.word]
        return self._unit(prefix, word, unit.per) if word.scaled or not prefix else None

    def divided(self, unit: Unit, per: Iterable[str]) -> Unit:
        """The unit with these denominators added: (元, 人 月) -> 元/人·月."""
        prefix = unit.symbol.partition(unit.word)[0]
        return self._unit(prefix, self._words[unit.word], (*unit.per, *per))

    def beside(self, printed: str, unit: Unit) -> Unit | None:
        """The unit printed behind a number where the column counts in `unit`; None where it is none.

        万, 亿 alone are those of the column's unit, and denominators of the column may be left out.
        """
        if printed in self.prefixes:
            return self.scaled(unit, printed)
        read = self.read(printed).unit
        if read and set(read.per) < set(unit.per) and read.base == unit.base:
            return self.divided(read, unit.per)
        return read

    def completed(self, unit: Unit) -> Unit:
        """A standard that is divided by a period only, with its 人: 元/月 -> 元/人·月; any other as it is."""
        lacking = unit.family == "标准" and self.denominators.only_periods(unit.per)
        return self.divided(unit, ("人",)) if lacking else unit

    def _read(self, printed: str) -> UnitReading:
        text = fold(printed).lower()
        if not text:
            return UnitReading(printed)
        if text in self.prefixes:
            return UnitReading(printed, notes=(UnitNote.PREFIX_ONLY,))
        unit = self._build(text) if len(text) <= LONGEST and text not in self._mixed else None
        return self._described(printed, text, unit) if unit else self._unread(printed, text)

    def _build(self, text: str) -> Unit | None:
        """The unit of a folded text: 万人次, 元/月·人, 元每月, 每人每月元, 元人月."""
        whole = self._numerator(text)
        if whole:
            return self._unit(*whole, ())
        before, rest = self.denominators.leading(text)
        head, tail = self._parted(rest)
        numerator, after = self._numerator(head), self.denominators.trailing(tail)
        if not numerator or after is None or not (before or after):
            return None
        per = (*before, *after)
        counted = numerator[1].base != MONEY
        if counted and (tail.startswith("(") or not self.denominators.things.isdisjoint(per)):
            return None  # 套（户） names two units, 套/户 would be a ratio
        return self._unit(*numerator, per)

    def _numerator(self, text: str) -> tuple[str, UnitWord] | None:
        """Prefix and word of 万人次; a whole word wins over a prefixed one."""
        if text in self._spellings:
            return "", self._spellings[text]
        for length in (2, 1):
            word = self._spellings.get(text[length:])
            if word and word.scaled and text[:length] in self.prefixes:
                return text[:length], word
        return None

    def _parted(self, text: str) -> tuple[str, str]:
        """Numerator and what it is divided by; only money is printed without a mark between (元人月)."""
        cut = _DIVISION.search(text)
        if cut:
            return text[: cut.start()], text[cut.start() :]
        head, money, tail = text.partition(MONEY)
        return (head + money, tail) if money else (text, "")

    def _unit(self, prefix: str, word: UnitWord, per: Iterable[str]) -> Unit:
        below = self.denominators.ordered(per)
        symbol = prefix + word.symbol + ("/" + "·".join(below) if below else "")
        factor = word.factor * self.prefixes.get(prefix, Decimal(1))
        family = ""
        if word.base == MONEY:
            # 万元/年 is a yearly sum; 元/月 is a standard whose 人 was left out
            standard = below and (factor == 1 or not self.denominators.only_periods(below))
            family = "标准" if standard else "总额"
        integral = word.integral and not below
        return Unit(symbol, word.dimension, word.base, factor, below, word.symbol, integral, family)

    def _described(self, printed: str, text: str, unit: Unit) -> UnitReading:
        """The reading of a text that is a unit, with what is to be said about its spelling."""
        notes: list[UnitNote] = []
        if text != printed.lower():
            notes.append(UnitNote.TYPOGRAPHY)
        if text != unit.symbol.lower():
            _, rest = self.denominators.leading(text)
            after = self.denominators.trailing(self._parted(rest)[1]) if unit.per else None
            turned = after is not None and rest == text and tuple(after) != unit.per
            notes.append(UnitNote.ORDER if turned else UnitNote.ALIAS)
        suggested = self.completed(unit)
        if suggested is not unit:
            notes.append(UnitNote.MISSING)
        return UnitReading(printed, unit, tuple(notes), suggested)

    def _unread(self, printed: str, text: str) -> UnitReading:
        """Two units side by side, a unit with a bracketed remark, or an unknown text with near misses."""
        parts = [part for part in _PARALLEL.split(text) if part]
        known = {part: found for part in parts if (found := self._numerator(part))}
        if len(parts) == 2 and len(known) == 1 and text.endswith(")"):
            prefix, word = known.popitem()[1]
            return self._described(printed, text, self._unit(prefix, word, ()))
        if len(parts) > 1 and len(known) == len(set(parts)):
            return UnitReading(printed, notes=(UnitNote.MIXED,), candidates=tuple(known))
        return UnitReading(printed, notes=(UnitNote.UNKNOWN,), candidates=self._near(text))

    def _near(self, text: str) -> tuple[str, ...]:
        """Words an unknown text may stand for, likeliest first, at most three."""
        from difflib import get_close_matches

        prefix = text[:-1] if text[:-1] in self.prefixes else ""
        near = [prefix + word.symbol for word in self.words if text.removeprefix(prefix) in word.slips]
        near += [
            self._spellings[each].symbol
            for each in get_close_matches(text[:LONGEST], self._spellings, 3, 0.6)
        ]
        return tuple(dict.fromkeys(near))[:3]


def _word(symbol: str, row: Mapping[str, Any], name: str, dimension: Mapping[str, Any]) -> UnitWord:
    """One word of units.toml with what its dimension says of all its words."""
    return UnitWord(
        symbol,
        name,
        row.get("base", dimension["base"]),
        Decimal(str(row.get("factor", 1))),
        dimension.get("integral", True),
        dimension.get("scaled", True),
        tuple(row.get("aliases", ())),
        tuple(row.get("slips", ())),
    )


def _spellings(words: Iterable[UnitWord]) -> dict[str, UnitWord]:
    """Every word and alias, levelled, with its row. Raises ReferenceDataError where two rows claim one."""
    found: dict[str, UnitWord] = {}
    for word in words:
        if word.factor <= 0:
            raise ReferenceDataError(f"单位“{word.symbol}”的换算倍数须大于零", "请更正单位表")
        for spelling in (word.symbol, *word.aliases):
            other = found.setdefault(fold(spelling).lower(), word)
            if other is not word:
                raise ReferenceDataError(
                    f"单位写法“{spelling}”同时属于“{other.symbol}”和“{word.symbol}”", "请在单位表中只留一处"
                )
    return found
