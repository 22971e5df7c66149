"""Rows inserted, deleted and multiplied in a rich workbook: everything that names rows follows."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.errors import OutputError
from minsheng_xl.writing.patch import PRINT_AREA, Formula, Values, Workbook
from tests.libreoffice import converted, needs_libreoffice
from tests.rich_workbook import (
    OTHER,
    SHEET,
    assert_sound,
    changed_parts,
    part_text,
    rewritten,
    rich_workbook,
    write,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

SHEET_PART, OTHER_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
FOLLOWING = {
    SHEET_PART,
    OTHER_PART,
    "xl/workbook.xml",
    "xl/charts/chart1.xml",
    "xl/drawings/drawing1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/comments1.xml",
}
"""Parts that name rows of the sheet below the header."""


@pytest.fixture(scope="module")
def rich() -> bytes:
    return rich_workbook(macros=True)


def inserted(data: bytes, before: int, count: int, *, extend: bool = False, formulas: bool = False) -> bytes:
    book = Workbook.open(data)
    book.sheet(SHEET).insert_rows(before, count, extend=extend, formulas=formulas)
    return book.to_bytes()


def sheet_of(data: bytes, name: str = SHEET) -> Worksheet:
    assert_sound(data)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def merges(sheet: Worksheet) -> set[str]:
    return {str(area) for area in sheet.merged_cells.ranges}


def found(data: bytes, part: str, pattern: str) -> list[Any]:
    return re.findall(pattern, part_text(data, part))


# inserting


def test_cells_formulas_and_names_follow_an_insertion_inside_the_table(rich: bytes) -> None:
    saved = inserted(rich, 8, 2)
    assert changed_parts(rich, saved) == FOLLOWING
    sheet = sheet_of(saved)
    assert [sheet.cell(row, 2).value for row in range(6, 13)] == [
        "指标1",
        "指标2",
        None,
        None,
        "指标3",
        "指标4",
        "指标5",
    ]
    assert (sheet["E10"].value, sheet["C13"].value, sheet["E13"].value) == (
        "=D10/C10",
        "=SUM(C6:C12)",
        "=D13/C13",
    )
    other = sheet_of(saved, OTHER)
    assert other["B2"].value == f"={SHEET}!D13"
    assert other["B3"].value == f"=SUM({SHEET}!D6:D12)+SUM(B2)"
    assert other["B4"].value == f'={SHEET}!$E$10&"{SHEET}!D11"'
    book = Workbook.open(saved)
    assert book.defined_names.get("合计完成") == f"{SHEET}!$D$13"
    assert book.defined_names.get("名单") == f"{OTHER}!$C$2:$C$6"
    assert book.defined_names.get(PRINT_AREA, SHEET) == f"{SHEET}!$A$1:$G$15"


def test_new_rows_look_like_the_row_named(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).insert_rows(8, 2, like=10)
    sheet = sheet_of(book.to_bytes())
    assert [sheet.row_dimensions[row].height for row in (7, 8, 9, 12)] == [None, 31.5, 31.5, 31.5]
    assert sheet["E8"].number_format == "0.0%"
    assert all(cell.value is None for cell in sheet[8])


def test_formulas_are_copied_into_new_rows_when_asked(rich: bytes) -> None:
    sheet = sheet_of(inserted(rich, 11, 2, formulas=True))
    assert [sheet[f"E{row}"].value for row in (10, 11, 12, 13)] == [
        "=D10/C10",
        "=D11/C11",
        "=D12/C12",
        "=D13/C13",
    ]


def test_rules_filters_and_merges_grow_over_rows_inserted_between(rich: bytes) -> None:
    saved = inserted(rich, 8, 2)
    sheet = sheet_of(saved)
    assert merges(sheet) == {"A1:F1", "G6:G12", "A15:F15"}
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["D6:D12", "B6:B12"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["E6:E12", "C6:D12"]
    assert sheet.auto_filter.ref == "A5:F12"
    assert found(saved, SHEET_PART, "<brk id=.(\\d+)") == ["5", "13"]
    assert found(saved, SHEET_PART, "<xm:sqref>([^<]*)") == [
        "H6:H12",
        "E6:E12",
        "F12",
        "F11",
        "F10",
        "F7",
        "F6",
    ]
    assert found(saved, SHEET_PART, '<protectedRange sqref="([^"]*)') == ["D6:D12"]
    assert found(saved, SHEET_PART, '<ignoredError sqref="([^"]*)') == ["B6:B12"]
    assert found(saved, SHEET_PART, 'hyperlink ref="([^"]*)" location="([^"]*)"') == [
        ("B2", f"'{SHEET}'!C13"),
        ("B11", f"'{OTHER}'!B2"),
    ]


def test_drawings_charts_and_notes_follow(rich: bytes) -> None:
    saved = inserted(rich, 8, 2)
    rows = found(saved, "xl/drawings/drawing1.xml", r"<xdr:row>(\d+)")
    assert rows == ["1", "2", "15", "16", "21", "35", "5", "11"]
    assert found(saved, "xl/drawings/drawing1.xml", 'textlink="([^"]+)') == [f"{SHEET}!$A$15"]
    assert found(saved, "xl/charts/chart1.xml", "<c:f>([^<]*)") == [
        f"{SHEET}!$B$6:$B$12",
        f"{SHEET}!$D$6:$D$12",
    ]
    assert found(saved, "xl/drawings/vmlDrawing1.vml", r"<x:Row>(\d+)") == ["9", "12"]
    assert found(saved, "xl/drawings/vmlDrawing1.vml", r"<x:Anchor>([^<]*)")[0] == "10, 0, 1, 0, 11, 0, 2, 0"
    sheet = sheet_of(saved)
    assert sheet["D10"].comment is not None
    assert sheet["C13"].comment is not None


def test_what_ends_in_the_row_above_grows_only_when_asked(rich: bytes) -> None:
    plain, grown = sheet_of(inserted(rich, 11, 1)), sheet_of(inserted(rich, 11, 1, extend=True))
    assert (plain["C12"].value, grown["C12"].value) == ("=SUM(C6:C10)", "=SUM(C6:C11)")
    assert ("G6:G10" in merges(plain), "G6:G11" in merges(grown)) == (True, True)
    assert str(grown.data_validations.dataValidation[0].sqref) == "D6:D11"
    assert str(plain.data_validations.dataValidation[0].sqref) == "D6:D10"
    assert found(inserted(rich, 11, 1, extend=True), "xl/charts/chart1.xml", "<c:f>([^<]*)")[0].endswith(
        "$B$11"
    )


def test_one_row_merges_of_the_pattern_row_are_repeated(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).insert_rows(14, 2, like=13)
    assert merges(sheet_of(book.to_bytes())) >= {"A13:F13", "A14:F14", "A15:F15"}


def test_rows_of_another_sheet_with_a_table(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(OTHER).insert_rows(2, 3)
    saved = book.to_bytes()
    assert found(saved, "xl/tables/table1.xml", 'ref="([^"]*)"') == ["E1:F6", "E1:F6"]
    assert book.defined_names.get("名单") == f"{OTHER}!$C$5:$C$9"
    assert found(saved, SHEET_PART, "<xm:f>(汇总[^<]*)") == [f"{OTHER}!$C$5:$C$9"]
    assert changed_parts(rich, saved) == {SHEET_PART, OTHER_PART, "xl/workbook.xml", "xl/tables/table1.xml"}


def test_shared_formulas_elsewhere_come_apart_only_where_they_name_moved_rows(rich: bytes) -> None:
    shared = (
        f'<row r="7"><c r="A7"><f t="shared" ref="A7:A8" si="0">{SHEET}!D6*2</f></c>'
        '<c r="B7"><f t="shared" ref="B7:B8" si="1">C2*2</f></c></row>'
        '<row r="8"><c r="A8"><f t="shared" si="0"/></c><c r="B8"><f t="shared" si="1"/></c></row>'
    )
    data = rewritten(rich, {OTHER_PART: lambda text: text.replace("</sheetData>", f"{shared}</sheetData>")})
    book = Workbook.open(data)
    book.sheet(SHEET).insert_rows(7, 3)
    other = book.sheet(OTHER)
    own = [other.formula(cell) for cell in ("A7", "A8", "B8")]
    assert own == [f"{SHEET}!D6*2", f"{SHEET}!D10*2", "C3*2"]
    assert 'si="1"' in other.text
    assert 'si="0"' not in other.text


def test_a_full_sheet_takes_no_more_rows(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).set("A1048576", 1)
    with pytest.raises(OutputError, match="1048576 行"):
        book.sheet(SHEET).insert_rows(5)


def test_an_array_formula_over_rows_is_not_torn(rich: bytes) -> None:
    array = '<f t="array" ref="B5:B6">C2:C3</f><v>0</v></c></row><row r="6">'
    data = rewritten(
        rich, {OTHER_PART: lambda text: text.replace("<f>1+1</f><v>2</v></c>", f'{array}<c r="B6"/>')}
    )
    moved = Workbook.open(data)
    moved.sheet(OTHER).insert_rows(3, 1)
    assert 'ref="B6:B7"' in moved.sheet(OTHER).text
    with pytest.raises(OutputError, match="B5:B6"):
        Workbook.open(data).sheet(OTHER).insert_rows(6, 1)


# deleting


def test_deleting_rows_shrinks_ranges_and_takes_along_what_stood_on_them(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).delete_rows(8, 2)
    saved = book.to_bytes()
    sheet, other = sheet_of(saved), sheet_of(saved, OTHER)
    assert [sheet.cell(row, 2).value for row in range(6, 10)] == ["指标1", "指标2", "指标5", None]
    assert (sheet["C9"].value, sheet["E8"].value) == ("=SUM(C6:C8)", "=D8/C8")
    assert other["B4"].value == f'={SHEET}!#REF!&"{SHEET}!D11"'
    assert merges(sheet) == {"A1:F1", "G6:G8", "A11:F11"}
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D6:D8"
    assert found(saved, SHEET_PART, "<xm:sqref>(F[^<]*)") == ["F8", "F7", "F6"]
    assert found(saved, "xl/comments1.xml", 'ref="([^"]*)"') == ["C9"]
    assert found(saved, "xl/drawings/vmlDrawing1.vml", r"<x:Row>(\d+)") == ["8"]
    assert found(saved, SHEET_PART, 'hyperlink ref="([^"]*)"') == ["B2"]


def test_results_that_leaned_on_deleted_rows_are_gone(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).delete_rows(8)
    assert book.sheet(SHEET).get("C10") is None
    assert book.sheet(SHEET).get("E6") == Decimal("0.5")
    book.flush()
    assert book.sheet(OTHER).get("B2") is None


def test_a_merge_that_loses_its_first_row_keeps_its_value(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).delete_rows(6)
    sheet = sheet_of(book.to_bytes())
    assert (sheet["G6"].value, "G6:G9" in merges(sheet)) == ("县民政局", True)


def test_deleting_everything_a_list_is_about_leaves_no_empty_list(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).delete_rows(2, 12)
    text = book.sheet(SHEET).text
    for name in (
        "dataValidations",
        "conditionalFormatting",
        "sparkline",
        "ignoredErrors",
        "hyperlinks",
        "ext ",
    ):
        assert f"<{name}" not in text
    assert merges(sheet_of(book.to_bytes())) == {"A1:F1"}


# multiplying

ROWS: list[tuple[int, Values]] = [
    (number, {"A": index, "B": f"新指标{index}", "C": 10 * index, "D": index})
    for index, number in enumerate((6, 7, 7, 8, 9, 10, 10), start=1)
]


def test_prototype_rows_give_their_objects_to_every_row_made_from_them(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).replace_rows(6, 10, ROWS)
    saved = book.to_bytes()
    assert changed_parts(rich, saved) == FOLLOWING
    sheet = sheet_of(saved)
    assert [sheet.cell(row, 2).value for row in range(6, 13)] == [f"新指标{n}" for n in range(1, 8)]
    assert [sheet.cell(row, 5).value for row in range(6, 13)] == [f"=D{row}/C{row}" for row in range(6, 13)]
    assert sheet["C13"].value == "=SUM(C6:C12)"
    assert merges(sheet) == {"A1:F1", "G6:G12", "A15:F15"}
    assert [sheet.row_dimensions[row].height for row in (10, 11, 12)] == [None, 31.5, 31.5]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "D6:D12"
    lines = dict(found(saved, SHEET_PART, "<xm:f>[^!<]*!([^<]*)</xm:f><xm:sqref>(F[^<]*)"))
    assert sorted(lines.items()) == sorted({f"C{row}:D{row}": f"F{row}" for row in range(6, 13)}.items())
    assert found(saved, SHEET_PART, 'hyperlink ref="(B[^2][^"]*|B[1-9]\\d)"') == ["B10"]


def test_a_block_may_shrink_and_may_vanish(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).replace_rows(6, 10, ROWS[:1])
    assert book.sheet(SHEET).formula("C7") == "SUM(C6:C6)"
    gone = Workbook.open(rich)
    gone.sheet(SHEET).replace_rows(6, 10, [])
    assert gone.sheet(SHEET).formula("C6") == "SUM(#REF!)"
    assert gone.sheet(SHEET).get("A6") == "合计"


# the second opinion


@needs_libreoffice
def test_a_workbook_that_libreoffice_saved_is_changed_like_any_other(rich: bytes, tmp_path: Path) -> None:
    ours = write(rich_workbook(), tmp_path / "表.xlsx")
    book = Workbook.open(converted(ours, "xlsx", tmp_path))
    sheet = book.sheet(SHEET)
    sheet.insert_rows(8, 2, formulas=True)
    sheet.set("B8", "新指标")
    sheet.note("B8", "请核对", "县民生办")
    saved = sheet_of(book.to_bytes())
    assert (saved["C13"].value, saved["B8"].value, saved["B8"].comment.text) == (
        "=SUM(C6:C12)",
        "新指标",
        "请核对",
    )
    assert (saved["E8"].value, saved["D10"].comment.text) == ("=D8/C8", "去年为8")


@needs_libreoffice
def test_libreoffice_works_out_the_right_values_after_every_change(rich: bytes, tmp_path: Path) -> None:
    book = Workbook.open(rich_workbook())
    sheet = book.sheet(SHEET)
    sheet.set("D6", Decimal("7.5"))
    sheet.insert_rows(8, 1, formulas=True)
    sheet.insert_rows(12, 1, extend=True, formulas=True)
    sheet.delete_rows(7)
    for row, goal, done in ((7, 100, 25), (11, 200, 20)):
        sheet.set((row, 3), goal)
        sheet.set((row, 4), done)
    sheet.set("H12", Formula("SUM(C6:C11)-C12+ROUND(合计完成,1)"))
    saved = write(book.to_bytes(), tmp_path / "改.xlsx")
    read = openpyxl.load_workbook(converted(saved, "xlsx", tmp_path), data_only=True)
    goals = [read[SHEET][f"C{row}"].value for row in range(6, 13)]
    dones = [read[SHEET][f"D{row}"].value for row in range(6, 13)]
    assert goals == [10, 100, 30, 40, 50, 200, 430]
    assert dones == [7.5, 25, 10, 40, 0, 20, 102.5]
    for row, goal, done in zip(range(6, 13), goals, dones, strict=True):
        assert read[SHEET][f"E{row}"].value == pytest.approx(done / goal)
    assert read[SHEET]["H12"].value == 102.5
    assert [read[OTHER][f"B{row}"].value for row in (2, 3, 5)] == [102.5, 205, 2]


@needs_libreoffice
def test_libreoffice_works_out_the_rows_made_from_prototypes(rich: bytes, tmp_path: Path) -> None:
    book = Workbook.open(rich_workbook(prefix="x"))
    book.sheet(SHEET).replace_rows(6, 10, ROWS)
    saved = write(book.to_bytes(), tmp_path / "填.xlsx")
    read = openpyxl.load_workbook(converted(saved, "xlsx", tmp_path), data_only=True)
    assert [read[SHEET][f"{letter}13"].value for letter in "CDE"] == [280, 28, 0.1]
    assert [read[OTHER][f"B{row}"].value for row in (2, 3)] == [28, 56]
