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
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from uuid import uuid4

from minsheng_xl.errors import OutputError

PATIENCE = 5.0
"""Seconds a second writer waits before it is told who is writing."""


class LedgerBusy(OutputError):  # noqa: N818 - reads as the state it is
    """Another process is writing to the ledger."""


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
        return not _alive(self.pid) or _born(self.pid) != self.born


class WriteLock:
    """The lock file of a ledger, held inside a `with` block. LedgerBusy where somebody else writes."""

    def __init__(self, path: Path, *, patience: float = PATIENCE) -> None:
        self.path, self.patience = path, patience
        self.inherited = False
        """Whether it was taken over from a process that has ended without letting go."""
        self._own = Holder.me()

    def __enter__(self) -> Self:
        end = time.monotonic() + self.patience
        while not self._take():
            holder = Holder.read(self.path)
            if holder and holder.gone:
                self._remove(holder)
                self.inherited = True
            elif time.monotonic() > end:
                raise LedgerBusy(*_busy(holder, self.path))
            else:
                time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if Holder.read(self.path) == self._own:
            self.path.unlink(missing_ok=True)

    def _take(self) -> bool:
        draft = self.path.with_name(f"{self.path.name}.{self._own.token}")
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
        aside = self.path.with_name(f"{self.path.name}.{self._own.token}.old")
        try:
            self.path.rename(aside)
        except FileNotFoundError:
            return
        if Holder.read(aside) != holder:
            with contextlib.suppress(OSError):
                os.link(aside, self.path)
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
    """Whether a process runs; `os.kill` would end it there."""
    import ctypes

    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined, unused-ignore]
    query, still_active = 0x1000, 259
    handle = kernel.OpenProcess(query, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return not known or code.value == still_active


def _born(pid: int) -> str:
    """Start of a process in clock ticks since the computer started; empty where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
