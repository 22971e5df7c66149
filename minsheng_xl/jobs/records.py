"""What a consolidation tells the ledger, and what it goes on without when there is no ledger to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from minsheng_xl.checks.report import Finding
from minsheng_xl.jobs.history import History
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.rounds import Round
from minsheng_xl.ledger import (
    Basis,
    Ledger,
    LedgerBusy,
    LedgerUnavailable,
    Received,
    Records,
    Share,
    Stood,
    open_ledger,
    open_records,
)
from minsheng_xl.model import By, Period


@dataclass(slots=True)
class Recorder:
    """The ledger of a run, or nothing; `notes` says what could not be noted."""

    ledger: Ledger | None = None
    records: Records | None = None
    """The same for reading, also where nothing can be written: what was decided holds all the same."""
    notes: list[str] = field(default_factory=list)

    @property
    def head(self) -> str:
        """What an issued summary carries: the end of the audit chain."""
        return self.ledger.head() if self.ledger else ""

    def take_in(self, held: Round) -> None:
        """Note every file with what it said and how it was judged."""
        if self.ledger is None:
            return
        assert held.period is not None
        outcomes = {each.path: each for each in held.report.files}
        shares = _shares(held)
        files = [
            Received(each.path, outcomes[each.name], each.received, shares[each.name])
            for each in held.taken
            if each.name in outcomes
        ]
        with self._going_on():
            self.ledger.take_in(str(held.period), files, held.plan.table.adjustments)

    def issue(self, held: Round, output: Path, master: Path, signed: Mapping[str, str]) -> None:
        """Note the summary that was written, with the rows it rests on and all it says beside the figures."""
        if self.ledger is None:
            return
        assert held.summary is not None
        used = {(*part.duty, part.returned.sha256) for part in held.used}
        with self._going_on():
            known = {
                (each.department, each.by, each.sha256): each
                for each in self.ledger.versions(str(held.period))
            }
            rows = [
                Stood(version.reading, row.indicator.code, how, part.returned.file)
                for part, row, how in held.rows
                if row.indicator and (version := known.get((*part.duty, part.returned.sha256)))
            ]
            versions = [each for key, each in known.items() if key in used]
            basis = Basis(versions, rows, held.report, held.contacts, signed)
            self.ledger.issue(held.summary, output, master, basis)

    def send_out(self, plan: Plan, period: Period, by: By, master: Path, past: History) -> None:
        """Note what went out: the plan its forms were made from, and their 上期累计."""
        if self.ledger is None:
            return
        carried = {
            each.code: (
                str(past.figures.get(each.code, "")),
                str(past.since.get(each.code, "")) if each.code in past.figures else "",
            )
            for each in plan.table.indicators
        }
        with self._going_on():
            self.ledger.send_out(str(period), by, plan.table.digest, master, carried)

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
            recorder.records = recorder.ledger = stack.enter_context(open_ledger(work))
        except LedgerBusy:
            raise
        except LedgerUnavailable as fault:
            recorder.notes.append(str(fault))
            recorder.records = stack.enter_context(open_records(work))
        yield recorder


def _shares(held: Round) -> Mapping[str, Mapping[str, Share]]:
    """Each file's versions by department; what stands in another's file counts only where it is used.

    What was found on a row is told of the version that has the row, the rest of its sender's.
    """
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in held.report.findings:
        findings[finding.place.file].append(finding)
    used = set(held.used)
    counted = [part for part in held.parts if part.own or part in used]
    others: dict[str, set[int]] = defaultdict(set)
    for part in counted:
        others[part.returned.file] |= set() if part.own else {row.number for row in part.rows}
    shares: dict[str, dict[str, Share]] = defaultdict(dict)
    for part in counted:
        file, rows = part.returned.file, {row.number for row in part.rows}
        mine = [
            each
            for each in findings[file]
            if each.place.row in rows or (part.own and each.place.row not in others[file])
        ]
        shares[file][part.department] = Share(replace(part.returned, rows=[*part.rows]), tuple(mine))
    return shares
