"""A report held against what was planted: found, misplaced, missed, and false alarms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minsheng_xl.place import Place
from tests.faults.kinds import Fault

Finding = Mapping[str, Any]
"""A finding as `minsheng.report/1` has it."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a report fares. `misplaced`: the code speaks in the fault's row or file, yet not at the place."""

    found: tuple[Fault, ...]
    misplaced: tuple[Fault, ...]
    missed: tuple[Fault, ...]
    false_alarms: tuple[Finding, ...]
    explained: int
    """Findings that some planted fault accounts for."""

    @property
    def planted(self) -> int:
        return len(self.found) + len(self.misplaced) + len(self.missed)

    @property
    def recall(self) -> float:
        """Share of faults found with the primary code at the place."""
        return len(self.found) / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """Share of new findings that a planted fault accounts for."""
        new = self.explained + len(self.false_alarms)
        return self.explained / new if new else 1.0

    def __add__(self, other: Score) -> Score:
        """Both as one, for several folders spoiled by different seeds."""
        return Score(
            self.found + other.found,
            self.misplaced + other.misplaced,
            self.missed + other.missed,
            self.false_alarms + other.false_alarms,
            self.explained + other.explained,
        )

    def __str__(self) -> str:
        lines = [f"{len(self.found)}/{self.planted} found, precision {self.precision:.1%}"]
        lines += [f"missed {fault}" for fault in self.missed]
        lines += [f"misplaced {fault}" for fault in self.misplaced]
        alarms = Counter(str(each["code"]) for each in self.false_alarms)
        lines += [f"false alarm {code} × {count}" for code, count in alarms.most_common()]
        return "\n".join(lines)


def score(faults: Iterable[Fault], findings: Sequence[Finding], baseline: Iterable[Finding] = ()) -> Score:
    """Hold findings against faults. `baseline`: the findings on the clean files, which are nobody's alarm."""
    known = {_key(each) for each in baseline}
    planted = list(faults)
    found, misplaced, missed = [], [], []
    for fault in planted:
        speaking = [each for each in findings if each["code"] in fault.codes and _key(each) not in known]
        speaking = speaking or [each for each in findings if each["code"] in fault.codes]
        if any(_at(fault, each) for each in speaking):
            found.append(fault)
        elif any(_explains(fault, each) for each in speaking):
            misplaced.append(fault)
        else:
            missed.append(fault)
    new = [each for each in findings if _key(each) not in known]
    alarms = [each for each in new if not any(_explains(fault, each) for fault in planted)]
    return Score(tuple(found), tuple(misplaced), tuple(missed), tuple(alarms), len(new) - len(alarms))


def _at(fault: Fault, finding: Finding) -> bool:
    """Whether a finding stands at one of the fault's places; a whole file's, anywhere in the file."""
    named = finding["indicator"]
    if not fault.cell and fault.indicator and named and named != fault.indicator:
        return False
    if not finding["file"]:
        return not fault.cell and finding["department"] == fault.department
    return any(_stands(place, finding) for place in fault.places)


def _stands(place: Place, finding: Finding) -> bool:
    if Path(finding["file"]).name != place.file:
        return False
    if place.column:
        return bool(finding["cell"] == place.cell)
    return not place.row or _row(finding) == place.row


def _explains(fault: Fault, finding: Finding) -> bool:
    """Whether a finding may come of a fault: anything in its file, rows or indicator, by what it claims."""
    if finding["indicator"] and finding["indicator"] == fault.indicator:
        return True
    file = Path(finding["file"] or "").name
    if not file or not fault.file:
        return bool(finding["department"] == fault.department and fault.claims == "file")
    if all(file != place.file for place in fault.places):
        return False
    if fault.claims == "file" or (not fault.rows and finding["code"] == fault.code):
        return True
    return _row(finding) in fault.rows or any(_stands(place, finding) for place in fault.places if place.row)


def _row(finding: Finding) -> int:
    digits = re.search(r"\d+", finding["cell"] or "")
    return int(digits[0]) if digits else 0


def _key(finding: Finding) -> tuple[str, ...]:
    """What stays the same of a finding when rows move: code, file, and indicator or else cell."""
    where = finding["indicator"] or finding["cell"] or finding["department"]
    return finding["code"], Path(finding["file"] or "").name, where
