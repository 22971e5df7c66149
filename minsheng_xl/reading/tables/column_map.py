"""What each column of a table holds, and how that is known. Rows and columns count from 1, as in Excel.

A map is never changed: what a pass finds out is a new map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

Why = Literal["", "listed", "near", "composed", "month", "cells", "answered"]
"""How a column's role is known: its head is a listed word, is like one, is put together as heads are, names a
month; its cells or its neighbours show it; a person said it. Empty where no role is known."""


@dataclass(frozen=True, slots=True)
class Head:
    """The printed head of one column (heads of several rows together), and the field it stands for."""

    text: str = ""
    role: str = ""
    why: Why = ""
    words: tuple[str, ...] = ()
    """What it may be read as where it stands on two rows, the fullest first."""


@dataclass(frozen=True)
class ColumnMap:
    """Header rows `top`..`row` of a table, and a head for each of its columns from A on."""

    top: int
    row: int
    heads: tuple[Head, ...] = ()

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """The role of each column from A on; several columns may share one."""
        return tuple(head.role for head in self.heads)

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """The first column of each role."""
        found: dict[str, int] = {}
        for column, role in enumerate(self.roles, start=1):
            if role:
                found.setdefault(role, column)
        return found

    @cached_property
    def unknown(self) -> Mapping[int, str]:
        """Heads without a role of their own, by column: not known, or the second of a role."""
        first = set(self.columns.values())
        return {at: head.text for at, head in enumerate(self.heads, 1) if head.text and at not in first}

    @property
    def last(self) -> int:
        """The rightmost column of a known role."""
        return max((at for at, role in enumerate(self.roles, start=1) if role), default=0)

    def column(self, role: str) -> int:
        """The first column of a role, 0 where there is none."""
        return self.columns.get(role, 0)

    def columns_of(self, *roles: str) -> list[int]:
        """Every column of these roles, from left to right."""
        return [at for at, role in enumerate(self.roles, start=1) if role in roles]

    def head(self, column: int) -> Head:
        """The head of a column; a blank one outside the table."""
        return self.heads[column - 1] if 0 < column <= len(self.heads) else Head()

    def why(self, role: str) -> Why:
        """How it is known which column holds a role."""
        return self.head(self.column(role)).why

    def assigned(self, column: int, role: str, why: Why = "cells") -> ColumnMap:
        """The map with a column standing for a role; an empty role is none."""
        return self.assigned_all({column: role}, why)

    def assigned_all(self, roles: Mapping[int, str], why: Why = "cells") -> ColumnMap:
        """The map with several columns standing for other roles."""
        heads = [
            replace(head, role=role, why=why if role else "")
            if (role := roles.get(at, head.role)) != head.role
            else head
            for at, head in enumerate(self.heads, start=1)
        ]
        return replace(self, heads=tuple(heads))

    def renamed(self, role: str, other: str) -> ColumnMap:
        """The map with the columns of a role standing for another one."""
        return self.assigned_all(dict.fromkeys(self.columns_of(role), other))

    def extended(self, head: Head, width: int) -> ColumnMap:
        """The map with one more column, behind a table that is `width` wide."""
        blank = (Head(),) * (width - len(self.heads))
        return replace(self, heads=(*self.heads, *blank, head))

    @cached_property
    def single(self) -> ColumnMap:
        """The map with each role at its first column alone."""
        first = set(self.columns.values())
        return self.assigned_all({at: "" for at in range(1, len(self.heads) + 1) if at not in first})
