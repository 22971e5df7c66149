"""Zip files of returns: each member set down under a name of ours, never under its own, and shown by its own.

Names are for people only: `包.zip!/县/镇.xlsx`; in GBK where Chinese Windows wrote them so.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from weakref import finalize

from minsheng_xl.reading.package import Package
from minsheng_xl.reading.rejected import LIMITS, MEGABYTE, Limits, Rejected

DEPTH = 2
"""A zip inside a zip is opened, a third one is not."""
MEMBERS = Limits(part=LIMITS.file, total=300 * MEGABYTE, entries=2_000)
INSIDE = "!/"

_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


class Staging:
    """A folder for members that lives as long as something refers to it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="minsheng-"))
        finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def unpack(archive: Path, name: str, staging: Staging) -> Iterator[tuple[Path, str]]:
    """Where each member was set down, and what it is called. Raises `Rejected` for the archive as a whole.

    Members keep no path of their own on disk: what a name says (`../`, `C:`) has no effect.
    """
    package = Package(archive.read_bytes(), MEMBERS)
    package.check_parts()
    inner = [each for each in package.entries if not each.endswith(("/", "\\"))]
    if not inner:
        raise Rejected("archive_empty")
    shown: set[str] = set()
    for number, member in enumerate(inner, start=1):
        path = staging.path / f"{archive.stem}-{number:06d}{_suffix(member)}"
        path.write_bytes(package.read(member))
        yield path, _shown(f"{name}{INSIDE}{_plain(member)}", shown)


def depth(name: str) -> int:
    """How many archives a file lies in."""
    return name.count(INSIDE)


def _suffix(member: str) -> str:
    suffix = PurePosixPath(member).suffix
    return suffix if re.fullmatch(r"\.[0-9A-Za-z]{1,8}", suffix) else ""


def _plain(member: str) -> str:
    """A member's name without what leads out of its folder."""
    parts = (_UNSAFE.sub("", part).strip() for part in re.split(r"[\\/]", member))
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "（无名）"


def _shown(name: str, shown: set[str]) -> str:
    """The name, numbered where two members would be called the same."""
    unique, number = name, 1
    while unique in shown:
        number += 1
        unique = f"{name}（{number}）"
    shown.add(unique)
    return unique
