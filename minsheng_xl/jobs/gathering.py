"""What came in for a period, read and put in order: files → returns → versions, with what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from minsheng_xl.checks.report import FileOutcome
from minsheng_xl.jobs.history import History
from minsheng_xl.jobs.intake import receive
from minsheng_xl.jobs.issued import Issues, as_of_today
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.versions import Duty, Part, decided, numbered, parts_of
from minsheng_xl.ledger import Records, Version
from minsheng_xl.model import Period, Return
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.intake import TakenFile


@dataclass(frozen=True, slots=True)
class Gathered:
    """What lies there, read and put in order, not judged yet."""

    taken: list[TakenFile]
    outcomes: dict[str, FileOutcome]
    parts: list[Part]
    earlier: Mapping[str, Return]
    """The version before each return, by file."""

    @property
    def judged(self) -> list[Return]:
        """Returns of which something may count, by file name."""
        found = {part.returned.file: part.returned for part in self.parts if part.barred is None}
        return [found[name] for name in sorted(found)]


def gather(
    plan: Plan,
    period: Period | None,
    taken: Sequence[TakenFile],
    records: Records | None,
    versions: Sequence[Version],
    issues: Issues,
    history: History,
) -> Gathered:
    """Files as versions in order; one that counts though its file is gone comes back from its kept copy."""
    files = list(taken)
    times = records.known_times(str(period)) if records and period else {}
    for each in files:
        each.received = times.get(each.sha256, each.received)
    returns, outcomes = receive(plan, files)
    as_of_today(plan, returns, issues, history.figures, period)
    parts = [part for each in returns for part in parts_of(plan, each)]
    found = decided(plan, period, numbered(parts, versions), versions)
    for version in found.missing:
        assert records is not None
        copy = _brought_back(records, version)
        again, outcome = receive(plan, [copy])
        as_of_today(plan, again, issues, history.figures, period)
        files.append(copy)
        outcomes |= outcome
        parts += [
            part
            for each in again
            for part in parts_of(plan, each)
            if part.duty == (version.department, version.by)
        ]
    if found.missing:
        found = decided(plan, period, numbered(parts, versions), versions)
    for part in found.parts:
        if part.version and part.version.passed:
            part.returned.passed = part.version.why
    strange = {each.sha256 for each in returns if not each.is_form_of(period)}
    earlier = earlier_of(
        plan,
        [part for part in found.parts if part.returned.sha256 not in strange],
        [each for each in versions if each.sha256 not in strange],
        records,
    )
    return Gathered(files, outcomes, found.parts, earlier)


def _brought_back(records: Records, version: Version) -> TakenFile:
    name = f"{version.name}〔第{version.number}版〕"
    with closing(intake.take_each([(records.copy_of(version.sha256), name)])) as stream:
        copy = next(stream)
    copy.received = version.received
    return copy


def earlier_of(
    plan: Plan, parts: Sequence[Part], versions: Sequence[Version], records: Records | None
) -> dict[str, Return]:
    """By file: the version before it, from the folder, else as the ledger remembers it."""
    duties: dict[Duty, list[Part]] = defaultdict(list)
    known: dict[Duty, list[Version]] = defaultdict(list)
    earlier: dict[str, Return] = {}
    for part in parts:
        duties[part.duty].append(part)
    for version in versions:
        known[version.department, version.by].append(version)
    for duty, own in duties.items():
        before: Return | None = None
        for part in sorted(own, key=lambda one: one.number):
            if before is None and records:
                older = [each for each in known[duty] if each.number < part.number]
                before = records.restore(older[-1].reading, plan.table) if older else None
            if before and part.own:
                earlier[part.returned.file] = before
            before = part.returned
    return earlier


def gone(parts: Sequence[Part], versions: Sequence[Version]) -> dict[Duty, list[datetime]]:
    """When versions came in that lie there no longer, by whose they were."""
    here = {(*part.duty, part.returned.sha256) for part in parts}
    found: dict[Duty, list[datetime]] = defaultdict(list)
    for each in versions:
        if each.received and each.came and (each.department, each.by, each.sha256) not in here:
            found[each.department, each.by].append(each.received)
    return found
