"""Copies of every file taken in, found by their SHA-256: `files/ab/abcdef….xlsx`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from minsheng_xl.errors import InputError
from minsheng_xl.ledger.disk import flush_folder, write_whole
from minsheng_xl.ledger.faults import patiently

_suffix = re.compile(r"\.[A-Za-z0-9]{1,8}")
_name = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})(\.[a-z0-9]{1,8})?")


def name_of(source: Path, sha256: str) -> str:
    """What the copy of a file is called below the folder of copies."""
    suffix = source.suffix.lower() if _suffix.fullmatch(source.suffix) else ""
    return f"{sha256[:2]}/{sha256}{suffix}"


def keep(source: Path, sha256: str, folder: Path) -> str:
    """Copy a file into `folder` unless it is there whole; its name below the folder, empty if it has changed.

    A copy that is damaged is made again. The copy stands whole, on the disk, or not at all.
    """
    name = name_of(source, sha256)
    target = folder / name
    if intact(target, sha256):
        return name
    data = patiently(source.read_bytes)
    if hashlib.sha256(data).hexdigest() != sha256:
        return ""
    if not target.parent.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        flush_folder(folder)
    write_whole(target, data)
    return name


def intact(path: Path, sha256: str) -> bool:
    """Whether a copy is there and holds what it was."""
    return path.is_file() and patiently(lambda: fingerprint(path)) == sha256


def checked(name: str, folder: Path) -> Path:
    """Where a copy lies, its bytes compared. InputError for one that is not what it was, or not there."""
    named = _name.fullmatch(name)
    path = folder / name
    remedy = "请把原来的文件放回“回收”再汇总一次，或从备份恢复这个文件"
    try:
        if named and fingerprint(path) == named[1]:
            return path
    except OSError as fault:
        raise InputError(f"留存的文件 {folder.name}/{name} 不见了或读不出来，不能取数", remedy) from fault
    raise InputError(f"留存的文件 {folder.name}/{name} 被改动，不能取数", remedy)


def copies_in(folder: Path) -> Iterator[str]:
    """Names below the folder of everything that lies there as a copy, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".tmp":
            yield path.relative_to(folder).as_posix()


def sweep(folder: Path) -> None:
    """Remove what a killed process left half written below a ledger's folder."""
    for draft in folder.rglob("*.tmp"):
        draft.unlink(missing_ok=True)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
