"""Returns judged: each version by itself, then the rows that stand, until nothing changes any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from minsheng_xl.checks import engine
from minsheng_xl.checks.county_rules import own_rules
from minsheng_xl.checks.report import Finding, Report, Severity
from minsheng_xl.checks.required_reasons import reasoned
from minsheng_xl.cycle import Expected
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.sharing import SharedPlan, ShareFigures
from minsheng_xl.jobs.standing import Spot, Stand, Standing, reduced, stand
from minsheng_xl.jobs.versions import Duty, Part
from minsheng_xl.model import Return, Row

TOGETHER = frozenset({"standing", "superseded", "expected", "shares", "undecided"})
"""Inputs of rules that look at more than one return."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged: returns in their versions, and what they are held against."""

    plan: Plan
    returns: Sequence[Return]
    parts: Sequence[Part]
    common: Mapping[str, Any]
    """Inputs of every rule: ref, period, as_of."""
    history: Mapping[str, Any]
    shared: ShareFigures
    earlier: Mapping[str, Return]
    came: Sequence[Expected]
    """What every department sent; empty where nobody is to be missed."""
    gone: Mapping[Duty, Sequence[datetime]]
    """When versions came in that lie there no longer."""

    @property
    def leads(self) -> list[Return]:
        return [each for each in self.returns if each.by == "lead"]

    @property
    def shares(self) -> list[Return]:
        return [each for each in self.returns if each.by != "lead"]

    @property
    def day(self) -> date:
        day: date = self.common["as_of"]
        return day


@dataclass(frozen=True, slots=True)
class Judged:
    """Which rows stand and what was found; the returns have their status."""

    rows: Sequence[Standing]
    """The rows that stand."""
    standing: Sequence[Return]
    """Returns with those rows."""
    report: Report
    used: Sequence[Part]
    """Versions that count: taken, wholly or partly, and not taken over by newer ones."""
    arrivals: Mapping[Duty, datetime]
    """When the first version of a department that could be taken came in."""

    def newest_used(self, duty: Duty) -> Part | None:
        """The newest version of a department that counts."""
        own = (part for part in self.used if part.duty == duty and part.own)
        return max(own, key=lambda part: part.rank, default=None)


def judge(case: Case) -> Judged:
    """Run the rules over every version, then over the rows that stand.

    An error keeps its row out, or its whole file where the rule says so; of each indicator the newest good
    row stands. Where an error among the standing rows takes one out, an older good row takes its place and
    is judged in turn.
    """
    bench = _Bench(case)
    alone = bench.alone()
    bench.settle(alone)
    arrivals = _arrivals(case)
    chosen, lost = stand(case.parts), dict[Finding, None]()
    while True:
        together = bench.together(chosen)
        out = [each for each in together.findings if bench.takes_out(each)]
        if not out:
            break
        lost |= dict.fromkeys(out)
        for finding in out:
            bench.rows[finding.place.file, finding.place.row].rejected = True
        chosen = stand(case.parts, held=chosen.held)
    findings = dict.fromkeys([*alone.findings, *lost, *together.findings])
    told = sorted((each for each in findings if bench.is_told(each, chosen)), key=bench.order)
    report = replace(alone.merged(together), findings=tuple(told))
    bench.settle(report)
    for each in case.returns:
        chosen.settle(each)
    standing = reduced((each.part.returned, each.row) for each in chosen.rows)
    return Judged(chosen.rows, standing, report, chosen.used, arrivals)


def _arrivals(case: Case) -> dict[Duty, datetime]:
    """When each department's first usable version came; its returns are told, for the rules on lateness.

    Rows of its in another's file count for that only where it has sent none itself.
    """
    moments = defaultdict[Duty, list[datetime]](list, {duty: [*each] for duty, each in case.gone.items()})
    counted = [part for part in case.parts if part.counts and part.returned.received]
    sent = moments.keys() | {part.duty for part in counted if part.own}
    for part in counted:
        if part.returned.received and (part.own or part.duty not in sent):
            moments[part.duty].append(part.returned.received)
    first = {duty: min(each) for duty, each in moments.items() if each}
    for part in case.parts:
        if part.own:
            part.returned.arrived = first.get(part.duty)
    return first


class _Bench:
    """The rules, and the rows they speak of."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.own = own_rules(case.plan.ref, whole=bool(case.came))
        self.rules = engine.catalogue() | {each.code: each for each in self.own}
        self.grading = engine.Grading.of(case.plan.ref.settings)
        self.shared = SharedPlan(case.plan)
        self.rows: dict[Spot, Row] = {
            (each.file, row.number): row for each in case.returns for row in each.rows
        }
        self.returned = {each.file: each for each in case.returns}
        self._places = {code: place for place, code in enumerate(self.rules)}
        self._together = [code for code, each in self.rules.items() if TOGETHER & {*each.looks_at}]
        self._alone = [code for code in self.rules if code not in self._together]

    def alone(self) -> Report:
        """What is to be said of every version by itself."""
        case = self.case
        report = self._run(self._alone, returns=case.leads, earlier=case.earlier)
        return self._excused(
            report.merged(self.shared.judge(case.shares, case.shared, case.common, self._alone))
        )

    def together(self, chosen: Stand) -> Report:
        """What is to be said of the rows that stand."""
        case = self.case
        leads = [each for each in chosen.returns if each.by == "lead"]
        shares = [each for each in chosen.returns if each.by != "lead"]
        report = self._run(
            self._together,
            returns=case.leads,
            standing=leads,
            shares=shares,
            superseded=chosen.superseded,
            undecided=chosen.undecided,
            expected=case.came or None,
        )
        return self._excused(
            report.merged(self.shared.judge(case.shares, case.shared, case.common, self._together, shares))
        )

    def _run(self, codes: Sequence[str], **inputs: Any) -> Report:
        case = self.case
        given = {
            **case.common,
            "master": case.plan.table,
            "told": [each for each in case.returns if each.told] or None,
            "history": case.history,
            **inputs,
        }
        return engine.run(given, grading=self.grading, codes=codes, own=self.own)

    def _excused(self, report: Report) -> Report:
        """Errors for want of a reason, and what a person let pass."""
        asked = reasoned(report.findings, self.case.returns, self.grading, self.case.day)
        return replace(report, findings=tuple(map(self._let_pass, asked)))

    def _let_pass(self, finding: Finding) -> Finding:
        """An error on a row whose figure can be read is a warning where a person let the version pass."""
        row = self.rows.get((finding.place.file, finding.place.row))
        returned = self.returned.get(finding.place.file)
        if row is None or returned is None or not returned.passed or finding.severity is not Severity.ERROR:
            return finding
        if any(entry.problem or entry.error for entry in row.cells.values()):
            return finding
        message = f"{finding.message}（经办人准予通过：{returned.passed}）"
        return replace(finding, severity=Severity.WARNING, message=message)

    def order(self, finding: Finding) -> tuple[int, str, int]:
        """By rule, then down the sheets."""
        return self._places[finding.code], finding.place.file, finding.place.row

    def settle(self, report: Report) -> None:
        """Give every return its outcome by what was found in it."""
        about: dict[str, list[Finding]] = defaultdict(list)
        for finding in report.findings:
            about[finding.place.file].append(finding)
        for each in self.case.returns:
            _settle(each, about[each.file], self.rules)

    def takes_out(self, finding: Finding) -> bool:
        """Whether it is an error on a row that was good until now."""
        row = self.rows.get((finding.place.file, finding.place.row))
        return finding.severity is Severity.ERROR and row is not None and not row.rejected

    def is_told(self, finding: Finding, chosen: Stand) -> bool:
        """Whether it still matters: not on a row or in a file that a newer version has taken over."""
        if finding.place.file in chosen.superseded:
            return "superseded" in self.rules[finding.code].looks_at
        return (finding.place.file, finding.place.row) not in chosen.outdated


def _settle(returned: Return, findings: Sequence[Finding], rules: Mapping[str, engine.Rule]) -> None:
    """The outcome of a return by what was found in it."""
    returned.status, returned.reason_code, returned.reason = "taken", "", ""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    whole = next((each for each in errors if rules[each.code].rejects_file), None)
    if whole:
        returned.status, returned.reason_code, returned.reason = "rejected", whole.code, whole.message
        return
    numbers = {each.place.row for each in errors if each.place.row}
    for row in returned.rows:
        row.rejected = row.number in numbers
    elsewhere = list(dict.fromkeys(each.message for each in errors if not each.place.row))
    if errors:
        returned.status, returned.reason_code = "partly", "row_errors" if numbers else "errors"
        rows = [f"有{len(numbers)}行存在错误，未收"] if numbers else []
        returned.reason = "；".join([*rows, *elsewhere])
