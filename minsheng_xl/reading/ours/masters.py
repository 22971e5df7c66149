"""Masters and last period's summaries read back: the plan with the county's own sheets, and its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from minsheng_xl.errors import InputError
from minsheng_xl.model import TargetTable
from minsheng_xl.place import Grid
from minsheng_xl.reading.ours.adjustments import read_adjustments
from minsheng_xl.reading.ours.allocations import MATRIX, plan_of_matrix, read_allocations
from minsheng_xl.reading.tables.column_map import ColumnMap
from minsheng_xl.reading.tables.headers import Strict, find_header, read_meta, read_records
from minsheng_xl.reading.tables.mending import settle_leads
from minsheng_xl.reading.tables.plans import PLAN_ROLES, PlanReader
from minsheng_xl.reading.text.facts import read_place, read_year
from minsheng_xl.reference import Reference
from minsheng_xl.reference.rows import Record

ENOUGH = 2
"""Roles beside the name that make a header a plan's."""
NAMES = ("indicator", "item")
COUNTY_SHEETS = ("单位表", "部门名录", "乡镇名录", "设置", "日历", "自定规则")
"""Sheets of a master that a county keeps for itself."""
MASTER = "master"
TOWNS = "towns"
TASK_LAYOUTS = ("b", "c")
"""Layouts that print tasks in words."""
BASIS = "依据："
"""What stands before the document's number on a master of ours."""
SHARE_SHEET = "分报情况"
SHARE_ROLES = ("code", "department", "cumulative")
DONE_ROLES = frozenset({"code", "cumulative", "indicator", "unit"})
DATA_ROLES = ("unit", "target", "lead", "responsible")


def own_reference(grids: Sequence[Grid], ref: Reference) -> Reference:
    """The packaged reference data with a master's own 单位表, 部门名录, 乡镇名录, 设置, 日历, 自定规则."""
    sheets = county_sheets(grids)
    return ref.with_sheets(
        units=sheets.get("单位表", []),
        departments=sheets.get("部门名录", []),
        towns=sheets.get("乡镇名录", []),
        settings=sheets.get("设置", []),
        calendar=sheets.get("日历", []),
        rules=sheets.get("自定规则", []),
    )


def read_plan(
    file: str,
    grids: Sequence[Grid],
    ref: Reference,
    *,
    year: int = 0,
    place: str = "",
) -> TargetTable:
    """The plan in a workbook. InputError where no sheet has a plan's columns."""
    meta = read_meta(grids)
    found = _plan_sheet(grids, meta, ref)
    if found is None:
        raise InputError(f"“{file}”里没有找到目标任务表", _needed(grids, ref))
    grid, header = found
    header = settle_leads(header)
    title = _title(grid, header, ours="kind" in meta)
    heads = " ".join(grid.text(header.row, column) for column in range(1, grid.width + 1))
    year = year or int(meta.get("year") or 0) or read_year(f"{title} {heads}")
    place = place or meta.get("place", "") or read_place(title)
    layout = _layout(meta)
    joined = layout in TASK_LAYOUTS
    reader = PlanReader(grid, header, ref, year=year, coded=_coded(grid, header), joined=joined)
    table = reader.table(title=title, place_name=place, doc_no=_doc_no(grid, header))
    if joined:
        from minsheng_xl.reading.ours.reworded import settled

        table = settled(table, reader.wordings, ref)
    if not table.indicators and layout == TOWNS:
        table = _towns_plan(grids, ref, year, place) or table
    if not table.indicators:
        raise InputError(f"“{file}”〔{grid.sheet}〕的表头下面没有可填的指标", "请核对表格内容")
    return table.model_copy(update={"layout": layout, **_beside(grids, table, ref)})


def _towns_plan(grids: Sequence[Grid], ref: Reference, year: int, place: str) -> TargetTable | None:
    """The plan a township table holds, where the master's own table is still empty."""
    grid = next((grid for grid in grids if grid.sheet == MATRIX), None)
    title = grid.text(1, 1) if grid else ""
    table = plan_of_matrix(grids, ref, year=year or read_year(title))
    return (
        table.model_copy(update={"title": title, "place_name": place or read_place(title)}) if table else None
    )


def words_only(grids: Sequence[Grid], ref: Reference) -> tuple[Grid, str] | None:
    """What prints of a master in tasks whose figures nobody has read yet, and its title; else None."""
    meta = read_meta(grids)
    found = _plan_sheet(grids, meta, ref) if _layout(meta) in TASK_LAYOUTS else None
    if found is None or _coded(*found):
        return None
    grid, header = found
    figures = ("indicator", "unit", "target")
    filled = any(
        grid.text(row, header.columns.get(role, 0))
        for row in range(header.row + 1, len(grid.rows) + 1)
        for role in figures
    )
    if filled:
        return None
    return grid.left_of(header.columns["indicator"]), _title(grid, header, ours=True)


def layout_of(grids: Sequence[Grid]) -> str:
    """Which layout a master of ours has; a for any other workbook."""
    return _layout(read_meta(grids))


def _layout(meta: Mapping[str, str]) -> str:
    _, _, layout = meta.get("template", "").partition(f"{MASTER}_")
    return layout if meta.get("kind") == MASTER and layout else "a"


def county_sheets(grids: Sequence[Grid]) -> dict[str, list[Record]]:
    """The rows of a county's own sheets (单位表, 部门名录, 设置 ...) in a master, by sheet."""
    return {grid.sheet: read_records(grid) for grid in grids if grid.sheet in COUNTY_SHEETS}


def _beside(grids: Sequence[Grid], table: TargetTable, ref: Reference) -> dict[str, object]:
    """What a master's other sheets say of its plan."""
    return {
        "adjustments": read_adjustments(grids, ref, table),
        "allocations": table.allocations or read_allocations(grids, table, ref),
    }


def has_plan(grids: Sequence[Grid], ref: Reference) -> bool:
    """Whether a sheet has a plan's columns: a name, a unit of measure and a target of its own."""
    found = _plan_sheet(grids, {}, ref)
    return found is not None and {"unit", "target"} <= found[1].columns.keys()


def _plan_sheet(
    grids: Sequence[Grid], meta: Mapping[str, str], ref: Reference
) -> tuple[Grid, ColumnMap] | None:
    best: tuple[Grid, ColumnMap] | None = None
    for grid in grids:
        header = find_header(grid, Strict(ref.headers, PLAN_ROLES)) if grid.visible else None
        if header is None or not _is_plan(header):
            continue
        if grid.sheet == meta.get("sheet"):
            return grid, header
        if best is None or len(header.columns) > len(best[1].columns):
            best = grid, header
    return best


def _coded(grid: Grid, header: ColumnMap) -> bool:
    """Whether rows carry codes; those of a blank master filled in by hand do not yet."""
    column = header.columns.get("code", 0)
    return any(grid.text(row, column) for row in range(header.row + 1, len(grid.rows) + 1))


def _is_plan(header: ColumnMap) -> bool:
    named = any(role in header.columns for role in NAMES)
    return named and sum(role in header.columns for role in DATA_ROLES) >= ENOUGH


def _needed(grids: Sequence[Grid], ref: Reference) -> str:
    seen = []
    for grid in grids:
        header = find_header(grid, Strict(ref.headers, PLAN_ROLES)) if grid.visible else None
        if header:
            words = "、".join(grid.text(header.row, column) for column in header.columns.values())
            seen.append(f"〔{grid.sheet or '正文'}〕认出的列：{words}")
    remedy = "表头应有“指标名称（指标构成）、单位、目标、牵头单位、责任单位”各列"
    return remedy + ("；" + "；".join(seen) if seen else "")


def _title(grid: Grid, header: ColumnMap, *, ours: bool) -> str:
    """The first line above the header of a workbook of ours, the longest of another."""
    lines = filter(None, _above(grid, header))
    return next(lines, "") if ours else max(lines, key=len, default="")


def _doc_no(grid: Grid, header: ColumnMap) -> str:
    """The document a master of ours says it rests on."""
    return next((text[len(BASIS) :] for text in _above(grid, header) if text.startswith(BASIS)), "")


def _above(grid: Grid, header: ColumnMap) -> Iterator[str]:
    """The texts above the header."""
    for row in range(1, header.row):
        yield from (grid.text(row, column) for column in range(1, grid.width + 1))


def read_cumulative(file: str, grids: Sequence[Grid], ref: Reference) -> dict[str, tuple[Decimal, str]]:
    """Cumulative values with their printed units by indicator code, from a county summary.

    InputError for any other workbook.
    """
    for grid in grids:
        header = find_header(grid, Strict(ref.headers, DONE_ROLES)) if grid.visible else None
        if header is None or not {"code", "cumulative"} <= header.columns.keys():
            continue
        values: dict[str, tuple[Decimal, str]] = {}
        for row in range(header.row + 1, len(grid.rows) + 1):
            code, value = (
                grid.text(row, header.columns["code"]),
                grid.value(row, header.columns["cumulative"]),
            )
            if code and isinstance(value, Decimal):
                values[code] = value, grid.text(row, header.columns.get("unit", 0))
        return values
    raise InputError(f"“{file}”不是县汇总表（没有“指标编码”和“累计完成”两列）", "请选上期生成的县汇总表")


def read_shares(grids: Sequence[Grid], ref: Reference) -> dict[str, dict[str, Decimal]]:
    """Figures of responsible units and townships in a county summary, by unit and indicator code."""
    figures: dict[str, dict[str, Decimal]] = {}
    policy = Strict(ref.headers, frozenset(SHARE_ROLES))
    for grid in grids:
        header = find_header(grid, policy) if grid.sheet == SHARE_SHEET else None
        if header is None or not set(SHARE_ROLES) <= header.columns.keys():
            continue
        code, unit, done = (header.columns[role] for role in SHARE_ROLES)
        for row in range(header.row + 1, len(grid.rows) + 1):
            value = grid.value(row, done)
            if isinstance(value, Decimal):
                figures.setdefault(grid.text(row, unit), {})[grid.text(row, code)] = value
    return figures
