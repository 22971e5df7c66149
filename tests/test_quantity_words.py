"""What each word around a number means, written out: none is lost or changes its meaning unnoticed."""

from __future__ import annotations

from decimal import Decimal

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
        " 减少到 减少至 减至 压减到 压减至 压降到 压降至 下调到 下调至 上升为 扩大为 增到 增为 升到 升为"
        " 降为 降低为 下降为 减少为 下调为 减到 减为 压减为 压降为"
    ),
    "plain": (
        "从 由 自 有 在 为 是 均 各 再 共 共计 总计 合计 计 了 的 按 即 分别 其中 标准 标准为"
        " 确保 保证 实现 完成 全年 累计 要 应 已完成 已"
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


def test_what_is_hoped_for_is_so_across_the_words_between() -> None:
    led_up_to = " ".join(BEFORE.values()).split()
    hard = [word for word in led_up_to if not find_quantities(f"力争{word}5公里", TABLE)[0].soft]
    assert hard == []


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
    said = ["元", "%", "‰", "个百分点", "倍", "元/人·月", "户", "万元"]
    roles = [find_quantities(f"再{word}6{unit}，", TABLE)[0].role for unit in said]
    assert roles == ["increment"] * 6 + ["target"] * 2


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
        " TBD tbd"
        " 以上级下达的任务为准 按省里分解任务为准 以市里核定数为准 以省批复为准 以省定目标为准 按省定任务为准"
    ),
    "actual": "据实 按实 按实际参保人数补助 据实发放 据实补助 据实结算 据实核定 按实际 按实际发生 按实结算",
    "placeholder": (
        "/ \\ 无 不下达 本县不下达 不单独下达 不分解 无任务 没有任务 不涉及 无此项任务 无该项任务 /名 /平方米"
    ),
    "same": '同上 〃 " 同左 同前',
    "see": "见附件 详见附件 见备注 详见备注 见说明 详见说明 见附表 详见附表",
    "coverage": (
        "全覆盖 全部覆盖 零填埋 动态清零 全部清零 全额保障 清零 实现清零 全面清零 基本清零 全部"
        " 全部完成 全部达标 应保尽保 应补尽补 实现全覆盖"
    ),
    "": "以旧换新 按期完成 待遇 无线 同上海 以县城为准 全覆盖5个村 每个行政村都要实现广播信号全覆盖",
}


@pytest.mark.parametrize(("state", "texts"), STATES.items())
def test_words_that_fill_a_cell_are_states(state: str, texts: str) -> None:
    for text in texts.split():
        assert state_of(text) == state, text


UNDECIDED = {
    "按{}下达任务执行": "上级 上面 国家 中央 部里 省 市 州 盟 地区 自治区 厅 局 县",
    "省发展改革委目前{}下达": "未 没有 没 尚未 还未 仍未 暂未 暂不 还没有 还没 无",
    "{}上级补填": "待 等 等待 等候 视 候",
    "{}安排": "另行 另",
    "{}上级分解任务执行": "以 按 按照 依 依照 依据 根据 由 随",
    "待有关部门{}再报": (
        "下达 分解 明确 确定 公布 批复 核定 核准 审定 印发 出台 通知 发文 来文 安排 分配 下发 补充 商定 议定"
        " 测算 文件 定目标 定任务 定计划 定指标"
    ),
    "按省{}的任务执行": (
        "下达 下发 分解 分配 明确 确定 公布 批复 核定 核准 审定 定目标 定任务 定计划 定指标"
    ),
    "随省分解任务指标数量情况{}": (
        "的 任务 指标 目标 计划 数 数量 情况 后 再 而 实际 最终 执行 确定 定 下达 完成 落实 办理 为准"
    ),
    "待省发展改革委会同财政厅研究{}": "下达 明确 确定 分解 通知 下达后 明确后 确定后 公布",
    "以年度{}的任务数量为准": "下达 分解 核定 批复 定目标 定任务",
    "等{}": "定 定下 定下来 到 下 补 补填 填",
    "{}，待通知": "暂无 暂缺 暂无任务 尚无任务 不确定 暂未定",
}
"""Sentences that leave a number to a superior, each with the words of which it needs one."""


@pytest.mark.parametrize(("sentence", "words"), UNDECIDED.items())
def test_what_a_superior_has_yet_to_lay_down_is_undecided(sentence: str, words: str) -> None:
    for word in words.split():
        assert state_of(sentence.format(word)) == "tbd", word
    assert state_of(sentence.format("甲")) == ""


NONE = (
    "发生 事故 死亡 伤亡 亡人 发案 案件 投诉 上访 感染 疫情 病例 差错 违规 溺亡 返贫 辍学 失学 欠薪"
    " 拖欠 火灾 新增"
)


@pytest.mark.parametrize("what", NONE.split())
def test_what_may_not_happen_once_is_at_most_nought(what: str) -> None:
    for text in (f"零{what}", f"确保0{what}", f"无{what}"):
        parsed = parse_target(text, TABLE, "起")
        assert (parsed.kind, parsed.op, parsed.value) == ("number", "le", Decimal(0)), text


def test_a_long_cell_is_a_description_and_no_state() -> None:
    assert [state_of("按实际" + "补" * more) for more in (21, 22)] == ["actual", ""]


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
        "累积",
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
        "新增",
        "培训",
        "发放",
        "建成",
        "新建",
        "改造",
        "资助",
        "救助",
        "办理",
        "本月",
        "本期",
        "当月",
        "本月完成",
        "本期完成",
        "当月完成",
    ],
)
def test_words_that_lead_up_to_a_number_of_a_cell_do_not_change_it(word: str) -> None:
    assert read_number(f"{word}35", None, TABLE).value == 35


CHANGES = {
    "{}5个": "下降 降低 减少 压减 压降 下调 降 减 少 降幅 减幅",
    "{}幅度5%": "增长 递增 上升 上涨 提高 提升 增幅 增速 增 涨",
    "{}年多5个": "比上 较上 比去 较去 比前 较前 比基 较基 比20 较20 同比 环比 基础上 逐年",
    "比上年{}5个": "增加 新增 多 增多 扩大 净增",
    "下降{}5个": "率 幅度 了",
    "涨{}5%": "幅",
    "比上年{}": "倍增 成倍增长 翻番 翻一番 翻两番 翻倍 增长一倍 增加一倍",
}
"""What tells of a change, each with the words of which it needs one."""
NAMED_CHANGES = (
    "下降 降低 减少 压减 压降 下调 降幅 减幅 增长 递增 上升 上涨 提高 提升 增幅 增速 增加 新增 增多 扩大 净增"
)
"""Changes that are named when they are asked about; the others are called 增减."""


@pytest.mark.parametrize(("sentence", "words"), CHANGES.items())
def test_a_change_says_nothing_of_what_is_to_be_reached(sentence: str, words: str) -> None:
    for word in words.split():
        parsed = parse_target(sentence.format(word), TABLE, "个")
        told = next((each for each in NAMED_CHANGES.split() if each in parsed.raw), "增减")
        assert parsed.problem == f"“{parsed.raw}”只写了{told}多少，没有写达到多少，请补写目标值"


PLACES = (
    "乡镇 乡 镇 乡镇街道 街道 村 行政村 社区 村社区 学校 校 医院 卫生院 县区 县 区 单位 部门 站 园 点 片区"
)


@pytest.mark.parametrize("place", PLACES.split())
def test_a_figure_for_each_of_several_places_is_asked_about(place: str) -> None:
    problem = parse_target(f"各{place}5个", TABLE, "个").problem
    assert problem == f"“各{place}5个”看不出“各”说的是几处，请写合计"


DOING = (
    "更换 铺设 新开 购置 采购 安装 配备 配置 创建 引进 建立 打造 种植 栽植 补植 修建 修复 维修 清理 整治 改建"
    " 增设 设置 增加 完成 办理 查处 救助 发展 养殖 放流 新建 建成 改造"
)
NEVER = (
    "部门 单位 年级 以上 以下 左右 以内 之间 期间 目标 任务 标准 工程 行动 计划 规划 热线 强 后 前 中 时"
    " 等 的 了"
)


def test_what_was_done_to_so_many_has_a_unit_though_none_that_is_known() -> None:
    found = {word: find_quantities(f"{word}设施12驿，", TABLE) for word in DOING.split()}
    assert [word for word, listed in found.items() if [each.unit for each in listed] != ["驿"]] == []


@pytest.mark.parametrize("word", NEVER.split())
def test_what_follows_a_number_and_is_no_unit_gives_it_none(word: str) -> None:
    assert [each.unit for each in find_quantities(f"更换设施12{word}，", TABLE)] in ([], [""])


@pytest.mark.parametrize("word", ["含", "其中", "包括", "包含", "内含"])
def test_a_part_named_behind_a_number_does_not_change_it(word: str) -> None:
    assert read_number(f"145（{word}上月补报15）", None, TABLE).value == 145


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


@pytest.mark.parametrize("span", ["年", "个月", "天", "工作日", "个工作日"])
def test_a_span_of_time_is_a_condition(span: str) -> None:
    (quantity,) = find_quantities(f"办结3{span}内的申请", TABLE)
    assert (quantity.unit, quantity.role) == (span, "criterion")


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
