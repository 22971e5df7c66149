"""Files that an earlier run opened are remembered, not opened again; what is remembered is what was read."""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from minsheng_xl.jobs import history
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake, memory, passwords, workers
from minsheng_xl.reading.opening.intake import TakenFile
from minsheng_xl.writing import style
from minsheng_xl.writing.sheets import put
from tests.powers import without_powers

Opened = Callable[[], list[str]]
"""Names of the files opened since the last call."""


def workbook(path: Path, text: str) -> Path:
    with style.new_book(path) as book:
        put(book.workbook.add_worksheet("表"), 1, 1, text, book.format())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of returns in a work folder: two workbooks, a text, an archive, and what is no table."""
    folder = tmp_path / "回收"
    folder.mkdir()
    workbook(folder / "甲.xlsx", "甲")
    workbook(folder / "乙.xlsx", "乙")
    (folder / "丙.csv").write_text("单位,目标\n人,1\n", encoding="utf-8")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 nothing")
    inner = BytesIO((folder / "甲.xlsx").read_bytes())
    with ZipFile(folder / "包.zip", "w") as package:
        package.writestr("镇.xlsx", inner.getvalue())
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    names: list[str] = []
    real = workers.open_files

    def counted(files: Sequence[tuple[Path, str]], **more: Any) -> Any:
        names.extend(name for _, name in files)
        return real(files, **more)

    monkeypatch.setattr(workers, "open_files", counted)

    def since() -> list[str]:
        now = [*names]
        names.clear()
        return now

    return since


def taken(folder: Path) -> list[TakenFile]:
    files = intake.take_all(folder, find_files(folder), work=folder.parent)
    return [one for each in files for one in each.every()]


def said(files: Sequence[TakenFile]) -> list[tuple[object, ...]]:
    return [(each.name, each.sha256, each.received, each.grids, str(each.refusal)) for each in files]


def test_a_second_run_opens_only_what_was_refused(folder: Path, opened: Opened) -> None:
    first = taken(folder)
    assert sorted(opened()) == ["丙.csv", "乙.xlsx", "包.zip", "包.zip!/镇.xlsx", "坏.xlsx", "甲.xlsx"]
    assert said(taken(folder)) == said(first)
    assert opened() == ["包.zip", "坏.xlsx"]


def test_a_changed_or_renamed_file_is_opened_again(folder: Path, opened: Opened) -> None:
    taken(folder)
    workbook(folder / "甲.xlsx", "甲改")
    (folder / "乙.xlsx").rename(folder / "丁.xlsx")
    opened()
    values = {each.name: each.grids[0].value(1, 1) for each in taken(folder) if each.grids}
    assert sorted(opened()) == ["丁.xlsx", "包.zip", "坏.xlsx", "甲.xlsx"]
    assert (values["甲.xlsx"], values["丁.xlsx"]) == ("甲改", "乙")


def test_a_file_touched_is_remembered_with_its_new_time(folder: Path, opened: Opened) -> None:
    taken(folder)
    os.utime(folder / "甲.xlsx", (1_600_000_000, 1_600_000_000))
    opened()
    received = next(each.received for each in taken(folder) if each.name == "甲.xlsx")
    assert "甲.xlsx" not in opened()
    assert received is not None
    assert received.timestamp() == 1_600_000_000


@pytest.mark.parametrize("damage", [b"no database at all", b""])
def test_a_damaged_memory_is_begun_anew(folder: Path, opened: Opened, damage: bytes) -> None:
    first = taken(folder)
    database = folder.parent / WORK_FOLDER / memory.DATABASE
    database.write_bytes(damage)
    assert said(taken(folder)) == said(first)
    opened()
    taken(folder)
    assert opened() == ["包.zip", "坏.xlsx"]


def test_a_damaged_reading_is_opened_again(folder: Path, opened: Opened) -> None:
    first = taken(folder)
    with sqlite3.connect(folder.parent / WORK_FOLDER / memory.DATABASE) as connection:
        connection.execute("UPDATE opened SET frame = x'00'")
    opened()
    assert said(taken(folder)) == said(first)
    assert "甲.xlsx" in opened()


def test_another_reader_knows_nothing(folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(folder)
    opened()
    monkeypatch.setattr(memory, "_reader", lambda: "a later version")
    taken(folder)
    assert len(opened()) == 6


@pytest.mark.parametrize("module", ["scan.py", "workbooks.py", "zips.py", "xml.py"])
def test_the_reader_is_known_by_all_code_that_reads(module: str) -> None:
    assert f"('{module}', " in memory._reader()


def test_with_passwords_nothing_is_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(passwords.VARIABLE, "秘密")
    taken(folder)
    assert not (folder.parent / WORK_FOLDER).exists()


def test_a_run_that_stops_early_remembers_what_it_has_read(folder: Path, opened: Opened) -> None:
    stream = intake.take_all(folder, find_files(folder), work=folder.parent)
    first = next(stream).name
    stream.close()
    opened()
    taken(folder)
    assert first not in opened()


def test_the_oldest_are_forgotten(folder: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(folder)
    monkeypatch.setattr(memory, "MOST", 1)
    workbook(folder / "新.xlsx", "新")
    taken(folder)
    opened()
    taken(folder)
    assert sorted(opened()) == ["丙.csv", "乙.xlsx", "包.zip", "包.zip!/镇.xlsx", "坏.xlsx", "甲.xlsx"]


def test_a_folder_that_cannot_be_written_costs_no_more_than_the_memory(folder: Path, opened: Opened) -> None:
    (folder.parent / WORK_FOLDER).write_text("a file where the folder should be")
    assert said(taken(folder)) == said(taken(folder))
    assert len(opened()) == 12


def test_last_periods_summary_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "县汇总表.xlsx", "一")
    first = history.taken_once(path)
    assert history.taken_once(path) is first
    os.utime(workbook(path, "二"), (1_600_000_000, 1_600_000_000))
    assert history.taken_once(path).grids[0].value(1, 1) == "二"


def sealed(folder: Path) -> dict[str, bytes]:
    """Every remembered reading by its key."""
    with sqlite3.connect(folder.parent / WORK_FOLDER / memory.DATABASE) as connection:
        found = dict(connection.execute("SELECT key, frame FROM opened"))
    connection.close()
    return found


def reseal(folder: Path, frames: dict[str, bytes]) -> None:
    """Put other readings in their places."""
    with sqlite3.connect(folder.parent / WORK_FOLDER / memory.DATABASE) as connection:
        connection.executemany(
            "UPDATE opened SET frame = ? WHERE key = ?", [(b, a) for a, b in frames.items()]
        )
    connection.close()


def test_a_reading_that_was_altered_is_not_believed(folder: Path, opened: Opened) -> None:
    first = taken(folder)
    seal = memory._SEAL
    altered = {
        key: frame[:seal] + zlib.compress(zlib.decompress(frame[seal:]).replace("甲".encode(), "己".encode()))
        for key, frame in sealed(folder).items()
    }
    reseal(folder, altered)
    opened()
    assert said(taken(folder)) == said(first)
    assert sorted(opened()) == ["丙.csv", "乙.xlsx", "包.zip", "包.zip!/镇.xlsx", "坏.xlsx", "甲.xlsx"]


def test_a_reading_in_another_files_place_is_not_believed(folder: Path, opened: Opened) -> None:
    first = taken(folder)
    frames = sealed(folder)
    reseal(folder, dict(zip(frames, reversed(frames.values()), strict=True)))
    assert said(taken(folder)) == said(first)


def test_what_an_earlier_program_remembered_is_opened_again(folder: Path, opened: Opened) -> None:
    first = taken(folder)
    reseal(folder, {key: frame[memory._SEAL :] for key, frame in sealed(folder).items()})
    opened()
    assert said(taken(folder)) == said(first)
    assert len(opened()) == 6
    taken(folder)
    assert opened() == ["包.zip", "坏.xlsx"]


def test_a_memory_that_may_not_be_read_only_costs_time(folder: Path, opened: Opened) -> None:
    first = taken(folder)
    (folder.parent / WORK_FOLDER / memory.DATABASE).chmod(0)
    opened()
    with without_powers():
        again = said(taken(folder))
    assert again == said(first)
    assert len(opened()) == 6


def test_a_folder_where_the_memory_should_be_only_costs_time(folder: Path, opened: Opened) -> None:
    (folder.parent / WORK_FOLDER / memory.DATABASE).mkdir(parents=True)
    assert said(taken(folder)) == said(taken(folder))
    assert len(opened()) == 12


def test_a_path_too_long_for_the_memory_only_costs_time(folder: Path, tmp_path: Path) -> None:
    first = said(taken(folder))
    deep = tmp_path.joinpath(*["县民生实事办公室二〇二一年八月报送"] * 22)
    deep.mkdir(parents=True)
    (tmp_path / WORK_FOLDER).rename(deep / WORK_FOLDER)
    folder.rename(deep / "回收")
    assert len(os.fsencode(deep)) > 1000
    assert said(taken(deep / "回收")) == first


def test_readings_that_are_not_what_a_file_says_are_named(folder: Path) -> None:
    taken(folder)
    files = [(folder / name, name) for name in ("甲.xlsx", "乙.xlsx", "坏.xlsx")]
    assert list(memory.misremembered(folder.parent, files)) == []
    forged = {}
    for key, frame in sealed(folder).items():
        told = zlib.decompress(frame[memory._SEAL :])
        packed = zlib.compress(told.replace("乙".encode(), "已".encode()))
        forged[key] = memory._seal(key, packed) + packed
    reseal(folder, forged)
    assert list(memory.misremembered(folder.parent, files)) == ["乙.xlsx"]
