"""Three counties whose plans are laid out differently, in August: July summarised, every return clean.

What the clerks of the offices settle in the master before issuing stands in counties.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

from minsheng_xl import jobs
from minsheng_xl.model import Period
from tests.faults.filling import fill_clean, reword
from tests.faults.sentences import Sentences
from tests.faults.workbook import Sheet, open_sheet

REPOSITORY = Path(__file__).parents[2]
SEEDS = REPOSITORY.parent / "shared" / "seeds"
HANDS = 3
"""How many times the words of the clean returns are written, each time by other hands."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One county's plan and what its clerk settles; `notice` the printed table it is drafted from."""

    place: str
    year: int
    notice: str
    towns: tuple[str, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    responsible: str = ""
    leads: Mapping[str, Sequence[int]] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the notice lies; not there where the shared folder is missing."""
        own = REPOSITORY / self.notice
        return own if own.is_file() else next(SEEDS.glob(f"{self.notice}*"), SEEDS / self.notice)

    @property
    def period(self) -> Period:
        return Period(self.year, 8)

    @property
    def as_of(self) -> date:
        return date(self.year, 8, 31)


@dataclass(slots=True)
class County:
    """A work folder in August, `clean` its returned forms as each of the hands wrote them."""

    plan: Plan
    work: Path
    clean: list[Path]
    sentences: Sentences
    relations: Mapping[str, Sequence[str]]

    @property
    def master(self) -> Path:
        return self.work / "总表.xlsx"

    def july(self, form: Path) -> Path:
        """The return of the same department a month before."""
        name = form.name.replace(str(self.plan.period), str(self.plan.period.previous))
        return self.work / jobs.RETURNED / str(self.plan.period.previous) / name

    def consolidate(self, returned: Path, folder: Path) -> jobs.Consolidated:
        """Consolidate a folder in a copy of the county that has met none of its returns."""
        work = copytree(self.work, folder)
        output = work / jobs.SUMMARISED / str(self.plan.period) / "县汇总表.xlsx"
        return jobs.consolidate(returned, work / "总表.xlsx", self.plan.period, output, as_of=self.plan.as_of)


def plans() -> tuple[Plan, ...]:
    """Every plan of counties.toml whose notice is at hand."""
    text = Path(__file__).with_name("counties.toml").read_text("utf-8")
    return tuple(map(_plan, tomllib.loads(text)["county"]))


def _plan(given: dict[str, Any]) -> Plan:
    lists = {key: tuple(value) for key, value in given.items() if isinstance(value, list)}
    return Plan(**given | lists)


def make_county(plan: Plan, folder: Path) -> County:
    """Draft, settle, issue and return July, summarise it, issue August and return it clean."""
    work = folder / "县"
    work.mkdir(parents=True)
    county = County(plan, work, [], Sentences(plan.towns), {})
    jobs.draft(plan.path, county.master, place=plan.place, year=plan.year)
    county.relations = _settle(plan, county.master)
    july = plan.period.previous
    assert july is not None
    output = work / jobs.SUMMARISED / str(july) / "县汇总表.xlsx"
    _return(county, july, work / jobs.RETURNED / str(july))
    jobs.consolidate(
        work / jobs.RETURNED / str(july), county.master, july, output, as_of=date(july.year, july.month, 19)
    )
    county.clean += [folder / f"回收{hand}" for hand in range(HANDS)]
    _return(county, plan.period, county.clean[0], county.sentences)
    for other in county.clean[1:]:
        _say_otherwise(county, other)
    return county


def _settle(plan: Plan, master: Path) -> dict[str, list[str]]:
    """Enter what the clerk settles; gives the codes of parts by the code of their total."""
    sheet = open_sheet(master)
    leads = {number: name for name, numbers in plan.leads.items() for number in numbers}
    number = 0
    for row in range(sheet.header_row + 1, sheet.sheet.max_row + 1):
        if not sheet.text(row, "code"):
            continue
        number = int(re.sub(r"\D", "", sheet.text(row, "no")) or number)
        if leads:
            sheet.put(row, "lead", leads[number])
            sheet.put(row, "responsible", plan.responsible)
        _count(plan, sheet, row)
    sheet.save()
    return _relations(sheet)


def _relations(sheet: Sheet) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    for row in sheet.rows():
        relation = sheet.text(row, "relation")
        if relation.startswith("其中 "):
            parts.setdefault(relation.removeprefix("其中 ").strip(), []).append(sheet.text(row, "code"))
    return parts


def _count(plan: Plan, sheet: Sheet, row: int) -> None:
    """A row's unit and way of counting, where the office knows better than the notice."""
    unit, name = sheet.text(row, "unit"), sheet.text(row, "indicator")
    if unit in plan.units:
        sheet.put(row, "unit", plan.units[unit])
    for measure, names in (("时点", plan.states), ("标准", plan.standards)):
        if name.startswith(names):
            sheet.put(row, "measure", measure)


def _return(county: County, period: Period, folder: Path, words: Sentences | None = None) -> None:
    """The forms of a period, issued once and filled; the figures are the same however often."""
    issued = county.work / jobs.ISSUED / str(period)
    if not issued.is_dir():
        jobs.issue(county.master, period, issued)
    folder.mkdir(parents=True)
    for form in sorted(issued.glob("*_填报表.xlsx")):
        fill_clean(
            form,
            folder / form.name,
            Random(f"{county.plan.place}{form.name}"),
            words=words,
            relations=county.relations,
        )


def _say_otherwise(county: County, folder: Path) -> None:
    """The clean returns with the same figures in the words of another hand."""
    copytree(county.clean[0], folder)
    for path in sorted(folder.iterdir()):
        sheet = open_sheet(path)
        reword(sheet, county.sentences, Random(path.name))
        sheet.save()
