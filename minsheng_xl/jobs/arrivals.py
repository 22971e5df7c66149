"""What came of those who had to report for a period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from minsheng_xl.cycle import Expected
from minsheng_xl.jobs.duties import duties_of
from minsheng_xl.jobs.gathering import Gathered
from minsheng_xl.jobs.judging import Judged
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.senders import sender_of
from minsheng_xl.jobs.versions import Part
from minsheng_xl.periods import Period


def came(plan: Plan, period: Period, gathered: Gathered) -> list[Expected]:
    """Every lead department with what it sent, whatever came of it: an unreadable file is its sender's."""
    register = plan.ref.register
    files: dict[str, list[str]] = defaultdict(list)
    for part in gathered.parts:
        if part.returned.by == "lead":
            files[part.department].append(part.returned.file)
    for name, outcome in gathered.outcomes.items():
        if outcome.status == "rejected" and (lead := sender_of(plan, outcome)):
            files[register.standard(lead)].append(name)
    return [
        replace(each, files=tuple(dict.fromkeys(files[register.standard(each.department)])))
        for each in duties_of(plan, period)
    ]


def expected_of(plan: Plan, period: Period, judged: Judged) -> list[Expected]:
    """Every lead department with its due date and what of its returns counts."""
    own: dict[str, list[Part]] = defaultdict(list)
    for part in judged.used:
        if part.returned.by == "lead":
            own[part.department].append(part)
    found = []
    for each in duties_of(plan, period):
        department = plan.ref.register.standard(each.department)
        files = tuple(sorted({part.returned.file for part in own[department]}))
        received = judged.arrivals.get((department, "lead")) if files else None
        found.append(replace(each, files=files, received=received))
    return found
