"""Asking for comments: sheets out, opinions back; what is locked is compared."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.fronts.cli import main
from minsheng_xl.model import Indicator, Row
from minsheng_xl.opinions import Opinion, proposed, unfit_target
from minsheng_xl.place import CellValue, Place
from minsheng_xl.quantity import parse_target
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from tests.examples import plan_of
from tests.libreoffice import needs_libreoffice, printed_text

PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、就业和创业 |
| 1. 加大培训力度 |  |  | 县人社局 | 县财政局、县残联 |
| 培训养老护理员 | 人次 | 536 |  |  |
| 城镇新增就业 | 人 | 待定 |  |  |
| 2. 改造危房 | 户 | 100 | 县住建局 | 县财政局 |
"""
LAYOUT = layouts.load("comment")
FIRST = LAYOUT.header_row + 1
OPEN = {"opinion", "proposal", "grounds", "department", "filler", "phone"}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "总表.xlsx"
    write_master(plan_of(PLAN, Reference.default()), path)
    return path


@pytest.fixture
def sheets(master: Path) -> dict[str, Path]:
    issued = jobs.issue_comments(master, master.parent / "征求意见")
    return {each.department: each.path for each in issued}


def _fill(path: Path, row: int, **values: CellValue) -> None:
    book = Workbook.open(path)
    sheet = book.sheet(LAYOUT.sheet)
    for role, value in values.items():
        assert isinstance(value, str | Decimal)
        sheet.set(cell_name(FIRST + row, LAYOUT.number(role)), value)
    book.save(path)


def test_every_lead_gets_its_rows_and_may_write_opinions_only(sheets: dict[str, Path]) -> None:
    assert list(sheets) == ["县人社局", "县住建局"]
    sheet = load_workbook(sheets["县人社局"])[LAYOUT.sheet]
    names = [sheet.cell(FIRST + row, LAYOUT.number("indicator")).value for row in range(3)]
    assert names == ["培训养老护理员", "城镇新增就业", None]
    free = {role for role in LAYOUT.roles if not sheet.cell(FIRST, LAYOUT.number(role)).protection.locked}
    assert free == OPEN
    assert sheet.protection.sheet
    lists = [each for each in sheet.data_validations.dataValidation if each.formula1]
    assert [str(each.formula1).lstrip("=") for each in lists] == ["意见类型列表"]


def test_opinions_come_back_into_one_workbook(master: Path, sheets: dict[str, Path]) -> None:
    path = sheets["县人社局"]
    _fill(
        path,
        0,
        opinion="改目标",
        proposal="目标改为480",
        grounds="某人社发〔2021〕8号",
        filler="张三",
        phone="6820000",
    )
    _fill(path, 1, opinion="无意见")
    done = jobs.gather_comments(path.parent, master, master.parent / "意见汇总.xlsx")
    assert [(each.kind, each.proposal, each.contact) for each in done.opinions] == [
        ("改目标", "目标改为480", "张三")
    ]
    counts = [(each.agreed, each.opinions, each.unanswered) for each in done.feedback]
    assert counts == [(1, 1, 0), (0, 0, 1)]
    assert [(each.code, each.place.file, each.place.cell) for each in done.report.findings] == [
        ("R29", "县住建局_征求意见表.xlsx", f"I{FIRST}")
    ]
    book = load_workbook(done.output)
    layout = layouts.load("opinions")
    row = [cell.value for cell in book[layout.sheet][layout.header_row + 1]]
    assert row[:2] == [1, "县人社局"]
    assert row[7:12] == ["改目标", "目标改为480", "某人社发〔2021〕8号", "张三", "6820000"]
    assert [sheet.title for sheet in book][1:3] == ["反馈情况", "核对问题"]


def test_what_is_locked_is_compared(master: Path, sheets: dict[str, Path]) -> None:
    path = sheets["县人社局"]
    _fill(path, 0, target=Decimal(480), lead="县残联", opinion="其他")
    _fill(path, 1, responsible="县财政局", unit="户", opinion="其他")
    report = jobs.check([path], master=master)
    assert [(each.code, each.printed, each.expected) for each in report.findings] == [
        ("U04", "户", "人"),
        ("V16", "480", "536"),
        ("D12", "县残联", "县人社局"),
        ("D12", "县财政局", "县财政局、县残联"),
    ]
    assert [(file.status, file.kind) for file in report.files] == [("taken", "comment")]


def test_who_did_not_answer_is_named(master: Path, sheets: dict[str, Path]) -> None:
    sheets["县住建局"].unlink()
    (master.parent / "征求意见" / "说明.txt").write_text("附带说明", encoding="utf-8")
    done = jobs.gather_comments(master.parent / "征求意见", master, master.parent / "意见汇总.xlsx")
    assert [each.department for each in done.feedback if not each.file] == ["县住建局"]
    statuses = {file.path: file.reason_code for file in done.report.files}
    assert statuses == {"县人社局_征求意见表.xlsx": "", "说明.txt": "no_comment"}


def test_from_the_command_line(master: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = master.parent / "征求意见", master.parent / "意见汇总.xlsx"
    assert main(["comment", str(master), "-o", str(folder), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["sheets"]) == 2
    _fill(folder / "县住建局_征求意见表.xlsx", 0, proposal="改为80户")
    assert main(["comment", str(master), "--returned", str(folder), "-o", str(output), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(each["kind"], each["proposal"]) for each in told["opinions"]] == [("（未选类型）", "改为80户")]
    assert [each["returned"] for each in told["departments"]] == [True, True]


# who has answered


@pytest.mark.parametrize(
    ("kind", "proposal", "agreed"),
    [
        ("无意见", "", True),
        ("同意", "", True),
        ("", "没有意见", True),
        ("", "无修改意见。", True),
        ("", "同意，无意见", True),
        ("其他", "无", False),
        ("同意", "目标改为480", False),
        ("", "同意，但目标改为480", False),
        ("", "无法完成", False),
    ],
)
def test_agreement_in_any_words_is_no_objection(
    master: Path, sheets: dict[str, Path], kind: str, proposal: str, agreed: bool
) -> None:
    _fill(sheets["县住建局"], 0, opinion=kind, proposal=proposal)
    done = jobs.gather_comments(master.parent / "征求意见", master, master.parent / "意见汇总.xlsx")
    counts = [(each.agreed, each.opinions, each.unanswered) for each in done.feedback if each.file]
    assert counts[1] == ((1, 0, 0) if agreed else (0, 1, 0))
    assert len(done.opinions) == (0 if agreed else 1)


def test_a_sheet_that_comes_back_blank_is_no_answer(master: Path, sheets: dict[str, Path]) -> None:
    _fill(sheets["县人社局"], 1, opinion="无意见")
    done = jobs.gather_comments(master.parent / "征求意见", master, master.parent / "意见汇总.xlsx")
    assert [(each.department, each.answered) for each in done.feedback] == [
        ("县人社局", True),
        ("县住建局", False),
    ]
    told = [(each.code, each.place.cell, each.message) for each in done.report.findings]
    assert told == [
        ("R29", "I4", "整张表1个指标都没有选意见类型，按未反馈算"),
        ("R29", "I4", "“培训养老护理员”没有选意见类型"),
    ] or told == [
        ("R29", "I4", "“培训养老护理员”没有选意见类型"),
        ("R29", "I4", "整张表1个指标都没有选意见类型，按未反馈算"),
    ]
    states = [
        row[:3] for row in load_workbook(done.output)["反馈情况"].iter_rows(min_row=2, values_only=True)
    ]
    assert states == [("县人社局", 2, "已反馈"), ("县住建局", 1, "未反馈")]


@needs_libreoffice
def test_a_sheet_prints_what_it_asks(sheets: dict[str, Path], tmp_path: Path) -> None:
    text = printed_text(sheets["县人社局"], tmp_path)
    assert all(word in text for word in ("征求意见表", "建议内容", "理由及依据文号", "培训养老护理员", "536"))


@pytest.mark.parametrize(
    ("proposal", "becomes"),
    [
        ("目标改为480", ("目标", "480")),
        ("目标改为480户", ("目标", "480")),
        ("目标改为2万", ("目标", "20000")),
        ("目标改为2万户", ("目标", "20000")),
        ("目标改为3000人", ("", "")),
        ("目标改为约480户", ("", "")),
        ("目标改为480户左右", ("", "")),
        ("目标改为不少于480户", ("", "")),
    ],
)
def test_a_target_proposed_is_a_figure_in_the_unit_of_its_row(
    proposal: str, becomes: tuple[str, str]
) -> None:
    ref = Reference.default()
    row = Indicator(
        code="2024-1-01-01", name="改造危房", unit="户", target=parse_target("300", ref.units, "户")
    )
    said = Opinion(Row(1), Place(), kind="改目标", proposal=proposal)
    assert proposed(said, row, ref) == becomes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("480", ""),
        ("待定", ""),
        ("2万户", "“2万户”带着单位，目标一栏只写数"),
        (
            "3000人",
            "目标的单位“人”与本行单位“户”不能换算（量纲不同，人数与户数），请按本行单位填写，或更正单位",
        ),
        ("比上年增加50户", "“比上年增加50户”只写了增加多少，没有写达到多少，请补写目标值"),
        ("适当下调", "“适当下调”不是目标值"),
    ],
)
def test_what_cannot_stand_as_the_target_of_a_row_is_said(text: str, why: str) -> None:
    ref = Reference.default()
    row = Indicator(
        code="2024-1-01-01", name="改造危房", unit="户", target=parse_target("300", ref.units, "户")
    )
    assert unfit_target(text, row, ref) == why
