"""须说明: what such a rule finds on a returned row stands as a warning only with a reason in writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from minsheng_xl.checks.engine import Grading
from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.model import Return, Row
from minsheng_xl.personal import masked
from minsheng_xl.quantity.words import state_of

NO_REASON = frozenset({"blank", "dash", "placeholder", "same", "tbd"})
"""What may stand in 情况说明 and gives no reason: —, 无, 同上, 待定."""


def reasoned(
    findings: Iterable[Finding], returns: Iterable[Return], grading: Grading, day: date
) -> Iterator[Finding]:
    """The findings, those that need a reason with it as a warning, without one as an error.

    The reason is the row's 情况说明, or why a person let the return pass. What stands on no row of a return,
    and what is an error anyway, stays as it is.
    """
    reasons = {(each.file, row.number): _reason(each, row) for each in returns for row in each.rows}
    for each in findings:
        spot = each.place.file, each.place.row
        if each.severity is Severity.ERROR or spot not in reasons or not grading.asks(each.code, day):
            yield each
        elif reasons[spot]:
            yield replace(each, severity=Severity.WARNING, message=f"{each.message}（{reasons[spot]}）")
        else:
            remedy = "；".join(filter(None, (each.suggestion, "请在“情况说明”写明原因")))
            yield replace(each, severity=Severity.ERROR, suggestion=remedy)


def _reason(returned: Return, row: Row) -> str:
    """Who gave it, and the reason as it is shown; empty where none was given."""
    written = row.text("explanation").strip()
    if state_of(written) not in NO_REASON:
        return f"情况说明：{masked(written)}"
    return f"经办人准予通过：{returned.passed}" if returned.passed else ""
