"""Form templates: workbooks with one prototype row for every way of measuring; `forms` fills them in place.

`minsheng workbooks` makes data/templates/*.xlsx anew from data/layouts/form*.toml and data/wording/form.toml;
same data, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from minsheng_xl import data
from minsheng_xl.formats.a1 import Area, cell_name, column_letters
from minsheng_xl.model import MEASURES, Measure
from minsheng_xl.quantity import Op
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.layouts import Column, Layout
from minsheng_xl.writing.master import write_guide
from minsheng_xl.writing.meta import write_meta
from minsheng_xl.writing.sheets import (
    choice,
    put,
    put_across,
    write_choices,
    write_head,
    write_list,
)
from minsheng_xl.writing.style import Book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMS = ("form", "form_b", "form_c", "form_share", "form_town")
"""Layouts of forms that have a template: of lead departments (A, B, C), responsible units, townships."""
SHARE_FORMS = frozenset({"form_share", "form_town"})
"""Forms of those who fill in a share only."""


class Prototype(NamedTuple):
    """What decides a row's formulas, open cells and how its target shows."""

    measure: Measure
    reverse: bool = False
    """The less the better."""
    op: Op = "plain"
    """How what is done stands to the target: 不低于, 以内 ..."""


_PLAIN = (
    *map(Prototype, MEASURES),
    *(Prototype(measure, reverse=True) for measure in MEASURES if measure != "qualitative"),
)
PROTOTYPES: tuple[Prototype, ...] = (
    *_PLAIN,
    *(each._replace(op=op) for op in get_args(Op) if op != "plain" for each in _PLAIN),
)
"""Prototype rows from top to bottom."""

CLOSED: Mapping[Measure, frozenset[str]] = {
    "flow": frozenset({"cumulative"}),
    "stock": frozenset({"current"}),
    "ratio": frozenset({"current"}),
    "standard": frozenset({"current"}),
    "qualitative": frozenset({"current", "cumulative", "invest_done"}),
}
"""Roles of open columns that a measure has no use for: locked in its rows."""
UNSHARED: frozenset[Measure] = frozenset({"ratio", "standard"})
"""Measures of which a unit has no share: on a share's form their figures are locked."""

_RATED = "AND(N({target})>0,ISNUMBER({cumulative}))"
FORMULAS: Mapping[str, str] = {
    "rate": f'=IF({_RATED},ROUND({{cumulative}}*100/{{target}},2),"")',
    "pace_percent": '=IF(N({target})>0,序时进度,"")',
    "gap": '=IF(AND(ISNUMBER({rate}),ISNUMBER({pace_percent})),ROUND({rate}-{pace_percent},2),"")',
    "invest_rate": "=IF(AND(N({invest_plan})>0,ISNUMBER({invest_done})),"
    'ROUND({invest_done}*100/{invest_plan},2),"")',
}
"""Formulas by role, rates in percent. A target in words counts as 0 (N): no rate; none either where a
number is text."""

FLOW_CUMULATIVE = (
    "=IF(AND(COUNT({previous}:{current})>0,COUNT({previous}:{current})=COUNTA({previous}:{current})),"
    'SUM({previous}:{current}),"")'
)
REVERSE_RATE = f'=IF({_RATED},IF({{cumulative}}<={{target}},100,ROUND({{target}}*100/{{cumulative}},2)),"")'

LISTS_SHEET = "词表"
PARAMETERS: Mapping[str, str] = {"序时进度": "D2", "黄灯线": "D3", "红灯线": "D4"}
"""Defined names of numbers the formulas and colours use, and where on the hidden sheet they stand."""

GUIDE_CELLS: Mapping[str, str] = {"due": "B3", "contact": "B4", "previous": "B5"}
"""Cells of 填表说明 that say until when, whom to ask, and where 上期累计 is from."""

PROTECTION = {
    "objects": True,
    "scenarios": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
}


@cache
def wording() -> dict[str, Any]:
    """The words of the form: head fields, lists, prompts, remark."""
    return data.load("wording/form.toml")


def template_file(name: str) -> Path:
    """Where the packaged template of a form's layout stands."""
    return Path(data.__file__).parent / "templates" / f"{name}.xlsx"


def head_cell(role: str, layout: Layout) -> str:
    """Where the value of a head field stands: the first of its merged cells."""
    field = next(each for each in wording()["head"] if each["role"] == role)
    return cell_name(field["row"], _head_column(field["cells"][0], layout))


def _head_column(role: str, layout: Layout) -> int:
    """The column a head field is put at, or the one instead of it in a layout that lacks it."""
    instead: Mapping[str, str] = wording()["instead"].get(layout.name, {})
    return layout.number(instead.get(role, role))


def formulas(prototype: Prototype, layout: Layout) -> dict[str, str]:
    """Formula patterns of a prototype row by role, with roles in braces for the row's cells."""
    if prototype.measure == "qualitative":
        return {}
    patterns = dict(FORMULAS)
    if prototype.reverse:
        patterns["rate"] = REVERSE_RATE
    if prototype.measure == "flow":
        patterns["cumulative"] = FLOW_CUMULATIVE
    return {role: pattern for role, pattern in patterns.items() if role in layout.roles}


def build_form(path: Path, name: str = "form") -> None:
    """Write the template of a form's layout. OutputError where it cannot be written."""
    layout = layouts.load(name)
    with style.new_book(path) as book:
        sheet = book.workbook.add_worksheet(layout.sheet)
        _write_sheet(book, sheet, layout)
        words = wording()
        topics = [(topic, words["room"].get(role, "")) for role, topic in words["topics"].items()]
        write_guide(book, [*topics, *layout.guide]).protect("", PROTECTION)
        rules = layouts.load("form_rules")
        write_list(book, rules, [dict.fromkeys(rules.headers(), "")]).protect("", PROTECTION)
        _write_lists(book)
        facts = {"kind": "form", "template": layout.name, "version": layout.version}
        write_meta(book.workbook, facts | {"sheet": layout.sheet, "header_row": layout.header_row})


def _write_sheet(book: Book, sheet: Worksheet, layout: Layout) -> None:
    for number, column in enumerate(layout.columns):
        sheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
    write_head(book, sheet, layout, place="", year="")
    sheet.freeze_panes(layout.header_row, layout.number("indicator"))
    for field in wording()["head"]:
        _write_field(book, sheet, layout, field)
    first = layout.header_row + 1
    for number, prototype in enumerate(PROTOTYPES, start=first):
        _write_prototype(book, sheet, layout, number, prototype)
    last = first + len(PROTOTYPES) - 1
    _write_remark(book, sheet, layout, last + 1)
    body = Area(first, 1, last, len(layout.columns))
    _validate(sheet, layout, body)
    _colour(book, sheet, layout, body)
    left, right = layout.shown
    sheet.autofilter(layout.header_row - 1, left - 1, last - 1, right - 1)
    sheet.print_area(0, left - 1, last, right - 1)
    sheet.hide_gridlines(2)
    sheet.protect("", PROTECTION)


def _write_field(book: Book, sheet: Worksheet, layout: Layout, field: Mapping[str, Any]) -> None:
    """A head field: its label right beside the merged cells it is filled into."""
    row, open_ = field["row"], "prompt" in field
    put(sheet, row, _head_column(field["at"], layout), field["label"], book.format("bold", align="right"))
    looks = ["cell", "fill"] if open_ else ["cell"]
    number = {"fill_date": "yyyy-m-d"}.get(field["role"], "@")
    look = book.format(*looks, align="center", locked=not open_, num_format=number)
    left, right = (_head_column(role, layout) for role in field["cells"])
    put_across(sheet, row, (left, right), "", look)
    sheet.set_row(row - 1, 20)
    if open_:
        sheet.data_validation(row - 1, left - 1, row - 1, left - 1, _field_check(field))


def _field_check(field: Mapping[str, Any]) -> dict[str, object]:
    from datetime import date

    prompt = {"input_title": field["label"], "input_message": field["prompt"], "error_type": "warning"}
    if field["role"] == "fill_date":
        check = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
        return prompt | check | {"error_title": "不是日期", "error_message": wording()["errors"]["date"]}
    if field["role"] == "phone":
        check = {"validate": "length", "criteria": "between", "minimum": 7, "maximum": 20}
        return prompt | check | {"error_title": "电话号码", "error_message": wording()["errors"]["phone"]}
    return prompt | {"validate": "any"}


def _write_prototype(book: Book, sheet: Worksheet, layout: Layout, row: int, prototype: Prototype) -> None:
    cells = {role: cell_name(row, layout.number(role)) for role in layout.roles}
    patterns = formulas(prototype, layout)
    for number, column in enumerate(layout.columns, start=1):
        look = _look(book, layout, column, prototype)
        if column.role in patterns:
            formula = patterns[column.role].format_map(cells)
            sheet.write_formula(row - 1, number - 1, formula, look, "")
        else:
            put(sheet, row, number, "", look)


def _look(book: Book, layout: Layout, column: Column, prototype: Prototype) -> Format:
    """Open cells tinted, those the measure has no use for grey; text cells do not turn 3-5 into a date."""
    measure, whole = prototype.measure, layout.name not in SHARE_FORMS
    if column.role == "target" and prototype.op != "plain":
        shown = f'"{wording()["qualifiers"][prototype.op]}"General'
        return book.format("cell", align=column.align, num_format=shown, text_wrap=False, shrink=True)
    closed = column.role in CLOSED[measure] | (
        frozenset() if whole or measure not in UNSHARED else {"cumulative"}
    )
    looks = ["prefilled"] if closed else [] if column.locked else ["fill"]
    number = column.format or ("@" if column.kind == "text" and not column.locked else "General")
    return book.format("cell", *looks, align=column.align, num_format=number, locked=column.locked or closed)


def _write_remark(book: Book, sheet: Worksheet, layout: Layout, row: int) -> None:
    text, (left, right) = wording()["remarks"][layout.name], layout.shown
    put_across(sheet, row, (left, right), text, book.format(text_wrap=True))
    width = sum(column.width for column in layout.columns if not column.hidden)
    sheet.set_row(row - 1, style.text_height(text, width) + 6)


def _validate(sheet: Worksheet, layout: Layout, body: Area) -> None:
    for number, column in enumerate(layout.columns, start=1):
        if not column.locked:
            sheet.data_validation(body.top - 1, number - 1, body.bottom - 1, number - 1, _check(column))


def _check(column: Column) -> dict[str, object]:
    """A column's prompt, and a warning (never a refusal) for what does not look like its kind."""
    errors = wording()["errors"]
    prompt = choice(column) | {"input_title": column.header.replace("\n", "")}
    if column.list:
        return prompt | {"error_message": errors["list"]}
    if column.kind != "number":
        return prompt
    number = {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
    return prompt | number | {"error_title": "不是数字", "error_message": errors["number"]}


def _colour(book: Book, sheet: Worksheet, layout: Layout, body: Area) -> None:
    """Colours by the lights, and for what still wants a word: behind without a reason, text for a number."""
    at = {role: f"${column_letters(layout.number(role))}{body.top}" for role in layout.roles}
    conditions = list(_behind(at)) if "gap" in at else []
    if "rate" in at:
        conditions.append(("rate", "green", f"AND(ISNUMBER({at['rate']}),{at['rate']}>=100)"))
    for role in ("current", "cumulative", "invest_done"):
        if role in at:
            conditions.append((role, "yellow", f"AND(ISTEXT({at[role]}),LEN({at[role]})>0)"))
    for role, look, condition in conditions:
        _colour_column(book, sheet, layout, body, role, look, condition)


def _behind(at: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Column, look and condition of rows behind pace."""
    gap = at["gap"]
    yield "gap", "red", f"AND(ISNUMBER({gap}),{gap}<-红灯线)"
    yield "gap", "yellow", f"AND(ISNUMBER({gap}),{gap}<=-黄灯线)"
    for role in ("problem", "next_step"):
        yield role, "yellow", f"AND(ISNUMBER({gap}),{gap}<=-黄灯线,LEN({at[role]})=0)"


def _colour_column(
    book: Book, sheet: Worksheet, layout: Layout, body: Area, role: str, look: str, condition: str
) -> None:
    column = layout.number(role) - 1
    options = {"type": "formula", "criteria": f"={condition}", "format": book.format(look)}
    sheet.conditional_format(body.top - 1, column, body.bottom - 1, column, options)


def _write_lists(book: Book) -> None:
    """The hidden sheet of drop-down words and of the numbers that formulas and colours use."""
    sheet = write_choices(book, wording()["lists"], LISTS_SHEET)
    for name, cell in PARAMETERS.items():
        sheet.write_string(f"C{cell[1:]}", name)
        book.workbook.define_name(name, f"='{LISTS_SHEET}'!${cell[0]}${cell[1:]}")
