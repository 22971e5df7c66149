"""The county's own reference data for worksheet functions: of the open master, else of the folder's.

A master is read as it was saved last and kept until its file changes, so that a column of formulas reads it
once.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import xlwings as xw

from minsheng_xl.errors import InputError, MinshengError
from minsheng_xl.fronts.attach import tamed
from minsheng_xl.fronts.frontbook import read_settings
from minsheng_xl.fronts.workfolder import Stamp, find_master, look_at, stamp_of
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.masters import MASTER, own_reference
from minsheng_xl.reference import Reference

LOOK_AGAIN = 1.0
"""Seconds for which a book's master is not looked for again: a column is calculated at once, and a master
that was saved is seen at the next calculation."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """What functions look things up in, and the plan's year that names of units hold for."""

    ref: Reference
    year: int


Found = Path | MinshengError | None
"""A book's master, why there is none to be had, or that there is none."""
_found: dict[str, tuple[float, Found]] = {}
"""When a book's master was looked for last, and what was found."""


def at_hand() -> AtHand:
    """The reference data for the book that calculates; the packaged data where there is no county's.

    InputError where several masters come into question or the one cannot be read; ReferenceDataError where
    its sheets contradict themselves.
    """
    book = _calling_book()
    found = _master_of(book) if book is not None else None
    if isinstance(found, MinshengError):
        raise found
    return _read(stamp_of(found)) if found else AtHand(Reference.default(), date.today().year)


def _calling_book() -> xw.Book | None:
    """The book whose formula is calculated; None outside a spreadsheet program."""
    _tame_server()
    with suppress(Exception):  # xlwings raises a bare Exception where nobody has called
        return xw.Book.caller()
    return None


@cache
def _tame_server() -> None:
    """Disarm xlwings' exit handler in the function server too, where there is one."""
    with suppress(InputError):
        tamed()


def _master_of(book: xw.Book) -> Found:
    """The master a book's formulas mean, looked for at most once in a while."""
    name = book.fullname
    looked, found = _found.get(name, (float("-inf"), None))
    if time.monotonic() - looked >= LOOK_AGAIN:
        try:
            found = _look_for(name, book)
        except MinshengError as fault:
            found = fault
        _found[name] = time.monotonic(), found
    return found


def _look_for(name: str, book: xw.Book) -> Path | None:
    """The book itself, the master in its folder or above, or the one that 民生工程.xlsm is set to.

    InputError where there is no other and the book itself, which may be one, cannot be read.
    """
    path = None if "://" in name else Path(name)
    look = look_at(stamp_of(path)) if path and path.is_file() else None
    if look and look.kind == MASTER:
        return path
    found = find_master(path.parent) if path and look else None
    if found is None:
        settings = read_settings(book.app)
        found = settings.master_file
        if found is None and settings.work_folder:
            found = find_master(settings.work_folder)
    if found is None and look and look.refusal:
        raise InputError(f"读不了“{book.name}”，不知道它是不是总表：{look.refusal}")
    return found


@lru_cache(8)
def _read(stamp: Stamp) -> AtHand:
    """The reference data of a master as it is saved now."""
    taken = intake.take(stamp.path)
    if taken.refusal:
        raise InputError(f"总表“{taken.name}”读不了：{taken.refusal.reason}", taken.refusal.remedy)
    said = taken.meta.get("year", "")
    year = int(said) if said.isdigit() else date.today().year
    return AtHand(own_reference(taken.grids, Reference.default()), year)
