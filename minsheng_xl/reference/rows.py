"""Small helpers for the county's own sheets: a record is a mapping from header word to text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minsheng_xl.place import Place

_BETWEEN_NAMES = re.compile(r"[、，,；;\s]+")


class Record(dict[str, str]):
    """A row of a list sheet by header word that knows where it stands."""

    def __init__(self, values: Mapping[str, str], row: Place, columns: Mapping[str, int]) -> None:
        super().__init__(values)
        self._row, self._columns = row, columns

    def place(self, header: str) -> Place:
        """Where the text under a header stands."""
        return Place(self._row.file, self._row.sheet, self._row.row, self._columns.get(header, 0))


def pick(row: Mapping[str, str], *headers: str) -> str:
    """The first of these columns that is filled, trimmed; empty where none is."""
    return next((text for header in headers if (text := (row.get(header) or "").strip())), "")


def where(sheet: str, row: Mapping[str, str], number: int, header: str) -> str:
    """What a person is told to look at: the cell, or which record it is where no sheet was read."""
    cell = row.place(header).cell if isinstance(row, Record) else ""
    return f"{sheet}{cell}" if cell else f"{sheet}第{number}条"


def split_names(text: str) -> tuple[str, ...]:
    """A plain list of names: 灰河、灰河乡."""
    return tuple(name for name in _BETWEEN_NAMES.split(text) if name)
