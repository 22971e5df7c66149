"""Workbooks become grids: every sheet, every kind of value, and what the fast reader would hide."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook as OpenpyxlBook
from xlsxwriter import Workbook

from minsheng_xl.formats.a1 import Area
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.quantity.typography import seen
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening.workbooks import read_workbook


def written(fill: Callable[[Any], None]) -> bytes:
    """A workbook by XlsxWriter."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        fill(book)
    return target.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return target.getvalue()


def with_sheet(body: str, prefix: str = "") -> bytes:
    """A workbook whose only sheet is this XML."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    xml = f'<{prefix}worksheet {name}="{space}">{body}</{prefix}worksheet>'.encode()
    return repacked(written(lambda book: book.add_worksheet("表")), "xl/worksheets/sheet1.xml", lambda _: xml)


def only(data: bytes) -> Grid:
    (grid,) = read_workbook(data, "县.xlsx")
    return grid


def fill_everything(book: Any) -> None:
    sheet = book.add_worksheet("填报表")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range("A1:C1", "标题")
    sheet.write("B3", 12.5)
    sheet.write("C3", 0.1 + 0.2)
    sheet.write("D3", True)
    sheet.write("A4", datetime(2024, 3, 1), day)
    sheet.write("B4", datetime(2024, 3, 1, 8, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write("C4", 0.5, book.add_format({"num_format": "hh:mm"}))
    sheet.write("D4", 1.5, book.add_format({"num_format": "[h]:mm"}))
    sheet.write_string("A5", "=1+1")
    sheet.write_formula("B5", "=1/0", None, "#DIV/0!")
    sheet.write_formula("C5", '=IF(A1<>"&",1,2)', None, 1)
    sheet.write_blank("H20", None, day)
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("C:D", None, None, {"hidden": True})


def test_values_keep_their_kind_and_place() -> None:
    grid = only(written(fill_everything))
    assert grid.rows[0][0] == "标题"
    assert grid.rows[2][1:4] == [Decimal("12.5"), Decimal("0.3"), True]
    assert grid.rows[3][:4] == [
        date(2024, 3, 1),
        datetime(2024, 3, 1, 8, 30),
        time(12),
        timedelta(days=1, hours=12),
    ]
    assert grid.value(5, 1) == "=1+1"
    assert grid.value(2, 1) is None
    assert (grid.file, grid.sheet) == ("县.xlsx", "填报表")


def test_what_the_fast_reader_hides_is_found() -> None:
    grid = only(written(fill_everything))
    assert grid.merges == [Area(1, 1, 1, 3)]
    assert grid.hidden_rows == {4}
    assert grid.hidden_columns == {3, 4}
    assert grid.errors == {(5, 2): "#DIV/0!"}
    assert grid.value(5, 2) is None
    assert grid.formulas == {(5, 2): "=1/0", (5, 3): '=IF(A1<>"&",1,2)'}
    assert grid.uncached == set()


def test_formulas_nobody_computed_are_named() -> None:
    book = OpenpyxlBook()
    book.active["B2"] = "=SUM(B3:B9)"  # type: ignore[index]
    target = BytesIO()
    book.save(target)
    grid = only(target.getvalue())
    assert grid.uncached == {(2, 2)}
    assert grid.formulas == {(2, 2): "=SUM(B3:B9)"}


def test_an_empty_text_is_a_cached_result() -> None:
    cell = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1+1</f></c></row>'
    grid = only(with_sheet(f"<sheetData>{cell}</sheetData>"))
    assert grid.uncached == {(1, 2)}


def test_shared_formulas_read_as_each_cell_shows_them() -> None:
    rows = (
        '<row r="2"><c r="C2"><f t="shared" ref="C2:C4" si="0">A2*$B$1</f><v>1</v></c></row>'
        '<row r="4"><c r="C4"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    grid = only(with_sheet(f"<sheetData>{rows}</sheetData>"))
    assert grid.formulas == {(2, 3): "=A2*$B$1", (4, 3): "=A4*$B$1"}


def test_every_sheet_comes_in_tab_order_and_charts_do_not() -> None:
    def fill(book: Any) -> None:
        first = book.add_worksheet("总表")
        first.write(0, 0, 1)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=总表!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("去年").hide()
        meta = book.add_worksheet("_meta")
        meta.write(0, 0, "template")
        meta.very_hidden()
        book.add_worksheet("空表")

    grids = read_workbook(written(fill), "x.xlsx")
    assert [(grid.sheet, grid.visible) for grid in grids] == [
        ("总表", True),
        ("去年", False),
        ("_meta", False),
        ("空表", True),
    ]
    assert grids[2].rows == [["template"]]
    assert grids[3].rows == []


def test_numbers_no_cell_can_hold_are_errors() -> None:
    cells = '<row r="1"><c r="A1"><v>1e400</v></c><c r="B1"><v>2</v></c></row>'
    grid = only(with_sheet(f"<sheetData>{cells}</sheetData>"))
    assert grid.rows == [[None, Decimal(2)]]
    assert grid.errors == {(1, 1): "#NUM!"}


UNUSUAL = {
    "prefixed": "<x:row r='2' hidden='1'><x:c r='B2' t='e'><x:v>#REF!</x:v></x:c></x:row>",
    "single quotes": "<row r='2' hidden='1'><c r='B2' t='e'><v>#REF!</v></c></row>",
    "no positions": '<row/><row hidden="1"><c/><c t="e"><v>#REF!</v></c></row>',
    "comment": '<!-- <c r="A1" t="e"> --><row r="2" hidden="1"><c r="B2" t="e"><v>#REF!</v></c></row>',
    "position last": '<row hidden="1" r="2"><c t="e" r="B2"><v>#REF!</v></c></row>',
}


@pytest.mark.parametrize("case", UNUSUAL)
def test_sheets_written_unlike_excel_are_read_alike(case: str) -> None:
    x = "x:" if case == "prefixed" else ""
    data = with_sheet(f"<{x}sheetData>{UNUSUAL[case]}</{x}sheetData>", x)
    grid = only(data)
    assert grid.errors == {(2, 2): "#REF!"}
    assert grid.hidden_rows == {2}


def test_strict_workbooks_are_read() -> None:
    def strict(content: bytes) -> bytes:
        return content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )

    data = written(lambda book: book.add_worksheet("表").write(0, 0, 5))
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        data = repacked(data, part, strict)
    assert only(data).rows == [[Decimal(5)]]


def test_a_path_is_read_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "教育局.xlsx"
    path.write_bytes(written(fill_everything))
    assert read_workbook(path)[0].file == "教育局.xlsx"


def test_a_refusal_says_which_file_and_survives_a_worker() -> None:
    import pickle

    with pytest.raises(Rejected) as caught:
        read_workbook(b"", "教育局.xlsx")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == "教育局.xlsx：空文件，里面没有内容。请重新发送。"
    assert again.reason_code == "empty"


def test_reading_pulls_in_no_heavy_library() -> None:
    code = (
        "import sys, minsheng_xl.reading.opening.workbooks\n"
        "heavy = {'openpyxl', 'pandas', 'xlrd', 'xlsxwriter', 'pydantic', 'zipfile', 'html.parser'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
)
cells = st.none() | texts.filter(lambda text: text == text.strip() and "_x" not in text)
values = cells | st.integers(-(10**14), 10**14).map(Decimal) | st.booleans()


@given(st.lists(st.lists(values, max_size=5), max_size=5))
def test_what_is_written_is_read(rows: list[list[CellValue]]) -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        for row, line in enumerate(rows):
            for column, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, column, value)
                elif isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif value is not None:
                    sheet.write_number(row, column, value)

    grid = only(written(fill))
    for row, line in enumerate(rows, start=1):
        for column, value in enumerate(line, start=1):
            kept = seen(value) or None if isinstance(value, str) else value
            assert grid.value(row, column) == kept
