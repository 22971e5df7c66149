"""Workbooks written in ways the fast reader refuses, or reads as empty: the careful one reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from minsheng_xl.formats.limits import LIMITS
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.serial_dates import code_kind, moment
from minsheng_xl.reading.opening.workbooks import read_workbook
from tests.test_reading_workbooks import fill_everything, repacked, with_sheet, written
from tests.test_round_trip import trimmed

BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES = "[Content_Types].xml"
CAREFUL = replace(LIMITS, fast=False)
PLAIN = written(fill_everything)
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Change = Callable[[bytes], bytes]


def changed(
    parts: dict[str, Change], names: Change | None = None, more: dict[str, bytes] | None = None
) -> bytes:
    """The plain workbook with parts rewritten, members renamed and members added."""
    target = BytesIO()
    with ZipFile(BytesIO(PLAIN)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.get(name, bytes)(old.read(name))
            new.writestr(names(name.encode()).decode() if names else name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return target.getvalue()


def swapped(*pairs: tuple[str, str]) -> Change:
    def swap(xml: bytes) -> bytes:
        for one, other in pairs:
            assert one.encode() in xml
            xml = xml.replace(one.encode(), other.encode())
        return xml

    return swap


def encoded(encoding: str, mark: bytes = b"") -> Change:
    return lambda xml: mark + xml.decode().replace("UTF-8", encoding.partition("-le")[0]).encode(encoding)


def prefixed(xml: bytes) -> bytes:
    return (
        re.sub(rb"<(/?)([a-z])", rb"<\1x:\2", xml, flags=re.I)
        .replace(b"xmlns=", b"xmlns:x=", 1)
        .replace(b"<?x:xml", b"<?xml")
    )


def with_other_sheet(kind: str, xml: str) -> bytes:
    """A second sheet of some kind beside the plain one."""
    link = f'<Relationship Id="rId77" Type="http://x/{kind}" Target="/xl/other.xml"/></Relationships>'
    return changed(
        {
            BOOK: swapped(("</sheets>", '<sheet name="其他" sheetId="9" r:id="rId77"/></sheets>')),
            LINKS: swapped(("</Relationships>", link)),
        },
        more={"xl/other.xml": xml.encode()},
    )


XML_PARTS = (BOOK, LINKS, SHEET, STRINGS, STYLES)
MACROS = f'<m:macrosheet xmlns="{SPACE}" xmlns:m="http://m"><sheetData/></m:macrosheet>'
MERGED = swapped(('<mergeCell ref="A1:C1"/>', '<mergeCell ref="A1:C1"/><mergeCell ref="没有"/>'))
ODD: dict[str, bytes] = {
    "UTF-16": changed(dict.fromkeys(XML_PARTS, encoded("utf-16"))),
    "UTF-16 without a mark": changed({SHEET: encoded("utf-16-le"), STRINGS: encoded("utf-16-be")}),
    "GB2312": changed({STRINGS: encoded("gb2312"), SHEET: encoded("gb2312")}),
    "UTF-8 called GB2312": changed({STRINGS: swapped(("UTF-8", "GB2312"))}),
    "prefixes": changed({SHEET: prefixed, STRINGS: prefixed}),
    "names from the root": changed({}, lambda name: b"/" + name),
    "backslashes": changed({}, lambda name: name.replace(b"/", b"\\")),
    "other part names": changed(
        {
            "_rels/.rels": swapped(("xl/workbook.xml", "b/book2.xml")),
            LINKS: swapped(('Target="', 'Target="../xl/'), ("sharedStrings.xml", "texts.xml")),
            TYPES: swapped(("/xl/workbook.xml", "/b/book2.xml")),
        },
        lambda name: (
            name.replace(b"xl/workbook", b"b/book2")
            .replace(b"xl/_rels/workbook", b"b/_rels/book2")
            .replace(b"sharedStrings", b"texts")
        ),
    ),
    "a dimension of words": changed(
        {SHEET: lambda xml: re.sub(rb'dimension ref="[^"]*', b'dimension ref="x', xml)}
    ),
    "a merge of nothing": changed({SHEET: MERGED}),
    "old macros": with_other_sheet("xlMacrosheet", MACROS),
    "a sheet of no known kind": with_other_sheet("odd", "<odd/>"),
}


def read(data: bytes, limits: Any = LIMITS) -> Any:
    grids = read_workbook(data, "县.xlsx", limits)
    for grid in grids:
        grid.rows = trimmed(grid.rows)
    return grids


@pytest.mark.parametrize("name", ODD)
def test_odd_ways_of_writing_are_read_the_same(name: str) -> None:
    assert read(ODD[name]) == read(PLAIN)


def test_both_readers_read_the_same() -> None:
    assert read(PLAIN, CAREFUL) == read(PLAIN)


def test_a_panic_of_the_fast_reader_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What a panic of a Rust library looks like: no Exception."""

    def panic(*_: Any) -> None:
        raise Panic("index out of bounds")

    plain = read(PLAIN)
    monkeypatch.setattr("python_calamine.load_workbook", panic)
    assert read(PLAIN) == plain


def test_cells_of_every_kind() -> None:
    cells = (
        '<c r="A1" t="inlineStr"><is><r><t>富</t></r><r><t>文本</t></r><rPh sb="0"><t>fù</t></rPh></is></c>'
        '<c><v>1.5</v></c><c t="str"><f>"a"</f><v>_x4E2D_</v></c><c t="b"><v>1</v></c>'
        '<c t="e"><v>#N/A</v></c>'
        '<c t="d"><v>2021-08-05</v></c><c t="d"><v>2021-08-05T09:30:00Z</v></c><c s="999"><v>3</v></c><c/>'
    )
    outside = '<extLst><row r="9"><c r="A9"><v>9</v></c></row></extLst>'
    (grid,) = read(with_sheet(f'<sheetData><row r="1">{cells}</row></sheetData>{outside}'), CAREFUL)
    moments = [date(2021, 8, 5), datetime(2021, 8, 5, 9, 30)]
    assert grid.rows == [["富文本", Decimal("1.5"), "中", True, None, *moments, Decimal(3)]]
    assert grid.errors == {(1, 5): "#N/A"}


@pytest.mark.parametrize("body", [
    '<sheetData><row r="1"><c r="A1" t="s"><v>999</v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="s"><v>-1</v></c></row></sheetData>',
    '<sheetData><row r="x"><c r="A1"><v>1</v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="$A$1"><v>1</v></c></row></sheetData>',
])  # fmt: skip
def test_what_no_reader_can_read_is_refused(body: str) -> None:
    with pytest.raises(Rejected, match="文件已损坏"):
        read(with_sheet(body), CAREFUL)


def test_a_missing_part_is_named() -> None:
    target = BytesIO()
    with ZipFile(BytesIO(PLAIN)) as old, ZipFile(target, "w") as new:
        for name in set(old.namelist()) - {SHEET}:
            new.writestr(name, old.read(name))
    with pytest.raises(Rejected, match="缺少部件 worksheets"):
        read(target.getvalue())


def test_text_in_no_encoding_is_refused() -> None:
    with pytest.raises(Rejected, match="文字编码"):
        read(
            repacked(
                PLAIN, STRINGS, lambda xml: xml.replace(b"UTF-8", b"KLINGON").replace("标".encode(), b"\xff")
            )
        )


@pytest.mark.parametrize(("code", "kind"), {
    "yyyy-mm-dd": "date",
    'yyyy"年"m"月"d"日"': "date",
    "[$-804]aaaa;@": "",
    "[$-F800]dddd, mmmm dd, yyyy": "date",
    "[h]:mm": "span",
    "[Red]#,##0": "",
    '0.00"小时"': "",
    '#,##0"days"': "",
    r"0\d": "",
    "General": "",
    "上午/下午h时mm分": "date",
    "_-* #,##0_-": "",
}.items())  # fmt: skip
def test_which_formats_are_dates(code: str, kind: str) -> None:
    assert code_kind(code) == kind


def test_serial_numbers_become_moments() -> None:
    assert moment(1.0) == date(1900, 1, 1)
    assert moment(61.0) == date(1900, 3, 1)
    assert moment(45566.0) == date(2024, 10, 1)
    assert moment(44104.0, since_1904=True) == date(2024, 10, 1)
    assert moment(45566.395833333336) == datetime(2024, 10, 1, 9, 30)
    assert moment(0.5) == time(12)
    assert moment(1.5, kind="span") == timedelta(days=1, hours=12)
    assert moment(-3.0) == Decimal(-3)
    assert moment(1e300) == Decimal("1e300")
