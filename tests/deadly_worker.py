"""A worker that files can kill or hold up: by their names, since no reader in use dies of a file we know."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.reading.opening import worker
from minsheng_xl.reading.opening.workbooks import Opened, open_file


def open_deadly(path: Path, name: str = "", limits: Limits = LIMITS) -> Opened:
    if "致死" in name:
        os.abort()
    if "一次" in name and not path.with_suffix(".tried").exists():
        path.with_suffix(".tried").touch()
        sys.exit(3)
    if "太慢" in name:
        time.sleep(60)
    while "没完" in name:
        pass
    if "占内存" in name:
        bytearray(1 << 40)
    return open_file(path, name, limits)


if __name__ == "__main__":
    worker.open_file = open_deadly  # type: ignore[attr-defined]
    worker.main()
