"""汇总：the returned files of a period become the county summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.answers import Answered, answer
from minsheng_xl.jobs.confirmed import with_confirmed
from minsheng_xl.jobs.dispatch import receipts_of
from minsheng_xl.jobs.folders import RETURNED, summaries
from minsheng_xl.jobs.history import later_periods
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.jobs.records import Recorder, recording
from minsheng_xl.jobs.rounds import Round, hold
from minsheng_xl.model import Period, Return
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.summary import Summary

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
    later: list[Period] = field(default_factory=list)
    """Later periods that went on from figures which are no longer so: to be consolidated again, in order."""
    refreshed: list[Consolidated] = field(default_factory=list)
    """Those periods consolidated again, where that was asked for."""


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
    refresh: bool = False,
) -> Consolidated:
    """Read every file of a folder, judge the returns, combine them, and write the county summary.

    The files are opened in `workers` guarded processes. With `refresh`, later periods that went on from
    figures which have changed are consolidated again from their folders, in order.
    With `marked`, a marked copy of each problem file and a letter to each department are written there.
    """
    if marked and marked.resolve().is_relative_to(directory.resolve()):
        raise InputError(f"退回件不能放在回收文件夹“{directory}”里", "请另选一个文件夹，免得下次当作回收件")
    source, work = read_source(master), work or master.parent
    plan = with_confirmed(source.in_period(period), output, work)
    files = find_files(directory)
    writable(output, sources=[master, *files], keep=False)
    steps = progress(files, len(files)) if progress else files
    with closing(intake.take_all(directory, files, workers=workers, work=work)) as stream:
        taken = [one for _, each in zip(steps, stream, strict=False) for one in each.every()]
    with recording(work) as recorder:
        held = hold(plan, period, taken, work=work, records=recorder.records, previous=previous, as_of=as_of)
        recorder.take_in(held)
        _write(held, period, output, master, work, recorder)
        later = later_periods(source, period, work, recorder.ledger) if recorder.ledger else []
    answers = (
        answer(plan, period, held.taken, held.returns, held.report, marked, as_of=as_of) if marked else []
    )
    again = {each: _again(each, master, work, as_of, workers) for each in later} if refresh else {}
    assert held.summary is not None
    return Consolidated(
        held.summary,
        held.report,
        output,
        list(held.returns),
        answers,
        [*recorder.notes, *held.notes, *_owed([each for each in later if not again.get(each)])],
        later,
        [each for each in again.values() if each],
    )


def _write(held: Round, period: Period, output: Path, master: Path, work: Path, recorder: Recorder) -> None:
    """The county summary, what stood there kept under a dated name, and its note in the ledger."""
    from minsheng_xl.writing.summary import write_summary

    assert held.summary is not None
    signed = {each.department: each.signature for each in receipts_of(period, work) if each.by == "lead"}
    write_summary(
        held.summary,
        writable(output),
        report=held.report,
        contacts=held.contacts,
        signed=signed,
        ledger_head=recorder.head,
    )
    recorder.issue(held, output, master, signed)


def _again(period: Period, master: Path, work: Path, as_of: date | None, workers: int) -> Consolidated | None:
    """A later period consolidated again to where its summary lies; None where its returns have gone."""
    folder, found = work / RETURNED / str(period), summaries(period, work)
    if not folder.is_dir() or not found:
        return None
    output = max(found, key=lambda path: path.stat().st_mtime)
    return consolidate(folder, master, period, output, work=work, as_of=as_of, workers=workers)


def _owed(periods: Sequence[Period]) -> Iterator[str]:
    """What is still to be done about periods that went on from other figures."""
    if periods:
        names = "、".join(each.label for each in periods)
        yield f"{names}的汇总接的是更正前的数，请按次序再汇总一次（或汇总本期时加 --refresh）。"
