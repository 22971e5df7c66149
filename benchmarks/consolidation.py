"""CPU of a whole consolidation, as the command line does it, against a bare python-calamine read.

    python benchmarks/consolidation.py [FILES] [ROUNDS] [DEPARTMENTS]

Every file is a form as issued with twelve rows filled in. With as many departments as files (a province
rather than a county) the summary itself has twelve rows a file, and writing it outweighs the reading.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from minsheng_xl import jobs
from minsheng_xl.model import Period
from minsheng_xl.place import cell_name
from minsheng_xl.reading import intake
from minsheng_xl.reading.returns import read_return
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


def make_plan(departments: int) -> str:
    """A printed table in which that many departments lead one item of twelve indicators each."""
    lines = ["测试县2021年民生工程目标任务及责任分工表", "", "指标构成\t单位\t2021年目标\t牵头单位\t责任单位"]
    for number in range(departments):
        place, office = chr(0x4E00 + number // len(OFFICES)), OFFICES[number % len(OFFICES)]
        lines.append(f"{number % 900 + 1}. 项目{number}\t\t\t{place}山县{office}\t各乡镇人民政府")
        lines += [
            f"新建设施{number}之{part}\t{UNITS[part % len(UNITS)]}\t{100 + part}\t\t" for part in range(12)
        ]
    return "\n".join(lines) + "\n"


def make_returns(folder: Path, files: int, departments: int) -> tuple[Path, Path]:
    """A master and a folder of filled returns; where files outnumber departments, each sent several."""
    master, returned, notice = folder / "总表.xlsx", folder / "回收", folder / "目标任务表.txt"
    notice.write_text(make_plan(departments), encoding="utf-8")
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
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    departments = int(sys.argv[3]) if len(sys.argv) > 3 else 12
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        master, returned = make_returns(folder, files, departments)
        whole = [sys.executable, "-m", "minsheng_xl", "consolidate", str(returned), "--master", str(master)]
        whole += ["--period", str(PERIOD), "-o", str(folder / "out" / "县汇总表.xlsx"), "-q"]
        ratios = []
        for _ in range(rounds):
            bare, ours = cpu([sys.executable, "-c", BARE, str(returned)]), cpu(whole)
            ratios.append(ours / bare)
            print(f"{files} files: calamine {bare:.2f} s, consolidate {ours:.2f} s, ratio {ratios[-1]:.2f}")
        print(f"median ratio {statistics.median(ratios):.2f} (goal 6)")


if __name__ == "__main__":
    main()
