"""What verify finds of a ledger that was changed behind the program's back, and what it cannot find.

The kinds are those of the table in docs/ledger.md.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from minsheng_xl import jobs, ledger
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.cli import main
from minsheng_xl.ledger import schemas, store
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.opening import memory
from tests.books import EDUCATION, PERIOD, WATER, behind_its_back, came, new_ledger
from tests.worked import AUGUST, consolidate, fill, make_work

Statement = tuple[str, tuple[Any, ...]]
TIMES = 500 if os.environ.get("MINSHENG_FULL_TESTS") else 40
_STRANGE = ("", "0", "9999", "锁定", 0, -1, 12, 0.5, b"\xff", None)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    made = tmp_path / "县"
    new_ledger(made)
    return made


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info ("{table}")')]


def _filled(connection: sqlite3.Connection, chance: Random) -> tuple[str, list[tuple[Any, ...]]]:
    """A table with rows, and its rows with their rowid before them."""
    tables = [*schemas.TABLES, "entry"]
    chance.shuffle(tables)
    found = ((each, connection.execute(f'SELECT rowid, * FROM "{each}"').fetchall()) for each in tables)
    return next((table, rows) for table, rows in found if rows)


def a_cell(connection: sqlite3.Connection, chance: Random) -> Statement:
    table, rows = _filled(connection, chance)
    row, names = chance.choice(rows), _columns(connection, table)
    at = chance.randrange(len(names))
    old = row[1 + at]
    new = chance.choice([each for each in _STRANGE if (type(each), each) != (type(old), old)])
    return f'UPDATE "{table}" SET "{names[at]}" = ? WHERE rowid = ?', (new, row[0])


def a_letter(connection: sqlite3.Connection, chance: Random) -> Statement:
    """One letter or digit of a text, or a number one off."""
    table, rows = _filled(connection, chance)
    row, names = chance.choice(rows), _columns(connection, table)
    at = chance.choice([at for at, old in enumerate(row[1:]) if old not in ("", None)])
    old = row[1 + at]
    new = old + 1 if isinstance(old, int) else old[:-1] + chr(ord(old[-1]) + 1)
    return f'UPDATE "{table}" SET "{names[at]}" = ? WHERE rowid = ?', (new, row[0])


def a_row_away(connection: sqlite3.Connection, chance: Random) -> Statement:
    table, rows = _filled(connection, chance)
    return f'DELETE FROM "{table}" WHERE rowid = ?', (chance.choice(rows)[0],)


def a_row_twice(connection: sqlite3.Connection, chance: Random) -> Statement:
    table, rows = _filled(connection, chance)
    row = [*chance.choice(rows)[1:]]
    if table == "entry":
        row[0] = len(rows) + 1
    return f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', tuple(row)


def a_row_elsewhere(connection: sqlite3.Connection, chance: Random) -> Statement:
    table, rows = _filled(connection, chance)
    return f'UPDATE "{table}" SET rowid = ? WHERE rowid = ?', (
        len(rows) + chance.randint(2, 99),
        chance.choice(rows)[0],
    )


def a_row_to_another_entry(connection: sqlite3.Connection, chance: Random) -> Statement:
    table, rows = _filled(connection, chance)
    row = chance.choice(rows)
    if table == "entry":
        return 'UPDATE entry SET "before" = ? WHERE rowid = ?', ("0" * 64, row[0])
    return f'UPDATE "{table}" SET entry = ? WHERE rowid = ?', (row[-1] % 4 + 1, row[0])


KINDS = (a_cell, a_letter, a_row_away, a_row_twice, a_row_elsewhere, a_row_to_another_entry)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_changed_in_the_database_is_found(
    work: Path, kind: Callable[[sqlite3.Connection, Random], Statement]
) -> None:
    folder = work / WORK_FOLDER
    behind_its_back(folder)
    good = (folder / store.DATABASE).read_bytes()
    for seed in range(TIMES):
        (folder / store.DATABASE).write_bytes(good)
        connection = sqlite3.connect(folder / store.DATABASE, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        statement, values = kind(connection, Random(seed))
        with closing(connection), suppress(sqlite3.IntegrityError):  # the database refuses some by itself
            assert connection.execute(statement, values).rowcount == 1
            assert ledger.verify(work).faults, (seed, statement, values)


def test_an_untouched_ledger_is_in_order(work: Path) -> None:
    found = ledger.verify(work)
    assert (found.entries, found.files, found.faults) == (4, 4, ())


LAST_DECISION = (
    "DELETE FROM state WHERE entry = 4",
    "DELETE FROM entry WHERE seq = 4",
    "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'entry'",
)


def test_the_last_decision_removed_is_found_by_the_chain_beside_the_database(work: Path) -> None:
    folder = work / WORK_FOLDER
    lines = (folder / store.HEAD).read_text(encoding="utf-8").splitlines(keepends=True)
    behind_its_back(folder, *LAST_DECISION)
    assert ledger.verify(work).faults == ("台账的末端与校验文件 head 不符：最后的记录被删改",)
    (folder / store.HEAD).write_text(lines[2], encoding="utf-8")
    assert ledger.verify(work).faults == ("台账与校验文件 head 逐条对不上：其中一个被改写",)


def test_the_last_decision_removed_everywhere_cannot_be_found_inside_the_folder(work: Path) -> None:
    """As docs/ledger.md says; the number of entries is what a person can have written down."""
    folder = work / WORK_FOLDER
    lines = (folder / store.HEAD).read_text(encoding="utf-8").splitlines(keepends=True)
    behind_its_back(folder, *LAST_DECISION)
    (folder / store.HEAD).write_text("".join(lines[:3]), encoding="utf-8")
    found = ledger.verify(work)
    assert (found.entries, found.faults) == (3, ())


def test_an_entry_made_up_at_the_end_is_found(work: Path) -> None:
    folder = work / WORK_FOLDER
    head = (folder / store.HEAD).read_bytes()
    with ledger.open_ledger(work) as book:
        book.decide(EDUCATION, PERIOD, "通过", "伪造")
        book.decide(WATER, PERIOD, "锁定", "伪造")
    (folder / store.HEAD).write_bytes(head)
    assert ledger.verify(work).faults == ("台账与校验文件 head 逐条对不上：其中一个被改写",)


def test_an_older_ledger_put_back_whole_does_not_know_the_copies_made_since(work: Path) -> None:
    folder = work / WORK_FOLDER
    old = {folder / name: (folder / name).read_bytes() for name in (store.DATABASE, store.HEAD)}
    file = came(work, "县民政局", 7)
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [file])
    for path, data in old.items():
        path.write_bytes(data)
    (fault,) = ledger.verify(work).faults
    sha256 = file.outcome.sha256
    assert fault.startswith(f"留存的文件 files/{sha256[:2]}/{sha256}.csv 不在台账里：台账可能被换成了旧的")


def test_while_somebody_writes_a_copy_without_an_entry_is_no_fault(work: Path) -> None:
    folder = work / WORK_FOLDER
    file = came(work, "县民政局", 7)
    with ledger.open_ledger(work) as book:
        book._keep(file.path, file.outcome.sha256)
        found = ledger.verify(work)
        book.take_in(PERIOD, [file])
    assert found.faults == ()
    assert "有程序正在写台账（ledger.lock），这次没有查多出来的留底" in found.notes
    assert ledger.verify(work).faults == ()
    assert not (folder / store.LOCK).exists()


# --- with the summaries that were handed out


@pytest.fixture
def master(tmp_path: Path) -> Path:
    made = make_work(tmp_path / "县城")
    fill(made, "县教育局", {"新建幼儿园": 9})
    consolidate(made)
    return made


SUMMARY = f"县汇总表_{AUGUST}.xlsx"


def test_a_ledger_gone_while_summaries_name_it_is_a_fault(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = master.parent
    (work / WORK_FOLDER / store.DATABASE).write_bytes(b"")
    (fault,) = jobs.verify(work).faults
    assert "ledger.sqlite 是空文件" in fault
    shutil.rmtree(work / WORK_FOLDER)
    assert jobs.verify(work).faults == (
        f"工作文件夹“{work}”的收件台账不见了，汇总表“{AUGUST}/{SUMMARY}”是记了台账发出的",
    )
    assert main(["verify", "--work", str(work)]) == 1
    assert "收件台账不见了" in capsys.readouterr().err
    shutil.rmtree(work / "汇总")
    with pytest.raises(InputError, match="没有收件台账"):
        jobs.verify(work)


def test_a_summary_moved_away_is_told_and_is_no_fault(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = master.parent
    assert jobs.verify(work).notes == ()
    (work / "汇总" / str(AUGUST) / SUMMARY).unlink()
    found = jobs.verify(work)
    assert found.faults == ()
    (note,) = found.notes
    assert note.startswith(f"2021-08最后一次的汇总表“{SUMMARY}”原件不在“汇总”里")
    assert main(["verify", "--work", str(work)]) == 0
    assert note in capsys.readouterr().err


def test_a_summary_moved_away_does_not_hide_an_older_ledger(master: Path) -> None:
    work = master.parent
    folder = work / WORK_FOLDER
    old = {folder / name: (folder / name).read_bytes() for name in (store.DATABASE, store.HEAD)}
    fill(master, "县水利局", {"新建供水工程": 20})
    consolidate(master)
    for path, data in old.items():
        path.write_bytes(data)
    shutil.rmtree(work / "汇总")
    faults = jobs.verify(work).faults
    assert len(faults) == 2  # the return and the summary that came after
    assert all("不在台账里：台账可能被换成了旧的" in each for each in faults)


def test_no_figure_is_taken_from_a_kept_copy_that_was_replaced(master: Path) -> None:
    jobs.decide(master.parent, "县教育局", AUGUST, "锁定", "已通报")
    with ledger.open_records(master.parent) as records:
        assert records is not None
        copy = records.copy_of(records.versions(str(AUGUST))[0].sha256)
    newer = fill(master, "县教育局", {"新建幼儿园": 70}, received="2021-08-19")
    whole = copy.read_bytes()
    copy.write_bytes(newer.read_bytes())
    with pytest.raises(InputError, match="被改动，不能取数"):
        consolidate(master)
    copy.write_bytes(whole)
    assert [each.cumulative for each in consolidate(master).summary.lines if each.cumulative] == [9]


def test_a_remembered_reading_that_was_altered_and_sealed_anew_is_found(master: Path) -> None:
    work = master.parent
    path = work / WORK_FOLDER / memory.DATABASE
    with sqlite3.connect(path) as connection:
        ((key, frame),) = connection.execute("SELECT key, frame FROM opened").fetchall()
        told = zlib.decompress(frame[memory._SEAL :]).decode()
        packed = zlib.compress(told.replace("新建幼儿园", "改建幼儿园").encode())
        connection.execute("UPDATE opened SET frame = ?", (memory._seal(key, packed) + packed,))
    connection.close()
    (fault,) = jobs.verify(work).faults
    assert "的内容与留底读出来的不同，readings.sqlite 被改动过；请删去它，再汇总一次" in fault
    path.unlink()
    assert jobs.verify(work).faults == ()
