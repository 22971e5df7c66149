"""A master that a clerk has worked on, drafted again: names, codes and units stay what they were."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.checks.report import Severity
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.model import Period

NOTICE = """清河县2024年民生实事目标任务及责任分工表

指标构成\t单位\t2024年目标\t牵头单位\t责任单位
一、就业
1. 扩大就业\t\t\t县人社局\t县财政局
城镇新增就业\t人\t5200\t\t
二、卫生健康
2. 免费婚检\t对\t1500\t县卫生健康局\t县民政局
3. 高龄补贴\t人\t待定\t县民政局\t县财政局
三、基础设施
4. 农村公路\t公里\t60\t县交通运输局\t县财政局
5. 农村改厕\t户\t1200\t县农业农村局\t县财政局
6. 送戏下乡\t\t\t县文旅局\t县财政局
送戏\t场\t120\t\t
"""
PROSE = """清河县人民政府办公室关于印发2024年民生实事工作方案的通知

一、提高城乡低保标准
1. 城市低保标准提高到每人每月850元，新增城镇就业5000人。责任单位：县民政局
"""
TABLE, NAMES = "目标任务表", "部门名录"
APRIL = Period(2024, 4)
CODES = ["2024-1-01-01", "2024-2-01-00", "2024-2-02-00", "2024-3-01-00", "2024-3-02-00", "2024-3-03-01"]


@pytest.fixture
def master(tmp_path: Path) -> Path:
    notice, path = tmp_path / "目标任务表.txt", tmp_path / "总表.xlsx"
    notice.write_text(NOTICE, encoding="utf-8")
    jobs.draft(notice, path)
    return path


def cells_of(path: Path) -> dict[tuple[str, str], object]:
    """Every filled cell but those of 核对问题, which name the file they were found in."""
    book = openpyxl.load_workbook(path)
    sheets = (sheet for sheet in book if sheet.title != "核对问题")
    cells = (cell for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return {(cell.parent.title, cell.coordinate): cell.value for cell in cells if cell.value is not None}


def redrafted(source: Path) -> Path:
    target = source.with_name(f"{source.stem}_再拟.xlsx")
    jobs.draft(source, target)
    return target


def renamed(master: Path, old: str, new: str, column: int = 1) -> Path:
    """The master with a name of 部门名录 changed."""
    book = openpyxl.load_workbook(master)
    for row in book[NAMES].iter_rows(min_row=2):
        if row[0].value == old:
            row[column - 1].value = new
    book.save(master)
    return master


def names_in(path: Path) -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path)[NAMES]
    return [row[:2] for row in sheet.iter_rows(min_row=2, values_only=True)]


def with_row(master: Path, at: int, **values: str | int) -> Path:
    """The master with a row typed in at the end (`at` 0) or instead of the blank row made at `at`."""
    book = openpyxl.load_workbook(master)
    sheet = book[TABLE]
    heads = {str(cell.value): number for number, cell in enumerate(sheet[3], start=1)}
    row = at or sheet.max_row + 1
    if at:
        for area in [area for area in sheet.merged_cells.ranges if area.min_row >= at]:
            area.shift(0, 1)
        sheet.insert_rows(at)
    for head, value in values.items():
        sheet.cell(row, heads[head.replace("目标", "2024年目标")]).value = value
    book.save(master)
    return master


# names


def test_drafting_again_changes_nothing(master: Path) -> None:
    once = redrafted(master)
    twice = redrafted(once)
    assert cells_of(once) == cells_of(master)
    assert cells_of(twice) == cells_of(once)


def test_a_changed_short_name_is_one_row_that_every_command_reads(master: Path) -> None:
    again = redrafted(renamed(master, "县卫生健康局", "县卫健局"))
    names = names_in(again)
    assert ("县卫健局", "县卫生健康局") in names
    assert len(names) == len(set(names)) == len(names_in(master))
    assert not [each for each in jobs.check([again]).findings if each.code.startswith("D")]
    issued = jobs.issue(again, APRIL, master.parent / "下发")
    assert "县卫生健康局" in [form.department for form in issued.forms]
    assert cells_of(redrafted(again)) == cells_of(again)


def test_a_new_unit_of_the_county_stands_once(master: Path) -> None:
    book = openpyxl.load_workbook(master)
    book[NAMES].append(["县城投公司", "清河县城市建设投资有限公司"])
    book.save(master)
    with_row(master, 0, 指标名称="停车位", 单位="个", 目标=300, 牵头单位="县城投公司")
    again = redrafted(master)
    assert names_in(again).count(("县城投公司", "清河县城市建设投资有限公司")) == 1
    assert len(names_in(again)) == len(names_in(master))
    assert not [each for each in jobs.check([again]).findings if each.code == "D04"]
    assert cells_of(redrafted(again)) == cells_of(again)


def test_a_name_given_twice_is_said_with_both_cells(master: Path) -> None:
    book = openpyxl.load_workbook(master)
    book[NAMES].append([None])
    book[NAMES].append(["县卫健局", "县卫生健康局"])
    at = book[NAMES].max_row
    before = next(row[0].row for row in book[NAMES].iter_rows() if row[0].value == "县卫生健康局")
    book.save(master)
    with pytest.raises(ReferenceDataError) as told:
        jobs.check([master])
    assert f"部门名录B{at}“县卫生健康局”与部门名录B{before}重复" in str(told.value)


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        (4, "公司", "部门名录D{row}性质“公司”无法识别"),
        (8, "2023", "部门名录G{row}的曾用名与更名年份须同时填写"),
    ],
)
def test_a_word_that_is_none_is_said_with_its_cell(master: Path, column: int, text: str, said: str) -> None:
    renamed(master, "县民政局", text, column)
    row = next(
        row[0].row for row in openpyxl.load_workbook(master)[NAMES].iter_rows() if row[0].value == "县民政局"
    )
    with pytest.raises(ReferenceDataError) as told:
        jobs.check([master])
    assert said.format(row=row) in str(told.value)


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("单位表", ["匾", "", "", "零"], "单位表B{row}“匾”没有量纲"),
        ("乡镇名录", ["灰河乡", "村"], "乡镇名录B{row}类别“村”无法识别"),
    ],
)
def test_the_other_lists_name_the_cell_too(master: Path, sheet: str, row: list[str], said: str) -> None:
    book = openpyxl.load_workbook(master)
    at = book[sheet].max_row + 2
    for column, text in enumerate(row, start=1):
        book[sheet].cell(at, column).value = text
    book.save(master)
    with pytest.raises(ReferenceDataError) as told:
        jobs.check([master])
    assert said.format(row=at) in str(told.value)


def test_the_list_of_units_holds_every_unit_the_table_does(tmp_path: Path) -> None:
    notice, master = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    notice.write_text(PROSE, encoding="utf-8")
    jobs.draft(notice, master)
    again = redrafted(master)
    listed = [
        [row[0] for row in openpyxl.load_workbook(path)["单位表"].iter_rows(min_row=2, values_only=True)]
        for path in (master, again)
    ]
    assert "元/人·月" in listed[0]
    assert listed[0] == listed[1]


# codes


def test_rows_typed_in_get_the_number_of_their_own_item(master: Path) -> None:
    with_row(
        master, 11, 序号="5", 项目="智慧停车", 指标名称="新增停车位", 单位="个", 目标=300, 牵头单位="县住建局"
    )
    with_row(master, 0, 指标名称="文艺培训", 单位="场", 目标=12, 牵头单位="县文旅局")
    told = [each for each in jobs.check([master]).findings if each.code == "S18"]
    assert [(each.severity, each.place.cell) for each in told] == [
        (Severity.WARNING, "A11"),
        (Severity.WARNING, "A16"),
    ]
    assert told[0].message == "指标编码空白：“新增停车位”还没有编码"
    assert "minsheng draft" in told[0].suggestion
    again = master.with_name("新总表.xlsx")
    _, report = jobs.draft(master, again)
    assert not [each for each in report.findings if each.code == "S18"]
    table = jobs.read_source(again).table
    assert [each.code for each in table.indicators if each.name not in ("新增停车位", "文艺培训")] == CODES
    codes = {each.name: each.code for each in table.indicators}
    assert (codes["新增停车位"], codes["文艺培训"]) == ("2024-3-04-01", "2024-3-03-02")
    assert all(each.code.startswith(item.code) for item in table.items for each in item.indicators)
    assert cells_of(redrafted(again)) == cells_of(again)


def test_a_code_that_stands_twice_is_said_with_both_cells(master: Path) -> None:
    with_row(master, 0, 指标编码=CODES[0], 指标名称="文艺培训", 单位="场", 目标=12, 牵头单位="县文旅局")
    [told] = [each for each in jobs.check([master]).findings if each.code == "S18"]
    assert (told.severity, told.place.cell) == (Severity.ERROR, "A15")
    assert told.message == f"指标编码“{CODES[0]}”重复，A6格也是它"
    assert told.suggestion.startswith("请清空新加那一行的编码")


# what a row says


@pytest.mark.parametrize(("target", "told"), [("建立", []), (12, ["F15"])])
def test_no_unit_is_asked_of_a_qualitative_row(master: Path, target: str | int, told: list[str]) -> None:
    with_row(master, 0, 指标名称="志愿服务机制", 单位="/", 目标=target, 牵头单位="县文旅局")
    report = jobs.check([master])
    assert [each.place.cell for each in report.findings if each.code == "U02"] == told


@pytest.mark.parametrize(("doc_no", "told"), [("清府办字〔2024〕8号", []), ("", ["V02", "V24"])])
def test_a_target_fixed_by_document_is_no_longer_called_open(
    master: Path, doc_no: str, told: list[str]
) -> None:
    book = openpyxl.load_workbook(master)
    book["调整台账"].append(["1", "2024-2-02-00", "目标", "待定", 80, doc_no, "", "", "", "", "2024-06"])
    book.save(master)
    codes = [each.code for each in jobs.check([master]).findings if each.code in ("V02", "V24")]
    assert codes == told
