"""Returned files received: read and matched to the plan, or an outcome that says why not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from minsheng_xl.checks.report import FileOutcome
from minsheng_xl.filling import filling_of
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.senders import lead_named
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.model import Return
from minsheng_xl.reading.documents.carried import blocks_of
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.corrections import uncorrected
from minsheng_xl.reading.returns.forms import read_return

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

_SHOWN = 3
"""Figures that are named where a report states nothing done."""


def receive(plan: Plan, files: Sequence[intake.TakenFile]) -> tuple[list[Return], dict[str, FileOutcome]]:
    """Returns matched to the plan, and an outcome for every file (a return's is settled after the rules)."""
    shared = SharedPlan(plan)
    returns: list[Return] = []
    outcomes: dict[str, FileOutcome] = {}
    first = _first_of_same(files)
    for taken in files:
        each: Return | None = None
        outcome = _passed_over(taken, first[taken.sha256])
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
    return returns, outcomes


def _first_of_same(files: Sequence[intake.TakenFile]) -> dict[str, str]:
    """The first that came of files with the same bytes, by their SHA-256; of one time the first by name."""
    in_order = sorted(files, key=lambda each: (each.received or datetime.max, each.name), reverse=True)
    return {each.sha256: each.name for each in in_order}


def _read(plan: Plan, shared: SharedPlan, taken: intake.TakenFile) -> Return | None:
    """The return a file is: a form, else what a report in words says; None where it is neither."""
    named = partial(lead_named, plan=plan)
    returned = (
        None if taken.refusal else read_return(taken.name, taken.grids, plan.ref, plan.confirmed, named)
    )
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
    from minsheng_xl.reading.notices.pipeline import read_block_documents
    from minsheng_xl.reading.returns.match_statements import read_matched

    documents = read_block_documents(blocks_of(taken.prose or taken.grids), taken.name, plan.ref, report=True)
    told = read_matched(taken.name, documents, plan.table, plan.ref, plan.confirmed)
    return None if told is None or (_says_nothing(told) and not told.not_done) else told


def _refused(taken: intake.TakenFile) -> FileOutcome:
    """The outcome of a file that was refused as a workbook and says nothing in words either."""
    assert taken.refusal is not None
    status = "skipped" if taken.skipped else "rejected"
    reason = f"{taken.refusal.reason}。{taken.refusal.remedy}"
    return outcome_of(taken, status, taken.refusal.reason_code, reason)


def _passed_over(taken: intake.TakenFile, first: str) -> FileOutcome | None:
    """Why a file is not even looked into; one of running text may state what a form would."""
    if taken.refusal and not taken.prose:
        return _refused(taken)
    if uncorrected(taken.grids):
        return outcome_of(taken, "skipped", "uncorrected", "这是退回的标注件，内容没有改动")
    kind = OWN_KINDS.get(taken.meta.get("kind", ""))
    if kind:
        return outcome_of(taken, "skipped", "own_output", f"这是本程序生成的{kind}，不是回收件")
    if taken.name != first:
        return outcome_of(taken, "skipped", "same_file", f"与“{first}”内容完全相同")
    return None


def _unusable(taken: intake.TakenFile, returned: Return) -> FileOutcome | None:
    if not returned.columns:
        return outcome_of(taken, "rejected", "no_table", "没有找到填报表的表头，请用下发的填报表重报")
    if returned.not_done and _says_nothing(returned):
        left = "、".join(f"{each.printed}（{each.why}）" for each in returned.not_done[:_SHOWN])
        return outcome_of(taken, "rejected", "nothing_done", f"材料里没有说完成了多少：{left}，请写明完成数")
    if _says_nothing(returned) and {"cumulative", "indicator"} <= returned.columns.keys():
        return outcome_of(
            taken, "rejected", "no_match", "没有一行对得上本年总表，请核对是不是这个县、这一年的表"
        )
    if not any(filling_of(row) for row in returned.rows):
        return outcome_of(taken, "rejected", "blank_form", "这是没有填写的空白填报表，请填好后重报")
    return None


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
