"""Foreign files in processes of their own: what one of them does to its process costs the others nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import Area
from minsheng_xl.formats.limits import MEGABYTE
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening import intake, wire
from minsheng_xl.reading.opening.workbooks import Opened, open_file
from minsheng_xl.reading.opening.workers import CHUNK, PACKAGE_HOME, Guards, open_files

DEADLY = Guards(seconds=3, module="tests.deadly_worker")
TEXT = "单位\t目标\n人\t{number}\n"

cells = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)
places = st.tuples(st.integers(1, 99), st.integers(1, 99))
grids = st.builds(
    Grid,
    rows=st.lists(st.lists(cells, max_size=4), max_size=4),
    file=st.just("甲.xlsx"),
    sheet=st.text(),
    visible=st.booleans(),
    merges=st.lists(st.builds(Area, *[st.integers(1, 99)] * 4), max_size=3),
    hidden_rows=st.sets(st.integers(1, 99), max_size=3),
    hidden_columns=st.sets(st.integers(1, 99), max_size=3),
    errors=st.dictionaries(places, st.just("#REF!"), max_size=3),
    formulas=st.dictionaries(places, st.text(), max_size=3),
    uncached=st.sets(places, max_size=3),
    lines=st.lists(st.integers(1, 99), max_size=3),
)


@given(
    opened=st.builds(Opened, st.text("0123456789abcdef"), st.none(), st.lists(grids, max_size=2), st.none())
)
def test_what_goes_through_the_pipe_comes_out_the_same(opened: Opened) -> None:
    assert wire.load(wire.dump(opened), "甲.xlsx") == opened


def test_kinds_of_cells_keep_their_kind() -> None:
    row: list[CellValue] = [
        Decimal("1.50"),
        datetime(2021, 8, 20),
        date(2021, 8, 20),
        time(8, 30),
        timedelta(1, 2, 3),
        True,
        "1.5",
    ]
    again = wire.load(wire.dump(Opened(grids=[Grid([[*row]])])), "").grids[0].rows[0]
    assert [(type(each), str(each)) for each in again] == [(type(each), str(each)) for each in row]


def test_a_refusal_keeps_its_facts() -> None:
    refusal = Rejected("far_cell", "甲.xlsx", sheet="表", cell="XFD9")
    again = wire.load(wire.dump(Opened(refusal=refusal)), "甲.xlsx").refusal
    assert again is not None
    assert (str(again), again.reason_code, again.facts) == (str(refusal), "far_cell", refusal.facts)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"[1,2,3]", b'["a",null,null,[[1]]]', b"\xff", b"null"])
def test_bytes_that_are_none_of_ours_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any that is none of ours
        wire.load(data, "甲.xlsx")


def put(folder: Path, *names: str) -> list[tuple[Path, str]]:
    """Text tables under these names, each with a figure of its own."""
    requests = []
    for number, name in enumerate(names):
        path = folder / f"{number:03d}.tsv"
        path.write_text(TEXT.format(number=number), encoding="utf-8")
        requests.append((path, name))
    return requests


def figures(opened: list[Opened]) -> list[str]:
    """The figure of each file, or why it was refused."""
    return [each.refusal.reason_code if each.refusal else each.grids[0].text(2, 2) for each in opened]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_files_come_in_their_order_whoever_opens_them(tmp_path: Path, workers: int) -> None:
    requests = put(tmp_path, *(f"{n}.tsv" for n in range(CHUNK * 3 + 7)))
    opened = list(open_files(requests, workers=workers))
    assert figures(opened) == [str(n) for n in range(len(requests))]
    assert [each.grids[0].file for each in opened] == [name for _, name in requests]
    assert opened == [open_file(path, name) for path, name in requests]


def test_the_file_a_worker_dies_of_is_refused_and_the_others_are_taken(tmp_path: Path) -> None:
    names = [f"{n}.tsv" for n in range(60)]
    names[0], names[7], names[30], names[31], names[59] = (
        "致死.tsv",
        "一次.tsv",
        "致死2.tsv",
        "太慢.tsv",
        "占内存.tsv",
    )
    expected = [str(n) for n in range(60)]
    expected[0], expected[30], expected[31], expected[59] = "deadly", "deadly", "too_slow", "too_large"
    requests = put(tmp_path, *names)
    opened = list(open_files(requests, guards=DEADLY))
    assert figures(opened) == expected
    assert opened[30].sha256 == intake.take(requests[30][0]).sha256
    assert "跳过它继续" in str(opened[30].refusal)


def test_a_worker_has_no_more_memory_than_it_is_given(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    wide = tmp_path / "大.csv"
    with wide.open("w", encoding="utf-8") as file:
        for _ in range(40):
            file.write(",".join(["一二三四五六七八九十"] * 20_000) + "\n")
    small = put(tmp_path, "小.tsv")
    opened = list(open_files([(wide, "大.csv"), *small], guards=Guards(memory=120 * MEGABYTE)))
    assert figures(opened)[0] in ("too_large", "deadly")
    assert figures(opened)[1] == "0"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 不能限制一个进程的运算时间")
def test_a_worker_left_alone_with_an_endless_file_ends_of_itself() -> None:
    command = [sys.executable, "-m", "tests.deadly_worker", str(900 * MEGABYTE), "1"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=PACKAGE_HOME
    ) as left:
        assert left.stdin is not None
        left.stdin.write(json.dumps(["没完.xlsx", "没完.xlsx", False]).encode() + b"\n")
        left.stdin.flush()
        assert left.wait(timeout=30) == -signal.SIGXCPU


def test_a_worker_that_cannot_start_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="启动不了"):
        list(open_files(put(tmp_path, "甲.tsv"), guards=Guards(module="tests.no_such_module")))


def test_stopping_early_ends_the_worker(tmp_path: Path) -> None:
    stream = open_files(put(tmp_path, *(f"{n}.tsv" for n in range(40))))
    assert next(stream).grids
    stream.close()
    assert list(open_files([])) == []
