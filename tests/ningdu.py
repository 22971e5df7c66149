"""The Ningdu 2021 table as a TargetTable, made from the hand-checked gold data and not by our own reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from minsheng_xl.model import Assignment, Category, Indicator, Item, Relation, Scope, TargetTable
from minsheng_xl.quantity import UnitTable, parse_target, propose_direction, propose_measure

SCOPES: dict[str | None, Scope] = {
    "own": "own",
    "same_item": "same_item",
    "previous_item_same_category": "previous_item",
    None: "none",
}


def gold_rows(shared: Path) -> list[dict[str, Any]]:
    """The 129 rows of the printed table as the gold file has them."""
    rows: list[dict[str, Any]] = _gold(shared)["rows"]
    return rows


def table_from_gold(shared: Path) -> TargetTable:
    """The table with 8 categories, 49 items and 96 rows that can be filled."""
    doc, rows = _gold(shared)["doc"], gold_rows(shared)
    categories = tuple(
        Category(no=row["no"], name=row["name"], row=row["row"]) for row in _level(rows, "category")
    )
    codes = _codes(rows, [category.name for category in categories])
    return TargetTable(
        title=doc["title"],
        place_name="宁都县",
        year=doc["year"],
        doc_no=doc["doc_no"],
        categories=categories,
        items=tuple(_item(row, rows, codes) for row in _level(rows, "item")),
    )


def _gold(shared: Path) -> dict[str, Any]:
    text = (shared / "gold" / "ningdu2021.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _level(rows: list[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["level"] == level]


def _codes(rows: list[dict[str, Any]], categories: list[str]) -> dict[int, str]:
    codes: dict[int, str] = {}
    item = ""
    position = 0
    for row in rows:
        if row["level"] == "item":
            item = f"2021-{categories.index(row['category']) + 1}-{int(row['no']):02d}"
            codes[row["row"]], position = item, 0
        elif row["level"] == "indicator":
            position += 1
            codes[row["row"]] = f"{item}-{position:02d}"
    return codes


def _item(row: dict[str, Any], rows: list[dict[str, Any]], codes: dict[int, str]) -> Item:
    code = codes[row["row"]]
    below = [
        each
        for each in _level(rows, "indicator")
        if each["category"] == row["category"] and each["item_no"] == row["item_no"]
    ]
    indicators = [_indicator(each, codes[each["row"]], codes) for each in below]
    if row["unit"] or row["target_text"]:
        own = _indicator(row, f"{code}-00", codes).model_copy(update={"relation": "item", "parent": ""})
        indicators.insert(0, own)
    return Item(
        code=code,
        no=row["no"],
        name=row["name"],
        category=row["category"],
        lead=_assignment(row, "lead"),
        responsible=_assignment(row, "resp"),
        indicators=tuple(indicators),
        row=row["row"],
    )


def _indicator(row: dict[str, Any], code: str, codes: dict[int, str]) -> Indicator:
    units = UnitTable.default()
    target = parse_target(row["target_text"], units)
    measure, reason = propose_measure(row["name"], units.read(row["unit"]).unit, target)
    relation: Relation = row["relation"] or "item"
    return Indicator(
        code=code,
        name=row["name"],
        unit=row["unit"],
        target=target,
        measure=measure,
        measure_reason=reason,
        direction=propose_direction(row["name"], target),
        relation=relation,
        parent=codes[row["parent_row"]] if relation in ("part_of", "ratio_of") else "",
        lead=_assignment(row, "lead"),
        responsible=_assignment(row, "resp"),
        row=row["row"],
    )


def _assignment(row: dict[str, Any], role: str) -> Assignment:
    effective = row[f"{role}_effective"] or ""
    return Assignment(
        printed=row[f"{role}_printed"],
        effective=effective,
        units=tuple(filter(None, effective.split("、"))),
        source_row=row["lead_source_row"] or 0,
        scope=SCOPES[row["inherit_scope"]],
    )
