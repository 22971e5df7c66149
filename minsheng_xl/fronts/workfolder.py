"""Things found in a work folder: its master, the month a folder is about; and room for new results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.jobs import RETURNED
from minsheng_xl.jobs.outputs import dated
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.masters import MASTER

WORKBOOKS = (".xlsx", ".xlsm")
LEVELS = 3
"""Folders looked at for a master: the one given and those above it (work/回收/2021-08)."""


class Stamp(NamedTuple):
    """A file as it is saved now: another time or size is another file."""

    path: Path
    saved: int
    """Nanoseconds since 1970."""
    size: int


class Look(NamedTuple):
    """What a workbook says it is (`master`, `form` …, or nothing), and why it cannot be read, if so."""

    kind: str
    refusal: str = ""


def stamp_of(path: Path) -> Stamp:
    """The file as it is saved now. InputError where it is gone."""
    try:
        known = path.stat()
    except OSError as error:
        raise InputError(f"“{path.name}”打不开", "请核对它还在不在、有没有权限") from error
    return Stamp(path, known.st_mtime_ns, known.st_size)


@lru_cache(1024)
def look_at(stamp: Stamp) -> Look:
    """What a file is; opened once as long as it does not change."""
    taken = intake.take(stamp.path)
    return Look(taken.meta.get("kind", ""), taken.refusal.reason if taken.refusal else "")


def find_master(folder: Path) -> Path | None:
    """The one master in a folder, or in the nearest folder above that has any. InputError for several."""
    for each in (folder, *folder.parents)[:LEVELS]:
        masters = [path for path in _workbooks(each) if look_at(stamp_of(path)).kind == MASTER]
        if len(masters) > 1:
            names = "、".join(path.name for path in masters)
            raise InputError(f"文件夹“{each}”里有几份总表：{names}", "请只留一份，或在“设置”里写明用哪一份")
        if masters:
            return masters[0]
    return None


def _workbooks(folder: Path) -> Iterable[Path]:
    """Finished workbooks right in the folder; `~$` files belong to open ones, dated ones are our backups."""
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in WORKBOOKS and not path.name.startswith("~")
    )


def work_of(folder: Path) -> Path:
    """The work folder a folder of returns belongs to: two up from 回收/2021-08, else the one above."""
    return folder.parent.parent if folder.parent.name == RETURNED else folder.parent


def period_of(folder: Path) -> Period | None:
    """The month a folder is about: by its name, else by what most forms in it say; else None."""
    try:
        return Period.parse(folder.name)
    except InputError:
        said = Counter(filter(None, (intake.take(path).meta.get("period") for path in _workbooks(folder))))
    return Period.parse(said.most_common(1)[0][0]) if said else None


@contextmanager
def making_room(path: Path) -> Iterator[None]:
    """A result may be written at `path`: what stands there gets a dated name, and its own back on failure.

    OutputError where it cannot be moved, as when it is open in a program.
    """
    if not path.exists():
        yield
        return
    backup = dated(path)
    try:
        path.rename(backup)
    except OSError as error:
        raise OutputError(f"“{path.name}”正在使用，不能改名备份", "请先关闭它，再点一次按钮") from error
    try:
        yield
    except BaseException:
        if not path.exists():
            backup.rename(path)
        raise
