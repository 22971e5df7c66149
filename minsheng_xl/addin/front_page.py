"""The sheets of 民生工程.xlsm: a page of buttons, the settings they use, the year's cycle at a glance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from minsheng_xl.actions import GROUPS, TOOLS, Action, Group, actions_of
from minsheng_xl.jobs.plans import AS_MASTER, LAYOUTS
from minsheng_xl.writing.style import HEAD_FONT, Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FRONT, SETTINGS, BOARD, TEXTS = "首页", "设置", "周期看板", "_texts"

INK, BAND, PAPER, ACCENT, QUIET = "#26415A", "#2F5573", "#F5F7F9", "#3F7396", "#FFFFFF"
WIDEST_GROUP = max(len(actions_of(group)) for group in GROUPS)
LAST_COLUMN = 1 + WIDEST_GROUP
BUTTON_WIDTH, BUTTON_HEIGHT = 192, 38

SENTENCES = {
    "title": "民生工程",
    "no_python": "没有找到程序。请运行安装包里的“安装.bat”，装好后重新打开表格软件再试。",
    "not_started": "程序没有启动。可能被安全软件拦下，请把 MinshengXL 文件夹加入信任，再点“环境检查”。",
    "stopped": "程序中途停止，您的表没有改动。请再试一次；仍不行请点“环境检查”。",
}
"""What the macros themselves may have to say; everything else is said by the program."""

SETTING_ROWS: tuple[tuple[str, object, str], ...] = (
    ("县区", "", "县（市、区）全称，印在标题和文件名里"),
    ("年度", "=YEAR(TODAY())", "目标任务表的年度"),
    ("报送期", '=TEXT(TODAY(),"yyyy-mm")', "年-月，例如 2021-08；季报填季末月"),
    ("截止日", 20, "每月几日前报送；遇节假日不顺延"),
    ("工作文件夹", "", "总表、下发、回收、汇总都放在这里；不填就用总表所在的文件夹"),
    ("总表", "", "目标任务表总表的文件名或完整路径；不填则点按钮时再选"),
    ("下发方式", "按牵头单位", "一家一本填报表按什么分"),
    (
        "表式",
        AS_MASTER,
        "总表、填报表的样子：A 指标，B 指标任务，C 目标任务，乡镇",
    ),
)
"""Name of the setting (also the defined name of its cell), what stands there at first, what it means."""

SPLITS = ["按牵头单位", "按责任单位", "按乡镇"]
BOARD_FIRST_ROW = 4
BOARD_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("报送期", 11, '=IF(年度="","",年度&"-{month:02}")'),
    ("截止日", 12, '=IF(年度="","",DATE(年度,{month},截止日))'),
    ("序时进度", 10, "={month}/12"),
    ("应报（家）", 10, ""),
    ("已报（家）", 10, ""),
    ("及时（家）", 10, ""),
    ("未报（家）", 10, '=IF(D{row}="","",D{row}-E{row})'),
    ("报送率", 10, '=IF(N(D{row})=0,"",E{row}/D{row})'),
    ("及时率", 10, '=IF(N(D{row})=0,"",F{row}/D{row})'),
    ("问题（条）", 10, ""),
    (
        "进展",
        10,
        '=IF(年度="","",IF(D{row}="",IF(TODAY()<DATE(年度,{month},1),"未到期","待登记"),'
        'IF(E{row}>=D{row},"已收齐",IF(TODAY()>B{row},"催报","收表中"))))',
    ),
    ("备注", 26, ""),
)
"""Header, width, formula ({row}, {month} are filled in); no formula: a cell to be filled."""


def write_front(book: Book, sheet: Worksheet) -> None:
    """The front page: title, what is set, and one row of buttons for each stage of the cycle."""
    sheet.hide_gridlines(2)
    sheet.hide_row_col_headers()
    sheet.set_column(0, 0, 2.5)
    sheet.set_column(1, 1, 13)
    sheet.set_column(2, LAST_COLUMN, 31)
    _write_title(book, sheet)
    for number, group in enumerate(GROUPS):
        label = group.label if group is TOOLS else f"{number + 1}  {group.label}"
        _write_stage(book, sheet, 4 + 3 * number, group, label)
    _write_foot(book, sheet, 4 + 3 * len(GROUPS))
    sheet.protect("", {"objects": False, "select_locked_cells": True})
    _set_print(sheet)


def _write_title(book: Book, sheet: Worksheet) -> None:
    sheet.set_row(0, 10)
    sheet.set_row(1, 46)
    sheet.set_row(2, 26)
    sheet.set_row(3, 12)
    band = {"font_name": HEAD_FONT, "font_color": "#FFFFFF", "bg_color": BAND, "indent": 1}
    sheet.merge_range(1, 1, 1, LAST_COLUMN, "民生实事目标任务表", book.format(font_size=22, **band))
    sheet.merge_range(2, 1, 2, LAST_COLUMN, "", book.format(font_size=11, **(band | {"bg_color": ACCENT})))
    headline = (
        '=IF(县区="","第一次使用，请先到“设置”填写县区和工作文件夹",县区&"  "&年度&" 年  ·  报送期 "&报送期)'
    )
    sheet.write_formula(2, 1, headline, book.format(font_size=11, **(band | {"bg_color": ACCENT})))


def _write_stage(book: Book, sheet: Worksheet, top: int, group: Group, label: str) -> None:
    """A row of buttons, a row with what each does, a gap; the stage's name stands at the left."""
    sheet.set_row(top, 42)
    sheet.set_row(top + 1, 27)
    sheet.set_row(top + 2, 9)
    stage = book.format(
        "bold",
        font_name=HEAD_FONT,
        font_size=14,
        font_color=INK,
        align="center",
        valign="bottom",
        bg_color=PAPER,
    )
    when = book.format("subtitle", align="center", valign="top", bg_color=PAPER)
    note = book.format("subtitle", align="left", valign="top", bg_color=PAPER, indent=1)
    sheet.write_string(top, 1, label, stage)
    sheet.write_string(top + 1, 1, group.when, when)
    actions = actions_of(group)
    for column in range(2, LAST_COLUMN + 1):
        action = actions[column - 2] if column - 2 < len(actions) else None
        sheet.write_blank(top, column, None, book.format(bg_color=PAPER))
        sheet.write_string(top + 1, column, action.tip if action else "", note)
        if action:
            _put_button(sheet, top, column, action)


def _put_button(sheet: Worksheet, row: int, column: int, action: Action) -> None:
    """A text box that `package.with_live_shapes` turns into a button by its description."""
    strong = action.group is not TOOLS
    options = {
        "x_offset": 10,
        "y_offset": 11,
        "width": BUTTON_WIDTH,
        "height": BUTTON_HEIGHT,
        "description": action.label,
        "object_position": 3,
        "fill": {"color": ACCENT if strong else QUIET},
        "line": {"color": ACCENT if strong else "#9FB3C4", "width": 1},
        "align": {"horizontal": "center", "vertical": "middle"},
        "font": {"name": HEAD_FONT, "size": 12, "color": "#FFFFFF" if strong else INK},
    }
    sheet.insert_textbox(row, column, action.label, options)


def _write_foot(book: Book, sheet: Worksheet, row: int) -> None:
    sheet.set_row(row, 24)
    sheet.write_url(row, 1, f"internal:'{SETTINGS}'!C4", book.format("link", align="center"), "打开设置")
    sheet.write_url(row, 2, f"internal:'{BOARD}'!A1", book.format("link", indent=1), "打开周期看板")
    promise = "原件从不改动，结果另存新文件；改动当前表之前先预览，改后可撤销。"
    sheet.merge_range(row, 3, row, LAST_COLUMN, promise, book.format("grey", align="right"))


def write_settings(book: Book, sheet: Worksheet) -> None:
    """Names, values (the only cells that can be typed in) and meanings; every value has a defined name."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 2.5)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 42)
    sheet.set_column(3, 3, 58)
    _write_heading(
        book, sheet, 1, "设置", "黄色格可以填写，其余已锁定。县里的单位、部门、灯色和规则在总表的“设置”页。"
    )
    for number, (name, first, meaning) in enumerate(SETTING_ROWS):
        row = 3 + number
        sheet.set_row(row, 26)
        sheet.write_string(row, 1, name, book.format("cell", "header"))
        _write_value(sheet, row, first, book.format("cell", "fill", locked=False, align="left", indent=1))
        sheet.write_string(row, 3, meaning, book.format("cell", "subtitle", indent=1))
        book.workbook.define_name(name, f"={SETTINGS}!$C${row + 1}")
    _validate_settings(sheet)
    sheet.protect("", {"select_locked_cells": True})
    _set_print(sheet)


def _write_value(sheet: Worksheet, row: int, first: object, look: Any) -> None:
    if isinstance(first, str) and first.startswith("="):
        sheet.write_formula(row, 2, first, look)
    else:
        sheet.write(row, 2, first, look)


def _validate_settings(sheet: Worksheet) -> None:
    rows = {name: 3 + number for number, (name, _, _) in enumerate(SETTING_ROWS)}
    whole = {"validate": "integer", "criteria": "between", "error_title": "民生工程"}
    day = whole | {"minimum": 1, "maximum": 28, "error_message": "截止日请填 1 到 28 的整数"}
    year = whole | {"minimum": 2000, "maximum": 2100, "error_message": "年度请填四位年份，例如 2021"}
    split = {"validate": "list", "source": SPLITS, "error_message": "请从下拉列表里选"}
    layout = split | {"source": [AS_MASTER, *LAYOUTS]}
    for name, rule in {"截止日": day, "年度": year, "下发方式": split, "表式": layout}.items():
        sheet.data_validation(rows[name], 2, rows[name], 2, rule)


def write_board(book: Book, sheet: Worksheet) -> None:
    """Twelve periods with due date, pace, counts of returns and how far each has come."""
    sheet.hide_gridlines(2)
    _write_heading(
        book,
        sheet,
        0,
        "周期看板",
        "黄色格由按钮“周期看板”“汇总回收表”填写，也可手填，其余自动计算；粗体是当前报送期。各单位的明细在工作文件夹的“周期看板_年.xlsx”。",
    )
    for column, (header, width, _) in enumerate(BOARD_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(BOARD_FIRST_ROW - 1, column, header, book.format("cell", "header"))
    sheet.set_row(BOARD_FIRST_ROW - 1, 28)
    for month in range(1, 13):
        _write_month(book, sheet, BOARD_FIRST_ROW + month - 1, month)
    _light_board(book, sheet)
    sheet.freeze_panes(BOARD_FIRST_ROW, 1)
    last = BOARD_FIRST_ROW + 12
    book.workbook.define_name(BOARD, f"={BOARD}!$A${BOARD_FIRST_ROW}:${chr(64 + len(BOARD_COLUMNS))}${last}")
    _set_print(sheet)


def _write_month(book: Book, sheet: Worksheet, row: int, month: int) -> None:
    sheet.set_row(row, 22)
    formats = {"截止日": 'm"月"d"日"', "序时进度": "0.00%", "报送率": "0.0%", "及时率": "0.0%"}
    for column, (header, _, formula) in enumerate(BOARD_COLUMNS):
        look = ("cell",) if formula else ("cell", "fill")
        align = "left" if header == "备注" else "center"
        cell = book.format(*look, num_format=formats.get(header, "General"), align=align)
        if formula:
            sheet.write_formula(row, column, formula.format(row=row + 1, month=month), cell, "")
        else:
            sheet.write_blank(row, column, None, cell)


def _light_board(book: Book, sheet: Worksheet) -> None:
    first, last = BOARD_FIRST_ROW, BOARD_FIRST_ROW + 11
    state = next(column for column, (header, _, _) in enumerate(BOARD_COLUMNS) if header == "进展")
    for words, look in (("已收齐", "green"), ("收表中", "yellow"), ("催报", "red")):
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": _light(book, look)}
        sheet.conditional_format(first, state, last, state, rule)
    current = {"type": "formula", "criteria": f"=$A{first + 1}=报送期", "format": _light(book, "bold")}
    sheet.conditional_format(first, 0, last, 1, current)


def _light(book: Book, look: str) -> Any:
    from minsheng_xl.writing.style import LOOKS

    return book.workbook.add_format(LOOKS[look])


def _write_heading(book: Book, sheet: Worksheet, column: int, title: str, note: str) -> None:
    sheet.set_row(0, 34)
    sheet.set_row(1, 22)
    sheet.write_string(0, column, title, book.format("title", align="left", font_color=INK))
    sheet.write_string(1, column, note, book.format("subtitle"))


def write_texts(sheet: Worksheet, rows: Iterable[Iterable[str]]) -> None:
    """Chinese sentences for the macros, one row each: VBA source is ASCII only."""
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)


def _set_print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
