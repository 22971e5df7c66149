"""A period looked at: the round of what lies there, and how each department stands in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from minsheng_xl.board import Standing, rates_of
from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.cycle import Expected, Rates, lock_date
from minsheng_xl.jobs.confirmed import with_answers
from minsheng_xl.jobs.duties import duties_of, unreported
from minsheng_xl.jobs.folders import RETURNED
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.rounds import Round, hold
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.ledger import LOCKED, STATES, Records, Version
from minsheng_xl.model import Period
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.intake import TakenFile

RECEIVED, FAULTY, SENT_BACK, AGAIN = STATES[:4]
CHANGED = "R18"
"""The rule that shows what a later return changes."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How a period's departments stand on a day."""

    held: Round
    period: Period
    standings: Sequence[Standing]

    @property
    def plan(self) -> Plan:
        """As it holds in the period."""
        return self.held.plan

    @property
    def report(self) -> Report:
        return self.held.report

    @property
    def rates(self) -> Rates:
        return rates_of(self.standings)


def survey(plan: Plan, period: Period, work: Path, today: date, records: Records | None) -> Survey:
    """Hold the round of a period as a consolidation would, and say how each department stands."""
    plan = with_answers(plan.in_period(period), period, work)
    taken = _taken(work, work / RETURNED / str(period))
    held = hold(plan, period, taken, work=work, records=records, as_of=today)
    versions = records.versions(str(period)) if records else []
    live, instead = _live(held), _instead(held)
    standings = []
    for each in duties_of(plan, period):
        name = plan.ref.register.standard(each.department)
        own = [version for version in versions if version.department == name and version.by == "lead"]
        due = replace(each, received=held.arrivals.get((name, "lead")))
        lock = lock_date(period, plan.ref.settings, name)
        stood = _standing(due, live.get(name, []), own, lock)
        standings.append(replace(stood, instead=instead.get(name, "")))
    return Survey(held, period, standings)


def _taken(work: Path, folder: Path) -> list[TakenFile]:
    if not folder.is_dir():
        return []
    known = work if (work / WORK_FOLDER).is_dir() else None  # nothing is left in a folder only looked at
    with closing(intake.take_all(folder, find_files(folder), work=known)) as stream:
        return [one for each in stream for one in each.every()]


@dataclass(frozen=True, slots=True)
class _Live:
    """A department's share of a file in the folder of returns."""

    outcome: FileOutcome
    received: datetime | None
    errors: int = 0
    warnings: int = 0
    changes: int = 0
    unreadable: bool = False
    used: bool = False

    @property
    def aside(self) -> bool:
        """Whether it came after the lock."""
        return self.outcome.reason_code == "locked"


def _live(held: Round) -> dict[str, list[_Live]]:
    """What lies in the folder by department, the oldest first; unreadable files by what they are called."""
    counts, plan = _counts(held.report), held.plan
    settled = {each.path: each for each in held.report.files}
    found: dict[str, list[_Live]] = defaultdict(list)
    counted = set(held.used)
    for part in sorted(held.parts, key=lambda one: (one.returned.received or datetime.min, one.number)):
        used = part in counted
        if part.returned.by == "lead" and (part.own or used):
            outcome = settled[part.returned.file]
            own = counts[part.returned.file]
            found[part.department].append(_Live(outcome, part.returned.received, *own, used=used))
    returned = {part.returned.file for part in held.parts}
    for each in held.taken:
        outcome = settled[each.name]
        unread = each.name not in returned and outcome.status == "rejected"
        if unread and (lead := sender_of(plan, outcome)):
            name = plan.ref.register.standard(lead)
            found[name].append(_Live(outcome, each.received, unreadable=each.refusal is not None))
    return found


def _instead(held: Round) -> dict[str, str]:
    """By department which version counts, where newer ones were refused."""
    leads = [(part, row) for part, row, _ in held.rows if part.returned.by == "lead"]
    return {part.department: row.instead for part, row in leads if row.instead}


def _counts(report: Report) -> Mapping[str, tuple[int, int, int]]:
    """Errors, warnings and changed cells by file."""
    severities = Counter((each.place.file, each.severity) for each in report.findings)
    changes = Counter(each.place.file for each in report.findings if each.code == CHANGED)
    return {
        each.path: (
            severities[each.path, Severity.ERROR],
            severities[each.path, Severity.WARNING],
            changes[each.path],
        )
        for each in report.files
    }


def _standing(
    each: Expected, files: Sequence[_Live], versions: Sequence[Version], lock: date | None
) -> Standing:
    """A department's standing from its files and from what the ledger remembers of earlier ones."""
    live = [one for one in files if not one.aside]
    standing = unreported(each, lock)
    newest = live[-1].received if live else each.received
    aside = tuple(one.outcome.path for one in files if one.aside and _after(one.received, newest))
    if live:
        return replace(standing, **_of_files(live, versions), aside=aside)
    return replace(standing, **_of_version(versions)) if versions else standing


def _after(day: datetime | None, other: datetime | None) -> bool:
    return day is not None and other is not None and day > other


def _of_files(live: Sequence[_Live], versions: Sequence[Version]) -> dict[str, Any]:
    """What the files say of a department's standing: those that count, else the newest."""
    used = [one for one in live if one.used] or live[-1:]
    newest = used[-1]
    outcome = newest.outcome
    held = next((each for each in versions if each.sha256 == outcome.sha256), None)
    judged = _state(outcome.status, again=len(live) > 1 or bool(versions))
    state = held.state if held and outcome.status == held.status else judged
    return {
        "state": state,
        "errors": sum(one.errors for one in used),
        "warnings": sum(one.warnings for one in used),
        "file": outcome.path,
        "reason": outcome.reason if state == SENT_BACK else "",
        "reason_code": outcome.reason_code if state == SENT_BACK else "",
        "unreadable": newest.unreadable,
        "version": held.number if held else 0,
        "changes": newest.changes,
        "held": state == LOCKED,
    }


def _of_version(versions: Sequence[Version]) -> dict[str, Any]:
    """What the ledger says of a department whose files lie there no longer."""
    last = next((each for each in reversed(versions) if each.status != "skipped"), versions[-1])
    return {
        "state": last.state,
        "errors": last.errors,
        "warnings": last.warnings,
        "file": last.name,
        "reason": last.why if last.state == SENT_BACK else "",
        "version": last.number,
        "held": last.state == LOCKED,
    }


def _state(outcome: str, *, again: bool) -> str:
    return {"rejected": SENT_BACK, "partly": FAULTY}.get(outcome, AGAIN if again else RECEIVED)
