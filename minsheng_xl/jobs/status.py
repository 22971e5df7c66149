"""报送情况：who has returned, late or not, who is missing, and what to tell each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from minsheng_xl import data
from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.cycle import Expected, Rates, due_date, lock_date, rates
from minsheng_xl.jobs.intake import expected_returns, judge, parts_of, receive
from minsheng_xl.jobs.plans import RETURNED, Plan, last_cumulative, read_source
from minsheng_xl.ledger import STATES, Version, open_records
from minsheng_xl.model import Period
from minsheng_xl.reading import intake

RECEIVED, FAULTY, SENT_BACK, AGAIN = STATES[:4]


@dataclass(frozen=True, slots=True)
class Standing:
    """One department's return in a period."""

    department: str
    state: str
    """A review state, or 未报."""
    due: date
    indicators: int = 0
    received: datetime | None = None
    """When the first return that could be taken came in."""
    late: bool = False
    errors: int = 0
    warnings: int = 0
    file: str = ""
    reason: str = ""
    """Why the newest return could not be taken."""

    @property
    def returned(self) -> bool:
        return self.received is not None


@dataclass(frozen=True, slots=True)
class Status:
    """A period's returns: the day they are due, the rates, every department, and reminders ready to send."""

    period: Period
    due: date
    locked: date | None
    rates: Rates
    departments: list[Standing]
    reminders: Mapping[str, str]
    """What to tell each department that owes something."""


@dataclass(frozen=True, slots=True)
class _Live:
    """What lies in the folder of returns now, by department."""

    outcome: FileOutcome
    received: datetime | None
    errors: int
    warnings: int


def status(master: Path, period: Period, *, work: Path | None = None, as_of: date | None = None) -> Status:
    """Who has returned for a period, from the folder of returns and the ledger of the work folder."""
    today, work = as_of or date.today(), work or master.parent
    plan = read_source(master).in_period(period)
    live = _live(plan, period, work, today)
    with open_records(work) as records:
        versions = records.versions(str(period)) if records else []
    register, settings = plan.ref.register, plan.ref.settings
    standings = []
    for each in expected_returns(plan, period, []):
        name = register.standard(each.department)
        own = [version for version in versions if version.department == name and version.by == "lead"]
        standings.append(_standing(each, live.get(name, []), own))
    counted = rates(
        Expected(
            each.department, each.due, each.indicators, (each.file,) if each.returned else (), each.received
        )
        for each in standings
    )
    due = due_date(period, settings)
    reminders = {each.department: text for each in standings if (text := _reminder(each, period, today))}
    return Status(period, due, lock_date(period, settings), counted, standings, reminders)


def _live(plan: Plan, period: Period, work: Path, today: date) -> dict[str, list[_Live]]:
    """The files in the folder of returns, judged, by department, the oldest first."""
    folder = work / RETURNED / str(period)
    if not folder.is_dir():
        return {}
    with closing(intake.take_all(folder, intake.find_files(folder))) as stream:
        returns, outcomes = receive(plan, (one for each in stream for one in each.every()))
    history = last_cumulative(plan, period, work=work)
    expected = expected_returns(plan, period, returns)
    report = judge(plan, returns, outcomes, period, history, expected, today)
    settled = {each.path: each for each in report.files}
    found: dict[str, list[_Live]] = {}
    leads = [each for each in returns if each.by == "lead"]
    for each in sorted(leads, key=lambda one: (one.received or datetime.min, one.file)):
        outcome = settled[each.file]
        errors, warnings = _counts(report, each.file)
        for department in parts_of(plan, each):
            found.setdefault(department, []).append(_Live(outcome, each.received, errors, warnings))
    return found


def _counts(report: Report, file: str) -> tuple[int, int]:
    severities = [each.severity for each in report.findings if each.place.file == file]
    return severities.count(Severity.ERROR), severities.count(Severity.WARNING)


def _standing(each: Expected, live: Sequence[_Live], versions: Sequence[Version]) -> Standing:
    """A department's standing from its files and from what the ledger remembers of earlier ones."""
    known = {version.sha256: version for version in versions}
    refused = {version.sha256 for version in versions if version.refused}
    came = [
        one.received
        for one in live
        if one.received and one.outcome.status != "rejected" and one.outcome.sha256 not in refused
    ]
    came += [version.received for version in versions if version.received and version.usable]
    received = min(came, default=None)
    late = received is not None and received.date() > each.due
    if live:
        newest = live[-1]
        held = known.get(newest.outcome.sha256)
        judged = _state(newest.outcome.status, again=len(live) > 1 or bool(versions))
        state = held.state if held and newest.outcome.status == held.status else judged
        reason = newest.outcome.reason if state == SENT_BACK else ""
        facts = newest.errors, newest.warnings, newest.outcome.path, reason
    elif versions:
        last = versions[-1]
        state, facts = last.state, (last.errors, last.warnings, last.name, last.why)
    else:
        state, facts = wording()["none"], (0, 0, "", "")
    return Standing(each.department, state, each.due, each.indicators, received, late, *facts)


def _state(outcome: str, *, again: bool) -> str:
    return {"rejected": SENT_BACK, "partly": FAULTY}.get(outcome, AGAIN if again else RECEIVED)


def _reminder(each: Standing, period: Period, today: date) -> str:
    """What to tell a department; empty where it owes nothing."""
    kind = _owed(each, today)
    if not kind:
        return ""
    text: str = wording()["reminder"][kind]
    return text.format(
        department=each.department,
        period=period.label,
        indicators=each.indicators,
        due=_day(each.due),
        days=abs((today - each.due).days),
        file=each.file,
        reason=each.reason.rstrip("。"),
        errors=each.errors,
    )


def _owed(each: Standing, today: date) -> str:
    if each.state == SENT_BACK:
        return "sent_back_late" if today > each.due else "sent_back"
    if each.returned and each.errors:
        return "faulty"
    if each.returned:
        return ""
    if today > each.due:
        return "overdue"
    return "today" if today == each.due else "upcoming"


def _day(day: date) -> str:
    weekday = wording()["weekdays"][day.weekday()]
    return str(wording()["day"]).format(month=day.month, day=day.day, weekday=weekday)


@cache
def wording() -> Mapping[str, Any]:
    """The words of data/wording/status.toml."""
    return data.load("wording/status.toml")
