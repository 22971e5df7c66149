"""催报清单 and 周期看板: the buttons that say who owes a return, and how the year stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minsheng_xl import jobs
from minsheng_xl.fronts.frontbook import note_rounds
from minsheng_xl.fronts.needs import Done, Options, folder_needed, master_at_hand, period_needed
from minsheng_xl.fronts.workfolder import making_room

if TYPE_CHECKING:
    import xlwings as xw

    from minsheng_xl.board import Board


def remind(book: xw.Book | None, options: Options) -> Done:
    """催报清单：the departments that owe something become a list, which is opened."""
    from minsheng_xl.writing.reminders import reminder_rows, write_reminders

    with master_at_hand(book, options) as master:
        period = period_needed(options)
        work = folder_needed(master, options, "选择工作文件夹（其中的“回收”放着回收件）")
        options.desk.status("正在查报送情况……")
        found = jobs.status(master.path, period, work=work, as_of=options.as_of)
        plan = jobs.read_source(master.path).table
    counts = f"{period.label}应报{found.rates.expected}家，已报{found.rates.actual}家"
    if not found.reminders:
        return Done(f"{counts}，没有要催报的单位。")
    rows = reminder_rows(found.departments, found.reminders)
    output = work / f"催报清单_{period}.xlsx"
    with making_room(output):
        write_reminders(rows, output, plan=plan, period=period)
    options.desk.show(output)
    return Done(f"{counts}；要催报{len(rows)}家，催报的话列在“{output.name}”，可以直接复制。", output=output)


def show_board(book: xw.Book | None, options: Options) -> Done:
    """周期看板：the year becomes a workbook, which is opened; the front book's own board is filled in."""
    with master_at_hand(book, options) as master:
        period = period_needed(options)
        work = folder_needed(master, options, "选择工作文件夹（其中的“回收”放着回收件）")
        options.desk.status("正在查全年的报送情况……")
        found = jobs.board(master.path, period, work=work, as_of=options.as_of)
    output = work / f"周期看板_{period.year}.xlsx"
    with making_room(output):
        jobs.write_board(found, output)
    if book is not None:
        note_rounds(book.app, found.rounds)
    options.desk.show(output)
    return Done(f"{_said(found)}看板已写到“{output.name}”。", output=output)


def _said(found: Board) -> str:
    counts = found.now.rates
    if counts is None:
        return ""
    owing = f"要催报{len(found.reminders)}家，" if found.reminders else ""
    return (
        f"{found.period.label}应报{counts.expected}家，已报{counts.actual}家（报送率{counts.rate}%），"
        f"及时{counts.on_time}家（及时率{counts.on_time_rate}%）；{owing}"
    )
