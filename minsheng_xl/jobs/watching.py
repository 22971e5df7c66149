"""看守：a folder of returns watched; whatever lands there is checked and answered as it lands.

The folder's own notices only wake the watch: what is new is found by looking, so that a notice that never
came (a share on another machine) costs a delay and no file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final

from minsheng_xl.checks.report import FileOutcome, Report
from minsheng_xl.errors import InputError, MinshengError
from minsheng_xl.jobs.answers import Answered, answer
from minsheng_xl.jobs.confirmed import with_answers
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.jobs.rounds import hold
from minsheng_xl.ledger import open_records
from minsheng_xl.model import Period
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake

SETTLED: Final = 2.0
"""Seconds a file's size and time must stand still before it counts as written."""
_BEAT: Final = 0.5
"""Seconds between two looks at the clock: no wait is longer, so that Ctrl-C is heard on every system."""
_LOOK_AGAIN: Final = 30.0
"""Seconds after which the folder is looked through without any notice."""
_QUIET: Final = frozenset({"lock_file", "litter", "own_output"})
"""Reason codes of files nobody needs to hear about."""
_CHANGES: Final = frozenset({"created", "modified", "moved", "deleted", "closed"})

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Landed:
    """What came in together, and how the period stands with it."""

    report: Report
    """Of the files that came in."""
    whole: Report
    """Of everything that lies in the folder."""
    returned: tuple[str, ...]
    missing: tuple[str, ...]
    """Lead departments of which a usable return lies there, and of which none does."""
    answers: list[Answered] = field(default_factory=list)
    trouble: str = ""
    """Why marked copies and letters could not all be written."""


def watch(
    folder: Path,
    master: Path,
    period: Period,
    *,
    work: Path | None = None,
    marked: Path | None = None,
    as_of: date | None = None,
    once: bool = False,
    settle: float = SETTLED,
) -> Iterator[Landed]:
    """Check the files of a folder as they settle, those that lie there first; without `once`, for ever.

    With `marked`, marked copies and letters of all problem files are written there each time.
    InputError where a path is wrong or, without `once`, the package watchdog is not installed.
    """
    if marked and marked.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"退回件不能放在回收文件夹“{folder}”里", "请另选一个文件夹，免得当作新来的表")
    tray = _Tray(folder, read_source(master).in_period(period), period, work or master.parent, marked, as_of)
    for files in _settled(folder, settle, once=once):
        if landed := tray.take_in(files):
            yield landed


class _Tray:
    """Everything read so far, judged together whenever something lands."""

    def __init__(
        self, folder: Path, plan: Plan, period: Period, work: Path, marked: Path | None, as_of: date | None
    ) -> None:
        self.folder, self.plan, self.period = folder, plan, period
        self.work, self.marked, self.as_of = work, marked, as_of
        self.taken: dict[Path, intake.TakenFile] = {}
        self.heard: set[str] = set()
        """Files people know of."""

    def take_in(self, files: Sequence[Path]) -> Landed | None:
        """Read the files again that changed or went; None where nobody needs to hear of them."""
        present = [path for path in files if path.is_file()]
        for path in files:
            self.taken.pop(path, None)
        with closing(intake.take_all(self.folder, present, work=self.work)) as stream:
            self.taken.update(zip(present, stream, strict=True))
        new = {one.name for path in present for one in self.taken[path].every()}
        landed = self._judged(new)
        before, self.heard = self.heard, {each.path for each in _heard(landed.whole)}
        return landed if landed.report.files or before != self.heard else None

    def _judged(self, new: set[str]) -> Landed:
        period = self.period
        plan = with_answers(self.plan, period, self.work)
        taken = [one for path in sorted(self.taken) for one in self.taken[path].every()]
        with open_records(self.work) as records:
            held = hold(plan, period, taken, work=self.work, records=records, as_of=self.as_of)
        whole = held.report
        landed = Landed(
            _of(whole, new),
            whole,
            tuple(each.department for each in held.expected if each.returned),
            tuple(each.department for each in held.expected if not each.returned),
        )
        if not self.marked or not landed.report.files:
            return landed
        try:
            answers = answer(plan, period, held.taken, held.returns, whole, self.marked, as_of=self.as_of)
        except MinshengError as fault:  # a letter that is open in a program must not end the watch
            return replace(landed, trouble=str(fault))
        return replace(landed, answers=[each for each in answers if each.file in new])


def _heard(report: Report) -> Iterator[FileOutcome]:
    return (each for each in report.files if each.reason_code not in _QUIET)


def _of(report: Report, names: set[str]) -> Report:
    """What a report says of some files, those left out that are nobody's concern."""
    return replace(
        report,
        files=tuple(each for each in _heard(report) if each.path in names),
        findings=tuple(each for each in report.findings if each.place.file in names),
    )


def _settled(folder: Path, settle: float, *, once: bool) -> Iterator[list[Path]]:
    """Files that are new, changed or gone, together as they settle; with `once` until all have."""
    shelf, looked = _Shelf(folder, settle), -_LOOK_AGAIN
    with _woken(folder, once=once) as changed:
        while True:
            if changed.is_set() or shelf.waiting or monotonic() - looked >= _LOOK_AGAIN:
                changed.clear()
                looked = monotonic()
                if files := shelf.look(looked):
                    yield files
            if once and not shelf.waiting:
                return
            changed.wait(_BEAT)


class _Shelf:
    """What lies in the folder: handed on already, or waiting until it stands still."""

    def __init__(self, folder: Path, settle: float) -> None:
        self.folder, self.settle = folder, settle
        self.done: dict[Path, _Stamp] = {}
        self.waiting: dict[Path, tuple[_Stamp, float]] = {}

    def look(self, now: float) -> list[Path]:
        """Files that have stood still long enough, and files that are gone."""
        stamps, before = _stamps(self.folder), self.waiting
        self.waiting = {
            path: before[path] if path in before and before[path][0] == stamp else (stamp, now)
            for path, stamp in stamps.items()
            if self.done.get(path) != stamp
        }
        gone = [path for path in self.done if path not in stamps]
        ready = [path for path, (_, since) in self.waiting.items() if now - since >= self.settle]
        for path in gone:
            del self.done[path]
        for path in ready:
            self.done[path] = self.waiting.pop(path)[0]
        return [*ready, *gone]


def _stamps(folder: Path) -> dict[Path, _Stamp]:
    """Size and time of every file; one that goes while it is looked at is not there."""
    stamps = {}
    for path in find_files(folder):
        try:
            facts = path.stat()
        except OSError:
            continue
        stamps[path] = facts.st_size, facts.st_mtime_ns
    return stamps


@contextmanager
def _woken(folder: Path, *, once: bool) -> Iterator[Event]:
    """An event that is set whenever something changes in the folder; with `once` nothing listens."""
    changed = Event()
    if once:
        yield changed
        return
    try:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer
    except ImportError as fault:
        raise InputError(
            "本机没有安装看守文件夹的组件", "请安装 minsheng-xl[watch]，或加 --once 只查现有的文件"
        ) from fault

    class Wake(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in _CHANGES:
                changed.set()

    observer = Observer()
    observer.schedule(Wake(), str(folder), recursive=True)
    observer.start()
    try:
        yield changed
    finally:
        observer.stop()
        observer.join()
