"""周期看板：departments × periods at a glance; behind it what is owed, how far things are, what is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minsheng_xl.board import Board, BoardPeriod, Mark, Problem, Step, mark
from minsheng_xl.cycle import LIGHTS, STAGES, Rates, pace_percent
from minsheng_xl.place import CellValue
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.reminders import reminder_rows
from minsheng_xl.writing.sheets import (
    Looks,
    RowPen,
    Values,
    add_filter,
    put,
    put_across,
    row_height,
    set_columns,
    write_head,
    write_list,
)
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROUND, STAGE = "round", "stage"
"""Roles of the columns that stand for every period and for every stage."""
ROW_HEIGHT = 15.75
"""Points of a row of one line: thirty departments, their rates and the legend go on one page."""
ON_ONE_PAGE = 36
"""So many departments are still legible there."""
LEGENDS_A_ROW = 2
LEGEND = (
    ("已报", "green", "截止日当天或之前收到一份能收的"),
    ("迟报", "yellow", "能收的第一份在截止日之后才到"),
    ("未报", "red", "截止日已过，没有收到能收的"),
    ("待报", "grey", "还没有到截止日，也还没有收到"),
    ("退回", "orange", "收到过，但整份不能收，等重报"),
    ("打不开", "orange", "收到过，但文件读不出来，等重发"),
    ("已报·错2", "orange", "已收，其中2处错误涉及的行没有取数，等更正"),
    ("已报·锁定", "green", "已由人锁定，之后再报的只留底、不取数"),
)
"""Words of the board, their look, and what they mean."""
RATE_ROWS = (
    ("expected", "应报（家）"),
    ("actual", "已报（家）"),
    ("on_time", "及时（家）"),
    ("rate", "报送率（%）"),
    ("on_time_rate", "及时率（%）"),
)
STATE_LOOKS = {"待整改": "red", "待重报": "red", "仍未改": "red", "待说明": "yellow"}
STAGE_LOOKS = {"催办": "red", "整改": "orange", "销号": "green", "报送": "blue"}


def write_board(board: Board, path: Path) -> None:
    """Write the board and the lists behind it. OutputError where the file cannot be written."""
    words: dict[str, Any] = {"place": board.place, "year": board.year, "period": board.period.label}
    with style.new_book(path) as book:
        layout = _expanded(layouts.load("board"), ROUND, [each.period.short for each in board.rounds])
        _write_grid(book, layout, board, words)
        reminders = reminder_rows(board.now.standings.values(), board.reminders)
        write_list(book, layouts.load("reminders"), reminders, **words)
        rounds = [_round_values(board, each) for each in board.rounds]
        write_list(book, layouts.load("rounds"), rounds, filtered=False, **words)
        _write_steps(book, board, words)
        _write_stages(book, board, words)
        _write_problems(book, board, words)
        write_list(book, layouts.load("changes"), list(_change_rows(board)), **words)
        write_meta(book.workbook, _meta(board, layout))


def _meta(board: Board, layout: Layout) -> dict[str, object]:
    return {
        "kind": "board",
        "template": layout.name,
        "version": layout.version,
        "place": board.place,
        "year": board.year,
        "period": board.period,
        "rows": len(board.departments),
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }


def _expanded(layout: Layout, role: str, headers: Sequence[str]) -> Layout:
    """The layout with the column of a role once for each header, as `role1`, `role2`, …"""
    columns: list[Column] = []
    for column in layout.columns:
        if column.role == role:
            columns += (
                replace(column, role=f"{role}{number}", header=header)
                for number, header in enumerate(headers, start=1)
            )
        else:
            columns.append(column)
    return replace(layout, columns=tuple(columns))


def _write_grid(book: Book, layout: Layout, board: Board, words: Mapping[str, Any]) -> None:
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, **words)
    put_across(sheet, 2, layout.shown, _headline(board), book.format("subtitle"))
    sheet.set_row(1, 20)
    row = _write_days(book, sheet, layout, board)
    for number, department in enumerate(board.departments, start=1):
        row += 1
        marks = _marks(board, department)
        values = _department_values(board, number, department, marks)
        _write_line(book, sheet, layout, row, values, _mark_looks(marks))
    row = _write_rates(book, sheet, layout, board, row)
    _write_legend(book, sheet, layout, row + 2)
    if len(board.departments) <= ON_ONE_PAGE:
        sheet.fit_to_pages(1, 1)
    top = layout.header_row + 2
    sheet.freeze_panes(top, layout.number(layout.freeze))
    sheet.repeat_rows(layout.header_row - 1, top - 1)


def _write_line(book: Book, sheet: Worksheet, layout: Layout, row: int, values: Values, looks: Looks) -> None:
    """A row of the grid, low where its texts need one line only."""
    RowPen(book, sheet, layout).write(row, values, looks)
    if row_height(layout, [values.get(role) for role in layout.roles]) <= style.text_height("", 1):
        sheet.set_row(row - 1, ROW_HEIGHT)


def _headline(board: Board) -> str:
    now = board.now
    counts = now.rates or Rates(0, 0, 0)
    said = (
        f"{now.period.label}（截止{now.due}）：应报{counts.expected}家，已报{counts.actual}家"
        f"（报送率{counts.rate}%），及时{counts.on_time}家（及时率{counts.on_time_rate}%）"
    )
    owing = f"，要催报{len(board.reminders)}家" if board.reminders else ""
    return f"截至{board.today}　　{said}{owing}。"


def _write_days(book: Book, sheet: Worksheet, layout: Layout, board: Board) -> int:
    """Below the heads: when each period is due and locked. The number of the last row written."""
    top = layout.header_row + 1
    due, locked = [each.due for each in board.rounds], [each.locked for each in board.rounds]
    days: dict[str, Sequence[date | None]] = {"截止日": due, "锁定日": locked}
    for row, (label, dates) in enumerate(days.items(), start=top):
        values: dict[str, CellValue] = {"department": label}
        values |= {f"{ROUND}{number}": _day(day) for number, day in enumerate(dates, start=1)}
        _write_line(book, sheet, layout, row, values, lambda column: ("grey",))
    current = next(n for n, each in enumerate(board.rounds, start=1) if each.period == board.period)
    put(
        sheet,
        layout.header_row,
        layout.number(f"{ROUND}{current}"),
        board.period.short,
        book.format("cell", "header", "bold", bg_color="#C9D8E6"),
    )
    return top + 1


def _day(day: date | None) -> str:
    return f"{day.month}-{day.day}" if day else "—"


def _marks(board: Board, department: str) -> list[Mark | None]:
    """A department's mark in each period; None where it has no duty or the period has not come."""
    found = (each.standings.get(department) for each in board.rounds)
    return [mark(each, board.today) if each else None for each in found]


def _department_values(board: Board, number: int, department: str, marks: Sequence[Mark | None]) -> Values:
    year, own = board.year_of(department), board.now.standings.get(department)
    shown = {
        f"{ROUND}{position}": each.words if each else "—" if board.rounds[position - 1].standings else ""
        for position, each in enumerate(marks, start=1)
    }
    rates = {"rate": year.rate, "on_time_rate": year.on_time_rate} if year.expected else {}
    counts = {role: Decimal(getattr(year, role)) for role in ("expected", "actual", "on_time")}
    return {
        "no": Decimal(number),
        "department": department,
        "indicators": Decimal(own.indicators) if own else None,
        **shown,
        **counts,
        **rates,
    }


def _mark_looks(marks: Sequence[Mark | None]) -> Looks:
    looks = {f"{ROUND}{number}": each.look for number, each in enumerate(marks, start=1) if each}
    return lambda column: (looks[column.role],) if column.role in looks else ()


def _write_rates(book: Book, sheet: Worksheet, layout: Layout, board: Board, row: int) -> int:
    """The county's counts and rates below each period. The number of the last row written."""
    for role, label in RATE_ROWS:
        row += 1
        values: dict[str, CellValue] = {"department": label}
        for number, each in enumerate(board.rounds, start=1):
            if each.rates:
                value = getattr(each.rates, role)
                values[f"{ROUND}{number}"] = value if isinstance(value, Decimal) else Decimal(value)
        _write_line(book, sheet, layout, row, values, lambda column: ("prefilled", "bold"))
    return row


def _write_legend(book: Book, sheet: Worksheet, layout: Layout, row: int) -> None:
    """What the words mean, two to a row; the second half under the middle of the periods."""
    first, last = layout.shown
    middle = (first + last) // 2
    halves = ((first + 1, middle - 1), (middle, last))
    for number, (words, look, meaning) in enumerate(LEGEND):
        left, right = halves[number % LEGENDS_A_ROW]
        at = row + number // LEGENDS_A_ROW
        put(sheet, at, left, words, book.format("cell", look, align="center"))
        put_across(sheet, at, (left + 1, right), meaning, book.format("subtitle", indent=1))
        sheet.set_row(at - 1, ROW_HEIGHT)


def _round_values(board: Board, each: BoardPeriod) -> Values:
    counts = each.rates
    return {
        "period": each.period.label,
        "due": str(each.due),
        "lock": str(each.locked or "—"),
        "pace": pace_percent(each.period),
        "progress": _progress(board, each),
        **(_count_values(counts) if counts else {}),
        **({"problems": Decimal(each.problems)} if counts else {}),
    }


def _count_values(counts: Rates) -> Values:
    whole = {role: Decimal(getattr(counts, role)) for role in ("expected", "actual", "on_time")}
    missing = Decimal(counts.expected - counts.actual)
    return {**whole, "missing": missing, "rate": counts.rate, "on_time_rate": counts.on_time_rate}


def _progress(board: Board, each: BoardPeriod) -> str:
    if each.rates is None:
        return "未到期" if each.period > board.period else "未下发"
    return "已收齐" if each.rates.actual >= each.rates.expected else "未收齐"


def _write_steps(book: Book, board: Board, words: Mapping[str, Any]) -> None:
    layout = _expanded(layouts.load("steps"), STAGE, STAGES)
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, **words)
    number, pen = layout.header_row, RowPen(book, sheet, layout)
    for number, step in enumerate(board.steps, start=layout.header_row + 1):
        pen.write(number, _step_values(step), _step_looks(step))
    add_filter(sheet, layout, number)


def _step_values(step: Step) -> Values:
    stages = {
        f"{STAGE}{number}": "●" if each == step.stage else "√" if each in step.passed else ""
        for number, each in enumerate(STAGES, start=1)
    }
    return {
        "item": step.item,
        "indicator": step.indicator,
        "unit": step.unit,
        "target": step.target,
        "lead": step.lead,
        "cumulative": step.cumulative,
        "rate": step.rate,
        "light": LIGHTS[step.light],
        "now": step.stage,
        **stages,
    }


def _step_looks(step: Step) -> Looks:
    here = f"{STAGE}{STAGES.index(step.stage) + 1}"
    look = STAGE_LOOKS.get(step.stage, "")

    def looks(column: Column) -> tuple[str, ...]:
        if column.role == "light" and step.light:
            return (step.light,)
        return (look,) if look and column.role in (here, "now") else ()

    return looks


def _write_stages(book: Book, board: Board, words: Mapping[str, Any]) -> None:
    layout = _expanded(layouts.load("stages"), STAGE, STAGES)
    counts = Counter((step.lead, step.stage) for step in board.steps)
    leads = dict.fromkeys(step.lead for step in board.steps)
    rows: list[Values] = []
    for lead in leads:
        own = {
            f"{STAGE}{number}": Decimal(count)
            for number, each in enumerate(STAGES, start=1)
            if (count := counts[lead, each])
        }
        total = sum(counts[lead, each] for each in STAGES)
        rows.append({"lead": lead or "（未定）", "indicators": Decimal(total), **own})
    write_list(book, layout, rows, filtered=False, **words)


def _write_problems(book: Book, board: Board, words: Mapping[str, Any]) -> None:
    layout = layouts.load("problems")
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout, **words)
    number, pen = layout.header_row, RowPen(book, sheet, layout)
    for number, each in enumerate(board.problems, start=layout.header_row + 1):
        pen.write(number, _problem_values(each), _state_looks(each))
    add_filter(sheet, layout, number)


def _problem_values(each: Problem) -> Values:
    names = ("period", "department", "severity", "code", "indicator", "cell", "message", "state", "reason")
    return {
        **{name: getattr(each, name) for name in names},
        "found": _version(each.found, each.found_on),
        "sent_back": each.sent_back,
        "mended": _version(each.mended, each.mended_on),
    }


def _version(number: int, day: date | None) -> str:
    """第2版 2021-08-19; of a file that never became a version the day alone."""
    return " ".join(filter(None, (f"第{number}版" if number else "", str(day) if day else "")))


def _state_looks(each: Problem) -> Looks:
    look = STATE_LOOKS.get(each.state, "green")
    return lambda column: (look,) if column.role == "state" else ()


def _change_rows(board: Board) -> Iterator[Values]:
    for each in board.changes:
        names = ("period", "department", "indicator", "column", "before", "after", "file")
        received = each.received.isoformat(" ", "minutes") if each.received else ""
        yield {
            **{name: getattr(each, name) for name in names},
            "version": f"第{each.version}版",
            "received": received,
        }
