"""Forms from one template: filled in place against openpyxl loading, filling and saving. Prints the ratios.

    python benchmarks/forms.py [FORMS] [ROUNDS]

First the patching alone: a form of 60 rows and 25 columns with formulas, a validation, a colour rule, and a
very hidden sheet. Then forms as they are issued (values, row heights, fingerprint, file), of 60 rows and of
the worked county. Both ways run in turn in every round (CPU of this process); a ratio is the median of the
rounds' ratios.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median

from minsheng_xl import data
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.model import Assignment, Indicator, Item, Period, TargetTable
from minsheng_xl.quantity import Target
from minsheng_xl.writing import layouts
from minsheng_xl.writing.forms import write_forms
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


def long_plan(departments: int) -> TargetTable:
    """A plan in which every department leads 60 indicators, no two rows with the same texts."""
    return TargetTable(
        place_name="甲县", year=2021, items=tuple(long_item(each) for each in range(departments))
    )


def long_item(number: int) -> Item:
    """One department's item."""
    lead = Assignment(effective=f"县第{number}局", units=(f"县第{number}局",))
    others = Assignment(effective=f"各乡镇人民政府、县残联、县商务局、县农业农村局、县财政局、县第{number}局")
    indicators = tuple(
        Indicator(
            code=f"2021-{number}-{row}",
            name=f"第{number}局第{row}项政府补贴性职业技能培训人数",
            unit="人次",
            target=Target(str(500 + row), "number", value=Decimal(500 + row)),
            measure="flow" if row % 2 else "ratio",
            lead=lead,
            responsible=others,
        )
        for row in range(ROWS)
    )
    return Item(code=f"2021-{number}", no=str(number), name=f"第{number}项民生工程", indicators=indicators)


def issue_by_us(plan: TargetTable, folder: Path, times: int) -> float:
    """Milliseconds of CPU for one issued form."""
    previous = {each.code: Decimal(12) for each in plan.indicators}
    start = time.process_time()
    for _ in range(times):
        write_forms(plan, Period(2021, 8), folder, previous=previous)
    return (time.process_time() - start) / times / len(plan.leads) * 1000


def issue_by_openpyxl(ready: list[tuple[Path, int]]) -> float:
    """Milliseconds of CPU for one form of the same size: loaded, its known columns filled, saved."""
    import openpyxl

    layout = layouts.load("form")
    known = [layout.number(role) for role in layout.roles[: layout.number("previous")]]
    start = time.process_time()
    for path, rows in ready:
        book = openpyxl.load_workbook(path)
        sheet = book[layout.sheet]
        for row in range(layout.header_row + 1, layout.header_row + 1 + rows):
            for column in known:
                sheet.cell(row, column, f"第{row}行第{column}列")
        book.save(path)
    return (time.process_time() - start) / len(ready) * 1000


def compare_issue(name: str, plan: TargetTable, times: int, rounds: int) -> None:
    """Measure forms as they are issued, and print."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        forms = write_forms(plan, Period(2021, 8), Path(second), previous={})[:20]
        ready = [(form.path, form.rows) for form in forms]
        pairs = [(issue_by_us(plan, Path(first), times), issue_by_openpyxl(ready)) for _ in range(rounds)]
    report(name, pairs)


def report(name: str, pairs: list[tuple[float, float]]) -> None:
    """One line: both ways and the median ratio."""
    ours, theirs = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    ratio = median(our / their for our, their in pairs)
    print(f"{name}: ours {ours:.2f} ms, openpyxl {theirs:.1f} ms a form; ratio {ratio:.3f} (goal 0.15)")


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
    report("patch", pairs)
    compare_issue(f"issue, {ROWS} rows", long_plan(max(1, forms // 5)), 1, rounds)
    county = read_source(data.beside("workbooks") / "ningdu2021" / "目标任务表.txt").table
    compare_issue("issue, worked county", county, max(1, forms // 60), rounds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
