"""The same small table in every format people send, and texts in every encoding they come in."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.formats.a1 import Area
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.plain_text import find_delimiter
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.sniff import Format, sniff
from minsheng_xl.reading.opening.workbooks import read_workbook
from tests.libreoffice import converted

TABLE = "项目,单位,数量\n新建改造农村公路,公里,12.5\n建成桥梁,座,3\n"


def only(data: bytes) -> Grid:
    (grid,) = read_workbook(data, "县")
    return grid


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with merges, hidden rows and columns, dates, an error and a hidden sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "填报表"
    for row in (["标题"], ["项目", "数量", "日期"], ["道路", 12.5, date(2024, 3, 1)]):
        sheet.append(row)
    sheet.append(["桥", 3, datetime(2024, 3, 1, 8, 30)])
    sheet.merge_cells("A1:C1")
    sheet["B5"], sheet["C5"], sheet["B6"] = "=SUM(B3:B4)", "=1/0", time(12, 30)
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    meta = book.create_sheet("_meta")
    meta["A1"], meta.sheet_state = "template", "veryHidden"
    path = tmp_path_factory.mktemp("sample") / "县.xlsx"
    book.save(path)
    return path


@pytest.mark.skipif(not shutil.which("soffice"), reason="soffice is not installed")
@pytest.mark.parametrize("kind", ["xls", "ods", "fods", "xlsx"])
def test_libreoffice_saves_the_same_table(kind: str, sample: Path, tmp_path: Path) -> None:
    first, meta = read_workbook(converted(sample, kind, tmp_path).rename(tmp_path / "县.dat"))
    assert [first.text(row, 1) for row in range(1, 5)] == ["标题", "项目", "道路", "桥"]
    assert first.rows[2] == ["道路", Decimal("12.5"), date(2024, 3, 1)]
    assert first.value(4, 3) == datetime(2024, 3, 1, 8, 30)
    assert first.value(5, 2) == Decimal("15.5")
    assert first.value(6, 2) == time(12, 30)
    assert first.errors == {(5, 3): "#DIV/0!"}
    assert first.merges == [Area(1, 1, 1, 3)]
    assert (first.hidden_rows, first.hidden_columns) == ({4}, {3})
    if kind != "xls":
        assert first.formulas[5, 2] == "=SUM(B3:B4)"
    assert (meta.sheet, meta.visible, meta.rows) == ("_meta", False, [["template"]])


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-8-sig"), "utf-8-sig"),
        (TABLE.encode("gbk"), "gb18030"),
        (TABLE.encode("utf-16"), "utf-16"),
        (TABLE.encode("utf-16-le"), "utf-16-le"),
        (TABLE.encode("utf-16-be"), "utf-16-be"),
        (TABLE.replace(",", "\t").replace("\n", "\r\n").encode("gbk"), "gb18030"),
        (TABLE.replace(",", ";").encode(), "utf-8"),
        (b"sep=;\r\n" + TABLE.replace(",", ";").encode(), "utf-8"),
    ],
)
def test_texts_are_tables_in_any_encoding(data: bytes, encoding: str) -> None:
    assert sniff(data).encoding == encoding
    assert only(data).rows == [line.split(",") for line in TABLE.splitlines()]


def test_csv_keeps_zeros_breaks_and_shown_errors() -> None:
    grid = only('编号,说明,数量\n="007","第一行\n第二行",#REF!\n'.encode())
    assert grid.rows[1] == ["007", "第一行\n第二行", None]
    assert grid.errors == {(2, 3): "#REF!"}


def test_running_text_is_one_column_that_knows_its_lines() -> None:
    grid = only("关于下达目标任务的通知\n\n各乡镇:\n请抓好落实\n".encode())
    assert grid.rows == [["关于下达目标任务的通知"], [None], ["各乡镇:"], ["请抓好落实"]]
    assert str(grid.place(3, 1)) == "县第3行"


def test_one_file_in_two_encodings_is_refused_with_the_line() -> None:
    mixed = "项目,数量\n新建改造农村公路,1\n".encode() + "维修改造桥梁涵洞,2\n".encode("gbk")
    with pytest.raises(Rejected, match="第 3 行") as caught:
        read_workbook(mixed, "县.csv")
    assert caught.value.reason_code == "mixed_encoding"


def test_a_quote_left_open_is_refused_not_swallowed() -> None:
    with pytest.raises(Rejected) as caught:
        read_workbook(b'a,b\n1,"2\n3,4\n', "县.csv")
    assert caught.value.reason_code == "damaged"


fields = st.text("县乡镇道路桥梁ab0123.%（）、", min_size=1, max_size=8)


@given(st.lists(st.tuples(fields, fields, fields), min_size=2, max_size=6), st.sampled_from(",\t;"))
def test_the_delimiter_is_found(rows: list[tuple[str, ...]], delimiter: str) -> None:
    assert find_delimiter("\n".join(delimiter.join(row) for row in rows)) == delimiter


HTML = """
<html><head><style>td {color: red}</style></head><body>
<table border=1>
<tr><th rowspan=2>项目</th><th colspan="2">数量</th></tr>
<tr><th>目标<th>完成
<tr style="DISPLAY: none"><td>旧<br>行</td><td x:num="1234.50">1,234.5</td><td>&nbsp;007 </td></tr>
<tr><td>合计</td><td x:err="#REF!">#REF!</td><td><table><tr><td>内表</td></tr></table></td></tr>
</table></body></html>
"""


def test_web_tables_keep_their_spans() -> None:
    outer, inner = read_workbook(HTML.encode("gbk"), "导出.xls")
    assert outer.rows == [
        ["项目", "数量"],
        [None, "目标", "完成"],
        ["旧\n行", Decimal("1234.5"), "007"],
        ["合计", None],
    ]
    assert outer.merges == [Area(1, 1, 2, 1), Area(1, 2, 1, 3)]
    assert outer.hidden_rows == {3}
    assert outer.errors == {(4, 2): "#REF!"}
    assert inner.rows == [["内表"]]
    assert (outer.sheet, inner.sheet) == ("表1", "表2")


XML2003 = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<Worksheet ss:Name="填报表"><Table>
<Column/><Column ss:Index="3" ss:Hidden="1" ss:Span="1"/>
<Row><Cell ss:MergeAcross="2"><ss:Data ss:Type="String"><B>标</B>题</ss:Data></Cell><Cell><Data
 ss:Type="String">末</Data></Cell></Row>
<Row ss:Index="3" ss:Hidden="1"><Cell><Data ss:Type="Number">12.50</Data>
<Comment><ss:Data>批注</ss:Data></Comment></Cell><Cell ss:Index="4" ss:Formula="=1/0"><Data
 ss:Type="Error">#DIV/0!</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2024-03-01T00:00:00.000</Data></Cell><Cell><Data
 ss:Type="DateTime">1899-12-31T12:30:00.000</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row>
</Table></Worksheet>
<Worksheet ss:Name="_meta"><Table><Row><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetVeryHidden</Visible>
</WorksheetOptions></Worksheet></Workbook>"""


def test_xml_spreadsheets_of_2003() -> None:
    first, meta = read_workbook(XML2003.encode(), "导出.xls")
    assert first.rows[0] == ["标题", None, None, "末"]
    assert first.rows[2] == [Decimal("12.5"), None, None, None]
    assert first.rows[3] == [date(2024, 3, 1), time(12, 30)]
    assert first.errors == {(3, 4): "#DIV/0!"}
    assert first.formulas == {(3, 4): "=1/0", (4, 3): "=RC[-1]"}
    assert first.uncached == {(4, 3)}
    assert first.merges == [Area(1, 1, 1, 3)]
    assert (first.hidden_rows, first.hidden_columns) == ({3}, {3, 4})
    assert (meta.visible, meta.rows) == (False, [[True]])


@pytest.mark.parametrize("kind", [Format.HTML, Format.XML2003])
def test_markup_is_known_under_any_name(kind: Format) -> None:
    text = HTML if kind is Format.HTML else XML2003
    assert sniff(text.encode("utf-16"), "x.xlsx").format is kind


def test_full_width_blanks_of_an_open_document_stay() -> None:
    """Only the white space of XML runs together there (ODF 1.3 part 3, 6.1.2)."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{each}="{name}:{each}:1.0"' for each in ("office", "table", "text"))
    cell = "<table:table-cell><text:p>\u3000甲  \n 乙</text:p></table:table-cell>"
    table = f"<table:table table:name='表'><table:table-row>{cell}</table:table-row></table:table>"
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    text = f"<office:document {spaces}>{body}</office:document>"
    (grid,) = read_workbook(text.encode(), "表.fods")
    assert grid.rows == [["\u3000甲 乙"]]
