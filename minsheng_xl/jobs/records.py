"""What a consolidation tells the ledger, and what it goes on without when there is no ledger to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from minsheng_xl.checks.report import FileOutcome, Finding, Report
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.ledger import Ledger, LedgerBusy, LedgerUnavailable, Received, open_ledger
from minsheng_xl.model import Period, Return, Row
from minsheng_xl.reading.intake import TakenFile
from minsheng_xl.summary import Summary


@dataclass(slots=True)
class Recorder:
    """The ledger of a run, or nothing; `notes` says what could not be noted."""

    ledger: Ledger | None = None
    notes: list[str] = field(default_factory=list)
    taken: frozenset[tuple[str, str]] = frozenset()
    """Name and SHA-256 of the files whose figures count in this run."""

    @property
    def head(self) -> str:
        """What an issued summary carries: the end of the audit chain."""
        return self.ledger.head() if self.ledger else ""

    def take_in(
        self,
        plan: Plan,
        period: Period,
        taken: Sequence[TakenFile],
        returns: Sequence[Return],
        report: Report,
    ) -> None:
        """Note every file with what it said and how it was judged."""
        if self.ledger is None:
            return
        by_file = {each.file: each for each in returns}
        outcomes = {each.path: each for each in report.files}
        self.taken = frozenset(
            (each.path, each.sha256) for each in report.files if each.status in ("taken", "partly")
        )
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
            versions = [each for each in known if (each.name, each.sha256) in self.taken]
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


def shares(plan: Plan, returned: Return) -> dict[str, Return]:
    """A return by department: each with the rows it leads; one that stands for a whole unit stays whole."""
    register = plan.ref.register
    own = register.standard(returned.meta.get("department") or returned.department)
    if returned.meta.get("by", "lead") != "lead":
        return {own: returned}
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in returned.rows:
        if row.indicator:
            rows[register.standard(row.indicator.lead.units[0]) if row.indicator.lead.units else own].append(
                row
            )
    if not rows or set(rows) == {own}:
        return {own: returned}
    return {
        department: replace(returned, department=department, rows=mine) for department, mine in rows.items()
    }


def _received(
    plan: Plan, taken: TakenFile, outcome: FileOutcome, returned: Return | None, findings: Sequence[Finding]
) -> Received:
    parts: Mapping[str, Return] = shares(plan, returned) if returned else {}
    return Received(taken.path, outcome, taken.received, parts, tuple(findings))
