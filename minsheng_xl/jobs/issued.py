"""What was sent out: the form each return was made from, so that nobody is blamed for what changed since.

The ledger knows it by the plan digest a form carries; without a ledger the forms in 下发 tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from minsheng_xl.jobs.folders import ISSUED
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.ledger import Records
from minsheng_xl.model import CARRIED_ANEW, CARRIED_ON, Indicator, IssuedForm, Period, Return, Row
from minsheng_xl.reading.files.folders import find_files
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference

_TYPED = ("current", "cumulative")


@dataclass(frozen=True, slots=True)
class Issues:
    """Every form known to have gone out for a period, by the digest it carries, the newest last."""

    forms: Mapping[str, Sequence[IssuedForm]]

    def of(self, returned: Return) -> IssuedForm | None:
        """The form a return was made from: of several with one digest the one whose 上期累计 it still has."""
        known = self.forms.get(returned.meta.get("digest", ""), ()) if returned.by == "lead" else ()
        same = [each for each in known if _carried_unchanged(returned, each)]
        return next(reversed(same or known), None)


def issues_of(plan: Plan, period: Period | None, records: Records | None, work: Path | None) -> Issues:
    """What went out for a period, as the ledger noted it; else as the forms in 下发 have it."""
    if period is None:
        return Issues({})
    forms: dict[str, list[IssuedForm]] = {}
    plans = {plan.table.digest: plan.table}
    for each in records.issues(str(period)) if records else ():
        if each.by != "lead":
            continue
        if each.digest not in plans and records:
            plans[each.digest] = read_source(records.kept_file(each.master)).in_period(period).table
        carried = {code: Decimal(text) if text else None for code, (text, _) in each.carried.items()}
        forms.setdefault(each.digest, []).append(IssuedForm(plans[each.digest], carried))
    if not forms and work and (lying := list(_lying_there(plan, period, work))):
        forms[plan.table.digest] = lying
    return Issues(forms)


def _lying_there(plan: Plan, period: Period, work: Path) -> Iterator[IssuedForm]:
    """The forms in 下发 of the plan as it is, taken together."""
    folder, carried = work / ISSUED / str(period), dict[str, Decimal | None]()
    for path in find_files(folder) if folder.is_dir() else ():
        taken = intake.take(path)
        if taken.meta.get("kind") == "form" and taken.meta.get("digest") == plan.table.digest:
            form = read_return(taken.name, taken.grids, plan.ref)
            SharedPlan(plan).match(form)
            carried |= {row.indicator.code: row.value("previous") for row in form.rows if row.indicator}
    if carried:
        yield IssuedForm(plan.table, carried)


def _carried_unchanged(returned: Return, form: IssuedForm) -> bool:
    return all(
        row.value("previous") == form.previous.get(row.indicator.code)
        for row in returned.rows
        if row.indicator and "previous" in row.cells
    )


def as_of_today(
    plan: Plan,
    returns: Sequence[Return],
    issues: Issues,
    history: Mapping[str, Decimal],
    period: Period | None = None,
) -> None:
    """Set what each return was issued as, and carry its running totals on from today's 上期累计.

    A running total that begins with the 上期累计 of its form goes on from what that has become since; what a
    department changed itself is left to the rules. A table without 上期累计 goes on from the history.
    """
    nothing = Decimal() if period and period.previous is None else None
    for each in returns:
        each.issued = issues.of(each)
        for row in each.rows if each.by == "lead" else ():
            if row.indicator and row.indicator.measure == "flow":
                _add_to(row, history.get(row.indicator.code, nothing))
        if each.issued is None:
            continue
        for row in each.rows:
            if row.indicator:
                _stop_other_unit(row, each.as_issued(row.indicator), row.indicator, plan.ref)
                _on_todays_history(row, row.indicator, each.issued, history)


def _stop_other_unit(row: Row, then: Indicator, now: Indicator, ref: Reference) -> None:
    """A figure typed under a unit that the plan has changed since is not read in the new one."""
    if ref.units.same(then.unit, now.unit):
        return
    for role in _TYPED:
        entry = row.cells.get(role)
        if entry and entry.value is not None:
            entry.value = None
            entry.problem = f"下发时的单位是“{then.unit}”，总表现在是“{now.unit}”，要重新下发再报"


def _add_to(row: Row, before: Decimal | None) -> None:
    """The running total left blank in a table without 上期累计, from what the year had come to `before`."""
    total, now = row.cells.get("cumulative"), row.value("current")
    if before is None or now is None or total is None or "previous" in row.cells:
        return
    if total.blank and not total.computed and total.value is None:
        total.value, total.notes, total.computed = before + now, (CARRIED_ON,), True
        total.printed = f"{total.value:f}"


def _on_todays_history(
    row: Row, indicator: Indicator, form: IssuedForm, history: Mapping[str, Decimal]
) -> None:
    before, now = form.previous.get(indicator.code), history.get(indicator.code)
    carried, total = row.cells.get("previous"), row.cells.get("cumulative")
    if indicator.measure != "flow" or now is None or before == now or carried is None:
        return
    if carried.value != before or carried.problem or carried.error:
        return
    carried.value, carried.notes = now, (*carried.notes, CARRIED_ANEW)
    if total and total.value is not None:
        total.value += now - (before or Decimal())
        total.notes = (*total.notes, CARRIED_ANEW)
