"""Notices as they come: Word, web page, csv, text in any encoding; and what is said of what is none."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from minsheng_xl.errors import InputError
from minsheng_xl.model import TargetTable
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.sources import read_source_documents
from minsheng_xl.reference import Reference
from tests.libreoffice import converted, needs_libreoffice

PROSE = (
    "青石县2022年民生实事项目实施方案\n一、教育惠民\n"
    "1.新建幼儿园。新建公办幼儿园6所，新增学位1620个。（牵头单位：县教育局，配合单位：县财政局）\n"
    "2.改造校舍。改造校舍1.2万平方米。（责任单位：县教育局）\n"
)


def read(data: bytes, name: str) -> list[TargetTable]:
    documents = read_source_documents(data, name, Reference.default()).documents
    return [table for document in documents for table in document.tables]


def values(table: TargetTable) -> list[tuple[str, str, str]]:
    return [(each.name, each.target.raw, each.unit) for each in table.indicators]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding(encoding: str) -> None:
    (table,) = read(PROSE.encode(encoding), "方案.txt")
    assert [item.name for item in table.items] == ["新建幼儿园", "改造校舍"]
    assert table.items[0].cooperators.units == ("县财政局",)


def test_word_with_merged_cells_and_automatic_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("青石县2022年民生实事任务分解表")
    table = document.add_table(rows=4, cols=4)
    for column, head in enumerate(("序号", "项目名称", "目标任务", "责任单位")):
        table.cell(0, column).text = head
    rows = (
        ("1", "扩大就业", "城镇新增就业3200人", "县人社局"),
        ("", "", "培训1800人次", ""),
        ("2", "改厕", "改厕900户", "县农业农村局"),
    )
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    for column in (0, 1, 3):
        table.cell(1, column).merge(table.cell(2, column))
    stream = io.BytesIO()
    document.save(stream)
    (read_table,) = read(stream.getvalue(), "分解表.docx")
    assert read_table.title == "青石县2022年民生实事任务分解表"
    assert values(read_table) == [
        ("城镇新增就业", "3200", "人"),
        ("培训", "1800", "人次"),
        ("改厕", "900", "户"),
    ]
    assert [each.lead.units for each in read_table.indicators] == [("县人社局",)] * 2 + [("县农业农村局",)]


def test_word_prose_with_typed_and_automatic_numbers() -> None:
    document = docx.Document()
    for line in PROSE.splitlines()[:2]:
        document.add_paragraph(line)
    for line in PROSE.splitlines()[2:]:
        document.add_paragraph(line.split(".", 1)[1], style="List Number")
    stream = io.BytesIO()
    document.save(stream)
    (table,) = read(stream.getvalue(), "方案.docx")
    assert [(item.no, item.name, item.category) for item in table.items] == [
        ("1", "新建幼儿园", "教育惠民"),
        ("2", "改造校舍", "教育惠民"),
    ]


def test_web_page_with_text_and_a_table_with_rowspan() -> None:
    page = """<html><head><title>x</title></head><body><div><h1>白水县2023年民生实事任务表</h1>
      <table><tr><td>序号</td><td>项目</td><td>目标任务</td><td>牵头单位</td><td>配合单位</td></tr>
      <tr><td rowspan=2>1</td><td rowspan=2>交通</td><td>修路80公里</td>
      <td rowspan=2>县交通运输局</td><td>县财政局</td></tr>
      <tr><td>改桥7座</td><td></td></tr></table><p>附注</p></div></body></html>"""
    (table,) = read(page.encode(), "页面.html")
    assert values(table) == [("修路", "80", "公里"), ("改桥", "7", "座")]
    assert [each.lead.units for each in table.indicators] == [("县交通运输局",)] * 2


def test_csv_list() -> None:
    head = "序号,项目名称,目标任务,责任单位\n"
    text = head + "1,扩大就业,城镇新增就业3200人,县人社局\n2,改厕,改厕900户,县农业农村局\n"
    (table,) = read(text.encode("gb18030"), "2022年任务.csv")
    assert values(table) == [("城镇新增就业", "3200", "人"), ("改厕", "900", "户")]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.txt", "空文件"),
        (" \r\n\u3000\n".encode(), "a.txt", "没有文字"),
        (b"MZ\x90\x00" + bytes(range(256)) * 10, "通知.txt", "程序文件"),
        (bytes(range(256)) * 20, "通知.txt", "无法识别"),
        ("1.城镇新增就业500人。\n".encode() * 9 + b"\xe5\xff\xfe\x81", "通知.txt", "第 10 行起"),
        ("關於民生實事項目的通知，請各單位認真落實".encode("big5"), "通知.txt", "Big5"),
        ("今天天气很好。\n".encode(), "a.txt", "没有找到民生实事项目"),
        (b"{\\rtf1 abc}", "a.doc", "另存为 .docx"),
        (b"\x89PNG\r\n\x1a\n0000", "扫描.txt", "图片"),
        ("姓名|电话|地址\n张三|1|甲\n".encode(), "a.md", "姓名、电话、地址"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, name: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        read(data, name)
    assert said in f"{raised.value}"


def pdf(*, password: str = "") -> bytes:
    """A PDF of one page without any text, as a scanner makes it."""
    writer = pytest.importorskip("pypdf", reason="needs the optional package pypdf").PdfWriter()
    writer.add_blank_page(200, 200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_scan_without_text_is_said() -> None:
    with pytest.raises(InputError, match="扫描件，没有文字层"):
        read(pdf(), "通知.pdf")


def test_a_locked_and_a_damaged_pdf_are_said() -> None:
    with pytest.raises(InputError, match="打开密码"):
        read(pdf(password="1234"), "通知.pdf")
    with pytest.raises(InputError, match="已损坏"):
        read(pdf()[:120], "通知.pdf")


@needs_libreoffice
def test_a_pdf_with_text_is_read(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="needs the optional package pypdf")
    page = tmp_path / "通知.html"
    lines = ("甲县2024年民生实事工作方案", "一、就业", "1.促进就业。城镇新增就业3200人（县人社局牵头）。")
    page.write_text("<meta charset='utf-8'>" + "".join(f"<p>{line}</p>" for line in lines), "utf-8")
    (table,) = read(converted(page, "pdf", tmp_path).read_bytes(), "通知.pdf")
    assert values(table) == [("城镇新增就业", "3200", "人")]


@pytest.mark.parametrize(("name", "data", "what"), [
    ("长.txt", b"x" * (13 << 20), "文字超过 12 MB"),
    ("名册.csv", b"1,2\n" * 20_001, "有 20001 行"),
    ("空.csv", b"1,2\n" + b",\n" * 100_001 + b"1,2\n", "中间夹着空行"),
    ("长.csv", b"1,2\n" * 9 + (b"x" * 100_000 + b",2\n") * 11, "文字超过 100 万字"),
])  # fmt: skip
def test_what_is_far_too_large_for_a_plan_is_said_at_once(name: str, data: bytes, what: str) -> None:
    with pytest.raises(Rejected, match=what):
        read_source_documents(data, name, Reference.default())
