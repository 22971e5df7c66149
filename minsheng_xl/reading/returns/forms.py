"""A returned workbook -> Return: who sent it, for which period, and every row as typed cells.

What a cell stands for is read here in the unit of the plan's indicator; whether it is right is for the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.model import ADDED_UP, OTHER_SCALE, Entry, Indicator, Reading, ReadingState, Return, Row
from minsheng_xl.place import CellValue, Grid, cell_text, number_text
from minsheng_xl.quantity import Unit, comparable, convert, parse_target, read_number
from minsheng_xl.quantity.typography import bare_code
from minsheng_xl.quantity.words import State, words
from minsheng_xl.reading.returns.signatures import signed_across
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.columns import Answers, Columns, columns_at, find_columns, listed_roles
from minsheng_xl.reading.tables.compute import compute_missing, fresh_value
from minsheng_xl.reading.tables.headers import read_meta, squeezed
from minsheng_xl.reference import Reference

HEAD_ROLES = ("department", "period", "filler", "phone", "head", "fill_date")
NEEDED_ROLES = ("indicator", "unit", "target", "cumulative")
NUMBER_ROLES = ("previous", "current", "cumulative", "rate", "invest_plan", "invest_done")
FILLED_ROLES = ("current", "cumulative")
MONEY = ("invest_plan", "invest_done")
ENTERED_ROLES = (*FILLED_ROLES, *MONEY)
TYPED_ROLES = ("current", *MONEY)
"""Those a form has no formula for; what a running total ought to be the rules know."""
COUNTED = frozenset({"number", "range", "coverage"})
"""Kinds of target whose progress is a figure; beside the others a word such as — or 无 is an answer."""
NAME_ROLES = ("code", "no", "item", "indicator")

_OPEN: tuple[State, ...] = ("tbd", "actual", "coverage")
_NEAR = Decimal("1e-9")
"""What a computed number may be off its kept form by: binary fractions agree to 15 digits."""
_STRUCK_NAME = "本行名称有删除线，看不出这一行还作不作数，作数的请去掉删除线，不作数的请清空本行的数"
_remark = re.compile(r"^(?:注|备注|说明|合计|小计|总计)\s*\d*\s*[:：]?")
_TITLE = 60
"""Characters of a line that can be a title."""
_figure = re.compile(r"[-+]?[\d.,，]+%?")
_total = re.compile(r"(?:本页|全县|分类)?(?:合计|小计|总计|共计)[:：]?")


def read_return(
    file: str,
    grids: Sequence[Grid],
    ref: Reference,
    confirmed: Mapping[str, Answers] | None = None,
    named: Callable[[str], str] = lambda text: "",
) -> Return:
    """The return a workbook holds. Without a header that can be used it has no rows and no columns.

    `confirmed` is what a person said of heads and rows that were asked about, by department. `named` tells
    which department a text names: without a head field for it, a table's title or its file's name says it.
    """
    meta = read_meta(grids)
    year = int(meta["year"]) if meta.get("year", "").isdigit() else 0
    grid, columns = _data_sheet(grids, meta, ref, year)
    result = Return(file, meta=meta, grid=grid)
    result.other_grids = [each for each in grids if each is not grid]
    if grid is None:
        return result
    if grid.uncached:
        compute_missing(grid)
    head_end = columns.header.top if columns else len(grid.rows) + 1
    result.head = _read_head(grid, head_end, ref)
    below = _signed_below(grid, columns.header.row, ref) if columns else {}
    result.head |= {role: entry for role, entry in below.items() if not _said(result.head, role)}
    stated = _said(result.head, "department") or meta.get("department", "")
    result.department = stated or (_named_in(file, grid, columns.header.top, named) if columns else "")
    result.period = _said(result.head, "period") or meta.get("period", "")
    known, sender = confirmed or {}, ref.register.standard(result.department)
    result.answers = known.get(sender) or known.get(file, {})
    if columns and result.answers:
        columns = find_columns(grid, ref, year, result.answers)
    if columns:
        result.header_row, result.columns = columns.header.row, dict(columns.header.columns)
        result.readings = [*columns.readings]
        result.rows = _rows(grid, columns, ref, year, result.readings)
        _note_merged(result.rows, grid)
    return result


def _data_sheet(
    grids: Sequence[Grid], meta: dict[str, str], ref: Reference, year: int
) -> tuple[Grid | None, Columns | None]:
    """The sheet the form named, else the visible one whose header knows most columns, else a hidden one."""
    named = next((grid for grid in grids if grid.sheet == meta.get("sheet")), None)
    shown = [grid for grid in grids if grid.visible]
    hidden = [grid for grid in grids if not grid.visible]
    for some in ([named] if named in shown else [], shown, hidden):
        found = [(grid, columns) for grid in some if grid and (columns := find_columns(grid, ref, year))]
        if found:
            return max(found, key=lambda each: len(each[1].header.columns))
    return named, None


def _read_head(grid: Grid, end: int, ref: Reference) -> dict[str, Entry]:
    """Label and fill cells above the header: 填报单位（盖章） | 县民政局, or both in one cell."""
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


def _said(head: Mapping[str, Entry], role: str) -> str:
    return head.get(role, Entry()).printed


def _signed_below(grid: Grid, header: int, ref: Reference) -> dict[str, Entry]:
    """Head fields that stand in rows of their own below the table: 填报人：… | 联系电话：…."""
    found: dict[str, Entry] = {}
    for row in range(header + 1, len(grid.rows) + 1):
        signed = signed_across([cell_text(value) for value in grid.rows[row - 1]], ref)
        for role, (text, column) in signed.items():
            found.setdefault(role, Entry(text, row=row, column=column))
    return found


def _named_in(file: str, grid: Grid, end: int, named: Callable[[str], str]) -> str:
    """The department that a title above the header names, else the file's name."""
    above = (text for row in range(1, end) if (text := grid.text(row, 1)) and len(text) <= _TITLE)
    return next(filter(None, map(named, (*above, file.rsplit("/", 1)[-1]))), "")


def _beside(grid: Grid, row: int, column: int, ref: Reference) -> Entry:
    """The first filled cell right of a label, or the empty fill cell where the next label comes first."""
    for right in range(column + 1, grid.width + 1):
        text = grid.text(row, right)
        match = ref.headers.role(text.rstrip("：:")) if text else None
        if match is not None and match.role in HEAD_ROLES:
            break
        if text:
            return Entry(text, row=row, column=right)
    return Entry("", row=row, column=column + 1)


def _rows(grid: Grid, columns: Columns, ref: Reference, year: int, readings: list[Reading]) -> list[Row]:
    """Rows that name something, below the header and below that of a second table with other columns."""
    rows, after = _section(grid, columns.header, ref)
    while after:
        columns = columns_at(grid, after, ref, year)
        more, beyond = _section(grid, columns.header, ref)
        known = {same_name(row.text("indicator")) for row in rows}
        if not _is_certain(columns) or any(same_name(row.text("indicator")) in known for row in more):
            readings.append(_other_table(grid, after, columns))
            break
        readings.append(_second_table(grid, after))
        rows, after = rows + more, beyond
    return rows


def _section(grid: Grid, header: ColumnMap, ref: Reference) -> tuple[list[Row], int]:
    """Rows below a header, a header printed again left out, and the row where another table begins (or 0)."""
    names = [header.columns[role] for role in NAME_ROLES if role in header.columns]
    filled = [header.columns[role] for role in NUMBER_ROLES if role in header.columns]
    places = list(header.columns.items())
    first_words = {cell_text(value) for value in grid.rows[header.row - 1]}
    last = header.last
    rows: list[Row] = []
    for number in range(header.row + 1, len(grid.rows) + 1):
        values = grid.rows[number - 1]
        texts = [cell_text(value) for value in values]
        first = next(filter(None, texts), "")
        if not any(texts[column - 1] for column in names if column <= len(texts)) or _remark.match(first):
            continue
        if signed_across(texts, ref):
            continue
        if (first in first_words or _may_be_head(texts)) and (again := listed_roles(grid, number, ref)):
            if any(header.columns.get(role) != column for role, column in again.items()):
                return rows, number
            continue
        values = values + [None] * (last - len(values))
        texts = texts + [""] * (last - len(texts))
        if _is_row(texts, header, filled):
            cells = {role: _entry(grid, number, at, values[at - 1], texts[at - 1]) for role, at in places}
            if code := cells.get("code"):
                code.printed = bare_code(code.printed)
            rows.append(Row(number, cells))
    return rows, 0


def _may_be_head(texts: list[str]) -> bool:
    """Whether a row is of words only, as a header is."""
    words = [text for text in texts if text]
    return len(words) >= 3 and not any(map(_figure.fullmatch, words))


def _is_certain(columns: Columns) -> bool:
    """Whether every column a figure needs is named by a listed word, and none has to be guessed."""
    return columns.header.columns.keys() >= set(NEEDED_ROLES) and not any(
        each.vital or each.state == "asked" for each in columns.readings
    )


def _is_row(texts: list[str], header: ColumnMap, filled: list[int]) -> bool:
    """Whether a row is about an indicator; categories, items and totals printed across are not."""
    code, name = (header.columns.get(role) for role in ("code", "indicator"))
    if code and texts[code - 1]:
        return True
    if name is None or not texts[name - 1]:
        return any(texts[column - 1] for column in filled)
    return not _total.fullmatch(squeezed(texts[name - 1]))


def _second_table(grid: Grid, row: int) -> Reading:
    """A table whose header is certain is read by its own columns, and said to be."""
    printed = next(filter(None, (cell_text(value) for value in grid.rows[row - 1])))
    why = "列的次序与上面不同，表头都认得准"
    return Reading("row", "likely", f"{printed}（第{row}行起）", "同一张表的另一段", why, row)


def _other_table(grid: Grid, row: int, columns: Columns) -> Reading:
    """A second table below is left alone; one with figures of its own is asked about."""
    printed = next(filter(None, (cell_text(value) for value in grid.rows[row - 1])))
    doubted = any(each.state == "asked" for each in columns.readings)
    figures = columns.header.columns.keys() & {*FILLED_ROLES}
    state: ReadingState = "asked" if figures or doubted else "likely"
    return Reading("row", state, f"{printed}（第{row}行起）", "", "这一行起是另一张表，以下没有读取", row)


def _entry(grid: Grid, row: int, column: int, value: CellValue, text: str) -> Entry:
    at = row, column
    error = grid.errors.get(at, "") if grid.errors else ""
    number = value if isinstance(value, Decimal) else None
    typed = isinstance(value, str)
    if at in grid.formats:
        text = grid.text(row, column)
    return Entry(text, number, row, column, as_text=typed, error=error, computed=at in grid.formulas)


def _note_merged(rows: Sequence[Row], grid: Grid) -> None:
    """Mark the figures that stand once for several cells; each row of these is asked for its own."""
    if not grid.merges:
        return
    entries = [row.cells[role] for row in rows for role in ENTERED_ROLES if role in row.cells]
    places = {(each.row, each.column): each for each in entries}
    for area in grid.merges:
        if (area.top, area.left) not in places or not grid.text(area.top, area.left):
            continue
        within = [entry for at, entry in places.items() if at in area]
        for each in within if len(within) > 1 else ():
            each.printed = grid.text(area.top, area.left)
            each.merged = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"


def read_numbers(row: Row, indicator: Indicator, grid: Grid, ref: Reference, header: int = 0) -> None:
    """Read what was typed as numbers in the indicator's unit, and compute the form's own formulas anew.

    Money is read in 万元. A figure without a unit of its own is in that of its head (完成投资（亿元）) in row
    `header`, else in that of its row where the row's target shows that it is meant.
    A number typed as text is read (`1,941`, `０．５万`, `2000万元`), never zeroed; what cannot be read keeps
    its text and a problem in words.
    """
    unit = ref.units.read(indicator.unit).unit
    issued = indicator.target.kind in COUNTED
    scale = other_scale(row, indicator, ref)
    if scale:
        row.cells["unit"].notes = (OTHER_SCALE,)
    for role in NUMBER_ROLES:
        entry = row.cells.get(role)
        if entry is None or entry.blank or entry.error:
            continue
        aim = _unit_of(role, unit, ref)
        own = _headed(grid.text(header, entry.column), aim, ref) or (scale if aim is unit else None) or aim
        reading = read_number(grid.shown(entry.row, entry.column), own, ref.units)
        entry.value, entry.notes = reading.value, reading.notes
        if entry.value is not None and own and aim:
            entry.value = convert(entry.value, own, aim)
        entry.problem = _unseen(grid, entry) or reading.problem or _wordy(reading.state, role, counted=issued)
        entry.problem = entry.problem or _misplaced(entry, role) or _stale(grid, entry, role)
        if entry.problem:
            entry.value = None
    _ask_of_struck_row(row, grid)
    _compute_cumulative(row, indicator, grid)


def _misplaced(entry: Entry, role: str) -> str:
    """Why a figure that says whether it is a running total or the period's own stands in the wrong column."""
    said = words()["cell"]
    if role == "current" and entry.as_text and entry.printed.startswith(tuple(said["total"])):
        return "写的是累计，这一格填本期完成，累计由表内公式算"
    if role == "cumulative" and entry.as_text and entry.printed.startswith(tuple(said["month"])):
        return "写的是本期，这一格填累计完成（截至本期的值）"
    return ""


def _ask_of_struck_row(row: Row, grid: Grid) -> None:
    """A figure of a row whose name is struck out is asked about: the row may no longer stand."""
    name = row.cells.get("indicator", Entry())
    if grid.doubts.get((name.row, name.column)) != "struck":
        return
    for role in FILLED_ROLES:
        entry = row.cells.get(role)
        if entry and not entry.blank and not entry.computed:
            entry.value, entry.problem = None, entry.problem or _STRUCK_NAME


def _unseen(grid: Grid, entry: Entry) -> str:
    """Why what a cell holds is not what its reader sees there, or stands for several rows."""
    merged = f"单元格{entry.merged}合并在一起，看不出各是多少，请取消合并，逐格填写" if entry.merged else ""
    return grid.asked(entry.row, entry.column) or merged


def _wordy(state: State, role: str, *, counted: bool) -> str:
    """Why a cell that holds a word is asked for its number, in Chinese; — and 无 of money are no money."""
    if state in ("same", "see") and role in ENTERED_ROLES:
        return "写的是文字，不是数，请写出本行的数"
    asked = (counted and role in FILLED_ROLES) or (state in _OPEN and role in MONEY)
    return "写的是文字，不是数，没有完成的请填0，还没有数的请空着" if state and asked else ""


def _stale(grid: Grid, entry: Entry, role: str) -> str:
    """Why a formula a clerk typed cannot be taken: what is kept of it is not what it comes to now."""
    at = entry.row, entry.column
    if role not in TYPED_ROLES or at not in grid.formulas or not isinstance(kept := grid.value(*at), Decimal):
        return ""
    now = fresh_value(grid, *at)
    if now is None or number_text(now) == number_text(kept) or abs(now - kept) <= abs(kept) * _NEAR:
        return ""
    return f"格里的公式现在算出{number_text(now)}，存着的却是{number_text(kept)}，请重算后保存，或直接填数"


def other_scale(row: Row, indicator: Indicator, ref: Reference) -> Unit | None:
    """A row's own unit where it is another of the same kind and the row's target in it is the plan's."""
    own, unit = ref.units.read(row.text("unit")).unit, ref.units.read(indicator.unit).unit
    if own is None or unit is None or own is unit or own == unit or not comparable(own, unit):
        return None
    target = parse_target(row.text("target"), ref.units, row.text("unit"), indicator.name).value
    value = indicator.target.value
    return own if target is not None and convert(target, own, unit) == value != target else None


def _unit_of(role: str, unit: Unit | None, ref: Reference) -> Unit | None:
    """What a column is counted in: money in 万元, a rate in %, the rest in the indicator's unit."""
    named = {"rate": "%", "invest_plan": "万元", "invest_done": "万元"}.get(role)
    return ref.units.read(named).unit if named else unit


def _headed(head: str, aim: Unit | None, ref: Reference) -> Unit | None:
    """The unit in brackets behind a head, where it measures what the column is of: 完成投资(亿元)."""
    match = ref.headers.role(head) if head else None
    named = ref.units.read(match.remark).unit if match and match.remark else None
    return named if named and aim and comparable(named, aim) else None


def _compute_cumulative(row: Row, indicator: Indicator, grid: Grid) -> None:
    """上期累计 + 本期完成, where the sheet has the formula without a result, or the cell was left blank.

    A table without 上期累计 is left alone: what the period before had come to is not known here.
    """
    entry, current = row.cells.get("cumulative"), row.cells.get("current")
    if entry is None or entry.printed or entry.error or indicator.measure != "flow":
        return
    if "previous" not in row.cells:
        return
    at = entry.row, entry.column
    if at in grid.uncached or (current and (current.problem or current.error)):
        return
    now, before = row.value("current"), row.value("previous")
    if at not in grid.formulas:
        if now is None:
            return
        entry.notes, entry.computed = (ADDED_UP,), True
    entry.value = before if now is None else (before or Decimal()) + now
    if entry.value is not None:
        entry.printed = f"{entry.value:f}"


@lru_cache(1 << 14)
def same_name(name: str) -> str:
    """A name without spaces, a number before it, 其中 and the like, for matching what was typed again."""
    return re.sub(r"^(?:其中[:：]?|[—－-]+|\d{1,2}[.．、](?!\d))", "", squeezed(name)).replace(
        "新改建", "新建改建"
    )
