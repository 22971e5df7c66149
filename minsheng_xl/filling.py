"""What a department typed into a row, whatever the form computes beside it."""

from __future__ import annotations

from enum import IntEnum

from minsheng_xl.model import Entry, Row

WORDS = (
    "status", "invest_done", "progress_note", "problem", "next_step", "explanation", "evidence", "case_count",
    "note",
)  # fmt: skip
"""Roles a department fills in beside the figure."""


class Filling(IntEnum):
    """How far a row was filled in."""

    NOTHING = 0
    WORDS = 1
    FIGURE = 2
    """Its answer: a figure, or the status of a qualitative indicator, readable or not."""


def filling_of(row: Row) -> Filling:
    """How far a row was filled in; a running total that only repeats 上期累计 was not typed."""
    measure = row.indicator.measure if row.indicator else "flow"
    answers = {"qualitative": ("status",), "flow": ("current", "cumulative")}.get(measure, ("cumulative",))
    if any(_answers(row, role) for role in answers):
        return Filling.FIGURE
    total = row.cells.get("cumulative", Entry())
    typed = any(map(row.text, ("current", *WORDS))) or not (total.blank or _carried(row, total))
    return Filling.WORDS if typed else Filling.NOTHING


def _answers(row: Row, role: str) -> bool:
    entry = row.cells.get(role, Entry())
    if role == "status":
        return bool(entry.printed)
    if entry.value is None and not entry.problem and not entry.error:
        return False
    return not (role == "cumulative" and _carried(row, entry))


def _carried(row: Row, total: Entry) -> bool:
    """Whether a running total is what the form makes of the columns before it."""
    flow = row.indicator is None or row.indicator.measure == "flow"
    return flow and (total.computed or (total.value is not None and total.value == row.value("previous")))
