"""核对：masters, notices, returned files and folders, every file listed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from minsheng_xl.checks.report import Report
from minsheng_xl.errors import InputError
from minsheng_xl.jobs.comments import judge_comments
from minsheng_xl.jobs.confirmed import with_answers
from minsheng_xl.jobs.consolidation import Progress
from minsheng_xl.jobs.drafts import check_source, superior_tables
from minsheng_xl.jobs.folders import RETURNED
from minsheng_xl.jobs.intake import OWN_KINDS, outcome_of
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.jobs.rounds import hold
from minsheng_xl.ledger import open_records
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.reading.files.folders import named_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.intake import TakenFile


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
    plan = read_source(master) if master else None
    above = superior_tables(superior)
    report = Report()
    for path in paths:
        if not path.exists():
            raise InputError(f"找不到“{path}”", "请核对路径")
        files = named_files(path) if path.is_dir() else [(path, path.name)]
        steps = progress([each for each, _ in files], len(files)) if progress else files
        with closing(intake.take_each(files)) as stream:
            taken = [one for _, each in zip(steps, stream, strict=False) for one in each.every()]
        where = _Where(plan or _plan_beside(path), period, previous, as_of, whole=path.is_dir())
        report = report.merged(_check_taken(taken, where, above))
    return report


@dataclass(frozen=True, slots=True)
class _Where:
    """What files are held against."""

    plan: Plan | None
    period: Period | None
    previous: Path | None
    as_of: date | None
    whole: bool
    """Whether they are all that lies in a folder."""


def _plan_beside(path: Path) -> Plan | None:
    """The plan of the work folder a path lies in, where there is one only."""
    work = next((each.parent for each in (path, *path.resolve().parents) if each.name == RETURNED), None)
    found = sorted(work.glob("*.xlsx")) if work else []
    masters = [each for each in found if intake.take(each).meta.get("kind") == "master"]
    return read_source(masters[0]) if len(masters) == 1 else None


def _check_taken(taken: Sequence[TakenFile], where: _Where, above: Sequence[TargetTable]) -> Report:
    """Every file by what it is; returns together, by the period they are for."""
    report, rounds = Report(), defaultdict[Period | None, list[TakenFile]](list)
    for each in taken:
        if _is_return(each, where):
            rounds[where.period or (_stated_period(each) if where.plan else None)].append(each)
        else:
            report = report.merged(_check_other(each, where, above))
    for period, files in rounds.items():
        report = report.merged(_check_returns(files, period, where))
    order = {each.name: number for number, each in enumerate(taken)}
    return replace(
        report, files=tuple(sorted(report.files, key=lambda each: order.get(each.path, len(order))))
    )


def _is_return(taken: TakenFile, where: _Where) -> bool:
    """Whether a file is judged as a return: our form, and beside a plan whatever is no workbook of ours."""
    kind = taken.meta.get("kind")
    return kind == "form" or (where.plan is not None and kind not in OWN_KINDS)


def _check_returns(files: Sequence[TakenFile], period: Period | None, where: _Where) -> Report:
    if where.plan is None:
        reason = "核对回收件需要总表，请用 --master 指明"
        return Report(tuple(outcome_of(each, "skipped", "needs_master", reason) for each in files))
    work = where.plan.path.parent
    plan = with_answers(where.plan.in_period(period), period, work) if period else where.plan
    with open_records(work) as records:
        held = hold(
            plan,
            period,
            files,
            work=work,
            records=records,
            previous=where.previous,
            as_of=where.as_of,
            whole=where.whole,
        )
    return held.report


def _check_other(taken: TakenFile, where: _Where, above: Sequence[TargetTable]) -> Report:
    if taken.refusal:
        status = "skipped" if taken.skipped else "rejected"
        return Report((outcome_of(taken, status, taken.refusal.reason_code, str(taken.refusal)),))
    kind = taken.meta.get("kind", "master")
    if where.plan and kind == "comment":
        return judge_comments(where.plan, [taken], where.as_of)[1]
    if kind in ("master", "printed"):
        try:
            return check_source(read_source(taken.path), superior=above, as_of=where.as_of)
        except InputError as fault:
            reason = getattr(fault, "reason_code", "no_plan")
            return Report((outcome_of(taken, "rejected", reason, str(fault)),))
    return Report((outcome_of(taken, "skipped", "own_output", f"这是本程序生成的{OWN_KINDS[kind]}"),))


def _stated_period(taken: TakenFile) -> Period | None:
    """The period a form was issued for, as it carries it."""
    try:
        return Period.parse(taken.meta.get("period", ""))
    except InputError:
        return None
