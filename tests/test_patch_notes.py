"""Notes on cells and sheets added to a workbook that somebody else made."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from minsheng_xl.errors import OutputError
from minsheng_xl.writing.patch import Formula, Line, Styled, Workbook
from tests.libreoffice import converted, needs_libreoffice
from tests.rich_workbook import (
    OTHER,
    SHEET,
    assert_sound,
    changed_parts,
    part_text,
    rich_workbook,
    stored_parts,
    write,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

SHEET_PART, OTHER_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
COMMENTS, SHAPES = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
NOTE = "单位“坐”不在单位表内，请改为“座”。（U02）"


@pytest.fixture(scope="module")
def rich() -> bytes:
    return rich_workbook(macros=True)


def noted(data: bytes, *notes: tuple[str, str, str]) -> bytes:
    book = Workbook.open(data)
    for sheet, cell, text in notes:
        book.sheet(sheet).note(cell, text, "县民生办")
    assert_sound(book.to_bytes())
    return book.to_bytes()


def test_a_note_joins_those_that_are_there(rich: bytes) -> None:
    saved = noted(rich, (SHEET, "C6", NOTE))
    assert changed_parts(rich, saved) == {COMMENTS, SHAPES}
    sheet = openpyxl.load_workbook(io.BytesIO(saved))[SHEET]
    texts = {cell: sheet[cell].comment.text for cell in ("C6", "D8", "C11")}
    assert texts == {"C6": NOTE, "D8": "去年为8", "C11": "合计由公式算出"}
    assert sheet["C6"].comment.author == "县民生办"


def test_buttons_and_header_images_stay(rich: bytes) -> None:
    saved = noted(rich, (SHEET, "C6", NOTE))
    before, after = part_text(rich, SHAPES), part_text(saved, SHAPES)
    assert after.startswith(before.removesuffix("</xml>"))
    assert after.count("<v:shape ") == before.count("<v:shape ") + 1
    assert len(set(re.findall(r'="(_x0000_s\d+)"', after))) == 4
    assert (
        stored_parts(saved)["xl/drawings/vmlDrawing2.vml"]
        == stored_parts(rich)["xl/drawings/vmlDrawing2.vml"]
    )


def test_a_second_note_on_a_cell_is_added_below_the_first(rich: bytes) -> None:
    saved = noted(rich, (SHEET, "D8", NOTE), (SHEET, "C6", "一"), (SHEET, "C6", "二\n三"))
    sheet = openpyxl.load_workbook(io.BytesIO(saved))[SHEET]
    assert sheet["D8"].comment.text == f"去年为8\n{NOTE}"
    assert sheet["C6"].comment.text == "一\n二\n三"
    assert len(re.findall("<comment ", part_text(saved, COMMENTS))) == 3
    assert part_text(saved, SHAPES).count('ObjectType="Note"') == 3


def test_a_sheet_without_notes_gets_its_own_parts_in_the_right_places(rich: bytes) -> None:
    saved = noted(rich, (OTHER, "B2", NOTE))
    new = {"xl/comments2.xml", "xl/drawings/vmlDrawing3.vml"}
    assert changed_parts(rich, saved) == new | {
        OTHER_PART,
        "xl/worksheets/_rels/sheet2.xml.rels",
        "[Content_Types].xml",
    }
    assert re.search("<legacyDrawing r:id=[^>]*><tableParts", part_text(saved, OTHER_PART))
    blocks = [
        re.findall('idmap[^>]*data="([^"]*)"', part_text(saved, name))
        for name in (SHAPES, *new)
        if "vml" in name
    ]
    assert blocks[0] != blocks[1]
    assert openpyxl.load_workbook(io.BytesIO(saved))[OTHER]["B2"].comment.text == NOTE


def test_a_note_is_text_and_its_box_fits_it(rich: bytes) -> None:
    long = "第一行<&>\x07\n" + "很长的说明" * 40
    saved = noted(rich, (OTHER, "B2", long), (OTHER, "B3", "短"))
    sheet = openpyxl.load_workbook(io.BytesIO(saved))[OTHER]
    assert sheet["B2"].comment.text == long.replace("\x07", "")
    anchors = re.findall("<x:Anchor>([^<]*)", part_text(saved, "xl/drawings/vmlDrawing3.vml"))
    tall, short = ([int(number) for number in anchor.split(",")] for anchor in anchors)
    assert tall[6] - tall[2] > 10
    assert short[6] - short[2] <= 2


def test_more_notes_than_one_block_of_shape_numbers_holds(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(OTHER).notes({f"H{row}": "注" for row in range(1, 1031)}, "县民生办")
    saved = book.to_bytes()
    shapes = part_text(saved, "xl/drawings/vmlDrawing3.vml")
    numbers = [int(number) for number in re.findall(r'id="_x0000_s(\d+)"', shapes)]
    assert len(set(numbers)) == 1030
    block = re.search('data="([^"]*)"', shapes)
    assert block
    assert {number // 1024 for number in numbers} == {int(one) for one in block[1].split(",")}


# added sheets


def test_an_added_sheet_holds_what_it_is_given(rich: bytes) -> None:
    book = Workbook.open(rich)
    bold = book.styles.derive(0, bold=True, fill="DDEBF7", wrap=True)
    lines: list[Line] = [
        [Styled("位置", bold), Styled("问题", bold)],
        [f"{SHEET}!C6", "=HYPERLINK(1)"],
        [3, Formula("A3*2")],
    ]
    sheet = book.add_sheet("退回说明", lines, widths=[18, 60], frozen_rows=1)
    sheet.hyperlink("A2", SHEET, "C6")
    sheet.merge("A5:B5")
    sheet.set_row_height(5, 42)
    book.add_sheet("_meta", [["模板", "form"]], state="veryHidden")
    saved = book.to_bytes()
    read = openpyxl.load_workbook(io.BytesIO(saved))
    assert read.sheetnames == [SHEET, OTHER, "退回说明", "_meta"]
    assert read["_meta"].sheet_state == "veryHidden"
    assert_sound(saved)
    added = read["退回说明"]
    assert [cell.value for cell in added["B"]][:2] == ["问题", "=HYPERLINK(1)"]
    assert (added["B2"].data_type, added["B3"].data_type, added["B3"].value) == ("s", "f", "=A3*2")
    assert (added["A1"].font.b, added.column_dimensions["B"].width, added.freeze_panes) == (True, 60, "A2")
    assert added["A2"].hyperlink.location == f"'{SHEET}'!C6"
    assert (added.row_dimensions[5].height, str(added.merged_cells)) == (42, "A5:B5")
    assert changed_parts(rich, saved) == {
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet4.xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "[Content_Types].xml",
    }


def test_a_sheet_added_before_is_emptied_and_used_again(rich: bytes) -> None:
    first = Workbook.open(rich)
    first.add_sheet("退回说明", [["旧", "旧"], ["旧"]]).note("A1", "旧", "甲")
    second = Workbook.open(first.to_bytes())
    second.add_sheet("退回说明", [["新"]], replace=True)
    saved = second.to_bytes()
    read = CalamineWorkbook.from_filelike(io.BytesIO(saved))
    assert read.sheet_names == [SHEET, OTHER, "退回说明"]
    assert read.get_sheet_by_name("退回说明").to_python() == [["新"]]
    assert openpyxl.load_workbook(io.BytesIO(saved))["退回说明"]["A1"].comment is None


@pytest.mark.parametrize("name", [SHEET, "", "一" * 32, "a/b", "[1]", "'甲'"])
def test_names_excel_does_not_take_are_refused(rich: bytes, name: str) -> None:
    with pytest.raises(OutputError):
        Workbook.open(rich).add_sheet(name)


def test_the_workbook_opens_on_the_sheet_named(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.add_sheet("退回说明", [["一"]])
    book.activate("退回说明")
    read = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))
    assert read.active is not None
    assert read.active.title == "退回说明"
    assert [sheet.sheet_view.tabSelected for sheet in read] == [None, None, True]


def test_merging_takes_in_smaller_merges_and_refuses_to_cut_one(rich: bytes) -> None:
    sheet = Workbook.open(rich).sheet(SHEET)
    sheet.merge("G6:H11")
    assert [str(area) for area in sheet.merges].count("G6:G10") == 0
    with pytest.raises(OutputError, match="部分重叠"):
        sheet.merge("F11:G12")
    sheet.unmerge("A1:Z99")
    assert sheet.merges == []
    assert "<mergeCells" not in sheet.text


# the second opinion


@needs_libreoffice
def test_libreoffice_shows_the_notes_and_the_added_sheet(rich: bytes, tmp_path: Path) -> None:
    book = Workbook.open(rich_workbook())
    book.sheet(SHEET).note("C6", NOTE, "县民生办")
    book.sheet(OTHER).note("B2", "另一张表", "县民生办")
    book.add_sheet("退回说明", [["位置", "问题"], [f"{SHEET}!C6", NOTE]])
    saved = write(book.to_bytes(), tmp_path / "退回.xlsx")
    read = openpyxl.load_workbook(converted(saved, "xlsx", tmp_path))
    assert read[SHEET]["C6"].comment.text == NOTE
    assert read[SHEET]["D8"].comment.text == "去年为8"
    assert read[OTHER]["B2"].comment.text == "另一张表"
    assert read["退回说明"]["B2"].value == NOTE
    with zipfile.ZipFile(converted(saved, "xlsx", tmp_path)) as archive:
        assert any("media/image" in name for name in archive.namelist())
