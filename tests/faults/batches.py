"""Faults dealt out one to a file, many files to a folder, and what a consolidation says of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from shutil import copytree

from minsheng_xl import jobs
from minsheng_xl.checks.report import Finding, Report
from minsheng_xl.place import Place
from tests.faults.counties import County
from tests.faults.kinds import Fault, Kind
from tests.faults.planting import entered
from tests.faults.workbook import Sheet, open_sheet

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one planted fault, or of a change that must pass."""

    county: str
    kind: Kind
    fault: Fault
    found: bool
    right_cell: bool
    named: bool | None
    """Whether a slip was named with its factor or its right figure; None for what is no slip."""
    silent: bool
    """A wrong figure stands in the summary and nothing was said of it."""
    passed: bool
    """Of a change that must pass: the file is taken, the figure as meant, no more said than is allowed."""
    said: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.county} {self.fault} → {'；'.join(self.said) or '没有话'}"


@dataclass(slots=True)
class Batches:
    """Folders of returns, each file clean or with one fault; kinds go to the files with the fewest."""

    county: County
    folder: Path
    rng: Random
    planted: list[list[tuple[Kind, Fault]]] = field(default_factory=list)
    _loads: Counter[str] = field(default_factory=Counter)
    _sheets: dict[str, Sheet] = field(default_factory=dict)

    def returned(self, batch: int) -> Path:
        return self.folder / f"第{batch}批"

    def plant(self, kind: Kind, times: int) -> int:
        """Plant a kind up to that many times, each in another file; gives how many found a place."""
        names = sorted(path.name for path in self.county.clean[0].iterdir())
        self.rng.shuffle(names)
        done = 0
        for name in sorted(names, key=lambda each: self._loads[each]):
            done += done < times and self._spoil(kind, name)
        return done

    def _spoil(self, kind: Kind, name: str) -> bool:
        batch = self._loads[name]
        sheet = self._untouched(name)
        sheet.path = self.returned(batch) / name
        sheet.siblings = [
            each for each in self._sheets.values() if each is not sheet and self._sent(each, batch)
        ]
        done = kind.spoil(sheet, self.rng)
        if done is None:
            return False
        if len(self.planted) == batch:
            copytree(self.county.clean[0], self.returned(batch))
            self.planted.append([])
        sheet.save()
        del self._sheets[name]
        self._loads[name] += 1
        self.planted[batch].append((kind, entered(kind, sheet, done)))
        return True

    def _sent(self, sheet: Sheet, batch: int) -> bool:
        """Whether no fault of a batch has taken a department's return away."""
        planted = self.planted[batch] if batch < len(self.planted) else ()
        return all(fault.file or fault.department != sheet.department for _, fault in planted)

    def _untouched(self, name: str) -> Sheet:
        if name not in self._sheets:
            path = self.county.clean[0] / name
            sheet = open_sheet(path, name.split("_")[0], relations=self.county.relations)
            sheet.earlier = self.county.july(path)
            self._sheets[name] = sheet
        return self._sheets[name]

    def outcomes(self, clean: jobs.Consolidated) -> Iterator[Outcome]:
        """Consolidate every folder and judge what was planted there against the `clean` consolidation."""
        for batch, planted in enumerate(self.planted):
            done = self.county.consolidate(self.returned(batch), self.folder / f"县{batch}")
            judge = Judge(self.county.plan.place, new_findings(done.report, clean.report), done, clean)
            yield from (judge.outcome(kind, fault) for kind, fault in planted)


def new_findings(report: Report, clean: Report) -> list[Finding]:
    """What a report says that the one of the clean files does not."""
    known = {_key(each) for each in clean.findings}
    return [each for each in report.findings if _key(each) not in known]


def _key(finding: Finding) -> Key:
    return Path(finding.place.file).name, finding.code, finding.message


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds what was said of a folder against what was planted in it."""

    county: str
    findings: Sequence[Finding]
    done: jobs.Consolidated
    clean: jobs.Consolidated

    def outcome(self, kind: Kind, fault: Fault) -> Outcome:
        mark, beside = fault.mark, [each for each in self.findings if concerns(each, fault)]
        hits = [each for each in beside if speaks(each, fault) and touches(each, fault)]
        right = mark.right if mark.right is not None else _figures(self.clean).get(fault.indicator)
        taken = _figures(self.done).get(fault.indicator)
        wrong = mark.figure and taken is not None and taken != right
        read = mark.readable and taken is not None and taken == right
        named = any(names(each, fault) for each in hits) if mark.slip else None
        refused = self._status(fault) == "rejected"
        return Outcome(
            self.county,
            kind,
            fault,
            found=bool(hits) or read or refused,
            right_cell=read or any(stands(each, fault) for each in hits),
            named=None if read and not hits else named,
            silent=wrong and not hits,
            passed=self._passed(kind, fault, beside, taken == right),
            said=tuple(map(_words, beside)),
        )

    def _passed(self, kind: Kind, fault: Fault, beside: Sequence[Finding], right: bool) -> bool:
        allowed = {"information", "warning"} if kind.warned else {"information"}
        return right and self._status(fault) == "taken" and {each.severity.key for each in beside} <= allowed

    def _status(self, fault: Fault) -> str:
        files = (each.status for each in self.done.report.files if Path(each.path).name == fault.file)
        return next(files, "")


def concerns(finding: Finding, fault: Fault) -> bool:
    """Whether a finding is about a fault's file, or of a file that is missing about its department."""
    file = Path(finding.place.file).name
    if not file or not fault.file:
        return finding.department == fault.department and fault.claims == "file"
    return any(file == place.file for place in fault.places)


def speaks(finding: Finding, fault: Fault) -> bool:
    """An error or warning, or what the kind's own rules say however softly."""
    return finding.severity.key != "information" or finding.code in fault.codes


def touches(finding: Finding, fault: Fault) -> bool:
    """Whether a finding lies in a fault's rows; what takes a whole file, head or layout, anywhere in it."""
    rows = fault.mark.rows
    whole = not rows or finding.place.row in rows or any(_same(finding, place) for place in fault.places)
    return whole or (not finding.place.row and finding.indicator == fault.indicator)


def stands(finding: Finding, fault: Fault) -> bool:
    """Whether a finding names one of a fault's cells or their row; of a whole file, anything in it."""
    return not fault.cell or any(_same(finding, place) for place in fault.places)


def _same(finding: Finding, place: Place) -> bool:
    return finding.place.row == place.row and (not place.column or finding.place.column in (place.column, 0))


def names(finding: Finding, fault: Fault) -> bool:
    """Whether a finding's words have the figure that was meant, or say by what factor it is off."""
    slip = fault.mark.slip
    assert slip is not None
    text = f"{finding.message} {finding.expected} {finding.suggestion}"
    bare = re.sub(r"(?<=\d)[,，](?=\d{3})", "", text)
    told = {Decimal(each) for each in re.findall(r"\d+(?:\.\d+)?", bare)}
    return not told.isdisjoint(slip.right) or bool(re.search(slip.named, text))


def _figures(done: jobs.Consolidated) -> Mapping[str, Decimal | None]:
    return {line.indicator.code: line.cumulative for line in done.summary.lines}


@dataclass(slots=True)
class Masters:
    """A county's master, spoiled by one kind at a time and checked."""

    county: County
    folder: Path
    rng: Random
    _clean: Report | None = None

    def outcome(self, kind: Kind) -> Outcome | None:
        """What the check says of a kind; None where the master has no place for it."""
        sheet = open_sheet(self.county.master, relations=self.county.relations)
        sheet.path = self.folder / kind.name.replace("：", "") / "总表.xlsx"
        done = kind.spoil(sheet, self.rng)
        if done is None:
            return None
        sheet.path.parent.mkdir(parents=True)
        sheet.path.write_bytes(self.county.master.read_bytes())
        sheet.save()
        fault = entered(kind, sheet, done)
        self._clean = self._clean or self._check(self.county.master)
        found = new_findings(self._check(sheet.path), self._clean)
        hits = [each for each in found if speaks(each, fault) and touches(each, fault)]
        right = any(stands(each, fault) for each in hits)
        said = tuple(map(_words, found))
        return Outcome(self.county.plan.place, kind, fault, bool(hits), right, None, False, False, said)

    def _check(self, master: Path) -> Report:
        return jobs.check([master], as_of=self.county.plan.as_of)


def _words(finding: Finding) -> str:
    return f"{finding.place.cell}{finding.severity.label}（{finding.code}）{finding.message}"
