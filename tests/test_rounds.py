"""Rows stand, not files: what a newer, another's or an older version changes, and what it does not."""

from __future__ import annotations

import os
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest

from minsheng_xl import jobs, ledger
from minsheng_xl.board import mark
from minsheng_xl.checks.report import Finding
from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook
from tests.powers import without_powers
from tests.worked import AUGUST, LEADS, arrive, consolidate, fill, make_work

JULY, SEPTEMBER = Period(2021, 7), Period(2021, 9)
JOBS, SKILLS, NURSERIES, WATER = "城镇新增就业", "职业技能培训", "新建幼儿园", "新建供水工程"
DAYS = {JULY: "2021-07-18", AUGUST: "2021-08-18", SEPTEMBER: "2021-09-18"}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    """August issued, nothing returned."""
    return make_work(tmp_path / "县")


def issue(master: Path, period: Period) -> jobs.Issued:
    (master.parent / "回收" / str(period)).mkdir(parents=True, exist_ok=True)
    return jobs.issue(master, period, master.parent / "下发" / str(period))


def put(master: Path, lead: str, period: Period = AUGUST, **figures: int | str) -> Path:
    """A department's form with 本期完成 by indicator, received on the period's day or on the one given."""
    named = {name: value for name, value in figures.items() if name not in ("received", "name")}
    received, name = str(figures.get("received", DAYS[period])), str(figures.get("name", ""))
    return fill(master, lead, named, period=period, received=received, name=name)


def combined(master: Path, period: Period = AUGUST, *, refresh: bool = False) -> jobs.Consolidated:
    work = master.parent
    output = work / "汇总" / str(period) / f"县汇总表_{period}.xlsx"
    day = date(period.year, period.month, 25)
    return jobs.consolidate(work / "回收" / str(period), master, period, output, as_of=day, refresh=refresh)


def figures(done: jobs.Consolidated) -> dict[str, Decimal | None]:
    return {line.indicator.name: line.cumulative for line in done.summary.lines}


def outcome(done: jobs.Consolidated, name: str) -> tuple[str, str]:
    return next((each.status, each.reason_code) for each in done.report.files if each.path == name)


def said(done: jobs.Consolidated, code: str) -> list[Finding]:
    return [each for each in done.report.findings if each.code == code]


def carried(form: Path) -> dict[str, Decimal | None]:
    """上期累计 as a form prints it, by indicator."""
    read = read_return(form.name, intake.take(form).grids, Reference.default())
    return {row.text("indicator"): row.value("previous") for row in read.rows}


def test_a_missed_month_leaves_the_last_accepted_figure(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    put(master, "县教育局", JULY, 新建幼儿园=3)
    combined(master, JULY)
    issue(master, AUGUST)
    put(master, "县教育局", AUGUST, 新建幼儿园=2)
    assert figures(combined(master))[WATER] is None
    issued = issue(master, SEPTEMBER)
    (older,) = [each for each in issued.carried if each.since]
    assert (older.name, str(older.value), older.since) == (WATER, "20", JULY)
    assert str(older) == "县水利局“新建供水工程”上期没有报数，上期累计20取自2021年7月"
    form = next(each.path for each in issued.forms if each.department == "县水利局")
    assert carried(form) == {WATER: 20}
    assert openpyxl.load_workbook(form)["填表说明"]["B5"].value == "第5行取自2021年7月。"
    put(master, "县水利局", SEPTEMBER, 新建供水工程=5)
    done = combined(master, SEPTEMBER)
    assert figures(done)[WATER] == 25
    assert not said(done, "R09") + said(done, "P04")


def test_a_file_of_another_month_takes_nothing_away(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    old = put(master, "县教育局", JULY, 新建幼儿园=3)
    combined(master, JULY)
    issue(master, AUGUST)
    put(master, "县教育局", AUGUST, 新建幼儿园=2)
    stray = master.parent / "回收" / str(AUGUST) / "又发一次.xlsx"
    shutil.copy(old, stray)
    arrive(stray, "2021-08-19")
    done = combined(master)
    assert figures(done)[NURSERIES] == 5
    assert outcome(done, stray.name) == ("rejected", "R03")
    reason = next(each.reason for each in done.report.files if each.path == stray.name)
    assert reason.endswith("；本期仍取第1版“县教育局_2021-08_填报表.xlsx”")
    assert next(line.instead for line in done.summary.lines if line.indicator.name == NURSERIES) == "取第1版"
    sheet = openpyxl.load_workbook(done.output)["县汇总表"]
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert "更新的一版未收，取第1版" in texts
    standings = {each.department: each for each in jobs.status(master, AUGUST).departments}
    assert (standings["县教育局"].state, standings["县教育局"].errors) == ("已汇总", 0)
    assert standings["县教育局"].instead == "取第1版"
    assert mark(standings["县教育局"], date(2021, 8, 25)).words == "已报·取第1版"
    assert not standings["县水利局"].instead


def test_another_unit_s_copy_leaves_the_unit_its_own(master: Path) -> None:
    own = put(master, "县教育局", 新建幼儿园=9)
    copy = own.with_name("县水利局.xlsx")
    book = Workbook.open(own)
    read = read_return(own.name, intake.take(own).grids, Reference.default())
    assert read.grid is not None
    head = read.head["department"]
    book.sheet(read.grid.sheet).set(cell_name(head.row, head.column), "县水利局")
    book.save(copy)
    arrive(copy, "2021-08-19")
    done = consolidate(master)
    assert figures(done)[NURSERIES] == 9
    assert outcome(done, copy.name) == ("rejected", "R07")
    assert said(done, "R07")[0].department == "县水利局"
    states = {each.department: each.state for each in jobs.status(master, AUGUST).departments}
    assert (states["县教育局"], states["县水利局"]) == ("已汇总", "已退回")
    assert [each.department for each in done.summary.expected if each.returned] == ["县教育局"]


def test_a_partial_return_changes_its_rows_only(master: Path) -> None:
    put(master, "县人社局", 城镇新增就业=3000, 职业技能培训=300)
    put(master, "县人社局", 城镇新增就业=3100, received="2021-08-19", name="补报.xlsx")
    done = consolidate(master)
    assert [figures(done)[name] for name in (JOBS, SKILLS)] == [3100, 300]
    assert not said(done, "P10")
    assert outcome(done, "补报.xlsx") == ("taken", "")
    assert outcome(done, "县人社局_2021-08_填报表.xlsx") == ("partly", "older_rows")


def test_the_row_that_was_refused_is_taken_from_the_version_before(master: Path) -> None:
    put(master, "县人社局", 城镇新增就业=3000, 职业技能培训=300)
    bad = put(
        master, "县人社局", 城镇新增就业="详见附件", 职业技能培训=310, received="2021-08-19", name="二.xlsx"
    )
    done = consolidate(master)
    assert [figures(done)[name] for name in (JOBS, SKILLS)] == [3000, 310]
    (instead,) = said(done, "R25")
    assert (instead.place.file, instead.severity.key) == (bad.name, "warning")
    assert instead.message == (
        "“城镇新增就业”这一版未收，本期仍取前面一版“县人社局_2021-08_填报表.xlsx”的3000"
    )


def test_words_alone_do_not_take_a_figure_away_and_arrive(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    form = next((master.parent / "下发" / str(AUGUST)).glob("县教育局_*"))
    later = master.parent / "回收" / str(AUGUST) / "说明.xlsx"
    read = read_return(form.name, intake.take(form).grids, Reference.default())
    book, row = Workbook.open(form), read.rows[0]
    assert read.grid is not None
    note = row.cells["problem"]
    book.sheet(read.grid.sheet).set(cell_name(note.row, note.column), "用地没有批下来")
    book.save(later)
    arrive(later, "2021-08-19")
    done = consolidate(master)
    assert figures(done)[NURSERIES] == 9
    assert [each.problem for line in done.summary.lines for each in line.texts] == ["用地没有批下来"]
    assert not said(done, "P10")


def test_a_decision_for_an_older_version_holds_until_a_newer_one_comes(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    put(master, "县教育局", 新建幼儿园=7, received="2021-08-19", name="二.xlsx")
    assert figures(consolidate(master))[NURSERIES] == 7
    jobs.decide(master.parent, "县教育局", AUGUST, "通过", "电话核实", number=1)
    assert figures(consolidate(master))[NURSERIES] == 9
    (master.parent / "回收" / str(AUGUST) / "县教育局_2021-08_填报表.xlsx").unlink()
    assert figures(consolidate(master))[NURSERIES] == 9
    put(master, "县教育局", 新建幼儿园=10, received="2021-08-20", name="三.xlsx")
    assert figures(consolidate(master))[NURSERIES] == 10


def test_a_locked_version_counts_when_its_file_has_gone(master: Path) -> None:
    path = put(master, "县教育局", 新建幼儿园=9)
    consolidate(master)
    jobs.decide(master.parent, "县教育局", AUGUST, "锁定", "已通报")
    path.unlink()
    done = consolidate(master)
    assert figures(done)[NURSERIES] == 9
    assert [each.department for each in said(done, "R01")] == ["县人社局", "县水利局"]


def test_two_files_of_one_second_are_asked_about_whatever_they_are_called(master: Path) -> None:
    for name, number in (("甲.xlsx", 9), ("乙.xlsx", 8)):
        put(master, "县教育局", 新建幼儿园=number, name=name)
    done = consolidate(master)
    assert figures(done)[NURSERIES] is None
    assert {(each.place.file, each.severity.key) for each in said(done, "R26")} == {
        ("甲.xlsx", "error"),
        ("乙.xlsx", "error"),
    }
    number = next(
        each.version for each in jobs.status(master, AUGUST).departments if each.department == "县教育局"
    )
    assert number in (1, 2)
    jobs.decide(master.parent, "县教育局", AUGUST, "通过", "以9为准", number=1)
    assert figures(consolidate(master))[NURSERIES] in (8, 9)


def test_the_ledger_s_time_counts_not_the_file_s(master: Path) -> None:
    old = put(master, "县教育局", 新建幼儿园=2)
    put(master, "县教育局", 新建幼儿园=3, received="2021-08-19", name="二.xlsx")
    first = consolidate(master)
    arrive(old, "2021-08-27")
    copy = old.with_name("A副本.xlsx")
    shutil.copy(old, copy)
    arrive(copy, "2021-08-28")
    done = consolidate(master, as_of="2021-08-30")
    assert figures(done) == figures(first)
    assert not said(done, "R02")
    late = {each.department: (each.late, each.returned) for each in done.summary.expected}
    assert late["县教育局"] == (False, True)
    standing = {each.department: each for each in jobs.status(master, AUGUST).departments}
    assert not standing["县教育局"].late


def test_a_file_met_later_that_is_dated_earlier_is_told_what_to_do(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9, received="2021-08-19")
    consolidate(master)
    put(master, "县教育局", 新建幼儿园=7, received="2021-08-17", name="旧.xlsx")
    done = consolidate(master)
    assert str(figures(done)[NURSERIES]) == "9"
    reason = next(each.reason for each in done.report.files if each.path == "旧.xlsx")
    assert reason.endswith("请定第2版通过（minsheng decide 县教育局 通过 --version 2）")
    jobs.decide(master.parent, "县教育局", AUGUST, "通过", "电脑时间慢了", number=2)
    assert str(figures(consolidate(master))[NURSERIES]) == "7"


def test_a_correction_after_the_forms_went_out_accuses_nobody_and_is_carried_on(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    combined(master, JULY)
    issue(master, AUGUST)
    put(master, "县水利局", JULY, 新建供水工程=22, received="2021-07-24", name="更正.xlsx")
    combined(master, JULY)
    put(master, "县水利局", AUGUST, 新建供水工程=5)
    done = combined(master)
    assert figures(done)[WATER] == 27
    assert not said(done, "R09") + said(done, "P04") + said(done, "P05")
    (told,) = said(done, "R27")
    assert (told.severity.key, told.department) == ("information", "")
    assert "“新建供水工程”由20变为22" in told.message
    (source,) = next(line.sources for line in done.summary.lines if line.indicator.name == WATER)
    assert (source.printed, source.previous, str(source.value)) == ("5", "20（更正为22）", "27")


def test_a_locked_cell_changed_by_the_department_is_still_stopped(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    combined(master, JULY)
    issue(master, AUGUST)
    path = put(master, "县水利局", AUGUST, 新建供水工程=5)
    read = read_return(path.name, intake.take(path).grids, Reference.default())
    book, cell = Workbook.open(path), read.rows[0].cells["previous"]
    assert read.grid is not None
    book.sheet(read.grid.sheet).set(cell_name(cell.row, cell.column), Decimal(30))
    book.save(path)
    arrive(path, DAYS[AUGUST])
    done = combined(master)
    (changed,) = said(done, "R09")
    assert (changed.severity.key, changed.printed, changed.expected) == ("error", "30", "20")
    assert figures(done)[WATER] is None


def test_a_month_corrected_says_which_later_ones_to_do_again(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    combined(master, JULY)
    for period, number in ((AUGUST, 5), (SEPTEMBER, 6)):
        issue(master, period)
        put(master, "县水利局", period, 新建供水工程=number)
        assert combined(master, period).later == []
    put(master, "县水利局", JULY, 新建供水工程=22, received="2021-07-24", name="更正.xlsx")
    done = combined(master, JULY)
    assert done.later == [AUGUST, SEPTEMBER]
    assert any("2021年8月、2021年9月的汇总接的是更正前的数" in each for each in done.notes)
    again = combined(master, JULY, refresh=True)
    assert [each.summary.period for each in again.refreshed] == [AUGUST, SEPTEMBER]
    assert [figures(each)[WATER] for each in again.refreshed] == [27, 33]
    assert combined(master, JULY).later == []


def test_a_month_before_its_predecessor_is_said(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    issue(master, AUGUST)
    put(master, "县水利局", AUGUST, 新建供水工程=5)
    done = combined(master)
    assert any(each.startswith("2021年7月还没有汇总") for each in done.notes)
    assert figures(done)[WATER] == 5
    july = combined(master, JULY)
    assert july.later == [AUGUST]
    assert figures(combined(master))[WATER] == 25


def test_a_unit_changed_in_the_plan_after_issue_stops_the_figure(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    set_unit(master, "所", "万人")
    done = consolidate(master)
    assert figures(done)[NURSERIES] is None
    assert {each.severity.key for each in said(done, "R15")} == {"error"}
    assert "下发时的单位是“所”，总表现在是“万人”" in said(done, "R15")[0].message
    assert not said(done, "U04")


def test_names_of_files_change_no_figure_and_no_finding(master: Path, tmp_path: Path) -> None:
    put(master, "县人社局", 城镇新增就业=3000, 职业技能培训=300)
    put(master, "县人社局", 城镇新增就业="详见附件", received="2021-08-19", name="二.xlsx")
    put(master, "县教育局", 新建幼儿园=9)
    put(master, "县水利局", 新建供水工程=-3, received="2021-08-22")
    folder, seen = master.parent / "回收" / str(AUGUST), set()
    for seed in range(4):
        names = [f"{number:02d}.xlsx" for number in range(4)]
        Random(seed).shuffle(names)
        work = tmp_path / str(seed)
        shutil.copytree(master.parent, work)
        shutil.rmtree(work / "回收" / str(AUGUST))
        (work / "回收" / str(AUGUST)).mkdir()
        for path, name in zip(sorted(folder.iterdir()), names, strict=True):
            target = shutil.copy2(path, work / "回收" / str(AUGUST) / name)
            os.utime(target, (path.stat().st_mtime, path.stat().st_mtime))
        done = consolidate(work / master.name)
        found = sorted(
            (each.code, each.department, each.indicator, each.place.cell) for each in done.report.findings
        )
        seen.add((str(figures(done)), str(found)))
    assert len(seen) == 1


def test_every_view_says_the_same_of_every_file(master: Path) -> None:
    put(master, "县人社局", 城镇新增就业=3000, 职业技能培训=300)
    put(master, "县人社局", 城镇新增就业="详见附件", received="2021-08-19", name="二.xlsx")
    put(master, "县教育局", 新建幼儿园=9)
    shutil.copy2(put(master, "县水利局", 新建供水工程=-3), master.parent / "回收" / str(AUGUST) / "同.xlsx")
    (master.parent / "回收" / str(AUGUST) / "县水利局.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"0" * 64)
    consolidate(master)
    jobs.decide(master.parent, "县教育局", AUGUST, "已退回", "没有盖章")
    day, folder = date(2021, 8, 25), master.parent / "回收" / str(AUGUST)
    done = consolidate(master)
    checked = jobs.check([folder], master=master, period=AUGUST, as_of=day)
    (landed,) = jobs.watch(folder, master, AUGUST, as_of=day, once=True, settle=0.0)
    views = [
        {each.path: (each.status, each.reason_code, each.reason, each.department) for each in report.files}
        for report in (done.report, checked, landed.whole)
    ]
    assert views[0] == views[1] == views[2]
    rules = [
        sorted((each.code, str(each.place)) for each in report.findings) for report in (done.report, checked)
    ]
    assert rules[0] == rules[1]
    returned = {each.department: each.returned for each in done.summary.expected}
    assert {
        each.department: each.returned for each in jobs.status(master, AUGUST, as_of=day).departments
    } == returned
    board = jobs.board(master, AUGUST, as_of=day).now
    assert {name: each.returned for name, each in board.standings.items()} == returned
    assert set(returned) == set(LEADS)


def test_a_version_that_was_refused_whole_is_not_passed(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    path = put(master, "县教育局", JULY, 新建幼儿园=9)
    issue(master, AUGUST)
    shutil.copy2(path, master.parent / "回收" / str(AUGUST))
    assert outcome(consolidate(master), path.name) == ("rejected", "R03")
    with pytest.raises(InputError, match="第1版整份未收"):
        jobs.decide(master.parent, "县教育局", AUGUST, "通过", "数对的")


def test_what_a_file_is_called_does_not_make_it_another_month_s(master: Path) -> None:
    path = put(master, "县教育局", 新建幼儿园=9, name="县教育局_2021-07.xlsx")
    assert outcome(consolidate(master), path.name) == ("taken", "")


def test_a_wrong_file_is_no_debt_once_it_has_gone_or_another_counts(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    old = put(master, "县教育局", JULY, 新建幼儿园=3)
    issue(master, AUGUST)
    put(master, "县教育局", 新建幼儿园=9)
    stray = Path(shutil.copy(old, master.parent / "回收" / str(AUGUST) / "又发.xlsx"))
    arrive(stray, "2021-08-19")

    def states() -> list[tuple[str, str]]:
        found = jobs.board(master, AUGUST, as_of=date(2021, 8, 25)).problems
        return [(each.code, each.state) for each in found if each.department == "县教育局"]

    consolidate(master)
    assert states() == [("R03", "未采用，取第1版")]
    stray.unlink()
    consolidate(master)
    assert states() == [("R03", "文件已撤")]


def test_why_a_version_was_locked_stands_in_the_county_workbook(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    consolidate(master)
    jobs.decide(master.parent, "县教育局", AUGUST, "锁定", "已通报到县领导")
    done = consolidate(master)
    sheet = openpyxl.load_workbook(done.output)["收件台账"]
    assert any("锁定：已通报到县领导" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_return_in_the_work_folder_is_held_against_its_plan(master: Path) -> None:
    path = put(master, "县教育局", 新建幼儿园=9)
    (checked,) = jobs.check([path]).files
    assert (checked.status, checked.department) == ("taken", "县教育局")


def test_a_figure_let_pass_by_a_person_counts_with_a_warning(master: Path) -> None:
    put(master, "县水利局", 新建供水工程=-3)
    first = consolidate(master)
    assert figures(first)[WATER] is None
    jobs.decide(master.parent, "县水利局", AUGUST, "通过", "确系核减")
    done = consolidate(master)
    assert figures(done)[WATER] == -3
    (negative,) = said(done, "P17")
    assert (negative.severity.key, negative.message.endswith("（经办人准予通过：确系核减）")) == (
        "warning",
        True,
    )


def set_unit(master: Path, before: str, after: str) -> None:
    """Change a unit in the master's own table."""
    book = openpyxl.load_workbook(master)
    for row in book["目标任务表"].iter_rows():
        for cell in row:
            if cell.value == before:
                cell.value = after
    book.save(master)


@pytest.mark.parametrize(
    ("unit", "carried_over", "note"),
    [
        ("万处", "0.002", ""),
        ("公里", "None", "“新建供水工程”2021年7月是20处，总表现在的单位是“公里”，不能换算"),
    ],
)
def test_history_is_carried_in_the_unit_the_plan_has_now(
    tmp_path: Path, unit: str, carried_over: str, note: str
) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    combined(master, JULY)
    set_unit(master, "处", unit)
    issued = issue(master, AUGUST)
    form = next(each.path for each in issued.forms if each.department == "县水利局")
    assert str(carried(form)[WATER]) == carried_over
    assert [each.startswith(note) for each in issued.notes] == ([True] if note else [])


def test_a_quarter_does_not_go_on_from_the_months_it_holds(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    combined(master, JULY)
    for text, figure in (("2021-Q3", None), ("2021-Q4", Decimal(20))):
        issued = issue(master, Period.parse(text))
        form = next(each.path for each in issued.forms if each.department == "县水利局")
        assert carried(form)[WATER] == figure


def test_a_summary_changed_by_hand_is_said_and_the_ledger_believed(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    put(master, "县水利局", JULY, 新建供水工程=20)
    output = combined(master, JULY).output
    book = openpyxl.load_workbook(output)
    cell = next(cell for row in book["县汇总表"].iter_rows() for cell in row if cell.value == 20)
    cell.value = 99
    book.save(output.with_name("改.xlsx"))
    issued = issue(master, AUGUST)
    form = next(each.path for each in issued.forms if each.department == "县水利局")
    assert carried(form)[WATER] == 20
    (note,) = issued.notes
    assert note.startswith("“汇总/2021-07/改.xlsx”里的数与台账里发出的不同")


def test_only_the_running_total_typed_is_an_answer(master: Path) -> None:
    path = put(master, "县教育局", 新建幼儿园=9)
    read = read_return(path.name, intake.take(path).grids, Reference.default())
    assert read.grid is not None
    cells, book = read.rows[0].cells, Workbook.open(path)
    sheet = book.sheet(read.grid.sheet)
    sheet.set(cell_name(cells["current"].row, cells["current"].column), None)
    sheet.set(cell_name(cells["cumulative"].row, cells["cumulative"].column), Decimal(9))
    book.save(path)
    arrive(path, DAYS[AUGUST])
    done = consolidate(master)
    assert figures(done)[NURSERIES] == 9
    assert {each.code for each in done.report.findings if each.place.file == path.name} <= {"R08", "R06"}


def test_words_of_a_refused_row_arrive(master: Path) -> None:
    path = put(master, "县教育局", 新建幼儿园="详见附件")
    read = read_return(path.name, intake.take(path).grids, Reference.default())
    assert read.grid is not None
    cell, book = read.rows[0].cells["problem"], Workbook.open(path)
    book.sheet(read.grid.sheet).set(cell_name(cell.row, cell.column), "用地没有批下来")
    book.save(path)
    arrive(path, DAYS[AUGUST])
    done = consolidate(master)
    assert figures(done)[NURSERIES] is None
    assert [each.problem for line in done.summary.lines for each in line.texts] == ["用地没有批下来"]


def test_a_damaged_ledger_stops_before_anything_is_written(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    consolidate(master)
    (master.parent / ".minsheng" / "ledger.sqlite").write_bytes(b"")
    before = {path: path.read_bytes() for path in master.parent.rglob("*") if path.is_file()}
    with pytest.raises(ledger.LedgerDamaged):
        consolidate(master)
    assert {path: path.read_bytes() for path in master.parent.rglob("*") if path.is_file()} == before


def with_row_of(master: Path, other: Path, target: Path) -> None:
    """Put the first row of another department's form below the first row of one of ours."""
    source, book = openpyxl.load_workbook(other).worksheets[0], openpyxl.load_workbook(target)
    sheet = book.worksheets[0]
    row = next(cells for cells in source.iter_rows(min_row=5) if cells[0].value)
    under = next(cells[0].row for cells in sheet.iter_rows(min_row=5) if cells[0].value)
    assert under is not None
    sheet.move_range(f"A{under + 1}:Y{under + 3}", rows=1)
    for column, cell in enumerate(row, start=1):
        text = cell.value
        if isinstance(text, str) and text.startswith("="):
            text = text.replace(str(cell.row), str(under + 1))
        sheet.cell(under + 1, column).value = text
    book.save(target)


@pytest.mark.parametrize("name", ["", "零号.xlsx"])
def test_a_row_of_ours_in_another_s_file_never_costs_us_our_own(master: Path, name: str) -> None:
    own = put(master, "县教育局", 新建幼儿园=9)
    other = put(master, "县水利局", 新建供水工程=20, name=name)
    with_row_of(master, own, other)
    own.unlink()
    put(master, "县教育局", 新建幼儿园=11)
    arrive(other, "2021-08-19")
    done = consolidate(master)
    assert (str(figures(done)[NURSERIES]), str(figures(done)[WATER])) == ("11", "20")
    (twice,) = said(done, "A06")
    assert (twice.place.file, twice.department, twice.severity.key) == (other.name, "县水利局", "error")
    assert outcome(done, own.name) == ("taken", "")


def test_a_refused_file_of_ours_takes_nothing_from_whoever_has_our_row(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县", JULY)
    stray = put(master, "县教育局", JULY, 新建幼儿园=3)
    issue(master, AUGUST)
    own = put(master, "县教育局", 新建幼儿园=9)
    other = put(master, "县水利局", 新建供水工程=20)
    with_row_of(master, own, other)
    own.unlink()
    arrive(other, "2021-08-18")
    arrive(Path(shutil.copy(stray, own.with_name("A.xlsx"))), "2021-08-19")
    done = consolidate(master)
    assert str(figures(done)[NURSERIES]) == "9"
    assert not said(done, "A06")
    assert [each.department for each in said(done, "R19")] == ["县水利局"]


def test_problems_of_a_row_are_its_own_department_s(master: Path) -> None:
    own = put(master, "县教育局", 新建幼儿园=9)
    other = put(master, "县水利局", 新建供水工程=-3)
    with_row_of(master, own, other)
    own.unlink()
    arrive(other, "2021-08-18")
    consolidate(master)
    found = jobs.board(master, AUGUST, as_of=date(2021, 8, 25)).problems
    assert [each.department for each in found if each.code == "P17"] == ["县水利局"]


def test_one_indicator_twice_in_a_file_with_other_figures_is_not_chosen(master: Path) -> None:
    own = put(master, "县教育局", 新建幼儿园=9)
    twin = put(master, "县教育局", 新建幼儿园=8, name="二.xlsx")
    with_row_of(master, twin, own)
    twin.unlink()
    arrive(own, "2021-08-18")
    done = consolidate(master)
    assert figures(done)[NURSERIES] is None
    assert [(each.code, each.severity.key) for each in said(done, "S18")] == [("S18", "error")] * 2


def write_line(master: Path, sheet: str, line: dict[str, str]) -> None:
    """Fill in the first row of one of a master's own sheets, by the words of its head."""
    book = openpyxl.load_workbook(master)
    rows = book[sheet].iter_rows(max_row=6)
    head = next(row for row in rows if set(line) <= {str(cell.value).replace("\n", "") for cell in row})
    for cell in head:
        assert cell.row
        assert cell.column
        below = book[sheet].cell(cell.row + 1, cell.column)
        below.value = line.get(str(cell.value).replace("\n", ""))
    book.save(master)


def test_a_target_adjusted_after_issue_accuses_nobody(master: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    code = next(each.code for each in jobs.read_source(master).table.indicators if each.name == NURSERIES)
    line = {"编号": "1", "指标编码": code, "字段": "年度目标", "原值": "12", "新值": "10"}
    write_line(master, "调整台账", line | {"依据文号": "县府办〔2021〕8号", "生效期": "2021-08"})
    done = consolidate(master)
    assert not said(done, "R04") + said(done, "V16")
    (told,) = said(done, "R28")
    assert "“新建幼儿园”的目标由12改为10" in told.message
    (shown,) = [each for each in done.summary.lines if each.indicator.name == NURSERIES]
    assert (shown.adjusted, str(shown.rate)) == ("10", "90.00")


def test_own_rules_say_the_same_of_a_folder_as_of_the_county(master: Path) -> None:
    codes = {each.name: each.code for each in jobs.read_source(master).table.indicators}
    sides = {"左边": f"[{codes[JOBS]}].累计 ÷ [{codes[NURSERIES]}].累计", "关系": "≤", "右边": "100"}
    rule = {"编码": "C01", "名称": "岗位与园所", "级别": "警告", **sides, "缺数时": "报错", "状态": "启用"}
    write_line(master, "自定规则", rule)
    put(master, "县人社局", 城镇新增就业=3000, 职业技能培训=300)
    alone = put(master, "县教育局", 新建幼儿园=9)
    put(master, "县水利局", 新建供水工程=20)
    done = consolidate(master)
    checked = jobs.check([alone.parent], master=master, period=AUGUST, as_of=date(2021, 8, 25))
    told = [str(each) for each in said(done, "C01")]
    assert told == [str(each) for each in checked.findings if each.code == "C01"]
    assert len(told) == 1
    one = jobs.check([alone], master=master, period=AUGUST, as_of=date(2021, 8, 25))
    assert not [each for each in one.findings if each.code == "C01"]


def test_decisions_hold_where_nothing_can_be_written(master: Path, tmp_path: Path) -> None:
    put(master, "县教育局", 新建幼儿园=9)
    consolidate(master)
    jobs.decide(master.parent, "县教育局", AUGUST, "已退回", "没有盖章")
    closed = [master.parent / ".minsheng", *(master.parent / ".minsheng").rglob("*")]
    for path in closed:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with without_powers():
            done = jobs.consolidate(
                master.parent / "回收" / str(AUGUST),
                master,
                AUGUST,
                tmp_path / "县汇总表.xlsx",
                as_of=date(2021, 8, 25),
            )
    finally:
        for path in closed:
            path.chmod(0o755)
    assert figures(done)[NURSERIES] is None
    assert outcome(done, "县教育局_2021-08_填报表.xlsx") == ("rejected", "sent_back")
    assert any("写不进去" in each for each in done.notes)
