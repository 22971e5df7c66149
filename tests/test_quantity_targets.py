"""Target cells: seven states that are no numbers, numbers with their relation, and honest words."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.quantity import (
    Target,
    UnitTable,
    completion_rate,
    parse_target,
    propose_direction,
    propose_measure,
)

TABLE = UnitTable.default()

STATES: dict[str, list[str | None]] = {
    "tbd": [
        "待定",
        "待省定目标下达后另行明确",
        "待定（等省里文件）",
        "另行下达",
        "市里未下达",
        "待省下达任务数",
        "以上级文件为准",
        "另行通知",
        "等省厅通知",
        "按省下达任务数执行",
        "省任务下达后确定",
        "暂未确定",
        "（待定）",
    ],
    "dash": ["—", "－－", "-", "--", "——", "–"],
    "actual": ["据实", "据实发放", "按实"],
    "coverage": [
        "全覆盖",
        "应保尽保",
        "应补尽补",
        "应救尽救",
        "零填埋",
        "“零填埋”",
        "实现应享尽享",
        "动态清零",
    ],
    "placeholder": ["/名", "/人", "／座", "/", "无", "无任务"],
    "blank": ["", " ", "　", "\u00a0", None],
    "qualitative": [
        "一批",
        "逐步推进",
        "完成年度目标任务",
        "2024年底前完成",
        "创建4A级景区",
        "待遇落实到位",
        "等级评定完成",
        "按省文件要求落实",
        "未发生安全事故",
        "零门槛",
        "一老一小",
        "两不愁三保障",
        "“十四五”规划",
        "适度提高",
    ],
}


def target(text: str | Decimal | None) -> Target:
    return parse_target(text, TABLE)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in STATES.items() for text in texts])
def test_typed_states_are_seven_different_things_and_no_numbers(kind: str, text: str | None) -> None:
    parsed = target(text)
    assert (parsed.kind, parsed.value, parsed.problem) == (kind, None, "")
    assert completion_rate(parsed, Decimal(5)) is None
    assert parsed.met(Decimal(5)) is None


def test_nought_is_a_number_without_a_rate() -> None:
    assert target("0") == Target("0", "number", value=Decimal(0))
    assert target(Decimal(0)).kind == "number"
    assert completion_rate(target("0"), Decimal(5)) is None


@pytest.mark.parametrize(
    ("text", "op", "value", "unit"),
    [
        ("4.62", "plain", "4.62", ""),
        ("-5", "plain", "-5", ""),
        ("４．６２", "plain", "4.62", ""),
        ("1，941", "plain", "1941", ""),
        ("2016", "plain", "2016", ""),
        ("2024名", "plain", "2024", "名"),
        ("1.2万人", "plain", "1.2", "万人"),
        ("不少于3所", "ge", "3", "所"),
        ("不少于3", "ge", "3", ""),
        ("95%以上", "ge", "95", "%"),
        ("95以上", "ge", "95", ""),
        ("达到90%以上", "ge", "90", "%"),
        ("达到765元", "reach", "765", "元"),
        ("突破33万", "gt", "33", "万"),
        ("140余个", "gt", "140", "个"),
        ("不超过0.3万元", "le", "0.3", "万元"),
        ("控制在5%以内", "le", "5", "%"),
        ("低于4.4%", "lt", "4.4", "%"),
        ("5000名左右", "approx", "5000", "名"),
        ("5000左右", "approx", "5000", ""),
        ("约  3000", "approx", "3000", ""),
        ("每人每月不低于1050元", "ge", "1050", "元"),
        ("新建幼儿园3所", "plain", "3", "所"),
        ("8个月", "plain", "8", "个月"),
        ("十件", "plain", "10", "件"),
        ("至少一人", "ge", "1", "人"),
        ("三百二十", "plain", "320", ""),
        ("210套，其中城市棚户区200套", "plain", "210", "套"),
    ],
)
def test_numbers_with_their_relation(text: str, op: str, value: str, unit: str) -> None:
    parsed = target(text)
    assert (parsed.kind, parsed.op, parsed.value, parsed.unit) == ("number", op, Decimal(value), unit)
    assert parsed.raw == text


@pytest.mark.parametrize(
    ("text", "unit", "value", "op"),
    [
        ("2万", "户", "20000", "plain"),
        ("不少于2万", "户", "20000", "ge"),
        ("9千", "户", "9000", "plain"),
        ("500万", "元", "5000000", "plain"),
        ("500万元", "元", "5000000", "plain"),
        ("28万", "万元", "28", "plain"),
        ("1亿2000万元", "万元", "12000", "plain"),
        ("12000人", "万人", "1.2", "plain"),
        ("500米", "公里", "0.5", "plain"),
        ("12公顷", "亩", "180", "plain"),
        ("1.9万㎡", "平方米", "19000", "plain"),
        ("650元", "元/人·月", "650", "plain"),
        ("300名", "人", "300", "plain"),
        ("4.1万余", "人次", "41000", "gt"),
        ("3万余", "", "30000", "gt"),
        ("2万", "", "20000", "plain"),
        ("2万", "坐", "20000", "plain"),
        ("95%", "%", "95", "plain"),
        ("五分之四以上", "%", "80", "ge"),
        ("七成", "%", "70", "plain"),
        ("八成半以上", "%", "85", "ge"),
        ("约七成五", "%", "75", "approx"),
        ("十成", "%", "100", "plain"),
        ("一半以上", "%", "50", "ge"),
        ("半数", "%", "50", "plain"),
        ("过半", "%", "50", "gt"),
        ("过半数", "%", "50", "gt"),
        ("超半数", "%", "50", "gt"),
        ("超过半数", "%", "50", "gt"),
        ("超过一半", "%", "50", "gt"),
        ("一亿二千万", "人", "120000000", "plain"),
        ("百分之八十", "%", "80", "plain"),
        ("逾2.5万人", "人", "25000", "gt"),
        ("11个（不含）以上", "个", "11", "gt"),
        ("180①", "户", "180", "plain"),
        ("3\u200b100", "人", "3100", "plain"),
        ("\u202a3100\u202c", "人", "3100", "plain"),
    ],
)
def test_a_target_with_a_unit_of_its_own_is_in_that_of_its_row(
    text: str, unit: str, value: str, op: str
) -> None:
    target = parse_target(text, TABLE, unit)
    assert (target.kind, target.value, target.op, target.raw) == ("number", Decimal(value), op, text)
    assert target.unit in ("", unit)


@pytest.mark.parametrize("text", ["2O8", "7.1.2", "2024-04-06", "七成以上", "约七成五"])
def test_what_holds_digits_and_is_no_number_is_asked_about(text: str) -> None:
    target = parse_target(text, TABLE)
    assert (target.kind, target.value) == ("qualitative", None)
    assert target.problem.startswith(f"“{text}”读不出目标值，请写成数字")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("改造5公里、新建3座桥", "“改造5公里、新建3座桥”含有2个目标值，请一行写一个目标"),
        ("约三四百", "“约三四百”读不出目标值，请写成数字，如“300”“不少于300”“300左右”"),
        ("100-50个", "“100-50个”的下限大于上限，请更正"),
        ("同上", "目标写作“同上”，请写明目标值"),
        ("见附件", "目标写作“见附件”，请写明目标值"),
    ],
)
def test_a_problem_says_what_the_cell_holds_and_what_to_type(text: str, problem: str) -> None:
    assert target(text) == Target(text, "qualitative", problem=problem)


def test_a_description_is_not_searched_for_a_target() -> None:
    text = f"改造5公里，{'说明' * 97}"
    assert target(text).value == 5
    assert target(f"{text}。") == Target(f"{text}。", "qualitative")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全覆盖", Target("全覆盖", "coverage")),
        ("力争全覆盖", Target("力争全覆盖", "coverage", soft=True)),
        ("至少新建/座，改建/座", Target("至少新建/座，改建/座", "placeholder", "ge")),
        (
            "符合条件的对象力争全覆盖，应补尽补",
            Target("符合条件的对象力争全覆盖，应补尽补", "coverage", soft=True),
        ),
        ("8个月", Target("8个月", "number", value=Decimal(8), unit="个月")),
        ("覆盖8个月的婴儿", Target("覆盖8个月的婴儿", "qualitative")),
        ("5个（其中新建3个）", Target("5个（其中新建3个）", "number", value=Decimal(5), unit="个")),
    ],
)
def test_a_target_says_all_it_is_and_no_more(text: str, expected: Target) -> None:
    assert target(text) == expected


def test_ranges_and_levels_before_are_in_the_unit_of_the_row_too() -> None:
    span, rise = parse_target("3—5万", TABLE, "户"), parse_target("由5000元提高到6000元", TABLE, "万元")
    assert (span.low, span.high, span.unit) == (Decimal(30000), Decimal(50000), "")
    assert (rise.baseline, rise.value) == (Decimal("0.5"), Decimal("0.6"))


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("3000人", "户", "目标的单位“人”与本行单位“户”不能换算（量纲不同，人数与户数）"),
        ("5个（不含）以上", "%", "目标的单位“个”与本行单位“%”不能换算"),
        ("7980元/人·年", "元/人·月", "周期不同"),
        ("2万", "%", "“万”不能用在单位“%”前"),
        ("三分之二以上", "户", "“三分之二以上”是比例，本行单位“户”不是比率"),
    ],
)
def test_a_target_in_another_kind_of_unit_than_its_row_is_refused_with_both_named(
    text: str, unit: str, why: str
) -> None:
    target = parse_target(text, TABLE, unit)
    assert (target.kind, target.value) == ("qualitative", None)
    assert why in target.problem
    assert "请按本行单位填写" in target.problem


@pytest.mark.parametrize("text", ["3—5个", "3-5个", "3～5个", "3至5个", "3个-5个"])
def test_ranges(text: str) -> None:
    parsed = target(text)
    assert (parsed.kind, parsed.value) == ("range", None)
    assert (parsed.low, parsed.high) == (Decimal(3), Decimal(5))


@pytest.mark.parametrize(
    ("text", "value", "baseline", "increment"),
    [
        ("600元提高到650元", 650, 600, None),
        ("由600元提高到650元", 650, 600, None),
        ("从600提高到650", 650, 600, None),
        ("提高60达到765", 765, None, 60),
        ("从不低于600元每月提高到不低于650元/月", 650, 600, None),
        ("提高60元，达到765元", 765, None, 60),
    ],
)
def test_levels_before_and_rises(text: str, value: int, baseline: int | None, increment: int | None) -> None:
    parsed = target(text)
    assert parsed.value == value
    assert parsed.baseline == baseline
    assert parsed.increment == increment


def test_soft_targets_are_marked() -> None:
    assert target("力争100个").soft
    assert target("基本全覆盖").soft
    assert not target("确保100个").soft


@pytest.mark.parametrize(
    "text", ["约三四百", "几百人", "数十个", "300、400", "提高60元", "同上", "见附件", "一", "3000坐", "5-3"]
)
def test_what_ought_to_be_a_number_and_is_none_has_a_problem(text: str) -> None:
    parsed = target(text)
    assert (parsed.kind, parsed.value) == ("qualitative", None)
    assert text in parsed.problem


@given(st.text(max_size=250))
def test_only_numbers_and_ranges_have_values(text: str) -> None:
    parsed = target(text)
    assert (parsed.value is not None) == (parsed.kind == "number")
    assert (parsed.low is not None) == (parsed.kind == "range")
    assert not parsed.problem or parsed.kind == "qualitative"


@pytest.mark.parametrize(
    ("text", "below", "met"),
    [
        ("100", "99.99", "100"),
        ("达到100", "99.99", "100"),
        ("不少于100", "99.99", "100"),
        ("超过100", "100", "100.01"),
        ("不超过100", "100.01", "100"),
        ("低于100", "100", "99.99"),
        ("100左右", "94.99", "95"),
        ("90-100", "89.99", "95"),
    ],
)
def test_when_a_target_is_met(text: str, below: str, met: str) -> None:
    parsed = target(text)
    assert parsed.met(Decimal(below)) is False
    assert parsed.met(Decimal(met)) is True


@pytest.mark.parametrize(
    ("text", "met", "beyond"),
    [
        ("4.5", "4.5", "4.51"),
        ("不超过4.5", "4.5", "4.51"),
        ("低于4.5", "4.49", "4.5"),
        ("4左右", "4.2", "4.21"),
    ],
)
def test_of_the_lower_the_better_no_more_than_the_target_meets_it(text: str, met: str, beyond: str) -> None:
    parsed = target(text)
    assert parsed.met(Decimal(met), reverse=True) is True
    assert parsed.met(Decimal(beyond), reverse=True) is False


def test_completion_rates() -> None:
    assert completion_rate(target("3000"), Decimal(2520)) == 84
    assert completion_rate(target("756头"), Decimal(846)) == Decimal(846) / 756 * 100
    assert completion_rate(target("5%"), Decimal(4), reverse=True) == 100
    assert completion_rate(target("5%"), Decimal(0), reverse=True) == 100
    assert completion_rate(target("5%"), Decimal(10), reverse=True) == 50
    assert completion_rate(target("90-100"), Decimal(95)) == 100
    assert completion_rate(target("90-100"), Decimal(45)) == 50
    assert completion_rate(target("90-100"), Decimal(200)) == 50


@pytest.mark.parametrize(
    ("name", "unit", "text", "measure"),
    [
        ("新增发放创业担保贷款", "亿元", "待定", "flow"),
        ("城镇新增就业", "万人", "0.5", "flow"),
        ("新改建农村公路", "公里", "80", "flow"),
        ("失业保险参保人数", "万人", "37", "stock"),
        ("到期贷款回收率", "%", "95%以上", "ratio"),
        ("城市低保月人均保障标准", "元/人·月", "765", "standard"),
        ("民办养老机构奖补", "元/所·年", "—", "standard"),
        ("完善失业保险政策", "", "逐步推进", "qualitative"),
        ("普通门诊异地结算", "", "全覆盖", "ratio"),
        ("开工项目", "", "3", "flow"),
        ("PM2.5平均浓度", "微克/立方米", "不超过33", "ratio"),
        ("地表水总磷", "毫克/升", "不超过0.2", "ratio"),
        ("环境空气质量综合指数", "", "不超过4.2", "ratio"),
        ("群众满意度", "", "90", "ratio"),
        ("每千人口拥有托位", "个/千人", "4.5", "ratio"),
        ("营商环境评价", "分", "90", "standard"),
        ("企业开办时间", "天", "不超过1", "standard"),
        ("优良天数", "天", "不少于340", "flow"),
        ("优良天数比例", "%", "不低于86.5", "ratio"),
        ("基本医保参保率", "%", "95", "ratio"),
        ("送戏下乡", "场/年", "12", "flow"),
    ],
)
def test_the_way_of_counting_is_proposed_with_a_reason(name: str, unit: str, text: str, measure: str) -> None:
    proposed, reason = propose_measure(name, TABLE.read(unit).unit, target(text))
    assert proposed == measure
    assert reason


@pytest.mark.parametrize(
    ("name", "unit", "text", "measure", "reason"),
    [
        ("城市低保标准", "万元", "5", "standard", "名称含“标准”，不逐期相加"),
        ("低保", "元/人·月", "5", "standard", "单位“元/人·月”是标准，不逐期相加"),
        ("参保人数", "万人", "37", "stock", "名称含“参保”，报某一时点的总数"),
        ("改造危房", "户", "37", "flow", "名称含“改造”，逐期累计"),
        ("危房", "户", "37", "flow", "单位“户”的数量逐期累计"),
        ("参保率", "%", "95", "ratio", "单位“%”是比率，填截至本期的值"),
        ("托位", "个/千人", "4.5", "ratio", "单位“个/千人”是平均数，填截至本期的值"),
        ("开办时间", "天", "不超过1", "standard", "“不超过1”是时限，填截至本期的值"),
        ("参保率", "", "逐步推进", "qualitative", "没有单位，目标是文字"),
        ("参保率", "", "据实", "qualitative", "没有单位，目标是文字"),
        ("参保率", "", "待定", "ratio", "名称含“率”"),
        ("结算", "", "全覆盖", "ratio", "目标是覆盖要求，按覆盖率计"),
        ("开工", "", "3", "flow", "目标是数字，单位未填，暂按逐期累计"),
        ("开工", "", "3-5", "flow", "目标是数字，单位未填，暂按逐期累计"),
        ("开工", "", "待定", "flow", "目标待定，单位未填，暂按逐期累计"),
        ("开工", "", "—", "qualitative", "没有单位，也没有数字目标"),
    ],
)
def test_the_reason_for_a_way_of_counting_names_what_spoke_for_it(
    name: str, unit: str, text: str, measure: str, reason: str
) -> None:
    assert propose_measure(name, TABLE.read(unit).unit, target(text)) == (measure, reason)


def test_a_placeholder_is_soft_only_where_it_says_so() -> None:
    assert target("新增/名，农业/人") == Target("新增/名，农业/人", "placeholder")


@pytest.mark.parametrize(
    ("name", "text", "direction"),
    [
        ("城镇登记失业率", "4.4%", "down"),
        ("孕产妇死亡率", "8", "down"),
        ("个人年度自付费用", "不超过0.3万元", "down"),
        ("婚检率", "85%左右", "up"),
        ("防止返贫监测", "100户", "up"),
        ("辍学控制", "低于1%", "down"),
        ("空气质量指数", "50-100", "range"),
    ],
)
def test_the_better_direction_is_proposed(name: str, text: str, direction: str) -> None:
    assert propose_direction(name, target(text)) == direction


@pytest.mark.parametrize(
    ("name", "unit", "text", "op", "value"),
    [
        ("万元GDP能耗", "%", "下降3%以上", "ge", "3"),
        ("单位工业增加值能耗", "%", "降低5%", "plain", "5"),
        ("化学需氧量排放量减少", "%", "6", "plain", "6"),
        ("较大事故起数", "%", "下降15%", "plain", "15"),
        ("规上工业增加值", "%", "增长6%左右", "approx", "6"),
        ("农村居民收入增长", "%", "同比增长8%", "plain", "8"),
        ("学生近视率下降", "个百分点", "比上年下降0.5个百分点", "plain", "0.5"),
        ("二氧化碳减排", "吨", "减少2000吨", "plain", "2000"),
    ],
)
def test_a_change_is_the_target_of_a_row_that_counts_changes_and_better_when_larger(
    name: str, unit: str, text: str, op: str, value: str
) -> None:
    parsed = parse_target(text, TABLE, unit, name)
    assert (parsed.kind, parsed.op, parsed.value, parsed.problem) == ("number", op, Decimal(value), "")
    assert propose_direction(name, parsed) == "up"


@pytest.mark.parametrize(
    ("name", "unit", "text", "verb"),
    [
        ("城镇失业率", "%", "下降0.5%", "下降"),
        ("学生近视率", "%", "较上年下降4%", "下降"),
        ("培训人数", "人", "比上年增加150人", "增加"),
        ("新建公厕", "座", "比2023年多建3座", "增减"),
        ("农村居民人均可支配收入", "元", "比上年提高800元", "提高"),
        ("二氧化碳排放量", "吨", "减少2000吨", "减少"),
        ("专利授权", "件", "翻一番", "增减"),
        ("基础养老金", "元", "提高60元", "提高"),
    ],
)
def test_a_change_is_asked_about_where_the_row_counts_what_there_is(
    name: str, unit: str, text: str, verb: str
) -> None:
    parsed = parse_target(text, TABLE, unit, name)
    assert (parsed.kind, parsed.value) == ("qualitative", None)
    assert parsed.problem == f"“{text}”只写了{verb}多少，没有写达到多少，请补写目标值"


@pytest.mark.parametrize(
    ("name", "unit", "text", "value"),
    [
        ("每千人口托位数", "个", "达到4.5个", "4.5"),
        ("每千人口托位数", "个", "每千人口4.5个", "4.5"),
        ("托位数", "个/千人", "每千人口4.5个", "4.5"),
        ("人均体育场地面积", "平方米", "人均2.8平方米", "2.8"),
        ("托位数", "个", "每千人口4.5个", None),
        ("村医", "名", "每村1名", None),
        ("村医", "名", "各乡镇1名", None),
        ("文艺演出", "场", "每月1场", None),
        ("文艺演出", "场", "每年12场", "12"),
    ],
)
def test_a_figure_for_one_of_many_is_the_target_only_where_the_row_says_of_what(
    name: str, unit: str, text: str, value: str | None
) -> None:
    parsed = parse_target(text, TABLE, unit, name)
    assert parsed.value == (None if value is None else Decimal(value))
    assert bool(parsed.problem) is (value is None)


@pytest.mark.parametrize(
    ("name", "text", "direction"),
    [
        ("PM2.5平均浓度", "33", "down"),
        ("PM2.5浓度下降", "5%", "up"),
        ("办理时限", "压缩至3天", "down"),
        ("审批时限压缩", "50%", "up"),
        ("近视率", "降至38%", "down"),
        ("生产安全事故起数（起）", "12", "down"),
        ("事故救援演练", "12", "up"),
        ("群众投诉办结", "80", "up"),
        ("减轻患者用药负担", "300", "up"),
        ("食品抽检不合格率", "2", "down"),
        ("食品抽检合格率", "98", "up"),
        ("居民消费价格涨幅", "控制在3%左右", "down"),
    ],
)
def test_what_should_be_little_is_better_small_and_bringing_it_down_better_large(
    name: str, text: str, direction: str
) -> None:
    assert propose_direction(name, parse_target(text, TABLE, None, name)) == direction


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("20人×3天", "数的前后还有读不懂的字"),
        ("12个+18所", "请只写一个数"),
        ("2所、9个", "请一行写一个目标"),
        ("300名（男180名、女100名）", "括号里各数合计280，与前面的数不符"),
        ("5个以上（不含5个）", "看不出算不算在内"),
        ("300？", "带着问号"),
        ("各5所", "看不出“各”说的是几处"),
        ("XX人", "读不出目标值"),
        ("第300户", "读不出目标值"),
        ("13800138000", "像是号码"),
        ("-3", "是负数"),
    ],
)
def test_what_stands_round_a_figure_and_is_not_understood_is_asked_about(text: str, why: str) -> None:
    parsed = parse_target(text, TABLE, "名")
    assert (parsed.kind, parsed.value) == ("qualitative", None)
    assert why in parsed.problem


def test_every_unit_and_target_cell_of_the_printed_county_table(shared: Path) -> None:
    rows = json.loads((shared / "gold/ningdu2021.json").read_text("utf-8"))["rows"]
    for row in rows:
        parsed = target(row["target_text"])
        value = None if row["target_value"] is None else Decimal(str(row["target_value"]))
        assert (parsed.kind, parsed.value, parsed.problem) == (row["target_kind"], value, "")
        reading = TABLE.read(row["unit"])
        assert (reading.canonical, reading.notes) == (row["unit"], ())


@pytest.mark.parametrize(
    ("printed", "unit", "value", "op"),
    [
        ("不少于12路", "路", "12", "ge"),
        ("2000千伏安", "千伏安", "2000", "plain"),
        ("1250千伏安", "兆伏安", "1.25", "plain"),
        ("不少于300床", "床位", "300", "ge"),
        ("500张床位", "床位", "500", "plain"),
        ("12个", "村", "12", "plain"),
        ("360人天", "人·天", "360", "plain"),
        ("不超过5个工作日", "工作日", "5", "le"),
        ("50尾", "万尾", "0.005", "plain"),
        ("5兆瓦时", "千瓦时", "5000", "plain"),
        ("不少于12驿", "驿", "12", "ge"),
        ("20名以上教师", "人", "20", "ge"),
        ("二小时以内", "小时", "2", "le"),
        ("两年半", "年", "2.5", "plain"),
        ("3天半", "天", "3.5", "plain"),
        ("2个半天", "天", "2.5", "plain"),
        ("2个半月", "个月", "2.5", "plain"),
        ("2个半小时", "小时", "2.5", "plain"),
        ("不超过15分钟（含等候）", "分钟", "15", "le"),
    ],
)
def test_a_target_may_repeat_any_unit_of_its_column(printed: str, unit: str, value: str, op: str) -> None:
    target = parse_target(printed, TABLE, unit)
    assert (target.kind, target.value, target.op, target.problem) == ("number", Decimal(value), op, "")


@pytest.mark.parametrize(
    ("printed", "unit"), [("20个工作日", "天"), ("40学时", "小时"), ("8元/斤", "元/公斤"), ("3台", "台套")]
)
def test_a_target_in_a_unit_of_another_meaning_is_asked_for(printed: str, unit: str) -> None:
    target = parse_target(printed, TABLE, unit)
    assert target.value is None
    assert "不能换算" in target.problem
