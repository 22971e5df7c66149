"""The life of a target: changed in mid-year with a document, or set at last; old months keep the old one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.checks import engine
from minsheng_xl.cycle import plan_in
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.masters import read_plan
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from tests.examples import plan_of

REF = Reference.default()
PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、住房 |
| 1. 改造城镇住房 |  |  | 县住建局 | 县财政局 |
| 开工改造棚户区 | 户 | 57594 |  |  |
| 2. 新增就业 | 人 | 待定 | 县人社局 | 县财政局 |
"""
CHANGES = """
〔调整台账〕
| 编号 | 指标编码 | 字段 | 原值 | 新值 | 依据文号 | 原因 | 生效期 |
| 1 | 2021-1-01-01 | 目标 | 57594 | 59250 | 某府办字〔2021〕30号 | 根据省安排 | 2021-08 |
| 2 | 2021-1-02-00 | 目标 | 待定 | 2700 | 某府办字〔2021〕31号 | 上级下达 | 2021-08 |
| 3 | 2021-1-02-00 | 牵头单位 | 县人社局 | 县就业局 | 某府办字〔2021〕32号 | 职能划转 | 2021-09 |
"""
HOMES, JOBS = "2021-1-01-01", "2021-1-02-00"
JULY, AUGUST, SEPTEMBER = (Period(2021, month) for month in (7, 8, 9))


@pytest.fixture
def table() -> TargetTable:
    return plan_of(PLAN + CHANGES, REF)


def targets(table: TargetTable, period: Period) -> dict[str, str]:
    return {each.code: each.target.raw for each in plan_in(table, period).indicators}


def test_old_months_keep_the_old_target(table: TargetTable) -> None:
    assert targets(table, JULY) == {HOMES: "57594", JOBS: "待定"}
    assert targets(table, AUGUST) == {HOMES: "59250", JOBS: "2700"}
    assert plan_in(table, JULY) is table


def test_a_new_target_is_in_the_unit_of_its_row() -> None:
    august = plan_in(plan_of(PLAN + CHANGES.replace("| 59250 |", "| 5.925万 |"), REF), AUGUST)
    assert [august.by_code[HOMES].target.value, august.by_code[HOMES].target.raw] == [59250, "5.925万"]
    (refused,) = (
        each
        for each in plan_of(PLAN + CHANGES.replace("| 2700 |", "| 2700户 |"), REF).adjustments
        if each.problem
    )
    assert "目标的单位“户”与本行单位“人”不能换算" in refused.problem


def test_what_was_issued_first_is_remembered(table: TargetTable) -> None:
    august = plan_in(table, AUGUST)
    assert [each.original.raw for each in august.indicators if each.original] == ["57594", "待定"]
    assert plan_in(table, JULY).digest == table.digest != august.digest


def test_of_two_changes_the_later_holds_from_its_own_month() -> None:
    again = "| 4 | 2021-1-01-01 | 目标 | 59250 | 60000 | 某府办字〔2021〕44号 | 省调增 | 2021年10月 |\n"
    table = plan_of(PLAN + CHANGES + again, REF)
    assert targets(table, SEPTEMBER)[HOMES] == "59250"
    october = plan_in(table, Period(2021, 10)).by_code[HOMES]
    assert october.target.value == 60000
    assert october.original is not None
    assert october.original.raw == "57594"


def test_the_lead_changes_with_its_item(table: TargetTable) -> None:
    assert plan_in(table, AUGUST).leads == ("县住建局", "县人社局")
    september = plan_in(table, SEPTEMBER)
    assert september.leads == ("县住建局", "县就业局")
    assert september.item_of[JOBS].lead.units == ("县就业局",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("| 2021-1-01-01 | 目标 |", "| 2021-9-01-01 | 目标 |", "V23"),
        ("| 目标 | 57594 | 59250 |", "| 单位 | 户 | 套 |", "V23"),
        ("| 57594 | 59250 |", "| 57594 | 约三四百 |", "V23"),
        ("| 57594 | 59250 |", "| 57594 |  |", "V23"),
        ("| 2021-08 |", "| 立即 |", "V23"),
        ("| 某府办字〔2021〕30号 |", "|  |", "V24"),
        ("| 57594 | 59250 |", "| 57549 | 59250 |", "V25"),
    ],
)
def test_a_row_that_cannot_be_carried_out_is_said(old: str, new: str, code: str) -> None:
    table = plan_of(PLAN + CHANGES.replace(old, new, 1), REF)
    report = engine.run({"table": table, "ref": REF})
    found = [each for each in report.findings if each.place.sheet == "调整台账"]
    assert [each.code for each in found] == [code]
    assert found[0].place.row == 2
    if code != "V25":
        assert targets(table, AUGUST)[HOMES] == "57594"


def test_a_date_that_excel_made_of_the_month_is_read() -> None:
    table = plan_of(PLAN + CHANGES.replace("| 2021-08 |", "| 2021-08-01 |", 1), REF)
    assert table.adjustments[0].since == AUGUST


# from files to files


@pytest.fixture
def master(table: TargetTable, tmp_path: Path) -> Path:
    path = tmp_path / "总表.xlsx"
    write_master(table, path)
    return path


def _return(master: Path, period: Period, figures: dict[str, Decimal]) -> Path:
    """Issue the month's forms and let the departments report `figures`; the folder of the returns."""
    folder = master.parent / jobs.RETURNED / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    for form in jobs.issue(master, period, master.parent / jobs.ISSUED / str(period)).forms:
        book = Workbook.open(form.path)
        sheet = book.sheet(layouts.load("form").sheet)
        read = read_return(form.path.name, intake.take(form.path).grids, REF)
        for row in read.rows:
            value = figures.get(row.text("code"))
            if value is not None:
                entry = row.cells["current"]
                sheet.set(Grid([]).place(entry.row, entry.column).cell, value)
        book.save(folder / form.path.name)
    return folder


def _summary(master: Path, period: Period, figures: dict[str, Decimal]) -> jobs.Consolidated:
    folder = _return(master, period, figures)
    output = master.parent / jobs.SUMMARISED / str(period) / "县汇总表.xlsx"
    return jobs.consolidate(folder, master, period, output)


def test_rates_change_only_from_the_date(master: Path) -> None:
    july = _summary(master, JULY, {HOMES: Decimal(30000), JOBS: Decimal(1000)})
    august = _summary(master, AUGUST, {HOMES: Decimal(7503), JOBS: Decimal(620)})
    seen = [
        [(line.target, line.adjusted, line.cumulative, line.rate) for line in done.summary.lines]
        for done in (july, august)
    ]
    assert seen == [
        [("57594", "", 30000, Decimal("52.09")), ("待定", "", 1000, None)],
        [("57594", "59250", 37503, Decimal("63.30")), ("待定", "2700", 1620, Decimal("60.00"))],
    ]
    again = _summary(master, JULY, {HOMES: Decimal(30000), JOBS: Decimal(1000)})
    assert [line.rate for line in again.summary.lines] == [Decimal("52.09"), None]
    codes = {each.code for done in (july, august, again) for each in done.report.findings}
    assert codes.isdisjoint({"V16", "R04"})


def test_the_summary_shows_both_targets(master: Path) -> None:
    done = _summary(master, AUGUST, {HOMES: Decimal(7503)})
    grid = next(each for each in intake.take(done.output).grids if each.sheet == "县汇总表")
    layout = layouts.load("summary")
    rows = {grid.text(row, 1): row for row in range(layout.header_row + 1, len(grid.rows) + 1)}
    shown = [grid.text(rows[HOMES], layout.number(role)) for role in ("target", "adjusted_target")]
    assert shown == ["57594", "59250"]
    assert layout.number("adjusted_target") not in grid.hidden_columns


def test_a_master_keeps_its_register(master: Path, table: TargetTable) -> None:
    again = read_plan("总表.xlsx", intake.take(master).grids, REF)
    without = {"place"}
    assert [each.model_dump(exclude=without) for each in again.adjustments] == [
        each.model_dump(exclude=without) for each in table.adjustments
    ]


@pytest.mark.parametrize(
    ("target", "explanation", "severity"),
    [
        ("60000", "", "error"),
        ("60000", "按某府办字〔2021〕44号调整", "warning"),
        ("57594", "", "warning"),
    ],
)
def test_a_changed_target_is_held_against_the_month(
    master: Path, target: str, explanation: str, severity: str
) -> None:
    folder = _return(master, AUGUST, {HOMES: Decimal(7503), JOBS: Decimal(1)})
    path = next(folder.glob("县住建局*"))
    read = read_return(path.name, intake.take(path).grids, REF)
    book = Workbook.open(path)
    sheet = book.sheet(layouts.load("form").sheet)
    for role, text in (("target", Decimal(target)), ("explanation", explanation)):
        entry = read.rows[0].cells[role]
        sheet.set(Grid([]).place(entry.row, entry.column).cell, text)
    book.save(path)
    report = jobs.check([folder], master=master)
    assert [each.severity.key for each in report.findings if each.code == "V16"] == [severity]
