"""The jobs of the yearly cycle, each from files to files. Orchestration only: what cells mean is read
elsewhere, what is wrong is said by rules, what a workbook looks like is written elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import FileOutcome, Finding, Report, Severity
from minsheng_xl.cycle import Expected, due_date
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.model import Period, Return, TargetTable
from minsheng_xl.reading import intake
from minsheng_xl.reading.masters import own_reference, read_cumulative, read_plan
from minsheng_xl.reading.matching import Matcher
from minsheng_xl.reading.notices import read_notice
from minsheng_xl.reading.returns import read_return
from minsheng_xl.reading.sniff import Format, sniff
from minsheng_xl.reading.texts import decode
from minsheng_xl.reading.workbooks import read_bytes, read_workbook
from minsheng_xl.reference import Reference
from minsheng_xl.reference.sheets import department_records, setting_records, unit_records
from minsheng_xl.summary import Summary, combine

if TYPE_CHECKING:
    from minsheng_xl.writing.forms import FormFile

Progress = Callable[[Iterable[Path], int], Iterable[Path]]
"""Wraps an iteration over files to show how far it is; the second argument is how many there are."""

ISSUED, RETURNED, SUMMARISED = "下发", "回收", "汇总"
"""Folders of a work folder, each with one folder a period."""

OWN_KINDS = {
    "master": "总表",
    "printed": "目标任务表印发稿",
    "summary": "县汇总表",
    "dispatch": "下发清单",
    "report": "核对结果",
    "marked": "批注退回件",
    "comment": "征求意见表",
}
"""Workbooks of ours that are no returns, by the kind in their `_meta`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with the reference data that holds for it and where it was read."""

    table: TargetTable
    ref: Reference
    path: Path


@dataclass(frozen=True, slots=True)
class Issued:
    """What `issue` wrote."""

    forms: list[FormFile]
    unassigned: list[str]
    dispatch: Path


@dataclass(slots=True)
class Consolidated:
    """What `consolidate` found and wrote."""

    summary: Summary
    report: Report
    output: Path
    returns: list[Return] = field(default_factory=list)


def read_source(path: Path, *, place: str = "", year: int = 0) -> Plan:
    """A plan from a notice's text or from a workbook, master or printed. InputError where there is none."""
    data = read_bytes(_existing(path))
    ref = Reference.default()
    if sniff(data, path.name).format in (Format.TEXT, Format.TSV):
        notice = read_notice(decode(data)[0], path.name)
        return Plan(
            read_plan(path.name, notice.tables, ref, notice=notice, year=year, place=place), ref, path
        )
    grids = read_workbook(data, path.name)
    ref = own_reference(grids, ref)
    return Plan(read_plan(path.name, grids, ref, year=year, place=place), ref, path)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise InputError(f"找不到文件“{path}”", "请核对路径和文件名")
    return path


def draft(
    source: Path, output: Path | None = None, *, place: str = "", year: int = 0, as_of: date | None = None
) -> tuple[Plan, Report]:
    """Read a notice or a printed table and check it; write the master workbook where `output` says."""
    plan = read_source(source, place=place, year=year)
    report = check_table(plan, as_of=as_of)
    if output is not None:
        from minsheng_xl.writing.master import write_master

        table = plan.table
        units = unit_records(plan.ref.units, [each.unit for each in table.indicators])
        named = (unit for each in table.indicators for unit in each.lead.units + each.responsible.units)
        write_master(
            table,
            _writable(output),
            findings=report.findings,
            units=units,
            departments=department_records(plan.ref, named, year=table.year, place=table.place_name),
            settings=setting_records(table.place_name),
        )
    return plan, report


def check_table(plan: Plan, *, superior: TargetTable | None = None, as_of: date | None = None) -> Report:
    """Run the rules that look at a plan alone (and at its superior's)."""
    inputs = {"table": plan.table, "ref": plan.ref, "superior": superior, "as_of": as_of or date.today()}
    report = engine.run(inputs, grading=engine.Grading.of(plan.ref.settings))
    outcome = FileOutcome(str(plan.path), "taken", kind="plan")
    return report.with_files([outcome])


def issue(
    master: Path,
    period: Period,
    directory: Path,
    *,
    previous: Path | None = None,
    work: Path | None = None,
) -> Issued:
    """Write one form a lead department, prefilled, and the dispatch list."""
    from minsheng_xl.writing.dispatch import write_dispatch
    from minsheng_xl.writing.forms import write_forms

    plan = read_source(master)
    history = last_cumulative(plan, period, previous=previous, work=work or master.parent)
    _writable(directory / "下发清单.xlsx")
    rules = [
        (rule.code, rule.name, rule.severity.label, rule.explanation or rule.message)
        for rule in engine.catalogue().values()
        if "returns" in rule.looks_at
    ]
    due = due_date(period, plan.ref.settings)
    settings = plan.ref.settings
    forms = write_forms(
        plan.table, period, directory, previous=history, rules=rules, due=due, settings=settings
    )
    dispatch = directory / f"{period}_下发清单.xlsx"
    write_dispatch(forms, dispatch, plan=plan.table, period=period, due=due)
    unassigned = [each.code for each in plan.table.indicators if not each.lead.units]
    return Issued(forms, unassigned, dispatch)


def last_cumulative(
    plan: Plan, period: Period, *, previous: Path | None = None, work: Path | None = None
) -> dict[str, Decimal]:
    """Last period's cumulative values, from the summary given or the one in the work folder; else empty."""
    if previous is not None:
        return _cumulative(_existing(previous), plan.ref)
    before = period.previous
    if before is None or work is None:
        return {}
    folder = work / SUMMARISED / str(before)
    for path in intake.find_files(folder) if folder.is_dir() else []:
        taken = intake.take(path)
        if taken.meta.get("kind") == "summary":
            return read_cumulative(path.name, taken.grids, plan.ref)
    return {}


def _cumulative(path: Path, ref: Reference) -> dict[str, Decimal]:
    taken = intake.take(path)
    if taken.refusal:
        raise taken.refusal
    return read_cumulative(path.name, taken.grids, ref)


def check(
    paths: Sequence[Path],
    *,
    master: Path | None = None,
    period: Period | None = None,
    previous: Path | None = None,
    as_of: date | None = None,
) -> Report:
    """Check masters, notices, returned files and folders; every file is listed once, whatever it was."""
    plan = read_source(master) if master else None
    report = Report()
    for path in paths:
        if not path.exists():
            raise InputError(f"找不到“{path}”", "请核对路径")
        for file in intake.find_files(path) if path.is_dir() else [path]:
            report = report.merged(_check_file(file, plan, period, previous, as_of))
    return report


def _check_file(
    file: Path, plan: Plan | None, period: Period | None, previous: Path | None, as_of: date | None
) -> Report:
    taken = intake.take(file)
    if taken.meta.get("kind") == "form" or (
        plan and not taken.refusal and taken.meta.get("kind") not in OWN_KINDS
    ):
        if plan is None:
            outcome = _outcome(taken, "skipped", "needs_master", "核对回收件需要总表，请用 --master 指明")
            return Report((outcome,))
        history = last_cumulative(plan, period, previous=previous, work=plan.path.parent) if period else {}
        returns, outcomes = _returns(plan, [taken])
        return _judge(plan, returns, outcomes, period, history, (), as_of)
    if taken.meta.get("kind", "master") in ("master", "printed"):
        try:
            return check_table(read_source(file), as_of=as_of)
        except InputError as fault:
            reason = getattr(fault, "reason_code", "no_plan")
            return Report((_outcome(taken, "skipped" if taken.skipped else "rejected", reason, str(fault)),))
    kind = OWN_KINDS[taken.meta["kind"]]
    return Report((_outcome(taken, "skipped", "own_output", f"这是本程序生成的{kind}"),))


def consolidate(
    directory: Path,
    master: Path,
    period: Period,
    output: Path,
    *,
    previous: Path | None = None,
    work: Path | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Consolidated:
    """Read every file of a folder, judge the returns, combine them, and write the county summary."""
    from minsheng_xl.writing.summary import write_summary

    plan = read_source(master)
    files = intake.find_files(directory)
    _writable(output)
    history = last_cumulative(plan, period, previous=previous, work=work or master.parent)
    steps = progress(files, len(files)) if progress else files
    taken = [intake.take(path, path.relative_to(directory).as_posix()) for path in steps]
    returns, outcomes = _returns(plan, taken)
    expected = _expected(plan, period, returns, outcomes)
    report = _judge(plan, returns, outcomes, period, history, expected, as_of)
    kept = [each for each in returns if each.status in ("taken", "partly")]
    expected = _expected(plan, period, kept, report.files)
    settings = plan.ref.settings
    summary = combine(plan.table, kept, period, previous=history, expected=expected, settings=settings)
    write_summary(summary, output, report=report)
    return Consolidated(summary, report, output, returns)


def _returns(plan: Plan, files: Iterable[intake.TakenFile]) -> tuple[list[Return], dict[str, FileOutcome]]:
    """Returns matched to the plan, and an outcome for every file (a return's is settled after the rules)."""
    matcher = Matcher(plan.table, plan.ref)
    returns: list[Return] = []
    outcomes: dict[str, FileOutcome] = {}
    seen: dict[str, str] = {}
    for taken in files:
        outcome = _refused(taken, seen)
        if outcome is None:
            each = read_return(taken.name, taken.grids, plan.ref)
            each.sha256, each.received = taken.sha256, taken.received
            matcher.match(each)
            outcome = _unusable(taken, each)
            if outcome is None:
                returns.append(each)
                outcome = _outcome(taken, "taken")
        seen.setdefault(taken.sha256, taken.name)
        outcomes[taken.name] = outcome
    return returns, outcomes


def _refused(taken: intake.TakenFile, seen: Mapping[str, str]) -> FileOutcome | None:
    if taken.refusal:
        status = "skipped" if taken.skipped else "rejected"
        reason = f"{taken.refusal.reason}。{taken.refusal.remedy}"
        return _outcome(taken, status, taken.refusal.reason_code, reason)
    kind = OWN_KINDS.get(taken.meta.get("kind", ""))
    if kind:
        return _outcome(taken, "skipped", "own_output", f"这是本程序生成的{kind}，不是回收件")
    if taken.sha256 in seen:
        return _outcome(taken, "skipped", "same_file", f"与“{seen[taken.sha256]}”内容完全相同")
    return None


def _unusable(taken: intake.TakenFile, returned: Return) -> FileOutcome | None:
    if not returned.columns:
        return _outcome(taken, "rejected", "no_table", "没有找到填报表的表头，请用下发的填报表重报")
    if (
        not any(row.indicator for row in returned.rows)
        and {"cumulative", "indicator"} <= returned.columns.keys()
    ):
        return _outcome(
            taken, "rejected", "no_match", "没有一行对得上本年总表，请核对是不是这个县、这一年的表"
        )
    if not any(_filled(returned)):
        return _outcome(taken, "rejected", "blank_form", "这是没有填写的空白填报表，请填好后重报")
    return None


def _filled(returned: Return) -> Iterable[bool]:
    for row in returned.rows:
        for role in ("current", "status", "progress_note", "explanation"):
            yield bool(row.text(role))
        measure = row.indicator.measure if row.indicator else "flow"
        yield measure != "flow" and bool(row.text("cumulative"))


def _outcome(taken: intake.TakenFile, status: str, reason_code: str = "", reason: str = "") -> FileOutcome:
    return FileOutcome(
        taken.name,
        status,
        taken.sha256,
        reason_code,
        reason,
        taken.meta.get("kind", ""),
        taken.meta.get("department", ""),
        taken.meta.get("period", ""),
    )


def _judge(
    plan: Plan,
    returns: list[Return],
    outcomes: Mapping[str, FileOutcome],
    period: Period | None,
    history: Mapping[str, Decimal],
    expected: Sequence[Expected],
    as_of: date | None,
) -> Report:
    """Run the rules over returns; an error keeps its row out, or its whole file where the rule says so."""
    inputs = {
        "master": plan.table,
        "returns": returns,
        "history": history,
        "ref": plan.ref,
        "period": period,
        "expected": expected or None,
        "as_of": as_of or date.today(),
    }
    report = engine.run(inputs, grading=engine.Grading.of(plan.ref.settings))
    rules = engine.catalogue()
    for each in returns:
        _settle(each, [found for found in report.findings if found.place.file == each.file], rules)
    settled = {each.file: each for each in returns}
    files = [_settled(outcome, settled.get(name)) for name, outcome in outcomes.items()]
    return report.with_files(files)


def _settle(returned: Return, findings: Sequence[Finding], rules: Mapping[str, engine.Rule]) -> None:
    errors = [each for each in findings if each.severity is Severity.ERROR]
    whole = next((each for each in errors if rules[each.code].rejects_file), None)
    if whole:
        returned.status, returned.reason_code, returned.reason = "rejected", whole.code, whole.message
        return
    numbers = {each.place.row for each in errors if each.place.row}
    for row in returned.rows:
        row.rejected = row.number in numbers
    if numbers:
        returned.status = "partly"
        returned.reason_code, returned.reason = "row_errors", f"有{len(numbers)}行存在错误，未收"


def _settled(outcome: FileOutcome, returned: Return | None) -> FileOutcome:
    if returned is None:
        return outcome
    return replace(
        outcome,
        status=returned.status,
        reason_code=returned.reason_code,
        reason=returned.reason,
        kind=outcome.kind or returned.kind,
        department=returned.department,
        period=returned.period,
    )


def _expected(plan: Plan, period: Period, returns: Sequence[Return], outcomes: object) -> list[Expected]:
    """Every lead department of the plan with its due date and what came from it."""
    register = plan.ref.register
    due = due_date(period, plan.ref.settings)
    by_department: dict[str, list[Return]] = {}
    for each in returns:
        by_department.setdefault(register.standard(each.department), []).append(each)
    expected = []
    for lead in plan.table.leads:
        own = by_department.get(register.standard(lead), [])
        received = max((each.received for each in own if each.received), default=None)
        count = sum(bool(each.lead.units) and each.lead.units[0] == lead for each in plan.table.indicators)
        expected.append(Expected(lead, due, count, tuple(each.file for each in own), received))
    return expected


def _writable(path: Path) -> Path:
    """The path, its folder made; OutputError where nothing can be written there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.parent / f".{path.name}.tmp"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise OutputError(
            f"文件夹“{path.parent}”写不进去（{fault.strerror}）", "请换一个文件夹或检查权限"
        ) from fault
    return path
