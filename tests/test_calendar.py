"""The sheet 日历 of a master: written, filled in as by a clerk, read back; wrong lines said by cell."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.cycle import due_date, lock_date
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.fronts.cli import main
from minsheng_xl.model import Period
from minsheng_xl.reference import Settings
from tests.worked import AUGUST, NOTICE

Cells = tuple[object, object, object, object]
"""日期, 安排, 单位, 报送期 of a line."""


@pytest.fixture
def master(tmp_path: Path) -> Path:
    text, made = tmp_path / "目标任务表.txt", tmp_path / "总表.xlsx"
    text.write_text(NOTICE, encoding="utf-8")
    jobs.draft(text, made)
    return made


def type_in(master: Path, *lines: Cells, settings: dict[str, str] | None = None) -> None:
    """Lines typed below each other, as Excel keeps them; settings by name."""
    book = openpyxl.load_workbook(master)
    sheet = book["日历"]
    for row, (day, kind, department, period) in enumerate(lines, start=2):
        for column, value in ((1, day), (3, kind), (4, department), (5, period)):
            sheet.cell(row, column).value = value  # type: ignore[assignment]
    for name, value, *_ in book["设置"].iter_rows(min_row=2):
        if str(name.value) in (settings or {}):
            value.value = (settings or {})[str(name.value)]
    book.save(master)


def settings_of(master: Path) -> Settings:
    return jobs.read_source(master).ref.settings


def test_the_sheet_is_ready_to_fill_in(master: Path) -> None:
    sheet = openpyxl.load_workbook(master)["日历"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == ["日期", "星期", "安排", "单位", "报送期", "说明"]
    offered = {str(each.sqref).split()[0]: each for each in sheet.data_validations.dataValidation}
    assert offered["A2:A141"].type == "date"
    assert offered["C2:C141"].formula1 == "安排列表"
    assert offered["D2:D141"].formula1 == "部门列表"
    assert "2021-Q3" in str(offered["E2:E141"].prompt)
    assert sheet["E2"].number_format == "@"
    assert "WEEKDAY(A2)" in str(sheet["B2"].value)
    words = [cell.value for cell in openpyxl.load_workbook(master)["填表说明"]["A"]]
    assert {"日历怎么填", "另定截止日", "锁定日"} <= set(words)
    assert settings_of(master).calendar.lines == ()


def test_what_is_typed_in_is_read_back(master: Path) -> None:
    type_in(
        master,
        (datetime(2021, 9, 20), "休息", None, None),
        ("2021/9/18", "上班", None, None),
        (datetime(2021, 8, 25), "截止", "县教育局", "2021-08"),
        (datetime(2021, 8, 23), "截止", None, datetime(2021, 8, 1)),  # Excel made a date of 2021-08
        ("2021年8月31日", "锁定", "县人力资源和社会保障局", None),
        settings={"截止日遇休息日": "顺延", "锁定天数": "5"},
    )
    settings = settings_of(master)
    register = jobs.read_source(master).ref.register
    assert due_date(Period(2021, 9), settings) == date(2021, 9, 21)
    assert not settings.calendar.works(date(2021, 9, 20))
    assert settings.calendar.works(date(2021, 9, 18))
    assert due_date(AUGUST, settings) == date(2021, 8, 23)
    assert due_date(AUGUST, settings, register.standard("县教育局")) == date(2021, 8, 25)
    assert lock_date(AUGUST, settings) == date(2021, 8, 28)
    assert lock_date(AUGUST, settings, register.standard("县人社局")) == date(2021, 8, 31)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("国庆", "休息", None, None), "日历A2的日期“国庆”无法识别，请写成 2021-10-01 的样子"),
        (("2021-02-30", "休息", None, None), "日历A2的日期“2021-02-30”无法识别"),
        ((None, "休息", None, None), "日历A2没有日期"),
        (("2021-10-01", "放假", None, None), "日历C2的安排“放假”无法识别，请填写：休息、上班、截止、锁定"),
        (("2021-10-01", None, None, None), "日历C2的安排“”无法识别"),
        (("2021-10-01", "休息", "县教育局", None), "日历D2给休息写了单位“县教育局”"),
        (("2021-10-01", "截止", "县教育局", "国庆"), "日历E2的报送期“国庆”无法识别"),
    ],
)
def test_a_wrong_line_is_said_with_its_cell(master: Path, line: Cells, said: str) -> None:
    type_in(master, line)
    with pytest.raises(ReferenceDataError, match=said):
        jobs.read_source(master)


def test_all_wrong_lines_are_said_at_once(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    type_in(
        master,
        ("国庆", "休息", None, None),
        ("2021-10-01", "休息", None, None),
        ("2021-10-01", "上班", None, None),
        ("2021-08-25", "截止", "县教育局", "2021-08"),
        ("2021-08-26", "截止", "县教育局", "2021-08"),
        ("2021-08-26", "截止", "县水利局", "2021-08"),
    )
    assert main(["status", "--master", str(master), "--period", "2021-08"]) == 2
    said = capsys.readouterr().err
    assert "日历A2的日期" in said
    assert "日历A4：2021-10-01前面已另有安排" in said
    assert "日历D6：县教育局2021-08前面已另有安排（2021-08-25）" in said
    assert "D7" not in said


def test_a_county_that_reports_by_quarters_names_the_quarter(master: Path) -> None:
    type_in(master, ("2021-10-08", "截止", None, None), settings={"报送期类型": "季"})
    with pytest.raises(ReferenceDataError, match="日历E2没有写报送期，本县按季报送"):
        jobs.read_source(master)
    type_in(master, ("2021-10-08", "截止", None, "2021-Q3"), settings={"报送期类型": "季"})
    assert due_date(Period.parse("2021-Q3"), settings_of(master)) == date(2021, 10, 8)


def test_a_department_that_leads_nothing_is_pointed_at(master: Path) -> None:
    type_in(master, ("2021-08-25", "截止", "县气象局", "2021-08"))
    (found,) = [each for each in jobs.check([master]).findings if each.code == "R20"]
    assert (found.place.sheet, found.place.cell) == ("日历", "D2")
    assert "县气象局" in found.message


def test_a_master_written_anew_keeps_the_calendar(master: Path, tmp_path: Path) -> None:
    type_in(
        master, (datetime(2021, 8, 25), "截止", "县教育局", "2021-08"), ("2021-09-18", "上班", None, None)
    )
    again = tmp_path / "又一份.xlsx"
    jobs.draft(master, again)
    lines = [[(each.day, each.kind, each.printed, each.period) for each in settings_of(one).calendar.lines]
             for one in (master, again)]  # fmt: skip
    assert lines[0] == lines[1]
    assert len(lines[1]) == 2
    sheet = openpyxl.load_workbook(again)["日历"]
    assert isinstance(sheet["A2"].value, datetime)
    assert sheet["E2"].value == "2021-08"
