"""Where rows go when rows of a sheet are inserted, deleted or multiplied.

A move answers three questions: where does one row go, what becomes of a range (which stays one range), and
what becomes of an area that may fall into several pieces (validations, conditional formats, merges).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from minsheng_xl.formats.a1 import LAST_ROW

Rows = tuple[int, int]
"""First and last row, 1-based and inclusive."""


class Move(Protocol):
    """What happens to the rows of one sheet."""

    def row(self, row: int) -> int | None:
        """New number of a row; None if it is gone."""

    def span(self, rows: Rows) -> Rows | None:
        """New range; None if nothing is left of it."""

    def areas(self, rows: Rows) -> list[Rows]:
        """Every run of rows that now has what these rows had (validations, conditional formats)."""

    def merges(self, rows: Rows) -> list[Rows]:
        """Every run of rows at which a merge over these rows now stands."""

    def things(self, rows: Rows) -> list[Rows]:
        """Every run of rows at which what stood on these rows (a link, a sparkline) now stands."""

    def multiplies(self, row: int) -> bool:
        """Whether the row is a prototype, so that its formulas are copied rather than moved."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """`count` rows come in before row `before`. With `extend`, what ends in the row above grows over them.

    `like` is the row whose one-row merges the new rows repeat.
    """

    before: int
    count: int
    extend: bool = False
    like: int | None = None

    def row(self, row: int) -> int | None:
        return row + self.count if row >= self.before else row

    def span(self, rows: Rows) -> Rows | None:
        top, bottom = rows
        grows = bottom >= self.before or (self.extend and bottom == self.before - 1)
        new_top = top + self.count if top >= self.before else top
        new_bottom = bottom + self.count if grows and bottom != LAST_ROW else bottom
        return (new_top, new_bottom) if new_top <= new_bottom else None

    def areas(self, rows: Rows) -> list[Rows]:
        span = self.span(rows)
        return [span] if span else []

    def merges(self, rows: Rows) -> list[Rows]:
        if rows[0] < rows[1]:
            return self.areas(rows)
        moved = self.row(rows[0]) or 0
        new = range(self.before, self.before + self.count) if rows[0] == self.like else ()
        return sorted([(moved, moved), *((row, row) for row in new)])

    def things(self, rows: Rows) -> list[Rows]:
        span = Inserted(self.before, self.count).span(rows)
        return [span] if span else []

    def multiplies(self, row: int) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Deleted:
    """Rows `first` to `last` are gone and everything below comes up."""

    first: int
    last: int

    def row(self, row: int) -> int | None:
        if row < self.first:
            return row
        return None if row <= self.last else row - (self.last - self.first + 1)

    def span(self, rows: Rows) -> Rows | None:
        top, bottom = rows
        new_top = self.row(top) or self.first
        new_bottom = bottom if bottom == LAST_ROW else self.row(bottom) or self.first - 1
        return (new_top, new_bottom) if new_top <= new_bottom else None

    def areas(self, rows: Rows) -> list[Rows]:
        span = self.span(rows)
        return [span] if span else []

    merges = areas
    things = areas

    def multiplies(self, row: int) -> bool:
        return False


@dataclass(slots=True)
class Replaced:
    """Rows `first` to `last` are prototypes; in their place come `prototypes`, each naming one of them."""

    first: int
    last: int
    prototypes: Sequence[int]
    _places: dict[int, list[int]] = field(init=False, repr=False)
    _known: dict[Rows, list[Rows]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {row: [] for row in range(self.first, self.last + 1)}
        for row, prototype in enumerate(self.prototypes, start=self.first):
            self._places[prototype].append(row)

    @property
    def growth(self) -> int:
        """How many rows more there are now."""
        return len(self.prototypes) - (self.last - self.first + 1)

    def row(self, row: int) -> int | None:
        if row < self.first:
            return row
        if row > self.last:
            return row + self.growth
        places = self._places[row]
        return places[0] if places else None

    def span(self, rows: Rows) -> Rows | None:
        areas = self.areas(rows)
        return (areas[0][0], areas[-1][1]) if areas else None

    def areas(self, rows: Rows) -> list[Rows]:
        if rows not in self._known:
            self._known[rows] = self._areas(*rows)
        return self._known[rows]

    def _areas(self, top: int, bottom: int) -> list[Rows]:
        if bottom < self.first:
            return [(top, bottom)]
        if top > self.last:
            return [(top + self.growth, self._end(bottom))]
        if top <= self.first and bottom >= self.last:
            whole = (min(top, self.first), self._end(bottom))
            return [whole] if whole[0] <= whole[1] else []
        inside = range(max(top, self.first), min(bottom, self.last) + 1)
        places = sorted(place for row in inside for place in self._places[row])
        above = [(top, self.first - 1)] if top < self.first else []
        below = [(self.last + 1 + self.growth, self._end(bottom))] if bottom > self.last else []
        return joined([*above, *((place, place) for place in places), *below])

    def _end(self, bottom: int) -> int:
        return bottom if bottom == LAST_ROW else bottom + self.growth

    def multiplies(self, row: int) -> bool:
        return self.first <= row <= self.last

    def merges(self, rows: Rows) -> list[Rows]:
        top, bottom = rows
        if bottom < self.first or top > self.last or top < self.first or bottom > self.last:
            return self.areas(rows)
        if top == self.first and bottom == self.last and top != bottom:
            return self.areas(rows)
        height = bottom - top
        places = [place for place in self._places[top] if self._repeats(place, top, height)]
        return [(place, place + height) for place in places]

    things = merges

    def _repeats(self, place: int, top: int, height: int) -> bool:
        start = place - self.first
        return list(self.prototypes[start : start + height + 1]) == list(range(top, top + height + 1))


def joined(areas: Iterable[Rows]) -> list[Rows]:
    """Runs of rows in order, neighbours made one."""
    result: list[Rows] = []
    for top, bottom in areas:
        if result and result[-1][1] + 1 == top:
            result[-1] = (result[-1][0], bottom)
        else:
            result.append((top, bottom))
    return result


def landing(row: int, move: Move) -> int:
    """New number of a row, or of the place where a row that is gone was."""
    above = next((one for one in range(row, 0, -1) if move.row(one)), 0)
    return (move.row(above) or 0) + (above != row) if above else 1
