"""Which returns still count: what a person sent back does not, nor what came after the lock unless passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from minsheng_xl.checks.report import FileOutcome
from minsheng_xl.cycle import lock_date
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.ledger import LOCKED, Version
from minsheng_xl.model import Period, Return

Duty = tuple[str, str]
"""Whose return it is: the department's standing name, and lead, responsible or township."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Returns that count, outcomes of all files, and locked versions that have to be brought back."""

    returns: list[Return]
    outcomes: dict[str, FileOutcome]
    missing: list[Version]
    aside: list[Return]
    """Returns that do not count, kept as versions all the same."""


def duty_of(plan: Plan, returned: Return) -> Duty:
    """Whose return it is."""
    return plan.ref.register.standard(returned.meta.get("department") or returned.department), returned.by


def still_standing(
    plan: Plan,
    period: Period,
    returns: Sequence[Return],
    outcomes: Mapping[str, FileOutcome],
    versions: Sequence[Version],
) -> Standing:
    """Hold a period's returns against what was decided and against the lock day."""
    by_duty: dict[Duty, list[Version]] = {}
    for version in versions:
        by_duty.setdefault((version.department, version.by), []).append(version)
    given: dict[Duty, list[Return]] = {}
    for each in returns:
        given.setdefault(duty_of(plan, each), []).append(each)
    kept, settled, missing, aside = [], dict(outcomes), [], []
    for duty, own in given.items():
        judge = _Judge(lock_date(period, plan.ref.settings, duty[0]), by_duty.get(duty, []), own)
        for each in own:
            verdict = judge.verdict(each)
            if verdict:
                settled[each.file] = replace(settled[each.file], **verdict, department=each.department)
                aside.append(each)
            else:
                kept.append(each)
        missing += judge.missing
    kept.sort(key=lambda one: one.file)
    return Standing(kept, settled, missing, aside)


class _Judge:
    """What holds for the returns of one department."""

    def __init__(self, lock: date | None, versions: Sequence[Version], own: Sequence[Return]) -> None:
        self._lock = lock
        self._refused = {each.sha256: each for each in versions if each.refused}
        self._passed = {each.sha256 for each in versions if each.passed}
        self._locked = next((each for each in reversed(versions) if each.state == LOCKED), None)
        before = [each for each in versions if each.usable and self._in_time(each)]
        in_time = [each for each in own if self._in_time(each) and each.sha256 not in self._refused]
        self._closed = bool(lock and (before or in_time))
        held = self._locked or (before[-1] if before and self._closed and not in_time else None)
        self.missing = [held] if held and held.sha256 not in {each.sha256 for each in own} else []

    def verdict(self, returned: Return) -> dict[str, str]:
        """Status and reason of a return that does not count; empty for one that does."""
        refused = self._refused.get(returned.sha256)
        if refused:
            return {"status": "rejected", "reason_code": "sent_back", "reason": f"已退回：{refused.why}"}
        if self._locked:
            if returned.sha256 == self._locked.sha256:
                return {}
            return _skipped(f"本期已锁定第{self._locked.number}版“{self._locked.name}”，这一份只留底")
        if self._closed and not self._in_time(returned):
            return _skipped(f"{self._lock}起本期已锁定，这一份只留底")
        return {}

    def _in_time(self, each: Return | Version) -> bool:
        if self._lock is None or each.sha256 in self._passed:
            return True
        return each.received is not None and each.received.date() < self._lock


def _skipped(reason: str) -> dict[str, str]:
    return {"status": "skipped", "reason_code": "locked", "reason": reason}
