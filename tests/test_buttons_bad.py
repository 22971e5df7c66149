"""Bad moments at the desk: each ends in a Chinese sentence that says what to do, and with nothing changed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import xlwings

from minsheng_xl import jobs
from minsheng_xl.errors import InputError, MinshengError, OutputError
from minsheng_xl.fronts import excel, paint, progress
from minsheng_xl.fronts.buttons import press
from minsheng_xl.fronts.com import BusyError, GoneError, spoken_to
from minsheng_xl.fronts.desk import CancelledError, ExcelDesk, local_path
from minsheng_xl.fronts.frontbook import Settings
from minsheng_xl.fronts.needs import Options
from minsheng_xl.fronts.workfolder import find_master, making_room, period_of, work_of
from minsheng_xl.reading.opening.memory import DATABASE
from tests.county import AUGUST, TODAY, County, make_county
from tests.engine import METER, busy, closed, open_excel
from tests.test_buttons import looks

CHINESE = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(tmp_path_factory.mktemp("model") / "work")


@pytest.fixture
def county(model: County, tmp_path: Path) -> County:
    work = tmp_path / "宁静县"
    shutil.copytree(model.work, work)
    return County(work, work / model.master.name, work / jobs.RETURNED / str(AUGUST))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[xlwings.App]:
    monkeypatch.setattr(excel, "PATIENCE", 0.0)
    yield open_excel()
    METER.reset()


def options(app: xlwings.App, **settings: str) -> Options:
    return Options(ExcelDesk(app), Settings(**settings), as_of=TODAY)


def digests(folder: Path) -> dict[str, str]:
    """Every file but the memory of what was read, which may be deleted at any time."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != DATABASE)
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files}


def check(app: xlwings.App, county: County, book: xlwings.Book | None) -> Any:
    return press("check_sheet", book, options(app, work=str(county.work)))


def test_no_open_book(app: xlwings.App, county: County) -> None:
    for action in ("check_sheet", "fix", "undo"):
        with pytest.raises(InputError, match=r"没有打开的工作簿。请先打开"):
            press(action, None, options(app))


def test_a_book_that_was_never_saved(app: xlwings.App, county: County) -> None:
    book = app.books.add()
    book.sheets[0].range("A1").value = [["姓名", "电话"], ["张三", "坐"]]
    before = looks(book)
    done = check(app, county, book)
    assert "“工作簿1”没有核对" in done.message
    assert "没有找到" in done.message
    assert looks(book) == before


def test_a_sheet_protected_with_a_password(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.master))
    book.sheets["目标任务表"].impl.worksheet.protection.set_password("秘密")
    before = looks(book)
    done = check(app, county, book)
    assert "工作表“目标任务表”有密码保护，没有在表上标出" in done.message
    assert looks(book) == before
    assert book.sheets["目标任务表"].api.ProtectContents
    assert app.books.active.name == done.output.name
    assert "核对问题" in [sheet.name for sheet in app.books.active.sheets]


def test_repairs_of_a_book_that_may_not_be_changed_go_into_a_copy(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.forms[0]))
    book.impl.api.ReadOnly = True
    before = looks(book)
    done = press("fix", book, options(app, work=str(county.work)))
    assert "只读打开的，没有改动" in done.message
    assert looks(book) == before
    assert done.output is not None
    assert done.output.stem.endswith("_修复")


@pytest.mark.parametrize("what", ["read only", "structure"])
def test_a_book_that_takes_no_sheet(app: xlwings.App, county: County, what: str) -> None:
    from openpyxl.workbook.protection import WorkbookProtection

    book = app.books.open(str(county.master))
    if what == "read only":
        book.impl.api.ReadOnly = True
    else:
        book.impl.workbook.security = WorkbookProtection(lockStructure=True)
    before = looks(book)
    assert "没有在表上标出" in check(app, county, book).message
    assert looks(book) == before


def test_a_cell_is_being_edited(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.master))
    before = looks(book)
    METER.fail(busy)
    with pytest.raises(BusyError, match=r"正在编辑单元格.*请按回车或 Esc"):
        check(app, county, book)
    METER.reset()
    assert looks(book) == before


def test_wherever_excel_is_busy_for_a_moment_nothing_stays_half_painted(
    app: xlwings.App, county: County
) -> None:
    book = app.books.open(str(county.master))
    before, names = looks(book), [sheet.name for sheet in book.sheets]
    METER.reset()
    check(app, county, book)
    calls = METER.calls
    press("undo", book, options(app))
    stopped = 0
    for after in range(0, calls, 17):
        METER.fail(busy, after=after, until=after + 1)
        try:
            check(app, county, book)
        except BusyError:
            stopped += 1
        else:  # it was setting the status bar, waiting, or had fewer calls to make
            METER.reset()
            press("undo", book, options(app))
        METER.reset()
        assert looks(book) == before, after
        assert [sheet.name for sheet in book.sheets] == names, after
    assert stopped > calls / 17 / 2


@pytest.mark.parametrize("after", [0, 5, 60, 400])
def test_excel_is_closed_midway(app: xlwings.App, county: County, after: int) -> None:
    book = app.books.open(str(county.master))
    before = digests(county.work)
    METER.fail(closed, after=after)
    with pytest.raises(GoneError, match=r"表格软件已经关闭.*没有改动"):
        check(app, county, book)
    METER.reset()
    assert digests(county.work) == before


def test_a_finding_inside_a_merged_area_marks_its_first_cell(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.master))
    sheet = book.sheets["目标任务表"]
    done = check(app, county, book)
    press("undo", book, options(app))
    found = next(each.place for each in done.report.findings if each.place.column)
    worksheet = sheet.impl.worksheet
    worksheet.merge_cells(
        start_row=found.row, end_row=found.row, start_column=found.column, end_column=found.column + 1
    )
    again = check(app, county, book)
    assert again.report.findings
    for each in again.report.findings:
        if each.place.sheet == sheet.name and each.place.column:
            assert sheet.range((each.place.row, each.place.column)).merge_area[0].color


def test_strange_file_names_are_no_obstacle(app: xlwings.App, county: County) -> None:
    path = county.master.rename(county.work / "甲 a=b&c'%TEMP% 总表.xlsx")
    book = app.books.open(str(path))
    done = check(app, county, book)
    assert {each.place.file for each in done.report.findings if each.place.file} == {path.name}
    assert paint.SHEET in [sheet.name for sheet in book.sheets]


def test_a_book_on_a_web_server_is_checked_and_its_address_never_asked(
    app: xlwings.App, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = app.books.open(str(county.master))
    asked: list[str] = []

    def address(self: object) -> str:
        asked.append("asked")
        return "https://d.docs.live.net/1/总表.xlsx"

    monkeypatch.setattr(type(book.impl), "fullname", property(address))
    assert check(app, county, book).report.findings
    assert not asked


def test_results_on_the_web_are_refused(app: xlwings.App) -> None:
    with pytest.raises(InputError, match="在网上。请先另存到本机"):
        local_path("https://d.docs.live.net/1/总表.xlsx")
    with pytest.raises(InputError, match="在网上"):
        press("consolidate", None, options(app, work="https://d.docs.live.net/1", period="2021-08"))


def test_a_folder_that_cannot_be_written(
    app: xlwings.App, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digests(county.work)

    def refuse(self: Path, *rest: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match=r"写不进去.*请换一个文件夹"):
        press("issue", None, options(app, work=str(county.work), period="2021-09"))
    monkeypatch.undo()
    assert digests(county.work) == before


def test_a_result_that_is_in_use_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "县汇总表.xlsx"
    path.write_bytes(b"old")
    refuse = PermissionError(13, "in use")
    monkeypatch.setattr(Path, "rename", lambda self, target: (_ for _ in ()).throw(refuse))
    with pytest.raises(OutputError, match="正在使用"), making_room(path):
        pytest.fail("the block ran")
    assert path.read_bytes() == b"old"


def test_a_failed_job_leaves_the_old_result(tmp_path: Path) -> None:
    path = tmp_path / "县汇总表.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(InputError), making_room(path):
        raise InputError("不行")
    assert [each.name for each in tmp_path.iterdir()] == ["县汇总表.xlsx"]


@pytest.mark.parametrize("way", ["escape", "file"])
def test_a_consolidation_is_stopped_between_two_files(
    app: xlwings.App, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    before = digests(county.work)
    monkeypatch.setattr(progress, "CANCEL_FILE", tmp_path / "停止")
    presses = iter([False, False, True])
    monkeypatch.setattr(progress, "_escape_pressed", lambda: way == "escape" and next(presses))
    if way == "file":
        status = ExcelDesk.status

        def and_stop(desk: ExcelDesk, text: str) -> None:
            (tmp_path / "停止").touch()
            status(desk, text)

        monkeypatch.setattr(ExcelDesk, "status", and_stop)
    with pytest.raises(CancelledError):
        press("consolidate", None, options(app, work=str(county.work), period="2021-08"))
    assert digests(county.work) == before
    assert app.status_bar is False


def test_settings_that_lead_nowhere(app: xlwings.App, county: County) -> None:
    cases = {
        "工作文件夹“没有”不存在": {"work": "没有"},
        "总表“没有.xlsx”不存在": {"work": str(county.work), "master": "没有.xlsx", "period": "2021-08"},
        "报送期“八月”无法识别": {"work": str(county.work), "period": "八月"},
        "下发方式“按村”无法识别": {"work": str(county.work), "split": "按村"},
        "表式“D”无法识别": {"work": str(county.work), "layout": "D"},
    }
    for sentence, settings in cases.items():
        with pytest.raises(MinshengError, match=sentence):
            press("issue", None, options(app, **settings))


def test_two_masters_are_one_too_many(county: County) -> None:
    assert find_master(county.returned) == county.master
    shutil.copy(county.master, county.work / "总表 副本.xlsx")
    with pytest.raises(InputError, match="有几份总表"):
        find_master(county.returned)


def test_what_a_folder_says_about_itself(county: County, tmp_path: Path) -> None:
    assert period_of(county.returned) == AUGUST
    assert work_of(county.returned) == county.work
    moved = county.returned.rename(tmp_path / "收到的表")
    assert period_of(moved) == AUGUST
    assert work_of(moved) == tmp_path


def test_an_unknown_error_of_the_program_is_a_sentence(app: xlwings.App, county: County) -> None:
    book = app.books.open(str(county.master))
    with pytest.raises(InputError, match=r"表格软件没有照办（80020009）"), spoken_to():
        book.sheets["没有"].range("A1")
