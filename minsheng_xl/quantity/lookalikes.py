"""What stands in a cell for a number and only looks like one: a date that was 3-5, a tick, 1O5."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from minsheng_xl.quantity.typography import fold

_DATE = re.compile(
    r"(?:[0-9]{2,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?|[0-9]{4}年"
    r"|[0-9]{4}[-/][0-9]{1,2}|[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}"
)
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_LETTERS = re.compile(r"[0-9.,]*[OoIlSsBZ][0-9OoIlSsBZ.,]*")
_ORDINAL = re.compile(r"第[0-9]+\D{0,4}")
_CUT_OFF = re.compile(r"[0-9][.][.]|^[^-]*[0-9]-$")
_TICKS = frozenset({"TRUE", "FALSE", "是", "否", "√", "✓", "✔", "×", "✗", "✘"})
_EPOCH, _DAY = date(1899, 12, 30), timedelta(days=1)


def no_figure(text: str) -> str:
    """Why a text is no number though it looks like one, in Chinese; empty for any other text."""
    bare = fold(text)
    if bare in _TICKS:
        return "是逻辑值，不是数"
    if bare.startswith("#"):
        return "是错误值，不是数"
    kinds = ((_DATE, "是日期，不是数"), (_TIME, "是时间，不是数"), (_ORDINAL, "是序号，不是数"))
    for kind, why in kinds:
        if kind.fullmatch(bare):
            return why
    if _LETTERS.fullmatch(bare):
        return "里有字母，看不出是哪个数字"
    if bare[-1:] == "?" and bare[:-1][-1:].isdecimal():
        return "后面有问号，不是确切的数"
    return "的小数点或横线多了，看不出是多少" if _CUT_OFF.search(bare) else ""


def moment_words(value: object) -> str:
    """What a cell that holds a date or a time may have been meant for, in Chinese; empty for any other value.

    Excel makes 5 March of 3-5 and 3/5; a date format makes a date of any number.
    """
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        serial = (day - _EPOCH) // _DAY - (day < date(1900, 3, 1))
        typed = f"“{day.month}-{day.day}”或“{day.month}/{day.day}”"
        return (
            f"“{day.isoformat()}”是日期，也许填的是{typed}被改成了日期，也许是数{serial}被设成了日期格式，"
            "请把单元格设为常规格式后重填"
        )
    if isinstance(value, time | timedelta):
        return f"“{value}”是时间，不是数，请把单元格设为常规格式后重填"
    return ""
