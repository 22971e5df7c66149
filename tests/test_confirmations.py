"""What could not be read for certain is asked in the summary; the answer holds for the next run and after."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.jobs.survey import survey
from minsheng_xl.model import Period
from minsheng_xl.reading.ours.confirmations import SHEET, may_hold_confirmations
from minsheng_xl.writing.style import new_book
from tests import drift

COUNTY = Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt"
AUGUST = Period(2021, 8)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work folder with a master and one form of 县人社局 issued."""
    jobs.draft(COUNTY, tmp_path / "总表.xlsx")
    jobs.issue(tmp_path / "总表.xlsx", AUGUST, tmp_path / "下发")
    (tmp_path / "回收").mkdir()
    return tmp_path


def send(work: Path, change: str) -> drift.Form:
    form = drift.filled(next(work.glob("下发/**/县人社局_*.xlsx")))
    drift.CHANGES[change](form)
    form.book.save(work / "回收" / "县人社局.xlsx")
    return form


def consolidate(work: Path) -> jobs.Consolidated:
    return jobs.consolidate(work / "回收", work / "总表.xlsx", AUGUST, work / "汇总.xlsx")


def questions(work: Path) -> list[tuple[str, ...]]:
    sheet = load_workbook(work / "汇总.xlsx")["匹配确认"]
    return [tuple(str(value or "") for value in row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def answer(work: Path, text: str) -> None:
    book = load_workbook(work / "汇总.xlsx")
    book["匹配确认"]["H2"] = text
    book.save(work / "汇总.xlsx")


def figures(done: jobs.Consolidated) -> dict[str, float]:
    return {
        line.indicator.code: float(line.cumulative)
        for line in done.summary.lines
        if line.cumulative is not None
    }


@pytest.mark.parametrize("said", ["是", "累计完成"])
def test_a_column_is_asked_about_and_the_answer_obeyed(work: Path, said: str) -> None:
    send(work, "head_of_cumulative_strange_and_nothing_proves_it")
    first = consolidate(work)
    assert figures(first) == {}
    assert [each.status for each in first.report.files] == ["rejected"]
    asked = questions(work)[0]
    assert asked[0] == "县人社局"
    assert asked[4:] == ("数量", "累计完成", "待确认", "")
    answer(work, said)
    second = figures(consolidate(work))
    assert second
    assert questions(work)[0][4:] == ("数量", "累计完成", "已确认", "是")
    assert figures(consolidate(work)) == second


def test_a_row_is_asked_about_and_the_answer_obeyed(work: Path) -> None:
    form = send(work, "name_changed_much_without_code")
    code = form.codes[0]
    assert code not in figures(consolidate(work))
    assert questions(work)[0][5:7] == (f"{code} 全城镇新增就业", "待确认")
    answer(work, code)
    done = consolidate(work)
    row = next(row for each in done.returns for row in each.rows if row.matched_by == "confirmed")
    assert row.indicator is not None
    assert row.indicator.code == code
    assert row.value("cumulative") == form.truth[code]


def test_status_the_watch_and_a_check_obey_the_answer_too(work: Path) -> None:
    form = send(work, "name_changed_much_without_code")
    summary = work / "汇总" / str(AUGUST) / "县汇总表.xlsx"
    (work / "回收" / str(AUGUST)).mkdir()
    returned = (work / "回收" / "县人社局.xlsx").rename(work / "回收" / str(AUGUST) / "县人社局.xlsx")
    master = work / "总表.xlsx"
    jobs.consolidate(returned.parent, master, AUGUST, work / "汇总.xlsx")

    def asked() -> list[bool]:
        (landed,) = jobs.watch(returned.parent, master, AUGUST, once=True, settle=0.0)
        surveyed = survey(read_source(master), AUGUST, work, date(2021, 8, 25), None)
        checked = jobs.check([returned], master=master, period=AUGUST)
        reports = (landed.report, surveyed.report, checked)
        return [any(each.code == "S21" for each in one.findings) for one in reports]

    assert asked() == [True, True, True]
    answer(work, form.codes[0])
    summary.parent.mkdir(parents=True)
    (work / "汇总.xlsx").rename(summary)
    assert asked() == [False, False, False]


def test_what_is_not_wanted_is_left_out_without_asking_again(work: Path) -> None:
    send(work, "name_changed_much_without_code")
    consolidate(work)
    answer(work, "不用")
    done = consolidate(work)
    assert not [each for each in done.report.findings if each.code == "S21"]


def test_an_answer_that_names_nothing_is_asked_again(work: Path) -> None:
    send(work, "head_of_cumulative_strange_and_nothing_proves_it")
    consolidate(work)
    answer(work, "不知道啊")
    assert figures(consolidate(work)) == {}
    assert questions(work)[0][6] == "待确认"


def test_a_workbook_is_read_for_answers_only_where_it_may_hold_some(tmp_path: Path) -> None:
    for sheet in ("县汇总表", SHEET):
        with new_book(tmp_path / f"{sheet}.xlsx") as book:
            book.workbook.add_worksheet(sheet)
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    assert not may_hold_confirmations(tmp_path / "县汇总表.xlsx")
    assert may_hold_confirmations(tmp_path / f"{SHEET}.xlsx")
    assert may_hold_confirmations(tmp_path / "坏.xlsx")
