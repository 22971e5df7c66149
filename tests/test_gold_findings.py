"""What is wrong in the real documents, found by the rules; what is right, not reported.

Runs as a script too and prints what is missed: `python -m tests.test_gold_findings`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minsheng_xl import jobs
from minsheng_xl.checks.report import Finding
from minsheng_xl.jobs.drafts import check_source, superior_tables
from minsheng_xl.jobs.plans import Plan, read_source

Known = Mapping[str, Any]
REACHED = {"错误": 1.0, "警告": 1.0, "提示": 0.8}
"""Share of the known problems of one document that is found, by severity; a drop is a loss."""
COMPARED = ("D14", "V04", "V18", "U06")
"""Rules that hold a county's plan against its superior's."""
AS_OF = date(2026, 1, 1)
NEAR = 2
"""Lines by which the cells of one row can be apart where every cell has its own line."""
ARGUED = {("004", "D01"): "通知和附件都没有写牵头、责任单位，与南昌、省51项同样无人可填报，只报一处"}
"""Errors beside the list that we stand by: file and rule, and why."""


def is_own(known: Known) -> bool:
    """Whether a problem shows in its own document: no other is cited and the rule compares nothing."""
    other = {each["doc"] for each in known["also"]} - {known["doc"]}
    return not (known["category"] == "cross_doc" or known["rule"] in COMPARED or (other and _cited(known)))


def _cited(known: Known) -> bool:
    """Whether the problem is a difference from the document cited, which alone does not show it."""
    return known["rule"] in ("S11", "V13")


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "gold/inconsistencies.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def findings(shared: Path) -> dict[str, tuple[Finding, ...]]:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    return {path.name: check_source(read_source(path), as_of=AS_OF).findings for path in seeds}


def found(known: Known, reported: Iterable[Finding]) -> bool:
    """A hit is the rule at an overlapping line."""
    return any(each.code == known["rule"] and each.place.line in known["lines"] for each in reported)


def missed(known: Sequence[Known], findings: Mapping[str, Sequence[Finding]]) -> list[Known]:
    return [each for each in known if not found(each, findings[each["file"]])]


@pytest.mark.parametrize("severity", REACHED)
def test_known_problems_are_found(
    gold: dict[str, Any], findings: dict[str, tuple[Finding, ...]], severity: str
) -> None:
    own = [each for each in gold["inconsistencies"] if each["severity"] == severity and is_own(each)]
    lost = missed(own, findings)
    recall = 1 - len(lost) / len(own)
    print(f"{severity}: {len(own) - len(lost)}/{len(own)} = {recall:.1%}")
    assert recall >= REACHED[severity], [f"{each['id']} {each['rule']} {each['where']}" for each in lost]


def test_every_problem_of_units_and_departments_in_the_county_table(
    gold: dict[str, Any], findings: dict[str, tuple[Finding, ...]]
) -> None:
    own = [
        each
        for each in gold["inconsistencies"]
        if each["doc"] == "ningdu2021" and each["severity"] != "提示" and each["rule"] not in COMPARED
    ]
    assert [each["id"] for each in missed(own, findings)] == []


def test_no_error_beside_the_known_ones(
    gold: dict[str, Any], findings: dict[str, tuple[Finding, ...]]
) -> None:
    listed = {
        (each["file"], each["rule"], line) for each in gold["inconsistencies"] for line in each["lines"]
    }
    beside = {
        (file[:3], each.code): str(each)
        for file, reported in findings.items()
        for each in reported
        if each.severity.label == "错误"
        and not any((file, each.code, each.place.line + by) in listed for by in range(NEAR + 1))
    }
    assert beside.keys() == ARGUED.keys(), beside


def test_what_was_verified_is_not_reported(
    gold: dict[str, Any], findings: dict[str, tuple[Finding, ...]]
) -> None:
    """Sums, products and rates that hold: their rules speak only at lines of the known problems."""
    listed = {(each["rule"], line) for each in gold["inconsistencies"] for line in each["lines"]}
    checked = {each["rule"] for each in gold["verified_ok"]} - {"S17", "V15", "A04"}
    reported = {
        str(each)
        for group in findings.values()
        for each in group
        if each.code in checked and (each.code, each.place.line) not in listed
    }
    assert reported == set()


@pytest.fixture(scope="module")
def county(shared: Path) -> Plan:
    return read_source(next((shared / "seeds").glob("000*.txt")))


def test_problems_that_only_the_superiors_plan_shows(
    gold: dict[str, Any], county: Plan, shared: Path
) -> None:
    """Against the province's and the district's plan: every known difference, at all of its lines."""
    above = superior_tables(next((shared / "seeds").glob("001*.txt")))
    reported = check_source(county, superior=above, as_of=AS_OF).findings
    known = [
        each for each in gold["inconsistencies"] if each["doc"] == "ningdu2021" and each["rule"] in COMPARED
    ]
    assert [each["id"] for each in known if not found(each, reported)] == []
    spoken = {(each.code, each.place.line) for each in reported}
    assert all((each["rule"], line) in spoken for each in known for line in each["lines"])


def test_standards_that_agree_with_the_superiors_are_left_alone(county: Plan, shared: Path) -> None:
    """Eight standards a year are twelve times the province's a month; only one falls short."""
    above = superior_tables(next((shared / "seeds").glob("001*.txt")))
    reported = check_source(county, superior=above, as_of=AS_OF).findings
    assert {each.place.line for each in reported if each.code == "V18"} == {113}
    assert not [str(each) for each in reported if each.code in ("A08", "V13")]


def test_a_rise_that_leads_to_another_base_than_the_superiors(shared: Path) -> None:
    path = next((shared / "seeds").glob("001*.txt"))
    plan, above = read_source(path), superior_tables(path)
    district = replace(plan, sources=(plan.sources[1],))
    reported = check_source(district, superior=above[:1], as_of=AS_OF).findings
    assert {each.place.line for each in reported if each.code == "V13"} == {80}


def test_superior_of_a_command(shared: Path) -> None:
    """`minsheng check --superior` and `draft --superior` run the same comparison."""
    county, above = (next((shared / "seeds").glob(f"{number}*.txt")) for number in ("000", "001"))
    checked = jobs.check([county], superior=above, as_of=AS_OF)
    _, drafted = jobs.draft(county, superior=above, as_of=AS_OF)
    assert {each.code for each in checked.findings} >= set(COMPARED)
    assert [str(each) for each in drafted.findings] == [str(each) for each in checked.findings]


if __name__ == "__main__":
    root = Path(__file__).parents[2] / "shared"
    every = json.loads((root / "gold/inconsistencies.json").read_text("utf-8"))["inconsistencies"]
    seen = {
        path.name: check_source(read_source(path), as_of=AS_OF).findings
        for path in (root / "seeds").glob("*.txt")
    }
    for each in missed([one for one in every if is_own(one)], seen):
        print(each["id"], each["rule"], each["severity"], each["lines"][:4], each["where"])
