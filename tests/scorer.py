"""Scores what was read out of a text against data read out of it by hand.

Runs as a script too and prints the numbers reached: `python -m tests.scorer`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from minsheng_xl.model import Indicator, Item, TargetTable

Gold = Mapping[str, Any]
OPS = {"inc": "plain", "from": "plain", "inc_to": "reach"}
"""Operators of the gold files that a role says for us: increments and baselines are plain numbers."""


@dataclass(slots=True)
class Score:
    """Found, missed and wrongly found things of one kind."""

    hits: int = 0
    missed: Counter[Hashable] = field(default_factory=Counter)
    extra: Counter[Hashable] = field(default_factory=Counter)

    def add(self, expected: Iterable[Hashable], found: Iterable[Hashable], where: Hashable = "") -> None:
        """Compare two bags of things; `where` is kept with every difference."""
        wanted, seen = Counter(expected), Counter(found)
        self.hits += (wanted & seen).total()
        self.missed.update({(where, thing): count for thing, count in (wanted - seen).items()})
        self.extra.update({(where, thing): count for thing, count in (seen - wanted).items()})

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was to be found and nothing was."""
        total = 2 * self.hits + self.missed.total() + self.extra.total()
        return 2 * self.hits / total if total else 1.0


@dataclass(slots=True)
class PlanScore:
    """How well one plan was read."""

    items: Score = field(default_factory=Score)
    categories: Score = field(default_factory=Score)
    leads: Score = field(default_factory=Score)
    supporters: Score = field(default_factory=Score)
    """Responsible units beside a lead, and cooperating ones."""
    leaders: Score = field(default_factory=Score)
    indicators: Score = field(default_factory=Score)
    roles: Score = field(default_factory=Score)
    relations: Score = field(default_factory=Score)
    norms: Score = field(default_factory=Score)
    names: Score = field(default_factory=Score)
    none: list[str] = field(default_factory=list)
    """Numbers that are no quantities and were taken for indicators."""

    def rows(self) -> list[tuple[str, Score]]:
        return [(name, value) for name in self.__slots__ if isinstance(value := getattr(self, name), Score)]


def load(path: Path) -> dict[str, Any]:
    """A gold file with exact decimals."""
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    return loaded


def gold_items(gold: Gold) -> list[Gold]:
    """Items of a gold file, those it lists apart included."""
    return [*gold["items"], *gold.get("monitored_items", [])]


def best_match(tables: Sequence[TargetTable], gold: Sequence[Gold], kind: str = "") -> TargetTable:
    """The document whose lines and items are most like a gold file's."""
    lines = {int(item["line"]) for item in gold}
    names = {squeezed(item["name"]) for item in gold}

    def likeness(table: TargetTable) -> int:
        same = sum(item.place.line in lines for item in table.items)
        return 2 * same + sum(squeezed(item.name) in names for item in table.items)

    return max(tables, key=likeness)


def score_plan(table: TargetTable, gold: Sequence[Gold]) -> PlanScore:
    """Compare a table with the items of a gold file, item by item."""
    score = PlanScore()
    ours = {(item.no, squeezed(item.name)): item for item in table.items}
    numbers = {(item.no, item.category): item for item in table.items}
    score.items.add(((str(g["no"]), squeezed(g["name"])) for g in gold), ours.keys())
    for g in gold:
        key = (str(g["no"]), squeezed(g["name"]))
        item = ours.get(key) or numbers.get((str(g["no"]), g.get("category") or ""))
        if item is None:
            score.indicators.add(map(quantity_key, g["indicators"]), (), g["no"])
            continue
        _score_item(score, item, g)
    return score


def _score_item(score: PlanScore, item: Item, gold: Gold) -> None:
    where = str(gold["no"])
    score.categories.add([gold.get("category") or ""], [item.category], where)
    rows = (item, *item.indicators)

    def union(*roles: str) -> list[str]:
        return list(dict.fromkeys(u for row in rows for role in roles for u in getattr(row, role).units))

    score.leads.add(gold["leads"], union("lead"), where)
    score.supporters.add(gold["cooperators"], union("responsible", "cooperators"), where)
    score.leaders.add([*gold["leaders"], *gold["assessors"]], [*item.leaders, *item.assessors], where)
    printed = [each for each in gold["indicators"] if each["kind"] != "qualitative"]
    read = [each for each in item.indicators if each.target.kind != "qualitative"]
    score.indicators.add(map(quantity_key, printed), map(indicator_key, read), where)
    score.roles.add(
        ((*quantity_key(each), each["role"]) for each in printed),
        ((*indicator_key(each), each.role) for each in read),
        where,
    )
    score.relations.add(
        ((*quantity_key(each), each["relation"]) for each in printed if each.get("relation")),
        ((*indicator_key(each), each.relation) for each in read if each.relation != "item_indicator"),
        where,
    )
    score.norms.add(
        ((*quantity_key(each), each["unit_norm"]) for each in printed),
        ((*indicator_key(each), each.unit_norm or each.unit) for each in read),
        where,
    )
    score.names.add(
        ((*quantity_key(each), squeezed(each["name"])) for each in printed),
        ((*indicator_key(each), squeezed(each.name)) for each in read),
        where,
    )
    extra = Counter(map(indicator_key, read)) - Counter(map(quantity_key, printed))
    for number in gold.get("other_numbers") or ():
        digits = {Decimal(found) for found in re.findall(r"\d+(?:\.\d+)?", number["text"])}
        score.none += [f"{where}：{number['text']}" for value, _, _ in extra if value in digits]


def score_progress(table: TargetTable, gold: Gold) -> Score:
    """Compare the statements of a report by target, done and percentage, as printed."""
    score = Score()
    score.add(
        (
            (each.get("target_printed", each["target"]), each["done"], each["printed_percent"])
            for each in gold["statements"]
        ),
        ((each.target, each.done, each.printed_percent) for item in table.items for each in item.progress),
    )
    return score


def quantity_key(gold: Gold) -> tuple[Hashable, str, str]:
    """Value (or range), unit and operator of a gold indicator."""
    value = gold["value"]
    exact = tuple(value) if isinstance(value, list) else value
    return exact, str(gold["unit"] or ""), str(OPS.get(gold["op"], gold["op"]))


def indicator_key(indicator: Indicator) -> tuple[Hashable, str, str]:
    """The same of one of ours."""
    target = indicator.target
    exact = (target.low, target.high) if target.kind == "range" else target.value
    return exact, indicator.unit, target.op


def squeezed(text: str | None) -> str:
    """A name without blanks and closing marks, widths of brackets and commas levelled."""
    levelled = (text or "").translate(str.maketrans("（），：．", "(),:."))
    return re.sub(r"\s|[。.]$", "", levelled)


def main() -> None:
    """Print the scores of every seed document."""
    from tests.test_gold_notices import PLANS, REPORTS, documents

    shared = Path(__file__).parents[2] / "shared"
    for name, seed in PLANS.items():
        gold = gold_items(load(shared / "gold" / f"{name}.json"))
        score = score_plan(best_match(documents(shared, seed), gold), gold)
        print(f"{name:20}", *(f"{field} {value.f1:.3f}" for field, value in score.rows()))
    reports = [table for table in documents(shared, "001") if table.kind == "progress"]
    for name, report in zip(REPORTS, reports, strict=True):
        print(f"{name:20} {score_progress(report, load(shared / 'gold' / f'{name}.json')).f1:.3f}")


if __name__ == "__main__":
    main()
