"""Writing that is on the disk before anything names it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from minsheng_xl.ledger.faults import patiently


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that stands whole or not at all, and lies on the disk; its folder is flushed by others."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        patiently(lambda: draft.replace(path))
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system lets a folder be flushed (Windows does not)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
