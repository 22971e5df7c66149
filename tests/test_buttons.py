"""Every button on real workbooks: it finds and writes what its command does, and can be taken back."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import xlwings
from openpyxl import Workbook, load_workbook

from minsheng_xl import jobs
from minsheng_xl.actions import ACTIONS
from minsheng_xl.addin.build import front_book
from minsheng_xl.addin.front_page import BOARD
from minsheng_xl.checks.report import Finding, Severity, report_row
from minsheng_xl.checks.rules.entries import OWN_SHEETS
from minsheng_xl.fronts import buttons, paint, undo
from minsheng_xl.fronts.buttons import press
from minsheng_xl.fronts.cli import main
from minsheng_xl.fronts.desk import CancelledError, ExcelDesk
from minsheng_xl.fronts.frontbook import Settings, read_settings
from minsheng_xl.fronts.needs import Options
from minsheng_xl.model import Document, Item
from minsheng_xl.place import Place
from minsheng_xl.reading.notices import pipeline
from minsheng_xl.reading.text.paragraph import Block
from minsheng_xl.writing.master import write_master
from tests.county import AUGUST, TODAY, County, make_county
from tests.engine import METER, open_excel
from tests.plans import one, small_plan
from tests.worked import NOTICE


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("model") / "work")


@pytest.fixture
def county(model: County, tmp_path: Path) -> County:
    """A county of the test's own."""
    work = tmp_path / "宁静县"
    shutil.copytree(model.work, work)
    return County(work, work / model.master.name, work / jobs.RETURNED / str(AUGUST))


@pytest.fixture
def app() -> Iterator[xlwings.App]:
    app = open_excel()
    yield app
    METER.reset()


@pytest.fixture
def front(app: xlwings.App, county: County) -> xlwings.Book:
    """民生工程.xlsm, filled in as on its sheet 设置."""
    path = county.work / "民生工程.xlsm"
    path.write_bytes(front_book())
    book = app.books.open(str(path))
    values = {"县区": "甲县", "年度": 2021, "报送期": "2021-08", "工作文件夹": str(county.work)}
    for name, value in values.items():
        book.names[name].refers_to_range.value = value
    return book


def options(app: xlwings.App, **settings: str) -> Options:
    return Options(ExcelDesk(app), Settings(**settings), as_of=TODAY)


def answer(app: xlwings.App, *answers: object) -> None:
    app.impl.answers.queue.extend(str(each) if isinstance(each, Path) else each for each in answers)


def seen(findings: tuple[Finding, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.code, each.place.sheet, each.place.cell, each.message) for each in findings]


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """What the command line says as JSON."""
    main([*map(str, arguments), "--json", "--as-of", str(TODAY)])
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def by_json(findings: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    return [(each["code"], each["sheet"], each["cell"], each["message"]) for each in findings]


def test_every_action_has_a_handler_and_every_handler_an_action() -> None:
    assert {action.handler for action in ACTIONS} == set(buttons.HANDLERS)


# The same as the command


def test_the_open_master_is_checked_as_its_file_is(
    app: xlwings.App, county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    book = app.books.open(str(county.master))
    done = press("check_sheet", book, options(app))
    said = told(capsys, "check", county.master)
    assert done.report
    assert done.report.findings
    assert seen(done.report.findings) == by_json(said["findings"])


def test_an_open_return_is_checked_against_the_master(
    app: xlwings.App, county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    book = app.books.open(str(county.forms[0]))
    done = press("check_sheet", book, options(app, work=str(county.work)))
    said = told(capsys, "check", county.forms[0], "--master", county.master, "--period", AUGUST)
    assert done.report
    assert {each.code for each in done.report.findings} >= {"U02"} or done.report.findings
    assert seen(done.report.findings) == by_json(said["findings"])


def test_what_is_not_saved_yet_is_checked_too(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.master))
    before = press("check_sheet", book, options(app)).report
    sheet = book.sheets["目标任务表"]
    (found,) = [each for each in sheet.used_range.impl._cells() if each.value == "人次"][:1]
    sheet.range((found.row, found.column)).impl._put("坐", lambda value, _: (value, ""))
    after = press("check_sheet", book, options(app)).report
    assert before
    assert after
    new = set(seen(after.findings)) - set(seen(before.findings))
    assert (found.coordinate, "U02") in {(cell, code) for code, _, cell, _ in new}


def test_the_folder_is_checked_as_by_the_command(
    app: xlwings.App, county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(app, county.returned)
    done = press("check_folder", None, options(app, work=str(county.work), period=str(AUGUST)))
    said = told(capsys, "check", county.returned, "--master", county.master, "--period", AUGUST)
    assert done.report
    assert done.output
    assert seen(done.report.findings) == by_json(said["findings"])
    assert app.books.active.name == done.output.name


def test_the_summary_is_the_commands_summary(
    app: xlwings.App, county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = told(
        capsys,
        *("consolidate", county.returned, "--master", county.master, "--period", AUGUST),
        *("-o", tmp_path / "县汇总表_2021-08.xlsx", "--work", tmp_path / "other"),
    )
    done = press("consolidate", None, options(app, work=str(county.work), period=str(AUGUST)))
    assert done.report
    assert done.output
    assert seen(done.report.findings) == by_json(said["findings"])
    sheets = [load_workbook(path)["县汇总表"] for path in (done.output, tmp_path / "县汇总表_2021-08.xlsx")]
    ours, theirs = ([[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets)
    assert ours == theirs
    assert app.books.active.name == "县汇总表_2021-08.xlsx"


def test_forms_issued_from_the_open_master_are_the_commands_forms(
    app: xlwings.App, county: County, tmp_path: Path
) -> None:
    main(["issue", str(county.master), "--period", "2021-09", "-o", str(tmp_path / "下发"), "-q"])
    book = app.books.open(str(county.master))
    done = press("issue", book, options(app, work=str(county.work), period="2021-09"))
    assert done.output
    ours, theirs = (
        {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("*填报表.xlsx")}
        for folder in (done.output.parent, tmp_path / "下发")
    )
    assert ours == theirs
    assert len(ours) == 2


@pytest.mark.parametrize(("split", "by"), [("按责任单位", "responsible"), ("按牵头单位", "lead")])
def test_forms_are_split_as_the_settings_say(
    app: xlwings.App, county: County, tmp_path: Path, split: str, by: str
) -> None:
    main(["issue", str(county.master), "--period", "2021-09", "--by", by, "-o", str(tmp_path / "下发"), "-q"])
    done = press("issue", None, options(app, work=str(county.work), period="2021-09", split=split))
    assert done.output
    names = [
        sorted(path.name for path in folder.iterdir()) for folder in (done.output.parent, tmp_path / "下发")
    ]
    assert names[0] == names[1]


def test_a_template_is_filled_as_by_the_command(app: xlwings.App, county: County, tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["序号", "指标名称", "单位", "目标", "牵头单位"])
    template = tmp_path / "模板.xlsx"
    book.save(template)
    main(["fill", str(template), str(county.master), "-o", str(tmp_path / "b.xlsx"), "-q"])
    answer(app, template, county.master)
    done = press("fill", None, options(app))
    assert done.output == tmp_path / "模板_已填.xlsx"
    assert done.output.read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_master_is_drafted_as_by_the_command(
    app: xlwings.App, county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = county.master.rename(tmp_path / "旧总表.xlsx")
    answer(app, source)
    done = press("draft", None, options(app, work=str(county.work)))
    said = told(capsys, "draft", source, "-o", tmp_path / "b.xlsx")
    assert done.report
    assert done.output == county.work / "总表.xlsx"
    assert seen(done.report.findings) == by_json(said["findings"])
    assert done.output.read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_notice_is_read_as_by_the_command(app: xlwings.App, county: County, tmp_path: Path) -> None:
    county.master.unlink()
    notice = tmp_path / "通知.txt"
    notice.write_text(NOTICE, "utf-8")
    main(["draft", str(notice), "-o", str(tmp_path / "b.xlsx"), "-q"])
    answer(app, notice)
    done = press("read_notice", None, options(app, work=str(county.work)))
    assert done.output == county.work / "总表.xlsx"
    assert done.output.read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert app.books.active.name == done.output.name


def test_a_press_opens_and_reads_the_notice_once(
    app: xlwings.App, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text(NOTICE, "utf-8")
    opened, read = [], []

    def opening(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and given[0] == str(notice):
            opened.append(given[0])

    sys.addaudithook(opening)
    reader = pipeline.read_block_documents

    def counted(blocks: list[Block], name: str, *rest: Any, **more: Any) -> list[Document]:
        read.append(name)
        return reader(blocks, name, *rest, **more)

    monkeypatch.setattr(pipeline, "read_block_documents", counted)
    answer(app, notice)
    done = press("read_notice", None, options(app, work=str(county.work)))
    assert done.output
    assert opened == [str(notice)]
    assert read == ["通知.txt"]


def test_what_was_confirmed_is_what_is_written(
    app: xlwings.App, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = tmp_path / "通知.txt"
    notice.write_text(NOTICE, "utf-8")
    main(["draft", str(notice), "-o", str(tmp_path / "b.xlsx"), "-q"])
    asked = []

    def changed_meanwhile(desk: ExcelDesk, text: str) -> None:
        asked.append(text)
        notice.write_text("没有任务的一页", "utf-8")

    monkeypatch.setattr(ExcelDesk, "confirm", changed_meanwhile)
    answer(app, notice)
    done = press("read_notice", None, options(app, work=str(county.work)))
    assert done.output
    assert done.output.read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert done.report
    counts = "，".join(
        f"{each.label}{done.report.count(each)}条" for each in reversed(Severity) if done.report.count(each)
    )
    assert counts in asked[0]
    assert counts in done.message


def test_layouts_are_those_the_settings_say(app: xlwings.App, county: County, tmp_path: Path) -> None:
    source = county.master.rename(tmp_path / "旧总表.xlsx")
    answer(app, source)
    drafted = press("draft", None, options(app, work=str(county.work), layout="B"))
    assert drafted.output
    assert load_workbook(drafted.output).sheetnames[0] == "指标任务分解表"
    ways = {"随总表": "指标任务", "C": "目标任务"}
    for layout, head in ways.items():
        asked = options(app, work=str(county.work), period="2021-09", layout=layout)
        issued = press("issue", None, asked).output
        assert issued
        form = next(issued.parent.glob("*_填报表.xlsx"))
        assert head in {cell.value for cell in load_workbook(form)["填报表"][4]}


def test_reminders_are_those_of_the_status_command(
    app: xlwings.App, county: County, capsys: pytest.CaptureFixture[str]
) -> None:
    county.forms[0].unlink()
    done = press("remind", None, options(app, work=str(county.work), period=str(AUGUST)))
    said = told(capsys, "status", "--master", county.master, "--period", AUGUST)
    assert done.output
    listed = load_workbook(done.output)["催报清单"].iter_rows(min_row=3, values_only=True)
    owing = {each["name"]: each["reminder"] for each in said["departments"] if each["reminder"]}
    assert owing
    assert {row[1]: row[5] for row in listed} == owing
    assert app.books.active.name == done.output.name
    assert jobs.check([done.output]).files[0].reason_code == "own_output"


def test_nobody_is_reminded_who_owes_nothing(
    app: xlwings.App, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = jobs.status(county.master, AUGUST, as_of=TODAY)
    monkeypatch.setattr(jobs, "status", lambda *_, **__: replace(status, reminders={}))
    done = press("remind", None, options(app, work=str(county.work), period=str(AUGUST)))
    assert done.output is None
    assert "没有要催报的单位" in done.message


# What the person sees


def test_findings_are_colours_notes_and_a_list_that_jumps(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.forms[0]))
    done = press("check_sheet", book, options(app, work=str(county.work)))
    assert done.report
    listed = book.sheets[paint.SHEET]
    ordered = sorted(done.report.findings, key=lambda finding: -finding.severity)
    rows = [[cell or "" for cell in row] for row in listed.used_range.raw_value[1:]]
    links = [row[0] for row in listed.range((2, 6), (1 + len(rows), 6)).impl.formula]
    for finding, row, link in zip(ordered, rows, links, strict=True):
        expected = report_row(finding, {})
        assert row[:5] + row[6:] == expected[:5] + expected[6:]
        if finding.place.row and finding.place.column:
            assert (
                link
                == f'=HYPERLINK("#\'{finding.place.sheet}\'!{finding.place.cell}","{finding.place.cell}")'
            )
            cell = book.sheets[finding.place.sheet].range(finding.place.cell).merge_area[0]
            assert cell.color
            assert cell.note
            assert finding.message in cell.note.text
    assert book.sheets.active.name == paint.SHEET


def test_numbers_of_18_digits_stay_texts_in_the_list(app: xlwings.App) -> None:
    book = app.books.add()
    findings = (replace(sample_finding(), printed="110101199003077774", expected="=1+1", message="00123"),)
    paint.paint(book, findings, [])
    (row,) = book.sheets[paint.SHEET].used_range.raw_value[1:]
    assert {"110101199003077774", "=1+1", "00123"} <= set(row)


def sample_finding() -> Finding:

    return Finding(
        "U02", "单位不在表内", Severity.ERROR, Place("a.xlsx", "没有", 3, 2), "单位“坐”不在单位表内"
    )


def test_a_sheet_name_with_quotes_is_linked(app: xlwings.App) -> None:
    book = app.books.add()
    book.sheets[0].name = "甲'乙\"表"
    finding = sample_finding()
    place = replace(finding.place, sheet="甲'乙\"表")
    paint.paint(book, (replace(finding, place=place),), [])
    link = book.sheets[paint.SHEET].range("F2").formula
    assert link == '=HYPERLINK("#\'甲\'\'乙""表\'!B3","B3")'


def test_nothing_is_changed_before_it_is_confirmed(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.master))
    answer(app, "no")
    with pytest.raises(CancelledError, match="没有改动"):
        press("check_sheet", book, options(app))
    assert paint.SHEET in app.impl.answers.asked[0]
    assert undo.KEPT not in [sheet.name for sheet in book.sheets]


def looks(book: xlwings.Book) -> dict[tuple[str, str], tuple[Any, Any, Any, Any]]:
    """Content, colour, note and format of every cell of every sheet."""
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None,
            cell.comment.text if cell.comment else None,
            cell.number_format,
        )
        for sheet in book.impl.workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.has_style or cell.value is not None
    }


@pytest.mark.parametrize("name", ["总表.xlsx", "form"])
def test_a_check_is_undone_to_the_last_colour(app: xlwings.App, county: County, name: str) -> None:
    book = app.books.open(str(county.master if name == "总表.xlsx" else county.forms[0]))
    sheets, before = [sheet.name for sheet in book.sheets], looks(book)
    protected = [sheet.api.ProtectContents for sheet in book.sheets]
    press("check_sheet", book, options(app, work=str(county.work)))
    assert looks(book) != before
    done = press("undo", book, options(app))
    assert "已撤销“检查本表”" in done.message
    assert [sheet.name for sheet in book.sheets] == sheets
    assert [sheet.api.ProtectContents for sheet in book.sheets] == protected
    assert looks(book) == before


def test_a_second_check_finds_the_same_and_piles_nothing_up(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.forms[0]))
    first = press("check_sheet", book, options(app, work=str(county.work))).report
    once = looks(book)
    second = press("check_sheet", book, options(app, work=str(county.work))).report
    assert first
    assert second
    assert seen(first.findings) == seen(second.findings)
    assert looks(book) == once


def test_repairs_are_listed_made_and_undone(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.forms[0]))
    before = looks(book)
    done = press("fix", book, options(app, work=str(county.work)))
    assert "“２４” → “24”" in app.impl.answers.asked[0]
    changed = {key for key, value in looks(book).items() if before.get(key) != value and key[0] != undo.KEPT}
    assert len(changed) >= 1
    (sheet, cell) = sorted(changed)[0]
    assert book.sheets[sheet].range(cell).value == 24.0
    assert done.message.startswith("已改正")
    press("undo", book, options(app))
    assert looks(book) == before


def test_a_cell_changed_since_is_not_undone(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.forms[0]))
    before = looks(book)
    press("fix", book, options(app, work=str(county.work)))
    changed = [key for key, value in looks(book).items() if before.get(key) != value and key[0] != undo.KEPT]
    sheet, cell = changed[0]
    book.sheets[sheet].range(cell).impl._put(99, lambda value, _: (value, ""))
    assert f"{sheet}!{cell}" in press("undo", book, options(app)).message
    assert book.sheets[sheet].range(cell).value == 99.0


def test_the_cycle_board_gets_the_counts(app: xlwings.App, county: County, front: xlwings.Book) -> None:
    settings = read_settings(app)
    assert (settings.place, settings.period, settings.work) == ("甲县", "2021-08", str(county.work))
    press("consolidate", front, Options(ExcelDesk(app), settings, as_of=TODAY))
    told = noted(front)
    counts = jobs.status(county.master, AUGUST, as_of=TODAY).rates
    assert told[0] == datetime(2021, 8, 20)
    assert told[2:5] == [counts.expected, counts.actual, counts.on_time]
    assert told[5] > 0
    (county.work / jobs.ISSUED / "2021-07").mkdir(parents=True)
    press("board", front, Options(ExcelDesk(app), settings, as_of=TODAY))
    assert noted(front) == told
    assert noted(front, 7)[2:] == [2, 0, 0, 0]


def noted(front: xlwings.Book, month: int = 8) -> list[Any]:
    """Due day, pace, expected, actual, on time and problems of a month on the front book's board."""
    row = front.sheets[BOARD].range(f"A{4 + month}:J{4 + month}").value
    return [row[1], row[2], *row[3:6], row[9]]


def test_the_board_is_that_of_the_status_command(app: xlwings.App, county: County, tmp_path: Path) -> None:
    done = press("board", None, options(app, work=str(county.work), period=str(AUGUST)))
    arguments = ["--master", str(county.master), "--period", str(AUGUST), "--as-of", str(TODAY)]
    main(["status", *arguments, "-o", str(tmp_path / "板.xlsx"), "-q"])
    assert done.output == county.work / "周期看板_2021.xlsx"
    assert done.output.read_bytes() == (tmp_path / "板.xlsx").read_bytes()
    assert "报送率" in done.message
    assert app.books.active.name == done.output.name


def test_the_front_page_means_the_other_open_book(
    app: xlwings.App, county: County, front: xlwings.Book
) -> None:
    book = app.books.open(str(county.master))
    front.activate()
    press("check_sheet", front, Options(ExcelDesk(app), read_settings(app), as_of=TODAY))
    assert paint.SHEET in [sheet.name for sheet in book.sheets]
    app.books.open(str(county.forms[0]))
    answer(app, "1")
    press("check_sheet", front, Options(ExcelDesk(app), read_settings(app), as_of=TODAY))
    assert "1　总表.xlsx" in next(each for each in app.impl.answers.asked if "序号" in each)


def test_an_existing_result_gets_a_dated_name(app: xlwings.App, county: County) -> None:
    press("consolidate", None, options(app, work=str(county.work), period=str(AUGUST)))
    press("consolidate", None, options(app, work=str(county.work), period=str(AUGUST)))
    names = sorted(path.name for path in (county.work / jobs.SUMMARISED / str(AUGUST)).iterdir())
    assert len([name for name in names if name.startswith("县汇总表_2021-08_备份_")]) == 1
    assert "县汇总表_2021-08.xlsx" in names


def test_help_and_doctor_say_something(app: xlwings.App) -> None:
    done = press("help", None, options(app))
    assert done.output
    assert [sheet.name for sheet in app.books.active.sheets] == ["使用说明", "工作表函数", "核对规则"]
    assert "Python" in press("doctor", None, options(app)).message


# What it costs


def wide_master(rows: int, path: Path) -> xlwings.Book:
    """A master of so many indicators, three of them with a unit nobody knows."""
    indicators = tuple(
        one(
            f"2021-1-01-{number:04}",
            f"培训养老护理员{number}",
            "坐" if number in (3, 5, 9) else "人次",
            "536",
            "flow",
        )
        for number in range(rows)
    )
    item = Item(code="2021-1-01", no="1", name="加大职业技能培训力度", indicators=indicators)
    write_master(small_plan().model_copy(update={"items": (item,)}), path)
    return open_excel().books.open(str(path))


def test_calls_into_excel_grow_with_findings_not_with_rows(tmp_path: Path) -> None:
    calls, found = {}, {}
    for rows in (20, 1000):
        book = wide_master(rows, tmp_path / f"{rows}.xlsx")
        METER.reset()
        done = press("check_sheet", book, options(book.app))
        assert done.report
        calls[rows], found[rows] = METER.calls, len(done.report.findings)
    assert found[1000] == found[20] >= 3
    assert calls[1000] == calls[20] <= 400 + 20 * found[20]


def test_our_own_sheets_are_no_surplus_sheets_of_a_return() -> None:
    assert {paint.SHEET, undo.KEPT, undo.SET_ASIDE} <= OWN_SHEETS
