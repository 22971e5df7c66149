"""汇总：the returned files of a period become the county summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.answers import Answered, answer
from minsheng_xl.jobs.intake import expected_returns, judge, receive
from minsheng_xl.jobs.plans import Plan, last_cumulative, read_source, writable
from minsheng_xl.jobs.records import recording
from minsheng_xl.model import Period, Return
from minsheng_xl.reading import intake
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
) -> Consolidated:
    """Read every file of a folder, judge the returns, combine them, and write the county summary.

    With `marked`, a marked copy of each problem file and a letter to each department are written there.
    """
    from minsheng_xl.writing.summary import write_summary

    if marked and marked.resolve().is_relative_to(directory.resolve()):
        raise InputError(f"退回件不能放在回收文件夹“{directory}”里", "请另选一个文件夹，免得下次当作回收件")
    plan = read_source(master).in_period(period)
    files = intake.find_files(directory)
    writable(output)
    history = last_cumulative(plan, period, previous=previous, work=work or master.parent)
    steps = progress(files, len(files)) if progress else files
    taken = [intake.take(path, path.relative_to(directory).as_posix()) for path in steps]
    with recording(work or master.parent) as recorder:
        returns, outcomes = receive(plan, taken)
        expected = expected_returns(plan, period, returns)
        report = judge(plan, returns, outcomes, period, history, expected, as_of)
        recorder.take_in(plan, period, taken, returns, report)
        summary = _combined(plan, period, returns, report, history)
        write_summary(summary, output, report=report, ledger_head=recorder.head)
        recorder.issue(summary, output, master)
    answers = answer(plan, period, taken, returns, report, marked, as_of=as_of) if marked else []
    return Consolidated(summary, report, output, returns, answers, recorder.notes)


def _combined(
    plan: Plan,
    period: Period,
    returns: Sequence[Return],
    report: Report,
    history: Mapping[str, Decimal],
) -> Summary:
    """The figures of the returns that were taken, wholly or partly."""
    used = {file.path for file in report.files if file.status in ("taken", "partly")}
    kept = [each for each in returns if each.file in used]
    expected = expected_returns(plan, period, kept)
    settings = plan.ref.settings
    return combine(plan.table, kept, period, previous=history, expected=expected, settings=settings)
