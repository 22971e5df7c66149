"""Where macros and batch files enter: `python -m minsheng_xl.fronts.launch ACTION --book=NAME --hwnd=N`.

Ends with 0 whenever the person has been told how things went; the macro says something itself for any other
code. `*` in NAME stands for `%`. With `--dropped` the paths come from the batch file's own command line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from minsheng_xl.errors import InputError, MinshengError
from minsheng_xl.fronts.desk import ConsoleDesk, Desk, ExcelDesk, message_box
from minsheng_xl.fronts.dropped import dropped_paths

DROPPED = "MINSHENG_DROPPED"
"""Environment variable with the batch file's raw command line."""
TOLD, NOT_TOLD = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one action; never raises."""
    desk: Desk | None = None
    try:
        given = _parse(sys.argv[1:] if arguments is None else arguments)
        if given.dropped:
            desk = ConsoleDesk()
            return _tell(desk, _run_dropped(given.action, desk))
        from minsheng_xl.fronts.attach import attach
        from minsheng_xl.fronts.com import spoken_to

        with spoken_to():
            app, book = attach(given.book.replace("*", "%"), given.hwnd)
            desk = ExcelDesk(app)
        from minsheng_xl.fronts.buttons import press
        from minsheng_xl.fronts.frontbook import read_settings
        from minsheng_xl.fronts.needs import Options

        with spoken_to():
            options = Options(desk, read_settings(app))
        return _tell(desk, press(given.action, book, options).message)
    except MinshengError as fault:
        return _tell(desk, str(fault))
    except Exception:  # a fault of ours: the person gets a number and a log, never a traceback
        from minsheng_xl.fronts.faults import write_log

        number, path = write_log()
        return _tell(desk, f"程序出错，出错编号 {number}。您的文件没有改动，请把日志发给管理员：{path}")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("action")
    parser.add_argument("--book", default="")
    parser.add_argument("--hwnd", type=int, default=0)
    parser.add_argument("--dropped", action="store_true")
    try:
        return parser.parse_args(arguments)
    except (argparse.ArgumentError, SystemExit) as error:
        raise InputError("加载项与程序的版本不一致", "请重新运行 安装.bat") from error


def _run_dropped(action: str, desk: Desk) -> str:
    from minsheng_xl.fronts.buttons import press
    from minsheng_xl.fronts.needs import Options

    paths = tuple(Path(path) for path in dropped_paths(os.environ.get(DROPPED, "")))
    if not paths:
        raise InputError("没有拖入文件或文件夹", "请把它拖到这个图标上再松手")
    return press(action, None, Options(desk, paths=paths)).message


def _tell(desk: Desk | None, text: str) -> int:
    """Say it at the desk, or where there is none any more in a box of our own."""
    if desk is not None:
        try:
            desk.tell(text)
            return TOLD
        except Exception:  # the program is gone or busy: the box below needs none
            pass
    return TOLD if message_box(text) else NOT_TOLD


if __name__ == "__main__":
    sys.exit(main())
