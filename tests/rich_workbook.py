"""A workbook with all that a county's own template may hold and openpyxl loses; and its parts compared.

XlsxWriter makes what it can; x14 validations, which it cannot, are put in by hand.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from minsheng_xl.formats.a1 import column_number

MACROS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 4
"""Stands for vbaProject.bin: bytes that nobody may touch."""
SHEET, OTHER = "目标任务表", "汇总"
FIRST, LAST, TOTAL = 6, 10, 11
"""Rows of the table on SHEET and of the totals below it."""
SHEET_ORDER = (
    "sheetPr", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "protectedRanges",
    "autoFilter", "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "ignoredErrors", "drawing", "legacyDrawing",
    "legacyDrawingHF", "tableParts", "extLst",
)  # fmt: skip
"""Children of a worksheet in the order of the standard (those met here)."""
VALUES = {6: (10, 5), 7: (20, 15), 8: (30, 10), 9: (40, 40), 10: (50, 0)}
"""Target (column C) and done (column D) by row."""


def rich_workbook(*, macros: bool = False, prefix: str = "") -> bytes:
    """The workbook; an xlsm with `macros`; all spreadsheet elements prefixed (`x:`) with a `prefix`."""
    target = io.BytesIO()
    with Workbook(target) as book:
        book.set_properties({"created": datetime(2021, 1, 1)})
        if macros:
            book.add_vba_project(io.BytesIO(MACROS), is_stream=True)
        sheet, other = book.add_worksheet(SHEET), book.add_worksheet(OTHER)
        _write_table(book, sheet)
        _write_objects(book, sheet)
        _write_rules(book, sheet)
        _write_page(sheet)
        _write_other(book, other)
    changes = {"xl/worksheets/sheet1.xml": _with_x14_validation, "xl/workbook.xml": _calculated}
    data = rewritten(target.getvalue(), changes)
    return _prefixed(data, prefix) if prefix else data


def _write_table(book: Workbook, sheet: Worksheet) -> None:
    bold, cell = book.add_format({"bold": True}), book.add_format({"border": 1})
    percent = book.add_format({"border": 1, "num_format": "0.0%"})
    sheet.merge_range("A1:F1", "宁都县2021年民生实事目标任务表", bold)
    sheet.write_rich_string("A3", "其中", bold, "重点", "项目按月报送")
    sheet.write_row("A5", ["序号", "指标", "目标", "完成", "完成率", "趋势"], bold)
    for number, row in enumerate(range(FIRST, LAST + 1), start=1):
        goal, done = VALUES[row]
        sheet.write_row(row - 1, 0, [number, f"指标{number}", goal, done], cell)
        sheet.write_formula(row - 1, 4, f"=D{row}/C{row}", percent, done / goal)
    sheet.write("A11", "合计", bold)
    sheet.write_formula("C11", "=SUM(C6:C10)", bold, 150)
    sheet.write_formula("D11", "=SUM(D6:D10)", bold, 70)
    sheet.write_formula("E11", "=D11/C11", percent, 70 / 150)
    sheet.merge_range("G6:G10", "县民政局", cell)
    sheet.merge_range("A13:F13", "填表人：", cell)
    sheet.set_row(9, 31.5)
    sheet.set_column("B:B", 22)


def _write_objects(book: Workbook, sheet: Worksheet) -> None:
    sheet.insert_image("I2", "seal.png", {"image_data": io.BytesIO(png())})
    sheet.insert_image("I14", "seal.png", {"image_data": io.BytesIO(png()), "object_position": 1})
    sheet.insert_textbox("I6", "请盖章", {"textlink": f"={SHEET}!$A$13"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$D$6:$D$10", "categories": f"={SHEET}!$B$6:$B$10"})
    sheet.insert_chart("I20", chart)
    for row in range(FIRST, LAST + 1):
        sheet.add_sparkline(row - 1, 5, {"range": f"{SHEET}!C{row}:D{row}", "type": "column"})
    sheet.write_comment("D8", "去年为8", {"author": "统计局"})
    sheet.write_comment("C11", "合计由公式算出", {"author": "统计局"})
    sheet.insert_button("K2", {"macro": "Check", "caption": "校验"})
    sheet.write_url("B9", f"internal:'{OTHER}'!B2", string="指标4")
    sheet.write_url("B2", f"internal:'{SHEET}'!C11", string="看合计")


def _write_rules(book: Workbook, sheet: Worksheet) -> None:
    red = book.add_format({"bg_color": "#FFC7CE"})
    sheet.data_validation("D6:D10", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.data_validation("B6:B10", {"validate": "list", "source": "=名单"})
    sheet.conditional_format("E6:E10", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    sheet.conditional_format("C6:D10", {"type": "formula", "criteria": "=$D6>$C6", "format": red})
    sheet.autofilter("A5:F10")
    sheet.ignore_errors({"number_stored_as_text": "B6:B10"})
    sheet.protect("", {"objects": True})
    sheet.unprotect_range("D6:D10", "填报")


def _write_page(sheet: Worksheet) -> None:
    sheet.print_area("A1:G13")
    sheet.repeat_rows(4)
    sheet.set_h_pagebreaks([5, 11])
    sheet.set_header("&C&G", {"image_center": "seal.png", "image_data_center": io.BytesIO(png())})
    sheet.freeze_panes(5, 2)


def _write_other(book: Workbook, other: Worksheet) -> None:
    other.write_row("A1", ["项目", "完成", "名单"])
    other.write_formula("B2", f"={SHEET}!D11", None, 70)
    other.write_formula("B3", f"=SUM({SHEET}!D6:D10)+SUM(B2)", None, 140)
    other.write_formula("B4", f'={SHEET}!$E$8&"{SHEET}!D11"', None, f"0.333333333333333{SHEET}!D11")
    other.write_formula("B5", "=1+1", None, 2)
    other.write_column("C2", [f"指标{number}" for number in range(1, 6)])
    other.add_table("E1:F3", {"columns": [{"header": "甲"}, {"header": "乙"}], "data": [[1, 2], [3, 4]]})
    book.define_name("名单", f"={OTHER}!$C$2:$C$6")
    book.define_name("合计完成", f"={SHEET}!$D$11")


def _with_x14_validation(text: str) -> str:
    new = (
        '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1>'
        f"<xm:f>{OTHER}!$C$2:$C$6</xm:f></x14:formula1><xm:sqref>H6:H10</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext>"
    )
    start = text.rindex("<extLst>") + len("<extLst>")
    return text[:start] + new + text[start:]


def _calculated(text: str) -> str:
    """Excel, unlike XlsxWriter, saves results that it stands by."""
    return text.replace(' fullCalcOnLoad="1"', "")


_OF_THE_SHEETS = re.compile(
    r"xl/(workbook|styles|sharedStrings|comments\d|tables/.*|worksheets/sheet\d)\.xml"
)


def _prefixed(data: bytes, prefix: str) -> bytes:
    """The same workbook with its own namespace under a prefix, as some exporters write."""
    names = (name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if _OF_THE_SHEETS.fullmatch(name))

    def change(text: str) -> str:
        text = re.sub(r"<(/?)(?=[A-Za-z]\w*[\s/>])", rf"<\1{prefix}:", text)
        return text.replace(" xmlns=", f" xmlns:{prefix}=", 1)

    return rewritten(data, dict.fromkeys(names, change))


def rewritten(data: bytes, changes: Mapping[str, Callable[[str], str]]) -> bytes:
    """The package with some of its text parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            change = changes.get(info.filename)
            new.writestr(info, change(content.decode()) if change else content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def png(size: int = 24) -> bytes:
    """A small red square."""
    rows = (b"\0" + b"\xc0\x20\x20" * size) * size
    chunks = (
        (b"IHDR", struct.pack(">2I5B", size, size, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """Parts that are new, gone, or not stored as the very same compressed bytes."""
    old, new = stored_parts(before), stored_parts(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def assert_sound(data: bytes) -> None:
    """What Excel looks at before it offers to repair: XML, types, relationships, order, counts, ids."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert len(parts) == len(set(map(str.casefold, parts)))
    xml = {name: part for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    trees = {name: ElementTree.fromstring(part) for name, part in xml.items()}
    types = trees["[Content_Types].xml"]
    overrides = [tag.get("PartName", "").lstrip("/") for tag in types if _local(tag) == "Override"]
    extensions = {tag.get("Extension") for tag in types if _local(tag) == "Default"}
    assert sorted(set(overrides)) == sorted(overrides)
    assert set(overrides) <= parts.keys()
    assert all(name in overrides or name.rpartition(".")[2] in extensions for name in parts)
    for name, tree in trees.items():
        if name.endswith(".rels"):
            _assert_relations(name, tree, parts)
        elif name.startswith("xl/worksheets/"):
            _assert_sheet(tree)


def _local(tag: ElementTree.Element) -> str:
    return tag.tag.rpartition("}")[2]


def _assert_relations(name: str, tree: ElementTree.Element, parts: dict[str, bytes]) -> None:
    folder = posixpath.dirname(posixpath.dirname(name))
    assert len({tag.get("Id") for tag in tree}) == len(tree)
    for tag in tree:
        if tag.get("TargetMode") != "External":
            target = tag.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            assert posixpath.normpath(path) in parts


def _assert_sheet(tree: ElementTree.Element) -> None:
    names = [_local(child) for child in tree]
    places = [SHEET_ORDER.index(name) for name in names if name in SHEET_ORDER]
    assert places == sorted(places)
    for child in tree:
        if (count := child.get("count")) is not None:
            assert int(count) == len(child) > 0
    rows = [int(row.get("r", 0)) for row in tree[names.index("sheetData")]]
    assert rows == sorted(set(rows))
    for row in tree[names.index("sheetData")]:
        cells = [column_number(re.sub(r"\d", "", cell.get("r", ""))) for cell in row]
        assert cells == sorted(set(cells))


def stored_parts(data: bytes) -> dict[str, bytes]:
    """Compressed bytes by part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {info.filename: _stored(data, info) for info in archive.infolist()}


def _stored(data: bytes, info: zipfile.ZipInfo) -> bytes:
    name, extra = struct.unpack_from("<2H", data, info.header_offset + 26)
    start = info.header_offset + 30 + name + extra
    return data[start : start + info.compress_size]


def part_text(data: bytes, name: str) -> str:
    """One part as text."""
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def write(data: bytes, path: Path) -> Path:
    """The bytes as a file."""
    path.write_bytes(data)
    return path
