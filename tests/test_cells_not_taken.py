"""Cells of returned forms that do not show what they hold: asked about at the cell, never repaired."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from minsheng_xl.checks.cell_repairs import repair_return
from minsheng_xl.checks.engine import run
from minsheng_xl.checks.report import Severity
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.model import Return
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.repairs import write_repairs
from tests.examples import plan_of
from tests.test_cells_table import FORM, HEAD

REF = Reference.default()
PLAN = Plan(
    plan_of(HEAD + "| 建成幼儿园 | 所 | 40 |  |  |\n| 建成小学 | 所 | 20 |  |  |", REF),
    REF,
    Path("总表.xlsx"),
)
HEADS = (*FORM, "计划投资", "完成投资")
CURRENT, CUMULATIVE, NAME, PAID = 8, 9, 4, 12
WHITE, TINY, STRUCK = Font(color="FFFFFFFF"), Font(size=1), Font(strike=True)


def returned(path: Path, change: Callable[[Any], None]) -> Return:
    """A filled form, changed in one place, read and matched."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["填报单位（盖章）：县人社局　报送期：2021-08"])
    sheet.append(HEADS)
    for each in PLAN.table.indicators:
        target = float(each.target.raw)
        sheet.append([each.code, "1", "办实事", each.name, each.unit, target, 2, 3, 5, "进行中", 20, 10])
    change(sheet)
    book.save(path)
    return_ = read_return(path.name, intake.take(path).grids, REF)
    SharedPlan(PLAN).match(return_)
    return return_


def asked(return_: Return) -> list[tuple[str, str]]:
    report = run({"ref": REF, "master": PLAN.table, "returns": [return_]})
    return [
        (each.place.cell, each.code)
        for each in report.findings
        if each.severity >= Severity.WARNING and each.place.row > 2
    ]


def look(column: int, **looks: Any) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for key, value in looks.items():
            setattr(sheet.cell(3, column), key, value)

    return change


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        ({"number_format": ";;;"}, "被数字格式隐藏"),
        ({"font": WHITE}, "字色却与底色几乎一样"),
        ({"font": TINY}, "字号却小得看不见"),
        ({"font": STRUCK}, "有删除线"),
        ({"number_format": "0,"}, "显示成另一个数"),
        ({"number_format": "m月d日"}, "也许填的是“1-3”或“1/3”被改成了日期，也许是数3被设成了日期格式"),
        ({"value": "=1+1", "font": STRUCK}, "有删除线"),
        ({"value": True}, "逻辑值"),
        ({"value": "同上"}, "请写出本行的数"),
        ({"value": "无"}, "没有完成的请填0"),
        ({"value": "（3）"}, "请填3或-3"),
        ({"value": "约\u200b3"}, "是约数，不能当作3"),
    ],
)
def test_a_figure_that_is_not_shown_is_asked_for_once_at_its_cell(
    looks: dict[str, Any], words: str, tmp_path: Path
) -> None:
    return_ = returned(tmp_path / "县.xlsx", look(CURRENT, **looks))
    entry = return_.rows[0].cells["current"]
    assert entry.value is None
    assert words in entry.problem
    assert ("H3", "R15") in asked(return_)
    assert return_.rows[1].cells["current"].value == 3


@pytest.mark.parametrize(
    ("looks", "words"),
    [
        ({"value": "同上"}, "请写出本行的数"),
        ({"value": "待定"}, "不是数"),
        ({"value": "约10"}, "是约数"),
        ({"value": 10, "font": WHITE}, "字色却与底色几乎一样"),
        ({"value": 10, "number_format": '0"户"'}, "不能换算"),
        ({"value": "12月3日"}, "是日期"),
    ],
)
def test_money_is_asked_for_as_figures_are(looks: dict[str, Any], words: str, tmp_path: Path) -> None:
    return_ = returned(tmp_path / "县.xlsx", look(PAID, **looks))
    entry = return_.rows[0].cells["invest_done"]
    assert entry.value is None
    assert words in entry.problem
    assert ("L3", "R15") in asked(return_)


@pytest.mark.parametrize(
    ("typed", "value"), [("—", None), ("无", None), ("1500元", Decimal("0.15")), ("0.1亿", 1000)]
)
def test_no_money_and_money_in_another_scale_pass(typed: str, value: Decimal | None, tmp_path: Path) -> None:
    entry = returned(tmp_path / "县.xlsx", look(PAID, value=typed)).rows[0].cells["invest_done"]
    assert (entry.value, entry.problem) == (value, "")


def test_a_row_struck_out_is_asked_about_once(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for column in range(1, 13):
            sheet.cell(3, column).font = STRUCK

    return_ = returned(tmp_path / "县.xlsx", change)
    assert [place for place, code in asked(return_) if code == "R15"] == ["H3"]
    assert return_.rows[0].value("current") is None
    assert return_.rows[1].value("current") == 3


@pytest.mark.parametrize(
    "name", [CellRichText(TextBlock(InlineFont(strike=True), "建成"), "幼儿园"), "建成幼儿园"]
)
def test_a_figure_beside_a_struck_name_is_asked_about(name: object, tmp_path: Path) -> None:
    return_ = returned(tmp_path / "县.xlsx", look(NAME, value=name, font=STRUCK))
    assert "本行名称有删除线" in return_.rows[0].cells["current"].problem


@pytest.mark.parametrize(("formula", "now"), [("=1+1", "2"), ("=G3", "2"), ("=ROUND(7.2,0)", "7")])
def test_a_stale_result_of_a_formula_is_asked_about(formula: str, now: str, tmp_path: Path) -> None:
    """The file keeps 3 for a formula that comes to something else."""
    old, new = tmp_path / "旧.xlsx", tmp_path / "县.xlsx"
    returned(old, look(CURRENT, value=formula))
    stored = f"<f>{formula[1:]}</f>"
    with ZipFile(old) as given, ZipFile(new, "w") as kept:
        for name in given.namelist():
            text = given.read(name).replace(f"{stored}<v></v>".encode(), f"{stored}<v>3</v>".encode())
            kept.writestr(name, text.replace(f"{stored}<v />".encode(), f"{stored}<v>3</v>".encode()))
    return_ = read_return(new.name, intake.take(new).grids, REF)
    SharedPlan(PLAN).match(return_)
    entry = return_.rows[0].cells["current"]
    assert entry.value is None
    assert entry.problem == f"格里的公式现在算出{now}，存着的却是3，请重算后保存，或直接填数"


def test_repairs_leave_what_is_asked_about_as_it_is(tmp_path: Path) -> None:
    """A struck digit is evidence: only the figure that reads beyond doubt is written anew."""
    path = tmp_path / "县.xlsx"

    def change(sheet: Any) -> None:
        sheet["H3"].value = CellRichText(TextBlock(InlineFont(strike=True), "1"), "2")
        sheet["H4"].value = "\u200b3所"

    made = [each for each in repair_return(returned(path, change), REF) if each.code == "R11"]
    assert [(each.place.cell, each.new) for each in made] == [("H4", Decimal(3))]
    cells = [(each.place.sheet, (each.place.row, each.place.column), each.old, each.new) for each in made]
    data, done = write_repairs(path.read_bytes(), cells)
    path.write_bytes(data)
    kept: Any = load_workbook(path, rich_text=True).active
    assert done == [True]
    assert str(kept["H3"].value) == "12"
    assert isinstance(kept["H3"].value, CellRichText)
    assert kept["H4"].value == 3


@pytest.mark.parametrize(
    ("merged", "roles", "places"),
    [
        ("H3:H4", ("current",), ["H3", "H4"]),
        ("H3:I3", ("current", "cumulative"), ["H3"]),
        ("L3:L4", ("invest_done",), ["L3", "L4"]),
        ("K3:L3", ("invest_plan", "invest_done"), ["K3"]),
    ],
)
def test_a_figure_merged_over_several_cells_is_nobodys(
    merged: str, roles: tuple[str, ...], places: list[str], tmp_path: Path
) -> None:
    return_ = returned(tmp_path / "县.xlsx", lambda sheet: sheet.merge_cells(merged))
    entries = [return_.rows[0].cells[role] for role in roles]
    assert [each.value for each in entries] == [None] * len(roles)
    assert all(f"单元格{merged}合并在一起" in each.problem for each in entries)
    assert [place for place, code in asked(return_) if code == "R15"] == places


def test_a_merge_beside_the_figures_is_nothing(tmp_path: Path) -> None:
    return_ = returned(tmp_path / "县.xlsx", lambda sheet: sheet.merge_cells("C3:C4"))
    assert [row.value("current") for row in return_.rows] == [3, 3]


@pytest.mark.parametrize("typed", [-5, "-5万元", "－50000元"])
def test_negative_money_is_an_error_at_its_cell(typed: object, tmp_path: Path) -> None:
    return_ = returned(tmp_path / "县.xlsx", look(PAID, value=typed))
    assert ("L3", "P17") in asked(return_)


@pytest.mark.parametrize("typed", ["\u200b", "\ufeff\u00ad", "\u2060 \u3164"])
def test_a_cell_with_nothing_to_be_seen_is_blank(typed: str, tmp_path: Path) -> None:
    entry = returned(tmp_path / "县.xlsx", look(CURRENT, value=typed)).rows[0].cells["current"]
    assert (entry.printed, entry.value, entry.problem) == ("", None, "")


def test_characters_nobody_sees_are_said_once_a_file_by_name(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        for row in (3, 4):
            for column in (1, 2, 3, 4, 5, 10):
                sheet.cell(row, column).value = f"\u200b{sheet.cell(row, column).value}\u202c"

    return_ = returned(tmp_path / "县.xlsx", change)
    report = run({"ref": REF, "master": PLAN.table, "returns": [return_]})
    assert [row.indicator for row in return_.rows] == list(PLAN.table.indicators)
    (said,) = [each for each in report.findings if each.code == "R30"]
    assert said.message == (
        "12格里有看不见的字符，已去掉：A3（零宽空格、文字方向符）、B3（零宽空格、文字方向符）、"
        "C3（零宽空格、文字方向符）、D3（零宽空格、文字方向符）、E3（零宽空格、文字方向符）等"
    )
    assert said.severity == Severity.INFORMATION
