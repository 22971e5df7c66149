"""Who has to report for a period."""

from __future__ import annotations

from collections import Counter
from datetime import date

from minsheng_xl.board import Standing
from minsheng_xl.cycle import Expected, due_date
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.periods import Period

NONE = "未报"


def duties_of(plan: Plan, period: Period) -> list[Expected]:
    """Every lead department of the plan with its due date, nothing returned yet."""
    register, settings = plan.ref.register, plan.ref.settings
    counts = Counter(each.lead.units[0] for each in plan.table.indicators if each.lead.units)
    return [
        Expected(lead, due_date(period, settings, register.standard(lead)), counts[lead])
        for lead in plan.table.leads
    ]


def unreported(each: Expected, lock: date | None) -> Standing:
    """How a department stands whose returns, if any came, say nothing yet."""
    return Standing(each.department, NONE, each.due, each.indicators, each.received, each.late, lock=lock)
