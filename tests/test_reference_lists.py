"""Lists of units in cells and brackets: split, joined, roles told, odd marks reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.reference import Register, join_units, odd_marks, split_units
from minsheng_xl.reference.names import has_slots

REGISTER = Register.default()
NAMES = [
    "县" + name
    for stem in REGISTER.lexicon.stems
    for name in (stem.short, *stem.full, *stem.aliases)
    if not has_slots(name)
] + [
    "各乡镇人民政府",
    "各县（市、区）政府",
    "各镇(街道)",
    "长征国家文化公园建设工作领导小组成员单位",
    "县文化馆（站）",
]


def names(text: str, register: Register = REGISTER) -> list[str]:
    return [unit.name for unit in split_units(text, register)]


def roles(text: str) -> list[tuple[str, str]]:
    return [(unit.name, unit.role) for unit in split_units(text, REGISTER)]


def test_every_list_of_the_gold_table_splits_and_joins_back(shared: Path) -> None:
    rows = json.loads((shared / "gold/ningdu2021.json").read_text("utf-8"))["rows"]
    cells = {row[key] for row in rows for key in ("lead_effective", "resp_effective")} - {None, ""}
    assert cells
    for cell in cells:
        assert names(cell) == cell.split("、")
        assert join_units(names(cell)) == cell
        assert all(REGISTER.knows(name) for name in names(cell))
        assert not odd_marks(cell, REGISTER)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8))
def test_split_undoes_join(listed: list[str]) -> None:
    assert names(join_units(listed)) == listed


@given(st.text(alphabet="县民政局财和、，,；;/ \n（）(牵头单位：:等由会同各乡镇", max_size=40))
def test_any_text_splits_into_parts_of_itself(text: str) -> None:
    end = 0
    for position, unit in enumerate(split_units(text, REGISTER), start=1):
        assert unit.name == text[unit.start : unit.end]
        assert unit.name.strip()
        assert unit.start >= end
        assert unit.position == position
        end = unit.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "县民政局，县残联；县妇联;县财政局/县审计局",
            ["县民政局", "县残联", "县妇联", "县财政局", "县审计局"],
        ),
        ("县民政局 县残联\n县妇联", ["县民政局", "县残联", "县妇联"]),
        ("县 民政局、县残联", ["县 民政局", "县残联"]),
        ("县人力资源\n社会保障局\n县财政局", ["县人力资源\n社会保障局", "县财政局"]),
        ("县住房和城乡建设局和县财政局", ["县住房和城乡建设局", "县财政局"]),
        ("县民政局会同县残联等单位", ["县民政局", "县残联"]),
        ("县财政局等", ["县财政局"]),
        ("各县（市、区）政府、文化馆（站）", ["各县（市、区）政府", "文化馆（站）"]),
        ("县有关部门（人社、教育）、县民政局", ["县有关部门（人社、教育）", "县民政局"]),
        ("县财政局、某某不知道局", ["县财政局", "某某不知道局"]),
        ("县民政局）", ["县民政局"]),
        ("", []),
        ("、", []),
    ],
)
def test_separators(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县人社局牵头,县税务局参与", [("县人社局", "lead"), ("县税务局", "cooperator")]),
        ("县教育局牵头", [("县教育局", "lead")]),
        ("（牵头单位：县人社局；配合单位：县财政局）", [("县人社局", "lead"), ("县财政局", "cooperator")]),
        ("（责任单位：省民政厅", [("省民政厅", "responsible")]),
        (
            "(责任单位：区卫健委，配合单位：区民政局）",
            [("区卫健委", "responsible"), ("区民政局", "cooperator")],
        ),
        ("牵头单位：县人社局责任单位：县财政局", [("县人社局", "lead"), ("县财政局", "responsible")]),
        (
            "由县人社局、县财政局牵头，各乡镇人民政府配合",
            [("县人社局", "lead"), ("县财政局", "lead"), ("各乡镇人民政府", "cooperator")],
        ),
        ("各行业扶贫牵头单位", [("各行业扶贫牵头单位", "")]),
    ],
)
def test_labels_and_verbs_give_roles(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县财政局、县民政局", ()),
        ("县人社局牵头,县税务局参与", (",",)),
        ("县财政局和县民政局 县残联", ("和", " ")),
        ("（牵头单位：区人社局，配合单位：区民政局）", ()),
        ("(牵头单位：区人社局，配合单位：区民政局）", ("(…）",)),
        ("（责任单位：省民政厅", ("（",)),
        ("各镇(街道)、县财政局", ("(…)",)),
    ],
)
def test_odd_marks(text: str, expected: tuple[str, ...]) -> None:
    assert odd_marks(text, REGISTER) == expected


def test_own_names_with_marks_inside_stay_whole() -> None:
    own = REGISTER.extended([{"简称": "区招商局/区经促局"}, {"简称": "县财政局、县税务局联合专班"}])
    assert names("区招商局/区经促局、县财政局、县税务局联合专班、县民政局", own) == [
        "区招商局/区经促局",
        "县财政局、县税务局联合专班",
        "县民政局",
    ]
    assert names("区招商局/区经促局") == ["区招商局", "区经促局"]
