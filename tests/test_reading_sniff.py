"""A file is what its bytes say, whatever its name; what cannot be taken has a code and a sentence."""

from __future__ import annotations

import struct
import tomllib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.sniff import TABLES, Format, sniff
from minsheng_xl.reading.opening.workbooks import read_bytes, read_workbook

WORDING = Path(__file__).parents[1] / "minsheng_xl" / "data" / "wording" / "files.toml"


def zipped(**members: str) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return target.getvalue()


def typed(content_type: str) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types><Override ContentType="{content_type}"/></Types>')
    return target.getvalue()


def ole(*streams: str, first: bytes = b"") -> bytes:
    """A compound file of version 3 with these streams under its root, all in the last sector."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<III", header, 60, 0xFFFFFFFE, 0, 0xFFFFFFFE)
    struct.pack_into("<I", header, 72, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    links = [0xFFFFFFFD, 2, 0xFFFFFFFE, 0xFFFFFFFE]
    fat = struct.pack("<128I", *links, *[0xFFFFFFFF] * 124)
    entries = [entry("Root Entry", 5, child=1)]
    for number, name in enumerate(streams, start=1):
        entries.append(entry(name, 2, right=number + 1 if number < len(streams) else 0xFFFFFFFF, start=3))
    directory = b"".join(entries).ljust(1024, b"\0")
    return bytes(header) + fat + directory + first.ljust(512, b"\0")


def entry(name: str, kind: int, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF, start: int = 0) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, 4096)


BOF = struct.pack("<2H", 0x0809, 16) + bytes(16)
FILEPASS = struct.pack("<2H", 0x002F, 6) + bytes(6)
SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

KINDS = [
    (typed(SHEET_MAIN), Format.XLSX, ""),
    (typed("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), Format.XLSM, ""),
    (typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), Format.XLSB, ""),
    (
        typed("application/vnd.openxmlformats-officedocument.wordprocessingml"),
        Format.DOCX,
        "not_a_table",
    ),
    (
        typed("application/vnd.openxmlformats-officedocument.presentationml"),
        Format.PRESENTATION,
        "not_a_table",
    ),
    (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"), Format.ODS, ""),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), Format.ODF, "not_a_table"),
    (zipped(OFD_dot_xml="<OFD/>"), Format.OFD, "not_a_table"),
    (zipped(县__教育局_dot_xlsx="x"), Format.ZIP, "archive"),
    (zipped(), Format.ZIP, "archive_empty"),
    (ole("Workbook", first=BOF), Format.XLS, ""),
    (ole("Book", first=BOF), Format.XLS, ""),
    (ole("\x05SummaryInformation", "Workbook", first=BOF + FILEPASS), Format.XLS, "encrypted"),
    (ole("EncryptionInfo", "EncryptedPackage"), Format.XLSX, "encrypted"),
    (ole("\x09DRMContent"), Format.XLSX, "drm"),
    (ole("WordDocument"), Format.DOC, "not_a_table"),
    (ole("PowerPoint Document"), Format.PRESENTATION, "not_a_table"),
    (ole("__properties_version1.0"), Format.MAIL, "not_a_table"),
    (ole("Workbook")[:700], Format.XLS, "truncated"),
    (b"Rar!\x1a\x07\x00PK\x03\x04", Format.RAR, "archive_unsupported"),
    (b"7z\xbc\xaf\x27\x1c\x00\x04", Format.SEVEN_ZIP, "archive_unsupported"),
    (b"\x1f\x8b\x08\x00", Format.GZIP, "archive_unsupported"),
    (b"%PDF-1.7\n", Format.PDF, "not_a_table"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", Format.PICTURE, "not_a_table"),
    (b"\x89PNG\r\n\x1a\n", Format.PICTURE, "not_a_table"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", Format.PICTURE, "not_a_table"),
    (b"\x00\x00\x00\x18ftypheic", Format.PICTURE, "not_a_table"),
    (b"{\\rtf1\\ansi", Format.DOC, "not_a_table"),
    (b"MZ\x90\x00", Format.PROGRAM, "not_a_table"),
    (b"[InternetShortcut]\r\nURL=http://x", Format.SHORTCUT, "not_a_table"),
    (b"%TSD-Header-###%\x00\x01", Format.UNKNOWN, "drm"),
    ("<!DOCTYPE html><html><body>请登录</body></html>".encode(), Format.WEB_PAGE, "not_a_table"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related;", Format.MHTML, "old_format"),
    (b"a,b\n1,2\n", Format.CSV, ""),
    (b"a\tb\n1\t2\n", Format.TSV, ""),
    ("各乡镇人民政府".encode(), Format.TEXT, ""),
    (b"", Format.UNKNOWN, "empty"),
    (b" \r\n\t\n", Format.TEXT, "empty"),
    (bytes(4096), Format.UNKNOWN, "truncated"),
    (typed(SHEET_MAIN)[:-10], Format.ZIP, "truncated"),
    (typed(SHEET_MAIN)[:40], Format.ZIP, "truncated"),
    (bytes(range(256)) * 4, Format.UNKNOWN, "not_a_table"),
]


@pytest.mark.parametrize("name", ["a.xlsx", "a.pdf", ""])
def test_the_name_does_not_matter(name: str) -> None:
    for data, form, reason in KINDS:
        kind = sniff(data, name)
        assert (kind.format, kind.reason_code) == (form, reason), data[:40]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$教育局.xlsx", "lock_file"),
        ("县/.~lock.教育局.xlsx#", "lock_file"),
        ("._教育局.xlsx", "litter"),
        ("Thumbs.db", "litter"),
        ("desktop.ini", "litter"),
        ("__MACOSX/.DS_Store", "litter"),
        ("下载.xlsx.crdownload", "litter"),
    ],
)
def test_litter_is_known_by_name(name: str, reason: str) -> None:
    assert sniff(typed(SHEET_MAIN), name).reason_code == reason


def test_a_sheet_inside_a_word_document_does_not_make_it_a_workbook() -> None:
    data = bytearray(ole("WordDocument", "ObjectPool"))
    data[1024 + 2 * 128 + 66] = 1
    struct.pack_into("<I", data, 1024 + 2 * 128 + 76, 3)
    data[1024 + 3 * 128 : 1024 + 4 * 128] = entry("Workbook", 2)
    assert sniff(bytes(data)).format is Format.DOC


def test_every_reason_and_format_has_its_words() -> None:
    wording = tomllib.loads(WORDING.read_text(encoding="utf-8"))
    assert set(wording["formats"]) == {form.value for form in Format}
    for data, _, reason in KINDS:
        if reason:
            refusal = sniff(data).rejected("县.xlsx")
            assert refusal.remedy
            assert str(refusal).startswith("县.xlsx：")
            assert "{" not in str(refusal)


def test_what_is_no_table_is_refused_and_never_raises_anything_else() -> None:
    for data, form, reason in KINDS:
        if form in TABLES and not reason:
            continue
        with pytest.raises(Rejected) as caught:
            read_workbook(data, "县.xlsx")
        assert caught.value.reason_code == reason


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    link = tmp_path / "链接.xlsx"
    link.symlink_to(tmp_path / "无")
    for path, reason in [
        (link, "not_a_file"),
        (tmp_path, "not_a_file"),
        (tmp_path / "无.xlsx", "unreadable"),
    ]:
        with pytest.raises(Rejected) as caught:
            read_bytes(path)
        assert caught.value.reason_code == reason


@pytest.mark.parametrize(("data", "label"), {
    b"ID;PWXL;N;E\nC;X1;Y1;K0\nE\n": "老格式或交换用的表格文件",
    b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n": "老格式或交换用的表格文件",
    b"\x03\x79\x08\x05\x01\0\0\0\x41\0\x0b\0" + bytes(20) + "单位".encode("gbk"): "数据库文件",
    b"SQLite format 3\0" + bytes(99): "数据库文件",
    b"a.xlsx" + bytes(251) + b"ustar\x0000" + bytes(300): "压缩包（不是 zip）",
    b"\xfd7zXZ\0" + bytes(99): "压缩包（不是 zip）",
    '{"code": 401, "msg": "未登录"}'.encode(): "网页返回的数据",
}.items())  # fmt: skip
def test_files_of_other_kinds_are_called_by_their_name(data: bytes, label: str) -> None:
    with pytest.raises(Rejected, match=label):
        read_workbook(data, "县.xlsx")


def test_bytes_that_are_no_text_are_not_called_cut_short() -> None:
    assert sniff(bytes(range(40)) * 3 + b"x").reason_code == "not_a_table"
    assert sniff(("单位,目标\n" * 9).encode("utf-16")[:-1]).reason_code == "truncated"


def test_small_streams_lie_in_the_root_s_own_stream() -> None:
    """A workbook below 4,096 bytes: whether it has a password is read there."""
    for first, reason in ((BOF + FILEPASS, "encrypted"), (BOF, "")):
        data = bytearray(ole("Workbook", first=first))
        root, workbook = data.index("Root".encode("utf-16-le")), data.index("Workbook".encode("utf-16-le"))
        struct.pack_into("<I", data, root + 116, 2 + 1)
        struct.pack_into("<IQ", data, workbook + 116, 0, 600)
        assert sniff(bytes(data)).reason_code == reason
