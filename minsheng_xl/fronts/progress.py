"""How far a job is, in the status bar; and how it is stopped: Esc, or a file named 停止."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from minsheng_xl.fronts.desk import CancelledError, Desk

CANCEL_FILE = Path.home() / ".minsheng" / "停止"
"""A file of this name stops the running job, where a keyboard cannot reach it."""
INTERVAL = 0.2
"""Seconds between two lines in the status bar."""
ESCAPE, DOWN_OR_PRESSED = 0x1B, 0x8001


def cancel_asked() -> bool:
    """Whether Esc was pressed since the last look (Windows), or the cancel file is there."""
    return _escape_pressed() or CANCEL_FILE.exists()


def _escape_pressed() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.user32.GetAsyncKeyState(ESCAPE) & DOWN_OR_PRESSED)


def watched(
    desk: Desk, label: str, asked: Callable[[], bool] = cancel_asked
) -> Callable[[Iterable[Path], int], Iterable[Path]]:
    """A wrapper for a job's files, as jobs take one (`progress=`); it raises CancelledError between two."""

    def steps(files: Iterable[Path], total: int) -> Iterator[Path]:
        CANCEL_FILE.unlink(missing_ok=True)
        _escape_pressed()  # an Esc that closed a dialog before is not meant
        shown = 0.0
        for number, file in enumerate(files, start=1):
            if asked():
                raise CancelledError
            if time.monotonic() - shown > INTERVAL:
                desk.status(f"{label} {number}/{total}　按 Esc 停止")
                shown = time.monotonic()
            yield file

    return steps
