"""References in formulas: found exactly, moved as Excel moves them; and where rows go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.writing.patch.formulas import Mover, parse, refs, translate
from minsheng_xl.writing.patch.moves import Deleted, Inserted, Move, Replaced
from minsheng_xl.writing.patch.skeleton import compile_part, render


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("SUM(A1:B$2)+LOG10(A10)", ["A1:B$2", "A10"]),
        ("IF(A1=\"A1:B2\",'民生 表'!$C$5,目标!D7)", ["A1", "'民生 表'!$C$5", "目标!D7"]),
        ("'It''s'!A1&\"O''K B2\"&\"\"\"C3\"", ["'It''s'!A1"]),
        ("Table1[[#This Row],[A1]]+Table1[B2]", []),
        ("[1]Sheet1!A5+[2]表!$B$6", []),
        ("A:A+3:5+$4:$4+$B:$D", ["A:A", "3:5", "$4:$4", "$B:$D"]),
        ("ABC12X+A1B2+1.5E3+R1C1+Q1_t+x.A1+XFE1+ZZZ9", []),
        ("_xlfn.XLOOKUP(A5,A5:A9,B5:B9)", ["A5", "A5:A9", "B5:B9"]),
        ("A1:INDEX(A2:A9,3)", ["A1", "A2:A9"]),
        ("#REF!+A9%+A5#", ["A9", "A5"]),
        ('COUNTIF(D6:D10,">="&C6)-(E6)', ["D6:D10", "C6", "E6"]),
        ("序时进度*C6+XFD1048576", ["C6", "XFD1048576"]),
    ],
)
def test_references_are_found_and_nothing_else(formula: str, found: list[str]) -> None:
    assert [str(ref) for ref in refs(formula)] == found
    assert "".join(map(str, parse(formula))) == formula


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A4+A5+$A$6", "A4+A7+$A$8"),
        ("SUM(A3:A4)", "SUM(A3:A4)"),
        ("SUM(A3:A5)", "SUM(A3:A7)"),
        ("SUM(A5:A9)", "SUM(A7:A11)"),
        ("SUM(A9:A5)", "SUM(A11:A7)"),
        ("SUM($4:$6)+SUM(A:A)", "SUM($4:$8)+SUM(A:A)"),
        ("表!A9+'表'!A9+别!A9+\"A9\"", "表!A11+'表'!A11+别!A9+\"A9\""),
        ("Sheet1:表!A9+'[1]表'!A9", "Sheet1:表!A9+'[1]表'!A9"),
    ],
)
def test_inserting_two_rows_before_row_5(formula: str, moved: str) -> None:
    assert Mover({"表": Inserted(5, 2)}).formula(formula, "表") == moved


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A4+A5+A7", "A4+#REF!+A5"),
        ("SUM(A3:A5)", "SUM(A3:A4)"),
        ("SUM(A5:A6)", "SUM(#REF!)"),
        ("SUM(A6:A9)", "SUM(A5:A7)"),
        ("表!$A$5", "表!#REF!"),
    ],
)
def test_deleting_rows_5_and_6(formula: str, moved: str) -> None:
    assert Mover({"表": Deleted(5, 6)}).formula(formula, "表") == moved


def test_a_range_that_ends_just_above_grows_when_asked() -> None:
    assert Mover({"表": Inserted(5, 2, extend=True)}).formula("SUM(A3:A4)+A4", "表") == "SUM(A3:A6)+A4"


def test_copies_keep_fixed_rows_and_take_relative_ones_along() -> None:
    mover = Mover({"表": Replaced(6, 7, [6, 7, 7, 7])})
    assert mover.copy("C7/$C$8+SUM($C$6:C7)+G6", "表", 2) == "C9/$C$10+SUM($C$6:C9)+G8"
    assert mover.formula("SUM(C6:C7)+C8", "表") == "SUM(C6:C9)+C10"


CELLS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "$"]),
    st.sampled_from("ABXZ"),
    st.sampled_from(["", "$"]),
    st.integers(50, 900),
)
FORMULAS = st.lists(
    CELLS | st.tuples(CELLS, CELLS).map(":".join) | st.just('"A1"') | st.just("ROUND(1,2)"), min_size=1
).map("+".join)


@given(FORMULAS, st.integers(-49, 49))
def test_translating_there_and_back_is_nothing(formula: str, rows: int) -> None:
    assert translate(translate(formula, rows), -rows) == formula


ROWS = st.tuples(st.integers(1, 20), st.integers(1, 20)).map(lambda pair: (min(pair), max(pair)))


@st.composite
def moves(draw: st.DrawFn) -> Move:
    first, last = draw(ROWS)
    kind = draw(st.sampled_from(("inserted", "deleted", "replaced")))
    if kind == "inserted":
        return Inserted(first, draw(st.integers(1, 5)))
    if kind == "deleted":
        return Deleted(first, last)
    return Replaced(first, last, draw(st.lists(st.integers(first, last), max_size=12)))


def images(move: Move) -> dict[int, set[int]]:
    """Where each row goes, worked out the slow way."""
    if isinstance(move, Replaced):
        order = [*range(1, move.first), *move.prototypes, *range(move.last + 1, 60)]
    elif isinstance(move, Deleted):
        order = [*range(1, move.first), *range(move.last + 1, 60)]
    else:
        assert isinstance(move, Inserted)
        order = [*range(1, move.before), *[0] * move.count, *range(move.before, 60)]
    found: dict[int, set[int]] = {row: set() for row in range(1, 60)}
    for new, old in enumerate(order, start=1):
        found.setdefault(old, set()).add(new)
    return found


@given(moves(), ROWS)
def test_rows_ranges_and_areas_agree_with_the_slow_way(move: Move, rows: tuple[int, int]) -> None:
    where = images(move)
    own = sorted(set().union(*(where[row] for row in range(rows[0], rows[1] + 1))))
    span = move.span(rows)
    assert move.row(rows[0]) == min(where[rows[0]], default=None)
    covered = {row for top, bottom in move.areas(rows) for row in range(top, bottom + 1)}
    assert span == ((own[0], own[-1]) if own else None)
    assert covered == (set(range(own[0], own[-1] + 1)) if isinstance(move, Inserted) else set(own))


@given(ROWS, st.integers(1, 20), st.integers(1, 5))
def test_inserting_and_deleting_the_same_rows_is_nothing(
    rows: tuple[int, int], before: int, count: int
) -> None:
    there = Inserted(before, count).span(rows)
    assert there is not None
    assert Deleted(before, before + count - 1).span(there) == rows


def test_a_part_that_no_move_concerns_is_the_same_text() -> None:
    text = (
        '<worksheet><autoFilter ref="A5:F10"/><mergeCells count="1"><mergeCell ref="A1:F1"/></mergeCells>'
        '<conditionalFormatting sqref="C6:D10 F6"><cfRule type="expression"><formula>$D6&gt;$C6</formula>'
        "</cfRule></conditionalFormatting>"
        '<hyperlinks><hyperlink ref="B2" location="表!C11"/></hyperlinks></worksheet>'
    )
    assert render(compile_part(text, "表"), Mover({"别": Inserted(1, 3)})) == text


def test_a_pivot_source_moves_with_the_sheet_it_names() -> None:
    text = '<cacheSource type="worksheet"><worksheetSource ref="A5:F10" sheet="表"/></cacheSource>'
    moved = render(compile_part(text, None), Mover({"表": Inserted(7, 2)}))
    assert 'ref="A5:F12"' in moved
