"""Paths out of the raw command line of a batch file."""

from __future__ import annotations

from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.fronts.dropped import dropped_paths

CMD = r'C:\WINDOWS\system32\cmd.exe /c ""D:\工具 箱\拖文件到此检查.bat"'


@pytest.mark.parametrize(
    ("dropped", "paths"),
    [
        (r' D:\回收\a&b.xlsx"', [r"D:\回收\a&b.xlsx"]),
        (r' "D:\有 空格\a=b.xlsx""', [r"D:\有 空格\a=b.xlsx"]),
        (
            r' D:\%TEMP%.xlsx "D:\it\'s 1.xls" D:\c!^.et"',
            [r"D:\%TEMP%.xlsx", r"D:\it\'s 1.xls", r"D:\c!^.et"],
        ),
        (' "', []),
        ('"', []),
    ],
)
def test_names_come_back_whole(dropped: str, paths: list[str]) -> None:
    assert dropped_paths(CMD + dropped) == [PureWindowsPath(path) for path in paths]


def test_a_console_that_ran_no_batch_file_dropped_nothing() -> None:
    assert dropped_paths(r'"C:\WINDOWS\system32\cmd.exe"') == []


file_names = st.text(alphabet="ab=&'%!^ ()花，.", min_size=1).map(lambda name: rf"D:\{name.strip()}x")


@given(st.lists(file_names, max_size=5))
def test_what_explorer_writes_is_read_back(names: list[str]) -> None:
    written = "".join(f' "{name}"' if " " in name else f" {name}" for name in names)
    assert dropped_paths(f'{CMD}{written}"') == [PureWindowsPath(name) for name in names]
