"""What a consolidation tells the ledger, and what it goes on without when there is no ledger to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from minsheng_xl.checks.report import FileOutcome, Finding, Report
from minsheng_xl.jobs.intake import newest, parts_of, receive
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.standing import duty_of, still_standing
from minsheng_xl.ledger import (
    Ledger,
    LedgerBusy,
    LedgerUnavailable,
    Received,
    Records,
    Version,
    open_ledger,
)
from minsheng_xl.model import Period, Return
from minsheng_xl.reading import intake
from minsheng_xl.reading.intake import TakenFile
from minsheng_xl.summary import Summary


@dataclass(frozen=True, slots=True)
class Gathered:
    """Returns that count, an outcome for every file, and the version before each return, by file."""

    returns: list[Return]
    outcomes: dict[str, FileOutcome]
    earlier: dict[str, Return]
    aside: list[Return]
    """Returns that do not count: sent back by a person, or locked out."""


def gather(plan: Plan, period: Period, taken: list[TakenFile], records: Records | None) -> Gathered:
    """The files as returns that still count; a locked version that is gone comes back from its copy.

    Its copy is added to `taken`.
    """
    returns, outcomes = receive(plan, taken)
    versions = records.versions(str(period)) if records else []
    standing = still_standing(plan, period, returns, outcomes, versions)
    for version in standing.missing:
        assert records is not None
        name = f"{version.name}〔第{version.number}版〕"
        copy = intake.take(records.copy_of(version.sha256), name)
        copy.received = version.received
        again, outcome = receive(plan, [copy])
        taken.append(copy)
        standing.returns.extend(again)
        standing.outcomes.update(outcome)
    _let_pass(plan, standing.returns, versions)
    earlier = _earlier(plan, standing.returns, versions, records)
    return Gathered(standing.returns, standing.outcomes, earlier, standing.aside)


def _let_pass(plan: Plan, returns: Sequence[Return], versions: Sequence[Version]) -> None:
    """Tell every return that a person let pass the reason for it."""
    why = {(one.department, one.by, one.sha256): one.why for one in versions if one.passed}
    for each in returns:
        each.passed = why.get((*duty_of(plan, each), each.sha256), "")


def _earlier(
    plan: Plan, returns: Sequence[Return], versions: Sequence[Version], records: Records | None
) -> dict[str, Return]:
    """By file: the version before it, where an earlier run has seen one."""
    earlier: dict[str, Return] = {}
    for each in newest(plan, returns)[0] if versions else ():
        department, by = duty_of(plan, each)
        own = [one for one in versions if one.department == department and one.by == by]
        number = next((one.number for one in own if one.sha256 == each.sha256), len(own) + 1)
        before = [one for one in own if one.number < number]
        if before and records:
            earlier[each.file] = records.restore(before[-1].reading, plan.table)
    return earlier


@dataclass(slots=True)
class Recorder:
    """The ledger of a run, or nothing; `notes` says what could not be noted."""

    ledger: Ledger | None = None
    notes: list[str] = field(default_factory=list)
    used: frozenset[str] = frozenset()
    """SHA-256 of the files whose figures count in this run."""

    @property
    def head(self) -> str:
        """What an issued summary carries: the end of the audit chain."""
        return self.ledger.head() if self.ledger else ""

    def take_in(
        self,
        plan: Plan,
        period: Period,
        taken: Sequence[TakenFile],
        gathered: Gathered,
        report: Report,
    ) -> None:
        """Note every file with what it said and how it was judged."""
        if self.ledger is None:
            return
        by_file = {each.file: each for each in (*gathered.returns, *gathered.aside)}
        outcomes = {each.path: each for each in report.files}
        self.used = frozenset(each.sha256 for each in report.files if each.status in ("taken", "partly"))
        findings: dict[str, list[Finding]] = defaultdict(list)
        for finding in report.findings:
            findings[finding.place.file].append(finding)
        files = [
            _received(plan, each, outcomes[each.name], by_file.get(each.name), findings[each.name])
            for each in taken
            if each.name in outcomes
        ]
        with self._going_on():
            self.ledger.take_in(str(period), files, plan.table.adjustments)

    def issue(self, summary: Summary, output: Path, master: Path) -> None:
        """Note the summary that was written, with the versions it rests on."""
        if self.ledger is None:
            return
        with self._going_on():
            known = self.ledger.versions(str(summary.period))
            versions = [each for each in known if each.sha256 in self.used]
            self.ledger.issue(summary, output, master, versions)

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        try:
            yield
        except LedgerUnavailable as fault:
            self.ledger = None
            self.notes.append(str(fault))


@contextmanager
def recording(work: Path) -> Iterator[Recorder]:
    """A recorder for the work folder, held alone inside the block; without a ledger where none can be had.

    LedgerBusy where another process is writing.
    """
    with ExitStack() as stack:
        recorder = Recorder()
        try:
            recorder.ledger = stack.enter_context(open_ledger(work))
        except LedgerBusy:
            raise
        except LedgerUnavailable as fault:
            recorder.notes.append(str(fault))
        yield recorder


def _received(
    plan: Plan, taken: TakenFile, outcome: FileOutcome, returned: Return | None, findings: Sequence[Finding]
) -> Received:
    parts: Mapping[str, Return] = parts_of(plan, returned) if returned else {}
    return Received(taken.path, outcome, taken.received, parts, tuple(findings))
