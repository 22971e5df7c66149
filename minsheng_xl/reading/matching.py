"""Returned rows matched to the plan: by code, then by item number and name, then by name, unit and lead."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from minsheng_xl.model import Indicator, MatchedBy, Return, Row, TargetTable
from minsheng_xl.reading.returns import read_numbers, same_name
from minsheng_xl.reference import Reference


class Matcher:
    """Finds the indicator a returned row is about. Names that fit two indicators fit none."""

    def __init__(self, plan: TargetTable, ref: Reference) -> None:
        self.plan, self.ref = plan, ref
        self._by_number = _index((self._number_name(each), each) for each in plan.indicators)
        self._by_name = _index((self._name_unit_lead(each), each) for each in plan.indicators)

    def match(self, returned: Return) -> None:
        """Set `indicator` on the rows of a return and read their numbers in its unit."""
        if returned.grid is None:
            return
        department = self._department(returned)
        counts = Counter(row.text("code") for row in returned.rows)
        for row in returned.rows:
            row.indicator, row.matched_by = self._find(row, department, trusted=counts[row.text("code")] == 1)
            if row.indicator:
                read_numbers(row, row.indicator, returned.grid, self.ref)

    def _find(self, row: Row, department: str, *, trusted: bool) -> tuple[Indicator | None, MatchedBy]:
        """A code that stands once is believed; one that stands twice only beside its own name."""
        name = same_name(row.text("indicator"))
        by_code = self.plan.by_code.get(row.text("code"))
        if by_code and (trusted or same_name(by_code.name) == name):
            return by_code, "code"
        by_number = self._by_number.get((row.text("no"), same_name(row.text("item")), name))
        if by_number:
            return by_number, "number_name"
        unit = self.ref.units.read(row.text("unit")).canonical
        by_name = self._by_name.get((name, unit, department))
        return by_name, "name_unit_lead" if by_name else ""

    def _number_name(self, indicator: Indicator) -> tuple[str, str, str]:
        item = self.plan.item_of[indicator.code]
        return item.no, same_name(item.name), same_name(indicator.name)

    def _name_unit_lead(self, indicator: Indicator) -> tuple[str, str, str]:
        unit = self.ref.units.read(indicator.unit).canonical
        lead = indicator.lead.units[0] if indicator.lead.units else ""
        return same_name(indicator.name), unit, self.ref.register.standard(lead)

    def _department(self, returned: Return) -> str:
        return self.ref.register.standard(returned.meta.get("department") or returned.department)


def _index(
    pairs: Iterable[tuple[tuple[str, str, str], Indicator]],
) -> dict[tuple[str, str, str], Indicator]:
    found: dict[tuple[str, str, str], list[Indicator]] = defaultdict(list)
    for key, indicator in pairs:
        found[key].append(indicator)
    return {key: each[0] for key, each in found.items() if len(each) == 1}
