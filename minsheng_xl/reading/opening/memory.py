"""What files were opened as, kept between runs: one that has not changed is not opened again.

`readings.sqlite` in the work folder holds what the guarded processes said of a file, by its bytes and its
name. It can be deleted at any time; then every file is opened once more. Each reading is sealed together
with the file it is of: one that was altered, or put in another's place, is not believed. Whoever makes a new
seal as well is found by `misremembered`, which opens the files again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from minsheng_xl import formats
from minsheng_xl._version import __version__
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening import wire
from minsheng_xl.reading.opening.passwords import VARIABLE
from minsheng_xl.reading.opening.workbooks import Opened, Request, read_bytes

DATABASE: Final = "readings.sqlite"
_SEAL: Final = 32
"""Bytes of the seal before a packed reading."""
MOST: Final = 5_000
"""Files remembered; beyond them the oldest are forgotten."""


class Memory:
    """What is known of files from earlier runs; nothing without a database, or with one that is damaged."""

    def __init__(self, known: sqlite3.Connection | None = None) -> None:
        self._known = known
        self._keys: dict[Request, str] = {}
        self.new: list[tuple[str, bytes]] = []
        """Key and sealed reading of files opened in this run."""

    def unknown(self, requests: Iterable[Request]) -> list[Request]:
        """Those of the files that must be opened."""
        return [each for each in requests if not self.knows(each)]

    def recall(self, request: Request) -> Opened | None:
        """What a file was opened as, received when it lies there now; None for one not known whole."""
        path, name = request
        try:
            opened = wire.load(zlib.decompress(self._frame(self._keys[request])), name)
            opened.received = datetime.fromtimestamp(path.stat().st_mtime)
        except (LookupError, ValueError, OSError, sqlite3.Error, zlib.error):
            return None
        return opened

    def keep(self, opened: Opened, name: str) -> None:
        """Remember what a guarded process has opened; what was refused is tried again each time."""
        if opened.grids and opened.frame:
            key, packed = _key(opened.sha256, name), zlib.compress(opened.frame, 1)
            self.new.append((key, _seal(key, packed) + packed))

    def knows(self, request: Request) -> bool:
        """Whether a file, as its bytes are now, was opened before."""
        if self._known is None:
            return False
        path, name = request
        try:
            key = _key(hashlib.sha256(read_bytes(path)).hexdigest(), name)
            self._frame(key)
        except (Rejected, LookupError, sqlite3.Error):
            return False
        self._keys[request] = key
        return True

    def _frame(self, key: str) -> bytes:
        """A packed reading. KeyError where there is none that is as it was sealed."""
        assert self._known is not None
        row = self._known.execute("SELECT frame FROM opened WHERE key = ?", (key,)).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise KeyError(key)
        seal, packed = row[0][:_SEAL], row[0][_SEAL:]
        if seal != _seal(key, packed):
            raise KeyError(key)
        return packed


@contextmanager
def remembering(work: Path | None) -> Iterator[Memory]:
    """The memory of a work folder; what is new in it is written when the block ends.

    An empty one without a folder, and where passwords are tried: what they open is kept nowhere.
    """
    if work is None or not work.is_dir() or os.environ.get(VARIABLE):
        yield Memory()
        return
    path = work / WORK_FOLDER / DATABASE
    with _looked_into(path) as known:
        memory = Memory(known)
        try:
            yield memory
        finally:
            _write(path, memory.new)


def misremembered(work: Path, files: Iterable[Request]) -> Iterator[str]:
    """Names of those of the files that are remembered otherwise than they read when opened once more."""
    from minsheng_xl.reading.opening.workers import open_files

    with _looked_into(work / WORK_FOLDER / DATABASE) as known:
        memory = Memory(known)
        remembered = [each for each in files if memory.knows(each)]
        with closing(open_files(remembered)) as stream:
            for request, anew in zip(remembered, stream, strict=True):
                before = memory.recall(request)
                if before and _told(before) != _told(anew):
                    yield request[1]


def _told(opened: Opened) -> tuple[object, ...]:
    """What a file says, whenever it came in."""
    return opened.sha256, opened.grids, opened.prose, opened.signed, str(opened.refusal)


@contextmanager
def _looked_into(path: Path) -> Iterator[sqlite3.Connection | None]:
    """The database; None where there is none, or none that can be opened."""
    known = None
    with suppress(OSError, sqlite3.Error):
        known = sqlite3.connect(path) if path.is_file() else None
    with closing(known) if known else nullcontext():
        yield known


def _write(path: Path, new: Sequence[tuple[str, bytes]]) -> None:
    """Add to the database; a damaged one is begun anew. Where nothing can be written nothing is."""
    if not new:
        return
    with suppress(OSError, sqlite3.Error):
        path.parent.mkdir(exist_ok=True)
        try:
            _insert(path, new)
        except sqlite3.OperationalError:  # another run is writing
            return
        except sqlite3.DatabaseError:
            path.unlink()
            _insert(path, new)


def _insert(path: Path, new: Sequence[tuple[str, bytes]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE IF NOT EXISTS opened (key TEXT PRIMARY KEY, frame BLOB)")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO opened VALUES (?, ?)", new)
        connection.execute("DELETE FROM opened WHERE rowid <= (SELECT max(rowid) FROM opened) - ?", (MOST,))
        connection.execute("COMMIT")


def _seal(key: str, packed: bytes) -> bytes:
    return hashlib.sha256(key.encode() + packed).digest()


def _key(sha256: str, name: str) -> str:
    said = f"{_reader()} {sha256} {name}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _reader() -> str:
    """What opens files: this program's code that reads and the libraries behind it, by size and time."""
    libraries = (find_spec(name) for name in ("python_calamine", "xlrd"))
    rooms = (Path(__file__).parents[1], Path(formats.__file__).parent)
    files = [path for room in rooms for path in room.rglob("*.py")]
    files += [Path(each.origin) for each in libraries if each and each.origin]
    stamps = sorted((each.name, each.stat().st_size, each.stat().st_mtime_ns) for each in files)
    return f"{__version__} {stamps}"
