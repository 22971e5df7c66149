"""The ledger: what came in is kept, what is changed afterwards shows, past summaries come again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from minsheng_xl import jobs, ledger
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.cli import main
from minsheng_xl.ledger import lock, store
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from tests.worked import AUGUST, consolidate, fill, make_work

JOBS: dict[str, int | str] = {"城镇新增就业": 3000, "职业技能培训": "300人次"}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """A work folder with two departments' returns, consolidated once."""
    made = make_work(tmp_path / "县 民生&'%")
    fill(made, "县人社局", JOBS)
    fill(made, "县教育局", {"新建幼儿园": 9})
    consolidate(made)
    return made


def states(master: Path) -> dict[tuple[str, int], str]:
    with ledger.open_records(master.parent) as records:
        assert records is not None
        return {(each.department, each.number): each.state for each in records.versions(str(AUGUST))}


def test_every_file_is_kept_as_it_was(master: Path) -> None:
    returned = find_files(master.parent / "回收")
    files = master.parent / WORK_FOLDER / "files"
    for path in returned:
        sha256 = intake.take(path).sha256
        assert (files / sha256[:2] / f"{sha256}.xlsx").read_bytes() == path.read_bytes()


def test_a_run_on_the_same_files_adds_nothing_and_gives_the_same_bytes(master: Path) -> None:
    work = master.parent
    before, entries = consolidate(master).output.read_bytes(), jobs.verify(work).entries
    assert consolidate(master).output.read_bytes() == before
    assert jobs.verify(work).entries == entries


def test_versions_are_kept_and_the_newest_counts(master: Path) -> None:
    fill(master, "县人社局", JOBS | {"城镇新增就业": 3100}, received="2021-08-19", name="县人社局改.xlsx")
    done = consolidate(master)
    figure = {line.indicator.name: line.cumulative for line in done.summary.lines}
    assert figure["城镇新增就业"] == 3100
    assert states(master) == {
        ("县人力资源和社会保障局", 1): "已汇总",
        ("县教育局", 1): "已汇总",
        ("县人力资源和社会保障局", 2): "已汇总",
    }


def test_three_versions_of_a_return_and_every_past_summary_comes_again(master: Path, tmp_path: Path) -> None:
    issued = [consolidate(master).output.read_bytes()]
    for number, day in ((3100, "2021-08-19"), (2900, "2021-08-20")):
        fill(master, "县人社局", JOBS | {"城镇新增就业": number}, received=day)
        issued.append(consolidate(master).output.read_bytes())
    for number, was in enumerate(issued, start=1):
        again = jobs.rebuild(master.parent, AUGUST, tmp_path / f"{number}.xlsx", number=number)
        assert again.differences == ()
        assert again.original.read_bytes() == was
        assert cumulative(again.output) == cumulative(again.original)
    assert cumulative(tmp_path / "2.xlsx") != cumulative(tmp_path / "3.xlsx")
    assert jobs.verify(master.parent).faults == ()


def cumulative(path: Path) -> list[list[str]]:
    """The county table of a summary, cell for cell."""
    grid = intake.take(path).grids[0]
    return [[grid.text(row, column) for column in range(1, grid.width + 1)] for row, _ in grid]


def test_a_person_decides_with_a_reason(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        "decide",
        "县教育局",
        "通过",
        "--period",
        "2021-08",
        "--why",
        "已电话核实",
        "--work",
        str(master.parent),
    ]
    assert main([*told, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "通过"
    assert states(master)["县教育局", 1] == "通过"
    assert (
        main(
            [
                "decide",
                "县教育局",
                "差不多",
                "--period",
                "2021-08",
                "--why",
                "?",
                "--work",
                str(master.parent),
            ]
        )
        == 2
    )
    assert "请用：已收" in capsys.readouterr().err


def alter(work: Path, statement: str) -> None:
    """Change the database behind the program's back."""
    with sqlite3.connect(work / WORK_FOLDER / store.DATABASE) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.executescript(statement)
    connection.close()


CHANGES = [
    "UPDATE value SET value = '9999' WHERE rowid = 1",
    "UPDATE figure SET cumulative = '1' WHERE rowid = 1",
    "UPDATE state SET state = '通过' WHERE rowid = 1",
    "UPDATE file SET received = '2021-08-01T00:00:00' WHERE rowid = 1",
    "UPDATE version SET department = '县水利局' WHERE rowid = 1",
    "UPDATE entry SET at = '2021-08-01T00:00:00' WHERE seq = 1",
    "UPDATE entry SET who = '别人' WHERE seq = 2",
    "DELETE FROM value WHERE rowid = 1",
    "DELETE FROM finding",
    "INSERT INTO state VALUES (1, '锁定', '', 99)",
    "DELETE FROM entry WHERE seq = (SELECT MAX(seq) FROM entry)",
    "DELETE FROM entry WHERE seq = 1",
    """DELETE FROM summary; DELETE FROM used; DELETE FROM figure; DELETE FROM state WHERE entry = 2;
       DELETE FROM entry WHERE seq = 2; UPDATE sqlite_sequence SET seq = 1 WHERE name = 'entry'""",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_any_change_to_what_was_noted_is_found(master: Path, statement: str) -> None:
    assert jobs.verify(master.parent).faults == ()
    alter(master.parent, statement)
    assert jobs.verify(master.parent).faults


def test_the_database_itself_refuses_changes(master: Path) -> None:
    with sqlite3.connect(master.parent / WORK_FOLDER / store.DATABASE) as connection:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("UPDATE value SET value = '1'")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM entry")
    connection.close()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("spoil", [_cut, Path.unlink])
def test_a_changed_or_missing_copy_is_found(master: Path, spoil: Callable[[Path], None]) -> None:
    copies = find_files(master.parent / WORK_FOLDER / "files")
    assert len(copies) == 4  # two returns, the summary, its master
    for path in copies:
        data = path.read_bytes()
        spoil(path)
        assert len(jobs.verify(master.parent).faults) == 1
        path.write_bytes(data)


def test_a_ledger_put_back_to_an_older_day_is_found_by_the_issued_summary(master: Path) -> None:
    folder = master.parent / WORK_FOLDER
    old = {path: path.read_bytes() for path in (folder / store.DATABASE, folder / store.HEAD)}
    fill(master, "县水利局", {"新建供水工程": 20}, received="2021-08-19")
    consolidate(master)
    for path, data in old.items():
        path.write_bytes(data)
    assert any("发出后" in fault for fault in jobs.verify(master.parent).faults)


def test_verify_speaks_chinese_and_tells_by_its_exit_code(
    master: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--work", str(master.parent)]) == 0
    assert "完好" in capsys.readouterr().err
    alter(master.parent, CHANGES[0])
    assert main(["verify", "--work", str(master.parent)]) == 1
    assert "“填报的数”被改动" in capsys.readouterr().err
    assert main(["verify", "--work", str(master.parent / "没有")]) == 2


def test_without_a_writable_work_folder_the_summary_is_still_made(master: Path, tmp_path: Path) -> None:
    work = tmp_path / "没有这个文件夹"
    done = jobs.consolidate(
        master.parent / "回收" / str(AUGUST), master, AUGUST, tmp_path / "汇总.xlsx", work=work
    )
    assert done.output.is_file()
    assert "没有记台账" in done.notes[0]
    (tmp_path / "县").mkdir()
    (tmp_path / "县" / WORK_FOLDER).write_text("不是文件夹", encoding="utf-8")
    done = jobs.consolidate(
        master.parent / "回收" / str(AUGUST), master, AUGUST, tmp_path / "汇总.xlsx", work=tmp_path / "县"
    )
    assert "没有记台账" in done.notes[0]


@pytest.mark.parametrize("at", [0, 4096, 4096 * 4])
def test_a_damaged_ledger_is_said_and_stops_the_run(master: Path, at: int) -> None:
    database = master.parent / WORK_FOLDER / store.DATABASE
    data = bytearray(database.read_bytes())
    data[at : at + 2000] = b"\x7f" * 2000
    database.write_bytes(data)
    (fault,) = jobs.verify(master.parent).faults
    assert "内容已损坏" in fault
    issued = consolidated(master)
    with pytest.raises(ledger.LedgerDamaged, match="内容已损坏"):
        consolidate(master)
    assert consolidated(master) == issued


def consolidated(master: Path) -> bytes:
    """The county summary as it lies there."""
    return (master.parent / "汇总" / str(AUGUST) / f"县汇总表_{AUGUST}.xlsx").read_bytes()


HOLD = """
import sys, time
from pathlib import Path
from minsheng_xl import ledger
with ledger.open_ledger(Path(sys.argv[1]), who="张三"):
    print("持有", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(master: Path) -> subprocess.Popen[str]:
    """Another process that holds the ledger."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(master.parent)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_second_writer_is_told_who_writes(master: Path, holder: subprocess.Popen[str]) -> None:
    try:
        with pytest.raises(ledger.LedgerBusy) as busy, ledger.open_ledger(master.parent, patience=0.3):
            pass
        assert f"进程 {holder.pid}" in str(busy.value)
        assert "请等那边做完再试" in str(busy.value)
        with ledger.open_records(master.parent) as records:
            assert records is not None
            assert records.versions(str(AUGUST))
    finally:
        holder.kill()
        holder.communicate()


def test_the_lock_of_a_killed_writer_is_taken_over(master: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    holder.communicate()
    path = master.parent / WORK_FOLDER / store.LOCK
    assert path.exists()
    with ledger.open_ledger(master.parent, patience=0.3):
        assert lock.Holder.read(path) is not None
    assert not path.exists()


def test_two_writers_take_turns(master: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom minsheng_xl import ledger\n"
        "for n in range(20):\n"
        "    with ledger.open_ledger(Path(sys.argv[1]), patience=30) as book:\n"
        "        book.decide('县教育局', '2021-08', '通过', f'{sys.argv[2]}{n}')\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(master.parent), name]) for name in ("甲", "乙")
    ]
    assert [each.wait(120) for each in writers] == [0, 0]
    found = jobs.verify(master.parent)
    assert (found.faults, found.entries) == ((), 1 + 2 + 40)


def test_a_lock_from_another_computer_is_never_broken(master: Path) -> None:
    path = master.parent / WORK_FOLDER / store.LOCK
    path.write_text(
        json.dumps({"owner": "李四", "pid": 1, "host": "别的电脑", "since": "2021-08-25T09:00:00"}),
        encoding="utf-8",
    )
    with (
        pytest.raises(ledger.LedgerBusy, match="李四（电脑 别的电脑"),
        ledger.open_ledger(master.parent, patience=0),
    ):
        pass
    assert path.exists()


def test_a_number_used_again_by_a_later_process_does_not_hold_the_lock(master: Path) -> None:
    path = master.parent / WORK_FOLDER / store.LOCK
    me = lock.Holder.me()
    if not me.born:
        pytest.skip("this system does not tell when a process began")
    text = {"owner": "我", "pid": os.getpid(), "host": me.host, "since": "2021-08-25T09:00:00", "born": "1"}
    path.write_text(json.dumps(text), encoding="utf-8")
    with ledger.open_ledger(master.parent, patience=0):
        pass


def test_a_problem_is_followed_to_the_version_that_mends_it(master: Path) -> None:
    fill(master, "县水利局", {"新建供水工程": "详见附件"}, received="2021-08-18")
    consolidate(master)
    fill(master, "县水利局", {"新建供水工程": 25}, received="2021-08-19")
    consolidate(master)
    with ledger.open_records(master.parent) as records:
        assert records is not None
        own = [each for each in ledger.trails(records, str(AUGUST)) if each.department == "县水利局"]
    (trail,) = [each for each in own if each.code == "R15"]
    assert trail.mended
    assert (trail.first.number, trail.last.number, trail.mended.number) == (1, 1, 2)
    assert trail.sent_back


def test_rebuild_says_what_is_not_there(master: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="只出过1次"):
        jobs.rebuild(master.parent, AUGUST, tmp_path / "a.xlsx", number=2)
    with pytest.raises(InputError, match="没有收件台账"):
        jobs.rebuild(tmp_path, AUGUST, tmp_path / "a.xlsx")
