"""What a report says of a figure, and that only what is said done gets into the county summary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.model import Period
from minsheng_xl.reading.text.tense import says_done, tense_of

SENTENCES = [
    ("截至6月底，新建供水管网还差【3公里】未完工。", "wanting"),
    ("剩余【4座】正在抓紧施工。", "wanting"),
    ("尚有【12户】没有入住。", "wanting"),
    ("截至6月底，未达到序时进度2项，为新建供水管网【10公里】、改造户厕3000户。", "wanting"),
    ("拟新建充电桩【50个】，选址已完成。", "planned"),
    ("需新建幼儿园【3所】，正在办理征地。", "planned"),
    ("预计9月新增学位【1800个】。", "planned"),
    ("下一步，将新增分类桶【500个】。", "planned"),
    ("力争年底前建成充电桩【60个】。", "planned"),
    ("下半年，新建公厕【6座】。", "planned"),
    ("“为边远地区建设【1万套】周转房”一项中，已开工建设9149套。", "planned"),
    ("改造户厕【3000户】，已签订合同。", "begun"),
    ("村道硬化【6公里】，正在施工。", "begun"),
    ("新建水厂【2座】，已完成工程量的40%。", "begun"),
    ("按【800元】标准发放补贴。", "basis"),
    ("新增养老床位【100张】", "unsaid"),
    ("新增养老床位【100张】，新增家庭照护床位200张", "unsaid"),
    ("已新建供水管网【4公里】。", "done"),
    ("建成充电桩【31个】。", "done"),
    ("改造户厕【1200户】，占任务的40%。", "done"),
    ("改造县乡公路【320公里】，为任务的164.5%。", "done"),
    ("低保月人均补差【185元】，超任务17元。", "done"),
    ("上半年改造户厕【1200户】。", "done"),
    ("1—6月培训农民【400人】。", "done"),
    ("截至6月底，改造户厕【1200户】。", "done"),
    ("8月底前改造户厕【1200户】。", "unsaid"),
    ("区财政应承担的配套款【1558元】已拨付。", "done"),
    ("救助残疾儿童【85名】（53%）。", "done"),
    ("全市共计销售【5503台】。", "done"),
    ("发放救急难资金【64.3万元】，完成全年任务。", "done"),
    ("适配亟需的辅助器具【10人】，已全部完成。", "done"),
    ("招募西部计划志愿者【3153人】，占目标任务的210.2%。", "done"),
]


@pytest.mark.parametrize(("sentence", "tense"), SENTENCES)
def test_what_is_said_of_a_figure(sentence: str, tense: str) -> None:
    found = re.search("【(.*?)】", sentence)
    assert found is not None
    text = sentence.replace("【", "").replace("】", "")
    assert tense_of(text, found.start(), found.start() + len(found[1])) == tense


def test_headings_that_say_done() -> None:
    assert says_done("九项民生工程任务完成情况")
    assert not says_done("2024年6月民生实事进展情况", "供水管网")


NOTICE = """云溪县2024年民生实事实施方案
1.供水管网。新建供水管网10公里。（责任单位：县水利局）
2.充电桩。新建充电桩50个。（责任单位：县发改局）
3.幼儿园。新建幼儿园3所。（责任单位：县教育局）
4.学位。新增学位1800个。（责任单位：县教育局）
5.养老床位。新增养老床位100张。（责任单位：县民政局）
6.户厕。改造户厕3000户。（责任单位：县住建局）
"""
NOT_DONE = [
    ("县水利局", "截至6月底，新建供水管网还差3公里未完工。"),
    ("县发改局", "1.充电桩：拟新建充电桩50个，选址已完成。"),
    ("县教育局", "1.幼儿园：需新建幼儿园3所，正在办理征地。"),
    ("县教育局", "2.学位：预计9月新增学位1800个。"),
    ("县民政局", "1.新增养老床位100张"),
    (
        "县民政局",
        "1.新增养老床位100张，新增家庭照护床位200张\n养老床位正在施工改造，家庭照护床位已确定服务机构。",
    ),
    ("县水利局", "截至6月底，未达到序时进度2项，为新建供水管网10公里、改造户厕3000户。"),
    ("县住建局", "1.户厕。改造户厕3000户，已签订合同，正在施工。"),
    ("县住建局", "1.户厕。改造户厕3000户，资金已下达，已完成招标。"),
]
DONE = [
    ("县水利局", "1.供水管网。已新建供水管网4公里。", {"新建供水管网": 4}),
    ("县水利局", "1.供水管网。新建供水管网4公里，占任务的40%。", {"新建供水管网": 4}),
    ("县住建局", "截至6月底，改造户厕1200户。", {"改造户厕": 1200}),
    ("县住建局", "改造户厕目标3000户，实际改造1200户。", {"改造户厕": 1200}),
    (
        "县教育局",
        "新建幼儿园3所，其中已建成2所；新增学位1800个，已全部新增到位。",
        {"新建幼儿园": 2, "新增学位": 1800},
    ),
]


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("云溪")
    (folder / "通知.txt").write_text(NOTICE, "utf-8")
    jobs.draft(folder / "通知.txt", folder / "总表.xlsx")
    return folder / "总表.xlsx"


def summed_up(master: Path, folder: Path, department: str, text: str) -> dict[str, int]:
    returned = folder / "回收"
    returned.mkdir()
    title = f"{department}2024年6月民生实事进展情况\n"
    (returned / f"{department}.txt").write_text(f"{title}{text}\n", "utf-8")
    done = jobs.consolidate(returned, master, Period(2024, 6), folder / "汇总.xlsx")
    lines = done.summary.lines
    return {each.indicator.name: int(each.cumulative) for each in lines if each.cumulative is not None}


@pytest.mark.parametrize(("department", "text"), NOT_DONE)
def test_what_is_not_said_to_be_done_is_no_figure_of_the_county(
    department: str, text: str, master: Path, tmp_path: Path
) -> None:
    assert summed_up(master, tmp_path, department, text) == {}


@pytest.mark.parametrize(("department", "text", "expected"), DONE)
def test_what_is_said_to_be_done_is(
    department: str, text: str, expected: dict[str, int], master: Path, tmp_path: Path
) -> None:
    assert summed_up(master, tmp_path, department, text) == expected
