"""核对：masters, notices, returned files and folders, every file listed once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.comments import judge_comments
from minsheng_xl.jobs.consolidation import Progress
from minsheng_xl.jobs.drafts import check_source, superior_tables
from minsheng_xl.jobs.history import History, last_figures
from minsheng_xl.jobs.intake import OWN_KINDS, judge, outcome_of, receive
from minsheng_xl.jobs.plans import Plan, last_shares, read_source, with_answers
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.reading import intake


def check(
    paths: Sequence[Path],
    *,
    master: Path | None = None,
    period: Period | None = None,
    previous: Path | None = None,
    superior: Path | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check masters, notices, returned files and folders; every file is listed once, whatever it was.

    Plans are compared with `superior`, the plan of the level above, where it is given.
    """
    above = superior_tables(superior)
    plan = read_source(master) if master else None
    files: list[tuple[Path, str]] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"找不到“{path}”", "请核对路径")
        files += intake.named_files(path) if path.is_dir() else [(path, path.name)]
    report = Report()
    steps = progress([path for path, _ in files], len(files)) if progress else files
    with closing(intake.take_each(files)) as stream:
        for _, taken in zip(steps, stream, strict=False):
            for each in taken.every():
                report = report.merged(_check_taken(each, plan, period, previous, above, as_of))
    return report


def _check_taken(
    taken: intake.TakenFile,
    plan: Plan | None,
    period: Period | None,
    previous: Path | None,
    above: Sequence[TargetTable],
    as_of: date | None,
) -> Report:
    if taken.refusal:
        status = "skipped" if taken.skipped else "rejected"
        return Report((outcome_of(taken, status, taken.refusal.reason_code, str(taken.refusal)),))
    if plan and taken.meta.get("kind") == "comment":
        return judge_comments(plan, [taken], as_of)[1]
    if taken.meta.get("kind") == "form" or (plan and taken.meta.get("kind") not in OWN_KINDS):
        if plan is None:
            outcome = outcome_of(taken, "skipped", "needs_master", "核对回收件需要总表，请用 --master 指明")
            return Report((outcome,))
        work, own = plan.path.parent, period or _stated_period(taken)
        plan = with_answers(plan.in_period(own), own, work) if own else plan
        past = last_figures(plan, period, previous=previous, work=work) if period else History()
        share_history = last_shares(plan, period, previous=previous, work=work) if period else {}
        returns, outcomes = receive(plan, [taken])
        return judge(
            plan, returns, outcomes, period, past.figures, (), as_of, share_history=share_history
        ).merged(past.report)
    if taken.meta.get("kind", "master") in ("master", "printed"):
        try:
            return check_source(read_source(taken.path), superior=above, as_of=as_of)
        except InputError as fault:
            reason = getattr(fault, "reason_code", "no_plan")
            return Report((outcome_of(taken, "rejected", reason, str(fault)),))
    kind = OWN_KINDS[taken.meta["kind"]]
    return Report((outcome_of(taken, "skipped", "own_output", f"这是本程序生成的{kind}"),))


def _stated_period(taken: intake.TakenFile) -> Period | None:
    """The period a form was issued for, as it carries it."""
    try:
        return Period.parse(taken.meta.get("period", ""))
    except InputError:
        return None
