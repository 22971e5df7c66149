"""A period's round: files → returns → versions → rows that stand → findings → figures.

`check`, `watch`, `status`, the board and `consolidate` all look at the same Round, so they say the same of
the same files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import FileOutcome, Report
from minsheng_xl.contacts import Contact, contacts_of
from minsheng_xl.cycle import Expected, due_date
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.history import History, has_summary, history_of, share_figures, was_begun
from minsheng_xl.jobs.intake import receive
from minsheng_xl.jobs.issued import Issues, as_of_today, issues_of
from minsheng_xl.jobs.judging import Case, Judged, judge
from minsheng_xl.jobs.plans import ISSUED, Plan
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.jobs.sharing import ShareFigures
from minsheng_xl.jobs.standing import Standing
from minsheng_xl.jobs.versions import Duty, Part, decided, numbered, parts_of, sender_of_return
from minsheng_xl.ledger import Records, Version
from minsheng_xl.model import Period, Return
from minsheng_xl.reading import intake
from minsheng_xl.reading.intake import TakenFile
from minsheng_xl.shares import shares_of
from minsheng_xl.summary import Summary, combine


@dataclass(frozen=True, slots=True)
class Round:
    """What a period's returns come to on a day."""

    plan: Plan
    """As it holds in the period."""
    period: Period | None
    taken: Sequence[TakenFile]
    """Every file, those brought back from kept copies among them."""
    returns: Sequence[Return]
    """Every return that was judged."""
    parts: Sequence[Part]
    """Every department's share of every return, those that do not count among them."""
    rows: Sequence[Standing]
    """The rows that stand: of each indicator the newest version that was judged good."""
    standing: Sequence[Return]
    """Returns with those rows."""
    used: Sequence[Part]
    """Versions that count."""
    arrivals: Mapping[Duty, datetime]
    """When the first version of a department that could be taken came in."""
    report: Report
    history: History
    expected: Sequence[Expected]
    """Every lead department with its due date and what of its returns counts."""
    summary: Summary | None
    """The county's figures; None without a period."""
    notes: Sequence[str] = ()
    """What the person should know of what the figures are held against."""

    @property
    def contacts(self) -> Mapping[str, Contact]:
        """Who filled in what counts, by department."""
        used = {part.returned.file: part.returned for part in self.used}
        return contacts_of(list(used.values()), self.plan.table, self.plan.ref.register)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What lies there, read and put in order, not judged yet."""

    taken: list[TakenFile]
    outcomes: dict[str, FileOutcome]
    parts: list[Part]
    earlier: Mapping[str, Return]
    """The version before each return, by file."""

    @property
    def judged(self) -> list[Return]:
        """Returns of which something may count, by file name."""
        found = {part.returned.file: part.returned for part in self.parts if part.barred is None}
        return [found[name] for name in sorted(found)]


def hold(
    plan: Plan,
    period: Period | None,
    taken: Sequence[TakenFile],
    *,
    work: Path | None = None,
    records: Records | None = None,
    previous: Path | None = None,
    as_of: date | None = None,
    whole: bool = True,
) -> Round:
    """Judge what was taken in for a period against the plan as it holds in it.

    `records` is the ledger of the work folder: what it knows of versions, times and decisions holds. `whole`:
    whether these are all of a period's files; of some of them nobody is said to be missing.
    """
    day = as_of or date.today()
    history = history_of(plan, period, previous=previous, work=work, records=records) if period else History()
    issues = issues_of(plan, period, records, work)
    versions = records.versions(str(period)) if records and period and whole else []
    gathered = gather(plan, period, taken, records, versions, issues, history)
    shared: ShareFigures = {}
    if period and any(each.by != "lead" for each in gathered.judged):
        shared = share_figures(plan, period, previous=previous, work=work)
    came = _came(plan, period, gathered) if period and whole else ()
    judged = judge(
        Case(
            plan,
            gathered.judged,
            gathered.parts,
            {"ref": plan.ref, "period": period, "as_of": day},
            history.figures,
            shared,
            gathered.earlier,
            came,
            _gone(gathered.parts, versions),
        )
    )
    expected = expected_of(plan, period, judged) if period else []
    summary = combined(plan, period, judged.standing, history, expected) if period else None
    report = judged.report.with_files(_outcomes(plan, gathered, judged))
    if summary and whole:
        report = report.merged(_judge_lines(plan, summary, day))
    return Round(
        plan,
        period,
        gathered.taken,
        gathered.judged,
        gathered.parts,
        judged.rows,
        judged.standing,
        judged.used,
        judged.arrivals,
        report.merged(history.report),
        history,
        expected,
        summary,
        _notes(period, gathered, issues, history, work, records) if period and whole else (),
    )


def _notes(
    period: Period,
    gathered: Gathered,
    issues: Issues,
    history: History,
    work: Path | None,
    records: Records | None,
) -> list[str]:
    """What the figures should be held against and is not there: the period before, the forms as issued."""
    notes = []
    before = period.previous
    if before and work and not has_summary(before, work, records) and was_begun(before, work, records):
        latest = max((each for each in history.since.values()), default=None)
        taken = f"上期累计取的是{latest.label}和更早的" if latest else "上期累计都是空白"
        notes.append(
            f"{before.label}还没有汇总，{taken}；汇总{before.short}之后，请把{period.short}再汇总一次。"
        )
    if not issues.forms and any(each.meta.get("kind") == "form" for each in gathered.judged):
        notes.append(
            f"没有找到{period.label}下发的填报表（“{ISSUED}/{period}”和收件台账里都没有），"
            "目标、单位、上期累计改没改，只能与现在的总表和上期汇总比。"
        )
    return notes


def gather(
    plan: Plan,
    period: Period | None,
    taken: Sequence[TakenFile],
    records: Records | None,
    versions: Sequence[Version],
    issues: Issues,
    history: History,
) -> Gathered:
    """Files as versions in order; one that counts though its file is gone comes back from its kept copy."""
    files = list(taken)
    times = records.known_times(str(period)) if records and period else {}
    for each in files:
        each.received = times.get(each.sha256, each.received)
    returns, outcomes = receive(plan, files)
    as_of_today(plan, returns, issues, history.figures, period)
    parts = [part for each in returns for part in parts_of(plan, each)]
    found = decided(plan, period, numbered(parts, versions), versions)
    for version in found.missing:
        assert records is not None
        copy = _brought_back(records, version)
        again, outcome = receive(plan, [copy])
        as_of_today(plan, again, issues, history.figures, period)
        files.append(copy)
        outcomes |= outcome
        parts += [
            part
            for each in again
            for part in parts_of(plan, each)
            if part.duty == (version.department, version.by)
        ]
    if found.missing:
        found = decided(plan, period, numbered(parts, versions), versions)
    for part in found.parts:
        if part.version and part.version.passed:
            part.returned.passed = part.version.why
    return Gathered(files, outcomes, found.parts, earlier_of(plan, found.parts, versions, records))


def _brought_back(records: Records, version: Version) -> TakenFile:
    name = f"{version.name}〔第{version.number}版〕"
    with closing(intake.take_each([(records.copy_of(version.sha256), name)])) as stream:
        copy = next(stream)
    copy.received = version.received
    return copy


def earlier_of(
    plan: Plan, parts: Sequence[Part], versions: Sequence[Version], records: Records | None
) -> dict[str, Return]:
    """By file: the version before it, from the folder, else as the ledger remembers it."""
    duties: dict[Duty, list[Part]] = defaultdict(list)
    known: dict[Duty, list[Version]] = defaultdict(list)
    earlier: dict[str, Return] = {}
    for part in parts:
        duties[part.duty].append(part)
    for version in versions:
        known[version.department, version.by].append(version)
    for duty, own in duties.items():
        before: Return | None = None
        for part in sorted(own, key=lambda one: one.number):
            if before is None and records:
                older = [each for each in known[duty] if each.number < part.number]
                before = records.restore(older[-1].reading, plan.table) if older else None
            if before and part.own:
                earlier[part.returned.file] = before
            before = part.returned
    return earlier


def _gone(parts: Sequence[Part], versions: Sequence[Version]) -> dict[Duty, list[datetime]]:
    """When versions came in that lie there no longer, by whose they were."""
    here = {(*part.duty, part.returned.sha256) for part in parts}
    gone: dict[Duty, list[datetime]] = defaultdict(list)
    for each in versions:
        if each.received and each.came and (each.department, each.by, each.sha256) not in here:
            gone[each.department, each.by].append(each.received)
    return gone


def _came(plan: Plan, period: Period, gathered: Gathered) -> list[Expected]:
    """Every lead department with what it sent, whatever came of it: an unreadable file is its sender's."""
    register = plan.ref.register
    files: dict[str, list[str]] = defaultdict(list)
    for part in gathered.parts:
        if part.returned.by == "lead":
            files[part.department].append(part.returned.file)
    for name, outcome in gathered.outcomes.items():
        if outcome.status == "rejected" and (lead := sender_of(plan, outcome)):
            files[register.standard(lead)].append(name)
    return [
        replace(each, files=tuple(dict.fromkeys(files[register.standard(each.department)])))
        for each in duties_of(plan, period)
    ]


def duties_of(plan: Plan, period: Period) -> list[Expected]:
    """Every lead department of the plan with its due date, nothing returned yet."""
    register, settings = plan.ref.register, plan.ref.settings
    counts = Counter(each.lead.units[0] for each in plan.table.indicators if each.lead.units)
    return [
        Expected(lead, due_date(period, settings, register.standard(lead)), counts[lead])
        for lead in plan.table.leads
    ]


def expected_of(plan: Plan, period: Period, judged: Judged) -> list[Expected]:
    """Every lead department with its due date and what of its returns counts."""
    own: dict[str, list[Part]] = defaultdict(list)
    for part in judged.used:
        if part.returned.by == "lead":
            own[part.department].append(part)
    found = []
    for each in duties_of(plan, period):
        department = plan.ref.register.standard(each.department)
        files = tuple(sorted({part.returned.file for part in own[department]}))
        received = judged.arrivals.get((department, "lead")) if files else None
        found.append(replace(each, files=files, received=received))
    return found


def combined(
    plan: Plan,
    period: Period,
    standing: Sequence[Return],
    history: History,
    expected: Sequence[Expected] = (),
) -> Summary:
    """The county's figures from the rows that stand."""
    ways = dict.fromkeys(each.by for each in standing if each.by != "lead")
    return combine(
        plan.table,
        standing,
        period,
        previous=history.figures,
        expected=expected,
        settings=plan.ref.settings,
        shares={by: shares_of(plan.table, plan.ref, by) for by in ways},
    )


def _judge_lines(plan: Plan, summary: Summary, day: date) -> Report:
    """Rules that look at the county's figures once they are combined."""
    return engine.run({"lines": summary.lines, "as_of": day}, grading=engine.Grading.of(plan.ref.settings))


def _outcomes(plan: Plan, gathered: Gathered, judged: Judged) -> list[FileOutcome]:
    """The outcome of every file; one that could not be read is its sender's all the same."""
    parts: dict[str, list[Part]] = defaultdict(list)
    for part in gathered.parts:
        parts[part.returned.file].append(part)
    return [
        _of_return(plan, outcome, parts[name], judged)
        if name in parts
        else _of_stranger(plan, outcome, judged)
        for name, outcome in gathered.outcomes.items()
    ]


def _of_return(plan: Plan, outcome: FileOutcome, parts: Sequence[Part], judged: Judged) -> FileOutcome:
    returned = parts[0].returned
    barred = next((part.barred for part in parts if part.barred), None)
    known = replace(
        outcome,
        kind=outcome.kind or returned.kind,
        department=returned.department,
        period=_period_key(returned.period) or outcome.period,
    )
    if barred and all(part.barred for part in parts):
        return replace(known, status=barred.status, reason_code=barred.reason_code, reason=barred.reason)
    said = replace(known, status=returned.status, reason_code=returned.reason_code, reason=returned.reason)
    return _still_standing(said, (sender_of_return(plan, returned), returned.by), judged)


def _of_stranger(plan: Plan, outcome: FileOutcome, judged: Judged) -> FileOutcome:
    """The outcome of a file nothing was read from."""
    if outcome.status != "rejected":
        return outcome
    lead = sender_of(plan, outcome)
    known = replace(outcome, department=lead)
    return _still_standing(known, (plan.ref.register.standard(lead), "lead"), judged) if lead else known


def _still_standing(outcome: FileOutcome, duty: Duty, judged: Judged) -> FileOutcome:
    """A file that was refused takes nothing away: which one counts instead is said."""
    other = judged.newest_used(duty)
    if outcome.status != "rejected" or other is None:
        return outcome
    instead = f"本期仍取第{other.number}版“{other.returned.file}”"
    return replace(outcome, reason=f"{outcome.reason.rstrip('。')}；{instead}")


def _period_key(text: str) -> str:
    """A period as scripts read it, 2021-08, whatever the sheet says; other words stay."""
    try:
        return str(Period.parse(text))
    except InputError:
        return text
