"""A returned form or a master, opened for editing: its fields found by header words, its rows by name."""

from __future__ import annotations

import os
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.place import Place

FORM_SHEET, MASTER_SHEET, META_SHEET = "填报表", "目标任务表", "_meta"

HEADERS: dict[str, str] = {
    "code": "指标编码",
    "no": "序号",
    "category": "类别",
    "item": "项目",
    "indicator": "指标名称",
    "unit": "单位",
    "target": r"(\d{4}年|年度)?目标",
    "measure": "计量方式",
    "lead": "牵头单位",
    "responsible": "责任单位",
    "previous": "上期累计",
    "current": "本期完成",
    "cumulative": "累计完成",
    "rate": "完成率",
    "status": "状态",
    "investment": "完成投资",
    "progress_note": "进展说明",
    "problem": "存在问题",
    "next_step": "下步措施",
    "explanation": "情况说明",
    "evidence": "佐证材料",
    "relation": "指标关系",
    "remark": "备注",
}
"""Header words by role, as patterns for the header without spaces and brackets."""

TENFOLD = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
COUNTED = frozenset("人名户套个座所家处台场件例条栋期项头类次") | {"人次", "批次", "场次", "剂次"}
"""Units of things that come whole."""


def bare(text: object) -> str:
    """A text without spaces, and without a bracket or colon at its end."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text or "")))
    return re.sub(r"(\(.*\)|:)$", "", folded)


def counted(unit: str) -> bool:
    """Whether a unit, its 万 or 亿 taken off, counts whole things."""
    return unit.lstrip("万亿") in COUNTED


def decimals(unit: str) -> int:
    """How many decimals a plausible figure in a unit has: none for things that come whole."""
    return 0 if unit in COUNTED else 2


@dataclass(frozen=True, slots=True)
class Sum:
    """A total row with the rows of its parts; `complete` where the parts' targets make up the total's."""

    total: int
    parts: tuple[int, ...]
    complete: bool

    @property
    def rows(self) -> frozenset[int]:
        return frozenset((self.total, *self.parts))


@dataclass(eq=False)
class Sheet:
    """The data sheet of one workbook, with the rows that faults already hold."""

    path: Path
    department: str
    book: Workbook
    sheet: Worksheet
    header_row: int
    columns: dict[str, int]
    relations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Codes of parts by the code of their total, as the master has them; without, names tell."""
    siblings: list[Sheet] = field(default_factory=list)
    """The other returns of the same folder."""
    earlier: Path | None = None
    """The same department's return of the month before."""
    claimed: set[int] = field(default_factory=set)
    holds: set[str] = field(default_factory=set)
    """Claims on more than a row that were granted: file, layout, head."""
    received: datetime | None = None
    withheld: bool = False
    """The return is taken out of the folder when it is saved."""
    twin: Path | None = None
    """Where a second copy is saved."""

    @property
    def form(self) -> bool:
        return self.sheet.title == FORM_SHEET

    def rows(self) -> list[int]:
        """Rows that stand for an indicator, from top to bottom."""
        below = range(self.header_row + 1, self.sheet.max_row + 1)
        return [row for row in below if self.text(row, "indicator")]

    def free(self) -> list[int]:
        """Rows no fault holds yet."""
        return [row for row in self.rows() if row not in self.claimed]

    def cell(self, row: int, role: str) -> Cell:
        return cast(Cell, self.sheet.cell(row, self.columns[role]))

    def name(self, row: int, role: str) -> str:
        """A1-style name."""
        return cell_name(row, self.columns[role])

    def text(self, row: int, role: str) -> str:
        """A cell's trimmed text; nothing where the sheet lacks the column."""
        value = self.cell(row, role).value if role in self.columns else None
        return str(value).strip() if value is not None else ""

    def number(self, row: int, role: str) -> Decimal | None:
        """A cell's number; None for words, formulas and empty cells."""
        try:
            value = Decimal(self.text(row, role))
        except InvalidOperation:
            return None
        return value if value.is_finite() else None

    def put(self, row: int, role: str, value: object) -> None:
        self.cell(row, role).value = _plain(value)

    def is_formula(self, row: int, role: str) -> bool:
        return role in self.columns and self.cell(row, role).data_type == "f"

    def may_fill(self, row: int, role: str) -> bool:
        """Whether a department can type into a cell."""
        return role in self.columns and not (
            self.sheet.protection.sheet and self.cell(row, role).protection.locked
        )

    def entry(self, row: int) -> str:
        """Role of the cell a row's figure is typed into; nothing for 定性."""
        measure = self.text(row, "measure")
        return {"累计": "current", "定性": ""}.get(measure, "cumulative")

    def cumulative(self, row: int) -> Decimal | None:
        """The cumulative figure, the form's own formula worked out."""
        if not self.is_formula(row, "cumulative"):
            return self.number(row, "cumulative")
        current = self.number(row, "current")
        return None if current is None else current + (self.number(row, "previous") or 0)

    def reported(self, row: int) -> Decimal:
        """What a row has reached; 0 where nothing was reported."""
        return self.cumulative(row) or Decimal(0)

    def aim(self, row: int) -> Decimal:
        """A row's numeric target; 0 where it has none."""
        return self.number(row, "target") or Decimal(0)

    def type_cumulative(self, row: int, goal: Decimal) -> None:
        """Type the figure that brings a row to a cumulative value."""
        entry = self.entry(row)
        before = (self.number(row, "previous") or Decimal(0)) if entry == "current" else Decimal(0)
        self.put(row, entry, goal - before)
        if entry == "current" and not self.is_formula(row, "cumulative"):
            self.put(row, "cumulative", goal)

    def sums(self) -> list[Sum]:
        """Totals with their parts: the row above a 其中, and rows below it until the targets add up."""
        rows = self.rows()
        if self.relations:
            by_code = {self.text(row, "code"): row for row in rows}
            return [each for code in self.relations for each in self._related(code, by_code)]
        found = []
        for above, row in pairwise(rows):
            if self.text(row, "indicator").startswith("其中") and self._alike(above, row):
                found.append(self._sum(above, rows[rows.index(row) :]))
        return found

    def _sum(self, total: int, below: list[int]) -> Sum:
        whole = cast(Decimal, self.number(total, "target"))
        reached = Decimal(0)
        for count, row in enumerate(below, start=1):
            if not self._alike(total, row):
                break
            reached += cast(Decimal, self.number(row, "target"))
            if reached >= whole:
                return Sum(total, tuple(below[:count]), reached == whole)
        return Sum(total, tuple(below[:1]), False)

    def _related(self, code: str, by_code: Mapping[str, int]) -> Iterator[Sum]:
        """The sum of a total that stands on the sheet with parts counted as it is."""
        total = by_code.get(code, 0)
        rows = [by_code[each] for each in self.relations[code] if each in by_code]
        same = [row for row in rows if total and self._counted_alike(total, row)]
        if same:
            aims = [self.aim(row) for row in same]
            yield Sum(total, tuple(same), all(aims) and sum(aims) == self.aim(total))

    def _counted_alike(self, one: int, other: int) -> bool:
        return all(self.text(one, role) == self.text(other, role) for role in ("unit", "measure"))

    def _alike(self, one: int, other: int) -> bool:
        same = all(self.text(one, role) == self.text(other, role) for role in ("unit", "item"))
        return same and None not in (self.number(one, "target"), self.number(other, "target"))

    def together(self, row: int) -> frozenset[int]:
        """A row with the rows it is added up with."""
        return frozenset({row}).union(*(each.rows for each in self.sums() if row in each.rows))

    def place(self, row: int = 0, role: str = "") -> Place:
        """The file, a row or a cell of it, as a finding names it."""
        return Place(self.path.name, self.sheet.title, row, self.columns[role] if role else 0)

    def head(self, label: str) -> Cell | None:
        """The fill cell beside a label of the head; None where the head lacks it."""
        for row in self.sheet.iter_rows(max_row=self.header_row - 1):
            for cell in row:
                if bare(cell.value) == label:
                    return self._beside(cast(Cell, cell))
        return None

    def _beside(self, cell: Cell) -> Cell:
        merges = self.sheet.merged_cells.ranges
        right = next((each.max_col for each in merges if cell.coordinate in each), cell.column)
        return cast(Cell, self.sheet.cell(cell.row, right + 1))

    def head_place(self, label: str) -> Place:
        cell = self.head(label)
        return Place(self.path.name, self.sheet.title, cell.row, cell.column) if cell else self.place()

    def meta(self, key: str) -> str:
        """A value of the very hidden sheet; nothing where it is missing."""
        cell = self._meta_cell(key)
        return str(cell.value or "") if cell else ""

    def set_meta(self, key: str, value: str) -> None:
        cell = self._meta_cell(key)
        if cell:
            cell.value = value

    def _meta_cell(self, key: str) -> Cell | None:
        if META_SHEET not in self.book.sheetnames:
            return None
        rows = self.book[META_SHEET].iter_rows(max_col=2)
        return next((cast(Cell, value) for name, value in rows if name.value == key), None)

    def save(self, path: Path | None = None) -> None:
        """Write the workbook, keep or set the day it came in, and carry out what was decided for the file."""
        target = path or self.path
        came_in = self.received.timestamp() if self.received else self.path.stat().st_mtime
        self.book.save(target)
        os.utime(target, (came_in, came_in))
        if self.twin:
            self.book.save(self.twin)
            os.utime(self.twin, (came_in + 3600, came_in + 3600))
        if self.withheld:
            target.unlink()

    def receive(self, day: date) -> None:
        """Let the file have come in at ten o'clock of a day."""
        self.received = datetime.combine(day, time(10))


def open_sheet(
    path: Path, department: str = "", *, relations: Mapping[str, Sequence[str]] | None = None
) -> Sheet:
    """Open a form or a master. ValueError where neither sheet nor header row is found."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # parts openpyxl does not carry are of no concern here
        book = load_workbook(path)
    name = next((each for each in (FORM_SHEET, MASTER_SHEET) if each in book.sheetnames), None)
    if name is None:
        raise ValueError(f"{path.name} is neither a form nor a master")
    sheet = cast(Worksheet, book[name])
    for row in range(1, min(sheet.max_row, 20) + 1):
        columns = _columns(sheet, row)
        if {"indicator", "unit", "target"} <= set(columns):
            return Sheet(path, department, book, sheet, row, columns, relations or {})
    raise ValueError(f"{path.name} has no header row")


def _columns(sheet: Worksheet, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell in sheet[row]:
        for role, pattern in HEADERS.items():
            if re.fullmatch(pattern, bare(cell.value)):
                found.setdefault(role, cast(int, cell.column))
    return found


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
