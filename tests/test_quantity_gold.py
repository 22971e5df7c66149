"""The quantities of five printed documents, against what a person read out of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from minsheng_xl.quantity import Quantity, UnitTable, find_numbers

TABLE = UnitTable.default()
DOCUMENTS = ("province2024", "district2024", "nanchang2021", "taihe2020", "anhua2023_items")
OPS = {"inc": "plain", "from": "plain", "inc_to": "reach"}
"""Rises, levels before and levels after have no relation of their own: their role says it."""

Row = tuple[object, str, str, str]


def items(gold: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Text and gold of every item."""
    for name in DOCUMENTS:
        document = json.loads((gold / f"{name}.json").read_text("utf-8"))
        for item in [*document["items"], *document.get("monitored_items", [])]:
            parts = item.get("sub_items") or [item]
            yield "\n".join(part["text"] for part in parts), item


def expected(item: dict[str, Any]) -> Counter[Row]:
    """What the gold says; words like 一批 are not quantities."""
    rows: Counter[Row] = Counter()
    for row in item["indicators"]:
        if row["kind"] != "qualitative":
            value = row["value_text"] if row["kind"] == "coverage" else exact(row["value"])
            rows[value, row["unit"], OPS.get(row["op"], row["op"]), row["role"]] += 1
    return rows


def exact(value: Any) -> object:
    if isinstance(value, list):
        return tuple(Decimal(str(each)) for each in value)
    return None if value is None else Decimal(str(value))


def read(quantity: Quantity) -> Row:
    value: object = quantity.value
    if quantity.kind == "range":
        value = (quantity.low, quantity.high)
    elif quantity.kind == "coverage":
        value = quantity.value_text
    return value, quantity.unit, quantity.op, quantity.role


def test_value_unit_relation_and_role_are_found_in_the_seeds(shared: Path) -> None:
    right = wanted = given = 0
    for text, item in items(shared / "gold"):
        gold = expected(item)
        ours = Counter(read(quantity) for quantity in find_numbers(text, TABLE)[0])
        right, wanted, given = right + (gold & ours).total(), wanted + gold.total(), given + ours.total()
    precision, recall = right / given, right / wanted
    assert wanted > 450
    assert 2 * precision * recall / (precision + recall) >= 0.985, (precision, recall)


def test_agreed_units_are_found_in_the_seeds(shared: Path) -> None:
    right = wanted = 0
    for text, item in items(shared / "gold"):
        gold = Counter((exact(row["value"]), row["unit_norm"]) for row in item["indicators"] if row["value"])
        ours: Counter[tuple[object, str]] = Counter()
        for quantity in find_numbers(text, TABLE)[0]:
            ours[read(quantity)[0], quantity.unit_norm] += 1
        right, wanted = right + (gold & ours).total(), wanted + gold.total()
    assert right / wanted >= 0.97


def test_numbers_of_every_seed_line_are_accounted_for(shared: Path) -> None:
    for seed in sorted((shared / "seeds").glob("*.txt")):
        text = seed.read_text("utf-8")
        quantities, left = find_numbers(text, TABLE)
        covered = {position for part in quantities for position in range(part.start, part.end)}
        covered |= {position for part in left for position in range(part.start, part.end)}
        assert not [
            at for at, character in enumerate(text) if character in "0123456789" and at not in covered
        ]
