"""The real table, read from its text, against the data read by hand; and through the master and back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from minsheng_xl import jobs
from minsheng_xl.model import Category, Indicator, Item, TargetTable

SEED = "seeds/000_f7c58b886308f2e8.txt"
GOLD = "gold/ningdu2021.json"


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((shared / GOLD).read_text("utf-8"), parse_float=Decimal)["rows"]
    return rows


@pytest.fixture(scope="module")
def table(shared: Path) -> TargetTable:
    return jobs.draft(shared / SEED)[0].table


def _seen(row: Category | Item | Indicator) -> dict[str, Any]:
    """A row of ours in the words of the gold file."""
    common = {"row": row.row, "line": row.place.line, "name": row.name}
    if isinstance(row, Category):
        return common | {"level": "category", "no": row.no}
    assigned = {
        "lead_printed": row.lead.printed,
        "lead_effective": row.lead.effective,
        "resp_printed": row.responsible.printed,
        "resp_effective": row.responsible.effective,
        "lead_source_row": row.lead.source_row,
        "inherit_scope": row.lead.scope.replace("previous_item", "previous_item_same_category"),
    }
    indicator = row.own_indicator if isinstance(row, Item) else row
    filled = {
        "unit": indicator.unit if indicator else "",
        "target_text": indicator.target.raw if indicator else "",
        "target_kind": indicator.target.kind if indicator else "blank",
        "target_value": indicator.target.value if indicator else None,
    }
    if isinstance(row, Item):
        return common | assigned | filled | {"level": "item", "no": row.no, "category": row.category}
    return common | assigned | filled | {"level": "indicator", "relation": row.relation}


def test_facts_of_the_notice(table: TargetTable) -> None:
    assert table.title == "宁都县 2021 年民生工程目标任务及责任分工表"
    assert (table.place_name, table.year, table.doc_no) == ("宁都县", 2021, "宁府字〔2021〕20号")


def test_every_row_equals_the_gold_row(table: TargetTable, gold: list[dict[str, Any]]) -> None:
    rows = [_seen(row) for row in table.rows()]
    assert len(rows) == 129
    expected = [{key: row[key] for key in seen} for row, seen in zip(gold, rows, strict=True)]
    assert rows == expected


def test_parts_and_ratios_know_what_they_belong_to(table: TargetTable, gold: list[dict[str, Any]]) -> None:
    by_row = {each.row: each for each in table.indicators}
    for row in gold:
        if row["relation"] in ("part_of", "ratio_of"):
            assert by_row[row["row"]].parent == by_row[row["parent_row"]].code


def test_what_can_be_filled_in(table: TargetTable) -> None:
    kinds = [each.target.kind for each in table.indicators]
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {"number": 52, "tbd": 29, "dash": 13, "actual": 1, "coverage": 1}
    assert len({each.code for each in table.indicators}) == 96
    assert len(table.leads) == 12


def test_master_holds_everything(table: TargetTable, tmp_path: Path, shared: Path) -> None:
    master = tmp_path / "总表.xlsx"
    jobs.draft(shared / SEED, master)
    again = jobs.read_source(master).table
    assert again.digest == table.digest
    assert (again.place_name, again.year, again.title) == (table.place_name, table.year, table.title)
    without = {"place", "measure_reason", "indicators"}
    for ours, theirs in (
        (table.categories, again.categories),
        (table.items, again.items),
        (table.indicators, again.indicators),
    ):
        assert [each.model_dump(exclude=without) for each in ours] == [
            each.model_dump(exclude=without) for each in theirs
        ]


def test_worked_county_is_the_same_table(table: TargetTable) -> None:
    worked = jobs.draft(Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt")[0].table
    assert worked.digest == table.digest


def test_inheritance_across_items_is_listed(shared: Path, gold: list[dict[str, Any]]) -> None:
    _, report = jobs.draft(shared / SEED)
    inherited = {
        row["line"]
        for row in gold
        if row["level"] == "item" and row["inherit_scope"] == "previous_item_same_category"
    }
    assert {each.place.line for each in report.findings if each.code == "D18"} == inherited
