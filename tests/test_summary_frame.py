"""A summary handed on to pandas: one row an indicator, with the figures of the county's sheet."""

from __future__ import annotations

from decimal import Decimal

from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.model import Period
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reference import Reference
from minsheng_xl.summary import combine
from tests.examples import plan_of, return_of

REF = Reference.default()


def test_frame_has_a_row_an_indicator_and_its_figures() -> None:
    plan, returned = plan_of(PLAN, REF), return_of(RETURN, "回收.xlsx", REF)
    Matcher(plan, REF).match(returned)
    summary = combine(plan, [returned], Period(2021, 8), previous={}, expected=[], settings=REF.settings)
    frame = summary.to_frame()
    assert list(frame["code"]) == ["2021-1-01-01", "2021-1-01-02"]
    assert list(frame["cumulative"]) == [Decimal(350), Decimal(30)]
    assert list(frame["rate"]) == [Decimal("65.30"), Decimal("54.55")]
    assert list(frame["light"]) == ["green", "yellow"]
