"""Ways of reading a stretch: which fits and why, which is taken, and what is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng_xl.model import Document
from minsheng_xl.reading.documents.blocks import read_blocks
from minsheng_xl.reading.documents.parts import read_parts
from minsheng_xl.reading.documents.stacked_tables import unstack
from minsheng_xl.reading.notices.groups import Sections
from minsheng_xl.reading.notices.pipeline import read_texts
from minsheng_xl.reading.notices.strategies import STRATEGIES, Stretch
from minsheng_xl.reference import Reference

REF = Reference.default()
TASKS = """某县2024年民生实事实施方案
一、任务
1.修路。修路3公里。（牵头单位：县交通局）
2.改厕。改厕90户。（牵头单位：县住建局）
"""
REPORT = """某县2024年民生实事进展情况
1.修路。目标3公里，已完成2公里。
2.改厕。目标90户，已完成45户，占任务的50%。
"""
MATRIX = """某县2024年改厕任务分解表
乡镇\t改厕（户）
甲镇\t40
乙镇\t30
丙乡\t20
"""
LIST = """某县2024年民生实事任务表
序号\t项目\t目标任务\t牵头单位
1\t修路\t修路3公里\t县交通局
2\t改厕\t改厕90户\t县住建局
"""
DONE = """某县民生实事进展表
项目\t目标任务\t完成情况
修路\t修路3公里\t已修路2公里
改厕\t改厕90户\t已改厕45户
"""
WIDE = """某县2024年民生实事任务表
序号\t项目\t目标任务\t牵头单位\t丁类\t戊类\t己类\t庚类
1\t修路\t修路3公里\t县交通局\t11\t12\t13\t14
2\t改厕\t改厕90户\t县住建局\t15\t16\t17\t18
"""


def stretch_of(text: str) -> Stretch:
    [part] = read_parts(unstack(read_blocks(text, "文"), REF))
    tables = tuple(block for block in part.blocks if block not in part.paragraphs)
    return Stretch(part, tables or tuple(part.paragraphs), "文", REF, Sections(part.paragraphs))


def document_of(text: str) -> Document:
    [document] = read_texts(text, "文", REF)
    return document


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (TASKS, "文字写的任务", "没有说完成了多少"),
        (REPORT, "文字写的进展", "标题或正文说的是完成了多少"),
        (MATRIX, "乡镇分解表", "每行一个乡镇"),
    ],
)
def test_the_way_that_fits_best_says_why(text: str, name: str, why: str) -> None:
    stretch = stretch_of(text)
    best = max(STRATEGIES, key=lambda each: each.fit(stretch).score)
    assert (best.name, best.fit(stretch).why) == (name, why)


def test_a_table_is_tried_as_every_kind_of_table_and_as_no_prose() -> None:
    stretch = stretch_of(DONE)
    fits = {each.name: each.fit(stretch).score for each in STRATEGIES}
    assert fits == {"乡镇分解表": 1, "任务表": 0.8, "进展表": 0.6, "文字写的进展": 0, "文字写的任务": 0}


def test_a_table_that_reports_is_read_as_progress_and_one_that_assigns_as_a_plan() -> None:
    [reported], [planned] = document_of(DONE).tables, document_of(LIST).tables
    done = [(each.done, each.target) for item in reported.items for each in item.progress]
    assert done == [(Decimal(2), Decimal(3)), (Decimal(45), Decimal(90))]
    assert planned.kind == "plan"
    assert [each.lead.units for each in planned.items] == [("县交通局",), ("县住建局",)]


def test_a_stretch_most_of_whose_numbers_are_left_is_asked_about() -> None:
    asked = document_of(WIDE).questions[-1]
    assert (asked.place.line, asked.state) == (2, "asked")
    assert asked.what == "这一段有12个数，按“任务表”读了4个（每行一项任务）"


def test_what_is_left_beside_a_whole_reading_is_told_number_by_number_only() -> None:
    document = document_of(TASKS + "二、资金安排\n统筹3200万元。")
    assert document.questions == ()
    assert [each.quote for each in document.unread] == ["统筹3200万元"]
