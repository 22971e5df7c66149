"""Where each rule begins and where it ends: on both sides of every bound, and for each of its conditions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from minsheng_xl.checks import engine
from minsheng_xl.checks.engine import Example
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.checks.report import Finding
from minsheng_xl.checks.rules.contradictions import NOTED
from minsheng_xl.checks.rules.progress_figures import RATED
from minsheng_xl.checks.rules.submissions import SIGNED
from minsheng_xl.checks.rules.sums import PARTS, PARTS_RETURN
from minsheng_xl.model import Adjustment
from minsheng_xl.place import Grid
from minsheng_xl.quantity import UnitTable, parse_target
from tests.examples import inputs_of


def told(code: str, example: Example) -> list[str]:
    """What a rule says: cell, severity, what is printed, what is expected."""
    report = engine.run(inputs_of(example), grading=engine.Grading(on={code: None}))
    assert code in report.rules_run
    assert not report.rules_broken
    return [
        " ".join(filter(None, (str(each.place.cell or each.place.line or each.place.file), *_said(each))))
        for each in report.findings
        if each.code == code
    ]


def worded(code: str, example: Example) -> list[str]:
    """What a rule says in words: cell, severity, message."""
    report = engine.run(inputs_of(example), grading=engine.Grading(on={code: None}))
    return [
        f"{each.place.cell} {each.severity.label} {each.message}"
        for each in report.findings
        if each.code == code
    ]


def _said(finding: Finding) -> tuple[str, str, str]:
    return finding.severity.label, finding.printed, finding.expected


def last(cells: str, name: str = "培训残疾人") -> str:
    """The small plan with another last row: unit and target."""
    return PLAN.replace("| 培训残疾人 | 名 | 55 |", f"| {name} | {cells} |")


def part(cells: str) -> str:
    return last(cells, "其中：培训残疾人")


def share(units: str) -> str:
    """The small plan with another 责任单位."""
    return PLAN.replace("| 县财政局 |", f"| {units} |")


def now(cells: str) -> str:
    """The small return with other figures in its first row: before, now, in all."""
    return RETURN.replace("| 300 | 50 | 350 |", f"| {cells} |")


def status(text: str) -> str:
    return RETURN.replace("| 350 | 进行中 |", f"| 350 | {text} |")


LEFT_OPEN = "上级下达 上级规定 数量由上级确定 省下达任务 国下达 市定目标 另行明确 另行下达"
TABLES: list[tuple[str, str, list[str]]] = [
    ("U01", last("| 3-5"), ["B5 错误 3-5"]),
    ("U01", last("万 | 3"), ["B5 错误 3万"]),
    ("U01", last("| 3个"), []),
    ("U01", last("| 全覆盖"), []),
    ("U01", last("| 待定"), []),
    ("U01", last("个 | 3"), []),
    ("U02", last("坐 | 5"), ["B5 警告 坐 座"]),
    ("U02", last("驿 | 5"), ["B5 警告 驿"]),
    ("U02", last("/ | 逐步推进"), []),
    ("U02", last("— | 逐步推进"), []),
    ("U02", last("无 | 逐步推进"), []),
    ("U02", last("户（套） | 5"), []),
    ("U03", last("千米 | 5"), ["B5 提示 千米 公里"]),
    ("U03", last("元/月·人 | 5"), ["B5 提示 元/月·人 元/人·月"]),
    ("U03", last("％ | 5"), ["B5 提示 ％ %"]),
    ("U03", last("元/人·月 | 5"), []),
    ("U03", last("户（套） | 5"), []),
    ("U05", last("元/人·月 | 4.99"), ["C5 错误 4.99"]),
    ("U05", last("元/人·月 | 5"), []),
    ("U05", last("元/人·月 | 20000"), []),
    ("U05", last("元/人·月 | 20001"), ["C5 错误 20001"]),
    ("U05", last("元/人·年 | 9"), ["C5 错误 9"]),
    ("U05", last("元/人·年 | 200001"), ["C5 错误 200001"]),
    ("U05", last("元/人·月 | 待定"), []),
    ("U05", last("户 | 5"), []),
    ("U07", last("套 | 55", "农村困难群众危房改造"), ["B5 警告 套 户"]),
    ("U07", last("户 | 55", "农村困难群众危房改造"), []),
    ("U07", last("% | 55", "农房危改"), []),
    ("U07", last("座 | 5", "厕所新建"), []),
    ("U07", last("个 | 5", "厕所改造"), ["B5 警告 个 座”或“户"]),
    ("U07", last("公里 | 5", "农村公路"), []),
    ("U07", last("条 | 5", "农村公路建设"), ["B5 警告 条 公里”或“米"]),
    ("U07", last("万元 | 5", "低保标准"), ["B5 警告 万元 元/人·月”或“元/人·年"]),
    ("U07", last("元/人·月 | 5", "低保标准"), []),
    ("U07", last("万元 | 5", "低保资金"), []),
    ("U07", last("户 | 5", "加装电梯"), ["B5 警告 户 台”或“部"]),
    ("U07", last("所 | 5", "幼儿园"), []),
    ("U07", last("间 | 5", "小学校建设"), ["B5 警告 间 所”或“个”或“平方米"]),
    ("U07", last("个 | 5", "新增校车"), ["B5 警告 个 辆”或“台"]),
    ("U07", last("万元 | 5", "补差水平"), ["B5 警告 万元 元/人·月”或“元/人·年"]),
    ("U08", last("人 | 5", "体检"), ["B5 警告 人 人次"]),
    ("U08", last("万人 | 5", "义诊"), ["B5 警告 万人 万人次"]),
    ("U08", last("人次 | 5", "体检"), []),
    ("U08", last("人/户 | 5", "体检"), []),
    ("U08", last("人次 | 5", "资助贫困学生"), ["B5 警告 人次 人"]),
    ("U08", last("人 | 5", "资助贫困学生"), []),
    ("U08", last("万人次 | 5", "资助儿童"), ["B5 警告 万人次 万人"]),
    (
        "U09",
        PLAN.replace("| 人次 | 536 |", "| 元/人·月 | 765 |").replace("| 名 | 55 |", "| 元/人·年 | 11940 |"),
        ["B4 提示 元/人·月 元/人·年", "B5 提示 元/人·年 元/人·月"],
    ),
    (
        "U09",
        PLAN.replace("| 人次 | 536 |", "| 元/人·年 | 765 |").replace("| 名 | 55 |", "| 元/人·月 | 1194 |"),
        ["B4 提示 元/人·年 元/人·月", "B5 提示 元/人·月 元/人·年"],
    ),
    (
        "U09",
        PLAN.replace("| 人次 | 536 |", "| 元/户·月 | 765 |").replace("| 名 | 55 |", "| 元/人·年 | 11940 |"),
        [],
    ),
    (
        "U09",
        PLAN.replace("| 人次 | 536 |", "| 元/人·月 | 765 |")
        + "| 二、住房 |\n| 2. 低保 |  |  | 县人社局 | 县财政局 |\n| 标准 | 元/人·年 | 5000 |  |  |\n",
        [],
    ),
    ("U10", last("元/月 | 5", "孤儿养育"), ["B5 警告 元/月 元/人·月"]),
    ("U10", last("元/年 | 5", "孤儿养育"), ["B5 警告 元/年 元/人·年"]),
    ("U10", last("元/月 | 5", "孤儿资金"), []),
    ("U10", last("元/人·月 | 5", "孤儿养育"), []),
    ("U10", last("元 | 5", "孤儿养育"), []),
    ("U11", PLAN.replace("| 人次 | 536 |", "| 例 | 536 |"), ["B4 提示 例", "B5 提示 名"]),
    ("U11", PLAN.replace("| 人次 | 536 |", "| 人 | 536 |"), ["B4 提示 人", "B5 提示 名"]),
    ("U11", PLAN.replace("| 人次 | 536 |", "| 名 | 536 |"), []),
    ("U11", PLAN.replace("| 人次 | 536 |", "| 人/户 | 5 |"), []),
    ("U12", last("户（套） | 5"), ["B5 警告 户（套） 户”或“套"]),
    ("U12", last("个/处 | 5"), ["B5 警告 个/处 个”或“处"]),
    ("U12", last("户 | 5"), []),
    ("U13", part("名 | 5"), ["B5 错误 名 人次"]),
    ("U13", part("人次 | 5"), []),
    ("U13", part("万人次 | 5"), []),
    ("U13", part("户 | 5"), ["B5 错误 户 人次"]),
    ("U13", part("驿 | 5"), []),
    ("U14", part("万人次 | 5"), ["B5 提示 万人次 人次"]),
    ("U14", part("人次 | 5"), []),
    ("U14", part("名 | 5"), []),
    ("V01", last("名 |"), ["C5 错误"]),
    ("V01", last("名 | 0"), []),
    ("V01", last("名 | —"), []),
    ("V02", last("名 | 待定"), ["C5 警告 待定"]),
    ("V02", last("名 | 省定目标"), ["C5 警告 省定目标"]),
    ("V02", last("名 | 国定目标"), ["C5 警告 国定目标"]),
    ("V02", last("名 | 市下达任务"), ["C5 警告 市下达任务"]),
    ("V02", last("名 | 上级确定后实施"), ["C5 警告 上级确定后实施"]),
    ("V02", last("名 | 另行确定方案"), ["C5 警告 另行确定方案"]),
    *(("V02", last(f"名 | {text}"), [f"C5 警告 {text}"]) for text in LEFT_OPEN.split()),
    ("V02", last("名 | 逐步推进"), []),
    ("V02", last("名 | —"), []),
    ("V03", last("名 | －－"), ["C5 提示 －－"]),
    ("V03", last("名 | —"), ["C5 提示 —"]),
    ("V03", last("名 | 待定"), []),
    ("V03", last("名 | 0"), []),
    ("V05", last("名 | /名"), ["C5 提示 /名"]),
    ("V05", last("名 | 无任务"), ["C5 提示 无任务"]),
    ("V05", last("名 | —"), []),
    ("V07", last("% | 100"), []),
    ("V07", last("% | 100.1"), ["C5 错误 100.1% 100"]),
    ("V07", last("‰ | 1000"), []),
    ("V07", last("‰ | 1001"), ["C5 错误 1001‰ 1000"]),
    ("V07", last("% | 0"), []),
    ("V07", last("% | 101", "增长率"), []),
    ("V07", last("% | 101", "完成率"), []),
    ("V07", last("万 | 101"), []),
    ("V07", last("户 | 101"), []),
    ("V08", last("名 | 2011"), ["C5 提示 2011"]),
    ("V08", last("名 | 2010"), []),
    ("V08", last("名 | 2021"), ["C5 警告 2021"]),
    ("V08", last("名 | 2031"), ["C5 提示 2031"]),
    ("V08", last("名 | 2032"), []),
    ("V08", last("亩 | 2021.5"), []),
    ("V08", last("名 | 待定"), []),
    ("V10", last("名 | 0"), ["C5 提示 0"]),
    ("V10", last("名 | 1"), []),
    ("V10", last("名 | —"), []),
    ("V11", last("名 | 55.5"), ["C5 错误 55.5名"]),
    ("V11", last("万人 | 0.5765"), []),
    ("V11", last("万人 | 0.57655"), ["C5 错误 0.57655万人"]),
    ("V11", last("亩 | 0.5"), []),
    ("V11", last("人/户 | 2.5"), []),
    ("V11", last("个 | 4.5", "每千人口拥有托位"), []),
    ("V11", last("套 | 0.5"), ["C5 错误 0.5套"]),
    ("V11", last("名 | 待定"), []),
    ("V12", last("% | 4", "登记失业率"), ["C5 提示 4"]),
    ("V12", last("% | 低于4"), ["C5 提示 低于4"]),
    ("V12", last("% | 不低于4"), []),
    ("V12", last("名 | 5"), []),
    ("V14", last("元/人·月 | 从650提高到650"), ["C5 错误 650"]),
    ("V14", last("元/人·月 | 从650提高到651"), []),
    ("V14", last("元/人·月 | 从650提高到600"), ["C5 错误 600"]),
    ("V14", last("% | 由5%降到3%", "失业率"), []),
    ("V14", last("元/人·月 | 650"), []),
    ("V21", last("名 | 5，360"), ["C5 提示 5，360 5360"]),
    ("V21", last("名 | ５３６"), ["C5 提示 ５３６ 536"]),
    ("V21", last("名 | 5 360"), ["C5 提示 5 360 5360"]),
    ("V21", last("名 | 5,360"), ["C5 提示 5,360 5360"]),
    ("V21", last("名 | 536"), []),
    ("V21", last("名 | 待定"), []),
    ("V21", last("名 | 300左右"), []),
    ("V22", last("名 | 约三四百"), ["C5 错误 约三四百"]),
    ("V22", last("名 | 100-50"), ["C5 错误 100-50"]),
    ("V22", last("名 | 逐步推进"), []),
    ("V22", last("名 | 同上"), ["C5 错误 同上"]),
    ("A01", PARTS.replace("| 200 |", "| 190 |"), ["C3 错误 210 200"]),
    ("A01", PARTS.replace("| 套 | 10 |", "| 套 | 11 |"), ["C3 错误 210 211"]),
    ("A01", PARTS.replace("| 套 | 200 |", "| 套 | 待定 |"), []),
    ("A01", PARTS.replace("| 完成垦区改造 | 套 | 10 |  |  |\n", ""), []),
    ("A01", PARTS.replace("| 套 | 10 |", "| 户 | 10 |"), []),
    ("A01", PARTS, []),
    ("A02", PARTS.replace("| 200 |", "| 211 |"), ["C4 错误 211 210"]),
    ("A02", PARTS.replace("| 200 |", "| 210 |"), []),
    ("A02", PARTS.replace("| 套 | 10 |", "| 户 | 1000 |"), []),
    ("D01", PLAN.replace("| 县人社局 | 县财政局 |", "|  |  |"), ["D4 错误", "D5 错误"]),
    (
        "D01",
        PLAN.replace("| 名 | 55 |  |  |", "| 名 | 55 | 县残联 |  |").replace(
            "| 县人社局 | 县财政局 |", "|  |  |"
        ),
        ["D4 错误"],
    ),
    ("D01", PLAN, []),
    ("D02", PLAN.replace("| 县人社局 | 县财政局 |", "| 县人社局 |  |"), ["E3 提示"]),
    (
        "D02",
        PLAN.replace("| 县人社局 | 县财政局 |", "| 县人社局 |  |").replace(
            "| 名 | 55 |  |  |", "| 名 | 55 |  | 县残联 |"
        ),
        [],
    ),
    ("D02", PLAN + "| 2. 帮助残疾人 |  |  | 县残联 |  |\n| 救助 | 名 | 10 |  |  |\n", ["E6 警告"]),
    ("D02", PLAN + "| 2. 帮助残疾人 |  |  | 县人社局 |  |\n| 救助 | 名 | 10 |  |  |\n", []),
    (
        "D03",
        PLAN.replace("| 县人社局 |", "| 县人社局、县残联、县民政局 |"),
        ["D3 警告 县人社局、县残联、县民政局 县人社局"],
    ),
    (
        "D03",
        PLAN.replace("| 县人社局 |", "| 县人社局、县残联 |")
        .replace("| 名 | 55 |  |", "| 名 | 55 | 县残联 |")
        .replace("| 人次 | 536 |  |", "| 人次 | 536 | 县人社局 |"),
        [],
    ),
    ("D03", PLAN, []),
    ("D04", share("县财攻局"), ["E3 警告 县财攻局 县财政局”或“县民政局"]),
    ("D04", share("奇怪大队"), ["E3 警告 奇怪大队 交警大队”或“消防救援大队"]),
    ("D04", share("县卫健委"), []),
    ("D06", share("县扶贫办").replace("2021年目标", "2024年目标"), ["E3 警告 县扶贫办 县乡村振兴局"]),
    ("D06", share("县扶贫办").replace("2021年目标", "2020年目标"), ["E3 警告 县扶贫办 县乡村振兴局"]),
    ("D06", share("县扶贫办"), ["E3 警告 县扶贫办 县乡村振兴局"]),
    ("D07", share("市民政局"), ["E3 警告 市民政局 县"]),
    ("D07", share("省民政厅"), ["E3 警告 省民政厅 县"]),
    ("D07", share("民政局"), ["E3 警告 民政局 县"]),
    ("D07", share("县税务局"), []),
    ("D07", share("县财政局、民政局"), []),
    ("D07", share("梅江镇"), []),
    ("D08", share("县人力资源和社会保障局、县财政局"), ["E3 警告 县人力资源和社会保障局"]),
    ("D08", PLAN.replace("| 名 | 55 |  |  |", "| 名 | 55 | 县残联 | 县残联、县人社局 |"), ["E5 警告 县残联"]),
    ("D09", share("县财政局、县财政局、县财政局"), ["E3 提示 县财政局"]),
    ("D09", share("县人社局、县人力资源和社会保障局"), ["E3 提示 县人社局"]),
    ("D10", share("县财政局,县民政局"), ["E3 提示 “,”"]),
    ("D10", share("县财政局；县民政局"), ["E3 提示 “；”"]),
    ("D10", share("县财政局/县民政局"), ["E3 提示 “/”"]),
    ("D10", share("县财政局 县民政局"), ["E3 提示 “ ”"]),
    ("D10", share("县财政局、县民政局"), []),
    ("S05", PLAN.replace("| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |\n", ""), ["A3 错误", "A4 错误"]),
    ("S05", PLAN, []),
    (
        "S06",
        PLAN.replace(
            "| 培训残疾人", "| 指标构成 | 单 位 | 2021 年目标 | 牵头单位 | 责任单位 |\n| 培训残疾人"
        ),
        ["5:5 提示"],
    ),
    ("S06", PLAN, []),
    (
        "S07",
        PLAN.replace("| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |", "| 1. 加大培训力度 |  |  |  |  |"),
        ["D3 警告"],
    ),
    (
        "S07",
        PLAN.replace(
            "| 1. 加大培训力度 |  |  | 县人社局 | 县财政局 |", "| 1. 加大培训力度 |  |  |  |  |"
        ).replace("| 55 |  |", "| 55 | 县残联 |"),
        [],
    ),
    ("D18", PLAN + "| 2. 帮助残疾人就业 | 名 | 10 |  |  |\n", ["D6 提示 县人社局"]),
    ("D18", PLAN + "| 2. 帮助残疾人就业 | 名 | 10 | 县残联 | 县财政局 |\n", []),
]

RETURNS: list[tuple[str, str, list[str]]] = [
    ("U04", RETURN.replace("| 人次 |", "| 人 |"), ["E3 错误 人 人次"]),
    ("U04", RETURN.replace("| 人次 |", "| 万人次 |"), ["E3 错误 万人次 人次"]),
    ("U04", RETURN.replace("| 人次 | 536 |", "| 万人次 | 0.0536 |"), ["E3 提示 万人次 人次"]),
    ("U04", RETURN.replace("| 人次 |", "| 人/次 |"), []),
    ("U04", RETURN.replace("| 名 |", "| 人 |"), []),
    ("V16", RETURN.replace("| 536 |", "| 563 |"), ["F3 错误 563 536"]),
    ("V16", RETURN.replace("| 536 |", "| 不低于536 |"), ["F3 错误 不低于536 536"]),
    ("V16", RETURN.replace("| 536 |", "| — |"), ["F3 错误 — 536"]),
    ("V16", RETURN.replace("| 536 |", "|  |"), ["F3 错误 536"]),
    ("V16", RETURN.replace("| 536 |", "| 536人次 |"), []),
    ("P01", RATED.replace("65.3", "70.2"), ["K3 错误 70.2 65.3"]),
    ("P01", RATED.replace("65.3", "65.2"), []),
    ("P01", RATED.replace("65.3", "65"), []),
    ("P01", RATED.replace("65.3", "65.30"), []),
    ("P01", RATED.replace("54.55", "54.54"), []),
    ("P01", RATED.replace("54.55", "55"), []),
    ("P01", RATED.replace("54.55", "54"), []),
    ("P01", RATED.replace("54.55", "54.6"), ["K4 错误 54.6 54.55"]),
    ("P02", RATED.replace("65.3", "65.2"), ["K3 提示 65.2 65.3"]),
    ("P02", RATED.replace("65.3", "65"), []),
    ("P02", RATED.replace("54.55", "54.54"), ["K4 提示 54.54 54.55"]),
    ("P02", RATED.replace("54.55", "54.5"), []),
    ("P02", RATED.replace("54.55", "54"), ["K4 提示 54 55"]),
    ("P02", RATED.replace("54.55", "55"), []),
    ("P05", now("300 | 50 | 360"), ["J3 错误 360 350"]),
    ("P05", now("300 | 50 | 340"), ["J3 错误 340 350"]),
    ("P05", now(" | 50 | 60"), ["J3 错误 60 50"]),
    ("P05", now("300 |  | 360"), []),
    ("P05", now("300 | 50 | "), []),
    ("P05", now(" | 50 | 50"), []),
    ("P05", now("0 | 50 | 50"), []),
    ("P06", now("300 | 236 | 536"), []),
    ("P06", now("300 | 237 | 537"), ["J3 提示 100.19"]),
    ("P06", now("300 | 503 | 803"), ["J3 提示 149.81"]),
    ("P06", now("300 | 504 | 804"), ["J3 警告 150"]),
    ("P06", now("300 | 505 | 805"), ["J3 警告 150.19"]),
    ("P08", status("已完成"), ["K3 警告 已完成"]),
    ("P08", status("完成"), ["K3 警告 完成"]),
    ("P08", status("未启动"), ["K3 警告 未启动"]),
    ("P08", status("未开工"), ["K3 警告 未开工"]),
    ("P08", status("待下达"), ["K3 警告 待下达"]),
    ("P08", status("过半"), []),
    ("P08", status("基本完成"), ["K3 警告 基本完成"]),
    ("P08", status("进行中"), []),
    ("P08", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 200 | 67 | 267 | 过半 |"), ["K3 警告 过半"]),
    (
        "P08",
        RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 300 | 75 | 375 | 基本完成 |"),
        ["K3 警告 基本完成"],
    ),
    (
        "P08",
        RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 200 | 68 | 268 | 过半 |"),
        [],
    ),
    ("P08", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 300 | 76 | 376 | 基本完成 |"), []),
    ("P08", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 300 | 236 | 536 | 已完成 |"), []),
    ("P08", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 0 | 0 | 0 | 未启动 |"), []),
    ("P08", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "|  |  |  | 已完成 |"), []),
    ("P08", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 0 | 1 | 1 | 未启动 |"), ["K3 警告 未启动"]),
    ("P10", now("300 |  |  "), ["I3 错误"]),
    ("P10", now("300 | 0 | 300"), []),
    ("P10", now("300 |  | 300"), ["I3 错误"]),
    ("P10", now("300 | 50 | "), []),
    ("P10", RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 300 |  |  | 进行中 |"), ["I3 错误"]),
    ("P17", now("300 | -350 | -50"), ["I3 错误 -350"]),
    ("P17", now("300 | -50 | 250"), ["I3 警告 -50"]),
    ("P17", now(" |  | -5"), ["J3 错误 -5"]),
    ("P17", now("300 | 0 | 300"), []),
    ("S04", RETURN.replace("| 累计完成 |", "| 乡镇数 |"), ["2:2 错误 累计完成"]),
    ("S04", RETURN.replace("| 单位 |", "| 乡镇数 |"), []),
    ("S04", RETURN.replace("| 年度目标 |", "| 乡镇数 |"), []),
    ("S04", RETURN.replace("| 本期完成 |", "| 乡镇数 |"), []),
    ("S08", RETURN, []),
    ("S09", RETURN + "|  | 9 | 其他 | 新增公益岗位 | 个 | 10 |  |  | 3 | 3 |  |\n", ["D5 错误 新增公益岗位"]),
    ("S09", RETURN, []),
    ("S10", RETURN, []),
    ("S11", RETURN.replace("| 培训养老护理员 |", "| 培训护理员 |"), ["D3 警告 培训护理员 培训养老护理员"]),
    ("S11", RETURN.replace("| 培训养老护理员 |", "| 培训 养老护理员 |"), []),
    (
        "S11",
        RETURN.replace(
            "| 2021-1-01-01 | 1 | 加大培训力度 | 培训养老护理员 |", "|  | 1 | 加大培训力度 | 培训养老护理 |"
        ),
        [],
    ),
    ("S18", RETURN.replace("2021-1-01-02", "2021-1-01-01"), ["A4 错误 2021-1-01-01 2021-1-01-02"]),
    ("S18", RETURN.replace("2021-1-01-02", ""), ["A4 警告 2021-1-01-02"]),
    ("S18", RETURN.replace("2021-1-01-02", "2021-9-01-02"), ["A4 警告 2021-9-01-02 2021-1-01-02"]),
    ("S18", RETURN, []),
    ("D12", RETURN.replace("| 536 | 县财政局 |", "| 536 | 县民政局 |"), ["G3 错误 县民政局 县财政局"]),
    (
        "D12",
        RETURN.replace("| 536 | 县财政局 |", "| 536 | 县财政局、县民政局 |"),
        ["G3 错误 县财政局、县民政局 县财政局"],
    ),
    ("D12", RETURN.replace("| 536 | 县财政局 |", "| 536 |  |"), ["G3 错误 县财政局"]),
    ("R11", now("300 | 50人次 | 350"), ["I3 警告 50人次 50"]),
    ("R11", now("300 | 1，050 | 1350"), ["I3 警告 1，050 1050"]),
    ("R11", now("300 | 50 | 350人次"), ["J3 警告 350人次 350"]),
    ("R11", now("300人次 | 50 | 350"), ["H3 警告 300人次 300"]),
    ("R11", now("300 | 详见附件 | 350"), []),
    ("R14", now("300 | #REF! | 350"), ["I3 错误 #REF!"]),
    ("R14", now("300 | #DIV/0! | #VALUE!"), ["I3 错误 #DIV/0!", "J3 错误 #VALUE!"]),
    ("R14", now("300 | =[别处.xlsx]表!A1 | 350"), ["I3 错误 [别处.xlsx]表!A1"]),
    ("R14", now("300 | 50 | =H3+I3"), []),
    ("R15", now("300 | 详见附件 | 350"), ["I3 错误 详见附件"]),
    ("R15", now("300 | 约三千 | 350"), ["I3 错误 约三千"]),
    ("R15", now("300 | 50 | 很多"), ["J3 错误 很多"]),
    ("R15", now("300 | 50余 | 350余"), ["I3 错误 50余", "J3 错误 350余"]),
    ("R15", now("300 | 无 | 350"), ["I3 错误 无"]),
    ("R24", now("300 | 50 | "), ["J3 警告 350"]),
    ("R24", now(" | 50 | "), ["J3 警告 50"]),
    ("R24", now("300 |  | "), []),
    ("R24", now("300 | 50 | 350"), []),
    ("R30", now("300 | 5\u200b0 | 350"), ["I3 提示"]),
    ("R30", now("3\u200b00 | 5\u200b0 | 350\u200b"), ["H3 提示"]),
    (
        "R31",
        "模板指纹：0000\n" + RETURN.replace("50 | 进行中", "50 | 差不多"),
        ["K4 警告 差不多 未启动、启动、过半、基本完成、完成、待下达"],
    ),
    ("R31", "模板指纹：0000\n" + RETURN.replace("50 | 进行中", "50 | 在建"), []),
    ("R31", RETURN.replace("50 | 进行中", "50 | 差不多"), []),
    ("R31", "模板指纹：0000\n" + RETURN.replace("50 | 进行中", "50 |  "), []),
    ("R08", now("300 | 50 | =H3+I3"), ["J4 警告 30"]),
    ("R08", RETURN.replace("| 350 |", "| =H3+I3 |").replace("| 30 |", "| =H4+I4 |"), []),
    (
        "R08",
        "模板指纹：0000\n" + RETURN.replace("| 350 |", "| =H4+I4 |").replace("| 30 |", "| =H4+I4 |"),
        ["J5 警告 =H4+I4"],
    ),
    ("R10", "隐藏行：4\n" + RETURN, ["4:4 提示"]),
    ("R10", RETURN, []),
    ("R10", "隐藏行：9\n" + RETURN, []),
    ("R06", SIGNED.replace("联系电话：13812345678", "联系电话：1381234"), ["D1 提示 1381234"]),
    ("R06", SIGNED.replace("联系电话：13812345678", "联系电话：0797-6832123"), []),
    ("R06", SIGNED.replace("联系电话：13812345678", "联系电话："), ["E1 提示"]),
    ("R06", SIGNED.replace("填报日期：2021-08-18", "填报日期："), ["G1 提示"]),
    ("R06", SIGNED, []),
    ("R06", SIGNED.replace("13812345678", "0797-6832123-12"), []),
    (
        "R07",
        RETURN.replace("填报单位（盖章）：县人社局", "填报单位（盖章）：县残联"),
        ["A1 错误 县残联 县人社局"],
    ),
    ("R07", RETURN.replace("填报单位（盖章）：县人社局", "填报单位（盖章）：县人力资源和社会保障局"), []),
    ("R07", RETURN, []),
    ("R04", "模板指纹：0000\n" + RETURN, ["回收1.xlsx 警告 0000"]),
    ("R04", RETURN, []),
    ("V11", now("300 | 50.5 | 350.5"), ["I3 错误 50.5人次", "J3 错误 350.5人次"]),
    ("V11", now("300 | 50.0 | 350.0"), []),
    ("V11", now("300.5 | 50 | 350.5"), ["J3 错误 350.5人次"]),
]

CONTINUED: list[tuple[str, str, dict[str, str], list[str]]] = [
    ("P04", RETURN, {"2021-1-01-01": "300"}, []),
    ("P04", now("300 | -10 | 290"), {"2021-1-01-01": "300"}, ["J3 错误 290 300"]),
    ("P04", now("300 | 0 | 300"), {"2021-1-01-01": "300"}, []),
    ("P04", RETURN, {"2021-1-01-01": "351", "2021-1-01-02": "30"}, ["J3 错误 350 351"]),
    ("P05", now(" | 50 | 60"), {"2021-1-01-01": "300"}, ["J3 错误 60 350"]),
    ("P05", now(" | 50 | 350"), {"2021-1-01-01": "300"}, []),
    ("R09", now("290 | 50 | 340"), {"2021-1-01-01": "300", "2021-1-01-02": "20"}, ["H3 错误 290 300"]),
    ("R09", now(" | 50 | 350"), {"2021-1-01-01": "300", "2021-1-01-02": "20"}, ["H3 错误 空白 300"]),
    (
        "R09",
        RETURN.replace("加大培训力度", "加大力度"),
        {"2021-1-01-01": "300", "2021-1-01-02": "20"},
        ["C3 错误 加大力度 加大培训力度", "C4 错误 加大力度 加大培训力度"],
    ),
    (
        "R09",
        RETURN.replace("加大培训力度", "加大 培训力度"),
        {"2021-1-01-01": "300", "2021-1-01-02": "20"},
        [],
    ),
    ("R09", RETURN, {"2021-1-01-01": "300"}, ["H4 警告 20 空白"]),
]

DATED: list[tuple[str, str, list[str]]] = [
    ("R03", RETURN.replace("2021-08", "2021-07"), ["B1 错误 2021年7月 2021年8月"]),
    ("R03", RETURN.replace("2021-08", "2021年8月"), []),
    ("R03", RETURN.replace("2021-08", "八月份"), ["B1 错误 八月份 2021年8月"]),
    ("R03", RETURN.replace("2021-08", "2020-08"), ["B1 错误 2020年8月 2021年8月"]),
    ("R32", SIGNED.replace("08-18", "07-18"), ["F1 警告 2021-07-18 2021-08"]),
    ("R32", SIGNED.replace("2021-08-18", "2021年8月18日"), []),
    ("R32", SIGNED.replace("2021-08-18", "2021.9.30"), []),
    ("R32", SIGNED.replace("2021-08-18", "2021.10.2"), ["F1 警告 2021.10.2 2021-08"]),
    ("R32", SIGNED.replace("2021-08-18", "2020.8.18"), ["F1 警告 2020.8.18 2021-08"]),
    ("R32", SIGNED.replace("2021-08-18", "2021-08-01"), []),
    ("R32", SIGNED.replace("2021-08-18", "2021-07-31"), ["F1 警告 2021-07-31 2021-08"]),
    ("R32", SIGNED.replace("2021-08-18", "2021-02-30"), []),
    ("R02", "收到：2021-08-23\n" + RETURN, ["回收1.xlsx 警告 2021-08-23 2021-08-20"]),
    ("R02", "收到：2021-08-20\n" + RETURN, []),
    ("R02", "收到：2021-08-21\n" + RETURN, ["回收1.xlsx 警告 2021-08-21 2021-08-20"]),
    ("R02", "收到：2021-08-26\n" + RETURN, []),
]

PARTS_RETURNS: list[tuple[str, str, list[str]]] = [
    ("A01", PARTS_RETURN.replace("| 0 | 5 | 5 |", "| 0 | 6 | 6 |"), ["J3 错误 50 51"]),
    ("A01", PARTS_RETURN.replace("| 0 | 50 | 50 |", "| 0 | 49 | 49 |"), ["J3 错误 49 50"]),
    ("A01", PARTS_RETURN.replace("| 0 | 50 | 50 |", "| 0 |  |  |"), []),
    ("A01", PARTS_RETURN, []),
    ("A02", PARTS_RETURN.replace("| 0 | 5 | 5 |", "| 0 | 55 | 55 |"), ["J5 错误 55 50"]),
    ("A02", PARTS_RETURN.replace("| 0 | 5 | 5 |", "| 0 | 50 | 50 |"), []),
    ("A02", PARTS_RETURN.replace("| 0 | 50 | 50 |", "| 0 | 44 | 44 |"), ["J4 错误 45 44"]),
]


NOTICE = "某县人民政府关于2021年民生实事的通知\n1.新建幼儿园5所。{}\n2.改造公路40公里。{}\n3.完善政策。\n"
MONTHLY = (
    "某县人民政府关于2021年民生实事的通知\n1.提高低保标准。低保标准提高到每人每月{}。\n2.改造公路40公里。\n"
)
REPORT = "某县民生实事进展情况汇报\n实事一：{0}\n——{0}{1}"
TEXTS: list[tuple[str, str, list[str]]] = [
    ("D01", NOTICE.format("", ""), ["2 错误"]),
    ("D01", NOTICE.format("（责任单位：县教育局）", ""), ["3 错误", "4 错误"]),
    ("D01", NOTICE.format("（责任单位：县教育局）", "（责任单位：县交通局）"), ["4 错误"]),
    ("D03", NOTICE.format("（责任单位：县教育局、县财政局）", ""), []),
    ("D03", NOTICE.format("（牵头单位：县教育局、县财政局）", ""), ["2 警告 县教育局、县财政局 县教育局"]),
    ("P01", REPORT.format("新建幼儿园80所。", "完工70所，占任务的87.5%。"), []),
    ("P01", REPORT.format("新建幼儿园80所。", "完工70所，占任务的86.5%。"), ["3 错误 86.5 87.5"]),
    ("P02", REPORT.format("新建幼儿园80所。", "完工70所，占任务的87%。"), ["3 提示 87 88"]),
    ("P02", REPORT.format("新建幼儿园80所。", "完工70所，占任务的86%。"), []),
    ("P06", REPORT.format("新建幼儿园80所。", "完工120所，占任务的150%。"), ["3 警告 150"]),
    ("P06", REPORT.format("新建幼儿园80所。", "完工80所，占任务的100%。"), []),
    ("U01", REPORT.format("新建幼儿园80所。", "完工70。"), ["3 错误 70"]),
    ("U01", REPORT.format("新建幼儿园80所。", "完工70所。"), []),
    ("U01", REPORT.format("新建幼儿园80所。", "正在施工。"), []),
    ("U01", REPORT.format("新建幼儿园。", "正在施工。"), []),
    ("P10", REPORT.format("新建幼儿园。", "正在施工。"), ["3 警告"]),
    ("P10", REPORT.format("新建幼儿园80所。", "正在施工。"), []),
    ("V16", REPORT.format("新建幼儿园80所。", "任务调整为60所。"), ["3 警告 60所 原目标"]),
    ("V16", REPORT.format("新建公路80公里。", "目标已调整至6万平方米；"), ["3 警告 6万平方米 原目标"]),
    ("V16", REPORT.format("新建幼儿园80所。", "经某政发〔2021〕5号批准，任务调整为60所。"), []),
    ("V16", REPORT.format("新建幼儿园80所。", "调整为60所。"), []),
    ("U03", MONTHLY.format("500元每人每月"), ["2 提示 每人每月500元每人每月 每人每月500元"]),
    ("U03", MONTHLY.format("500元"), []),
    ("U08", REPORT.format("义诊5万人。", "已义诊3万人。"), ["3 警告 万人 万人次", "3 警告 万人 万人次"]),
    ("U08", REPORT.format("义诊5万人次。", "已义诊3万人次。"), []),
    ("U08", REPORT.format("新建幼儿园80所。", "体检设备完工70所。"), []),
]


COOPERATED = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 | 配合单位 |
| 一、就业 |
| 1. 培训 |  |  | 县人社局 | 县财政局 | {} |
| 培训护理员 | 人次 | 536 |  |  |  |
| 2. 救助 |  |  | 县民政局 | 县财政局 |  |
| 救助 | 人次 | 5 |  |  |  |
"""


@pytest.mark.parametrize(("cooperator", "expected"), [("", []), ("县残联", ["F5 提示"])])
def test_of_a_column_that_is_used_only(cooperator: str, expected: list[str]) -> None:
    assert told("D02", Example(table=COOPERATED.format(cooperator))) == expected


def test_a_line_is_named_by_how_it_begins() -> None:
    (finding,) = worded("V16", Example(text=REPORT.format("新建幼儿园80所。", "任务调整为60所。")))
    assert finding == " 警告 “新建幼儿园80所。任务调整为60”的年度目标由“原目标”改成了“60所”"


@pytest.mark.parametrize(("code", "text", "expected"), TEXTS)
def test_of_a_text(code: str, text: str, expected: list[str]) -> None:
    assert told(code, Example(text=text)) == expected


@pytest.mark.parametrize(("code", "table", "expected"), TABLES)
def test_of_a_plan(code: str, table: str, expected: list[str]) -> None:
    assert told(code, Example(table=table)) == expected


@pytest.mark.parametrize(("code", "returned", "expected"), RETURNS)
def test_of_a_return(code: str, returned: str, expected: list[str]) -> None:
    assert told(code, Example(master=PLAN, returns=(returned,))) == expected


@pytest.mark.parametrize("word", ["累计", "累积", "总计", "合计", "共计"])
def test_a_running_total_typed_as_such_is_no_figure_of_the_period(word: str) -> None:
    why = "写的是累计，这一格填本期完成，累计由表内公式算"
    (finding,) = worded("R15", Example(master=PLAN, returns=(now(f"300 | {word}350 |  "),)))
    assert finding == f"I3 错误 “{word}350”不能作数：{why}"
    assert worded("R15", Example(master=PLAN, returns=(now(f"300 |  | {word}350"),))) == []


@pytest.mark.parametrize("word", ["本月", "本期", "当月"])
def test_a_figure_of_the_period_typed_as_such_is_no_running_total(word: str) -> None:
    why = "写的是本期，这一格填累计完成（截至本期的值）"
    (finding,) = worded("R15", Example(master=PLAN, returns=(now(f"300 |  | {word}50"),)))
    assert finding == f"J3 错误 “{word}50”不能作数：{why}"
    assert worded("R15", Example(master=PLAN, returns=(now(f"300 | {word}50 | "),))) == []


@pytest.mark.parametrize(("code", "returned", "history", "expected"), CONTINUED)
def test_of_a_return_after_others(
    code: str, returned: str, history: dict[str, str], expected: list[str]
) -> None:
    assert told(code, Example(master=PLAN, returns=(returned,), history=history)) == expected


@pytest.mark.parametrize(("code", "returned", "expected"), DATED)
def test_of_a_return_in_its_time(code: str, returned: str, expected: list[str]) -> None:
    example = Example(master=PLAN, returns=(returned,), period="2021-08", as_of="2021-08-25")
    assert told(code, example) == expected


@pytest.mark.parametrize("code", ["P04", "P05", "P06", "P08", "P10", "U05"])
def test_a_rate_is_no_running_total(code: str) -> None:
    returned = NOTED.replace("培训残疾人 | 名 | 55", "参保率 | % | 95").replace(
        "| 20 | 10 | 30 | 进行中 |  |", "| 90 | 5 | 96 | 进行中 | 正在建设 |"
    )
    example = Example(master=last("% | 95", "参保率"), returns=(returned,), history={"2021-1-01-02": "97"})
    assert told(code, example) == []


@pytest.mark.parametrize(
    ("figures", "note", "expected"),
    [
        ("300 | 236 | 536", "正在施工", ["L3 警告 正在施工"]),
        ("300 | 236 | 536", "剩余收尾，正在施工", []),
        ("300 | 235 | 535", "正在施工", []),
        ("300 | 236 | 536", "已验收", []),
    ],
)
def test_of_a_note_beside_a_task_that_is_done(figures: str, note: str, expected: list[str]) -> None:
    returned = NOTED.replace("| 300 | 50 | 350 | 进行中 |", f"| {figures} | 进行中 | {note} |")
    assert told("P08", Example(master=PLAN, returns=(returned,))) == expected


def test_a_return_whose_first_version_is_not_known_came_when_its_file_did() -> None:
    late = "收到：2021-08-23\n" + RETURN
    inputs = inputs_of(Example(master=PLAN, returns=(late,), period="2021-08", as_of="2021-08-25"))
    for each in (*inputs["returns"], *inputs["standing"]):
        each.arrived = None
    report = engine.run(inputs, grading=engine.Grading(on={"R02": None}))
    assert [each.printed for each in report.findings if each.code == "R02"] == ["2021-08-23"]


@pytest.mark.parametrize(
    ("file", "meta", "told", "expected"),
    [
        ("某局.xlsx", "", "", []),
        ("某局.xlsx", "2021-08", "", []),
        ("某局.xlsx", "2021-07", "", [("文件", "2021年7月")]),
        ("2021年7月/某局2021年8月.xlsx", "", "", []),
        ("某局2021年7月.xlsx", "", "", [("文件名", "2021年7月")]),
        ("某局2021-07.xlsx", "2021-08", "", []),
        ("某局.docx", "", "2021-08", []),
        ("某局.docx", "", "2021-07", [("材料", "2021年7月")]),
        ("某局.docx", "", "2020-08", [("材料", "2020年8月")]),
        ("某局.docx", "", "2021上半年", [("材料", "2021年上半年")]),
    ],
)
def test_a_period_is_stated_in_several_places(
    file: str, meta: str, told: str, expected: list[tuple[str, str]]
) -> None:
    returned = RETURN.replace("　报送期：2021-08", "")
    inputs = inputs_of(Example(master=PLAN, returns=(returned,), period="2021-08"))
    (form,) = inputs["returns"]
    form.file, form.meta["period"], form.told, form.period = file, meta, bool(told), told
    report = engine.run(inputs, grading=engine.Grading(on={"R03": None}))
    found = [each.message for each in report.findings if each.code == "R03"]
    assert found == [f"{where}写的报送期是“{stated}”，应为“2021年8月”" for where, stated in expected]


CODED = """
| 指标编码 | 序号 | 项目 | 指标名称 | 单位 | 年度目标 | 牵头单位 |
| 2021-1-01-01 | 1 | 甲项 | 甲 | 个 | 1 | 县人社局 |
| {} | 2 | 乙项 | 乙 | 个 | 2 | 县教育局 |
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2021-1-02-01", []),
        ("2021-1-01-01", ["A3 错误 指标编码“2021-1-01-01”重复，A2格也是它"]),
        ("", ["A3 警告 指标编码空白：“乙”还没有编码"]),
    ],
)
def test_of_codes_of_a_plan(code: str, expected: list[str]) -> None:
    assert worded("S18", Example(table=CODED.format(code))) == expected


@pytest.mark.parametrize(
    ("code", "what"), [("", "空白"), ("2021-9-01-02", "“2021-9-01-02”不在下发清单或与内容不符")]
)
def test_a_lost_code_is_told_with_the_one_it_is_taken_for(code: str, what: str) -> None:
    example = Example(master=PLAN, returns=(RETURN.replace("2021-1-01-02", code),))
    assert worded("S18", example) == [f"A4 警告 指标编码{what}，已按序号和名称认作2021-1-01-02"]


def test_a_row_led_by_two_is_asked_of_the_first() -> None:
    plan = PLAN.replace("| 县人社局 |", "| 县人社局、县残联 |")
    short = "\n".join(RETURN.splitlines()[:-1])
    assert told("S08", Example(master=plan, returns=(short,))) == ["回收1.xlsx 错误"]


@pytest.mark.parametrize(
    ("version", "expected"),
    [("", []), ("1", []), ("0", ["用的不是本期总表下发的填报表（模板版本0，现行1）"])],
)
def test_an_old_form_is_told_by_its_version(version: str, expected: list[str]) -> None:
    inputs = inputs_of(Example(master=PLAN, returns=(RETURN,)))
    inputs["returns"][0].meta["version"] = version
    report = engine.run(inputs, grading=engine.Grading(on={"R04": None}))
    assert [each.message for each in report.findings if each.code == "R04"] == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("某县2020年民生实事填报表", ["A1 警告 某县2020年民生实事填报表 2021"]),
        ("某县2021年民生实事填报表", []),
        ("2020年8月报送期的表", []),
        ("某县2020年、2021年规划", []),
    ],
)
def test_a_title_names_the_year(title: str, expected: list[str]) -> None:
    returned = f"{title}\n{SIGNED.lstrip()}"
    example = Example(master=PLAN, returns=(returned,), period="2021-08", as_of="2021-08-25")
    assert told("R32", example) == expected


def test_a_form_of_another_period_is_not_told_by_its_dates_as_well() -> None:
    returned = SIGNED.replace("2021-08-18", "2021-07-18")
    example = Example(master=PLAN, returns=(returned,), period="2021-08", as_of="2021-08-25")
    inputs = inputs_of(example)
    inputs["returns"][0].meta["period"] = "2021-07"
    report = engine.run(inputs, grading=engine.Grading(on={"R32": None}))
    assert [each for each in report.findings if each.code == "R32"] == []


INVESTED = (
    NOTED.replace("| 状态 | 进展说明 |", "| 计划投资 | 完成投资 | 状态 | 进展说明 |")
    .replace("| 350 | 进行中 |", "| 350 | {} | {} | 进行中 | {} |")
    .replace("| 30 | 进行中 |  |", "| 30 |  |  | 进行中 |  |")
)


@pytest.mark.parametrize(
    ("planned", "done", "note", "expected"),
    [
        ("100", "316", "", []),
        ("100", "317", "", ["L3 警告 317 31.7"]),
        ("100", "1000", "", ["L3 警告 1000 100"]),
        ("100", "1001", "", ["L3 错误 1001 100.1"]),
        ("", "1001", "", []),
        ("100", "80", "完成投资80万元", []),
        ("100", "80", "完成投资800万元", ["L3 错误 80 800"]),
        ("100", "80", "完成投资0.08亿元", ["L3 错误 80 800"]),
        ("100", "80", "完成投资85万元", ["L3 警告 80"]),
        ("100", "800", "完成投资800万元", []),
        ("100", "0", "", []),
    ],
)
def test_of_an_investment(planned: str, done: str, note: str, expected: list[str]) -> None:
    returned = INVESTED.format(planned, done, note)
    assert told("U05", Example(master=PLAN, returns=(returned,))) == expected


@pytest.mark.parametrize(
    ("figures", "note"),
    [("300 | 50 | 很多", "累计培训350人次"), (" | 50 | 很多", "累计培训50人次")],
)
def test_a_total_that_cannot_be_read_is_what_was_before_and_the_period(figures: str, note: str) -> None:
    returned = NOTED.replace("| 300 | 50 | 350 | 进行中 |", f"| {figures} | 进行中 | {note} |")
    assert told("P18", Example(master=PLAN, returns=(returned,))) == []


@pytest.mark.parametrize(
    ("printed", "expected"), [("500", ["警告 500 536"]), ("563", ["错误 563 536"]), ("536", [])]
)
def test_a_target_of_before_its_adjustment_is_taken_as_such(printed: str, expected: list[str]) -> None:
    inputs = inputs_of(Example(master=PLAN, returns=(RETURN.replace("| 536 |", f"| {printed} |"),)))
    row = inputs["returns"][0].rows[0]
    row.indicator = row.indicator.model_copy(update={"original": parse_target("500", UnitTable.default())})
    report = engine.run(inputs, grading=engine.Grading(on={"V16": None}))
    assert [" ".join(_said(each)) for each in report.findings if each.code == "V16"] == expected


@pytest.mark.parametrize(
    ("changed", "expected"), [({}, []), ({"problem": "没有这个编码"}, ["C5"]), ({"doc_no": ""}, ["C5"])]
)
def test_a_target_settled_by_a_document_is_no_longer_undecided(
    changed: dict[str, str], expected: list[str]
) -> None:
    inputs = inputs_of(Example(table=last("名 | 待定")))
    table = inputs["table"]
    settled = {"no": "1", "code": table.indicators[1].code, "field": "年度目标", "old": "待定", "new": "55"}
    target = parse_target("55", UnitTable.default())
    adjustment = Adjustment(**settled | {"doc_no": "某政发〔2021〕5号", "target": target} | changed)
    inputs["table"] = table.model_copy(update={"adjustments": [adjustment]})
    report = engine.run(inputs, grading=engine.Grading(on={"V02": None}))
    assert [each.place.cell for each in report.findings if each.code == "V02"] == expected


CLEAR = "进行中 推进中 实施中 已完成 已启动 未开工 已开工 在建 未启动 启动 过半 基本完成 完成 待下达"


@pytest.mark.parametrize("state", CLEAR.split())
def test_a_state_that_leaves_no_doubt_is_let_pass(state: str) -> None:
    returned = "模板指纹：0000\n" + RETURN.replace("50 | 进行中", f"50 | {state}")
    assert told("R31", Example(master=PLAN, returns=(returned,))) == []


OWN = "填表说明 核对规则 词表 _meta 退回说明 _marked 核对问题 _上次核对问题 _撤销"


@pytest.mark.parametrize(("sheet", "expected"), [("草稿", 1), *((sheet, 0) for sheet in OWN.split())])
def test_sheets_that_a_form_has_of_itself_are_not_told(sheet: str, expected: int) -> None:
    inputs = inputs_of(Example(master=PLAN, returns=("模板指纹：0000\n" + RETURN,)))
    inputs["returns"][0].other_grids.append(Grid([["字"]], sheet=sheet))
    inputs["returns"][0].other_grids.append(Grid([[""]], sheet="空表"))
    report = engine.run(inputs, grading=engine.Grading(on={"R10": None}))
    assert sum(each.code == "R10" for each in report.findings) == expected


@pytest.mark.parametrize(
    ("shown", "what"),
    [
        ("65.3", ""),
        ("65.29", ""),
        ("65.31", "公式算出的是65.31%，按累计和目标应是65.3%"),
        ("6.53", "公式算出的是6.53%，按累计和目标应是65.3%"),
    ],
)
def test_a_formula_that_gives_another_rate_is_told(shown: str, what: str) -> None:
    returned = "模板指纹：0000\n" + RATED.replace("65.3", "=J4/F4*100")
    inputs = inputs_of(Example(master=PLAN, returns=(returned,)))
    cells = inputs["returns"][0].rows[0].cells
    cells["rate"] = replace(cells["rate"], value=Decimal(shown), problem="")
    report = engine.run(inputs, grading=engine.Grading(on={"R08": None}))
    assert not [each for each in report.findings if each.code in ("P01", "P02") and each.place.cell == "K4"]
    messages = [each.message for each in report.findings if each.code == "R08" and each.place.cell == "K4"]
    assert messages == ([f"“培训养老护理员”的完成率{what}"] if what else [])


@pytest.mark.parametrize(("code", "returned", "expected"), PARTS_RETURNS)
def test_of_parts_returned(code: str, returned: str, expected: list[str]) -> None:
    assert told(code, Example(master=PARTS, returns=(returned,))) == expected
