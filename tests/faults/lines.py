"""What a row of a filled form says, read once: its target, last month's figure, this month's, the total."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tests.faults.workbook import TENFOLD, Sheet, counted

Operator = Literal["plain", "more", "less", "word"]
"""How a target is meant: a number, a lower bound, an upper bound, or no number at all."""

PEOPLE = frozenset({"人", "名", "人次"})
BUILT = ("改造", "建设", "建成", "整治", "工程", "新建", "新改建", "新开工", "危房", "基站", "公路", "改水")


@dataclass(frozen=True, slots=True)
class Line:
    """The facts of one row; figures in the row's unit, None where the row has none."""

    row: int
    code: str
    name: str
    unit: str
    typed_target: str
    target: Decimal | None
    operator: Operator
    measure: str
    responsible: str
    status: str
    department: str
    year: int
    month_no: int
    before: Decimal | None
    month: Decimal | None
    total: Decimal | None

    @property
    def count(self) -> bool:
        """Whether the unit, as it stands, counts whole things."""
        return counted(self.unit) and not self.unit.startswith(tuple(TENFOLD))

    @property
    def people(self) -> bool:
        return self.unit in PEOPLE

    @property
    def built(self) -> bool:
        return any(word in self.name for word in BUILT)

    @property
    def flow(self) -> bool:
        return self.measure == "累计" and self.month is not None and self.total is not None

    @property
    def stock(self) -> bool:
        return self.measure == "时点" and self.total is not None

    @property
    def ratio(self) -> bool:
        """A figure in percent."""
        return self.measure == "比率" and self.total is not None and self.unit == "%"

    @property
    def covered(self) -> bool:
        """A state such as 全覆盖, reported as 100."""
        return self.measure == "比率" and self.total is not None and not self.unit

    @property
    def standard(self) -> bool:
        return self.measure == "标准" and self.total is not None

    @property
    def least(self) -> bool:
        """A standard that is to be reached, not kept under."""
        return self.standard and self.target is not None and self.operator != "less"

    @property
    def moving(self) -> bool:
        """A running total with a target, which has grown this month."""
        return self.flow and bool(self.target) and self.now > 0

    @property
    def open(self) -> bool:
        """A running total on its way: begun before this month, grown in it, the target ahead."""
        return self.moving and self.past > 0 and self.reached < self.aim

    @property
    def untargeted(self) -> bool:
        return self.flow and self.target is None and self.now > 0

    @property
    def finished(self) -> bool:
        return self.flow and bool(self.target) and self.reached >= self.aim

    @property
    def untouched(self) -> bool:
        """A running total with a target of which nothing is done."""
        return self.flow and bool(self.target) and self.reached == 0

    @property
    def resting(self) -> bool:
        """A running total on its way that has not grown this month."""
        return self.flow and self.now == 0 and 0 < self.reached < self.aim

    @property
    def unreported(self) -> bool:
        return self.total is None

    @property
    def training(self) -> bool:
        return "培训" in self.name

    @property
    def paid(self) -> bool:
        """A standard in 元."""
        return self.standard and self.unit.startswith("元")

    @property
    def monthly(self) -> bool:
        return "月" in self.unit

    @property
    def yearly(self) -> bool:
        return "年" in self.unit and not self.monthly

    @property
    def past(self) -> Decimal:
        return self.before or Decimal()

    @property
    def now(self) -> Decimal:
        return self.month or Decimal()

    @property
    def reached(self) -> Decimal:
        return self.total or Decimal()

    @property
    def aim(self) -> Decimal:
        return self.target or Decimal()

    @property
    def left(self) -> Decimal:
        return self.aim - self.reached

    @property
    def share(self) -> Decimal:
        """Percent of the target that is reached; 0 without a target."""
        return self.reached * 100 / self.aim if self.aim else Decimal()


def line_of(sheet: Sheet, row: int) -> Line:
    """The facts of a row of a form."""
    typed = sheet.text(row, "target")
    year, _, month = sheet.meta("period").partition("-")
    target, operator = meant(typed)
    return Line(
        row,
        sheet.text(row, "code"),
        sheet.text(row, "indicator"),
        sheet.text(row, "unit"),
        typed,
        target,
        operator,
        sheet.text(row, "measure"),
        sheet.text(row, "responsible"),
        sheet.text(row, "status"),
        sheet.department,
        int(year or 0),
        int(month or 0),
        sheet.number(row, "previous"),
        sheet.number(row, "current"),
        sheet.cumulative(row),
    )


def lines_of(sheet: Sheet) -> list[Line]:
    return [line_of(sheet, row) for row in sheet.rows()]


def meant(typed: str) -> tuple[Decimal | None, Operator]:
    """A target's number and how it is meant; 0 is no target."""
    number = re.search(r"\d+(\.\d+)?", typed)
    if number is None or not Decimal(number[0]):
        return None, "word"
    if re.fullmatch(r"(达到|约|不低于)?\d+(\.\d+)?", typed):
        return Decimal(number[0]), "plain"
    return Decimal(number[0]), "less" if "不超过" in typed else "more"


def plain(value: Decimal | int) -> str:
    """A figure as people type it: no exponent, no zeros at the end."""
    return f"{Decimal(value).normalize():f}"
