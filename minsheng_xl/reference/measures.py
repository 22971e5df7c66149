"""A county's own 单位表: rows that add units of measure, or spellings, to the packaged table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity import UnitTable, UnitWord
from minsheng_xl.reference.rows import pick, split_names, where

SHEET = "单位表"


def read_unit_rows(table: UnitTable, rows: Iterable[Mapping[str, str]]) -> UnitTable:
    """The table with the records of 单位表 (单位, 量纲, 基本单位, 倍数, 其他写法) laid over it.

    Units the table already reads gain spellings; others need a dimension or a known base unit.
    Raises ReferenceDataError for rows that give neither, or lend a spelling to a composed unit (万人).
    """
    added: dict[str, UnitWord] = {}
    for number, row in enumerate(rows, start=1):
        symbol = pick(row, "单位", "计量单位")
        if not symbol:
            raise ReferenceDataError(f"{where(SHEET, row, number, '单位')}没有单位", "请填写单位或删除该行")
        known = table.read(symbol).unit
        spellings = [each for each in split_names(pick(row, "其他写法", "别名")) if not table.read(each).unit]
        if known is None:
            added[symbol] = _new_word(row, symbol, table, tuple(spellings), number)
        elif spellings:
            if known.symbol != known.word:
                raise ReferenceDataError(
                    f"{where(SHEET, row, number, '其他写法')}“{symbol}”的其他写法“{spellings[0]}”无法登记",
                    f"请写在“{known.word}”一行，不带万、亿和“/”",
                )
            word = added.get(known.word) or table.word(known)
            added[known.word] = replace(word, aliases=(*word.aliases, *spellings))
    return table.extended(added.values()) if added else table


def _new_word(
    row: Mapping[str, str], symbol: str, table: UnitTable, spellings: tuple[str, ...], number: int
) -> UnitWord:
    """A unit the packaged table does not know, with what its base unit is known to be."""
    base = table.read(pick(row, "基本单位") or symbol).unit
    dimension = pick(row, "量纲") or (base.dimension if base else "")
    if not dimension:
        raise ReferenceDataError(
            f"{where(SHEET, row, number, '量纲')}“{symbol}”没有量纲", "请填写量纲，如 个数、人数、面积"
        )
    try:
        factor = Decimal(pick(row, "倍数") or "1")
    except InvalidOperation as error:
        raise ReferenceDataError(
            f"{where(SHEET, row, number, '倍数')}“{symbol}”的倍数不是数字", "请填写数字，如 10000"
        ) from error
    if factor <= 0:
        raise ReferenceDataError(
            f"{where(SHEET, row, number, '倍数')}“{symbol}”的倍数不大于零", "请填写正数，如 10000"
        )
    if base is None:
        return UnitWord(symbol, dimension, symbol, factor, aliases=spellings)
    return UnitWord(symbol, dimension, base.base, factor * base.factor, base.integral, aliases=spellings)
