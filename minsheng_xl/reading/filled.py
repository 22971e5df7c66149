"""What of a return its department typed: a form that comes back as it went out is blank."""

from __future__ import annotations

from collections.abc import Iterator

from minsheng_xl.model import Entry, Return

TYPED_ROLES = (
    "current",
    "cumulative",
    "status",
    "invest_done",
    "progress_note",
    "problem",
    "next_step",
    "explanation",
    "evidence",
    "case_count",
    "note",
)
"""Fields a form leaves open; the forms' own formulas among them are nobody's typing."""


def typed(returned: Return) -> Iterator[Entry]:
    """Every cell of the open fields that is filled and is no formula, row by row."""
    formulas = returned.grid.formulas if returned.grid else {}
    for row in returned.rows:
        for role in TYPED_ROLES:
            entry = row.cells.get(role)
            if entry and not entry.blank and (entry.row, entry.column) not in formulas:
                yield entry
