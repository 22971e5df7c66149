"""What the doctor sees on this machine, on a well furnished Windows PC and on a bare one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from minsheng_xl.addin import doctor
from minsheng_xl.addin.doctor import Check, examine


def states(checks: list[Check]) -> dict[str, str]:
    return {check.name: check.state for check in checks}


def test_this_machine_is_examined_without_error() -> None:
    checks = examine()
    assert states(checks)["xlwings"] == "ok"
    assert len({check.name for check in checks}) == len(checks)


def test_a_line_reads_state_name_detail_remedy() -> None:
    assert Check("pandas", "ok", "2.2").line() == "【正常】pandas：2.2"
    assert Check("pandas", "fail", "没有安装", "请装").line() == "【缺失】pandas：没有安装。请装。"


def test_whatever_is_not_in_order_comes_with_a_remedy() -> None:
    for check in examine({}, "win32"):
        assert check.state == "ok" or check.remedy, check.name


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A PC with 64-bit Excel, WPS, fonts, the add-in and xlwings' DLLs, drawn as files."""
    files = [
        "Program Files/Microsoft Office/Root/Office16/EXCEL.EXE",
        "Local/Kingsoft/WPS Office/12.1/office6/et.exe",
        "Windows/Fonts/simsun.ttc",
        "Windows/Fonts/simhei.ttf",
        "Roaming/Microsoft/Excel/XLSTART/minsheng.xlam",
        "python/python.exe",
        "python/xlwings32-0.37.8.dll",
        "python/xlwings64-0.37.8.dll",
    ]
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python/python.exe"))
    return {
        "ProgramFiles": str(tmp_path / "Program Files"),
        "LOCALAPPDATA": str(tmp_path / "Local"),
        "APPDATA": str(tmp_path / "Roaming"),
        "SystemRoot": str(tmp_path / "Windows"),
    }


def test_a_well_furnished_pc_is_in_order(windows: dict[str, str]) -> None:
    checks = examine(windows, "win32")
    assert set(states(checks).values()) == {"ok"}
    assert next(check.detail for check in checks if check.name == "表格软件") == "Excel、WPS 表格"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Windows/Fonts/simsun.ttc", "字体 宋体"),
        ("Roaming/Microsoft/Excel/XLSTART/minsheng.xlam", "Excel 加载项"),
        ("python/xlwings64-0.37.8.dll", "工作表函数组件"),
    ],
)
def test_one_missing_file_is_one_warning(
    windows: dict[str, str], tmp_path: Path, file: str, name: str
) -> None:
    (tmp_path / file).unlink()
    troubled = [check for check in examine(windows, "win32") if check.state != "ok"]
    assert [check.name for check in troubled] == [name]


@pytest.mark.parametrize(
    ("found", "detail"),
    [("0.36.0", "0.36.0，需要的正是 0.37.8"), ("0.38.0", "0.38.0，需要的正是 0.37.8")],
)
def test_xlwings_must_be_the_version_its_dll_belongs_to(
    monkeypatch: pytest.MonkeyPatch, found: str, detail: str
) -> None:
    monkeypatch.setattr(doctor, "version", lambda name: found if name == "xlwings" else "99")
    (check,) = [check for check in examine() if check.name == "xlwings"]
    assert (check.state, check.detail) == ("fail", detail)


def test_an_unwritable_folder_is_a_fault(tmp_path: Path) -> None:
    checks = examine({"LOCALAPPDATA": str(tmp_path / "absent")})
    assert states(checks)["用户文件夹"] == "fail"
