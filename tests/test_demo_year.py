"""`demo --year`: the worked county's figures are those of its data, the events the planted ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.errors import OutputError
from minsheng_xl.fronts.cli import main
from minsheng_xl.fronts.demo_year import MONTHS, PlayedYear, Script, play_year, read_script
from minsheng_xl.model import Period


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script()


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, said: list[str]) -> PlayedYear:
    return play_year(tmp_path_factory.mktemp("民生") / "一年", said.append)


OTHERWISE: dict[tuple[int, str], Decimal | None] = {
    (3, "2021-7-04-01"): None,  # 县交通运输局 sent nothing
    (3, "2021-7-04-02"): None,
    (3, "2021-7-04-03"): None,
    (4, "2021-4-04-03"): None,  # 详见附件
    (8, "2021-5-04-01"): None,  # 县农业农村局 sent nothing
    (8, "2021-7-02-00"): None,
    (8, "2021-7-03-01"): None,
    (8, "2021-7-05-00"): None,
    (11, "2021-7-05-00"): Decimal(812),  # October's 818, 6 taken off
}
"""Figures that are not those of the curve, by month and code."""


def test_every_figure_of_the_year_is_that_of_its_curve_but_where_something_happened(
    year: PlayedYear, script: Script
) -> None:
    assert [each.summary.period for each in year.months] == MONTHS
    for done in year.months:
        month = done.summary.period.month
        for line in done.summary.lines:
            code = line.indicator.code
            assert line.cumulative == OTHERWISE.get((month, code), script.courses[code].figure(month)), code


def test_targets_change_from_their_month_on_with_their_document(year: PlayedYear) -> None:
    jobs_target, fields = "2021-1-01-01", "2021-7-02-00"
    targets = {
        (done.summary.period.month, line.indicator.code): line.adjusted or line.target
        for done in year.months
        for line in done.summary.lines
        if line.indicator.code in (jobs_target, fields)
    }
    assert [targets[month, jobs_target] for month in range(1, 13)] == ["待定"] * 5 + ["0.55"] * 7
    assert [targets[month, fields] for month in range(1, 13)] == ["4.62"] * 8 + ["4.80"] * 4
    sheet = openpyxl.load_workbook(year.master)["调整台账"]
    assert [sheet.cell(row, 6).value for row in (2, 3)] == ["宁府办字〔2021〕18号", "宁府办字〔2021〕31号"]


def test_errors_of_the_year_are_the_planted_ones(year: PlayedYear) -> None:
    found = {
        (done.summary.period.month, each.code, each.department)
        for done in year.months
        for each in done.report.findings
        if each.severity.key == "error"
    }
    assert found == {
        (3, "R01", "县交通运输局"),
        (4, "R03", "县住建局"),
        (4, "R15", "县卫健委"),
        (8, "R01", "县农业农村局"),
    }
    refused = {
        (done.summary.period.month, each.reason_code)
        for done in year.months
        for each in done.report.files
        if each.status == "rejected"
    }
    assert refused == {
        (1, "not_a_table"),
        (4, "R03"),
        (8, "truncated"),
        (9, "sent_back"),
        (10, "blank_form"),
    }


def test_investments_and_words_arrive(year: PlayedYear) -> None:
    roads = {
        done.summary.period.month: line
        for done in year.months
        for line in done.summary.lines
        if line.indicator.name == "新改建农村公路"
    }
    assert roads[7].investment == Decimal("2678.4")
    assert [each.progress_note for each in roads[7].texts] == ["路面铺筑，本月完成11.7公里"]
    assert roads[12].investment == Decimal("4960.0")
    assert [each.progress_note for each in roads[12].texts] == ["路面完成83.5公里，安装标志标线"]


def test_the_year_is_told_month_by_month_and_can_be_made_again(
    year: PlayedYear, said: list[str], tmp_path: Path
) -> None:
    assert [line.partition("：")[0] for line in said] == [period.label for period in MONTHS]
    assert said[2].endswith("；县交通运输局没有报")
    assert "县文广新旅局28日更正2021-06的表" in said[6]
    work = year.master.parent
    assert jobs.verify(work).faults == ()
    for period in MONTHS:
        assert jobs.rebuild(work, period, tmp_path / f"{period}.xlsx").differences == ()


def test_the_board_shows_who_was_missing_and_late(year: PlayedYear) -> None:
    board = jobs.board(year.master, Period(2021, 12), as_of=date(2021, 12, 31))
    missing = [
        (each.period.month, name)
        for each in board.rounds
        for name, one in each.standings.items()
        if not one.returned
    ]
    late = [
        (each.period.month, name) for each in board.rounds for name, one in each.standings.items() if one.late
    ]
    assert missing == [(3, "县交通运输局"), (8, "县农业农村局")]
    assert late == [(2, "县医保分局"), (9, "县交通运输局"), (12, "县人社局")]
    assert "周期看板" in openpyxl.load_workbook(year.board).sheetnames


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "别的.txt").write_text("x")
    with pytest.raises(OutputError, match="已经有东西"):
        play_year(tmp_path)
    assert main(["demo", str(tmp_path), "--year"]) == 2
    assert "已经有东西" in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["别的.txt"]
