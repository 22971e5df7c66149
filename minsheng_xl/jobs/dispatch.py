"""下发：the master split into one form a lead department, with the dispatch list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks import engine
from minsheng_xl.cycle import due_date
from minsheng_xl.jobs.plans import last_cumulative, read_source, writable
from minsheng_xl.model import Period

if TYPE_CHECKING:
    from minsheng_xl.writing.forms import FormFile


@dataclass(frozen=True, slots=True)
class Issued:
    """What `issue` wrote."""

    forms: list[FormFile]
    unassigned: list[str]
    dispatch: Path


def issue(
    master: Path,
    period: Period,
    directory: Path,
    *,
    previous: Path | None = None,
    work: Path | None = None,
) -> Issued:
    """Write one form a lead department, prefilled, and the dispatch list."""
    from minsheng_xl.writing.dispatch import write_dispatch
    from minsheng_xl.writing.forms import write_forms

    plan = read_source(master).in_period(period)
    history = last_cumulative(plan, period, previous=previous, work=work or master.parent)
    writable(directory / "下发清单.xlsx")
    rules = [
        (rule.code, rule.name, rule.severity.label, rule.explanation or rule.message)
        for rule in engine.catalogue().values()
        if "returns" in rule.looks_at
    ]
    due = due_date(period, plan.ref.settings)
    settings = plan.ref.settings
    forms = write_forms(
        plan.table, period, directory, previous=history, rules=rules, due=due, settings=settings
    )
    dispatch = directory / f"{period}_下发清单.xlsx"
    write_dispatch(forms, dispatch, plan=plan.table, period=period, due=due)
    unassigned = [each.code for each in plan.table.indicators if not each.lead.units]
    return Issued(forms, unassigned, dispatch)
