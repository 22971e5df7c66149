"""Is the ledger as it was written, and what it kept, and what was issued from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from minsheng_xl import ledger
from minsheng_xl.jobs.folders import SUMMARISED
from minsheng_xl.ledger import Inspection, LedgerDamaged, Shown
from minsheng_xl.reading.files.folders import named_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.memory import DATABASE, misremembered


def verify(work: Path) -> Inspection:
    """Hold a work folder's ledger against itself, its kept copies and the summaries issued from it.

    InputError where there is no ledger.
    """
    folder = work / SUMMARISED
    lying = named_files(folder) if folder.is_dir() else []
    taken = [intake.take(path, name) for path, name in lying]
    found = ledger.verify(
        work, [Shown(each.name, each.sha256, each.meta.get("ledger_head", "")) for each in taken]
    )
    untrue = tuple(_untrue_readings(work)) if found.entries else ()
    return replace(found, faults=(*found.faults, *untrue))


def _untrue_readings(work: Path) -> Iterator[str]:
    """Files whose remembered reading is not what their kept copy says when it is opened once more."""
    try:
        with ledger.open_records(work) as records:
            files = records.kept_as() if records else []
    except LedgerDamaged:  # said already, with what is wrong
        return
    for name in misremembered(work, files):
        yield f"记着的“{name}”的内容与留底读出来的不同，{DATABASE} 被改动过；请删去它，再汇总一次"
