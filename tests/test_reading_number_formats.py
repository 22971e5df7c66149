"""A number is read with what its format shows behind it: percents and 万, in every kind of workbook."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from minsheng_xl.formats.limits import LIMITS
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import Grid, Shown
from minsheng_xl.reading.files.number_formats import OTHER, PLAIN, shown_as, shown_by
from minsheng_xl.reading.files.xlsx import read_xlsx
from minsheng_xl.reading.opening import wire
from minsheng_xl.reading.opening.workbooks import Opened, read_workbook
from tests.libreoffice import converted

SHOWN = [
    (0.985, "0.0%", "98.5%"),
    (0.91, "0%", "91%"),
    (0.07, "0.00%", "7%"),
    (15, '0"万"', "15万"),
    (1234.5, '#,##0.0"万元"', "1234.5万元"),
    (12, "General", "12"),
    (95.2, '0.0"%"', "95.2%"),
    (12345, '0!.0,"万"', "1.2345万"),
    (2000, '#,##0,"千"', "2千"),
    (3, "0.00_ ", "3"),
]
"""A number, its format, and how it is read."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = Workbook()
    sheet: Any = book.active
    for row, (number, code, _) in enumerate(SHOWN, start=1):
        cell = sheet.cell(row, 1, number)
        cell.number_format = code
    sheet.cell(len(SHOWN) + 1, 1, "已完成").number_format = "0%"
    sheet.cell(len(SHOWN) + 2, 2).number_format = "0%"
    path = tmp_path_factory.mktemp("formats") / "县.xlsx"
    book.save(path)
    return path


def texts(grid: Grid) -> list[str]:
    return [grid.text(row, 1) for row in range(1, len(SHOWN) + 1)]


@pytest.mark.parametrize("fast", [True, False])
def test_numbers_are_read_as_their_formats_show_them(sample: Path, fast: bool) -> None:
    (grid,) = read_xlsx(Zip(sample.read_bytes(), replace(LIMITS, fast=fast)), "县.xlsx")
    assert texts(grid) == [shown for *_, shown in SHOWN]
    assert grid.value(1, 1) == Decimal("0.985")
    assert (grid.shown(1, 1), grid.shown(6, 1)) == ("98.5%", Decimal(12))
    assert grid.text(len(SHOWN) + 1, 1) == "已完成"


def test_what_formats_show_survives_a_worker(sample: Path) -> None:
    grids = read_workbook(sample)
    (back,) = wire.load(wire.dump(Opened("0", None, grids)), "县.xlsx").grids
    assert texts(back) == [shown for *_, shown in SHOWN]


@pytest.mark.skipif(not shutil.which("soffice"), reason="soffice is not installed")
@pytest.mark.parametrize(("kind", "numbers"), [("xls", 5), ("ods", 3)])
def test_percents_of_other_formats_are_percents(
    kind: str, numbers: int, sample: Path, tmp_path: Path
) -> None:
    (grid,) = read_workbook(converted(sample, kind, tmp_path))
    assert texts(grid)[:numbers] == [shown for *_, shown in SHOWN[:numbers]]


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0%", "0.5", Shown("", 2, "%")),
        ("0.00%;[Red]-0.00%", "-0.5", Shown("", 2, "%")),
        ('0"万";-0"万"', "-1", Shown("", 0, "万")),
        ("0\\万", "1", Shown("", 0, "万")),
        ("0万", "1", Shown("", 0, "万")),
        ('General"户"', "1", Shown("", 0, "户")),
        ('G/通用格式"户"', "1", Shown("", 0, "户")),
        ('0"余"', "1", Shown("", 0, "余")),
        ('"约"0', "1", Shown("约", 0, "")),
        ('"¥"#,##0.00', "1", PLAIN),
        ('[$￥-804]#,##0.00"元"', "1", Shown("", 0, "元")),
        ("[$USD] 0", "1", Shown("USD", 0, "")),
        ("", "1", PLAIN),
        ("General", "1", PLAIN),
        ("G/通用格式", "1", PLAIN),
        ("@", "1", PLAIN),
        ("#,##0.00", "1", PLAIN),
        ("0.00E+00", "1", PLAIN),
        ("# ?/?", "1", PLAIN),
        ("# ??/16", "1", PLAIN),
        ("[DBNum2]0", "1", PLAIN),
        ("0;[Red]0", "-150", PLAIN),
        ("0_);(0)", "-150", PLAIN),
        ('"△"0;"▲"0', "-150", PLAIN),
        ("#,##0,,", "1", Shown("", -6, "")),
        ("0,.0", "1", Shown("", -3, "")),
        ("0!.0", "1", Shown("", -1, "")),
        ('0!.0000"万"', "1", Shown("", -4, "万")),
        ("000-0000", "1", PLAIN),
        ('0"年"0', "1", OTHER),
        ('0.0"%"', "1", Shown("", 0, "%")),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0", PLAIN),
        (";;;", "12", None),
        (";;;", "0", None),
        ("0;-0;;@", "0", None),
        ("0;-0;;@", "12", PLAIN),
        ("0;;0", "-12", None),
        ('0;-0;"—"', "0", PLAIN),
        ('"已完成"', "12", None),
        ('[=0]"无";0', "0", PLAIN),
        ('[=0]"无";0', "12", PLAIN),
        ('[>=10000]0!.0,"万";0', "12345", Shown("", -4, "万")),
        ('[>=10000]0!.0,"万";0', "345", PLAIN),
        ("[>=10000];0", "12345", None),
    ],
)
def test_how_a_code_shows_a_number(code: str, value: str, shown: Shown | None) -> None:
    assert shown_as(code, Decimal(value)) == shown


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("98.5%", "0.985", Shown("", 2, "%")),
        ("95.2%", "95.2", Shown("", 0, "%")),
        ("12万", "12", Shown("", 0, "万")),
        ("约12", "12", Shown("约", 0, "")),
        ("1,234.57", "1234.567", PLAIN),
        ("(150)", "-150", PLAIN),
        ("1.23E+05", "123456", PLAIN),
        ("1 1/2", "1.5", PLAIN),
        ("2", "2000", OTHER),
        ("12!.3万", "12345", OTHER),
        ("已完成", "12", None),
        ("无", "0", PLAIN),
        ("", "12", PLAIN),
    ],
)
def test_how_a_text_beside_it_shows_a_number(text: str, value: str, shown: Shown | None) -> None:
    assert shown_by(text, Decimal(value)) == shown
