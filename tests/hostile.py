"""Files that somebody made to break a reader, each with the fates it may meet; all made here, none kept."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from tests.test_reading_workbooks import fill_everything, repacked, with_sheet, written

PLAIN = written(fill_everything)
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
BOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
REFUSED = frozenset(
    {"damaged", "doctype", "bomb", "too_large", "far_cell", "tampered", "truncated", "deadly"}
)
ANY = REFUSED | {
    "",
    "too_slow",
    "no_sheets",
    "not_a_table",
    "empty",
    "archive",
    "archive_opened",
    "encrypted",
}


def packed(members: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def zip_bomb() -> bytes:
    """A sheet that inflates to 300 MB of blanks, a thousand times its size."""
    target = BytesIO()
    with ZipFile(BytesIO(PLAIN)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != SHEET:
                new.writestr(info.filename, old.read(info))
        with new.open(SHEET, "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * (1 << 20))
    return target.getvalue()


def billion_laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
    )
    return with_part(STRINGS, f"<!DOCTYPE sst [{entities}]><sst><si><t>&a9;</t></si></sst>".encode())


def external_entity() -> bytes:
    text = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
    return with_part(STRINGS, text.encode())


def with_part(part: str, content: bytes) -> bytes:
    return repacked(PLAIN, part, lambda _: content)


def two_far_corners() -> bytes:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_sheet(f'<dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData>')


def declared_far_but_small() -> bytes:
    return with_sheet(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    )


def styled_empty_rows() -> bytes:
    rows = "".join(f'<row r="{row}" s="1" customFormat="1"/>' for row in range(2, 1_000_001))
    return with_sheet(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData>')


def styled_empty_cells() -> bytes:
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(1, 1_000_001))
    return with_sheet(f"<sheetData>{rows}</sheetData>")


def millions_of_strings() -> bytes:
    items = b"<si><t>a</t></si>" * 3_000_000
    return with_part(STRINGS, b'<sst uniqueCount="3000000">' + items + b"</sst>")


def many_merges() -> bytes:
    merges = "".join(f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 200_001))
    return with_sheet(
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>{merges}</mergeCells>'
    )


def long_text() -> bytes:
    text = "长" * 5_000_000
    return with_sheet(
        f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData>'
    )


def deep_xml() -> bytes:
    return with_part(STRINGS, b"<sst>" + b"<si>" * 500_000)


def formulas_of_all_kinds() -> bytes:
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("=1+1")
        for row, text in enumerate(("=cmd|'/c calc'!A1", "@SUM(1)", "+1", "-1", "\t=1", "＝1")):
            sheet.write_string(row, 0, text)
        sheet.write_formula(9, 0, '=HYPERLINK("http://x","点我")', None, "点我")
        sheet.write_formula(10, 0, "=" + "(" * 3000 + "1" + ")" * 3000)
    return target.getvalue()


def nested_zips() -> bytes:
    data = PLAIN
    for level in range(6):
        data = packed({f"{level}.zip": data})
    return data


def traversal() -> bytes:
    return packed({"../../../逃.xlsx": PLAIN, "C:\\逃.xlsx": PLAIN, "/逃.xlsx": PLAIN})


def quine_like_zip() -> bytes:
    """Many members over the same bytes: the central directory named a thousand times."""
    data = bytearray(packed({"a.xlsx": PLAIN}))
    central = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    entry = bytes(data[central:end])
    copies = b"".join(entry.replace(b"a.xlsx", f"{n:06d}".encode()) for n in range(1000))
    data[central:end] = copies
    struct.pack_into("<HHI", data, central + len(copies) + 8, 1000, 1000, len(copies))
    return bytes(data)


def texts_that_multiply() -> bytes:
    """A shared text of 32,000 letters that 200,000 cells refer to: 6 GB where each has its own."""
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" t="s"><v>0</v></c>' for column in "ABCDEFGHIJ")
        + "</row>"
        for row in range(1, 20_001)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode()
    strings = f"<sst {space}><si><t>{'A' * 32_000}</t></si></sst>".encode()
    return repacked(with_part(SHEET, sheet), STRINGS, lambda _: strings)


def hidden_columns_without_end() -> bytes:
    columns = "".join(f'<col min="1" max="{16384 - number % 9}" hidden="1"/>' for number in range(100_000))
    return with_sheet(f'<cols>{columns}</cols><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>')


def bombs_in_an_archive() -> bytes:
    """Sixty small archives of 240 MB each inside one."""
    inner = packed({f"{number}.bin": bytes(40 << 20) for number in range(6)})
    return packed({f"{number}.zip": inner for number in range(60)})


def wide_utf_16() -> bytes:
    return repacked(PLAIN, SHEET, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def old_macros() -> bytes:
    """An Excel 4 macro sheet beside the form: the fast reader gives up on the whole workbook."""
    link = b'<Relationship Id="rId9" Type="http://x/xlMacrosheet" Target="m.xml"/></Relationships>'
    book = repacked(
        PLAIN,
        BOOK,
        lambda xml: xml.replace(b"</sheets>", b'<sheet name="m" sheetId="9" r:id="rId9"/></sheets>'),
    )
    book = repacked(book, LINKS, lambda xml: xml.replace(b"</Relationships>", link))
    target = BytesIO(book)
    with ZipFile(target, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/m.xml", "<macrosheet><sheetData/></macrosheet>")
    return target.getvalue()


MADE = {
    "zip_bomb.xlsx": (zip_bomb, {"bomb", "too_large", "damaged"}),
    "billion_laughs.xlsx": (billion_laughs, {"doctype"}),
    "xxe.xlsx": (external_entity, {"doctype"}),
    "two_far_corners.xlsx": (two_far_corners, {"far_cell"}),
    "declared_far.xlsx": (declared_far_but_small, {""}),
    "styled_rows.xlsx": (styled_empty_rows, {""}),
    "styled_cells.xlsx": (styled_empty_cells, {"", "no_sheets", "too_large"}),
    "many_strings.xlsx": (millions_of_strings, {"", "too_large"}),
    "many_merges.xlsx": (many_merges, {"too_large"}),
    "long_text.xlsx": (long_text, {"", "damaged", "too_large"}),
    "deep.xlsx": (deep_xml, {"damaged", "deadly"}),
    "formulas.xlsx": (formulas_of_all_kinds, {""}),
    "nested.zip": (nested_zips, {"archive_opened"}),
    "traversal.zip": (traversal, {"archive_opened"}),
    "quine.zip": (quine_like_zip, {"tampered", "damaged", "archive_opened"}),
    "texts.xlsx": (texts_that_multiply, {"", "too_large", "deadly"}),
    "columns.xlsx": (hidden_columns_without_end, {""}),
    "bombs.zip": (bombs_in_an_archive, {"archive_opened"}),
    "utf16.xlsx": (wide_utf_16, {""}),
    "macros.xlsx": (old_macros, {""}),
    "csv_quotes.csv": (lambda: b'"' * 10_000_000, {"", "damaged", "too_large"}),
    "csv_wide.csv": (lambda: b"," * 10_000_000 + b"\n1,2", {"too_large"}),
    "lines.txt": (lambda: b"\n" * 10_000_000 + b"x", {"", "too_large"}),
    "page.xls": (
        lambda: b"<table>" + b"<tr><td>" * 300_000,
        {"truncated", "too_large", "damaged", "too_slow"},
    ),
    "spans.xls": (
        lambda: b"<table>" + b"<tr><td rowspan=65000 colspan=1000>1</td></tr>" * 5_000 + b"</table>",
        {"too_large", "", "far_cell"},
    ),
}
"""Each file with what may be said of it: the reason code, empty for taken."""


def spoilt(seeds: range) -> Iterator[tuple[str, bytes]]:
    """The plain workbook cut at every fiftieth of its length, and with bytes changed by seed."""
    for part in range(50):
        yield f"cut{part}.xlsx", PLAIN[: len(PLAIN) * part // 50]
    for seed in seeds:
        chance, data = random.Random(seed), bytearray(PLAIN)
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"flip{seed}.xlsx", bytes(data)
