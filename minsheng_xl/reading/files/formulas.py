"""Formula texts of worksheets: the references of a shared formula moved to each cell that shares it."""

from __future__ import annotations

import re

from minsheng_xl.place import column_letters, column_number

_TOKEN = re.compile(
    r"""
    "[^"]*" | '[^']*'                                                 # texts and quoted sheet names stay
  | (?<![\w.$\]]) (?P<column>\$?[A-Z]{1,3}) (?P<row>\$?[0-9]{1,7}) (?![\w.(\[])  # B4 $B4 B$4
  | (?<![\w.$\]]) (?P<first>\$?[A-Z]{1,3}):(?P<last>\$?[A-Z]{1,3}) (?![\w.(!])   # whole columns B:C
  | (?<![\w.$\]:]) (?P<top>\$?[0-9]{1,7}):(?P<bottom>\$?[0-9]{1,7}) (?![\w.(!])  # whole rows 3:4
    """,
    re.VERBOSE | re.ASCII,
)


def shift_formula(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads `rows` below and `columns` to the right; references with `$` stay."""

    def moved(match: re.Match[str]) -> str:
        if match["column"]:
            return _column(match["column"], columns) + _row(match["row"], rows)
        if match["first"]:
            return f"{_column(match['first'], columns)}:{_column(match['last'], columns)}"
        if match["top"]:
            return f"{_row(match['top'], rows)}:{_row(match['bottom'], rows)}"
        return match[0]

    return _TOKEN.sub(moved, formula)


def _column(text: str, columns: int) -> str:
    return text if text.startswith("$") else column_letters(column_number(text) + columns)


def _row(text: str, rows: int) -> str:
    return text if text.startswith("$") else str(int(text) + rows)
