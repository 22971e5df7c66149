"""What clerks type into number cells: read exactly, or refused with a reason; never zeroed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minsheng_xl.quantity import NumberReading, UnitTable, parse_target, read_number
from minsheng_xl.quantity.numerals import parse_numeral, with_points, without_capitals

TABLE = UnitTable.default()


def read(value: object, column: str = "") -> NumberReading:
    return read_number(value, TABLE.read(column).unit, TABLE)


@pytest.mark.parametrize(
    ("typed", "column", "value"),
    [
        (Decimal("0.85"), "%", "0.85"),
        (Decimal(0), "人", "0"),
        ("3000", "人", "3000"),
        ("３０００", "人", "3000"),
        (" 3000 ", "人", "3000"),
        ("\u200b3000", "人", "3000"),
        ("\u202a30\u206900\u202c", "人", "3000"),
        ("\ufeff3000\u00ad人", "人", "3000"),
        ("145②", "户", "145"),
        ("145户①", "户", "145"),
        ("2.5³", "公里", "2.5"),
        ("500m²", "平方米", "500"),
        ("1,941", "座", "1941"),
        ("1，941", "座", "1941"),
        ("1 941", "座", "1941"),
        ("12,345,678.90", "元", "12345678.90"),
        ("¥1,234.50", "元", "1234.50"),
        ("-5", "人", "-5"),
        (".5", "公里", "0.5"),
        ("2000万", "元", "20000000"),
        ("2000万", "万元", "2000"),
        ("２０００万元", "元", "20000000"),
        ("1亿2000万", "元", "120000000"),
        ("1.2万人", "人", "12000"),
        ("1.2万人", "万人", "1.2"),
        ("8500米", "公里", "8.5"),
        ("8.5千米", "公里", "8.5"),
        ("1.284465万亩", "亩", "12844.65"),
        ("50名", "人", "50"),
        ("3000人", "人", "3000"),
        ("已完成3000人", "人", "3000"),
        ("85%", "%", "85"),
        ("85％", "%", "85"),
        ("0.85", "%", "0.85"),
        ("百分之八十五", "%", "85"),
        ("765元", "元/人·月", "765"),
        ("765元/月", "元/人·月", "765"),
        ("三百二十", "人", "320"),
        ("三百二十万", "元", "3200000"),
        ("贰佰万元整", "万元", "200"),
        ("叁仟贰佰元整", "元", "3200"),
        ("两", "所", "2"),
        ("十", "件", "10"),
        ("3千", "人", "3000"),
        ("1万2千", "人", "12000"),
        ("2000万", "", "20000000"),
        ("120+25", "户", "145"),
        ("120户＋25户", "户", "145"),
        ("0.5万+200", "户", "5200"),
        ("120+25=145", "户", "145"),
        ("10万元+5000元", "万元", "10.5"),
        ("145（含上月补报15）", "户", "145"),
        ("145户(其中困难户15)", "户", "145"),
        ("0.5公里（含支路100米）", "公里", "0.5"),
        ("145*", "户", "145"),
        ("145注1", "户", "145"),
        ("145户注②", "户", "145"),
        ("145[1]", "户", "145"),
        ("145【注2】", "户", "145"),
        ("145（注1）", "户", "145"),
        ("145△", "户", "145"),
        ("1千2", "户", "1200"),
        ("3千50", "户", "3050"),
        ("1万2", "户", "12000"),
        ("1百5", "户", "150"),
        ("1万2345", "户", "12345"),
        ("壹佰伍拾", "户", "150"),
        ("12万5千", "万元", "12.5"),
        ("三万五", "万元", "3.5"),
        ("三万五千", "元", "35000"),
        ("2亿3000万", "万元", "23000"),
        ("1.5百", "人", "150"),
        ("廿五", "户", "25"),
        ("15万元整", "万元", "15"),
        ("1\ufe0f5\u200d0", "户", "150"),
        ("１，２３４．５", "万元", "1234.5"),
        ("1 234", "户", "1234"),
        ("+150", "户", "150"),
        ("￥1500元", "万元", "0.15"),
        ("95‰", "%", "9.5"),
    ],
)
def test_numbers_are_read_in_the_unit_of_the_column(typed: object, column: str, value: str) -> None:
    reading = read(typed, column)
    assert (reading.value, reading.problem, reading.state) == (Decimal(value), "", "")


@pytest.mark.parametrize(
    "typed",
    [
        "约3000",
        "3000余",
        "3000余人",
        "3000多人",
        "3000左右",
        "3000人左右",
        "近3000",
        "已完成约3000人",
        "约三千",
        "近三千",
        "三千余",
        "三千多人",
        "大约3000",
        "3000上下",
        "3000来人",
    ],
)
def test_an_estimate_is_no_number_of_a_cell_and_says_what_to_type(typed: str) -> None:
    reading = read(typed, "人")
    assert (reading.value, reading.approximate) == (None, True)
    assert reading.problem == f"“{typed}”是约数，不能当作3000，请填确切的数"


@pytest.mark.parametrize(("typed", "word"), [("300以上", "以上"), ("三百以上", "以上"), ("300以内", "以内")])
def test_a_bound_is_no_number_of_a_cell(typed: str, word: str) -> None:
    reading = read(typed, "人")
    assert (reading.value, reading.problem) == (
        None,
        f"“{typed}”有“{word}”，不是确切的数，请只填一个数字",
    )


@pytest.mark.parametrize("typed", ["约三千", "近3000", "3000余"])
def test_an_estimate_stays_an_operator_of_a_target(typed: str) -> None:
    target = parse_target(typed, TABLE, "人")
    assert (target.value, target.problem) == (Decimal(3000), "")
    assert target.op in ("approx", "gt")


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        (None, "blank"),
        ("", "blank"),
        ("　", "blank"),
        ("—", "dash"),
        ("－－", "dash"),
        ("-", "dash"),
        ("/", "placeholder"),
        ("/人", "placeholder"),
        ("无", "placeholder"),
        ("待定", "tbd"),
        ("据实", "actual"),
        ("全覆盖", "coverage"),
        ("同上", "same"),
        ("详见附件", "see"),
    ],
)
def test_words_that_are_no_numbers_are_states(typed: object, state: str) -> None:
    reading = read(typed, "人")
    assert (reading.value, reading.state, reading.problem) == (None, state, "")


@pytest.mark.parametrize(
    ("typed", "column", "reason"),
    [
        ("1.2万人", "户", "不能换算"),
        ("3000人次", "人", "不能换算"),
        ("765元/人·年", "元/人·月", "周期不同"),
        ("2000万", "%", "单位"),
        ("1,9", "座", "分隔"),
        ("1 94", "座", "分隔"),
        ("1.2.3", "人", "读不出"),
        ("1..2", "人", "多了"),
        ("12.5万5", "万元", "读不出"),
        ("1.5万2千", "户", "读不出"),
        ("150-", "人", "多了"),
        ("150？", "人", "问号"),
        ("1O5", "人", "字母"),
        ("l5", "人", "字母"),
        ("O", "人", "字母"),
        ("√", "人", "逻辑值"),
        ("TRUE", "人", "逻辑值"),
        ("12：30", "人", "是时间"),
        ("3月5日", "人", "是日期"),
        ("2024年6月", "人", "是日期"),
        ("（150）", "户", "请填150或-150"),
        ("150户（约）", "户", "注着约数"),
        ("145（左右）", "户", "注着约数"),
        ("≈150", "户", "是约数"),
        ("120+25=150", "户", "加起来是145"),
        ("120+约25", "户", "不止一个数"),
        ("120户+25人", "户", "不止一个数"),
        ("120-25", "户", "不止一个数"),
        ("120*2", "户", "不止一个数"),
        ("150+", "户", "单位"),
        ("145（累计300）", "户", "不止一个数"),
        ("300、400", "人", "不止一个数"),
        ("80-85", "%", "不止一个数"),
        ("3/5", "人", "不止一个数"),
        ("2021-08-01", "人", "是日期"),
        ("1.2E+05", "人", "科学计数"),
        ("12345678901234567890", "人", "15位"),
        ("(5)", "人", "外面有括号，记账时表示负数，请填5或-5"),
        ("约三四百", "人", "读不出"),
        ("两三处", "处", "读不出"),
        ("一", "人", "横线"),
        ("5坐", "座", "单位"),
        ("#REF!", "人", "是错误值"),
        ("进展顺利", "人", "读不出"),
        ("其中3000人", "人", "读不出"),
        ("5" + " " * 200 + "另3", "人", "不止一个数"),
        ("数" * 5000, "人", "太长"),
        (True, "人", "逻辑值"),
        (date(2021, 8, 1), "人", "也许填的是“8-1”或“8/1”被改成了日期，也许是数44409"),
        (Decimal("NaN"), "人", "不是数"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_never_a_number(typed: object, column: str, reason: str) -> None:
    reading = read(typed, column)
    assert (reading.value, reading.state) == (None, "")
    assert reason in reading.problem


def test_notes_say_how_a_text_became_a_number() -> None:
    assert read(Decimal(3), "人").notes == ()
    assert read("３，０００人", "万人").notes == ("文本数字", "全角", "千分位", "换算")


def test_without_a_column_unit_the_printed_one_is_returned() -> None:
    reading = read("1.2万人")
    assert reading.value == Decimal("1.2")
    assert reading.unit is not None
    assert reading.unit.symbol == "万人"


@given(st.decimals(-(10**9), 10**9, places=4, allow_nan=False))
def test_printed_numbers_read_as_themselves(value: Decimal) -> None:
    for text in (
        f"{value:f}",
        f"{value:,}",
        f"{value:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    ):
        assert read(text, "万元").value == value


@given(st.text(max_size=80))
def test_any_text_is_a_value_a_state_or_a_problem(text: str) -> None:
    reading = read(text, "人")
    assert sum((reading.value is not None, bool(reading.state), bool(reading.problem))) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三百二十", 320),
        ("一百零五", 105),
        ("两千", 2000),
        ("十二", 12),
        ("一万二", 12000),
        ("三千五", 3500),
        ("二十三万五千", 235000),
        ("一亿二千万", 120_000_000),
        ("一万亿", 10**12),
        ("二〇二一", 2021),
        ("零", 0),
        ("叁百", 300),
        ("贰千零壹", 2001),
        ("1万2", 12000),
        ("3千5", 3500),
        ("1万2000", 12000),
        ("1千200", 1200),
        ("1万零20", 10020),
        ("二十5", 25),
        ("1.5万", 15000),
        ("一万零五", 10005),
        ("一百二", 120),
        ("一百零二", 102),
        ("一亿零五百万", 105_000_000),
        ("三两", None),
        ("1万20", 10020),
        ("1万12000", None),
        ("十25", None),
        ("三万万", None),
        ("五亿三亿", None),
        ("一亿万", None),
        ("三十二十", None),
        ("二十三百", None),
        ("三四百", None),
        ("两三", None),
        ("七八", None),
        ("三五", None),
        ("二〇", 20),
        ("十百", None),
        ("万", None),
        ("一批", None),
        ("", None),
    ],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize(
    ("typed", "column", "value", "how"),
    [
        ("3.5百分点", "个百分点", "3.5", "带单位"),
        ("5千瓦", "千瓦", "5", "带单位"),
        ("3千克", "公斤", "3", "同义单位"),
        ("8.5千米", "米", "8500", "换算"),
        ("两千米", "公里", "2", "换算"),
        ("3百户", "户", "300", "汉字数字"),
        ("三百二十万", "万人", "320", "数级"),
        ("三百二十万人", "人", "3200000", "换算"),
        ("1万2千人", "人", "12000", "带单位"),
        ("1万2", "人", "12000", "汉字数字"),
    ],
)
def test_scales_go_with_the_number_or_with_the_unit(typed: str, column: str, value: str, how: str) -> None:
    reading = read(typed, column)
    assert reading.value == Decimal(value)
    assert how in reading.notes


@pytest.mark.parametrize(
    ("spoken", "figures"),
    [
        ("十二点五", "12.5"),
        ("三点零五", "3.05"),
        ("十二点五万", "12.5万"),
        ("百分之三点五", "百分之3.5"),
        ("十二点五十", "十二点五十"),
        ("十二点五五十", "十二点五五十"),
        ("十百点五", "十百点五"),
        ("两三点五", "两三点五"),
        ("3点30", "3点30"),
        ("三点五分", "三点五分"),
        ("两点半", "两点半"),
    ],
)
def test_decimals_as_they_are_spoken(spoken: str, figures: str) -> None:
    assert with_points(spoken) == figures


@pytest.mark.parametrize(
    ("capitals", "everyday"),
    [
        ("贰佰万元整", "二百万元"),
        ("叁拾伍圆整", "三十五元"),
        ("壹仟零壹拾", "一千零一十"),
        ("廿五", "二十五"),
        ("卅", "三十"),
        ("肆仟陆佰柒拾捌", "四千六百七十八"),
        ("玖萬億", "九万亿"),
        ("贰", "贰"),
    ],
)
def test_numerals_as_on_cheques(capitals: str, everyday: str) -> None:
    assert without_capitals(capitals) == everyday


@pytest.mark.parametrize(
    ("typed", "column", "value"),
    [
        ("3公里500米", "公里", "3.5"),
        ("3千米500米", "公里", "3.5"),
        ("2小时30分钟", "小时", "2.5"),
        ("3公里3000米", "公里", None),
        ("3公里1000米", "公里", None),
        ("3公里999米", "公里", "3.999"),
        ("3户5人", "户", None),
        ("3公里，500米", "公里", None),
        ("3公里和500米", "公里", None),
    ],
)
def test_a_figure_in_two_units_is_their_sum(typed: str, column: str, value: str | None) -> None:
    assert read(typed, column).value == (None if value is None else Decimal(value))


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_round_trip(number: int) -> None:
    assert parse_numeral(spelled(number)) == number


def spelled(number: int) -> str:
    """A number below 10^8 written out in full, as an independent check."""
    digits = "零一二三四五六七八九"
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return spelled(high) + "万" + (("零" if low < 1000 else "") + spelled(low) if low else "")
    text, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return text
