"""检查本表 on a sheet of 1,000 indicators: Python's share of the time, and calls into Excel.

python -m benchmarks.buttons [rows]

Time inside the stand-in for Excel is subtracted; a real call costs about 0.3 ms more. Start-up (importing
xlwings and pandas with it) is shown apart.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROUNDS = 5


def main(rows: int) -> None:
    """Print one line for the start and one for each round."""
    start = perf_counter()
    from minsheng_xl.fronts.buttons import press
    from tests.engine import METER
    from tests.test_buttons import options, wide_master

    print(f"start {perf_counter() - start:.2f} s")
    with TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            book = wide_master(rows, Path(folder, "总表.xlsx"))
            METER.reset()
            start = perf_counter()
            done = press("check_sheet", book, options(book.app))
            own = perf_counter() - start - METER.seconds
            found = len(done.report.findings) if done.report else 0
            print(f"{rows} rows, {found} findings: {own:.2f} s of Python, {METER.calls} calls into Excel")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
