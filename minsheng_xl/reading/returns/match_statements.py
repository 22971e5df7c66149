"""Which indicator a statement of a report is about, told by its words, unit, target and percentage.

Certain ones are taken, likely ones are taken and said, doubtful ones are asked about, the rest is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from minsheng_xl.likeness import likeness
from minsheng_xl.model import Document, Entry, Indicator, MatchedBy, Reading, Return, Row, TargetTable
from minsheng_xl.quantity import completion_rate, printed_places, read_number, round_half_up
from minsheng_xl.reading.returns.forms import same_name
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reading.returns.statement_rows import read_told
from minsheng_xl.reading.tables.columns import Answers
from minsheng_xl.reading.text.tenses import WHY
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

Grade = Literal["certain", "likely", "asked"]
ALIKE, NEAR, POSSIBLE, APART = 0.6, 0.4, 0.34, 0.1
"""Likeness of names (0 to 1) that is enough alone, with proof, that is worth asking; and the least lead."""
_ITEM, _PROOF = 0.12, 0.3
"""What the same project, and the same target or percentage, add to the likeness of names."""
_SHORTEST = 3
"""Characters a name has at least that tells something by standing within another."""


class Evidence(NamedTuple):
    """How far a statement speaks for an indicator; None: it says nothing of it."""

    indicator: Indicator
    name: float
    same_name: bool
    unit: bool | None
    target: bool | None
    percent: bool | None
    item: bool
    doubt: str = ""
    """Why its figure may be no running total of what the indicator counts, in Chinese."""

    @property
    def proof(self) -> bool:
        """Whether a number shows it: the same target, or the percentage of the plan's."""
        return bool(self.target or self.percent) and self.target is not False

    @property
    def score(self) -> float:
        doubt = (self.target is False) + (self.percent is False) + 2 * bool(self.doubt)
        return self.name + _ITEM * self.item + _PROOF * (self.proof - 0.5 * doubt)

    @property
    def grade(self) -> Grade | None:
        """How sure it is, before others are looked at."""
        if self.unit is False or self.name < POSSIBLE - _ITEM * self.item:
            return "asked" if self.same_name or (self.name >= ALIKE and self.proof) else None
        contradicted = self.target is False or self.percent is False or bool(self.doubt)
        if not contradicted and (self.same_name or (self.proof and self.name >= NEAR)):
            return "certain"
        if not contradicted and (self.name >= ALIKE or (self.proof and self.item)):
            return "likely"
        return "asked"

    def why(self, row: Row) -> str:
        """The evidence in words."""
        words = ["名称相同" if self.same_name else "名称相近"]
        if self.doubt:
            words.append(self.doubt)
        if self.unit is False:
            words.append("计量单位不同")
        if self.target is not None:
            same = (
                "相同"
                if self.target
                else f"不同（材料{row.text('target')}，总表{self.indicator.target.raw}）"
            )
            words.append(f"目标{same}")
        if self.percent is not None:
            words.append("百分比正是总表目标的" if self.percent else "百分比不是按总表目标算的")
        return "，".join(words)


def read_matched(
    file: str,
    documents: Sequence[Document],
    plan: TargetTable,
    ref: Reference,
    confirmed: Mapping[str, Answers] | None = None,
) -> Return | None:
    """The return a report is, its statements set on indicators; None where it states no figures."""
    told = read_told(file, documents, plan, ref, confirmed)
    if told:
        ToldMatcher(plan, ref).match(told)
    return told


class ToldMatcher(Matcher):
    """Finds what each row of a report is about; each indicator is taken once, by the row that fits best."""

    def __init__(self, plan: TargetTable, ref: Reference) -> None:
        super().__init__(plan, ref)
        self._taken: dict[str, tuple[Row, Evidence | None]] = {}
        self._doubts: Mapping[int, str] = {}
        self._counts: Counter[str] = Counter()

    def match(self, returned: Return) -> None:
        """Set `indicator` where a statement is sure enough; its row then reads as the one issued for it."""
        self._doubts = returned.doubts
        super().match(returned)
        for row in returned.rows:
            if row.indicator:
                for role, text in self._issued(row.indicator).items():
                    row.cells[role] = Entry(text, None, row.number, returned.columns[role])

    def _issued(self, indicator: Indicator) -> dict[str, str]:
        """What a form has on an indicator's row when it goes out."""
        item = self.plan.item_of[indicator.code]
        return {
            "code": indicator.code,
            "no": item.no,
            "item": item.name,
            "indicator": indicator.name,
            "unit": indicator.unit,
            "target": indicator.target.raw,
        }

    def said(self, row: Row) -> str:
        """What a row says it is about; with its figure where others of the report say the same."""
        words = super().said(row)
        return f"{words}／{row.text('cumulative')}" if self._counts[words] > 1 else words

    def _find(self, row: Row, department: str, *, trusted: bool) -> tuple[Indicator | None, MatchedBy]:
        return None, ""

    def _find_rest(self, returned: Return, department: str) -> None:
        self._taken = {}
        self._counts = Counter(Matcher.said(self, row) for row in returned.rows)
        plan = self._own(department) if department else list(self.plan.indicators)
        rest = [row for row in returned.rows if not self._answered_before(returned, row)]
        weighed = [(row, self._weighed(row, plan)) for row in rest]
        weighed.sort(key=lambda pair: -pair[1][0].score if pair[1] else 0)
        readings = {each.row: each for row, evidence in weighed for each in self._settled(row, evidence)}
        returned.readings = sorted([*returned.readings, *readings.values()], key=lambda each: each.row)

    def _answered_before(self, returned: Return, row: Row) -> bool:
        """Take what a person said of the row, if anybody did."""
        answer = self.answer_of(returned, row)
        if not answer:
            return False
        self._answered(returned, row, answer)
        if row.indicator:
            self._taken[row.indicator.code] = row, None
        return True

    def _weighed(self, row: Row, plan: Sequence[Indicator]) -> list[Evidence]:
        """The indicators that come into question, the best first."""
        found = [each for each in (self._evidence(row, one) for one in plan) if each.grade]
        return sorted(found, key=lambda each: -each.score)

    def _settled(self, row: Row, evidence: Sequence[Evidence]) -> Iterator[Reading]:
        """Set the row's indicator where it is sure enough; the readings to tell or to ask."""
        best = next(iter(evidence), None)
        if best is None:
            return
        code = best.indicator.code
        if code in self._taken:
            yield from self._disputed(row, best, *self._taken[code])
            return
        close = len(evidence) > 1 and best.score - evidence[1].score < APART
        if best.grade == "asked" or (close and not best.same_name):
            rival = f"，也像“{evidence[1].indicator.name}”" if close else ""
            yield self._reading(row, best, best.why(row) + rival)
            return
        row.indicator, row.matched_by = (
            best.indicator,
            "words" if best.grade == "certain" else "likeness",
        )
        self._taken[code] = row, best
        if best.grade == "likely":
            yield self._reading(row, best, best.why(row), "likely")

    def _disputed(self, row: Row, best: Evidence, before: Row, known: Evidence | None) -> Iterator[Reading]:
        """Ask about a second figure of an indicator; of two that are as good as certain neither is taken."""
        if best.doubt or self._same_done(before, row, best.indicator):
            return
        yield self._reading(row, best, _other_figure(best, row, before))
        if known and best.grade != "asked":
            before.indicator, before.matched_by = None, ""
            yield self._reading(before, known, _other_figure(known, before, row))

    def _same_done(self, one: Row, other: Row, indicator: Indicator) -> bool:
        values = [self._value(row.text("cumulative"), indicator) for row in (one, other)]
        return values[0] == values[1]

    def _reading(
        self, row: Row, evidence: Evidence, why: str, state: Literal["likely", "asked"] = "asked"
    ) -> Reading:
        printed, guess = self.said(row), self.called(evidence.indicator)
        return Reading("row", state, printed, guess, f"{row.text('cumulative')}；{why}", row.number)

    def _evidence(self, row: Row, indicator: Indicator) -> Evidence:
        item = self.plan.item_of[indicator.code]
        name, own = row.text("indicator"), row.text("item")
        alike = max(
            likeness(name, indicator.name),
            likeness(name, f"{item.name}{indicator.name}"),
            likeness(f"{own}{name}", indicator.name) if own != name else 0,
            _contained(name, indicator.name),
        )
        same_item = likeness(own, item.name) >= NEAR
        return Evidence(
            indicator,
            alike,
            same_name(name) == same_name(indicator.name),
            self._same_kind(row, indicator),
            self._same_aim(row, indicator),
            self._same_percent(row, indicator),
            same_item,
            self._doubt(row, indicator),
        )

    def _doubt(self, row: Row, indicator: Indicator) -> str:
        """Why a row's figure may not be the indicator's; one begun is where that is what it counts.

        A percentage that is that of the plan's target shows that what nobody called done is.
        """
        doubt = self._doubts.get(row.number, "")
        begun = doubt == WHY["begun"] and pattern("progress", "starts").search(indicator.name)
        proven = doubt == WHY["untold"] and self._same_percent(row, indicator)
        return "" if begun or proven else doubt

    def _same_kind(self, row: Row, indicator: Indicator) -> bool | None:
        if not row.text("unit") or not indicator.unit:
            return None
        return self._value(row.text("cumulative"), indicator) is not None

    def _same_aim(self, row: Row, indicator: Indicator) -> bool | None:
        if not row.text("target") or indicator.target.value is None:
            return None
        value = self._value(f"{row.text('target')}{row.text('unit')}", indicator)
        return value is not None and value == indicator.target.value

    def _same_percent(self, row: Row, indicator: Indicator) -> bool | None:
        done = self._value(row.text("cumulative"), indicator)
        if not row.text("rate") or done is None:
            return None
        rate = completion_rate(indicator.target, done, reverse=indicator.direction == "down")
        printed = Decimal(row.text("rate"))
        return (
            None
            if rate is None
            else abs(round_half_up(rate, printed_places(printed)) - printed) <= _last(printed)
        )

    def _value(self, text: str, indicator: Indicator) -> Decimal | None:
        """A printed figure in the indicator's unit; None where its own unit does not fit."""
        unit = self.ref.units.read(indicator.unit).unit
        return read_number(text, unit, self.ref.units).value


def _other_figure(evidence: Evidence, row: Row, other: Row) -> str:
    return f"{evidence.why(row)}，但同一指标另有一个数{other.text('cumulative')}"


def _last(printed: Decimal) -> Decimal:
    """One unit of the last printed digit: rates are cut off as often as rounded."""
    return Decimal(1).scaleb(-printed_places(printed))


def _contained(one: str, other: str) -> float:
    """How like two names are of which one stands within the other."""
    short, long = sorted((same_name(one), same_name(other)), key=len)
    if len(short) < _SHORTEST or short not in long:
        return 0.0
    return 0.5 + 0.5 * len(short) / len(long)
