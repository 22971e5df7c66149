"""Whose file it is, where the file itself cannot say so: by its name, else by the folders it lies in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from minsheng_xl.checks.report import FileOutcome
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.quantity.typography import fold
from minsheng_xl.shares import SHARERS

_LONGEST = 24
"""Signs of the longest name that is looked for, where the plan prints none that is longer."""
_AND = frozenset("和与及")
_LEVEL = re.compile("^[省市县区旗州镇乡]")
_SHORTEST = 3
"""Signs a name without its level must have left to be looked for: 教育局, not 残联."""


def sender_of(plan: Plan, outcome: FileOutcome) -> str:
    """The lead department a file comes from, as the plan prints it; empty where nothing says.

    What the file says goes first, then its name, then its folders from the inside out; the longest name of a
    unit that is found wins over those within it (市教育局 is not 教育局), and two units are no answer.
    """
    register, leads = plan.ref.register, plan.table.leads
    if outcome.department:
        said = register.standard(outcome.department)
        return next((lead for lead in leads if register.standard(lead) == said), "")
    parts = outcome.path.split("/")
    if any(f"{word}填报表" in parts[-1] for by, word in SHARERS.items() if by != "lead"):
        return ""
    return next(filter(None, (lead_named(part, plan) for part in reversed(parts))), "")


def lead_named(part: str, plan: Plan) -> str:
    """The one lead a title or a name of a file speaks of, by any of its names: 卫健局 of 县卫生健康局."""
    register, part = plan.ref.register, fold(part)
    printed = {name: lead for lead in plan.table.leads for name in _printed(lead)}
    spans = {
        part[start : start + length]
        for length in range(_SHORTEST, min(len(part), max([_LONGEST, *map(len, printed)])) + 1)
        for start in range(len(part) - length + 1)
    }
    joined = {span for span in spans if span[0] in _AND and span[1:] in printed}  # 和县 is a county, too
    found = {span for span in spans - joined if span in printed or register.knows(span)}
    whole = [span for span in found if not any(span != other and span in other for other in found)]
    leads = {_lead(span, printed, plan) for span in whole} - {""}
    return leads.pop() if len(leads) == 1 else ""


def _printed(lead: str) -> set[str]:
    """A lead's name as the plan prints it, and without its level."""
    name = fold(lead)
    bare = _LEVEL.sub("", name)
    return {name, bare} if len(bare) >= _SHORTEST else {name}


def _lead(name: str, printed: Mapping[str, str], plan: Plan) -> str:
    """The lead a name means, at the lead's own level where the name prints none; empty for another unit."""
    if name in printed:
        return printed[name]
    register = plan.ref.register
    for lead in plan.table.leads:
        department = register.find(lead).department
        if department and register.find(name, level=department.level).department == department:
            return lead
    return ""
