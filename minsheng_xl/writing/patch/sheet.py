"""One sheet of a workbook that is being changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.formats.a1 import Area, area_name, cell_name
from minsheng_xl.formats.xml import unescape
from minsheng_xl.formats.xml_text import attribute
from minsheng_xl.place import CellValue
from minsheng_xl.writing.patch import cell_notes, row_changes, sheet_parts
from minsheng_xl.writing.patch.areas import Position, parse_area, position
from minsheng_xl.writing.patch.cell_xml import Formula, Value, stored_text
from minsheng_xl.writing.patch.moves import Deleted, Inserted, Replaced
from minsheng_xl.writing.patch.open_book import OpenBook
from minsheng_xl.writing.patch.open_sheet import OpenSheet
from minsheng_xl.writing.patch.prototypes import Values
from minsheng_xl.writing.patch.sheet_rows import Cell


class Sheet:
    """Cells by name; what is not set stays exactly as it was."""

    def __init__(self, book: OpenBook, sheet: OpenSheet) -> None:
        self.book, self._sheet, self._rows = book, sheet, sheet.rows

    @property
    def name(self) -> str:
        """What its tab says."""
        return self._sheet.name

    def set(self, cell: Position, value: Value, *, style: int | None = None) -> None:
        """Write a value. Text is written as text whatever it looks like; a date as its serial number.

        The cell keeps its format unless `style` (a number from `Workbook.styles.derive`) is given.
        OutputError for a cell inside an array formula of several cells, or a text Excel cannot hold.
        """
        row, column = position(cell)
        if isinstance(value, Formula) and value.text is None:
            value = Formula(self._kept_formula(row, column), value.cached)
        kind, content = self._sheet.encoder.parts(value)
        target = self._make(row, column)
        self._release(row, column, target)
        if isinstance(value, Formula):
            self.book.formulas_changed = True
        target.kind, target.content, target.rest, target.fresh = kind, content, "", True
        if style is not None:
            target.style = style

    def _make(self, row: int, column: int) -> Cell:
        """The cell, to be changed; a new one has the format of its row or column."""
        style = self.style((row, column))
        cell = self._rows.make(row, column)
        cell.style = style
        return cell

    def _kept_formula(self, row: int, column: int) -> str:
        kept = self.formula((row, column))
        if kept is None:
            raise InputError(
                f"〔{self.name}〕{cell_name(row, column)} 没有公式，不能只写结果", "请写入值或公式"
            )
        return kept

    def _release(self, row: int, column: int, target: Cell) -> None:
        """Let a cell's formula go without harm to cells that lean on it."""
        for array in self._sheet.arrays:
            if (row, column) in array and array != Area(row, column, row, column):
                where = f"〔{self.name}〕{cell_name(row, column)}"
                raise OutputError(
                    f"{where} 在数组公式区域 {area_name(array)} 内，不能单独改写", "请先在表中清除数组公式"
                )
        tag = self._rows.formula_tag(target)
        if "ref" in tag and (group := self._rows.shared_group(target)):
            self._rows.unshare(group)
        if self._rows.tags.formula.search(target.content):
            self.book.formulas_changed = True

    def get(self, cell: Position) -> CellValue:
        """The value (of a formula: its cached result). Dates come as their serial number, errors as text."""
        found = self._rows.cell(*position(cell))
        if found is None or not found.content:
            return None
        tags = self._rows.tags
        if found.kind == "inlineStr":
            return stored_text(tags.plain(found.content)) or None
        value = tags.value.search(found.content)
        text = unescape(value[1] or "") if value else ""
        if not text:
            return None
        if found.kind == "s":
            return self.book.shared_string(int(text)) or None
        if found.kind in ("str", "e", "d"):
            return stored_text(text)
        return text in ("1", "true") if found.kind == "b" else Decimal(text)

    def formula(self, cell: Position) -> str | None:
        """The formula of a cell without its `=`; None if it has none."""
        row, column = position(cell)
        found = self._rows.cell(row, column)
        text = self._rows.tags.formula_text(found) if found else None
        if found is None or text or self._rows.shared_group(found) is None:
            return text
        places = self._rows.with_formulas()
        return next((own for one, left, _, own in places if (one.number, left) == (row, column)), None)

    def style(self, cell: Position) -> int:
        """Number of a cell's format; for an empty place, of its row or column."""
        row, column = position(cell)
        found = self._rows.cell(row, column)
        if found:
            return found.style
        return self._row_style(row) or int(sheet_parts.column_tag(self._sheet, column).get("style", 0))

    def set_style(self, cell: Position, style: int) -> None:
        """Change a cell's format and nothing else."""
        self._make(*position(cell)).style = style

    def _row_style(self, row: int) -> int:
        found = self._rows.by_number.get(row)
        return int(attribute(found.attributes, "s") or 0) if found else 0

    def note(self, cell: Position, text: str, author: str) -> None:
        """Put a note on a cell; what an existing note says stays above it."""
        cell_notes.add_notes(self.book, self._sheet, [(position(cell), text)], author)

    def notes(self, texts: Mapping[str, str], author: str) -> None:
        """Put notes on many cells."""
        cell_notes.add_notes(
            self.book, self._sheet, [(position(cell), text) for cell, text in texts.items()], author
        )

    def merge(self, area: str | Area) -> None:
        """Merge `B3:D3`; merges inside give way. OutputError where one overlaps in part."""
        sheet_parts.merge(self._sheet, parse_area(area) if isinstance(area, str) else area)

    def unmerge(self, area: str | Area) -> None:
        """Take apart every merge inside an area."""
        sheet_parts.unmerge(self._sheet, parse_area(area) if isinstance(area, str) else area)

    def set_row_height(self, row: int, points: float | None, *, fixed: bool = True) -> None:
        """Give a row a height in points, `fixed` or free to grow; None lets the program find it."""
        sheet_parts.set_row_height(self._sheet, row, points, fixed=fixed)

    def row_pixels(self, row: int) -> int:
        """Height of a row on the screen."""
        return sheet_parts.row_pixels(self._sheet, row)

    def column_pixels(self, column: int) -> int:
        """Width of a column on the screen; 0 where it is hidden."""
        return sheet_parts.column_pixels(self._sheet, column)

    def has_row(self, row: int) -> bool:
        """Whether the file has this row."""
        return row in self._rows.by_number

    def settle(self) -> None:
        """What was written so far is what the sheet came with: no result can lean on it yet."""
        self._rows.settle()

    def hyperlink(self, cell: Position, target_sheet: str, target_cell: str = "A1") -> None:
        """Make a cell lead to a cell of this workbook."""
        sheet_parts.link(self._sheet, position(cell), target_sheet, target_cell)

    @property
    def merges(self) -> list[Area]:
        """Merged areas."""
        return sheet_parts.merges(self._sheet)

    def insert_rows(
        self,
        before: int,
        count: int = 1,
        like: int | None = None,
        *,
        extend: bool = False,
        formulas: bool = False,
    ) -> None:
        """Insert rows with the height and formats of row `like` (the row above), and perhaps its formulas.

        Everything in the workbook that names rows below follows. With `extend`, ranges that end in the row
        above grow over the new rows, as they do when the rows come in between. OutputError if the sheet has
        no room for them.
        """
        like = like if like is not None else max(before - 1, 1)
        texts = row_changes.insert_rows(
            self.book, self._sheet, Inserted(before, count, extend, like), formulas=formulas
        )
        for cell, text in texts.items():
            self.set(cell, Formula(text))

    def delete_rows(self, first: int, count: int = 1) -> None:
        """Delete rows; references to nothing else become `#REF!`, as in Excel."""
        row_changes.delete_rows(self.book, self._sheet, Deleted(first, first + count - 1))

    def replace_rows(self, first: int, last: int, rows: Sequence[tuple[int, Values]]) -> None:
        """Put rows in the place of prototype rows `first` to `last`: each (prototype row, values by column).

        A new row has its prototype's height, formats, formulas and one-row merges; ranges over all prototypes
        cover all new rows, those over some of them the rows made from these.
        """
        prototypes = [prototype for prototype, _ in rows]
        row_changes.replace_rows(
            self.book, self._sheet, Replaced(first, last, prototypes), [values for _, values in rows]
        )

    @property
    def text(self) -> str:
        """The sheet part as XML."""
        return self._sheet.text
