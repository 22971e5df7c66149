"""The folders of a work folder, and what lies in them."""

from __future__ import annotations

from pathlib import Path

from minsheng_xl.periods import Period
from minsheng_xl.reading.files.folders import find_files

ISSUED, RETURNED, SUMMARISED = "下发", "回收", "汇总"
"""Folders of a work folder, each with one folder a period."""
BACKUP = "_备份_"
"""What stands in the names of results that were put aside."""


def returns(period: Period, work: Path) -> list[Path]:
    """What lies in a period's folder of returns."""
    folder = work / RETURNED / str(period)
    return find_files(folder) if folder.is_dir() else []


def summaries(period: Period, work: Path) -> list[Path]:
    """What lies in a period's folder of summaries, backups left out."""
    folder = work / SUMMARISED / str(period)
    files = find_files(folder) if folder.is_dir() else []
    return [path for path in files if BACKUP not in path.name]
