"""The ledger's tables, and the chain that seals them.

Rows are only ever added, in batches. A batch is one entry of the audit (table `entry`): who, when, what,
the fingerprints of the rows it added, and the entry before it. Whoever changes a row, an entry or their
order breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

VERSION = 1
DATABASE, FILES, HEAD, LOCK = "ledger.sqlite", "files", "head", "ledger.lock"

Value = str | int | None
Record = tuple[Value, ...]

TABLES: Mapping[str, Sequence[str]] = {
    "file": ("sha256", "name", "size", "kept", "received", "status", "reason_code", "reason"),
    "version": ("id", "department", "by", "period", "number", "sha256", "name", "received"),
    "reading": (
        "id", "version", "unit", "sheet", "status", "reason_code", "reason", "errors", "warnings",
        "fingerprint",
    ),
    "value": ("reading", "code", "role", "printed", "value", "row", "column", "held"),
    "finding": (
        "reading", "code", "name", "severity", "sheet", "row", "column", "indicator", "message", "suggestion",
        "printed", "expected",
    ),
    "state": ("version", "state", "why"),
    "adjustment": ("no", "code", "field", "old", "new", "doc_no", "reason", "effective"),
    "summary": ("id", "period", "name", "sha256", "kept", "master", "head"),
    "used": ("summary", "reading"),
    "figure": ("summary", "code", "target", "adjusted", "cumulative", "previous", "rate", "light", "status"),
}  # fmt: skip
"""Columns of each table; each has one more, `entry`, the audit entry its row came with."""

LABELS: Mapping[str, str] = {
    "file": "收到的文件",
    "version": "各单位的报送",
    "reading": "核对情况",
    "value": "填报的数",
    "finding": "核对问题",
    "state": "审核状态",
    "adjustment": "目标调整",
    "summary": "汇总表",
    "used": "汇总所用的报送",
    "figure": "汇总的数",
}
_ENTRY = ("seq", "at", "who", "action", "subject", "content", "before", "hash")
_INDEXES = {
    "version": "period",
    "reading": "version",
    "value": "reading",
    "finding": "reading",
    "state": "version",
}
_NUMBERS = frozenset(
    {"id", "number", "version", "reading", "summary", "row", "column", "size", "errors", "warnings"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the audit chain."""

    seq: int
    at: str
    who: str
    action: str
    subject: str
    content: str
    """Fingerprint of the rows added to each table, as JSON."""
    before: str
    hash: str

    @property
    def seal(self) -> str:
        """What `hash` must be."""
        return _digest([self.seq, self.at, self.who, self.action, self.subject, self.content, self.before])

    @property
    def label(self) -> str:
        return f"第{self.seq}条记录（{self.at.replace('T', ' ')}，{self.who}，{self.action} {self.subject}）"


@dataclass(slots=True)
class Batch:
    """Rows that will be added together, by table."""

    rows: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, table: str, *values: Value) -> None:
        """Put one row into the batch; characters that are no text (half of a pair) become a mark."""
        self.rows.setdefault(table, []).append(tuple(map(_storable, values)))

    def __bool__(self) -> bool:
        return any(self.rows.values())


def connect(folder: Path) -> sqlite3.Connection:
    """The database of a ledger folder for writing, made where there is none yet."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("PRAGMA journal_mode = DELETE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_schema()} PRAGMA user_version = {VERSION}; COMMIT;")
    return connection


def connect_to_read(folder: Path) -> sqlite3.Connection:
    """The same for reading only; a transaction that was cut off is rolled back, nothing else changes."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def check_pages(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where the file is damaged, before half of it is believed."""
    verdict = connection.execute("PRAGMA quick_check (1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def append(
    connection: sqlite3.Connection, batch: Batch, *, at: str, who: str, action: str, subject: str
) -> Entry:
    """Add a batch with its audit entry in one transaction; the new entry."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        last = connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        seq, before = (last[0] + 1, last[1]) if last else (1, "")
        content = _content(batch.rows)
        draft = Entry(seq, at, who, action, subject, content, before, "")
        entry = Entry(seq, at, who, action, subject, content, before, draft.seal)
        connection.execute(_insert("entry", _ENTRY), tuple(getattr(entry, name) for name in _ENTRY))
        for table, rows in batch.rows.items():
            connection.executemany(_insert(table, (*TABLES[table], "entry")), [(*row, seq) for row in rows])
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return entry


def entries(connection: sqlite3.Connection) -> list[Entry]:
    """The whole chain, oldest first."""
    return [Entry(*row) for row in connection.execute(f"SELECT {', '.join(_ENTRY)} FROM entry ORDER BY seq")]


def highest(connection: sqlite3.Connection) -> int:
    """Number of the last entry ever written, also where it has been taken away since."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    return int(row[0]) if row else 0


def contents(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, str]]:
    """Entry number and fingerprint of the rows a table holds for it."""
    names = ", ".join(f'"{name}"' for name in TABLES[table])
    rows = connection.execute(f'SELECT entry, {names} FROM "{table}" ORDER BY entry, rowid')
    for entry, group in groupby(rows, key=lambda row: row[0]):
        yield int(entry), _digest([list(row[1:]) for row in group])


def sealed(entry: Entry) -> dict[str, str]:
    """Fingerprint by table of what an entry added; empty where it cannot be read."""
    try:
        stated = json.loads(entry.content)
    except ValueError:
        return {}
    return stated if isinstance(stated, dict) else {}


def _storable(value: Value) -> Value:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _content(rows: Mapping[str, Sequence[Record]]) -> str:
    return json.dumps({table: _digest([list(row) for row in each]) for table, each in rows.items()})


def _digest(values: object) -> str:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _insert(table: str, names: Iterable[str]) -> str:
    columns = [f'"{name}"' for name in names]
    return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})'


def _schema() -> str:
    chain = ", ".join(f"{name} TEXT NOT NULL" for name in _ENTRY[1:])
    statements = [f"CREATE TABLE entry (seq INTEGER PRIMARY KEY AUTOINCREMENT, {chain});"]
    for table, names in TABLES.items():
        columns = ", ".join(f'"{name}" {"INTEGER" if name in _NUMBERS else "TEXT"}' for name in names)
        statements.append(
            f'CREATE TABLE "{table}" ({columns}, entry INTEGER NOT NULL REFERENCES entry (seq));'
        )
    statements += [
        f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}");' for table, name in _INDEXES.items()
    ]
    for table in ("entry", *TABLES):
        for act in ("UPDATE", "DELETE"):
            statements.append(
                f'CREATE TRIGGER "{table}_no_{act.lower()}" BEFORE {act} ON "{table}" '
                "BEGIN SELECT RAISE (ABORT, 'the ledger is only ever added to'); END;"
            )
    return " ".join(statements)
