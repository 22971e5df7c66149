"""Returned rows matched to the plan: by code, by number and name, by name, unit and lead, last by likeness.

A code is believed as long as nothing else on its row speaks for another indicator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from minsheng_xl.model import CONFIRMED, Indicator, MatchedBy, Reading, Return, Row, TargetTable
from minsheng_xl.reading.returns.forms import other_scale, read_numbers, same_name
from minsheng_xl.reading.tables.columns import IGNORED
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reference import Reference

SURE, POSSIBLE, APART = 85, 45, 15
"""Likeness (0-100) that is enough with unit and target the same, the least worth asking, the least lead."""


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
            trusted = counts[row.text("code")] == 1
            row.indicator, row.matched_by = self._find(row, department, trusted=trusted)
        self._find_rest(returned, department)
        self._inherit(returned)
        for row in returned.rows:
            if row.indicator:
                read_numbers(row, row.indicator, returned.grid, self.ref, returned.header_row)

    def _find(self, row: Row, department: str, *, trusted: bool) -> tuple[Indicator | None, MatchedBy]:
        """A code that stands once is believed; one that stands twice only beside its own name."""
        name = same_name(row.text("indicator"))
        by_code = self.plan.by_code.get(row.text("code"))
        if by_code and same_name(by_code.name) == name:
            return by_code, "code"
        named, how = self._named(row, name, department)
        if by_code and trusted:
            ours, theirs = self._agreement(row, by_code), self._agreement(row, named) if named else 0
            if ours > theirs or (named is None and self._nothing_but_code(row)):
                return by_code, "code"
            if theirs <= ours:
                return None, ""
        return named, how

    def _named(self, row: Row, name: str, department: str) -> tuple[Indicator | None, MatchedBy]:
        by_number = self._by_number.get((row.text("no"), same_name(row.text("item")), name))
        if by_number:
            return by_number, "number_name"
        unit = self.ref.units.meaning(row.text("unit"))
        by_name = self._by_name.get((name, unit, department))
        return by_name, "name_unit_lead" if by_name else ""

    def _agreement(self, row: Row, indicator: Indicator) -> int:
        """How many of item, unit and target a row has as the plan does; a like name counts too."""
        item = self.plan.item_of[indicator.code]
        return (
            (same_name(row.text("item")) == same_name(item.name))
            + self._same_unit(row, indicator)
            + self._same_target(row, indicator)
            + (_likeness(same_name(row.text("indicator")), same_name(indicator.name)) >= POSSIBLE)
        )

    def _same_unit(self, row: Row, indicator: Indicator) -> bool:
        same = self.ref.units.same(row.text("unit"), indicator.unit)
        return same or other_scale(row, indicator, self.ref) is not None

    def _same_target(self, row: Row, indicator: Indicator) -> bool:
        printed = squeezed(row.text("target")) == squeezed(indicator.target.raw)
        return printed or other_scale(row, indicator, self.ref) is not None

    def _nothing_but_code(self, row: Row) -> bool:
        return not any(row.text(role) for role in ("item", "indicator", "unit", "target"))

    def _find_rest(self, returned: Return, department: str) -> None:
        """Rows no key fits: as a person answered, else by likeness to what is still missing, else asked."""
        rest = [row for row in returned.rows if row.indicator is None]
        if not rest:
            return
        found = {row.indicator.code for row in returned.rows if row.indicator}
        missing = [each for each in self._own(department) if each.code not in found]
        for row in rest:
            if answer := self.answer_of(returned, row):
                self._answered(returned, row, answer)
            elif reading := self._alike(row, missing):
                returned.readings.append(replace(reading, column=returned.columns.get("indicator", 0)))

    def answer_of(self, returned: Return, row: Row) -> str:
        """What a person said a row is about: a code, or that it is not used; empty where nobody did."""
        return returned.answers.get(squeezed(self.said(row)), "")

    def _answered(self, returned: Return, row: Row, answer: str) -> None:
        row.indicator = self.plan.by_code.get(answer)
        row.matched_by = "confirmed" if row.indicator else ""
        guess = self.called(row.indicator) if row.indicator else IGNORED
        column = returned.columns.get("indicator", 0)
        reading = Reading("row", "confirmed", self.said(row), guess, CONFIRMED, row.number, column)
        returned.readings.append(reading)

    def _alike(self, row: Row, missing: Sequence[Indicator]) -> Reading | None:
        """Set the indicator where one is like the row beyond doubt; the reading to tell or ask."""
        scores = sorted(((self._score(row, each), each.code) for each in missing), reverse=True)
        if not scores or scores[0][0] < POSSIBLE:
            return None
        score, best = scores[0][0], self.plan.by_code[scores[0][1]]
        lead = score - (scores[1][0] if len(scores) > 1 else 0)
        about = Reading("row", "asked", self.said(row), self.called(best), "名称对不准", row.number)
        if score >= SURE and lead >= APART and self._certain(row, best):
            row.indicator, row.matched_by = best, "likeness"
            other = "换算后" if other_scale(row, best, self.ref) else ""
            return replace(about, state="likely", why=f"{other}单位、目标相同，名称相近")
        return about

    def _certain(self, row: Row, indicator: Indicator) -> bool:
        return self._same_unit(row, indicator) and self._same_target(row, indicator)

    def said(self, row: Row) -> str:
        """What a row says it is about: 1／加大培训力度／培训残疾人／名."""
        return "／".join(filter(None, (row.text(role) for role in ("no", "item", "indicator", "unit"))))

    @staticmethod
    def called(indicator: Indicator) -> str:
        """An indicator as a person is shown it."""
        return f"{indicator.code} {indicator.name}"

    def _score(self, row: Row, indicator: Indicator) -> float:
        """Likeness of names, with unit and target, 0-100."""
        name = _likeness(same_name(row.text("indicator")), same_name(indicator.name))
        same_target = self._same_target(row, indicator)
        same_code = row.text("code") == indicator.code
        return 0.6 * name + 20 * self._same_unit(row, indicator) + 20 * same_target + 15 * same_code

    def _own(self, department: str) -> list[Indicator]:
        """The indicators a department leads; all of them for a department that leads none."""
        standard = self.ref.register.standard
        own = [
            each
            for each in self.plan.indicators
            if each.lead.units and standard(each.lead.units[0]) == department
        ]
        return own or list(self.plan.indicators)

    def _inherit(self, returned: Return) -> None:
        """A blank item below one of its own rows is that item: the cells were merged when issued."""
        above: Row | None = None
        for row in returned.rows:
            if row.indicator and above and above.indicator:
                same = self.plan.item_of[row.indicator.code] is self.plan.item_of[above.indicator.code]
                for role in ("no", "item") if same else ():
                    entry = row.cells.get(role)
                    if entry and entry.blank:
                        entry.printed = above.text(role)
            above = row

    def _number_name(self, indicator: Indicator) -> tuple[str, str, str]:
        item = self.plan.item_of[indicator.code]
        return item.no, same_name(item.name), same_name(indicator.name)

    def _name_unit_lead(self, indicator: Indicator) -> tuple[str, str, str]:
        unit = self.ref.units.meaning(indicator.unit)
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


def _likeness(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other)
