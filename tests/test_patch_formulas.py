"""References in formulas: found exactly, moved as Excel moves them; and where rows go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.formula_refs import parse, refs, translate
from minsheng_xl.writing.patch.mover import Mover
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


def after(text: str, move: Move, host: str | None = "表") -> str:
    return render(compile_part(text, host), Mover({"表": move}))


@pytest.mark.parametrize(
    ("areas", "moved"),
    [
        ("A:B", "A1:B1048576"),
        ("D4:D1048576 F9", "D4:D1048576 F11"),
        ("3:5", "A3:XFD7"),
        ("D9:D1048576", "D11:D1048576"),
    ],
)
def test_areas_down_to_the_last_row_stay_on_the_sheet(areas: str, moved: str) -> None:
    text = f'<dataValidations count="1"><dataValidation type="none" sqref="{areas}"/></dataValidations>'
    assert f'sqref="{moved}"' in after(text, Inserted(5, 2))
    assert after(text, Deleted(2, 2)).count("1048576") == moved.count("1048576")


def test_controls_and_shapes_move_only_if_they_are_fastened_to_cells() -> None:
    rows = "<from><xdr:row>{}</xdr:row></from><to><xdr:row>{}</xdr:row></to>"
    control = "<control><controlPr><anchor{}>" + rows.format(8, 9) + "</anchor></controlPr></control>"
    fixed, moving, sizing = "", ' moveWithCells="1"', ' moveWithCells="1" sizeWithCells="1"'
    assert after(control.format(fixed), Inserted(5, 2)) == control.format(fixed)
    assert rows.format(10, 11) in after(control.format(moving), Inserted(5, 2))
    assert rows.format(8, 11) in after(control.format(sizing), Inserted(10, 2))
    picture = '<xdr:twoCellAnchor editAs="{}">' + rows.format(3, 9) + "</xdr:twoCellAnchor>"
    assert rows.format(3, 9) in after(picture.format("absolute"), Inserted(5, 2))
    assert rows.format(3, 9) in after(picture.format("oneCell"), Inserted(5, 2))
    assert rows.format(3, 11) in after(picture.format("twoCell"), Inserted(5, 2))
    assert rows.format(2, 2) in after(picture.format("twoCell"), Deleted(3, 20))


def test_a_group_of_sparklines_goes_with_its_last_line_though_its_dates_stay() -> None:
    line = "<x14:sparkline><xm:f>表!C9:D9</xm:f><xm:sqref>F9</xm:sqref></x14:sparkline>"
    lines = f"<x14:sparklines>{line}</x14:sparklines>"
    group = f"<x14:sparklineGroup><xm:f>表!C1:D1</xm:f>{lines}</x14:sparklineGroup>"
    assert after(f"<extLst><ext>{group}</ext></extLst>", Deleted(9, 9)) == ""
    assert "C11:D11" in after(group, Inserted(5, 2))


def test_linked_cells_of_controls_move() -> None:
    control = '<formControlPr objectType="Drop" fmlaLink="$A$9" fmlaRange="别!$A$1:$A$9"/>'
    assert after(control, Inserted(5, 2)) == control.replace("$A$9", "$A$11", 1)


def test_a_table_is_not_deleted_with_its_rows() -> None:
    with pytest.raises(OutputError, match="E5:F9 的表格"):
        after('<table id="1" ref="E5:F9"><autoFilter ref="E5:F9"/></table>', Deleted(4, 10))
