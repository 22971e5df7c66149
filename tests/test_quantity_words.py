"""What each word around a number means, written out: none is lost or changes its meaning unnoticed."""

from __future__ import annotations

import pytest

from minsheng_xl.quantity import UnitTable, find_numbers, find_quantities, parse_target
from minsheng_xl.quantity.numbers import read_number
from minsheng_xl.quantity.words import state_of

TABLE = UnitTable.default()

BEFORE = {
    "ge": (
        "不低于 不少于 不小于 不得低于 不得少于 不得小于 不能低于 不能少于 不应低于 不应少于 不可低于"
        " 不可少于 不宜低于 不宜少于 至少 最低 最少 起码 下限 年满 满 大于等于 大于或等于 高于或等于"
        " ≥ ≧ ⩾ >= =>"
    ),
    "gt": "超过 超出 逾 超 突破 高于 大于 多于 >",
    "le": (
        "不超过 不高于 不多于 不大于 不得超过 不得高于 不得多于 不得大于 不能超过 不能高于 不应超过 不应高于"
        " 不可超过 不宜超过 不准超过 严禁超过 禁止超过 控制在 控制到 控制为 压缩到 压缩至 缩短到 缩短至"
        " 至多 最多 最高 上限 小于等于 小于或等于 低于或等于 ≤ ≦ ⩽ <="
    ),
    "lt": "低于 少于 小于 不满 未满 不足 不到 <",
    "approx": "大约 大概 大致 约 预计 估计 接近 近 稳定在 保持在 维持在 巩固在 ≈ ≒",
    "reach": (
        "达到 达 完成到 提高到 提高至 提高为 提升到 提升至 提升为 增加到 增加至 增加为 增至 上升到 上升至"
        " 上调到 上调至 上调为 升至 调整到 调整为 调整至 扩大到 扩大至 降到 降至 降低到 降低至 下降到 下降至"
        " 减少到 减少至 减至 压减到 压减至 压降到 压降至 下调到 下调至"
    ),
    "plain": (
        "从 由 自 有 在 为 是 均 各 再 共 共计 总计 合计 计 了 的 按 即 分别 其中 标准 标准为"
        " 实施 新建 建设 建成 改造 新增 改建 扩建 投入 投资 发放 培训 开展 组织 安排 筹集 开发"
    ),
}
AFTER = {
    "ge": "以上 及以上 或以上 (含)以上 （含）以上 含以上 （含）及以上 (含)及以上",
    "gt": "余 (不含)以上 （不含）以上 不含以上",
    "le": "以下 及以下 或以下 以内 及以内 之内 (含)以下 （含）以下 (含)以内 （含）以内 含以内",
    "lt": "之前 以前 (不含)以下 （不含）以下 不含以下 (不含)以内 （不含）以内",
    "approx": "左右 上下",
}


def ops(text: str) -> list[tuple[str, str]]:
    return [(each.value_text, each.op) for each in find_quantities(text, TABLE)]


@pytest.mark.parametrize(("op", "words"), BEFORE.items())
def test_words_before_a_number_state_its_relation(op: str, words: str) -> None:
    for word in words.split():
        assert ops(f"项目{word}5公里") == [("5", op)], word


@pytest.mark.parametrize(("op", "words"), AFTER.items())
def test_words_behind_a_unit_state_its_relation(op: str, words: str) -> None:
    for word in words.split():
        assert ops(f"项目5公里{word}") == [("5", op)], word


@pytest.mark.parametrize(("word", "op"), [("余", "gt"), ("多", "gt"), ("来", "approx")])
def test_words_between_a_number_and_its_unit_say_more_or_about(word: str, op: str) -> None:
    assert ops(f"项目50{word}公里") == [("50", op)]
    assert read_number(f"50{word}公里", None, TABLE).value is None


@pytest.mark.parametrize(
    "text", ["签约25家", "预约25家", "集约25家", "节约25家", "违约25家", "特约25家", "邀约25家", "缔约25家"]
)
def test_a_word_within_a_longer_one_states_nothing(text: str) -> None:
    assert ops(text) == [("25", "plain")]


@pytest.mark.parametrize(
    "text",
    [
        "下达25家",
        "发达25家",
        "送达25家",
        "转达25家",
        "传达25家",
        "就近25家",
        "附近25家",
        "临近25家",
        "邻近25家",
        "圆满25家",
        "商超25家",
    ],
)
def test_what_was_sent_down_is_not_reached(text: str) -> None:
    assert ops(text) == [("25", "plain")]


@pytest.mark.parametrize("word", ["提高", "上调", "上浮", "加发", "增发", "提标"])
def test_a_rise_is_no_target(word: str) -> None:
    (quantity,) = find_quantities(f"标准{word}60元", TABLE)
    assert quantity.role == "increment"
    (count,) = find_quantities(f"再{word}60户，", TABLE)
    assert count.role == "increment"


@pytest.mark.parametrize("word", ["增加", "提升"])
def test_what_is_added_is_a_rise_of_rates_and_standards_only(word: str) -> None:
    said = ["元", "%", "‰", "个百分点", "元/人·月", "户", "万元"]
    roles = [find_quantities(f"再{word}6{unit}，", TABLE)[0].role for unit in said]
    assert roles == ["increment"] * 5 + ["target"] * 2


@pytest.mark.parametrize(
    "verb",
    [
        "提高",
        "提升",
        "增加",
        "上升",
        "上调",
        "调整",
        "扩大",
        "增",
        "升",
        "降",
        "降低",
        "下降",
        "减少",
        "下调",
        "减",
    ],
)
@pytest.mark.parametrize("end", ["到", "至", "为"])
def test_the_level_before_is_no_target(verb: str, end: str) -> None:
    before, after = find_quantities(f"由574元{verb}{end}609元", TABLE)
    assert (before.role, before.value_text, before.op) == ("baseline", "574", "plain")
    assert (after.role, after.value_text, after.op) == ("target", "609", "reach")


@pytest.mark.parametrize("word", ["力争", "争取", "基本", "预期", "努力"])
def test_what_is_hoped_for_is_marked(word: str) -> None:
    assert [each.soft for each in find_quantities(f"全年{word}建成5个，另有3个", TABLE)] == [True, False]
    assert parse_target(f"全年{word}建成5个", TABLE).soft
    assert parse_target(f"{word}全覆盖", TABLE).soft


STATES = {
    "tbd": (
        "待定 待明确 待下达 待分解 未定 另行下达 另行明确 暂未下达 未下达 尚未下达 待省里确定 待上级通知"
        " 待省定目标下达后 待计划明确后 待指标确定后 待省里公布 待县里分解 待上级明确 待定（等文件）"
        " 以上级下达的任务为准 按省里分解任务为准 以市里核定数为准 以省批复为准 以省定目标为准 按省定任务为准"
    ),
    "actual": "据实 按实 据实发放 据实补助 据实结算 据实核定 按实际 按实际发生 按实结算",
    "placeholder": "/ \\ 无 无任务 没有任务 不涉及 无此项任务 无该项任务 /名 /平方米",
    "same": "同上 〃 同左 同前",
    "see": "见附件 详见附件 见备注 详见备注 见说明 详见说明 见附表 详见附表",
    "coverage": "全覆盖 全部覆盖 零填埋 动态清零 全额保障 应保尽保 应补尽补 实现全覆盖",
    "": "以旧换新 按期完成 待遇 无线 同上海 以县城为准 全覆盖5个村 每个行政村都要实现广播信号全覆盖",
}


@pytest.mark.parametrize(("state", "texts"), STATES.items())
def test_words_that_fill_a_cell_are_states(state: str, texts: str) -> None:
    for text in texts.split():
        assert state_of(text) == state, text


@pytest.mark.parametrize("word", ["一批", "一系列", "若干"])
def test_vague_amounts_are_words_and_no_numbers_gone_wrong(word: str) -> None:
    parsed = parse_target(word, TABLE)
    assert (parsed.kind, parsed.problem) == ("qualitative", "")


@pytest.mark.parametrize(
    "word",
    [
        "共",
        "共计",
        "合计",
        "总计",
        "累计",
        "累计完成",
        "完成",
        "已完成",
        "实际完成",
        "实际",
        "已",
        "有",
        "为",
        "达到",
        "达",
        "¥",
        "人民币",
    ],
)
def test_words_that_lead_up_to_a_number_of_a_cell_do_not_change_it(word: str) -> None:
    assert read_number(f"{word}35", None, TABLE).value == 35


COLLISIONS = {
    "部": "门队署",
    "分": "钟公局支别散级",
    "位": "于居置次",
    "家": "庭",
    "场": "馆所地",
    "名": "单称",
    "所": "有属",
    "对": "于接应",
    "门": "诊口",
    "只": "要有",
    "条": "例件",
    "台": "阶",
    "户": "籍",
    "个": "年性",
    "期": "间限",
    "天": "然",
    "方": "面式案",
    "口": "岸",
    "支": "持撑",
    "眼": "科",
    "组": "村民道路至到通公的长员",
    "项": "目",
}


@pytest.mark.parametrize(("unit", "next_"), COLLISIONS.items())
def test_a_counting_word_that_begins_another_word_is_none(unit: str, next_: str) -> None:
    for character in next_:
        assert ops(f"新建5{unit}{character}") == [], character


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("年代名称", "年代"),
        ("电压等级", "千伏安 千伏 kV KV kv 伏特 伏"),
        ("技术名称", "G K"),
        ("时长", "分钟 小时 秒钟 秒"),
        ("序号", "号 届 级 楼 栋号"),
        ("温度", "℃ 度"),
    ],
)
def test_words_behind_a_number_that_make_it_none(reason: str, words: str) -> None:
    for word in words.split():
        assert [(each.text, each.reason) for each in find_numbers(f"建设5{word}", TABLE)[1]] == [
            (f"5{word}", reason)
        ]


@pytest.mark.parametrize("unit", ["㎡", "㎞", "m²", "m³", "km²", "KM", "M2", "Km", "㎥"])
def test_signs_are_units(unit: str) -> None:
    (quantity,) = find_quantities(f"新建5{unit}，", TABLE)
    assert (quantity.unit, bool(quantity.unit_norm)) == (unit, True)


@pytest.mark.parametrize("noun", ["自然村", "村组", "村庄", "居民点", "集中供水", "集中饮用水"])
def test_the_size_of_a_settlement_is_a_condition(noun: str) -> None:
    (quantity,) = find_quantities(f"覆盖20户以上{noun}", TABLE)
    assert quantity.role == "criterion"


@pytest.mark.parametrize("noun", ["项目", "企业", "产业", "工业", "的项目", "的企业", "重大"])
def test_the_size_of_a_project_is_a_condition(noun: str) -> None:
    quantities = find_quantities(f"投资10亿元以上{noun}10个，20户以上{noun}", TABLE)
    assert [each.role for each in quantities] == ["criterion", "target", "target"]


@pytest.mark.parametrize("word", ["资金", "投入", "投资", "合计", "共计", "总额", "经费"])
def test_a_total_of_money_takes_no_denominator_from_its_sentence(word: str) -> None:
    _, total, share = find_quantities(f"每人每月60元，{word}500元，补助30元", TABLE)
    assert (total.unit_norm, share.unit_norm) == ("元", "元/人·月")
