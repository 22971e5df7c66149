"""Units of measure: every printed spelling, what may be converted, and what must be refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity import (
    Unit,
    UnitMismatch,
    UnitNote,
    UnitTable,
    UnitWord,
    comparable,
    convert,
    printed_places,
    round_half_up,
    same_quantity,
)

TABLE = UnitTable.default()


def unit(text: str) -> Unit:
    found = TABLE.read(text).unit
    assert found is not None, text
    return found


def all_units() -> list[Unit]:
    """Every word alone, with 万, and the money standards."""
    words = [unit(word.symbol) for word in TABLE.words]
    scaled = [unit("万" + word.symbol) for word in TABLE.words if word.scaled]
    standards = [
        unit(f"{money}/{per}") for money in ("元", "万元") for per in ("人·月", "人·年", "生·年", "所·年")
    ]
    return words + scaled + standards


UNITS = st.sampled_from(all_units())
VALUES = st.decimals(0, 10**9, places=6, allow_nan=False)


@pytest.mark.parametrize(
    ("printed", "symbol"),
    [
        ("元/人·月", "元/人·月"),
        ("元/月·人", "元/人·月"),
        ("元/人/月", "元/人·月"),
        ("元/（人·月）", "元/人·月"),
        ("元/人.月", "元/人·月"),
        ("元／人．月", "元/人·月"),
        ("元/人•月", "元/人·月"),
        ("元/人∙月", "元/人·月"),
        ("元/人・月", "元/人·月"),
        ("元 / 人 · 月", "元/人·月"),
        ("元\u00a0/人·月", "元/人·月"),
        ("元人月", "元/人·月"),
        ("每人每月元", "元/人·月"),
        ("元每人每月", "元/人·月"),
        ("元/年人", "元/人·年"),
        ("元/人/年", "元/人·年"),
        ("元/名·年", "元/人·年"),
        ("元/学生·年度", "元/生·年"),
        ("元每服役一年每人每月", "元/人·月·服役年"),
        ("万吨/天", "万吨/日"),
        ("km", "公里"),
        ("㎞", "公里"),
        ("千米", "公里"),
        ("㎡", "平方米"),
        ("m²", "平方米"),
        ("平米", "平方米"),
        ("％", "%"),
        ("千分之", "‰"),
        ("人/次", "人次"),
        ("场/次", "场次"),
        ("万 人次", "万人次"),
        ("方", "立方米"),
        ("立方", "立方米"),
        ("万m³", "万立方米"),
        ("m³/d", "立方米/日"),
        ("床", "床位"),
        ("张床位", "床位"),
        ("万个行政村", "万行政村"),
        ("个标准化考点", "考点"),
        ("个标准化厂房", "个"),
        ("万个充电接口", "万个"),
        ("张病床位", "床位"),
        ("个示范家庭农场", "家庭农场"),
        ("个城北部标准化高考考点", "考点"),
        ("台（套）", "台套"),
        ("TEU", "标准箱"),
        ("个工作日", "工作日"),
        ("个课时", "学时"),
        ("人天", "人·天"),
        ("天·人", "人·天"),
        ("吨公里", "吨·公里"),
        ("吨·日", "吨·天"),
        ("亩·次", "亩次"),
        ("万亩次", "万亩次"),
        ("MWh", "兆瓦时"),
        ("元/㎡", "元/平方米"),
        ("元/(㎡·月)", "元/平方米·月"),
        ("升/(人·天)", "升/人·日"),
        ("例/十万", "例/10万"),
        ("1/10万", "/10万"),
        ("元/吨·公里", "元/吨·公里"),
        ("人月", "月·人"),
        ("幢", "栋"),
        ("人/户", "人/户"),
        ("次/月", "次/月"),
        ("个（点位）", "个"),
    ],
)
def test_spellings_are_read_as_the_agreed_unit(printed: str, symbol: str) -> None:
    assert TABLE.read(printed).canonical == symbol


@pytest.mark.parametrize(
    ("printed", "notes"),
    [
        ("元/人·月", ()),
        ("千米", (UnitNote.ALIAS,)),
        ("％", (UnitNote.TYPOGRAPHY,)),
        ("元/月·人", (UnitNote.ORDER,)),
        ("元/月", (UnitNote.MISSING,)),
        ("万元/年", ()),
        ("户（套）", (UnitNote.MIXED,)),
        ("座/处", (UnitNote.MIXED,)),
        ("户/套", (UnitNote.MIXED,)),
        ("米/座", (UnitNote.MIXED,)),
        ("户和人", (UnitNote.MIXED,)),
        ("元/斤", ()),
        ("元/学时", ()),
        ("千克/亩", ()),
        ("株/亩", ()),
        ("户/村", ()),
        ("次/处", ()),
        ("处次", ()),
        ("个体户", (UnitNote.UNKNOWN,)),
        ("个标准化考点", (UnitNote.NAMED,)),
        ("张养老床位", (UnitNote.NAMED,)),
        ("个村", (UnitNote.NAMED,)),
        ("床", (UnitNote.ALIAS,)),
        ("名学生", (UnitNote.NAMED,)),
        ("台账", (UnitNote.UNKNOWN,)),
        ("名次", (UnitNote.UNKNOWN,)),
        ("村次", (UnitNote.UNKNOWN,)),
        ("吨日", (UnitNote.UNKNOWN,)),
        ("个县城北部标准化高考考点", (UnitNote.UNKNOWN,)),
        ("另附", (UnitNote.UNKNOWN,)),
        ("户/人", (UnitNote.MIXED,)),
        ("户（人）", (UnitNote.MIXED,)),
        ("个/所", (UnitNote.MIXED,)),
        ("人（某）（某）", (UnitNote.UNKNOWN,)),
        ("人（某）", (UnitNote.TYPOGRAPHY, UnitNote.ALIAS)),
        ("元（每人）", (UnitNote.TYPOGRAPHY, UnitNote.ALIAS)),
        ("万", (UnitNote.PREFIX_ONLY,)),
        ("坐", (UnitNote.UNKNOWN,)),
        ("元·月/人", (UnitNote.UNKNOWN,)),
        ("", ()),
    ],
)
def test_notes_say_what_is_wrong_with_a_printed_unit(printed: str, notes: tuple[UnitNote, ...]) -> None:
    assert TABLE.read(printed).notes == notes


def test_a_word_is_counted_singly_and_a_unit_may_be_divided_unless_they_say_otherwise() -> None:
    word = UnitWord("桶", "桶数", "桶")
    assert (word.factor, word.integral, word.scaled, word.prose) == (Decimal(1), True, True, True)
    assert not Unit("桶", "桶数", "桶", Decimal(1)).integral


def test_a_missing_denominator_is_suggested_and_never_filled_in() -> None:
    reading = TABLE.read("元每月")
    assert (reading.canonical, reading.suggested and reading.suggested.symbol) == ("元/月", "元/人·月")


def test_an_unknown_unit_has_near_misses_and_a_mixed_one_its_parts() -> None:
    assert TABLE.read("坐").candidates == ("座",)
    assert TABLE.read("万坐").candidates == ("万座",)
    assert TABLE.read("户（套）").candidates == ("户", "套")
    assert TABLE.read("座" * 5000).unit is None
    assert TABLE.read("人" + " " * 200 + "员").unit is None


def test_only_counts_are_integral_and_only_money_has_a_family() -> None:
    assert unit("万人").integral
    assert not unit("人/户").integral
    assert not unit("万亩").integral
    assert [unit(text).family for text in ("万元", "万元/年", "元/月", "元/人·月", "人")] == [
        "总额",
        "总额",
        "标准",
        "标准",
        "",
    ]


@given(UNITS)
def test_the_agreed_spelling_reads_as_itself(any_unit: Unit) -> None:
    reading = TABLE.read(any_unit.symbol)
    assert reading.unit == any_unit
    assert not reading.notes


def test_every_alias_reads_as_its_word() -> None:
    for word in TABLE.words:
        for alias in word.aliases:
            assert unit(alias) == unit(word.symbol)


def test_a_county_adds_its_own_words() -> None:
    table = TABLE.extended([UnitWord("灶", "灶", "灶", aliases=("眼灶",))])
    assert table.read("万灶").canonical == "万灶"
    assert table.read("眼灶").canonical == "灶"
    assert table.read("次/灶").canonical == "次/灶"
    assert TABLE.read("灶").unit is None


@pytest.mark.parametrize(
    "word",
    [UnitWord("床位", "床位", "床位", aliases=("张",)), UnitWord("床位", "床位", "床位", Decimal(0))],
)
def test_a_unit_table_that_contradicts_itself_is_refused(word: UnitWord) -> None:
    with pytest.raises(ReferenceDataError):
        TABLE.extended([word])


def test_a_broken_unit_file_is_refused() -> None:
    with pytest.raises(ReferenceDataError, match="单位表"):
        UnitTable.load({"prefixes": {}, "dimensions": {}})


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("1.284465", "万亩", "亩", "12844.65"),
        ("1740", "亩", "万亩", "0.174"),
        ("0.576", "万人", "人", "5760"),
        ("110", "亿元", "万元", "1100000"),
        ("8.5", "公里", "米", "8500"),
        ("10", "‰", "%", "1"),
        ("50", "名", "人", "50"),
        ("3", "场次", "场", "3"),
        ("71", "万方", "立方米", "710000"),
        ("2", "公顷", "亩", "30"),
        ("3", "百万元", "万元", "300"),
        ("2.5", "兆瓦时", "千瓦时", "2500"),
        ("1.5", "小时", "分钟", "90"),
        ("12", "/10万", "‰", "0.12"),
        ("2", "人日", "人·天", "2"),
    ],
)
def test_values_are_converted_exactly(value: str, source: str, target: str, expected: str) -> None:
    converted = convert(Decimal(value), unit(source), unit(target))
    assert (converted, f"{converted:f}") == (Decimal(expected), expected)


REFUSED = [
    ("人", "人次"),
    ("户", "人"),
    ("户", "套"),
    ("个", "座"),
    ("座", "所"),
    ("件", "人"),
    ("例", "人"),
    ("亩", "平方米"),
    ("元/人·月", "元"),
    ("万元/年", "元/人·年"),
    ("元/人·月", "元/生·月"),
    ("批次", "次"),
    ("栋", "户"),
    ("个", "栋"),
    ("岁", "周岁"),
    ("%", "个百分点"),
    ("万元", "万元/年"),
    ("天", "工作日"),
    ("小时", "学时"),
    ("小时", "课时"),
    ("人·天", "人次"),
    ("人·天", "人·年"),
    ("处", "处次"),
    ("元", "美元"),
    ("千瓦", "千瓦时"),
    ("床位", "学位"),
]


@pytest.mark.parametrize(("a", "b"), REFUSED)
def test_different_measures_are_refused_both_ways(a: str, b: str) -> None:
    for source, target in ((unit(a), unit(b)), (unit(b), unit(a))):
        with pytest.raises(UnitMismatch, match="不得换算") as refusal:
            convert(Decimal(1), source, target)
        assert source.symbol in str(refusal.value)
        assert target.symbol in str(refusal.value)


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        ("户", "人", "量纲不同，户数与人数"),
        ("元/人·月", "元", "一为标准，一为总额"),
        ("元/人·月", "元/生·月", "分母不同"),
        ("元/人·月", "元/人·年", "周期不同，足额按月发放的同一标准才可按12个月换算"),
    ],
)
def test_a_refusal_says_why(a: str, b: str, why: str) -> None:
    with pytest.raises(UnitMismatch) as refusal:
        convert(Decimal(1), unit(a), unit(b))
    assert str(refusal.value) == f"“{a}”与“{b}”不得换算或相加：{why}"


def test_a_monthly_standard_becomes_yearly_only_for_a_full_year() -> None:
    month, year = unit("元/人·月"), unit("元/人·年")
    assert convert(Decimal(995), month, year, full_year=True) == 11940
    assert convert(Decimal(11940), year, month, full_year=True) == 995
    with pytest.raises(UnitMismatch, match="12个月"):
        convert(Decimal(995), month, year)
    with pytest.raises(UnitMismatch):
        convert(Decimal(1), unit("次/月"), unit("次/年"), full_year=True)


@given(VALUES, UNITS, UNITS)
def test_conversion_there_and_back_is_exact(value: Decimal, source: Unit, target: Unit) -> None:
    if comparable(source, target) and "公顷" not in (source.word, target.word):
        assert convert(convert(value, source, target), target, source) == value


@given(UNITS, UNITS, UNITS)
def test_comparable_is_an_equivalence(a: Unit, b: Unit, c: Unit) -> None:
    assert comparable(a, a)
    assert comparable(a, b) == comparable(b, a)
    if comparable(a, b) and comparable(b, c):
        assert comparable(a, c)


@given(VALUES, UNITS, UNITS)
def test_equal_quantities_are_recognised_in_any_unit(value: Decimal, source: Unit, target: Unit) -> None:
    if comparable(source, target) and "公顷" not in (source.word, target.word):
        converted = convert(value, source, target)
        assert same_quantity(value, source, converted, target)
        assert not same_quantity(value, source, converted + 1, target)


def test_rounding_is_half_up_to_the_printed_places() -> None:
    assert round_half_up(Decimal("1.0855"), 2) == Decimal("1.09")
    assert round_half_up(Decimal("62.685"), 2) == Decimal("62.69")
    assert [printed_places(text) for text in ("63.30%", "1,941", "70.2", Decimal("4.62"))] == [2, 0, 1, 2]


def gold(shared: Path, name: str) -> Any:
    return json.loads((shared / "gold" / name).read_text("utf-8"))


def test_every_spelling_of_the_seeds_is_read(shared: Path) -> None:
    for row in gold(shared, "units.json")["units"]:
        printed, norm = row["printed"], row["norm"]
        reading = TABLE.read(printed)
        if not printed or "缺计量单位" in norm:
            assert reading.unit is None
            continue
        assert reading.unit, printed
        assert (reading.unit.dimension, reading.unit.base) == (row["dimension"], row["base"])
        assert reading.unit.factor == Decimal(str(row["factor"]))
        # what its sentence adds (每人每月, 生均) is no part of the unit itself
        assert set(reading.unit.per) <= set(row["per"])


def test_every_alias_and_conversion_of_the_seeds_holds(shared: Path) -> None:
    known = gold(shared, "units.json")
    for printed, norm in known["aliases"].items():
        if not norm.startswith("/") and "缺" not in norm:
            assert TABLE.read(printed).canonical == TABLE.read(norm).canonical
    for row in known["conversions"]:
        source, target = unit(row["from"]), unit(row["to"])
        if row["allowed"]:
            assert convert(Decimal(1), source, target, full_year=True) == Decimal(str(row["ratio"]))
        else:
            assert not comparable(source, target)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("人", "名", True),
        ("万人", "万位", True),
        ("元/人·月", "元/名·月", True),
        ("公斤", "千克", True),
        ("方", "立方米", True),
        ("个", "个村", True),
        ("张", "床位", True),
        ("另附", "另 附", True),
        ("人", "人次", False),
        ("人", "万人", False),
        ("个", "万个村", False),
        ("天", "工作日", False),
        ("小时", "课时", False),
        ("村", "社区", False),
        ("另附", "另见", False),
        ("另附", "个", False),
    ],
)
def test_units_are_the_same_where_the_table_says_so(one: str, other: str, same: bool) -> None:
    assert TABLE.same(one, other) is same
    assert TABLE.same(other, one) is same
