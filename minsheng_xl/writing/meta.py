"""The very hidden sheet by which a workbook of ours is known again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook

META_SHEET = "_meta"
META_KEYS = (
    "kind",
    "template",
    "version",
    "digest",
    "place",
    "year",
    "department",
    "period",
    "by",
    "rows",
    "sheet",
    "header_row",
    "ledger_head",
)
"""Every key, in the order of its row: the value of META_KEYS[i] always stands in B{i+1}."""


def meta_rows(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Key and text of every row of the sheet; KeyError for a key that is not one of META_KEYS."""
    unknown = set(values) - set(META_KEYS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return [(key, str(values.get(key, ""))) for key in META_KEYS]


def write_meta(workbook: Workbook, values: Mapping[str, object]) -> None:
    """Add the `_meta` sheet: key in column A, value as text in column B, a row for every key."""
    sheet = workbook.add_worksheet(META_SHEET)
    for row, (key, value) in enumerate(meta_rows(values)):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.very_hidden()
