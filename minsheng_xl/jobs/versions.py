"""Versions: each department's share of each returned file, in the order they count, with what was decided.

A file is one version of its sender's return; rows that others lead are a version of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from minsheng_xl.cycle import lock_date
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.ledger import LOCKED, Version
from minsheng_xl.model import Period, Return, Row

Duty = tuple[str, str]
"""Whose return it is: the department's standing name, and lead, responsible or township."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a version does not count: the outcome of its file, and the reason in words."""

    status: str
    reason_code: str
    reason: str


@dataclass(slots=True, eq=False)
class Part:
    """One department's share of a file."""

    department: str
    returned: Return
    rows: Sequence[Row]
    sender: str = ""
    """Who sent the file; empty where nothing says."""
    version: Version | None = None
    """What the ledger knows of it."""
    number: int = 0
    rank: float = 0
    """Of two versions of one department the higher one is newer; equal where nothing tells."""
    barred: Verdict | None = None

    @property
    def own(self) -> bool:
        """Whether the department sent it itself; else it is a row of its in another's file."""
        return self.sender in ("", self.department)

    @property
    def duty(self) -> Duty:
        return self.department, self.returned.by

    @property
    def counts(self) -> bool:
        """Whether rows of it may stand: neither barred nor refused as a whole."""
        return self.barred is None and self.returned.status != "rejected"


def sender_of_return(plan: Plan, returned: Return) -> str:
    """The standing name of the department a return comes from: its head where that is known, else `_meta`."""
    register = plan.ref.register
    stated, issued = register.standard(returned.department), returned.meta.get("department", "")
    leads = plan.table.leads
    known = stated in leads or stated in map(register.standard, leads) or register.find(stated).department
    return stated if known or not issued else register.standard(issued)


def parts_of(plan: Plan, returned: Return) -> Iterator[Part]:
    """A return by department: a lead's with the rows each department leads, its sender's first.

    A return refused as a whole is its sender's alone.
    """
    sender, register = sender_of_return(plan, returned), plan.ref.register
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in returned.rows:
        leads = row.indicator.lead.units if row.indicator and returned.by == "lead" else ()
        rows[register.standard(leads[0]) if leads else sender].append(row)
    if returned.status == "rejected" or (len(rows) <= 1 and (not sender or sender in rows)):
        yield Part(sender or next(iter(rows), ""), returned, returned.rows, sender)
        return
    mine = rows.pop(sender, [])
    if sender or mine:
        yield Part(sender, returned, mine, sender)
    for department, own in rows.items():
        yield Part(department, returned, own, sender)


def numbered(parts: Iterable[Part], versions: Sequence[Version]) -> list[Part]:
    """The parts with what the ledger knows of them, numbered and ranked within each duty, oldest first."""
    known = {(each.department, each.by, each.sha256): each for each in versions}
    last: dict[Duty, int] = defaultdict(int)
    for each in versions:
        last[each.department, each.by] = max(last[each.department, each.by], each.number)
    duties: dict[Duty, list[Part]] = defaultdict(list)
    for part in parts:
        part.version = known.get((*part.duty, part.returned.sha256))
        duties[part.duty].append(part)
    for duty, own in duties.items():
        own.sort(key=lambda one: (_moment(one), one.returned.file))
        _number(own, last[duty])
        _rank(own)
    return [part for own in duties.values() for part in own]


def _moment(part: Part) -> datetime:
    """When a version came, to the second: no folder of files tells more for sure."""
    return (part.returned.received or datetime.min).replace(microsecond=0)


def _number(parts: Sequence[Part], last: int) -> None:
    """As the ledger has it; a version it does not know comes after those it does."""
    for part in parts:
        last += part.version is None
        part.number = part.version.number if part.version else last


def _rank(parts: Sequence[Part]) -> None:
    """By arrival; one that a person let pass comes behind all that lay there when it was decided."""
    moments = sorted({_moment(each) for each in parts})
    for part in parts:
        part.rank = moments.index(_moment(part))
    passed = [part for part in parts if part.version and part.version.passed]
    for place, part in enumerate(sorted(passed, key=_decided), start=1):
        before = [each.rank for each in parts if each.version and each.version.entry < _decided(part)]
        part.rank = max((*map(int, before), part.rank)) + place / (len(passed) + 1)


def _decided(part: Part) -> int:
    assert part.version is not None
    return part.version.decided


@dataclass(slots=True)
class Decided:
    """What a period's decisions and its lock day leave of the parts."""

    parts: list[Part]
    missing: list[Version] = field(default_factory=list)
    """Versions that count though their file has left the folder."""


def decided(plan: Plan, period: Period | None, parts: Sequence[Part], versions: Sequence[Version]) -> Decided:
    """Bar what a person sent back, what a lock keeps out, and what came after the lock day."""
    found = Decided(list(parts))
    if period is None:
        return found
    by_duty: dict[Duty, list[Version]] = defaultdict(list)
    own: dict[Duty, list[Part]] = defaultdict(list)
    for version in versions:
        by_duty[version.department, version.by].append(version)
    for part in parts:
        own[part.duty].append(part)
    for duty in by_duty.keys() | own.keys():
        lock = lock_date(period, plan.ref.settings, duty[0])
        judge = _Judge(lock, by_duty[duty], own[duty])
        for part in own[duty]:
            part.barred = judge.verdict(part)
        found.missing += judge.missing
    found.missing.sort(key=lambda one: one.id)
    return found


class _Judge:
    """What holds for the versions of one department."""

    def __init__(self, lock: date | None, versions: Sequence[Version], parts: Sequence[Part]) -> None:
        self._lock = lock
        self._locked = next((each for each in reversed(versions) if each.state == LOCKED), None)
        before = [each for each in versions if each.usable and self._in_time(each.received, each)]
        in_time = [one for one in parts if self._timely(one) and not (one.version and one.version.refused)]
        self._closed = bool(lock and (before or in_time))
        passed = [each for each in versions if each.passed] if not self._locked else []
        late = before[-1:] if self._closed and not in_time else []
        held = [self._locked] if self._locked else [*passed, *late]
        here = {one.returned.sha256 for one in parts}
        self.missing = list({each.id: each for each in held if each.sha256 not in here}.values())

    def verdict(self, part: Part) -> Verdict | None:
        """Why a version does not count; None for one that does."""
        version = part.version
        if version and version.refused:
            return Verdict("rejected", "sent_back", f"已退回：{version.why}")
        if self._locked:
            if part.number <= self._locked.number:
                return None
            return _skipped(f"本期已锁定第{self._locked.number}版“{self._locked.name}”，这一份只留底")
        if self._closed and not self._timely(part):
            return _skipped(f"{self._lock}起本期已锁定，这一份只留底")
        return None

    def _timely(self, part: Part) -> bool:
        return self._in_time(part.returned.received, part.version)

    def _in_time(self, received: datetime | None, version: Version | None) -> bool:
        if self._lock is None or (version and version.passed):
            return True
        return received is not None and received.date() < self._lock


def _skipped(reason: str) -> Verdict:
    return Verdict("skipped", "locked", reason)
