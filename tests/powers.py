"""Working without the powers of an administrator, so that rights mean something to tests run as one."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
_OVER_RIGHTS = 0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@contextmanager
def without_powers() -> Iterator[None]:
    """Rights of files hold for this thread, whoever it is; skips where that cannot be had."""
    if sys.platform == "win32":
        pytest.skip("rights are kept otherwise here")
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("an administrator's powers cannot be laid down here")
    libc = ctypes.CDLL(None, use_errno=True)
    head = ctypes.create_string_buffer(struct.pack("Ii", _VERSION, 0))
    held = ctypes.create_string_buffer(24)
    assert libc.capget(head, held) == 0
    effective, *others = struct.unpack("6I", held.raw)
    assert libc.capset(head, struct.pack("6I", effective & ~_OVER_RIGHTS, *others)) == 0
    try:
        yield
    finally:
        assert libc.capset(head, held) == 0
