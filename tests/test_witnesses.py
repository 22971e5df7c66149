"""A returned figure held against its target, its own history and the words beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng_xl.checks import engine
from minsheng_xl.checks.engine import Example
from minsheng_xl.checks.report import Finding
from minsheng_xl.place import number_text
from tests.examples import inputs_of

HEAD = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、民生 |
| 1. 办实事 |  |  | 县人社局 |  |
"""
COLUMNS = (
    "指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 上期累计 | 本期完成 | 累计完成 | 状态"
    " | 进展说明 | 情况说明"
)
CODE = "2021-1-01-01"
HOUSES = ("改造危房", "户", "200")
GRAIN = ("建成高标准农田", "亩", "3000")
DOLE = ("城市低保月人均保障标准", "元/人·月", "765")
TOP_UP = ("城市低保月人均补差水平", "元/人·月", "355")
INSURED = ("城乡居民基本养老保险参保人数", "万人", "37")
ENROLLED = ("城乡居民医保参保率", "%", "95")
STREETS = ("培训护理员", "人", "待定")
MONEY = ("发放补贴", "万元", "待定")

Row = tuple[str, str, str]


def found(
    row: Row,
    before: str,
    typed: str,
    note: str = "",
    *,
    why: str = "",
    month: int = 8,
    status: str = "进行中",
) -> list[Finding]:
    """Errors and warnings on one row of a return of a month, its entry typed where a form has it."""
    name, unit, target = row
    now, total = (typed, _sum(before, typed)) if _is_flow(row) else ("", typed)
    line = (CODE, "1", "办实事", name, unit, target, before, now, total, status, note, why)
    text = f"填报单位：县人社局　报送期：2021-{month:02d}\n| {COLUMNS} |\n| {' | '.join(line)} |\n"
    plan = f"{HEAD}| {name} | {unit} | {target} |  |  |\n"
    history = {CODE: before} if before else {}
    example = Example(master=plan, returns=(text,), history=history, period=f"2021-{month:02d}")
    report = engine.run(inputs_of(example))
    assert not report.rules_broken
    return [
        each
        for each in report.findings
        if each.severity >= engine.WARNING and each.place.row and each.code != "P10"
    ]


def _is_flow(row: Row) -> bool:
    level = row[0].endswith("标准") or "参保" in row[0]
    return row not in (DOLE, TOP_UP, INSURED, ENROLLED) and not level and row[2] != "全覆盖"


def _sum(before: str, typed: str) -> str:
    return number_text(Decimal(before or 0) + Decimal(typed))


@pytest.mark.parametrize(
    ("row", "before", "typed", "meant", "cause"),
    [
        (HOUSES, "120", "180000", "18", "差一个“万”"),
        (HOUSES, "120", "18000", "18", "差一个“千”"),
        (HOUSES, "120", "1800", "18", "差一个“百”"),
        (HOUSES, "120", "180", "18", "小数点错了一位"),
        (HOUSES, "120", "138", "18", "把累计填在了本期"),
        (GRAIN, "1800", "2000", "200", "把累计填在了本期"),
        (DOLE, "765", "7650", "765", "小数点错了一位"),
        (DOLE, "765", "76.5", "765", "小数点错了一位"),
        (TOP_UP, "355", "4260", "355", "12倍"),
        (TOP_UP, "355", "3550", "355", "小数点错了一位"),
        (TOP_UP, "355", "35.5", "355", "小数点错了一位"),
        (INSURED, "35.779", "3.49", "34.9", "小数点错了一位"),
        (INSURED, "35.779", "349.28", "34.928", "小数点错了一位"),
        (INSURED, "35.779", "349280", "34.928", "差一个“万”"),
        (ENROLLED, "96.2", "0.962", "96.2", "差一个“百”"),
        (ENROLLED, "96.2", "9.62", "96.2", "小数点错了一位"),
        (ENROLLED, "96.2", "962", "96.2", "小数点错了一位"),
        (STREETS, "38", "470000", "", "相差太大"),
        (("发放补贴", "元", "600000000"), "500000000", "0.5", "50000000", "差一个“亿”"),
        (("特困供养标准", "元/人·年", "7800"), "7800", "650", "7800", "12倍"),
        (MONEY, "390", "0.0055", "55", "差一个“万”"),
    ],
)
def test_a_slip_is_named_with_its_factor_at_the_cell_it_was_typed_in(
    row: Row, before: str, typed: str, meant: str, cause: str
) -> None:
    found_ = found(row, before, typed)
    assert [each.code for each in found_] == ["U05"], found_
    finding = found_[0]
    assert finding.place.cell == ("H3" if _is_flow(row) else "I3")
    assert cause in finding.message
    assert finding.expected == meant


AID = ("补助标准", "元/人·月", "待定")
SHARE = ("参保率", "%", "待定")
VISITS = ("服务群众", "人次", "待定")
CASH = ("发放补贴", "万元", "待定")
FLATS = ("新建住房", "套", "待定")
ROADS = ("新修公路", "公里", "待定")


@pytest.mark.parametrize(
    ("row", "right", "typed", "meant", "why"),
    [
        (AID, "20000", "20001", "", "超出通常范围5—20000"),
        (AID, "5", "4", "", "超出通常范围5—20000"),
        (SHARE, "1", "0.962", "96.2", "不到1%，疑为96.2"),
        (VISITS, "30000000", "30000001", "", "比一个县能有的还多"),
        (CASH, "10000000", "10000001", "", "比一个县能有的还多"),
        (FLATS, "300000", "300001", "", "比一个县能有的还多"),
        (ROADS, "50000", "50001", "", "比一个县能有的还多"),
    ],
)
def test_without_a_target_a_figure_is_held_against_its_unit(
    row: Row, right: str, typed: str, meant: str, why: str
) -> None:
    assert found(row, "", right) == []
    (finding,) = found(row, "", typed)
    assert (finding.code, finding.severity.name, finding.expected) == ("U05", "WARNING", meant)
    assert finding.message == f"“{row[0]}”{typed}{row[1]}，{why}"


def test_a_level_may_grow_to_its_target_but_not_a_thousandfold() -> None:
    assert found(INSURED, "", "0.0371") == []
    assert [(each.code, each.expected) for each in found(INSURED, "", "0.037")] == [("U05", "37")]


def test_at_least_one_is_done_in_an_ordinary_month_of_things_counted() -> None:
    assert [each.code for each in found(("新建桥梁", "座", "1"), "1", "4")] == ["U05"]
    assert "U05" not in [each.code for each in found(("新建桥梁", "座", "1"), "1", "3")]


def test_the_total_typed_again_is_no_month() -> None:
    assert [(each.code, each.expected) for each in found(HOUSES, "138", "138")] == [("U05", "0")]


@pytest.mark.parametrize(
    ("row", "before", "typed"),
    [
        (HOUSES, "120", "18"),
        (HOUSES, "120", "0"),
        (HOUSES, "120", "80"),
        (HOUSES, "0", "200"),
        (HOUSES, "190", "18"),
        (("新建桥梁", "座", "3"), "1", "1"),
        (("新建桥梁", "座", "3"), "1", "2"),
        (DOLE, "730", "765"),
        (INSURED, "35.779", "36.2"),
        (INSURED, "35.779", "34.5"),
        (("在建工地", "个", "50"), "5", "40"),
        (ENROLLED, "20", "90"),
        (ENROLLED, "", "93.1"),
        (STREETS, "38", "7"),
    ],
)
def test_an_ordinary_month_is_left_alone(row: Row, before: str, typed: str) -> None:
    assert found(row, before, typed) == []


def test_a_running_total_typed_as_the_month_is_told_only_where_the_year_can_show_it() -> None:
    assert found(HOUSES, "16", "16", month=2) == []
    assert [each.code for each in found(HOUSES, "16", "16", "二月累计改造16户", month=2)] == ["U05"]


@pytest.mark.parametrize(
    ("typed", "note", "meant", "cause"),
    [
        ("180", "本月改造18户，累计138户", "18", "小数点错了一位"),
        ("1.8", "8月份改造危房18户", "18", "小数点错了一位"),
        ("138", "截至8月底累计改造138户", "18", "把累计填在了本期"),
    ],
)
def test_words_settle_what_was_meant(typed: str, note: str, meant: str, cause: str) -> None:
    (finding,) = found(HOUSES, "120", typed, note)
    assert (finding.code, finding.severity.name, finding.expected) == ("U05", "ERROR", meant)
    assert cause in finding.message


def test_only_a_reason_explains() -> None:
    words = "没有年度目标数，按实际情况填报"
    assert [each.code for each in found(("工伤保险参保人数", "万人", "待定"), "1.88", "18.8", why=words)] == [
        "U05"
    ]
    assert [each.code for each in found(HOUSES, "50", "55")] == ["U05"]
    assert found(HOUSES, "50", "55", "本月集中改造55户，累计105户") == []


def test_an_explained_leap_is_a_warning() -> None:
    (finding,) = found(HOUSES, "120", "1800", why="省里追加任务，一次性改造")
    assert (finding.code, finding.severity.name, finding.expected) == ("U05", "WARNING", "18")


@pytest.mark.parametrize(
    ("note", "said", "figure"),
    [
        ("累计完成173户，完成年度任务的86.5%", "累计完成173户", "累计138户"),
        ("已改造危房173户", "已改造危房173户", "累计138户"),
        ("完成年度任务的86.5%", "完成年度任务的86.5%", "累计138户，完成率69%"),
        ("任务完成率达到52%", "任务完成率达到52%", "累计138户，完成率69%"),
        ("8月改造28户，正在验收", "8月改造28户", "本期18户"),
        ("已全部完成", "已全部完成", "累计138户，没有达到目标“200”"),
        ("该项目已提前完成全年任务。", "该项目已提前完成全年任务", "累计138户，没有达到目标“200”"),
        ("全年任务200户已提前完成，正在组织验收", "全年任务200户已提前完成", "累计138户，没有达到目标“200”"),
        ("该项目尚未启动", "该项目尚未启动", "累计已有138户"),
        ("受资金影响尚未开工建设", "受资金影响尚未开工建设", "累计已有138户"),
        ("8月无新增，与上月持平", "8月无新增", "本期有18户"),
        ("因高温天气，本月未组织开展", "本月未组织开展", "本期有18户"),
        ("累计已超过年度目标", "累计已超过年度目标", "是138户，没有达到目标“200”"),
        ("系统数为158户，已核对", "系统数为158户", "累计138户"),
        ("任务完成九成，进入收尾阶段", "完成九成", "累计138户，完成率69%"),
    ],
)
def test_words_that_belie_a_figure_are_told_at_its_cell(note: str, said: str, figure: str) -> None:
    (finding,) = found(HOUSES, "120", "18", note)
    assert (finding.code, finding.place.cell, finding.printed) == ("P18", "H3", said)
    assert finding.message == f"“改造危房”{figure}，进展说明（K3）写的却是“{said}”"


def test_a_rate_is_told_to_the_hundredth() -> None:
    (finding,) = found(("改造危房", "户", "300"), "90", "10", "完成年度任务的50%")
    assert finding.message == "“改造危房”累计100户，完成率33.33%，进展说明（K3）写的却是“完成年度任务的50%”"
    assert finding.expected == "33.33%"


@pytest.mark.parametrize(
    ("note", "said", "figure"),
    [
        ("年度目标250户，累计改造138户", "年度目标250户", "年度目标是200户"),
        ("对照全年210户的目标，已完成138户", "对照全年210户", "年度目标是200户"),
        ("全县共有符合条件对象130户，已全部纳入", "全县共有符合条件对象130户", "报了138户"),
        ("本月改造18户，1—7月累计110户", "1—7月累计110户", "上期累计是120户"),
        (
            "本月改造18户，分别为梅江镇18户、黄陂镇4户",
            "本月改造18户，分别为梅江镇18户、黄陂镇4户",
            "其中的数大于总数",
        ),
        ("在上月130户的基础上，本月改造18户", "在上月130户", "上期累计是120户"),
        ("累计改造138户，剩余42户年底前完成", "剩余42户", "离目标还差62户"),
        ("累计完成138公里", "累计完成138公里", "单位是“户”"),
        ("累计改造138户，其中梅江镇166户", "累计改造138户，其中梅江镇166户", "其中的数大于总数"),
        (
            "累计改造138户，其中梅江镇80户、石上镇70户",
            "累计改造138户，其中梅江镇80户、石上镇70户",
            "其中的数大于总数",
        ),
    ],
)
def test_words_at_odds_with_themselves_are_told_at_their_own_cell(note: str, said: str, figure: str) -> None:
    (finding,) = found(HOUSES, "120", "18", note)
    assert (finding.code, finding.place.cell, finding.printed) == ("P18", "K3", said)
    assert finding.message == f"“改造危房”{figure}，进展说明写的却是“{said}”"


@pytest.mark.parametrize(
    ("row", "typed", "note"),
    [
        (ENROLLED, "96.2", "截至目前为93.1%"),
        (ENROLLED, "96.2", "参保率达93.1%，位居全市前列"),
        (INSURED, "36.2", "目前35.1万人，正常推进"),
        (DOLE, "765", "标准已提高到每人每月780元"),
    ],
)
def test_words_of_a_level_are_held_against_it(row: Row, typed: str, note: str) -> None:
    (finding,) = found(row, typed, typed, note)
    assert (finding.code, finding.place.cell) == ("P18", "I3")


@pytest.mark.parametrize(
    ("row", "before", "typed", "meant", "cause"),
    [
        (HOUSES, "150", "188", "18", "多打了一个"),
        (ENROLLED, "97.1", "79.4", "97.4", "写颠倒了"),
        (DOLE, "765", "675", "765", "写颠倒了"),
        (DOLE, "8040", "8400", "8040", "写颠倒了"),
        (("工伤保险参保人数", "万人", "待定"), "0.98", "0.89", "0.98", "写颠倒了"),
    ],
)
def test_a_slip_of_the_finger_is_named(row: Row, before: str, typed: str, meant: str, cause: str) -> None:
    (finding,) = [each for each in found(row, before, typed) if each.code != "P06"]
    assert (finding.code, finding.expected) == ("U05", meant)
    assert cause in finding.message


@pytest.mark.parametrize(
    "note",
    [
        "8月份改造18户，1-8月累计改造138户，占年度任务的69%。",
        "累计改造138户（其中C级100户、D级38户），剩余62户正在施工",
        "截至8月底，已完成138户，占比69.0%，还有62户计划10月底前完成",
        "全年任务200户，已竣工138户，完成率69%，资金拨付率85%，工程形象进度90%",
        "较去年同期增加23户；累计拨付补助资金276万元，惠及群众410人",
        "招标工作已全部完成，施工队已进场",
        "第一批100户已全部完成，第二批正在施工",
        "累计出动技术人员1200户次入户指导",
        "本月新开工20户，竣工18户",
        "约140户完工，正在验收",
        "截至9月2日，累计完成改造138户",
        "上月累计120户，本月完成18户",
        "2020年改造260户，今年任务减少",
        "确保11月底前完成200户",
        "预计9月底累计可达160户，占年度任务的80%",
        "9月份拟完成30户，届时累计达到168户",
        "对照年初下达的200户任务，还需完成62户，预计10月15日前完成",
        "8月1—10日完成10户，11—18日完成8户",
        "8月新增18户，7月底累计120户",
        "截至8月底累计138户，1—7月累计120户",
        "本月改造18户，分别为梅江镇10户、黄陂镇8户",
        "完成任务的近七成",
        "累计完成99公里",
        "累计改造138户，其中多数已验收",
    ],
)
def test_true_words_of_many_hands_are_left_alone(note: str) -> None:
    assert found(HOUSES, "120", "18", note) == []


@pytest.mark.parametrize(
    ("note", "printed"),
    [
        ("截至6月底，累计改造138户", "截至6月"),
        ("截止2020年8月累计138户", "截止2020年8月"),
        ("7月完成18户，累计完成138户", "7月完成18"),
        ("2020年1—8月累计改造138户", "2020年1—8月累计改造138"),
    ],
)
def test_words_of_another_month_or_year_are_told(note: str, printed: str) -> None:
    told = found(HOUSES, "120", "18", note)
    assert [(each.code, each.place.cell, each.printed) for each in told] == [("P19", "K3", printed)]


@pytest.mark.parametrize(
    ("note", "printed"),
    [
        ("已完成XX户，占比XX%", "XX户"),
        ("累计完成__户", "__户"),
        ("累计完成N户", "N户"),
        ("累计？？户", "？？户"),
    ],
)
def test_a_number_left_out_of_the_words_is_told(note: str, printed: str) -> None:
    told = found(HOUSES, "120", "18", note)
    assert [(each.code, each.place.cell, each.printed) for each in told] == [("W03", "K3", printed)]


@pytest.mark.parametrize(
    ("row", "before", "typed", "why"),
    [
        (DOLE, "765", "750", "标准一般不会下降"),
        (INSURED, "35.779", "17.5", "少了51.1%"),
        (ENROLLED, "96.2", "61", "少了36.6%"),
    ],
)
def test_a_level_that_leaps_is_asked_about(row: Row, before: str, typed: str, why: str) -> None:
    (finding,) = found(row, before, typed)
    assert (finding.code, finding.severity.name, finding.place.cell) == ("P20", "WARNING", "I3")
    assert why in finding.message
    assert found(row, before, typed, why="8月起政策调整") == []


def test_a_covered_share_without_a_unit_is_held_in_percent() -> None:
    covered = ("特别扶助政策覆盖率", "", "全覆盖")
    (finding,) = found(covered, "100", "10")
    assert (finding.code, finding.expected) == ("U05", "100")


@pytest.mark.parametrize(
    ("status", "typed", "told"),
    [
        ("基本完成", "2", True),
        ("基本完成", "25", False),
        ("过半", "2", False),
        ("待下达", "2", True),
        ("启动", "80", True),
    ],
)
def test_a_state_says_how_far_a_row_is(status: str, typed: str, told: bool) -> None:
    said = [each.code for each in found(HOUSES, "120", typed, status=status)]
    assert said == (["P08"] if told else [])
