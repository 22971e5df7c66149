"""The county summary: our figures, formulas that LibreOffice agrees with, and the way back to every cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from minsheng_xl.checks.report import FileOutcome, Finding, Report, Severity
from minsheng_xl.contacts import Contact
from minsheng_xl.cycle import LIGHTS, Expected
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import Entry, Indicator, Period, Return, Row, TargetTable
from minsheng_xl.place import Grid, Place
from minsheng_xl.quantity import round_half_up
from minsheng_xl.reference import Settings
from minsheng_xl.summary import Summary, combine
from minsheng_xl.writing import layouts
from minsheng_xl.writing.report import write_report
from minsheng_xl.writing.summary import write_summary
from tests.libreoffice import converted, needed_heights, needs_libreoffice, printed_text
from tests.ningdu import table_from_gold

LAYOUT = layouts.load("summary")
PERIOD = Period(2021, 8)
DUE = date(2021, 8, 20)
SILENT = "县农业农村局"
NOTE = "已完成项目前期工作，正在组织实施，预计9月底前全部完成。"
SHARES = (70, 50, 20, 110)


@pytest.fixture(scope="module")
def summary(shared: Path) -> Summary:
    table = table_from_gold(shared)
    returns = [_return(lead, table) for lead in table.leads if lead != SILENT]
    expected = [_expected(lead, table, returns) for lead in table.leads]
    previous = {each.code: Decimal(3) for each in table.indicators if each.target.value}
    return combine(table, returns, PERIOD, previous=previous, expected=expected, settings=Settings.default())


def _own(lead: str, table: TargetTable) -> list[Indicator]:
    return [each for each in table.indicators if each.lead.units[0] == lead]


def _return(lead: str, table: TargetTable) -> Return:
    rows = [
        Row(5 + position, _cells(position, indicator), indicator)
        for position, indicator in enumerate(_own(lead, table))
    ]
    file = f"{lead}_2021-08_填报表.xlsx"
    received = datetime(2021, 8, 23 if lead == "县民政局" else 19, 9, 30)
    grid = Grid([], file, "填报表")
    return Return(
        file=file, department=lead, columns={"cumulative": 11}, rows=rows, grid=grid, received=received
    )


def _cells(position: int, indicator: Indicator) -> dict[str, Entry]:
    cells = {"progress_note": Entry(NOTE)} if position % 4 == 0 else {}
    if indicator.target.value is None:
        return cells
    done = indicator.target.value * SHARES[position % 4] / 100
    return cells | {"cumulative": Entry(f"{done.normalize():f}", done)}


def _expected(lead: str, table: TargetTable, returns: list[Return]) -> Expected:
    own = next((each for each in returns if each.department == lead), None)
    files = (own.file,) if own else ()
    return Expected(lead, DUE, len(_own(lead, table)), files, own.received if own else None)


@pytest.fixture(scope="module")
def report(summary: Summary) -> Report:
    first = summary.lines[5].sources[0]
    findings = (
        Finding("P04", "累计倒退", Severity.ERROR, first.place, "累计由400降为375", indicator="2021-1-02-03"),
        Finding("R01", "未报送", Severity.ERROR, Place(), "2021年8月未报送", department=SILENT),
    )
    files = [
        FileOutcome(file, "taken", department=each.department)
        for each in summary.expected
        for file in each.files
    ]
    files[0] = FileOutcome(
        files[0].path, "partly", department=files[0].department, reason="有1行存在错误，未收"
    )
    return Report((*files, FileOutcome("说明.docx", "skipped", reason="不是工作簿")), findings)


@pytest.fixture(scope="module")
def path(summary: Summary, report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("汇总") / "县汇总表.xlsx"
    write_summary(summary, path, report=report, contacts={"县人社局": Contact("张三", "0797-6832000")})
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path, data_only=True)


def _rows(book: Workbook) -> Iterator[dict[str, Any]]:
    """The county table's rows that carry a code, by field role."""
    for cells in book["县汇总表"].iter_rows(min_row=LAYOUT.header_row + 1):
        values = {role: cell.value for role, cell in zip(LAYOUT.roles, cells, strict=False)}
        if values["code"]:
            yield values


def _records(book: Workbook, sheet: str, header_row: int = 1) -> list[dict[str, Any]]:
    header, *rows = book[sheet].iter_rows(min_row=header_row, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def _shown(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def test_every_line_shows_its_figures(summary: Summary, book: Workbook) -> None:
    rows = list(_rows(book))
    assert [row["code"] for row in rows] == [line.indicator.code for line in summary.lines]
    for row, line in zip(rows, summary.lines, strict=True):
        assert str(row["target"] if row["target"] is not None else "") == line.target
        assert row["lead"] == line.indicator.lead.effective
        assert row["cumulative"] == _shown(line.cumulative)
        assert row["rate"] == _shown(line.rate)
        assert row["pace_percent"] == _shown(line.pace)
        assert row["gap"] == _shown(line.gap)
        assert row["change"] == _shown(line.change)
        assert (row["light"] or "") == LIGHTS[line.light]


def test_a_department_that_is_silent_is_said_to_be(book: Workbook) -> None:
    notes = {row["note"] for row in _rows(book) if row["lead"] == SILENT}
    assert notes == {"未报送"}


def test_optional_columns_nobody_fills_are_hidden(book: Workbook) -> None:
    sheet = book["县汇总表"]
    for role in ("adjusted_target", "towns_done"):
        assert sheet.column_dimensions[column_letters(LAYOUT.number(role))].hidden


def test_an_adjusted_target_is_shown_and_rated_against(summary: Summary, tmp_path: Path) -> None:
    line = summary.lines[5]
    old = (line.adjusted, line.rate)
    assert line.cumulative is not None
    line.adjusted, line.rate = "600", round_half_up(line.cumulative * 100 / 600, 2)
    try:
        write_summary(summary, tmp_path / "县汇总表.xlsx")
    finally:
        line.adjusted, line.rate = old
    book = load_workbook(tmp_path / "县汇总表.xlsx")
    row = next(row for row in _rows(book) if row["code"] == line.indicator.code)
    assert row["adjusted_target"] == 600
    assert "H" in row["rate"]


def test_every_figure_leads_back_to_its_cell(summary: Summary, book: Workbook) -> None:
    records = _records(book, "数据来源")
    assert len(records) == sum(len(line.sources) for line in summary.lines) > 40
    county = book["县汇总表"]
    for record in records:
        assert county[record["县表单元格"]].value == record["读作"]
        assert record["文件"].endswith(".xlsx")
        assert record["单元格"].startswith("K")


def test_the_intake_register_lists_every_department_and_every_stray_file(
    summary: Summary, book: Workbook
) -> None:
    records = {record["单位"]: record for record in _records(book, "收件台账")}
    assert [*records] == [*summary.plan.leads, "（未识别）"]
    first = records["县人社局"]
    assert (first["状态"], first["错误数"], first["联系人"]) == ("部分收取", 1, "张三")
    assert records["县民政局"]["状态"] == "已收（迟报）"
    assert (records[SILENT]["状态"], records[SILENT]["错误数"], records[SILENT]["份数"]) == ("未报", 1, 0)
    assert records["（未识别）"]["取用文件"] == "说明.docx"


def test_subtotals_count_and_average_but_never_add_units(summary: Summary, book: Workbook) -> None:
    by_department = _records(book, "分部门小计", 2)
    assert [each["牵头单位"] for each in by_department] == list(summary.plan.leads)
    assert sum(each["指标数"] for each in by_department) == 96
    assert [each["类别"] for each in _records(book, "分类别小计", 2)] == [
        each.name for each in summary.plan.categories
    ]


def test_texts_are_gathered_by_department_and_said_once(book: Workbook) -> None:
    records = _records(book, "部门填报文字")
    departments = [record["单位"] for record in records]
    assert len(departments) == len(set(departments)) == 11
    assert {record["进展说明"] for record in records} == {NOTE}
    assert records[0]["指标"].count("、") >= 5


def test_the_same_summary_gives_the_same_bytes(
    summary: Summary, report: Report, path: Path, tmp_path: Path
) -> None:
    contacts = {"县人社局": Contact("张三", "0797-6832000")}
    write_summary(summary, tmp_path / "又一份.xlsx", report=report, contacts=contacts)
    assert (tmp_path / "又一份.xlsx").read_bytes() == path.read_bytes()


def test_a_report_has_findings_files_and_rules(report: Report, tmp_path: Path) -> None:
    write_report(
        Report(report.files, report.findings, ("S04",), ("P04",), ("U01: KeyError: x",)),
        tmp_path / "核对.xlsx",
    )
    book = load_workbook(tmp_path / "核对.xlsx")
    assert [record["规则码"] for record in _records(book, "核对问题")] == ["P04", "R01"]
    assert _records(book, "文件情况")[-1]["结果"] == "跳过"
    assert [(each["规则码"], each["说明"]) for each in _records(book, "规则情况")] == [
        ("S04", None),
        ("P04", None),
        ("U01", "KeyError: x"),
    ]


@needs_libreoffice
def test_recalculated_values_equal_ours(path: Path, book: Workbook, tmp_path: Path) -> None:
    formulas = load_workbook(path)["县汇总表"]
    theirs = load_workbook(converted(path, "xlsx", tmp_path), data_only=True)["县汇总表"]
    compared = 0
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                assert theirs[cell.coordinate].value == pytest.approx(book["县汇总表"][cell.coordinate].value)
                compared += 1
    assert compared > 50


@needs_libreoffice
def test_no_formula_shows_an_error_when_cells_are_emptied_or_misfilled(path: Path, tmp_path: Path) -> None:
    spoiled = load_workbook(path)
    sheet = spoiled["县汇总表"]
    for number, row in enumerate(sheet.iter_rows(min_row=LAYOUT.header_row + 1)):
        for role in ("cumulative", "target"):
            cell = row[LAYOUT.number(role) - 1]
            if cell.data_type == "n" and cell.value is not None:
                cell.value = (None, "待定", 0, "—")[number % 4]
    spoiled.save(tmp_path / "改过.xlsx")
    theirs = load_workbook(converted(tmp_path / "改过.xlsx", "xlsx", tmp_path), data_only=True)["县汇总表"]
    assert [cell.coordinate for row in theirs.iter_rows() for cell in row if cell.data_type == "e"] == []


@needs_libreoffice
def test_everything_shown_is_printed(book: Workbook, path: Path, tmp_path: Path) -> None:
    printed = printed_text(path, tmp_path)
    assert "###" not in printed
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            hidden = {key for key, dimension in sheet.column_dimensions.items() if dimension.hidden}
            texts = {
                cell.value
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell.value, str) and column_letters(cell.column) not in hidden
            }
            assert [text for text in texts if "".join(text.split()) not in printed] == [], sheet.title


@needs_libreoffice
def test_no_row_is_lower_than_its_text(book: Workbook, path: Path, tmp_path: Path) -> None:
    sheet = book["县汇总表"]
    needed = needed_heights(path, "县汇总表", tmp_path)
    rows = range(LAYOUT.header_row, sheet.max_row + 1)
    assert [row for row in rows if sheet.row_dimensions[row].height < needed.get(row, 0) - 0.5] == []
