"""An existing workbook changed in place: parts that nothing touched are written back byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.xml_text import set_attribute
from minsheng_xl.writing.patch import added_sheets, stale
from minsheng_xl.writing.patch.added_sheets import Face, Line, Styled
from minsheng_xl.writing.patch.cell_formats import Styles
from minsheng_xl.writing.patch.defined_names import ORDER, DefinedNames
from minsheng_xl.writing.patch.open_book import OpenBook
from minsheng_xl.writing.patch.sheet import Sheet


class Workbook:
    """A workbook package. Open, change cells, save; see `Sheet` for what can be changed."""

    def __init__(self, source: Path | bytes) -> None:
        self.book = OpenBook(source)

    @classmethod
    def open(cls, source: Path | bytes) -> Workbook:
        """A workbook from a file or its bytes. InputError if it is damaged, encrypted or none at all."""
        return cls(source)

    @property
    def sheets(self) -> list[str]:
        """Sheet names in order, hidden ones too."""
        return self.book.sheets

    def sheet(self, name: str) -> Sheet:
        """A sheet by name. InputError if there is none, or it has no cells."""
        return Sheet(self.book, self.book.sheet(name))

    def add_sheet(
        self,
        name: str,
        rows: Iterable[Line] = (),
        *,
        widths: Sequence[float] = (),
        frozen_rows: int = 0,
        state: str = "visible",
        replace: bool = False,
    ) -> Sheet:
        """Add a sheet after the others; with `replace`, one of that name is emptied and used again.

        Cells are values, or `Styled` values; column widths are in characters; `state` is visible, hidden or
        veryHidden. OutputError if Excel does not take the name, or it is taken.
        """
        face = Face(widths, frozen_rows, state)
        if replace and name in self.book.parts:
            added_sheets.empty(self.book, name, face)
            return self._filled(name, rows)
        added_sheets.add_sheet(self.book, name, face)
        sheet = self._filled(name, rows)
        sheet.settle()
        return sheet

    def _filled(self, name: str, rows: Iterable[Line]) -> Sheet:
        sheet = self.sheet(name)
        for number, line in enumerate(rows, start=1):
            for column, cell in enumerate(line, start=1):
                value, style = cell if isinstance(cell, Styled) else (cell, None)
                sheet.set((number, column), value, style=style)
        return sheet

    def activate(self, name: str) -> None:
        """Let the workbook open on this sheet."""
        added_sheets.activate(self.book, name)

    @property
    def styles(self) -> Styles:
        """Cell formats."""
        return self.book.styles

    @property
    def defined_names(self) -> DefinedNames:
        """Names such as print areas, readable and settable."""
        return self.book.defined_names

    def recalculate_on_open(self) -> None:
        """Ask whoever opens the workbook to work everything out anew."""
        root = self.book.root
        index = root.find("calcPr")
        tag = root.children[index] if index >= 0 else f"<{root.prefix}calcPr/>"
        root.put("calcPr", set_attribute(tag, "fullCalcOnLoad", "1"), ORDER)

    def flush(self) -> None:
        """Put every change into the package."""
        book = self.book
        if stale.drop_results(book) or book.formulas_changed:
            self.recalculate_on_open()
        if book.formulas_changed:
            for part in book.package.related(book.part, "calcChain"):
                book.package.unrelate(book.part, part)
                book.package.remove(part)
        book.put_parts()
        book.package.drop_signatures()

    def to_bytes(self) -> bytes:
        """The changed workbook."""
        self.flush()
        return self.book.package.to_bytes()

    def save(self, path: Path) -> None:
        """Write the workbook whole or not at all. OutputError if it cannot be written."""
        save_whole(path, self.to_bytes())


def save_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its final name, then renamed. OutputError if it cannot be."""
    draft = path.with_name(f"~{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        remedy = "请关闭已打开的同名文件，或另选可以写入的文件夹"
        raise OutputError(f"“{path.name}”写不进文件夹 {path.parent}", remedy) from error
    finally:
        with suppress(OSError):
            draft.unlink()
