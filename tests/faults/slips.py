"""Slips of the finger and of the unit: a figure some factor off, digits exchanged, one column for another."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from random import Random

from tests.faults.kinds import Fits, Mark, Slip, line_kind, mark
from tests.faults.lines import Line, plain
from tests.faults.workbook import Sheet

WAN = frozenset({"万人", "万户", "万人次"})
AREAS = frozenset({"万亩", "万平方米", "万方"})
FACTORS = {
    10: r"10倍|十倍|小数点|一位|1/10|[÷×]10(?!\d)",
    100: r"100倍|百倍|百分|小数点|两位|[÷×]100(?!\d)|1/100(?!\d)",
    1000: r"1000|千倍|三位|千元|小数点",
    10000: r"“万”|10000|万倍|四位|万分|单位错",
    12: r"12(?!\d)|月.{0,8}年|年.{0,8}月",
}
"""How a factor is named in words."""

AS_TOTAL = r"累计.{0,10}(填|当|作|写|成).{0,8}本期|本期.{0,14}(填|是|像|写|疑).{0,10}累计"
AS_MONTH = r"本期.{0,14}累计|累计.{0,14}本期"
NO_FACTOR = "(?!)"


def spoiled(
    sheet: Sheet, line: Line, role: str, said: str, *, slip: str = "", readable: bool = False
) -> Mark:
    """A mark where a wrong figure may stand: its cell and, of a running total, this month's or the total.

    `slip`: a pattern for words that name it; the figures that were meant will always do.
    """
    also = ("current", "cumulative") if line.measure == "累计" else ("cumulative",)
    done = mark(sheet, line.row, role, said, also=tuple(each for each in also if each != role))
    meant = tuple(value for value in (line.month, line.total) if value is not None)
    return done.with_facts(figure=True, readable=readable, slip=Slip(meant, slip) if slip else None)


def witness(line: Line) -> str:
    """A sentence that has both figures right."""
    return f"{line.month_no}月完成{plain(line.now)}{line.unit}，累计完成{plain(line.reached)}{line.unit}。"


def mistyped(sheet: Sheet, line: Line, value: Decimal, *, note: str = "", slip: str = NO_FACTOR) -> Mark:
    """The row's figure typed wrongly; with `note` the words beside it are set."""
    role = sheet.entry(line.row)
    right = line.now if role == "current" else line.reached
    sheet.put(line.row, role, value)
    if note:
        sheet.put(line.row, "progress_note", note)
    return spoiled(sheet, line, role, f"{plain(right)}填成{plain(value)}", slip=slip)


def scaled(name: str, by: str, named: int, fits: Fits, *, told: bool = False) -> None:
    """Enter a kind that types the row's figure `by` times; `told`: with a witness in 进展说明."""

    def spoil(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
        right = line.now if sheet.entry(line.row) == "current" else line.reached
        note = witness(line) if told else ""
        value = (right * Decimal(by)).quantize(Decimal("0.0000001")).normalize()
        return mistyped(sheet, line, value, note=note, slip=FACTORS[named])

    spoil.__doc__ = f"The figure times {by}."
    line_kind(name, fits)(spoil)


def tenfold_shows(line: Line) -> bool:
    """Ten times this month's figure is as much as all before, unlike the total, and beyond the target."""
    steady = line.now * 8 >= line.past * Decimal("0.6") and line.now * 10 >= line.past * Decimal("0.8")
    if not (line.open and steady) or abs(line.now * 10 / line.reached - 1) < Decimal("0.1"):
        return False
    return line.past + line.now * 10 > line.aim * Decimal("1.2")


def of_unit(*units: str) -> Fits:
    return lambda line: line.flow and line.now > 0 and line.unit in units


scaled("流量×10", "10", 10, tenfold_shows)
scaled("流量×100", "100", 100, lambda line: line.open)
scaled("流量×1000", "1000", 1000, lambda line: line.open)
scaled("流量×10000", "10000", 10000, lambda line: line.open)
scaled("流量÷10（不成整数）", "0.1", 10, lambda line: line.open and line.count and line.now % 10)
scaled(
    "流量÷10（有说明）",
    "0.1",
    10,
    lambda line: line.open and not (line.count and line.now % 10),
    told=True,
)
scaled("流量÷100（不成整数）", "0.01", 100, lambda line: line.open and line.count and line.now % 100)
scaled("流量÷1000（不成整数）", "0.001", 1000, lambda line: line.open and line.count and line.now > 20)
scaled("个填成万（÷10000）", "0.0001", 10000, lambda line: line.open and line.count and line.now > 9)
scaled("万人等填成人（×10000）", "10000", 10000, of_unit(*WAN))
scaled("万元填成元（×10000）", "10000", 10000, of_unit("万元"))
scaled("万元填成亿元（÷10000）", "0.0001", 10000, of_unit("万元"))
scaled(
    "万元填成千元（×10）",
    "10",
    10,
    lambda line: line.unit == "万元" and (tenfold_shows(line) or line.untargeted),
)
scaled("亿元填成万元（×10000）", "10000", 10000, of_unit("亿元"))
scaled("万亩等填成亩（×10000）", "10000", 10000, of_unit(*AREAS))
scaled("公里填成米（×1000）", "1000", 1000, lambda line: line.open and line.unit == "公里")
scaled("米填成公里（÷1000、有说明）", "0.001", 1000, lambda line: line.open and line.unit == "米", told=True)
scaled(
    "公里等小数点错位（×10）", "10", 10, lambda line: tenfold_shows(line) and line.unit in AREAS | {"公里"}
)
scaled("待定的行×10000", "10000", 10000, lambda line: line.untargeted)
scaled("待定的行×100", "100", 100, lambda line: line.untargeted)
scaled("待定的行÷10000", "0.0001", 10000, lambda line: line.untargeted and line.count and line.now > 9)
for _times, _by, _named in (
    ("×10", "10", 10),
    ("÷10", "0.1", 10),
    ("×100", "100", 100),
    ("÷100", "0.01", 100),
    ("×10000", "10000", 10000),
    ("÷10000", "0.0001", 10000),
):
    scaled(f"时点{_times}", _by, _named, lambda line: line.stock)
    scaled(f"标准{_times}", _by, _named, lambda line: line.least)
    if _named < 10000:
        scaled(f"比率{_times}", _by, _named, lambda line: line.ratio and line.reached >= 50)
scaled("标准按月填成按年（×12）", "12", 12, lambda line: line.least and line.monthly)


@line_kind("标准按年填成按月（÷12）", lambda line: line.least and line.yearly and line.reached >= 400)
def a_month_of_the_year(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A yearly standard typed as what a month of it is."""
    return mistyped(sheet, line, (line.reached / 12).quantize(Decimal("0.01")), slip=FACTORS[12])


@line_kind(
    "本期填成累计", lambda line: line.open and line.past + line.reached > line.aim and line.reached >= 8
)
def total_for_month(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The total in this month's cell, beyond the target once it is added up."""
    return mistyped(sheet, line, line.reached, slip=AS_TOTAL)


@line_kind("本期填成累计（待定的行、有说明）", lambda line: line.untargeted and line.past > 4)
def total_for_month_told(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The same without a target, the words having both figures right."""
    return mistyped(sheet, line, line.reached, note=witness(line), slip=AS_TOTAL)


@line_kind("累计填成本期", lambda line: line.open and line.now < line.past)
def month_for_total(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """This month's figure typed over the running total."""
    sheet.put(line.row, "cumulative", line.now)
    return spoiled(sheet, line, "cumulative", f"累计填成{plain(line.now)}", slip=AS_MONTH)


@line_kind("累计仍是上月数", lambda line: line.open)
def total_of_last_month(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The running total left as it was, this month's figure beside it."""
    sheet.put(line.row, "cumulative", line.past)
    return spoiled(sheet, line, "cumulative", f"累计仍是{plain(line.past)}")


def doubles_beyond(line: Line) -> bool:
    return line.open and line.count and line.now > 9 and line.past + 10 * line.now > line.aim * Decimal("1.3")


@line_kind("数字重打一位", doubles_beyond)
def digit_doubled(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The first digit typed twice; the words have it right."""
    digits = plain(line.now)
    return mistyped(sheet, line, Decimal(digits[0] + digits), note=witness(line))


@line_kind("数字漏打一位（有说明）", lambda line: line.open and line.count and line.now > 99)
def digit_dropped(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The second digit left out; the words have it right."""
    digits = plain(line.now)
    return mistyped(sheet, line, Decimal(digits[0] + digits[2:]), note=witness(line))


def exchanged(value: Decimal) -> Decimal | None:
    """Two neighbouring digits the other way round; None where that gives no other number."""
    text = plain(value)
    for at, (one, other) in enumerate(pairwise(text)):
        if one.isdigit() and other.isdigit() and one != other and not (at == 0 and other == "0"):
            return Decimal(text[:at] + other + one + text[at + 2 :])
    return None


def _exchanged(sheet: Sheet, line: Line, note: str = "") -> Mark | None:
    wrong = exchanged(line.now if line.measure == "累计" else line.reached)
    return None if wrong is None else mistyped(sheet, line, wrong, note=note)


@line_kind("数字换位（有说明）", lambda line: line.open and line.count and line.now > 11)
def digits_exchanged(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """Two digits exchanged; the words have it right."""
    return _exchanged(sheet, line, witness(line))


def _far_exchange(line: Line, least: str) -> bool:
    wrong = exchanged(line.reached) if line.reached else None
    return wrong is not None and abs(wrong / line.reached - 1) > Decimal(least)


@line_kind("时点换位", lambda line: line.stock and _far_exchange(line, "0.12"))
def state_exchanged(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A state with two digits exchanged, which moves it by more than an eighth."""
    return _exchanged(sheet, line)


@line_kind("比率换位", lambda line: line.ratio and line.past >= 80 and _far_exchange(line, "0.15"))
def ratio_exchanged(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A high share with two digits exchanged; a low one may have moved as far in earnest."""
    return _exchanged(sheet, line)


@line_kind("标准换位", lambda line: line.least)
def standard_exchanged(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A standard with two digits exchanged."""
    return _exchanged(sheet, line)


def _fallen(sheet: Sheet, line: Line, value: Decimal, note: str = "") -> Mark:
    return mistyped(sheet, line, value, note=note).with_facts(slip=None)


@line_kind("时点下降一半", lambda line: line.stock)
def state_halved(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A state half of what it was a month before."""
    finest = Decimal(1) if line.count else Decimal("0.001")
    return _fallen(sheet, line, (line.reached / 2).quantize(finest, ROUND_HALF_UP))


@line_kind("时点填成本月净增", lambda line: line.stock and line.reached > line.past > 0)
def growth_for_state(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """What a state has grown by in place of the state."""
    return _fallen(sheet, line, line.reached - line.past)


@line_kind("比率大幅下降、说明是原数", lambda line: line.ratio and line.reached > 50)
def ratio_fallen(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A share far down, the words having what it was."""
    done = _fallen(sheet, line, line.reached - 31, f"截至目前为{plain(line.reached)}%。")
    return done.or_at(sheet.place(line.row, "progress_note"))


@line_kind("百分比格式显示为9850%", lambda line: line.ratio and line.reached > 50)
def shown_as_percent(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A share in percent in a cell that shows percent; read as the share it is, nothing is lost."""
    sheet.cell(line.row, "cumulative").number_format = "0.00%"
    return spoiled(sheet, line, "cumulative", "按百分比显示", slip=FACTORS[100], readable=True)


@line_kind("标准比上月降低", lambda line: line.least and line.reached > 50)
def standard_lowered(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A standard lower than a month before."""
    return _fallen(sheet, line, (line.reached * Decimal("0.85")).quantize(Decimal(1)))


@line_kind("标准、时点填在本期格", lambda line: line.least or line.stock)
def in_the_months_cell(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A figure that belongs into 累计 typed into 本期."""
    sheet.put(line.row, "cumulative", None)
    sheet.put(line.row, "current", line.total)
    done = spoiled(sheet, line, "current", "填在本期格", readable=True)
    return done.or_at(sheet.place(line.row, "cumulative"))
