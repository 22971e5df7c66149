"""Existing workbooks changed in place: what is written is there, what is not written stays byte for byte."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.writing.patch import PRINT_AREA, PRINT_TITLES, Formula, Value, Workbook
from tests.rich_workbook import (
    MACROS,
    OTHER,
    SHEET,
    assert_sound,
    changed_parts,
    part_text,
    rewritten,
    rich_workbook,
    stored_parts,
)

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

SHEET_PART, OTHER_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
WORKBOOK_PART, STYLES_PART = "xl/workbook.xml", "xl/styles.xml"


@pytest.fixture(scope="module")
def rich() -> bytes:
    return rich_workbook(macros=True)


def values(data: bytes, sheet: str = SHEET) -> list[list[object]]:
    """The sheet as calamine reads it, from A1."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
    return [list(row) for row in read.to_python(skip_empty_area=False)]


# what stays


def test_nothing_changed_is_nothing_changed(rich: bytes) -> None:
    saved = Workbook.open(rich).to_bytes()
    assert changed_parts(rich, saved) == set()
    before, after = (zipfile.ZipFile(io.BytesIO(data)).infolist() for data in (rich, saved))
    assert [(one.filename, one.date_time, one.external_attr) for one in after] == [
        (one.filename, one.date_time, one.external_attr) for one in before
    ]


def test_reading_a_workbook_leaves_it_as_it_is(rich: bytes) -> None:
    book = Workbook.open(rich)
    assert book.sheets == [SHEET, OTHER]
    assert book.sheet(SHEET).get("B7") == "指标2"
    assert book.sheet(SHEET).get("A3") == "其中重点项目按月报送"
    assert book.sheet(SHEET).get("C11") == Decimal(150)
    assert book.sheet(SHEET).formula("C11") == "SUM(C6:C10)"
    assert book.sheet(OTHER).get("Z99") is None
    assert changed_parts(rich, book.to_bytes()) == set()


def test_a_value_changes_its_cell_and_takes_away_only_the_results_that_lean_on_it(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).set("D6", Decimal("7.5"))
    saved = book.to_bytes()
    assert changed_parts(rich, saved) == {SHEET_PART, OTHER_PART, WORKBOOK_PART}
    rows = values(saved)
    assert rows[5][3:5] == [7.5, ""]
    assert rows[6][3:5] == [15.0, 0.75]
    assert rows[10][2:5] == [150.0, "", ""]
    assert [row[1] for row in values(saved, OTHER)[:5]] == [
        "完成",
        "",
        "",
        f"0.333333333333333{SHEET}!D11",
        2.0,
    ]
    assert 'fullCalcOnLoad="1"' in part_text(saved, WORKBOOK_PART)


def test_a_format_changes_styles_and_the_cell_and_no_result(rich: bytes) -> None:
    book = Workbook.open(rich)
    sheet = book.sheet(SHEET)
    red = book.styles.derive(sheet.style("D6"), fill="FFC7CE", font_color="9C0006", bold=True)
    sheet.set_style("D6", red)
    saved = book.to_bytes()
    assert changed_parts(rich, saved) == {SHEET_PART, STYLES_PART}
    assert values(saved) == values(rich)
    cell = openpyxl.load_workbook(io.BytesIO(saved))[SHEET]["D6"]
    assert (cell.fill.fgColor.rgb, cell.font.color.rgb, cell.font.b) == ("FFFFC7CE", "FF9C0006", True)
    assert cell.border.left.style == "thin"


def test_macros_and_pictures_are_the_same_bytes_after_every_kind_of_change(rich: bytes) -> None:
    book = Workbook.open(rich)
    sheet = book.sheet(SHEET)
    sheet.set("B6", "新的")
    sheet.note("C6", "请核对", "核对")
    sheet.insert_rows(8, 2)
    book.add_sheet("退回说明", [["位置"]])
    after, before = stored_parts(book.to_bytes()), stored_parts(rich)
    kept = [
        name for name in before if "media" in name or "vba" in name or "theme" in name or "docProps" in name
    ]
    assert len(kept) == 6
    assert all(after[name] == before[name] for name in kept)
    assert zipfile.ZipFile(io.BytesIO(book.to_bytes())).read("xl/vbaProject.bin") == MACROS


def test_the_same_changes_give_the_same_bytes(rich: bytes) -> None:
    def changed() -> bytes:
        book = Workbook.open(rich)
        book.sheet(SHEET).note("B6", "改", "核对")
        book.add_sheet("核对问题", [["一", 1]])
        return book.to_bytes()

    assert changed() == changed()


# values


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("=1+1", "=1+1"),
        ("@cmd", "@cmd"),
        ("  两端空格\n第二行\r\n第三行 ", "  两端空格\n第二行\n第三行 "),
        ("<a&b>\"'", "<a&b>\"'"),
        ("响\x07铃\x00", "响铃"),
        ("_x0041_", "_x0041_"),
        ("𠮷野", "𠮷野"),
        ("", ""),
        (None, ""),
        (True, True),
        (12, 12.0),
        (Decimal("1.284465"), 1.284465),
        (Decimal("-0.00001"), -0.00001),
        (Decimal("1E+3"), 1000.0),
        (Decimal("123456789012345"), 123456789012345.0),
    ],
)
def test_values_are_read_back_as_written(rich: bytes, value: Value, read: object) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).set("J30", value)
    assert (values(book.to_bytes())[29][9] if read != "" else book.sheet(SHEET).get("J30") or "") == read


@pytest.mark.parametrize(
    ("value", "serial"),
    [
        (date(2021, 8, 20), "44428"),
        (datetime(2021, 8, 20, 12, 0), "44428.5"),
        (time(6, 0), "0.25"),
        (timedelta(days=1, hours=12), "1.5"),
    ],
)
def test_moments_are_serial_numbers_in_the_cells_format(rich: bytes, value: Value, serial: str) -> None:
    book = Workbook.open(rich)
    sheet = book.sheet(SHEET)
    day = book.styles.derive(sheet.style("D6"), number_format="yyyy-mm-dd")
    sheet.set("D6", value, style=day)
    assert sheet.get("D6") == Decimal(serial)
    assert book.styles.number_format(day) == "yyyy-mm-dd"
    assert openpyxl.load_workbook(io.BytesIO(book.to_bytes()))[SHEET]["D6"].is_date


def test_days_count_from_1904_where_the_workbook_says_so(rich: bytes) -> None:
    old = rewritten(
        rich, {WORKBOOK_PART: lambda text: text.replace("<workbookPr", '<workbookPr date1904="1"')}
    )
    book = Workbook.open(old)
    book.sheet(SHEET).set("D6", date(1904, 1, 3))
    assert book.sheet(SHEET).get("D6") == 2


def test_a_formula_is_one_only_when_said_so(rich: bytes) -> None:
    book = Workbook.open(rich)
    book.sheet(SHEET).set("J6", Formula('=IF(D6>3,"是","否")', "是"))
    book.sheet(SHEET).set("E6", Formula(None, Decimal("0.25")))
    saved = book.to_bytes()
    assert values(saved)[5][9] == "是"
    assert values(saved)[5][4] == 0.25
    sheet = openpyxl.load_workbook(io.BytesIO(saved))[SHEET]
    assert (sheet["J6"].value, sheet["E6"].value) == ('=IF(D6>3,"是","否")', "=D6/C6")


def test_a_result_without_a_formula_is_refused(rich: bytes) -> None:
    with pytest.raises(InputError, match="没有公式"):
        Workbook.open(rich).sheet(SHEET).set("B6", Formula(None, "x"))


def test_a_text_no_cell_can_hold_is_refused(rich: bytes) -> None:
    with pytest.raises(OutputError, match="32767"):
        Workbook.open(rich).sheet(SHEET).set("B6", "字" * 32_768)


def test_floats_are_not_values(rich: bytes) -> None:
    with pytest.raises(TypeError):
        Workbook.open(rich).sheet(SHEET).set("B6", 1.5)  # type: ignore[arg-type]


def test_empty_places_have_the_format_of_their_row_or_column(rich: bytes) -> None:
    columns = '<cols><col min="8" max="9" width="9" style="3"/></cols>'
    data = rewritten(rich, {OTHER_PART: lambda text: text.replace("<sheetData>", f"{columns}<sheetData>")})
    assert Workbook.open(data).sheet(OTHER).style("I40") == 3
    assert Workbook.open(data).sheet(OTHER).style("J40") == 0


# formulas that lean on one another

SHARED = (
    '<row r="2"><c r="A2"><v>1</v></c>'
    '<c r="B2"><f t="shared" ref="B2:B4" si="0">A2*$A$2</f><v>1</v></c></row>'
    '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>'
    '<row r="4"><c r="A4"><v>3</v></c><c r="B4"><f t="shared" si="0"/><v>3</v></c></row>'
    '<row r="5"><c r="C5"><f t="array" ref="C5:C6">A2:A3*2</f><v>2</v></c></row>'
    '<row r="6"><c r="C6"><v>4</v></c></row>'
)


@pytest.fixture(scope="module")
def shared_formulas(rich: bytes) -> bytes:
    def change(text: str) -> str:
        start, end = text.index("<sheetData>"), text.index("</sheetData>")
        return f"{text[:start]}<sheetData>{SHARED}{text[end:]}"

    return rewritten(rich, {OTHER_PART: change})


def test_overwriting_the_master_of_a_shared_formula_keeps_its_followers(shared_formulas: bytes) -> None:
    book = Workbook.open(shared_formulas)
    sheet = book.sheet(OTHER)
    assert sheet.formula("B4") == "A4*$A$2"
    sheet.set("B2", 9)
    assert [sheet.formula(f"B{row}") for row in (2, 3, 4)] == [None, "A3*$A$2", "A4*$A$2"]
    read = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))[OTHER]
    assert [read[f"B{row}"].value for row in (2, 3, 4)] == [9, "=A3*$A$2", "=A4*$A$2"]


def test_overwriting_a_follower_leaves_the_rest_shared(shared_formulas: bytes) -> None:
    book = Workbook.open(shared_formulas)
    book.sheet(OTHER).set("B3", None)
    assert 't="shared" ref="B2:B4"' in part_text(book.to_bytes(), OTHER_PART)
    assert book.sheet(OTHER).formula("B4") == "A4*$A$2"


def test_part_of_an_array_formula_is_not_overwritten(shared_formulas: bytes) -> None:
    with pytest.raises(OutputError, match="C5:C6"):
        Workbook.open(shared_formulas).sheet(OTHER).set("C6", 1)


def test_the_calculation_chain_goes_only_when_formula_cells_come_or_go(rich: bytes) -> None:
    chained = _with_chain(rich)
    book = Workbook.open(chained)
    book.sheet(SHEET).set("D6", 1)
    assert "xl/calcChain.xml" in stored_parts(book.to_bytes())
    book.sheet(SHEET).set("E6", 1)
    saved = book.to_bytes()
    assert "xl/calcChain.xml" not in stored_parts(saved)
    assert "calcChain" not in part_text(saved, "[Content_Types].xml") + part_text(
        saved, "xl/_rels/workbook.xml.rels"
    )


def _with_chain(data: bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    rel = f'<Relationship Id="rId99" Type="{kind}" Target="calcChain.xml"/></Relationships>'
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{content}"/></Types>'
    data = rewritten(
        data,
        {
            "xl/_rels/workbook.xml.rels": lambda text: text.replace("</Relationships>", rel),
            "[Content_Types].xml": lambda text: text.replace("</Types>", override),
        },
    )
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/calcChain.xml", f'<calcChain xmlns="{namespace}"><c r="E6" i="1"/></calcChain>')
    return target.getvalue()


# formats and names


def test_a_derived_format_is_made_once_and_leaves_the_others_alone(rich: bytes) -> None:
    book = Workbook.open(rich)
    before = book.styles.count()
    first = book.styles.derive(2, fill="FFF2CC", wrap=True, locked=False, number_format="0.000")
    assert first == before
    assert book.styles.derive(2, fill="FFF2CC", wrap=True, locked=False, number_format="0.000") == first
    second = book.styles.derive(
        first, locked=True, horizontal="center", vertical="top", size=14, border="thin"
    )
    book.sheet(SHEET).set_style("D6", second)
    assert book.styles.count() == before + 2
    cell = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))[SHEET]["D6"]
    assert (cell.number_format, cell.protection.locked, cell.alignment.wrap_text) == ("0.000", True, True)
    assert (cell.alignment.horizontal, cell.alignment.vertical, cell.font.sz) == ("center", "top", 14)
    assert cell.border.top.style == "thin"


def test_defined_names_are_read_and_set(rich: bytes) -> None:
    book = Workbook.open(rich)
    names = book.defined_names
    assert names.get("名单") == f"{OTHER}!$C$2:$C$6"
    assert names.get(PRINT_AREA, SHEET) == f"{SHEET}!$A$1:$G$13"
    assert names.get(PRINT_TITLES, SHEET) == f"{SHEET}!$5:$5"
    names.set(PRINT_AREA, f"{SHEET}!$A$1:$F$20", SHEET)
    names.set("新名", f"{SHEET}!$A$1", hidden=True)
    read = openpyxl.load_workbook(io.BytesIO(book.to_bytes()))
    assert read[SHEET].print_area == f"'{SHEET}'!$A$1:$F$20"
    assert read.defined_names["新名"].hidden
    assert read.defined_names["名单"].attr_text == f"{OTHER}!$C$2:$C$6"


# odd but real files


@pytest.mark.parametrize("prefix", ["", "x"])
def test_prefixed_elements_are_changed_like_plain_ones(prefix: str) -> None:
    book = Workbook.open(rich_workbook(prefix=prefix))
    sheet = book.sheet(SHEET)
    sheet.set("B6", "新指标", style=book.styles.derive(sheet.style("B6"), bold=True, wrap=True))
    sheet.set("J6", Formula("D6*2"))
    sheet.note("C6", "请核对", "核对")
    sheet.merge("H20:I20")
    sheet.insert_rows(9, 1)
    book.add_sheet("退回说明", [["位置", 1]])
    book.defined_names.set("新名", f"{SHEET}!$A$1")
    saved = book.to_bytes()
    assert_sound(saved)
    assert values(saved)[5][1] == "新指标"
    assert values(saved, "退回说明") == [["位置", 1.0]]
    read = openpyxl.load_workbook(io.BytesIO(saved))
    assert read[SHEET]["C12"].value == "=SUM(C6:C11)"
    assert read[SHEET]["C6"].comment.text == "请核对"
    assert read[SHEET]["B6"].font.b
    assert "H21:I21" in {str(area) for area in read[SHEET].merged_cells.ranges}


def test_rows_and_cells_without_positions_and_a_stale_dimension(rich: bytes) -> None:
    cells = (
        '<row><c><v>1</v></c><c t="inlineStr"><is><t>乙</t></is></c></row><row/>'
        '<row spans="1:2"><c/><c r="C3"><v>3</v></c><c><v>4</v></c></row>'
    )

    def change(text: str) -> str:
        text = re.sub('<dimension ref="[^"]*"', '<dimension ref="A1"', text)
        return re.sub("(<sheetData>).*(?=</sheetData>)", rf"\1{cells}", text)

    data = rewritten(rich, {OTHER_PART: change})
    book = Workbook.open(data)
    sheet = book.sheet(OTHER)
    assert [sheet.get(cell) for cell in ("A1", "B1", "C3", "D3")] == [1, "乙", 3, 4]
    sheet.set("B3", "新")
    sheet.set("A2", 2)
    assert values(book.to_bytes(), OTHER)[:3] == [
        [1.0, "乙", "", ""],
        [2.0, "", "", ""],
        ["", "新", 3.0, 4.0],
    ]
    assert "<dimension" not in part_text(book.to_bytes(), OTHER_PART)


def test_comments_cdata_and_single_quotes_in_a_part(rich: bytes) -> None:
    odd = "<sheetData><!-- <c r='A1'/> --><row r='1'><c r='A1' t='str'><v><![CDATA[<甲>&]]></v></c></row>"

    def change(text: str) -> str:
        return text[: text.index("<sheetData>")] + odd + text[text.index("</sheetData>") :]

    book = Workbook.open(rewritten(rich, {OTHER_PART: change}))
    assert book.sheet(OTHER).get("A1") == "<甲>&"
    book.sheet(OTHER).set("B1", 1)
    assert values(book.to_bytes(), OTHER)[0] == ["<甲>&", 1.0]


def test_a_part_in_another_encoding(rich: bytes) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rich)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == OTHER_PART:
                content = content.decode().replace("UTF-8", "UTF-16").encode("utf-16")
            new.writestr(info.filename.replace("/", "\\"), content)
    book = Workbook.open(target.getvalue())
    book.sheet(OTHER).set("A2", "新")
    with zipfile.ZipFile(io.BytesIO(book.to_bytes())) as archive:
        name = next(name for name in archive.namelist() if name.endswith("sheet2.xml"))
        assert "新" in archive.read(name).decode("utf-8")


class _Stream(io.RawIOBase):
    """Bytes that can only be written on, as programs do that send a workbook over the net."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.data += content
        return len(content)


def test_a_package_written_as_a_stream_with_64_bit_sizes(rich: bytes) -> None:
    stream = _Stream()
    with zipfile.ZipFile(io.BytesIO(rich)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            with new.open(info.filename, "w", force_zip64=True) as part:
                part.write(old.read(info))
    streamed = bytes(stream.data)
    book = Workbook.open(streamed)
    book.sheet(SHEET).set("B6", "新")
    saved = book.to_bytes()
    assert_sound(saved)
    assert changed_parts(streamed, saved) == {SHEET_PART}
    assert values(saved)[5][1] == "新"


# files that cannot be used


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "不是完整的 xlsx"),
        (b"PK\x03\x04" + b"\0" * 40, "不是完整的 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "加密"),
        ("序号,指标\n1,甲".encode("gb18030"), "不是完整的 xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Workbook.open(data)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError, match="没有部件清单"):
        Workbook.open(target.getvalue())


def test_a_truncated_workbook_is_refused(rich: bytes) -> None:
    with pytest.raises(InputError):
        Workbook.open(rich[: len(rich) // 2])


def test_a_broken_part_is_refused_when_it_is_needed(rich: bytes) -> None:
    broken = rewritten(rich, {OTHER_PART: lambda text: text.replace("</sheetData>", "")})
    book = Workbook.open(broken)
    with pytest.raises(InputError, match=r"sheet2\.xml 读不通"):
        book.sheet(OTHER)


def test_a_document_type_is_refused(rich: bytes) -> None:
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaa">]><worksheet'
    book = Workbook.open(rewritten(rich, {OTHER_PART: lambda text: text.replace("<worksheet", bomb)}))
    with pytest.raises(InputError, match="文档类型声明"):
        book.sheet(OTHER)


def test_a_missing_file_and_a_missing_sheet_are_named(rich: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"没有\.xlsx"):
        Workbook.open(tmp_path / "没有.xlsx")
    with pytest.raises(InputError, match=f"没有工作表〔表〕.*{OTHER}"):
        Workbook.open(rich).sheet("表")
    with pytest.raises(InputError, match="不是单元格位置"):
        Workbook.open(rich).sheet(SHEET).set("6B", 1)


def test_saving_is_whole_or_not_at_all(rich: bytes, tmp_path: Path) -> None:
    book = Workbook.open(rich)
    book.save(tmp_path / "新" / "表 =&'%.xlsm")
    assert (tmp_path / "新" / "表 =&'%.xlsm").read_bytes() == rich_saved(rich)
    (tmp_path / "占用").mkdir()
    with pytest.raises(OutputError, match="写不进"):
        book.save(tmp_path / "占用")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["占用", "新"]


def rich_saved(data: bytes) -> bytes:
    return Workbook.open(data).to_bytes()


# anything anywhere

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40)
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=4) | st.integers(-(10**9), 10**9)
WRITES = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(1, 30)),
    TEXTS | NUMBERS | st.booleans(),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(WRITES)
def test_random_writes_are_read_back_and_nothing_else_changes(writes: dict[tuple[int, int], Value]) -> None:
    data = rich_workbook()
    book = Workbook.open(data)
    before = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    for position, value in writes.items():
        book.sheet(SHEET).set(position, value)
    saved = book.to_bytes()
    assert_sound(saved)
    read, after = values(saved), openpyxl.load_workbook(io.BytesIO(saved))[SHEET]
    reopened = Workbook.open(saved).sheet(SHEET)
    for (row, column), value in writes.items():
        if value != "":
            assert _equal(read[row - 1][column - 1], value)
        assert _equal(reopened.get((row, column)), value if value != "" else None)
    for cells in before.iter_rows(max_row=40, max_col=30):
        for cell in cells:
            assert after[cell.coordinate].style_id == cell.style_id, cell.coordinate
            if (cell.row, cell.column) not in writes:
                assert after[cell.coordinate].value == cell.value, cell.coordinate


def _equal(read: object, written: Value) -> bool:
    if isinstance(written, Decimal) and isinstance(read, float):
        return read == float(written)
    return read == written
