"""Small helpers for the county's own sheets: a record is a mapping from header word to text."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BETWEEN_NAMES = re.compile(r"[、，,；;\s]+")


def pick(row: Mapping[str, str], *headers: str) -> str:
    """The first of these columns that is filled, trimmed; empty where none is."""
    return next((text for header in headers if (text := (row.get(header) or "").strip())), "")


def split_names(text: str) -> tuple[str, ...]:
    """A plain list of names: 灰河、灰河乡."""
    return tuple(name for name in _BETWEEN_NAMES.split(text) if name)
