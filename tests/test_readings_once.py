"""A formula without a result is told once, not again for what only depends on it."""

from __future__ import annotations

import pytest

from minsheng_xl.checks import engine
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reference import Reference
from tests.examples import plan_of, return_of


@pytest.mark.parametrize(("used", "count"), [("I3", 1), ("Z3", 2)])
def test_only_the_cause_is_told(used: str, count: int) -> None:
    ref = Reference.default()
    text = RETURN.replace("| 50 | 350 |", f"| =?VLOOKUP(A3,Z:Z,2,0) | =?ROUNDUP({used},0) |")
    table, each = plan_of(PLAN, ref), return_of(text, "回收.xlsx", ref)
    Matcher(table, ref).match(each)
    report = engine.run({"returns": [each], "master": table, "ref": ref}, codes=("R17",))
    cells = [finding.place.cell for finding in report.findings]
    assert (cells[0], len(cells)) == ("I3", count)
