"""What the words of a returned row claim of its figures: 累计完成173套, 占任务的86.5%, 已全部完成, 截至6月底.

Words are read by the engine of quantities. A number counts as a claim only where the words before it say so
and name nothing but the row's own subject; what is to come and what others have is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_DOWN, Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from minsheng_xl import data
from minsheng_xl.model import Indicator, Period, Row
from minsheng_xl.quantity import (
    Quantity,
    Unit,
    UnitMismatch,
    UnitTable,
    convert,
    find_quantities,
    printed_places,
    round_half_up,
)
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.quantity.typography import flatten

NOTES = ("progress_note", "problem", "explanation", "note")
"""Columns of a row that are read for what they claim."""
Sort = Literal["", "total", "month", "some", "percent", "left", "target", "before", "group", "invested"]
"""What a quantity is stated of: the running total (or the level), the period alone, either of them
(已完成173套), the rate, what is left, the target, the period before, all that there are (全部纳入), money
invested; "": none of these."""
ROOM = Decimal("1.25")
"""约, 近, 超过 as clerks use them leave a quarter of room: 约80 for 64 to 100."""
_BREAK = re.compile(r"[，。；;！!？?\n、（）()]|,(?![0-9]{3})")
_SENTENCE = re.compile(r"[。；;！!？?\n]")
_CLAUSE = re.compile(r"[，。；;！!？?\n,（）()：: \t　]+")
WHOLE = ("untouched", "idle", "built", "met", "unmet")
_BEHIND = 8
"""Characters behind a number that say what it was."""
_SHORTEST = 2
"""Characters that a subject must share with the name of the row."""


class Claim(NamedTuple):
    """A figure that the words of a row state, in the row's unit; a percentage in percent, money in 万元."""

    sort: Sort
    text: str
    """From the beginning of its clause to the end of its unit, as printed."""
    value: Decimal
    places: int
    """Decimal places it is exact to, in the row's unit; negative where 3.2万 is exact to thousands."""
    soft: bool
    """Whether it is said to be about so much, or more, or less."""

    def agrees(self, value: Decimal) -> bool:
        """Whether a figure is what was said, rounded or cut off as printed."""
        if self.soft:
            low, high = sorted((abs(self.value), abs(value)))
            return high <= low * ROOM
        if self.places < 0:
            return abs(self.value - value) < Decimal(1).scaleb(-self.places)
        cut = value.quantize(Decimal(1).scaleb(-self.places), ROUND_DOWN)
        return self.value in (cut, round_half_up(value, self.places))


class Breakdown(NamedTuple):
    """A total and what its sentence names as parts of it: 累计完成11批次，其中梅江镇6批次、石上镇5批次."""

    total: Claim
    parts: tuple[Claim, ...]
    by_place: bool
    """Whether the parts are those of townships and the like, which share the total among them."""


class Words(NamedTuple):
    """What a text claims of its row."""

    claims: tuple[Claim, ...] = ()
    figures: tuple[Claim, ...] = ()
    """Every quantity in the row's unit, claims among them."""
    foreign: tuple[Claim, ...] = ()
    """Running totals in units that the row's is not comparable with, as numbers."""
    breakdowns: tuple[Breakdown, ...] = ()
    done: str = ""
    """The clause that says all is done."""
    done_of: tuple[Decimal, ...] = ()
    """The figures that clause names: 200户已全部完成."""
    clauses: Mapping[str, str] = {}
    """Whole clauses that say how far the row is, by kind: untouched, idle, built, met, unmet."""

    def said(self, sort: Sort) -> list[Claim]:
        return [each for each in self.claims if each.sort == sort]

    def mentions(self, value: Decimal) -> bool:
        """Whether any quantity of the text is this figure."""
        return any(each.agrees(value) for each in self.figures)


@cache
def phrases() -> dict[str, dict[str, re.Pattern[str]]]:
    """The patterns of notes.toml, compiled; the cues of a figure are by month."""
    found = {key: section for key, section in data.load("notes.toml").items() if key != "cues"}
    return {key: {name: re.compile(word) for name, word in section.items()} for key, section in found.items()}


@lru_cache(13)
def _cues(month: int) -> dict[Sort, re.Pattern[str]]:
    """What makes a number before which it stands a claim, in a text of a month."""
    listed, last = data.load("notes.toml")["cues"], str(month - 1) if month > 1 else "没有上期"
    return {
        sort: re.compile(word.replace("{month}", f"0?{month}").replace("{last}", f"0?{last}"))
        for sort, word in listed.items()
    }


def notes_of(row: Row) -> Iterator[tuple[str, str]]:
    """What a row says in words, by column: the notes that are filled in."""
    for role in NOTES:
        if text := row.text(role):
            yield role, text


def words_of(text: str, indicator: Indicator, table: UnitTable, period: Period | None) -> Words:
    """What a text says of a row; nothing of a qualitative row or one whose unit cannot be read."""
    unit = table.read(indicator.unit).unit
    if not text or unit is None or indicator.measure == "qualitative":
        return Words()
    month = period.month if period else 0
    return _words(text, unit, indicator.name, indicator.measure == "flow", month, table)


@lru_cache(4096)
def _words(text: str, unit: Unit, name: str, flow: bool, month: int, table: UnitTable) -> Words:
    reader = _Reader(flatten(text), unit, name, flow, month, table)
    spans = [(each, reader.claim(each)) for each in find_quantities(text, table)]
    told = [(each, claim) for each, claim in spans if claim]
    figures = tuple(claim for _, claim in told if claim.sort not in ("percent", "invested"))
    done, done_of = reader.all_done([(each, claim) for each, claim in told if claim in figures])
    return Words(
        (*(claim for _, claim in told if claim.sort), *reader.tenths()),
        figures,
        tuple(filter(None, (reader.foreign(each) for each, claim in spans if claim is None))),
        tuple(reader.breakdowns(told)),
        done,
        done_of,
        reader.whole_clauses(),
    )


class _Reader(NamedTuple):
    """A text and the row it stands in."""

    text: str
    unit: Unit
    name: str
    flow: bool
    month: int
    table: UnitTable

    @property
    def clauses(self) -> list[str]:
        return [clause for clause in _CLAUSE.split(self.text) if clause]

    def whole_clauses(self) -> dict[str, str]:
        """The first clause of each kind that says how far the row is and nothing else."""
        found: dict[str, str] = {}
        for clause in self.clauses:
            for kind in WHOLE:
                match = phrases()["clauses"][kind].fullmatch(clause)
                month = match.groupdict().get("month") if match else None
                if match and (not month or int(month) == self.month):
                    found.setdefault(kind, clause)
        return found

    def tenths(self) -> Iterator[Claim]:
        """Rates said in tenths: 完成任务的八成半."""
        for found in phrases()["percent"]["tenths"].finditer(self.text):
            share = parse_numeral(found["tenths"]) or Decimal(0)
            yield Claim("percent", found.group(), share * 10 + (5 if found["half"] else 0), 0, True)

    def _is_to_come(self, start: int) -> bool:
        """Whether the sentence up to a clause speaks of what will be."""
        began = max((found.end() for found in _SENTENCE.finditer(self.text, 0, start)), default=0)
        around = phrases()["around"]
        future = [found.end() for found in around["future"].finditer(self.text, began, start)]
        present = [found.end() for found in around["present"].finditer(self.text, began, start)]
        return max(future, default=-1) > max(present, default=-1)

    def _start(self, each: Quantity) -> int:
        """Where the clause of a quantity begins."""
        return max((found.end() for found in _BREAK.finditer(self.text, 0, each.start)), default=0)

    def claim(self, each: Quantity) -> Claim | None:
        """What a quantity states, told in the row's unit; None where it cannot be."""
        own = self.table.read(each.unit_norm or each.unit).unit
        if each.value is None or each.kind != "number" or own is None:
            return None
        start = self._start(each)
        if self._is_to_come(start):
            return None
        lead, printed = self.text[start : each.start], self.text[start : each.end].strip()
        soft, places = each.op not in ("plain", "reach") or each.soft, printed_places(each.value_text)
        if own.symbol == "%" and self.unit.symbol != "%":
            return Claim("percent", printed, each.value, places, soft) if self._is_rate(lead) else None
        if phrases()["around"]["invested"].search(lead) and own.dimension == "金额":
            money = convert(each.value, own, _money(self.table))
            return Claim("invested", printed, money, places + _shift(own, _money(self.table)), soft)
        try:
            value = convert(each.value, own, self.unit)
        except UnitMismatch:
            return None
        sort = self._sort(lead, self.text[each.end : each.end + _BEHIND])
        return Claim(sort, printed, value, places + _shift(own, self.unit), soft)

    def foreign(self, each: Quantity) -> Claim | None:
        """A running total told in a unit that measures something else, with nothing that would explain it."""
        start = self._start(each)
        lead, printed = self.text[start : each.start], self.text[start : each.end].strip()
        if each.value is None or not self.flow or not each.unit or self._of_flow(lead) != "total":
            return None
        return Claim("total", printed, each.value, printed_places(each.value_text), False)

    def _is_rate(self, lead: str) -> bool:
        words = phrases()["percent"]
        return bool(words["rate"].search(lead)) and not words["other"].search(lead)

    def _sort(self, lead: str, behind: str) -> Sort:
        """What the words before a number, and those next behind it, make it a figure of."""
        around = phrases()["around"]
        if around["target"].fullmatch(lead):
            return "target"
        if around["before"].search(lead) and ("累计" in lead or "基础" in behind):
            return "before"
        undone = around["lacking"].fullmatch(lead) and around["undone"].search(behind)
        if around["left"].fullmatch(lead) or undone:
            return "left"
        if around["group"].search(lead) and around["all"].search(self.text):
            return "group"
        if around["aim"].search(behind) and around["yearly"].search(lead):
            return "target"
        if behind[:1] in ("的", "/"):
            return ""
        return self._of_flow(lead) if self.flow else self._of_level(lead)

    def _of_level(self, lead: str) -> Sort:
        subject = phrases()["around"]["level"].sub("", lead)
        if not lead or phrases()["around"]["other"].search(subject):
            return ""
        return "total" if not subject or _shared(subject, self.name) else ""

    def _of_flow(self, lead: str) -> Sort:
        around = phrases()["around"]
        bare = around["money"].sub("", lead) if self.unit.dimension == "金额" else lead
        if around["other"].search(bare):
            return ""
        cues: list[tuple[bool, int, Sort]] = [
            (sort != "some", found.end(), sort)
            for sort, cue in _cues(self.month).items()
            for found in cue.finditer(bare)
        ]
        _, end, nearest = max(cues, default=(False, 0, ""))
        subject = around["verbs"].sub("", bare[end:])
        if (subject and not _shared(subject, self.name)) or (
            nearest == "some" and around["days"].search(bare)
        ):
            return ""
        return "before" if any(sort == "before" for _, _, sort in cues) else nearest

    def breakdowns(self, told: list[tuple[Quantity, Claim]]) -> Iterator[Breakdown]:
        """Every running total with the quantities that follow 其中 in its sentence."""
        for at, (each, claim) in enumerate(told):
            end = _SENTENCE.search(self.text, each.end)
            rest = self.text[each.end : end.start() if end else len(self.text)]
            named = "其中" in rest[:6] or "分别" in rest[:6]
            if self.flow and named and claim.sort in ("total", "month", "some"):
                inside = [
                    (one, part)
                    for one, part in told[at + 1 :]
                    if one.start < each.end + len(rest) and part.sort not in ("percent", "invested")
                ]
                leads = [self.text[self._start(one) : one.start] for one, _ in inside]
                by_place = bool(leads) and all(map(phrases()["around"]["place"].search, leads))
                yield Breakdown(claim, tuple(part for _, part in inside), by_place)

    def all_done(self, told: list[tuple[Quantity, Claim]]) -> tuple[str, tuple[Decimal, ...]]:
        """The clause that says that the row's whole task is done, 已全部完成, and the figures it names."""
        start = 0
        for clause in self.clauses:
            start = self.text.index(clause, start)
            within = [
                (each, claim) for each, claim in told if start <= each.start < each.end <= start + len(clause)
            ]
            bare = clause
            for each, _ in within:
                bare = bare.replace(self.text[each.start : each.end], "")
            if _is_whole(bare):
                return clause, tuple(claim.value for _, claim in within)
            start += len(clause)
        return "", ()


def _is_whole(clause: str) -> bool:
    """Whether a clause says that the row's whole task is done: 已全部完成, 完成全年任务; not 已完成."""
    words = phrases()["clauses"]
    return bool(words["done"].fullmatch(clause) and words["whole"].search(clause))


@cache
def _money(table: UnitTable) -> Unit:
    """万元, in which forms have investments."""
    unit = table.read("万元").unit
    assert unit is not None
    return unit


def _shift(own: Unit, unit: Unit) -> int:
    """Decimal places a figure gains by being told in another unit: 万 in one of ones, four fewer."""
    ratio = own.factor / unit.factor
    return -ratio.adjusted() if ratio.normalize().as_tuple().digits == (1,) else 0


def _shared(subject: str, name: str) -> bool:
    """Whether a subject has two neighbouring characters of the row's name."""
    return any(subject[at : at + _SHORTEST] in name for at in range(len(subject) - _SHORTEST + 1))


def other_times(text: str, period: Period) -> Iterator[str]:
    """截至6月底, 7月完成8场, 2020年1—8月 in a note of August 2021, as printed.

    Nothing where the text speaks of the period as well. A report may be made up to a day of the month after.
    """
    words, flat = phrases()["as_of"], flatten(text)
    until, within = list(words["until"].finditer(flat)), list(words["within"].finditer(flat))
    found = [*until, *within]
    wrong = [each for each in until if not _is_now(each, period, late=True)]
    wrong += [each for each in within if not _is_now(each, period)]
    others = words["within"].sub("", words["until"].sub("", flat))
    if not wrong or len(wrong) < len(found) or words["now"].search(others) or _mentioned(others, period):
        return
    yield wrong[0].group().strip("，。；、")


def _is_now(found: re.Match[str], period: Period, *, late: bool = False) -> bool:
    """Whether a stated month, and year where one is stated, is of the period; `late`: or the month after."""
    months = [*range(period.first_month, period.month + 1), *([period.month % 12 + 1] if late else ())]
    years = {period.year} | ({period.year + 1} if period.month == 12 else set())
    return int(found["month"]) in months and int(found["year"] or period.year) in years


def _mentioned(text: str, period: Period) -> bool:
    """Whether a text names a month of the period."""
    months = "|".join(map(str, range(period.first_month, period.month + 1)))
    return bool(re.search(rf"(?<![0-9])0?(?:{months})\s?月", text))


def placeholders(text: str, table: UnitTable) -> Iterator[str]:
    """XX万亩, 占比XX%: signs that stand where a number should, as printed with their unit."""
    flat = flatten(text)
    yield from (found.group() for found in phrases()["placeholder"]["words"].finditer(text))
    for found in phrases()["placeholder"]["pattern"].finditer(flat):
        filled = "1" + flat[found.end() : found.end() + 12]
        first = next(iter(find_quantities(filled, table)), None)
        if first is not None and first.start == 0 and first.unit:
            yield text[found.start() : found.end() + first.end - 1]
