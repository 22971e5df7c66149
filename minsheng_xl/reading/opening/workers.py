"""Foreign files opened in processes of their own, each with a cap on memory and time.

A worker is resident: it opens one file after the other, told some ahead. The file a worker dies of is tried
once more alone, then refused; one that takes too long is refused at once. The others go on in a new worker.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from minsheng_xl.errors import InputError
from minsheng_xl.formats.limits import MEGABYTE
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening import wire
from minsheng_xl.reading.opening.workbooks import Opened, Request

CHUNK = 25
"""Files that go to one worker in a row, and how many it is told ahead."""
_SHORTEST = 2
"""Seconds the second attempt at a file has at least."""
_GRACE = 5
"""Seconds of work after which a worker that nobody waits for any more ends of itself."""
PACKAGE_HOME = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Guards:
    """What a worker may use: bytes of memory, seconds for a file, seconds to start."""

    memory: int = 900 * MEGABYTE
    seconds: float = 15
    start: float = 60
    module: str = "minsheng_xl.reading.opening.worker"
    """What the process runs."""


GUARDS = Guards()


def open_files(
    files: Sequence[Request], *, workers: int = 1, guards: Guards = GUARDS
) -> Generator[Opened, None, None]:
    """Every file as it was opened, in the order given; never raises for what a file is or does.

    InputError where no worker can be started.
    """
    count = max(1, min(workers, -(-len(files) // CHUNK)))
    lanes = [
        _Lane([each for at, each in enumerate(files) if at // CHUNK % count == lane], guards)
        for lane in range(count)
    ]
    try:
        for at in range(len(files)):
            yield lanes[at // CHUNK % count].next()
    finally:
        for lane in lanes:
            lane.close()


class _Lane:
    """The files of one worker after the other, in order."""

    def __init__(self, files: Sequence[Request], guards: Guards) -> None:
        self._waiting, self._told = deque(files), deque[Request]()
        self._guards = guards
        self._worker: _Worker | None = None
        self._tell()

    def next(self) -> Opened:
        """What the next file was opened as."""
        self._tell()
        request, start = self._told.popleft(), monotonic()
        assert self._worker is not None
        try:
            return wire.load(self._worker.answer(self._guards.seconds), request[1])
        except TimeoutError:
            self._start_over()
            return _refused("too_slow", request)
        except (EOFError, ValueError):
            self._start_over()
            return self._alone(request, self._guards.seconds - (monotonic() - start))

    def close(self) -> None:
        """End the worker."""
        if self._worker:
            self._worker.end()
            self._worker = None

    def _tell(self) -> None:
        """Tell the worker of files ahead, so that it never waits."""
        while self._waiting and len(self._told) < CHUNK:
            self._worker = self._worker or _Worker(self._guards)
            request = self._waiting.popleft()
            self._worker.ask(request)
            self._told.append(request)

    def _start_over(self) -> None:
        """Without the worker; what it was told of is told to the next one."""
        self.close()
        self._waiting.extendleft(reversed(self._told))
        self._told.clear()

    def _alone(self, request: Request, seconds: float) -> Opened:
        """A file that a worker died of, opened carefully in the time left, by one with nothing else to do."""
        worker = _Worker(self._guards)
        try:
            worker.ask(request, careful=True)
            return wire.load(worker.answer(max(seconds, _SHORTEST)), request[1])
        except TimeoutError:
            return _refused("too_slow", request)
        except (EOFError, ValueError):
            return _refused("deadly", request)
        finally:
            worker.end()


def _refused(reason: str, request: Request) -> Opened:
    """A file nobody could open; its fingerprint is still known, so that it can be kept and recognised."""
    path, name = request
    opened = Opened(refusal=Rejected(reason, name))
    with suppress(OSError):
        with path.open("rb") as file:
            opened.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        opened.received = datetime.fromtimestamp(path.stat().st_mtime)
    return opened


class _Worker:
    """One process, and a thread that takes what it sends."""

    def __init__(self, guards: Guards) -> None:
        self._guards = guards
        self._frames: SimpleQueue[bytes | None] = SimpleQueue()
        self._ready = False
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", guards.module, str(guards.memory), str(ceil(guards.seconds) + _GRACE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": _import_path()},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                start_new_session=True,
            )
        except OSError as fault:
            raise _no_worker() from fault
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def ask(self, request: Request, *, careful: bool = False) -> None:
        """Tell it of a file; where it is gone already, `answer` will say so."""
        line = json.dumps([os.fspath(request[0]), request[1], careful]) + "\n"
        stream = self._process.stdin
        assert stream is not None
        with suppress(OSError):
            stream.write(line.encode("ascii"))
            stream.flush()

    def answer(self, seconds: float) -> bytes:
        """Its next frame. EOFError where it has ended, TimeoutError where it takes too long."""
        if not self._ready:
            self._wait_until_ready()
        try:
            frame = self._frames.get(timeout=seconds)
        except Empty:
            raise TimeoutError from None
        if frame is None:
            raise EOFError
        return frame

    def end(self) -> None:
        """Stop it, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()

    def _wait_until_ready(self) -> None:
        try:
            ready = self._frames.get(timeout=self._guards.start) is not None
        except Empty:
            ready = False
        if not ready:
            raise _no_worker()
        self._ready = True

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while len(head := stream.read(8)) == 8:
            size = int.from_bytes(head, "big")
            frame = stream.read(size)
            if len(frame) < size:
                break
            self._frames.put(frame)
        self._frames.put(None)


def _import_path() -> str:
    """Where the worker finds this very package, installed or not."""
    return os.pathsep.join(filter(None, (str(PACKAGE_HOME), os.environ.get("PYTHONPATH", ""))))


def _no_worker() -> InputError:
    return InputError("读取文件的程序启动不了", "请运行 minsheng doctor 检查环境")
