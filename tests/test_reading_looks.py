"""What cells hold and do not show is known in every kind of workbook: hidden, white, tiny, struck figures."""

from __future__ import annotations

import shutil
import struct
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color, Font, PatternFill

from minsheng_xl.place import DOUBTS, Grid
from minsheng_xl.reading.files.looks import BLACK, WHITE, has_doubtful_runs, is_alike
from minsheng_xl.reading.files.looks import Font as Face
from minsheng_xl.reading.opening import wire
from minsheng_xl.reading.opening.workbooks import Opened, read_workbook
from tests.libreoffice import converted
from tests.test_reading_binary import RELATIONS, binary, cell, record, row, wide

RED = PatternFill("solid", fgColor="FFFF0000")
SHOWN = [
    (Font(color="FFFFFFFF"), None, "General", 7, "colour"),
    (Font(color=Color(theme=0)), None, "General", 7, "colour"),
    (Font(color="FFF5F5F5"), None, "General", 7, "colour"),
    (Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FFFFFBE6"), "General", 7, "colour"),
    (
        Font(color="FFFFFFFF"),
        PatternFill("solid", fgColor=Color(theme=0, tint=-0.05)),
        "General",
        7,
        "colour",
    ),
    (Font(color="FFFFFFFF"), PatternFill("solid", fgColor=Color(theme=0, tint=-0.35)), "General", 7, ""),
    (Font(color="FFFF0000"), RED, "General", 7, "colour"),
    (Font(color="FFFFFFFF"), RED, "General", 7, ""),
    (Font(color="FFFF0000"), None, "General", 7, ""),
    (Font(size=1), None, "General", 7, "tiny"),
    (Font(size=8), None, "General", 7, ""),
    (Font(strike=True), None, "General", 7, "struck"),
    (Font(strike=True), None, "General", "城区道路", "struck"),
    (None, None, ";;;", 7, "format"),
    (None, None, ";;;", "字", "format"),
    (None, None, "0;-0;;@", 0, "format"),
    (None, None, "0;-0;;@", 7, ""),
    (None, None, "0;;", -7, "format"),
    (None, None, '"已完成"', 7, "format"),
    (None, None, "#,##0,", 2000, "scaled"),
    (None, None, '0.0"万"', 7, ""),
    (None, None, "0%", 0.5, ""),
]
"""A font, a fill, a number format, what a cell holds, and why it does not show that."""
TEXTS = [
    (CellRichText(TextBlock(InlineFont(strike=True), "10"), "12"), "struck"),
    (CellRichText(TextBlock(InlineFont(strike=True), "城区"), "道路"), "struck"),
    (CellRichText("3", TextBlock(InlineFont(vertAlign="superscript"), "1")), "struck"),
    (CellRichText("3", TextBlock(InlineFont(color=Color("FFFFFFFF")), "1")), "struck"),
    (CellRichText("500m", TextBlock(InlineFont(vertAlign="superscript"), "2")), ""),
    (CellRichText(TextBlock(InlineFont(b=True), "12"), "户"), ""),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = Workbook()
    sheet: Any = book.active
    for number, (font, fill, code, value, _) in enumerate(SHOWN, start=1):
        each = sheet.cell(number, 1, value)
        each.font, each.number_format = font or Font(), code
        if fill:
            each.fill = fill
    for number, (text, _) in enumerate(TEXTS, start=1):
        sheet.cell(number, 2).value = text
    path = tmp_path_factory.mktemp("looks") / "县.xlsx"
    book.save(path)
    return path


def doubts(grid: Grid) -> tuple[list[str], list[str]]:
    return (
        [grid.doubts.get((number, 1), "") for number in range(1, len(SHOWN) + 1)],
        [grid.doubts.get((number, 2), "") for number in range(1, len(TEXTS) + 1)],
    )


EXPECTED = ([doubt for *_, doubt in SHOWN], [doubt for _, doubt in TEXTS])


def test_what_cells_of_an_xlsx_do_not_show(sample: Path) -> None:
    (grid,) = read_workbook(sample)
    assert doubts(grid) == EXPECTED
    assert grid.asked(1, 1) == DOUBTS["colour"]
    (back,) = wire.load(wire.dump(Opened("0", None, [grid])), "县.xlsx").grids
    assert doubts(back) == EXPECTED


@pytest.mark.skipif(not shutil.which("soffice"), reason="soffice is not installed")
@pytest.mark.parametrize("kind", ["xls", "ods", "fods"])
def test_what_cells_of_other_formats_do_not_show(kind: str, sample: Path, tmp_path: Path) -> None:
    (grid,) = read_workbook(converted(sample, kind, tmp_path))
    assert doubts(grid) == EXPECTED


def test_a_formula_may_hide_its_nought(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet["A1"], sheet["A1"].number_format = "=1-1", "0;-0;"
    book.save(tmp_path / "县.xlsx")
    data = (tmp_path / "县.xlsx").read_bytes()
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v></v>", b"<v>0</v>").replace(b"<v />", b"<v>0</v>"))
    (grid,) = read_workbook(target.getvalue(), "县.xlsx")
    assert (grid.value(1, 1), grid.doubts) == (Decimal(0), {})


def styled(
    fonts: list[bytes], fills: list[bytes], codes: list[str], formats: list[tuple[int, int, int]]
) -> bytes:
    """A styles part of an .xlsb: fonts, fills, number formats from 200 on, cell formats by their parts."""
    body = b"".join(record(44, struct.pack("<H", 200 + at) + wide(code)) for at, code in enumerate(codes))
    body += b"".join(record(43, each) for each in fonts) + b"".join(record(45, each) for each in fills)
    xfs = b"".join(record(47, struct.pack("<5H", 0, code, font, fill, 0)) for code, font, fill in formats)
    return body + record(617, struct.pack("<I", len(formats))) + xfs + record(618)


def face(height: int = 220, struck: bool = False, raised: int = 0, colour: bytes = b"\0\0\0\0") -> bytes:
    """BrtFont up to its colour, [MS-XLSB] 2.4.149."""
    return struct.pack("<HHHH4x", height, 8 if struck else 0, 400, raised) + (colour + bytes(8))[:8] + b"\0"


WHITE_INK = b"\x05\0\0\0\xff\xff\xff\xff"
RED_INK = b"\x05\0\0\0\xff\0\0\xff"


def test_what_cells_of_an_xlsb_do_not_show() -> None:
    fonts = [face(), face(colour=WHITE_INK), face(height=20), face(struck=True), face(colour=b"\x07\0"),
             face(raised=1), face(colour=RED_INK)]  # fmt: skip
    fills = [struct.pack("<I", 0) + bytes(16), struct.pack("<I", 1) + RED_INK + bytes(8)]
    formats = [(0, 0, 0), (0, 1, 0), (0, 2, 0), (0, 3, 0), (0, 4, 0), (200, 0, 0), (9, 0, 0), (201, 0, 0),
               (0, 6, 1), (0, 1, 1)]  # fmt: skip
    numbers = b"".join(
        record(5, struct.pack("<II", at, at) + struct.pack("<d", 0.5)) for at in range(len(formats))
    )
    texts = cell(7, 10, struct.pack("<I", 0)) + cell(7, 11, struct.pack("<I", 1))
    items = (
        (b"\1" + wide("1012") + struct.pack("<IHHHH", 2, 0, 3, 2, 0)) + b"",
        b"\1" + wide("31") + struct.pack("<IHHHH", 2, 0, 0, 1, 5),
    )
    strings = (
        record(159, struct.pack("<II", 2, 2)) + b"".join(record(19, item) for item in items) + record(160)
    )
    target = BytesIO()
    with ZipFile(BytesIO(binary(row(0) + numbers + texts))) as old, ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("workbook.bin.rels"):
                more = "".join(
                    f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.bin"/>'
                    for kind in ("styles", "sharedStrings")
                )
                data = data.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            new.writestr(name, data)
        new.writestr("xl/styles.bin", styled(fonts, fills, [";;;", '0"万"'], formats))
        new.writestr("xl/sharedStrings.bin", strings)
    (grid,) = read_workbook(target.getvalue(), "县.xlsb")
    found = [grid.doubts.get((1, column), "") for column in range(1, 13)]
    assert found == [
        "",
        "colour",
        "tiny",
        "struck",
        "colour",
        "format",
        "",
        "",
        "colour",
        "",
        "struck",
        "struck",
    ]
    assert (grid.text(1, 7), grid.text(1, 8)) == ("50%", "0.5万")


SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
XML2003 = f"""<?xml version="1.0"?>
<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}">
<Styles>
<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>
<Style ss:ID="w"><Font ss:Color="#FFFFFF"/></Style>
<Style ss:ID="r"><Font ss:Color="#FFFFFF"/><Interior ss:Color="#FF0000" ss:Pattern="Solid"/></Style>
<Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style>
<Style ss:ID="h"><NumberFormat ss:Format=";;;"/></Style>
</Styles>
<Worksheet ss:Name="表"><Table><Row>CELLS</Row></Table></Worksheet></Workbook>"""


def test_what_cells_of_an_xml_workbook_do_not_show() -> None:
    cells = "".join(
        f'<Cell ss:StyleID="{style}"><Data ss:Type="Number">0.5</Data></Cell>' for style in "pwrsh"
    )
    (grid,) = read_workbook(XML2003.replace("CELLS", cells).encode(), "县.xml")
    assert [grid.doubts.get((1, column), "") for column in range(1, 6)] == [
        "",
        "colour",
        "",
        "struck",
        "format",
    ]
    assert grid.text(1, 1) == "50%"


def test_what_cells_of_a_web_page_do_not_show() -> None:
    cells = (
        "<td x:num='0.985'>98.5%</td>",
        "<td x:num='15'>15万</td>",
        "<td x:num='2000'>2</td>",
        "<td><s>10</s>12</td>",
        "<td>3<sup>1</sup></td>",
        "<td>500m<sup>2</sup></td>",
        "<td>12</td>",
    )
    (grid,) = read_workbook(f"<table><tr>{''.join(cells)}</tr></table>".encode(), "县.xls")
    assert [grid.doubts.get((1, column), "") for column in range(1, 8)] == [
        "",
        "",
        "scaled",
        "struck",
        "struck",
        "",
        "",
    ]
    assert (grid.text(1, 1), grid.text(1, 2)) == ("98.5%", "15万")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (WHITE, WHITE, True),
        (WHITE, "F2F2F2", True),
        (WHITE, "FFFBE6", True),
        ("F2DCDB", "DDEBF7", True),
        (WHITE, "D9D9D9", False),
        (WHITE, "FFC000", False),
        (WHITE, BLACK, False),
        ("theme 4 0.000", "theme 4 0.000", True),
        ("theme 4 0.000", WHITE, False),
        ("gray125", WHITE, False),
    ],
)
def test_colours_that_look_the_same(one: str, other: str, alike: bool) -> None:
    assert is_alike(one, other) is alike


def test_runs_that_do_not_hold() -> None:
    plain, struck = Face(), Face(struck=True)
    assert has_doubtful_runs("1012", [(0, struck, False), (2, plain, False)])
    assert has_doubtful_runs("31", [(0, plain, False), (1, plain, True)])
    assert not has_doubtful_runs("m2", [(0, plain, False), (1, plain, True)])
    assert not has_doubtful_runs("12 ", [(0, plain, False), (2, struck, False)])
    assert not has_doubtful_runs("", [])
