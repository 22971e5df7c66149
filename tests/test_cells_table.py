"""The table of cells: what target cells and returned cells hold, against what each must be read as.

Every line goes through a real workbook and the real readers and rules. A line is right where the quantity is
the table's, or where the cell is asked about and the table says that it may or must be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from minsheng_xl import jobs
from minsheng_xl.checks.engine import run
from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.jobs.gathering import earlier_of
from minsheng_xl.jobs.judging import Case, judge
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.jobs.versions import numbered, parts_of
from minsheng_xl.model import Period
from minsheng_xl.place import number_text
from minsheng_xl.quantity import comparable, convert
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from tests.cells import Line, lines
from tests.examples import plan_of

REF = Reference.default()
NOT_ASKING = frozenset({"R11", "R17", "R24"})
"""Rules that say how a cell was read, or speak of the formula beside it."""
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
STRUCK, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")

LEFT: frozenset[tuple[str, str, str, str]] = frozenset()
"""Lines still wrong, by kind, unit, input and number format: whoever mends one takes it out here."""


@dataclass(frozen=True)
class Outcome:
    """What became of a line: the value that was read, in its unit, and what was found at its row."""

    value: Decimal | None
    unit: str
    operator: str
    findings: tuple[str, ...]
    problem: bool

    def verdict(self, line: Line) -> str:
        """right, wrong (but somebody is asked) or silent (a wrong number passes)."""
        asked = self.problem or bool(self.findings)
        if line.must_ask:
            stopped = self.value is None and line.number_format == "公式"  # R17 speaks at the formula
            return "right" if asked or stopped or self.operator in line.kinds else "silent"
        if self._same(line) or (asked and line.may_ask):
            return "right"
        if line.kinds:
            return "right" if self.operator in line.kinds else "silent"
        return "wrong" if asked or (self.value is None and self.operator != "qualitative") else "silent"

    def _same(self, line: Line) -> bool:
        if self.value is None or not line.value or self.problem:
            return False
        if line.kind == "target":
            alike = {line.operator} | {word for word in ("ge", "gt", "le", "approx") if word in line.note}
            if self.operator not in alike:
                return False
        return _levelled(self.value, self.unit) == _levelled(Decimal(line.value), line.right_unit)


def _levelled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A quantity in the base of its unit."""
    read = REF.units.read(unit).unit
    base = REF.units.read(read.base).unit if read and not read.per else None
    return (
        (convert(value, read, base), base.symbol)
        if read and base and comparable(read, base)
        else (value, unit)
    )


def put(sheet: Any, row: int, column: int, line: Line) -> None:
    """Type a line's cell: a number where a number format is named, rich text, a merge, else the text."""
    cell = sheet.cell(row, column)
    how, typed = line.number_format, line.input
    if how == "rich":
        cell.value = _rich(typed)
    elif how == "strike":
        cell.value, cell.font = int(typed.rpartition(" ")[2]), Font(strike=True)
    elif how == "merged":
        rows = 3 if typed.startswith("三") else 2
        cell.value = int(typed.rpartition(" ")[2])
        sheet.merge_cells(start_row=row, end_row=row + rows - 1, start_column=column, end_column=column)
    elif how == "逻辑值":
        cell.value = typed != "FALSE"
    elif how == "white":
        cell.value, cell.font = float(typed), Font(color="FFFFFFFF")
    elif how and ISO_DAY.fullmatch(typed):
        cell.value, cell.number_format = date.fromisoformat(typed), how
    elif how and how != "公式":
        cell.value, cell.number_format = float(typed), how
    elif how == "公式":
        cell.value = typed
    else:
        cell.value, cell.data_type = typed, "s"


def _rich(text: str) -> CellRichText:
    """删除线70后接90 · 75，上标3."""
    if text.startswith("删除线"):
        old, new = text.removeprefix("删除线").split("后接")
        return CellRichText(TextBlock(STRUCK, old), new)
    number, mark = text.split("，上标")
    return CellRichText(number, TextBlock(RAISED, mark))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[Line, Outcome]:
    folder = tmp_path_factory.mktemp("cells")
    return targets(folder) | returned(folder)


def targets(folder: Path) -> dict[Line, Outcome]:
    some = lines("target")
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["序号", "项目", "指标名称", "单位", "目标", "牵头单位"])
    for number, each in enumerate(some, start=1):
        sheet.append([number, f"项目{number}号", f"事项{number}号", each.unit, None, "县教育局"])
        put(sheet, number + 1, 5, each)
    path = folder / "目标任务表.xlsx"
    book.save(path)
    plan, report = jobs.draft(path, year=2024)
    found = _by_row(report.findings)
    read: dict[Line, Outcome] = {}
    by_row = {each.place.row: each for each in plan.table.indicators}
    for row, line in enumerate(some, start=2):
        target = by_row[row].target
        operator = target.op if target.kind == "number" else target.kind
        read[line] = Outcome(target.value, by_row[row].unit, operator, found.get(row, ()), False)
    return read


def _by_row(findings: Sequence[Finding]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for each in findings:
        if each.severity >= Severity.WARNING and each.code not in NOT_ASKING and each.place.row:
            found[each.place.row] = (*found.get(each.place.row, ()), f"{each.code} {each.message}")
    return found


MEASURED: Mapping[str, tuple[str, str, str]] = {
    "%": ("义务教育巩固率", "92", "96.2"),
    "元/人·月": ("城市低保月人均保障标准", "690", "690"),
    "万人 3.52": ("城乡居民基本养老保险参保人数", "37", "36.1"),
    "万人": ("城镇新增就业", "1.5", "0"),
    "公里": ("新建农村公路", "8", "0"),
    "万元": ("落实帮扶资金", "60", "0"),
    "所": ("新建幼儿园", "40", "2"),
    "户": ("改造危房", "400", "0"),
    "亩": ("建成高标准农田", "3000", "0"),
    "人": ("培训养老护理员", "5000", "0"),
}
"""Name, target and 上期累计 of the row a line of a unit stands in."""
HEAD = """
| 指标构成 | 单位 | 2021年目标 | 牵头单位 | 责任单位 |
| 一、就业 |
| 1. 办实事 |  |  | 县人社局 |  |
"""
FORM = (
    "指标编码",
    "序号",
    "项目",
    "指标名称",
    "单位",
    "年度目标",
    "上期累计",
    "本期完成",
    "累计完成",
    "状态",
)


def returned(folder: Path) -> dict[Line, Outcome]:
    read: dict[Line, Outcome] = {}
    for number, line in enumerate(lines("returned")):
        read[line] = _returned(line, folder / f"{number}.xlsx")
    return read


def _returned(line: Line, path: Path) -> Outcome:
    name, target, before = MEASURED.get(f"{line.unit} {line.input}") or MEASURED[line.unit]
    rows = "".join(f"| {name}{each} | {line.unit} | {target} |  |  |\n" for each in "甲乙丙")
    plan = Plan(plan_of(HEAD + rows, REF), REF, Path("总表.xlsx"))
    _write_return(line, plan, before, path)
    return_ = read_return(path.name, intake.take(path).grids, REF)
    SharedPlan(plan).match(return_)
    history = {each.code: Decimal(before) for each in plan.table.indicators}
    parts = numbered(parts_of(plan, return_), [])
    common = {"ref": REF, "period": Period(2021, 8), "as_of": date(2021, 8, 25)}
    judge(Case(plan, [return_], parts, common, history, {}, earlier_of(plan, parts, [], None), (), {}))
    inputs: dict[str, Any] = common | {"master": plan.table, "returns": [return_], "standing": [return_]}
    report = run(inputs | {"shares": [], "history": history, "superseded": {}, "lines": []})
    row = return_.rows[0]
    role = "current" if plan.table.indicators[0].measure == "flow" else "cumulative"
    entry = row.cells[role]
    found = _by_row([each for each in report.findings if each.place.row == row.number])
    return Outcome(entry.value, line.unit, "plain", found.get(row.number, ()), bool(entry.problem))


def _write_return(line: Line, plan: Plan, before: str, path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["填报单位（盖章）：县人社局　报送期：2021-08"])
    sheet.append(FORM)
    for number, each in enumerate(plan.table.indicators, start=3):
        flow = each.measure == "flow"
        sheet.append([each.code, "1", "办实事", each.name, each.unit, float(each.target.raw), float(before)])
        if flow:
            sheet.cell(number, 9, f"=G{number}+H{number}")
        sheet.cell(number, 10, "进行中")
        if number > 3 and line.number_format != "merged":
            sheet.cell(number, 8 if flow else 9, 0 if flow else float(before))
    put(sheet, 3, 8 if flow else 9, line)
    book.save(path)


def score(outcomes: Mapping[Line, Outcome]) -> Iterator[str]:
    """The table's lines by what became of them."""
    for line, outcome in outcomes.items():
        value = "" if outcome.value is None else number_text(outcome.value)
        yield f"{outcome.verdict(line)}\t{line.key}\t{value} {outcome.operator}\t{outcome.findings}"


def test_every_line_of_the_table_is_right_but_those_left(outcomes: dict[Line, Outcome]) -> None:
    wrong = {line.key for line, outcome in outcomes.items() if outcome.verdict(line) != "right"}
    assert wrong == LEFT, "\n".join(score(outcomes))


@pytest.mark.parametrize(
    ("unit", "typed", "shown", "value", "asked"),
    [
        ("%", "0.985", "0.0%", Decimal("98.5"), False),
        ("万元", "15", '0"万元"', Decimal(15), False),
        ("公里", "0.12", "0%", None, True),
    ],
)
def test_a_returned_number_is_what_its_format_shows(
    unit: str, typed: str, shown: str, value: Decimal | None, asked: bool, tmp_path: Path
) -> None:
    read = _returned(Line("returned", unit, typed, shown, "", "", "", ""), tmp_path / "县.xlsx")
    assert (read.value, read.problem) == (value, asked)


@pytest.mark.parametrize("typed", ["约三千", "近百", "30多", "约20余", "五百左右", "300以上", "三千多人"])
def test_a_returned_estimate_is_asked_for_at_its_cell(typed: str, tmp_path: Path) -> None:
    read = _returned(Line("returned", "人", typed, "", "", "", "", ""), tmp_path / "县.xlsx")
    assert (read.value, read.problem) == (None, True)
    assert [each.partition(" ")[0] for each in read.findings] == ["R15"]


def test_a_figure_merged_over_two_rows_is_asked_of_both_naming_the_merge(tmp_path: Path) -> None:
    plan = Plan(
        plan_of(HEAD + "| 甲 | 所 | 40 |  |  |\n| 乙 | 所 | 40 |  |  |\n| 丙 | 所 | 40 |  |  |", REF),
        REF,
        Path(),
    )
    line = Line("returned", "所", "两行合并成一格，填 8", "merged", "", "", "", "")
    _write_return(line, plan, "0", tmp_path / "县.xlsx")
    return_ = read_return("县.xlsx", intake.take(tmp_path / "县.xlsx").grids, REF)
    SharedPlan(plan).match(return_)
    entries = [row.cells["current"] for row in return_.rows]
    why = "单元格H3:H4合并在一起，看不出各是多少，请取消合并，逐格填写"
    assert [(each.printed, each.value, each.problem) for each in entries] == [
        ("8", None, why),
        ("8", None, why),
        ("", None, ""),
    ]
