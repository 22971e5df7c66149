"""What this PC has and what it lacks, in Chinese, each with its remedy. Looks only; changes nothing."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir
from typing import Literal

State = Literal["ok", "warn", "fail"]
WORDS: dict[State, str] = {"ok": "正常", "warn": "注意", "fail": "缺失"}

PACKAGES = {
    "openpyxl": "3.1.5",
    "pandas": "2.2",
    "pydantic": "2.7",
    "python-calamine": "0.9",
    "rapidfuzz": "3.9",
    "tqdm": "4.66",
    "xlrd": "2.0.1",
    "XlsxWriter": "3.2",
    "xlwings": "0.37.8",
}
"""Packages and the lowest version that will do; xlwings must be exactly the one its VBA and DLL belong to."""

REINSTALL = "请重新运行 安装.bat"
FONTS = {"宋体": "simsun.ttc", "黑体": "simhei.ttf"}
EXCEL_PLACES = ("Microsoft Office/*/Office*/EXCEL.EXE", "Microsoft Office/Office*/EXCEL.EXE")
WPS_PLACES = ("Kingsoft/WPS Office/*/office6/et.exe", "WPS Office/*/office6/et.exe")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    state: State
    detail: str
    remedy: str = ""

    def line(self) -> str:
        """【正常】Python：3.11.9"""
        remedy = f"。{self.remedy}。" if self.remedy else ""
        return f"【{WORDS[self.state]}】{self.name}：{self.detail}{remedy}"


def examine(env: Mapping[str, str] = os.environ, system: str = sys.platform) -> list[Check]:
    """All checks, in reading order. `env` and `system` stand for another PC's in tests."""
    windows = system == "win32"
    checks = [_python(), *_packages(), _spreadsheet(env, windows), *_fonts(env, windows), *_folders(env)]
    if windows:
        checks += [_dll(Path(sys.executable).parent), _addin(env)]
    return checks


def _python() -> Check:
    return Check("Python", "ok", f"{platform.python_version()}，{platform.machine()}，{sys.executable}")


def _packages() -> Iterable[Check]:
    for name, lowest in PACKAGES.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            yield Check(name, "fail", "没有安装", REINSTALL)
            continue
        if name == "xlwings" and found != lowest:
            yield Check(name, "fail", f"{found}，需要的正是 {lowest}", REINSTALL)
        elif _numbers(found) < _numbers(lowest):
            yield Check(name, "fail", f"{found}，需要 {lowest} 以上", REINSTALL)
        else:
            yield Check(name, "ok", found)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdigit()]


def _spreadsheet(env: Mapping[str, str], windows: bool) -> Check:
    """Excel, WPS or LibreOffice; buttons need one of the first two."""
    places = {"Excel": EXCEL_PLACES, "WPS 表格": WPS_PLACES} if windows else {}
    found = [name for name, patterns in places.items() if _installed(env, patterns)]
    commands = {"LibreOffice": "soffice", "WPS 表格": "et"}
    found += [name for name, command in commands.items() if shutil.which(command, path=env.get("PATH", ""))]
    if found:
        return Check("表格软件", "ok", "、".join(dict.fromkeys(found)))
    remedy = "没有 Excel 或 WPS 时按钮不能用，请改用拖放批处理或命令行"
    return Check("表格软件", "warn", "没有找到 Excel、WPS 表格或 LibreOffice", remedy)


def _installed(env: Mapping[str, str], patterns: Iterable[str]) -> bool:
    names = ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)", "LOCALAPPDATA")
    bases = [Path(env[name]) for name in names if env.get(name)]
    return any(any(base.glob(pattern)) for pattern in patterns for base in bases)


def _fonts(env: Mapping[str, str], windows: bool) -> Iterable[Check]:
    """The fonts of the printed tables; elsewhere than on Windows any Chinese font stands in."""
    if not windows:
        yield _any_chinese_font()
        return
    folders = [Path(env.get("SystemRoot", "C:/Windows"), "Fonts")]
    if env.get("LOCALAPPDATA"):
        folders.append(Path(env["LOCALAPPDATA"], "Microsoft/Windows/Fonts"))
    for name, file in FONTS.items():
        if any((folder / file).is_file() for folder in folders):
            yield Check(f"字体 {name}", "ok", file)
        else:
            yield Check(f"字体 {name}", "warn", "没有找到", "打印的表会改用别的字体，请安装此字体")


def _any_chinese_font() -> Check:
    lister = shutil.which("fc-list")
    if lister is None:
        return Check("中文字体", "warn", "查不到（没有 fc-list）", "请确认系统装有中文字体")
    listed = subprocess.run(
        [lister, ":lang=zh", "family"], capture_output=True, encoding="utf-8", check=False
    )
    families = sorted({line.partition(",")[0] for line in listed.stdout.splitlines() if line})
    if families:
        return Check("中文字体", "ok", families[0])
    return Check("中文字体", "warn", "没有找到", "请安装一种中文字体，例如 Noto Sans CJK")


def _folders(env: Mapping[str, str]) -> Iterable[Check]:
    home = Path(env.get("LOCALAPPDATA") or Path.home())
    for name, folder in {"用户文件夹": home, "临时文件夹": Path(gettempdir())}.items():
        try:
            with NamedTemporaryFile(dir=folder):
                pass
        except OSError:
            yield Check(name, "fail", f"{folder} 写不进去", "请联系技术人员开放这个文件夹的写权限")
        else:
            yield Check(name, "ok", f"{folder} 可以写入")


def _dll(python: Path) -> Check:
    """The worksheet functions' bridge, one for each bitness of Excel; the buttons do without."""
    wanted = [f"xlwings{bits}-{PACKAGES['xlwings']}.dll" for bits in (32, 64)]
    missing = [name for name in wanted if not (python / name).is_file()]
    if not missing:
        return Check("工作表函数组件", "ok", "、".join(wanted))
    remedy = "按钮不受影响；要用 MS_ 函数，请在安全软件里恢复此文件或重新运行 安装.bat"
    return Check("工作表函数组件", "warn", f"没有 {'、'.join(missing)}", remedy)


def _addin(env: Mapping[str, str]) -> Check:
    folder = Path(env.get("APPDATA", ""), "Microsoft", "Excel", "XLSTART")
    if (folder / "minsheng.xlam").is_file():
        return Check("Excel 加载项", "ok", str(folder / "minsheng.xlam"))
    return Check("Excel 加载项", "warn", f"{folder} 里没有 minsheng.xlam", REINSTALL)
