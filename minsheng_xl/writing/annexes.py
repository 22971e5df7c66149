"""What the figures of a county summary rest on: 小计, 收件台账, 数据来源, 部门填报文字."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from minsheng_xl.checks.report import FileOutcome, Report, Severity
from minsheng_xl.cycle import Expected
from minsheng_xl.model import CONFIRMED
from minsheng_xl.place import CellValue, cell_text
from minsheng_xl.shares import SHARERS
from minsheng_xl.summary import Subtotal, Summary
from minsheng_xl.writing import layouts
from minsheng_xl.writing.sheets import Link, RowValues, Values, write_list
from minsheng_xl.writing.style import Book

READ_AS, ASKED = "S19", ("S20", "S21")
"""Rules that say how a head or a row was read, and that ask."""
Contacts = Mapping[str, tuple[str, str]]
"""Name and telephone of the person who filled in, by department."""


def write_annexes(
    book: Book,
    summary: Summary,
    report: Report,
    cells: Mapping[str, str],
    contacts: Contacts,
    signed: Mapping[str, str],
) -> None:
    """Add the sheets behind the county table; `cells` says where each code's figure stands in it.

    `signed`: who signed for the form, by department.
    """
    _write_subtotals(book, "分部门小计", "牵头单位", summary.by_department())
    _write_subtotals(book, "分类别小计", "类别", summary.by_category())
    write_list(book, layouts.load("intake"), _intake_rows(summary, report, contacts, signed))
    if questions := list(_question_rows(report)):
        write_list(book, layouts.load("matching"), questions)
    write_list(book, layouts.load("sources"), _source_rows(summary, cells))
    if any(line.shares for line in summary.lines):
        write_list(book, layouts.load("shares"), _share_rows(summary))
    write_list(book, layouts.load("texts"), _text_rows(summary))


def _write_subtotals(book: Book, sheet: str, name: str, subtotals: Sequence[Subtotal]) -> None:
    layout = replace(layouts.load("subtotals"), sheet=sheet)
    counts = ("indicators", "rated", "green", "yellow", "red")
    rows: list[Values] = [
        {
            "name": each.name or "（未定）",
            "average_rate": each.average_rate,
            **{role: Decimal(getattr(each, role)) for role in counts},
        }
        for each in subtotals
    ]
    write_list(book, layout, rows, filtered=False, name=name, title=sheet)


def _question_rows(report: Report) -> Iterator[Values]:
    """What was asked first, then what was read in a likely way or as a person said; each once."""
    seen: set[tuple[str, str]] = set()
    for each in sorted(report.findings, key=lambda finding: finding.code not in ASKED):
        if each.code not in (*ASKED, READ_AS) or (each.place.file, each.printed) in seen:
            continue
        seen.add((each.place.file, each.printed))
        values = each.as_json()
        asked, confirmed = each.code in ASKED, CONFIRMED in each.message
        state = "待确认" if asked else "已确认" if confirmed else "已认读"
        yield {**values, "state": state, "answer": "是" if confirmed else ""}


def _intake_rows(
    summary: Summary, report: Report, contacts: Contacts, signed: Mapping[str, str]
) -> Iterator[Values]:
    """One row a department that must report, then every file that belongs to none of them."""
    settled: set[str] = set()
    for each in summary.expected:
        files = [
            file for file in report.files if file.path in each.files or file.department == each.department
        ]
        settled.update(file.path for file in files)
        contact, phone = contacts.get(each.department, ("", ""))
        yield {
            "period": summary.period.label,
            "department": each.department,
            "expected": Decimal(each.indicators),
            "due": each.due,
            "signed": signed.get(each.department, ""),
            "received": each.received.isoformat(" ", "minutes") if each.received else "",
            "copies": Decimal(len(files) or len(each.files)),
            "file": "、".join(each.files),
            "state": _state(each, files),
            "contact": contact,
            "phone": phone,
            "reason": "；".join(filter(None, (file.reason for file in files))),
            **_counts(report, each, {file.path for file in files} | set(each.files)),
        }
    yield from (_stray_values(summary, file) for file in report.files if file.path not in settled)


def _state(expected: Expected, files: Sequence[FileOutcome]) -> str:
    used = [file for file in files if file.path in expected.files] or files
    if not used:
        return "已收" if expected.returned else "未报"
    return used[0].label + ("（迟报）" if expected.late else "")


def _counts(report: Report, expected: Expected, files: set[str]) -> Values:
    own = [
        each.severity
        for each in report.findings
        if each.place.file in files or (not each.place.file and each.department == expected.department)
    ]
    return {
        "errors": Decimal(own.count(Severity.ERROR)),
        "warnings": Decimal(own.count(Severity.WARNING)),
    }


def _stray_values(summary: Summary, file: FileOutcome) -> Values:
    return {
        "period": summary.period.label,
        "department": file.department or "（未识别）",
        "file": file.path,
        "state": file.label,
        "reason": file.reason,
    }


def _source_rows(summary: Summary, cells: Mapping[str, str]) -> Iterator[RowValues]:
    for line in summary.lines:
        target = cells[line.indicator.code]
        for source in line.sources:
            yield {
                "county_cell": Link(target.rpartition("!")[2], target),
                "code": line.indicator.code,
                "indicator": line.indicator.name,
                "department": source.department,
                "file": source.place.file,
                "sheet": source.place.sheet,
                "cell": source.place.spot,
                "printed": source.printed,
                "value": source.value,
                "unit": source.unit,
            }


def _share_rows(summary: Summary) -> Iterator[Values]:
    for line in summary.lines:
        for share in line.shares:
            yield {
                "code": line.indicator.code,
                "indicator": line.indicator.name,
                "unit": share.source.unit,
                "county": line.cumulative,
                "by": SHARERS[share.by],
                "department": share.source.department,
                "cumulative": share.source.value,
                "file": share.source.place.file,
                "cell": share.source.place.cell,
            }


def _text_rows(summary: Summary) -> Iterable[Values]:
    """Texts by department; the same words for several indicators stand once, with the indicators' names."""
    names: dict[tuple[str, ...], list[str]] = {}
    for line in summary.lines:
        for text in line.texts:
            names.setdefault(text, []).append(line.indicator.name)
    departments = [each.department for each in summary.expected]
    order = {name: position for position, name in enumerate(departments)}
    for key in sorted(names, key=lambda key: order.get(key[0], len(order))):
        department, progress_note, problem, next_step = key
        values: dict[str, CellValue] = {
            "department": department,
            "indicators": "、".join(names[key]),
            "progress_note": cell_text(progress_note),
            "problem": problem,
            "next_step": next_step,
        }
        yield values
