"""Reporting periods: months, and the other rhythms a county may report in, 旬 季 半年 年."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from minsheng_xl.errors import InputError

Rhythm = Literal["ten_days", "month", "quarter", "half", "year"]
RHYTHMS: dict[Rhythm, str] = {"ten_days": "旬", "month": "月", "quarter": "季", "half": "半年", "year": "年"}
MONTHS: dict[Rhythm, int] = {"ten_days": 1, "month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months a period of each rhythm lies in."""
TENS = ("上旬", "中旬", "下旬")
HALVES = ("上半年", "下半年")
QUARTERS = "一二三四"

_ten_days = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?([上中下])旬")
_quarter = re.compile(r"(\d{4})[-年]?(?:Q([1-4])|第?([1-4一二三四])季度?)", re.IGNORECASE)
_half = re.compile(r"(\d{4})[-年]?(?:H([12])|([上下])半年)", re.IGNORECASE)
_year = re.compile(r"(\d{4})(?:年|年度|全年|年全年)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period, by its last month; `Period(2021, 8)` is a month.

    Of two periods the one that ends first is the smaller, whatever their rhythm.
    """

    year: int
    month: int
    """The last month it lies in."""
    rhythm: Rhythm = "month"
    part: int = 3
    """Which ten days of the month (1 to 3); a longer period ends with the third."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2021-08`, `202108`, `2021-08-上旬`, `2021-Q3`, `2021-H1`, `2021`, and their Chinese.

        InputError for anything else.
        """
        squeezed = "".join(text.split())
        month = _month(squeezed)
        if month:
            return month
        if found := _ten_days.fullmatch(squeezed):
            number = int(found[2])
            if 1 <= number <= 12:
                return cls(int(found[1]), number, "ten_days", "上中下".index(found[3]) + 1)
        if found := _quarter.fullmatch(squeezed):
            digit = found[2] or found[3]
            number = QUARTERS.index(digit) + 1 if digit in QUARTERS else int(digit)
            return cls(int(found[1]), number * 3, "quarter")
        if found := _half.fullmatch(squeezed):
            first = found[2] == "1" or found[3] == "上"
            return cls(int(found[1]), 6 if first else 12, "half")
        if found := _year.fullmatch(squeezed):
            return cls(int(found[1]), 12, "year")
        others = "旬、季、半年、年写作 2021-08-上旬、2021-Q3、2021-H1、2021"
        raise InputError(f"报送期“{text}”无法识别", f"请写成 2021-08 的样子；{others}")

    def __str__(self) -> str:
        if self.rhythm == "month":
            return f"{self.year}-{self.month:02d}"
        if self.rhythm == "ten_days":
            return f"{self.year}-{self.month:02d}-{TENS[self.part - 1]}"
        if self.rhythm == "year":
            return str(self.year)
        mark = "Q" if self.rhythm == "quarter" else "H"
        return f"{self.year}-{mark}{self.month // MONTHS[self.rhythm]}"

    @property
    def label(self) -> str:
        """As a title has it: 2021年8月, 2021年8月上旬, 2021年第三季度, 2021年上半年, 2021年."""
        number = self.month // MONTHS[self.rhythm]
        ending = {
            "ten_days": f"{self.month}月{TENS[self.part - 1]}",
            "month": f"{self.month}月",
            "quarter": f"第{QUARTERS[(number - 1) % 4]}季度",
            "half": HALVES[(number - 1) % 2],
            "year": "",
        }[self.rhythm]
        return f"{self.year}年{ending}"

    @property
    def short(self) -> str:
        """As the head of a column has it: 8月, 8月上旬, 第三季度, 上半年; a year is 全年."""
        return self.label.removeprefix(f"{self.year}年") or "全年"

    @property
    def of_the_year(self) -> tuple[Period, ...]:
        """Every period of its year with its rhythm, the first one first."""
        step = MONTHS[self.rhythm]
        parts = (1, 2, 3) if self.rhythm == "ten_days" else (3,)
        months = range(step, 13, step)
        return tuple(Period(self.year, month, self.rhythm, part) for month in months for part in parts)

    @property
    def first_month(self) -> int:
        """The month it begins in."""
        return self.month - MONTHS[self.rhythm] + 1

    @property
    def previous(self) -> Period | None:
        """The period before, within the same plan year; None for the first."""
        if self.rhythm == "ten_days" and self.part > 1:
            return Period(self.year, self.month, self.rhythm, self.part - 1)
        month = self.month - MONTHS[self.rhythm]
        return Period(self.year, month, self.rhythm) if month > 0 else None

    def ends_before(self, other: Period) -> bool:
        """Whether it is over when the other begins: March is for the second quarter, not for the first."""
        began = (other.year, other.first_month, other.part if other.rhythm == "ten_days" else 1)
        return self.end < began

    @property
    def end(self) -> tuple[int, int, int]:
        """Year, month and ten days it ends with: March and the first quarter end alike."""
        return self.year, self.month, self.part

    def __lt__(self, other: Period) -> bool:
        return self.end < other.end

    def __le__(self, other: Period) -> bool:
        return self.end <= other.end

    def __gt__(self, other: Period) -> bool:
        return self.end > other.end

    def __ge__(self, other: Period) -> bool:
        return self.end >= other.end


def _month(text: str) -> Period | None:
    digits = text.replace("年", "-").removesuffix("份").removesuffix("月").replace("/", "-").replace(".", "-")
    if digits.isdigit() and len(digits) == 6:
        digits = f"{digits[:4]}-{digits[4:]}"
    year, _, month = digits.partition("-")
    if year.isdigit() and month.isdigit() and len(year) == 4 and 1 <= int(month) <= 12:
        return Period(int(year), int(month))
    return None
