"""Forms from one template: filled in place against openpyxl loading, filling and saving it. Prints the ratio.

    python benchmarks/forms.py [FORMS] [ROUNDS]

A form has 60 rows of 25 columns with formulas, a validation, a colour rule, and a very hidden sheet. Both
ways run in turn in every round (CPU of this process); the ratio is the median of the rounds' ratios.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable
from statistics import median

from minsheng_xl.place import column_letters
from minsheng_xl.writing.patch import Template

SHEET, META = "填报表", "_meta"
ROWS, COLUMNS, FIRST, FILLED = 60, 25, 6, 16
FORMULAS = {
    "Q": '=IF(P{0}="","",P{0}-O{0})',
    "R": '=IF(AND(ISNUMBER(P{0}),N(O{0})>0),P{0}/O{0},"")',
    "S": '=IF(R{0}="","",R{0}-$C$3)',
    "T": '=IF(S{0}="","",IF(S{0}<-0.3,"红",IF(S{0}<-0.1,"黄","绿")))',
}
Row = dict[str, str | int]


def build(prototypes: int) -> bytes:
    """The template with so many rows: one to be multiplied, or all of them for openpyxl."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    with Workbook(target) as book:
        sheet, meta = book.add_worksheet(SHEET), book.add_worksheet(META)
        meta.very_hidden()
        meta.write_column("A1", ["department", "period", "digest"])
        locked = book.add_format({"border": 1, "text_wrap": True})
        opened = book.add_format({"border": 1, "locked": False})
        sheet.merge_range(0, 0, 0, COLUMNS - 1, "民生实事项目进展情况填报表", locked)
        heads = [f"表头{number}" for number in range(1, COLUMNS + 1)]
        sheet.write_row(FIRST - 2, 0, heads, locked)
        first, last = FIRST - 1, FIRST + prototypes - 2
        for row in range(first, last + 1):
            for column in range(COLUMNS):
                sheet.write_blank(row, column, None, opened if column >= FILLED - 1 else locked)
            for letters, formula in FORMULAS.items():
                sheet.write_formula(f"{letters}{row + 1}", formula.format(row + 1), locked, "")
        sheet.data_validation(first, 15, last, 15, {"validate": "decimal", "criteria": ">=", "value": 0})
        red = {"type": "cell", "criteria": "==", "value": '"红"', "format": locked}
        sheet.conditional_format(first, 19, last, 19, red)
        sheet.print_area(0, 0, last, COLUMNS - 1)
        sheet.repeat_rows(FIRST - 2)
        sheet.protect()
    return target.getvalue()


def values(form: int) -> list[Row]:
    """What one form is filled with: ten columns of text, six of numbers."""
    letters = [column_letters(number) for number in range(1, FILLED + 1)]
    return [
        {
            name: f"第{form}号单位第{row}行内容{name}" if number < 10 else row * number + form
            for number, name in enumerate(letters)
        }
        for row in range(ROWS)
    ]


def facts(form: int) -> Row:
    """The cells of the very hidden sheet."""
    return {"B1": f"单位{form}", "B2": "2021-08", "B3": f"{form:064x}"}


def by_patch(template: Template, form: int, rows: list[Row]) -> bytes:
    """One form, filled in place."""
    return template.fill({META: facts(form)}, {SHEET: [(FIRST, row) for row in rows]})


def by_openpyxl(template: bytes, form: int, rows: list[Row]) -> bytes:
    """One form, loaded, filled and saved."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(template))
    for cell, value in facts(form).items():
        book[META][cell] = value
    for number, row in enumerate(rows, start=FIRST):
        for letters, value in row.items():
            book[SHEET][f"{letters}{number}"] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cpu(make: Callable[[int], bytes], forms: int) -> float:
    """Milliseconds of CPU for one form."""
    start = time.process_time()
    for form in range(forms):
        make(form)
    return (time.process_time() - start) / forms * 1000


def main(forms: int = 1000, rounds: int = 5) -> None:
    """Measure and print; openpyxl makes one form for twenty of ours."""
    template, ready = Template(build(1), {SHEET: (FIRST, FIRST)}), build(ROWS)
    filled = [values(form) for form in range(forms)]
    pairs = [
        (
            cpu(lambda form: by_patch(template, form, filled[form]), forms),
            cpu(lambda form: by_openpyxl(ready, form, filled[form]), max(1, forms // 20)),
        )
        for _ in range(rounds)
    ]
    ours, theirs = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = median(our / their for our, their in pairs)
    print(f"patch {ours:.2f} ms, openpyxl {theirs:.1f} ms a form; ratio {ratio:.3f} (goal 0.15)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
