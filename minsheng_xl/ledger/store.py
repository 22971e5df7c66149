"""The chain that seals the ledger's rows.

Rows are only ever added, in batches. A batch is one entry of the audit (table `entry`): who, when, what,
the fingerprints of the rows it added, and the entry before it. Whoever changes a row, an entry or their
order breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePath
from typing import Any

from minsheng_xl.ledger.schemas import BY_NAME, CURRENT, ENTRY, TABLES, Schema, Tables, upgrade

DATABASE, FILES, HEAD, LOCK = "ledger.sqlite", "files", "head", "ledger.lock"
UPGRADE = "升级"
"""What the entry is about that seals everything noted under an earlier program's tables."""

Value = str | int | None
Record = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the audit chain."""

    seq: int
    at: str
    who: str
    action: str
    subject: str
    content: str
    """Fingerprint of the rows added to each table, as JSON; of an upgrade: from what, and all there was."""
    before: str
    hash: str

    @property
    def seal(self) -> str:
        """What `hash` must be."""
        return _digest([self.seq, self.at, self.who, self.action, self.subject, self.content, self.before])

    @property
    def label(self) -> str:
        at = str(self.at).replace("T", " ")
        return f"第{self.seq}条记录（{at}，{self.who}，{self.action} {self.subject}）"

    @property
    def sealed(self) -> Mapping[str, str]:
        """Fingerprint by table of what was added; empty where it cannot be read."""
        try:
            stated = json.loads(self.content)
        except (ValueError, TypeError):
            return {}
        return stated if isinstance(stated, dict) else {}

    @property
    def upgraded(self) -> Schema | None:
        """The earlier tables that this entry ended; None for any other entry."""
        return BY_NAME.get(self.sealed.get("from", "")) if self.action == UPGRADE else None


@dataclass(slots=True)
class Batch:
    """Rows that will be added together, by table."""

    rows: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, table: str, *values: Value) -> None:
        """Put one row into the batch; characters that are no text (half of a pair) become a mark."""
        self.rows.setdefault(table, []).append(tuple(map(_storable, values)))

    def __bool__(self) -> bool:
        return any(self.rows.values())


def append(
    connection: sqlite3.Connection, batch: Batch, *, at: str, who: str, action: str, subject: str
) -> Entry:
    """Add a batch with its audit entry in one transaction; the new entry."""
    with _transaction(connection):
        content = {table: _digest([list(row) for row in each]) for table, each in batch.rows.items()}
        entry = _link(connection, content, (at, who, action, subject))
        for table, rows in batch.rows.items():
            connection.executemany(
                _insert(table, (*TABLES[table], "entry")), [(*row, entry.seq) for row in rows]
            )
    return entry


def migrate(connection: sqlite3.Connection, old: Schema, *, at: str, who: str) -> Entry:
    """Bring a ledger of an earlier program to the tables of today; one entry seals all that was there."""
    with _transaction(connection):
        for statement in upgrade(old):
            connection.execute(statement)
        (below,) = connection.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM entry").fetchone()
        content = {"from": old.name, "whole": whole(connection, TABLES, below)}
        return _link(connection, content, (at, who, UPGRADE, f"{old.name} → {CURRENT.name}"))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise


def _link(
    connection: sqlite3.Connection, content: Mapping[str, str], told: tuple[str, str, str, str]
) -> Entry:
    """Add the next entry of the chain; `told` is when, who, what and about what."""
    last = connection.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    seq, before = (last[0] + 1, last[1]) if last else (1, "")
    text = json.dumps(content)
    draft = Entry(seq, *told, text, before, "")
    entry = Entry(seq, *told, text, before, draft.seal)
    connection.execute(_insert("entry", ENTRY), tuple(getattr(entry, name) for name in ENTRY))
    return entry


def entries(connection: sqlite3.Connection) -> list[Entry]:
    """The whole chain, oldest first."""
    return [Entry(*row) for row in connection.execute(f"SELECT {', '.join(ENTRY)} FROM entry ORDER BY seq")]


def highest(connection: sqlite3.Connection) -> int:
    """Number of the last entry ever written, also where it has been taken away since."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    return int(row[0]) if row else 0


def contents(
    connection: sqlite3.Connection, table: str, names: Sequence[str], upgrades: Mapping[int, Tables]
) -> Iterator[tuple[int, str]]:
    """Entry number and fingerprint of the rows a table holds for it, in the columns it had then.

    `upgrades` are the tables that each upgrade ended, by its entry.
    """
    for entry, group in groupby(_rows(connection, table, names), key=lambda row: row[0]):
        then = next((upgrades[seq] for seq in sorted(upgrades) if entry < seq), {table: names})
        shown = [1 + names.index(name) for name in then.get(table, names)]
        yield int(entry), _digest([[row[each] for each in shown] for row in group])


def whole(connection: sqlite3.Connection, tables: Tables, below: int) -> str:
    """Fingerprint of all rows that came before an entry."""
    seal = hashlib.sha256()
    for table in sorted(tables):
        for row in _rows(connection, table, tables[table]):
            if row[0] < below:
                seal.update(_digest([table, *row]).encode())
    return seal.hexdigest()


def moved(connection: sqlite3.Connection, table: str) -> bool:
    """Whether rows of a table lie otherwise than they were added: one after the other, without a gap."""
    before = 0
    for number, (rowid, entry) in enumerate(
        connection.execute(f'SELECT rowid, entry FROM "{table}" ORDER BY rowid'), start=1
    ):
        if rowid != number or entry < before:
            return True
        before = entry
    return False


def copies(connection: sqlite3.Connection, tables: Tables) -> dict[str, str]:
    """SHA-256 of every kept copy by its name below the folder of copies; a master is named by its own."""
    found: dict[str, str] = {}
    for table, names in tables.items():
        for column, told in (("kept", "sha256"), ("master", "NULL")):
            if column in names:
                rows = connection.execute(f'SELECT DISTINCT "{column}", {told} FROM "{table}"')
                found |= {str(name): str(sha256 or PurePath(str(name)).stem) for name, sha256 in rows if name}
    return found


def _rows(connection: sqlite3.Connection, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in names)
    return connection.execute(f'SELECT entry, {columns} FROM "{table}" ORDER BY entry, rowid')


def _storable(value: Value) -> Value:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _digest(values: object) -> str:
    """What no program of ours writes (bytes in a cell) has a fingerprint too, which fits nothing."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _insert(table: str, names: Iterable[str]) -> str:
    columns = [f'"{name}"' for name in names]
    return f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})'
