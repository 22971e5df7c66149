"""Templates filled in place: prototype rows multiplied, and everything that names rows follows."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook as NewWorkbook

from minsheng_xl.errors import InputError
from minsheng_xl.writing.patch import Formula, Template, Values, Workbook
from tests.rich_workbook import assert_sound

ROWS: list[tuple[int, Values]] = [
    (3, {"A": "一、惠民"}),
    (4, {"A": "=1+1", "B": Decimal("1.5"), "C": 3}),
    (4, {"A": "小学<&>", "B": 2, "C": 4}),
    (3, {"A": "二、", "D": Formula(None, Decimal("0.5"))}),
]


@pytest.fixture(scope="module")
def template() -> bytes:
    """Rows 3 (category) and 4 (item) are prototypes; a total, a hidden sheet and a guide lean on them."""
    target = io.BytesIO()
    with NewWorkbook(target) as book:
        sheet, meta, guide = (book.add_worksheet(name) for name in ("表", "_meta", "说明"))
        look = book.add_format({"border": 1})
        sheet.merge_range("A1:F1", "标题", look)
        sheet.write_row("A2", ["甲", "乙", "丙", "丁"], look)
        for row in (3, 4):
            sheet.write_row(f"A{row}", [f"样板{row}", None, None], look)
            sheet.write_formula(f"D{row}", f'=IF(B{row}="","",B{row}/C{row})', look, "")
            sheet.write_formula(f"E{row}", f"=$B$5+$B$1+N(B{row - 1})", look, 0)
        sheet.merge_range("F4:G4", "合并")
        sheet.set_row(3, 33)
        sheet.write_row("A5", ["合计"])
        sheet.write_formula("B5", "=SUM(B3:B4)", look, 77)
        check = {"validate": "decimal", "criteria": ">", "value": 0}
        sheet.data_validation("B3:B4", check)
        sheet.data_validation("C4", check | {"value": "=B4"})
        sheet.conditional_format("D3:D4", {"type": "formula", "criteria": "=$D3>1", "format": look})
        sheet.print_area("A1:F5")
        sheet.autofilter("A2:D4")
        book.define_name("总数", "=表!$B$5")
        meta.very_hidden()
        meta.write_formula("B1", "=表!B5*2", None, 154)
        guide.write("A1", "不变")
    return target.getvalue()


def filled(template: bytes) -> bytes:
    cells: dict[str, Values] = {"表": {"A1": "新标题"}, "_meta": {"A1": "隐藏", "C9": 5}}
    saved = Template(template, {"表": (3, 4)}).fill(cells, {"表": ROWS})
    assert_sound(saved)
    return saved


def test_new_rows_hold_the_values_and_the_translated_formulas(template: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(filled(template)))["表"]
    assert [sheet.cell(row, 1).value for row in range(1, 8)] == [
        "新标题",
        "甲",
        "一、惠民",
        "=1+1",
        "小学<&>",
        "二、",
        "合计",
    ]
    assert sheet["A4"].data_type == "s"
    assert sheet["D5"].value == '=IF(B5="","",B5/C5)'
    assert sheet["E5"].value == "=$B$7+$B$1+N(B4)"
    assert sheet["B7"].value == "=SUM(B3:B6)"
    assert sheet.row_dimensions[5].height == 33


def test_ranges_over_all_prototypes_cover_all_rows_and_others_the_rows_made_from_theirs(
    template: bytes,
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled(template)))
    sheet = book["表"]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:F1", "F4:G4", "F5:G5"}
    assert [str(check.sqref) for check in sheet.data_validations.dataValidation] == ["B3:B6", "C4:C5"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["D3:D6"]
    assert sheet.print_area == "'表'!$A$1:$F$7"
    assert sheet.auto_filter.ref == "A2:D6"
    assert book.defined_names["总数"].attr_text == "表!$B$7"
    assert book["_meta"]["B1"].value == "=表!B7*2"
    assert book["_meta"].sheet_state == "veryHidden"


def test_a_result_of_the_empty_template_is_never_left_behind(template: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(filled(template)))
    assert book.get_sheet_by_name("表").to_python()[6][:2] == ["合计", ""]
    assert book.get_sheet_by_name("表").to_python()[5][3] == 0.5
    assert book.get_sheet_by_name("_meta").to_python()[0] == ["隐藏", "", ""]


def test_parts_that_hold_nothing_filled_keep_their_compressed_bytes(template: bytes) -> None:
    before, after = (zipfile.ZipFile(io.BytesIO(data)) for data in (template, filled(template)))
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert before.namelist() == after.namelist()
    assert after.testzip() is None


def test_the_same_filling_gives_the_same_bytes_and_leaves_the_template_alone(template: bytes) -> None:
    compiled = Template(template, {"表": (3, 4)})
    first = compiled.fill({}, {"表": ROWS})
    compiled.fill({"说明": {"Z99": "别的"}}, {"表": ROWS[:1]})
    assert compiled.fill({}, {"表": ROWS}) == first


def test_replacing_rows_of_an_open_workbook_gives_the_same_sheet(template: bytes) -> None:
    book = Workbook.open(template)
    book.sheet("表").replace_rows(3, 4, ROWS)
    book.sheet("表").set("A1", "新标题")
    ours, theirs = (
        openpyxl.load_workbook(io.BytesIO(data))["表"] for data in (book.to_bytes(), filled(template))
    )
    assert [[cell.value for cell in row] for row in ours] == [[cell.value for cell in row] for row in theirs]
    assert str(ours.merged_cells) == str(theirs.merged_cells)


def test_a_prototype_row_is_filled_through_its_block_only(template: bytes) -> None:
    with pytest.raises(InputError, match="第3行是样板行"):
        Template(template, {"表": (3, 4)}).fill({"表": {"A3": "x"}}, {"表": ROWS})


def test_a_result_needs_a_formula_to_belong_to(template: bytes) -> None:
    with pytest.raises(InputError, match="〔表〕A4 没有公式"):
        Template(template, {"表": (3, 4)}).fill({}, {"表": [(4, {"A": Formula(None, "x")})]})
