"""Whose file it is, where the file itself cannot say so: by its name, else by the folders it lies in."""

from __future__ import annotations

import re

from minsheng_xl.checks.report import FileOutcome
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.quantity.typography import fold
from minsheng_xl.shares import SHARERS

_LEVEL = re.compile("^[省市县区旗州镇乡]")
_SHORTEST = 3
"""Signs a name without its level must have left to be looked for: 教育局, not 残联."""


def sender_of(plan: Plan, outcome: FileOutcome) -> str:
    """The lead department a file comes from, as the plan prints it; empty where nothing says.

    What the file says goes first, then its name, then its folders from the inside out; the longest name that
    is found wins, and two of one length are no answer.
    """
    register, leads = plan.ref.register, plan.table.leads
    if outcome.department:
        said = register.standard(outcome.department)
        return next((lead for lead in leads if register.standard(lead) == said), "")
    parts = fold(outcome.path).split("/")
    if any(f"{word}填报表" in parts[-1] for by, word in SHARERS.items() if by != "lead"):
        return ""
    names = {lead: _names(plan, lead) for lead in leads}
    return next(filter(None, (_named(part, names) for part in reversed(parts))), "")


def _names(plan: Plan, lead: str) -> tuple[str, ...]:
    """What a department may be called in a file name: as printed, in full, in short, without its level."""
    department = plan.ref.register.find(lead).department
    full = {fold(lead)} | ({department.full, department.short} if department else set())
    bare = {_LEVEL.sub("", name) for name in full}
    return (*full, *(name for name in bare if len(name) >= _SHORTEST))


def _named(part: str, names: dict[str, tuple[str, ...]]) -> str:
    found = {
        lead: max((len(name) for name in own if name and name in part), default=0)
        for lead, own in names.items()
    }
    longest = max(found.values(), default=0)
    best = [lead for lead, length in found.items() if length == longest]
    return best[0] if longest and len(best) == 1 else ""
