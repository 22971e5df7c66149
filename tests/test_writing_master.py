"""The master of the Ningdu table holds every printed and effective field and guards the hidden ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.checks.report import REPORT_COLUMNS, Finding, Severity
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import Adjustment, TargetTable
from minsheng_xl.place import Place
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.masters import read_plan
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts
from minsheng_xl.writing.master import write_master
from tests.libreoffice import needed_heights, needs_libreoffice, printed_text
from tests.ningdu import gold_rows, table_from_gold

LAYOUT = layouts.load("master")
UNITS = [{"单位": "万人", "量纲": "人数", "其他写法": "万名"}, {"单位": "%", "量纲": "比率"}]
DEPARTMENTS = [{"简称": "县人社局", "全称": "县人力资源和社会保障局", "负责人": "张三"}]
TOWNS = [{"乡镇": "梅江镇", "类别": "镇"}]
SETTINGS = [{"项目": "截止日", "取值": "20", "说明": "每月几日前报送"}]


@pytest.fixture(scope="module")
def table(shared: Path) -> TargetTable:
    return table_from_gold(shared)


@pytest.fixture(scope="module")
def path(table: TargetTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("总表") / "总表.xlsx"
    _write(table, path)
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def _write(table: TargetTable, path: Path) -> None:
    adjustment = Adjustment(
        no="1", code=table.indicators[5].code, field="目标", old="536", new="600", doc_no="宁府字〔2021〕30号"
    )
    write_master(
        table.model_copy(update={"adjustments": (adjustment,)}),
        path,
        findings=[
            _finding("V02", Severity.WARNING, table.indicators[0].code),
            _finding("U02", Severity.ERROR, table.indicators[90].code),
            _finding("S04", Severity.INFORMATION, ""),
        ],
        units=UNITS,
        departments=DEPARTMENTS,
        towns=TOWNS,
        settings=SETTINGS,
    )


def _finding(code: str, severity: Severity, indicator: str) -> Finding:
    return Finding(
        code, "名称", severity, Place("通知.txt", line=38), "目标仍为“待定”", "请补录", indicator=indicator
    )


def _cell(sheet: Worksheet, row: int, role: str) -> Any:
    return sheet.cell(LAYOUT.header_row + row, LAYOUT.number(role))


def _text(sheet: Worksheet, row: int, role: str) -> str:
    value = _cell(sheet, row, role).value
    return "" if value is None else str(value)


def test_every_row_holds_what_the_gold_table_says(shared: Path, book: Workbook) -> None:
    sheet = book["目标任务表"]
    for row in gold_rows(shared):
        number = row["row"]
        if row["level"] == "category":
            assert _text(sheet, number, "no") == f"{row['no']}、{row['name']}"
            continue
        assert _text(sheet, number, "category") == row["category"]
        assert _text(sheet, number, "item") == row["item"]
        assert _text(sheet, number, "no") == (row["no"] if row["level"] == "item" else "")
        assert _text(sheet, number, "unit") == row["unit"]
        assert _text(sheet, number, "target") == row["target_text"]
        assert _text(sheet, number, "lead") == row["lead_effective"]
        assert _text(sheet, number, "responsible") == row["resp_effective"]
    assert sheet.max_row == LAYOUT.header_row + 129


def test_numeric_targets_are_numbers_and_states_are_text(shared: Path, book: Workbook) -> None:
    sheet = book["目标任务表"]
    cells = {row["row"]: _cell(sheet, row["row"], "target") for row in gold_rows(shared)}
    kinds = {row["row"]: row["target_kind"] for row in gold_rows(shared) if row["level"] != "category"}
    assert all((cells[row].data_type == "n") == (kind in ("number", "blank")) for row, kind in kinds.items())
    assert sum(kind == "number" for kind in kinds.values()) == 52
    hectares = next(cell for cell in cells.values() if cell.value == 4.62)
    assert hectares.number_format == "0.00"


def test_codes_are_unique_hidden_and_locked_and_the_rest_is_open(book: Workbook) -> None:
    sheet = book["目标任务表"]
    codes = [_text(sheet, row, "code") for row in range(1, 130)]
    assert len(set(filter(None, codes))) == 121
    hidden = {column.role for column in LAYOUT.columns if column.hidden}
    kept = {"code", "version", "source", "measure_reason", "relation", "task_text", "quote", "task_source"}
    assert hidden == kept
    empty = {column.role for column in LAYOUT.columns if column.optional}
    assert empty == {"deadline", "sub_item"}
    for column in LAYOUT.columns:
        cell = _cell(sheet, 3, column.role)
        assert sheet.column_dimensions[cell.column_letter].hidden == (column.role in hidden | empty)
        assert cell.protection.locked == column.hidden, column.role
    assert sheet.protection.sheet
    assert sheet.protection.password is None


def test_inherited_units_are_grey_and_the_source_of_each_row_is_kept(shared: Path, book: Workbook) -> None:
    sheet = book["目标任务表"]
    scopes = {"own": "own", "same_item": "same_item", "previous_item_same_category": "previous_item"}
    for row in gold_rows(shared):
        if row["level"] != "category":
            assert _text(sheet, row["row"], "source") == scopes[row["inherit_scope"]]
            grey = _cell(sheet, row["row"], "lead").font.color
            assert (grey is not None and grey.rgb == "FF808080") == (row["inherit_scope"] != "own")


def test_category_rows_stand_across_the_full_width(shared: Path, book: Workbook) -> None:
    sheet = book["目标任务表"]
    first, last = (column_letters(LAYOUT.number(role)) for role in ("no", "note"))
    merged = {str(area) for area in sheet.merged_cells.ranges}
    for row in gold_rows(shared):
        number = LAYOUT.header_row + row["row"]
        assert (f"{first}{number}:{last}{number}" in merged) == (row["level"] == "category")


def test_drop_downs_take_their_words_from_defined_names(book: Workbook) -> None:
    sheet = book["目标任务表"]
    lists = {each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"}
    named = {column.list for column in LAYOUT.columns if column.list}
    assert lists == named <= set(book.defined_names)
    letter = column_letters(LAYOUT.number("responsible"))
    hint = next(each for each in sheet.data_validations.dataValidation if f"{letter}4" in str(each.sqref))
    assert hint.formula1 == "部门列表"
    assert not hint.showErrorMessage


def test_a_proposed_measure_says_why_when_it_is_selected(table: TargetTable, book: Workbook) -> None:
    sheet = book["目标任务表"]
    letter = column_letters(LAYOUT.number("measure"))
    prompts: dict[str, str] = {}
    for each in sheet.data_validations.dataValidation:
        for area in each.sqref.ranges:
            for row, column in area.cells:
                if column_letters(column) == letter:
                    assert prompts.setdefault(f"{letter}{row}", each.prompt) == each.prompt
    reasons = [each for each in table.indicators if each.measure_reason]
    assert reasons
    for each in reasons:
        assert each.measure_reason[:100] in prompts[f"{letter}{LAYOUT.header_row + each.row}"]


def test_reference_sheets_read_back_under_their_first_row(book: Workbook) -> None:
    def records(name: str) -> list[dict[str, str]]:
        header, *rows = book[name].iter_rows(values_only=True)
        return [{str(key): str(text) for key, text in zip(header, row, strict=True) if text} for row in rows]

    assert records("单位表") == UNITS
    assert records("部门名录") == DEPARTMENTS
    assert records("乡镇名录") == TOWNS
    assert records("设置") == SETTINGS
    assert records("调整台账")[0]["依据文号"] == "宁府字〔2021〕30号"
    assert book["填表说明"].max_row >= 9


def test_findings_stand_gravest_first_and_jump_to_their_row(table: TargetTable, book: Workbook) -> None:
    header, *rows = book["核对问题"].iter_rows()
    assert tuple(cell.value for cell in header) == tuple(header for _, header in REPORT_COLUMNS)
    assert [row[1].value for row in rows] == ["错误", "警告", "提示"]
    cell = [header for _, header in REPORT_COLUMNS].index("单元格")
    row = table.indicators[90].row + LAYOUT.header_row
    link = rows[0][cell].hyperlink
    assert link is not None
    assert link.location == f"'目标任务表'!E{row}"
    assert rows[2][cell].hyperlink is None


def test_it_reads_back_as_the_same_table(table: TargetTable, path: Path) -> None:
    read = read_plan(path.name, intake.take(path).grids, Reference.default())
    assert (read.digest, read.title, read.year) == (table.digest, table.title, 2021)
    for ours, theirs in zip(table.indicators, read.indicators, strict=True):
        assert (theirs.code, theirs.row, theirs.relation) == (ours.code, ours.row, ours.relation)
        assert theirs.lead == ours.lead.model_copy(update={"printed": theirs.lead.printed})
        assert (theirs.responsible.effective, theirs.responsible.scope) == (
            ours.responsible.effective,
            ours.responsible.scope,
        )


def test_the_same_table_gives_the_same_bytes(table: TargetTable, path: Path, tmp_path: Path) -> None:
    _write(table, tmp_path / "又一份.xlsx")
    assert (tmp_path / "又一份.xlsx").read_bytes() == path.read_bytes()


def test_meta_says_what_it_is(table: TargetTable, book: Workbook) -> None:
    meta = {row[0]: row[1] for row in book["_meta"].iter_rows(values_only=True)}
    assert (meta["kind"], meta["digest"], meta["rows"]) == ("master", table.digest, "129")
    assert (meta["sheet"], meta["header_row"]) == ("目标任务表", str(LAYOUT.header_row))


@needs_libreoffice
def test_everything_shown_is_printed(book: Workbook, path: Path, tmp_path: Path) -> None:
    printed = printed_text(path, tmp_path)
    assert "###" not in printed
    sheet = book["目标任务表"]
    hidden = {column.role for column in LAYOUT.columns if column.hidden or column.optional}
    shown = [number for number, role in enumerate(LAYOUT.roles, start=1) if role not in hidden]
    texts = {
        str(cell.value)
        for row in sheet.iter_rows(min_row=3)
        for cell in row
        if cell.value and cell.column in shown
    }
    assert [text for text in texts if "".join(text.split()) not in printed] == []


@needs_libreoffice
def test_no_row_is_lower_than_its_text(book: Workbook, path: Path, tmp_path: Path) -> None:
    sheet = book["目标任务表"]
    needed = needed_heights(path, "目标任务表", tmp_path)
    rows = range(LAYOUT.header_row, LAYOUT.header_row + 130)
    assert [row for row in rows if sheet.row_dimensions[row].height < needed.get(row, 0) - 0.5] == []
