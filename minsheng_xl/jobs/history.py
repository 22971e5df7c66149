"""上期累计：from the last county summary, or from a progress report (进展通报) matched to the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.plans import Plan, existing, is_summary, last_cumulative
from minsheng_xl.model import Period, Return
from minsheng_xl.reading.sources import read_report
from minsheng_xl.reading.telling import read_matched
from minsheng_xl.reading.workbooks import read_bytes

SAID = ("S19", "S21", "S24", "R22")
"""Rules that say how a report's statements were read, ask about doubtful ones, and name what is left."""


@dataclass(frozen=True, slots=True)
class History:
    """Last period's cumulative values by indicator code, and what is to be said of how they were read."""

    figures: dict[str, Decimal] = field(default_factory=dict)
    report: Report = field(default_factory=Report)


def last_figures(
    plan: Plan, period: Period, *, previous: Path | None = None, work: Path | None = None
) -> History:
    """The figures of the summary or the progress report given, else of the summary in the work folder.

    A report's statements count where they are about an indicator beyond doubt or likely, in its unit; the
    others are asked about or named. InputError where it states nothing, or is of another year or not earlier.
    """
    if previous is None or is_summary(previous):
        return History(last_cumulative(plan, period, previous=previous, work=work))
    documents = read_report(read_bytes(existing(previous)), previous.name, plan.ref)
    told = read_matched(previous.name, documents, plan.table, plan.ref, plan.confirmed)
    if told is None:
        raise InputError(f"“{previous.name}”里没有读出完成的数", "请选上期的县汇总表，或写有完成数的进展通报")
    _refuse_other_times(told, period)
    inputs = {"returns": [told], "told": [told], "period": period}
    report = engine.run(inputs, grading=engine.Grading.of(plan.ref.settings), codes=SAID)
    return History(dict(_figures(told)), report)


def _refuse_other_times(told: Return, period: Period) -> None:
    if not told.period:
        return
    until = Period.parse(told.period)
    if until.year != period.year or until >= period:
        raise InputError(
            f"“{told.file}”是截至{until.label}的数，不能作{period.label}的上期累计",
            f"请选{period.year}年、{period.short}以前的通报，或核对报送期",
        )


def _figures(told: Return) -> Iterator[tuple[str, Decimal]]:
    for row in told.rows:
        value = row.value("cumulative")
        if row.indicator is not None and value is not None:
            yield row.indicator.code, value
