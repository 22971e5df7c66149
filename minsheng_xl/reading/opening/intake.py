"""Files taken in one by one: each ends as grids or as a refusal with a reason; none stops the others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from minsheng_xl.errors import fault_text
from minsheng_xl.place import Grid
from minsheng_xl.reading.files.file_names import plain_name, unique_name
from minsheng_xl.reading.files.rejected import SKIPPED, Rejected
from minsheng_xl.reading.opening.archives import DEPTH, Staging, depth, unpack
from minsheng_xl.reading.opening.memory import Memory, remembering
from minsheng_xl.reading.opening.workbooks import Opened, Request, open_file
from minsheng_xl.reading.tables.headers import read_meta


@dataclass(slots=True)
class TakenFile:
    """One file as it was found: its bytes' fingerprint, its sheets, or why it cannot be used."""

    path: Path
    name: str
    """Path below the folder that was given, with `/`."""
    sha256: str = ""
    received: datetime | None = None
    grids: list[Grid] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    refusal: Rejected | None = None
    signed: bool = False
    """Whether it carries a digital signature."""
    prose: list[Grid] = field(default_factory=list)
    """Its running text (`reading.running`), also of a file that is refused as a workbook."""
    members: list[TakenFile] = field(default_factory=list)
    """What an archive held, each a file of its own."""
    staging: Staging | None = None

    def every(self) -> Iterator[TakenFile]:
        """The file itself, then what it held, and what that held."""
        yield self
        for member in self.members:
            yield from member.every()

    @property
    def skipped(self) -> bool:
        return self.refusal is not None and self.refusal.reason_code in SKIPPED


def take(path: Path, name: str = "") -> TakenFile:
    """One file of our own or the user's choice, read here; never raises for what it is or holds."""
    name = plain_name(name or path.name)
    return _taken(path, name, open_file(path, name), _here)


def take_all(
    folder: Path, files: Sequence[Path], *, workers: int = 1, work: Path | None = None
) -> Generator[TakenFile, None, None]:
    """Files of a folder that others sent, named below it; see `take_each`."""
    requests = [(path, path.relative_to(folder).as_posix()) for path in files]
    return take_each(requests, workers=workers, work=work)


def take_each(
    requests: Sequence[Request], *, workers: int = 1, work: Path | None = None
) -> Generator[TakenFile, None, None]:
    """Files that others sent, by path and name, one after the other, opened in guarded processes.

    Those an earlier run in the work folder opened are remembered, not opened again. An archive carries its
    members; `every` gives them all. No two are called the same.
    """
    shown: set[str] = set()
    requests = [(path, unique_name(plain_name(name), shown)) for path, name in requests]
    with remembering(work) as memory, closing(_guarded(requests, memory, workers)) as stream:
        for (path, name), opened in zip(requests, stream, strict=True):
            yield _taken(path, name, opened, partial(_guarded, memory=memory))


Opener = Callable[[Sequence[Request]], Iterable[Opened]]
"""Opens files by path and name, in their order."""


def _here(requests: Sequence[Request]) -> Iterator[Opened]:
    return (open_file(path, name) for path, name in requests)


def _guarded(requests: Sequence[Request], memory: Memory, workers: int = 1) -> Generator[Opened, None, None]:
    from minsheng_xl.reading.opening.workers import open_files

    unknown = memory.unknown(requests)
    left = set(unknown)
    with closing(open_files(unknown, workers=workers)) as stream:
        for request in requests:
            if request in left:
                opened = next(stream)
                memory.keep(opened, request[1])
            else:
                opened = memory.recall(request) or next(open_files([request]))
            yield opened


def _taken(
    path: Path, name: str, opened: Opened, opener: Opener, staging: Staging | None = None
) -> TakenFile:
    meta = read_meta(opened.grids)
    taken = TakenFile(path, name, opened.sha256, opened.received, opened.grids, meta, opened.refusal)
    taken.signed, taken.prose, taken.staging = opened.signed, opened.prose, staging
    if taken.refusal and taken.refusal.reason_code == "archive":
        _unpack(taken, opener)
    return taken


def _unpack(taken: TakenFile, opener: Opener) -> None:
    """Open what an archive holds, member by member; only its own list must be right."""
    if depth(taken.name) >= DEPTH:
        taken.refusal = Rejected("archive_deep", taken.name)
        return
    taken.staging = taken.staging or Staging()
    try:
        found = list(unpack(taken.path, taken.name, taken.staging))
    except Rejected as refusal:
        taken.refusal = refusal.named(taken.name)
        return
    except OSError as problem:
        taken.refusal = Rejected("unreadable", taken.name, why=fault_text(problem))
        return
    stream = iter(opener([(path, name) for path, name, fault in found if fault is None]))
    for path, name, fault in found:
        opened = Opened(refusal=fault) if fault else next(stream)
        opened.received = taken.received
        taken.members.append(_taken(path, name, opened, opener, taken.staging))
    taken.refusal = Rejected("archive_opened", taken.name, count=str(len(found)))
