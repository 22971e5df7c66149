"""A department returns again: the newest counts unless locked, the old is kept, changes are shown."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs, ledger
from minsheng_xl.errors import InputError
from minsheng_xl.reading.opening import intake
from tests.worked import AUGUST, NOTICE, arrive, consolidate, fill, make_work

FIRST: dict[str, int | str] = {"城镇新增就业": 3000, "职业技能培训": 300}
SECOND: dict[str, int | str] = {"城镇新增就业": 3200, "职业技能培训": 300}


@pytest.fixture
def master(tmp_path: Path) -> Path:
    made = make_work(tmp_path / "县")
    fill(made, "县人社局", FIRST)
    fill(made, "县教育局", {"新建幼儿园": 9})
    consolidate(made)
    return made


def figure(done: jobs.Consolidated, name: str) -> Decimal | None:
    return next(line.cumulative for line in done.summary.lines if line.indicator.name == name)


def changes(done: jobs.Consolidated) -> list[tuple[str, str, str]]:
    """Cell, what it was and what it is, of every change of a resubmission."""
    return [
        (each.place.cell, each.expected, each.printed) for each in done.report.findings if each.code == "R18"
    ]


def outcome(done: jobs.Consolidated, name: str) -> tuple[str, str]:
    return next((each.status, each.reason_code) for each in done.report.files if name in each.path)


def test_what_a_later_file_of_the_same_name_changes_is_shown_cell_by_cell(master: Path) -> None:
    path = fill(master, "县人社局", SECOND, received="2021-08-19")
    done = consolidate(master)
    assert figure(done, "城镇新增就业") == 3200
    sheet = intake.take(path).grids[0]
    ((cell, before, now),) = changes(done)
    assert (before, now) == ("3000", "3200")
    assert openpyxl.load_workbook(path)[sheet.sheet][cell].value == 3200
    assert changes(consolidate(master)) == [(cell, before, now)]


def test_two_files_in_one_folder_show_what_changed_between_them(master: Path) -> None:
    fill(master, "县人社局", SECOND, received="2021-08-19", name="县人社局 重报.xlsx")
    done = consolidate(master)
    assert figure(done, "城镇新增就业") == 3200
    assert outcome(done, "县人社局_") == ("skipped", "superseded")
    assert [each[1:] for each in changes(done)] == [("3000", "3200")]


def test_the_same_file_under_two_names_is_recognised(master: Path) -> None:
    path = next((master.parent / "回收" / str(AUGUST)).glob("县人社局*"))
    shutil.copy2(path, path.with_name("收到的副本.xlsx"))
    done = consolidate(master)
    assert outcome(done, "副本") == ("skipped", "same_file")
    assert figure(done, "城镇新增就业") == 3000
    assert changes(done) == []


def test_a_locked_version_stands_whatever_comes_later(master: Path) -> None:
    jobs.decide(master.parent, "县人社局", AUGUST, "锁定", "已通报")
    fill(master, "县人社局", SECOND, received="2021-08-24")
    done = consolidate(master)
    assert figure(done, "城镇新增就业") == 3000
    assert outcome(done, "县人社局_2021-08_填报表.xlsx") == ("skipped", "locked")
    assert outcome(done, "〔第1版〕")[0] == "taken"
    assert jobs.verify(master.parent).faults == ()
    again = jobs.rebuild(master.parent, AUGUST, master.parent / "重出.xlsx")
    assert again.differences == ()
    jobs.decide(master.parent, "县人社局", AUGUST, "通过", "主任同意改")
    assert figure(consolidate(master), "城镇新增就业") == 3200


def test_after_the_lock_day_a_resubmission_does_not_count_but_a_first_return_does(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县")
    book = openpyxl.load_workbook(master)
    sheet = book["日历"]
    sheet["A2"], sheet["C2"], sheet["E2"] = "2021-08-24", "锁定", "2021-08"
    book.save(master)
    fill(master, "县人社局", FIRST)
    consolidate(master)
    fill(master, "县人社局", SECOND, received="2021-08-24", name="县人社局改.xlsx")
    fill(master, "县水利局", {"新建供水工程": 20}, received="2021-08-25")
    done = consolidate(master)
    assert figure(done, "城镇新增就业") == 3000
    assert figure(done, "新建供水工程") == 20
    assert outcome(done, "县人社局改") == ("skipped", "locked")


def test_what_a_person_sent_back_does_not_count_until_a_new_one_comes(master: Path) -> None:
    jobs.decide(master.parent, "县教育局", AUGUST, "已退回", "没有盖章")
    done = consolidate(master)
    assert figure(done, "新建幼儿园") is None
    assert outcome(done, "县教育局") == ("rejected", "sent_back")
    assert "县教育局" in jobs.status(master, AUGUST).reminders
    fill(master, "县教育局", {"新建幼儿园": 10}, received="2021-08-20")
    assert figure(consolidate(master), "新建幼儿园") == 10


def test_a_return_that_mixes_two_departments_is_taken_apart_and_said(tmp_path: Path) -> None:
    """One workbook with the rows of both, under the first one's name."""
    merged = NOTICE.replace("新建幼儿园\t所\t12\t\t", "新建幼儿园\t所\t12\t县人社局\t")
    whole = make_work(tmp_path / "合", notice=merged)
    together = fill(whole, "县人社局", FIRST | {"新建幼儿园": 9})
    master = make_work(tmp_path / "县")
    shutil.copy2(together, master.parent / "回收" / str(AUGUST) / "县人社局.xlsx")
    done = consolidate(master)
    said = [each.message for each in done.report.findings if each.code == "R19"]
    assert len(said) == 1
    assert "县教育局" in said[0]
    returned = {each.department: each.returned for each in done.summary.expected}
    assert returned == {"县人社局": True, "县教育局": True, "县水利局": False}
    with ledger.open_records(master.parent) as records:
        assert records is not None
        versions = records.versions(str(AUGUST))
    assert [(each.department, each.number) for each in versions] == [
        ("县人力资源和社会保障局", 1),
        ("县教育局", 1),
    ]


def test_a_running_total_left_blank_is_added_up_and_said(tmp_path: Path) -> None:
    """As a sheet comes back from a web system: values only, the column the form computes empty."""
    master = make_work(tmp_path / "县")
    path = fill(master, "县水利局", {"新建供水工程": 20})
    book = openpyxl.load_workbook(path)
    for line in book.worksheets[0].iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = None
    book.save(path)
    done = consolidate(master)
    assert figure(done, "新建供水工程") == 20
    (found,) = (each for each in done.report.findings if each.code == "R24")
    assert found.message == "“新建供水工程”累计完成空着，已按上期0加本期20读作20"
    assert outcome(done, "县水利局") == ("taken", "")
    assert jobs.rebuild(master.parent, AUGUST, master.parent / "重出.xlsx").differences == ()


def test_words_that_became_a_formula_are_not_lost_without_a_word(tmp_path: Path) -> None:
    master = make_work(tmp_path / "县")
    path = fill(master, "县水利局", {"新建供水工程": 20})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = next(cell for line in sheet.iter_rows() for cell in line if cell.value == "进展说明")
    sheet.cell(head.row + 1, head.column).value = "=已开工+在建"
    book.save(path)
    done = consolidate(master)
    (found,) = (each for each in done.report.findings if each.code == "R17")
    assert found.printed == "=已开工+在建"
    assert (found.severity.key, outcome(done, "县水利局")) == ("warning", ("taken", ""))
    assert figure(done, "新建供水工程") == 20


def test_a_form_with_another_department_s_row_counts_for_both_until_that_one_returns_itself(
    tmp_path: Path,
) -> None:
    master = make_work(tmp_path / "县")
    other = fill(master, "县教育局", {"新建幼儿园": 9})
    both = fill(master, "县水利局", {"新建供水工程": 20})
    book, source = openpyxl.load_workbook(both), openpyxl.load_workbook(other).worksheets[0]
    row = next(line for line in source.iter_rows() if any(cell.value == "新建幼儿园" for cell in line))
    sheet = book.worksheets[0]
    under = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "新建供水工程")
    assert under is not None
    sheet.move_range(f"A{under + 1}:Y{under + 3}", rows=1)
    for column, cell in enumerate(row, start=1):
        text = cell.value
        if isinstance(text, str) and text.startswith("="):
            text = text.replace(str(cell.row), str(under + 1))
        sheet.cell(under + 1, column).value = text
    book.save(both)
    kept = other.read_bytes()
    other.unlink()
    done = consolidate(master)
    assert figure(done, "新建幼儿园") == 9
    assert figure(done, "新建供水工程") == 20
    assert {each.code for each in done.report.findings} & {"S09", "R19"} == {"R19"}
    other.write_bytes(kept)
    done = consolidate(master)
    assert figure(done, "新建幼儿园") == 9
    assert [each.place.file for each in done.report.findings if each.code == "A06"] == [both.name]


def test_the_watch_knows_what_was_decided(master: Path) -> None:
    folder = master.parent / "回收" / str(AUGUST)
    jobs.decide(master.parent, "县教育局", AUGUST, "已退回", "没有盖章")
    (landed,) = jobs.watch(folder, master, AUGUST, once=True, settle=0.0)
    assert landed.missing == ("县教育局", "县水利局")
    reasons = [each.reason for each in landed.report.files if each.status == "rejected"]
    assert reasons == ["已退回：没有盖章"]


def test_a_decision_finds_a_department_typed_without_its_level(master: Path) -> None:
    decided = jobs.decide(master.parent, "人社局", AUGUST, "通过", "已核")
    assert decided.department == "县人力资源和社会保障局"
    with pytest.raises(InputError, match="台账里没有"):
        jobs.decide(master.parent, "局", AUGUST, "通过", "已核")


@pytest.mark.parametrize("name", ["县人社局 0 补报.xlsx", "县人社局_补报.xlsx", "（补报）.xlsx"])
def test_what_a_partial_resubmission_leaves_blank_is_not_missed_whatever_it_is_called(
    tmp_path: Path, name: str
) -> None:
    master = make_work(tmp_path / "县")
    fill(master, "县人社局", FIRST)
    fill(master, "县人社局", {"城镇新增就业": 3200}, received="2021-08-19", name=name)
    done = consolidate(master)
    assert figure(done, "城镇新增就业") == 3200
    assert figure(done, "职业技能培训") == 300
    assert [each for each in done.report.findings if each.code == "P10"] == []
    assert outcome(done, name) == ("taken", "")
    assert outcome(done, "填报表") == ("partly", "older_rows")


@pytest.mark.parametrize("name", ["县人社局 0 补报.xlsx", "县人社局_补报.xlsx", "（补报）.xlsx"])
def test_own_rules_look_at_the_figure_that_stands_where_a_newer_version_only_adds_words(
    tmp_path: Path, name: str
) -> None:
    master = make_work(tmp_path / "县")
    book = openpyxl.load_workbook(master)
    sheet = book["自定规则"]
    heads = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    rule = {"编码": "C01", "名称": "培训至少四百", "级别": "警告", "左边": "[2021-1-01-02].累计", "关系": "≥"}
    for head, text in (rule | {"右边": "400", "状态": "启用"}).items():
        sheet.cell(2, heads[head]).value = text
    book.save(master)
    jobs.issue(master, AUGUST, master.parent / "下发" / str(AUGUST))
    fill(master, "县人社局", FIRST)
    newer = fill(master, "县人社局", {"城镇新增就业": 3200}, received="2021-08-19", name=name)
    read = openpyxl.load_workbook(newer)
    form = read.worksheets[0]
    note = next(cell.column for line in form.iter_rows() for cell in line if cell.value == "进展说明")
    under = next(cell.row for line in form.iter_rows() for cell in line if cell.value == "职业技能培训")
    form.cell(under or 0, note or 0).value = "第2期已开班"
    read.save(newer)
    arrive(newer, "2021-08-19")
    (found,) = (each for each in consolidate(master).report.findings if each.code == "C01")
    assert (found.printed, found.expected) == ("300人次", "400人次")
