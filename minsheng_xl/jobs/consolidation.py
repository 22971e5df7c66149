"""汇总：the returned files of a period become the county summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Report
from minsheng_xl.contacts import contacts_of
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.answers import Answered, answer
from minsheng_xl.jobs.dispatch import receipts_of
from minsheng_xl.jobs.history import last_figures
from minsheng_xl.jobs.intake import expected_returns, judge
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import (
    Plan,
    last_shares,
    read_source,
    with_confirmed,
)
from minsheng_xl.jobs.records import gather, recording
from minsheng_xl.model import Period, Return
from minsheng_xl.reading import intake
from minsheng_xl.shares import shares_of
from minsheng_xl.summary import Summary, combine

Progress = Callable[[Iterable[Path], int], Iterable[Path]]
"""Wraps an iteration over files to show how far it is; the second argument is how many there are."""


@dataclass(slots=True)
class Consolidated:
    """What `consolidate` found and wrote."""

    summary: Summary
    report: Report
    output: Path
    returns: list[Return] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    """Marked copies and letters, where they were asked for."""
    notes: list[str] = field(default_factory=list)
    """What the person should know beside the findings, such as that no ledger could be kept."""


def consolidate(
    directory: Path,
    master: Path,
    period: Period,
    output: Path,
    *,
    previous: Path | None = None,
    work: Path | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
    marked: Path | None = None,
    workers: int = 1,
) -> Consolidated:
    """Read every file of a folder, judge the returns, combine them, and write the county summary.

    The files are opened in `workers` guarded processes.
    With `marked`, a marked copy of each problem file and a letter to each department are written there.
    """
    from minsheng_xl.writing.summary import write_summary

    if marked and marked.resolve().is_relative_to(directory.resolve()):
        raise InputError(f"退回件不能放在回收文件夹“{directory}”里", "请另选一个文件夹，免得下次当作回收件")
    plan = with_confirmed(read_source(master).in_period(period), output, work or master.parent)
    files = intake.find_files(directory)
    writable(output, sources=[master, *files])
    work = work or master.parent
    past = last_figures(plan, period, previous=previous, work=work)
    history = past.figures
    share_history = last_shares(plan, period, previous=previous, work=work)
    steps = progress(files, len(files)) if progress else files
    with closing(intake.take_all(directory, files, workers=workers, work=work)) as stream:
        taken = [one for _, each in zip(steps, stream, strict=False) for one in each.every()]
    with recording(work) as recorder:
        gathered = gather(plan, period, taken, recorder.ledger)
        returns = gathered.returns
        expected = expected_returns(plan, period, returns)
        report = judge(
            plan,
            returns,
            gathered.outcomes,
            period,
            history,
            expected,
            as_of,
            share_history=share_history,
            earlier=gathered.earlier,
        )
        recorder.take_in(plan, period, taken, gathered, report)
        used = {file.path for file in report.files if file.status in ("taken", "partly")}
        kept = [each for each in returns if each.file in used]
        summary = combined(plan, period, kept, history)
        report = report.merged(_judge_lines(plan, summary, as_of)).merged(past.report)
        signed = {each.department: each.signature for each in receipts_of(period, work) if each.by == "lead"}
        write_summary(
            summary,
            output,
            report=report,
            contacts=contacts_of(kept, plan.table, plan.ref.register),
            signed=signed,
            ledger_head=recorder.head,
        )
        recorder.issue(summary, output, master)
    answers = answer(plan, period, taken, returns, report, marked, as_of=as_of) if marked else []
    return Consolidated(summary, report, output, returns, answers, recorder.notes)


def combined(plan: Plan, period: Period, kept: Sequence[Return], history: Mapping[str, Decimal]) -> Summary:
    """The figures of the returns that were taken, wholly or partly."""
    expected = expected_returns(plan, period, kept)
    ways = dict.fromkeys(each.by for each in kept if each.by != "lead")
    return combine(
        plan.table,
        kept,
        period,
        previous=history,
        expected=expected,
        settings=plan.ref.settings,
        shares={by: shares_of(plan.table, plan.ref, by) for by in ways},
    )


def _judge_lines(plan: Plan, summary: Summary, as_of: date | None) -> Report:
    """Rules that look at the county's figures once they are combined."""
    inputs = {"lines": summary.lines, "as_of": as_of or date.today()}
    return engine.run(inputs, grading=engine.Grading.of(plan.ref.settings))
