"""拟表：a notice or a printed table becomes a checked master."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from minsheng_xl.checks import engine
from minsheng_xl.checks.custom import own_rules
from minsheng_xl.checks.report import FileOutcome, Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.model import TargetTable
from minsheng_xl.reference.sheets import department_records, own_rule_records, setting_records, unit_records


def draft(
    source: Path,
    output: Path | None = None,
    *,
    place: str = "",
    year: int = 0,
    document: int = 0,
    as_of: date | None = None,
) -> tuple[Plan, Report]:
    """Read a notice or a printed table and check it; write the master workbook where `output` says.

    Without `output` every document of the source is checked; with it the one the master is made from, which
    `document` (from 1) names where there are several.
    """
    plan = read_source(source, place=place, year=year, document=document)
    report = check_table(plan, as_of=as_of) if output else _check_all(plan, as_of)
    if output is not None:
        from minsheng_xl.writing.master import write_master

        table = plan.table
        if not table.year:
            raise InputError(
                f"“{source.name}”里没有认出年份，编不了指标编码", "请在标题写明年份，或用 --year 指明"
            )
        units = unit_records(plan.ref.units, [each.unit for each in table.indicators])
        named = (unit for each in table.indicators for unit in each.lead.units + each.responsible.units)
        write_master(
            table,
            writable(output, sources=[source]),
            findings=report.findings,
            units=units,
            departments=department_records(plan.ref, named, year=table.year, place=table.place_name),
            settings=setting_records(table.place_name),
            rules=own_rule_records(),
        )
    return plan, report


def _check_all(plan: Plan, as_of: date | None) -> Report:
    """Every document of a source checked, as one report."""
    report = check_table(replace(plan, table=plan.documents[0]), as_of=as_of)
    for table in plan.documents[1:]:
        more = check_table(replace(plan, table=table), as_of=as_of)
        report = report.merged(replace(more, files=()))
    return report


def check_table(plan: Plan, *, superior: TargetTable | None = None, as_of: date | None = None) -> Report:
    """Run the rules that look at a plan alone (and at its superior's)."""
    inputs = {"table": plan.table, "ref": plan.ref, "superior": superior, "as_of": as_of or date.today()}
    report = engine.run(inputs, grading=engine.Grading.of(plan.ref.settings), own=own_rules(plan.ref))
    outcome = FileOutcome(str(plan.path), "taken", kind="plan")
    return report.with_files([outcome])
