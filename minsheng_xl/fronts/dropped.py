"""Files dropped on a batch file, read from the command line Windows made of them."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

BATCH = re.compile(r'\.(bat|cmd)"', re.IGNORECASE)
ARGUMENT = re.compile(r'"([^"]*)"|(\S+)')


def dropped_paths(command_line: str) -> list[PureWindowsPath]:
    r"""The paths in a raw `%cmdcmdline%`; none where the batch file was only double-clicked.

    Windows writes `cmd.exe /c ""D:\检查.bat" D:\a&b.xlsx "D:\有 空格.xlsx""`. It quotes only names with
    spaces, so cmd's own parameters break at `&` and expand `%NAME%`; the raw line does neither.
    """
    batch = BATCH.search(command_line)
    if batch is None:
        return []
    rest = command_line[batch.end() :].strip().removesuffix('"')
    return [PureWindowsPath(quoted or plain) for quoted, plain in ARGUMENT.findall(rest)]
