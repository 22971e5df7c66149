"""Tables of other shapes than the seed's: where columns, blanks and headings stand differently."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import Area
from minsheng_xl.place import Grid
from minsheng_xl.reading.ours.masters import read_plan
from minsheng_xl.reference import Reference
from tests.examples import plan_of

REF = Reference.default()


def test_blanks_take_the_lead_above_but_never_from_another_category() -> None:
    table = plan_of(
        """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、就业 |
| 1. 甲项 | 个 | 1 | 县人社局 | 县财政局 |
| 2. 乙项 | 个 | 2 |  |  |
| 二、教育 |
| 1. 丙项 | 个 | 3 |  |  |
        """,
        REF,
    )
    assert [each.lead.effective for each in table.indicators] == ["县人社局", "县人社局", ""]
    assert [each.lead.scope for each in table.items] == ["own", "previous_item", "none"]


def test_separate_number_item_and_indicator_columns() -> None:
    table = plan_of(
        """
| 序号 | 项目名称 | 指标名称 | 计量单位 | 年度目标 | 牵头单位 |
| 1 | 农村公路 | 新改建公路 | 公里 | 80 | 县交通运输局 |
| 1 | 农村公路 | 改造危桥 | 座 | 7 | 县交通运输局 |
| 2 | 送戏下乡 | 送戏下乡 | 场 | 96 | 县文广新旅局 |
        """,
        REF,
    )
    assert [(item.no, item.name, len(item.indicators)) for item in table.items] == [
        ("1", "农村公路", 2),
        ("2", "送戏下乡", 1),
    ]
    assert [each.code for each in table.indicators] == ["2021-0-01-01", "2021-0-01-02", "2021-0-02-00"]


def test_merged_lead_cell_covers_its_rows() -> None:
    grid = Grid.from_markdown(
        """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 甲项 | 个 | 1 | 县人社局 | 县财政局 |
| 2. 乙项 | 个 | 2 | 县人社局 | 县财政局 |
        """,
        file="表.xlsx",
        sheet="印发",
    )
    grid.merges = [Area(2, 4, 3, 4), Area(2, 5, 3, 5)]
    table = read_plan("表.xlsx", [grid], REF, year=2021)
    assert [item.lead.scope for item in table.items] == ["own", "previous_item"]
    assert table.cell(table.items[1], "lead").cell == "D3"


def test_remarks_and_repeated_headers_are_no_rows() -> None:
    table = plan_of(
        """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 甲项 | 个 | 1 | 县人社局 |  |
| 指标构成 | 单 位 | 2021 年目标 | 牵头单位 | 责任单位 |
| 2. 乙项 | 个 | 2 | 县人社局 |  |
| 注：以上数据以年终为准 |
        """,
        REF,
    )
    assert [item.name for item in table.items] == ["甲项", "乙项"]
    assert len(table.repeated_headers) == 1


def test_parts_end_where_the_wording_changes() -> None:
    table = plan_of(
        """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 |
| 1. 住房 |  |  | 县住建局 |
| 完成改造 | 套 | 210 |  |
| 其中：完成城市改造 | 套 | 200 |  |
| 完成垦区改造 | 套 | 10 |  |
| 新建公租房 | 套 | 0 |  |
| 其中回收率 | % | 95 |  |
        """,
        REF,
    )
    assert [each.relation for each in table.indicators] == [
        "item_indicator",
        "part_of",
        "part_of",
        "item_indicator",
        "ratio_of",
    ]


def test_a_table_without_the_needed_columns_names_those_it_saw() -> None:
    grid = Grid.from_markdown("| 序号 | 指标名称 | 备注 |\n| 1 | 甲 | 乙 |", file="表.xlsx", sheet="一")
    with pytest.raises(InputError, match="没有找到目标任务表") as caught:
        read_plan("表.xlsx", [grid], REF)
    assert "指标名称" in caught.value.remedy


def test_a_target_merged_over_two_rows_is_asked_of_both_and_one_row_in_two_lines_is_not() -> None:
    """A merge beside one name is one row; over two names nobody knows whose share is what."""
    head = "| 序号 | 项目 | 指标名称 | 单位 | 目标 | 牵头单位 |"
    grid = Grid.from_markdown(
        f"{head}\n| 1 | 甲 | 建甲 | 所 | 15 | 县教育局 |\n| 2 | 乙 | 建乙 | 所 |  | 县教育局 |\n"
        "| 3 | 丙 | 建丙 | 所 | 9 | 县教育局 |\n|  |  |  |  |  |  |",
        file="表.xlsx",
    )
    grid.merges = [Area(2, 5, 3, 5), Area(4, 5, 5, 5)]
    targets = [each.target for each in read_plan("表.xlsx", [grid], REF, year=2024).indicators]
    why = "单元格E2:E3合并在一起，几行共一个目标，请取消合并，逐行填写"
    assert [(each.value, each.problem) for each in targets] == [(None, why), (None, why), (Decimal(9), "")]
