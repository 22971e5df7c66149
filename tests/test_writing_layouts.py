"""Layouts are data: each must load, name its columns once, and keep within what Excel takes."""

from __future__ import annotations

from pathlib import Path

import pytest

import minsheng_xl
from minsheng_xl.checks.report import REPORT_COLUMNS
from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.writing import layouts

FOLDER = Path(minsheng_xl.__file__).parent / "data" / "layouts"
NAMES = sorted(file.stem for file in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_names_each_role_and_header_once(name: str) -> None:
    layout = layouts.load(name)
    assert layout.name == name
    assert len(set(layout.roles)) == len(layout.roles)
    assert len({column.header for column in layout.columns}) == len(layout.columns)


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_keeps_within_excels_limits(name: str) -> None:
    layout = layouts.load(name)
    assert len(layout.sheet) <= 31
    assert all(0 < column.width < 255 for column in layout.columns)
    assert all(len(column.prompt) <= 255 and len(column.header) <= 32 for column in layout.columns)
    assert not layout.freeze or layout.number(layout.freeze)


def test_an_unknown_layout_is_said_in_chinese() -> None:
    with pytest.raises(ReferenceDataError, match="没有名为“无此版式”的版式"):
        layouts.load("无此版式")


def test_the_findings_sheet_has_the_columns_of_a_report() -> None:
    layout = layouts.load("findings")
    assert tuple((column.role, column.header) for column in layout.columns) == REPORT_COLUMNS


def test_the_master_has_its_columns_in_the_agreed_order() -> None:
    headers = layouts.load("master").headers(year=2021)
    expected = (
        "指标编码 序号 类别 项目 指标名称 单位 2021年目标 目标性质 牵头单位 责任单位 配合单位 "
        "分管领导 数据认定单位 方向 计量方式 进度曲线 是否分解乡镇 是否排名 权重 依据文号 备注 版本"
    )
    assert headers[: len(expected.split())] == tuple(expected.split())


def test_hidden_columns_are_locked_columns() -> None:
    for column in layouts.load("master").columns:
        assert column.locked or not column.hidden, column.role
