"""The township table (乡镇任务明细表): a row a township, a column an indicator, and what is left over.

合计, 县任务 and 差额 are formulas, so that a clerk who moves a figure sees at once whether the county's task
is met. A hidden row says which indicator of the plan a column is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import Allocation, TargetTable
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.sheets import put, put_across, set_columns, write_head
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TITLE = "{place}{year}年民生实事项目乡镇任务明细表"
CODES, TOTAL, TASK, DIFFERENCE = "指标编码", "合计", "县任务", "差额"
BLANK_COLUMNS, BLANK_TOWNS = 6, 24
BLANK_HEAD = "指标名称\n（单位）"
ROW_HEIGHT = 20.0
PROTECTION = {"format_columns": True, "format_rows": True, "insert_rows": True, "sort": True}


@dataclass(frozen=True, slots=True)
class _Column:
    """One allocated indicator: its head, its code, where the county's task stands, the townships' shares."""

    head: str = BLANK_HEAD
    code: str = ""
    task_at: str = ""
    target: Decimal | None = None
    shares: Mapping[str, Allocation] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum((each.value for each in self.shares.values() if each.value is not None), Decimal(0))


def write_allocation(book: Book, table: TargetTable, tasks: Mapping[str, str]) -> None:
    """Add the sheet; `tasks` says in which cell an indicator's target stands, by code.

    A table without any shares gets blank rows and columns to name.
    """
    columns = _columns(table, tasks) or [_Column()] * BLANK_COLUMNS
    towns = list(dict.fromkeys(each.town for each in table.allocations)) or [""] * BLANK_TOWNS
    layout = layouts.load("allocation")
    town, share = layout.columns
    spread = (replace(share, header=each.head.replace("{", "（").replace("}", "）")) for each in columns)
    layout = replace(layout, columns=(town, *spread))
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    title = TITLE.format(place=table.place_name or "×××县", year=table.year or "××××")
    write_head(book, sheet, layout, title=title, locked=False)
    put_across(sheet, 2, layout.shown, table.doc_no, book.format("subtitle"))
    if not table.allocations:
        _open_heads(book, sheet, layout.header_row, columns)
    _write_codes(book, sheet, layout.header_row + 1, columns)
    first = layout.header_row + 2
    for number, name in enumerate(towns, start=first):
        _write_town(book, sheet, number, name, columns)
    _write_sums(book, sheet, columns, first, first + len(towns) - 1)
    sheet.protect("", PROTECTION)


def _columns(table: TargetTable, tasks: Mapping[str, str]) -> list[_Column]:
    """The allocated indicators in the plan's order, then by name what is none of the plan."""
    shares: dict[str, dict[str, Allocation]] = {}
    for each in table.allocations:
        shares.setdefault(each.indicator, {})[each.town] = each
    names = {name: each for each in reversed(table.indicators) for name in (each.name, each.code)}
    order = {each.code: at for at, each in enumerate(table.indicators)}
    known = sorted((key for key in shares if key in names), key=lambda key: order[names[key].code])
    columns = [
        _Column(
            _head(each.name, each.unit), each.code, tasks.get(each.code, ""), each.target.value, shares[key]
        )
        for key in known
        for each in [names[key]]
    ]
    others = (
        _Column(_head(key, next(iter(given.values())).unit), shares=given)
        for key, given in shares.items()
        if key not in names
    )
    return [*columns, *others]


def _head(name: str, unit: str) -> str:
    return f"{name}\n（{unit}）" if unit else name


def _open_heads(book: Book, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> None:
    """Heads to type over."""
    for position, column in enumerate(columns, start=2):
        put(sheet, row, position, column.head, book.format("cell", "header", locked=False))


def _write_codes(book: Book, sheet: Worksheet, row: int, columns: Sequence[_Column]) -> None:
    for position, text in enumerate((CODES, *(each.code for each in columns)), start=1):
        put(sheet, row, position, text, book.format("cell"))
    sheet.set_row(row - 1, None, None, {"hidden": True})


def _write_town(book: Book, sheet: Worksheet, number: int, name: str, columns: Sequence[_Column]) -> None:
    sheet.set_row(number - 1, ROW_HEIGHT)
    put(sheet, number, 1, name, book.format("cell", align="center", locked=False))
    for position, column in enumerate(columns, start=2):
        share = column.shares.get(name)
        value = share.value if share and share.value is not None else share.value_text if share else None
        shown = style.number_format(str(value or ""))
        look = book.format("cell", align="center", num_format=shown, locked=False)
        put(sheet, number, position, value, look)


def _write_sums(book: Book, sheet: Worksheet, columns: Sequence[_Column], first: int, last: int) -> None:
    """合计, 县任务 and 差额 below the townships."""
    total, task, difference = last + 1, last + 2, last + 3
    look = book.format("cell", "bold", align="center")
    for row, text in ((total, TOTAL), (task, TASK), (difference, DIFFERENCE)):
        sheet.set_row(row - 1, ROW_HEIGHT)
        put(sheet, row, 1, text, look)
    for position, column in enumerate(columns, start=2):
        top, end, sum_at, task_at = (cell_name(row, position) for row in (first, last, total, task))
        filled = f"COUNT({top}:{end})"
        shown = column.total if column.shares else ""
        sheet.write_formula(total - 1, position - 1, f'=IF({filled}=0,"",SUM({top}:{end}))', look, shown)
        _write_task(book, sheet, task, position, column, look)
        gap = f'=IF(OR(NOT(ISNUMBER({sum_at})),NOT(ISNUMBER({task_at}))),"",ROUND({sum_at}-{task_at},6))'
        left = column.total - column.target if column.shares and column.target is not None else ""
        sheet.write_formula(difference - 1, position - 1, gap, look, left)


def _write_task(book: Book, sheet: Worksheet, row: int, position: int, column: _Column, look: Format) -> None:
    """The county's task: what the plan's cell says, or a cell to fill in where the plan has none."""
    if column.task_at:
        shown = "" if column.target is None else column.target
        sheet.write_formula(
            row - 1, position - 1, f"='{column.task_at.replace('!', chr(39) + '!')}", look, shown
        )
    else:
        put(sheet, row, position, column.target, book.format("cell", "bold", align="center", locked=False))
