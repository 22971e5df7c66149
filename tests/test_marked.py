"""Returns sent back: marked copies, 退回说明, letters, and what becomes of a copy that comes back."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.errors import InputError
from minsheng_xl.model import Period
from minsheng_xl.place import Grid, Place
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.reading.ours.corrections import MARKER_SHEET, NOTE_SHEET, fingerprint, read_marker
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts
from minsheng_xl.writing.answers import Answer, RowAnswer, letter
from minsheng_xl.writing.copies import copy_of
from minsheng_xl.writing.marked import MARKER_SHEET as WRITTEN_MARKER
from minsheng_xl.writing.marked import write_marked
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from tests.libreoffice import converted, needs_libreoffice
from tests.plans import small_plan
from tests.rich_workbook import MACROS, SHEET, changed_parts, rich_workbook, stored_parts, write

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

AUGUST, TODAY = Period(2021, 8), date(2021, 8, 25)


FIGURES: dict[str, tuple[str, int | str]] = {
    "城镇登记失业率": ("cumulative", 4),
    "城乡居民基本养老保险参保人数": ("cumulative", 36),
    "城市低保月人均保障标准": ("cumulative", 765),
}
"""Where something else than five is filled in, and what."""


def finding(severity: Severity, place: Place, message: str, suggestion: str = "请改正") -> Finding:
    return Finding("X01", "某规则", severity, place, message, suggestion, "县民政局")


def answer(*findings: Finding, **facts: object) -> Answer:
    base = Answer(
        file="县民政局_2021-08_填报表.xlsx",
        department="县民政局",
        period="2021年8月",
        place_name="甲县",
        office="民生办",
        findings=findings,
        rows=(RowAnswer(6, "指标1"), RowAnswer(7, "指标2", "目标被改")),
        columns={(SHEET, 3): "目标", (SHEET, 4): "完成"},
        names={},
        today=TODAY,
        due=date(2021, 8, 27),
        name_column=2,
    )
    return replace(base, **facts)  # type: ignore[arg-type]


PROBLEMS = (
    finding(Severity.ERROR, Place("a", SHEET, 7, 3), "“指标2”的目标由“20”改成了“2”", "请改回“20”"),
    finding(Severity.WARNING, Place("a", SHEET, 8, 4), "“３０”是文本", "请填数字"),
    finding(Severity.INFORMATION, Place("a", SHEET, 9), "此行被隐藏"),
    finding(Severity.ERROR, Place("a", SHEET), "缺少下发的指标“指标6”", "请补回该行"),
)


# marking


@pytest.fixture(scope="module")
def rich_marked() -> tuple[bytes, bytes]:
    before = rich_workbook(macros=True)
    return before, write_marked(before, answer(*PROBLEMS), "f", names={})


def test_only_touched_parts_of_a_rich_workbook_differ(rich_marked: tuple[bytes, bytes]) -> None:
    before, after = rich_marked
    changed = changed_parts(before, after)
    kept = stored_parts(before).keys() - changed
    assert {name for name in stored_parts(before) if "media" in name or "theme" in name} <= kept
    assert {
        "xl/vbaProject.bin",
        "xl/sharedStrings.xml",
        "xl/tables/table1.xml",
        "xl/charts/chart1.xml",
        "xl/drawings/drawing1.xml",
        "xl/worksheets/sheet2.xml",
        "docProps/app.xml",
    } <= kept
    assert zipfile.ZipFile(io.BytesIO(after)).read("xl/vbaProject.bin") == MACROS
    new = changed - stored_parts(before).keys()
    assert all(name.startswith("xl/worksheets/sheet") for name in new)


def test_values_stay_and_problem_cells_are_coloured_noted_and_open(rich_marked: tuple[bytes, bytes]) -> None:
    before, after = rich_marked
    old, new = (openpyxl.load_workbook(io.BytesIO(data))[SHEET] for data in (before, after))
    assert [[cell.value for cell in row] for row in new] == [[cell.value for cell in row] for row in old]
    assert new["C7"].fill.fgColor.rgb == "FFF8DCD8"
    assert new["D8"].fill.fgColor.rgb == "FFFBEFC9"
    assert new["B9"].fill.fgColor.rgb == "FFE7EDF3"
    assert not new["C7"].protection.locked
    assert new["C7"].border.left.style == "thin"
    note = new["C7"].comment
    assert note is not None
    assert note.text == "【须更正】“指标2”的目标由“20”改成了“2”。\n怎么改：请改回“20”。"
    kept = new["D8"].comment
    assert kept is not None
    assert kept.text.startswith("去年为8")


def test_the_note_sheet_says_what_to_do_and_jumps_to_the_cells(rich_marked: tuple[bytes, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_marked[1]))
    sheet = book[NOTE_SHEET]
    assert book.active is not None
    assert book.active.title == NOTE_SHEET
    assert book[MARKER_SHEET].sheet_state == "veryHidden"
    assert sheet["A1"].value == "县民政局2021年8月填报表退回说明"
    assert sheet["A2"].value == "经核对，本表2个指标已收1个，暂未收1个。"
    assert "8月27日（星期五）前" in str(sheet["A3"].value)
    first = [cell.value for cell in sheet[7]]
    assert first == [1, "须更正", "C7　目标", "指标2", "“指标2”的目标由“20”改成了“2”", "请改回“20”"]
    link = sheet["C7"].hyperlink
    assert link is not None
    assert link.location in (f"{SHEET}!C7", f"'{SHEET}'!C7")
    assert sheet["C10"].value == "整张表"
    rows = [[cell.value for cell in row][:2] for row in sheet.iter_rows(min_row=12)]
    assert rows == [["各行收取情况", None], ["第6行", "已收"], ["第7行", "暂未收"]]


def test_names_of_the_added_sheets_are_those_that_are_looked_for() -> None:
    assert (layouts.load("return_note").sheet, WRITTEN_MARKER) == (NOTE_SHEET, MARKER_SHEET)


def test_the_note_sheet_is_never_taken_for_a_form(rich_marked: tuple[bytes, bytes]) -> None:
    grids = [grid for grid in read_workbook(rich_marked[1], "退回.xlsm") if grid.sheet == NOTE_SHEET]
    assert not read_return("退回.xlsm", grids, Reference.default()).columns


def test_cells_marked_before_and_right_now_turn_green(rich_marked: tuple[bytes, bytes]) -> None:
    _, before = read_marker(read_workbook(rich_marked[1], "退回.xlsm"))
    again = write_marked(rich_marked[1], answer(PROBLEMS[1]), "g", names={}, before=before)
    sheet = openpyxl.load_workbook(io.BytesIO(again))[SHEET]
    assert sheet["C7"].fill.fgColor.rgb == "FFDDEFE0"
    assert sheet["D8"].fill.fgColor.rgb == "FFFBEFC9"
    note = sheet["C7"].comment
    assert note is not None
    assert note.text.endswith("已改正，谢谢。")


def test_what_is_quoted_is_never_a_formula() -> None:
    evil = finding(Severity.ERROR, Place("a", SHEET, 7, 3), "=cmd|' /C calc'!A0", "=1+1")
    saved = write_marked(rich_workbook(), answer(evil, department="=1+1"), "f", names={})
    sheets = openpyxl.load_workbook(io.BytesIO(saved))
    assert all(cell.data_type != "f" for row in sheets[NOTE_SHEET].iter_rows() for cell in row)
    lines = letter([answer(evil, department="=1+1")]).splitlines()
    assert not [line for line in lines if line[:1] in ("=", "+", "-", "@") and line != "=1+1："]


@needs_libreoffice
def test_libreoffice_opens_a_marked_copy_and_counts_as_before(
    rich_marked: tuple[bytes, bytes], tmp_path: Path
) -> None:
    path = write(rich_marked[1], tmp_path / "退回.xlsm")
    book = openpyxl.load_workbook(converted(path, "xlsx", tmp_path), data_only=True)
    assert (book[SHEET]["C11"].value, book[SHEET]["D11"].value) == (150, 70)
    assert book[NOTE_SHEET]["B7"].value == "须更正"


def test_other_formats_become_a_workbook_with_what_was_read() -> None:
    grid = Grid.from_markdown("| 指标 | 目标 |\n| =1+1 | `5.50` |", sheet="a/b")
    hidden = Grid([["x"]], sheet="", visible=False)
    copy = copy_of([grid, hidden])
    assert copy.names == {"a/b": "a_b", "": "表"}
    book = openpyxl.load_workbook(io.BytesIO(copy.data))
    assert [[cell.value for cell in row] for row in book["a_b"]] == [["指标", "目标"], ["=1+1", 5.5]]
    assert book["a_b"]["A2"].data_type == "s"
    assert book["表"].sheet_state == "hidden"


# letters


def test_a_letter_is_addressed_numbered_and_says_until_when() -> None:
    text = letter([answer(*PROBLEMS, marked="县民政局_2021-08_填报表_退回.xlsx")])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[:2] == ["关于2021年8月填报表的退回说明", "县民政局："]
    assert "经核对，2个指标已收1个，另有1个因下列问题暂未收。" in lines[2]
    assert lines[3] == "一、须更正的（更正前不计入全县汇总）"
    assert lines[4] == "1. 目标（C7格）：“指标2”的目标由“20”改成了“2”。请改回“20”。"
    assert lines[5] == "2. 缺少下发的指标“指标6”。请补回该行。"
    assert lines[6] == "二、请核实或说明的（数已照收）"
    assert lines[7] == "3. 完成（D8格）：“３０”是文本。请填数字。"
    assert "_退回.xlsx”" in lines[8]
    assert lines[9].startswith("请于8月27日（星期五）前更正重报")
    assert lines[-2:] == ["甲县民生办", "2021年8月25日"]
    assert "X01" not in text


@pytest.mark.parametrize(
    ("office", "sender"),
    [
        ("县民生工程领导小组办公室", "甲县民生工程领导小组办公室"),
        ("甲县实事办", "甲县实事办"),
        ("政府督查室", "甲县政府督查室"),
    ],
)
def test_letters_and_notes_are_signed_by_the_office_of_the_county(office: str, sender: str) -> None:
    one = answer(*PROBLEMS, office=office)
    assert letter([one]).splitlines()[-2].strip() == sender
    assert replace(one, place_name="").sender == office


def test_a_letter_stays_on_one_page() -> None:
    many = [finding(Severity.ERROR, Place("a", SHEET, row, 3), "很\n长" * 400) for row in range(6, 60)]
    lines = letter([answer(*many)]).splitlines()
    assert len(lines) < 40
    assert max(map(len, lines)) < 300
    assert any("其余40处见退回说明" in line for line in lines)


# the whole way


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder with one return in which a target was changed and a figure is text."""
    work = tmp_path_factory.mktemp("work")
    write_master(small_plan(), work / "总表.xlsx")
    issued = jobs.issue(work / "总表.xlsx", AUGUST, work / "下发")
    form = next(form.path for form in issued.forms if form.department == "县人社局")
    book = Workbook.open(form)
    sheet = book.sheet("填报表")
    form_read = read_return(form.name, read_workbook(form), Reference.default())
    at, rows = form_read.columns, form_read.rows
    for row in rows:
        role, value = FIGURES.get(row.text("indicator"), ("current", 5))
        sheet.set((row.number, at[role]), value)
    sheet.set((rows[0].number, at["target"]), 400)
    sheet.set((rows[1].number, at["current"]), "１")
    (work / "回收").mkdir()
    book.save(work / "回收" / form.name)
    return work


def consolidated(work: Path, folder: Path, **options: object) -> jobs.Consolidated:
    return jobs.consolidate(
        folder,
        work / "总表.xlsx",
        AUGUST,
        work / "汇总.xlsx",
        as_of=TODAY,
        **options,  # type: ignore[arg-type]
    )


def test_consolidate_writes_marked_copies_and_letters(returned: Path, tmp_path: Path) -> None:
    done = consolidated(returned, returned / "回收", marked=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "县人社局_2021-08_退回.xlsx",
        "县人社局_退回说明.txt",
    ]
    [answered] = done.answers
    text = answered.letter.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert "年度目标" in text.decode("utf-8-sig")
    assert answered.marked is not None
    assert changed_parts((returned / "回收" / answered.file).read_bytes(), answered.marked.read_bytes())


def test_a_marked_copy_that_nobody_corrected_is_no_return(returned: Path, tmp_path: Path) -> None:
    consolidated(returned, returned / "回收", marked=tmp_path / "退回")
    folder = tmp_path / "回收"
    shutil.copytree(returned / "回收", folder)
    shutil.copy(tmp_path / "退回" / "县人社局_2021-08_退回.xlsx", folder)
    files = {file.path: file for file in consolidated(returned, folder).report.files}
    assert files["县人社局_2021-08_退回.xlsx"].reason_code == "uncorrected"
    assert files["县人社局_2021-08_填报表.xlsx"].status == "partly"


def test_a_corrected_marked_copy_is_a_return(returned: Path, tmp_path: Path) -> None:
    done = consolidated(returned, returned / "回收", marked=tmp_path / "退回")
    marked = done.answers[0].marked
    assert marked is not None
    book = Workbook.open(marked)
    cells = [each.place for each in done.report.findings if each.code in ("V16", "R09")]
    for place in cells:
        book.sheet(place.sheet).set((place.row, place.column), 536)
    (tmp_path / "回收").mkdir()
    book.save(tmp_path / "回收" / marked.name)
    again = consolidated(returned, tmp_path / "回收", marked=tmp_path / "再退回")
    assert [file.status for file in again.report.files] == ["taken"], again.report.lines()
    assert not [each for each in again.report.findings if each.code in ("V16", "R09", "R10")]
    assert [path.name for path in (tmp_path / "再退回").glob("*.xlsx")] == ["县人社局_2021-08_核实.xlsx"]


def test_marked_copies_do_not_go_into_the_folder_of_returns(returned: Path) -> None:
    with pytest.raises(InputError, match="不能放在回收文件夹"):
        consolidated(returned, returned / "回收", marked=returned / "回收" / "退回")


def test_an_unreadable_file_gets_a_letter_by_its_name(returned: Path, tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    whole = next((returned / "回收").iterdir())
    (folder / whole.name).write_bytes(whole.read_bytes()[:3000])
    [answered] = consolidated(returned, folder, marked=tmp_path / "退回").answers
    text = answered.letter.read_text("utf-8-sig")
    assert (answered.department, answered.marked) == ("县人社局", None)
    assert "暂不能使用：文件不完整" in text
    assert "前重新报送" in text


def test_a_csv_comes_back_as_a_workbook(returned: Path, tmp_path: Path) -> None:
    form = next((returned / "回收").iterdir())
    grid = next(grid for grid in read_workbook(form) if grid.sheet == "填报表")
    folder = tmp_path / "回收"
    folder.mkdir()
    with (folder / "县人社局.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([grid.text(row, c) for c in range(1, grid.width + 1)] for row, _ in grid)
    [answered] = consolidated(returned, folder, marked=tmp_path / "退回").answers
    assert answered.marked is not None, answered.letter.read_text("utf-8-sig")
    assert answered.marked.name == "县人社局_2021-08_退回.xlsx"
    grids = read_workbook(answered.marked)
    assert read_marker(grids)[0] == fingerprint(grids)


# what is sent holds now


def names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def mended(returned: Path, folder: Path, *, text: str | int) -> None:
    """The return with its target put right; the second figure is a number, or text again."""
    folder.mkdir(exist_ok=True)
    form = next((returned / "回收").iterdir())
    book = Workbook.open(form)
    read = read_return(form.name, read_workbook(form), Reference.default())
    book.sheet("填报表").set((read.rows[0].number, read.columns["target"]), 536)
    book.sheet("填报表").set((read.rows[1].number, read.columns["current"]), text)
    book.save(folder / form.name)


def test_letters_of_earlier_runs_are_moved_out_of_the_way(returned: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "退回", tmp_path / "回收"
    consolidated(returned, returned / "回收", marked=out)
    letter = (out / "县人社局_退回说明.txt").read_bytes()
    (out / "说明.txt").write_text("我的笔记", encoding="utf-8")
    (out / "县教育局_退回说明.txt").write_text("我自己写的", encoding="utf-8")
    shutil.copy(returned / "总表.xlsx", out / "总表_退回.xlsx")
    mended(returned, folder, text=1)
    done = consolidated(returned, folder, marked=out)
    assert done.answers == []
    assert names_in(out) == [
        "以前的退回件/县人社局_2021-08_退回.xlsx",
        "以前的退回件/县人社局_退回说明.txt",
        "县教育局_退回说明.txt",
        "总表_退回.xlsx",
        "说明.txt",
    ]
    assert (out / "以前的退回件" / "县人社局_退回说明.txt").read_bytes() == letter


def test_the_same_answers_again_move_nothing(returned: Path, tmp_path: Path) -> None:
    for _ in range(2):
        consolidated(returned, returned / "回收", marked=tmp_path / "退回")
    assert names_in(tmp_path / "退回") == ["县人社局_2021-08_退回.xlsx", "县人社局_退回说明.txt"]


def test_a_letter_somebody_changed_is_kept_aside(returned: Path, tmp_path: Path) -> None:
    out = tmp_path / "退回"
    consolidated(returned, returned / "回收", marked=out)
    letter = out / "县人社局_退回说明.txt"
    written = letter.read_bytes()
    letter.write_bytes(written + "请来电。".encode())
    consolidated(returned, returned / "回收", marked=out)
    assert letter.read_bytes() == written
    kept = out / "以前的退回件" / "县人社局_退回说明.txt"
    assert kept.read_bytes() == written + "请来电。".encode()


def test_a_copy_somebody_corrected_is_left_where_it_is(returned: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "退回", tmp_path / "回收"
    [answered] = consolidated(returned, returned / "回收", marked=out).answers
    assert answered.marked is not None
    book = Workbook.open(answered.marked)
    book.sheet("填报表").set("G6", 536)
    book.save(answered.marked)
    mended(returned, folder, text=1)
    consolidated(returned, folder, marked=out)
    assert names_in(out) == ["以前的退回件/县人社局_退回说明.txt", "县人社局_2021-08_退回.xlsx"]


def test_nothing_is_called_sent_back_where_all_was_taken(returned: Path, tmp_path: Path) -> None:
    mended(returned, tmp_path / "回收", text="１")
    done = consolidated(returned, tmp_path / "回收", marked=tmp_path / "退回")
    about = [each for each in done.report.findings if each.place.file]
    assert {each.code for each in about if each.severity > Severity.INFORMATION} == {"R11"}
    assert names_in(tmp_path / "退回") == ["县人社局_2021-08_核实.xlsx", "县人社局_核实说明.txt"]
    text = done.answers[0].letter.read_text("utf-8-sig")
    assert text.startswith("关于2021年8月填报表的核实说明")
    assert "均已收下" in text
    assert "退回" not in text
    note = openpyxl.load_workbook(tmp_path / "退回" / "县人社局_2021-08_核实.xlsx")[NOTE_SHEET]
    assert note["A1"].value == "县人社局2021年8月填报表核实说明"
    assert "不必重报" in note["A3"].value


def test_a_copy_from_an_archive_is_called_after_its_sender(returned: Path, tmp_path: Path) -> None:
    form = next((returned / "回收").iterdir())
    (tmp_path / "回收").mkdir()
    with zipfile.ZipFile(tmp_path / "回收" / "各单位.zip", "w") as archive:
        archive.write(form, "8月/报表.xlsx")
    [answered] = consolidated(returned, tmp_path / "回收", marked=tmp_path / "退回").answers
    assert answered.file == "各单位.zip!/8月/报表.xlsx"
    assert names_in(tmp_path / "退回") == ["县人社局_2021-08_退回.xlsx", "县人社局_退回说明.txt"]
    text = answered.letter.read_text("utf-8-sig")
    assert "（报表.xlsx）" in text
    assert "县人社局_2021-08_退回.xlsx" in text


UNKNOWN = tuple(
    replace(
        finding(Severity.WARNING, Place("a", SHEET, row, 4), "“县财攻局”不在部门名录", "请改正"),
        printed="县财攻局",
    )
    for row in range(6, 12)
)
TOLD_AS_ONE = "共6处（D6—D11）“县财攻局”不在部门名录"


def test_one_unknown_name_in_many_rows_is_one_line_of_a_letter() -> None:
    text = letter([answer(*UNKNOWN)])
    assert text.count("县财攻局") == 1
    assert TOLD_AS_ONE in text


def test_one_unknown_name_is_one_row_of_the_note_sheet_and_marked_in_every_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_marked(rich_workbook(), answer(*UNKNOWN), "", names={})))
    said = [cell.value for cell in book[NOTE_SHEET]["E"] if "县财攻局" in str(cell.value)]
    assert said == [TOLD_AS_ONE]
    assert all(book[SHEET][f"D{row}"].comment is not None for row in range(6, 12))
