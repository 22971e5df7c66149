"""A folder of returns watched: what lands is checked, answered and counted; what is ours is not."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic

import pytest

from minsheng_xl import jobs
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.cli import main
from minsheng_xl.reading.opening import intake
from tests.county import AUGUST, TODAY, County, make_county

PATIENCE = 60
"""Seconds a line of the running command is waited for."""


@pytest.fixture
def county(tmp_path: Path) -> County:
    return make_county(tmp_path / "work")


def once(county: County, marked: Path | None = None) -> list[jobs.Landed]:
    found = jobs.watch(
        county.returned, county.master, AUGUST, marked=marked, as_of=TODAY, once=True, settle=0.1
    )
    return list(found)


def test_what_lies_there_is_checked_as_a_check_of_the_folder(county: County) -> None:
    (landed,) = once(county)
    checked = jobs.check([county.returned], master=county.master, period=AUGUST, as_of=TODAY)
    assert {each.path: each.status for each in landed.report.files} == {
        each.path: each.status for each in checked.files
    }
    errors = {(each.place.file, each.code) for each in checked.findings if each.severity == 2}
    assert errors
    assert errors <= {(each.place.file, each.code) for each in landed.report.findings}
    assert len(landed.returned) + len(landed.missing) == 2


def test_problem_files_get_a_marked_copy_and_a_letter(county: County, tmp_path: Path) -> None:
    (landed,) = once(county, tmp_path / "退回")
    assert landed.answers
    for each in landed.answers:
        assert each.letter.is_file()
        assert each.marked
        assert each.marked.is_file()


def test_lock_files_and_our_own_workbooks_are_passed_over(county: County) -> None:
    for form in county.forms:
        form.unlink()
    shutil.copy(county.master, county.returned / "总表.xlsx")
    (county.returned / "~$县人社局.xlsx").write_bytes(b"lock")
    assert once(county) == []


def test_marked_copies_do_not_go_where_returns_land(county: County) -> None:
    with pytest.raises(InputError, match="退回件不能放在"):
        once(county, county.returned / "退回")


def test_once_says_what_came_and_who_is_missing(county: County, capfd: pytest.CaptureFixture[str]) -> None:
    keep, other = county.forms
    other.unlink()
    arguments = [str(county.returned), "--master", str(county.master), "--period", str(AUGUST)]
    code = main(["watch", *arguments, "--once", "--json", "--as-of", str(TODAY)])
    out, err = capfd.readouterr()
    (file,) = json.loads(out)["files"]
    assert file["path"] == keep.name
    assert code == (0 if file["status"] == "taken" else 1)
    assert f"{keep.name}　" in err
    assert "还差1家：" in err


def test_the_board_is_written_as_tables_land(county: County, capfd: pytest.CaptureFixture[str]) -> None:
    board = county.work / "周期看板.xlsx"
    arguments = [str(county.returned), "--master", str(county.master), "--period", str(AUGUST), "--once"]
    assert main(["watch", *arguments, "--as-of", str(TODAY), "-o", str(board)]) in (0, 1)
    sheets = {grid.sheet for grid in intake.take(board).grids}
    assert {"周期看板", "催报清单"} <= sheets
    before = county.master.read_bytes()
    assert main(["watch", *arguments, "--as-of", str(TODAY), "-o", str(county.master)]) in (0, 1)
    assert county.master.read_bytes() == before
    assert "周期看板没有写成" in capfd.readouterr().err
    assert main(["watch", str(county.work), *arguments[1:], "-o", str(board)]) == 2


def test_without_the_package_it_says_what_to_install(
    county: County, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "watchdog.observers", None)
    arguments = [str(county.returned), "--master", str(county.master), "--period", str(AUGUST)]
    assert main(["watch", *arguments]) == 2
    assert "minsheng-xl[watch]" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent to a console there")
def test_a_running_watch_sees_a_file_land_change_and_go_and_ends_on_ctrl_c(county: County) -> None:
    first, second = county.forms
    aside = county.work / "路上.xlsx"
    second.rename(aside)
    command = [sys.executable, "-m", "minsheng_xl", "watch", str(county.returned), "--master"]
    command += [str(county.master), "--period", str(AUGUST), "--as-of", str(TODAY)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as running:
        try:
            assert running.stderr is not None
            said = _Said(running.stderr)
            said.until("还差1家")
            shutil.copy(aside, second)
            assert any(line.partition("　")[2].startswith(second.name) for line in said.until("已收齐"))
            second.write_bytes(b"PK broken")
            assert any("未收" in line for line in said.until("还差1家"))
            first.unlink()
            said.until("还差2家")
            running.send_signal(signal.SIGINT)
            assert running.wait(PATIENCE) == 0
            assert said.until("已停止看守") == ["已停止看守。"]
        finally:
            running.kill()


class _Said:
    """Lines of a process as they come, waited for so long and no longer."""

    def __init__(self, stream: Iterator[str]) -> None:
        self.lines: Queue[str] = Queue()
        Thread(target=self._listen, args=(stream,), daemon=True).start()

    def _listen(self, stream: Iterator[str]) -> None:
        for line in stream:
            self.lines.put(line)

    def until(self, words: str) -> list[str]:
        """The lines up to the one with the words."""
        found: list[str] = []
        end = monotonic() + PATIENCE
        while not found or words not in found[-1]:
            try:
                found.append(self.lines.get(timeout=max(0.1, end - monotonic())).rstrip())
            except Empty:
                pytest.fail(f"“{words}” was not said; said: {found}")
        return found
