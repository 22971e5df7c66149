"""What each word of 进展说明 makes a number state of its row, written out word by word."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from minsheng_xl.checks.engine import Example
from minsheng_xl.checks.evidence.note_words import Words, other_times, phrases, placeholders, words_of
from minsheng_xl.model import Indicator, Period
from minsheng_xl.quantity import UnitTable
from tests.examples import inputs_of

TABLE = UnitTable.default()
PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、民生 |
| 1. 办实事 |  |  | 县人社局 |  |
| 改造危房 | 户 | 200 |  |  |
| 城乡居民医保参保率 | % | 95 |  |  |
| 完善政策 | — | 逐步推进 |  |  |
| 支持创业 | 万元 | 500 |  |  |
"""
HOUSES, ENROLLED, POLICY, LOANS = inputs_of(Example(table=PLAN))["table"].indicators
AUGUST = Period(2021, 8)


def read(text: str, indicator: Indicator = HOUSES, month: int = 8) -> Words:
    return words_of(text, indicator, TABLE, Period(2021, month))


def sorts(text: str, indicator: Indicator = HOUSES, month: int = 8) -> list[tuple[str, int]]:
    return [(each.sort, int(each.value)) for each in read(text, indicator, month).claims]


def whole(text: str, kind: str) -> str:
    """The clause of a text that says how far the row is, of one kind."""
    return read(text).clauses.get(kind, "")


CUES = {
    "total": (
        "累计 累积 总计 共计 合计 一共 总共 迄今 至今 年初以来 今年以来 1-8月 1月至8月 1—8月"
        " 1月到8月 1～8月 截至8月底累计"
    ),
    "month": "本月 当月 本期 8月 8月份",
    "some": "已经 已 现已 均已 业已 顺利完成 实际完成 全部完成 完成 截至8月底完成 截至8月，完成 1月，完成",
}


@pytest.mark.parametrize(("sort", "cues"), CUES.items())
def test_what_a_number_is_stated_of(sort: str, cues: str) -> None:
    for cue in cues.split():
        assert sorts(f"{cue}改造危房173户") == [(sort, 173)], cue
        if "已" not in cue:
            assert sorts(f"{cue}173户") == [(sort, 173)], cue


@pytest.mark.parametrize("text", ["7月改造173户", "18月改造173户", "截至8月173户", "8月底173户"])
def test_of_another_month_nothing_is_stated(text: str) -> None:
    assert sorts(text) == []


AROUND = {
    "target": (
        "年度目标 全年任务 年初计划 今年目标任务 本年任务数 总目标 全县年度任务数量 我县任务总数"
        " 我局计划 该项目年度目标为 本项任务是 年度的目标 目标： 目标任务数为 计划"
    ),
    "before": "上期累计 上月累计 上个月累计 上期底累计 上月末累计完成 上月底累计",
    "left": "剩余 余下 还剩 尚余 剩下 还剩余 目前剩余 现剩余 目前剩下的",
}


@pytest.mark.parametrize(("sort", "leads"), AROUND.items())
def test_targets_what_came_before_and_what_is_left(sort: str, leads: str) -> None:
    for lead in leads.split():
        assert sorts(f"{lead}62户") == [(sort, 62)], lead


def test_what_came_before_is_so_called_or_built_upon() -> None:
    assert sorts("在上月130户的基础上") == [("before", 130)]
    assert sorts("上月130户") == []


OTHER = (
    "剩余 余下 尚余 还有 还剩 尚有 未完成 缺口 差距 还差 相差 尚差 计划 拟 预计 预期 将 争取 力争"
    " 目标 任务 指标 年度 下月 下期 下一步 下阶段 上月 上期 上年 去年 同期 往年 同比 环比 比上 较上"
    " 较去 其中 含 包括 每 人均 户均 平均 涉及 覆盖 服务 惠及 受益 带动 辐射 出动 走访 排查 检查"
    " 超额 超出 多 提前 剔除 冲减 核减 退出 减少 更正 误 原报 应为 另 第一 第二 第三 第四 第五 第六"
    " 第七 第八 第九 第十 分一 分二 分两 分三 分四 分五 分六 首批 一批 批次 一期 二期 续建 在建"
    " 正在 待 审核 公示 申请 申报 受理 报名 摸底 签订 签约 下达 到位 拨付"
)
VERBS = (
    "完成 建成 新建 改建 改造 扩建 建设 竣工 完工 开工 发放 兑付 支付 培训 举办 开展 组织 实施 落实"
    " 新增 实现 安置 救助 资助 补助 补贴 参保 办理 办结 放映 演出 送 维修 修建 铺设 安装 配备 购置"
    " 种植 改良 治理 整治 接种 筛查 体检 享受 纳入 保障 提供 帮扶 扶持 转移 就业 建立 创建 投放"
    " 更换 加固 硬化 提升 开发 完善 推广 达到 达 已经 已 了 共 全县 全区 全市 我县 我局 各类 各项"
    " 有 为 是 的 约 近 在 人员 对象 工作 项目 工程 目前 现 ： : 截至 截止 底 末 日 月 年 今 到"
)


def test_a_number_of_something_else_is_no_claim() -> None:
    said = {word: dict(sorts(f"累计改造危房{word}173户")) for word in OTHER.split()}
    assert [word for word, claims in said.items() if claims.keys() & {"total", "month", "some"}] == []


def test_verbs_and_small_words_leave_the_subject_the_row_s_own() -> None:
    wrong = [word for word in VERBS.split() if sorts(f"累计{word}户数173户") or not sorts(f"累计{word}173户")]
    assert wrong == []


LEVEL = (
    "截至目前 截止目前 截至到目前 到目前 至目前 目前 现在 2021年8月 8月 8月份 8月底 8月末 31日 本月"
    " 本期 今年 全县 我县 标准 水平 每人 每户 每月 每年 每生 每床 每亩 每个 每人均 人均 执行 发放"
    " 已 现 均 仍 达到 达到了 达 为 是 提高到 提高至 提高为 提升到 提升至 稳定在 保持在 维持在 增至"
    " 升至 降到 降至 下降到 下降至 共有 有 共 ： 医保 参保率 截至8月底参保率已提高到"
)


def test_of_a_level_the_figure_at_the_time_is_stated() -> None:
    wrong = [word for word in LEVEL.split() if sorts(f"{word}93%", ENROLLED) != [("total", 93)]]
    assert wrong == []
    assert sorts("93%", ENROLLED) == []
    assert sorts("满意度93%", ENROLLED) == []
    assert sorts("上月参保率93%，参保率目标93%", ENROLLED) == []


RATES = (
    "完成年度任务的 达到全县目标的 达年初计划任务的 占全年任务数的 为总任务量的 已达本年目标额"
    " 系今年计划指标的 占年度任务约 占年度任务近 占年度任务达 占年度任务达到 占年度任务比例"
    " 占年度任务比例达 占年度任务为 占年度任务比例为 占既定目标 占预定目标 占省定目标"
    " 占市定任务总数 占下达的计划总量 占了总任务的 任务完成率 目标完成率达到 计划完成率为"
    " 总体完成率 总任务完成比例是 完成进度约 任务总完成率： 完成率已达 占省定下达任务"
)


def test_what_is_not_done_is_what_is_left() -> None:
    for lead in ["目前还有", "尚有", "现仍有", "还有"]:
        for behind in ["未完成", "没有开工", "没实施", "还未竣工", "尚未到位", "还没有完成"]:
            assert sorts(f"{lead}62户{behind}") == [("left", 62)], (lead, behind)
    assert sorts("还有62户，已验收") == []


def test_a_figure_of_the_year_said_to_be_a_task_is_the_target() -> None:
    for lead in ["全年", "对照年初", "年度", "今年", "本年", "下达"]:
        for behind in ["任务", "的目标", "年度任务", "的全年目标", "年初目标"]:
            assert sorts(f"{lead}200户{behind}") == [("target", 200)], (lead, behind)
    assert sorts("200户的年度目标，200户任务，全年200户贫困户") == []


def test_what_was_spent_is_a_sum_of_rows_of_money_only() -> None:
    for word in ["支出", "投入", "拨付", "兑现", "支付", "落实", "使用", "安排", "下达", "到位"]:
        assert sorts(f"累计{word}173万元", LOANS) == [("total", 173)], word
    for word in ["支出", "投入", "拨付", "兑现", "使用", "安排", "下达"]:
        assert sorts(f"累计{word}173户") == [], word


def test_of_all_that_there_are_no_more_can_be_done() -> None:
    for lead in ["共有", "全县现有", "符合条件危房", "对象", "应保", "应享"]:
        for all_ in ["全部纳入", "均已纳入", "做到应保尽保"]:
            assert sorts(f"{lead}173户，{all_}") == [("group", 173)], (lead, all_)
    assert sorts("全县现有173户，正在摸底") == []


REASONS = (
    "因 由于 调整 政策 核减 冲减 更正 追加 集中 一次性 超额 提前"
    " 增加 减少 上升 下降 新增 停 退出 核实 属实 补报 季节"
)


def test_reasons_are_known_by_their_words() -> None:
    reason = phrases()["around"]["reason"]
    assert [word for word in REASONS.split() if not reason.search(f"本月{word}了")] == []
    assert not reason.search("正常推进，无异常")


def test_a_percentage_of_the_task_is_a_rate() -> None:
    wrong = [
        word for word in RATES.replace("：完", "： 完").split() if sorts(f"{word}86%") != [("percent", 86)]
    ]
    assert wrong == []


def test_a_percentage_of_something_else_is_none() -> None:
    words = (
        "时间 序时 投资 资金 形象 工程量 工程进度 支出 拨付 同比 环比 增长 提高 增幅 超 满意 合格"
        " 群众 预计 计划年底 计划下月 目标为 目标是"
    )
    assert [word for word in words.split() if sorts(f"{word}任务完成率86%")] == []


INVESTED = (
    "完成投资 完成投资额 完成固定资产投资 完成项目投资 投资已完成 投资额已完成 投资完成"
    " 投资额累计完成 完成投资约 完成投资为 完成投资共 完成投资达到 完成投资已达"
)


def test_money_invested_is_told_in_ten_thousands() -> None:
    for lead in INVESTED.split():
        assert sorts(f"{lead}2亿元") == [("invested", 20000)], lead
        assert sorts(f"{lead}200万元", LOANS) == [("invested", 200)], lead


@pytest.mark.parametrize(
    "place",
    [
        "梅江镇",
        "石上乡",
        "城关街道",
        "李村",
        "阳光社区",
        "林场",
        "城区",
        "宁都县",
        "瑞金市",
        "梅江镇完成",
        "梅江镇有",
    ],
)
def test_parts_by_place_are_known_as_such(place: str) -> None:
    (whole,) = read(f"累计改造138户，其中{place}80户、{place}58户").breakdowns
    assert ([int(each.value) for each in whole.parts], whole.by_place) == ([80, 58], True)
    (other,) = read(f"累计改造138户，其中{place}80户、C级58户").breakdowns
    assert not other.by_place


def test_parts_stand_near_their_total() -> None:
    assert len(read("累计改造138户，验收了其中C级80户").breakdowns) == 1
    assert read("累计改造138户，已验收了其中C级80户").breakdowns == ()
    assert len(read("累计改造138户，验收后分别80户、58户").breakdowns) == 1
    assert read("累计改造138户，已验收后分别80户、58户").breakdowns == ()


def test_parts_end_with_their_sentence_and_are_no_money_or_rates() -> None:
    (whole,) = read("累计改造138户，其中C级80户，占任务的40%。D级58户").breakdowns
    assert [int(each.value) for each in whole.parts] == [80]
    assert read("累计改造138户，均已验收，其中C级80户").breakdowns == ()
    assert read("剩余138户，其中C级80户").breakdowns == ()


DONE = (
    "已全部完成 该项目已提前完成 本项工作全面完成 此项任务圆满完成 上述工程现已全部竣工"
    " 以上事项均已全部办结 年度任务已提前完工 全年目标业已超额完成 目标任务顺利如期按时按期完成"
    " 全部建设完成 全部实施完成 全部办理完成 全部发放完成 全部落实到位 已完成了全年任务"
    " 已完成年度目标 完成今年计划 完成本年任务 完成既定目标 完成预定任务数 完成目标任务量"
    " 提前完成建设 圆满完成工作 全部完成目标任务 该指标已完成全年任务 共完成全部任务"
)
NOT_DONE = "已完成 招标工作已全部完成 施工全部完成 全部开工 第一批已全部完成 基本完成全年任务 力争全部完成"
UNTOUCHED = (
    "未启动 没有启动 没启动 未开工 未实施 未开展 未动工 未开始 该项目尚未启动"
    " 本项工作目前还没有启动 此项任务现未正式启动 上述工程暂未开工建设 以上事项仍未开始实施"
    " 指标均未开展工作 至今未全面实施 尚未实质性启动 尚未实质启动 受资金影响尚未启动"
    " 因征地原因项目未开工 由于雨季影响未开工 鉴于审批影响未开工"
)


def test_clauses_that_say_all_is_done() -> None:
    assert [text for text in DONE.split() if read(f"{text}，正在验收").done != text] == []
    assert [text for text in NOT_DONE.split() if read(text).done] == []


def test_clauses_that_say_nothing_has_begun() -> None:
    assert [text for text in UNTOUCHED.split() if whole(f"{text}，下月进场", "untouched") != text] == []
    assert [text for text in ("已启动", "未完成", "招标未开始公告") if whole(text, "untouched")] == []


MET = (
    "达到全年目标 累计已超过年度目标 目前实现既定的目标 均已突破今年目标值 超额完成了本年目标任务"
    " 已达标 均达标 目前已达标"
)
UNMET = (
    "未达到目标 目前尚未实现全年目标 还没有能达到年度目标值 仍没达到既定目标任务"
    " 现未能实现今年的目标 未达标 仍未达标"
    " 低于目标 目前低于目标要求"
)
IDLE = "本月无新增 当月暂无新的进展 本期尚未开展 8月没有组织实施 8月份未完成任务 本月未启动 本期没有新进展"
BUILT = "已建成 均已竣工 都已全部完工 均已经投用 已全部投入使用 已建成投用"


@pytest.mark.parametrize(
    ("kind", "texts"), [("met", MET), ("unmet", UNMET), ("idle", IDLE), ("built", BUILT)]
)
def test_clauses_that_say_how_far_the_row_is(kind: str, texts: str) -> None:
    assert [text for text in texts.split() if whole(f"{text}，正在验收", kind) != text] == []
    assert whole("9月份未完成任务，明年达到全年目标，正在建成", kind) == ""


EIGHT_TENTHS = "完成任务的八成 完成了全年任务近八成 达到年度目标约八成 占任务超过八成 过八成 达八成"


def test_rates_are_said_in_tenths_too() -> None:
    for text in [
        "完成任务的八成",
        "完成了全年任务近八成",
        "达到年度目标约八成",
        "占任务超过八成",
        "过八成",
        "达八成",
    ]:
        assert sorts(text) == [("percent", 80)], text
    (half,) = read("完成任务不到六成半").claims
    assert (half.value, half.soft) == (Decimal(65), True)
    assert read("八成新").claims == ()


FUTURE = (
    "预计 预期 计划 拟 届时 争取 力争 确保 保证 将 待 下月 下一步 下阶段 明年 还需 尚需 仍需 需完成"
    " 需要完成 12月底前 12月末前 31日末前 年底前 9月前 31日前 国庆之前"
)


def test_what_is_to_come_in_a_sentence_is_no_claim() -> None:
    assert [word for word in FUTURE.split() if sorts(f"{word}完工，累计改造173户")] == []
    present = ["目前", "已", "截至8月", "本月", "当月", "本期", "实际"]
    assert [word for word in present if not sorts(f"计划年底完工，{word}验收，累计改造173户")] == []
    assert sorts("计划年底完工。累计改造173户") == [("total", 173)]


def test_all_done_names_the_figures_of_its_clause() -> None:
    words = read("累计改造138户，200户已全部完成，另有3户")
    assert (words.done, words.done_of) == ("200户已全部完成", (Decimal(200),))
    words = read("完成全年任务200户")
    assert (words.done, words.done_of) == ("完成全年任务200户", (Decimal(200),))


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("截至6月底累计138户", "截至6月"),
        ("截止2020年8月累计138户", "截止2020年8月"),
        ("截止到6.30累计138户", "截止到6."),
        ("截至06/30累计138户", "截至06/"),
        ("7月完成18户", "7月完成18"),
        ("2020年1—8月累计改造138户", "2020年1—8月累计改造138"),
    ],
)
def test_another_time_is_told_as_printed(text: str, stated: str) -> None:
    assert list(other_times(text, AUGUST)) == [stated]


BROUGHT = "完成 新增 培训 发放 建成 改造 办理 资助 救助 安置"


@pytest.mark.parametrize("verb", BROUGHT.split())
@pytest.mark.parametrize("how", ["", "当月", "累计", "共", "已", "新", "实际"])
def test_what_another_month_brought_is_of_another_time(how: str, verb: str) -> None:
    assert list(other_times(f"7月份{how}{verb}危房18户", AUGUST)) == [f"7月份{how}{verb}危房18"]


@pytest.mark.parametrize(
    "now",
    [
        "本月",
        "当月",
        "本期",
        "目前",
        "现已",
        "至今",
        "迄今",
        "今年",
        "本年",
        "8月",
        "截至8月底",
        "截至9月2日",
    ],
)
def test_a_text_that_speaks_of_the_period_as_well_is_of_the_period(now: str) -> None:
    assert list(other_times(f"截至6月底累计120户，{now}138户", AUGUST)) == []


SIGNS = "XX X x xxx Ｘ × ×× __ ＿＿＿ ** ＊＊ ○○ 〇〇"


@pytest.mark.parametrize("sign", SIGNS.split())
def test_signs_that_stand_for_a_number_are_told_with_their_unit(sign: str) -> None:
    assert list(placeholders(f"已改造{sign}户", TABLE)) == [f"{sign}户"]
    assert list(placeholders(f"已改造{sign}，", TABLE)) == []


GOING_ON = (
    "正在建设 正加快施工 正在抓紧改造 正在紧张修建 正在铺设"
    " 正在安装 正在装修 建设中 施工中 建设进行中 施工进行中"
)
BESIDES = "剩余 其余 余下 剩下 另 二期 后续 扩建 续建 收尾 超 明年 新增任务 追加 下一批 第二批 第三批 第四批"


def test_work_that_goes_on_and_what_explains_it() -> None:
    def unmatched(pattern: re.Pattern[str], listed: str) -> list[str]:
        return [text for text in listed.split() if not pattern.search(text)]

    clauses = phrases()["clauses"]
    assert unmatched(clauses["going_on"], GOING_ON) == []
    assert unmatched(clauses["besides"], BESIDES) == []
    assert len(unmatched(clauses["going_on"], "正在验收 改造完成 建设单位")) == 3


def test_ranges_and_unknown_units_are_no_claims() -> None:
    assert read("累计改造危房3-5户").claims == ()
    assert read("累计改造危房5驿").claims == ()


def test_without_a_period_no_month_is_the_one_reported() -> None:
    for month in range(1, 13):
        assert words_of(f"{month}月改造危房173户", HOUSES, TABLE, None).said("month") == []


def test_nothing_is_read_into_words_of_a_qualitative_row_or_of_none() -> None:
    assert read("累计改造173户", POLICY) == Words()
    assert read("") == Words()


def test_a_claim_is_exact_to_what_is_printed() -> None:
    (exact, rounded, soft) = read("累计改造173户，累计0.02万户，累计约140户").claims
    assert (exact.places, rounded.places, soft.soft) == (0, -2, True)
    assert [rounded.agrees(Decimal(each)) for each in (100, 101, 299, 300)] == [False, True, True, False]
    assert [soft.agrees(Decimal(each)) for each in (111, 112, 175, 176)] == [False, True, True, False]
    assert [exact.agrees(Decimal(each)) for each in (172, 173, 174)] == [False, True, False]
    (rate,) = read("参保率93.1%", ENROLLED).claims
    assert [rate.agrees(Decimal(each)) for each in ("93.04", "93.05", "93.1", "93.19", "93.2")] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_totals_in_units_of_another_kind_are_kept_apart() -> None:
    words = read("累计改造138公里，目标9公里")
    assert [(each.text, int(each.value)) for each in words.foreign] == [("累计改造138公里", 138)]
    assert read("累计138公里", ENROLLED).foreign == ()
