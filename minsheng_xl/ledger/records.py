"""What the ledger remembers, read back: versions of returns, their figures and states, issued summaries."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.errors import InputError
from minsheng_xl.ledger import store
from minsheng_xl.ledger.cells import place_of, restore_note
from minsheng_xl.ledger.faults import reading
from minsheng_xl.ledger.kept import checked, intact
from minsheng_xl.ledger.opening import open_current, there
from minsheng_xl.ledger.schemas import TABLES
from minsheng_xl.model import Adjustment, Entry, Return, Row, TargetTable
from minsheng_xl.place import WORK_FOLDER, Grid, Place

RECEIVED, FAULTY, SENT_BACK, AGAIN, PASSED, SUMMARISED, LOCKED = (
    "已收", "有问题", "已退回", "重报", "通过", "已汇总", "锁定",
)  # fmt: skip
STATES = (RECEIVED, FAULTY, SENT_BACK, AGAIN, PASSED, SUMMARISED, LOCKED)
"""Review states of a return, in the order they usually follow one another."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a department's return for a period, as it was judged last."""

    id: int
    department: str
    by: str
    """Whose form it is: lead, responsible or township."""
    period: str
    number: int
    sha256: str
    name: str
    received: datetime | None
    reading: int
    status: str
    errors: int
    warnings: int
    fingerprint: str
    state: str
    why: str
    """Why a person set the state; empty where the program did."""
    verdicts: str
    """Every outcome it ever had: `rejected,skipped`."""
    entry: int
    """The audit entry it was added with."""
    decided: int
    """The audit entry its present state was set with."""

    @property
    def usable(self) -> bool:
        """Whether its figures count: taken, wholly or partly, and not sent back by a person."""
        return self.status in ("taken", "partly") and not self.refused

    @property
    def came(self) -> bool:
        """Whether its arrival counts: it could be taken when it was newest, or was never judged alone."""
        judged = self.verdicts.split(",")
        return not self.refused and ("rejected" not in judged or not {"taken", "partly"}.isdisjoint(judged))

    @property
    def fruitless(self) -> bool:
        """Whether the program took nothing of it, when it was judged last or ever."""
        judged = set(self.verdicts.split(","))
        return self.status == "rejected" or ("rejected" in judged and judged.isdisjoint({"taken", "partly"}))

    @property
    def refused(self) -> bool:
        """Whether a person sent it back."""
        return self.state == SENT_BACK and bool(self.why)

    @property
    def passed(self) -> bool:
        """Whether a person let it pass, with a reason."""
        return self.state == PASSED and bool(self.why)


@dataclass(frozen=True, slots=True)
class IssuedSummary:
    """A summary as it was written, with its kept copies."""

    id: int
    period: str
    name: str
    sha256: str
    kept: str
    master: str
    head: str
    issued: str


@dataclass(frozen=True, slots=True)
class IssuedForms:
    """Forms as they were handed out for a period: what R09 and V16 may hold a department to."""

    id: int
    period: str
    by: str
    """Whose forms: lead, responsible or township."""
    digest: str
    """Of the plan, as the forms carry it in `_meta`."""
    master: str
    """Name of the master's kept copy below `files`."""
    carried: Mapping[str, tuple[str, str]]
    """By indicator code the 上期累计 printed in the form (a Decimal as text) and its period; or empty."""


class Figure(NamedTuple):
    """One indicator's figures in an issued summary; Decimals as text, empty where there is none."""

    code: str
    target: str
    adjusted: str
    cumulative: str
    previous: str
    rate: str
    light: str
    status: str


class Records:
    """A ledger open for reading."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection, self.folder = connection, folder

    @property
    def files(self) -> Path:
        """Where the kept copies lie."""
        return self.folder / store.FILES

    def versions(self, period: str) -> list[Version]:
        """Every version of every department's return for a period, oldest first."""
        rows = self._connection.execute(_VERSIONS, (period,))
        return [_version(row) for row in rows]

    def copy_of(self, sha256: str) -> Path:
        """Where the kept copy of a file lies, its bytes compared. InputError for none, or a damaged one."""
        rows = self.query("SELECT DISTINCT kept FROM file WHERE sha256 = ? AND kept <> ''", sha256)
        if not rows:
            raise InputError("台账里没有这个文件的留底", "请先用 minsheng verify 查台账是否完好")
        names = [str(name) for (name,) in rows]
        whole = (name for name in names if intact(self.files / name, sha256))
        return self.kept_file(next(whole, names[0]))

    def kept_file(self, name: str) -> Path:
        """A kept copy by its name below `files`, its bytes compared. InputError as for `copy_of`."""
        return checked(name, self.files)

    def copies(self) -> Mapping[str, str]:
        """SHA-256 of every kept copy the ledger names, by its name below `files`."""
        return store.copies(self._connection, TABLES)

    def kept_as(self) -> list[tuple[Path, str]]:
        """Where every received file's copy lies, whole or not, with the name it came under."""
        rows = self.query("SELECT DISTINCT kept, name FROM file WHERE kept <> '' AND name <> ''")
        return [(self.files / str(kept), str(name)) for kept, name in rows]

    def known_times(self, period: str) -> Mapping[str, datetime]:
        """When the ledger first noted to have received certain bytes for a period, by their SHA-256."""
        rows = self.query(
            """SELECT f.sha256, f.received FROM file f JOIN entry e ON e.seq = f.entry
               WHERE f.received <> '' AND e.subject = ?
               UNION SELECT sha256, received FROM version WHERE received <> '' AND period = ?""",
            *(period, period),
        )
        times: dict[str, datetime] = {}
        for sha256, text in rows:
            time = datetime.fromisoformat(text)
            times[sha256] = min(time, times.get(sha256, time))
        return times

    def issues(self, period: str) -> list[IssuedForms]:
        """The forms handed out for a period, oldest first."""
        carried: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
        for number, code, previous, earlier in self.query(
            """SELECT c.issue, c.code, c.previous, c.period FROM carried c JOIN issue i ON i.id = c.issue
               WHERE i.period = ? ORDER BY c.entry, c.rowid""",
            period,
        ):
            carried[number][code] = (previous, earlier)
        rows = self.query(
            'SELECT id, period, "by", digest, master FROM issue WHERE period = ? ORDER BY id', period
        )
        return [
            IssuedForms(number, when, by, digest, master, carried[number])
            for number, when, by, digest, master in rows
        ]

    def summaries(self, period: str = "") -> list[IssuedSummary]:
        """Issued summaries, oldest first; of one period where it is named."""
        rows = self._connection.execute(
            """SELECT s.id, s.period, s.name, s.sha256, s.kept, s.master, s.head, e.at
               FROM summary s JOIN entry e ON e.seq = s.entry WHERE s.period = ? OR ? = '' ORDER BY s.id""",
            (period, period),
        )
        return [IssuedSummary(*row) for row in rows]

    def figures(self, summary: int) -> list[Figure]:
        """The figures of an issued summary, in printed order."""
        names = ", ".join(TABLES["figure"][1:])
        rows = self._connection.execute(
            f"SELECT {names} FROM figure WHERE summary = ? ORDER BY entry, rowid", (summary,)
        )
        return [Figure(*row) for row in rows]

    def readings_of(self, summary: int) -> list[int]:
        """The readings a summary was made from, in their order."""
        rows = self._connection.execute(
            "SELECT reading FROM used WHERE summary = ? ORDER BY entry, rowid", (summary,)
        )
        return [row[0] for row in rows]

    def restore(self, reading: int, plan: TargetTable) -> Return:
        """A return as it was read then: its filled cells and which rows were held back."""
        head = self._connection.execute(
            """SELECT r.unit, v."by", v.period, v.sha256, v.name, v.received,
                      r.sheet, r.status, r.reason_code, r.reason
               FROM reading r JOIN version v ON v.id = r.version WHERE r.id = ?""",
            (reading,),
        ).fetchone()
        if head is None:
            raise InputError(f"台账里没有第{reading}次核对的记录", "请先用 minsheng verify 查台账是否完好")
        department, by, period, sha256, name, received, sheet, status, reason_code, reason = head
        returned = Return(name, sha256, "return", status, reason_code, reason, department, period)
        returned.meta["by"] = by
        returned.grid = Grid([], name, sheet)
        returned.received = datetime.fromisoformat(received) if received else None
        self._restore_rows(returned, reading, plan)
        return returned

    def _restore_rows(self, returned: Return, reading: int, plan: TargetTable) -> None:
        cells = self._connection.execute(
            """SELECT code, role, printed, value, "row", "column", held, note, at
               FROM value WHERE reading = ? ORDER BY entry, rowid""",
            (reading,),
        )
        rows: dict[int, Row] = {}
        places: dict[int, Place] = {}
        for code, role, printed, value, number, column, held, note, at in cells:
            row = rows.setdefault(
                number, Row(number, indicator=plan.by_code.get(code), rejected=held == "是")
            )
            row.cells[role] = entry = Entry(printed, Decimal(value) if value else None, number, column)
            restore_note(entry, note)
            returned.columns[role] = column
            if at:
                places[number] = place_of(at, returned.file)
        returned.rows, returned.places = list(rows.values()), places

    def findings(self, reading: int) -> list[Finding]:
        """What was found in a reading, in the words of then."""
        rows = self._connection.execute(
            """SELECT f.code, f.name, f.severity, v.name, f.sheet, f."row", f."column",
                      f.message, f.suggestion, v.department, f.indicator, f.printed, f.expected
               FROM finding f JOIN reading r ON r.id = f.reading JOIN version v ON v.id = r.version
               WHERE f.reading = ? ORDER BY f.entry, f.rowid""",
            (reading,),
        )
        severities = {each.key: each for each in Severity}
        return [
            Finding(code, name, severities[severity], Place(*where), *said)
            for code, name, severity, *rest in rows
            for where, said in [(rest[:4], rest[4:])]
        ]

    def adjustments(self) -> list[Adjustment]:
        """Every adjustment of a target, in the order it was noted."""
        names = TABLES["adjustment"]
        rows = self._connection.execute(f"SELECT {', '.join(names)} FROM adjustment ORDER BY entry, rowid")
        return [Adjustment(**dict(zip(names, row, strict=True))) for row in rows]

    def head(self) -> str:
        """Hash of the last entry that is not itself the issue of a summary; empty for an empty ledger.

        So the same returns give the same summary, byte for byte, however often it is issued, and by
        whichever program.
        """
        row = self._connection.execute(
            "SELECT hash FROM entry WHERE action NOT IN (?, ?) ORDER BY seq DESC LIMIT 1",
            (ISSUE, store.UPGRADE),
        ).fetchone()
        return str(row[0]) if row else ""

    def query(self, statement: str, *values: store.Value) -> list[tuple[Any, ...]]:
        """Rows of a question that only looks."""
        return list(self._connection.execute(statement, values))

    def known(self, table: str, columns: tuple[str, ...]) -> set[tuple[store.Value, ...]]:
        """What a table holds in some columns."""
        names = ", ".join(f'"{name}"' for name in columns)
        return set(self._connection.execute(f'SELECT {names} FROM "{table}"'))

    def next_id(self, table: str) -> int:
        """The number the next row of a table gets."""
        return int(self._connection.execute(f'SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}"').fetchone()[0])


ISSUE, TAKE_IN, DECIDE, SEND_OUT, TAKE_OVER = "出汇总", "收件", "审定", "下发", "接手"
"""What an audit entry is about."""

_VERSIONS = """
WITH judged AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY version ORDER BY entry DESC, rowid DESC) AS age FROM reading
), verdict AS (
    SELECT version, GROUP_CONCAT(DISTINCT status) AS verdicts FROM reading GROUP BY version
), settled AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY version ORDER BY entry DESC, rowid DESC) AS age FROM state
)
SELECT v.id, v.department, v."by", v.period, v.number, v.sha256, v.name, v.received,
       r.id, r.status, r.errors, r.warnings, r.fingerprint, s.state, s.why, verdict.verdicts, v.entry, s.entry
FROM version v JOIN judged r ON r.version = v.id AND r.age = 1 JOIN verdict ON verdict.version = v.id
     JOIN settled s ON s.version = v.id AND s.age = 1
WHERE v.period = ? ORDER BY v.id"""
"""By the entry a row came with, then its order there: where rows lie in the file means nothing."""


def _version(row: tuple[Any, ...]) -> Version:
    fields = [*row]
    fields[7] = datetime.fromisoformat(row[7]) if row[7] else None
    return Version(*fields)


def folder_of(work: Path) -> Path:
    """The ledger's folder inside a work folder."""
    return work / WORK_FOLDER


@contextmanager
def open_records(work: Path) -> Iterator[Records | None]:
    """The ledger of a work folder for reading; None where there is none.

    LedgerDamaged for one that cannot be believed; LedgerBusy where another program holds it.
    """
    folder = folder_of(work)
    if not there(folder):
        yield None
        return
    with ExitStack() as stack:
        with reading(folder):
            connection = stack.enter_context(closing(open_current(folder)))
        yield Records(connection, folder)
