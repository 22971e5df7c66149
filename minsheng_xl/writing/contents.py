"""What a plan gives to somebody's own table: rows by field role, laid out for the columns that table has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from minsheng_xl.model import DIRECTIONS, MEASURES, PACE_CURVES, Category, Indicator, Item, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.writing.values import category_text, target_value

RowKind = Literal["category", "item", "indicator"]
PLAN_FIELDS = (
    "code", "no", "category", "item", "indicator", "unit", "target", "lead", "responsible", "cooperator",
    "leader", "assessor", "deadline", "direction", "measure", "pace", "allocatable", "ranked", "weight",
    "basis", "note",
)  # fmt: skip
"""Fields a plan has for each row."""


@dataclass(frozen=True, slots=True)
class FillRow:
    """One row to be filled in. Rows of one item share its number `block`; 0 for categories."""

    kind: RowKind
    values: Mapping[str, CellValue]
    block: int = 0
    printed: frozenset[str] = field(default=frozenset())
    """Lists of units that are printed on this row: a merged cell over earlier rows ends above it."""


def plan_rows(table: TargetTable) -> list[FillRow]:
    """The plan's rows in printed order: categories, items, indicators; inherited units given on each row."""
    rows: list[FillRow] = []
    block = 0
    item: Item | None = None
    for row in table.rows():
        if isinstance(row, Category):
            rows.append(FillRow("category", {"category": category_text(row)}))
            continue
        if isinstance(row, Item):
            item, block = row, block + 1
        assert item is not None
        own = row.own_indicator if isinstance(row, Item) else row
        values = _values(item, row, own)
        roles = {"lead": row.lead, "responsible": row.responsible, "cooperator": row.cooperators}
        printed = frozenset(role for role, each in roles.items() if each.scope == "own")
        rows.append(FillRow("item" if isinstance(row, Item) else "indicator", values, block, printed))
    return rows


def _values(item: Item, row: Item | Indicator, own: Indicator | None) -> dict[str, CellValue]:
    values: dict[str, CellValue] = {
        "no": item.no,
        "category": item.category,
        "item": item.name,
        "lead": row.lead.effective,
        "responsible": row.responsible.effective,
        "cooperator": row.cooperators.effective,
        "leader": "、".join(item.leaders),
        "assessor": "、".join(item.assessors),
        "deadline": item.deadline,
    }
    if own is None:
        return values
    return values | {
        "code": own.code,
        "indicator": own.name,
        "unit": own.unit,
        "target": target_value(own.target.raw),
        "direction": DIRECTIONS[own.direction],
        "measure": MEASURES[own.measure],
        "pace": PACE_CURVES[own.pace],
        "allocatable": "是" if own.allocatable else "否",
        "ranked": "是" if own.ranked else "否",
        "weight": own.weight,
        "basis": own.basis,
        "note": own.note,
    }


def laid_out(rows: Iterable[FillRow], columns: Collection[str]) -> list[FillRow]:
    """The rows as a table with these columns shows them.

    With columns for both item and indicator, an item without figures of its own has no row. With one column
    of names, items stand above their indicators, numbered where there is no column for numbers. A column of
    categories takes the place of category rows.
    """
    both = {"item", "indicator"} <= {*columns}
    shown = []
    for row in rows:
        if row.kind == "category":
            if "category" not in columns:
                shown.append(row)
        elif not both:
            shown.append(_named(row, numbered="no" not in columns))
        elif "indicator" in row.values:
            shown.append(row)
    return shown


def _named(row: FillRow, *, numbered: bool) -> FillRow:
    """A row for one column of names: the item's with its number, an indicator's with its own name."""
    values = dict(row.values)
    if row.kind == "item":
        no, name = values["no"], values["item"]
        values["indicator"] = values["item"] = f"{no}. {name}" if numbered and no else name
    else:
        values["item"], values["no"] = values.get("indicator"), None
    return replace(row, values=values)
