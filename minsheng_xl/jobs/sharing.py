"""Shares in a job: each responsible unit's or township's small plan, made once and found for a return."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Report
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.model import By, Period, Return
from minsheng_xl.reading.matching import Matcher
from minsheng_xl.shares import Shares, shares_of

ShareFigures = Mapping[str, Mapping[str, Decimal]]
"""Last period's figures by unit and indicator code."""


class SharedPlan:
    """A plan with the small plans of those who share in it; a small plan is made when first asked for."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._shares: dict[By, Shares] = {}
        self._matchers: dict[tuple[str, str], Matcher] = {}

    def shares(self, by: By) -> Shares:
        """The shares of responsible units or of townships."""
        if by not in self._shares:
            self._shares[by] = shares_of(self.plan.table, self.plan.ref, by)
        return self._shares[by]

    def match(self, returned: Return) -> None:
        """Set the indicators of a return's rows from the plan it was issued from."""
        key = (returned.by, self._unit(returned))
        if key not in self._matchers:
            self._matchers[key] = Matcher(self._plan_of(*key).table, self.plan.ref)
        self._matchers[key].match(returned)

    def judge(
        self, returns: Iterable[Return], figures: ShareFigures, period: Period | None, as_of: date | None
    ) -> Report:
        """Every share held against its unit's small plan by the rules for returns."""
        units: dict[tuple[By, str], list[Return]] = {}
        for each in returns:
            units.setdefault((each.by, self._unit(each)), []).append(each)
        report = Report()
        for (by, unit), group in units.items():
            report = report.merged(self._judge_unit(by, unit, group, figures.get(unit, {}), period, as_of))
        return report

    def _judge_unit(
        self,
        by: By,
        unit: str,
        returns: Sequence[Return],
        history: Mapping[str, Decimal],
        period: Period | None,
        as_of: date | None,
    ) -> Report:
        ref = self.plan.ref
        inputs = {
            "master": self._plan_of(by, unit).table,
            "returns": returns,
            "history": history,
            "ref": ref,
            "period": period,
            "as_of": as_of or date.today(),
        }
        return engine.run(inputs, grading=engine.Grading.of(ref.settings))

    def _plan_of(self, by: By, unit: str) -> Plan:
        if by == "lead":
            return self.plan
        table = self.shares(by).plans.get(unit)
        return replace(self.plan, table=table) if table else self.plan

    def _unit(self, returned: Return) -> str:
        """The unit's name as its small plan has it; empty for a lead's return, whose plan is the whole."""
        if returned.by == "lead":
            return ""
        same = self.plan.ref.register.same
        stated = returned.meta.get("department") or returned.department
        return next((unit for unit in self.shares(returned.by).plans if same(unit, stated)), stated)
