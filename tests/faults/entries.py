"""What cannot be read as a figure, typed, drawn or worked out in the cell of this month's figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any, cast

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.faults.kinds import Fits, Mark, line_kind, mark
from tests.faults.lines import Line, plain
from tests.faults.slips import spoiled
from tests.faults.workbook import Sheet


def some(line: Line) -> bool:
    """A whole figure of two digits or more."""
    return line.open and line.count and line.now > 9


def is_open(line: Line) -> bool:
    return line.open


def typed(name: str, text: Callable[[Line], object], fits: Fits = some, *, readable: bool = False) -> None:
    """Enter a kind that types something for this month's figure; `readable`: its number may be read."""

    def spoil(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
        sheet.put(line.row, "current", text(line))
        return spoiled(sheet, line, "current", f"填成“{text(line)}”", readable=readable)

    spoil.__doc__ = f"This month's figure typed as in {name}."
    line_kind(name, fits)(spoil)


def _tens(line: Line) -> int:
    return int(line.now) // 10 * 10


def _other_people(line: Line) -> str:
    return f"{plain(line.now)}{'人次' if line.unit in ('人', '名') else '人'}"


typed("约N", lambda line: f"约{plain(line.now)}")
typed("N余", lambda line: f"{_tens(line)}余")
typed("约三十（汉字）", lambda line: "约三十" if line.now < 100 else "约三百")
typed("近千", lambda line: "近千" if line.now > 300 else "近百")
typed("N左右", lambda line: f"{plain(line.now)}左右")
typed("十余", lambda line: "十余")
typed("N多", lambda line: f"{_tens(line)}多")
typed("详见附件", lambda line: "详见附件", is_open)
typed("同上", lambda line: "同上", is_open)
typed("字母O", lambda line: f"{plain(line.now)[0]}O{plain(line.now)[1:]}")
typed("两个小数点", lambda line: f"{plain(line.now)}..5", lambda line: line.open and not line.count)
typed("范围40-45", lambda line: f"{plain(line.now)}-{plain(line.now + 5)}")
typed("算式41+12", lambda line: f"{plain(line.now - 3)}+3", readable=True)
typed("带括号分项", lambda line: f"{plain(line.now)}（其中女{int(line.now) // 3}）", readable=True)
typed(
    "不能换算的单位（公里）",
    lambda line: f"{plain(line.now)}公里",
    lambda line: line.open and line.count,
)
typed(
    "不能换算的单位（人次与人、户与人）",
    _other_people,
    lambda line: line.open and line.unit in ("人", "名", "户", "套"),
)
typed("日期", lambda line: datetime(line.year, line.month_no, min(28, int(line.now))))
typed("TRUE", lambda line: True, is_open)
typed("圈码脚注①", lambda line: f"{plain(line.now)}①", readable=True)
typed("空白没有原因", lambda line: None, is_open)
typed("问号", lambda line: f"{plain(line.now)}？")
typed("本月无法统计", lambda line: "无法统计", is_open)
typed("外部链接（写着路径）", lambda line: "='D:\\报表\\[8月台账.xlsx]Sheet1'!$C$7", is_open)
typed("没有结果的公式", lambda line: "=SUM(Z90:Z99)+VLOOKUP(A5,AA1:AB9,2,0)", is_open)


def _rich(sheet: Sheet, row: int, *blocks: TextBlock) -> None:
    sheet.cell(row, "current").value = cast(Any, CellRichText(*blocks))


@line_kind("划掉的数字", some)
def partly_struck(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A digit struck out before the figure that stands."""
    struck = TextBlock(InlineFont(strike=True), "1")
    _rich(sheet, line.row, struck, TextBlock(InlineFont(), plain(line.now)))
    return spoiled(sheet, line, "current", "前面划掉一位", readable=True)


@line_kind("整格划掉", is_open)
def struck_out(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The whole figure struck out."""
    sheet.cell(line.row, "current").font = Font(strike=True)
    return mark(sheet, line.row, "current", "整格划掉", also=("cumulative",))


@line_kind("上标数字", some)
def superscript(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A footnote's number raised behind the figure."""
    raised = TextBlock(InlineFont(vertAlign="superscript"), "1")
    _rich(sheet, line.row, TextBlock(InlineFont(), plain(line.now)), raised)
    return spoiled(sheet, line, "current", "带上标1", readable=True)


@line_kind("合并两行", is_open)
def merged_rows(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """One cell over two rows with the sum of both."""
    below = line.row + 1
    if below not in sheet.free() or sheet.entry(below) != "current" or not sheet.number(below, "current"):
        return None
    sheet.put(line.row, "current", line.now + (sheet.number(below, "current") or Decimal()))
    sheet.put(below, "current", None)
    sheet.sheet.merge_cells(f"{sheet.name(line.row, 'current')}:{sheet.name(below, 'current')}")
    done = spoiled(sheet, line, "current", "与下一行合并")
    return done.or_at(sheet.place(below, "current"), sheet.place(below, "cumulative"))


def _other_row(sheet: Sheet, line: Line) -> int | None:
    """Another row whose running total is a different one."""
    others = (row for row in sheet.free() if row != line.row and sheet.entry(row) == "current")
    return next((row for row in others if sheet.cumulative(row) not in (None, line.total, line.share)), None)


@line_kind("累计公式指向别行", is_open)
def total_of_another_row(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The running total worked out from the cells of another row, whose figures are others."""
    other = _other_row(sheet, line)
    if other is None:
        return None
    sheet.put(line.row, "cumulative", f"={sheet.name(other, 'previous')}+{sheet.name(other, 'current')}")
    return mark(sheet, line.row, "cumulative", f"累计公式指向第{other}行", also=("current",))


@line_kind("完成率0.65当65%", is_open)
def rate_as_fraction(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A rate typed as a fraction where the form has percent."""
    sheet.put(line.row, "rate", (line.share / 100).quantize(Decimal("0.0001")))
    return mark(sheet, line.row, "rate", "完成率填成小数")


@line_kind("完成率公式指向别行", lambda line: line.open or (line.ratio and line.target))
def rate_of_another_row(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The rate worked out from the total of another row."""
    other = _other_row(sheet, line)
    if other is None:
        return None
    target, total = sheet.name(line.row, "target"), sheet.name(other, "cumulative")
    sheet.put(line.row, "rate", f'=IF(N({target})>0,ROUND({total}*100/{target},2),"")')
    return mark(sheet, line.row, "rate", f"完成率公式指向第{other}行")
