"""A published progress report as last period's figures: taken where sure, told, asked, or named."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.history import history_of
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return

NOTICE = """柳湖县2024年民生实事目标任务
1.促进就业创业。全县城镇新增就业4000人，发放创业担保贷款5000万元。（牵头单位：县人社局）
2.扩充学位。改扩建公办幼儿园6所，新增学位900个。（牵头单位：县教育局）
3.老旧小区改造12个。（牵头单位：县住建局）
"""
REPORT = """柳湖县2024年1—6月民生实事进展情况通报
1.促进就业创业。城镇新增就业2360人，占全年任务的59%；累计发放创业担保贷款0.31亿元，占年度任务的62%。
2.扩充学位。6所公办幼儿园全部开工，其中完工2所；新增学位270个，占目标任务900个的30%。
3.老旧小区。计划改造12个，已开工11个、完工4个。全县发放高龄津贴210万元。
"""
FIGURES = {
    "城镇新增就业": Decimal(2360),
    "发放创业担保贷款": Decimal(3100),
    "改扩建公办幼儿园": Decimal(2),
    "新增学位": Decimal(270),
    "老旧小区改造": Decimal(4),
}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    notice, path = tmp_path / "通知.txt", tmp_path / "总表.xlsx"
    notice.write_text(NOTICE, "utf-8")
    jobs.draft(notice, path)
    return path


def report(folder: Path, text: str = REPORT) -> Path:
    path = folder / "进展通报.txt"
    path.write_text(text, "utf-8")
    return path


def test_statements_become_last_period_s_figures_in_the_plan_s_units(master: Path, tmp_path: Path) -> None:
    plan = jobs.read_source(master)
    past = history_of(plan, Period(2024, 7), previous=report(tmp_path))
    names = {plan.table.by_code[code].name: value for code, value in past.figures.items()}
    assert names == FIGURES
    left = [each for each in past.report.findings if each.code == "S24"]
    assert [each.place.line for each in left] == [3, 4, 4]
    assert "高龄津贴210万元" in left[2].message


def test_forms_are_issued_with_the_report_s_figures(master: Path, tmp_path: Path) -> None:
    issued = jobs.issue(master, Period(2024, 7), tmp_path / "下发", previous=report(tmp_path))
    plan, found = jobs.read_source(master), {}
    for form in issued.forms:
        for row in read_return(form.path.name, intake.take(form.path).grids, plan.ref).rows:
            found[row.text("indicator")] = row.value("previous")
    assert found == FIGURES


def test_another_target_is_asked_about_and_not_taken(master: Path, tmp_path: Path) -> None:
    said = REPORT.replace("新增学位270个，占目标任务900个的30%", "新增学位270个，占目标任务800个的33.75%")
    plan, period = jobs.read_source(master), Period(2024, 7)
    past = history_of(plan, period, previous=report(tmp_path, said))
    asked = next(each for each in past.report.findings if each.code == "S21")
    assert "800" in asked.message
    assert asked.place.line == 3
    assert Decimal(270) not in past.figures.values()


@pytest.mark.parametrize(("year", "month"), [(2024, 6), (2025, 7)])
def test_a_report_of_another_time_is_refused(master: Path, tmp_path: Path, year: int, month: int) -> None:
    with pytest.raises(InputError, match="截至2024年6月的数"):
        history_of(jobs.read_source(master), Period(year, month), previous=report(tmp_path))


def test_a_report_drafted_into_a_master_is_said_to_be_one(tmp_path: Path) -> None:
    found = jobs.draft(report(tmp_path), tmp_path / "总表.xlsx")[1].findings
    assert "--previous" in next(str(each) for each in found if each.code == "S25")
