"""Findings put on an open workbook: coloured cells with notes, and a 核对问题 sheet that jumps to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from minsheng_xl.checks.report import REPORT_COLUMNS, Finding, Severity, gravest_first, report_row
from minsheng_xl.formats.a1 import Area, column_letters
from minsheng_xl.fronts import undo
from minsheng_xl.fronts.blocks import Cell, addresses, fill, write_texts
from minsheng_xl.fronts.protection import unlocked
from minsheng_xl.place import Grid
from minsheng_xl.writing import layouts
from minsheng_xl.writing.report import SEVERITY_LOOKS
from minsheng_xl.writing.sheets import row_height
from minsheng_xl.writing.style import BODY_FONT, BODY_SIZE, HEAD_FONT, LINE, LOOKS

if TYPE_CHECKING:
    import xlwings as xw

SHEET = "核对问题"
CHECKED = "检查本表"
HEADINGS = 1
"""Rows above the findings on the sheet."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One cell to be marked: the gravest of its findings gives the colour, all of them the note."""

    sheet: str
    cell: Cell
    severity: Severity
    note: str


def marks_of(findings: Sequence[Finding], grids: Iterable[Grid]) -> list[Mark]:
    """The cells the findings speak of; in a merged area its first cell, for a whole row the row's first."""
    merges = {grid.sheet: grid.merges for grid in grids}
    groups: dict[tuple[str, Cell], list[Finding]] = {}
    for each in findings:
        place = each.place
        if place.sheet in merges and place.row:
            cell = _first((place.row, place.column or 1), merges[place.sheet])
            groups.setdefault((place.sheet, cell), []).append(each)
    return [
        Mark(sheet, cell, max(each.severity for each in group), "\n".join(map(_sentence, group)))
        for (sheet, cell), group in groups.items()
    ]


def _first(cell: Cell, merges: Iterable[Area]) -> Cell:
    return next(((area.top, area.left) for area in merges if cell in area), cell)


def _sentence(finding: Finding) -> str:
    remedy = f"，{finding.suggestion}" if finding.suggestion else ""
    return f"【{finding.severity.label}】{finding.message}{remedy}。（{finding.code}）"


def paint(book: xw.Book, findings: Sequence[Finding], marks: Sequence[Mark]) -> None:
    """Mark the cells and list all findings, having kept what was there; wholly or not at all."""
    before = [undo.look_at(book.sheets[mark.sheet], mark.cell) for mark in marks]
    names = dict.fromkeys(mark.sheet for mark in marks)
    with undo.kept(book, CHECKED, SHEET, before):
        with unlocked(book, names):
            for name in names:
                own = [(mark, old) for mark, old in zip(marks, before, strict=True) if mark.sheet == name]
                _mark_sheet(book.sheets[name], own)
        _list_findings(book, findings)


def _mark_sheet(sheet: xw.Sheet, marks: Sequence[tuple[Mark, undo.Before]]) -> None:
    fill(sheet, {mark.cell: LOOKS[SEVERITY_LOOKS[mark.severity]]["bg_color"] for mark, _ in marks})
    for mark, old in marks:
        undo.set_note(sheet.range(mark.cell), f"{old.note}\n{mark.note}" if old.note else mark.note)


def _list_findings(book: xw.Book, findings: Sequence[Finding]) -> None:
    """The same rows, in the same order, as in the workbook the command line writes."""
    active = book.sheets.active
    undo.set_aside(book, SHEET)
    sheet = book.sheets.add(SHEET, after=active)
    ordered = gravest_first(findings)
    headers = [header for _, header in REPORT_COLUMNS]
    rows = [headers, *(report_row(each, {}) for each in ordered)]
    area = sheet.range((1, 1), (len(rows), len(headers)))
    write_texts(area, rows)
    _dress(sheet, area, ordered)
    if ordered:
        _link(sheet, ordered, {each.name for each in book.sheets})
    if undo.SET_ASIDE in {each.name for each in book.sheets}:
        book.sheets[undo.SET_ASIDE].visible = False
    (sheet if ordered else active).activate()


def _dress(sheet: xw.Sheet, area: xw.Range, findings: Sequence[Finding]) -> None:
    area.font.name, area.font.size = BODY_FONT, BODY_SIZE
    area.wrap_text, area.vertical_alignment = True, "center"
    area.borders.set("all", line_style="continuous", color=LINE)
    layout = layouts.load("findings")
    for number, column in enumerate(layout.columns, start=1):
        sheet.range((1, number)).column_width = column.width
    head = sheet.range((1, 1), (1, len(layout.columns)))
    head.color, head.font.name, head.font.bold = LOOKS["header"]["bg_color"], HEAD_FONT, True
    at = layout.number("severity")
    colors = {
        (HEADINGS + row, at): LOOKS[SEVERITY_LOOKS[each.severity]]["bg_color"]
        for row, each in enumerate(findings, start=1)
    }
    fill(sheet, colors)
    heights = {
        HEADINGS + row: row_height(layout, report_row(each, {})) for row, each in enumerate(findings, start=1)
    }
    for height in sorted(set(heights.values())):
        for address in addresses((row, 1) for row, own in heights.items() if own == height):
            sheet.range(address).row_height = height


def _link(sheet: xw.Sheet, findings: Sequence[Finding], sheets: set[str]) -> None:
    """Make the cell's name a link. A formula for the whole column is one call; hyperlinks are three a row."""
    column = layouts.load("findings").number("cell")
    links = sheet.range((HEADINGS + 1, column), (HEADINGS + len(findings), column))
    links.number_format = "General"
    links.formula = [[link] for link in _links(findings, sheets)]
    links.font.color = LOOKS["link"]["font_color"]


def _links(findings: Iterable[Finding], sheets: set[str]) -> Iterator[str]:
    for finding in findings:
        place = finding.place
        if place.sheet not in sheets or not place.row:
            yield ""
            continue
        spot = f"{column_letters(place.column or 1)}{place.row}"
        target = f"#'{place.sheet.replace(chr(39), chr(39) * 2)}'!{spot}".replace('"', '""')
        yield f'=HYPERLINK("{target}","{place.cell}")'
