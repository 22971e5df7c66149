"""Levels (PM2.5, ratios, standards): a light in every period, struck off the board at the end of the year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.checks import engine
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Indicator, Item, Period, TargetTable
from minsheng_xl.quantity import parse_target
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook

NOTICE = """云溪县2024年民生实事实施方案

一、民生实事
1.空气质量。PM2.5平均浓度不超过33微克/立方米，优良天数比例不低于86.5%。（牵头单位：县生态环境局）
2.医疗保障。基本医保参保率达到95%。（牵头单位：县生态环境局）
3.低保标准。城市低保月人均保障标准达到700元。（牵头单位：县生态环境局）
4.绿道。新建绿道12公里。（牵头单位：县生态环境局）
"""
PM25, AIR, CARE, RELIEF, PATH = (
    "PM2.5平均浓度",
    "优良天数比例",
    "基本医保参保率",
    "城市低保月人均保障标准",
    "新建绿道",
)


def work(folder: Path, period: Period, figures: Mapping[str, str]) -> Path:
    """A work folder of one department that has reported figures by indicator name; the master."""
    text, master = folder / "通知.txt", folder / "总表.xlsx"
    text.write_text(NOTICE, encoding="utf-8")
    jobs.draft(text, master)
    form = jobs.issue(master, period, folder / jobs.ISSUED / str(period)).forms[0].path
    read = read_return(form.name, intake.take(form).grids, Reference.default())
    book = Workbook.open(form)
    for row in read.rows:
        role = "current" if row.text("indicator") == PATH else "cumulative"
        entry = row.cells[role]
        book.sheet("填报表").set(cell_name(entry.row, entry.column), Decimal(figures[row.text("indicator")]))
    target = folder / jobs.RETURNED / str(period)
    target.mkdir(parents=True)
    book.save(target / form.name)
    return master


@pytest.mark.parametrize(
    ("figures", "lights"),
    [
        ("33 86.5 95 700 12", "green green green green green"),
        ("36 86.4 94 650 3", "yellow yellow yellow yellow green"),
        ("48 60 60 400 0", "red red red red yellow"),
    ],
)
def test_every_level_has_a_light_in_march(figures: str, lights: str, tmp_path: Path) -> None:
    march = Period(2024, 3)
    master = work(tmp_path, march, dict(zip((PM25, AIR, CARE, RELIEF, PATH), figures.split(), strict=True)))
    output = tmp_path / jobs.SUMMARISED / str(march) / "县汇总表.xlsx"
    done = jobs.consolidate(tmp_path / jobs.RETURNED / str(march), master, march, output)
    assert [line.light for line in done.summary.lines] == lights.split()


def test_issue_says_what_goes_out_without_a_number(tmp_path: Path) -> None:
    text, master = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    text.write_text(NOTICE + "5.文化惠民。办好群众文化活动。（牵头单位：县文旅局）\n", encoding="utf-8")
    jobs.draft(text, master)
    report = jobs.issue(master, Period(2024, 3), tmp_path / "下发").report
    assert [(each.code, each.message) for each in report.findings] == [
        ("S16", "项目“文化惠民”没有可考核的数量，按定性项目下发，只报进展和状态")
    ]


def test_a_message_stands_on_one_line() -> None:
    target = parse_target("待定", Reference.default().units)
    one = Indicator(code="2024-1-01-01", name="培训\n护理员", unit="人", target=target)
    table = TargetTable(year=2024, items=(Item(code="2024-1-01", no="1", name="培训", indicators=(one,)),))
    report = engine.run({"table": table, "ref": Reference.default()}, codes=("V02",))
    assert [each.message for each in report.findings] == ["“培训 护理员”的目标仍是“待定”"]


@pytest.mark.parametrize(("month", "stage"), [(3, "报送"), (12, "销号")])
def test_a_level_is_struck_off_in_the_last_period_only(month: int, stage: str, tmp_path: Path) -> None:
    period = Period(2024, month)
    master = work(tmp_path, period, {PM25: "33", AIR: "87", CARE: "96", RELIEF: "700", PATH: "12"})
    at = {step.indicator: step.stage for step in jobs.board(master, period).steps}
    assert at == dict.fromkeys((PM25, AIR, CARE, RELIEF), stage) | {PATH: "销号"}
