"""CPU of commands against bare Python, paired, medians; byte code is compiled before.

python benchmarks/startup.py [ROUNDS]
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from minsheng_xl.fronts.demo import run_demo

GOALS = {
    "--help": 3,
    "explain": 16,
    "verify": 19,
    "decide": 23,
    "status, nothing came": 23,
    "status": 36,
    "check": 34,
    "consolidate": 44,
}
"""Times bare Python a command may take: what was measured, with room for a noisy machine."""


def commands(work: Path) -> dict[str, list[str]]:
    """Commands on the demo county, by name."""
    master, returned = str(work / "总表.xlsx"), str(work / "回收" / "2021-08")
    about = ["--work", str(work), "-q"]
    status = ["status", "--master", master, *about, "--as-of", "2021-09-01", "--period"]
    decided = ["--period", "2021-08", "--why", "已核实", *about]
    summary = ["--master", master, "--period", "2021-08", "-o", str(work / "又一份.xlsx"), *about]
    return {
        "--help": ["--help"],
        "explain": ["explain", "U02"],
        "verify": ["verify", *about],
        "decide": ["decide", "县卫健委", "通过", *decided],
        "status, nothing came": [*status, "2021-09"],
        "status": [*status, "2021-08"],
        "check": ["check", master, *about],
        "consolidate": ["consolidate", returned, *summary],
    }


def cpu(*arguments: str) -> float:
    """User and system seconds of a child Python that keeps its byte code."""
    cached = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, env=cached)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode < 2, done.stderr.decode()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with TemporaryDirectory() as folder:
        run_demo(Path(folder), lambda text: None)
        runs = commands(Path(folder))
        spent: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
        for each in runs.values():
            cpu("-m", "minsheng_xl", *each)
        for _ in range(rounds):
            for name, each in runs.items():
                spent[name].append((cpu("-c", "pass"), cpu("-m", "minsheng_xl", *each)))
    for name, pairs in spent.items():
        ratio = statistics.median(own / bare for bare, own in pairs)
        own = statistics.median(own for _, own in pairs)
        print(f"{name:22} {own * 1000:6.1f} ms   {ratio:5.1f} times bare Python (goal {GOALS[name]})")


if __name__ == "__main__":
    main()
