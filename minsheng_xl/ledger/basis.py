"""What an issued summary rests on and says beside its figures: noted, and read back for making it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import NamedTuple

from minsheng_xl.checks.report import FileOutcome, Finding, Report, Severity
from minsheng_xl.contacts import Contact
from minsheng_xl.cycle import Expected
from minsheng_xl.ledger import store
from minsheng_xl.ledger.records import Records, Version
from minsheng_xl.ledger.schemas import TABLES
from minsheng_xl.place import Place
from minsheng_xl.summary import Summary, Words


class Stood(NamedTuple):
    """A row that stood for its indicator: of which reading, and how (see `jobs.standing`)."""

    reading: int
    code: str
    how: str
    file: str
    """What its file was called then: a copy brought back is called by its version too."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a summary rests on, and what its sheets say beside the figures."""

    versions: Sequence[Version]
    rows: Sequence[Stood]
    report: Report
    contacts: Mapping[str, Contact]
    signed: Mapping[str, str]
    """Who signed for the form, by department."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The same of a past summary, with its departments and the words about no single indicator."""

    rows: Sequence[Stood]
    report: Report
    contacts: Mapping[str, Contact]
    signed: Mapping[str, str]
    expected: Sequence[Expected]
    texts: Sequence[Words]


def add_basis(batch: store.Batch, number: int, summary: Summary, basis: Basis) -> None:
    """Note what summary `number` rests on."""
    for each in basis.rows:
        batch.add("stood", number, *each)
    for file in basis.report.files:
        values = asdict(file)
        batch.add("outcome", number, *(values[name] for name in TABLES["outcome"][1:]))
    for finding in basis.report.findings:
        batch.add("said", number, *_said(finding))
    for duty in summary.expected:
        received = duty.received.isoformat() if duty.received else ""
        signature = basis.signed.get(duty.department, "")
        files = json.dumps(duty.files, ensure_ascii=False)
        day = duty.due.isoformat()
        batch.add("duty", number, duty.department, day, duty.indicators, files, received, signature)
    for department, contact in basis.contacts.items():
        batch.add("contact", number, department, *asdict(contact).values())
    for words in summary.texts:
        batch.add("remark", number, *(getattr(words, name) for name in TABLES["remark"][1:]))


def remembered(records: Records, number: int) -> Remembered:
    """What summary `number` rested on; nothing but its readings for one of an earlier program."""

    def rows(table: str) -> list[tuple[object, ...]]:
        names = ", ".join(f'"{name}"' for name in TABLES[table][1:])
        return records.query(f'SELECT {names} FROM "{table}" WHERE summary = ? ORDER BY entry, rowid', number)

    outcomes = TABLES["outcome"][1:]
    duties = rows("duty")
    return Remembered(
        [Stood(*each) for each in rows("stood")],  # type: ignore[arg-type]
        Report(
            tuple(
                FileOutcome(**dict(zip(outcomes, map(str, each), strict=True))) for each in rows("outcome")
            ),
            tuple(map(_finding, rows("said"))),
        ),
        {str(department): Contact(*map(str, facts)) for department, *facts in rows("contact")},
        {str(each[0]): str(each[-1]) for each in duties if each[-1]},
        list(map(_duty, duties)),
        [Words(*map(str, each)) for each in rows("remark")],
    )


def _said(each: Finding) -> store.Record:
    where = each.place
    return (
        each.code,
        each.name,
        each.severity.key,
        where.file,
        where.sheet,
        where.row,
        where.column,
        where.line,
        each.department,
        each.indicator,
        each.message,
        each.suggestion,
        each.printed,
        each.expected,
    )


def _finding(row: Sequence[object]) -> Finding:
    code, name, severity, file, sheet, number, column, line, *said = row
    department, indicator, message, suggestion, printed, expected = map(str, said)
    place = Place(str(file), str(sheet), _int(number), _int(column), _int(line))
    level = next(each for each in Severity if each.key == severity)
    return Finding(
        str(code), str(name), level, place, message, suggestion, department, indicator, printed, expected
    )


def _duty(row: Sequence[object]) -> Expected:
    department, due, indicators, files, received, _ = row
    came = datetime.fromisoformat(str(received)) if received else None
    day, names = date.fromisoformat(str(due)), tuple(json.loads(str(files)))
    return Expected(str(department), day, _int(indicators), names, came)


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
