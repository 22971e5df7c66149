"""What a fault is, what a kind of fault says of itself, and the list of kinds."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from minsheng_xl.place import Place
from tests.faults.workbook import Sheet

Claim = Literal["file", "layout", "head", "row"]
"""How much a fault takes for itself: the whole file, the order of its rows, its head, or single rows."""

Where = Literal["form", "master"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a kind did to a sheet: the narrowest place to report it, and other places that are as good."""

    place: Place
    description: str
    indicator: str = ""
    also: tuple[Place, ...] = ()
    rows: frozenset[int] = frozenset()
    """Rows no other fault may touch; whatever is found there is explained."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: its kind, the rule code that should speak, and where."""

    kind: str
    code: str
    department: str
    place: Place
    description: str
    indicator: str = ""
    also: tuple[Place, ...] = ()
    rows: frozenset[int] = frozenset()
    claims: Claim = "row"

    @property
    def file(self) -> str:
        return self.place.file

    @property
    def cell(self) -> str:
        """A1-style name, a row as `12:12`, or nothing for a whole file or a missing one."""
        return self.place.cell

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.place, *self.also)

    def __str__(self) -> str:
        return f"{self.code} {self.kind} {self.place or self.department}：{self.description}"


Spoil = Callable[[Sheet, Random], Mark | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault. `spoil` edits a sheet, or returns None where the sheet has no place for it."""

    name: str
    code: str
    spoil: Spoil
    claims: Claim
    where: Where

    @property
    def reading(self) -> str:
        """What is done, and how the catalogue was read."""
        return inspect.getdoc(self.spoil) or ""


KINDS: dict[str, Kind] = {}
"""Every kind by name."""


def kind(code: str, *, claims: Claim = "row", where: Where = "form") -> Callable[[Spoil], Spoil]:
    """Enter a function as a kind of fault under its own name."""

    def enter(spoil: Spoil) -> Spoil:
        KINDS[spoil.__name__] = Kind(spoil.__name__, code, spoil, claims, where)
        return spoil

    return enter


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
