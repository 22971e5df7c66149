"""Who a row of a plan names: blank and merged cells take the units printed above them.

A blank cell takes the text above it across items and repeated headers, never across categories; of 责任 and
配合 only what stands beside the same leads: what is printed for other leads is not taken, and asked about.
A master of ours says of each row where its units come from; there a blank cell of a new row takes those of
its own item.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from minsheng_xl.model import Assignment, Scope
from minsheng_xl.place import Grid
from minsheng_xl.quantity.typography import DASHES
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.headers import filled_merges
from minsheng_xl.reference import Reference, join_units, split_units

ROLES = {"lead": "lead", "responsible": "responsible", "cooperators": "cooperator"}
"""Field role of the column of each kind of unit."""
COOPERATOR = "cooperator"
INHERITED: tuple[Scope, ...] = ("same_item", "previous_item")
_nobody = re.compile(f"[{DASHES}/]+|无")
"""What a cell says that names no unit on purpose."""
_tags = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(slots=True)
class _Held:
    """What a blank cell below takes: the text last printed in a role, and where."""

    text: str = ""
    units: tuple[str, ...] = ()
    row: int = 0
    item_row: int = 0
    leads: tuple[str, ...] = ()
    """Who leads the row it is printed on."""


class Words:
    """What the cells of a sheet say; a row is turned into texts once, while it is being read."""

    def __init__(self, grid: Grid, header: ColumnMap) -> None:
        self._grid, self._columns = grid, tuple(header.columns.items())
        self._number, self._texts, self._said = 0, list[str](), dict[str, str]()

    def texts(self, number: int) -> list[str]:
        """A row's cells as they stand there."""
        if number != self._number:
            self._number, self._texts = number, (texts := self._grid.texts(number))
            filled = ((role, texts[at - 1]) for role, at in self._columns if at <= len(texts))
            self._said = {role: without_tags(text) for role, text in filled if text}
        return self._texts

    def of(self, number: int, role: str) -> str:
        """What a row's cell of a role says, without markup; empty where there is no such column."""
        if number != self._number:
            self.texts(number)
        return self._said.get(role, "")


def without_tags(text: str) -> str:
    """Text without the markup that a web page's table may leave in it."""
    return _tags.sub("", text) if "<" in text else text


class Inherited:
    """The units of rows read from top to bottom; `clear` where a category begins."""

    def __init__(self, grid: Grid, header: ColumnMap, ref: Reference, words: Words, *, coded: bool) -> None:
        """`coded`: whether rows carry codes of ours (a master)."""
        self.grid, self.header, self.ref, self.words, self.coded = grid, header, ref, words, coded
        self.merged = filled_merges(grid, header.columns)
        """For each cell under a merge the merge's top-left cell."""
        self._held: dict[str, _Held] = {}

    def clear(self) -> None:
        """Forget what was printed so far."""
        self._held.clear()

    def of(self, number: int, *, row: int, item_row: int, first: bool) -> dict[str, Assignment]:
        """The units of a row of the sheet by kind; `first`: of the item that begins on it.

        `row` and `item_row` count the rows of the table, as assignments name their source.
        """
        found: dict[str, Assignment] = {}
        for kind, role in ROLES.items():
            leads = found["lead"].units if found else ()
            found[kind] = self._assignment(number, role, row, item_row, first=first, leads=leads)
        return parted(found, self.ref)

    def _assignment(
        self, number: int, role: str, row: int, item_row: int, *, first: bool, leads: tuple[str, ...]
    ) -> Assignment:
        """The units of one role; `leads` are those of the row itself, empty for the role of who leads."""
        column = self.header.columns.get(role)
        text, held = self.words.of(number, role), self._held.get(role)
        if not column or _nobody.fullmatch(text):
            return Assignment()
        sources = self.words.of(number, "source").split() or [""]
        stored = sources[0] if first else sources[-1]
        merged = self.merged.get((number, column))
        merged = merged if merged and self.grid.text(*merged) else None  # a merge left blank is a blank cell
        if merged and stored == "own":
            text = text or self.grid.text(*merged)
            return self._own(role, text, row, item_row, leads) if text else Assignment()
        inherits = not text or merged is not None or stored not in ("", "own")
        if text and not (inherits and held and held.text == text):
            return self._own(role, text, row, item_row, leads)
        if held and not (text or merged or held.item_row == item_row or held.leads == leads):
            return Assignment() if self.coded or role == COOPERATOR else Assignment(source_row=held.row)
        if held is None or not (text or merged or self._takes(number, role, held.item_row == item_row)):
            return Assignment()
        return _taken(held, row, item_row, stored)

    def _takes(self, number: int, role: str, same_item: bool) -> bool:
        """Whether a blank cell takes what is held: in a master only that of a new row of the same item."""
        if self.words.of(number, "code"):
            return False
        return same_item or not (self.coded or role == "cooperator")

    def _own(self, role: str, text: str, row: int, item_row: int, leads: tuple[str, ...]) -> Assignment:
        units = tuple(each.name for each in split_units(text, self.ref.register))
        self._held[role] = _Held(text, units, row, item_row, leads)
        return Assignment(printed=text, effective=text, units=units, source_row=row, scope="own")


def parted(found: dict[str, Assignment], ref: Reference) -> dict[str, Assignment]:
    """The same where the cell of the leads says of some units that they only work with them.

    县教育局（牵头）、县财政局 and 县教育局牵头（负责）、县财政局配合: one leads, the others are 责任 or 配合.
    """
    lead = found["lead"]
    listed = split_units(lead.effective, ref.register) if lead.effective else ()
    roles = {each.role for each in listed}
    leading = {"lead"} if "lead" in roles else roles - {COOPERATOR}
    if not leading or leading == roles or (COOPERATOR not in roles and "lead" not in roles):
        return found
    leads = tuple(each.name for each in listed if each.role in leading)
    result = found | {"lead": lead.model_copy(update={"units": leads, "effective": join_units(leads)})}
    for kind in ("responsible", "cooperators"):
        others = [
            each.name
            for each in listed
            if each.role not in leading and (each.role == COOPERATOR) == (kind == "cooperators")
        ]
        if others:
            own = found[kind] if found[kind].units else lead.model_copy(update={"printed": "", "units": ()})
            units = tuple(dict.fromkeys((*own.units, *others)))
            result[kind] = own.model_copy(update={"effective": join_units(units), "units": units})
    return result


def _taken(held: _Held, row: int, item_row: int, stored: str) -> Assignment:
    """What a row takes from above; on the row where it is printed as the master stored it."""
    scope: Scope = "same_item" if held.item_row == item_row else "previous_item"
    if held.row == row:
        scope = next((each for each in INHERITED if each == stored), "own")
    printed = held.text if scope == "own" else ""
    return Assignment(
        printed=printed, effective=held.text, units=held.units, source_row=held.row, scope=scope
    )
