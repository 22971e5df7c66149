"""Files taken in one by one: each ends as grids or as a refusal with a reason; none stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from minsheng_xl.errors import InputError
from minsheng_xl.place import WORK_FOLDER, Grid
from minsheng_xl.reading.rejected import SKIPPED, Rejected
from minsheng_xl.reading.tables import read_meta
from minsheng_xl.reading.workbooks import read_bytes, read_workbook


@dataclass(slots=True)
class TakenFile:
    """One file as it was found: its bytes' fingerprint, its sheets, or why it cannot be used."""

    path: Path
    name: str
    """Path below the folder that was given, with `/`."""
    sha256: str = ""
    received: datetime | None = None
    grids: list[Grid] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    refusal: Rejected | None = None

    @property
    def skipped(self) -> bool:
        return self.refusal is not None and self.refusal.reason_code in SKIPPED


def find_files(folder: Path) -> list[Path]:
    """Every file below a folder in a steady order. InputError where it is no folder."""
    if not folder.is_dir():
        raise InputError(f"找不到文件夹“{folder}”", "请核对路径")
    inside = (path for path in folder.rglob("*") if WORK_FOLDER not in path.relative_to(folder).parts)
    return sorted(path for path in inside if not path.is_dir())


def take(path: Path, name: str = "") -> TakenFile:
    """Read one file whole; never raises for what the file is or holds."""
    taken = TakenFile(path, name or path.name)
    try:
        data = read_bytes(path)
        taken.sha256 = hashlib.sha256(data).hexdigest()
        taken.received = datetime.fromtimestamp(path.stat().st_mtime)
        taken.grids = read_workbook(data, taken.name)
        taken.meta = read_meta(taken.grids)
    except Rejected as refusal:
        taken.refusal = refusal
    return taken


def take_all(folder: Path) -> Iterator[TakenFile]:
    """Every file below a folder, one after the other."""
    for path in find_files(folder):
        yield take(path, path.relative_to(folder).as_posix())
