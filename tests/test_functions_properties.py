"""For any value, any spellings of equal meaning: functions say what targets and returns are read as."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.fronts.cells import REFUSED
from minsheng_xl.fronts.functions import MS_CONVERT, MS_RATE, MS_TARGET
from minsheng_xl.place import number_text
from minsheng_xl.quantity import completion_rate, parse_target, read_number, round_half_up
from minsheng_xl.reference import Reference

TABLE = Reference.default().units
UNITS = ("人", "户", "人次", "元", "亩", "件")
RELATIONS = {
    "{}": "等于",
    "不少于{}": "不少于",
    "{}以上": "不少于",
    "不超过{}": "不超过",
    "≤{}": "不超过",
    "低于{}": "少于",
    "达到{}": "达到",
    "{}左右": "约",
}
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

values = st.integers(1, 10**8).map(Decimal)
units = st.sampled_from(UNITS)


@st.composite
def spellings(draw: st.DrawFn, value: Decimal, unit: str) -> str:
    """One way to write a quantity so that its unit stands in it."""
    whole = number_text(value)
    ways = (
        f"{whole}{unit}",
        f"{int(value):,}{unit}",
        f"{whole} {unit}",
        f"{whole}{unit}".translate(WIDE),
        f"{number_text(value / 10_000)}万{unit}",
        f"{number_text(value / 100_000_000)}亿{unit}",
    )
    return draw(st.sampled_from(ways))


@given(st.data(), values, values, units)
def test_a_rate_is_the_same_however_figure_and_target_are_written(
    data: st.DataObject, done: Decimal, aim: Decimal, unit: str
) -> None:
    typed, target = data.draw(spellings(done, unit)), data.draw(spellings(aim, unit))
    relation = data.draw(st.sampled_from(list(RELATIONS)))
    expected = completion_rate(parse_target(number_text(aim), TABLE, unit), done)
    assert expected is not None
    if "超" in relation or "≤" in relation or "低" in relation:
        expected = min(Decimal(100), aim / done * 100)
    assert MS_RATE(typed, relation.format(target)) == float(round_half_up(expected, 2))
    assert MS_RATE(typed, relation.format(target), None, unit) == float(round_half_up(expected, 2))


@given(st.data(), values, units)
def test_a_target_is_taken_apart_as_a_plan_reads_it(data: st.DataObject, value: Decimal, unit: str) -> None:
    relation = data.draw(st.sampled_from(list(RELATIONS)))
    text = relation.format(data.draw(spellings(value, unit)))
    read = parse_target(text, TABLE, unit)
    assert MS_TARGET(text, unit) == [[float(read.value or 0), unit, RELATIONS[relation]]]
    assert read.value == value
    (number, own, said) = MS_TARGET(text)[0]
    assert said == RELATIONS[relation]
    assert MS_CONVERT(number, own, unit) == float(value)


@given(st.data(), values, units, units)
def test_a_figure_is_read_as_that_of_a_return(
    data: st.DataObject, value: Decimal, unit: str, column: str
) -> None:
    text = data.draw(spellings(value, unit))
    reading = read_number(text, TABLE.read(column).unit, TABLE)
    answer = MS_CONVERT(text, column, column)
    if reading.value is None:
        assert answer == f"{REFUSED}{reading.problem}"
    else:
        assert answer == float(reading.value) == float(value)


@given(st.data(), st.integers(1, 2000).map(lambda number: Decimal(number) / 10))
def test_a_bare_number_beside_a_percentage_is_itself_or_asked_about(
    data: st.DataObject, value: Decimal
) -> None:
    """0.955 beside 95% may be 95.5%: it is never taken for 0.955%."""
    target = data.draw(st.integers(1, 100))
    stated = MS_RATE(f"{number_text(value)}%", f"{target}%")
    assert stated == float(round_half_up(value / target * 100, 2))
    plain, fraction = (MS_RATE(float(each), f"{target}%") for each in (value, value / 100))
    assert plain == stated or str(plain).startswith(REFUSED)
    if value <= 2 * target:
        assert str(fraction).startswith(REFUSED)


@given(values, values)
def test_hundredths_of_two_percent_cells_go_together(done: Decimal, aim: Decimal) -> None:
    """Both without a unit are in the same: 0.88 and 0.92, 88 and 92."""
    one, other = float(done / 10**4), float(aim / 10**4)
    if done < 30 * aim:
        assert MS_RATE(one, other) == MS_RATE(float(done), float(aim))
