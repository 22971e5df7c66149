"""`minsheng addin` and `minsheng doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from minsheng_xl.addin import doctor
from minsheng_xl.addin.build import BUTTONS_ADDIN, FRONT_BOOK, FUNCTIONS_ADDIN
from minsheng_xl.addin.doctor import Check
from minsheng_xl.fronts.cli import CLEAN, FAILED, FOUND, main


def test_the_addin_is_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "build", "-o", str(tmp_path), "--json"]) == CLEAN
    said = json.loads(capsys.readouterr().out)
    assert said["schema"] == "minsheng.addin/1"
    assert {Path(path).name for path in said["files"]} == {BUTTONS_ADDIN, FRONT_BOOK, FUNCTIONS_ADDIN}
    assert all(Path(path).is_file() for path in said["files"])


def test_a_kit_needs_the_python_that_was_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    python = tmp_path / "python.zip"
    python.write_bytes(b"")
    command = ["addin", "kit", "--python", str(python), "--sha256", "00", "--wheels", str(tmp_path)]
    assert main([*command, "-o", str(tmp_path / "安装包")]) == FAILED
    assert "与给出的不符" in capsys.readouterr().err
    assert not (tmp_path / "安装包").exists()


@pytest.mark.parametrize(("state", "code"), [("ok", CLEAN), ("warn", CLEAN), ("fail", FOUND)])
def test_the_doctor_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, state: doctor.State, code: int
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: [Check("字体", state, "没有找到", "请安装")])
    assert main(["doctor"]) == code
    assert "字体：没有找到。请安装。" in capsys.readouterr().out
    assert main(["doctor", "--json"]) == code
    (check,) = json.loads(capsys.readouterr().out)["checks"]
    assert check == {"name": "字体", "state": state, "detail": "没有找到", "remedy": "请安装"}
