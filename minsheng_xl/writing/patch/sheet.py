"""One sheet of a workbook that is being changed in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.place import Area, CellValue, cell_name
from minsheng_xl.writing.patch import fittings, notes, structure
from minsheng_xl.writing.patch.areas import Position, area_name, parse_area, position
from minsheng_xl.writing.patch.cells import Encoder, Formula, Value, stored_text
from minsheng_xl.writing.patch.markup import (
    Element,
    attribute,
    child_name,
    inner,
    unescape,
)
from minsheng_xl.writing.patch.moves import Deleted, Inserted, Replaced
from minsheng_xl.writing.patch.prototypes import Values
from minsheng_xl.writing.patch.rows import Cell, Rows

if TYPE_CHECKING:
    from minsheng_xl.writing.patch.workbook import Workbook


class Sheet:
    """Cells by name; what is not set stays exactly as it was."""

    def __init__(self, book: Workbook, name: str, part: str) -> None:
        self.book, self.name, self.part = book, name, part
        self.root = Element.parse(book.package.text(part))
        index = self.root.find("sheetData")
        if index < 0:
            raise InputError(f"〔{name}〕不是普通工作表，没有单元格", "图表页等不能填写，请换一张表")
        self.rows = Rows(inner(self.root.children[index]), self.root.prefix)
        self.encoder = Encoder(self.root.prefix, book.date1904)
        self._arrays: list[Area] | None = None

    def set(self, cell: Position, value: Value, *, style: int | None = None) -> None:
        """Write a value. Text is written as text whatever it looks like; a date as its serial number.

        The cell keeps its format unless `style` (a number from `Workbook.styles.derive`) is given.
        OutputError for a cell inside an array formula of several cells, or a text Excel cannot hold.
        """
        row, column = position(cell)
        if isinstance(value, Formula) and value.text is None:
            value = Formula(self._kept_formula(row, column), value.cached)
        kind, content = self.encoder.parts(value)
        target = self._make(row, column)
        self._release(row, column, target)
        if isinstance(value, Formula):
            self.book.formulas_changed()
        target.kind, target.content, target.rest, target.fresh = kind, content, "", True
        if style is not None:
            target.style = style

    def _make(self, row: int, column: int) -> Cell:
        """The cell, to be changed; a new one has the format of its row or column."""
        style = self.style((row, column))
        cell = self.rows.make(row, column)
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
        for array in self._array_areas():
            if (row, column) in array and array != Area(row, column, row, column):
                where = f"〔{self.name}〕{cell_name(row, column)}"
                raise OutputError(
                    f"{where} 在数组公式区域 {area_name(array)} 内，不能单独改写", "请先在表中清除数组公式"
                )
        tag = self.rows.formula_tag(target)
        if "ref" in tag and (group := self.rows.shared_group(target)):
            self.rows.unshare(group)
        if self.rows.tags.formula.search(target.content):
            self.book.formulas_changed()

    def _array_areas(self) -> list[Area]:
        if self._arrays is None:
            tags = (self.rows.formula_tag(cell) for _, _, cell, _ in self.rows.with_formulas())
            self._arrays = [
                parse_area(tag["ref"])
                for tag in tags
                if tag.get("t") in ("array", "dataTable") and "ref" in tag
            ]
        return self._arrays

    def get(self, cell: Position) -> CellValue:
        """The value (of a formula: its cached result). Dates come as their serial number, errors as text."""
        found = self.rows.cell(*position(cell))
        if found is None or not found.content:
            return None
        tags = self.rows.tags
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
        found = self.rows.cell(row, column)
        text = self.rows.tags.formula_text(found) if found else None
        if found is None or text or self.rows.shared_group(found) is None:
            return text
        places = self.rows.with_formulas()
        return next((own for one, left, _, own in places if (one.number, left) == (row, column)), None)

    def style(self, cell: Position) -> int:
        """Number of a cell's format; for an empty place, of its row or column."""
        row, column = position(cell)
        found = self.rows.cell(row, column)
        if found:
            return found.style
        return self._row_style(row) or int(fittings.column_tag(self, column).get("style", 0))

    def set_style(self, cell: Position, style: int) -> None:
        """Change a cell's format and nothing else."""
        self._make(*position(cell)).style = style

    def _row_style(self, row: int) -> int:
        found = self.rows.by_number.get(row)
        return int(attribute(found.attributes, "s") or 0) if found else 0

    def note(self, cell: Position, text: str, author: str) -> None:
        """Put a note on a cell; what an existing note says stays above it."""
        notes.add_notes(self, [(position(cell), text)], author)

    def notes(self, texts: Mapping[str, str], author: str) -> None:
        """Put notes on many cells."""
        notes.add_notes(self, [(position(cell), text) for cell, text in texts.items()], author)

    def merge(self, area: str | Area) -> None:
        """Merge `B3:D3`; merges inside give way. OutputError where one overlaps in part."""
        fittings.merge(self, parse_area(area) if isinstance(area, str) else area)

    def unmerge(self, area: str | Area) -> None:
        """Take apart every merge inside an area."""
        fittings.unmerge(self, parse_area(area) if isinstance(area, str) else area)

    def set_row_height(self, row: int, points: float | None, *, fixed: bool = True) -> None:
        """Give a row a height in points, `fixed` or free to grow; None lets the program find it."""
        fittings.set_row_height(self, row, points, fixed=fixed)

    def hyperlink(self, cell: Position, target_sheet: str, target_cell: str = "A1") -> None:
        """Make a cell lead to a cell of this workbook."""
        fittings.link(self, position(cell), target_sheet, target_cell)

    @property
    def merges(self) -> list[Area]:
        """Merged areas."""
        return fittings.merges(self)

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
        structure.insert_rows(self, Inserted(before, count, extend, like), formulas=formulas)

    def delete_rows(self, first: int, count: int = 1) -> None:
        """Delete rows; references to nothing else become `#REF!`, as in Excel."""
        structure.delete_rows(self, Deleted(first, first + count - 1))

    def replace_rows(self, first: int, last: int, rows: Sequence[tuple[int, Values]]) -> None:
        """Put rows in the place of prototype rows `first` to `last`: each (prototype row, values by column).

        A new row has its prototype's height, formats, formulas and one-row merges; ranges over all prototypes
        cover all new rows, those over some of them the rows made from these.
        """
        prototypes = [prototype for prototype, _ in rows]
        structure.replace_rows(self, Replaced(first, last, prototypes), [values for _, values in rows])

    def rewrite(self, how: Callable[[str], str]) -> None:
        """Change the elements beside the cells."""
        self._arrays = None
        children = (child if child_name(child) == "sheetData" else how(child) for child in self.root.children)
        self.root.children = [child for child in children if child]

    @property
    def text(self) -> str:
        """The sheet part as XML."""
        if not self.rows.changed:
            return self.root.text
        children = [
            self._data(child) if name == "sheetData" else child
            for child in self.root.children
            if (name := child_name(child)) != "dimension"  # it may be stale, and no reader needs it
        ]
        return "".join((self.root.before, self.root.head, *children, self.root.foot))

    def _data(self, child: str) -> str:
        data = Element.parse(child)
        return f"{data.head}{self.rows.text()}{data.foot}"
