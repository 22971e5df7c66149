"""The state of a department's return, set by a person in the ledger."""

from __future__ import annotations

from pathlib import Path

from minsheng_xl import ledger
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.ledger import Records, Version
from minsheng_xl.model import Period
from minsheng_xl.reference import Reference, Register


def decide(
    work: Path, department: str, period: Period, state: str, why: str, *, who: str = "", number: int = 0
) -> Version:
    """Set the state of a department's return (`number` 0: its newest), with the reason, in the ledger."""
    with ledger.open_ledger(work, who=who) as book:
        return book.decide(_register(book).standard(department), str(period), state, why, number)


def _register(records: Records) -> Register:
    """The departments of the master that was summarised last."""
    masters = [each.master for each in records.summaries() if each.master]
    return (read_source(records.kept_file(masters[-1])).ref if masters else Reference.default()).register
