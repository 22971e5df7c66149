"""The table of known units and how it reads a printed one.

Source of the packaged table: `minsheng_xl/data/units.toml`; a county adds to it with `UnitTable.extended`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any, NamedTuple

from minsheng_xl import data
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.denominators import Denominators
from minsheng_xl.quantity.typography import fold
from minsheng_xl.quantity.unit_words import Compounds, UnitWords, listed_words
from minsheng_xl.quantity.units import Unit, UnitNote, UnitReading, UnitWord

LONGEST = 24
"""No printed unit is longer; of anything longer nothing is read."""
MONEY = "元"
_REMEMBERED = 4096
_DIVISION = re.compile("[/每(]")
_PARALLEL = re.compile(r"[/()\[\]、,或和及与]+")


class Ratios(NamedTuple):
    """Which `a/b` are one unit and not two side by side (units.toml)."""

    frequencies: frozenset[str] = frozenset()
    """So many times, so long for each of whatever is counted: 次/处."""
    extents: frozenset[str] = frozenset()
    """Whatever is counted in so much time or room: 座/平方公里."""
    grown: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    """What grows on them is counted by its field: 株/亩."""

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> Ratios:
        """From the denominators of a mapping shaped as units.toml."""
        return cls(*(frozenset(mapping[name]) for name in cls._fields))


class UnitTable:
    """All units known. Immutable: `extended` gives a new table. Readings are remembered per distinct text."""

    def __init__(
        self,
        words: Iterable[UnitWord],
        denominators: Denominators,
        prefixes: Mapping[str, Decimal | int],
        mixed: Iterable[str] = (),
        compounds: Compounds | None = None,
        ratios: Ratios | None = None,
    ) -> None:
        self.words = tuple(words)
        self.denominators = denominators
        self.prefixes = {prefix: Decimal(factor) for prefix, factor in prefixes.items()}
        self._mixed = frozenset(mixed)
        self._compounds, self._ratios = compounds or Compounds(), ratios or Ratios()
        self._known = UnitWords(self.words, self.prefixes, self._compounds)
        self._synonyms: dict[tuple[str, str, Decimal], UnitWord] = {}
        for word in self.words:
            self._synonyms.setdefault((word.dimension, word.base, word.factor), word)
        self._remembered = lru_cache(_REMEMBERED)(self._read)
        self._meanings = lru_cache(_REMEMBERED)(self._meaning)

    @classmethod
    def load(cls, mapping: Mapping[str, Any]) -> UnitTable:
        """A table from a mapping shaped as units.toml. Raises ReferenceDataError where it is not."""
        try:
            return cls(
                listed_words(mapping),
                Denominators(mapping["denominators"]),
                mapping["prefixes"],
                mapping["mixed"]["texts"],
                Compounds.of(mapping),
                Ratios.of(mapping["denominators"]),
            )
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
        words, below = [*kept, *added.values()], self.denominators
        return UnitTable(words, below, self.prefixes, self._mixed, self._compounds, self._ratios)

    @property
    def spellings(self) -> Iterable[str]:
        """Every word and alias that is a unit in running text, without 万, 亿 and denominators."""
        return (text for text, word in self._known.spelled.items() if word.prose)

    @property
    def lasting(self) -> Iterable[str]:
        """What a unit may be multiplied by in running text: 人·天."""
        return self._compounds.lasting

    def read(self, text: str) -> UnitReading:
        """How a printed unit is read; an unreadable one has notes and candidates, and `unit` None."""
        return self._remembered(text)

    def meaning(self, text: str) -> str:
        """A printed unit with its word and those that mean the same levelled (名, 位 -> 人); to compare by.

        Words mean the same where the table says that they measure the same and are as large: 万名 and 万人,
        not 人次. What cannot be read is levelled only.
        """
        return self._meanings(text)

    def _meaning(self, text: str) -> str:
        unit = self.read(text).unit
        if unit is None:
            return fold(text).lower()
        word = self.word(unit)
        first = self._synonyms.get((word.dimension, word.base, word.factor), word)
        return self._unit(unit.symbol.partition(unit.word)[0], first, unit.per).symbol

    def same(self, one: str, other: str) -> bool:
        """Whether two printed units mean the same: 名 and 人, 个 and 个村; not 人次."""
        if self.meaning(one) == self.meaning(other):
            return True
        first, second = self.read(one).unit, self.read(other).unit
        if first is None or second is None or first.per != second.per:
            return False
        alike = self._classifies(first, second) or self._classifies(second, first)
        return alike and first.symbol.partition(first.word)[0] == second.symbol.partition(second.word)[0]

    def word(self, unit: Unit) -> UnitWord:
        """The word of a unit, listed or put together."""
        return self._known.named(unit.word)

    def scaled(self, unit: Unit, prefix: str) -> Unit | None:
        """The unit's word under another prefix, denominators kept; None where 万, 亿 cannot stand there."""
        word = self._known.named(unit.word)
        return self._unit(prefix, word, unit.per) if word.scaled or not prefix else None

    def divided(self, unit: Unit, per: Iterable[str]) -> Unit:
        """The unit with these denominators added: (元, 人 月) -> 元/人·月."""
        prefix = unit.symbol.partition(unit.word)[0]
        return self._unit(prefix, self._known.named(unit.word), (*unit.per, *per))

    def beside(self, printed: str, unit: Unit) -> Unit | None:
        """The unit printed behind a number where the column counts in `unit`; None where it is none.

        万, 亿 alone are those of the column's unit, and denominators of the column may be left out. What only
        classifies (3个) counts the thing the column names (村).
        """
        if printed in self.prefixes:
            return self.scaled(unit, printed)
        read = self.read(printed).unit
        if read and set(read.per) < set(unit.per) and read.base == unit.base:
            return self.divided(read, unit.per)
        if read and not read.per and self._classifies(read, unit):
            return self.scaled(unit, read.symbol.partition(read.word)[0])
        return read

    def _classifies(self, read: Unit, unit: Unit) -> bool:
        """Whether a unit is but the classifier of what another one names: 张 of 床位."""
        classifier, noun = self._known.named(read.word), self._known.named(unit.word)
        return self._known.counts_anything(classifier) and self._known.is_noun(noun)

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
        numerator, after = self._numerator(head), self.denominators.trailing(tail, self._divisor)
        if not numerator or after is None or not (before or after):
            return None
        per = (*before, *after)
        if tail.startswith("(") and numerator[1].base != MONEY:
            return None  # 套（户） names two units
        one = all(self._divides(numerator[1], name) for name in per)
        return self._unit(*numerator, per) if one else None

    def _divides(self, word: UnitWord, name: str) -> bool:
        """Whether a unit is divided by another; else both stand side by side: 套/户, not 户/套."""
        if word.base == MONEY:
            return not name.endswith(MONEY)
        below = self.denominators
        if name in below.objects:
            own = below.named_once(word.symbol)
            return own not in below.objects or below.objects.index(own) < below.objects.index(name)
        if name in below.periods or name in self._ratios.extents or word.symbol in self._ratios.frequencies:
            return True
        if word.symbol in self._ratios.grown and name in self._ratios.fields:
            return True
        other = self._numerator(name)
        if other is None or word.integral or other[1].integral:
            return False
        return other[1].dimension != word.dimension

    def _numerator(self, text: str) -> tuple[str, UnitWord] | None:
        """Prefix and word of 万人次, 处次, 人·天."""
        return self._known.find(text)

    def _divisor(self, text: str) -> str:
        """The agreed spelling of a unit another one is divided by; empty for what is none, or a product."""
        found = self._numerator(text)
        return found[0] + found[1].symbol if found and "·" not in found[1].symbol else ""

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
            after = self.denominators.trailing(self._parted(rest)[1], self._divisor) if unit.per else None
            turned = after is not None and rest == text and tuple(after) != unit.per
            notes.append(UnitNote.ORDER if turned else self._why_other(text, unit))
        suggested = self.completed(unit)
        if suggested is not unit:
            notes.append(UnitNote.MISSING)
        return UnitReading(printed, unit, tuple(notes), suggested)

    def _why_other(self, text: str, unit: Unit) -> UnitNote:
        """Why a text is not the agreed spelling: it names what is counted (张养老床位), or is another one."""
        named = text.endswith(unit.word) and self._known.is_noun(self.word(unit))
        return UnitNote.NAMED if named else UnitNote.ALIAS

    def _unread(self, printed: str, text: str) -> UnitReading:
        """Two units side by side, a unit with a bracketed remark, or an unknown text with near misses."""
        parts = [part for part in _PARALLEL.split(text) if part]
        known = {part: found for part in parts if (found := self._numerator(part))}
        named = self._counted_by_name(text)
        if named:
            return UnitReading(printed, named, (UnitNote.NAMED,), named)
        if text.endswith(")") and len(known) == 2 and self._known.is_noun(known[parts[1]][1]):
            del known[parts[1]]
        if len(parts) == 2 and len(known) == 1 and text.endswith(")"):
            prefix, word = known.popitem()[1]
            return self._described(printed, text, self._unit(prefix, word, ()))
        if len(parts) > 1 and len(known) == len(set(parts)):
            return UnitReading(printed, notes=(UnitNote.MIXED,), candidates=tuple(known))
        return UnitReading(printed, notes=(UnitNote.UNKNOWN,), candidates=self._near(text))

    def _counted_by_name(self, text: str) -> Unit | None:
        """个 of a text that goes on to name what is counted: 个标准化考点, 万个充电接口, 名学生."""
        found = self._known.counted_by_name(text)
        return self._unit(*found, ()) if found else None

    def _near(self, text: str) -> tuple[str, ...]:
        """Words an unknown text may stand for, likeliest first, at most three."""
        from difflib import get_close_matches

        prefix = text[:-1] if text[:-1] in self.prefixes else ""
        near = [prefix + word.symbol for word in self.words if text.removeprefix(prefix) in word.slips]
        near += [
            self._known.spelled[each].symbol
            for each in get_close_matches(text[:LONGEST], self._known.spelled, 3, 0.6)
        ]
        return tuple(dict.fromkeys(near))[:3]
