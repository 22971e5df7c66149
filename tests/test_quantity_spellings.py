"""One quantity, many spellings: whichever a clerk types, it is read alike, and written and read it stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.fronts.functions import MS_TARGET
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Target, Unit, UnitTable, parse_target, read_number
from minsheng_xl.reference import Reference
from tests.examples import plan_of
from tests.test_quantity_numbers import spelled

TABLE = UnitTable.default()
FULL = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")
UNITS = [
    unit
    for word in TABLE.words
    for prefix in ("", "万", "亿")
    if (unit := TABLE.read(prefix + word.symbol).unit) and unit.word == word.symbol
]


def spellings(value: Decimal, unit: Unit) -> list[str]:
    """Ways to write a value in a column of its unit."""
    plain = number_text(value)
    whole, _, rest = plain.partition(".")
    grouped = f"{int(whole):,}" + (f".{rest}" if rest else "")
    found = [plain, grouped, plain.translate(FULL), grouped.translate(FULL), f" {plain} "]
    takes_wan = TABLE.beside("万", unit) is not None and unit.symbol == unit.word
    above = 100_000_000 if takes_wan else 10_000  # 五万 of 万元 is 5, and nobody writes 一万%
    if value == value.to_integral_value() and 10 < value < above:
        found.append(spelled(int(value)))
    if takes_wan:
        found.append(number_text(value.scaleb(-4)) + "万")
    return found + [each + unit.symbol for each in (plain, grouped, plain.translate(FULL))]


@st.composite
def quantities(draw: st.DrawFn) -> tuple[Decimal, Unit]:
    unit = draw(st.sampled_from(UNITS))
    places = 0 if unit.integral and unit.factor == 1 else 4
    number = draw(st.integers(1, 99_999_999))
    return Decimal(number).scaleb(-draw(st.integers(0, places))), unit


@given(quantities(), st.data())
def test_whatever_the_spelling_a_target_and_an_entry_are_the_same_quantity(
    quantity: tuple[Decimal, Unit], data: st.DataObject
) -> None:
    value, unit = quantity
    written = data.draw(st.sampled_from(spellings(value, unit)))
    target = parse_target(written, TABLE, unit.symbol)
    assert (target.kind, target.op, target.value, target.problem) == ("number", "plain", value, "")
    assert read_number(written, unit, TABLE).value == value
    again = parse_target(number_text(value) + unit.symbol, TABLE, unit.symbol)
    assert (again.kind, again.op, again.value) == ("number", "plain", value)


BOUNDS = {
    "ge": ["不少于{}", "不低于{}", "至少{}", "≥{}", "≧{}", ">={}", "＞＝{}",
           "大于等于{}", "{}以上", "{}及以上",
           "{}（含）以上", "{}或以上", "确保不少于{}", "起码{}", "不得少于{}", "达到{}以上"],
    "gt": ["超过{}", "逾{}", "突破{}", ">{}", "＞{}", "大于{}", "多于{}", "{}（不含）以上"],
    "le": ["不超过{}", "不高于{}", "≤{}", "≦{}", "<={}", "小于等于{}", "{}以内", "{}以下", "{}（含）以下",
           "控制在{}以内", "控制在{}", "最多{}", "不得超过{}", "上限{}"],
    "lt": ["低于{}", "<{}", "＜{}", "小于{}", "少于{}", "不足{}", "不到{}"],
    "approx": ["约{}", "大约{}", "{}左右", "{}上下", "近{}", "≈{}", "约{}左右"],
    "reach": ["达到{}", "达{}", "提高到{}", "提升至{}", "增加到{}", "确保达到{}"],
}  # fmt: skip
"""Wordings of one relation round a value."""


@given(st.sampled_from(sorted(BOUNDS)), quantities(), st.data())
def test_wordings_of_one_relation_give_one_target(
    op: str, quantity: tuple[Decimal, Unit], data: st.DataObject
) -> None:
    value, unit = quantity
    written = data.draw(st.sampled_from(spellings(value, unit))).strip()
    text = data.draw(st.sampled_from(BOUNDS[op])).format(written)
    read = parse_target(text, TABLE, unit.symbol)
    assert replace(read, raw="", unit="") == Target("", "number", op, value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("不少于300户", "≥300户"),
        ("三百户以上", "300户及以上"),
        ("贰佰万元整", "200万元"),
        ("12个+18个", "30个"),
        ("新建、改扩建各5所", "10所"),
        ("2个半月", "2.5个月"),
        ("五百余个", "500余个"),
        ("大于等于3所", "不少于３所"),
        ("控制在5人以内", "不超过5人"),
        ("市里未下达", "待省下达任务数"),
        ("180名（城区60名、农村120名）", "180名"),
        ("三至五个", "3～5个"),
    ],
)
def test_the_plan_and_the_worksheet_function_read_two_spellings_alike(one: str, other: str) -> None:
    assert MS_TARGET([[one]]) == MS_TARGET([[other]])
    head = "| 序号 | 项目 | 指标名称 | 单位 | 目标 | 牵头单位 |\n"
    unit = parse_target(other, TABLE).unit or "户"
    rows = "".join(
        f"| {n} | 实事 | 事项 | {unit} | {text} | 县教育局 |\n" for n, text in enumerate((one, other), 1)
    )
    first, second = (
        replace(each.target, raw="") for each in plan_of(head + rows, Reference.default()).indicators
    )
    assert first == second
    assert not first.problem
