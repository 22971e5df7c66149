"""What a unit is divided by: 元/人·月, 每人每月…元, 月人均, 元每服役一年, 立方米/秒, 例/10万."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from minsheng_xl.quantity.words import any_of

_SEPARATORS = re.compile("[/·.,、()*×和每-]+")


class Denominators:
    """The words a unit may be divided by, in the order they are written: objects first, then periods.

    Any unit may be divided by (元/吨, 千克/亩); the words here are those that are written before an amount
    too (每亩), or that stand for nothing else (服役年).
    """

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        """`mapping` has the lists objects, things, periods and the tables aliases, leading (units.toml)."""
        self.objects: tuple[str, ...] = tuple(mapping["objects"])
        self.periods = frozenset(mapping["periods"])
        self.rates = frozenset(mapping["rates"])
        """So many of them, for whom anything is counted: 每千人4.5个."""
        self._order = [*mapping["objects"], *mapping["things"], *mapping["periods"]]
        self._names: dict[str, str] = {name: name for name in self._order} | dict(mapping["aliases"])
        each = {f"每{printed}": (name,) for printed, name in self._names.items()}
        self.phrases = each | {printed: tuple(per) for printed, per in mapping["leading"].items()}
        """What stands before an amount (每人, 月人均), with the denominators it means."""
        self._tokens = re.compile(any_of(self._names))
        self._phrase = re.compile(any_of(self.phrases))
        self._leading = re.compile(f"(?:{any_of(self.phrases)})+")

    @property
    def spellings(self) -> Iterable[str]:
        """Every word and alias."""
        return self._names.keys()

    def named_once(self, text: str) -> str:
        """The one denominator a text is (名 -> 人); empty for anything else."""
        return self._names.get(text, "")

    def ordered(self, per: Iterable[str]) -> tuple[str, ...]:
        """The denominators, each once, in the order they are written; other units stand before periods."""
        return tuple(sorted(dict.fromkeys(per), key=self._rank))

    def _rank(self, name: str) -> int:
        """Objects and periods as they are listed; whatever stands between them as printed."""
        known = name in self.objects or name in self.periods
        return self._order.index(name) if known else len(self.objects)

    def leading(self, text: str) -> tuple[list[str], str]:
        """The denominators a text begins with, and the rest of it: 每人每月元 -> ([人, 月], 元)."""
        match = self._leading.match(text)
        return (self.named(match.group()), text[match.end() :]) if match else ([], text)

    def named(self, text: str) -> list[str]:
        """The denominators of all phrases in a text: 每服役一年，每人每月 -> [服役年, 人, 月]."""
        return [name for phrase in self._phrase.findall(text) for name in self.phrases[phrase]]

    def trailing(self, text: str, unit: Callable[[str], str]) -> list[str] | None:
        """The denominators behind a numerator: `/月·人`, `/(人·月)`, `年人`, `/公斤`; None for anything else.

        `unit` gives the agreed spelling of any other unit, empty for what is none.
        """
        found: list[str] = []
        for piece in filter(None, _SEPARATORS.split(text)):
            known = self._names.get(piece) or unit(piece)
            tokens = [known] if known else [self._names[token] for token in self._tokens.findall(piece)]
            if not known and "".join(self._tokens.findall(piece)) != piece:
                return None
            found += tokens
        return found

    def only_periods(self, per: Iterable[str]) -> bool:
        """Whether nothing but a period divides."""
        return all(name in self.periods for name in per)
