"""Faults planted in a folder of clean returns and in a master, so that none hides another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import cycle
from pathlib import Path
from random import Random

from tests.faults import (  # noqa: F401 -- importing them enters their kinds
    entries,
    figures,
    issued,
    master,
    master_departments,
    particulars,
    rates,
    returns,
    slips,
    structure,
    words,
)
from tests.faults.kinds import KINDS, Claim, Fault, Kind, Mark
from tests.faults.workbook import Sheet, open_sheet

ORDER: tuple[Claim, ...] = ("file", "layout", "head", "row")
"""The more a fault takes, the earlier it is planted: rows no longer move when single rows are spoiled."""


def plant(name: str, files: Mapping[str, Path], rng: Random) -> Fault | None:
    """Plant one fault of a kind in one of the files (returns by department, or a master under any name).

    None where no file has a place for it. KeyError for an unknown kind.
    """
    sheets = _open(files)
    fault = _plant(KINDS[name], sheets, rng)
    _save(sheets, [fault] if fault else [])
    return fault


def plant_many(
    files: Mapping[str, Path], n: int, seed: int, *, kinds: Collection[str] | None = None
) -> list[Fault]:
    """Plant up to `n` faults, the kinds dealt evenly; fewer where the files hold no more.

    A row carries at most one fault, and so does a file's head; a file has its rows moved at most once,
    and a fault that takes a whole file stands alone in it (at most in a third of the returns). `kinds`
    narrows to some kinds, for instance those whose rule exists. Masters and returns may be mixed.
    """
    rng = Random(seed)
    sheets = _open(files)
    chosen = [each for each in KINDS.values() if kinds is None or each.name in kinds]
    rng.shuffle(chosen)
    faults: list[Fault] = []
    for each in _dealt(chosen, n, len(files) // 3):
        _add(faults, _plant(each, sheets, rng))
    faults += _rest([each for each in chosen if each.claims == "row"], n - len(faults), sheets, rng)
    _save(sheets, faults)
    return faults


def _dealt(kinds: list[Kind], n: int, whole_files: int) -> list[Kind]:
    """Kinds in turn until there are `n`, those that take most first."""
    dealt: list[Kind] = []
    for each in cycle(kinds) if kinds else ():
        if len(dealt) == n or (whole_files == 0 and all(kind.claims == "file" for kind in kinds)):
            break
        if each.claims == "file":
            if whole_files == 0:
                continue
            whole_files -= 1
        dealt.append(each)
    return sorted(dealt, key=lambda kind: ORDER.index(kind.claims))


def _rest(kinds: list[Kind], n: int, sheets: list[Sheet], rng: Random) -> list[Fault]:
    """Row faults in place of those that found no place, until none finds one any more."""
    faults: list[Fault] = []
    idle = 0
    for each in cycle(kinds) if kinds else ():
        if len(faults) == n or idle == len(kinds):
            break
        idle = 0 if _add(faults, _plant(each, sheets, rng)) else idle + 1
    return faults


def _add(faults: list[Fault], fault: Fault | None) -> bool:
    if fault:
        faults.append(fault)
    return fault is not None


def _plant(kind: Kind, sheets: list[Sheet], rng: Random) -> Fault | None:
    open_to = [each for each in sheets if each.form == (kind.where == "form") and _grants(each, kind.claims)]
    for sheet in rng.sample(open_to, len(open_to)):
        done = kind.spoil(sheet, rng)
        if done:
            sheet.claimed |= done.rows
            sheet.holds.add(kind.claims)
            return entered(kind, sheet, done)
    return None


def _grants(sheet: Sheet, claim: Claim) -> bool:
    """Whether a sheet still has room for such a claim."""
    if "file" in sheet.holds:
        return False
    if claim == "file":
        return not (sheet.holds or sheet.claimed)
    if claim == "layout":
        return not (sheet.holds & {"layout", "row"} or sheet.claimed)
    return claim == "row" or claim not in sheet.holds


def entered(kind: Kind, sheet: Sheet, done: Mark) -> Fault:
    """The fault that a kind's mark on a sheet stands for."""
    return Fault(
        kind.name,
        kind.code,
        sheet.department,
        done.place,
        done.description,
        done.indicator,
        done.also,
        done.rows,
        kind.claims,
        done,
    )


def _open(files: Mapping[str, Path]) -> list[Sheet]:
    sheets = [open_sheet(path, department) for department, path in files.items() if path.exists()]
    for each in sheets:
        each.siblings = [other for other in sheets if other is not each and other.form]
        if not each.form:
            each.department = ""
    return sheets


def _save(sheets: list[Sheet], faults: list[Fault]) -> None:
    """Save what was touched; other files keep their bytes."""
    touched = {fault.file for fault in faults} | {each.path.name for each in sheets if each.withheld}
    for each in sheets:
        if each.path.name in touched:
            each.save()
