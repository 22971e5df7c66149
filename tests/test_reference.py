"""The department register: levels, places, renames, near misses, a county's own list."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference import Locality, Register, Town, Towns
from minsheng_xl.reference.lexicon import Lexicon
from minsheng_xl.reference.names import has_slots

PLACES = {"ningdu": "江西省赣州市宁都县", "anhua": "湖南省益阳市安化县", "taihe": "安徽省阜阳市太和县"}
"""Where the documents of the gold data stand; the compilation names no place."""


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.default()


@pytest.fixture(scope="module")
def printed(shared: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((shared / "gold/departments.json").read_text("utf-8"))[
        "departments"
    ]
    return rows


def test_every_printed_department_but_the_broken_one_is_known(
    register: Register, printed: list[dict[str, Any]]
) -> None:
    unknown = [row["printed"] for row in printed if not register.find(row["printed"]).known]
    assert unknown == ["省管局"]


def test_full_names_and_levels_are_those_of_the_gold_data(
    register: Register, printed: list[dict[str, Any]]
) -> None:
    wrong = []
    for row in (row for row in printed if row["confidence"] == "通名"):
        place = PLACES.get(row["docs"][0], "")
        unit = register.find(row["printed"], level=row["level"], place=place).department
        assert unit is not None
        own = Locality.parse(place).county
        expected = row["full_name"]
        if expected.startswith("(集体)"):  # the gold data describes these; their name is the printed one
            expected = row["printed"]
        elif own and expected.startswith(own):  # a unit of the county is held under 县…, not 宁都县…
            expected = "县" + expected.removeprefix(own)
        if (fold(unit.full), unit.level) != (fold(expected), row["level"]):
            wrong.append((row["printed"], unit.full, unit.level))
    assert not wrong


def test_inferred_full_names_are_reached_where_the_place_is_known(register: Register) -> None:
    full = {
        ("县医保分局", "ningdu"): "赣州市医疗保障局宁都分局",
        ("赣州市银保监分局宁都监管组", "ningdu"): "中国银行保险监督管理委员会赣州监管分局宁都监管组",
        ("县人保财险公司", "ningdu"): "中国人民财产保险股份有限公司宁都支公司",
        ("国网安化供电公司", "anhua"): "国网湖南省电力有限公司安化县供电分公司",
        ("市生态环境局安化分局", "anhua"): "益阳市生态环境局安化分局",
        ("县税务局", "anhua"): "国家税务总局安化县税务局",
    }
    assert {key: register.find(key[0], place=PLACES[key[1]]).department.full for key in full} == full  # type: ignore[union-attr]


def test_systems_join_the_levels(register: Register) -> None:
    names = ("县人社局", "区人社局", "市人社局", "省人力资源社会保障厅", "安化县人力资源和社会保障局")
    assert {register.find(name).department.system for name in names} == {"人社"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("县人社局", "县人力资源和社会保障局", True),
        ("县人社局", "县 人力资源\n社会保障局", True),
        ("省人力资源社会保障厅", "省人力资源和社会保障厅", True),
        ("县民政局", "区民政局", False),
        ("县卫健委", "县卫健局", False),
        ("县医保局", "县医保分局", False),
        ("县发改委", "县发展改革委", True),
        ("县委宣传部", "中共县委宣传部", True),
        ("团县委", "共青团县委", True),
        ("县文化馆（站）", "县文化馆", True),
        ("县农业农村局（县乡村振兴局）", "县农业农村局", True),
        ("某某新设局", "某某 新设局", True),
    ],
)
def test_same_unit(register: Register, one: str, other: str, same: bool) -> None:
    assert register.same(one, other) is same


def test_the_county_s_own_place_is_its_level(register: Register) -> None:
    for name in ("安化县妇幼保健院", "安化妇幼保健院", "益阳市安化县妇幼保健院"):
        unit = register.find(name, place="湖南省益阳市安化县").department
        assert unit is not None
        assert unit.full == "县妇幼保健院"


def test_another_place_stays_another_unit(register: Register) -> None:
    match = register.find("太和县民政局", place="安化县")
    assert match.kind == "pattern"
    assert match.department is not None
    assert (match.department.full, match.department.level) == ("太和县民政局", "县")


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        ("县财政局", "full", "县"),
        ("县人社局", "short", "县"),
        ("县发展改革委", "alias", "县"),
        ("大通镇财政所", "pattern", "乡镇"),
        ("灰河乡政府", "pattern", "乡镇"),
        ("长沙市公安局岳麓分局", "full", "市派出"),
        ("县自然资源分局", "pattern", "县"),
        ("县民生工程实施领导小组", "full", "县"),
        ("XX公安分局", "pattern", ""),
        ("教育厅", "full", "省"),
        ("市场监管局", "short", ""),
        ("县市场监管局", "short", "县"),
        ("市中区财政局", "pattern", "区"),
    ],
)
def test_how_a_name_is_known(register: Register, name: str, kind: str, level: str) -> None:
    match = register.find(name)
    assert match.department is not None
    assert (match.kind, match.department.level) == (kind, level)


def test_a_level_is_supplied_only_where_none_is_printed(register: Register) -> None:
    bare = register.find("财政局", level="县")
    assert bare.bare
    assert bare.department is not None
    assert bare.department.full == "县财政局"
    other = register.find("区财政局", level="县")
    assert not other.bare
    assert other.department is not None
    assert other.department.full == "区财政局"


def test_units_led_from_above_are_marked(register: Register) -> None:
    vertical = ("市生态环境局安化分局", "国网安化供电公司", "县税务局", "区消防救援大队", "区自然资源分局")
    assert all(register.find(name).department.vertical for name in vertical)  # type: ignore[union-attr]
    assert not register.find("县财政局").department.vertical  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "year", "kind", "successor"),
    [
        ("县乡村振兴局", 2021, "full", "县农业农村局"),
        ("县乡村振兴局", 2024, "former", "县农业农村局"),
        ("省扶贫办", 2024, "former", "省乡村振兴局"),
        ("省扶贫办", 2020, "short", "省乡村振兴局"),
        ("市旅发委", 2024, "former", "市文广旅局"),
        ("银保监局", 2024, "former", "国家金融监督管理总局（省）监管局"),
    ],
)
def test_renames_count_by_the_year_of_the_document(
    register: Register, name: str, year: int, kind: str, successor: str
) -> None:
    match = register.find(name, year=year)
    assert match.kind == kind
    assert match.department is not None
    assert match.department.renamed_to is not None
    assert match.department.renamed_to.name == successor


@pytest.mark.parametrize(
    ("name", "year", "right"),
    [
        ("县扶贫办", 2020, "县扶贫办"),
        ("县扶贫办", 2021, "县乡村振兴局"),
        ("县扶贫办", 2024, "县农业农村局"),
        ("省扶贫办", 2024, "省农业农村厅"),
        ("县乡村振兴局", 2020, "县扶贫办"),
        ("县卫健委", 2016, "县卫计委"),
        ("县民政局", 2010, "县民政局"),
        ("某某新设局", 2024, "某某新设局"),
    ],
)
def test_name_in_a_year(register: Register, name: str, year: int, right: str) -> None:
    assert register.name_in(name, year) == right


@pytest.mark.parametrize(
    ("name", "kind", "best"),
    [("县农业农材局", "near", "县农业农村局"), ("区民正局", "near", "区民政局"), ("省管局", "near", None)],
)
def test_an_unknown_name_has_candidates_and_no_unit(
    register: Register, name: str, kind: str, best: str | None
) -> None:
    match = register.find(name)
    assert match.department is None
    assert match.kind == kind
    scores = [candidate.score for candidate in match.candidates]
    assert scores == sorted(scores, reverse=True)
    assert best is None or best in [candidate.department.short for candidate in match.candidates]
    assert all(
        candidate.department.level == register.lexicon.levels[name[0]] for candidate in match.candidates
    )


def test_nonsense_is_unknown(register: Register) -> None:
    assert register.find("第三方评估公司甲").kind == "unknown"
    assert register.find("").candidates == ()
    assert register.find("县民政局" * 1000).candidates == ()


@pytest.mark.parametrize("name", ["县医保分局", "银保监局", "县住保中心", "省金融监管局"])
def test_ambiguous_short_names_say_so(register: Register, name: str) -> None:
    match = register.find(name)
    assert match.ambiguous
    assert match.candidates


def test_plain_names_are_not_ambiguous(register: Register) -> None:
    assert not any(register.find(name).ambiguous for name in ("县民政局", "县医保局", "区卫健委"))


@pytest.mark.parametrize(
    "name",
    [
        "各乡镇人民政府",
        "各镇(街道)",
        "各县（市、区）政府",
        "各行业扶贫牵头单位",
        "县直各单位",
        "乡镇办财政所",
        "相关部门",
    ],
)
def test_collective_names(register: Register, name: str) -> None:
    department = register.find(name).department
    assert department is not None
    assert department.collective


def test_a_list_is_not_one_collective_name(register: Register) -> None:
    assert not register.find("各乡镇人民政府、县财政局").known


def test_collective_names_expand_to_townships(register: Register) -> None:
    towns = Towns([Town("梅江镇", "镇"), Town("灰河乡", "乡"), Town("县城南区", "片区")])
    assert register.expand("各乡镇人民政府", towns) == ("梅江镇", "灰河乡")
    assert register.expand("各镇（街道）", towns) == ("梅江镇",)
    assert register.expand("各行业扶贫牵头单位", towns) == ()
    assert register.expand("县财政局", towns) == ("县财政局",)


def test_a_county_s_own_list_wins(register: Register) -> None:
    own = register.extended(
        [
            {"简称": "县教体局", "曾用名": "县教育局", "更名年份": "2022"},
            {"简称": "县民政局", "全称": "安化县民政局", "别名": "民政"},
            {"简称": "县实事工作专班", "性质": "议事协调机构", "级别": "县", "系统": "督查"},
            {"简称": "各行业扶贫牵头单位", "成员单位": "县教体局、县民政局"},
        ],
        place="湖南省益阳市安化县",
    )
    assert own.find("县教育局", year=2023).kind == "former"
    assert own.name_in("县教育局", 2023) == "县教体局"
    assert own.find("县教育局", year=2021).kind == "full"
    assert own.same("民政", "安化县民政局")
    assert own.same("县民政局", "民政局")
    assert not own.same("县民政局", "市民政局")
    assert own.standard("县教育体育局") == own.standard("县教体局")
    assert own.find("县实事工作专班").kind == "full"
    assert own.expand("各行业扶贫牵头单位", Towns()) == ("县教体局", "县民政局")
    assert "县教体局" in {unit.short for unit in own.own}
    assert not register.find("县实事工作专班").known


def test_a_row_that_says_nothing_new_leaves_doubts_standing(register: Register) -> None:
    names = ("县医保分局", "县乡村振兴局")
    here = register.extended((), place="江西省赣州市宁都县")
    own = here.extended([{"简称": name, "全称": here.standard(name), "级别": "县"} for name in names])
    assert own.find("县医保分局").ambiguous
    assert own.find("县乡村振兴局", year=2024).kind == "former"


def test_a_row_with_its_own_history_or_full_name_settles_them(register: Register) -> None:
    own = register.extended(
        [
            {"简称": "县医保分局", "全称": "赣州市医疗保障局宁都县分局"},
            {"简称": "县乡村振兴局", "曾用名": "县扶贫办", "更名年份": "2021"},
        ]
    )
    assert not own.find("县医保分局").ambiguous
    assert own.find("县乡村振兴局", year=2024).kind == "full"
    assert own.name_in("县扶贫办", 2024) == "县乡村振兴局"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"系统": "民政"}], "第1条没有简称"),
        ([{"简称": "县民政局", "性质": "公司"}], "第1条性质“公司”"),
        ([{"简称": "县民政局", "曾用名": "县民局"}], "更名年份须同时填写"),
        (
            [{"简称": "县民政局"}, {"简称": "县残联", "别名": "县民政局"}],
            "第2条“县民政局”与部门名录第1条重复",
        ),
    ],
)
def test_a_contradictory_list_is_refused(
    register: Register, rows: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(ReferenceDataError, match=message):
        register.extended(rows)


def test_every_main_name_finds_itself(register: Register) -> None:
    lost = []
    for stem in register.lexicon.stems:
        prefix = {"省": "", "市": ""}.get(stem.level, "县")
        unit = register.find(prefix + stem.short).department
        if unit is None or unit.short != prefix + stem.short:
            lost.append(stem.short)
    assert not lost


def test_the_packaged_register_is_sound() -> None:
    lexicon = Lexicon.default()
    local = lexicon.bodies("县")
    assert len({stem.short for stem in lexicon.stems}) == len(lexicon.stems)
    assert [
        stem.short
        for stem in lexicon.stems
        if stem.renamed and not has_slots(stem.renamed[0]) and stem.renamed[0] not in local
    ] == []
    assert [name for others in lexicon.ambiguous.values() for name in others if name not in local] == []
    assert all(stem.system for stem in lexicon.stems)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("湖南省益阳市安化县", ("湖南省", "益阳市", "安化县")),
        ("安化县", ("", "", "安化县")),
        ("江西省赣州市瑞金市", ("江西省", "赣州市", "瑞金市")),
        ("西藏自治区那曲市", ("西藏自治区", "那曲市", "")),
        ("湖南省津市市", ("湖南省", "津市市", "")),
        ("不是地名", ("", "", "")),
    ],
)
def test_localities(text: str, parts: tuple[str, str, str]) -> None:
    place = Locality.parse(text)
    assert (place.province, place.city, place.county) == parts


def test_known_names_need_no_fuzzy_matching() -> None:
    code = (
        "import sys; from minsheng_xl.reference import Reference; ref = Reference.default();"
        "ref.register.find('县人社局'); ref.headers.role('牵头单位'); ref.headers.role('县人社局');"
        "print('rapidfuzz' in sys.modules or 'pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
