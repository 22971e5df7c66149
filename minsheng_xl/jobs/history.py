"""上期累计: each indicator's last accepted figure before a period, from whichever period it was reported for.

It comes from the county summaries of the year as they were issued, the newest first, or from a progress
report (进展通报) matched to the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.folders import ISSUED, RETURNED, SUMMARISED, summaries
from minsheng_xl.jobs.plans import Plan, existing
from minsheng_xl.jobs.sharing import ShareFigures
from minsheng_xl.ledger import Records
from minsheng_xl.ledger.kept import fingerprint
from minsheng_xl.model import Period, Return
from minsheng_xl.place import number_text
from minsheng_xl.quantity import UnitMismatch, convert
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.workbooks import read_bytes
from minsheng_xl.reading.ours.masters import read_cumulative, read_shares
from minsheng_xl.reading.sources import read_report
from minsheng_xl.reference import Reference

SAID = ("S19", "S21", "S24", "R22")
"""Rules that say how a report's statements were read, ask about doubtful ones, and name what is left."""
_HEADS = 10


@dataclass(frozen=True, slots=True)
class History:
    """Each indicator's last accepted cumulative value, by code, and what is to be said of how it was read."""

    figures: Mapping[str, Decimal] = field(default_factory=dict)
    since: Mapping[str, Period] = field(default_factory=dict)
    """The period each figure was reported for, where that is known."""
    report: Report = field(default_factory=Report)
    notes: tuple[str, ...] = ()
    """What was not carried over, and which summaries are no longer as they were issued."""

    def older(self, period: Period) -> dict[str, Period]:
        """Codes whose figure is from before the period just before this one, with the period it is from."""
        before = period.previous
        return {code: since for code, since in self.since.items() if before is None or since < before}


def history_of(
    plan: Plan,
    period: Period,
    *,
    previous: Path | None = None,
    work: Path | None = None,
    records: Records | None = None,
) -> History:
    """What the year has come to before a period: from the summary or report given, then from the work folder.

    A report's statements count where they are about an indicator beyond doubt or likely, in its unit; the
    others are asked about or named. InputError where it states nothing, or is of another year or not earlier.
    """
    if previous is not None and not is_summary(previous):
        return _told(plan, period, previous)
    found = _Found(plan)
    until = period
    if previous is not None:
        stated, given = _given(plan, previous)
        found.add(given, stated)
        until = min(stated or period, period)
    for earlier in _earlier(until, work, records):
        if found.complete:
            break
        found.add(found.noted(_figures_of(plan, earlier, work, records)), earlier)
    return History(found.figures, found.since, notes=tuple(found.notes))


Reported = Mapping[str, tuple[Decimal, str]]
"""Figures by indicator code, each with the unit it was reported in."""


class _Found:
    """Each indicator's newest figure, in the unit the plan has for it now."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.figures: dict[str, Decimal] = {}
        self.since: dict[str, Period] = {}
        self.notes: list[str] = []
        self._settled: set[str] = set()
        self._wanted = {each.code for each in plan.table.indicators if each.measure != "qualitative"}

    @property
    def complete(self) -> bool:
        return self._wanted <= self._settled

    def noted(self, read: tuple[Reported, list[str]]) -> Reported:
        """The figures of a period; what there is to say of them is kept."""
        self.notes += read[1]
        return read[0]

    def add(self, reported: Reported, period: Period | None) -> None:
        """Take the figures that no later period has."""
        for code, (value, unit) in reported.items():
            if code in self._settled:
                continue
            self._settled.add(code)
            indicator = self.plan.table.by_code.get(code)
            now = value if indicator is None else _converted(value, unit, indicator.unit, self.plan.ref)
            if now is not None:
                self.figures[code] = now
                self.since |= {code: period} if period else {}
            elif indicator:
                self.notes.append(
                    f"“{indicator.name}”{period.label if period else '上期'}是{number_text(value)}{unit}，"
                    f"总表现在的单位是“{indicator.unit}”，不能换算，上期累计没有带过来。"
                )


def _converted(value: Decimal, unit: str, now: str, ref: Reference) -> Decimal | None:
    """A figure in the unit the plan has now; None where it cannot be converted."""
    before, after = ref.units.read(unit), ref.units.read(now)
    if not unit or (before.canonical or before.printed) == (after.canonical or after.printed):
        return value
    if before.unit is None or after.unit is None:
        return None
    try:
        return convert(value, before.unit, after.unit)
    except UnitMismatch:
        return None


def share_figures(
    plan: Plan, period: Period, *, previous: Path | None = None, work: Path | None = None
) -> ShareFigures:
    """The same of responsible units and townships, by unit and code; from summaries only."""
    if previous is not None:
        return read_shares(_summary(previous).grids, plan.ref) if is_summary(previous) else {}
    figures: dict[str, dict[str, Decimal]] = {}
    for earlier in _earlier(period, work, None):
        for path in _newest_first(earlier, work):
            taken = taken_once(path)
            if taken.meta.get("kind") == "summary":
                for unit, own in read_shares(taken.grids, plan.ref).items():
                    figures[unit] = own | figures.get(unit, {})
                break
    return figures


def has_summary(period: Period, work: Path, records: Records | None) -> bool:
    """Whether a period has been consolidated."""
    return bool(records and records.summaries(str(period))) or bool(summaries(period, work))


def was_begun(period: Period, work: Path, records: Records | None) -> bool:
    """Whether a period was ever asked for: its forms were issued, or something came in."""
    folders = (work / name / str(period) for name in (ISSUED, RETURNED))
    known = records and (records.versions(str(period)) or records.issues(str(period)))
    return any(folder.is_dir() for folder in folders) or bool(known)


def later_periods(plan: Plan, period: Period, work: Path, records: Records) -> list[Period]:
    """Periods consolidated after this one that went on from figures which have changed, and all after them.

    `plan` is the plan without a period's adjustments.
    """
    every = {Period.parse(each.period) for each in records.summaries()}
    later = sorted(each for each in every if each.year == period.year and period.ends_before(each))
    given = {
        (figure.code, figure.cumulative)
        for summary in (records.summaries(str(period)) if later else ())
        for figure in records.figures(summary.id)
    }
    for number, each in enumerate(later):
        now = history_of(plan.in_period(each), each, work=work, records=records)
        last = records.summaries(str(each))[-1]
        for figure in records.figures(last.id):
            from_here = now.since.get(figure.code) == period or (figure.code, figure.previous) in given
            if from_here and figure.previous != str(now.figures.get(figure.code, "")):
                return later[number:]
    return []


def is_summary(path: Path) -> bool:
    """Whether a file is a workbook with indicator codes, as a county summary is; a report in words is not."""
    grids = taken_once(existing(path)).grids
    return any("指标编码" in row for grid in grids for row in grid.rows[:_HEADS])


def _given(plan: Plan, path: Path) -> tuple[Period | None, Reported]:
    """The period a summary says it is of, and its figures. Its refusal is raised."""
    taken = _summary(path)
    stated = taken.meta.get("period", "")
    return Period.parse(stated) if stated else None, read_cumulative(path.name, taken.grids, plan.ref)


def _summary(path: Path) -> intake.TakenFile:
    taken = taken_once(existing(path))
    if taken.refusal:
        raise taken.refusal
    return taken


def _earlier(period: Period, work: Path | None, records: Records | None) -> list[Period]:
    """Periods of the year before this one of which there is a summary, the last one first."""
    folder = work / SUMMARISED if work else None
    names = {each.name for each in folder.iterdir() if each.is_dir()} if folder and folder.is_dir() else set()
    names |= {each.period for each in records.summaries()} if records else set()
    found = {each for name in names if (each := _period(name)) and each.year == period.year}
    before = (each for each in found if each.ends_before(period))
    return sorted(before, key=lambda each: (each.end, each.rhythm == period.rhythm, str(each)), reverse=True)


def _period(name: str) -> Period | None:
    try:
        return Period.parse(name)
    except InputError:
        return None


def _figures_of(
    plan: Plan, period: Period, work: Path | None, records: Records | None
) -> tuple[Reported, list[str]]:
    """A period's figures as they were issued last, by the ledger; where it knows none, of the newest summary.

    A summary that lies there and has other figures than the ledger is said, not believed.
    """
    issued = records.summaries(str(period)) if records else []
    known = {each.sha256 for each in issued}
    lying = [path for path in _newest_first(period, work) if fingerprint(path) not in known]
    others = (taken for taken in map(taken_once, lying) if taken.meta.get("kind") == "summary")
    if not issued or not records:
        first = next(others, None)
        return (read_cumulative(first.name, first.grids, plan.ref) if first else {}), []
    figures = _remembered(records, issued[-1].id)
    return figures, [
        f"“{SUMMARISED}/{period}/{each.path.name}”里的数与台账里发出的不同（改动过），上期累计取台账的数；"
        "要改数，请单位更正重报后再汇总。"
        for each in others
        if _values(read_cumulative(each.name, each.grids, plan.ref)) != _values(figures)
    ]


def _values(reported: Reported) -> dict[str, Decimal]:
    return {code: value for code, (value, _) in reported.items()}


def _remembered(records: Records, summary: int) -> Reported:
    """The figures of an issued summary."""
    return {
        each.code: (Decimal(each.cumulative), each.unit)
        for each in records.figures(summary)
        if each.cumulative
    }


def _newest_first(period: Period, work: Path | None) -> list[Path]:
    found = summaries(period, work) if work else []
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)


def _told(plan: Plan, period: Period, path: Path) -> History:
    """The figures a progress report states."""
    from minsheng_xl.reading.returns.match_statements import read_matched

    documents = read_report(read_bytes(existing(path)), path.name, plan.ref)
    told = read_matched(path.name, documents, plan.table, plan.ref, plan.confirmed)
    if told is None or not told.rows:
        raise InputError(f"“{path.name}”里没有读出完成的数", "请选上期的县汇总表，或写有完成数的进展通报")
    _refuse_other_times(told, period)
    inputs = {"returns": [told], "told": [told], "period": period}
    report = engine.run(inputs, grading=engine.Grading.of(plan.ref.settings), codes=SAID)
    figures = dict(_stated(told))
    since = dict.fromkeys(figures, Period.parse(told.period)) if told.period else {}
    return History(figures, since, report)


def _refuse_other_times(told: Return, period: Period) -> None:
    if not told.period:
        return
    until = Period.parse(told.period)
    if until.year != period.year or until >= period:
        raise InputError(
            f"“{told.file}”是截至{until.label}的数，不能作{period.label}的上期累计",
            f"请选{period.year}年、{period.short}以前的通报，或核对报送期",
        )


def _stated(told: Return) -> Iterator[tuple[str, Decimal]]:
    for row in told.rows:
        value = row.value("cumulative")
        if row.indicator is not None and value is not None:
            yield row.indicator.code, value


def taken_once(path: Path) -> intake.TakenFile:
    """A summary is large, and asked for by every file that is checked: it is read again once it changes."""
    state = path.stat()
    return _taken(path, state.st_mtime_ns, state.st_size)


@lru_cache(16)
def _taken(path: Path, changed: int, size: int) -> intake.TakenFile:
    return intake.take(path)
