"""The ledger's jobs: is it as it was written, a past summary made again, a return's state decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from minsheng_xl import ledger
from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.history import History
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import SUMMARISED, read_source
from minsheng_xl.jobs.rounds import combined
from minsheng_xl.ledger import Figure, Inspection, IssuedSummary, LedgerDamaged, Records, Shown, Version
from minsheng_xl.model import Period
from minsheng_xl.reading import intake
from minsheng_xl.reading.memory import DATABASE, misremembered
from minsheng_xl.reference import Reference, Register
from minsheng_xl.summary import Summary


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A past summary made again from what the ledger remembers."""

    issued: IssuedSummary
    original: Path
    """The kept copy of the file as it was issued."""
    output: Path
    differences: tuple[str, ...]


def verify(work: Path) -> Inspection:
    """Hold a work folder's ledger against itself, its kept copies and the summaries issued from it.

    InputError where there is no ledger.
    """
    folder = work / SUMMARISED
    lying = intake.named_files(folder) if folder.is_dir() else []
    taken = [intake.take(path, name) for path, name in lying]
    found = ledger.verify(
        work, [Shown(each.name, each.sha256, each.meta.get("ledger_head", "")) for each in taken]
    )
    untrue = tuple(_untrue_readings(work)) if found.entries else ()
    return replace(found, faults=(*found.faults, *untrue))


def _untrue_readings(work: Path) -> Iterator[str]:
    """Files whose remembered reading is not what their kept copy says when it is opened once more."""
    try:
        with ledger.open_records(work) as records:
            files = records.kept_as() if records else []
    except LedgerDamaged:  # said already, with what is wrong
        return
    for name in misremembered(work, files):
        yield f"记着的“{name}”的内容与留底读出来的不同，{DATABASE} 被改动过；请删去它，再汇总一次"


def rebuild(work: Path, period: Period, output: Path, *, number: int = 0) -> Rebuilt:
    """Write a past summary again from the figures the ledger remembers, and hold it against those issued.

    `number` counts the period's summaries from 1; 0 means the last. InputError where there is none.
    """
    from minsheng_xl.writing.summary import write_summary

    with ledger.open_records(work) as records:
        if records is None:
            raise InputError(f"“{work}”里没有收件台账", "请用 --work 指明工作文件夹")
        issued = _issued(records, period, number)
        then = records.figures(issued.id)
        summary = _summary(records, issued, period, then)
        findings = [each for used in records.readings_of(issued.id) for each in records.findings(used)]
        report = Report(findings=tuple(findings))
        write_summary(summary, writable(output), report=report, ledger_head=issued.head)
        original = records.files / issued.kept
    return Rebuilt(issued, original, output, tuple(_differences(then, ledger.figures(summary))))


def decide(
    work: Path, department: str, period: Period, state: str, why: str, *, who: str = "", number: int = 0
) -> Version:
    """Set the state of a department's return (`number` 0: its newest), with the reason, in the ledger."""
    with ledger.open_ledger(work, who=who) as book:
        return book.decide(_register(book).standard(department), str(period), state, why, number)


def _register(records: Records) -> Register:
    """The departments of the master that was summarised last."""
    masters = [each.master for each in records.summaries() if each.master]
    return (read_source(records.files / masters[-1]).ref if masters else Reference.default()).register


def _issued(records: Records, period: Period, number: int) -> IssuedSummary:
    issued = records.summaries(str(period))
    if not issued:
        raise InputError(f"台账里没有{period.label}的汇总表", "请核对报送期")
    if not 0 <= number <= len(issued):
        raise InputError(f"{period.label}只出过{len(issued)}次汇总表", "请核对 --number")
    return issued[number - 1]


def _summary(records: Records, issued: IssuedSummary, period: Period, then: Sequence[Figure]) -> Summary:
    if not issued.master:
        raise InputError("台账没有留存当时的总表，不能重出", "请打开留存的汇总表原件")
    plan = read_source(records.files / issued.master).in_period(period)
    returns = [records.restore(reading, plan.table) for reading in records.readings_of(issued.id)]
    history = {each.code: Decimal(each.previous) for each in then if each.previous}
    return combined(plan, period, returns, History(history))


def _differences(then: Sequence[Figure], now: Sequence[Figure]) -> list[str]:
    anew = {each.code: each for each in now}
    return [
        f"{each.code} 当时累计{each.cumulative or '空'}、完成率{each.rate or '空'}，重出得不到同样的数"
        for each in then
        if anew.get(each.code) != each
    ]
