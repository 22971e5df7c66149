"""Masters in the county's own layout: nothing is lost on the way there and back, and they run a cycle."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl import jobs
from minsheng_xl.fronts.cli import main
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.writing import layouts
from minsheng_xl.writing.forms import LEAD_LAYOUTS
from minsheng_xl.writing.master import MASTERS
from tests.faults.filling import fill_clean

OWN_LAYOUTS = (("000", 0, "a"), ("001", 2, "b"), ("002", 2, "b"), ("003", 0, "c"), ("004", 2, "c"))
"""Each seed's document and the layout it is printed in."""
PLACES = {"row", "place", "source_row", "columns", "repeated_headers", "printed", "layout", "kind", "head"}
READING = {"left_out", "doubt", "progress", "unit_norm", "allocated_totals"}
"""What is known of a notice only while it is read; a master keeps it on 读取核对."""
LEADS = ("县民政局", "县教育局", "县住建局")


def seed(shared: Path, number: str) -> Path:
    return next((shared / "seeds").glob(f"{number}_*.txt"))


def said(table: TargetTable) -> Any:
    """All that a table says, without where it stands."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if key not in PLACES | READING}
        if isinstance(value, (list, tuple)):
            return [plain(each) for each in value if not _explains(each)]
        return str(value)

    units = {each.code: each.divided_unit for each in table.indicators}
    told = plain(table.model_dump())
    for item in told["items"]:
        for each in item["indicators"]:
            each["unit"] = units[each["code"]]
    return told


def _explains(value: Any) -> bool:
    return isinstance(value, dict) and value.get("role", "target") != "target"


def sheet_of(book: openpyxl.Workbook, layout: str) -> Worksheet:
    return book[layouts.load(MASTERS[layout]).sheet]


def columns_of(sheet: Worksheet) -> dict[str, int]:
    """Column numbers by header word."""
    return {str(cell.value): number for number, cell in enumerate(sheet[3], start=1)}


def assign_leads(master: Path, layout: str) -> None:
    """Type a lead into each cell that lacks one, as a clerk does; a merged cell is one cell."""
    book = openpyxl.load_workbook(master)
    sheet = sheet_of(book, layout)
    columns = columns_of(sheet)
    lead, code = columns["牵头单位"], columns["指标编码"]
    for row in range(4, sheet.max_row + 1):
        cell = sheet.cell(row, lead)
        if sheet.cell(row, code).value and not cell.value and not isinstance(cell, MergedCell):
            cell.value = LEADS[row % len(LEADS)]
    book.save(master)


@pytest.mark.parametrize(("number", "document", "own"), OWN_LAYOUTS)
def test_nothing_is_lost_from_layout_to_layout(
    shared: Path, number: str, document: int, own: str, tmp_path: Path
) -> None:
    source, master = seed(shared, number), tmp_path / "总表.xlsx"
    jobs.draft(source, master, document=document)
    table = jobs.read_source(master).table
    assert said(table)["items"]
    for step, layout in enumerate(("b", "c", "b", "a")):
        there = tmp_path / f"{step}.xlsx"
        jobs.draft(master, there, layout=layout)
        read = jobs.read_source(there).table
        assert read.layout == layout
        assert said(read) == said(table)
        assert read.digest == table.digest
        master = there


@pytest.mark.parametrize(("number", "document", "layout"), OWN_LAYOUTS)
def test_a_county_works_in_its_own_layout(
    shared: Path, number: str, document: int, layout: str, tmp_path: Path
) -> None:
    master, period = tmp_path / "总表.xlsx", Period(2023, 6)
    drafted = jobs.draft(seed(shared, number), master, document=document, layout=layout)[0].table
    assign_leads(master, layout)
    period = Period(drafted.year, 6)
    issued = jobs.issue(master, period, tmp_path / "下发")
    assert issued.unassigned == []
    typed: dict[str, Decimal | None] = {}
    (tmp_path / "回收").mkdir()
    for form in issued.forms:
        fill_clean(form.path, tmp_path / "回收" / form.path.name, Random(form.path.name))
        typed |= figures(tmp_path / "回收" / form.path.name, layout)
    done = jobs.consolidate(tmp_path / "回收", master, period, tmp_path / "汇总.xlsx")
    assert {file.status for file in done.report.files} <= {"taken", "partly"}, done.report.lines()
    assert not {"S19", "S20", "S21", "V16", "U04", "S11"} & {each.code for each in done.report.findings}
    sums = {line.indicator.code: line.cumulative for line in done.summary.lines}
    assert set(sums) == set(drafted.by_code)
    rejected = {each.indicator for each in done.report.findings if each.severity.key == "error"}
    for code in set(sums) - rejected:
        assert sums[code] == typed[code], code


def figures(form: Path, layout: str) -> dict[str, Decimal | None]:
    """What stands in a filled form: the running total of each row by code."""
    columns = layouts.load(LEAD_LAYOUTS[layout])
    sheet = openpyxl.load_workbook(form)[columns.sheet]
    found: dict[str, Decimal | None] = {}
    for row in range(columns.header_row + 1, sheet.max_row + 1):
        code, now, total = (sheet.cell(row, columns.number(role)).value for role in FIGURES)
        if code and str(code).startswith("20"):
            value = now if isinstance(total, str) and total.startswith("=") else total
            found[str(code)] = Decimal(str(value)) if isinstance(value, int | float) else None
    return found


FIGURES = ("code", "current", "cumulative")


def test_what_a_clerk_changes_in_a_task_table_holds(shared: Path, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    jobs.draft(seed(shared, "002"), master, document=2, layout="b")
    book = openpyxl.load_workbook(master)
    sheet = sheet_of(book, "b")
    columns = columns_of(sheet)
    row = next(
        row for row in range(4, sheet.max_row) if sheet.cell(row, columns["指标名称"]).value == "城镇新增就业"
    )
    sheet.cell(row, columns["2023年目标"]).value = 6000
    sheet.cell(row, columns["牵头单位"]).value = "县财政局"
    sheet.cell(row, columns["分管领导"]).value = "张三"
    book.save(master)
    table = jobs.read_source(master).table
    item = next(item for item in table.items if item.no == "3")
    assert [each.lead.units for each in item.indicators] == [("县财政局",)] * 4
    assert item.leaders == ("张三",)
    assert item.indicators[0].target.value == 6000
    forms = jobs.issue(master, Period(2023, 6), tmp_path / "下发").forms
    assert "县财政局" in [form.department for form in forms]


def test_a_countys_own_sheets_go_along(shared: Path, tmp_path: Path) -> None:
    master, there = tmp_path / "总表.xlsx", tmp_path / "表式B.xlsx"
    jobs.draft(seed(shared, "002"), master, document=2)
    book = openpyxl.load_workbook(master)
    for name, value in (("报送截止日", 15), ("表式", "B")):
        row = next(row for row in range(2, 40) if book["设置"].cell(row, 1).value == name)
        book["设置"].cell(row, 2).value = value
    listed = [cell.value for cell in book["乡镇名录"]["A"][1:] if cell.value]
    assert (len(listed), listed[13], listed[-1]) == (24, "东坪镇", "县城南区"), "通知的分解表列的"
    book["乡镇名录"].cell(len(listed) + 2, 1).value = "新开镇"
    book["部门名录"].append(["县数据中心", "安化县数据中心"])
    book.save(master)
    jobs.draft(master, there)
    plan = jobs.read_source(there)
    assert (plan.layout, plan.table.layout, plan.ref.settings.due_day) == ("b", "b", 15)
    assert [town.name for town in plan.ref.towns] == [*listed, "新开镇"]
    assert plan.ref.register.find("县数据中心").department is not None


def test_the_countys_choice_of_forms_holds(shared: Path, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    jobs.draft(seed(shared, "002"), master, document=2, layout="b")

    def heads(folder: str, **ways: Any) -> set[str]:
        form = jobs.issue(master, Period(2023, 6), tmp_path / folder, **ways).forms[0]
        return {str(cell.value) for cell in openpyxl.load_workbook(form.path)["填报表"][4]}

    assert {"实事项目名称", "指标任务", "分管\n领导"} <= heads("一")
    assert "目标任务" in heads("二", layout="c")
    assert not {"目标任务", "指标任务"} & heads("三", layout="a")


def test_a_relation_stands_before_the_figure(shared: Path, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    jobs.draft(seed(shared, "002"), master, document=1, layout="b")
    shown = set()
    for form in jobs.issue(master, Period(2023, 6), tmp_path / "下发").forms:
        columns = layouts.load("form_b")
        sheet = openpyxl.load_workbook(form.path)[columns.sheet]
        for row in range(5, sheet.max_row):
            cell = sheet.cell(row, columns.number("target"))
            shown.add((cell.value, cell.number_format))
    assert {(650, '"不低于"General'), (90, '"达到"General'), (33, '"超过"General')} <= shown
    assert (5000, "General") in shown


def test_a_blank_task_table_is_read_from_its_words(tmp_path: Path) -> None:
    jobs.build_workbooks(tmp_path)
    blank, master = tmp_path / "指标任务分解表.xlsx", tmp_path / "总表.xlsx"
    book = openpyxl.load_workbook(blank)
    sheet = sheet_of(book, "b")
    columns = columns_of(sheet)
    sheet.cell(1, columns["序号"]).value = "甲县2024年民生实事项目指标任务分解表"
    rows = (
        ("1", "稳定就业", "帮扶就业困难人员800人，开展技能培训1200人次。", "县人社局"),
        ("2", "便民出行", "新建农村公路不少于15公里。", "县交通运输局"),
    )
    for number, (no, item, text, lead) in enumerate(rows, start=4):
        for head, value in (("序号", no), ("实事项目名称", item), ("指标任务", text), ("牵头单位", lead)):
            sheet.cell(number, columns[head]).value = value
    book.save(blank)
    jobs.draft(blank, master)
    table = jobs.read_source(master).table
    read = [(each.target.raw, each.unit, each.lead.effective) for each in table.indicators]
    people = [("800", "人", "县人社局"), ("1200", "人次", "县人社局")]
    assert read == [*people, ("不低于15", "公里", "县交通运输局")]
    assert table.layout == "b"


def test_a_blank_township_table_becomes_a_plan(tmp_path: Path) -> None:
    jobs.build_workbooks(tmp_path)
    blank = tmp_path / "乡镇任务明细表.xlsx"
    book = openpyxl.load_workbook(blank)
    sheet = book["乡镇任务明细表"]
    sheet["A1"] = "甲县2024年民生实事项目乡镇任务明细表"
    task = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "县任务")
    for column, head, total, shares in (
        (2, "户厕改造\n（座）", 50, (20, 30)),
        (3, "技能培训（人次）", 90, (40, 50)),
    ):
        sheet.cell(3, column).value = head
        sheet.cell(task, column).value = total
        for row, share in enumerate(shares, start=5):
            sheet.cell(row, column).value = share
    sheet["A5"], sheet["A6"] = "东镇", "西乡"
    book.save(blank)
    issued = jobs.issue(blank, Period(2024, 6), tmp_path / "下发")
    assert sorted(form.department for form in issued.forms) == ["东镇", "西乡"]
    table = jobs.read_source(blank).table
    assert [(each.name, each.unit, each.target.raw) for each in table.indicators] == [
        ("户厕改造", "座", "50"),
        ("技能培训", "人次", "90"),
    ]
    assert not [each for each in jobs.check([blank]).findings if each.code in ("T01", "T02")]


def test_townships_add_up_from_form_to_summary(shared: Path, tmp_path: Path) -> None:
    master, period = tmp_path / "总表.xlsx", Period(2023, 6)
    table = jobs.draft(seed(shared, "002"), master, layout="towns")[0].table
    assert jobs.read_source(master).layout == "towns"
    issued = jobs.issue(master, period, tmp_path / "下发")
    assert len(issued.forms) == 24
    columns = layouts.load("form_town")
    (tmp_path / "回收").mkdir()
    for form in issued.forms:
        book = openpyxl.load_workbook(form.path)
        sheet = book[columns.sheet]
        for row in range(5, 5 + form.rows):
            task = sheet.cell(row, columns.number("target")).value
            sheet.cell(row, columns.number("current")).value = task
        book.save(tmp_path / "回收" / form.path.name)
    done = jobs.consolidate(tmp_path / "回收", master, period, tmp_path / "汇总.xlsx")
    sums = {line.indicator.code: line.cumulative for line in done.summary.lines}
    allocated = {each.indicator for each in table.allocations}
    differences = {
        table.by_code[code].name: (sums[code] or 0) - (table.by_code[code].target.value or 0)
        for code in allocated
    }
    assert differences.pop("农村适龄及城镇低保适龄妇女“两癌”免费检查") == 2
    assert set(differences.values()) == {0}


def test_the_commands_know_the_layouts(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, master = str(seed(shared, "002")), str(tmp_path / "总表.xlsx")
    assert main(["draft", source, "--document", "2", "--layout", "b", "-o", master]) in (0, 1)
    assert "总表已写出" in capsys.readouterr().err
    folder = str(tmp_path / "下发")
    assert main(["issue", master, "--period", "2023-06", "--layout", "c", "-o", folder]) in (0, 1)
    assert main(["draft", master, "--layout", "print", "-o", str(tmp_path / "印发.xlsx"), "-q"]) in (0, 1)


def reworded(
    shared: Path, tmp_path: Path, old: str, new: str, target: int | None = None
) -> tuple[str, list[str]]:
    """The target and the findings of S22 after a clerk has changed a task's words, and the figure too."""
    master = tmp_path / "总表.xlsx"
    jobs.draft(seed(shared, "002"), master, document=2, layout="b")
    book = openpyxl.load_workbook(master)
    sheet = sheet_of(book, "b")
    columns = columns_of(sheet)
    for row in range(4, sheet.max_row + 1):
        cell = sheet.cell(row, columns["指标任务"])
        if old in str(cell.value):
            cell.value = str(cell.value).replace(old, new)
            if target is not None:
                sheet.cell(row, columns["2023年目标"]).value = target
    book.save(master)
    table = jobs.read_source(master).table
    found = [each for each in jobs.check([master]).findings if each.code == "S22"]
    raw = next(each for each in table.indicators if each.name == "困难老年人居家适老化改造").target.raw
    return raw, [each.severity.key for each in found]


@pytest.mark.parametrize(
    ("old", "new", "target", "read", "severities"),
    [
        ("656户", "656户", None, "656", []),
        ("656户", "700户", None, "700", ["information"]),
        ("656户", "700户", 700, "700", []),
        ("656户", "700户", 710, "710", ["warning"]),
        ("656户", "656户", 700, "700", ["warning"]),
        ("656户", "若干户", None, "656", ["warning"]),
    ],
)
def test_words_and_figures_that_part_are_never_silent(
    shared: Path, tmp_path: Path, old: str, new: str, target: int | None, read: str, severities: list[str]
) -> None:
    assert reworded(shared, tmp_path, old, new, target) == (read, severities)


def test_the_body_takes_leaders_and_assessors_from_the_attachment(shared: Path, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    body = jobs.draft(seed(shared, "002"), master, document=1, layout="b")[0].table
    assert not any(item.leaders for item in body.items)
    drafted = {item.name: item for item in jobs.read_source(master).table.items}
    assert drafted["促进高质量充分就业"].leaders == ("谢可赞",)
    assert drafted["改善生态环境质量"].leaders == ("郭环球",)
    assert all(item.assessors == ("县统计局",) for item in list(drafted.values())[:10])


def test_rows_a_clerk_adds_get_codes_of_their_own(shared: Path, tmp_path: Path) -> None:
    master, again = tmp_path / "总表.xlsx", tmp_path / "再拟.xlsx"
    before = jobs.draft(seed(shared, "002"), master, document=2, layout="b")[0].table
    book = openpyxl.load_workbook(master)
    sheet = sheet_of(book, "b")
    columns, row = columns_of(sheet), sheet.max_row + 1
    added: tuple[dict[str, str | int], ...] = (
        {"指标名称": "农村饮水水质抽检", "单位": "次", "2023年目标": 12, "牵头单位": "县水利局"},
        {"序号": "11", "实事项目名称": "便民停车", "指标名称": "新增停车位", "单位": "个", "2023年目标": 300},
    )
    for number, values in enumerate(added, start=row):
        for head, value in values.items():
            sheet.cell(number, columns[head]).value = value
    book.save(master)
    assert "S18" in {each.code for each in jobs.check([master]).findings}
    jobs.draft(master, again)
    table = jobs.read_source(again).table
    codes = [each.code for each in table.indicators]
    assert len(set(codes)) == len(codes)
    assert set(before.by_code) < set(codes)
    new = {each.name: each.code for each in table.indicators if each.code not in before.by_code}
    leads = {each.name: each.lead.units for each in table.indicators if each.name in new}
    assert leads == {"农村饮水水质抽检": ("县水利局",), "新增停车位": ()}
    assert new == {"农村饮水水质抽检": "2023-1-10-09", "新增停车位": "2023-1-11-01"}
