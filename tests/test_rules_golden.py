"""All that each rule says of its bad example: where, how grave, what is printed and what is expected.

Remade by `pytest tests/test_rules_golden.py --remake-goldens`; read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Finding
from tests.examples import inputs_of

GOLDEN = Path(__file__).parent / "golden" / "rules.txt"
CATALOGUE = engine.catalogue()


def said(code: str) -> Iterator[str]:
    """The findings of a rule on its bad example, one a line."""
    report = engine.run(inputs_of(CATALOGUE[code].bad), grading=engine.Grading(on={code: None}))
    return (_line(each) for each in report.findings if each.code == code)


def _line(finding: Finding) -> str:
    place = finding.place
    at = place.cell or (f"第{place.line}行" if place.line else place.file)
    known = (finding.department, finding.indicator, finding.printed, finding.expected)
    return "｜".join((finding.code, finding.severity.label, at, *known, finding.message, finding.suggestion))


def _golden() -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {}
    for line in GOLDEN.read_text("utf-8").splitlines():
        lines.setdefault(line.partition("｜")[0], []).append(line)
    return lines


@pytest.fixture(scope="module")
def golden(pytestconfig: pytest.Config) -> dict[str, list[str]]:
    if pytestconfig.getoption("--remake-goldens"):
        GOLDEN.write_text("".join(f"{line}\n" for code in sorted(CATALOGUE) for line in said(code)), "utf-8")
    return _golden()


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_rule_says_of_its_bad_example_what_it_said_before(code: str, golden: dict[str, list[str]]) -> None:
    assert list(said(code)) == golden[code], "若是有意改动，请用 --remake-goldens 重做并看一遍差别"
