"""A county summary read back whole: every row of its table by field, categories as rows of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from minsheng_xl.errors import InputError
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.tables.headers import Strict, find_header, read_meta
from minsheng_xl.reference import Reference

SummaryRow = dict[str, CellValue]
"""Values by field; a category row has `category` alone."""


def read_summary_rows(file: str, grids: Sequence[Grid], ref: Reference) -> list[SummaryRow]:
    """The rows of a county summary in their order. InputError where the workbook has none."""
    sheet = read_meta(grids).get("sheet", "")
    grid = next((each for each in grids if each.sheet == sheet), None)
    header = find_header(grid, Strict(ref.headers, frozenset(ref.headers.roles))) if grid else None
    if grid is None or header is None or not {"code", "indicator", "cumulative"} <= header.columns.keys():
        raise InputError(f"“{file}”不是县汇总表", "请选 consolidate 写出的县汇总表")
    return list(_rows(grid, header.row + 1, header.columns))


def _rows(grid: Grid, first: int, columns: Mapping[str, int]) -> Iterator[SummaryRow]:
    item: SummaryRow = {}
    for number in range(first, len(grid.rows) + 1):
        texts = [text for column in range(1, grid.width + 1) if (text := grid.text(number, column))]
        if len(texts) == 1:
            item = {}
            yield {"category": texts[0]}
        elif texts:
            values = {role: grid.value(number, column) for role, column in columns.items()}
            named = {role: values[role] for role in ("no", "item") if values.get(role)}
            item = {**item, **named}
            yield {**values, **item}
