"""Any grid that a markdown table can say survives writing, reading and writing again, in xlsx and csv."""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.quantity.typography import seen
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.writing.copies import copy_of

EXAMPLES = 2000 if "MINSHENG_FULL_TESTS" in os.environ else 100
WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="|`\\").filter(seen),
    min_size=1,
    max_size=12,
) | st.sampled_from(
    ["=1+1", "+86", "-", "@SUM(A1)", "1,941", "０．５万", "待定", "—", "据实", "TRUE", "2021-08", "'x", '"']
)
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3).map(lambda number: f"`{number:f}`")
CELLS = st.just("") | WORDS | NUMBERS


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A markdown table of 2 to 5 columns whose head row is filled."""
    width = draw(st.integers(2, 5))
    head = draw(st.lists(WORDS, min_size=width, max_size=width))
    body = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6))
    text = "\n".join(f"| {' | '.join(row)} |" for row in [head, *body])
    assume(Grid.from_markdown(text).rows)  # a head of dashes alone is the rule below a head
    return text


def trimmed(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Rows without the blanks at their ends, which no format keeps apart from nothing."""
    cut = [
        row[: max((at for at, value in enumerate(row, 1) if value is not None), default=0)] for row in rows
    ]
    while cut and not cut[-1]:
        cut.pop()
    return cut


@settings(max_examples=EXAMPLES)
@given(tables())
def test_xlsx(text: str) -> None:
    grid = Grid.from_markdown(text, sheet="表")
    first = copy_of([grid]).data
    (read,) = read_workbook(first, "表.xlsx")
    assert trimmed(read.rows) == trimmed(grid.rows)
    assert not read.formulas
    second = copy_of([read]).data
    (again,) = read_workbook(second, "表.xlsx")
    assert again.rows == read.rows
    assert copy_of([again]).data == second


@settings(max_examples=EXAMPLES)
@given(tables())
def test_csv(text: str) -> None:
    grid = Grid.from_markdown(text)
    written = as_csv(grid)
    (read,) = read_workbook(written, "表.csv")
    assert trimmed(read.rows) == trimmed(as_texts(grid.rows))
    assert as_csv(read) == as_csv(Grid(as_texts(grid.rows)))


def as_texts(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """What a csv can keep: numbers as their digits."""
    return [[f"{value:f}" if isinstance(value, Decimal) else value for value in row] for row in rows]


def as_csv(grid: Grid) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows([value or "" for value in row] for row in as_texts(grid.rows))
    return target.getvalue().encode("utf-8-sig")
