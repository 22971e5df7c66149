"""The county summary workbook (县汇总表): the figures in the official look, and what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from minsheng_xl.checks.report import Finding, Report, Severity
from minsheng_xl.contacts import Contact
from minsheng_xl.cycle import LIGHTS, pace_percent
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Category, Item, TableRow
from minsheng_xl.place import CellValue, number_text
from minsheng_xl.quantity import round_half_up
from minsheng_xl.shares import SHARERS
from minsheng_xl.summary import Line, Summary
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.annexes import write_annexes
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.patch import Formula
from minsheng_xl.writing.report import write_findings
from minsheng_xl.writing.row_values import RowValue
from minsheng_xl.writing.sheets import (
    RowPen,
    RowValues,
    Values,
    add_filter,
    put_across,
    set_columns,
    without_empty,
    write_head,
)
from minsheng_xl.writing.style import Book
from minsheng_xl.writing.values import category_text, target_value

Rows = Sequence[tuple[TableRow, Values]]
"""The plan's rows with what each holds, in printed order; category rows hold nothing."""

RATE = '=IF(OR(COUNT({target},{cumulative})<2,N({target})=0),"",ROUND({cumulative}/{target}*100,2))'
GAP = '=IF(COUNT({rate},{pace_percent})<2,"",ROUND({rate}-{pace_percent},2))'


def write_summary(
    summary: Summary,
    path: Path,
    *,
    report: Report | None = None,
    contacts: Mapping[str, Contact] | None = None,
    signed: Mapping[str, str] | None = None,
    ledger_head: str = "",
) -> None:
    """Write the county summary with 小计, 收件台账, 核对问题, 数据来源 and 部门填报文字.

    `contacts` says by department who filled in, `signed` who signed for its form; `ledger_head` seals
    what was taken in so far. OutputError where the file cannot be written.
    """
    report = report or Report()
    problems = Counter(each.indicator for each in report.findings if each.severity > Severity.INFORMATION)
    lines = {line.indicator.code: line for line in summary.lines}
    layout = layouts.load("summary")
    rows = [(row, _row_values(summary, row, lines, problems)) for row in summary.plan.rows()]
    layout = without_empty(layout, (values for _, values in rows))
    cells = _cells(layout, rows)
    with style.new_book(path) as book:
        _write_table(book, layout, summary, rows, lines)
        write_annexes(book, summary, report, cells, contacts or {}, signed or {})
        names = {code: line.indicator.name for code, line in lines.items()}
        write_findings(book, report.findings, names, partial(_link, cells))
        write_meta(book.workbook, _meta(summary, layout) | {"ledger_head": ledger_head})


def _meta(summary: Summary, layout: Layout) -> dict[str, object]:
    return {
        "kind": "summary",
        "template": layout.name,
        "version": layout.version,
        "digest": summary.plan.digest,
        "place": summary.plan.place_name,
        "year": summary.plan.year,
        "period": summary.period,
        "rows": len(summary.lines),
        "sheet": layout.sheet,
        "header_row": layout.header_row,
    }


def _cells(layout: Layout, rows: Rows) -> dict[str, str]:
    """Where each indicator's cumulative figure stands, as `县汇总表!J5`, by code."""
    column = layout.number("cumulative")
    return {
        str(values["code"]): f"{layout.sheet}!{cell_name(number, column)}"
        for number, (_, values) in enumerate(rows, start=layout.header_row + 1)
        if values.get("code")
    }


def _link(cells: Mapping[str, str], finding: Finding) -> str:
    return cells.get(finding.indicator, "")


def _row_values(
    summary: Summary, row: TableRow, lines: Mapping[str, Line], problems: Mapping[str, int]
) -> Values:
    if isinstance(row, Category):
        return {}
    indicator = row.own_indicator if isinstance(row, Item) else row
    line = lines.get(indicator.code) if indicator else None
    head: dict[str, CellValue] = {"lead": row.lead.effective}
    if isinstance(row, Item):
        head |= {"no": row.no, "category": row.category, "item": row.name}
    return {**head, **_line_values(summary, line, problems)} if line else head


def _line_values(summary: Summary, line: Line, problems: Mapping[str, int]) -> Values:
    indicator = line.indicator
    count = problems.get(indicator.code, 0)
    return {
        "code": indicator.code,
        "category": line.item.category,
        "item": line.item.name,
        "indicator": indicator.name,
        "unit": indicator.unit,
        "target": target_value(line.target),
        "adjusted_target": target_value(line.adjusted),
        "cumulative": line.cumulative,
        "rate": line.rate,
        "pace_percent": line.pace,
        "gap": line.gap,
        "change": line.change,
        "light": LIGHTS[line.light],
        "status": line.status,
        "invest_done": line.unread_investment if line.investment is None else line.investment,
        "towns_done": _towns_done(line),
        "origin": _origin(line),
        "problems": Decimal(count) if count else None,
        "note": _note(summary, line),
    }


def _origin(line: Line) -> str:
    """Who gave the figure; of a sum of shares how many of how many."""
    if line.summed:
        count = f"{len(line.parts)}/{line.sharers}"
        if line.waiting:
            added = number_text(sum((part.value for part in line.parts), Decimal()))
            return f"{SHARERS[line.summed]}只报{count}，合计{added}，未作县数"
        return f"{SHARERS[line.summed]}之和（{count}）"
    return "、".join(dict.fromkeys(source.department for source in line.sources))


def _towns_done(line: Line) -> str:
    """Townships that have done their task, of those that reported on one."""
    towns = [share.met for share in line.shares if share.by == "township" and share.met is not None]
    return f"{towns.count(True)}/{len(towns)}" if towns else ""


def _note(summary: Summary, line: Line) -> str:
    """Why a row has no figure, of which version it is; then the plan's own note."""
    reason = ""
    if line.cumulative is None and not line.status:
        units = line.indicator.lead.units[:1]
        missing = any(each.department in units and not each.returned for each in summary.expected)
        reason = "未报送" if missing else "本期无数据"
    instead = f"更新的一版未收，{line.instead}" if line.instead else ""
    return "；".join(filter(None, (reason, instead, line.indicator.note)))


def _write_table(book: Book, layout: Layout, summary: Summary, rows: Rows, lines: Mapping[str, Line]) -> None:
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    plan = summary.plan
    write_head(book, sheet, layout, place=plan.place_name, year=plan.year, period=summary.period.label)
    put_across(sheet, 2, layout.shown, _headline(summary), book.format("subtitle"))
    sheet.set_row(1, 18)
    number, pen = layout.header_row, RowPen(book, sheet, layout)
    for number, (row, values) in enumerate(rows, start=layout.header_row + 1):
        if isinstance(row, Category):
            put_across(sheet, number, layout.shown, category_text(row), book.format("cell", "category"))
            sheet.set_row(number - 1, 22)
            continue
        line = lines.get(str(values.get("code")))
        shown = _with_formulas(layout, number, values, line) if line else values
        pen.write(number, shown, partial(_looks, isinstance(row, Item), line))
    add_filter(sheet, layout, number)


def _headline(summary: Summary) -> str:
    lights = Counter(line.light for line in summary.lines)
    counts = "　".join(f"{word}灯 {lights[light]} 个" for light, word in LIGHTS.items() if light)
    pace = pace_percent(summary.period)
    return f"报送期：{summary.period.label}　　序时进度：{pace}%　　{counts}"


def _looks(is_item: bool, line: Line | None, column: Column) -> tuple[str, ...]:
    """Items bold, words repeated from the item's row grey, the light in its colour."""
    if column.role == "light" and line and line.light:
        return (line.light,)
    if column.role == "category" or (column.role == "item" and not is_item):
        return ("grey",)
    return ("bold",) if is_item and column.role in ("no", "item", "indicator") else ()


def _with_formulas(layout: Layout, number: int, values: Values, line: Line) -> RowValues:
    """Rate and gap as formulas beside our own values, where the rate is plainly 累计 / 目标."""
    goal = "adjusted_target" if isinstance(values["adjusted_target"], Decimal) else "target"
    roles = ("cumulative", "rate", "pace_percent")
    at = {role: cell_name(number, layout.number(role)) for role in roles}
    at["target"] = cell_name(number, layout.number(goal))
    formulas: dict[str, RowValue] = {}
    if line.rate is not None and _is_plain(values[goal], line):
        formulas["rate"] = Formula(RATE.format_map(at), line.rate)
    if line.gap is not None:
        formulas["gap"] = Formula(GAP.format_map(at), line.gap)
    return {**values, **formulas}


def _is_plain(goal: CellValue, line: Line) -> bool:
    if not isinstance(goal, Decimal) or not goal or line.cumulative is None:
        return False
    return round_half_up(line.cumulative * 100 / goal, 2) == line.rate
