"""The words units are made of: those listed, and those put together of them (万人次, 张床位, 处次, 人·天)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.quantity.units import UnitWord
from minsheng_xl.quantity.words import any_of, words

_TIMES = "次"
_LAND = ("面积(地)", "面积(建筑)")
"""What is no count and is yet done several times over (亩次)."""
_HELD = (*_LAND, "长度")
"""What is no count and is held for a time: 亩·年, 公里·年."""
_LOADS, _WAY = "重量", "公里"
_PEOPLE = "人数"
"""名次, 位次 are ranks, not so many times."""
_LONGEST_NOUN = 10
_described = re.compile(f"[^和或及与\\W]{{3,{_LONGEST_NOUN}}}")


class Compounds(NamedTuple):
    """How words are put together (units.toml)."""

    nouns: frozenset[str] = frozenset()
    classifiers: tuple[str, ...] = ()
    lasting: Mapping[str, str] = {}
    """What a product ends with, and its agreed spelling: 天, 日 -> 天."""
    bare: frozenset[str] = frozenset()
    """Of these, what may stand without a mark between: 人天."""
    naming: tuple[str, ...] = ()
    """What stands before the name of anything: 个标准化考点."""

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> Compounds:
        """From a mapping shaped as units.toml."""
        nouns, products = mapping["nouns"], mapping["products"]
        return cls(
            frozenset([*nouns["words"], *nouns["counted"]]),
            tuple(nouns["classifiers"]),
            products["lasting"],
            frozenset(products["bare"]),
            tuple(nouns["naming"]),
        )


class UnitWords:
    """Every word by its spellings, and the grammar of those that are put together."""

    def __init__(
        self, listed: Iterable[UnitWord], prefixes: Mapping[str, Decimal], compounds: Compounds
    ) -> None:
        self.spelled = _spellings(listed)
        self.prefixes = prefixes
        self.compounds = compounds
        inside = words()["collisions"]
        guarded = (f"{word}(?![{inside.get(word, '')}和或及与])" for word in compounds.naming)
        named = f"(?P<word>{'|'.join(guarded)})[一-鿿]{{2,{_LONGEST_NOUN}}}"
        self._naming = re.compile(f"(?P<prefix>{any_of(prefixes)})?{named}")
        self._longest = max(map(len, prefixes), default=0)

    def find(self, text: str) -> tuple[str, UnitWord] | None:
        """Prefix and word of a levelled text: 万人次, 万亩次; a whole word wins over a prefixed one."""
        whole = self.spelled.get(text) or self._composed(text)
        if whole:
            return "", whole
        for length in range(self._longest, 0, -1):
            rest = text[length:]
            if text[:length] in self.prefixes:
                word = self.spelled.get(rest) or self._composed(rest)
                if word and word.scaled:
                    return text[:length], word
        return None

    def named(self, symbol: str) -> UnitWord:
        """The word of an agreed spelling. KeyError for anything else."""
        word = self.spelled.get(fold(symbol).lower()) or self._composed(symbol)
        if word is None:
            raise KeyError(symbol)
        return word

    def is_noun(self, word: UnitWord) -> bool:
        """Whether a word names what is counted (床位), so that any classifier may count it (张)."""
        return word.symbol in self.compounds.nouns

    def counts_anything(self, word: UnitWord) -> bool:
        """Whether a word only classifies: 个, 张."""
        return word.symbol in self.compounds.classifiers

    def counted_by_name(self, text: str) -> tuple[str, UnitWord] | None:
        """Prefix and word of a text that goes on to name what is counted (万个充电接口), not of 个体户."""
        named = self._naming.fullmatch(text)
        return (named["prefix"] or "", self.spelled[named["word"]]) if named else None

    def _composed(self, text: str) -> UnitWord | None:
        return self._classified(text) or self._times(text) or self._product(text)

    def _classified(self, text: str) -> UnitWord | None:
        """张床位 and 个村 are 床位 and 村; 张养老床位 are 床位."""
        if text[:1] not in self.compounds.classifiers:
            return None
        noun = self.spelled.get(text[1:])
        if noun and self.is_noun(noun):
            return noun
        described = _described.fullmatch(text, 1)
        ends = (described[0][-length:] for length in (4, 3, 2)) if described else ()
        return next((self.spelled[end] for end in ends if end in self.compounds.nouns), None)

    def _times(self, text: str) -> UnitWord | None:
        """处次, 亩次: so many, each counted as often as it was done."""
        word = (
            self.spelled.get(text.removesuffix(_TIMES).removesuffix("·")) if text.endswith(_TIMES) else None
        )
        if word is None or word.dimension == _PEOPLE or word.symbol.endswith(_TIMES) or self.is_noun(word):
            return None
        if not word.integral and word.dimension not in _LAND:
            return None
        base = word.base + _TIMES
        return UnitWord(
            word.symbol + _TIMES, base, base, word.factor, word.integral, word.scaled, prose=word.prose
        )

    def _product(self, text: str) -> UnitWord | None:
        """人·天, 天·人, 人天, 吨公里."""
        for first, last, marked in _halves(text):
            word, lasts = self.spelled.get(first), self.compounds.lasting.get(last, "")
            if (
                word
                and lasts
                and (marked or last in self.compounds.bare)
                and _multiplied(word, lasts, marked)
            ):
                base = f"{word.base}·{lasts}"
                symbol = f"{word.symbol}·{lasts}"
                return UnitWord(symbol, base, base, word.factor, integral=False, scaled=word.scaled)
        return None


def _multiplied(word: UnitWord, lasts: str, marked: bool) -> bool:
    """Whether a word is multiplied by a time or a way: counts; loads by a way; land, roads with a mark."""
    return (
        word.integral
        or (word.dimension == _LOADS and (marked or lasts == _WAY))
        or (marked and word.dimension in _HELD)
    )


def _halves(text: str) -> Iterator[tuple[str, str, bool]]:
    """The two words of a product, the lasting one last, and whether a mark stands between."""
    first, mark, last = text.partition("·")
    if mark:
        yield first, last, True
        yield last, first, True
    else:
        for length in (1, 2):
            yield text[:-length], text[-length:], False


def listed_words(mapping: Mapping[str, Any]) -> Iterator[UnitWord]:
    """The words of a mapping shaped as units.toml: those of dimensions, counting words, nouns."""
    for name, dimension in mapping["dimensions"].items():
        for symbol, row in dimension["words"].items():
            yield _of_dimension(symbol, row, name, dimension)
    counting, nouns = mapping["counting"], mapping["nouns"]
    aliases, parted = counting["aliases"], counting["parted"]
    for symbol in (*counting["words"], *counting["columns"]):
        more, prose = tuple(aliases.get(symbol, ())), symbol not in counting["columns"]
        yield UnitWord(symbol, symbol, symbol, integral=symbol not in parted, aliases=more, prose=prose)
    for symbol in nouns["words"]:
        more = tuple(nouns["aliases"].get(symbol, ()))
        yield UnitWord(symbol, symbol, symbol, aliases=more, prose=False)


def _of_dimension(symbol: str, row: Mapping[str, Any], name: str, dimension: Mapping[str, Any]) -> UnitWord:
    """One word of units.toml with what its dimension says of all its words."""
    return UnitWord(
        symbol,
        name,
        row.get("base", dimension["base"]),
        Decimal(str(row.get("factor", 1))),
        dimension.get("integral", True),
        row.get("scaled", dimension.get("scaled", True)),
        tuple(row.get("aliases", ())),
        tuple(row.get("slips", ())),
        row.get("prose", dimension.get("prose", True)),
    )


def _spellings(listed: Iterable[UnitWord]) -> dict[str, UnitWord]:
    """Every word and alias, levelled, with its row. Raises ReferenceDataError where two rows claim one."""
    found: dict[str, UnitWord] = {}
    for word in listed:
        if word.factor <= 0:
            raise ReferenceDataError(f"单位“{word.symbol}”的换算倍数须大于零", "请更正单位表")
        for spelling in (word.symbol, *word.aliases):
            other = found.setdefault(fold(spelling).lower(), word)
            if other is not word:
                raise ReferenceDataError(
                    f"单位写法“{spelling}”同时属于“{other.symbol}”和“{word.symbol}”", "请在单位表中只留一处"
                )
    return found
