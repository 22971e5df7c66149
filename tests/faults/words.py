"""Words that contradict the figures beside them: 进展说明, 情况说明 and 状态."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.faults.kinds import Fits, Mark, line_kind, mark
from tests.faults.lines import Line, lines_of, plain
from tests.faults.slips import mistyped
from tests.faults.workbook import Sheet

TOWNS = ("梅江镇", "石上镇", "黄陂镇")
Text = Callable[[Line], str]


def said(sheet: Sheet, line: Line, text: str, role: str = "progress_note") -> Mark:
    """Put words beside a row; the words' cell and the figures' are right places for what they contradict."""
    sheet.put(line.row, role, text)
    return mark(sheet, line.row, role, text, also=("current", "cumulative"))


def note(name: str, text: Text, fits: Fits = lambda line: line.open, role: str = "progress_note") -> None:
    """Enter a kind that writes a sentence."""

    def spoil(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
        return said(sheet, line, text(line), role)

    spoil.__doc__ = f"Words of the kind {name}."
    line_kind(name, fits)(spoil)


def off(line: Line) -> Decimal:
    """By how much a total told is wrong: a fifth."""
    return Decimal(max(2, int(line.reached) // 5)) if line.reached >= 5 else Decimal("1.5")


def counted(line: Line) -> bool:
    return line.open and line.count


def on_its_way(line: Line) -> bool:
    return line.open and line.share < 85


def well_begun(line: Line) -> bool:
    return line.open and line.share > 30


def numbered(line: Line) -> bool:
    return line.open and line.operator == "plain"


def _total(line: Line, value: Decimal | None = None, unit: str = "") -> str:
    return f"{plain(line.reached if value is None else value)}{unit or line.unit}"


def _twice_and_one(line: Line) -> Decimal:
    return line.now * 2 + 1


def _three_halves(line: Line) -> str:
    half = f"{int(line.reached) // 2}{line.unit}"
    return "、".join(f"{town}{half}" for town in TOWNS)


def _another_unit(line: Line) -> str:
    return "公里" if line.unit != "公里" else "户"


def _per_person(line: Line) -> str:
    return "人每月" if line.monthly else "人每年"


note(
    "说明的累计不符",
    lambda line: f"截至目前，累计完成{_total(line, line.reached + off(line))}，正在有序推进。",
)
note(
    "说明的累计不符（换一种说法）",
    lambda line: f"1—{line.month_no}月共计{_total(line, line.reached - off(line))}，其余按计划进行。",
    lambda line: line.open and line.reached > 8,
)
note("说明的百分比不符", lambda line: f"已完成年度任务的{plain(round(line.share, 1) + 14)}%。")
note(
    "说明的本月数不符",
    lambda line: f"{line.month_no}月新完成{_total(line, _twice_and_one(line))}。",
    lambda line: line.open and _twice_and_one(line) not in (line.reached, line.past, line.aim),
)
note("已全部完成（实未完成）", lambda line: "已全部完成。", on_its_way)
note(
    "全部完成并通过验收（实未完成）",
    lambda line: f"全年任务{_total(line, line.aim)}已提前完成，正在组织验收。",
    lambda line: on_its_way(line) and numbered(line),
)
note("尚未启动（实有数）", lambda line: "该项目尚未启动。", well_begun)
note("尚未开工（实有数）", lambda line: "受资金影响尚未开工建设。", well_begun)
note("截至6月底", lambda line: f"截至6月底，累计完成{_total(line)}。")
note(
    "上月的话未改",
    lambda line: f"{line.month_no - 1}月完成{_total(line, line.now)}，累计完成{_total(line)}。",
)
note("截至10月底（将来）", lambda line: f"截至10月底，累计完成{_total(line)}。")
note("去年的话", lambda line: f"{line.year - 1}年1—{line.month_no}月累计完成{_total(line)}。")
note("XX占位", lambda line: f"本月完成XX{line.unit}，占年度任务的XX%。")
note("**占位", lambda line: f"累计完成**{line.unit}，已拨付资金**万元。")
note(
    "累计用了别的单位",
    lambda line: f"累计完成{_total(line, unit=_another_unit(line))}。",
    lambda line: counted(line) or (line.open and line.unit == "公里"),
)
note("累计用了万单位", lambda line: f"累计完成{_total(line, unit='万' + line.unit)}。", counted)
note(
    "剩余数不符",
    lambda line: f"剩余{_total(line, line.left + max(3, int(line.left) // 2))}计划11月完成。",
    lambda line: numbered(line) and line.count and line.left > 5,
)
note("剩余为零", lambda line: "目前无剩余任务，全面完成。", lambda line: line.open and line.share < 80)
note(
    "分项大于累计",
    lambda line: f"累计完成{_total(line)}，其中{TOWNS[0]}{_total(line, line.reached * 2)}。",
    lambda line: counted(line) and line.reached > 9,
)
note(
    "分项之和超过累计",
    lambda line: f"累计完成{_total(line)}，其中{_three_halves(line)}。",
    lambda line: counted(line) and line.reached > 20,
)
note("完成率100%（实未完成）", lambda line: "完成率100%。", on_its_way)
note("超额完成（实未完成）", lambda line: "超额完成年度任务。", on_its_way)
note(
    "说明里的目标不符",
    lambda line: f"年度目标{_total(line, line.aim * 2)}，累计完成{_total(line)}。",
    numbered,
)
note(
    "上期数不符",
    lambda line: f"在上期{_total(line, line.past + off(line))}的基础上，新完成{_total(line, line.now)}。",
    lambda line: line.open and line.past > 5,
)
note(
    "参保数与说明不符",
    lambda line: (
        f"目前{_total(line, (line.reached * 9 / 10).quantize(Decimal(1 if line.count else '0.001')))}。"
    ),
    lambda line: line.stock,
)
note(
    "比率与说明不符",
    lambda line: f"截至目前为{plain(line.reached - Decimal('4.3'))}%。",
    lambda line: line.ratio and line.reached > 20,
)
note(
    "比率未达标说已达标",
    lambda line: f"达到{plain(line.aim)}%，已达标。",
    lambda line: line.ratio and line.reached < line.aim,
)
note(
    "标准与说明不符",
    lambda line: (
        f"标准已提高到每{_per_person(line)}{plain(line.reached + max(20, int(line.reached) // 10))}元。"
    ),
    lambda line: line.least and line.paid,
)
note(
    "完成数超过说明总数",
    lambda line: f"全县共有符合条件对象{int(line.reached) // 2}{line.unit}，已全部纳入。",
    lambda line: counted(line) and line.reached > 20,
)
note(
    "情况说明的累计不符",
    lambda line: f"累计数以系统导出为准，系统数为{_total(line, line.reached + off(line))}。",
    role="explanation",
)


@line_kind("抄了别行的话", lambda line: line.open)
def words_of_another_row(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """The sentence of another row with the same unit and another total."""
    others = [
        each for each in lines_of(sheet) if each.open and each.unit == line.unit and each.row != line.row
    ]
    other = next((each for each in others if each.total != line.total), None)
    if other is None:
        return None
    month = f"其中{line.month_no}月{_total(other, other.now)}"
    return said(sheet, line, f"{other.name}累计完成{_total(other)}，{month}。")


@line_kind("本期为0而说明有新增", lambda line: line.open)
def nought_yet_told(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """0 typed for this month where the words have a figure."""
    text = f"{line.month_no}月新增{_total(line, line.now)}，累计完成{_total(line)}。"
    done = mistyped(sheet, line, Decimal(), note=text).with_facts(slip=None)
    return done.or_at(sheet.place(line.row, "progress_note"))


def state(name: str, status: str, fits: Fits) -> None:
    """Enter a kind that puts another 状态."""

    def spoil(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
        return said(sheet, line, status, "status")

    spoil.__doc__ = f"状态 {status} where the figure says otherwise."
    line_kind(name, fits)(spoil)


state("状态完成（实未完成）", "完成", on_its_way)
state("状态未启动（实有数）", "未启动", well_begun)
state("状态未启动（实已完成）", "未启动", lambda line: line.finished)
state("状态不在表内", "差不多了", lambda line: line.open)
state("状态待下达（目标已明确）", "待下达", lambda line: line.open)
state("比率未达标而状态完成", "完成", lambda line: line.ratio and line.reached < line.aim)
state("零进展而状态基本完成", "基本完成", lambda line: line.untouched)
