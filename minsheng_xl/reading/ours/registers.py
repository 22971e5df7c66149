"""The dispatch register (下发清单) read back: what went to whom, and who signed for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from minsheng_xl.errors import InputError
from minsheng_xl.place import Grid
from minsheng_xl.reading.tables.headers import read_meta

HEADS = {
    "department": "单位",
    "file": "文件",
    "rows": "指标数",
    "due": "截止日期",
    "issuer": "下发人",
    "issued": "下发时间",
    "receiver": "签收人",
    "received": "签收时间",
    "note": "备注",
}
"""Heads of the register by what they hold."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One line of the register; dates as written where they are no dates."""

    department: str
    file: str = ""
    rows: int = 0
    due: str = ""
    issuer: str = ""
    issued: str = ""
    receiver: str = ""
    received: str = ""
    note: str = ""
    by: str = "lead"
    period: str = ""

    @property
    def signed(self) -> bool:
        return bool(self.receiver or self.received)

    @property
    def signature(self) -> str:
        """Who signed and when, in one cell: 张三 2021-08-02."""
        return " ".join(filter(None, (self.receiver, self.received)))


def read_receipts(file: str, grids: Sequence[Grid]) -> list[Receipt]:
    """Every line of a register. InputError for a workbook that is none."""
    meta = read_meta(grids)
    grid = next((each for each in grids if each.sheet == meta.get("sheet")), None)
    if meta.get("kind") != "dispatch" or grid is None:
        raise InputError(f"“{file}”不是下发清单", "请选下发填报表时生成的下发清单")
    return list(_receipts(grid, int(meta["header_row"]), meta))


def _receipts(grid: Grid, top: int, meta: dict[str, str]) -> Iterator[Receipt]:
    heads = {grid.text(top, column): column for column in range(1, grid.width + 1)}
    columns = {name: heads[head] for name, head in HEADS.items() if head in heads}
    for row in range(top + 1, top + 1 + int(meta["rows"])):
        texts = {name: _text(grid, row, column) for name, column in columns.items()}
        rows = int(texts.pop("rows", "") or 0)
        yield Receipt(**texts, rows=rows, by=meta.get("by") or "lead", period=meta.get("period", ""))


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else grid.text(row, column)
