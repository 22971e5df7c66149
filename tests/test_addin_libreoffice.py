"""The same macros executed by LibreOffice, which knows nothing of pyOpenVBA."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from minsheng_xl.actions import ACTIONS
from minsheng_xl.addin.build import buttons_addin, front_book
from minsheng_xl.addin.package import ADDIN_TYPE, WORKBOOK_TYPE, repacked

HERE = Path(__file__).parent
SYSTEM_PYTHON = "/usr/bin/python3"


def has_uno() -> bool:
    if not (shutil.which("soffice") and Path(SYSTEM_PYTHON).exists()):
        return False
    return (
        subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(
    not has_uno(), reason="LibreOffice or the system Python's uno is not installed"
)


def run_macros(file: Path, procedures: list[str]) -> dict[str, Any]:
    command = [SYSTEM_PYTHON, HERE / "libreoffice_macros.py", file, HERE / "stub_shell.bas", *procedures]
    done = subprocess.run([str(word) for word in command], capture_output=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def expected(file: Path) -> list[str]:
    python = r'"C:\Program Files\MinshengXL\pythonw.exe"'
    book = f'"--book={file.name.replace("%", "*")}"'
    return [f"{python} -m minsheng_xl.fronts.launch {action.id} {book} --hwnd=0" for action in ACTIONS]


def test_sheet_buttons_run_in_libreoffice(tmp_path: Path) -> None:
    file = tmp_path / "民生 a=b&c'%TEMP%.xlsm"
    file.write_bytes(front_book())
    found = run_macros(file, [f"MsButtons.{action.macro}" for action in ACTIONS])
    assert found["started"] == expected(file)
    assert {label: script.split("?")[0] for label, script in found["shapes"].items()} == {
        action.label: f"vnd.sun.star.script:MinshengFront.MsButtons.{action.macro}" for action in ACTIONS
    }


def test_ribbon_callback_runs_in_libreoffice(tmp_path: Path) -> None:
    """LibreOffice opens no .xlam: the add-in is shown to it as a macro workbook."""
    file = tmp_path / "加载项.xlsm"
    file.write_bytes(repacked(buttons_addin(), lambda name, data: data.replace(ADDIN_TYPE, WORKBOOK_TYPE)))
    found = run_macros(file, [f"TestRibbon.PressRibbonButton:{action.id}" for action in ACTIONS])
    assert found["started"] == expected(file)
    assert found["modules"] == ["MsButtons", "MsLaunch", "MsRibbon", "MsShell", "Sheet1", "ThisWorkbook"]
