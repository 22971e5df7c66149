"""Returned files received and judged: read, matched, checked, and each given its outcome."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from minsheng_xl.checks import engine
from minsheng_xl.checks.custom import own_rules
from minsheng_xl.checks.reasons import reasoned
from minsheng_xl.checks.report import FileOutcome, Finding, Report, Severity
from minsheng_xl.cycle import Expected, due_date
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.jobs.sharing import SharedPlan, ShareFigures
from minsheng_xl.model import Period, Return, Row
from minsheng_xl.reading import intake
from minsheng_xl.reading.corrections import uncorrected
from minsheng_xl.reading.notices import read_block_documents
from minsheng_xl.reading.rejected import Rejected
from minsheng_xl.reading.returns import read_return
from minsheng_xl.reading.running import blocks_of
from minsheng_xl.reading.telling import read_matched

OWN_KINDS = {
    "master": "总表",
    "printed": "目标任务表印发稿",
    "summary": "县汇总表",
    "dispatch": "下发清单",
    "report": "核对结果",
    "marked": "批注退回件",
    "comment": "征求意见表",
    "opinions": "意见汇总",
    "adjustments": "调整台账",
    "reminders": "催报清单",
    "board": "周期看板",
}
"""Workbooks of ours that are no returns, by the kind in their `_meta`."""


def receive(plan: Plan, files: Iterable[intake.TakenFile]) -> tuple[list[Return], dict[str, FileOutcome]]:
    """Returns matched to the plan, and an outcome for every file (a return's is settled after the rules)."""
    shared = SharedPlan(plan)
    returns: list[Return] = []
    outcomes: dict[str, FileOutcome] = {}
    seen: dict[str, str] = {}
    for taken in files:
        each: Return | None = None
        outcome = _passed_over(taken, seen)
        if outcome is None:
            try:
                each = _read(plan, shared, taken)
                outcome = _unusable(taken, each) if each else None
            except Exception as fault:  # what nobody thought of in one file must not cost the others
                each, taken.refusal = None, Rejected("unexpected", taken.name, what=type(fault).__name__)
        if each and outcome is None:
            returns.append(each)
            outcome = outcome_of(taken, "taken")
        outcomes[taken.name] = outcome or _refused(taken)
        seen.setdefault(taken.sha256, taken.name)
    return returns, outcomes


def _read(plan: Plan, shared: SharedPlan, taken: intake.TakenFile) -> Return | None:
    """The return a file is: a form, else what a report in words says; None where it is neither."""
    returned = None if taken.refusal else read_return(taken.name, taken.grids, plan.ref, plan.confirmed)
    if returned:
        shared.match(returned)
    if returned is None or _says_nothing(returned):
        returned = _told(plan, taken) or returned
    if returned is None:
        return None
    returned.sha256, returned.received, returned.signed = taken.sha256, taken.received, taken.signed
    return returned


def _says_nothing(returned: Return) -> bool:
    """Whether it is no form of ours and no row of it is known or asked about."""
    ours = returned.meta.get("kind") == "form"
    return not ours and not returned.readings and not any(row.indicator for row in returned.rows)


def _told(plan: Plan, taken: intake.TakenFile) -> Return | None:
    """What a report states of the plan's indicators; None where it states nothing of them."""
    documents = read_block_documents(blocks_of(taken.prose or taken.grids), taken.name, plan.ref, report=True)
    told = read_matched(taken.name, documents, plan.table, plan.ref, plan.confirmed)
    return None if told is None or _says_nothing(told) else told


def newest(plan: Plan, returns: Sequence[Return]) -> tuple[list[Return], dict[str, Return]]:
    """Of several returns of one department that fill in the same rows the newest; the others by file name.

    The newest is the one received last, of one time the last by name. Returns whose rows do not overlap
    (a form sent in two parts) all count.
    """
    kept: list[Return] = []
    superseded: dict[str, Return] = {}
    held: dict[tuple[str, str], list[Return]] = {}
    for each in sorted(returns, key=_age, reverse=True):
        department = plan.ref.register.standard(each.meta.get("department") or each.department)
        others = held.setdefault((department, each.by), [])
        later = next((other for other in others if not _codes(each).isdisjoint(_codes(other))), None)
        if later is None:
            others.append(each)
            kept.append(each)
        else:
            superseded[each.file] = later
    kept.sort(key=lambda one: one.file)
    return kept, superseded


def earlier_of(returns: Sequence[Return], superseded: Mapping[str, Return]) -> dict[str, Return]:
    """The return before the newest one of a department, by the newest one's file name."""
    older = sorted((each for each in returns if each.file in superseded), key=_age)
    return {superseded[each.file].file: each for each in older}


def parts_of(plan: Plan, returned: Return) -> dict[str, Return]:
    """A return by department: a lead's with the rows each department leads; another's stays whole."""
    register = plan.ref.register
    own = register.standard(returned.meta.get("department") or returned.department)
    if returned.by != "lead":
        return {own: returned}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in returned.rows:
        if row.indicator:
            rows[register.standard(next(iter(row.indicator.lead.units), own))].append(row)
    if rows.keys() <= {own}:
        return {own: returned}
    return {name: replace(returned, department=name, rows=mine) for name, mine in rows.items()}


def _age(returned: Return) -> tuple[datetime, str]:
    return returned.received or datetime.min, returned.file


def _codes(returned: Return) -> set[str]:
    return {row.indicator.code for row in returned.rows if row.indicator}


def _refused(taken: intake.TakenFile) -> FileOutcome:
    """The outcome of a file that was refused as a workbook and says nothing in words either."""
    assert taken.refusal is not None
    status = "skipped" if taken.skipped else "rejected"
    reason = f"{taken.refusal.reason}。{taken.refusal.remedy}"
    return outcome_of(taken, status, taken.refusal.reason_code, reason)


def _passed_over(taken: intake.TakenFile, seen: Mapping[str, str]) -> FileOutcome | None:
    """Why a file is not even looked into; one of running text may state what a form would."""
    if taken.refusal and not taken.prose:
        return _refused(taken)
    if uncorrected(taken.grids):
        return outcome_of(taken, "skipped", "uncorrected", "这是退回的标注件，内容没有改动")
    kind = OWN_KINDS.get(taken.meta.get("kind", ""))
    if kind:
        return outcome_of(taken, "skipped", "own_output", f"这是本程序生成的{kind}，不是回收件")
    if taken.sha256 in seen:
        return outcome_of(taken, "skipped", "same_file", f"与“{seen[taken.sha256]}”内容完全相同")
    return None


def _unusable(taken: intake.TakenFile, returned: Return) -> FileOutcome | None:
    if not returned.columns:
        return outcome_of(taken, "rejected", "no_table", "没有找到填报表的表头，请用下发的填报表重报")
    if _says_nothing(returned) and {"cumulative", "indicator"} <= returned.columns.keys():
        return outcome_of(
            taken, "rejected", "no_match", "没有一行对得上本年总表，请核对是不是这个县、这一年的表"
        )
    if not any(_filled(returned)):
        return outcome_of(taken, "rejected", "blank_form", "这是没有填写的空白填报表，请填好后重报")
    return None


def _filled(returned: Return) -> Iterable[bool]:
    for row in returned.rows:
        for role in ("current", "status", "progress_note", "explanation"):
            yield bool(row.text(role))
        measure = row.indicator.measure if row.indicator else "flow"
        yield measure != "flow" and bool(row.text("cumulative"))


def outcome_of(taken: intake.TakenFile, status: str, reason_code: str = "", reason: str = "") -> FileOutcome:
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


def judge(
    plan: Plan,
    returns: list[Return],
    outcomes: Mapping[str, FileOutcome],
    period: Period | None,
    history: Mapping[str, Decimal],
    expected: Sequence[Expected],
    as_of: date | None,
    *,
    share_history: ShareFigures | None = None,
    earlier: Mapping[str, Return] | None = None,
) -> Report:
    """Run the rules over returns; an error keeps its row out, or its whole file where the rule says so.

    Of a department's several returns only the newest is judged; the older ones are listed as skipped.
    `earlier` gives the return before this one, by file, where an earlier run has seen it.
    Shares of responsible units and townships are held against their own small plans.
    What a rule set to 须说明 finds on a row without a reason counts as an error (`checks.reasons`).
    """
    given = returns
    returns, superseded = newest(plan, given)
    shares = [each for each in returns if each.by != "lead"]
    inputs = {
        "master": plan.table,
        "returns": [each for each in returns if each.by == "lead"],
        "shares": shares,
        "superseded": superseded,
        "told": [each for each in returns if each.told] or None,
        "earlier": {**(earlier or {}), **earlier_of(given, superseded)},
        "history": history,
        "ref": plan.ref,
        "period": period,
        "expected": expected or None,
        "as_of": as_of or date.today(),
    }
    own, grading = own_rules(plan.ref), engine.Grading.of(plan.ref.settings)
    report = engine.run(inputs, grading=grading, own=own)
    report = report.merged(SharedPlan(plan).judge(shares, share_history or {}, period, as_of))
    asked = reasoned(report.findings, returns, grading, as_of or date.today())
    report = replace(report, findings=tuple(asked))
    rules, by_file = engine.catalogue() | {each.code: each for each in own}, defaultdict(list)
    for found in report.findings:
        by_file[found.place.file].append(found)
    for each in returns:
        _settle(each, by_file[each.file], rules)
    settled = {each.file: each for each in returns}
    files = [
        _superseded(outcome, superseded[name])
        if name in superseded
        else _settled(plan, outcome, settled.get(name))
        for name, outcome in outcomes.items()
    ]
    return report.with_files(files)


def _period_key(text: str) -> str:
    """A period as scripts read it, 2021-08, whatever the sheet says; other words stay."""
    try:
        return str(Period.parse(text))
    except InputError:
        return text


def _superseded(outcome: FileOutcome, later: Return) -> FileOutcome:
    return replace(
        outcome,
        status="skipped",
        reason_code="superseded",
        reason=f"{later.department}本期另有更新的一份“{later.file}”，取那一份",
        department=later.department,
        period=_period_key(later.period),
    )


def _settle(returned: Return, findings: Sequence[Finding], rules: Mapping[str, engine.Rule]) -> None:
    errors = [each for each in findings if each.severity is Severity.ERROR]
    whole = next((each for each in errors if rules[each.code].rejects_file), None)
    if whole:
        returned.status, returned.reason_code, returned.reason = "rejected", whole.code, whole.message
        return
    numbers = {each.place.row for each in errors if each.place.row}
    for row in returned.rows:
        row.rejected = row.number in numbers
    elsewhere = list(dict.fromkeys(each.message for each in errors if not each.place.row))
    if errors:
        returned.status, returned.reason_code = "partly", "row_errors" if numbers else "errors"
        rows = [f"有{len(numbers)}行存在错误，未收"] if numbers else []
        returned.reason = "；".join([*rows, *elsewhere])


def _settled(plan: Plan, outcome: FileOutcome, returned: Return | None) -> FileOutcome:
    """The outcome of a file; one that could not be read is its sender's all the same."""
    if returned is None:
        unread = outcome.status == "rejected"
        return replace(outcome, department=sender_of(plan, outcome)) if unread else outcome
    return replace(
        outcome,
        status=returned.status,
        reason_code=returned.reason_code,
        reason=returned.reason,
        kind=outcome.kind or returned.kind,
        department=returned.department,
        period=_period_key(returned.period) or outcome.period,
    )


def expected_returns(plan: Plan, period: Period, returns: Sequence[Return]) -> list[Expected]:
    """Every lead department of the plan with its due date and what came from it."""
    register = plan.ref.register
    by_department: dict[str, list[Return]] = {}
    for each in (one for one in returns if one.by == "lead"):
        for department in parts_of(plan, each):
            by_department.setdefault(department, []).append(each)
    counts = Counter(each.lead.units[0] for each in plan.table.indicators if each.lead.units)
    expected = []
    for lead in plan.table.leads:
        standing = register.standard(lead)
        own, due = by_department.get(standing, []), due_date(period, plan.ref.settings, standing)
        received = max((each.received for each in own if each.received), default=None)
        expected.append(Expected(lead, due, counts[lead], tuple(each.file for each in own), received))
    return expected
