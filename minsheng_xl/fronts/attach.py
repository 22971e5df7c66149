"""The running Excel or WPS, found from outside: by its window first, then by the names it answers to.

Nothing is ever started here, and xlwings' own exit handler, which ends Excel processes it cannot see into,
is disarmed.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import xlwings as xw

from minsheng_xl.errors import InputError

PROGIDS = ("Excel.Application", "Ket.Application", "Et.Application")
"""Excel, and WPS under its two names; WPS may also answer to Excel's."""
ATTEMPTS = 200
"""How often xlwings repeats a call that Excel rejects. Its default is for ever."""


def attach(book: str = "", hwnd: int = 0) -> tuple[xw.App, xw.Book | None]:
    """The running program that has the book open, and the book; None where no name is given.

    InputError where no program answers, or none of them has the book open.
    """
    com = tamed()
    seen = []
    for app in _running(com, hwnd):
        if not book:
            return app, None
        if book in [each.name for each in app.books]:
            return app, app.books[book]
        seen.append(app)
    if not seen:
        raise InputError(
            "没有连上正在运行的 Excel 或 WPS 表格", "请重新打开表格软件再试，仍不行请点“环境检查”"
        )
    raise InputError(f"没有找到打开着的“{book}”", "请保存后关闭其余的 Excel 或 WPS 窗口，再点一次按钮")


def tamed() -> Any:
    """xlwings' Windows module, made finite and harmless. InputError on other systems."""
    com = getattr(xw, "_xlwindows", None)
    if com is None:
        raise InputError("按钮只能在装有 Excel 或 WPS 的 Windows 电脑上使用", "请改用命令行 minsheng")
    atexit.unregister(com.cleanup)
    com.N_COM_ATTEMPTS = ATTEMPTS
    return com


def _running(com: Any, hwnd: int) -> Iterator[xw.App]:
    """Every program that can be reached, the one with that window first."""
    by_window = None
    with suppress(Exception):  # WPS has other windows inside; it is found by its name below
        by_window = com.get_xl_app_from_hwnd(hwnd) if hwnd else None
    if by_window is not None:
        yield _app(com, by_window)
    for progid in PROGIDS:
        try:
            found = com.win32com.client.GetActiveObject(progid)
        except com.pywintypes.com_error:
            continue
        yield _app(com, com.COMRetryObjectWrapper(found))


def _app(com: Any, program: Any) -> xw.App:
    return xw.App(impl=com.App(xl=program))
