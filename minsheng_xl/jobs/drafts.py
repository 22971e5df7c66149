"""拟表：a notice or a printed table becomes a checked master."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.county_rules import own_rules
from minsheng_xl.checks.report import FileOutcome, Finding, Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.completion import completed
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.model import Document, TargetTable
from minsheng_xl.reference.sheets import (
    department_records,
    kept,
    own_rule_records,
    setting_records,
    unit_records,
)

PRINTED, TOWNS = "print", "towns"
"""Layouts of `draft` beside the plain ones: the table as printed, the townships' table in front."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read of a source, and the master to be made of it, to be looked at before it is written."""

    read: Plan
    plan: Plan
    """As it is going to be written: people of its attachments, a code for every row."""
    report: Report
    """What the rules say of what is going to be written."""


def draft(
    source: Path,
    output: Path | None = None,
    *,
    place: str = "",
    year: int = 0,
    document: int = 0,
    superior: Path | None = None,
    layout: str = "",
    as_of: date | None = None,
) -> tuple[Plan, Report]:
    """Read a notice, a printed table or a master and check it; write the master where `output` says.

    Gives the plan as it was read, and the report on what was written, else on what was read.

    Without `output` every document of the source is checked; with it the one the master is made from, which
    `document` (from 1) names where there are several. `superior` is the plan of the level above. `layout`:
    see `write_draft`.
    """
    if output is None:
        read = read_source(source, place=place, year=year, document=document)
        return read, check_source(read, superior=superior_tables(superior), as_of=as_of)
    made = read_draft(source, place=place, year=year, document=document, superior=superior, as_of=as_of)
    write_draft(made, output, layout=layout)
    return made.read, made.report


def read_draft(
    source: Path,
    *,
    place: str = "",
    year: int = 0,
    document: int = 0,
    superior: Path | None = None,
    as_of: date | None = None,
) -> Draft:
    """Read a source, once, and check the master that can be made of it; arguments as of `draft`."""
    read = read_source(source, place=place, year=year, document=document)
    plan = _completed(read)
    whole = replace(plan, sources=_around(plan))
    report = check_source(whole, superior=superior_tables(superior), as_of=as_of)
    return Draft(read, plan, report.merged(_judge(plan, as_of, drafted=plan.table)))


def write_draft(made: Draft, output: Path, *, layout: str = "") -> None:
    """Write what was read as a master.

    `layout` is the master's: a (a row an indicator), b or c (tasks in words), towns (behind the townships'
    table); as the master that is read has it, where none is named. `print` writes layout A for print instead.
    """
    plan = made.plan
    if layout == PRINTED:
        _write_printed(plan, output)
        return
    if layout == TOWNS and not plan.table.allocations:
        raise InputError(f"“{plan.path.name}”里没有乡镇分解", "请先在总表的“乡镇分解”填任务数")
    _write_master(plan, output, made.report.findings, layout or plan.layout)


def rewrite(plan: Plan, output: Path, *, as_of: date | None = None) -> None:
    """Write a plan as it now stands as a master in the layout it has, with what the rules say of it."""
    _write_master(plan, output, _judge(plan, as_of, table=plan.table).findings, plan.layout)


def _completed(plan: Plan) -> Plan:
    beside = [table for document in _around(plan) for table in document.tables if table is not plan.table]
    table = completed(plan.table, beside)
    sources = (
        replace(each, tables=tuple(table if one is plan.table else one for one in each.tables))
        for each in plan.sources
    )
    return replace(plan, table=table, sources=tuple(sources))


def _write_printed(plan: Plan, output: Path) -> None:
    from minsheng_xl.writing.printed import write_printed

    write_printed(plan.table, writable(output, sources=[plan.path]))


def _write_master(plan: Plan, output: Path, findings: Sequence[Finding], layout: str) -> None:
    from minsheng_xl.writing.master import write_master

    table = plan.table
    if not table.year:
        raise InputError(
            f"“{plan.path.name}”里没有认出年份，编不了指标编码", "请在标题写明年份，或用 --year 指明"
        )
    units = unit_records(plan.ref.units, [each.divided_unit for each in table.indicators])
    named = [unit for each in table.indicators for unit in each.lead.units + each.responsible.units]
    around = "\n".join((*(item.text for item in table.items), *named))
    departments = department_records(plan.ref, named, year=table.year, place=table.place_name, around=around)
    own = plan.county_sheets
    write_master(
        table,
        writable(output, sources=[plan.path]),
        layout=layout,
        findings=findings,
        units=kept(own.get("单位表", ()), units),
        departments=[*own.get("部门名录", ()), *departments],
        towns=own.get("乡镇名录", ()),
        settings=kept(own.get("设置", ()), setting_records(table.place_name)),
        calendar=plan.ref.settings.calendar.records(),
        rules=own.get("自定规则") or own_rule_records(),
        unread=[each for document in _around(plan) for each in document.unread],
    )


def superior_tables(path: Path | None) -> tuple[TargetTable, ...]:
    """The plans of a source of the level above; none where no path is given."""
    return tuple(each for each in read_source(path).documents if each.kind == "plan") if path else ()


def _around(plan: Plan) -> tuple[Document, ...]:
    """The document a plan's table stands in."""
    return tuple(each for each in plan.sources if any(table is plan.table for table in each.tables))


def check_source(plan: Plan, *, superior: Sequence[TargetTable] = (), as_of: date | None = None) -> Report:
    """Run the rules over every table of a source and over each of its documents as a whole."""
    report = Report()
    for document in plan.sources:
        for table in document.tables:
            report = report.merged(_judge(plan, as_of, table=table, superior=superior or None))
        if document.lines:  # a master is its table and nothing more
            report = report.merged(_judge(plan, as_of, document=document))
    return report.with_files([FileOutcome(str(plan.path), "taken", kind="plan")])


def _judge(plan: Plan, as_of: date | None, **inputs: object) -> Report:
    given = {"ref": plan.ref, "as_of": as_of or date.today()} | inputs
    own = own_rules(plan.ref) if "table" in inputs else ()
    return engine.run(given, grading=engine.Grading.of(plan.ref.settings), own=own)
