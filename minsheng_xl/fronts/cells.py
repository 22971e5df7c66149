"""Blocks of cells that worksheet functions are given, and how a cell is read: as targets and returns are.

A cell that cannot be answered gets its reason, beginning with ※; an empty one stays empty. Excel's numbers
are binary: they become Decimal here, and answers leave as Excel's numbers again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from minsheng_xl.errors import InputError, MinshengError
from minsheng_xl.fronts.at_hand import AtHand, at_hand
from minsheng_xl.model import Period
from minsheng_xl.place import cell_text, number_text
from minsheng_xl.quantity import Unit, UnitMismatch, UnitNote
from minsheng_xl.quantity.numerals import parse_numeral
from minsheng_xl.reference import Department, Reference, split_units

REFUSED = "※"
Cells = Any
"""A cell, or a block of cells row by row as Excel hands it over and takes it."""
Block = list[list[Any]]
_YES, _NO = ("TRUE", "是", "真", "1"), ("FALSE", "否", "假", "0")
_LOST_NOUGHT = re.compile(r"\d{4}\.1")
"""2021.1 as a number: January, or an October that lost its nought."""
_MONTH = re.compile(
    r"(?:截[止至]|至|到)?(?P<year>[\d〇零一二三四五六七八九]{4})[-/.年]"
    r"(?:1月?[-—–~～至到])?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})(?:月(?:份|底|末)?|[-/.月]\d{1,2}日?)"
)
"""A month as a report says it: 2021年8月底, 2021年1—8月, 2021-08-20, 二〇二一年八月."""


def each(answer: Callable[..., Any], *given: Cells, optional: Sequence[Cells] = ()) -> Cells:
    """The answer for every cell with those beside it; a single cell goes with all. Blank ones have none.

    Blocks are of one size, else the whole is refused. `answer` takes what is at hand, then the cells.
    """
    blocks = [_block(one) for one in (*given, *optional)]
    try:
        here, (height, width) = at_hand(), _common_size(blocks)
    except MinshengError as fault:
        return _refused(fault) if _is_single(given) else [[_refused(fault)]]
    made = [
        [
            answered(partial(answer, here), [_at(one, row, column) for one in blocks], needed=len(given))
            for column in range(width)
        ]
        for row in range(height)
    ]
    return made[0][0] if _is_single(given) else made


def in_rows(answer: Callable[..., list[Any]], *given: Cells, optional: Sequence[Cells] = ()) -> Block:
    """The answers for the cells of one column, each a row of cells; what has none says so in the first."""
    for one in given:
        if len(_block(one)[0]) > 1:
            return [[_refused(InputError("选了几列，每格的答案要占一行", "请只选一列"))]]
    made = each(answer, *(_block(one) for one in given), optional=optional)
    rows = [row[0] if isinstance(row[0], list) else row for row in made]
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def whole(answer: Callable[[AtHand, list[Any]], Any], *given: Cells) -> Cells:
    """One answer for all the filled cells of several blocks."""
    rows = (row for one in given for row in _block(one))
    filled = [value for row in rows for value in row if not is_blank(value)]
    try:
        made = _told(filled) or answered(partial(answer, at_hand()), [filled])
    except MinshengError as fault:
        made = _refused(fault)
    return made if _is_single(given) else [[made]]


def answered(answer: Callable[..., Any], values: Sequence[Any], *, needed: int = 1) -> Any:
    """The answer, nothing where one of the `needed` first cells is empty, or the reason why there is none."""
    if any(map(is_blank, values[:needed])):
        return ""
    told = _told(values)
    if told:
        return told
    try:
        return answer(*values)
    except MinshengError as fault:
        return _refused(fault)
    except UnitMismatch as fault:
        return f"{REFUSED}{fault}"


def _told(values: Sequence[Any]) -> str:
    """What another function has answered instead of a value: it is handed on."""
    return next((value for value in values if isinstance(value, str) and value.startswith(REFUSED)), "")


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return value is None or (isinstance(value, str) and not value.strip())


def _refused(fault: MinshengError) -> str:
    """Why there is no answer, and what to do about it."""
    return f"{REFUSED}{fault.message}" + (f"。{fault.remedy}" if fault.remedy else "")


def _block(given: Cells) -> Block:
    """A block row by row; a single cell is one of 1 × 1, a plain list one row."""
    if not isinstance(given, list | tuple):
        return [[given]]
    rows = [list(row) for row in given] if given and isinstance(given[0], list | tuple) else [list(given)]
    return rows if rows[0] else [[None]]


def _is_single(given: Sequence[Cells]) -> bool:
    return not any(isinstance(one, list | tuple) for one in given)


def _size(block: Block) -> tuple[int, int]:
    return len(block), len(block[0])


def _common_size(blocks: Sequence[Block]) -> tuple[int, int]:
    """Rows and columns of the answer. InputError for blocks that do not go together."""
    sizes = list(dict.fromkeys(size for one in blocks if (size := _size(one)) != (1, 1)))
    if len(sizes) > 1:
        said = "、".join(f"{rows}行{columns}列" for rows, columns in sizes)
        raise InputError(f"选的几块格子不一样大（{said}）", "请选同样大的，或其中一处只选一格")
    return sizes[0] if sizes else (1, 1)


def _at(block: Block, row: int, column: int) -> Any:
    return block[0][0] if _size(block) == (1, 1) else block[row][column]


def text(value: Any) -> str:
    """A cell as a person reads it; nothing for an empty one."""
    return number_text(exact(value)) if isinstance(value, float) else cell_text(value)


def exact(value: float) -> Decimal:
    """The 15 digits Excel keeps and shows."""
    return Decimal(f"{value:.15g}")


def yes(value: Any) -> bool:
    """Whether a cell says TRUE or 是; not where it is empty. InputError for anything else."""
    said = text(value).upper()
    if said in _YES:
        return True
    if said in _NO or is_blank(value):
        return False
    raise InputError(f"“{text(value)}”看不出是 TRUE 还是 FALSE", "请填 TRUE 或 FALSE，是或否")


def unit(value: Any, ref: Reference) -> Unit:
    """A unit of measure; InputError for an unknown one."""
    reading = ref.units.read(text(value))
    if reading.unit is not None:
        return reading.unit
    if UnitNote.PREFIX_ONLY in reading.notes:
        raise InputError(f"“{text(value)}”只有数级，没有单位")
    if UnitNote.MIXED in reading.notes:
        raise InputError(f"“{text(value)}”是几个单位写在一起", "请一格写一个")
    raise InputError(f"单位“{text(value)}”不在单位表内")


def departments(value: Any, here: AtHand) -> list[Department]:
    """The units a cell lists, as they are called in the plan's year. InputError names one that is none."""
    register = here.ref.register
    names = [each.name for each in split_units(text(value), register)]
    if not names:
        raise InputError(f"“{text(value)}”里没有单位名称")
    return [_department(name, here) for name in names]


def the_department(value: Any, here: AtHand) -> Department:
    """The one unit a cell names; InputError where it names several or none that is known."""
    listed = departments(value, here)
    if len(listed) > 1:
        raise InputError(f"“{text(value)}”是几个单位", "请一格写一个")
    return listed[0]


def _department(name: str, here: AtHand) -> Department:
    register = here.ref.register
    match = register.find(name)
    if match.department is None:
        near = f"，是不是“{match.candidates[0].department.short}”" if match.candidates else ""
        raise InputError(f"“{name}”不在部门名录内{near}")
    if not register.knows(name):
        raise InputError(f"“{name}”括号里的不是这个名称的一部分", "几个单位请用“、”分开，不需要的请删去")
    if match.ambiguous:
        others = "”或“".join(each.department.full for each in match.candidates)
        raise InputError(f"“{name}”可能指“{match.department.full}”或“{others}”", "请写全称")
    now = register.name_in(name, here.year)
    renamed = register.find(now).department if now != name else match.department
    if renamed is None:
        raise InputError(f"“{name}”已更名为“{now}”，现名不在部门名录内")
    return renamed


def period(value: Any) -> Period:
    """A reporting period; a date that Excel made of a month is its month. InputError for anything else."""
    if isinstance(value, date):
        return Period(value.year, value.month)
    said = text(value)
    if isinstance(value, float) and _LOST_NOUGHT.fullmatch(said):
        raise InputError(f"“{said}”看不出是1月还是10月", f"请写成 {said[:4]}-01 或 {said[:4]}-10")
    squeezed = "".join(said.split())
    worded = _MONTH.fullmatch(squeezed)
    if worded:
        return Period.parse(f"{_digits(worded['year'])}-{_digits(worded['month'])}")
    return Period.parse(squeezed)


def _digits(printed: str) -> str:
    """A year or a month in figures: 二〇二一, 十一."""
    if len(printed) == len("2021"):
        return "".join(number_text(parse_numeral(each) or Decimal()) for each in printed)
    return number_text(parse_numeral(printed) or Decimal())
