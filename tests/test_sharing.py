"""Forms of responsible units and townships: each its own share, compared and shown, never counted twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from minsheng_xl import jobs
from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.fronts.cli import main
from minsheng_xl.model import By, Period, TargetTable
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.shares import shares_of
from minsheng_xl.writing import layouts
from minsheng_xl.writing.forms import FormFile
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from tests.examples import plan_of
from tests.libreoffice import needs_libreoffice, printed_text

TOWNS = [{"乡镇": "梅江镇"}, {"乡镇": "青塘镇"}, {"乡镇": "东山坝镇"}]
REF = Reference.default().with_sheets(towns=TOWNS)
PLAN = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、就业和创业 |
| 1. 加大培训力度 |  |  | 县人社局 | 各乡镇人民政府、县残联 |
| 培训养老护理员 | 人次 | 536 |  |  |
| 贷款回收率 | % | 95 |  |  |
| 2. 改造危房 | 户 | 100 | 县住建局 | 县财政局、县住建局 |
〔乡镇分解〕
| 指标编码 | 指标名称 | 乡镇 | 任务数 |
| 2021-1-01-01 | 培训养老护理员 | 梅江镇 | 300 |
| 2021-1-01-01 | 培训养老护理员 | 青塘 | 236 |
| 2021-1-02-00 | 改造危房 | 青塘镇 | 0 |
"""
TRAINING, LOANS, HOMES = "2021-1-01-01", "2021-1-01-02", "2021-1-02-00"
AUGUST = Period(2021, 8)
Figures = Mapping[str, Mapping[str, int]]
"""What each unit reports for the month, by unit and code."""


@pytest.fixture(scope="module")
def table() -> TargetTable:
    return plan_of(PLAN, REF)


@pytest.fixture
def master(table: TargetTable, tmp_path: Path) -> Path:
    path = tmp_path / "总表.xlsx"
    write_master(table, path, towns=TOWNS)
    return path


def _codes(shares: Mapping[str, TargetTable]) -> dict[str, list[str]]:
    return {unit: [each.code for each in plan.indicators] for unit, plan in shares.items()}


def test_collective_units_are_expanded_and_a_lead_has_no_share_of_its_own(table: TargetTable) -> None:
    both = [TRAINING, LOANS]
    assert _codes(shares_of(table, REF, "responsible").plans) == {
        "梅江镇": both,
        "青塘镇": both,
        "东山坝镇": both,
        "县残联": both,
        "县财政局": [HOMES],
    }


def test_townships_have_what_was_allocated_to_them(table: TargetTable) -> None:
    plans = shares_of(table, REF, "township").plans
    assert _codes(plans) == {"梅江镇": [TRAINING], "青塘镇": [TRAINING, HOMES]}
    assert plans["青塘镇"].by_code[TRAINING].target.value == 236
    assert plans["青塘镇"].by_code[HOMES].target.raw == "0"


def test_an_indicator_marked_for_townships_goes_to_all_without_a_task(table: TargetTable) -> None:
    marked = table.items[0].indicators[1].model_copy(update={"allocatable": True})
    item = table.items[0].model_copy(update={"indicators": (table.items[0].indicators[0], marked)})
    plans = shares_of(TargetTable(year=2021, items=(item,)), REF, "township").plans
    assert list(plans) == ["梅江镇", "青塘镇", "东山坝镇"]
    assert plans["梅江镇"].by_code[LOANS].target.kind == "blank"


def test_a_collective_unit_nobody_knows_is_named(master: Path, table: TargetTable, tmp_path: Path) -> None:
    write_master(table, master)
    issued = jobs.issue(master, AUGUST, tmp_path / "下发", by="responsible")
    assert issued.unlisted == ("各乡镇人民政府",)
    assert [form.department for form in issued.forms] == ["县残联", "县财政局"]


def test_nothing_to_share_is_said(tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    write_master(plan_of(PLAN.partition("〔")[0], REF), path)
    with pytest.raises(InputError, match="没有分解到乡镇的指标"):
        jobs.issue(path, AUGUST, tmp_path / "下发", by="township")


@pytest.fixture
def forms(master: Path) -> dict[tuple[str, str], FormFile]:
    """Every form of the month by whose it is and its unit."""
    ways: tuple[By, ...] = ("lead", "responsible", "township")
    folder = master.parent / jobs.ISSUED / str(AUGUST)
    issued = {by: jobs.issue(master, AUGUST, folder, by=by) for by in ways}
    return {(by, form.department): form for by, each in issued.items() for form in each.forms}


def test_a_share_may_fill_in_its_own_figures_and_texts_only(forms: dict[tuple[str, str], FormFile]) -> None:
    layout = layouts.load("form_share")
    sheet = load_workbook(forms["responsible", "县残联"].path)[layout.sheet]
    first = layout.header_row + 1
    at = {role: (layout.number(role)) for role in layout.roles}
    headers = [sheet.cell(layout.header_row, at[role]).value for role in ("lead", "current", "cumulative")]
    assert headers == ["牵头单位", "本单位\n本期完成", "本单位\n累计完成"]
    assert [sheet.cell(first, at[role]).value for role in ("lead", "target")] == ["县人社局", 536]
    open_roles = {role for role in layout.roles if not sheet.cell(first, at[role]).protection.locked}
    texts = {"progress_note", "problem", "next_step", "explanation", "evidence", "note"}
    assert open_roles == {"current"} | texts
    of_ratio = {role for role in layout.roles if not sheet.cell(first + 1, at[role]).protection.locked}
    assert of_ratio == texts
    assert {"rate", "gap", "invest_done", "status"}.isdisjoint(layout.roles)
    assert "不与牵头单位的数相加" in str(sheet.cell(first + 2, 2).value)


def test_a_township_form_shows_its_task(forms: dict[tuple[str, str], FormFile]) -> None:
    layout = layouts.load("form_town")
    sheet = load_workbook(forms["township", "青塘镇"].path)[layout.sheet]
    first = layout.header_row + 1
    assert [sheet.cell(first + row, layout.number("target")).value for row in (0, 1)] == [236, 0]
    assert sheet["D2"].value == "青塘镇"
    assert str(sheet["B1"].value).endswith("乡镇进度填报表")


def _return(forms: dict[tuple[str, str], FormFile], by: str, figures: Figures, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for unit, values in figures.items():
        form = forms[by, unit]
        read = read_return(form.path.name, intake.take(form.path).grids, REF)
        book = Workbook.open(form.path)
        sheet = book.sheet("填报表")
        for row in read.rows:
            value = values.get(row.text("code"))
            role = "cumulative" if row.text("code") == LOANS else "current"
            if value is not None:
                entry = row.cells[role]
                sheet.set(cell_name(entry.row, entry.column), Decimal(value))
        book.save(folder / form.path.name)


LEADS: Figures = {"县人社局": {TRAINING: 300, LOANS: 96}, "县住建局": {HOMES: 40}}
SHARES: Figures = {
    "梅江镇": {TRAINING: 100},
    "青塘镇": {TRAINING: 150},
    "东山坝镇": {TRAINING: 20},
    "县残联": {TRAINING: 30},
    "县财政局": {HOMES: 40},
}
TOWN_FIGURES: Figures = {"梅江镇": {TRAINING: 100}, "青塘镇": {TRAINING: 240, HOMES: 0}}


def _consolidated(master: Path, period: Period = AUGUST) -> jobs.Consolidated:
    output = master.parent / jobs.SUMMARISED / str(period) / "县汇总表.xlsx"
    return jobs.consolidate(master.parent / jobs.RETURNED / str(period), master, period, output)


def test_the_lead_gives_the_figure_and_shares_are_only_compared(
    master: Path, forms: dict[tuple[str, str], FormFile]
) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    for by, figures in (("lead", LEADS), ("responsible", SHARES), ("township", TOWN_FIGURES)):
        _return(forms, by, figures, folder)
    done = _consolidated(master)
    lines = {line.indicator.code: line for line in done.summary.lines}
    seen = [(lines[code].cumulative, lines[code].summed) for code in (TRAINING, LOANS, HOMES)]
    assert seen == [(Decimal(300), ""), (Decimal(96), ""), (Decimal(40), "")]
    compared = [each for each in done.report.findings if each.code == "A05"]
    told = [(each.printed, each.expected) for each in compared]
    assert told == [("300", "340"), ("40", "0")], [str(each) for each in compared]
    assert "2个乡镇所报之和340" in compared[0].message
    assert not [each for each in done.report.findings if each.severity.key == "error"]
    assert _told(done, "S19") == [], "本工具自己的表头"
    assert {file.status for file in done.report.files} == {"taken"}


def test_without_a_lead_the_sum_of_shares_is_offered_aloud(
    master: Path, forms: dict[tuple[str, str], FormFile]
) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "responsible", {unit: SHARES[unit] for unit in ("梅江镇", "县残联")}, folder)
    _return(forms, "township", TOWN_FIGURES, folder)
    done = _consolidated(master)
    lines = {line.indicator.code: line for line in done.summary.lines}
    figures = [(lines[code].cumulative, lines[code].summed) for code in (TRAINING, HOMES)]
    assert figures == [(Decimal(340), "township"), (Decimal(0), "township")], "责任单位没有报齐"
    assert lines[LOANS].cumulative is None
    told = [each.message for each in done.report.findings if each.code == "A11"]
    assert told == [
        "“培训养老护理员”没有牵头单位的数，汇总暂用2个乡镇所报之和340（应报2个）",
        "“改造危房”没有牵头单位的数，汇总暂用1个乡镇所报之和0（应报1个）",
    ]
    assert [each.department for each in done.summary.expected if not each.returned] == [
        "县人社局",
        "县住建局",
    ]


def test_shares_of_some_are_no_figure_of_the_county(
    master: Path, forms: dict[tuple[str, str], FormFile]
) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "responsible", {"县残联": {TRAINING: 5}}, folder)
    done = _consolidated(master)
    line = next(each for each in done.summary.lines if each.indicator.code == TRAINING)
    assert (line.cumulative, line.rate, line.light, line.sources) == (None, None, "", [])
    assert line.waiting == ("梅江镇", "青塘镇", "东山坝镇")
    (told,) = (each for each in done.report.findings if each.code == "A11")
    assert (told.severity.key, told.message, told.suggestion) == (
        "warning",
        "“培训养老护理员”没有牵头单位的数，1个责任单位报了5，还差梅江镇、青塘镇、东山坝镇，没有作县数",
        "请催牵头单位或所差的单位报送",
    )
    layout = layouts.load("summary")
    sheet = load_workbook(done.output)[layout.sheet]
    rows = {row[layout.number("code") - 1]: row for row in sheet.iter_rows(values_only=True)}
    shown = rows[TRAINING][layout.number("cumulative") - 1], rows[TRAINING][layout.number("origin") - 1]
    assert shown == (None, "责任单位只报1/4，合计5，未作县数")


def test_the_shares_of_all_are_the_figure(master: Path, forms: dict[tuple[str, str], FormFile]) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "responsible", SHARES, folder)
    lines = {line.indicator.code: line for line in _consolidated(master).summary.lines}
    assert [(lines[code].cumulative, lines[code].waiting) for code in (TRAINING, HOMES)] == [
        (Decimal(300), ()),
        (Decimal(40), ()),
    ]


def test_the_summary_shows_shares_and_next_month_starts_from_them(
    master: Path, forms: dict[tuple[str, str], FormFile]
) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "lead", LEADS, folder)
    _return(forms, "township", TOWN_FIGURES, folder)
    output = _consolidated(master).output
    book = load_workbook(output)
    rows = list(book["分报情况"].iter_rows(min_row=2, max_col=7, values_only=True))
    assert rows[0] == (TRAINING, "培训养老护理员", "人次", 300, "乡镇", "梅江镇", 100)
    assert len(rows) == 3
    layout = layouts.load("summary")
    column = layout.number("towns_done")
    shown = [row[column - 1].value for row in book[layout.sheet].iter_rows(min_row=layout.header_row + 1)]
    assert "1/2" in shown
    september = Period(2021, 9)
    issued = jobs.issue(master, september, master.parent / "下发9月", by="township")
    form = layouts.load("form_town")
    sheet = load_workbook(issued.forms[1].path)[form.sheet]
    assert sheet.cell(form.header_row + 1, form.number("previous")).value == 240


def _told(done: jobs.Consolidated, code: str) -> list[tuple[str, str, str]]:
    found = (each for each in done.report.findings if each.code == code)
    return [(each.department, each.indicator, each.severity.key) for each in found]


def test_a_blank_share_is_a_warning_and_of_the_treasury_nothing(
    master: Path, forms: dict[tuple[str, str], FormFile]
) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "lead", LEADS, folder)
    _return(forms, "responsible", {"县残联": {}, "县财政局": {}}, folder)
    _return(forms, "township", {"青塘镇": {HOMES: 0}}, folder)
    layout = layouts.load("form_share")
    for unit in ("县残联", "县财政局"):
        path = folder / forms["responsible", unit].path.name
        book = Workbook.open(path)
        note = cell_name(layout.header_row + 1, layout.number("progress_note"))
        book.sheet(layout.sheet).set(note, "正在推进")
        book.save(path)
    done = _consolidated(master)
    assert _told(done, "P10") == [("县残联", TRAINING, "warning"), ("青塘镇", TRAINING, "error")]


def test_shares_are_waited_for_until_all_who_are_asked_have_reported(table: TargetTable) -> None:
    shared = shares_of(table, REF, "responsible")
    assert shared.waiting(TRAINING, []) == ("梅江镇", "青塘镇", "东山坝镇", "县残联")
    assert shared.waiting(TRAINING, ["青塘镇人民政府", "县残疾人联合会"]) == ("梅江镇", "东山坝镇")
    assert shared.waiting(HOMES, []) == (), "县财政局只出资金"
    assert shares_of(table, REF, "township").waiting(HOMES, []) == (), "任务是0"
    nobody_known = shares_of(table, Reference.default(), "responsible")
    assert nobody_known.waiting(TRAINING, ["县残联"]) == ("各乡镇人民政府",)


def test_a_head_is_told_on_one_line(master: Path, forms: dict[tuple[str, str], FormFile]) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "lead", LEADS, folder)
    path = folder / forms["lead", "县人社局"].path.name
    book, layout = Workbook.open(path), layouts.load("form")
    head = cell_name(layout.header_row, layout.number("next_step"))
    book.sheet(layout.sheet).set(head, "下一阶段\n工作措施")
    book.save(path)
    (found,) = (each for each in _consolidated(master).report.findings if each.code == "S19")
    assert found.message == "“下一阶段工作措施”当作“下步措施”读取（写法相近）"


def test_a_share_is_held_against_its_own_plan(master: Path, forms: dict[tuple[str, str], FormFile]) -> None:
    folder = master.parent / jobs.RETURNED / str(AUGUST)
    _return(forms, "township", {"青塘镇": {TRAINING: 240, HOMES: 0}}, folder)
    path = folder / forms["township", "青塘镇"].path.name
    book = Workbook.open(path)
    layout = layouts.load("form_town")
    book.sheet(layout.sheet).set(cell_name(layout.header_row + 1, layout.number("target")), Decimal(200))
    book.save(path)
    found = [each for each in _consolidated(master).report.findings if each.place.file == path.name]
    assert [(each.code, each.expected) for each in found if each.code == "V16"] == [("V16", "236")]


# the dispatch list


def _sign(path: Path, row: int, name: str, day: str) -> None:
    layout = layouts.load("dispatch")
    book = Workbook.open(path)
    sheet = book.sheet(layout.sheet)
    for role, value in (("receiver", name), ("received", day)):
        sheet.set(cell_name(layout.header_row + row, layout.number(role)), value)
    book.save(path)


def test_signatures_are_read_back_and_shown(master: Path, forms: dict[tuple[str, str], FormFile]) -> None:
    register = master.parent / jobs.ISSUED / str(AUGUST) / f"{AUGUST}_下发清单.xlsx"
    _sign(register, 2, "李四", "2021-08-02")
    receipts = jobs.read_dispatch(register)
    assert [(each.department, each.rows, each.signed) for each in receipts] == [
        ("县人社局", 2, False),
        ("县住建局", 1, True),
    ]
    assert receipts[1].signature == "李四 2021-08-02"
    _return(forms, "lead", LEADS, master.parent / jobs.RETURNED / str(AUGUST))
    sheet = load_workbook(_consolidated(master).output)["收件台账"]
    column = layouts.load("intake").number("signed")
    assert [sheet.cell(row, column).value for row in (2, 3)] == [None, "李四 2021-08-02"]


def test_issuing_again_keeps_signatures_of_unchanged_forms(
    master: Path, table: TargetTable, forms: dict[tuple[str, str], FormFile]
) -> None:
    folder = master.parent / jobs.ISSUED / str(AUGUST)
    register = folder / f"{AUGUST}_下发清单.xlsx"
    _sign(register, 1, "张三", "2021-08-02")
    jobs.issue(master, AUGUST, folder)
    assert jobs.read_dispatch(register)[0].signature == "张三 2021-08-02"
    write_master(plan_of(PLAN.replace("| 536 |", "| 600 |"), REF), master, towns=TOWNS)
    jobs.issue(master, AUGUST, folder)
    again = jobs.read_dispatch(register)[0]
    assert not again.signed
    assert again.note == "原签收：张三 2021-08-02，内容有变，请重新签收"


def test_another_workbook_is_no_dispatch_list(master: Path) -> None:
    with pytest.raises(InputError, match="不是下发清单"):
        jobs.read_dispatch(master)


def test_the_command_says_who_got_nothing(
    master: Path, table: TargetTable, capsys: pytest.CaptureFixture[str]
) -> None:
    write_master(table, master)
    target = str(master.parent / "下发")
    assert main(["issue", str(master), "--period", "2021-08", "-o", target, "--by", "responsible"]) == 1
    assert "“各乡镇人民政府”是集体单位" in capsys.readouterr().err


@needs_libreoffice
def test_share_forms_print_whole(forms: dict[tuple[str, str], FormFile], tmp_path: Path) -> None:
    for form, words in (
        (forms["responsible", "县残联"], ("责任单位进度填报表", "牵头单位", "县人社局", "培训养老护理员")),
        (forms["township", "青塘镇"], ("乡镇进度填报表", "任务数", "236")),
    ):
        text = printed_text(form.path, tmp_path)
        assert all(word in text for word in words)
