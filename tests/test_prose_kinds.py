"""Kinds of prose a clerk meets: which way targets go, places, names, units that are said, not labelled."""

from __future__ import annotations

import pytest

from minsheng_xl.model import TargetTable
from minsheng_xl.quantity.propose import Direction
from minsheng_xl.reading.notices.pipeline import read_documents
from minsheng_xl.reading.text.facts import read_place
from minsheng_xl.reading.text.headings import title_of
from minsheng_xl.reference import Reference, Register, split_units


def _plan(*items: str) -> TargetTable:
    lines = [f"{at}.{item}" for at, item in enumerate(items, start=1)]
    (table,) = read_documents("\n".join(["溪口县2024年民生实事", *lines]), "通知.txt", Reference.default())
    return table


@pytest.mark.parametrize(
    ("item", "name", "direction"),
    [
        ("单位生产总值能耗比上年降低5%。", "单位生产总值能耗降低", "up"),
        ("二氧化硫排放量减少4%。", "二氧化硫排放量减少比例", "up"),
        ("化学需氧量、氨氮排放量分别削减20吨、3吨。", "化学需氧量排放量削减", "up"),
        ("减轻企业负担20亿元。", "减轻企业负担", "up"),
        ("生产安全事故起数下降10%。", "生产安全事故起数下降", "up"),
        ("公共机构用水量压减6%。", "公共机构用水量压减比例", "up"),
        ("消费投诉办理380件。", "消费投诉办理", "up"),
        ("城镇登记失业率控制在4%以内。", "城镇登记失业率", "down"),
        ("PM2.5平均浓度降至32微克/立方米。", "PM2.5平均浓度", "down"),
        ("工程审批时间压缩到60个工作日以内。", "工程审批时间", "down"),
        ("优良天数340天以上。", "优良天数", "up"),
    ],
)
def test_which_way_a_target_goes(item: str, name: str, direction: Direction) -> None:
    first = _plan(item).indicators[0]
    assert (first.name, first.role, first.direction) == (name, "target", direction)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("件实事和市2024年婚姻登记跨区通办等民生实事", ""),
        ("新建区档案馆1个", ""),
        ("新建区人民政府办公室", "新建区"),
        ("分解下达市级任务", ""),
        ("提升城乡供水一体化县域水平", ""),
        ("优化营商环境和市场主体培育", ""),
        ("关于做好合肥市瑶海区2022年民生工程的通知", "合肥市"),
        ("项城市2024年民生实事", "项城市"),
        ("创建全国文明城市", ""),
        ("太和县民生工程", "太和县"),
        ("2022年建水县民生实事", "建水县"),
    ],
)
def test_place_is_no_phrase_that_ends_like_one(text: str, place: str) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize(
    ("item", "names"),
    [
        ("我们将新建寄宿制学校2所。", ["新建寄宿制学校"]),
        ("整修山塘120口、渠道75公里。", ["整修山塘", "整修渠道"]),
        ("更换路灯80杆、铺设管道300延米。", ["更换路灯", "铺设管道"]),
        ("种植油茶2.1万亩、辣椒1.4万亩。", ["种植油茶", "种植辣椒"]),
        ("改造农贸市场6个、建筑面积1.8万平方米。", ["改造农贸市场", "改造农贸市场建筑面积"]),
        ("开发公益岗位640个，每人每月补贴500元。", ["开发公益岗位", "公益岗位补贴"]),
        ("改厕5000座，补助资金每座1000元。", ["改厕", "每座补助资金"]),
        ("新建改造农村户厕4000座，其中整村推进20个村。", ["新建改造农村户厕", "整村推进"]),
        ("财政补助标准提高到人均580元。", ["财政补助标准"]),
        (
            "公路养护40公里，投资500万元，桥梁加固6座，投资300万元。",
            ["公路养护", "公路养护投资", "桥梁加固", "桥梁加固投资"],
        ),
        ("实施“家政”培训：全年培训2000人次。", ["“家政”培训"]),
        ("全省城市、县城充电桩分别新增1.2万个、8000个。", ["城市充电桩", "县城充电桩"]),
        ("优化公交线路9条，公交站点500米覆盖率100%。", ["优化公交线路", "公交站点500米覆盖率"]),
        ("民生支出占一般公共预算支出比重保持在80%以上。", ["民生支出占一般公共预算支出比重"]),
        ("储备帐篷300顶、棉被2000床、折叠床800张。", ["储备帐篷", "棉被", "折叠床"]),
        ("城乡居民医保参保率巩固在96%以上。", ["城乡居民医保参保率"]),
        ("新增停车位200个，每个乡镇不少于20个。", ["新增停车位", "新增停车位"]),
    ],
)
def test_names_a_clerk_would_write(item: str, names: list[str]) -> None:
    assert [each.name for each in _plan(item).indicators if each.role == "target"] == names


def test_what_is_not_sure_is_doubted() -> None:
    table = _plan(
        "新增社区养老、农村低保对象各300人。",
        "每个乡镇新建1所敬老院。",
        "投入1500万元为困难群众买保险。",
        "更新水表1.2万块。",
        "淘汰燃煤锅炉120蒸吨。",
        "城镇住宅小区智能快件箱40格口。",
    )
    assert [(each.name, each.doubt) for each in table.indicators] == [
        ("新增社区养老对象", "“各”前面的几样按顿号拆开，请核对名称"),
        ("新增农村低保对象", "“各”前面的几样按顿号拆开，请核对名称"),
        ("新建敬老院", "说的是每一处的数，不是全部的，请核对任务数"),
        ("困难群众买保险投入", "说的是花多少钱去办，请核对是不是要考核的目标"),
        ("更新水表", ""),
        ("淘汰燃煤锅炉", "“蒸吨”不在单位表内，请核对是不是计量单位"),
        ("城镇住宅小区智能快件箱", "“格口”不在单位表内，请核对是不是计量单位"),
    ]


def test_counts_of_tasks_and_kinds_of_things_are_no_targets() -> None:
    left = _plan("办好5件12项民生实事，新建5人制足球场3个。").items[0].left_out
    assert [(each.text, each.reason) for each in left] == [
        ("5件", "项目个数"),
        ("12项", "项目个数"),
        ("5人", "规格"),
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("市人社局，各县（市）、区政府", ["市人社局", "各县（市）、区政府"]),
        ("各县（市、区）政府、市住建局", ["各县（市、区）政府", "市住建局"]),
        ("市疫情防控指挥部各工作组，市教育局", ["市疫情防控指挥部各工作组", "市教育局"]),
    ],
)
def test_collective_names_stay_whole(text: str, units: list[str]) -> None:
    assert [each.name for each in split_units(text, Register.default())] == units


def test_units_of_two_items_said_apart_are_not_taken_for_the_figures_of_one() -> None:
    table = _plan("新建充电桩50个。", "改造管网12公里，新建水厂2座，分别由县水利局、县住建局负责。")
    assert [item.lead.units for item in table.items] == [(), ("县水利局", "县住建局")]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("问：教育方面有哪些安排？", "教育方面"),
        ("记者：2025年我县在住房方面呢？", "住房方面"),
        ("网友：就业怎么抓？", "就业"),
    ],
)
def test_a_question_is_called_by_what_it_asks_about(question: str, name: str) -> None:
    assert title_of(question) == name
