"""Binary workbooks and workbooks with a password."""

from __future__ import annotations

import struct
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from minsheng_xl.formats.a1 import Area
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening.passwords import BUILT_IN, VARIABLE
from minsheng_xl.reading.opening.workbooks import read_workbook
from tests.test_reading_workbooks import fill_everything, written

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(kind: int, column: int, content: bytes) -> bytes:
    return record(kind, struct.pack("<II", column, 0) + content)


def binary(sheet: bytes) -> bytes:
    """A smallest .xlsb: one sheet 表 with the given records between 145 (begin) and 146 (end of its data)."""
    target = BytesIO()
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
    with ZipFile(target, "w") as package:
        kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        package.writestr("xl/workbook.bin", record(131) + record(143) + bundle + record(144) + record(132))
        package.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships><Relationship Id="rId1" Type="{RELATIONS}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        size = record(148, struct.pack("<4I", 0, 9, 0, 9))
        body = record(129) + size + record(145) + sheet + record(146) + record(130)
        package.writestr("xl/worksheets/sheet1.bin", body)
    return target.getvalue()


def row(number: int) -> bytes:
    return record(0, struct.pack("<I", number) + bytes(21))


def test_values_errors_and_merges_of_a_binary_workbook() -> None:
    data = binary(
        row(0) + cell(6, 0, wide("指标")) + cell(5, 1, struct.pack("<d", 1.5)) + cell(3, 2, bytes([23]))
    )
    (grid,) = read_workbook(data, "县.xlsb")
    assert grid.rows[0][:2] == ["指标", Decimal("1.5")]
    assert grid.errors == {(1, 3): "#REF!"}


def test_merges_and_far_cells_of_a_binary_workbook() -> None:
    merge = record(176, struct.pack("<4I", 0, 1, 0, 2))
    (grid,) = read_workbook(binary(row(0) + cell(6, 0, wide("甲"))), "县.xlsb")
    assert grid.merges == []
    (grid,) = read_workbook(binary(row(0) + cell(6, 0, wide("甲")) + merge), "县.xlsb")
    assert grid.merges == [Area(1, 1, 2, 3)]
    with pytest.raises(Rejected, match="有孤立数据"):
        read_workbook(binary(row(1_048_575) + cell(6, 16_383, wide("远"))), "县.xlsb")


def test_a_cut_binary_sheet_is_refused() -> None:
    with pytest.raises(Rejected):
        read_workbook(binary(row(0) + bytes([6, 100, 1])), "县.xlsb")


def encrypted(password: str) -> bytes:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    target = BytesIO()
    msoffcrypto.OOXMLFile(BytesIO(written(fill_everything))).encrypt(password, target)
    return target.getvalue()


def test_passwords_are_tried_as_excel_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    plain = read_workbook(written(fill_everything), "县.xlsx")
    assert [grid.rows for grid in read_workbook(encrypted(BUILT_IN), "县.xlsx")] == [
        each.rows for each in plain
    ]
    secret = encrypted("县里的口令")
    with pytest.raises(Rejected, match="有打开密码"):
        read_workbook(secret, "县.xlsx")
    monkeypatch.setenv(VARIABLE, "别的\n县里的口令")
    assert len(read_workbook(secret, "县.xlsx")) == len(plain)


def test_no_password_helps_a_broken_file(tmp_path: Path) -> None:
    data = bytearray(encrypted("甲"))
    data[2000:2600] = bytes(600)
    with pytest.raises(Rejected):
        read_workbook(bytes(data), "县.xlsx")


def test_short_cells_stand_right_of_the_one_before() -> None:
    """Types 12 to 18: what the type 11 below says, without a column of its own."""

    def short(kind: int, content: bytes) -> bytes:
        return record(kind, struct.pack("<I", 0) + content)

    cells = (
        cell(6, 1, wide("甲")) + short(16, struct.pack("<d", 2.5)) + short(12, b"") + short(15, b"\1")
        + short(13, struct.pack("<i", 7 << 2 | 2)) + short(17, wide("乙")) + short(14, bytes([42]))
    )  # fmt: skip
    (grid,) = read_workbook(binary(row(0) + cells), "县.xlsb")
    assert grid.rows == [[None, "甲", Decimal("2.5"), None, True, Decimal(7), "乙", None]]
    assert grid.errors == {(1, 8): "#N/A"}


@pytest.mark.parametrize(("bits", "number"), {
    7 << 2 | 2: "7", 1234 << 2 | 3: "12.34", (-5 << 2 | 2) & 0xFFFFFFFF: "-5", 0x3FF80000: "1.5",
}.items())  # fmt: skip
def test_compressed_numbers(bits: int, number: str) -> None:
    (grid,) = read_workbook(binary(row(0) + cell(2, 0, struct.pack("<I", bits))), "县.xlsb")
    assert grid.rows == [[Decimal(number)]]
