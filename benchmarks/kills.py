"""Kill a consolidation at random moments, and check after each that nothing is lost or half written.

python -m benchmarks.kills [TIMES] [SEED]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.killing import kill_often
from tests.worked import fill, make_work


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as name:
        master = make_work(Path(name) / "县")
        fill(master, "县教育局", {"新建幼儿园": 9})
        kill_often(master, times, seed)
    print(f"{times} kills (seed {seed}): every next run right, nothing half written")


if __name__ == "__main__":
    main()
