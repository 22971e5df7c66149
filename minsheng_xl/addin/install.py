"""What 安装.bat does for the current user: program, add-ins and front workbook put in their places.

Files are copied as bytes, so a "downloaded from the internet" mark on the kit does not follow them.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from minsheng_xl.addin.build import BUTTONS_ADDIN, FRONT_BOOK, FUNCTIONS_ADDIN
from minsheng_xl.addin.doctor import examine
from minsheng_xl.errors import InputError, MinshengError, OutputError


def program_folder(env: Mapping[str, str]) -> Path:
    """Where the program lives for this user."""
    return _base(env, "LOCALAPPDATA") / "MinshengXL"


def start_folder(env: Mapping[str, str]) -> Path:
    """Excel's start-up folder of this user: what lies there is loaded and trusted."""
    return _base(env, "APPDATA") / "Microsoft" / "Excel" / "XLSTART"


def install(kit: Path, env: Mapping[str, str] = os.environ) -> list[Path]:
    """Copy the kit into the user's folders; the paths written.

    An existing 民生工程.xlsm on the desktop stays: it holds the user's settings. OutputError where something
    cannot be written; the former version is then still there.
    """
    if not (kit / "python").is_dir():
        raise InputError(f"{kit} 里没有 python 文件夹", "请把安装包完整解压后再运行 安装.bat")
    try:
        placed = [_replace_folder(kit / "python", program_folder(env) / "python")]
        addins = [name for name in (BUTTONS_ADDIN, FUNCTIONS_ADDIN) if (kit / name).is_file()]
        placed += [_copy(kit / name, start_folder(env) / name) for name in addins]
        front = _base(env, "USERPROFILE") / "Desktop" / FRONT_BOOK
        if front.parent.is_dir() and not front.exists():
            placed.append(_copy(kit / FRONT_BOOK, front))
    except OSError as error:
        raise OutputError(f"写不进 {error.filename}", "请关闭 Excel 和 WPS 后重试") from error
    return placed


def _base(env: Mapping[str, str], name: str) -> Path:
    if not env.get(name):
        raise InputError(f"系统没有给出 {name} 文件夹", "请用平时登录的 Windows 账户运行")
    return Path(env[name])


def _replace_folder(source: Path, target: Path) -> Path:
    """Copy beside the target, then swap; where a running program holds its folder, the old one stays."""
    new, old = target.with_name(f"{target.name}.new"), target.with_name(f"{target.name}.old")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(source, new, copy_function=shutil.copyfile)
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return target


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"~{target.name}.tmp")
    draft.write_bytes(source.read_bytes())
    return draft.replace(target)


def run(arguments: list[str]) -> int:
    """Install from the folder named first and say in Chinese what was done; 2 where it could not be."""
    try:
        for path in install(Path(arguments[0])):
            print(f"已放好 {path}")
    except MinshengError as error:
        print(error)
        return 2
    for check in examine():
        print(check.line())
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
