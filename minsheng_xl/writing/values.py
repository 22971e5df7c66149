"""How the model's nouns stand in cells: the same in the master, the printed table and the summary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from minsheng_xl.model import Category, TargetTable
from minsheng_xl.place import CellValue

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def category_text(category: Category) -> str:
    """A category as its row prints it: 一、就业和创业."""
    return f"{category.no}、{category.name}" if category.no else category.name


def table_title(table: TargetTable) -> str:
    """The title a table was read with, or one made of its place and year."""
    return table.title or f"{table.place_name}{table.year}年民生工程目标任务及责任分工表"


def target_value(raw: str) -> CellValue:
    """A target as its cell holds it: a plain number as a number, everything else as printed."""
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    return value if value.is_finite() else raw


def file_names(units: Iterable[str], ending: str) -> dict[str, str]:
    """A file name Windows takes for each unit; names that would fall together are numbered."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in units:
        stem = _UNSAFE.sub("_", unit).strip(" .") or "单位"
        number = 1
        while (unique := stem if number == 1 else f"{stem}（{number}）").casefold() in taken:
            number += 1
        taken.add(unique.casefold())
        names[unit] = f"{unique}_{ending}.xlsx"
    return names
