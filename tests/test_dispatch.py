"""The dispatch register: a row a form, columns to sign in, neat in print."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.errors import OutputError
from minsheng_xl.model import Period
from minsheng_xl.writing.dispatch import write_dispatch
from minsheng_xl.writing.forms import write_forms
from tests.libreoffice import needs_libreoffice, printed_text
from tests.plans import small_plan

PERIOD = Period(2021, 8)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    forms = write_forms(small_plan(), PERIOD, tmp_path, previous={})
    path = tmp_path / "2021-08_下发清单.xlsx"
    due, issued = date(2021, 8, 20), date(2021, 8, 2)
    write_dispatch(forms, path, plan=small_plan(), period=PERIOD, due=due, issuer="王五", issued=issued)
    return path


def sheet_of(path: Path) -> Worksheet:
    return load_workbook(path)["下发清单"]


def test_a_row_a_form(register: Path) -> None:
    rows = list(sheet_of(register).iter_rows(min_row=2, max_row=4, values_only=True))
    heads = "编号 单位 文件 指标数 报送期 截止日期 模板版本 下发人 下发时间 签收人 签收时间 备注"
    assert rows[0] == tuple(heads.split())
    due, day = datetime(2021, 8, 20), datetime(2021, 8, 2)
    for number, (department, count) in enumerate((("县人社局", 7), ("县民政局", 1)), start=1):
        file = f"{department}_2021-08_填报表.xlsx"
        known = (number, department, file, count, "2021年8月", due, "1", "王五", day)
        assert rows[number] == (*known, None, None, None)


def test_only_what_is_signed_is_open(register: Path) -> None:
    sheet = sheet_of(register)
    assert sheet.protection.sheet
    assert [sheet.cell(3, column).protection.locked for column in range(1, 13)] == [True] * 7 + [False] * 5


def test_it_knows_what_it_is(register: Path) -> None:
    meta = {str(row[0]): row[1] for row in load_workbook(register)["_meta"].iter_rows(values_only=True)}
    assert (meta["kind"], meta["period"], meta["rows"]) == ("dispatch", "2021-08", "2")


def test_an_open_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "下发清单.xlsx").mkdir()
    with pytest.raises(OutputError, match="写不进文件夹"):
        write_dispatch([], tmp_path / "下发清单.xlsx", plan=small_plan(), period=PERIOD)


@needs_libreoffice
def test_it_prints_whole(register: Path, tmp_path: Path) -> None:
    text = printed_text(register, tmp_path)
    for word in (
        "甲县2021年民生工程填报表下发清单（2021年8月）",
        "县人社局_2021-08_填报表.xlsx",
        "签收时间",
        "共2个单位、8项指标",
    ):
        assert word in text
