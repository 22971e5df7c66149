"""Sheets protected without a password, as ours are: opened for as long as a button writes, then as before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from minsheng_xl.fronts.com import BUSY, GONE, code_of

if TYPE_CHECKING:
    import xlwings as xw

NO_PASSWORD = ""
ALLOWED = tuple(
    f"Allow{what}"
    for what in (
        *("FormattingCells", "FormattingColumns", "FormattingRows"),
        *("InsertingColumns", "InsertingRows", "InsertingHyperlinks"),
        *("DeletingColumns", "DeletingRows", "Sorting", "Filtering", "UsingPivotTables"),
    )
)
"""What a protected sheet may still allow, in the order of Excel's own Protect method."""


def locked_sheets(book: xw.Book, names: Iterable[str]) -> list[str]:
    """Those of the sheets that do not open without a password."""
    return [name for name in names if not _opens(book.sheets[name])]


def _opens(sheet: xw.Sheet) -> bool:
    if not sheet.api.ProtectContents:
        return True
    try:
        with _unlocked(sheet):
            return True
    except Exception as error:
        if code_of(error) in BUSY | GONE | {None} or not sheet.api.ProtectContents:
            raise
        return False


@contextmanager
def unlocked(book: xw.Book, names: Iterable[str]) -> Iterator[None]:
    """The sheets unprotected while the block runs; those that were not protected stay so."""
    with ExitStack() as stack:
        for name in names:
            sheet = book.sheets[name]
            if sheet.api.ProtectContents:
                stack.enter_context(_unlocked(sheet))
        yield


@contextmanager
def _unlocked(sheet: xw.Sheet) -> Iterator[None]:
    api = sheet.api
    arguments = _arguments(api)
    api.Unprotect(NO_PASSWORD)
    try:
        yield
    finally:
        api.Protect(*arguments)


def _arguments(api: Any) -> tuple[object, ...]:
    """What to call Protect with so that all is as it is now; by position, for late-bound WPS."""
    allowed = (getattr(api.Protection, name) for name in ALLOWED)
    shapes, scenarios = api.ProtectDrawingObjects, api.ProtectScenarios
    return NO_PASSWORD, shapes, True, scenarios, api.ProtectionMode, *allowed
