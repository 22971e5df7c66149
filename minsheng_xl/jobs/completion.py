"""What a draft adds to a table as it was read: people only an attachment prints, codes for new rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minsheng_xl.model import Item, TargetTable

ALIKE = 60
"""Likeness (0-100) of two names under the same number that are one project's."""


def completed(table: TargetTable, beside: Sequence[TargetTable]) -> TargetTable:
    """The table with leaders and assessors of the others of its document, and a code for every row."""
    items = _with_codes([_with_people(item, beside) for item in table.items])
    if items == [*table.items]:
        return table
    fields = {name: getattr(table, name) for name in TargetTable.model_fields}
    return TargetTable(**fields | {"items": tuple(items)})


def _with_people(item: Item, beside: Sequence[TargetTable]) -> Item:
    """An item of a notice's body with whom the attachment's row of the same project names."""
    if item.leaders or item.assessors:
        return item
    same = next(_same(item, beside), None)
    if same is None:
        return item
    return item.model_copy(update={"leaders": same.leaders, "assessors": same.assessors})


def _same(item: Item, tables: Sequence[TargetTable]) -> Iterator[Item]:
    from rapidfuzz import fuzz

    for table in tables:
        for other in table.items:
            named = other.leaders or other.assessors
            if named and other.no == item.no and fuzz.ratio(item.name, other.name) >= ALIKE:
                yield other


def _with_codes(items: Sequence[Item]) -> list[Item]:
    """Items whose every row has a code that begins with the item's own; a code that was given stays.

    New rows are numbered behind the highest number of their item, new items behind the last of their
    category.
    """
    codes = {each.code for item in items for each in item.indicators if each.code}
    stems = {code.rpartition("-")[0] for code in codes}
    coded: list[Item] = []
    for item in items:
        stem = next((each.code.rpartition("-")[0] for each in item.indicators if each.code), "")
        stem = stem or (_free_stem(item.code, stems) if item.code in stems else item.code)
        stems.add(stem)
        coded.append(_coded(item.model_copy(update={"code": stem}), codes))
    return coded


def _coded(item: Item, codes: set[str]) -> Item:
    """An item with a code for each of its rows; `codes`, those in use, grow by the new ones."""
    indicators = []
    for each in item.indicators:
        code = each.code or f"{item.code}-{_highest(item.code, codes) + 1:02d}"
        codes.add(code)
        indicators.append(each.model_copy(update={"code": code}))
    return item.model_copy(update={"indicators": tuple(indicators)})


def _free_stem(code: str, stems: set[str]) -> str:
    """The code of a new item: behind the last of the category that the positional code names."""
    category = code.rpartition("-")[0]
    return f"{category}-{_highest(category, stems) + 1:02d}"


def _highest(stem: str, codes: set[str]) -> int:
    """The highest number behind a stem; 0 where there is none."""
    ends = (code.rpartition("-") for code in codes)
    return max((int(end) for start, _, end in ends if start == stem and end.isdecimal()), default=0)
