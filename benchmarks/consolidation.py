"""CPU of a whole consolidation, as the command line does it, against a bare python-calamine read.

    python benchmarks/consolidation.py [FILES] [ROUNDS] [DEPARTMENTS] [ROWS]

Every file is a form as issued with ROWS (twelve) rows filled in, without cached results. With as many
departments as files (a province rather than a county) the summary has that many rows a file, and writing it
outweighs the reading. Each round runs twice: once in a new work folder, once again with nothing changed.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from minsheng_xl import jobs
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Period
from minsheng_xl.place import WORK_FOLDER
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook

PERIOD = Period(2021, 8)
OFFICES = ("民政局", "财政局", "教育局", "水利局", "林业局", "商务局", "审计局", "司法局", "统计局", "医保局")
UNITS = ("个", "公里", "人次", "户", "座", "万元")
BARE = """
import sys
from io import BytesIO
from pathlib import Path
from python_calamine import load_workbook
for path in sorted(Path(sys.argv[1]).iterdir()):
    book = load_workbook(BytesIO(path.read_bytes()))
    for number, _ in enumerate(book.sheet_names):
        book.get_sheet_by_index(number).to_python(skip_empty_area=False)
"""


def make_plan(departments: int, rows: int = 12) -> str:
    """A printed table in which that many departments lead that many indicators each, twelve an item."""
    lines = ["测试县2021年民生工程目标任务及责任分工表", "", "指标构成\t单位\t2021年目标\t牵头单位\t责任单位"]
    items = -(-rows // 12)
    for number in range(departments * items):
        lead = number // items
        place, office = chr(0x4E00 + lead // len(OFFICES)), OFFICES[lead % len(OFFICES)]
        lines.append(f"{number % 900 + 1}. 项目{number}\t\t\t{place}山县{office}\t各乡镇人民政府")
        lines += [
            f"新建设施{number}之{part}\t{UNITS[part % len(UNITS)]}\t{100 + part}\t\t"
            for part in range(min(12, rows - 12 * (number % items)))
        ]
    return "\n".join(lines) + "\n"


def make_returns(folder: Path, files: int, departments: int, rows: int = 12) -> tuple[Path, Path]:
    """A master and a folder of filled returns; where files outnumber departments, each sent several."""
    master, returned, notice = folder / "总表.xlsx", folder / "回收", folder / "目标任务表.txt"
    notice.write_text(make_plan(departments, rows), encoding="utf-8")
    jobs.draft(notice, master)
    returned.mkdir()
    forms = jobs.issue(master, PERIOD, folder / "下发").forms
    for number in range(files):
        form = forms[number % departments]
        read = read_return(form.path.name, intake.take(form.path).grids, Reference.default())
        book = Workbook.open(form.path)
        assert read.grid is not None
        sheet = book.sheet(read.grid.sheet)
        for row in read.rows:
            for role, value in (("current", Decimal(30 + (row.number + number) % 40)), ("status", "启动")):
                entry = row.cells[role]
                sheet.set(cell_name(entry.row, entry.column), value)
        book.save(returned / f"{number:05d}_{form.path.name}")
    return master, returned


def cpu(command: list[str]) -> float:
    """User and system seconds of a child process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    files, rounds, departments, rows = (*given, *(1000, 3, 12, 12)[len(given) :])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        master, returned = make_returns(folder, files, departments, rows)
        whole = [sys.executable, "-m", "minsheng_xl", "consolidate", str(returned), "--master", str(master)]
        whole += ["--period", str(PERIOD), "-o", str(folder / "out" / "县汇总表.xlsx"), "-q"]
        ratios: list[tuple[float, float]] = []
        for _ in range(rounds):
            for used in (folder / WORK_FOLDER, folder / "out"):
                shutil.rmtree(used, ignore_errors=True)
            bare = cpu([sys.executable, "-c", BARE, str(returned)])
            first, again = cpu(whole), cpu(whole)
            ratios.append((first / bare, again / bare))
            print(f"{files} files: calamine {bare:.2f} s, consolidate {first:.2f} s, again {again:.2f} s")
        first, again = (statistics.median(each) for each in zip(*ratios, strict=True))
        print(f"median ratios: first run {first:.1f} (goal 6), again {again:.1f}")


if __name__ == "__main__":
    main()
