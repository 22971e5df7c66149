"""A returned cell as the ledger keeps it: beside its text and value how it was read, and where it stands."""

from __future__ import annotations

from minsheng_xl.model import CARRIED_ANEW, CARRIED_ON, Entry
from minsheng_xl.place import Place

COMPUTED = "计算所得"
"""Note of a value that nobody typed."""
_KEPT = frozenset({CARRIED_ON, CARRIED_ANEW})


def note_of(entry: Entry) -> str:
    """What has to be known of a cell beside its text and its value."""
    computed = [COMPUTED] if entry.computed else []
    return "；".join([*computed, *(note for note in entry.notes if note in _KEPT)])


def restore_note(entry: Entry, note: str) -> None:
    """Set on a cell what `note_of` said of it."""
    notes = [each for each in note.split("；") if each]
    entry.computed = COMPUTED in notes
    entry.notes = tuple(each for each in notes if each in _KEPT)


def place_text(place: Place | None) -> str:
    """Where a row stands that is on no sheet of a form; empty for one that is."""
    return "|".join(map(str, (place.sheet, place.row, place.column, place.line))) if place else ""


def place_of(text: str, file: str) -> Place:
    """The place `place_text` wrote."""
    sheet, *numbers = text.rsplit("|", 3)
    return Place(file, sheet, *map(int, numbers))
