"""Heads with a month in them are read by the month of the table, and no other month is taken for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reading.tables.months import Month, dated_role, month_above
from minsheng_xl.reference import Reference

REF = Reference.default()
HEADS = ("指标编码", "项目", "指标名称", "单位", "年度目标", "上期累计", "本期完成", "累计完成", "状态")
AUGUST = Month(2021, 8)


def read(top: str = "报送期：2021-08", **renamed: str) -> dict[str, int]:
    """Columns by role of a small table whose figures prove nothing: its 上期累计 is blank."""
    rows: list[list[CellValue]] = [[top], [renamed.get(head, head) for head in HEADS]]
    for number in range(1, 5):
        code = f"2021-1-01-0{number}"
        done = Decimal(number)
        rows.append(
            [code, "办实事", f"建设{'甲乙丙丁'[number - 1]}", "处", Decimal(9), None, done, done, "进行中"]
        )
    return read_return("县人社局.xlsx", [Grid(rows, "县人社局.xlsx", "填报表")], REF).columns


FOUND = {"previous": 6, "current": 7, "cumulative": 8}


@pytest.mark.parametrize(
    "renamed",
    [
        {"本期完成": "8月完成", "上期累计": "7月底累计"},
        {"本期完成": "8月份完成数", "上期累计": "1-7月累计", "累计完成": "1-8月累计"},
        {"本期完成": "八月新增", "上期累计": "截至7月底累计", "累计完成": "截至8月底累计"},
        {"本期完成": "8月", "上期累计": "7月底", "累计完成": "8月底"},
        {"本期完成": "2021年8月完成数", "累计完成": "1—8月"},
        {"本期完成": "本月完成情况", "累计完成": "累计完成数"},
        {"本期完成": "当月新增", "累计完成": "累计完成量"},
        {"本期完成": "本月实际完成", "上期累计": "上月底累计完成"},
    ],
)
def test_the_months_of_heads_tell_what_stands_below(renamed: dict[str, str]) -> None:
    assert {role: read(**renamed).get(role) for role in FOUND} == FOUND


@pytest.mark.parametrize("head", ["7月完成", "9月完成", "2020年8月完成数", "去年同期", "6月底累计"])
def test_a_head_of_another_month_is_not_this_month(head: str) -> None:
    assert "current" not in read(本期完成=head)


def test_without_a_month_above_no_month_of_a_head_is_known() -> None:
    assert "current" not in read(top="民生实事表", 本期完成="8月完成")
    assert "current" not in read(top="2021年7月、2021年8月", 本期完成="8月完成")


@pytest.mark.parametrize("head", ["任务", "任务名称", "具体任务名"])
def test_names_under_a_strange_head_are_names_where_every_row_has_its_code(head: str) -> None:
    assert read(指标名称=head)["indicator"] == 3


def test_words_under_a_head_that_may_hold_figures_are_no_figures() -> None:
    rows: list[list[CellValue]] = [["报送期：2021-08"], [*HEADS[:6], "本月完成情况", "累计完成", "状态"]]
    rows += [
        [f"2021-1-01-0{n}", "办", f"建{n}", "处", Decimal(9), None, "正在施工", Decimal(n)] for n in (1, 2, 3)
    ]
    columns = read_return("县.xlsx", [Grid(rows, "县.xlsx", "表")], REF).columns
    assert (columns.get("progress_note"), columns.get("current")) == (7, None)


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("8月完成", "current"), ("8月份", "current"), ("八月实际完成数", "current"),
        ("8月底累计", "cumulative"),
        ("截至8月20日完成", "cumulative"), ("1至8月完成", "cumulative"), ("7月末累计完成", "previous"),
        ("7月完成", ""), ("6月底累计", ""), ("2020年8月完成", ""), ("本月完成", None), ("8月计划", None),
    ],
)  # fmt: skip
def test_what_a_month_in_a_head_means(head: str, role: str | None) -> None:
    assert dated_role(head, AUGUST) == role
    assert dated_role(head, Month()) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("报送期：2021-08", AUGUST), ("2021年8月民生实事进展表", AUGUST), ("2021 年 08 月", AUGUST),
        ("2021年民生实事", Month()), ("2021年7月、2021年8月", Month()),
    ],
)  # fmt: skip
def test_the_month_a_table_is_for(text: str, month: Month) -> None:
    assert month_above(Grid([[text], ["头"]]), 2) == month
