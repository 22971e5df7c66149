"""Only what is said to be done gets into the county summary."""

from __future__ import annotations

from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.model import Period

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
    ("县住建局", "已将3000户改造户厕任务分解到乡镇。"),
    ("县住建局", "已召开改造户厕3000户动员会。"),
    ("县住建局", "1.改造户厕3000户物资已采购到位。"),
    ("县住建局", "已确定改造户厕对象3000户。"),
    ("县住建局", "1.户厕。已向各乡镇分配改造户厕指标3000户。"),
    ("县发改局", "1.充电桩。充电桩50个，已下达投资计划120万元。"),
    ("县发改局", "新建充电桩50个的设备已发货。"),
    ("县发改局", "充电桩还缺50个。"),
    ("县水利局", "1.供水管网。已完成新建供水管网10公里的测量放线。"),
    ("县水利局", "供水管网10公里工程已进场，尚无实物工作量。"),
    ("县教育局", "新建幼儿园3所已取得施工许可证。"),
    ("县教育局", "1.学位。投用后将提供学位1800个。"),
    ("县民政局", "6月新增养老床位15张。"),
]
DONE = [
    ("县水利局", "1.供水管网。已新建供水管网4公里。", {"新建供水管网": 4}),
    ("县水利局", "1.供水管网。新建供水管网4公里，占任务的40%。", {"新建供水管网": 4}),
    ("县住建局", "截至6月底，改造户厕1200户。", {"改造户厕": 1200}),
    ("县发改局", "1.充电桩。目标任务：新建充电桩50个。完成情况：新建充电桩21个。", {"新建充电桩": 21}),
    ("县发改局", "1.充电桩。21个充电桩投入使用。", {"新建充电桩": 21}),
    ("县发改局", "已建成充电桩21个，其余正在安装。", {"新建充电桩": 21}),
    ("县民政局", "新增养老床位目标100张，6月新增15张，累计新增40张。", {"新增养老床位": 40}),
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


def test_a_report_that_names_nothing_done_is_refused_with_what_it_says(master: Path, tmp_path: Path) -> None:
    (tmp_path / "回收").mkdir()
    text = "县水利局2024年6月民生实事进展情况\n截至6月底，新建供水管网还差3公里未完工。\n"
    (tmp_path / "回收" / "县水利局.txt").write_text(text, "utf-8")
    done = jobs.consolidate(tmp_path / "回收", master, Period(2024, 6), tmp_path / "汇总.xlsx")
    [file] = done.report.files
    assert (file.status, file.reason_code) == ("rejected", "nothing_done")
    left = "新建供水管网还差3公里（说的是没有完成的数）"
    assert file.reason == f"材料里没有说完成了多少：{left}，请写明完成数"


@pytest.mark.parametrize(("department", "text", "expected"), DONE)
def test_what_is_said_to_be_done_is(
    department: str, text: str, expected: dict[str, int], master: Path, tmp_path: Path
) -> None:
    assert summed_up(master, tmp_path, department, text) == expected
