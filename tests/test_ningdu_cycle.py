"""The month's cycle on the real table: what departments type is what the summary says, cell for cell."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import validate

from minsheng_xl import jobs
from minsheng_xl.fronts import shapes
from minsheng_xl.model import Indicator, Period
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference

COUNTY = Path(__file__).parents[1] / "workbooks/ningdu2021/目标任务表.txt"
AUGUST = Period(2021, 8)


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("县") / "总表.xlsx"
    jobs.draft(COUNTY, path)
    return path


@pytest.fixture(scope="module")
def forms(master: Path) -> jobs.Issued:
    return jobs.issue(master, AUGUST, master.parent / "下发")


def figure_of(indicator: Indicator, number: int) -> Decimal:
    """A figure of its own for every indicator, in a shape its unit allows."""
    if indicator.unit in ("%",):
        return Decimal(number % 90) + Decimal("0.5")
    if indicator.unit.startswith(("万", "亿", "公里")):
        return (Decimal(number) / 100 + 1).quantize(Decimal("0.01"))
    return Decimal(1000 + number)


def fill_everything(form: Path, target: Path, numbers: dict[str, int]) -> dict[str, dict[str, Any]]:
    """Type something into every open cell of a form, as a program without cached results does."""
    taken = intake.take(form)
    returned = read_return(form.name, taken.grids, Reference.default())
    book = openpyxl.load_workbook(form)
    assert returned.grid is not None
    sheet = book[returned.grid.sheet]
    typed: dict[str, dict[str, Any]] = {}
    for row in returned.rows:
        code = row.text("code")
        typed[code] = {}
        for role, entry in row.cells.items():
            cell = sheet.cell(entry.row, entry.column)
            if cell.protection.locked:
                continue
            if role in ("current", "cumulative", "invest_done"):
                value: Any = float(figure_of(PLAN_BY_CODE[code], numbers[code]))
            elif role == "case_count":
                value = 1
            else:
                value = f"{role}：{code}"
            cell.value = "进行中" if role == "status" else value
            typed[code][role] = cell.value
    signed = {"filler": "张三", "phone": "13812345678", "head": "李四", "fill_date": "2021-08-18"}
    for role, text in signed.items():
        entry = returned.head[role]
        sheet.cell(entry.row, entry.column).value = text
    book.save(target)
    return typed


PLAN_BY_CODE = jobs.draft(COUNTY)[0].table.by_code


def test_every_row_reaches_exactly_its_lead_and_the_union_is_the_plan(forms: jobs.Issued) -> None:
    seen: dict[str, str] = {}
    for form in forms.forms:
        returned = read_return(form.path.name, intake.take(form.path).grids, Reference.default())
        for row in returned.rows:
            assert row.text("code") not in seen
            seen[row.text("code")] = returned.department
    assert seen == {code: each.lead.units[0] for code, each in PLAN_BY_CODE.items()}
    assert len(seen) == 96
    assert len(forms.forms) == 12
    assert forms.unassigned == []


def test_what_was_typed_is_what_the_summary_says(master: Path, forms: jobs.Issued, tmp_path: Path) -> None:
    numbers = {code: number for number, code in enumerate(PLAN_BY_CODE, start=1)}
    folder = tmp_path / "回收"
    folder.mkdir()
    typed: dict[str, dict[str, Any]] = {}
    for form in forms.forms:
        typed |= fill_everything(form.path, folder / form.path.name, numbers)
    done = jobs.consolidate(folder, master, AUGUST, tmp_path / "汇总.xlsx")
    kept_out = {"U05", "V07", "A01", "A02"}  # these look at sizes, and the figures here are no real ones
    assert {each.code for each in done.report.findings if each.severity.key == "error"} <= kept_out
    lines = {line.indicator.code: line for line in done.summary.lines}
    for each in done.returns:
        for row in each.rows:
            assert row.indicator is not None
            assert row.matched_by == "code"
            code = row.indicator.code
            filled = typed[code]
            expected = None
            if row.indicator.measure != "qualitative":
                expected = figure_of(row.indicator, numbers[code])
            assert row.value("cumulative") == expected
            assert row.text("status") == filled["status"]
            for role in ("progress_note", "problem", "next_step", "explanation", "evidence", "note"):
                assert row.text(role) == filled[role]
            if not row.rejected:
                assert lines[code].cumulative == expected


def test_a_figure_leads_back_to_its_cell(master: Path, forms: jobs.Issued, tmp_path: Path) -> None:
    numbers = {code: number for number, code in enumerate(PLAN_BY_CODE, start=1)}
    form = next(each for each in forms.forms if each.department == "县交通运输局")
    fill_everything(form.path, tmp_path / "回收件.xlsx", numbers)
    done = jobs.consolidate(tmp_path, master, AUGUST, tmp_path / "out" / "汇总.xlsx")
    line = next(line for line in done.summary.lines if line.indicator.name == "新改建农村公路")
    (source,) = line.sources
    sheet = openpyxl.load_workbook(tmp_path / source.place.file)[source.place.sheet]
    current = next(row for each in done.returns for row in each.rows if row.indicator is line.indicator)
    assert sheet.cell(current.number, current.cells["current"].column).value == float(source.value)
    assert (source.place.row, source.place.column) == (current.number, current.cells["current"].column)


def test_documents_have_the_promised_shapes(master: Path, forms: jobs.Issued, tmp_path: Path) -> None:
    plan, report = jobs.draft(COUNTY)
    folder = tmp_path / "回收"
    folder.mkdir()
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    done = jobs.consolidate(folder, master, AUGUST, tmp_path / "汇总.xlsx")
    for document in (
        shapes.draft(plan.sources, report),
        report.as_json(),
        shapes.issued(forms),
        shapes.consolidated(done),
    ):
        schema = json.loads((Path(__file__).parent / "schemas.json").read_text("utf-8"))
        validate(json.loads(json.dumps(document)), schema[document["schema"]])
