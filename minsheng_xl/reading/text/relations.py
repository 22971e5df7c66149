"""其中 parts and ratios of a figure, and parts in the bracket behind it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from minsheng_xl.model import Relation
from minsheng_xl.quantity import Quantity, UnitTable, comparable, convert
from minsheng_xl.reading.text.figure import Figure

_CLOSE = re.compile("[）)]")
SENTENCE_END = re.compile("[。\n]")


def related(figures: Sequence[Figure], text: str, table: UnitTable) -> list[Figure]:
    """其中 parts and ratios, and parts in the bracket behind a figure."""
    found: list[Figure] = []
    sentences = [*(end.start() for end in SENTENCE_END.finditer(text)), len(text)]
    brackets = [*(end.start() for end in _CLOSE.finditer(text)), len(text)]
    whole, left, until = -1, Decimal(0), 0
    for figure in figures:
        each = figure.quantity
        opened = _opening(found, each, text, sentences, brackets)
        if opened is not None:
            whole, until = opened
            left = found[whole].quantity.value or Decimal(0)
        relation = _relation(found, whole, figure, left, until, opened is not None, table)
        if relation == "part_of":
            left -= _in_unit_of(found[whole].quantity, each, table) or 0
        if relation == "item_indicator":
            found.append(figure)
            continue
        name = f"其中：{figure.name}"
        if text[max(0, each.start - 8) : each.start].rfind("：") >= 0 and relation == "part_of":
            name = f"其中：{found[whole].name}（{figure.name}）"
        found.append(replace(figure, relation=relation, parent=whole, name=name))
    return found


def _opening(
    found: Sequence[Figure], each: Quantity, text: str, sentences: Sequence[int], brackets: Sequence[int]
) -> tuple[int, int] | None:
    """The figure whose parts begin here, and where they end at the latest.

    `sentences` and `brackets` are where those of the text end.
    """
    if not found:
        return None
    last = found[-1].quantity
    between = text[last.end : each.start]
    if "其中" in between and not SENTENCE_END.search(between):
        return len(found) - 1, sentences[bisect_left(sentences, each.end)]
    if re.match(r"\s?[（(][^（）()]{0,8}[:：]?\s?$", between):
        return len(found) - 1, brackets[bisect_left(brackets, each.end)]
    return None


def _relation(
    found: Sequence[Figure],
    whole: int,
    figure: Figure,
    left: Decimal,
    until: int,
    first: bool,
    table: UnitTable,
) -> Relation:
    each = figure.quantity
    if whole < 0 or each.start >= until or each.role != "target":
        return "item_indicator"
    of = found[whole].quantity
    part = _in_unit_of(of, each, table)
    if part is not None and "/" not in each.unit_norm and each.kind in ("number", "placeholder"):
        return "part_of" if of.value is not None and part <= left else "item_indicator"
    read, base = table.read(each.unit).unit, table.read(of.unit).unit
    ratio = read is not None and read.dimension == "比率" and base is not None and base.dimension != "比率"
    return "ratio_of" if first and ratio else "item_indicator"


def _in_unit_of(whole: Quantity, part: Quantity, table: UnitTable) -> Decimal | None:
    """A part's value in the unit of the whole; None where the units measure different things."""
    if part.unit == whole.unit:
        return part.value or Decimal(0)
    unit, base = table.read(part.unit).unit, table.read(whole.unit).unit
    if unit is None or base is None or not comparable(unit, base):
        return None
    return convert(part.value or Decimal(0), unit, base)
