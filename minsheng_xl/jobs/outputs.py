"""Room for results: nothing given is overwritten, what stood there before is kept under a dated name."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from minsheng_xl.errors import OutputError, fault_text
from minsheng_xl.jobs.folders import BACKUP

REMADE = frozenset({"summary", "report", "dispatch", "board"})
"""Results of ours that a job may write again where they lie among what it reads."""


def writable(path: Path, *, sources: Iterable[Path] = (), keep: bool = True) -> Path:
    """The path, its folder made; with `keep` a file that stands there is copied to a dated name.

    OutputError where nothing can be written there, or where the path is one of the job's `sources`.
    """
    given = path.exists() and any(path.samefile(each) for each in sources if each.exists())
    if given and _kind(path) not in REMADE:
        raise OutputError(f"结果不能写到“{path.name}”上，那是这次要读的文件", "请换一个文件名")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.parent / f".{path.name}.tmp"
        probe.touch()
        probe.unlink()
        if keep and path.is_file():
            shutil.copy2(path, dated(path))
    except OSError as fault:
        raise OutputError(
            f"文件夹“{path.parent}”写不进去（{fault_text(fault)}）", "请换一个文件夹或检查权限"
        ) from fault
    return path


def _kind(path: Path) -> str | None:
    """What a workbook says it is; results seldom lie on what is read, so nothing else loads what opens it."""
    from minsheng_xl.reading.opening import intake

    return intake.take(path).meta.get("kind")


def copy_aside(folder: Path, pattern: str) -> None:
    """Keep the files of a folder that are going to be written again, in a folder with a dated name."""
    old = sorted(folder.glob(pattern)) if folder.is_dir() else []
    if not old:
        return
    kept = dated(folder)
    try:
        kept.mkdir()
        for each in old:
            shutil.copy2(each, kept)
    except OSError as error:
        raise OutputError(f"文件夹“{folder}”备份不了", "请检查剩余空间和权限，关闭其中的表") from error


def dated(path: Path) -> Path:
    """A free name an older version is kept under: 县汇总表_备份_20210825-093000.xlsx."""
    stem = f"{path.stem}{BACKUP}{datetime.now():%Y%m%d-%H%M%S}"
    free = path.with_name(f"{stem}{path.suffix}")
    number = 1
    while free.exists():
        number += 1
        free = path.with_name(f"{stem}-{number}{path.suffix}")
    return free
