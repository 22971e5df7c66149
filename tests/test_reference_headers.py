"""Header words: roles, years, remarks, near misses, and 单位 decided by the cells below."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.reference import Headers, Reference
from minsheng_xl.writing import layouts

HEADERS = Headers.default()


@pytest.mark.parametrize(
    ("text", "role", "kind"),
    [
        ("指标构成", "indicator", "alias"),
        ("单 位", "unit", "exact"),
        ("2021 年目标", "target", "exact"),
        ("二〇二一年度目标任务", "target", "alias"),
        ("牵头\n单位", "lead", "exact"),
        ("责任单位：", "responsible", "exact"),
        ("数据评估认定单位", "assessor", "alias"),
        ("实事项目名称", "item", "alias"),
        ("完成率（%）", "rate", "exact"),
        ("计划投资(万元)", "invest_plan", "exact"),
        ("填报单位（盖章）", "department", "exact"),
        ("牵头单为", "lead", "near"),
    ],
)
def test_words_of_real_tables(text: str, role: str, kind: str) -> None:
    match = HEADERS.role(text)
    assert match is not None
    assert (match.role, match.kind) == (role, kind)


@pytest.mark.parametrize("name", ["form", "form_b", "form_c", "form_share", "form_town", "master", "summary"])
def test_our_own_heads_are_known_for_certain(name: str) -> None:
    for column in layouts.load(name).columns:
        match = HEADERS.role(column.header.replace("{year}", "2021"))
        assert match is not None, column.header
        assert match.kind != "near", column.header


def test_year_and_remark_are_kept() -> None:
    target, money = HEADERS.role("二〇二一年目标"), HEADERS.role("完成投资（万元）")
    assert target is not None
    assert target.year == 2021
    assert money is not None
    assert money.remark == "万元"


def test_near_words_come_with_scores() -> None:
    match = HEADERS.role("累计完成情况")
    assert match is not None
    assert match.kind == "near"
    assert match.candidates[0] == ("cumulative", "累计完成", 80)


@pytest.mark.parametrize(
    "text", ["", "县民政局", "全县城镇新增就业", "536", "为残疾人购买公益性岗位和“农家书屋”管理员岗位"]
)
def test_other_cells_are_no_heads(text: str) -> None:
    assert HEADERS.role(text) is None


def test_words_of_two_roles_are_ambiguous() -> None:
    match = HEADERS.role("单位")
    assert match is not None
    assert match.ambiguous
    assert [role for role, _, _ in match.candidates] == ["unit", "department"]


@given(st.sampled_from(HEADERS.roles), st.integers(2000, 2099))
def test_standard_heads_name_their_role(role: str, year: int) -> None:
    match = HEADERS.role(HEADERS.word(role, year=year))
    assert match is not None
    assert (match.role, match.kind) == (role, "exact")


def test_standard_head_without_a_year() -> None:
    assert HEADERS.word("target") == "年度目标"
    assert HEADERS.word("target", year=2024) == "2024年目标"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["万人次", "元/人·月", "%", ""], "measure"),
        (["县民政局", "县残联、县妇联", "某某新设局"], "organisation"),
        (["", ""], ""),
    ],
)
def test_what_stands_under_unit_decides(cells: list[str], kind: str) -> None:
    assert Reference.default().unit_column_kind(cells) == kind
