"""How much of a file is read at most."""

from __future__ import annotations

from dataclasses import dataclass

from minsheng_xl.formats.a1 import LAST_COLUMN, LAST_ROW

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps checked before and while a file is read; sizes in bytes.

    `box` is the rectangle from A1 to the last filled cell, which the fast reader allocates whole; `fast` says
    whether that reader may be used, as a file can kill its process.
    """

    file: int = 50 * MEGABYTE
    part: int = 256 * MEGABYTE
    total: int = 1024 * MEGABYTE
    entries: int = 5_000
    sheets: int = 500
    rows: int = LAST_ROW
    columns: int = LAST_COLUMN
    box: int = 5_000_000
    cells: int = 5_000_000
    merges: int = 100_000
    fast: bool = True


LIMITS = Limits()


def size_text(size: int) -> str:
    """A cap as people read it: 50 MB, 1 GB."""
    return f"{size // MEGABYTE // 1024} GB" if size >= 1024 * MEGABYTE else f"{size // MEGABYTE} MB"
