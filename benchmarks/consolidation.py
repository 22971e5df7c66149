"""CPU of a whole consolidation, as the command line does it, against a bare python-calamine read.

    python benchmarks/consolidation.py [FILES] [ROUNDS]

Every file is a real form of the worked county, filled in, copied under many names with a cell of its own.
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
from minsheng_xl.data import beside
from minsheng_xl.model import Period
from minsheng_xl.place import cell_name
from minsheng_xl.reading import intake
from minsheng_xl.reading.returns import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.patch import Workbook

PERIOD = Period(2021, 8)
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


def make_returns(folder: Path, files: int) -> tuple[Path, Path]:
    """A master and a folder with that many returns."""
    master, returned = folder / "总表.xlsx", folder / "回收"
    jobs.draft(beside("workbooks") / "ningdu2021" / "目标任务表.txt", master)
    forms = jobs.issue(master, PERIOD, folder / "下发").forms
    returned.mkdir()
    for number in range(files):
        form = forms[number % len(forms)]
        read = read_return(form.path.name, intake.take(form.path).grids, Reference.default())
        book = Workbook.open(form.path)
        assert read.grid is not None
        sheet = book.sheet(read.grid.sheet)
        for row in read.rows:
            role = "current" if row.text("measure") == "累计" else "cumulative"
            entry = row.cells[role]
            sheet.set(cell_name(entry.row, entry.column), Decimal(1 + number % 7))
            status = row.cells["status"]
            sheet.set(cell_name(status.row, status.column), "进行中")
        filler = read.head["filler"]
        sheet.set(cell_name(filler.row, filler.column), f"填报人{number}")
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        master, returned = make_returns(folder, files)
        whole = [sys.executable, "-m", "minsheng_xl", "consolidate", str(returned), "--master", str(master)]
        whole += ["--period", str(PERIOD), "-o", str(folder / "out" / "县汇总表.xlsx"), "-q"]
        ratios = []
        for _ in range(rounds):
            bare, ours = cpu([sys.executable, "-c", BARE, str(returned)]), cpu(whole)
            ratios.append(ours / bare)
            print(f"{files} files: bare calamine {bare:.2f} s   consolidate {ours:.2f} s   ratio {ratios[-1]:.2f}")
        print(f"median ratio {statistics.median(ratios):.2f} (goal 6)")


if __name__ == "__main__":
    main()
