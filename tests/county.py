"""A work folder of a small county, made by the program itself, for tests that play a person at Excel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from minsheng_xl import jobs
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing.master import write_master
from minsheng_xl.writing.patch import Workbook
from tests.plans import small_plan

AUGUST = Period(2021, 8)
TODAY = date(2021, 8, 25)


@dataclass(frozen=True, slots=True)
class County:
    """Where its files are."""

    work: Path
    master: Path
    returned: Path

    @property
    def forms(self) -> list[Path]:
        """The returned files."""
        return sorted(self.returned.iterdir())


def make_county(work: Path) -> County:
    """A master, and the forms of August: one returned with figures, one with two mistakes."""
    work.mkdir(parents=True, exist_ok=True)
    master = work / "总表.xlsx"
    write_master(small_plan(), master)
    returned = work / jobs.RETURNED / str(AUGUST)
    issued = jobs.issue(master, AUGUST, returned)
    issued.dispatch.unlink()
    for form in issued.forms:
        _fill_in(form.path)
    return County(work, master, returned)


def _fill_in(form: Path) -> None:
    """Figures for every row; the second row's unit is changed, the first figure is typed as text."""
    read = read_return(form.name, intake.take(form).grids, Reference.default())
    assert read.grid is not None
    book = Workbook.open(form)
    sheet = book.sheet(read.grid.sheet)
    for number, row in enumerate(read.rows):
        role = "current" if row.text("measure") == "累计" else "cumulative"
        entry = row.cells[role]
        sheet.set(cell_name(entry.row, entry.column), "２４" if number == 0 else Decimal(12))
        unit = row.cells["unit"]
        if number == 1:
            sheet.set(cell_name(unit.row, unit.column), "坐")
    book.save(form)
