"""What a front does with a fault of our own: a log with the traceback, and a short number for the phone."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from minsheng_xl._version import __version__


def write_log() -> tuple[str, Path]:
    """Log the exception being handled; returns its number and the log's path."""
    now = datetime.now()
    number = f"{now:%m%d-%H%M%S}"
    text = (
        f"minsheng {__version__}　Python {platform.python_version()}　{platform.platform()}\n"
        f"{now.isoformat(timespec='seconds')}　{' '.join(sys.argv)}\n\n{traceback.format_exc()}"
    )
    for folder in (Path.home() / ".minsheng", Path(tempfile.gettempdir())):
        path = folder / f"出错_{number}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            continue
        return number, path
    return number, Path("（日志写不出去）")
