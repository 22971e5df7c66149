"""Files made to break a reader: each is taken, or refused with its code, and soon."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from minsheng_xl.formats.limits import Limits
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.sniff import sniff
from minsheng_xl.reading.opening.workbooks import read_workbook
from tests.test_reading_workbooks import fill_everything, only, repacked, with_sheet, written

DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
PLAIN = written(fill_everything)


def reason(data: bytes, limits: Limits | None = None, name: str = "县.xlsx") -> str:
    """The code a file is refused with; nothing when it is taken."""
    try:
        read_workbook(data, name, limits or Limits())
    except Rejected as refusal:
        return refusal.reason_code
    return ""


def row(cells: str, attributes: str = "") -> bytes:
    return with_sheet(f"<sheetData><row {attributes}>{cells}</row></sheetData>")


def cell(name: str, value: str = "1") -> str:
    return f'<c r="{name}"><v>{value}</v></c>'


def with_part(part: str, content: bytes) -> bytes:
    return repacked(PLAIN, part, lambda _: content)


def test_a_far_cell_is_refused_by_its_name() -> None:
    data = with_sheet(
        f'<sheetData><row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row></sheetData>'
    )
    with pytest.raises(Rejected, match="〔表〕XFD1048576 有孤立数据"):
        read_workbook(data, "县.xlsx")


@pytest.mark.parametrize(
    "cells",
    [
        cell("A1") + cell("XFD1048576").replace('"', "'"),
        cell("A1") + '<c  r="XFD1048576"><v>1</v></c>',
        cell("A1") + '<c s="/>" r="XFD1048576"><v>1</v></c>',
        cell("A1") + '<c r="XFD1048576" x="/>"><v>1</v></c>',
        cell("A1") + '<c r="XFD1048576" x=">"><v>1</v></c>',
        cell("A1") + '<c r="XFD&#49;048576"><v>1</v></c>',
        cell("A1") + '<c r="xfd1048576"><v>1</v></c>',
        cell("A1") + cell("A1048577"),
        cell("A1") + cell("ZZZ9"),
    ],
)
def test_no_way_of_writing_hides_a_far_cell(cells: str) -> None:
    assert reason(row(cells, 'r="1"')) == "far_cell"


def test_far_cells_that_hold_nothing_do_no_harm() -> None:
    cells = cell("A1") + '<c r="XFD1048576" s="0"/><c r="XFD1048575"></c>'
    data = with_sheet(f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{cells}</row></sheetData>')
    assert only(data).width == 1


def test_a_wide_but_small_sheet_is_taken() -> None:
    assert only(row(cell("A1") + cell("XFD60"), 'r="1"')).width == 16_384


@pytest.mark.parametrize("coordinate", ["A0", "1", "A", "ABCD5", "A99999999", "甲1", ""])
def test_bad_coordinates_never_escape(coordinate: str) -> None:
    assert reason(row(cell("A1") + cell(coordinate), 'r="1"')) in {"", "damaged", "far_cell"}


@pytest.mark.parametrize(
    "part",
    [
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_doctypes_are_refused_in_every_encoding(part: str, encoding: str) -> None:
    def declare(content: bytes) -> bytes:
        rest = content.decode().partition("?>")[2]
        return f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE}{rest}'.encode(encoding)

    assert reason(repacked(PLAIN, part, declare)) == "doctype"


@pytest.mark.parametrize(
    "text", ["<html>", "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"]
)
def test_doctypes_outside_packages(text: str) -> None:
    data = f'<?xml version="1.0"?>{DOCTYPE}{text}<table><tr><td>&b;</td></tr></table>'.encode()
    assert reason(data) in {"", "doctype", "damaged"}


def bomb(size: int) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(PLAIN)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename == "xl/worksheets/sheet1.xml":
                new.writestr(info.filename, b" " * size)
            else:
                new.writestr(info.filename, old.read(info))
    return target.getvalue()


def test_what_inflates_too_far_is_refused() -> None:
    assert reason(bomb(3 << 20), Limits(part=1 << 20)) == "bomb"
    assert reason(bomb(3 << 20), Limits(total=1 << 20)) == "bomb"


def test_a_size_that_lies_is_refused() -> None:
    data = bytearray(bomb(3 << 20))
    with ZipFile(BytesIO(data)) as package:
        central = data.index(b"PK\x01\x02", package.start_dir)
    while data[central + 46 : central + 46 + 24] != b"xl/worksheets/sheet1.xml":
        central = data.index(b"PK\x01\x02", central + 4)
    struct.pack_into("<I", data, central + 24, 1000)
    assert reason(bytes(data), Limits(part=1 << 20)) == "damaged"


def test_caps_on_files_entries_sheets_cells_and_merges() -> None:
    assert reason(PLAIN, Limits(file=1000)) == "too_large"
    assert reason(PLAIN, Limits(entries=3)) == "too_large"
    assert reason(PLAIN, Limits(sheets=0)) == "too_large"
    assert reason(row(cell("A1") + cell("B1000"), 'r="1"'), Limits(cells=1)) == "too_large"
    assert reason(PLAIN, Limits(merges=0)) == "too_large"
    assert reason(b"a,b\n1,2\n3,4\n", Limits(cells=5)) == "too_large"


@pytest.mark.parametrize(
    "twin", ["xl/worksheets/sheet1.xml", "xl/Worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"]
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_twin_parts_are_refused(twin: str) -> None:
    target = BytesIO(PLAIN)
    with ZipFile(target, "a") as package:
        package.writestr(twin, "<worksheet/>")
    assert reason(target.getvalue()) == "tampered"


def test_overlapping_parts_are_refused() -> None:
    data = bytearray(PLAIN)
    first = data.index(b"PK\x01\x02")
    name = slice(first + 46, first + 46 + struct.unpack_from("<H", data, first + 28)[0])
    copy = bytes(data[first : data.index(b"PK\x01\x02", first + 4)]).replace(
        data[name], b"[Content_Types].xmL"
    )
    end = data.rindex(b"PK\x05\x06")
    count, size = struct.unpack_from("<HI", data, end + 10)
    data[end:end] = copy
    end += len(copy)
    struct.pack_into("<HHI", data, end + 8, count + 1, count + 1, size + len(copy))
    assert reason(bytes(data)) == "tampered"


def test_encrypted_members_are_said_to_be_so() -> None:
    data = bytearray(PLAIN)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.index(mark)
        data[position + at] |= 1
    assert reason(bytes(data)) == "encrypted"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_missing_and_broken_parts(part: str) -> None:
    assert reason(with_part(part, b"<a><b></a>")) in {"damaged", "no_sheets"} | (
        {""} if "Types" in part else set()
    )


@pytest.mark.parametrize("fraction", range(50))
def test_a_file_cut_short_is_never_taken(fraction: int) -> None:
    cut = PLAIN[: len(PLAIN) * fraction // 50]
    assert reason(cut) in {"empty", "truncated", "damaged", "not_a_table"}


def flipped(data: bytes, seeds: range) -> Iterator[bytes]:
    for seed in seeds:
        chance, changed = random.Random(seed), bytearray(data)
        for _ in range(chance.choice([1, 3, 20])):
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def test_flipped_bits_are_read_right_or_refused() -> None:
    whole = read_workbook(PLAIN, "县.xlsx")
    for data in flipped(PLAIN, range(300)):
        try:
            grids = read_workbook(data, "县.xlsx")
        except Rejected:
            continue
        assert [grid.rows for grid in grids] == [grid.rows for grid in whole]


@pytest.mark.parametrize(
    "text",
    [
        '<table><tr><td rowspan="99999999" colspan="99999999">a</td><td>b</td></tr></table>',
        "<table>" * 2000 + "<tr><td>a" + "</table>" * 2000,
        "<table>" + "<tr><td>a" * 20_000 + "</table>",
        "<table><tr>" + "<td>a" * 17_000 + "</table>",
    ],
)
def test_web_pages_cannot_grow_without_end(text: str) -> None:
    start = process_time()
    assert reason(text.encode()) in {"", "too_large", "far_cell"}
    assert process_time() - start < 5


def test_a_page_cut_off_inside_a_table_is_refused() -> None:
    assert reason(b"<table><tr><td>1</td></tr><tr><td>2</td>") == "truncated"


def ods(body: str) -> bytes:
    target, names = BytesIO(), ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return target.getvalue()


def test_repeated_rows_are_counted_before_they_are_made() -> None:
    filled = '<table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{filled}</table:table-row>'
    assert reason(ods(f'<table:table table:name="表">{rows}</table:table>')) == "too_large"
    empty = rows.replace("<text:p>a</text:p>", "")
    assert reason(ods(f'<table:table table:name="表">{empty}</table:table>')) == ""


def test_positions_of_xml_2003_are_bounded() -> None:
    head = '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    for index in ("999999999", "-5", "x"):
        data = f'{head}<Row Index="{index}"><Cell><Data>a</Data></Cell></Row></Table></Worksheet></Workbook>'
        assert reason(data.encode()) in {"far_cell", "damaged"}


def test_styled_empty_rows_are_no_rows() -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(2, 100_000))
    data = with_sheet(f'<sheetData><row r="1">{cell("A1")}</row>{rows}</sheetData>')
    assert len(only(data).rows) == 1


def test_a_panic_of_a_library_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What a panic of a Rust library looks like: no Exception."""

    def panic(*_: Any, **__: Any) -> None:
        raise Panic("index out of bounds")

    monkeypatch.setattr("python_calamine.load_workbook", panic)
    monkeypatch.setattr("minsheng_xl.reading.files.careful.Values", panic)
    assert reason(PLAIN) == "damaged"


def test_ctrl_c_is_not_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.load_workbook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read_workbook(PLAIN, "县.xlsx")


def test_sniffing_never_raises(tmp_path: Path) -> None:
    for data in flipped(PLAIN, range(300, 400)):
        sniff(data)
    for size in range(0, 600, 7):
        sniff(bytes.fromhex("D0CF11E0A1B11AE1") + random.Random(size).randbytes(size))
