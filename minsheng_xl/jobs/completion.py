"""What a draft adds to a table as it was read: people only an attachment prints, codes for new rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from minsheng_xl.model import Item, TargetTable

ALIKE = 60
"""Likeness (0-100) of two names under the same number that are one project's."""


def completed(table: TargetTable, beside: Sequence[TargetTable]) -> TargetTable:
    """The table with leaders and assessors of the others of its document, and a code for every row."""
    items = [_with_people(item, beside) for item in table.items]
    codes = {each.code for item in items for each in item.indicators if each.code}
    if items == [*table.items] and all(each.code for each in table.indicators):
        return table
    fields = {name: getattr(table, name) for name in TargetTable.model_fields}
    return TargetTable(**fields | {"items": tuple(_with_codes(item, codes) for item in items)})


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


def _with_codes(item: Item, codes: set[str]) -> Item:
    """New rows are numbered behind the highest number of the project; a code that was given stays."""
    if all(each.code for each in item.indicators):
        return item
    own = next((each.code for each in item.indicators if each.code), "")
    stem = own.rpartition("-")[0] or _free_stem(item, codes)
    indicators = []
    for each in item.indicators:
        code = each.code or f"{stem}-{_highest(stem, codes) + 1:02d}"
        codes.add(code)
        indicators.append(each if each.code else each.model_copy(update={"code": code}))
    return item.model_copy(update={"indicators": tuple(indicators)})


def _free_stem(item: Item, codes: set[str]) -> str:
    """The code of a new project: behind the last of its category."""
    category = item.code.rpartition("-")[0]
    stems = {code.rpartition("-")[0] for code in codes}
    return f"{category}-{_highest(category, stems) + 1:02d}"


def _highest(stem: str, codes: set[str]) -> int:
    """The highest number behind a stem; 0 where there is none."""
    ends = (code.rpartition("-") for code in codes)
    return max((int(end) for start, _, end in ends if start == stem and end.isdecimal()), default=0)
