"""Settings, townships and own units of measure read from a county's sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.reference import Reference, Regrade, Settings, Towns


def test_defaults() -> None:
    settings = Settings.default()
    assert (settings.due_day, settings.period_type) == (20, "月")
    assert (settings.yellow_points, settings.red_points) == (Decimal(10), Decimal(30))
    assert (settings.rate_cap, settings.approx_tolerance) == (Decimal(100), Decimal(5))
    assert not settings.off


def test_rows_change_what_they_name() -> None:
    settings = Settings.from_rows(
        [
            {"项目": "报送截止日", "取值": "25日"},
            {"项目": "完成率封顶", "取值": "120%"},
            {"项目": "报送期类型", "取值": "季"},
            {"项目": "U02", "取值": "提示", "生效日期": "2024年6月1日"},
            {"项目": "Ｐ06", "取值": "停用", "生效日期": "2024-07-01"},
            {"项目": "V08", "取值": "须说明"},
            {"项目": "红灯起点", "取值": ""},
            {"项目": "", "取值": ""},
        ]
    )
    assert (settings.due_day, settings.rate_cap, settings.period_type) == (25, Decimal(120), "季")
    assert settings.severities == {"U02": Regrade("提示", date(2024, 6, 1))}
    assert settings.off == {"P06": date(2024, 7, 1)}
    assert settings.reasons == {"V08": None}
    assert settings.red_points == Decimal(30)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"项目": "截止", "取值": "20"}], "第1条“截止”不是设置项"),
        ([{"项目": "报送截止日", "取值": "31"}], "应为1—28"),
        ([{"项目": "报送截止日", "取值": "20.5"}], "取值“20.5”不能用"),
        ([{"项目": "黄灯起点", "取值": "十"}], "取值“十”不能用"),
        ([{"项目": "黄灯起点", "取值": "40"}], "黄灯起点大于红灯起点"),
        ([{"项目": "报送期类型", "取值": "年度"}], "旬、月、季"),
        ([{"项目": "本县全称", "取值": "本县"}], "应为省市县地名"),
        ([{"项目": "U02", "取值": "严重"}], "错误、警告、提示"),
        ([{"项目": "U02", "取值": "停用", "生效日期": "六月"}], "生效日期“六月”"),
        ([{"项目": "U02", "取值": "停用", "生效日期": "2024-13-01"}], "生效日期“2024-13-01”"),
    ],
)
def test_nonsense_is_refused_with_its_row(rows: list[dict[str, str]], message: str) -> None:
    with pytest.raises(ReferenceDataError, match=message):
        Settings.from_rows(rows)


TOWNS = Towns.from_rows(
    [
        {"乡镇": "灰河乡"},
        {"乡镇": "梅城镇", "别名": "梅城、县城"},
        {"乡镇": "东坪街道"},
        {"乡镇": "县城南区"},
        {"乡镇": "经开区管委会"},
    ]
)


def test_towns_keep_their_order_and_kind() -> None:
    assert [(town.name, town.kind, town.order) for town in TOWNS] == [
        ("灰河乡", "乡", 1),
        ("梅城镇", "镇", 2),
        ("东坪街道", "街道", 3),
        ("县城南区", "片区", 4),
        ("经开区管委会", "管委会", 5),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("灰河乡", "exact", "灰河乡"),
        ("灰河", "alias", "灰河乡"),
        ("灰河乡人民政府", "alias", "灰河乡"),
        ("安化县灰河乡", "alias", "灰河乡"),
        ("县城", "alias", "梅城镇"),
        ("东坪街道办事处", "alias", "东坪街道"),
        ("灰河镇", "near", None),
        ("不相干", "unknown", None),
    ],
)
def test_townships_by_name(text: str, kind: str, name: str | None) -> None:
    match = TOWNS.find(text)
    assert match.kind == kind
    assert (match.town.name if match.town else None) == name


def test_a_near_township_is_only_a_candidate() -> None:
    assert TOWNS.find("灰河镇").candidates[0][0] == "灰河乡"


def test_a_short_name_of_two_townships_means_neither() -> None:
    towns = Towns.from_rows([{"乡镇": "平口镇"}, {"乡镇": "平口乡"}])
    assert towns.find("平口").town is None


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"乡镇": "", "类别": "镇"}], "第1条没有名称"),
        ([{"乡镇": "灰河乡"}, {"乡镇": "灰河乡"}], "第2条“灰河乡”重复"),
        ([{"乡镇": "灰河乡", "类别": "村"}], "类别“村”"),
    ],
)
def test_a_faulty_township_list_is_refused(rows: list[dict[str, str]], message: str) -> None:
    with pytest.raises(ReferenceDataError, match=message):
        Towns.from_rows(rows)


def test_the_county_s_sheets_are_laid_over_the_packaged_data() -> None:
    ref = Reference.default().with_sheets(
        units=[
            {"单位": "穗", "量纲": "个数", "其他写法": "颗穗"},
            {"单位": "亩"},
            {"单位": "个", "其他写法": "个个"},
        ],
        departments=[{"简称": "县民政局", "全称": "安化县民政局"}],
        towns=[{"乡镇": "灰河乡"}],
        settings=[{"项目": "本县全称", "取值": "湖南省益阳市安化县"}],
    )
    assert str(ref.units.read("万颗穗").unit) == "万穗"
    assert str(ref.units.read("个个").unit) == "个"
    assert ref.register.standard("民政局") == ref.register.standard("县民政局") == "安化县民政局"
    assert ref.register.standard("市民政局") == "市民政局"
    assert ref.register.same("市生态环境局安化分局", "县生态环境分局")
    assert ref.register.expand("各乡镇人民政府", ref.towns) == ("灰河乡",)
    assert ref.register.same("灰河乡", "灰河乡政府")
    assert ref.register.same("灰河乡", "灰河乡人民政府")
    assert Reference.default().units.read("穗").unit is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"量纲": "个数"}, "第1条没有单位"),
        ({"单位": "穗"}, "“穗”没有量纲"),
        ({"单位": "穗", "量纲": "个数", "倍数": "多"}, "倍数不是数字"),
        ({"单位": "穗", "量纲": "个数", "倍数": "0"}, "倍数不大于零"),
        ({"单位": "万人", "其他写法": "万口子"}, "请写在“人”一行"),
    ],
)
def test_a_faulty_unit_sheet_is_refused(row: dict[str, str], message: str) -> None:
    with pytest.raises(ReferenceDataError, match=message):
        Reference.default().with_sheets(units=[row])
