"""Sentences of many hands for 进展说明, each true of the row it is written for; kept in notes.toml."""

from __future__ import annotations

import operator
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.lines import Line, plain

NOTES = Path(__file__).with_name("notes.toml")

COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sentence: what a row must be (`when`), and the text with the row's facts in braces."""

    when: tuple[str, ...]
    text: str

    def fits(self, line: Line) -> bool:
        return all(_holds(line, each) for each in self.when)


@dataclass(slots=True)
class Sentences:
    """Deals sentences to rows, those written least first, so that as many as possible are met."""

    towns: Sequence[str]
    used: Counter[str] = field(default_factory=Counter)

    def choose(self, line: Line, rng: Random) -> str:
        """A sentence for the row; nothing where none is true of it."""
        fitting = [each for each in patterns() if each.fits(line)]
        if not fitting:
            return ""
        rng.shuffle(fitting)
        chosen = min(fitting, key=lambda each: self.used[each.text])
        self.used[chosen.text] += 1
        return chosen.text.format_map(facts(line, self.towns, rng))


@cache
def patterns() -> tuple[Pattern, ...]:
    """All sentences of notes.toml; each table has what its sentences share in `when`."""
    groups = tomllib.loads(NOTES.read_text("utf-8"))["group"]
    return tuple(
        Pattern((*group["when"].split(), *extra.split()), text)
        for group in groups
        for text, extra in _pairs(group["texts"])
    )


def _pairs(texts: Sequence[str | Sequence[str]]) -> list[tuple[str, str]]:
    """Each text with what it alone asks of a row."""
    return [(each, "") if isinstance(each, str) else (each[0], each[1]) for each in texts]


def _holds(line: Line, condition: str) -> bool:
    """`count`, `!count`, `unit=公里|米`, `operator=plain`, `month>=6`, `before<total`."""
    found = re.fullmatch(r"(\w+)(>=|<=|=|>|<)(.+)", condition)
    if found is None:
        return bool(getattr(line, condition.lstrip("!"))) != condition.startswith("!")
    name, sign, wanted = found.groups()
    value = getattr(line, name)
    if sign == "=":
        return str(value) in wanted.split("|")
    other = getattr(line, wanted) if wanted.isidentifier() else Decimal(wanted)
    return None not in (value, other) and COMPARED[sign](value, other)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a sentence. Formats: `/4` the fourth part, `*12` so many times, `-1` less,
    `towns3` dealt out to three townships, `batches` to two batches."""

    value: Decimal
    unit: str
    towns: Sequence[str]
    rng: Random

    def __format__(self, spec: str) -> str:
        if not spec:
            return plain(self.value)
        if spec[0] == "/":
            return str(max(1, int(self.value) // int(spec[1:])))
        if spec[0] == "*":
            return plain(self.value * int(spec[1:]))
        if spec[0] == "-":
            return plain(self.value - int(spec[1:]))
        return self._dealt(spec)

    def _dealt(self, spec: str) -> str:
        names = ("第一批", "第二批") if spec == "batches" else self.towns[: int(spec.removeprefix("towns"))]
        cuts = sorted(self.rng.sample(range(1, int(self.value)), len(names) - 1))
        parts = [after - before for before, after in zip([0, *cuts], [*cuts, int(self.value)], strict=True)]
        return "、".join(f"{name}{part}{self.unit}" for name, part in zip(names, parts, strict=True))


@dataclass(frozen=True, slots=True)
class Dice:
    """A number that says nothing about the row: `{dice:3-19}`."""

    rng: Random

    def __format__(self, spec: str) -> str:
        low, high = map(int, spec.split("-"))
        return str(self.rng.randint(low, high))


def facts(line: Line, towns: Sequence[str], rng: Random) -> Mapping[str, object]:
    """What a sentence may name of a row: figures in its unit, `m` the month, `share` in percent."""

    def figure(value: Decimal | None) -> Figure:
        return Figure(value or Decimal(), line.unit, towns, rng)

    step = line.now * 100 / line.aim if line.aim else Decimal()
    return {
        "month": figure(line.month),
        "total": figure(line.total),
        "before": figure(line.before),
        "target": figure(line.target),
        "left": figure(line.left),
        "rise": figure(line.reached - line.past),
        "share": plain(round(line.share, 1)),
        "share2": plain(round(line.share, 2)),
        "soon": min(95, int(line.share) + 8),
        "step2": plain(round(step, 2)),
        "unit": line.unit,
        "bare_unit": line.unit[1:],
        "name": line.name,
        "department": line.department,
        "year": line.year,
        "m": line.month_no,
        "last_m": line.month_no - 1,
        "next_m": line.month_no + 1,
        "towns": towns,
        "dice": Dice(rng),
    }
