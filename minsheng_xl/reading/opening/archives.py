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

from minsheng_xl.formats.limits import LIMITS, MEGABYTE, Limits, size_text
from minsheng_xl.formats.zips import Zip
from minsheng_xl.reading.files.file_names import plain_name, unique_name
from minsheng_xl.reading.files.rejected import Rejected, refusing

DEPTH = 2
"""A zip inside a zip is opened, a third one is not."""
MEMBERS = Limits(part=LIMITS.file, total=300 * MEGABYTE, entries=2_000)
INSIDE = "!/"


class Staging:
    """A folder for members that lives as long as something refers to it, with room for one archive.

    Archives inside that archive share the room: a thousand small ones hold no more than a large one.
    """

    def __init__(self, limits: Limits = MEMBERS) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="minsheng-"))
        self._limits = limits
        self._size = self._count = self._set_down = 0
        finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def book(self, count: int, size: int) -> None:
        """Take room for so many members. Raises `Rejected` where there is not enough left."""
        if self._size + size > self._limits.total:
            raise Rejected("bomb", size=size_text(self._limits.total))
        if self._count + count > self._limits.entries:
            raise Rejected("too_large", what=f"压缩包内共有 {self._count + count} 个文件")
        self._size, self._count = self._size + size, self._count + count

    def next_path(self, suffix: str) -> Path:
        """Where the next member is set down."""
        self._set_down += 1
        return self.path / f"{self._set_down:06d}{suffix}"


def unpack(archive: Path, name: str, staging: Staging) -> Iterator[tuple[Path, str, Rejected | None]]:
    """Where each member was set down, what it is called, and why it could not be, where it could not.

    Members keep no path of their own on disk: what a name says (`../`, `C:`) has no effect. Raises `Rejected`
    for the archive as a whole.
    """
    with refusing():
        package = Zip(archive.read_bytes(), MEMBERS)
        package.check_parts()
    inner = [each for each in package.entries if not each.endswith(("/", "\\"))]
    if not inner:
        raise Rejected("archive_empty")
    staging.book(len(inner), sum(package.entries[each].size for each in inner))
    shown: set[str] = set()
    for member in inner:
        path = staging.next_path(_suffix(member))
        unique = unique_name(f"{name}{INSIDE}{_plain(member)}", shown)
        try:
            with refusing():
                path.write_bytes(package.read(member))
        except Rejected as refusal:
            yield path, unique, refusal.named(unique)
        else:
            yield path, unique, None


def depth(name: str) -> int:
    """How many archives a file lies in."""
    return name.count(INSIDE)


def _suffix(member: str) -> str:
    suffix = PurePosixPath(member).suffix
    return suffix if re.fullmatch(r"\.[0-9A-Za-z]{1,8}", suffix) else ""


def _plain(member: str) -> str:
    """A member's name without what leads out of its folder."""
    parts = (plain_name(part).strip() for part in re.split(r"[\\/]", member))
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "（无名）"
