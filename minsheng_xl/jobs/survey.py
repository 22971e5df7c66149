"""A period looked at: the returns that lie there, judged, and what the ledger remembers of earlier ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from minsheng_xl.board import Standing
from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.cycle import Expected, Rates, lock_date, rates
from minsheng_xl.jobs.intake import expected_returns, judge, parts_of
from minsheng_xl.jobs.plans import RETURNED, Plan, last_cumulative, last_shares, with_answers
from minsheng_xl.jobs.records import Gathered, gather
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.ledger import LOCKED, STATES, Records, Version
from minsheng_xl.model import Period, Return
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading import intake
from minsheng_xl.reading.intake import TakenFile

RECEIVED, FAULTY, SENT_BACK, AGAIN = STATES[:4]
NONE = "未报"
CHANGED = "R18"
"""The rule that shows what a later return changes."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a period's returns on a day."""

    plan: Plan
    """As it holds in the period."""
    period: Period
    standings: Sequence[Standing]
    report: Report
    kept: Sequence[Return]
    """Returns that count, judged."""
    history: Mapping[str, Decimal]

    @property
    def rates(self) -> Rates:
        """Expected, actual, on time."""
        return rates(
            Expected(
                each.department,
                each.due,
                each.indicators,
                (each.file,) if each.returned else (),
                each.received,
            )
            for each in self.standings
        )


def survey(plan: Plan, period: Period, work: Path, today: date, records: Records | None) -> Survey:
    """Judge the returns of a period as a consolidation would, and say how each department stands."""
    plan = with_answers(plan.in_period(period), period, work)
    taken = _taken(work, work / RETURNED / str(period))
    gathered = gather(plan, period, taken, records)
    history = last_cumulative(plan, period, work=work)
    report = judge(
        plan,
        gathered.returns,
        gathered.outcomes,
        period,
        history,
        expected_returns(plan, period, gathered.returns),
        today,
        share_history=last_shares(plan, period, work=work),
        earlier=gathered.earlier,
    )
    versions = records.versions(str(period)) if records else []
    live = _live(plan, taken, gathered, report)
    standings = []
    for each in expected_returns(plan, period, []):
        name = plan.ref.register.standard(each.department)
        own = [version for version in versions if version.department == name and version.by == "lead"]
        lock = lock_date(period, plan.ref.settings, name)
        standings.append(_standing(each, live.get(name, []), own, lock))
    used = {file.path for file in report.files if file.status in ("taken", "partly")}
    kept = [each for each in gathered.returns if each.file in used]
    return Survey(plan, period, standings, report, kept, history)


def _taken(work: Path, folder: Path) -> list[TakenFile]:
    if not folder.is_dir():
        return []
    known = work if (work / WORK_FOLDER).is_dir() else None  # nothing is left in a folder only looked at
    with closing(intake.take_all(folder, intake.find_files(folder), work=known)) as stream:
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

    @property
    def aside(self) -> bool:
        """Whether it came after the lock."""
        return self.outcome.reason_code == "locked"


def _live(
    plan: Plan, taken: Sequence[TakenFile], gathered: Gathered, report: Report
) -> dict[str, list[_Live]]:
    """What lies in the folder by department, the oldest first; unreadable files by what they are called."""
    counts = _counts(report)
    settled = {each.path: each for each in report.files}
    found: dict[str, list[_Live]] = defaultdict(list)
    returns = {each.file: each for each in (*gathered.returns, *gathered.aside)}
    for each in sorted(taken, key=lambda one: (one.received or datetime.min, one.name)):
        outcome, returned = settled[each.name], returns.get(each.name)
        if returned is None:
            if outcome.status == "rejected" and (lead := sender_of(plan, outcome)):
                name = plan.ref.register.standard(lead)
                found[name].append(_Live(outcome, each.received, unreadable=each.refusal is not None))
        elif returned.by == "lead":
            own = counts[each.name]
            for department in parts_of(plan, returned):
                found[department].append(_Live(outcome, returned.received, *own))
    return found


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
    received = min(_came(files, versions), default=None)
    late = received is not None and received.date() > each.due
    standing = Standing(each.department, NONE, each.due, each.indicators, received, late, lock=lock)
    newest = live[-1].received if live else received
    aside = tuple(one.outcome.path for one in files if one.aside and _after(one.received, newest))
    if live:
        return replace(standing, **_of_file(live, versions), aside=aside)
    return replace(standing, **_of_version(versions)) if versions else standing


def _came(files: Sequence[_Live], versions: Sequence[Version]) -> Iterator[datetime]:
    """When returns that could be taken came in."""
    known = {version.sha256 for version in versions}
    for one in files:
        if one.received and one.outcome.status != "rejected" and one.outcome.sha256 not in known:
            yield one.received
    yield from (each.received for each in versions if each.received and each.came)


def _after(day: datetime | None, other: datetime | None) -> bool:
    return day is not None and other is not None and day > other


def _of_file(live: Sequence[_Live], versions: Sequence[Version]) -> dict[str, Any]:
    """What the newest file says of a department's standing."""
    newest = live[-1]
    outcome = newest.outcome
    held = next((each for each in versions if each.sha256 == outcome.sha256), None)
    judged = _state(outcome.status, again=len(live) > 1 or bool(versions))
    state = held.state if held and outcome.status == held.status else judged
    return {
        "state": state,
        "errors": newest.errors,
        "warnings": newest.warnings,
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
