"""A consolidation killed in the middle, as a real process, and what must hold then and after the next run."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from random import Random

from minsheng_xl import jobs
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.files.folders import find_files
from tests.worked import AUGUST, consolidate, fill


def start(master: Path) -> subprocess.Popen[bytes]:
    """The command line consolidating the work folder of a master."""
    work = master.parent
    output = work / "汇总" / str(AUGUST) / f"县汇总表_{AUGUST}.xlsx"
    command = [sys.executable, "-m", "minsheng_xl", "consolidate", str(work / "回收" / str(AUGUST))]
    command += [
        "--master",
        str(master),
        "--period",
        str(AUGUST),
        "-o",
        str(output),
        "-q",
        "--as-of",
        "2021-08-25",
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def time_of_a_run(master: Path) -> float:
    """Seconds an undisturbed run takes."""
    begun = time.perf_counter()
    start(master).wait()
    return time.perf_counter() - begun


def kill_and_run_again(master: Path, number: int, seconds: float) -> None:
    """Change a return, kill the run that takes it in after so many seconds, and look; run again, and look."""
    fill(master, "县人社局", {"城镇新增就业": 1000 + number, "职业技能培训": 300})
    before = {path: path.read_bytes() for path in find_files(master.parent / "回收")} | {
        master: master.read_bytes()
    }
    process = start(master)
    time.sleep(seconds)
    process.kill()
    process.wait()
    _nothing_is_half(master)
    done = consolidate(master)
    figures = {line.indicator.name: line.cumulative for line in done.summary.lines}
    assert figures["城镇新增就业"] == 1000 + number
    assert figures["新建幼儿园"] == 9
    assert jobs.verify(master.parent).faults == ()
    assert {path: path.read_bytes() for path in before} == before
    _nothing_is_half(master)
    left = [path.name for path in master.parent.rglob("*.tmp")]
    assert left == [], left


def _nothing_is_half(master: Path) -> None:
    for path in (master.parent / "汇总").rglob("*.xlsx"):
        assert zipfile.ZipFile(path).testzip() is None
    for path in (master.parent / WORK_FOLDER / "files").rglob("*.xlsx"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def kill_often(master: Path, times: int, seed: int = 0) -> None:
    """That many kills at moments spread over a whole run."""
    consolidate(master)
    whole, chance = time_of_a_run(master), Random(seed)
    for number in range(times):
        kill_and_run_again(master, number, chance.uniform(0, whole * 1.05))
