"""What a fault is, what a kind of fault says of itself, and the list of kinds."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import wraps
from random import Random
from typing import Any, Literal

from minsheng_xl.place import Place
from tests.faults.lines import Line, lines_of
from tests.faults.workbook import Sheet

Claim = Literal["file", "layout", "head", "row"]
"""How much a fault takes for itself: the whole file, the order of its rows, its head, or single rows."""

Where = Literal["form", "master"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the finger: the figures that were meant, and a pattern for words that name what happened."""

    right: tuple[Decimal, ...]
    named: str = "(?!)"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a kind did to a sheet: the narrowest place to report it, and other places that are as good."""

    place: Place
    description: str
    indicator: str = ""
    also: tuple[Place, ...] = ()
    rows: frozenset[int] = frozenset()
    """Rows no other fault may touch; whatever is found there is explained."""
    figure: bool = False
    """The summary would be wrong if the figure were taken without a word."""
    right: Decimal | None = None
    """What the summary then has to say; None: what the clean return gives."""
    readable: bool = False
    """Reading the figure rightly is as good as asking about it."""
    slip: Slip | None = None
    instead: tuple[str, ...] = ()
    """Rules that may speak for the kind's own: a figure may be a slip too, a column told by its cells."""

    def with_facts(self, **facts: Any) -> Mark:
        """The same with other facts."""
        return replace(self, **facts)

    def or_at(self, *places: Place) -> Mark:
        """The same, with more places that are as good; their rows are spoiled too."""
        rows = self.rows | {each.row for each in places}
        return replace(self, also=(*self.also, *places), rows=rows)


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: its kind, the rule code that should speak (nothing: any may), and where."""

    kind: str
    code: str
    department: str
    place: Place
    description: str
    indicator: str = ""
    also: tuple[Place, ...] = ()
    rows: frozenset[int] = frozenset()
    claims: Claim = "row"
    mark: Mark = field(default_factory=lambda: Mark(Place(), ""))

    @property
    def file(self) -> str:
        return self.place.file

    @property
    def cell(self) -> str:
        """A1-style name, a row as `12:12`, or nothing for a whole file or a missing one."""
        return self.place.cell

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules of which one should speak."""
        return (self.code, *self.mark.instead)

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.place, *self.also)

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.place or self.department}：{self.description}"


Spoil = Callable[[Sheet, Random], Mark | None]
SpoilLine = Callable[[Sheet, Line, Random], Mark | None]
Fits = Callable[[Line], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault. `spoil` edits a sheet, or returns None where the sheet has no place for it."""

    name: str
    code: str
    spoil: Spoil
    claims: Claim
    where: Where
    must_pass: bool = False
    """No fault, but a change that must pass."""
    warned: bool = False
    """Of a change that must pass: a warning is no harm."""

    @property
    def reading(self) -> str:
        """What is done, and how the catalogue was read."""
        return inspect.getdoc(self.spoil) or ""


KINDS: dict[str, Kind] = {}
"""Every kind by name."""


def kind(code: str, name: str, *, claims: Claim = "row", where: Where = "form") -> Callable[[Spoil], Spoil]:
    """Enter a function as a kind of fault. ValueError where the name is taken."""

    def enter(spoil: Spoil) -> Spoil:
        if name in KINDS:
            raise ValueError(f"{name} is a kind already")
        KINDS[name] = Kind(name, code, spoil, claims, where)
        return spoil

    return enter


def line_kind(name: str, fits: Fits, *, claims: Claim = "row") -> Callable[[SpoilLine], SpoilLine]:
    """Enter a function that spoils one row, given its facts, as a kind any rule may find."""

    def enter(spoil_line: SpoilLine) -> SpoilLine:
        kind("", name, claims=claims)(on_line(spoil_line, fits))
        return spoil_line

    return enter


def on_line(spoil_line: SpoilLine, fits: Fits) -> Spoil:
    """Spoils the first of the free rows that fit, by chance, which has a place for the fault."""

    @wraps(spoil_line)
    def spoil(sheet: Sheet, rng: Random) -> Mark | None:
        lines = [each for each in lines_of(sheet) if each.row not in sheet.claimed and fits(each)]
        done = (spoil_line(sheet, each, rng) for each in rng.sample(lines, len(lines)))
        return next((each for each in done if each), None)

    return spoil


def mark(
    sheet: Sheet,
    row: int,
    role: str,
    description: str,
    *,
    also: tuple[str, ...] = (),
    code: str | None = None,
) -> Mark:
    """A mark at a cell; `also` names roles of the row, `code` the indicator where that cell was spoiled."""
    indicator = sheet.text(row, "code") if code is None else code
    others = tuple(sheet.place(row, each) for each in also if each in sheet.columns)
    return Mark(sheet.place(row, role), description, indicator, others, sheet.together(row))


def pick(sheet: Sheet, rng: Random, fits: Callable[[int], object]) -> int | None:
    """A free row of a sheet that fits, by chance."""
    rows = [row for row in sheet.free() if fits(row)]
    return rng.choice(rows) if rows else None
