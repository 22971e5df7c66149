"""A ledger's database opened, after a look at whether it can be believed.

Nothing is taken for a fresh start but a folder that never held a ledger.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from minsheng_xl.ledger import faults, schemas, store
from minsheng_xl.ledger.disk import flush_folder, write_whole
from minsheng_xl.ledger.faults import patiently

_JOURNAL = f"{store.DATABASE}-journal"
_TRIES = 3
"""How often a database that somebody writes to meanwhile is copied again."""


def there(folder: Path) -> bool:
    """Whether a ledger lies in the folder. LedgerDamaged for one that is gone or empty.

    Never opened but by SQLite: closing it elsewhere would end the locks of this process.
    """
    path = folder / store.DATABASE
    with faults.reading(folder):
        try:
            size = patiently(path.stat).st_size
        except (FileNotFoundError, NotADirectoryError):
            if any((folder / name).exists() for name in (store.HEAD, store.FILES)):
                raise faults.damaged(folder, f"台账不见了（{store.DATABASE}）") from None
            return False
    if not size:
        raise faults.damaged(folder, f"{store.DATABASE} 是空文件")
    return True


def open_to_write(folder: Path, who: str) -> sqlite3.Connection:
    """The database for writing, made where there is none yet, brought to the tables of today."""
    if not there(folder):
        _create(folder)
    head = stated_head(folder)
    with faults.reading(folder), closing(open_to_read(folder)) as looked_at:
        found = believed(looked_at, folder)
        _follows(looked_at, folder, head)
    connection = sqlite3.connect(folder / store.DATABASE, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        _try_to_write(connection)
        if found is not schemas.CURRENT:
            store.migrate(connection, found, at=now(), who=who)
            write_head(connection, folder)
    except BaseException:
        connection.close()
        raise
    return connection


def _try_to_write(connection: sqlite3.Connection) -> None:
    """Raise now, before anything is done, what a database raises that can only be read."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("CREATE TABLE attempt (cell)")
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def open_to_read(folder: Path) -> sqlite3.Connection:
    """The database as it lies there, for reading only; raises sqlite3.Error or OSError.

    A transaction that was cut off is rolled back; in a folder that cannot be written, and where SQLite
    cannot open so long a path, in a copy of the database in memory.
    """
    path = folder / store.DATABASE
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
    except sqlite3.OperationalError as fault:
        if faults.code_of(fault) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return _copied(folder)
    return connection


def open_current(folder: Path) -> sqlite3.Connection:
    """The database for reading, with the tables of today: an earlier program's is brought there in memory."""
    head = stated_head(folder)
    connection = open_to_read(folder)
    try:
        found = believed(connection, folder)
        _follows(connection, folder, head)
        if found is schemas.CURRENT:
            return connection
        memory = _in_memory(connection)
        store.migrate(memory, found, at=now(), who="")
        memory.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    connection.close()
    return memory


def believed(connection: sqlite3.Connection, folder: Path) -> schemas.Schema:
    """Whose tables a database has. LedgerDamaged for a newer program's and for none that is known."""
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if number > schemas.CURRENT.number:
        raise faults.damaged(folder, "是更新版本的程序写的", "请更新本程序后再用")
    verdict = connection.execute("PRAGMA quick_check (1)").fetchone()[0]
    if verdict != "ok":
        raise faults.damaged(folder, f"内容已损坏（{verdict}）")
    for schema in reversed(schemas.SCHEMAS):
        wanted = {"entry": schemas.ENTRY} | {
            table: (*names, "entry") for table, names in schema.tables.items()
        }
        if schema.number == number and all(
            _columns(connection, table) == set(names) for table, names in wanted.items()
        ):
            return schema
    raise faults.damaged(folder, f"其中的表本程序不认得（第{number}版）")


def stated_head(folder: Path) -> list[str]:
    """What the file beside the database says of the chain, a line an entry; empty where it says nothing."""
    try:
        text = patiently(lambda: (folder / store.HEAD).read_text(encoding="utf-8"))
    except OSError as fault:
        if faults.held(fault):
            raise faults.busy(folder) from fault
        return []
    except UnicodeDecodeError:
        return []
    return text.split("\n")[:-1]


def write_head(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the chain beside the database, where an entry that is removed shows."""
    chain = connection.execute("SELECT seq, hash FROM entry ORDER BY seq")
    write_whole(folder / store.HEAD, "".join(f"{seq} {seal}\n" for seq, seal in chain).encode())
    flush_folder(folder)


def now() -> str:
    return datetime.now().isoformat(timespec="seconds")


def _follows(connection: sqlite3.Connection, folder: Path, head: list[str]) -> None:
    """LedgerDamaged where the entry written last is not in the chain: an older ledger was put back."""
    last = head[-1].partition(" ")[2] if head else ""
    if last and not connection.execute("SELECT 1 FROM entry WHERE hash = ?", (last,)).fetchone():
        raise faults.damaged(folder, f"它比末端校验文件 {store.HEAD} 旧，少了后来的记录")


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f'PRAGMA table_info ("{table}")')}


def _create(folder: Path) -> None:
    """Lay down an empty ledger, whole at once."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        for statement in schemas.new():
            memory.execute(statement)
        write_whole(folder / store.DATABASE, memory.serialize())
    flush_folder(folder)


def _in_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(memory)
    return memory


def _copied(folder: Path) -> sqlite3.Connection:
    """The database in memory, from a copy in which SQLite can undo what was cut off."""
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        for _ in range(_TRIES):
            before = _traces(folder)
            for name in before:
                shutil.copyfile(folder / name, here / name)
            if _traces(folder) == before:
                break
            (here / _JOURNAL).unlink(missing_ok=True)
        else:
            raise faults.busy(folder)
        with closing(sqlite3.connect(here / store.DATABASE, isolation_level=None)) as copy:
            memory = _in_memory(copy)
    memory.execute("PRAGMA query_only = ON")
    return memory


def _traces(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of the database and of its journal, where there is one."""
    found = {}
    for name in (store.DATABASE, _JOURNAL):
        if (folder / name).exists():
            stat = (folder / name).stat()
            found[name] = (stat.st_size, stat.st_mtime_ns)
    return found
