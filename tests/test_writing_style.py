"""Formats, row heights, and files that stand whole or not at all."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.errors import OutputError
from minsheng_xl.writing import style
from minsheng_xl.writing.meta import META_KEYS, meta_rows, write_meta
from minsheng_xl.writing.sheets import put

WORDS = st.text(alphabet="民生工程目标任务0123456789.%（）、，abc \n", max_size=120)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("536", "0"),
        ("4.62", "0.00"),
        ("5.60", "0.00"),
        ("0", "0"),
        ("1,941", "#,##0"),
        ("1,941.5", "#,##0.0"),
    ],
)
def test_a_number_keeps_its_printed_decimals(printed: str, shown: str) -> None:
    assert style.number_format(printed) == shown


@given(text=WORDS, width=st.integers(4, 80), more=st.integers(1, 40))
def test_a_wider_column_never_needs_more_lines(text: str, width: int, more: int) -> None:
    assert style.line_count(text, width + more) <= style.line_count(text, width)


@given(text=WORDS, tail=WORDS, width=st.integers(4, 80))
def test_more_text_never_needs_fewer_lines(text: str, tail: str, width: int) -> None:
    assert style.line_count(text + tail, width) >= style.line_count(text, width)


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), style.new_book(path):
        raise ZeroDivisionError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_said_in_chinese(tmp_path: Path) -> None:
    blocked = tmp_path / "文件"
    blocked.write_text("不是文件夹")
    with pytest.raises(OutputError, match="写不进文件夹"), style.new_book(blocked / "表.xlsx") as book:
        book.workbook.add_worksheet("表")


def test_text_from_outside_is_never_a_formula_or_a_link(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    hostile = ["=1+1", "+86", "@SUM(A1)", "-", "http://example.com", "{=A1}", "00123"]
    with style.new_book(tmp_path / "表.xlsx") as book:
        sheet = book.workbook.add_worksheet("表")
        for row, text in enumerate(hostile, start=1):
            put(sheet, row, 1, text, book.format("cell"))
    cells = [row[0] for row in load_workbook(tmp_path / "表.xlsx")["表"].iter_rows()]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        (each, "s", None) for each in hostile
    ]


def test_a_number_excel_cannot_hold_exactly_is_written_as_text(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    with style.new_book(tmp_path / "表.xlsx") as book:
        sheet = book.workbook.add_worksheet("表")
        put(sheet, 1, 1, Decimal("123456789012345678"), book.format("cell"))
        put(sheet, 2, 1, Decimal("0.1"), book.format("cell"))
    sheet = load_workbook(tmp_path / "表.xlsx")["表"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("123456789012345678", 0.1)


def test_meta_has_a_row_for_every_key_and_is_very_hidden(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    with style.new_book(tmp_path / "表.xlsx") as book:
        book.workbook.add_worksheet("表")
        write_meta(book.workbook, {"kind": "form", "year": 2021, "period": "2021-08"})
    sheet = load_workbook(tmp_path / "表.xlsx")["_meta"]
    assert sheet.sheet_state == "veryHidden"
    rows = {key: value or "" for key, value in sheet.iter_rows(values_only=True)}
    assert list(rows) == list(META_KEYS)
    assert (rows["kind"], rows["year"], rows["period"], rows["department"]) == ("form", "2021", "2021-08", "")


def test_meta_refuses_a_key_nobody_reads() -> None:
    with pytest.raises(KeyError):
        meta_rows({"colour": "red"})
