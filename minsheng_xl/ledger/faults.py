"""What can be wrong with a ledger, said in words, and how long a passing hindrance is waited for."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from minsheng_xl.errors import InputError, MinshengError, OutputError, fault_text

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds a second writer waits before it is told who is writing, and a file held elsewhere is tried for."""

RESTORE = "请用 minsheng verify 查台账，或用备份的整个 .minsheng 文件夹恢复"
RIGHTS = "请检查这个文件夹和其中文件的权限"
_DENIED, _HELD = 5, frozenset({32, 33})
"""What Windows says of a file: access denied (also while it is being renamed), held by another program."""


class LedgerBusy(OutputError):  # noqa: N818 - reads as the state it is
    """Another process is writing to the ledger, or holds one of its files."""


class LedgerDamaged(InputError):  # noqa: N818 - reads as the state it is
    """There is a ledger, and it cannot be believed: unreadable, cut off, gone, or of another program."""


class LedgerUnavailable(OutputError):  # noqa: N818 - reads as the state it is
    """The ledger cannot be written, whether or not there is one that can be read."""


def passing(fault: OSError) -> bool:
    """Whether it may be over in a moment, as when a scanner or a sync program holds a file."""
    return held(fault) or getattr(fault, "winerror", 0) == _DENIED


def held(fault: OSError) -> bool:
    """Whether another program holds the file."""
    return getattr(fault, "winerror", 0) in _HELD or fault.errno == errno.EBUSY


def patiently(act: Callable[[], T]) -> T:
    """Do it; again and again for a while where something passing is in the way."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except OSError as fault:
            if not passing(fault) or time.monotonic() > end:
                raise
        time.sleep(0.05)


@contextmanager
def said(folder: Path) -> Iterator[None]:
    """What the disk or the database refuses while a ledger is written, as one of the three states."""
    try:
        yield
    except OSError as fault:
        if held(fault):
            raise busy(folder) from fault
        raise unavailable(folder, fault_text(fault)) from fault
    except sqlite3.Error as fault:
        raise _state(folder, fault) from fault


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """What the disk or the database refuses while a ledger is opened to be read."""
    try:
        yield
    except OSError as fault:
        if held(fault):
            raise busy(folder) from fault
        raise damaged(folder, f"读不了（{fault_text(fault)}）", RIGHTS) from fault
    except sqlite3.Error as fault:
        if code_of(fault) in _BUSY:
            raise busy(folder) from fault
        raise damaged(folder, f"内容已损坏（{fault}）") from fault


def busy(folder: Path) -> LedgerBusy:
    return LedgerBusy(
        f"收件台账“{folder}”的文件正被其他程序占用", "请关闭打开它的程序，或等同步、杀毒完成再试"
    )


def unavailable(folder: Path, why: str) -> LedgerUnavailable:
    return LedgerUnavailable(
        f"收件台账“{folder}”写不进去（{why}），这次没有记台账", "请检查剩余空间和文件夹权限后再做一次"
    )


def damaged(folder: Path, why: str, remedy: str = RESTORE) -> LedgerDamaged:
    return LedgerDamaged(f"收件台账“{folder}”不能用：{why}", remedy)


_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: "磁盘满了",
    sqlite3.SQLITE_READONLY: "没有权限，或磁盘只能读",
    sqlite3.SQLITE_CANTOPEN: "打不开，可能是没有权限或路径太长",
    sqlite3.SQLITE_IOERR: "磁盘或网络出错",
}


def code_of(fault: sqlite3.Error) -> int:
    """SQLite's own number for a fault, without its finer half; 0 where Python found it."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF


def _state(folder: Path, fault: sqlite3.Error) -> MinshengError:
    code = code_of(fault)
    if code in _BUSY:
        return busy(folder)
    if code in _UNWRITABLE:
        return unavailable(folder, _UNWRITABLE[code])
    return damaged(folder, f"内容已损坏（{fault}）")
