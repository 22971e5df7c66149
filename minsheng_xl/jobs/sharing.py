"""Shares in a job: each responsible unit's or township's small plan, made once and found for a return."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from minsheng_xl.checks import engine
from minsheng_xl.checks.report import Report
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.model import By, Return
from minsheng_xl.reading.returns.match_rows import Matcher
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
        self,
        returns: Iterable[Return],
        figures: ShareFigures,
        inputs: Mapping[str, Any],
        codes: Collection[str],
        standing: Iterable[Return] | None = None,
    ) -> Report:
        """Every share held against its unit's small plan by some of the rules.

        `inputs` are what all units have in common; `figures` is the last there was of each, `standing` the
        rows that stand, for rules that look at them.
        """
        report = Report()
        stand = self._by_unit(standing) if standing is not None else None
        for (by, unit), group in self._by_unit(returns).items():
            own = {
                "master": self._plan_of(by, unit).table,
                "returns": group,
                "history": figures.get(unit, {}),
                "standing": stand.get((by, unit), []) if stand is not None else None,
            }
            grading = engine.Grading.of(self.plan.ref.settings)
            report = report.merged(engine.run({**inputs, **own}, grading=grading, codes=codes))
        return report

    def _by_unit(self, returns: Iterable[Return]) -> dict[tuple[By, str], list[Return]]:
        units: dict[tuple[By, str], list[Return]] = {}
        for each in returns:
            units.setdefault((each.by, self._unit(each)), []).append(each)
        return units

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
