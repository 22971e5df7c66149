"""Marked copies: the problem cells of a return coloured, each with a note, and a sheet that says what to do.

Nothing else in the workbook changes. A very hidden sheet keeps what the return held when it was marked, so
that a copy that comes back can be told from one that nobody has corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from minsheng_xl.checks.report import Finding, Severity
from minsheng_xl.formats.a1 import Area, cell_name
from minsheng_xl.writing import layouts, style
from minsheng_xl.writing.answers import Answer, day_label, kind_of, shortened, wording
from minsheng_xl.writing.patch import Sheet, Styled, Workbook
from minsheng_xl.writing.patch.added_sheets import Line
from minsheng_xl.writing.patch.areas import position
from minsheng_xl.writing.patch.cell_formats import Styles

MARKER_SHEET: Final = "_marked"
_LOOKS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "header"}
_FIXED: Final = "green"
_LONGEST_NOTE: Final = 1000

Cell = tuple[str, int, int]
"""Sheet, row and column."""


def write_marked(
    data: bytes, answer: Answer, fingerprint: str, *, names: Mapping[str, str], before: Sequence[str] = ()
) -> bytes:
    """The workbook with an answer's problems marked in it.

    `names` says what a sheet of the findings is called in the workbook, where it has another name; `before`
    are the cells (`填报表!F16`) an earlier marking coloured: those that are right now turn green.
    """
    book = Workbook.open(data)
    cells = _cells(book, answer, names)
    _thank(book, before, cells, answer.office)
    for (sheet, row, column), findings in cells.items():
        _mark(book.sheet(sheet), (row, column), answer, findings)
    _write_note_sheet(book, answer, cells)
    marked = [f"{sheet}!{cell_name(row, column)}" for sheet, row, column in cells]
    rows = [["fingerprint", fingerprint], *(["cell", cell] for cell in marked)]
    book.add_sheet(MARKER_SHEET, rows, state="veryHidden", replace=True)
    return book.to_bytes()


def _cells(book: Workbook, answer: Answer, names: Mapping[str, str]) -> dict[Cell, list[Finding]]:
    """Findings by the cell they are shown at; those of a row stand at its name; those of no row have none."""
    cells: dict[Cell, list[Finding]] = defaultdict(list)
    for finding in answer.findings:
        place = finding.place
        name = names.get(place.sheet, place.sheet)
        if not place.row or name not in book.sheets:
            continue
        sheet = book.sheet(name)
        column = place.column
        if not column or not sheet.column_pixels(column):
            column = answer.name_column
        cells[name, *_top_left(sheet, place.row, column)].append(finding)
    return cells


def _top_left(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    """The cell itself, or the one that shows the merge it lies in."""
    merged = next((area for area in sheet.merges if (row, column) in area), Area(row, column, row, column))
    return merged.top, merged.left


def _thank(book: Workbook, before: Sequence[str], cells: Mapping[Cell, list[Finding]], office: str) -> None:
    """Let cells that were marked earlier and are right now say so."""
    for name, _, cell in (each.rpartition("!") for each in before):
        if name in book.sheets and (name, *position(cell)) not in cells:
            _colour(book.sheet(name), position(cell), _FIXED)
            book.sheet(name).note(cell, wording()["fixed"], office)


def _mark(sheet: Sheet, cell: tuple[int, int], answer: Answer, findings: Sequence[Finding]) -> None:
    """Colour a cell by its gravest finding, unlock it, and say in a note what is wrong and what to do."""
    words = wording()
    notes = (
        words["note"].format(
            severity=words["severity"][each.severity.key],
            message=answer.message(each),
            suggestion=shortened(each.suggestion),
        )
        for each in findings
    )
    _colour(sheet, cell, _LOOKS[max(each.severity for each in findings)])
    sheet.note(cell, "\n".join(notes)[:_LONGEST_NOTE], answer.office)


def _colour(sheet: Sheet, cell: tuple[int, int], look: str) -> None:
    styles = sheet.book.styles
    sheet.set_style(cell, styles.derive(sheet.style(cell), fill=_color(look), locked=False))


class _Looks:
    """Formats of the added sheet."""

    def __init__(self, styles: Styles) -> None:
        self.title = styles.derive(size=16, bold=True, horizontal="center", vertical="center")
        self.text = styles.derive(size=11, wrap=True, vertical="center")
        self.cell = styles.derive(size=10, wrap=True, vertical="center", border="thin")
        self.middle = styles.derive(self.cell, horizontal="center")
        self.link = styles.derive(self.middle, font_color="1F5C99")
        self.header = styles.derive(self.middle, fill=_color("header"), bold=True)
        self.severities = {
            each: styles.derive(self.middle, fill=_color(look)) for each, look in _LOOKS.items()
        }


def _color(look: str) -> str:
    return str(style.LOOKS[look]["bg_color"]).removeprefix("#")


def _write_note_sheet(book: Workbook, answer: Answer, cells: Mapping[Cell, list[Finding]]) -> None:
    """Add 退回说明 and let the workbook open on it."""
    layout, looks = layouts.load("return_note"), _Looks(book.styles)
    shown = {finding.place: cell for cell, findings in cells.items() for finding in findings}
    title = layout.title.format(department=answer.department, period=answer.period, kind=kind_of([answer]))
    top: list[Line] = [
        [Styled(title, looks.title)],
        *([Styled(text, looks.text)] for text in _said(answer)),
        [],
    ]
    header: Line = [Styled(text, looks.header) for text in layout.headers()]
    problems = [
        _problem(n, answer, each, shown.get(each.place), looks) for n, each in enumerate(answer.told, 1)
    ]
    lines = [*top, header, *problems, [], *_row_lines(answer, looks)]
    widths = [column.width for column in layout.columns]
    sheet = book.add_sheet(layout.sheet, lines, widths=widths, replace=True)
    for number, line in enumerate(lines, start=1):
        _fit(sheet, number, line, widths)
    for number, finding in enumerate(answer.told, start=layout.header_row + 1):
        if (cell := shown.get(finding.place)) is not None:
            sheet.hyperlink((number, layout.number("cell")), cell[0], cell_name(*cell[1:]))
    book.activate(layout.sheet)


def _said(answer: Answer) -> list[str]:
    words = wording()["sheet"]
    counts = {"total": len(answer.rows), "taken": len(answer.rows) - answer.held, "held": answer.held}
    state = words["returned"].format(reason=shortened(answer.rejected)) if answer.rejected else words["state"]
    todo = words["todo" if answer.returned else "check"]
    return [state.format(**counts), todo.format(due=day_label(answer.due)), words["colours"]]


def _problem(number: int, answer: Answer, finding: Finding, cell: Cell | None, looks: _Looks) -> Line:
    words = wording()
    spot = cell_name(*cell[1:]) if cell else words["sheet"]["nowhere"]
    if cell and (header := answer.columns.get((finding.place.sheet, cell[2]))):
        spot = f"{spot}　{header}"
    return [
        Styled(number, looks.middle),
        Styled(words["severity"][finding.severity.key], looks.severities[finding.severity]),
        Styled(spot, looks.link if cell else looks.middle),
        Styled(answer.name(finding), looks.cell),
        Styled(answer.message(finding), looks.cell),
        Styled(shortened(finding.suggestion), looks.cell),
    ]


def _row_lines(answer: Answer, looks: _Looks) -> list[Line]:
    """Which rows were taken and which not."""
    words = wording()["sheet"]
    if not answer.rows:
        return []
    lines: list[Line] = [[Styled(words["rows_title"], looks.text)]]
    for row in answer.rows:
        held = answer.rejected or row.held
        state = Styled(
            words["held"] if held else words["taken"],
            looks.severities[Severity.ERROR] if held else looks.middle,
        )
        number = Styled(words["row"].format(number=row.number), looks.middle)
        texts = ("", row.name, row.held, "")
        lines.append([number, state, *(Styled(text, looks.cell) for text in texts)])
    return lines


def _fit(sheet: Sheet, number: int, line: Line, widths: Sequence[float]) -> None:
    """Let a text that stands alone run across, and make the row tall enough for its texts."""
    if not line:
        return
    texts = [str(cell.value) for cell in line if isinstance(cell, Styled)]
    if len(line) == 1:
        sheet.merge(Area(number, 1, number, len(widths)))
        height = 32.0 if number == 1 else style.text_height(texts[0], sum(widths), 11) + 4
    else:
        height = max(style.text_height(text, width) for text, width in zip(texts, widths, strict=False))
    sheet.set_row_height(number, height)
