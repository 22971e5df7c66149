"""One writer at a time: a lock file that says who writes, from which computer, since when.

The file stands whole or not at all (it is linked into place). A lock whose process has ended on this
computer is removed; one from another computer is never removed by itself: its process cannot be seen.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn, Self
from uuid import uuid4

from minsheng_xl.ledger.faults import PATIENCE, LedgerBusy, held, passing, patiently

LONGEST = timedelta(days=1)
"""How long a lock is believed whose process may be another one by now, as its start is not told."""

_ours: set[str] = set()
"""Tokens of the locks this process holds."""


def account() -> str:
    """The name this person works under on this computer."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no account name: a service, a container
        return "未知"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock."""

    owner: str
    pid: int
    host: str
    since: str
    born: str = ""
    """When the process began, as the system counts; a number is used again by later processes."""
    token: str = ""

    @classmethod
    def me(cls) -> Holder:
        pid = os.getpid()
        now = datetime.now().isoformat(timespec="seconds")
        return cls(account(), pid, socket.gethostname(), now, _born(pid), uuid4().hex)

    @classmethod
    def read(cls, path: Path) -> Holder | None:
        """The holder named in a lock file; None where there is no file or nothing readable in it."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    @property
    def gone(self) -> bool:
        """Whether the holder is known to have ended."""
        if self.host != socket.gethostname():
            return False
        if self.pid == os.getpid():
            return self.token not in _ours
        if not _alive(self.pid):
            return True
        born = _born(self.pid)
        return born != self.born if born and self.born else self._old

    @property
    def _old(self) -> bool:
        try:
            return datetime.now() - datetime.fromisoformat(self.since) > LONGEST
        except ValueError:
            return False


class WriteLock:
    """The lock file of a ledger, held inside a `with` block. LedgerBusy where somebody else writes."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self.path, self.patience = path, patience
        self.inherited = False
        """Whether it was taken over from a process that has ended without letting go."""
        self._own = Holder.me()
        self._hindrance: OSError | None = None

    def __enter__(self) -> Self:
        end = time.monotonic() + self.patience
        _ours.add(self._own.token)
        try:
            while not self._try():
                if time.monotonic() > end:
                    self._give_up()
                time.sleep(0.1)
        except BaseException:
            _ours.discard(self._own.token)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        _ours.discard(self._own.token)
        with contextlib.suppress(OSError, ValueError):  # then the next run sees that nobody holds it
            if self._own.token in patiently(lambda: self.path.read_text(encoding="utf-8")):
                patiently(lambda: self.path.unlink(missing_ok=True))

    def _try(self) -> bool:
        """Take the lock, also from a holder that has ended; False where it is held or looked at."""
        self._hindrance = None
        try:
            if self._take():
                return True
            holder = Holder.read(self.path)
            if holder is None or not holder.gone:
                return False
            self._remove(holder)
            self.inherited = True
            return self._take()
        except OSError as fault:
            if not passing(fault):
                raise
            self._hindrance = fault
            return False

    def _give_up(self) -> NoReturn:
        if self._hindrance and not held(self._hindrance):
            raise self._hindrance
        raise LedgerBusy(*_busy(Holder.read(self.path), self.path))

    def _take(self) -> bool:
        draft = self.path.with_name(f"{self.path.name}.{self._own.token}.tmp")
        try:
            draft.write_text(json.dumps(asdict(self._own), ensure_ascii=False), encoding="utf-8")
            try:
                os.link(draft, self.path)
            except FileExistsError:
                return False
            except OSError:  # a file system without links
                return self._create(draft)
            return True
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _create(self, draft: Path) -> bool:
        try:
            with self.path.open("xb") as file:
                file.write(draft.read_bytes())
        except FileExistsError:
            return False
        return True

    def _remove(self, holder: Holder) -> None:
        """Move a dead holder's file aside; where a live one came in between, put it back."""
        aside = self.path.with_name(f"{self.path.name}.{self._own.token}.old.tmp")
        try:
            self.path.rename(aside)
        except FileNotFoundError:
            return
        if Holder.read(aside) != holder:
            with contextlib.suppress(OSError):
                os.link(aside, self.path)
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def _busy(holder: Holder | None, path: Path) -> tuple[str, str]:
    remedy = f"请等那边做完再试；如确认那台电脑上没有在运行，删去“{path}”后重试"
    if holder is None:
        return "收件台账正被占用", remedy
    since = holder.since.replace("T", " ")
    who = f"{holder.owner}（电脑 {holder.host}，进程 {holder.pid}，{since} 起）"
    return f"收件台账正由 {who} 使用", remedy


def _alive(pid: int) -> bool:
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive_on_windows(pid: int) -> bool:
    """Whether a process runs, also one this account may not look at; `os.kill` would end it there."""
    import ctypes

    no_such_process, still_active = 87, 259
    with _process(pid) as (kernel, handle):
        if not handle:
            return bool(ctypes.get_last_error() != no_such_process)  # type: ignore[attr-defined, unused-ignore]
        code = ctypes.c_ulong()
        known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        return not known or code.value == still_active


@contextlib.contextmanager
def _process(pid: int) -> Iterator[tuple[Any, Any]]:
    """Windows' own functions, and a handle on a process, 0 where it gives none."""
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    query = 0x1000
    handle = kernel.OpenProcess(query, False, pid)
    try:
        yield kernel, handle
    finally:
        if handle:
            kernel.CloseHandle(handle)


def _born(pid: int) -> str:
    """Start of a process as the system counts it; empty where the system does not tell."""
    if sys.platform == "win32":
        return _born_on_windows(pid)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _born_on_windows(pid: int) -> str:
    import ctypes

    begun, *others = (ctypes.c_ulonglong() for _ in range(4))
    with _process(pid) as (kernel, handle):
        told = handle and kernel.GetProcessTimes(handle, *map(ctypes.byref, (begun, *others)))
    return str(begun.value) if told else ""
