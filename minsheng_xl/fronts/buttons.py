"""What each button does: the same job the command line runs, on a copy of what is open, its result shown.

A handler takes the active book (None where no book is open) and the options, asks for what it does not know,
says what it is about to do, and returns what to tell the person. `press` runs one by its action's id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl import jobs
from minsheng_xl.actions import find_action
from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.errors import InputError
from minsheng_xl.fronts import paint, undo
from minsheng_xl.fronts.com import spoken_to
from minsheng_xl.fronts.desk import NOTICES, SOURCES, CancelledError
from minsheng_xl.fronts.excel import cannot_paint, quiet, saved_copy, wait_until_ready
from minsheng_xl.fronts.fixes import apply_fixes
from minsheng_xl.fronts.frontbook import find_front, note_rounds
from minsheng_xl.fronts.needs import (
    Done,
    Options,
    folder_needed,
    master_at_hand,
    master_file,
    period_needed,
    results_folder,
    returns_folder,
    target_book,
)
from minsheng_xl.fronts.progress import watched
from minsheng_xl.fronts.reminding import remind, show_board
from minsheng_xl.fronts.tools import show_doctor, show_help, undo_last
from minsheng_xl.fronts.workfolder import making_room
from minsheng_xl.model import By, Period
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.shares import SHARERS

if TYPE_CHECKING:
    import xlwings as xw

MASTER_NAME = "总表.xlsx"
MARKED = "退回"
"""Folder of a work folder for marked copies and letters to the departments."""
NEED_MASTER = ("form", "comment")
"""Kinds of workbooks that can only be held against their master."""


Handler = Callable[["xw.Book | None", Options], Done]


def press(action: str, book: xw.Book | None, options: Options) -> Done:
    """Run the handler of an action. Whatever goes wrong with the program itself becomes a MinshengError."""
    handler = HANDLERS[find_action(action).handler]
    with spoken_to():
        if book is not None:
            wait_until_ready(book.app)
        try:
            return handler(book, options)
        finally:
            with suppress(Exception):  # a program that is gone has no status bar
                options.desk.status("")


def draft(book: xw.Book | None, options: Options) -> Done:
    """新建目标任务表：a notice or a table becomes a master, which is opened."""
    return _drafted(options, "选择通知或目标任务表", SOURCES)


def read_notice(book: xw.Book | None, options: Options) -> Done:
    """读取通知：the same of a notice, which is what the dialog offers."""
    return _drafted(options, "选择通知", NOTICES)


def _drafted(options: Options, title: str, kinds: str) -> Done:
    source = options.paths[0] if options.paths else options.desk.pick_file(title, kinds)
    layout = _layout(options)
    made = jobs.read_draft(source, as_of=options.as_of)
    table, report = made.read.table, made.report
    output = (options.settings.work_folder or source.parent) / (options.settings.master or MASTER_NAME)
    read = (
        f"“{table.title}”：{len(table.items)}项，{len(table.indicators)}个指标，{len(table.leads)}个牵头单位"
    )
    options.desk.confirm(f"读到{read}；{_counts(report)}。\n将写出总表：{output}{_room(output)}\n继续吗？")
    with making_room(output):
        jobs.write_draft(made, output, layout=layout)
    options.desk.show(output)
    return Done(f"总表已写出，问题列在“{paint.SHEET}”页（{_counts(report)}）。", report, output)


def fill(book: xw.Book | None, options: Options) -> Done:
    """填充模板：a plan or a summary goes into a copy of somebody's own template, which is opened."""
    template = options.desk.pick_file("选择要填的模板")
    source = options.desk.pick_file("选择总表或县汇总表", SOURCES)
    output = (options.settings.work_folder or template.parent) / f"{template.stem}_已填{template.suffix}"
    options.desk.confirm(
        f"将把“{source.name}”填进模板“{template.name}”，另存为：{output}{_room(output)}\n继续吗？"
    )
    with making_room(output):
        filled = jobs.fill(template, source, output)
    options.desk.show(output)
    left = f"没有填的列：{'、'.join(filled.left_out)}。" if filled.left_out else ""
    return Done(f"“{filled.sheet}”填了{filled.rows}行，另存为“{output.name}”。{left}", output=output)


def issue(book: xw.Book | None, options: Options) -> Done:
    """下发填报表：the master is split into forms; the dispatch list is opened."""
    by, layout = _split(options), _layout(options)
    with master_at_hand(book, options) as master:
        period = period_needed(options)
        work = folder_needed(master, options, "选择工作文件夹（填报表写到其中的“下发”）")
        folder = work / jobs.ISSUED / str(period)
        options.desk.confirm(
            f"将由“{master.name}”按{SHARERS[by]}分出{period.label}的填报表和下发清单，写到：{folder}"
            f"{_kept(folder)}\n继续吗？"
        )
        options.desk.status("正在写填报表……")
        issued = jobs.issue(master.path, period, folder, by=by, layout=layout, work=work)
    options.desk.show(issued.dispatch)
    unlisted = (
        f"下列集体单位的成员还不清楚，未下发：{'、'.join(issued.unlisted)}。" if issued.unlisted else ""
    )
    said = f"填报表{len(issued.forms)}份已写到 {folder}。{issued.unassigned_line}{unlisted}"
    return Done(said, output=issued.dispatch)


def _split(options: Options) -> By:
    """By whom the settings say the master is split."""
    ways = {f"按{words}": by for by, words in SHARERS.items()}
    split = options.settings.split or next(iter(ways))
    if split not in ways:
        raise InputError(f"“设置”里的下发方式“{split}”无法识别", f"请填{'、'.join(ways)}之一")
    return ways[split]


def _layout(options: Options) -> str:
    """The layout of masters and forms the settings say; empty where the master's own holds."""
    layout = options.settings.layout
    if layout in ("", jobs.AS_MASTER):
        return ""
    if layout not in jobs.LAYOUTS:
        ways = "、".join((jobs.AS_MASTER, *jobs.LAYOUTS))
        raise InputError(f"“设置”里的表式“{layout}”无法识别", f"请填{ways}之一")
    return jobs.LAYOUTS[layout]


def check_sheet(book: xw.Book | None, options: Options) -> Done:
    """检查本表：the findings of the open book as colours, notes and a list; or as a workbook of their own."""
    book = target_book(book, options)
    with saved_copy(book) as copy:
        options.desk.status("正在核对……")
        taken = intake.take(copy)
        report = _check_open(taken, options)
        marks = paint.marks_of(report.findings, taken.grids)
    if not report.findings:
        return _nothing_found(book, report)
    reason = cannot_paint(book, dict.fromkeys(mark.sheet for mark in marks))
    if reason:
        output = _write_report(report, results_folder(options), Path(book.name).stem)
        options.desk.show(output)
        return Done(
            f"{_counts(report)}。{reason}，没有在表上标出，问题列在另外打开的“{output.name}”。",
            report,
            output,
        )
    options.desk.confirm(
        f"{_counts(report)}。\n将在“{book.name}”里给{len(marks)}个格标上颜色和批注，"
        f"并加一张“{paint.SHEET}”表（可以撤销）。继续吗？"
    )
    with quiet(book.app):
        if undo.kept_label(book) == paint.CHECKED:
            undo.restore(book)
        paint.paint(book, report.findings, marks)
    return Done(f"{_counts(report)}。点“{paint.SHEET}”里的单元格名就跳到那一格。", report)


def _check_open(taken: intake.TakenFile, options: Options) -> Report:
    """`minsheng check` of the copy; a return is held against the master, as with `--master`."""
    if taken.meta.get("kind") not in NEED_MASTER:
        report = jobs.check([taken.path], as_of=options.as_of)
        if report.files[0].reason_code != "no_plan" or not options.settings.master:
            return report
    period = taken.meta.get("period") or options.settings.period
    return jobs.check(
        [taken.path],
        master=master_file(options),
        period=Period.parse(period) if period else None,
        as_of=options.as_of,
    )


def _nothing_found(book: xw.Book, report: Report) -> Done:
    (outcome,) = report.files
    if outcome.status in ("rejected", "skipped"):
        return Done(f"“{book.name}”没有核对：{outcome.reason.rstrip('。')}。", report)
    if undo.kept_label(book) == paint.CHECKED and not cannot_paint(book, [each.name for each in book.sheets]):
        with quiet(book.app):
            undo.restore(book)
    return Done(f"“{book.name}”没有查出问题。", report)


def check_folder(book: xw.Book | None, options: Options) -> Done:
    """检查文件夹：every file in it checked and listed in a workbook, which is opened."""
    paths = options.paths or (options.desk.pick_folder("选择要检查的文件夹"),)
    first = paths[0]
    try:
        master = master_file(options, first if first.is_dir() else first.parent)
    except CancelledError:  # without a master, returns are listed as not checked
        master = None
    period = options.settings.period
    report = jobs.check(
        paths,
        master=master,
        period=Period.parse(period) if period else None,
        as_of=options.as_of,
        progress=watched(options.desk, "正在核对"),
    )
    output = _write_report(report, results_folder(options, first), first.stem)
    options.desk.show(output)
    return Done(f"{_files(report.files)}。{_counts(report)}。", report, output)


def consolidate(book: xw.Book | None, options: Options) -> Done:
    """汇总回收表：the returns of a folder become the county summary, which is opened."""
    folder = returns_folder(options)
    with master_at_hand(book, options, folder) as master:
        period = period_needed(options)
        work = results_folder(options, folder)
        output = work / jobs.SUMMARISED / str(period) / f"县汇总表_{period}.xlsx"
        marked = work / MARKED / str(period)
        options.desk.confirm(
            f"将按“{master.name}”汇总“{folder}”里的{len(find_files(folder))}份文件（{period.label}），"
            f"写出：{output}{_room(output)}\n退回件写到：{marked}\n继续吗？"
        )
        with making_room(output), making_room(marked):
            done = jobs.consolidate(
                folder,
                master.path,
                period,
                output,
                work=work,
                as_of=options.as_of,
                progress=watched(options.desk, "正在读取回收件"),
                marked=marked,
            )
        if book is not None and find_front(book.app):
            note_rounds(book.app, [jobs.board_period(master.path, period, work=work, as_of=options.as_of)])
    options.desk.show(output)
    missing = [each.department for each in done.summary.expected if not each.returned]
    late = f"未收到{len(missing)}个单位的报送：{'、'.join(missing)}。" if missing else ""
    notes = "".join(f"{note}。" for note in done.notes)
    message = f"{_files(done.report.files)}。{_counts(done.report)}。{late}{notes}"
    return Done(message, done.report, output)


def _write_report(report: Report, folder: Path, about: str) -> Path:
    from minsheng_xl.writing.report import write_report

    output = folder / f"核对结果_{about}_{datetime.now():%m%d-%H%M%S}.xlsx"
    write_report(report, output)
    return output


def _counts(report: Report) -> str:
    """错误2条，警告1条; what there is none of is left out."""
    counts = [f"{each.label}{report.count(each)}条" for each in reversed(Severity) if report.count(each)]
    return "，".join(counts) or "没有查出问题"


def _files(files: Sequence[FileOutcome]) -> str:
    """已收30份，未收1份."""
    labels = Counter(file.label for file in files)
    return "，".join(f"{label}{count}份" for label, count in labels.items()) or "没有文件"


def _room(path: Path) -> str:
    return "\n（原有的同名文件会先改名备份）" if path.exists() else ""


def _kept(folder: Path) -> str:
    return "\n（里面原有的文件会先备份，已登记的签收照旧）" if folder.exists() else ""


HANDLERS: dict[str, Handler] = {
    "draft": draft,
    "read_notice": read_notice,
    "fill": fill,
    "issue": issue,
    "check_sheet": check_sheet,
    "check_folder": check_folder,
    "remind": remind,
    "show_board": show_board,
    "apply_fixes": apply_fixes,
    "consolidate": consolidate,
    "undo": undo_last,
    "show_help": show_help,
    "show_doctor": show_doctor,
}
"""Handler of each action by its name in the list of actions."""
