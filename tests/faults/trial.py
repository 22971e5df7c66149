"""Every kind planted in the counties at hand, every change that must pass, and the clean returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from minsheng_xl import jobs
from tests.faults.allowed import ALLOWED
from tests.faults.batches import Batches, Masters, Outcome
from tests.faults.counties import County, make_county, plans
from tests.faults.kinds import KINDS, Kind
from tests.faults.planting import ORDER
from tests.faults.workbook import Sheet, open_sheet

TYPED = (
    "current",
    "cumulative",
    "status",
    "investment",
    "progress_note",
    "problem",
    "next_step",
    "explanation",
    "evidence",
    "remark",
)
HEAD = ("填报人", "联系电话", "单位负责人", "填报日期")
MOST = 3
"""How many times a kind is planted in each county by a full trial."""

SAMPLED = 12
"""How many kinds of the master a short trial takes: a check of a whole plan is slow beside a return's."""


@dataclass(slots=True)
class Trial:
    """What was said of the clean returns, of every planted fault and of every change that must pass."""

    outcomes: list[Outcome] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    """Errors and warnings on clean returns."""
    cells: int = 0
    """Filled input cells of the clean returns."""
    sentences: set[str] = field(default_factory=set)
    """Patterns the clean returns were written after."""

    @property
    def faults(self) -> list[Outcome]:
        return [each for each in self.outcomes if not each.kind.must_pass]

    @property
    def changes(self) -> list[Outcome]:
        """Those that must pass."""
        return [each for each in self.outcomes if each.kind.must_pass]

    @property
    def slips(self) -> list[Outcome]:
        return [each for each in self.faults if each.named is not None]

    def share(self, what: Callable[[Outcome], object], among: Sequence[Outcome]) -> float:
        """The share of outcomes of which something holds; 1 of none."""
        return sum(bool(what(each)) for each in among) / len(among) if among else 1.0


def run_trial(folder: Path, *, full: bool, ruled: bool = False, seed: int = 1) -> Trial:
    """A full trial plants every kind in every county, of a return up to MOST times.

    A short one plants each that no rule is named for once, in the counties in turn, and some of the master;
    those with a rule of their own are measured by that rule, unless `ruled` asks for them as well.
    """
    trial, counties = Trial(), list(_counties(folder))
    rooms = [Batches(each, each.work.parent / "批次", Random(seed)) for each in counties]
    kinds = [each for each in KINDS.values() if each.where == "form" and (full or ruled or not each.code)]
    _deal([*kinds, *ALLOWED.values()], rooms, full)
    for county, room in zip(counties, rooms, strict=True):
        trial.outcomes += room.outcomes(_clean(trial, county))
    masters = [Masters(each, each.work.parent / "总表", Random(seed)) for each in counties]
    of_masters = [each for each in KINDS.values() if each.where == "master"]
    trial.outcomes += _checked(
        of_masters if full else Random(seed).sample(of_masters, SAMPLED), masters, full
    )
    return trial


def _counties(folder: Path) -> Iterator[County]:
    for plan in plans():
        if plan.path.is_file():
            yield make_county(plan, folder / plan.place)


def _clean(trial: Trial, county: County) -> jobs.Consolidated:
    """Consolidate the clean returns of every hand; gives that of the first."""
    done = [county.consolidate(each, each.with_name(f"{each.name}汇总")) for each in county.clean]
    for each in done:
        found = [one for one in each.report.findings if one.severity.key != "information"]
        trial.alarms += [f"{county.plan.place} {one}" for one in found]
    trial.cells += len(county.clean) * sum(map(_filled, county.clean[0].iterdir()))
    trial.sentences |= {*county.sentences.used}
    return done[0]


def _filled(path: Path) -> int:
    sheet = open_sheet(path)
    rows = sum(_typed(sheet, row, role) for row in sheet.rows() for role in TYPED)
    return rows + sum(bool((cell := sheet.head(label)) and cell.value) for label in HEAD)


def _typed(sheet: Sheet, row: int, role: str) -> bool:
    return bool(sheet.text(row, role)) and not sheet.is_formula(row, role)


def _in_turn(kinds: Iterable[Kind], rooms: Sequence[object]) -> Iterator[tuple[Kind, list[int]]]:
    """Each kind with the numbers of the counties in the order in which it asks them for a place."""
    for number, kind in enumerate(kinds):
        yield kind, [(number + each) % len(rooms) for each in range(len(rooms))]


def _deal(kinds: Iterable[Kind], rooms: Sequence[Batches], full: bool) -> None:
    """Those that take most first: a return that is taken away gives nothing to another."""
    for kind, order in _in_turn(sorted(kinds, key=lambda each: ORDER.index(each.claims)), rooms):
        for room in order:
            if rooms[room].plant(kind, MOST if full else 1) and not full:
                break


def _checked(kinds: Iterable[Kind], masters: Sequence[Masters], full: bool) -> Iterator[Outcome]:
    for kind, order in _in_turn(kinds, masters):
        for master in order:
            outcome = masters[master].outcome(kind)
            if outcome:
                yield outcome
                if not full:
                    break
