"""A returned workbook -> Return: who sent it, for which period, and every row as typed cells.

What a cell stands for is read here in the unit of the plan's indicator; whether it is right is for the rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from minsheng_xl.model import Entry, Indicator, Return, Row
from minsheng_xl.place import CellValue, Grid, cell_text
from minsheng_xl.quantity import read_number
from minsheng_xl.reading.tables import Header, find_header, read_meta, squeezed
from minsheng_xl.reference import Reference

FORM_ROLES = frozenset(
    "code no item indicator unit target measure responsible lead previous current cumulative rate pace_percent "
    "gap status invest_plan invest_done invest_rate progress_note problem next_step explanation evidence "
    "case_count note".split()
)
HEAD_ROLES = ("department", "period", "filler", "phone", "head", "fill_date")
NEEDED_ROLES = ("indicator", "unit", "target", "cumulative")
NUMBER_ROLES = ("previous", "current", "cumulative", "rate", "invest_plan", "invest_done")
FILLED_ROLES = ("current", "cumulative")
COUNTED = frozenset({"number", "range", "coverage"})
"""Kinds of target whose progress is a figure; beside the others a word such as — or 无 is an answer."""
NAME_ROLES = ("code", "no", "item", "indicator")

_remark = re.compile(r"^(?:注|备注|说明|合计|小计|总计)\s*\d*\s*[:：]?")


def read_return(file: str, grids: Sequence[Grid], ref: Reference) -> Return:
    """The return a workbook holds. Without a header that can be used it has no rows and no columns."""
    meta = read_meta(grids)
    grid, header = _data_sheet(grids, meta, ref)
    result = Return(file, meta=meta, grid=grid)
    result.other_grids = [each for each in grids if each is not grid]
    if grid is None:
        return result
    head_end = header.row if header else len(grid.rows) + 1
    result.head = _read_head(grid, head_end, ref)
    result.department = result.head.get("department", Entry()).printed or meta.get("department", "")
    result.period = result.head.get("period", Entry()).printed or meta.get("period", "")
    if header:
        result.header_row, result.columns = header.row, header.columns
        result.rows = list(_rows(grid, header))
    return result


def _data_sheet(
    grids: Sequence[Grid], meta: dict[str, str], ref: Reference
) -> tuple[Grid | None, Header | None]:
    """The sheet the form named, else the one whose header knows most columns."""
    best: tuple[Grid | None, Header | None] = (None, None)
    for grid in sorted(grids, key=lambda each: each.sheet != meta.get("sheet")):
        header = find_header(grid, ref.headers, FORM_ROLES) if grid.visible else None
        if header is None:
            continue
        if grid.sheet == meta.get("sheet"):
            return grid, header
        if best[1] is None or len(header.columns) > len(best[1].columns):
            best = grid, header
    if best[0] is None:
        return next((grid for grid in grids if grid.sheet == meta.get("sheet")), None), None
    return best


def _read_head(grid: Grid, end: int, ref: Reference) -> dict[str, Entry]:
    """Label and fill cells above the header: 填报单位（盖章） | 县民政局, or both in one cell after a colon."""
    found: dict[str, Entry] = {}
    for row in range(1, end):
        for column in range(1, grid.width + 1):
            label, _, rest = grid.text(row, column).replace("：", ":").partition(":")
            match = ref.headers.role(label) if label else None
            if match is None or match.role not in HEAD_ROLES or match.role in found:
                continue
            if rest.strip():
                found[match.role] = Entry(rest.strip(), row=row, column=column)
            else:
                found[match.role] = _beside(grid, row, column, ref)
    return found


def _beside(grid: Grid, row: int, column: int, ref: Reference) -> Entry:
    """The first filled cell to the right of a label, or the empty fill cell where the next label comes first."""
    for right in range(column + 1, grid.width + 1):
        text = grid.text(row, right)
        match = ref.headers.role(text.rstrip("：:")) if text else None
        if match is not None and match.role in HEAD_ROLES:
            break
        if text:
            return Entry(text, row=row, column=right)
    return Entry("", row=row, column=column + 1)


def _rows(grid: Grid, header: Header) -> list[Row]:
    names = [header.columns[role] for role in NAME_ROLES if role in header.columns]
    columns = list(header.columns.items())
    first_words = {cell_text(value) for value in grid.rows[header.row - 1]}
    rows = []
    for number in range(header.row + 1, len(grid.rows) + 1):
        values = grid.rows[number - 1]
        texts = [cell_text(value) for value in values]
        first = next(filter(None, texts), "")
        named = any(texts[column - 1] for column in names if column <= len(texts))
        if not named or _remark.match(first) or (first in first_words and header.repeats(grid, number)):
            continue
        values = values + [None] * (header.last - len(values))
        texts = texts + [""] * (header.last - len(texts))
        cells = {role: _entry(grid, number, at, values[at - 1], texts[at - 1]) for role, at in columns}
        rows.append(Row(number, cells))
    return rows


def _entry(grid: Grid, row: int, column: int, value: CellValue, text: str) -> Entry:
    error = grid.errors.get((row, column), "") if grid.errors else ""
    number = value if isinstance(value, Decimal) else None
    return Entry(text, number, row, column, as_text=isinstance(value, str), error=error)


def read_numbers(row: Row, indicator: Indicator, grid: Grid, ref: Reference) -> None:
    """Read what was typed as numbers in the indicator's unit, and compute the form's own formulas anew.

    A number typed as text is read (`1,941`, `０．５万`, `2000万元`), never zeroed; what cannot be read
    keeps its text and a problem in words.
    """
    unit = ref.units.read(indicator.unit).unit
    money = ref.units.read("万元").unit
    issued = indicator.target.kind in COUNTED
    for role in NUMBER_ROLES:
        entry = row.cells.get(role)
        if entry is None or entry.blank or entry.error:
            continue
        own = money if role.startswith("invest") else ref.units.read("%").unit if role == "rate" else unit
        reading = read_number(grid.value(entry.row, entry.column), own, ref.units)
        entry.value, entry.notes = reading.value, reading.notes
        wordy = bool(reading.state) and issued and role in FILLED_ROLES
        entry.problem = reading.problem or ("写的是文字，不是数" if wordy else "")
    _compute_cumulative(row, indicator, grid)


def _compute_cumulative(row: Row, indicator: Indicator, grid: Grid) -> None:
    """上期累计 + 本期完成, where the sheet has the formula but no result of it."""
    entry = row.cells.get("cumulative")
    current = row.value("current")
    if entry is None or indicator.measure != "flow" or (entry.row, entry.column) not in grid.uncached:
        return
    if current is None:
        entry.value = row.value("previous")
    else:
        entry.value = (row.value("previous") or Decimal()) + current
    if entry.value is not None:
        entry.printed = f"{entry.value:f}"


def same_name(name: str) -> str:
    """A name without spaces, 其中 and the like, for matching what was typed again."""
    return re.sub(r"^(?:其中[:：]?|[—－-]+)", "", squeezed(name)).replace("新改建", "新建改建")
