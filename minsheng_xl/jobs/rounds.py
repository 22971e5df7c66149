"""A period's round: files → returns → versions → rows that stand → findings → figures.

`check`, `watch`, `status`, the board and `consolidate` all look at the same Round, so they say the same of
the same files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import FileOutcome, Report
from minsheng_xl.contacts import Contact, contacts_of
from minsheng_xl.cycle import Expected
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.arrivals import came, expected_of
from minsheng_xl.jobs.folders import ISSUED
from minsheng_xl.jobs.gathering import Gathered, gather, gone
from minsheng_xl.jobs.history import History, has_summary, history_of, share_figures, was_begun
from minsheng_xl.jobs.issued import Issues, issues_of
from minsheng_xl.jobs.judging import Case, Judged, judge
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.jobs.sharing import ShareFigures
from minsheng_xl.jobs.standing import Standing
from minsheng_xl.jobs.versions import Duty, Part, sender_of_return
from minsheng_xl.ledger import Records, Version
from minsheng_xl.model import Period, Return
from minsheng_xl.reading.opening.intake import TakenFile
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
    judged = judge(_case(plan, period, gathered, versions, history, previous, work, day, whole=whole))
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
        [*history.notes, *_notes(period, gathered, issues, history, work, records)]
        if period and whole
        else (),
    )


def _case(
    plan: Plan,
    period: Period | None,
    gathered: Gathered,
    versions: Sequence[Version],
    history: History,
    previous: Path | None,
    work: Path | None,
    day: date,
    *,
    whole: bool,
) -> Case:
    """What is judged, and what it is held against."""
    shared: ShareFigures = {}
    if period and any(each.by != "lead" for each in gathered.judged):
        shared = share_figures(plan, period, previous=previous, work=work)
    return Case(
        plan,
        gathered.judged,
        gathered.parts,
        {"ref": plan.ref, "period": period, "as_of": day},
        history.figures,
        shared,
        gathered.earlier,
        came(plan, period, gathered) if period and whole else (),
        gone(gathered.parts, versions),
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
    reasons = (returned.reason, *(_decision(part) for part in parts))
    reason = "；".join(dict.fromkeys(filter(None, reasons)))
    said = replace(known, status=returned.status, reason_code=returned.reason_code, reason=reason)
    return _still_standing(said, (sender_of_return(plan, returned), returned.by), judged)


def _decision(part: Part) -> str:
    """What a person decided of a version that counts, and why."""
    version = part.version
    return f"{version.state}：{version.why}" if version and version.why else ""


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
