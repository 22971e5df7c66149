"""Every document of the seeds, read from its text, against the data read out of it by hand."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from minsheng_xl.model import TargetTable
from minsheng_xl.reading.notices.pipeline import read_documents
from minsheng_xl.reference import Reference
from tests.scorer import PlanScore, best_match, gold_items, load, score_plan, score_progress

PLANS = {
    "anhua2023_items": "002",
    "anhua2023_table1": "002",
    "anhua2023_table2": "002",
    "taihe2020": "004",
    "nanchang2021": "003",
    "province2024": "001",
    "district2024": "001",
}
REPORTS = ("city_progress2024", "town_selfcheck2024", "finance_progress2024")


@cache
def documents(shared: Path, number: str) -> list[TargetTable]:
    """The documents of a seed by the first digits of its name."""
    path = next((shared / "seeds").glob(f"{number}_*.txt"))
    return read_documents(path.read_text("utf-8"), path.name, Reference.default())


@pytest.fixture(params=PLANS)
def scored(request: pytest.FixtureRequest, shared: Path) -> PlanScore:
    gold = gold_items(load(shared / "gold" / f"{request.param}.json"))
    return score_plan(best_match(documents(shared, PLANS[request.param]), gold), gold)


def test_items_and_categories_are_all_right(scored: PlanScore) -> None:
    assert (scored.items.f1, scored.categories.f1) == (1, 1), (scored.items, scored.categories)


def test_units_and_leaders_are_right(scored: PlanScore) -> None:
    assert scored.leads.f1 >= 0.99, scored.leads
    assert scored.supporters.f1 >= 0.99, scored.supporters
    assert scored.leaders.f1 >= 0.99, scored.leaders


def test_indicators_by_value_unit_and_operator(scored: PlanScore) -> None:
    assert scored.indicators.f1 >= 0.97, scored.indicators
    assert scored.roles.f1 >= 0.97, scored.roles
    assert scored.relations.f1 >= 0.97, scored.relations


def test_no_other_number_becomes_an_indicator(scored: PlanScore) -> None:
    assert not scored.none


def test_five_documents_of_a_compendium(shared: Path) -> None:
    assert [table.kind for table in documents(shared, "001")] == ["plan", "plan", *["progress"] * 3]


def test_prose_of_a_notice_that_only_explains_its_table(shared: Path) -> None:
    gold = load(shared / "gold" / "taihe2020.json")["prose_indicators"]
    prose = documents(shared, "004")[0]
    values = {(each.target.value, each.unit, each.role) for item in prose.items for each in item.indicators}
    assert {(each["value"], each["unit"], each["role"]) for each in gold} == values


@pytest.mark.parametrize("name", REPORTS)
def test_progress_statements(name: str, shared: Path) -> None:
    reports = [table for table in documents(shared, "001") if table.kind == "progress"]
    score = score_progress(reports[REPORTS.index(name)], load(shared / "gold" / f"{name}.json"))
    assert score.f1 >= 0.95, score


def test_township_matrix_is_exact(shared: Path) -> None:
    gold = load(shared / "gold" / "anhua2023_townships.json")
    table = next(each for each in documents(shared, "002") if each.allocations)
    wanted: Counter[tuple[str, str, Decimal | None, int]] = Counter(
        (row["township"], column["header_printed"], value, int(row["line"]))
        for row in gold["rows"]
        for column, value in zip(gold["columns"], row["values"], strict=True)
    )
    read = Counter((each.town, each.head, each.value, each.place.line) for each in table.allocations)
    assert read == wanted
    assert [each.value for each in table.allocated_totals] == gold["total_row"]["values"]
    units = {each.head: each.unit for each in table.allocations}
    assert units == {column["header_printed"]: column["unit"] for column in gold["columns"]}
