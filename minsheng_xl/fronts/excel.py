"""The spreadsheet program as it is met: waited for, kept quiet, its open books copied."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from minsheng_xl.fronts.com import BUSY, BusyError, code_of
from minsheng_xl.fronts.protection import locked_sheets

if TYPE_CHECKING:
    import xlwings as xw

PATIENCE, PAUSE = 3.0, 0.2
"""Seconds a busy program is waited for, and between two looks at it."""
DEFAULT_SUFFIX = ".xlsx"


def wait_until_ready(app: xw.App) -> None:
    """Wait a little for a program that is busy; BusyError where it stays so."""
    start = time.monotonic()
    while not _ready(app):
        if time.monotonic() - start > PATIENCE:
            raise BusyError
        time.sleep(PAUSE)


def _ready(app: xw.App) -> bool:
    try:
        return bool(app.api.Ready)
    except AttributeError:  # WPS has no such member
        return True
    except Exception as error:
        if code_of(error) in BUSY:
            return False
        raise


@contextmanager
def saved_copy(book: xw.Book) -> Iterator[Path]:
    """The open book as a file of the same name in a folder of its own, with what is not saved yet.

    Nothing is asked of the book's own path: it may have none, or one on a web server.
    """
    with TemporaryDirectory(prefix="minsheng_", ignore_cleanup_errors=True) as folder:
        name = book.name
        path = Path(folder, name if Path(name).suffix else name + DEFAULT_SUFFIX)
        book.api.SaveCopyAs(str(path))
        yield path


def cannot_paint(book: xw.Book, sheets: Iterable[str]) -> str:
    """Why nothing can be painted on these sheets of the book, in Chinese; empty where it can."""
    if book.api.ReadOnly:
        return "这个工作簿是只读打开的"
    if book.api.ProtectStructure:
        return "这个工作簿的结构受保护，不能加工作表"
    locked = locked_sheets(book, sheets)
    return f"工作表“{'、'.join(locked)}”有密码保护" if locked else ""


@contextmanager
def quiet(app: xw.App) -> Iterator[None]:
    """Without redrawing and questions; afterwards as before, if the program is still there."""
    app.screen_updating, app.display_alerts = False, False
    try:
        yield
    finally:
        with suppress(Exception):
            app.screen_updating, app.display_alerts = True, True
