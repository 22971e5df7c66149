"""The standard workbooks: current, the same bytes every time; a blank master can be filled and used."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.fronts.cli import main
from minsheng_xl.jobs.workbooks import STANDARDS, Standard, home_of
from minsheng_xl.model import Period
from minsheng_xl.writing import layouts
from minsheng_xl.writing.patch import Workbook
from tests.libreoffice import needs_libreoffice, printed_text

MASTER = layouts.load("master")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("标准工作簿")
    jobs.build_workbooks(folder)
    return folder


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda each: each.name)
def test_what_is_in_the_repository_is_current(built: Path, standard: Standard) -> None:
    kept = home_of(standard) / standard.name
    assert _parts(built / standard.name) == _parts(kept), "请重新生成：minsheng workbooks"


def test_the_same_data_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    assert main(["workbooks", "-q", "-o", str(tmp_path)]) == 0
    for each in STANDARDS:
        assert (tmp_path / each.name).read_bytes() == (built / each.name).read_bytes()


def test_no_name_of_a_machine_or_a_person_is_inside(built: Path) -> None:
    for each in STANDARDS:
        for name, content in _parts(built / each.name).items():
            assert b"/tmp" not in content, (each.name, name)
            assert b"<dc:creator></dc:creator>" in content if name == "docProps/core.xml" else True


@pytest.fixture(scope="module")
def filled(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blank master filled in by hand, two indicators of one item."""
    book = Workbook.open(built / "空白总表.xlsx")
    sheet = book.sheet(MASTER.sheet)
    sheet.set("B1", "安远县2022年民生工程目标任务及责任分工表")
    rows: tuple[dict[str, Decimal | str], ...] = (
        {
            "no": "1", "category": "一、就业和创业", "item": "加大培训力度", "indicator": "培训养老护理员",
            "unit": "人次", "target": Decimal(536), "lead": "县人社局", "responsible": "县财政局、县民政局",
        },
        {
            "category": "一、就业和创业", "item": "加大培训力度", "indicator": "培训残疾人",
            "unit": "名", "target": "待定", "lead": "县残联", "responsible": "县财政局",
        },
    )  # fmt: skip
    for number, row in enumerate(rows, start=MASTER.header_row + 1):
        for role, value in row.items():
            sheet.set(cell_name(number, MASTER.number(role)), value)
    path = tmp_path_factory.mktemp("安远县") / "目标任务表.xlsx"
    book.save(path)
    return path


def test_a_filled_blank_master_becomes_a_master(filled: Path, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    plan, report = jobs.draft(filled, master)
    table = plan.table
    assert (table.place_name, table.year) == ("安远县", 2022)
    assert [(each.code, each.name, each.target.raw) for each in table.indicators] == [
        ("2022-1-01-01", "培训养老护理员", "536"),
        ("2022-1-01-02", "培训残疾人", "待定"),
    ]
    assert not [each for each in report.findings if each.severity.key == "error"]
    forms = jobs.issue(master, Period(2022, 3), tmp_path / "下发").forms
    assert [form.department for form in forms] == ["县人社局", "县残联"]


def test_a_blank_master_left_blank_is_refused_in_words(built: Path) -> None:
    with pytest.raises(InputError, match="没有可填的指标"):
        jobs.read_source(built / "空白总表.xlsx")


def test_a_year_is_needed_to_give_codes(built: Path, tmp_path: Path) -> None:
    book = Workbook.open(built / "空白总表.xlsx")
    sheet = book.sheet(MASTER.sheet)
    for role, value in {"item": "甲", "indicator": "乙", "unit": "个", "lead": "县民政局"}.items():
        sheet.set(cell_name(MASTER.header_row + 1, MASTER.number(role)), value)
    path = tmp_path / "没有年份.xlsx"
    book.save(path)
    with pytest.raises(InputError, match="年份"):
        jobs.draft(path, tmp_path / "总表.xlsx")


def test_blank_rows_have_drop_downs_and_may_be_filled(built: Path) -> None:
    sheet = load_workbook(built / "空白总表.xlsx")[MASTER.sheet]
    offered = {
        str(each.formula1)
        for each in sheet.data_validations.dataValidation
        if each.formula1 and 10 in _rows(str(each.sqref))
    }
    assert {"单位列表", "部门列表", "计量方式列表"} <= {each.lstrip("=") for each in offered}
    assert not sheet[cell_name(30, MASTER.number("indicator"))].protection.locked
    assert sheet[cell_name(30, MASTER.number("code"))].protection.locked
    assert not sheet["B1"].protection.locked


def _rows(sqref: str) -> set[int]:
    spans = [part.split(":") for part in sqref.split()]
    numbers = [[int("".join(filter(str.isdigit, end))) for end in span] for span in spans]
    return {row for span in numbers for row in range(span[0], span[-1] + 1)}


@needs_libreoffice
def test_they_print_what_they_say(built: Path, tmp_path: Path) -> None:
    text = printed_text(built / "调整台账.xlsx", tmp_path)
    assert "民生工程目标任务调整台账" in text
    assert "没有依据文号的不生效" in text
