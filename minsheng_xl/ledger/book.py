"""The ledger open for writing: what came in, what it said, what was decided, what was issued."""

from __future__ import annotations

import hashlib
import json
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from minsheng_xl.checks.report import FileOutcome, Finding, Severity
from minsheng_xl.errors import InputError
from minsheng_xl.filling import WORDS
from minsheng_xl.ledger import store
from minsheng_xl.ledger.basis import Basis, add_basis
from minsheng_xl.ledger.cells import note_of, place_text
from minsheng_xl.ledger.disk import flush_folder
from minsheng_xl.ledger.faults import PATIENCE, LedgerUnavailable, said
from minsheng_xl.ledger.kept import copies_in, fingerprint, keep, name_of, sweep
from minsheng_xl.ledger.lock import WriteLock, account
from minsheng_xl.ledger.opening import now, open_to_write, write_head
from minsheng_xl.ledger.records import (
    AGAIN,
    DECIDE,
    FAULTY,
    ISSUE,
    LOCKED,
    PASSED,
    RECEIVED,
    SEND_OUT,
    SENT_BACK,
    STATES,
    SUMMARISED,
    TAKE_IN,
    TAKE_OVER,
    Figure,
    Records,
    Version,
    folder_of,
)
from minsheng_xl.ledger.schemas import TABLES
from minsheng_xl.model import Adjustment, Return
from minsheng_xl.summary import Summary

FILLED = ("current", "cumulative", *WORDS)
"""Roles a department fills in; the others are the plan's own and need not be remembered."""


@dataclass(frozen=True, slots=True)
class Share:
    """One department's share of a file: its rows, and what was found in them."""

    returned: Return
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """One file as a run took it: where it lies, what came of it, and each department's share of it."""

    path: Path
    outcome: FileOutcome
    received: datetime | None = None
    shares: Mapping[str, Share] = field(default_factory=dict)


@contextmanager
def open_ledger(work: Path, *, who: str = "", patience: float = PATIENCE) -> Iterator[Ledger]:
    """The ledger of a work folder, made where there is none, held alone inside the block.

    LedgerBusy where another process writes; LedgerDamaged where there is one that cannot be believed;
    LedgerUnavailable where nothing can be written.
    """
    folder, who = folder_of(work), who or f"{account()}@{socket.gethostname()}"
    with ExitStack() as stack:
        with said(folder):
            if not work.is_dir():
                raise LedgerUnavailable(
                    f"没有工作文件夹“{work}”，这次没有记台账", "请用 --work 指明工作文件夹"
                )
            folder.mkdir(exist_ok=True)
            lock = stack.enter_context(WriteLock(folder / store.LOCK, patience=patience))
            if lock.inherited:
                sweep(folder)
            book = Ledger(stack.enter_context(closing(open_to_write(folder, who))), folder, who)
        if lock.inherited:
            book.take_over()
        yield book


class Ledger(Records):
    """A ledger held for writing. Every change is one sealed entry of the audit."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, who: str) -> None:
        super().__init__(connection, folder)
        self.who = who
        self._fresh: list[Path] = []
        """Copies made since the last entry: nothing names them yet."""

    def take_in(self, period: str, files: Sequence[Received], adjustments: Sequence[Adjustment] = ()) -> None:
        """Keep a copy of every file and note what is new: files, versions, judgements, adjustments."""
        batch = store.Batch()
        with self._writing():
            self._note_files(batch, files)
            self._note_versions(batch, period, files)
            names = tuple(TABLES["adjustment"])
            noted = self.known("adjustment", names)
            for row in (tuple(str(getattr(each, name)) for name in names) for each in adjustments):
                if row not in noted:
                    batch.add("adjustment", *row)
            self._append(batch, TAKE_IN, period)

    def _note_versions(self, batch: store.Batch, period: str, files: Sequence[Received]) -> None:
        known = {(each.department, each.by, each.sha256): each for each in self.versions(period)}
        counts: Counter[tuple[str, str]] = Counter()
        for each in known.values():
            counts[each.department, each.by] = max(counts[each.department, each.by], each.number)
        version, reading = self.next_id("version"), self.next_id("reading")
        for file in sorted(files, key=lambda one: (one.received or datetime.min, one.outcome.path)):
            for department, share in file.shares.items():
                duty = department, share.returned.by
                old = known.get((*duty, file.outcome.sha256))
                if old is None:
                    counts[duty] += 1
                    _add_version(batch, version, *duty, period, counts[duty], file)
                number = old.number if old else counts[duty]
                if _add_reading(batch, reading, old.id if old else version, share, file, old):
                    _add_state(batch, old.id if old else version, number, file.outcome.status, old)
                    reading += 1
                version += old is None

    def issue(self, summary: Summary, path: Path, master: Path, basis: Basis) -> None:
        """Note a summary as issued: its bytes, its master's, its figures, and what it rests on."""
        period, sha256 = str(summary.period), fingerprint(path)
        last = next(reversed(self.summaries(period)), None)
        if last and last.sha256 == sha256:
            return
        batch, number = store.Batch(), self.next_id("summary")
        with self._writing():
            kept, plan = (self._keep(each, fingerprint(each)) for each in (path, master))
            batch.add("summary", number, period, path.name, sha256, kept, plan, self.head())
            _add_figures(batch, number, summary, basis.versions)
            add_basis(batch, number, summary, basis)
            self._append(batch, ISSUE, period)

    def decide(self, department: str, period: str, state: str, why: str, number: int = 0) -> Version:
        """Set the state of a department's version (0: the newest); what a person decides needs a reason.

        Whatever lets a version count again lifts a lock on another one.
        """
        if state not in STATES:
            raise InputError(f"没有“{state}”这种审核状态", f"请用：{'、'.join(STATES)}")
        if not why.strip():
            raise InputError(f"把{department}的报送定为“{state}”要写明理由", "请加 --why 理由")
        known = self.versions(period)
        department = _meant(department, {each.department for each in known})
        every = [each for each in known if each.department == department]
        own = [each for each in every if each.by == "lead"] or every
        if not own:
            raise InputError(f"台账里没有{department}{period}的报送", "请核对单位名称和报送期，或先汇总一次")
        numbers = [each.number for each in own]
        if number and number not in numbers:
            raise InputError(
                f"{department}{period}只报过{max(numbers)}版，没有第{number}版", "请核对 --version"
            )
        chosen = own[numbers.index(number)] if number else own[-1]
        if state in (PASSED, LOCKED):
            self._refuse_refused(chosen, state, own)
        batch = store.Batch()
        if state not in (LOCKED, SENT_BACK):
            for each in own:
                if each.state == LOCKED and each != chosen:
                    batch.add("state", each.id, SUMMARISED, why)
        batch.add("state", chosen.id, state, why)
        with self._writing():
            self._append(batch, DECIDE, f"{department} {period} 第{chosen.number}版 {state}：{why}")
        return chosen

    def _refuse_refused(self, chosen: Version, state: str, own: Sequence[Version]) -> None:
        """InputError where the program took nothing of a version: no figure of it could count."""
        if not chosen.fruitless:
            return
        reason = self.query(
            """SELECT reason FROM reading WHERE version = ? AND status = 'rejected'
               ORDER BY entry DESC, rowid DESC LIMIT 1""",
            chosen.id,
        )[0][0]
        other = next((each.number for each in reversed(own) if each.status in ("taken", "partly")), 0)
        remedy = (f"请改定第{other}版（--version {other}），或" if other else "") + "请该单位改好重报"
        version = f"{chosen.department}{chosen.period}第{chosen.number}版"
        raise InputError(f"{version}整份未收（{reason.rstrip('。')}），不能定为“{state}”", remedy)

    def send_out(
        self, period: str, by: str, digest: str, master: Path, carried: Mapping[str, tuple[str, str]]
    ) -> None:
        """Note forms as handed out: the master, the plan's digest in their `_meta`, what they carry over.

        `carried` gives by indicator code the 上期累计 printed in the form and the period it is of, empty for
        none. Nothing is added where that is how the period's forms went out last.
        """
        last = next((each for each in reversed(self.issues(period)) if each.by == by), None)
        with self._writing():
            plan = self._keep(master, fingerprint(master))
            if last and (last.digest, last.master, last.carried) == (digest, plan, dict(carried)):
                return
            batch, number = store.Batch(), self.next_id("issue")
            batch.add("issue", number, period, by, digest, plan)
            for code, (previous, earlier) in carried.items():
                batch.add("carried", number, code, previous, earlier)
            self._append(batch, SEND_OUT, period)

    def take_over(self) -> None:
        """Note the copies that a run which was cut off has made and not entered."""
        named = self.copies()
        batch = store.Batch()
        with self._writing():
            for name in copies_in(self.files):
                if name not in named:
                    size = (self.files / name).stat().st_size
                    told = ("", "interrupted", "", "写到一半被打断，只有留底")
                    batch.add("file", Path(name).stem, "", size, name, *told)
            self._append(batch, TAKE_OVER, f"{len(batch.rows.get('file', ()))}份留底")

    def _note_files(self, batch: store.Batch, files: Sequence[Received]) -> None:
        noted = self.known("file", ("sha256", "name", "status", "reason_code", "kept"))
        for file in files:
            outcome = file.outcome
            name = outcome.path.encode("utf-8", "replace").decode()
            kept = self._keep(file.path, outcome.sha256) if outcome.sha256 else ""
            if (outcome.sha256, name, outcome.status, outcome.reason_code, kept) in noted:
                continue
            size = (self.files / kept).stat().st_size if kept else 0
            batch.add(
                "file",
                outcome.sha256,
                name,
                size,
                kept,
                _time(file.received),
                outcome.status,
                outcome.reason_code,
                outcome.reason,
            )

    def _keep(self, source: Path, sha256: str) -> str:
        """`keep` in the ledger's own folder; what is new stands for nothing before the next entry."""
        copy = self.files / name_of(source, sha256)
        new = not copy.exists()
        kept = keep(source, sha256, self.files)
        if new and kept:
            self._fresh.append(copy)
        return kept

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What is refused in words; copies that no entry came to name are taken away again."""
        try:
            with said(self.folder):
                yield
        except BaseException:
            for copy in self._fresh:
                with suppress(OSError):
                    copy.unlink(missing_ok=True)
            raise
        finally:
            self._fresh.clear()

    def _append(self, batch: store.Batch, action: str, subject: str) -> None:
        """Seal a batch, then write the chain beside the database, where a removed entry shows."""
        if not batch:
            return
        for folder in {copy.parent for copy in self._fresh}:
            flush_folder(folder)
        store.append(self._connection, batch, at=now(), who=self.who, action=action, subject=subject)
        self._fresh.clear()  # named now, whatever becomes of the line beside the database
        write_head(self._connection, self.folder)


def _meant(department: str, known: Set[str]) -> str:
    """A name typed without its level (卫生健康委员会) is the one department that ends so; else as typed."""
    meant = [name for name in known if name.endswith(department)]
    return meant[0] if department not in known and len(meant) == 1 else department


def _add_version(
    batch: store.Batch, id_: int, department: str, by: str, period: str, number: int, file: Received
) -> None:
    outcome, received = file.outcome, _time(file.received)
    batch.add("version", id_, department, by, period, number, outcome.sha256, outcome.path, received)


def _time(received: datetime | None) -> str:
    return received.isoformat(timespec="microseconds") if received else ""


def _add_reading(
    batch: store.Batch, id_: int, version: int, share: Share, file: Received, old: Version | None
) -> bool:
    """Note how a version was read and judged, unless that is known; whether it was noted."""
    returned = share.returned
    values = list(_values(returned))
    findings = [_finding(each) for each in share.findings]
    outcome = file.outcome
    judged = (outcome.status, outcome.reason_code, outcome.reason)
    text = json.dumps([values, findings, judged], ensure_ascii=False).encode("utf-8", "replace")
    mark = hashlib.sha256(text).hexdigest()
    if old and old.fingerprint == mark:
        return False
    errors, warnings = (
        sum(each.severity is severity for each in share.findings)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    sheet = returned.grid.sheet if returned.grid else ""
    batch.add("reading", id_, version, returned.department, sheet, *judged, errors, warnings, mark)
    for value in values:
        batch.add("value", id_, *value)
    for finding in findings:
        batch.add("finding", id_, *finding)
    return True


def _values(share: Return) -> Iterator[store.Record]:
    for row in share.rows:
        if row.indicator is None:
            continue
        held = "是" if row.rejected else ""
        for role in (*FILLED, "previous"):
            entry = row.cells.get(role)
            if entry and not entry.blank:
                value = "" if entry.value is None else str(entry.value)
                printed, note = entry.printed or entry.error, note_of(entry)
                at = place_text(share.places.get(row.number))
                yield row.indicator.code, role, printed, value, row.number, entry.column, held, note, at


def _finding(each: Finding) -> store.Record:
    where = each.place
    said = (each.message, each.suggestion, each.printed, each.expected)
    return (
        each.code,
        each.name,
        each.severity.key,
        where.sheet,
        where.row,
        where.column,
        each.indicator,
        *said,
    )


def _add_state(batch: store.Batch, version: int, number: int, status: str, old: Version | None) -> None:
    if old and (old.state == LOCKED or old.why or status == "skipped"):
        return  # what a person decided stays, and what a version was before a newer one came
    state = {"rejected": SENT_BACK, "partly": FAULTY}.get(status, AGAIN if number > 1 else RECEIVED)
    if old is None or old.state != state:
        batch.add("state", version, state, "")


def _add_figures(batch: store.Batch, number: int, summary: Summary, versions: Sequence[Version]) -> None:
    for each in versions:
        batch.add("used", number, each.reading)
        if each.status == "taken" and each.state not in (PASSED, SUMMARISED, LOCKED):
            batch.add("state", each.id, SUMMARISED, "")
    for figure in figures(summary):
        batch.add("figure", number, *figure)


def figures(summary: Summary) -> list[Figure]:
    """What an issued summary is remembered by: every line's figures as text."""
    return [
        Figure(
            line.indicator.code,
            line.target,
            line.adjusted,
            _text(line.cumulative),
            _text(line.previous),
            _text(line.rate),
            line.light,
            line.status,
            line.indicator.unit,
        )
        for line in summary.lines
    ]


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)
