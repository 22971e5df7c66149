"""XlsxWriter's workbook with rows written whole: the same bytes as cell by cell, several times faster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.place import CellValue, cell_text
from minsheng_xl.writing.patch import Formula
from minsheng_xl.writing.row_values import EXACT_DIGITS, Link, RowValue

if TYPE_CHECKING:
    from xlsxwriter.format import Format

LONGEST: Final = 32_767
"""UTF-16 units a cell can hold; more is cut off."""
_LETTERS: Final = tuple(column_letters(number) for number in range(1, 703))


class _Whole(NamedTuple):
    """All cells of a row, put where its first one stands: formats, and what follows them in the XML."""

    cells: Sequence[tuple[Format, str]]


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes rows whole. No cell of such a row can be written again."""

    def __init__(self) -> None:
        super().__init__()
        self._whole: set[int] = set()

    def put_row(self, number: int, cells: Iterable[tuple[RowValue, Format]]) -> None:
        """Write values from column A on into a row (1-based), each in its format."""
        row, ready = number - 1, []
        for column, (value, look) in enumerate(cells):
            if isinstance(value, Link):
                name, _, cell = value.target.rpartition("!")
                self.write_url(row, column, f"internal:'{name}'!{cell}", look, value.text)
                ready.append((look, _shared(self.table[row][column].string)))
            else:
                ready.append((look, "/>" if value is None else self._ending(value)))
        for column in (0, len(ready) - 1):  # from there to there goes the row
            self._check_dimensions(row, column)
            self.table[row][column] = _Whole(ready)
        self._whole.add(row)

    def _ending(self, value: CellValue | Formula) -> str:
        """The XML of a cell after its style."""
        if value == "":
            return "/>"
        if isinstance(value, Formula):
            formula = self._escape_data((value.text or "").removeprefix("="))
            return f"><f>{formula}</f><v>{value.cached}</v></c>"
        if isinstance(value, Decimal) and len(value.as_tuple().digits) <= EXACT_DIGITS:
            return f"><v>{value:.16G}</v></c>"
        text = cell_text(value)
        if len(text) > LONGEST // 2:
            text = text.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
        return _shared(self.str_table._get_shared_string_index(text))

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if row not in self._whole:
            super()._write_cell(row, col, cell)
        elif col == 0:
            number = row + 1
            self.fh.write(
                "".join(
                    f'<c r="{letters}{number}" s="{look._get_xf_index()}"{ending}'
                    for letters, (look, ending) in zip(_LETTERS, cell.cells, strict=False)
                )
            )


def _shared(index: int) -> str:
    """The XML of a cell after its style, for the shared text of that number."""
    return f' t="s"><v>{index}</v></c>'


class RowWorkbook(Workbook):  # type: ignore[misc]
    """A workbook of such worksheets."""

    worksheet_class = Sheet
