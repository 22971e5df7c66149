"""检查本表 on a sheet of 1,000 indicators: Python's share of the time, and calls into Excel.

python -m benchmarks.buttons [rows]

CPU time of this process; what the stand-in for Excel needs is subtracted. Start-up (importing xlwings, and
pandas with it) is shown apart.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

ROUNDS = 5


def main(rows: int) -> None:
    """Print one line for the start and one for each round."""
    start = process_time()
    from minsheng_xl.fronts.buttons import press
    from tests.engine import METER
    from tests.test_buttons import options, wide_master

    print(f"start {process_time() - start:.2f} s")
    with TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            book = wide_master(rows, Path(folder, "总表.xlsx"))
            METER.reset()
            start = process_time()
            done = press("check_sheet", book, options(book.app))
            own = process_time() - start - METER.seconds
            found = len(done.report.findings) if done.report else 0
            print(f"{rows} rows, {found} findings: {own:.2f} s of Python, {METER.calls} calls into Excel")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
