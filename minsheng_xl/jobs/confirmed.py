"""What people said of heads and rows that were asked about (匹配确认), found for a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from minsheng_xl.jobs.folders import summaries
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.confirmations import SHEET, may_hold_confirmations, read_confirmations


def with_confirmed(plan: Plan, output: Path, work: Path) -> Plan:
    """The plan with what a person filled into 匹配确认, in the last summary or a workbook of that name."""
    confirmed = {department: dict(answers) for department, answers in plan.confirmed.items()}
    for path in (output, work / f"{SHEET}.xlsx"):
        if path.is_file() and may_hold_confirmations(path):
            for department, answers in read_confirmations(intake.take(path).grids, plan.ref).items():
                confirmed[department] = {**confirmed.get(department, {}), **answers}
    return replace(plan, confirmed=confirmed) if confirmed else plan


def with_answers(plan: Plan, period: Period, work: Path) -> Plan:
    """The plan with what a person filled into 匹配确认 of the period's summaries, or of the work folder."""
    for path in summaries(period, work):
        plan = with_confirmed(plan, path, work)
    return with_confirmed(plan, work / f"{SHEET}.xlsx", work)
