"""The sheet 读取核对: what a text says beside what was read out of it, for a person to check in a minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from minsheng_xl.model import Indicator, Item, TargetTable, Unread
from minsheng_xl.place import Place
from minsheng_xl.writing import layouts
from minsheng_xl.writing.sheets import (
    RowPen,
    Values,
    add_filter,
    set_columns,
    write_head,
)
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from minsheng_xl.writing.layouts import Column

ROLES = {
    "target": "目标",
    "increment": "提高额，不单列",
    "baseline": "基数，不单列",
    "criterion": "对象条件，不单列",
}
"""What a number is used for, by its role."""
SURE, DOUBTFUL, WORDS = "高", "低", "无数字"
UNREAD = "没有用上"
"""Use of a number of which nothing was made."""
WHOLE = "整项"
"""Use of an item's own row, which shows its whole text."""
_MARKED = {DOUBTFUL: "orange", WORDS: "yellow"}
LONGEST = 600
"""Characters of a source text that are shown."""


def write_reading_check(book: Book, table: TargetTable, unread: Sequence[Unread] = ()) -> Worksheet | None:
    """Add the sheet; nothing for a table that was not read from a text and of which every number was used."""
    if not unread and not any(item.text for item in table.items):
        return None
    layout = layouts.load("reading_check")
    sheet = book.workbook.add_worksheet(layout.sheet)
    set_columns(book, sheet, layout)
    write_head(book, sheet, layout)
    number, pen = layout.header_row, RowPen(book, sheet, layout)
    for number, values in enumerate(check_rows(table, unread), start=layout.header_row + 1):
        pen.write(number, values, partial(_looks, values))
    add_filter(sheet, layout, number)
    return sheet


def _looks(values: Values, column: Column) -> tuple[str, ...]:
    """An item's row is shaded, to show which numbers under it are its own; what is doubtful stands out."""
    if column.role in ("sure", "doubt") and values["sure"] in _MARKED:
        return (_MARKED[str(values["sure"])],)
    return ("beside",) if values["role"] == WHOLE else ()


def check_rows(table: TargetTable, unread: Sequence[Unread] = ()) -> Iterator[Values]:
    """One row an item with its whole text and the numbers left out, then one a number that was taken.

    Last the lines of the document with numbers of which nothing was made.
    """
    for item in table.items:
        yield _item_row(item)
        yield from (_indicator_row(item, each) for each in item.indicators if not each.worded)

    for place, numbers in groupby(unread, key=attrgetter("place")):
        yield _unread_row(place, list(numbers))


def _unread_row(place: Place, numbers: Sequence[Unread]) -> Values:
    quotes = dict.fromkeys(each.quote for each in numbers)
    return {
        "line": _line(place.line or place.row),
        "quote": _shortened("……".join(quotes)),
        "role": UNREAD,
        "sure": SURE if all(each.preface for each in numbers) else DOUBTFUL,
        "doubt": "；".join(dict.fromkeys(each.why for each in numbers)),
    }


def _item_row(item: Item) -> Values:
    left = "；".join(f"{each.text}（{each.reason}）" for each in item.left_out)
    own = item.own_indicator
    worded = "" if item.measurable else "没有读出数字目标，按定性项目处理"
    unread = own.doubt if own else ""
    return {
        "line": _line(item.place.line),
        "no": item.no,
        "item": item.name,
        "quote": _shortened(item.text),
        "role": WHOLE,
        "lead": item.lead.effective,
        "left_out": left,
        "sure": DOUBTFUL if item.doubt else SURE if item.measurable else WORDS,
        "doubt": "；".join(filter(None, (item.doubt, worded, unread))),
    }


def _shortened(text: str) -> str:
    """As much of a text as is shown."""
    return text[:LONGEST] + ("……" if len(text) > LONGEST else "")


def _indicator_row(item: Item, indicator: Indicator) -> Values:
    return {
        "line": _line(indicator.place.line),
        "no": item.no,
        "item": indicator.sub_item or item.name,
        "quote": indicator.quote,
        "indicator": indicator.name,
        "target": indicator.target.raw,
        "unit": indicator.divided_unit,
        "role": ROLES[indicator.role],
        "lead": indicator.lead.effective,
        "sure": DOUBTFUL if indicator.doubt else SURE,
        "doubt": indicator.doubt,
    }


def _line(number: int) -> Decimal | None:
    return Decimal(number) if number else None
