"""Of every figure of a sentence: whether it is done, begun, a target, or named with why it is neither."""

from __future__ import annotations

import pytest

from minsheng_xl.place import number_text
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statements import StatementReader
from minsheng_xl.reference import Reference

DONE = [
    ("到6月30日，完成村道硬化34公里。", "完成34公里"),
    ("村道硬化任务60公里，现完工34公里，剩26公里。", "完成34公里/60 未取26公里"),
    ("村道硬化尚余26公里没有铺装。", "未取26公里"),
    ("拟安排改造卫生室8间，现已动工5间、投用2间。", "开工5间/8 完成2间/8"),
    ("卫生室改造8间均未开工。", "未取8间"),
    ("卫生室改造8间，目前处于招标阶段。", "目标8间"),
    ("我局计划于10月前购置校车12辆。", "目标12辆"),
    ("校车12辆已全部交付学校使用。", "完成12辆"),
    ("校车采购12辆，合同已签订，车辆待交付。", "目标12辆"),
    ("培训农民820人次，完成年度目标的54.7%。", "完成820人次54.7%"),
    ("第二季度新增岗位230个，累计新增岗位510个。", "完成510个"),
    ("高龄津贴预计惠及2.3万人次。", "目标2.3万人次"),
    ("资金到位420万元，工程尚未启动。", "未取420万元"),
    ("已到位资金420万元，完成投资150万元。", "未取420万元 完成150万元"),
    ("目标发展大棚蔬菜700亩，建设冷库4座，分别完成650亩、3座。", "完成650亩/700 完成3座/4"),
    ("冷库建成3座，其余1座正在安装设备。", "完成3座 未取1座"),
    ("待资金下达后再建冷库4座。", "目标4座"),
    ("下半年还将组织送医下乡14场。", "目标14场"),
    ("预计全年办结诉求600件。", "目标600件"),
    ("通水2100户的目标尚未完成。", "未取2100户"),
    ("实现通水2100户，占计划3000户的70%。", "完成2100户/300070%"),
    ("参保人数达到16.4万人，参保率96.1%。", "完成16.4万人 完成96.1%"),
    ("参保率同比提高2.1个百分点。", ""),
    ("危房改造计划110户，开工率82%，竣工率37%。", "目标110户37%"),
    ("危房改造110户已批复下达指标。", "未取110户"),
    ("新建养老服务站6个，其中建成4个，在建2个。", "完成4个/6 未取2个"),
    ("5月建成1个，6月建成2个，共建成养老服务站3个。", "完成3个"),
    ("提前完成2项，正常推进5项，进度偏慢1项。", ""),
    ("民主测评得96分，满意票132票。", ""),
    ("口袋公园5处已完工3处，另2处准备10月开建。", "完成3处/5 目标2处"),
    ("改造小区10个，完工率25%。", "目标10个25%"),
    ("施工80户，验收50户。", "未取80户 完成50户"),
    ("原计划新增800个，调整为600个，已完成240个。", "完成240个/600"),
    ("全年任务100公里，上半年应完成50公里，实际完成31公里。", "未取50公里 完成31公里/100"),
    ("上月累计21，本月6，累计27。", "完成27"),
    ("“雨露计划”培训260人，占年度任务的52%。", "完成260人52%"),
    ("充电桩50个，已下达投资计划120万元。", "未取120万元 未取50个"),
    ("目标任务：新建充电桩50个。完成情况：新建充电桩21个。", "完成21个/50"),
    (
        "全年目标开工12万套、建成8万套；上半年开工10.4万套、建成7.4万套，分别为年度任务的86.7%、92.5%。",
        "开工10.4万套/1286.7% 完成7.4万套/892.5%",
    ),
]


def said(text: str, *, told: bool = False) -> str:
    """What is read of a text: 完成34公里/60 is 34 of 60, 未取 neither a target nor done."""
    reader = StatementReader(Reference.default(), told=told)
    for number, line in enumerate(text.split("\n"), start=1):
        reader.read(Paragraph(number, line), bulleted=True)
    words = []
    for each in reader.finished():
        value = each.figure.value if each.figure else each.done if each.done is not None else each.of
        kind = "未取" if each.figure else "目标" if each.done is None else "开工" if each.begun else "完成"
        target = f"/{number_text(each.of)}" if each.of is not None and each.done is not None else ""
        percent = f"{number_text(each.percent)}%" if each.percent is not None else ""
        words.append(f"{kind}{number_text(value) if value is not None else ''}{each.unit}{target}{percent}")
    return " ".join(words)


@pytest.mark.parametrize(("text", "expected"), DONE, ids=[text[:24] for text, _ in DONE])
def test_what_is_said_of_a_figure_decides_what_it_is(text: str, expected: str) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("新增养老床位100张。", "没有说是不是完成数"),
        ("新增养老床位还差30张。", "说的是没有完成的数"),
        ("在建养老床位30张。", "说的是正在做的数"),
        ("已签订养老床位采购合同30张。", "说的是前期工作的数"),
    ],
)
def test_a_figure_that_is_not_taken_says_why(text: str, why: str) -> None:
    reader = StatementReader(Reference.default())
    reader.read(Paragraph(1, text), bulleted=True)
    [statement] = reader.finished()
    assert statement.as_progress("").why == why
    assert statement.left_out.reason == why


def test_below_a_head_that_says_done_a_figure_is_done_unless_its_clause_says_no() -> None:
    assert said("新增养老床位100张。", told=True) == "完成100张"
    assert said("新增养老床位100张，正在办理征地。", told=True) == "目标100张"
    assert said("拟新增养老床位100张。", told=True) == "目标100张"
