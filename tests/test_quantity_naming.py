"""What the name of an indicator says of its figure: a change, an average, what there should be little of."""

from __future__ import annotations

import pytest

from minsheng_xl.quantity.naming import names_average, names_burden, names_change

CHANGES = {
    "named": (
        "能耗增速 收入增幅 产值增长 税收递增 水位上升 事故下降 成本降低 用水减少 能耗降幅 事故减幅"
        " 煤耗削减 能耗压减 能耗压降 氨氮减排"
    ),
    "amount": (
        "单位能耗 用水量 事故起数 发案 投诉 产值 城镇居民收入 进出口总额 参保人数 就诊次数 发电量"
        " 办件数 存款额 增加值 医疗费 贷款"
    ),
    "": "参保率 优良比例 群众满意度 综合指数 收入比重 发案率 投诉办结率 产值占比 幼儿园 改造危房",
}


@pytest.mark.parametrize(("said", "names"), CHANGES.items())
def test_names_that_tell_of_a_change(said: str, names: str) -> None:
    assert [name for name in names.split() if names_change(name) != said] == []


AVERAGES = (
    "人均面积 户均收入 生均经费 班均人数 校均规模 村均收入 乡均 镇均 县均 院均 亩均产值 床均 平均学时"
    " 每千人口托位 每万人口医生 每十万人口 每百户 每人住房 每户面积 每生图书 千人口床位 万人口"
)


def test_names_of_averages() -> None:
    assert [name for name in AVERAGES.split() if not names_average(name)] == []
    assert [name for name in ("改造危房", "千人计划", "均衡教育") if names_average(name)] == []


BURDENS = (
    "失业率 孕产妇死亡率 事故起数 投诉数量 单位能耗 PM2.5年均浓度 平均办理时限 火灾 欠薪案件 返贫人数"
    " 自付费用"
)
NONE = "事故起数下降 投诉办理 返贫监测 火灾演练 欠薪案件结案 合格率 失业率控制培训 幼儿园"


def test_names_of_what_there_should_be_little_of() -> None:
    assert [name for name in BURDENS.split() if not names_burden(name)] == []
    assert [name for name in NONE.split() if names_burden(name)] == []
    assert names_burden("产品不合格率")
