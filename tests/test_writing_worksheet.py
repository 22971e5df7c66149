"""Rows written whole read the same as rows written cell by cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

from minsheng_xl.place import CellValue
from minsheng_xl.writing.patch import Formula
from minsheng_xl.writing.row_values import Link, RowValue
from minsheng_xl.writing.sheets import put
from minsheng_xl.writing.style import new_book

VALUES: list[CellValue] = [
    "县民政局", " 前后有空格 ", "一<二>&三", "=1+1", "_x0041_", "第一行\n第二行", "控制\x07符",
    "长" * 40_000, "😀" * 20_000,
    Decimal("12.50"), Decimal("-0.000001"), Decimal("1E+20"), Decimal("123456789012345678"), Decimal(0),
    True, date(2021, 8, 31), "", None,
]  # fmt: skip


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_whole_row_is_the_same_bytes_as_its_cells_one_by_one(tmp_path: Path) -> None:
    whole, single = tmp_path / "整行.xlsx", tmp_path / "逐格.xlsx"
    with new_book(whole) as book:
        sheet = book.workbook.add_worksheet()
        sheet.put_row(3, [(value, book.format("cell")) for value in VALUES])
        sheet.put_row(5, [("a", book.format()), (None, book.format("bold"))])
    with new_book(single) as book:
        sheet = book.workbook.add_worksheet()
        for column, value in enumerate(VALUES, start=1):
            put(sheet, 3, column, value, book.format("cell"))
        put(sheet, 5, 1, "a", book.format())
        put(sheet, 5, 2, None, book.format("bold"))
    assert parts(whole) == parts(single)


def test_formulas_and_links_of_a_row_are_those_xlsxwriter_writes(tmp_path: Path) -> None:
    whole, single = tmp_path / "整行.xlsx", tmp_path / "逐格.xlsx"
    values: list[RowValue] = ["甲", Formula('=IF(A1<>"",2,3)', Decimal(2)), Link("B1", "别的表!B1"), "乙"]
    with new_book(whole) as book:
        sheet = book.workbook.add_worksheet()
        book.workbook.add_worksheet("别的表")
        sheet.put_row(1, [(value, book.format("cell")) for value in values])
    with new_book(single) as book:
        look, sheet = book.format("cell"), book.workbook.add_worksheet()
        book.workbook.add_worksheet("别的表")
        sheet.write_string(0, 0, "甲", look)
        sheet.write_formula(0, 1, '=IF(A1<>"",2,3)', look, Decimal(2))
        sheet.write_url(0, 2, "internal:'别的表'!B1", look, "B1")
        sheet.write_string(0, 3, "乙", look)
    assert parts(whole) == parts(single)
