"""Formulas saved without a result: what is computed, and what stays unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.tables.compute import compute_missing

ROWS: list[list[CellValue]] = [
    [Decimal(10), Decimal(4), None, "三", ""],
    [Decimal("2.5"), True, Decimal(0), "A1", None],
]


def with_formulas(formulas: dict[tuple[int, int], str]) -> Grid:
    """The cells above with formulas without results beside them."""
    grid = Grid([list(row) for row in ROWS], sheet="表")
    grid.formulas, grid.uncached = dict(formulas), set(formulas)
    return grid


def computed(formula: str) -> CellValue:
    """What a formula in G3 comes to; KeyError where it stays unknown."""
    grid = with_formulas({(3, 7): formula})
    compute_missing(grid)
    if grid.uncached:
        raise KeyError(formula)
    return grid.value(3, 7)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=A1+B1", Decimal(14)),
        ("=$A$1-B$1*2", Decimal(2)),
        ("=-A2%", Decimal("-0.025")),
        ("=(A1+B1)/A1", Decimal("1.4")),
        ("=C1+E2", None),
        ("=SUM(A1:C2)", Decimal("16.5")),
        ("=SUM(C1:C1)", None),
        ("=COUNT(A1:E2)", Decimal(4)),
        ("=COUNTA(A1:E2)", Decimal(8)),
        ("=ROUND(A1/3,2)", Decimal("3.33")),
        ('=IF(N(D1)>0,1/0,"无")', "无"),
        ('=IF(ISNUMBER(A1),A1,"")', Decimal(10)),
        ("=IF(A1>B1,1)", Decimal(1)),
        ("=IF(A1<B1,1)", False),
        ('=IF(D2="A1","同","异")', "同"),
        ("=IF(AND(A1>=10,OR(B1<>4,B2)),MAX(A1:A2),MIN(A1:A2))", Decimal(10)),
        ("=" + "+".join(["A1"] * 2000), Decimal(20000)),
    ],
)
def test_arithmetic_and_the_functions_of_the_form_are_computed(formula: str, result: CellValue) -> None:
    assert computed(formula) == result


@pytest.mark.parametrize(
    "formula",
    [
        "=A1/C2",
        "=A1+D1",
        "=VLOOKUP(A1,A1:B2,2)",
        "=其他!A1+1",
        "=Sheet2!A1",
        "=序时进度",
        "=ROUND(A1:C1,1)",
        "=ROUND(A1)",
        "=A1+",
        "=IF(A1)",
        "=SUM(A1:ZZZ999999)",
        "=G3+1",
        "=A1:B1+1",
    ],
)
def test_all_else_stays_unknown(formula: str) -> None:
    with pytest.raises(KeyError):
        computed(formula)


def test_a_formula_copied_down_reads_the_cells_of_its_own_row() -> None:
    grid = with_formulas({(1, 6): "=A1*$B$1", (2, 6): "=A2*$B$1", (3, 6): "=F1+F2"})
    compute_missing(grid)
    assert [grid.value(row, 6) for row in (1, 2, 3)] == [Decimal(40), Decimal("10.0"), Decimal("50.0")]


def test_a_result_that_rests_on_later_cells_is_found_too() -> None:
    grid = with_formulas({(1, 6): "=G2+1", (2, 7): "=H2*2", (2, 8): "=A2"})
    compute_missing(grid)
    assert grid.value(1, 6) == Decimal("6.0")
    assert not grid.uncached


def test_an_error_it_rests_on_leaves_it_unknown() -> None:
    grid = with_formulas({(3, 7): "=A1+1", (3, 6): "=B1+1"})
    grid.errors[1, 1] = "#REF!"
    compute_missing(grid)
    assert grid.uncached == {(3, 7)}
    assert grid.value(3, 6) == Decimal(5)


def test_a_formula_down_a_column_counts_from_its_own_row_and_keeps_its_numbers() -> None:
    """What is the row's number by chance (×6 in row 6) is no reference, nor is a row that is fixed."""
    grid = Grid([[Decimal(number)] for number in range(1, 8)], sheet="表")
    grid.formulas = {
        (5, 2): "=A5*5+A$5",
        (6, 2): "=A6*5+A$5",
        (7, 2): "=A7*7+A$7",
        (5, 3): "=A5*5",
        (6, 3): "=A6*6",
        (7, 3): "=A6*7",
    }
    grid.uncached = set(grid.formulas)
    compute_missing(grid)
    assert [[grid.value(row, column) for row in (5, 6, 7)] for column in (2, 3)] == [
        [30, 35, 56],
        [25, 36, 42],
    ]


def test_a_formula_that_looks_at_the_row_below_is_not_taken_for_the_same_text_there() -> None:
    grid = Grid([[Decimal(number), Decimal(10 * number)] for number in range(1, 8)], sheet="表")
    grid.formulas = {
        (5, 3): "=A5+B6",
        (6, 3): "=A6+B6",
        (7, 3): "=A7+B7",
        (5, 4): "=A5+B$6",
        (6, 4): "=A6+B$6",
    }
    grid.uncached = set(grid.formulas)
    compute_missing(grid)
    assert [grid.value(row, 3) for row in (5, 6, 7)] == [65, 66, 77]
    assert [grid.value(row, 4) for row in (5, 6)] == [65, 66]
