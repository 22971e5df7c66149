"""Findings as a sheet of any workbook of ours, and the report of a check as a workbook of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks.report import Finding, Report, Severity, gravest_first, grouped, report_row
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Column
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.row_values import Link
from minsheng_xl.writing.sheets import (
    RowPen,
    add_filter,
    set_columns,
    write_head,
    write_list,
)
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SEVERITY_LOOKS: dict[Severity, str] = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "prefilled",
}

Target = Callable[[Finding], str]
"""Cell a finding can jump to within the workbook, as `目标任务表!F37`; empty where there is none."""


def write_findings(
    book: Book, findings: Sequence[Finding], names: Mapping[str, str], target: Target = lambda finding: ""
) -> Worksheet:
    """Add the 核对问题 sheet, the gravest first, many of one cause in one row.

    `names` gives indicator names by code.
    """
    layout = layouts.load("findings")
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout)
    number, pen = layout.header_row, RowPen(book, sheet, layout)
    for number, finding in enumerate(gravest_first(findings), start=layout.header_row + 1):
        said = dict(zip(layout.roles, report_row(finding, names), strict=True))
        spot = target(finding)
        values = said | {"cell": Link(said["cell"] or "跳转", spot)} if spot else said
        pen.write(number, values, partial(_looks, finding))
    add_filter(sheet, layout, number)
    return sheet


def _looks(finding: Finding, column: Column) -> tuple[str, ...]:
    return (SEVERITY_LOOKS[finding.severity],) if column.role == "severity" else ()


def write_report(report: Report, path: Path, *, names: Mapping[str, str] | None = None) -> None:
    """A workbook of what a check found: 核对问题, 文件情况 and 规则情况.

    `names` gives indicator names by code. OutputError where the file cannot be written.
    """
    with style.new_book(path) as book:
        write_findings(book, report.findings, names or {})
        files = ({**file.as_json(), "status": file.label} for file in report.files)
        write_list(book, layouts.load("files"), files)
        write_list(book, layouts.load("rules"), _rule_rows(report))
        layout = layouts.load("findings")
        write_meta(
            book.workbook,
            {
                "kind": "report",
                "template": layout.name,
                "version": layout.version,
                "rows": len(grouped(report.findings)),
                "sheet": layout.sheet,
                "header_row": layout.header_row,
            },
        )


def _rule_rows(report: Report) -> Iterator[dict[str, str]]:
    states = {
        "已核对": report.rules_run,
        "缺资料，未核对": report.rules_skipped,
        "出错，未核对": report.rules_broken,
    }
    for state, rules in states.items():
        for text in rules:
            code, _, note = text.partition(": ")
            yield {"code": code, "state": state, "note": note}
