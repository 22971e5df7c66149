"""Copies of every file taken in, found by their SHA-256: `files/ab/abcdef….xlsx`."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_suffix = re.compile(r"\.[A-Za-z0-9]{1,8}")


def keep(source: Path, sha256: str, folder: Path) -> str:
    """Copy a file into `folder` unless it is there; its name below the folder, empty if it has changed since.

    The copy stands whole or not at all.
    """
    suffix = source.suffix.lower() if _suffix.fullmatch(source.suffix) else ""
    name = f"{sha256[:2]}/{sha256}{suffix}"
    target = folder / name
    if target.exists():
        return name
    data = source.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return ""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    draft.write_bytes(data)
    draft.replace(target)
    return name


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written below a ledger's folder."""
    for draft in folder.rglob("*.tmp"):
        draft.unlink(missing_ok=True)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
