"""Every seed goes the whole way: notice, master, forms, returns, summary; layouts B, C and the townships'."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from random import Random

import openpyxl
import pytest

from minsheng_xl import jobs
from minsheng_xl.errors import InputError
from minsheng_xl.fronts.cli import main
from minsheng_xl.model import Period, TargetTable
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.writing import layouts
from tests.faults.filling import fill_clean

SEEDS = ("000", "001", "002", "003", "004")
MISPRINTED = {"农村适龄及城镇低保适龄妇女“两癌”免费检查"}
"""The county printed shares that add up to 20402 of 20400."""
FIGURES_OF_PARTS = {"A01", "A02", "U05"}
"""Errors the test's own figures earn: it takes parts of a sentence for those of the row above."""
LEADS = ("县民政局", "县教育局", "县住建局")
"""Whom the test's clerk puts in charge where a notice names nobody."""


def seed(shared: Path, number: str) -> Path:
    return next((shared / "seeds").glob(f"{number}_*.txt"))


def assign_leads(master: Path) -> None:
    """Type a lead unit into each row that lacks one, as a clerk does."""
    layout = layouts.load("master")
    book = openpyxl.load_workbook(master)
    sheet = book[layout.sheet]
    for row in range(layout.header_row + 1, sheet.max_row + 1):
        lead, code = (sheet.cell(row, layout.number(role)) for role in ("lead", "code"))
        if code.value and not lead.value:
            lead.value = LEADS[row % len(LEADS)]
    book.save(master)


@pytest.mark.parametrize("number", SEEDS)
def test_a_notice_reaches_the_summary(shared: Path, number: str, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    drafted = jobs.draft(seed(shared, number), master)[0].table
    assign_leads(master)
    period = Period(drafted.year, 6)
    issued = jobs.issue(master, period, tmp_path / "下发")
    assert issued.unassigned == []
    returned = tmp_path / "回收"
    returned.mkdir()
    for form in issued.forms:
        fill_clean(form.path, returned / form.path.name, Random(form.path.name))
    done = jobs.consolidate(returned, master, period, tmp_path / "汇总.xlsx")
    assert {file.status for file in done.report.files} <= {"taken", "partly"}, done.report.lines()
    errors = {each.code for each in done.report.findings if each.severity.key == "error"}
    assert errors <= FIGURES_OF_PARTS, done.report.lines()
    assert {line.indicator.code for line in done.summary.lines} == set(drafted.by_code)
    assert (tmp_path / "汇总.xlsx").is_file()


def test_township_forms_add_up_to_the_county_target(shared: Path, tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    jobs.draft(seed(shared, "002"), master)
    plan = jobs.read_source(master)
    forms = jobs.issue(master, Period(2023, 6), tmp_path / "下发", by="township").forms
    assert len(forms) == 24
    shares: defaultdict[str, Decimal] = defaultdict(Decimal)
    for form in forms:
        taken = intake.take(form.path)
        for row in read_return(form.path.name, taken.grids, plan.ref).rows:
            shares[row.text("code")] += row.value("target") or Decimal(0)
    targets = {code: plan.table.by_code[code].target.value for code in shares}
    different = {code for code in shares if shares[code] != targets[code]}
    assert {plan.table.by_code[code].name for code in different} == MISPRINTED


def keys(table: TargetTable) -> Counter[tuple[str, str, str, str]]:
    return Counter(
        (each.name, each.target.raw, each.divided_unit, each.lead.effective) for each in table.indicators
    )


@pytest.mark.parametrize(("number", "document", "layout"), [("002", 2, "b"), ("004", 2, "c")])
def test_a_printed_layout_reads_back(
    shared: Path, number: str, document: int, layout: str, tmp_path: Path
) -> None:
    path = tmp_path / "印发稿.xlsx"
    source = seed(shared, number)
    options = ["--document", str(document), "--layout", layout, "-o", str(path), "-q"]
    assert main(["draft", str(source), *options]) in (0, 1)
    table, read = jobs.read_source(source, document=document).table, jobs.read_source(path).table
    assert keys(read) == keys(table)
    for ours, theirs in zip(table.items, read.items, strict=True):
        assert (theirs.no, theirs.name, theirs.category) == (ours.no, ours.name, ours.category)
        assert (theirs.leaders, theirs.assessors) == (ours.leaders, ours.assessors)


def test_the_township_table_reads_back_and_says_what_is_left(shared: Path, tmp_path: Path) -> None:
    path = tmp_path / "乡镇.xlsx"
    plan = jobs.draft(seed(shared, "002"), path, layout="towns")[0].table
    read = jobs.read_source(path).table
    values = Counter((each.town, each.value) for each in plan.allocations if each.value is not None)
    assert Counter((each.town, each.value) for each in read.allocations if each.value is not None) == values
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    last = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
    assert [sheet.cell(last["差额"], column).value for column in (2, 3)] == [0, 2]


@pytest.mark.parametrize("layout", ["b", "c"])
def test_a_master_prints_sentences_of_its_figures(shared: Path, layout: str, tmp_path: Path) -> None:
    master, path = tmp_path / "总表.xlsx", tmp_path / "印发稿.xlsx"
    jobs.draft(seed(shared, "000"), master)
    jobs.draft(master, path, layout=layout)
    texts = {str(cell.value) for row in openpyxl.load_workbook(path).worksheets[0] for cell in row}
    for sentence in ("培训养老护理员536人次。", "其中：完成城市棚户区改造200套，完成国有垦区危房改造10套"):
        assert any(sentence in text for text in texts), sentence


def test_townships_without_shares_are_refused_in_words(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有乡镇分解"):
        jobs.draft(seed(shared, "000"), tmp_path / "乡镇.xlsx", layout="towns")
