"""Changes to a clean return that must pass: the figure is taken as it is meant, nothing is an error."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from tests.faults.kinds import Fits, Kind, Mark, mark, on_line
from tests.faults.lines import Line, plain
from tests.faults.moving import swap_rows
from tests.faults.slips import WAN
from tests.faults.workbook import Sheet

ALLOWED: dict[str, Kind] = {}
"""Every allowed change by name."""

Change = Callable[[Sheet, Line], object]
"""Edits a row. Gives the total that is then right, where it is another one; False where there is no place."""

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
FULL_NAMES = {"县人社局": "县人力资源和社会保障局", "县住建局": "县住房和城乡建设局"}


def reported(line: Line) -> bool:
    return line.total is not None


def allowed(name: str, fits: Fits = reported, *, warned: bool = False) -> Callable[[Change], Change]:
    """Enter a change that must pass; `warned`: a warning beside the right figure is no harm."""

    def enter(change: Change) -> Change:
        def spoil(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
            right = change(sheet, line)
            if right is False:
                return None
            done = mark(sheet, line.row, "indicator", name, code=line.code)
            return done.with_facts(right=right if isinstance(right, Decimal) else line.total)

        ALLOWED[name] = Kind(name, "", on_line(spoil, fits), "row", "form", True, warned)
        return change

    return enter


def rewritten(
    name: str, role: str, new: Callable[[Line], object], fits: Fits, *, warned: bool = False
) -> None:
    """Enter a change of one cell."""
    allowed(name, fits, warned=warned)(lambda sheet, line: sheet.put(line.row, role, new(line)))


def _open(line: Line) -> bool:
    return line.open


def _several(line: Line) -> bool:
    return "、" in line.responsible


def _brackets(line: Line) -> str:
    return line.name.replace("（", "(").replace("）", ")")


def _in_full(line: Line) -> str:
    text = line.responsible
    for short, full in FULL_NAMES.items():
        text = text.replace(short, full)
    return text


rewritten(
    "人与名", "unit", lambda line: "名" if line.unit == "人" else "人", lambda line: line.unit in ("人", "名")
)
rewritten(
    "县财政局写成财政局",
    "responsible",
    lambda line: line.responsible.replace("县财政局", "财政局"),
    lambda line: "县财政局" in line.responsible,
)
rewritten(
    "各乡镇写成各乡（镇）",
    "responsible",
    lambda line: line.responsible.replace("各乡镇人民政府", "各乡（镇）人民政府"),
    lambda line: "各乡镇人民政府" in line.responsible,
)
rewritten(
    "责任单位换了次序", "responsible", lambda line: "、".join(line.responsible.split("、")[::-1]), _several
)
rewritten("责任单位用全称", "responsible", _in_full, lambda line: _in_full(line) != line.responsible)
rewritten("责任单位改用逗号", "responsible", lambda line: line.responsible.replace("、", "，"), _several)
rewritten("名称里多了空格", "indicator", lambda line: f" {line.name[:3]} {line.name[3:]}　", reported)
rewritten("名称括号半角", "indicator", _brackets, lambda line: "（" in line.name)
rewritten("全角的数字", "current", lambda line: plain(line.now).translate(FULL_WIDTH), _open, warned=True)
rewritten("数字带本单位", "current", lambda line: f"{plain(line.now)}{line.unit}", _open, warned=True)
rewritten(
    "文本数字带千分位",
    "current",
    lambda line: f"{int(line.now):,}",
    lambda line: line.open and line.count and line.now >= 1000,
    warned=True,
)
rewritten("看不见的字符", "current", lambda line: f"\u200b{plain(line.now)}\ufeff", _open, warned=True)
rewritten("数字前后有空格", "current", lambda line: f" {plain(line.now)} ", _open, warned=True)
rewritten(
    "能换算的单位（万人写成人）",
    "current",
    lambda line: f"{plain(line.now * 10000)}{line.unit[1:]}",
    lambda line: line.flow and line.now > 0 and line.unit in WAN,
    warned=True,
)
rewritten(
    "能换算的单位（公里写成米）",
    "current",
    lambda line: f"{plain(line.now * 1000)}米",
    lambda line: line.open and line.unit == "公里",
    warned=True,
)
rewritten(
    "能换算的单位（万元写成元）",
    "current",
    lambda line: f"{plain(line.now * 10000)}{'元' if line.unit == '万元' else '万元'}",
    lambda line: line.flow and line.now > 0 and line.unit in ("万元", "亿元"),
    warned=True,
)
rewritten(
    "带万（个写成万）",
    "current",
    lambda line: f"{plain(line.now / 10000)}万{line.unit}",
    lambda line: line.open and line.unit in ("人", "名", "户", "人次") and line.now >= 100,
    warned=True,
)
rewritten(
    "比率写98.5%", "cumulative", lambda line: f"{plain(line.reached)}%", lambda line: line.ratio, warned=True
)
rewritten(
    "进展说明分行、带序号",
    "progress_note",
    lambda line: (
        f"1.8月完成{plain(line.now)}{line.unit}；\n2.累计完成{plain(line.reached)}{line.unit}；\n"
        "3.下步：9月召开现场会。"
    ),
    _open,
)
rewritten(
    "完成率之外的百分数",
    "progress_note",
    lambda line: f"累计完成{plain(line.reached)}{line.unit}，资金支付率82.4%，群众满意率99%。",
    _open,
)


@allowed("比率以百分比格式存", lambda line: line.ratio, warned=True)
def stored_as_fraction(sheet: Sheet, line: Line) -> None:
    """98.5 kept as 0.985 and shown as a percentage."""
    sheet.put(line.row, "cumulative", line.reached / 100)
    sheet.cell(line.row, "cumulative").number_format = "0.0%"


@allowed("行序倒过来")
def rows_reversed(sheet: Sheet, line: Line) -> object:
    """All rows from last to first; only where none is part of another."""
    rows = sheet.rows()
    if len(rows) < 2 or sheet.sums():
        return False
    for one, other in zip(rows, rows[::-1][: len(rows) // 2], strict=False):
        swap_rows(sheet.sheet, one, other)
    return None


def _alone(sheet: Sheet, line: Line) -> bool:
    return len(sheet.together(line.row)) == 1


def _status(line: Line, total: Decimal) -> str:
    return "过半" if total * 2 >= line.aim else "启动"


@allowed("真的超额、有说明", lambda line: line.open and line.count and line.aim >= 40)
def more_than_asked(sheet: Sheet, line: Line) -> object:
    """More than the target, with the reason in 进展说明 and 情况说明."""
    if not _alone(sheet, line):
        return False
    now = (line.aim * Decimal("1.12") - line.past).quantize(Decimal(1))
    total = plain(line.past + now)
    note = (
        f"因上级8月追加任务，本月集中完成{plain(now)}{line.unit}，累计{total}{line.unit}，超额完成年度任务。"
    )
    sheet.put(line.row, "current", now)
    sheet.put(line.row, "progress_note", note)
    sheet.put(line.row, "explanation", "市里8月追加指标，已集中实施，花名册已报备。")
    sheet.put(line.row, "status", "完成")
    return line.past + now


@allowed("时点数略降", lambda line: line.stock and line.past > 0)
def slightly_fewer(sheet: Sheet, line: Line) -> object:
    """A state a little below the month before, with the reason."""
    if not _alone(sheet, line):
        return False
    value = (line.past * Decimal("0.996")).quantize(Decimal(1 if line.count else "0.0001"), ROUND_HALF_UP)
    sheet.put(line.row, "cumulative", value)
    sheet.put(line.row, "progress_note", "因死亡、转出等自然减员，比上月略有减少。")
    return value


@allowed("零进展有说明", lambda line: line.open and line.share < 80)
def nothing_new(sheet: Sheet, line: Line) -> object:
    """0 this month, with the reason."""
    if not _alone(sheet, line):
        return False
    sheet.put(line.row, "current", 0)
    sheet.put(line.row, "progress_note", "受汛期影响，本月暂停实施，无新增，9月恢复。")
    sheet.put(line.row, "status", _status(line, line.past))
    return line.past


@allowed("核减有说明", lambda line: line.open and line.count and line.past > 30, warned=True)
def taken_back(sheet: Sheet, line: Line) -> object:
    """Two taken back, with the reason in 情况说明."""
    if not _alone(sheet, line):
        return False
    sheet.put(line.row, "current", -2)
    sheet.put(line.row, "progress_note", f"核减重复登记2{line.unit}。")
    sheet.put(line.row, "explanation", f"累计比上期少，是因为核减了重复登记的2{line.unit}。")
    sheet.put(line.row, "status", _status(line, line.past - 2))
    return line.past - 2


@allowed("填报单位去县字", lambda line: line.department.startswith("县"))
def without_county(sheet: Sheet, line: Line) -> object:
    """民政局 for 县民政局."""
    cell = sheet.head("填报单位")
    if cell is None:
        return False
    cell.value = line.department[1:]
    return None


@allowed("填报日期写成汉字")
def date_in_words(sheet: Sheet, line: Line) -> object:
    """2021年8月18日 as text."""
    cell = sheet.head("填报日期")
    if cell is None:
        return False
    cell.value = f"{line.year}年{line.month_no}月18日"
    return None


@allowed("加粗加颜色")
def coloured(sheet: Sheet, line: Line) -> None:
    """A row made to stand out."""
    for role in ("current", "cumulative", "rate", "status", "progress_note"):
        cell = sheet.cell(line.row, role)
        cell.font, cell.fill = Font(bold=True, color="FFCC0000"), PatternFill("solid", fgColor="FFFFFF00")


@allowed("多一张隐藏的空表")
def hidden_sheet(sheet: Sheet, line: Line) -> None:
    """An empty sheet, hidden."""
    sheet.book.create_sheet("Sheet1").sheet_state = "hidden"


@allowed("批注")
def commented(sheet: Sheet, line: Line) -> None:
    """A comment at the figure."""
    sheet.cell(line.row, "current").comment = Comment("此数已与财政核对", "王")


@allowed("列宽行高")
def resized(sheet: Sheet, line: Line) -> None:
    """A wider column, a higher row."""
    sheet.sheet.column_dimensions["S"].width = 60
    sheet.sheet.row_dimensions[line.row].height = 80


@allowed("表下加了说明")
def remark_below(sheet: Sheet, line: Line) -> None:
    """A remark of the department's own below the table."""
    text = "注：以上数据经单位主要负责人审核，统计时间截至8月18日。"
    sheet.sheet.cell(sheet.rows()[-1] + 3, 2).value = text


@allowed("进展说明与存在问题两列连表头对调")
def columns_swapped(sheet: Sheet, line: Line) -> None:
    """Two columns of words exchanged with their headers."""
    for row in (sheet.header_row, *sheet.rows()):
        one, other = sheet.cell(row, "progress_note"), sheet.cell(row, "problem")
        one.value, other.value = other.value, one.value
