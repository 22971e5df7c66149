"""CPU of `minsheng --help` against bare Python, paired, medians.

python benchmarks/startup.py [ROUNDS]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

BARE = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "minsheng_xl", "--help"]


def cpu(command: list[str]) -> float:
    """User and system seconds of a child process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    cpu(HELP)  # byte code is compiled
    ratios = []
    for _ in range(rounds):
        bare, help_text = cpu(BARE), cpu(HELP)
        ratios.append(help_text / bare)
        print(f"bare {bare * 1000:5.1f} ms   --help {help_text * 1000:5.1f} ms   ratio {ratios[-1]:.2f}")
    print(f"median ratio {statistics.median(ratios):.2f} (goal 6)")


if __name__ == "__main__":
    main()
