"""One issued form as text a person can read: address, value, result, format, lock, lists, colours, names.

Remade by `pytest tests/test_forms_golden.py --remake-goldens`; read the difference before committing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from minsheng_xl.model import Period
from minsheng_xl.writing.forms import write_forms
from tests.plans import PREVIOUS, small_plan

GOLDEN = Path(__file__).parent / "golden" / "form.txt"
RULES = [("P04", "累计倒退", "错误", "本期累计小于上期累计，又没有写情况说明。")]


def test_a_form_is_what_was_reviewed(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    form = write_forms(
        small_plan(),
        Period(2021, 8),
        tmp_path,
        previous=PREVIOUS,
        rules=RULES,
        due=date(2021, 8, 20),
        invest_plan={"2021-1-01-01": Decimal(80)},
    )[0]
    text = "\n".join(dump(form.path)) + "\n"
    if pytestconfig.getoption("--remake-goldens"):
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8"), "若是有意改动，请用 --remake-goldens 重做并看一遍差别"


def dump(path: Path) -> Iterator[str]:
    """The workbook line by line."""
    book, results = load_workbook(path), load_workbook(path, data_only=True)
    yield from (f"名称 {name} {each.attr_text}" for name, each in sorted(book.defined_names.items()))
    for sheet in book.worksheets:
        locked = "锁定" if sheet.protection.sheet else "未锁定"
        yield f"\n〔{sheet.title}〕 {sheet.sheet_state} {locked} 冻结 {sheet.freeze_panes}"
        yield f"打印 {sheet.print_area} 标题行 {sheet.print_title_rows} 筛选 {sheet.auto_filter.ref}"
        yield f"合并 {' '.join(sorted(str(each) for each in sheet.merged_cells.ranges))}"
        for row in sheet.iter_rows():
            shown = [each for each in row if isinstance(each, Cell) and worth_showing(each)]
            if shown:
                yield f"第{row[0].row}行 高 {sheet.row_dimensions[shown[0].row].height}"
            yield from (described(each, results[sheet.title]) for each in shown)
        yield from checks(sheet)
        yield from colours(sheet)


def worth_showing(cell: Cell) -> bool:
    return cell.value is not None or not cell.protection.locked


def described(cell: Cell, results: Worksheet) -> str:
    value = "" if cell.value is None else str(cell.value).replace("\n", "⏎")
    result = results[cell.coordinate].value
    cached = f" → {'空' if result is None else result}" if value.startswith("=") else ""
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else "无底色"
    lock = "锁" if cell.protection.locked else "开"
    return f"  {cell.coordinate} {lock} {cell.number_format} {fill} {value}{cached}"


def checks(sheet: Worksheet) -> Iterator[str]:
    for each in sheet.data_validations.dataValidation:
        limits = " ".join(filter(None, (each.operator, each.formula1, each.formula2)))
        yield f"有效性 {each.sqref} {each.type} {limits} {each.errorStyle}"
        yield f"  提示：{each.promptTitle}：{each.prompt}"
        if each.error:
            yield f"  出错：{each.errorTitle}：{each.error}"


def colours(sheet: Worksheet) -> Iterator[str]:
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            yield f"条件格式 {area.sqref} {rule.formula[0]} 底色 {rule.dxf.fill.bgColor.rgb}"
