"""A folder full of hostile files among good ones: every file has its outcome, soon, in little memory."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.workers import GUARDS
from tests import hostile

SEEDS = range(2000 if "MINSHENG_FULL_TESTS" in os.environ else 60)
"""Files with changed bytes; all of them with MINSHENG_FULL_TESTS set."""


def outcomes(folder: Path) -> dict[str, str]:
    files = find_files(folder)
    taken = [one for each in intake.take_all(folder, files) for one in each.every()]
    names = [each.name for each in taken]
    assert len(set(names)) == len(names)
    assert len(names) >= len(files)
    return {each.name: each.refusal.reason_code if each.refusal else "" for each in taken}


def test_guards_are_what_is_promised() -> None:
    assert GUARDS.memory <= 1 << 30
    assert GUARDS.seconds <= 20


@pytest.mark.skipif(os.name == "nt", reason="the system caps no memory")
@pytest.mark.parametrize("name", hostile.MADE)
def test_hostile_files_are_refused_or_taken_and_soon(name: str, tmp_path: Path) -> None:
    make, fates = hostile.MADE[name]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "好.xlsx").write_bytes(hostile.PLAIN)
    start = monotonic()
    found = outcomes(tmp_path)
    assert monotonic() - start < 40
    assert found[name] in fates
    assert found["好.xlsx"] == ""


def test_cut_and_changed_files_are_all_accounted_for(tmp_path: Path) -> None:
    for name, data in hostile.spoilt(SEEDS):
        (tmp_path / name).write_bytes(data)
    found = outcomes(tmp_path)
    assert len(found) == 50 + len(SEEDS)
    assert set(found.values()) <= hostile.ANY
    assert not [name for name, fate in found.items() if name.startswith("cut") and not fate]


@pytest.mark.skipif(os.name == "nt", reason="other kinds of files")
def test_everything_in_a_folder_is_accounted_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipes, sockets, links, loops, odd names, files and folders nobody may read."""
    (tmp_path / "好.xlsx").write_bytes(hostile.PLAIN)
    outside = tmp_path.parent / f"{tmp_path.name}外"
    outside.mkdir()
    (outside / "外.xlsx").write_bytes(hostile.PLAIN)
    os.mkfifo(tmp_path / "管道.xlsx")
    (tmp_path / "链接.xlsx").symlink_to(tmp_path / "好.xlsx")
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (tmp_path / "圈").symlink_to(tmp_path / "圈")
    (tmp_path / "外面").symlink_to(outside)
    (tmp_path / "\x1b[31m\n=cmd|'x'!A1\u202e.xlsx").write_bytes(hostile.PLAIN + b"\0")
    os.close(os.open(os.fsencode(tmp_path) + b"/" + "清河镇.xlsx".encode("gbk"), os.O_CREAT))
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("口")
        found = outcomes(tmp_path)
    assert found.pop("好.xlsx") == ""
    assert sorted(found.values()) == ["", "empty", *["not_a_file"] * 6]


def test_a_folder_nobody_may_read_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "好.xlsx").write_bytes(hostile.PLAIN)
    closed = tmp_path / "不可读"
    closed.mkdir()
    look = os.scandir

    def look_if_allowed(path: str) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return look(path)

    monkeypatch.setattr(os, "scandir", look_if_allowed)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != closed)
    taken = {path.name: intake.take(path) for path in find_files(tmp_path)}
    assert taken["好.xlsx"].refusal is None
    refusal = taken["不可读"].refusal
    assert refusal is not None
    assert "没有权限" in refusal.reason


def test_names_are_shown_as_text_and_no_two_alike(tmp_path: Path) -> None:
    """GBK bytes, control characters, turned writing: each file keeps a name that can be written down."""
    for name in ("县\n局.xlsx".encode(), "县\r局.xlsx".encode(), "清河镇.xlsx".encode("gbk"), b"a" * 240):
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
        try:
            path.write_bytes(hostile.PLAIN)
        except OSError:
            pytest.skip("the file system takes no such names")
    found = outcomes(tmp_path)
    assert {*found} == {"县\ufffd局.xlsx", "县\ufffd局.xlsx（2）", "清河镇.xlsx", "a" * 240}
