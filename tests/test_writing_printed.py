"""The printed layout of the Ningdu table: blocks as the county prints them, pages that lose no text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from minsheng_xl.model import TargetTable
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.ours.masters import read_plan
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.printed import write_printed
from tests.libreoffice import needs_libreoffice, printed_text
from tests.ningdu import gold_rows, table_from_gold

LAYOUT = layouts.load("printed_a")
LEAD, RESPONSIBLE = LAYOUT.number("lead"), LAYOUT.number("responsible")


@pytest.fixture(scope="module")
def table(shared: Path) -> TargetTable:
    return table_from_gold(shared)


@pytest.fixture(scope="module")
def path(table: TargetTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("印发") / "印发稿.xlsx"
    write_printed(table, path, date_text="2021年6月10日")
    return path


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def test_every_row_prints_what_the_gold_table_prints(shared: Path, book: Workbook) -> None:
    sheet = book.worksheets[0]
    for row in gold_rows(shared):
        name, unit, target, lead, responsible = (
            str(sheet.cell(LAYOUT.header_row + row["row"], column).value or "") for column in range(1, 6)
        )
        marks = {"category": f"{row['no']}、", "item": f"{row['no']}. ", "indicator": ""}
        assert name == marks[row["level"]] + row["name"]
        if row["level"] != "category":
            zero = "0" if row["target_text"] == "0" else ""
            assert (unit, target or zero) == (row["unit"], row["target_text"])
            assert (lead, responsible) == (row["lead_printed"], row["resp_printed"])


def test_a_block_covers_the_rows_its_units_hold_for(shared: Path, book: Workbook) -> None:
    sheet = book.worksheets[0]
    starts = [row["row"] for row in gold_rows(shared) if row["lead_printed"] or row["level"] == "category"]
    breaks = {each.id for each in sheet.row_breaks.brk}
    merged = {(area.min_row, area.max_row) for area in sheet.merged_cells.ranges if area.min_col == LEAD}
    for row, following in pairwise([*starts, 130]):
        if not gold_rows(shared)[row - 1]["lead_printed"]:
            continue
        top, bottom = LAYOUT.header_row + row, LAYOUT.header_row + following - 1
        parts = [top, *(each + 1 for each in sorted(breaks) if top <= each < bottom), bottom + 1]
        for first, after in pairwise(parts):
            assert after - first == 1 or (first, after - 1) in merged


def test_every_block_part_with_text_is_tall_enough_for_it(book: Workbook) -> None:
    sheet = book.worksheets[0]
    spans = {(area.min_row, area.min_col): area.max_row for area in sheet.merged_cells.ranges}
    for column, role in ((LEAD, "lead"), (RESPONSIBLE, "responsible")):
        for row in range(LAYOUT.header_row + 1, sheet.max_row + 1):
            text = str(sheet.cell(row, column).value or "")
            if text:
                rows = range(row, spans.get((row, column), row) + 1)
                height = sum(sheet.row_dimensions[each].height for each in rows)
                assert height + 0.01 >= style.text_height(text, LAYOUT.column(role).width)


def test_no_page_ends_with_a_heading_or_overflows(shared: Path, book: Workbook) -> None:
    sheet = book.worksheets[0]
    levels = {LAYOUT.header_row + row["row"]: row["level"] for row in gold_rows(shared)}
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert 2 <= len(breaks) <= 5
    for above in breaks:
        assert levels[above] != "category"
        assert (levels[above], levels[above + 1]) != ("item", "indicator")
    for first, last in pairwise([0, *breaks, sheet.max_row]):
        assert sum(sheet.row_dimensions[row].height for row in range(first + 1, last + 1)) < 740


def test_it_repeats_its_header_and_numbers_its_pages(book: Workbook) -> None:
    sheet = book.worksheets[0]
    assert sheet.print_title_rows == f"${LAYOUT.header_row}:${LAYOUT.header_row}"
    assert str(sheet.HeaderFooter.oddFooter) == "&C第 &P 页 共 &N 页"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert (sheet["A2"].value, sheet["C2"].value) == ("宁府字〔2021〕20号", "2021年6月10日")


def test_it_reads_back_as_the_same_table(table: TargetTable, path: Path) -> None:
    read = read_plan(path.name, intake.take(path).grids, Reference.default())
    assert (read.digest, read.title, read.year) == (table.digest, table.title, 2021)
    for ours, theirs in zip(table.indicators, read.indicators, strict=True):
        assert (theirs.code, theirs.row, theirs.relation) == (ours.code, ours.row, ours.relation)
        assert theirs.lead == ours.lead.model_copy(update={"printed": theirs.lead.printed})
        assert (theirs.responsible.effective, theirs.responsible.scope) == (
            ours.responsible.effective,
            ours.responsible.scope,
        )


def test_the_same_table_gives_the_same_bytes(table: TargetTable, path: Path, tmp_path: Path) -> None:
    write_printed(table, tmp_path / "又一份.xlsx", date_text="2021年6月10日")
    assert (tmp_path / "又一份.xlsx").read_bytes() == path.read_bytes()


@needs_libreoffice
def test_everything_is_printed(book: Workbook, path: Path, tmp_path: Path) -> None:
    printed = printed_text(path, tmp_path)
    assert "###" not in printed
    texts = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value}
    assert [text for text in texts if "".join(text.split()) not in printed] == []
