"""What stands in a cell for a figure and is none, or makes it doubtful: each with what is said of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from minsheng_xl.quantity import UnitTable, parse_target
from minsheng_xl.quantity.lookalikes import moment_words, no_figure

TABLE = UnitTable.default()
UNREADABLE = "读不出目标值，请写成数字，如“300”“不少于300”“300左右”"

LOOKALIKES = {
    "是逻辑值，不是数": "TRUE FALSE 是 否 √ ✓ ✔ × ✗ ✘",
    "是错误值，不是数": "#REF! # #N/A",
    "是日期，不是数": "3月5日 3月 2021年3月 2021年 21年3月5号 2021-3 2021/03 2021-3-5 2021.3.5",
    "是时间，不是数": "12:30 1:02:03",
    "是序号，不是数": "第300户 第3 第12个名",
    "里有字母，看不出是哪个数字": "1O5 1,O5 l20 2B 5S 3Z I5 o1 s5",
    "后面有问号，不是确切的数": "300? 300？",
    "的小数点或横线多了，看不出是多少": "5..3 5-",
    "": "true 2021/3-5 ?? 3.5 300 5-3 人",
}


@pytest.mark.parametrize(("why", "texts"), LOOKALIKES.items())
def test_what_only_looks_like_a_number(why: str, texts: str) -> None:
    assert [text for text in texts.split() if no_figure(text) != why] == []


@pytest.mark.parametrize(
    ("value", "typed", "serial"),
    [
        (date(2024, 3, 5), "“3-5”或“3/5”", 45356),
        (datetime(2024, 3, 5, 8), "“3-5”或“3/5”", 45356),
        (date(1900, 3, 1), "“3-1”或“3/1”", 61),
        (date(1900, 2, 28), "“2-28”或“2/28”", 59),
        (date(1900, 1, 1), "“1-1”或“1/1”", 1),
    ],
)
def test_a_date_is_told_with_what_it_may_have_been(value: date, typed: str, serial: int) -> None:
    assert moment_words(value) == (
        f"“{value:%Y-%m-%d}”是日期，也许填的是{typed}被改成了日期，也许是数{serial}被设成了日期格式，"
        "请把单元格设为常规格式后重填"
    )


def test_a_time_is_none_and_a_number_no_date() -> None:
    assert moment_words(time(8, 30)) == "“08:30:00”是时间，不是数，请把单元格设为常规格式后重填"
    assert moment_words(timedelta(hours=30)) == "“1 day, 6:00:00”是时间，不是数，请把单元格设为常规格式后重填"
    assert moment_words(5) == moment_words("3-5") == ""


NOT_EXCLUDED = "写着“不含”，看不出算不算在内，请写成“超过…”或“不少于…”"
DOUBTS = {
    UNREADABLE: (
        "半数 半数以上 一半以上 过半 过半数 零增长 XX人 ?人 xx N户 *** ### __个 OO 3月5日 第300户"
        " 300号 A5个 4A"
    ),
    "": "4A级景区 3月5日前 3月底 达标",
    "只写了下降多少，没有写达到多少，请补写目标值": "下降3% 下降约5% 下降超过5% 下降低于5%",
    "只写了减少多少，没有写达到多少，请补写目标值": "较去年减少10% 减少不少于5% 减少小于5个 减少至多5%",
    "只写了增加多少，没有写达到多少，请补写目标值": "比上年增加150人",
    "只写了增减多少，没有写达到多少，请补写目标值": "比上年多建5所",
    "写的是每一份的数，本行单位“个”没有分母，请写全县合计，或把单位写成“个/…”": (
        "每村5个 每校5个 每个乡镇至少5个 户均5万元"
    ),
    "数的前后还有读不懂的字，请只写一个数": ("未达到5个 前5个 没达到5个 3亿半 5个每 5个不到 5个起"),
    "看不出“各”说的是几处，请写合计": (
        "各5所 各乡镇1个 各村5个 新建各5个 新建、改建各村5个 新建、改建各5个小学"
    ),
    "带着问号，请核定后写确切的数": "5个? 5个？",
    NOT_EXCLUDED: "不含5个 5个（不含5个）",
    "含有2个目标值，请一行写一个目标": "5个，8 5·3",
    "里不止一个数，请一行写一个目标": "5个，3坐 5个，另+3",
    "括号里各数合计6，与前面的数不符，请更正": "5个（新建3个、改建3个）",
}


@pytest.mark.parametrize(("why", "texts"), DOUBTS.items())
def test_a_doubtful_target_is_asked_about(why: str, texts: str) -> None:
    for text in texts.split():
        parsed = parse_target(text, TABLE, "个")
        assert (parsed.kind, parsed.value) == ("qualitative", None)
        assert parsed.problem == (f"“{text}”{why}" if why else ""), text


@pytest.mark.parametrize("text", ["零成", "百成", "万成", "七成十", "七成万"])
def test_a_share_goes_from_one_tenth_to_all(text: str) -> None:
    assert parse_target(text, TABLE, "%").problem == f"“{text}”{UNREADABLE}"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5+3个", 8),
        ("年底前5个", 5),
        ("5个（3+2）", 5),
        ("5个（新建3个、改建2个）", 5),
        ("5个（其中新建3个、改建3个）", 5),
        ("零事故", 0),
        ("各类培训5个", 5),
    ],
)
def test_what_goes_with_a_figure_is_no_doubt(text: str, value: int) -> None:
    parsed = parse_target(text, TABLE, "个")
    assert (parsed.value, parsed.problem) == (Decimal(value), "")
