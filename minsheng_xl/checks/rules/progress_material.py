"""S、R 材料：进展通报作回收件或上期累计用时，读了多少、哪些数没有取、写没写截至什么时候。"""

from __future__ import annotations

from collections.abc import Sequence

from minsheng_xl.checks.engine import INFORMATION, WARNING, Example, Hits, hit, rule
from minsheng_xl.model import Return, TargetTable
from minsheng_xl.place import Place

PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 1. 促进就业 |  |  | 县人社局 |  |
| 城镇新增就业 | 人 | 5000 |  |  |
"""
REPORT = """
某县2021年1—7月民生实事进展情况通报

1.促进就业。城镇新增就业2600人，占年度任务的52%。
"""
NOTICE = "某县2021年民生实事目标任务\n1.促进就业。城镇新增就业5000人。（牵头单位：县人社局）\n"


@rule(
    "S24",
    "通报中的数没有取",
    INFORMATION,
    "“{printed}”{why}，没有取",
    "不是总表的指标、不是完成数的不必管；是的，请在填报表里填",
    bad=Example(master=PLAN, text=REPORT.replace("52%。", "52%；发放高龄津贴210万元。")),
    good=Example(master=PLAN, text=REPORT),
)
def not_taken(told: Sequence[Return]) -> Hits:
    """进展通报里对不上任何指标的数、说的是任务和打算的数、还没有完成的数，不取；拿不准的另问（S21）。"""
    for each in told:
        asked = {reading.row for reading in each.readings}
        for row in each.rows:
            if row.indicator is None and row.number not in asked:
                name, said = row.text("indicator") or row.text("item"), row.text("cumulative")
                why = each.doubts.get(row.number, "没有对上总表的指标")
                yield hit(
                    each.place(row.number), department=each.department, printed=f"{name}{said}", why=why
                )
        for left in each.not_done:
            yield hit(left.place, department=each.department, printed=left.printed, why=left.why)


@rule(
    "R23",
    "报来的是文字材料",
    WARNING,
    "这不是下发的填报表，从文字里读出{taken}个指标的数{asked}",
    "请对照原文核对；以后请用下发的填报表",
    bad=Example(master=PLAN, text=REPORT),
    good=Example(master=PLAN, text=NOTICE),
)
def in_words(told: Sequence[Return]) -> Hits:
    """用文字或自制的进展表报来的，照名称、单位、目标和百分比对到指标：对得准的收，像的收而说明，拿不准的问。"""
    for each in told:
        asked = sum(reading.state == "asked" for reading in each.readings)
        taken = sum(row.indicator is not None for row in each.rows)
        left = f"，另有{asked}个拿不准、没有读取" if asked else ""
        yield hit(Place(each.file), department=each.department, taken=taken, asked=left)


@rule(
    "R22",
    "通报没写截至时间",
    WARNING,
    "没有认出数截至什么时候",
    "请核对是哪一期的材料",
    bad=Example(master=PLAN, text=REPORT.replace("2021年1—7月", ""), period="2021-08"),
    good=Example(master=PLAN, text=REPORT, period="2021-08"),
)
def no_time(told: Sequence[Return], period: object) -> Hits:
    """作回收件或上期累计用的进展材料，标题和开头都没有写是几月的。"""
    for each in told:
        if not each.period:
            yield hit(Place(each.file), department=each.department, expected=period)


@rule(
    "S25",
    "进展通报拟成总表",
    WARNING,
    "“{printed}”是进展通报，不是目标任务：只有写了任务数的进了总表，完成的数没有带进去",
    "请核对目标全不全；有目标任务通知的用通知拟表，这份通报用 --previous 作上期累计",
    bad=Example(text=REPORT),
    good=Example(text=NOTICE),
)
def report_drafted(drafted: TargetTable) -> Hits:
    """拟总表用的文件报的是完成情况：它写到的任务数可能不全。"""
    if drafted.kind == "progress":
        yield hit(drafted.place, printed=drafted.title or drafted.place.file)
