"""Tables that lost their cells on the way into a text: read, or refused with the lines and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng_xl.errors import InputError
from minsheng_xl.jobs.drafts import draft
from minsheng_xl.model import Document
from minsheng_xl.place import Grid
from minsheng_xl.reading.documents.blocks import read_blocks
from minsheng_xl.reading.documents.page_info import is_page_info
from minsheng_xl.reading.documents.stacked_tables import unstack
from minsheng_xl.reading.notices.misplaced import without_misplaced
from minsheng_xl.reading.notices.pipeline import read_texts
from minsheng_xl.reading.tables.column_map import ColumnMap, Head
from minsheng_xl.reading.tables.organs import cell_roles
from minsheng_xl.reference import Reference

REF = Reference.default()


def read(text: str) -> Document:
    (document,) = read_texts(text, "文.txt", REF)
    return document


def asked(text: str) -> list[tuple[int, str]]:
    return [(each.place.line, each.what) for each in read(text).questions]


def rows(text: str) -> list[list[str]]:
    """The one table of a text, blank cells as empty texts."""
    (grid,) = (block for block in unstack(read_blocks(text, "文.txt"), REF) if isinstance(block, Grid))
    return [[str(cell or "") for cell in row] for row in grid.rows]


STATES = """2024年1—6月招商引资完成情况
地区
目标任务
进度
完成比例
全县
961.7
286.5
29.8%
桥头镇
120
40.5
33.8%
城东街道
310
96
31.0%
沙河镇
280
75
26.8%
"""


def test_a_matrix_that_names_no_indicator_is_refused() -> None:
    assert rows(STATES)[:2] == [["地区", "目标任务", "进度", "完成比例"], ["全县", "961.7", "286.5", "29.8%"]]
    assert read(STATES).tables == ()
    assert asked(STATES) == [(6, "一张分地区的表各列只写着“目标任务、进度”，没有写是什么指标，没有读取")]


LOST = """2024年民生实事任务分解表
片名
技能培训
农村妇女
培训（人）
""" + "\n".join(
    f"{town}\n{number}\n{number * 3}"
    for number, town in enumerate(("东片", "西片", "南片", "北片", "中片"), start=11)
)


def test_a_table_of_figures_that_cannot_be_put_back_is_not_read_as_text() -> None:
    document = read(LOST + "\n一、教育\n1.新建小学3所。\n2.改造食堂5个。\n")
    assert [item.name for table in document.tables for item in table.items] == ["新建小学3所", "改造食堂5个"]
    assert [each.what for each in document.questions] == [
        "第2—20行有10行只印着数字，像是一格一行的分解表，表头和空格认不准，没有读取"
    ]
    assert {each.place.line for each in document.unread} >= {7, 8, 19, 20}


def test_rows_that_run_together_say_that_their_units_were_not_read() -> None:
    text = (
        "序号项目名称主要内容牵头单位1扩大学位供给新建小学3所。教育局各乡镇"
        "2改善供水条件改造老旧管网16公里。水利局"
    )
    document = read(f"云溪县2024年民生实事任务分解表\n{text}")
    assert [item.lead.units for item in document.tables[0].items] == [(), ()]
    assert [(each.place.line, each.what) for each in document.questions] == [
        (2, "表格的各格连着印在一起：读了2项要做的事，名称到哪里为止认不准，单位没有读取")
    ]


def table_of(*printed: list[str]) -> Grid:
    return Grid([list(row) for row in printed], "文.txt", lines=list(range(1, len(printed) + 1)))


HEADER = ColumnMap(
    1,
    1,
    (
        Head("序号", "no", "listed"),
        Head("项目", "item", "listed"),
        Head("目标", "target", "listed"),
        Head("牵头单位", "lead", "listed"),
        Head("配合单位", "cooperator", "listed"),
    ),
)
HEADS = [head.text for head in HEADER.heads]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1", "961.7", "286.5", "县水利局", ""], "这一行的项目是“961.7”，各格像是错了位，没有读取"),
        (["1", "村道硬化", "交通局", "613", ""], "这一行的牵头单位是“613”，各格像是错了位，没有读取"),
        (["1", "县民政局", "300户", "农村改厕", ""], "这一行的项目是“县民政局”，各格像是错了位，没有读取"),
        (["1", "村道硬化", "22公里", "-", "县财政局"], "这一行的牵头单位是“-”，各格像是错了位，没有读取"),
        (["1", "村道硬化", "22公里", "县交通局", "57%"], "这一行的配合单位是“57%”，各格像是错了位，没有读取"),
    ],
)
def test_a_row_whose_name_or_unit_is_a_figure_is_refused(row: list[str], said: str) -> None:
    grid, told = without_misplaced(table_of(HEADS, row), HEADER, REF)
    assert grid.rows[1] == []
    assert [(each.place.line, each.what) for each in told] == [(2, said)]


@pytest.mark.parametrize(
    "row",
    [
        ["1", "2", "3", "4", "5"],
        ["合计", "961.7", "286.5", "", ""],
        ["1", "村道硬化", "22公里", "县交通局", "-"],
        ["1", "村道硬化", "-", "-", "-"],
        ["1", "乡镇卫生院", "28所", "", ""],
    ],
)
def test_rows_that_count_columns_sum_or_say_nothing_stay(row: list[str]) -> None:
    grid, told = without_misplaced(table_of(HEADS, row), HEADER, REF)
    assert (grid.rows[1], told) == (row, [])


SHORT = """2023年民生实事任务分解表
| 序号 | 项目 | 目标任务 | 牵头单位 |
| 1 | 老旧小区改造 | 改造12个 | 县住建局 |
| 农村改厕 | {cell} | 县农业农村局 |
"""


def test_a_row_put_under_its_columns_is_said_to_be_so() -> None:
    assert asked(SHORT.format(cell="300户")) == [(4, "第4行的格子比表头少（合并格在文字里丢了）")]


@pytest.mark.parametrize("row", ["300户 | 县民政局 | 县财政局", "2 | 公里 | 县民政局"])
def test_a_row_that_fits_no_columns_is_said_to_be_left_out(row: str) -> None:
    text = SHORT.replace("| 农村改厕 | {cell} | 县农业农村局 |", f"| {row} |")
    assert asked(text) == [(4, "第4行的格子和表头对不上，没有读取")]
    assert [item.name for item in read(text).tables[0].items] == ["老旧小区改造"]


def test_places_of_tasks_make_no_township_matrix() -> None:
    text = """云溪县2024年民生实事清单
序号\t项目名称\t建设地点\t建设时间\t建设内容
1\t供水管网\t桥头镇\t2024\t改造管网16公里
2\t口袋公园\t城东街道\t2024\t新建口袋公园3个
3\t村道硬化\t沙河镇\t2024\t硬化村道22公里
"""
    (table,) = read(text).tables
    assert [item.name for item in table.items] == ["供水管网", "口袋公园", "村道硬化"]
    assert [each.target.raw for each in table.indicators] == ["16", "3", "22"]
    assert table.allocations == ()


def test_a_head_nobody_knows_does_not_end_a_header_on_lines_of_its_own() -> None:
    printed = [
        ["序号", "项目名称", "涉及片区", "目标任务", "责任单位"],
        ["1", "供水管网", "老城", "改造管网16公里。", "县水利局"],
        ["2", "公园", "新城", "新建公园3个。", "县住建局"],
    ]
    assert rows("\n".join(cell for row in printed for cell in row)) == printed


def test_numbers_on_cards_begin_their_own_card() -> None:
    text = "\n".join(
        f"序号：{number}\n项目名称：{name}\n目标任务：{task}\n责任单位：{unit}"
        for number, name, task, unit in (
            ("1", "供水管网", "改造管网16公里", "县水利局"),
            ("2", "村道硬化", "硬化村道22公里", "县交通局"),
        )
    )
    (table,) = read(f"云溪县2024年民生实事项目\n{text}").tables
    assert [(item.no, item.name, item.lead.units) for item in table.items] == [
        ("1", "供水管网", ("县水利局",)),
        ("2", "村道硬化", ("县交通局",)),
    ]


@pytest.mark.parametrize("line", ["索引号：00012/2024-7", "• 体       裁: 通知", "发布日期:", "浏览次数：3"])
def test_what_a_page_says_of_itself_is_known(line: str) -> None:
    assert is_page_info(line)


@pytest.mark.parametrize("line", ["责任单位：县水利局", "改造管网16公里", "发布会3场", "1.管网：改造16公里"])
def test_what_a_document_says_is_no_page_information(line: str) -> None:
    assert not is_page_info(line)


def test_two_units_with_and_between_them_are_two() -> None:
    assert cell_roles("桥头镇和沙河镇、县文化和旅游局", REF.register, "lead") == {
        "lead": ("桥头镇", "沙河镇", "县文化和旅游局")
    }


def test_nothing_but_a_refused_table_ends_with_the_reason(tmp_path: Path) -> None:
    source = tmp_path / "完成情况.txt"
    source.write_text(STATES, "utf-8")
    with pytest.raises(InputError, match="没有写是什么指标，没有读取"):
        draft(source)
