"""The forms office files keep things in: cells by name, formulas, zip, XML, relations, compound files."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from minsheng_xl.errors import InputError
from minsheng_xl.formats import a1, opc, xml, xml_text
from minsheng_xl.formats.a1 import Area
from minsheng_xl.formats.cfb import CompoundFile, Tree, compound_file
from minsheng_xl.formats.faults import (
    CellNameError,
    DamagedError,
    DoctypeError,
    EncodingError,
    EncryptedError,
    FormatError,
    OversizedError,
    TamperedError,
    TooManyPartsError,
    TruncatedError,
    Twist,
)
from minsheng_xl.formats.formula_refs import translate
from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.formats.zips import Entry, Zip, write_zip
from minsheng_xl.writing.patch import Workbook

# cells by name


@pytest.mark.parametrize(
    ("name", "row", "column"), [("A1", 1, 1), ("Z9", 9, 26), ("AA10", 10, 27), ("XFD1048576", 1048576, 16384)]
)
def test_cells_have_one_name(name: str, row: int, column: int) -> None:
    assert a1.cell_position(name) == a1.cell_position(name.lower()) == (row, column)
    assert a1.cell_name(row, column) == name


@pytest.mark.parametrize("name", ["", "1", "A", "1A", "ABCD1", "A12345678", "$A$1", "A1:B2", "甲1"])
def test_what_names_no_cell_is_said(name: str) -> None:
    with pytest.raises(CellNameError) as fault:
        a1.cell_position(name)
    assert fault.value.text == name


def test_rectangles_by_name() -> None:
    assert a1.parse_areas("A1:B3 C5 $D:$D 3:4 [x]") == [
        Area(1, 1, 3, 2),
        Area(5, 3, 5, 3),
        Area(1, 4, 1048576, 4),
        Area(3, 1, 4, 16384),
    ]
    assert [a1.area_name(Area(3, 2, 8, 4)), a1.area_name(Area(3, 2, 3, 2))] == ["B3:D8", "B3"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:B$2)", "SUM(B3:C$2)"),
        ('"A1"&A1', '"A1"&B3'),
        ("'A1 表'!A1+表!$A1", "'A1 表'!B3+表!$A3"),
        ("LOG10(A1)+RATE1", "LOG10(B3)+RATE1"),
        ("SUM(A:$B)+SUM(1:$2)", "SUM(B:$B)+SUM(3:$2)"),
        ("A1048", "B1050"),
    ],
)
def test_only_relative_references_move(formula: str, expected: str) -> None:
    assert translate(formula, 2, 1) == expected


def test_a_reference_that_leaves_the_sheet_is_none() -> None:
    assert translate("A1+'乙'!B2:B3+$A$1", -1) == "#REF!+'乙'!B1:B2+$A$1"
    assert translate("'It''s'!XFD4", 0, 1) == "'It''s'!#REF!"


# zip


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def test_an_entry_nothing_touched_is_written_as_it_came() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        member = zipfile.ZipInfo("甲.xml", (2021, 8, 20, 9, 30, 2))
        member.external_attr, member.comment = 0o640 << 16, "注".encode()
        archive.writestr(member, b"<a/>" * 40, zipfile.ZIP_DEFLATED)
        archive.writestr("b.txt", b"b")
    data = target.getvalue()
    assert write_zip(entry.renewed() for entry in Zip(data).entries.values()) == data


def test_a_changed_entry_keeps_its_name_and_date() -> None:
    old = Zip(zipped(("甲.xml", b"<a/>"))).entries["甲.xml"]
    written = Zip(write_zip([Entry.made("甲.xml", b"<b/>" * 9, old), Entry.made("new.xml", b"")]))
    assert written.read("甲.xml") == b"<b/>" * 9
    assert [each.stamp for each in written.entries.values()] == [old.stamp, (0, 0x21)]
    assert (written.find("/NEW.XML"), written.read("new.xml"), written.find("c")) == ("new.xml", b"", "")


def test_names_of_chinese_windows_are_read() -> None:
    data = zipped(("GB12", b"x")).replace(b"GB12", "县镇".encode("gb18030"))
    assert [*Zip(data).entries] == ["县镇"]


TWO = zipped(("xl/aa", b"x" * 999), ("xl/bb", b"y"))
DIRECTORY = TWO.index(b"PK\x01\x02")
SECOND = TWO.index(b"PK\x01\x02", DIRECTORY + 1)


def _with(at: int, *new: int) -> bytes:
    """The zip of two members with other bytes at a place."""
    return TWO[:at] + bytes(new) + TWO[at + len(new) :]


def _read_all(data: bytes, limits: Limits = LIMITS) -> None:
    container = Zip(data, limits)
    container.check_parts()
    for name in container.entries:
        container.read(name)


OVERLAPPING = _with(DIRECTORY + 20, 0xFF)  # the first is said to be packed into 255 bytes


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (TWO[:30], TruncatedError()),
        (_with(DIRECTORY, 0), DamagedError()),
        (_with(DIRECTORY + 16, 0), DamagedError("xl/aa")),
        (TWO.replace(b"xl/bb", b"XL/AA"), TamperedError(Twist.TWIN_NAMES)),
        (TWO.replace(b"xl/bb", b"xl/aa"), TamperedError(Twist.TWIN_NAMES)),
        (TWO.replace(b"xl/bb", b"xl/cc", 1), TamperedError(Twist.OTHER_NAME)),
        (OVERLAPPING, TamperedError(Twist.OVERLAP)),
        (_with(SECOND + 10, 12), TamperedError(Twist.ODD_METHOD)),
        (_with(SECOND + 8, 1), EncryptedError()),
    ],
    ids=[
        "cut off",
        "no directory",
        "no entry",
        "twins by case",
        "twins",
        "two names",
        "overlap",
        "odd method",
        "encrypted",
    ],
)
def test_what_two_readers_could_see_differently_is_refused(data: bytes, fault: FormatError) -> None:
    with pytest.raises(type(fault)) as found:
        _read_all(data)
    assert (type(found.value), found.value.args) == (type(fault), fault.args)


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        (Limits(entries=1), TooManyPartsError(2)),
        (Limits(total=999), OversizedError(999)),
        (Limits(part=998), OversizedError(998)),
    ],
)
def test_more_than_the_caps_is_refused(limits: Limits, fault: FormatError) -> None:
    with pytest.raises(type(fault)) as found:
        _read_all(TWO, limits)
    assert found.value.args == fault.args


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (TWO.replace(b"xl/bb", b"XL/AA"), "文件不是完整的 xlsx 工作簿"),
        (OVERLAPPING, "文件不是完整的 xlsx 工作簿"),
        (TWO[:-4], "文件不是完整的 xlsx 工作簿"),
        (_with(SECOND + 8, 1), "压缩包设有密码，打不开"),
    ],
)
def test_patching_refuses_what_reading_refuses(data: bytes, said: str) -> None:
    with pytest.raises(InputError) as refusal:
        Workbook.open(data)
    assert refusal.value.message == said


def test_patching_unpacks_no_more_than_reading() -> None:
    data = _with(SECOND + 24, *struct.pack("<I", LIMITS.total))
    with pytest.raises(InputError) as refusal:
        Workbook.open(data)
    assert refusal.value.message == "工作簿压缩异常：展开后超过 1 GB"


# XML


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb2312", "us-ascii", "iso-8859-1"])
def test_text_is_the_same_in_every_encoding(encoding: str) -> None:
    letters = {"us-ascii": "jia", "iso-8859-1": "é"}.get(encoding, "甲")
    data = f'<?xml version="1.0" encoding="{encoding}"?>\n<a>{letters}</a>'.encode(encoding)
    assert xml.elements(xml.in_utf8(data, "p"), "p", "a") == [{}]
    text = xml_text.decode(data, "p")
    assert text.endswith(f"<a>{letters}</a>")
    assert xml.declared_encoding(text.encode()).lower() == "utf-8"


def test_what_is_no_sound_part_is_named() -> None:
    with pytest.raises(EncodingError) as coded:
        xml_text.decode('<?xml version="1.0" encoding="klingon"?><a>é</a>'.encode("latin-1"), "p")
    with pytest.raises(DamagedError) as damaged:
        xml_text.decode(b"<a>", "q")
    with pytest.raises(DoctypeError) as declared:
        xml_text.decode(b"<!DOCTYPE a><a/>", "r")
    assert (coded.value.part, damaged.value.part, declared.value.part) == ("p", "q", "r")


def test_references_to_characters_are_resolved_and_others_stay() -> None:
    assert (
        xml.unescape("&lt;&#65;&#x7532;&quot;&#0;&#xD800;&#1114112;&nbsp;")
        == '<A甲"&#0;&#xD800;&#1114112;&nbsp;'
    )
    assert xml.quoted('a"<\n&\x01') == '"a&quot;&lt;&#10;&amp;"'


# relations


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("..\\docProps\\app.xml", "docProps/app.xml"),
        ("../../../x.xml", "x.xml"),
    ],
)
def test_a_target_means_a_part(target: str, part: str) -> None:
    rels = f'<p:R xmlns:p="r"><p:Relationship Id="a" Type="t/kind" Target="{target}"/></p:R>'
    assert opc.read_relations(rels.encode(), "xl/workbook.xml") == [opc.Relation("a", "kind", target, part)]


def test_a_target_outside_means_no_part() -> None:
    rels = b'<R><Relationship Id="a" Type="t/hyperlink" Target="http://a/b" TargetMode="External"/></R>'
    assert opc.read_relations(rels, "x") == [opc.Relation("a", "hyperlink", "http://a/b", "")]


def test_members_are_found_in_any_case_and_percent_encoded() -> None:
    tags = (f'<Relationship Id="{key}" Target="{to}"/>' for key, to in (("a", "%E8%A1%A8.xml"), ("b", "no")))
    rels = f"<R>{''.join(tags)}</R>".encode()
    found = opc.relations(Zip(zipped(("XL/_rels/Book.xml.rels", rels), ("XL/表.xml", b""))), "xl/book.xml")
    assert {key: each.part for key, each in found.items()} == {"a": "XL/表.xml", "b": ""}


def test_relations_and_types_come_and_go() -> None:
    rels, first = opc.with_relation(opc.NO_RELATIONS, "xl/workbook.xml", "t/kind", "xl/worksheets/a.xml")
    both, second = opc.with_relation(rels, "xl/workbook.xml", "t/kind", "docProps/b.xml")
    assert (first, second) == ("rId1", "rId2")
    assert [each.part for each in opc.read_relations(both.encode(), "xl/workbook.xml")] == [
        "xl/worksheets/a.xml",
        "docProps/b.xml",
    ]
    assert opc.without_relations(both, {second}) == rels
    types = opc.with_type("<Types></Types>", "xl/a.vml", "v")
    assert opc.with_type(types, "xl/b.vml", "v") == types
    whole = opc.with_type(types, "xl/c.xml", "c")
    assert whole == (
        '<Types><Default Extension="vml" ContentType="v"/>'
        '<Override PartName="/xl/c.xml" ContentType="c"/></Types>'
    )
    assert opc.without_type(whole, "XL/C.xml") == types


# compound files

TREE: Tree = {
    "Workbook": b"\x09\x08" + bytes(5000),
    "small": b"abc",
    "VBA": {"dir": b"x" * 70, "Module1": b"y"},
}


def test_what_is_written_is_read() -> None:
    found = CompoundFile(compound_file(TREE))
    assert sorted(found.streams) == ["VBA", "Workbook", "small"]
    assert found.head("small") == b"abc"
    assert found.head("Workbook") == b"\x09\x08" + bytes(510)


def test_a_compound_file_cut_short_is_said_to_be_so() -> None:
    data = compound_file(TREE)
    for size in range(0, len(data) - 512, 512):  # the last sector is the table that chains the others
        with pytest.raises(TruncatedError):
            CompoundFile(data[:size])
