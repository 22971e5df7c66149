"""What was read of a file as bytes for a pipe, and back: JSON, never anything that can run code."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from minsheng_xl.formats.a1 import Area
from minsheng_xl.place import CellValue, Grid, Shown
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.opening.workbooks import Opened


def dump(opened: Opened) -> bytes:
    """A file as it was opened, as bytes."""
    refusal = opened.refusal
    said = [refusal.reason_code, [*refusal.facts.items()]] if refusal else None
    received = opened.received.timestamp() if opened.received else None
    text = json.dumps(
        [
            opened.sha256,
            received,
            said,
            *([_plain(grid) for grid in some] for some in (opened.grids, opened.prose)),
            opened.signed,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
        default=_typed,
    )
    return text.encode("utf-8", "surrogatepass")


def load(data: bytes, name: str) -> Opened:
    """The same file back, called `name`. ValueError for bytes that are none of ours."""
    try:
        sha256, received, said, grids, prose, signed = json.loads(
            data.decode("utf-8", "surrogatepass"), object_hook=_value
        )
        refusal = Rejected(said[0], name, **dict(said[1])) if said else None
        when = None if received is None else datetime.fromtimestamp(received)
        sheets, told = ([_grid(each, name) for each in some] for some in (grids, prose))
        return Opened(sha256, when, sheets, refusal, data, bool(signed), told)
    except (TypeError, LookupError, ArithmeticError) as problem:
        raise ValueError(f"no opened file: {problem}") from problem


def _plain(grid: Grid) -> list[Any]:
    return [
        grid.sheet,
        grid.visible,
        grid.rows,
        [(area.top, area.left, area.bottom, area.right) for area in grid.merges],
        [*grid.hidden_rows],
        [*grid.hidden_columns],
        [*grid.errors.items()],
        [*grid.formulas.items()],
        [*grid.uncached],
        [*grid.formats.items()],
        [*grid.doubts.items()],
        [*grid.unseen.items()],
        grid.lines,
        grid.loose,
    ]


def _grid(plain: list[Any], name: str) -> Grid:
    sheet, visible, rows, merges, hidden_rows, hidden_columns, *others = plain
    errors, formulas, uncached, formats, doubts, unseen, lines, loose = others
    return Grid(
        rows,
        name,
        sheet,
        visible,
        [Area(*area) for area in merges],
        set(hidden_rows),
        set(hidden_columns),
        {(row, column): text for (row, column), text in errors},
        {(row, column): text for (row, column), text in formulas},
        {(row, column) for row, column in uncached},
        {(row, column): Shown(*how) for (row, column), how in formats},
        {(row, column): doubt for (row, column), doubt in doubts},
        {(row, column): tuple(names) for (row, column), names in unseen},
        lines,
        bool(loose),
    )


def _typed(value: object) -> dict[str, str]:
    """A cell that JSON has no form for: its kind and its text."""
    for kind, (type_, write, _) in _KINDS.items():
        if isinstance(value, type_):
            return {kind: write(value)}
    raise TypeError(f"no cell value: {type(value)}")


def _value(typed: dict[str, str]) -> CellValue:
    ((kind, text),) = typed.items()
    return _KINDS[kind][2](text)


def _span(text: str) -> timedelta:
    days, seconds, microseconds = map(int, text.split())
    return timedelta(days, seconds, microseconds)


_KINDS: dict[str, tuple[type, Callable[[Any], str], Callable[[str], CellValue]]] = {
    "d": (Decimal, str, Decimal),
    "t": (datetime, datetime.isoformat, datetime.fromisoformat),
    "a": (date, date.isoformat, date.fromisoformat),
    "h": (time, time.isoformat, time.fromisoformat),
    "s": (timedelta, lambda each: f"{each.days} {each.seconds} {each.microseconds}", _span),
}
"""Kinds of cell by a letter; a datetime is a date too, so it stands before."""
