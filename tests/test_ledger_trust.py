"""A ledger is believed or the run stops: what is damaged, gone, newer, older, unwritable, held elsewhere."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from minsheng_xl import ledger
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.cli import main
from minsheng_xl.ledger import faults, kept, opening, schemas, store
from minsheng_xl.place import WORK_FOLDER
from tests.books import (
    CODE,
    EDUCATION,
    LEDGERS,
    PERIOD,
    WATER,
    behind_its_back,
    bytes_below,
    came,
    new_ledger,
    old_ledger,
    states,
)
from tests.powers import without_powers
from tests.worked import AUGUST, consolidate, fill, make_work

SENT_BACK = {EDUCATION: ("已退回", "数不实"), WATER: ("已汇总", "")}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    made = tmp_path / "县"
    new_ledger(made)
    return made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "PATIENCE", 0.2)


def _empty(folder: Path) -> None:
    (folder / store.DATABASE).write_bytes(b"")


def _noise(folder: Path) -> None:
    (folder / store.DATABASE).write_bytes(random.Random(1).randbytes(4096))


def _cut_off(folder: Path) -> None:
    path = folder / store.DATABASE
    path.write_bytes(path.read_bytes()[: 4096 * 9])


def _newer(folder: Path) -> None:
    behind_its_back(folder, "PRAGMA user_version = 3")


def _unknown(folder: Path) -> None:
    behind_its_back(folder, 'ALTER TABLE "state" RENAME COLUMN why TO because')


def _older(folder: Path) -> None:
    behind_its_back(folder, "PRAGMA user_version = 0")


def _gone(folder: Path) -> None:
    (folder / store.DATABASE).unlink()


def _gone_with_head(folder: Path) -> None:
    _gone(folder)
    (folder / store.HEAD).unlink()


def _put_back(folder: Path) -> None:
    """The last entry is not there yet; the file beside the database knows of it."""
    behind_its_back(folder, "DELETE FROM state WHERE entry = 4", "DELETE FROM entry WHERE seq = 4")


DAMAGE: Mapping[Callable[[Path], None], str] = MappingProxyType(
    {
        _empty: "ledger.sqlite 是空文件",
        _noise: "内容已损坏（file is not a database）",
        _cut_off: "内容已损坏",
        _newer: "是更新版本的程序写的。请更新本程序后再用",
        _unknown: "其中的表本程序不认得（第2版）",
        _older: "其中的表本程序不认得（第0版）",
        _gone: "台账不见了（ledger.sqlite）",
        _gone_with_head: "台账不见了（ledger.sqlite）",
        _put_back: "它比末端校验文件 head 旧，少了后来的记录",
    }
)


@pytest.mark.parametrize("spoil", DAMAGE)
def test_a_ledger_that_cannot_be_believed_is_neither_read_nor_written_nor_begun_anew(
    work: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(work / WORK_FOLDER)
    before = bytes_below(work)
    with pytest.raises(ledger.LedgerDamaged) as reading, ledger.open_records(work):
        pass
    with pytest.raises(ledger.LedgerDamaged) as writing, ledger.open_ledger(work):
        pass
    assert str(reading.value) == str(writing.value)
    assert DAMAGE[spoil] in str(reading.value)
    assert bytes_below(work) == before


@pytest.mark.parametrize("spoil", [each for each in DAMAGE if each is not _put_back])
def test_verify_says_what_is_wrong_with_it(work: Path, spoil: Callable[[Path], None]) -> None:
    spoil(work / WORK_FOLDER)
    (fault,) = ledger.verify(work).faults
    assert DAMAGE[spoil].partition("。")[0] in fault


def test_a_run_stops_with_one_sentence_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = make_work(tmp_path / "县")
    fill(master, "县教育局", {"新建幼儿园": 9})
    issued = consolidate(master).output
    before = issued.read_bytes()
    told = ["consolidate", str(master.parent / "回收" / str(AUGUST)), "--master", str(master)]
    told += ["--period", str(AUGUST), "-o", str(issued), "-q"]
    for spoil in (_empty, _noise, _newer, _gone):
        folder = master.parent / WORK_FOLDER
        good = (folder / store.DATABASE).read_bytes()
        spoil(folder)
        assert main(told) == 2
        assert DAMAGE[spoil].partition("。")[0] in capsys.readouterr().err
        assert issued.read_bytes() == before
        (folder / store.DATABASE).write_bytes(good)
    assert main(told) in (0, 1)


def test_a_work_folder_that_never_held_a_ledger_is_a_fresh_start(tmp_path: Path) -> None:
    (tmp_path / WORK_FOLDER).mkdir()
    (tmp_path / WORK_FOLDER / "readings.sqlite").write_bytes(b"")
    with ledger.open_records(tmp_path) as records:
        assert records is None
    with pytest.raises(InputError, match="没有收件台账"):
        ledger.verify(tmp_path)
    with ledger.open_ledger(tmp_path) as book:
        assert book.versions(PERIOD) == []


def test_a_new_ledger_stands_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", _no_room)
    with pytest.raises(ledger.LedgerUnavailable, match="磁盘满了"), ledger.open_ledger(tmp_path):
        pass
    assert bytes_below(tmp_path / WORK_FOLDER) == {}


def _no_room(_: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# --- rights and places


@pytest.fixture
def closed(work: Path) -> Iterator[Path]:
    """The ledger's folder without the right to write there."""
    folder = work / WORK_FOLDER
    for path in (*folder.rglob("*"), folder):
        path.chmod(path.stat().st_mode & ~0o222)
    with without_powers():
        yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)


def test_a_folder_that_cannot_be_written_is_still_read(work: Path, closed: Path) -> None:
    assert states(work) == SENT_BACK
    assert ledger.verify(work).faults == ()
    with pytest.raises(ledger.LedgerUnavailable) as said, ledger.open_ledger(work):
        pass
    assert "写不进去（没有权限），这次没有记台账" in str(said.value)
    assert not (closed / store.LOCK).exists()


def test_a_database_that_cannot_be_written_says_so_before_anything_is_done(work: Path) -> None:
    path = work / WORK_FOLDER / store.DATABASE
    path.chmod(0o444)
    with without_powers():
        with pytest.raises(ledger.LedgerUnavailable, match="磁盘只能读"), ledger.open_ledger(work):
            pass
        assert states(work) == SENT_BACK


@pytest.mark.parametrize("open_it", [ledger.open_records, ledger.open_ledger])
def test_a_ledger_that_may_not_be_read_stops_the_run(
    work: Path, open_it: Callable[[Path], AbstractContextManager[object]]
) -> None:
    (work / WORK_FOLDER / store.DATABASE).chmod(0)
    with without_powers(), pytest.raises(ledger.LedgerDamaged) as said, open_it(work):
        pass
    assert "读不了（没有权限）。请检查这个文件夹和其中文件的权限" in str(said.value)


def test_a_folder_that_may_not_be_looked_into_is_not_taken_for_an_empty_one(work: Path) -> None:
    path = work / WORK_FOLDER
    path.chmod(0)
    with without_powers(), pytest.raises(ledger.LedgerDamaged) as said, ledger.open_records(work):
        pass
    path.chmod(0o755)
    assert "读不了（没有权限）。请检查这个文件夹和其中文件的权限" in str(said.value)


CUT_OFF = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    connection.execute(f'DROP TRIGGER "{name}"')
connection.execute("UPDATE state SET state = '锁定'")
for _ in range(200):
    connection.execute("INSERT INTO state VALUES (1, '锁定', hex(randomblob(2000)), 4)")
os._exit(0)
"""


@pytest.fixture
def cut_off(work: Path) -> Path:
    """A ledger into which half a transaction was written when its process ended; its folder."""
    folder = work / WORK_FOLDER
    subprocess.run([sys.executable, "-c", CUT_OFF, str(folder / store.DATABASE)], check=True)
    assert (folder / "ledger.sqlite-journal").stat().st_size > 0
    return folder


def test_what_was_cut_off_does_not_hold(work: Path, cut_off: Path) -> None:
    assert states(work) == SENT_BACK
    assert not (cut_off / "ledger.sqlite-journal").exists()


def test_what_was_cut_off_does_not_hold_in_a_folder_that_cannot_be_written(
    work: Path, cut_off: Path, closed: Path
) -> None:
    before = bytes_below(closed)
    assert states(work) == SENT_BACK
    assert ledger.verify(work).faults == ()
    assert bytes_below(closed) == before


@pytest.mark.parametrize("name", ["县?民生#八月%20&;", "县 民生'\"", "ä\N{COMBINING DIAERESIS}"])
def test_odd_names_of_folders_are_only_names(work: Path, tmp_path: Path, name: str) -> None:
    odd = tmp_path / name
    work.rename(odd)
    assert states(odd) == SENT_BACK
    with ledger.open_ledger(odd) as book:
        book.decide(EDUCATION, PERIOD, "通过", "已核实")
    assert states(odd)[EDUCATION] == ("通过", "已核实")
    assert ledger.verify(odd).faults == ()


def test_a_path_too_long_for_the_database_is_read_and_said_to_be_too_long(work: Path, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["县民生实事办公室二〇二一年八月报送"] * 22)
    deep.mkdir(parents=True)
    shutil.move(work, deep / "县")
    work = deep / "县"
    assert len(os.fsencode(work)) > 1000
    assert states(work) == SENT_BACK
    assert ledger.verify(work).faults == ()
    with pytest.raises(ledger.LedgerUnavailable, match="路径太长"), ledger.open_ledger(work):
        pass


# --- a full disk, a file that is held elsewhere


def test_a_full_disk_is_called_a_full_disk_and_costs_nothing(work: Path) -> None:
    before = bytes_below(work / WORK_FOLDER)
    with ledger.open_ledger(work) as book:
        pages = book.query("PRAGMA page_count")[0][0]
        book.query(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ledger.LedgerUnavailable) as said:
            book.take_in(PERIOD, [came(work, f"{n}局", n) for n in range(400)])
    assert "写不进去（磁盘满了），这次没有记台账" in str(said.value)
    assert "rollback" not in str(said.value)
    assert bytes_below(work / WORK_FOLDER) == before
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [came(work, "县民政局", 7)])
    assert ledger.verify(work).faults == ()


def test_no_room_for_a_copy_leaves_nothing_behind(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bytes_below(work / WORK_FOLDER)
    with ledger.open_ledger(work) as book:
        monkeypatch.setattr(os, "fsync", _no_room)
        with pytest.raises(ledger.LedgerUnavailable, match="磁盘满了"):
            book.take_in(PERIOD, [came(work, "县民政局", 7)])
    assert bytes_below(work / WORK_FOLDER) == before


def _sharing(*_: object, **__: object) -> None:
    fault = PermissionError(errno.EACCES, "The process cannot access the file")
    fault.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    raise fault


def _held(monkeypatch: pytest.MonkeyPatch, method: str, name: str, times: int) -> list[Path]:
    """A file that another program holds so many times; the times it did."""
    real, seen = getattr(Path, method), list[Path]()

    def hindered(path: Path, *rest: object, **more: object) -> object:
        if name in path.name and len(seen) < times:
            seen.append(path)
            _sharing()
        return real(path, *rest, **more)

    monkeypatch.setattr(Path, method, hindered)
    return seen


HELD = [
    ("write_text", store.LOCK),
    ("replace", store.HEAD),
    ("replace", ".csv"),
    ("stat", store.DATABASE),
    ("read_text", store.HEAD),
]


@pytest.mark.parametrize(("method", "name"), HELD)
def test_a_file_held_for_a_moment_is_waited_for(
    work: Path, method: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = _held(monkeypatch, method, name, 2)
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [came(work, "县民政局", 7)])
    assert len(seen) == 2
    assert ledger.verify(work).faults == ()
    assert states(work)["县民政局"] == ("已收", "")


@pytest.mark.parametrize(("method", "name"), HELD)
def test_a_file_held_for_long_stops_the_run(
    work: Path, method: str, name: str, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    _held(monkeypatch, method, name, 10_000)
    with pytest.raises(ledger.LedgerBusy), ledger.open_ledger(work, patience=0.2) as book:
        book.take_in(PERIOD, [came(work, "县民政局", 7)])


# --- earlier schemas

OLD = sorted(path.stem for path in LEDGERS.glob("*.sql"))


def test_there_is_a_ledger_of_every_earlier_schema(tmp_path: Path) -> None:
    met = set()
    for commit in OLD:
        folder = old_ledger(tmp_path / commit, commit)
        with closing(opening.open_to_read(folder)) as connection:
            met.add(opening.believed(connection, folder).name)
    assert met == {each.name for each in schemas.SCHEMAS} - {schemas.CURRENT.name}


@pytest.mark.parametrize("commit", OLD)
def test_an_earlier_ledger_is_read_as_it_lies(tmp_path: Path, commit: str) -> None:
    folder = old_ledger(tmp_path, commit)
    before = bytes_below(folder)
    assert states(tmp_path) == SENT_BACK
    with ledger.open_records(tmp_path) as records:
        assert records is not None
        assert [each.by for each in records.versions(PERIOD)] == ["lead", "lead"]
        assert records.issues(PERIOD) == []
    found = ledger.verify(tmp_path)
    assert (found.entries, found.files, found.faults) == (3, 4, ())
    assert bytes_below(folder) == before


@pytest.mark.parametrize("commit", OLD)
def test_an_earlier_ledger_is_brought_to_the_tables_of_today_and_sealed(tmp_path: Path, commit: str) -> None:
    folder = old_ledger(tmp_path, commit)
    last = (folder / store.HEAD).read_text(encoding="utf-8").split()[1]
    with ledger.open_ledger(tmp_path, who="李四") as book:
        assert book.head() == last
        book.send_out("2021-09", "lead", "摘要", tmp_path / "总表.csv", {CODE: ("9", PERIOD)})
        chain = book.query("SELECT seq, who, action FROM entry ORDER BY seq")
        assert book.query("PRAGMA user_version") == [(2,)]
    assert chain[3:] == [(4, "李四", "升级"), (5, "李四", "下发")]
    assert states(tmp_path) == SENT_BACK
    found = ledger.verify(tmp_path)
    assert (found.entries, found.faults) == (5, ())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE version SET \"by\" = 'responsible' WHERE id = 1",
        "UPDATE version SET department = '县水务局' WHERE id = 2",
        "UPDATE state SET state = '通过' WHERE entry = 3",
        "UPDATE entry SET content = '{}' WHERE action = '升级'",
    ],
)
@pytest.mark.parametrize("commit", OLD)
def test_what_was_there_before_the_upgrade_is_sealed_by_it(
    tmp_path: Path, commit: str, statement: str
) -> None:
    folder = old_ledger(tmp_path, commit)
    with ledger.open_ledger(tmp_path):
        pass
    assert ledger.verify(tmp_path).faults == ()
    behind_its_back(folder, statement)
    assert ledger.verify(tmp_path).faults


def test_the_tables_of_a_schema_do_not_change_without_a_new_number() -> None:
    text = repr({table: [*names] for table, names in schemas.CURRENT.tables.items()})
    assert schemas.CURRENT.number == 2
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "5e356d5c90e981fe"


# --- what the ledger gives back


def test_forms_as_they_went_out_come_back(work: Path) -> None:
    master = work / "总表.csv"
    with ledger.open_ledger(work) as book:
        entries = len(book.query("SELECT seq FROM entry"))
        book.send_out("2021-09", "lead", "摘要", master, {CODE: ("9", PERIOD)})
        assert len(book.query("SELECT seq FROM entry")) == entries
        book.send_out("2021-09", "township", "摘要", master, {CODE: ("", "")})
        book.send_out("2021-09", "lead", "摘要", master, {CODE: ("9.5", PERIOD), "2021-3-1-01": ("", "")})
        first, towns, second = book.issues("2021-09")
        assert book.issues(PERIOD) == []
        assert book.kept_file(second.master).read_bytes() == master.read_bytes()
    assert (first.id, first.period, first.by, first.digest) == (1, "2021-09", "lead", "摘要")
    assert first.carried == {CODE: ("9", PERIOD)}
    assert (towns.by, towns.carried) == ("township", {CODE: ("", "")})
    assert second.carried == {CODE: ("9.5", PERIOD), "2021-3-1-01": ("", "")}
    assert ledger.verify(work).faults == ()


def test_a_damaged_copy_is_not_given_out_and_is_mended_from_the_original(work: Path) -> None:
    for spoilt in (b"", "县教育局,70\n".encode()):
        file = came(work, EDUCATION, 9)
        with ledger.open_ledger(work) as book:
            copy = book.copy_of(file.outcome.sha256)
            copy.write_bytes(spoilt)
            name = copy.relative_to(book.files).as_posix()
            said = f"留存的文件 files/{name} 被改动，不能取数。请把原来的文件放回“回收”再汇总一次"
            with pytest.raises(InputError, match=said):
                book.copy_of(file.outcome.sha256)
            with pytest.raises(InputError, match=said):
                book.kept_file(name)
            book.take_in(PERIOD, [file])
            assert book.copy_of(file.outcome.sha256).read_bytes() == file.path.read_bytes()
        assert ledger.verify(work).faults == ()


@pytest.mark.parametrize("name", ["", "../head", "head", "ab/abc.xlsx", "/etc/hosts"])
def test_only_copies_are_given_out(work: Path, name: str) -> None:
    with ledger.open_ledger(work) as book, pytest.raises(InputError, match="不能取数"):
        book.kept_file(name)


def test_a_version_names_the_entries_it_came_and_was_decided_with(work: Path) -> None:
    with ledger.open_records(work) as records:
        assert records is not None
        assert [(each.entry, each.decided) for each in records.versions(PERIOD)] == [(1, 4), (1, 2)]


def test_where_rows_lie_changes_no_state_and_is_found(work: Path) -> None:
    with ledger.open_ledger(work) as book:
        book.decide(EDUCATION, PERIOD, "锁定", "已通报")
    last = "(SELECT MAX(rowid) FROM state)"
    behind_its_back(
        work / WORK_FOLDER,
        f"UPDATE state SET rowid = 99 WHERE rowid = {last} - 1",  # an earlier 已退回 lies last
    )
    assert states(work)[EDUCATION] == ("锁定", "已通报")
    assert ledger.verify(work).faults == ("“审核状态”的记录被挪动、删去或插入过",)


def test_bytes_are_known_by_the_time_they_first_came(work: Path) -> None:
    again = came(work, EDUCATION, 9, day="2021-08-27T10:00:00", name="A副本.csv")
    early = came(work, WATER, 20, day="2021-08-17T08:00:00.123456", name="B副本.csv")
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [again, early])
        times = book.known_times(PERIOD)
        assert book.known_times("2021-09") == {}
    assert times[again.outcome.sha256] == datetime(2021, 8, 18, 9, 30, 15)
    assert times[early.outcome.sha256] == datetime(2021, 8, 17, 8, 0, 0, 123456)


@pytest.mark.parametrize("state", ["通过", "锁定"])
def test_a_version_refused_as_a_whole_is_not_passed_or_locked(work: Path, state: str) -> None:
    refused = came(work, WATER, 21, day="2021-08-20T09:00:00", refused="报送期写成了7月。")
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [refused])
        with pytest.raises(InputError) as said:
            book.decide(WATER, PERIOD, state, "先用着", 2)
        assert str(said.value) == (
            f"县水利局2021-08第2版整份未收（报送期写成了7月），不能定为“{state}”。"
            "请改定第1版（--version 1），或请该单位改好重报。"
        )
        assert book.decide(WATER, PERIOD, state, "先用着", 1).number == 1


def test_a_refused_version_that_a_newer_one_replaced_is_not_passed_either(work: Path) -> None:
    day, refused = "2021-08-20T09:00:00", "报送期写成了7月"
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [came(work, WATER, 21, day=day, refused=refused)])
        newer = came(work, WATER, 22, day="2021-08-21T09:00:00", name="补报.csv")
        book.take_in(PERIOD, [came(work, WATER, 21, day=day, refused=refused, superseded=True), newer])
        assert book.versions(PERIOD)[2].status == "skipped"
        with pytest.raises(InputError, match=r"第2版整份未收（报送期写成了7月）.*请改定第3版"):
            book.decide(WATER, PERIOD, "锁定", "先用着", 2)


def test_a_decision_is_on_the_leads_form_where_there_is_one(work: Path) -> None:
    towns = came(work, WATER, 30, day="2021-08-20T09:00:00", name="乡镇.csv", by="township")
    with ledger.open_ledger(work) as book:
        book.take_in(PERIOD, [towns, came(work, "县民政局", 3, by="township")])
        assert book.decide(WATER, PERIOD, "通过", "已核实").by == "lead"
        assert book.decide("民政局", PERIOD, "通过", "已核实").by == "township"


def test_what_a_cell_holds_is_read_back_as_it_was_sealed(work: Path) -> None:
    batch = store.Batch()
    for table in ("stood", "outcome", "said", "duty"):
        width = len(schemas.TABLES[table])
        for row in ((1, "2", None), ("1", 2, "县"), ("", 0, "0012")):
            batch.add(table, *(row[at % 3] for at in range(width)))
    with ledger.open_ledger(work) as book:
        book._append(batch, "出汇总", PERIOD)
        assert book.query("SELECT summary, reading, code FROM stood") == [
            (1, "2", None),
            ("1", 2, "县"),
            ("", 0, "0012"),
        ]
    assert ledger.verify(work).faults == ()


# --- on the disk before it is named


def test_copies_lie_on_the_disk_before_the_entry_that_names_them(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("what a handle is of is read from /proc")
    done: list[str] = []
    real, append = os.fsync, store.append

    def flushed(handle: int) -> None:
        done.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    def appended(*args: object, **more: object) -> object:
        done.append("entry")
        return append(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(store, "append", appended)
    file = came(work, "县民政局", 7)
    with ledger.open_ledger(work) as book:
        assert book.query("PRAGMA synchronous") == [(3,)]
        book.take_in(PERIOD, [file])
    sha256, pid = file.outcome.sha256, os.getpid()
    assert done == [
        "files",
        f"{sha256}.csv.{pid}.tmp",
        sha256[:2],
        "entry",
        f"head.{pid}.tmp",
        WORK_FOLDER,
    ]


def test_a_killed_runs_copies_are_noted_by_the_next(work: Path) -> None:
    folder = work / WORK_FOLDER
    file = came(work, "县民政局", 7)
    name = kept.keep(file.path, file.outcome.sha256, folder / store.FILES)
    (fault,) = ledger.verify(work).faults
    assert f"留存的文件 files/{name} 不在台账里" in fault
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom minsheng_xl import ledger\n"
        "with ledger.open_ledger(Path(sys.argv[1])):\n    os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(work)], check=False)
    assert (folder / store.LOCK).exists()
    with ledger.open_ledger(work, who="李四") as book:
        assert book.query("SELECT action, subject FROM entry ORDER BY seq DESC LIMIT 1") == [
            ("接手", "1份留底")
        ]
    assert ledger.verify(work).faults == ()
    assert "县民政局" not in states(work)
