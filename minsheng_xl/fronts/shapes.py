"""Results as the JSON documents that scripts rely on.

Fields may be added; a changed one needs a new schema number.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minsheng_xl.formats.a1 import column_letters

if TYPE_CHECKING:
    from minsheng_xl.addin.doctor import Check
    from minsheng_xl.checks.cell_repairs import Repair
    from minsheng_xl.checks.engine import Rule
    from minsheng_xl.checks.report import Report
    from minsheng_xl.jobs import (
        Adopted,
        Answered,
        Consolidated,
        FilledTemplate,
        Gathered,
        Issued,
        Rebuilt,
        Repaired,
        Status,
    )
    from minsheng_xl.ledger import Inspection, Version
    from minsheng_xl.model import Document, Indicator, Item, Progress, TargetTable, Unread
    from minsheng_xl.summary import Line
    from minsheng_xl.writing.comments import CommentFile

Json = dict[str, Any]


def number(value: Decimal | None) -> int | float | None:
    """A JSON number that prints as the Decimal does; None stays null."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def draft(documents: Iterable[Document], report: Report) -> Json:
    """`minsheng.draft/1`: what was read from the sources, one entry a table; `unread` with its first."""
    return {
        "schema": "minsheng.draft/1",
        "documents": [
            _document(table, document.unread if table is document.tables[0] else ())
            for document in documents
            for table in document.tables
        ],
        "findings": [finding.as_json() for finding in report.findings],
    }


def _document(table: TargetTable, unread: Iterable[Unread]) -> Json:
    names = {code: indicator.name for code, indicator in table.by_code.items()}
    return {
        "title": table.title,
        "place": table.place_name,
        "year": table.year,
        "doc_no": table.doc_no,
        "kind": table.kind,
        "items": [_item(item) for item in table.items],
        "allocations": [
            {
                "indicator": names.get(each.indicator, each.indicator),
                "code": each.indicator if each.indicator in names else "",
                "unit": each.unit,
                "town": each.town,
                "value": number(each.value),
                "value_text": each.value_text,
            }
            for each in table.allocations
        ],
        "unread": [
            {"line": each.place.line or each.place.row, "quote": each.quote, "why": each.why}
            for each in unread
        ],
    }


def _item(item: Item) -> Json:
    def union(role: str) -> list[str]:
        rows = (item, *item.indicators)
        return list(dict.fromkeys(unit for row in rows for unit in getattr(row, role).units))

    return {
        "no": item.no,
        "category": item.category,
        "name": item.name,
        "leads": union("lead"),
        "responsible": union("responsible"),
        "cooperators": union("cooperators"),
        "leaders": list(item.leaders),
        "assessors": list(item.assessors),
        "deadline": item.deadline,
        "line": item.place.line,
        "indicators": [_indicator(item, each) for each in item.indicators],
        "progress": [_progress(each) for each in item.progress],
    }


def _progress(each: Progress) -> Json:
    return {
        "name": each.name,
        "unit": each.unit,
        "target": number(each.target),
        "done": number(each.done),
        "printed_percent": number(each.printed_percent),
        "percent": number(each.percent),
        "status": each.status,
        "line": each.place.line,
    }


def _indicator(item: Item, indicator: Indicator) -> Json:
    def own(role: str) -> list[str]:
        mine, items = getattr(indicator, role).units, getattr(item, role).units
        return [] if mine == items else list(mine)

    target = indicator.target
    return {
        "code": indicator.code,
        "name": indicator.name,
        "value": number(target.value),
        "low": number(target.low),
        "high": number(target.high),
        "value_text": target.raw,
        "unit": indicator.unit,
        "unit_norm": indicator.unit_norm or indicator.unit,
        "op": target.op,
        "kind": target.kind,
        "role": indicator.role,
        "quote": indicator.quote,
        "sub_item": indicator.sub_item,
        "doubt": indicator.doubt,
        "line": indicator.place.line,
        "relation": indicator.relation,
        "measure": indicator.measure,
        "leads": own("lead"),
        "responsible": own("responsible"),
        "cooperators": own("cooperators"),
    }


def filled(done: FilledTemplate) -> Json:
    """`minsheng.fill/1`: where the rows went, and what was left as it was."""
    return {
        "schema": "minsheng.fill/1",
        "output": str(done.output),
        "sheet": done.sheet,
        "rows": done.rows,
        "added": done.added,
        "columns": {role: column_letters(column) for role, column in done.columns.items()},
        "computed": list(done.computed),
        "left_out": list(done.left_out),
    }


def issued(result: Issued) -> Json:
    """`minsheng.issue/1`: every form that was written."""
    return {
        "schema": "minsheng.issue/1",
        "forms": [
            {"department": form.department, "path": str(form.path), "rows": form.rows, "sha256": form.sha256}
            for form in result.forms
        ],
        "unassigned": [each.code for each in result.unassigned],
        "unlisted": list(result.unlisted),
        "carried": [
            {
                "indicator": each.code,
                "name": each.name,
                "department": each.department,
                "previous": number(each.value),
                "period": str(each.since) if each.since else "",
                "message": str(each),
            }
            for each in result.carried
        ],
        "notes": result.notes,
    }


def comments_issued(sheets: Iterable[CommentFile]) -> Json:
    """`minsheng.comment/1`, issued: every sheet for comments that was written."""
    written = [{"department": each.department, "path": str(each.path), "rows": each.rows} for each in sheets]
    return {"schema": "minsheng.comment/1", "sheets": written}


def comments_gathered(gathered: Gathered) -> Json:
    """`minsheng.comment/1`, gathered: the opinions, who answered, and the report of what was changed."""
    return gathered.report.as_json() | {
        "schema": "minsheng.comment/1",
        "output": str(gathered.output),
        "opinions": [
            {
                "indicator": each.row.indicator.code if each.row.indicator else "",
                "department": each.department,
                "kind": each.kind,
                "proposal": each.proposal,
                "grounds": each.grounds,
                "file": each.place.file,
                "cell": each.place.cell,
            }
            for each in gathered.opinions
        ],
        "departments": [
            {
                "name": each.department,
                "returned": bool(each.file),
                "answered": each.answered,
                "opinions": each.opinions,
            }
            for each in gathered.feedback
        ],
        "adopted": _adopted(gathered.adopted) if gathered.adopted else None,
    }


def _adopted(adopted: Adopted) -> Json:
    return {
        "master": str(adopted.master) if adopted.master else None,
        "changes": [
            {
                "indicator": each.code,
                "name": each.name,
                "field": each.field,
                "old": each.old,
                "new": each.new,
                "departments": list(each.departments),
                "row": each.row or None,
                "sheet": each.place.sheet,
                "cell": each.place.cell,
                "problem": each.problem,
            }
            for each in adopted.changes
        ],
        "findings": [finding.as_json() for finding in adopted.report.findings],
    }


def consolidated(result: Consolidated) -> Json:
    """`minsheng.report/1` with the county's figures and who has returned."""
    summary = result.summary
    return result.report.as_json() | {
        "period": str(summary.period),
        "output": str(result.output),
        "answers": [_answer(each) for each in result.answers],
        "notes": result.notes,
        "later": [str(each) for each in result.later],
        "refreshed": [
            {"period": str(each.summary.period), "output": str(each.output)} for each in result.refreshed
        ],
        "indicators": [_line(line) for line in summary.lines],
        "departments": [
            {
                "name": each.department,
                "expected": True,
                "returned": each.returned,
                "on_time": each.returned and not each.late,
                "files": list(each.files),
            }
            for each in summary.expected
        ],
    }


def repaired(done: Iterable[Repaired]) -> Json:
    """What `check --fix` adds to `minsheng.report/1`: the copies and every repair in them."""
    return {
        "repaired": [
            {
                "path": str(each.source),
                "output": str(each.output) if each.output else "",
                "repairs": [_repair(repair) for repair in each.repairs],
            }
            for each in done
        ]
    }


def _repair(repair: Repair) -> Json:
    new = repair.new
    return {
        "code": repair.code,
        "sheet": repair.place.sheet,
        "cell": repair.place.cell,
        "indicator": repair.indicator,
        "old": repair.old,
        "new": number(new) if isinstance(new, Decimal) else new,
    }


def _answer(each: Answered) -> Json:
    return {
        "file": each.file,
        "department": each.department,
        "marked": str(each.marked) if each.marked else "",
        "letter": str(each.letter),
    }


def _line(line: Line) -> Json:
    return {
        "code": line.indicator.code,
        "name": line.indicator.name,
        "unit": line.indicator.unit,
        "target": line.adjusted or line.target,
        "cumulative": number(line.cumulative),
        "rate": number(line.rate),
        "pace": number(line.pace),
        "light": line.light,
        "instead": line.instead,
        "investment": number(line.investment),
        "sources": [
            {
                "file": source.place.file,
                "sheet": source.place.sheet,
                "cell": source.place.cell,
                "line": source.place.line or None,
                "printed": source.printed,
                "previous": source.previous,
                "value": number(source.value),
                "unit": source.unit,
            }
            for source in line.sources
        ],
    }


def status(found: Status, output: Path | None = None) -> Json:
    """`minsheng.status/1`: who has returned for a period, and what to tell the others. Rates in percent.

    `output` is the board that was written.
    """
    counts = found.rates
    return {
        "schema": "minsheng.status/1",
        "period": str(found.period),
        "due": found.due.isoformat(),
        "locked": found.locked.isoformat() if found.locked else None,
        "expected": counts.expected,
        "actual": counts.actual,
        "on_time": counts.on_time,
        "rate": number(counts.rate),
        "on_time_rate": number(counts.on_time_rate),
        "departments": [
            {
                "name": each.department,
                "state": each.state,
                "due": each.due.isoformat(),
                "received_at": each.received.isoformat(timespec="seconds") if each.received else None,
                "late": each.late,
                "errors": each.errors,
                "warnings": each.warnings,
                "file": each.file,
                "version": each.version,
                "changes": each.changes,
                "locked": each.held,
                "instead": each.instead,
                "reason_code": each.reason_code,
                "reason": each.reason,
                "unreadable": each.unreadable,
                "set_aside": list(each.aside),
                "reminder": found.reminders.get(each.department, ""),
            }
            for each in found.departments
        ],
        "reminder": "\n".join(found.reminders.values()),
        "output": str(output) if output else None,
    }


def verified(found: Inspection) -> Json:
    """`minsheng.verify/1`: whether the ledger is as it was written."""
    return {
        "schema": "minsheng.verify/1",
        "entries": found.entries,
        "files": found.files,
        "faults": list(found.faults),
        "notes": list(found.notes),
    }


def rebuilt(made: Rebuilt) -> Json:
    """`minsheng.rebuild/1`: a past summary made again, and the kept copy of the one that was issued."""
    return {
        "schema": "minsheng.rebuild/1",
        "period": made.issued.period,
        "issued_at": made.issued.issued,
        "sha256": made.issued.sha256,
        "original": str(made.original),
        "output": str(made.output),
        "differences": list(made.differences),
    }


def decided(version: Version, state: str, why: str) -> Json:
    """`minsheng.decide/1`: a review state that a person has set."""
    return {
        "schema": "minsheng.decide/1",
        "department": version.department,
        "period": version.period,
        "version": version.number,
        "file": version.name,
        "state": state,
        "why": why,
    }


def addin(files: Iterable[Path]) -> Json:
    """`minsheng.addin/1`: the files that were built."""
    return {"schema": "minsheng.addin/1", "files": [str(path) for path in files]}


def examined(checks: Iterable[Check]) -> Json:
    """`minsheng.doctor/1`: what was looked at on this PC."""
    names = ("name", "state", "detail", "remedy")
    return {
        "schema": "minsheng.doctor/1",
        "checks": [{name: getattr(check, name) for name in names} for check in checks],
    }


def rules(catalogue: Iterable[Rule]) -> Json:
    """`minsheng.rules/1`: the catalogue."""
    return {"schema": "minsheng.rules/1", "rules": [rule(each) for each in catalogue]}


def rule(each: Rule) -> Json:
    """One rule as it is explained."""
    return {
        "code": each.code,
        "name": each.name,
        "severity": each.severity.key,
        "message": each.message,
        "remedy": each.remedy,
        "explanation": each.explanation,
        "needs": list(each.looks_at),
        "on": each.on,
    }


def rule_text(each: Rule) -> str:
    """One rule as a person reads it on the screen."""
    from minsheng_xl.checks.engine import FAMILIES, INPUTS

    lines = [
        f"{each.code}　{each.name}　{each.severity.label}（{FAMILIES[each.family]}）",
        each.explanation,
        f"提示语：{each.message}",
        f"怎么改：{each.remedy}",
        f"需要：{'、'.join(INPUTS[name] for name in each.looks_at)}",
    ]
    if not each.on:
        lines.append("默认不查，可在“设置”表中打开。")
    return "\n".join(lines)
