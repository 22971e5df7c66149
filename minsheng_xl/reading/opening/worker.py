"""The process that opens foreign files: paths come in, what was read goes out, and it may die of a file.

    python -m minsheng_xl.reading.opening.worker MEMORY SECONDS

A line of JSON `[path, name, careful]` comes in for each file; a frame goes out for each, its length in
eight bytes before it, and an empty one at the start. The process ends when its input does, and where the
system can cap it, also of a file that takes SECONDS of processor time: nobody may be left to end it.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening.wire import dump
from minsheng_xl.reading.opening.workbooks import Opened, open_file

RETURNED = replace(LIMITS, cells=1_000_000)
"""No return holds more cells; what is read goes to a process that holds all of them."""


def limit_memory(size: int) -> None:
    """Cap this process's memory, where the system can (not on Windows), and leave no core files behind."""
    try:
        import resource
    except ImportError:
        return
    for kind, cap in ((resource.RLIMIT_AS, size), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (cap, cap))
        except (ValueError, OSError):  # a lower cap is set already, or the system has none
            continue


def limit_time(seconds: int) -> None:
    """Let this process end of itself after so many more seconds of work, where the system can."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cap = int(usage.ru_utime + usage.ru_stime) + seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cap, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def serve(requests: BinaryIO, replies: BinaryIO, seconds: int) -> None:
    """Open files one after the other until there are no more requests."""
    _send(replies, b"")
    for line in requests:
        limit_time(seconds)
        path, name, careful = json.loads(line)
        _send(replies, _read(Path(path), name, replace(RETURNED, fast=not careful)))


def _read(path: Path, name: str, limits: Limits) -> bytes:
    try:
        return dump(open_file(path, name, limits))
    except MemoryError:
        return dump(Opened(refusal=Rejected("too_large", name, what="读取占用内存过多")))


def _send(replies: BinaryIO, frame: bytes) -> None:
    replies.write(len(frame).to_bytes(8, "big"))
    replies.write(frame)
    replies.flush()


def main() -> None:
    """Serve on standard input and output; whatever a library prints goes nowhere."""
    limit_memory(int(sys.argv[1]))
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    serve(sys.stdin.buffer, replies, int(sys.argv[2]))


if __name__ == "__main__":
    main()
