"""Worksheet functions: a column in, a column out, answered as the rules would; and their add-in."""

from __future__ import annotations

import inspect
import runpy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from minsheng_xl.addin.build import FUNCTIONS, FUNCTIONS_ADDIN, build_addins
from minsheng_xl.addin.wrappers import Wrappers, make_wrappers
from minsheng_xl.fronts import functions
from minsheng_xl.fronts.formulas import calculate, shown
from minsheng_xl.fronts.function_help import DECLARED
from minsheng_xl.fronts.functions import (
    MS_CONVERT,
    MS_DEPARTMENT,
    MS_DEPARTMENT_FULL,
    MS_LIGHT,
    MS_PACE,
    MS_QUANTITIES,
    MS_RATE,
    MS_TARGET,
    MS_UNIT,
)
from minsheng_xl.fronts.guide import write_guide
from tests.vba_readers import olevba_sources

NAMES = [name for name in dir(functions) if name.startswith("MS_")]


@pytest.fixture(scope="module")
def wrappers() -> Wrappers:
    return make_wrappers(FUNCTIONS)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (MS_UNIT([["人/次"], ["坐"], [None]]), [["人次"], ["※单位“坐”不在单位表内"], [""]]),
        (MS_CONVERT([[0.576], ["1,200"]], [["万人"]], [["人"]]), [[5760.0], [12000000.0]]),
        (MS_DEPARTMENT([["县人力资源和社会保障局"]]), [["县人社局"]]),
        (MS_DEPARTMENT_FULL([["县人社局"], [""]]), [["县人力资源和社会保障局"], [""]]),
        (MS_RATE([[268.0], [1.0], [None]], [[536.0], ["待定"], [5.0]]), [[50.0], [""], [""]]),
        (MS_RATE([[1.0]], [[3.0]]), [[33.33]]),
        (MS_RATE([[4.0], [8.8]], [["4.4"], ["4.4"]], True), [[100.0], [50.0]]),
        (MS_PACE([["2021-08"], [datetime(2021, 3, 1)]]), [[66.67], [25.0]]),
        (MS_LIGHT([[66.0], [50.0], [20.0]], [[66.67]]), [["绿"], ["黄"], ["红"]]),
        (
            MS_TARGET([["不少于1.5万人次"], ["待定"], ["300—500"], [None]]),
            [[1.5, "万人次", "不少于"], ["", "", "待定"], ["300—500", "", "区间"], ["", "", ""]],
        ),
        (MS_QUANTITIES([["培训536人次，发放贷款1.5亿元"]]), [["536人次；1.5亿元"]]),
    ],
)
def test_columns_in_columns_out(answer: Any, expected: Any) -> None:
    assert answer == expected


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (MS_CONVERT([[1.0]], [["万人"]], [["亩"]]), "不得换算"),
        (MS_DEPARTMENT([["县人社句"]]), "县人社局"),
        (MS_RATE([["很多"]], [[5.0]]), "※"),
        (MS_PACE([["八月"]]), "报送期“八月”无法识别"),
        (MS_TARGET([["提高5个百分点"]]), "只写了提高多少"),
    ],
)
def test_what_has_no_answer_says_why(answer: Any, reason: str) -> None:
    assert answer[0][0].startswith("※")
    assert reason in answer[0][0]


def test_a_column_of_ten_thousand_is_one_call() -> None:
    assert MS_UNIT([["万人"]] * 10_000)[9_999] == ["万人"]


def test_every_function_is_wrapped_and_explained(wrappers: Wrappers) -> None:
    described = {line[0]: line for line in wrappers.descriptions}
    assert sorted(described) == sorted(NAMES)
    for name, (_, category, *texts) in described.items():
        assert category == "民生工程"
        assert len(texts) == 1 + len(inspect.signature(getattr(functions, name)).parameters)
        assert all(texts), name
        assert f"Function {name}(" in wrappers.code


def test_the_functions_addin_is_built_with_them(tmp_path: Path) -> None:
    built = {path.name: path for path in build_addins(tmp_path)}
    source = olevba_sources(built[FUNCTIONS_ADDIN])["MsFunctions"]
    assert all(f"Function {name}(" in source for name in NAMES)
    assert source.isascii()


def test_every_example_comes_to_what_it_says() -> None:
    assert sorted(DECLARED) == sorted(NAMES)
    for each in DECLARED.values():
        assert shown(calculate(each.formula)) == each.answer, each.name
        assert each.name in each.formula


def test_what_the_wizard_says_is_whole(wrappers: Wrappers) -> None:
    for name, _, described, *arguments in wrappers.descriptions:
        each = DECLARED[name]
        assert described == f"{each.sentence}例：{each.formula} 得 {each.answer}。"
        assert tuple(arguments) == tuple(each.arguments.values())


def test_the_functions_page_is_current(pytestconfig: pytest.Config) -> None:
    docs = pytestconfig.rootpath / "docs"
    page = runpy.run_path(str(docs / "build.py"))["functions_page"]()
    assert (docs / "functions.md").read_text("utf-8") == page


def test_the_help_workbook_lists_them_with_their_results(tmp_path: Path) -> None:
    write_guide(tmp_path / "帮助.xlsx")
    sheet = load_workbook(tmp_path / "帮助.xlsx")["工作表函数"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=3, values_only=True)}
    assert len(rows) == len(DECLARED)
    rate = rows["MS_RATE(done, targets, [reverse], [units], [names])"]
    assert rate[3:] == ('=MS_RATE("12000人","1.5万人")', "80")
    assert str(rate[2]).splitlines()[2].startswith("reverse：越低越好")
    assert sheet.cell(8, 4).data_type == "s"


def test_scalars_are_answered_by_scalars_and_blocks_by_blocks() -> None:
    assert MS_UNIT("万人/次") == "万人次"
    assert MS_UNIT([["万人/次", None], ["户", "  "]]) == [["万人次", ""], ["户", ""]]
    assert MS_TARGET("300人") == [[300.0, "人", "等于"]]
