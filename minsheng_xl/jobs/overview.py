"""周期看板：the year's returns by department and period, what is owed, how far things are, what is mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from minsheng_xl import ledger
from minsheng_xl.board import Board, BoardPeriod, Change, Problem, Step
from minsheng_xl.checks.report import FileOutcome, Severity
from minsheng_xl.cycle import Stage, due_date, is_settled, lock_date, stage
from minsheng_xl.jobs.answers import TOLD_ELSEWHERE
from minsheng_xl.jobs.dispatch import receipts_of
from minsheng_xl.jobs.history import was_begun
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.jobs.reporting import Status, status_of
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.jobs.survey import Survey, survey
from minsheng_xl.ledger import Edit, Records, Refused, Trail, Version, open_records
from minsheng_xl.model import Indicator, Period
from minsheng_xl.summary import Line

SHOWN_PERIODS = 12
UNMENDABLE = TOLD_ELSEWHERE | {"R05"}
"""Findings about when or how often a return came: no later version takes them back."""
DONE = frozenset({"完成", "已完成"})


def board(master: Path, period: Period, *, work: Path | None = None, as_of: date | None = None) -> Board:
    """The year up to a period as it stands today, from the returns and the ledger; changes nothing."""
    return look(master, period, work=work, as_of=as_of)[1]


def board_period(
    master: Path, period: Period, *, work: Path | None = None, as_of: date | None = None
) -> BoardPeriod:
    """One period of the board."""
    today, work = as_of or date.today(), work or master.parent
    plan = read_source(master)
    with open_records(work) as records:
        return _period_of(plan, period, survey(plan, period, work, today, records))


def write_board(found: Board, output: Path, *, master: Path | None = None, keep: bool = True) -> None:
    """Write the board as a workbook; with `keep` what stood there stays under a dated name.

    OutputError where it cannot be written, or would stand on the `master`.
    """
    from minsheng_xl.writing import board as sheets

    sheets.write_board(found, writable(output, sources=[master] if master else [], keep=keep))


def look(
    master: Path, period: Period, *, work: Path | None = None, as_of: date | None = None
) -> tuple[Status, Board]:
    """The status of a period, and the board of its year."""
    today, work = as_of or date.today(), work or master.parent
    plan = read_source(master)
    with open_records(work) as records:
        begun = [
            each
            for each in _shown(period)
            if each == period or (each < period and was_begun(each, work, records))
        ]
        surveys = {each: survey(plan, each, work, today, records) for each in begun}
        now = surveys[period]
        status = status_of(now.plan, now.period, now.standings, today)
        problems = [one for each in surveys.values() for one in _problems(each, records)]
        changes = [one for each in surveys.values() for one in _changes(each, records)]
    leads = (lead for each in surveys.values() for lead in each.plan.table.leads)
    return status, Board(
        plan.table.place_name,
        plan.table.year or period.year,
        period,
        today,
        tuple(dict.fromkeys(leads)),
        [_period_of(plan, each, surveys.get(each)) for each in _shown(period)],
        status.reminders,
        list(_steps(now, work, today)),
        problems,
        changes,
    )


def _shown(period: Period) -> Sequence[Period]:
    """The periods of the year; of more than twelve those up to the one that is asked for."""
    every = period.of_the_year
    if len(every) <= SHOWN_PERIODS:
        return every
    last = max(every.index(period) + 1, SHOWN_PERIODS)
    return every[last - SHOWN_PERIODS : last]


def _period_of(plan: Plan, period: Period, found: Survey | None) -> BoardPeriod:
    settings = plan.ref.settings
    due, lock = due_date(period, settings), lock_date(period, settings)
    if found is None:
        return BoardPeriod(period, due, lock)
    standings = {each.department: each for each in found.standings}
    problems = sum(each.errors + each.warnings for each in found.standings)
    return BoardPeriod(period, due, lock, found.rates, standings, problems)


def _steps(found: Survey, work: Path, today: date) -> Iterator[Step]:
    """Where every indicator stands in the period."""
    plan, period = found.plan, found.period
    register = plan.ref.register
    standing = {each.department: each for each in found.standings}
    issued = {register.standard(each.department) for each in receipts_of(period, work) if each.by == "lead"}
    wrong = [each.indicator for each in found.report.findings if each.severity is Severity.ERROR]
    assert found.held.summary is not None
    for line in found.held.summary.lines:
        lead = next(iter(line.indicator.lead.units), "")
        own = standing.get(lead)
        sent = bool(own and (own.returned or register.standard(lead) in issued))
        back = bool(own and own.sent_back)
        at = stage(
            assigned=bool(lead),
            issued=sent,
            returned=bool(own and own.returned),
            overdue=bool(own and own.due < today),
            problems=wrong.count(line.indicator.code) + back,
            done=_done(line, period),
        )
        passed: dict[Stage, bool] = {
            "立项": True,
            "分解": bool(lead),
            "下发": sent,
            "报送": bool(own and own.returned),
        }
        yield _step(line, lead, at, frozenset(each for each, yes in passed.items() if yes and each != at))


def _step(line: Line, lead: str, at: Stage, passed: frozenset[Stage]) -> Step:
    indicator: Indicator = line.indicator
    return Step(
        indicator.code,
        line.item.name,
        indicator.name,
        indicator.unit,
        line.adjusted or line.target,
        lead,
        line.cumulative,
        line.rate,
        line.light,
        at,
        passed,
    )


def _done(line: Line, period: Period) -> bool:
    """Whether an indicator's task is done for good: its target met, or a qualitative one said to be done."""
    if line.indicator.measure == "qualitative" or line.cumulative is None:
        return line.status in DONE
    return is_settled(line.indicator, line.cumulative, period)


def _problems(found: Survey, records: Records | None) -> Iterator[Problem]:
    """The period's errors and warnings as the ledger followed them; files nobody could open among them."""
    if records is None:
        return
    period, leads = str(found.period), _printed(found.plan)
    for each in ledger.trails(records, period, left_out=UNMENDABLE):
        yield _problem(each, found, leads.get(each.department, each.department))
    versions = records.versions(period)
    for file in ledger.refused(records, period):
        lead = sender_of(found.plan, FileOutcome(file.name, "rejected"))
        own = [each for each in versions if leads.get(each.department) == lead and each.by == "lead"]
        lying = not found.held.taken or any(each.sha256 == file.sha256 for each in found.held.taken)
        yield _unopened(file, period, lead, own, lying=lying)


def _problem(trail: Trail, found: Survey, lead: str) -> Problem:
    indicator = found.plan.table.by_code.get(trail.indicator)
    first, mended = trail.first, trail.mended
    severities = {each.key: each.label for each in Severity}
    state, reason = _left(trail, found) or _settled(trail)
    return Problem(
        found.period.label,
        lead,
        severities[trail.severity],
        trail.code,
        trail.name,
        indicator.name if indicator else trail.indicator,
        trail.message,
        trail.cell,
        first.number,
        first.received.date() if first.received else None,
        trail.sent_back,
        mended.number if mended else 0,
        mended.received.date() if mended and mended.received else None,
        state,
        reason,
    )


def _left(trail: Trail, found: Survey) -> tuple[str, str] | None:
    """What became of a problem nobody has to mend any more: its file has gone, or another one counts."""
    if trail.mended:
        return None
    held, duty = found.held, (trail.department, "lead")
    lying = {part.returned.sha256 for part in held.parts if part.duty == duty}
    if held.taken and trail.last.sha256 not in lying:
        return "文件已撤", ""
    used = max((part.number for part in held.used if part.duty == duty), default=0)
    return (f"未采用，取第{used}版", "") if used and trail.last.fruitless else None


def _settled(trail: Trail) -> tuple[str, str]:
    """How a problem ended, and what was written for letting it stand."""
    if trail.mended:
        return "已整改", ""
    if trail.severity == Severity.WARNING.key:
        if trail.last.passed:
            return "已核准", trail.last.why
        return ("已说明", trail.explanation) if trail.explanation else ("待说明", "")
    return ("仍未改" if trail.last.number > trail.first.number else "待整改"), ""


def _unopened(file: Refused, period: str, lead: str, versions: Sequence[Version], *, lying: bool) -> Problem:
    came = file.received
    later = [each for each in versions if came and each.received and each.received >= came]
    mended = later[0] if later else None
    day = came.date() if came else None
    return Problem(
        Period.parse(period).label,
        lead or "（未识别）",
        Severity.ERROR.label,
        "",
        "未能收取",
        "",
        f"“{file.name}”{file.reason}",
        "",
        0,
        day,
        "",
        mended.number if mended else 0,
        mended.received.date() if mended and mended.received else None,
        "已重报" if mended else "待重报" if lying else "文件已撤",
    )


def _changes(found: Survey, records: Records | None) -> Iterator[Change]:
    if records is None:
        return
    leads = _printed(found.plan)
    for each in ledger.edits(records, str(found.period)):
        yield _change(each, found, leads.get(each.version.department, each.version.department))


def _change(edit: Edit, found: Survey, lead: str) -> Change:
    version, indicator = edit.version, found.plan.table.by_code.get(edit.code)
    return Change(
        found.period.label,
        lead,
        indicator.name if indicator else edit.code,
        found.plan.ref.headers.word(edit.role),
        edit.before,
        edit.after,
        version.number,
        version.name,
        version.received,
    )


def _printed(plan: Plan) -> Mapping[str, str]:
    """Leads as the plan prints them, by standing name."""
    return {plan.ref.register.standard(lead): lead for lead in plan.table.leads}
