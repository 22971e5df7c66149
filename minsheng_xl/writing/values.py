"""How the model's nouns stand in cells: the same in the master, the printed table and the summary."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from minsheng_xl.model import Category, TargetTable
from minsheng_xl.place import CellValue


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
