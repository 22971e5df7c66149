"""What the columns of a table hold: one map from 1 as in Excel, found by policy, never changed in place."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from minsheng_xl.place import Grid
from minsheng_xl.reading.notices.progress_rows import Reported
from minsheng_xl.reading.tables.column_map import ColumnMap, Head
from minsheng_xl.reading.tables.columns import Returned
from minsheng_xl.reading.tables.frames import Published
from minsheng_xl.reading.tables.headers import HeaderPolicy, Strict, find_header
from minsheng_xl.reading.tables.template_layout import Template
from minsheng_xl.reference import Reference

REF = Reference.default()
STRICT = Strict(REF.headers, frozenset({"no", "item", "unit", "target", "task_text", "lead"}))
TEMPLATE = Template(REF.headers, frozenset({"item", "unit", "target", "lead"}))
PRINTED = Grid(
    [
        ["云溪县2024年民生实事任务分解表"],
        ["序号", "项目名称", "目标任务", None, "进展情况", "牵头单位"],
        [None, None, "2024年", "2023年", None, None],
        ["1", "供水管网", "新建10公里", "新建8公里", "已建成4公里", "县水利局"],
    ]
)
MAP = ColumnMap(
    2,
    2,
    (
        Head("序号", "no", "listed"),
        Head("任务", "target", "listed"),
        Head("说法"),
        Head("任务二", "target", "composed"),
    ),
)


def test_columns_count_from_one_and_the_first_of_a_role_is_its_column() -> None:
    assert dict(MAP.columns) == {"no": 1, "target": 2}
    assert MAP.columns_of("target") == [2, 4]
    assert dict(MAP.unknown) == {3: "说法", 4: "任务二"}
    assert (MAP.column("target"), MAP.column("lead"), MAP.last) == (2, 0, 4)
    assert (MAP.head(4).text, MAP.head(9).text, MAP.why("target")) == ("任务二", "", "listed")


def test_what_a_pass_finds_out_is_a_new_map() -> None:
    assigned = MAP.assigned(3, "lead")
    assert (assigned.column("lead"), assigned.why("lead"), MAP.column("lead")) == (3, "cells", 0)
    assert MAP.renamed("target", "task_text").roles == ("no", "task_text", "", "task_text")
    assert MAP.single.roles == ("no", "target", "", "")
    assert MAP.extended(Head("单位", "unit", "cells"), 6).roles == (
        "no",
        "target",
        "",
        "target",
        "",
        "",
        "unit",
    )
    assert MAP.assigned(2, "").head(2) == Head("任务")
    with pytest.raises(FrozenInstanceError):
        MAP.row = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("policy", "rows", "roles"),
    [
        (STRICT, (2, 2), ("no", "item", "target", "", "", "lead")),
        (Returned(REF), (2, 2), ("no", "item", "target", "", "progress_note", "lead")),
        (Published(REF), (2, 3), ("no", "item", "target", "baseline", "progress_note", "lead")),
        (Reported(REF.headers), (2, 2), ("no", "item", "target", "", "progress_note", "lead")),
        (TEMPLATE, (1, 2), ("no", "item", "target", "", "progress_note", "lead")),
    ],
)
def test_each_policy_finds_the_header_of_a_printed_table(
    policy: HeaderPolicy, rows: tuple[int, int], roles: tuple[str, ...]
) -> None:
    header = find_header(PRINTED, policy)
    assert header is not None
    assert (header.top, header.row) == rows
    assert header.roles == roles


def test_no_policy_takes_a_row_of_words_for_a_header() -> None:
    grid = Grid([["云溪县", "民生实事", "通知"], ["供水管网", "新建10公里", "县水利局"]])
    policies: list[HeaderPolicy] = [STRICT, Returned(REF), Published(REF), Reported(REF.headers), TEMPLATE]
    assert [find_header(grid, policy) for policy in policies] == [None] * 5
