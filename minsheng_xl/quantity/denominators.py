"""What a unit is divided by: 元/人·月, 每人每月…元, 月人均, 元每服役一年."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from minsheng_xl.quantity.words import any_of

_SEPARATORS = re.compile("[/·.,、()*×和每-]+")


class Denominators:
    """The words a unit may be divided by, in the order they are written: objects first, then periods."""

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        """`mapping` has the lists objects, things, periods and the tables aliases, leading (units.toml)."""
        self.things = frozenset(mapping["things"])
        self.periods = frozenset(mapping["periods"])
        self._order = [*mapping["objects"], *mapping["things"], *mapping["periods"]]
        self._names = {name: name for name in self._order} | dict(mapping["aliases"])
        each = {f"每{printed}": (name,) for printed, name in self._names.items()}
        self.phrases = each | {printed: tuple(per) for printed, per in mapping["leading"].items()}
        """What stands before an amount (每人, 月人均), with the denominators it means."""
        self.token = any_of(self._names)
        self._tokens = re.compile(self.token)
        self._phrase = re.compile(any_of(self.phrases))
        self._leading = re.compile(f"(?:{any_of(self.phrases)})+")

    def ordered(self, per: Iterable[str]) -> tuple[str, ...]:
        """The denominators, each once, in the order they are written."""
        return tuple(sorted(set(per), key=self._order.index))

    def leading(self, text: str) -> tuple[list[str], str]:
        """The denominators a text begins with, and the rest of it: 每人每月元 -> ([人, 月], 元)."""
        match = self._leading.match(text)
        return (self.named(match.group()), text[match.end() :]) if match else ([], text)

    def named(self, text: str) -> list[str]:
        """The denominators of all phrases in a text: 每服役一年，每人每月 -> [服役年, 人, 月]."""
        return [name for phrase in self._phrase.findall(text) for name in self.phrases[phrase]]

    def trailing(self, text: str) -> list[str] | None:
        """The denominators behind a numerator: `/月·人`, `/(人·月)`, `年人`; None for anything else."""
        bare = _SEPARATORS.sub("", text)
        tokens = self._tokens.findall(bare)
        return [self._names[token] for token in tokens] if "".join(tokens) == bare else None

    def only_periods(self, per: Iterable[str]) -> bool:
        """Whether nothing but a period divides."""
        return all(name in self.periods for name in per)
