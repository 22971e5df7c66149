"""The lock: never stolen from a living writer, never kept for ever by a dead one, let go without a fault."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from minsheng_xl import ledger
from minsheng_xl.ledger import faults, lock, store
from minsheng_xl.place import WORK_FOLDER

ACCESS_DENIED, INVALID_PARAMETER, STILL_ACTIVE = 5, 87, 259


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the lock of a new ledger lies."""
    with ledger.open_ledger(tmp_path):
        pass
    return tmp_path / WORK_FOLDER / store.LOCK


def left_by(path: Path, pid: int, *, born: str = "", age: timedelta = timedelta()) -> None:
    """A lock that a process of this computer took so long ago."""
    since = (datetime.now() - age).isoformat(timespec="seconds")
    held = {"owner": "张三", "pid": pid, "host": lock.Holder.me().host, "since": since, "born": born}
    path.write_text(json.dumps(held), encoding="utf-8")


def taken(path: Path) -> bool:
    """Whether the lock can be had at once."""
    try:
        with lock.WriteLock(path, patience=0):
            return True
    except ledger.LedgerBusy:
        return False


@pytest.fixture
def running() -> Any:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process.pid
    process.kill()
    process.wait()


@pytest.mark.parametrize(("age", "free"), [(timedelta(hours=20), False), (timedelta(hours=25), True)])
def test_a_process_whose_start_is_not_told_is_believed_for_a_day(
    path: Path, running: int, age: timedelta, free: bool
) -> None:
    left_by(path, running, born="", age=age)
    assert taken(path) is free
    assert path.exists() is not free


def test_a_process_that_runs_is_believed_however_long(path: Path, running: int) -> None:
    born = lock._born(running)
    if not born:
        pytest.skip("this system does not tell when a process began")
    left_by(path, running, born=born, age=timedelta(days=30))
    assert not taken(path)


def test_a_lock_this_process_could_not_let_go_is_its_own_to_take(path: Path) -> None:
    me = lock.Holder.me()
    left_by(path, os.getpid(), born=me.born)
    assert taken(path)


def test_two_threads_of_one_process_take_turns(path: Path) -> None:
    inside, most = [0], [0]

    def write() -> None:
        for _ in range(5):
            with lock.WriteLock(path, patience=30):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.01)
                inside[0] -= 1

    threads = [threading.Thread(target=write) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == [1]


def _refuse(monkeypatch: pytest.MonkeyPatch, method: str, name: str, winerror: int, times: int) -> list[Path]:
    real, seen = getattr(Path, method), list[Path]()

    def refused(self: Path, *rest: object, **more: object) -> object:
        if self.name == name and len(seen) < times:
            seen.append(self)
            fault = PermissionError(errno.EACCES, "Access is denied")
            fault.winerror = winerror  # type: ignore[attr-defined, unused-ignore]
            raise fault
        return real(self, *rest, **more)

    monkeypatch.setattr(Path, method, refused)
    return seen


@pytest.mark.parametrize("winerror", [5, 32])
def test_letting_go_waits_for_whoever_looks_at_the_lock(
    path: Path, winerror: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with lock.WriteLock(path):
        seen = _refuse(monkeypatch, "unlink", path.name, winerror, 2)
    assert len(seen) == 2
    assert not path.exists()


@pytest.mark.parametrize("method", ["unlink", "read_text"])
def test_letting_go_never_fails_and_costs_the_next_run_nothing(
    path: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "PATIENCE", 0.1)
    with monkeypatch.context() as patch:
        with lock.WriteLock(path):
            _refuse(patch, method, path.name, 32, 10_000)
        assert path.exists()
    assert taken(path)
    assert not path.exists()


def test_a_dead_writers_lock_that_cannot_be_moved_yet_is_waited_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by(path, 2**22 + 1, born="1")
    seen = _refuse(monkeypatch, "rename", path.name, 32, 2)
    with lock.WriteLock(path, patience=5) as held:
        assert held.inherited
    assert len(seen) == 2


def test_a_dead_writers_lock_that_can_never_be_moved_ends_in_words(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by(path, 2**22 + 1, born="1")
    _refuse(monkeypatch, "rename", path.name, 32, 10_000)
    with pytest.raises(ledger.LedgerBusy, match="张三"), lock.WriteLock(path, patience=0.2):
        pass


def test_no_right_to_make_a_lock_is_no_writer(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        fault = PermissionError(errno.EACCES, "Access is denied")
        fault.winerror = ACCESS_DENIED  # type: ignore[attr-defined, unused-ignore]
        raise fault

    monkeypatch.setattr(Path, "write_text", refused)
    with (
        pytest.raises(ledger.LedgerUnavailable, match="没有权限"),
        ledger.open_ledger(path.parent.parent, patience=0.2),
    ):
        pass


def test_a_second_writer_waits_five_seconds_if_nobody_says_otherwise(path: Path) -> None:
    assert lock.WriteLock(path).patience == 5
    with lock.WriteLock(path):
        begun = time.monotonic()
        with pytest.raises(ledger.LedgerBusy), lock.WriteLock(path, patience=0.5):
            pass
    assert 0.5 <= time.monotonic() - begun < 3


class Kernel:
    """Windows' functions for processes, asked for one that may not be looked at, or is not there."""

    def __init__(self, error: int, code: int = STILL_ACTIVE) -> None:
        self.error, self.code = error, code
        self.closed: list[int] = []

    def OpenProcess(self, access: int, inherit: bool, pid: int) -> int:  # noqa: N802 - Windows' name
        return 0 if self.error else 4

    def GetExitCodeProcess(self, handle: int, code: Any) -> int:  # noqa: N802
        code._obj.value = self.code
        return 1

    def GetProcessTimes(self, handle: int, begun: Any, *others: Any) -> int:  # noqa: N802
        begun._obj.value = 132_745_824_000_000_000
        return 1

    def CloseHandle(self, handle: int) -> int:  # noqa: N802
        self.closed.append(handle)
        return 1


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Callable[[Kernel], None]:
    def become(kernel: Kernel) -> None:
        monkeypatch.setattr(ctypes, "WinDLL", lambda name, use_last_error: kernel, raising=False)
        monkeypatch.setattr(ctypes, "get_last_error", lambda: kernel.error, raising=False)

    return become


@pytest.mark.parametrize(
    ("error", "code", "alive"),
    [
        (0, STILL_ACTIVE, True),
        (0, 0, False),
        (ACCESS_DENIED, 0, True),
        (INVALID_PARAMETER, 0, False),
    ],
)
def test_on_windows_a_process_one_may_not_look_at_is_alive(
    windows: Callable[[Kernel], None], error: int, code: int, alive: bool
) -> None:
    kernel = Kernel(error, code)
    windows(kernel)
    assert lock._alive_on_windows(4242) is alive
    assert kernel.closed == ([] if error else [4])


def test_on_windows_a_process_is_known_by_its_start(windows: Callable[[Kernel], None]) -> None:
    windows(Kernel(0))
    assert lock._born_on_windows(4242) == "132745824000000000"
    windows(Kernel(ACCESS_DENIED))
    assert lock._born_on_windows(4242) == ""
