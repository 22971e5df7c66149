"""Asking for comments (征求意见): a sheet for each lead unit before the plan is printed; what came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks.report import Finding
from minsheng_xl.model import Indicator, TargetTable
from minsheng_xl.opinions import AGREED, DECISIONS, FIELDS, Change
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.master import write_guide
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.report import write_findings
from minsheng_xl.writing.sheets import (
    SPARE_ROWS,
    RowPen,
    Values,
    add_choices,
    put_across,
    write_blanks,
    write_choices,
    write_head,
    write_list,
)
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.values import file_names, target_value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CHOICES: Mapping[str, Sequence[str]] = {"意见类型列表": (AGREED, "改目标", "改单位", "改责任", "其他")}
DECIDED: Mapping[str, Sequence[str]] = {
    "处理意见列表": DECISIONS,
    "采纳字段列表": tuple(FIELDS.values()),
}
"""Drop-downs of 意见汇总."""
LEAST_HEIGHT = 32.0
PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True}
REMARK = "请逐行选“意见类型”；有意见的写明建议内容、理由及依据文号。浅黄色的格可以填，怎么填见“填表说明”。"


@dataclass(frozen=True, slots=True)
class CommentFile:
    """One sheet that was written: for whom, where, how many indicators."""

    department: str
    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a lead unit's sheet came to. `file` is empty where none came back; a blank one is no answer."""

    department: str
    indicators: int
    file: str = ""
    agreed: int = 0
    opinions: int = 0
    unanswered: int = 0

    @property
    def answered(self) -> bool:
        return self.agreed + self.opinions > 0


def write_comments(plan: TargetTable, directory: Path) -> list[CommentFile]:
    """Write the sheet of every lead unit: its rows locked, opinions open. OutputError as everywhere."""
    shares = {
        lead: [each for each in plan.indicators if each.lead.units[:1] == (lead,)] for lead in plan.leads
    }
    names = file_names(shares, "征求意见表")
    for lead, indicators in shares.items():
        rows = [_values(plan, each, lead) for each in indicators]
        write_comment_sheet(directory / names[lead], plan, rows, department=lead)
    return [CommentFile(lead, directory / names[lead], len(shares[lead])) for lead in shares]


def _values(plan: TargetTable, indicator: Indicator, lead: str) -> Values:
    item = plan.item_of[indicator.code]
    return {
        "code": indicator.code,
        "no": item.no,
        "item": item.name,
        "indicator": indicator.name,
        "unit": indicator.unit,
        "target": target_value(indicator.target.raw),
        "lead": indicator.lead.effective,
        "responsible": indicator.responsible.effective,
        "department": lead,
    }


def write_comment_sheet(
    path: Path, plan: TargetTable, rows: Sequence[Values], *, department: str = "", blank_rows: int = 0
) -> None:
    """Write one sheet for comments, with `blank_rows` ready rows below those given."""
    layout = layouts.load("comment")
    with style.new_book(path) as book:
        sheet = book.workbook.add_worksheet(layout.sheet)
        for number, column in enumerate(layout.columns):
            sheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
        write_head(book, sheet, layout, place=plan.place_name, year=plan.year or "")
        put_across(sheet, 2, layout.shown, REMARK, book.format("subtitle"))
        number, pen = layout.header_row, RowPen(book, sheet, layout)
        for number, values in enumerate(rows, start=layout.header_row + 1):
            pen.write(number, values, _looks, least=LEAST_HEIGHT)
        last = number + blank_rows
        if blank_rows:
            write_blanks(book, sheet, layout, (number + 1, last), _looks, LEAST_HEIGHT)
        add_choices(sheet, layout, (layout.header_row + 1, last))
        sheet.protect("", PROTECTION)
        write_guide(book, layout.guide).protect("", PROTECTION)
        write_choices(book, CHOICES)
        write_meta(book.workbook, _meta(layout, plan, len(rows)) | {"department": department})


def _looks(column: Column) -> tuple[str, ...]:
    return () if column.locked else ("fill",)


def _meta(layout: Layout, plan: TargetTable, rows: int) -> dict[str, object]:
    return {
        "kind": layout.name,
        "template": layout.name,
        "version": layout.version,
        "digest": plan.digest,
        "place": plan.place_name,
        "year": plan.year,
        "rows": rows,
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }


def write_opinions(
    path: Path,
    plan: TargetTable,
    opinions: Iterable[Mapping[str, str]],
    feedback: Iterable[Feedback],
    findings: Sequence[Finding],
    changes: Sequence[Change] = (),
) -> None:
    """Write 意见汇总: every opinion by field role, who answered, and what was changed that is locked.

    `changes`: what became of the adopted ones, where a new master was asked for.
    """
    layout = layouts.load("opinions")
    rows = [_line(number, each) for number, each in enumerate(opinions, start=1)]
    with style.new_book(path) as book:
        _write_opinions(book, layout, plan, rows)
        write_list(book, layouts.load("feedback"), map(_feedback_values, feedback), filtered=False)
        write_findings(book, findings, {each.code: each.name for each in plan.indicators})
        if changes:
            write_list(book, layouts.load("adopted"), map(_change_values, changes), filtered=False)
        write_choices(book, DECIDED)
        write_meta(book.workbook, _meta(layout, plan, len(rows)))


def _line(number: int, opinion: Mapping[str, str]) -> Values:
    """A line of 意见汇总; targets as their cells hold them."""
    targets = {role: target_value(opinion.get(role, "")) for role in ("target", "becomes")}
    return {**opinion, **targets, "number": Decimal(number)}


def _write_opinions(book: Book, layout: Layout, plan: TargetTable, rows: Sequence[Values]) -> Worksheet:
    sheet = write_list(book, layout, rows, place=plan.place_name, year=plan.year or "")
    if not rows:
        text = "收回的征求意见表都没有提出意见。"
        put_across(sheet, layout.header_row + 1, layout.shown, text, book.format("cell"))
    add_choices(sheet, layout, (layout.header_row + 1, layout.header_row + len(rows) + SPARE_ROWS))
    return sheet


def _change_values(change: Change) -> Values:
    return {
        "row": Decimal(change.row) if change.row else None,
        "indicator": change.name,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "department": "、".join(change.departments),
        "state": "未改" if change.problem else "已改",
        "cell": change.place.cell,
        "problem": change.problem,
    }


def _feedback_values(feedback: Feedback) -> Values:
    counts = {role: Decimal(getattr(feedback, role)) for role in ("agreed", "opinions", "unanswered")}
    return {
        "department": feedback.department,
        "indicators": Decimal(feedback.indicators),
        "state": "已反馈" if feedback.answered else "未反馈",
        "file": feedback.file,
        **(counts if feedback.file else {}),
    }
