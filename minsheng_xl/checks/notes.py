"""What the words of a returned row claim of its figures: 累计完成173套, 占任务的86.5%, 已全部完成, 截至6月底.

Words are read by the engine of quantities. A number counts as a claim only where the words before it say so
and name nothing but the row's own subject; what is to come, what is left, and what others have is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from minsheng_xl import data
from minsheng_xl.model import Indicator, Period
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
from minsheng_xl.quantity.typography import flatten

NOTES = ("progress_note", "explanation")
"""Columns of a row that are read for what they claim."""
Sort = Literal["total", "month", "some", "percent"]
"""What a claim is of: the running total, the period alone, either of them (已完成173套), the rate."""
_BREAK = re.compile(r"[，。；;！!？?\n、（）()]|,(?![0-9]{3})")
_CLAUSE = re.compile(r"[，。；;！!？?\n,（）()：: \t　]+")
ROOM = Decimal("1.25")
"""约, 近, 超过 as clerks use them leave a quarter of room: 约80 for 64 to 100."""
_SHORTEST = 2
"""Characters that a subject must share with the name of the row."""


class Claim(NamedTuple):
    """A figure that the words of a row state of it, in the row's unit; a percentage in percent."""

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
        last = Decimal(1).scaleb(-self.places)
        cut = value.quantize(last, ROUND_DOWN) if value else value
        return (
            self.value in (cut, round_half_up(value, self.places))
            if self.places >= 0
            else (abs(self.value - value) < last)
        )


class Words(NamedTuple):
    """What a text claims of its row."""

    claims: tuple[Claim, ...] = ()
    figures: tuple[Claim, ...] = ()
    """Every quantity in the row's unit, claims among them."""
    done: str = ""
    """The clause that says all is done."""
    untouched: str = ""
    """The clause that says nothing has begun."""

    def said(self, sort: Sort) -> list[Claim]:
        return [each for each in self.claims if each.sort == sort]

    def mentions(self, value: Decimal) -> bool:
        """Whether any quantity of the text is this figure."""
        return any(each.agrees(value) for each in self.figures)


@cache
def phrases() -> dict[str, Any]:
    """The patterns of notes.toml, compiled; the cues of a figure are by month."""
    found = {key: section for key, section in data.load("notes.toml").items() if key != "cues"}
    return {key: {name: re.compile(word) for name, word in section.items()} for key, section in found.items()}


@lru_cache(13)
def _cues(month: int) -> dict[Sort, re.Pattern[str]]:
    """What makes a number before which it stands a claim, in a text of a month."""
    listed = data.load("notes.toml")["cues"]
    return {sort: re.compile(word.replace("{month}", f"0?{month}")) for sort, word in listed.items()}


def words_of(text: str, indicator: Indicator, table: UnitTable, period: Period | None) -> Words:
    """What a text says of a row; nothing of a qualitative row or one whose unit cannot be read."""
    unit = table.read(indicator.unit).unit
    if not text or unit is None or indicator.measure == "qualitative":
        return Words()
    month = period.month if period else 0
    return _words(text, unit, indicator.name, indicator.measure == "flow", month, table)


@lru_cache(4096)
def _words(text: str, unit: Unit, name: str, flow: bool, month: int, table: UnitTable) -> Words:
    flat = flatten(text)
    reader = _Reader(flat, unit, name, flow, month)
    claims, figures = [], []
    for each in find_quantities(text, table):
        claim = reader.claim(each, table)
        if claim is None:
            continue
        sort, figure = claim
        figures.append(figure)
        claims += [figure._replace(sort=sort)] if sort else []
    clauses = [clause for clause in _CLAUSE.split(flat) if clause]
    done = next((each for each in clauses if _is_whole(each)), "")
    untouched = next((each for each in clauses if phrases()["clauses"]["untouched"].fullmatch(each)), "")
    return Words(tuple(claims), tuple(figures), done, untouched)


def _is_whole(clause: str) -> bool:
    """Whether a clause says that the row's whole task is done: 已全部完成, 完成全年任务; not 已完成."""
    found = phrases()["clauses"]["done"].fullmatch(clause)
    return bool(found and (found["whole"] or (found["year"] and found["task"])))


class _Reader(NamedTuple):
    """A text and the row it stands in."""

    text: str
    unit: Unit
    name: str
    flow: bool
    month: int

    def claim(self, each: Quantity, table: UnitTable) -> tuple[Sort | Literal[""], Claim] | None:
        """What a quantity states, told in the row's unit, and of what sort it is ("": no claim)."""
        if each.value is None or each.kind != "number":
            return None
        start = max((found.end() for found in _BREAK.finditer(self.text, 0, each.start)), default=0)
        lead, behind = self.text[start : each.start], self.text[each.end : each.end + 1]
        printed = self.text[start : each.end].strip()
        soft = each.op not in ("plain", "reach") or each.soft
        own = table.read(each.unit).unit
        if own is None:
            return None
        places = printed_places(each.value_text)
        if own.symbol == "%" and self.unit.symbol != "%":
            sort: Sort | Literal[""] = "percent" if self._is_rate(lead) else ""
            return ("percent", Claim("percent", printed, each.value, places, soft)) if sort else None
        try:
            value = convert(each.value, own, self.unit)
        except UnitMismatch:
            return None
        places += _shift(own, self.unit)
        sort = "" if behind in ("的", "/") else self._sort(lead)
        return sort, Claim(sort or "total", printed, value, places, soft)

    def _is_rate(self, lead: str) -> bool:
        words = phrases()["percent"]
        return bool(words["rate"].search(lead)) and not words["other"].search(lead)

    def _sort(self, lead: str) -> Sort | Literal[""]:
        """Whether what stands before a number makes it the row's running total or its month."""
        if phrases()["around"]["other"].search(lead):
            return ""
        if not self.flow:
            subject = phrases()["around"]["level"].sub("", lead)
            return "total" if subject and _shared(subject, self.name) else ""
        cues: list[tuple[int, Sort | Literal[""]]] = [
            (found.end(), sort) for sort, cue in _cues(self.month).items() for found in cue.finditer(lead)
        ]
        end, nearest = max(cues, default=(0, ""), key=lambda cue: cue[0])
        subject = phrases()["around"]["verbs"].sub("", lead[end:])
        return "" if subject and not _shared(subject, self.name) else nearest


def _shift(own: Unit, unit: Unit) -> int:
    """Decimal places a figure gains by being told in another unit: 万 in one of ones, four fewer."""
    ratio = own.factor / unit.factor
    return -ratio.adjusted() if ratio.normalize().as_tuple().digits == (1,) else 0


def _shared(subject: str, name: str) -> bool:
    """Whether a subject has two neighbouring characters of the row's name."""
    return any(subject[at : at + _SHORTEST] in name for at in range(len(subject) - _SHORTEST + 1))


def other_times(text: str, period: Period) -> Iterator[str]:
    """截至6月底 in a note of August, as printed; nothing where the text speaks of the period as well.

    A report may be made up to a day of the month after.
    """
    words = phrases()["as_of"]
    flat = flatten(text)
    found = list(words["pattern"].finditer(flat))
    months = [*range(period.first_month, period.month + 1), period.month % 12 + 1]
    years = {period.year} | ({period.year + 1} if period.month == 12 else set())
    wrong = [
        each
        for each in found
        if int(each["month"]) not in months or (each["year"] and int(each["year"]) not in years)
    ]
    others = words["pattern"].sub("", flat)
    if len(wrong) < len(found) or words["now"].search(others) or _mentioned(others, period):
        return
    yield from (each.group() for each in wrong[:1])


def _mentioned(text: str, period: Period) -> bool:
    """Whether a text names a month of the period."""
    months = "|".join(map(str, range(period.first_month, period.month + 1)))
    return bool(re.search(rf"(?<![0-9])0?(?:{months})\s?月", text))


def placeholders(text: str, table: UnitTable) -> Iterator[str]:
    """XX万亩, 占比XX%: signs that stand where a number should, as printed with their unit."""
    flat = flatten(text)
    for found in phrases()["placeholder"]["pattern"].finditer(flat):
        filled = "1" + flat[found.end() : found.end() + 12]
        first = next(iter(find_quantities(filled, table)), None)
        if first is not None and first.start == 0 and first.unit:
            yield text[found.start() : found.end() + first.end - 1]


def contradiction(words: Words, total: Decimal, month: Decimal | None, rate: Decimal | None) -> Claim | None:
    """The claim that the figures of a row belie; None where the words hold.

    Of several totals or percentages one that holds is enough: the others are parts, or of other things.
    """
    held: dict[Sort, tuple[Decimal | None, ...]] = {
        "total": (total,),
        "month": (month,),
        "some": (total, month),
    }
    for sort, figures in held.items():
        claims, known = words.said(sort), [each for each in figures if each is not None]
        if claims and known and not any(map(words.mentions, known)):
            return claims[0]
    percents = words.said("percent")
    if percents and rate is not None and not any(_near(each, rate) for each in percents):
        return percents[0]
    return None


def _near(claim: Claim, rate: Decimal) -> bool:
    """Whether a percentage is the row's to the point: rates are rounded, cut off, worked out beforehand."""
    return abs(claim.value - rate) <= 1 or (claim.soft and claim.agrees(rate))
