"""Which way is better: the rate of the county summary for every line of the tables, from draft to summary.

The target is read from a printed table, written into a master, issued, filled in and consolidated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook as Book

from minsheng_xl import jobs
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.summary import Line as Summed
from minsheng_xl.writing.patch import Workbook
from tests.cells import Line, lines

REF, DECEMBER = Reference.default(), Period(2024, 12)
_case = re.compile("(?P<name>.+) 目标“(?P<target>.+)” 完成(?P<done>.+)")


@dataclass(frozen=True)
class Case:
    """One line of the table, parted."""

    line: Line
    name: str
    target: str
    done: str

    def right(self, rate: Decimal) -> bool:
        """Whether a rate is the line's: as printed to two places, or ≥100, <100."""
        wanted = self.line.value
        if wanted[0] in "≥<":
            return rate >= 100 if wanted[0] == "≥" else rate < 100
        return rate == Decimal(wanted)


def cases() -> list[Case]:
    found = []
    for line in lines("direction"):
        match = _case.fullmatch(line.input)
        assert match, line.input
        found.append(Case(line, match["name"], match["target"], match["done"]))
    return found


@pytest.fixture(scope="module")
def summed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Summed]:
    """The county summary's line of every case, by the row's number."""
    work = tmp_path_factory.mktemp("县")
    printed, master = work / "目标任务表.xlsx", work / "总表.xlsx"
    folder = work / jobs.RETURNED / str(DECEMBER)
    _print(printed)
    jobs.draft(printed, master, year=2024)
    for form in jobs.issue(master, DECEMBER, folder).forms:
        _fill_in(form.path)
    next(folder.glob("*下发*"), folder / "none").unlink(missing_ok=True)
    done = jobs.consolidate(folder, master, DECEMBER, work / "县汇总表.xlsx")
    return {each.item.no: each for each in done.summary.lines}


def _print(path: Path) -> None:
    book = Book()
    sheet: Any = book.active
    sheet.append(["序号", "项目", "指标名称", "单位", "目标", "牵头单位"])
    for number, each in enumerate(cases(), start=1):
        sheet.append([number, f"实事{number}", each.name, each.line.unit, each.target, "县教育局"])
    book.save(path)


def _fill_in(form: Path) -> None:
    read = read_return(form.name, intake.take(form).grids, REF)
    assert read.grid is not None
    book = Workbook.open(form)
    sheet = book.sheet(read.grid.sheet)
    for row, case in zip(read.rows, cases(), strict=True):
        entry = row.cells["current" if row.text("measure") == "累计" else "cumulative"]
        sheet.set(cell_name(entry.row, entry.column), Decimal(case.done))
    book.save(form)


@pytest.mark.parametrize("number", range(1, len(cases()) + 1))
def test_the_rate_of_the_summary_goes_the_right_way(number: int, summed: Mapping[str, Summed]) -> None:
    case, line = cases()[number - 1], summed[str(number)]
    told = f"{case.line.input}: {line.indicator.target} {line.indicator.direction} {line.rate}"
    assert line.rate is not None, told
    assert case.right(line.rate), told
    assert line.light == "green" or line.rate < 100, told
