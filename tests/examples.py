"""Rule examples made into inputs: the same readers and the same matching as for real files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from minsheng_xl.checks.engine import Example
from minsheng_xl.cycle import Expected, due_date
from minsheng_xl.jobs.gathering import earlier_of
from minsheng_xl.jobs.issued import Issues, as_of_today
from minsheng_xl.jobs.judging import Case, judge
from minsheng_xl.jobs.plans import Plan
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.jobs.standing import stand
from minsheng_xl.jobs.versions import numbered, parts_of
from minsheng_xl.model import IssuedForm, Period, Return, TargetTable
from minsheng_xl.opinions import Opinion
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.cells import drop_unseen
from minsheng_xl.reading.notices.pipeline import read_texts
from minsheng_xl.reading.ours.comments import read_opinions
from minsheng_xl.reading.ours.masters import read_plan
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reading.returns.match_rows import Matcher
from minsheng_xl.reading.returns.match_statements import read_matched
from minsheng_xl.reference import Reference
from minsheng_xl.summary import Line, combine

ERROR_VALUES = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")


def inputs_of(example: Example) -> dict[str, Any]:
    """What `engine.run` is given for an example; inputs the example does not name are absent."""
    ref = Reference.default()
    if example.settings or example.calendar:
        heads = ("日期", "安排", "单位", "报送期")
        ref = ref.with_sheets(
            settings=[{"项目": key, "值": value} for key, value in example.settings.items()],
            calendar=[dict(zip(heads, example.calendar.split(), strict=False))],
        )
    inputs: dict[str, Any] = {"ref": ref}
    if example.table:
        inputs["table"] = plan_of(example.table, ref, example.year)
    if example.text:
        inputs |= document_of(example.text, ref)
        inputs["drafted"] = inputs["table"]
    if example.superior:
        inputs["superior"] = (superior_of(example.superior, ref, example.year),)
    if example.text and example.master:
        plan = plan_of(example.master, ref, example.year)
        told = read_matched("通报.txt", [inputs["document"]], plan, ref)
        inputs["told"] = [told] if told else []
    if example.period:
        inputs["period"] = Period.parse(example.period)
    if example.as_of:
        inputs["as_of"] = date.fromisoformat(example.as_of)
    if example.history:
        inputs["history"] = {code: Decimal(value) for code, value in example.history.items()}
    if example.master:
        inputs |= _returned(example, ref, inputs)
    return inputs


def _returned(example: Example, ref: Reference, inputs: Mapping[str, Any]) -> dict[str, Any]:
    table = plan_of(example.master, ref, example.year)
    plan = Plan(table, ref, Path("总表.xlsx"))
    shared = SharedPlan(plan)
    returns = [
        return_of(text, f"回收{number}.xlsx", ref) for number, text in enumerate(example.returns, start=1)
    ]
    for each in returns:
        shared.match(each)
    history = inputs.get("history", {})
    if example.issued or example.carried:
        as_of_today(plan, returns, _issues(example, table, returns, ref), history)
    parts = numbered([part for each in returns for part in parts_of(plan, each)], [])
    undecided = stand(parts).undecided
    earlier = earlier_of(plan, parts, [], None)
    common = {"ref": ref, "period": inputs.get("period"), "as_of": inputs.get("as_of", date(2021, 8, 25))}
    judge(Case(plan, returns, parts, common, history, {}, earlier, (), {}))
    chosen = stand(parts)
    made: dict[str, Any] = {"master": table, "superseded": chosen.superseded, "undecided": undecided}
    made["earlier"] = earlier
    made["returns"] = [each for each in returns if each.by == "lead"]
    made["standing"] = [each for each in chosen.returns if each.by == "lead"]
    made["shares"] = [each for each in chosen.returns if each.by != "lead"]
    made["lines"] = _lines(table, list(chosen.returns), ref)
    if "period" in inputs:
        made["expected"] = _expected(table, returns, inputs["period"], ref)
    if example.opinions:
        made["opinions"] = [_opinions(text, number, plan) for number, text in enumerate(example.opinions)]
    return made


def _issues(example: Example, table: TargetTable, returns: list[Return], ref: Reference) -> Issues:
    """Every return of an example made from a form of the plan as it was issued."""
    then = plan_of(example.issued, ref, example.year) if example.issued else table
    carried = {code: Decimal(value) for code, value in example.carried.items()}
    forms = [IssuedForm(then, carried)] if carried else [IssuedForm(then, _printed(returns))]
    for each in returns:
        each.meta["digest"] = then.digest
    return Issues({then.digest: forms})


def _printed(returns: list[Return]) -> dict[str, Decimal | None]:
    return {
        row.indicator.code: row.value("previous") for each in returns for row in each.rows if row.indicator
    }


def _opinions(text: str, number: int, plan: Plan) -> list[Opinion]:
    returned = return_of(text, f"征求意见{number}.xlsx", plan.ref)
    Matcher(plan.table, plan.ref).match(returned)
    return read_opinions(returned, plan.ref)


def _lines(table: TargetTable, returns: list[Return], ref: Reference) -> list[Line]:
    settings, august = ref.settings, Period(2021, 8)
    return combine(table, returns, august, previous={}, expected=(), settings=settings).lines


def _expected(plan: TargetTable, returns: list[Return], period: Period, ref: Reference) -> list[Expected]:
    due = due_date(period, ref.settings)
    return [
        Expected(
            lead,
            due,
            1,
            tuple(each.file for each in returns if each.department == lead),
            next((each.received for each in returns if each.department == lead), None),
        )
        for lead in plan.leads
    ]


def document_of(text: str, ref: Reference) -> dict[str, Any]:
    """A notice or report as a rule gets it: its first table and the whole document."""
    document = read_texts(text.strip(), "例.txt", ref)[0]
    return {"document": document} | ({"table": document.tables[0]} if document.tables else {})


def superior_of(text: str, ref: Reference, year: int) -> TargetTable:
    """A superior's plan, printed as a table or as a notice."""
    return plan_of(text, ref, year) if text.strip().startswith("|") else document_of(text, ref)["table"]


def plan_of(text: str, ref: Reference, year: int = 2021) -> TargetTable:
    """A plan from a markdown table in the printed layout or the master's; behind 〔调整台账〕 that sheet."""
    parts = re.split(r"^〔(.+)〕$", text, flags=re.MULTILINE)
    sheets = zip(("目标任务表", *parts[1::2]), parts[::2], strict=True)
    return read_plan("例.xlsx", [grid_of(part, "例.xlsx", name) for name, part in sheets], ref, year=year)


def return_of(text: str, file: str, ref: Reference) -> Return:
    """A return from head lines (`填报单位：县人社局　报送期：2021-08`) and a markdown table."""
    grid = grid_of(text, file, "填报表")
    returned = read_return(file, [grid], ref)
    for row in grid.rows:
        for cell in row:
            if isinstance(cell, str) and cell.startswith("收到："):
                returned.received = datetime.fromisoformat(cell.removeprefix("收到："))
            if isinstance(cell, str) and cell.startswith("隐藏行："):
                grid.hidden_rows.add(int(cell.removeprefix("隐藏行：")))
            if isinstance(cell, str) and cell.startswith("口径："):
                returned.meta["by"] = cell.removeprefix("口径：")
            if isinstance(cell, str) and cell.startswith("数字签名："):
                returned.signed = True
            if isinstance(cell, str) and cell.startswith("模板指纹："):
                returned.meta["digest"] = cell.removeprefix("模板指纹：")
    return returned


def grid_of(text: str, file: str, sheet: str) -> Grid:
    """A grid from head lines and a markdown table; digits below the header are numbers, `#REF!` an error."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    head = [line for line in lines if not line.startswith("|")]
    table = Grid.from_markdown("\n".join(line for line in lines if line.startswith("|")))
    rows: list[list[CellValue]] = [[*line.split("　")] for line in head]
    grid = Grid([*rows, table.rows[0]], file=file, sheet=sheet)
    for row in table.rows[1:]:
        number = len(grid.rows) + 1
        for column, cell in enumerate(row, start=1):
            if cell in ERROR_VALUES:
                grid.errors[number, column] = str(cell)
            if isinstance(cell, str) and cell.startswith("="):
                grid.formulas[number, column] = cell.lstrip("=?")
            if isinstance(cell, str) and cell.startswith("=?"):  # a formula saved without its result
                grid.uncached.add((number, column))
        grid.rows.append([_typed(cell) for cell in row])
    return drop_unseen(grid)


def _typed(cell: CellValue) -> CellValue:
    if cell in ERROR_VALUES or (isinstance(cell, str) and cell.startswith("=?")):
        return None
    if isinstance(cell, str) and cell.isascii() and cell.removeprefix("-").replace(".", "", 1).isdigit():
        return Decimal(cell)
    return cell
