"""A past summary made again from what the ledger remembers, and held against the one issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

from minsheng_xl import ledger
from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.jobs.history import History
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.jobs.rounds import combined
from minsheng_xl.jobs.standing import WORDS_ONLY, reduced, words_of
from minsheng_xl.ledger import IssuedSummary, Records, Remembered
from minsheng_xl.model import Period, Return
from minsheng_xl.reading.opening import intake
from minsheng_xl.summary import Summary


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A past summary made again from what the ledger remembers."""

    issued: IssuedSummary
    original: Path
    """The kept copy of the file as it was issued."""
    output: Path
    differences: tuple[str, ...]


def rebuild(work: Path, period: Period, output: Path, *, number: int = 0) -> Rebuilt:
    """Write a past summary again from what the ledger remembers, and hold every cell against the one issued.

    `number` counts the period's summaries from 1; 0 means the last. InputError where there is none.
    """
    from minsheng_xl.writing.summary import write_summary

    with ledger.open_records(work) as records:
        if records is None:
            raise InputError(f"“{work}”里没有收件台账", "请用 --work 指明工作文件夹")
        issued = _issued(records, period, number)
        then = ledger.remembered(records, issued.id)
        write_summary(
            _summary(records, issued, period, then),
            writable(output),
            report=then.report,
            contacts=then.contacts,
            signed=then.signed,
            ledger_head=issued.head,
        )
        original = records.kept_file(issued.kept)
    return Rebuilt(issued, original, output, tuple(_differences(original, output)))


def _issued(records: Records, period: Period, number: int) -> IssuedSummary:
    issued = records.summaries(str(period))
    if not issued:
        raise InputError(f"台账里没有{period.label}的汇总表", "请核对报送期")
    if not 0 <= number <= len(issued):
        raise InputError(f"{period.label}只出过{len(issued)}次汇总表", "请核对 --number")
    return issued[number - 1]


def _summary(records: Records, issued: IssuedSummary, period: Period, then: Remembered) -> Summary:
    if not issued.master:
        raise InputError("台账没有留存当时的总表，不能重出", "请打开留存的汇总表原件")
    plan = read_source(records.kept_file(issued.master)).in_period(period)
    history = {each.code: Decimal(each.previous) for each in records.figures(issued.id) if each.previous}
    returns = _returns(records, plan, issued, then)
    summary = combined(plan, period, returns, History(history), then.expected)
    summary.texts = list(then.texts)
    return summary


def _returns(records: Records, plan: Plan, issued: IssuedSummary, then: Remembered) -> list[Return]:
    """The returns a summary was made from, with the rows that stood; of an earlier program's all rows."""
    used = {number: records.restore(number, plan.table) for number in records.readings_of(issued.id)}
    if not then.rows:
        return list(used.values())
    rows = []
    for stood in then.rows:
        returned = used.get(stood.reading) or records.restore(stood.reading, plan.table)
        used[stood.reading], returned.file = returned, stood.file
        row = next(one for one in returned.rows if one.indicator and one.indicator.code == stood.code)
        row.instead, words = ("", True) if stood.how == WORDS_ONLY else (stood.how, False)
        rows.append((returned, words_of(row) if words else row))
    return reduced(rows)


def _differences(original: Path, output: Path) -> Iterator[str]:
    """Cells of the workbook made again that are not as they were issued, sheet by sheet."""
    before, after = ({grid.sheet: grid for grid in intake.take(path).grids} for path in (original, output))
    for sheet in dict.fromkeys((*before, *after)):
        one, other = before.get(sheet), after.get(sheet)
        if one is None or other is None:
            yield f"“{sheet}”{'当时没有' if one is None else '重出的没有'}"
            continue
        for row, column in product(
            range(1, max(len(one.rows), len(other.rows)) + 1), range(1, max(one.width, other.width) + 1)
        ):
            was, now = one.text(row, column), other.text(row, column)
            if was != now:
                yield f"“{sheet}”{cell_name(row, column)} 当时是“{was}”，重出是“{now}”"
