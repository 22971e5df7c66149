"""What lies in a folder, before anything of it is opened."""

from __future__ import annotations

import os
from pathlib import Path

from minsheng_xl.errors import InputError
from minsheng_xl.place import WORK_FOLDER


def find_files(folder: Path) -> list[Path]:
    """Every file below a folder in a steady order, with the folders that cannot be looked into.

    Links to folders are not followed, but listed. InputError where it is no folder.
    """
    if not folder.is_dir():
        raise InputError(f"找不到文件夹“{folder}”", "请核对路径")
    found: list[Path] = []
    closed: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=closed.append):
        links = [each for each in folders if os.path.islink(os.path.join(here, each))]
        folders[:] = [each for each in folders if each != WORK_FOLDER]
        found += (Path(here, each) for each in (*files, *links))
    return sorted([*found, *(Path(each.filename) for each in closed)])


def named_files(folder: Path) -> list[tuple[Path, str]]:
    """The files of `find_files`, each with its path below the folder, with `/`."""
    return [(path, path.relative_to(folder).as_posix()) for path in find_files(folder)]
