"""What the ledger remembers, read back: versions of returns, their figures and states, issued summaries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.errors import InputError
from minsheng_xl.ledger import store
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
        rows = self._connection.execute(
            """SELECT v.id, v.department, v."by", v.period, v.number, v.sha256, v.name, v.received,
                      r.id, r.status, r.errors, r.warnings, r.fingerprint, s.state, s.why, last.verdicts
               FROM version v
               JOIN (SELECT version, MAX(id) AS id, GROUP_CONCAT(DISTINCT status) AS verdicts
                     FROM reading GROUP BY version) last ON last.version = v.id
               JOIN reading r ON r.id = last.id
               JOIN (SELECT version, MAX(rowid) AS at FROM state GROUP BY version) now ON now.version = v.id
               JOIN state s ON s.rowid = now.at
               WHERE v.period = ? ORDER BY v.id""",
            (period,),
        )
        return [_version(row) for row in rows]

    def copy_of(self, sha256: str) -> Path:
        """Where the kept copy of a file lies. InputError where none was kept."""
        row = self._connection.execute(
            "SELECT kept FROM file WHERE sha256 = ? AND kept <> '' LIMIT 1", (sha256,)
        ).fetchone()
        if row is None:
            raise InputError("台账里没有这个文件的留底", "请先用 minsheng verify 查台账是否完好")
        return self.files / str(row[0])

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
        names = ", ".join(store.TABLES["figure"][1:])
        rows = self._connection.execute(
            f"SELECT {names} FROM figure WHERE summary = ? ORDER BY rowid", (summary,)
        )
        return [Figure(*row) for row in rows]

    def readings_of(self, summary: int) -> list[int]:
        """The readings a summary was made from, in their order."""
        rows = self._connection.execute(
            "SELECT reading FROM used WHERE summary = ? ORDER BY rowid", (summary,)
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
            """SELECT code, role, printed, value, "row", "column", held
               FROM value WHERE reading = ? ORDER BY rowid""",
            (reading,),
        )
        rows: dict[int, Row] = {}
        for code, role, printed, value, number, column, held in cells:
            row = rows.setdefault(
                number, Row(number, indicator=plan.by_code.get(code), rejected=held == "是")
            )
            row.cells[role] = Entry(printed, Decimal(value) if value else None, number, column)
            returned.columns[role] = column
        returned.rows = list(rows.values())

    def findings(self, reading: int) -> list[Finding]:
        """What was found in a reading, in the words of then."""
        rows = self._connection.execute(
            """SELECT f.code, f.name, f.severity, v.name, f.sheet, f."row", f."column",
                      f.message, f.suggestion, v.department, f.indicator, f.printed, f.expected
               FROM finding f JOIN reading r ON r.id = f.reading JOIN version v ON v.id = r.version
               WHERE f.reading = ? ORDER BY f.rowid""",
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
        names = store.TABLES["adjustment"]
        rows = self._connection.execute(f"SELECT {', '.join(names)} FROM adjustment ORDER BY rowid")
        return [Adjustment(**dict(zip(names, row, strict=True))) for row in rows]

    def head(self) -> str:
        """Hash of the last entry that is not itself the issue of a summary; empty for an empty ledger.

        So the same returns give the same summary, byte for byte, however often it is issued.
        """
        row = self._connection.execute(
            "SELECT hash FROM entry WHERE action <> ? ORDER BY seq DESC LIMIT 1", (ISSUE,)
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


ISSUE, TAKE_IN, DECIDE = "出汇总", "收件", "审定"
"""What an audit entry is about."""


def _version(row: tuple[Any, ...]) -> Version:
    fields = [*row]
    fields[7] = datetime.fromisoformat(row[7]) if row[7] else None
    return Version(*fields)


def folder_of(work: Path) -> Path:
    """The ledger's folder inside a work folder."""
    return work / WORK_FOLDER


@contextmanager
def open_records(work: Path) -> Iterator[Records | None]:
    """The ledger of a work folder for reading; None where there is none. InputError where damaged."""
    folder = folder_of(work)
    if not (folder / store.DATABASE).is_file():
        yield None
        return
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(closing(store.connect_to_read(folder)))
            store.check_pages(connection)
        except sqlite3.Error as fault:
            raise InputError(
                f"收件台账打不开（{fault}）", "请用 minsheng verify 查台账，或从备份恢复"
            ) from fault
        yield Records(connection, folder)
