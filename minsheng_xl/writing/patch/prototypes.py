"""Rows made from a prototype row: compiled once for the columns that are filled, then joined as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from minsheng_xl.errors import InputError
from minsheng_xl.formats import formula_refs
from minsheng_xl.formats.a1 import column_letters, column_number
from minsheng_xl.formats.formula_refs import Corner, Ref
from minsheng_xl.formats.xml import escape
from minsheng_xl.writing.patch.cell_xml import Encoder, Formula, Value
from minsheng_xl.writing.patch.sheet_rows import Cell, Row, Tags

_ROW: Final = "\0"
"""Stands for the row's number in compiled text; no XML can contain it."""
_HEIGHT: Final = "\1"
"""Stands for the row's height."""
_HEIGHTS: Final = re.compile(r"\s+(?:ht|customHeight)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_KEPT: Final = Formula(None)

Values = Mapping[str, Value]
"""What to write into a row, by column letters."""
Rewrite = Callable[[str], str]
"""What becomes of a formula in the row being made."""
Firsts = Mapping[str, int]
"""The first row that moves, by sheet (casefolded)."""


class _Step(NamedTuple):
    """Fixed text, then a cell's ending: of the value for `column`, or of the formula that stands there.

    `element` is that formula's XML where it reads the same in every row; otherwise `opening` and `formula`
    are its start tag and text.
    """

    text: str
    column: str = ""
    element: str = ""
    opening: str = ""
    formula: str = ""


class Prototype:
    """A row as a pattern for rows like it. Its formulas lose their cached results."""

    def __init__(
        self, row: Row, tags: Tags, encoder: Encoder, host: str, firsts: Firsts, *, copied: bool
    ) -> None:
        """`copied`: the rows made are copies (relative references go along), not the row itself, moved."""
        self.number = row.number
        self._cells = row.cells(tags)
        self._attributes = _HEIGHTS.sub("", row.attributes)
        self._height = "".join(_HEIGHTS.findall(row.attributes))
        self._tags, self._encoder = tags, encoder
        self._host, self._firsts, self._copied = host, firsts, copied
        self._plans: dict[tuple[str, ...], tuple[list[_Step], str]] = {}

    def render(self, number: int, values: Values, rewrite: Rewrite, height: float | None = None) -> str:
        """The row with this number and these values, as XML; of its own height, or of that many points.

        A height given stays free: Excel fits the row anew when somebody types into it.
        """
        key = tuple(values)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._compile(key)
        encoder = self._encoder
        out: list[str] = []
        for step in plan[0]:
            out.append(step.text)
            value = values[step.column] if step.column else _KEPT
            if isinstance(value, Formula) and value.text is None:
                element = self._formula(step, rewrite)
                out.append(encoder.close(*encoder.with_result(element, value.cached)))
            else:
                out.append(encoder.ending(value))
        out.append(plan[1])
        tall = self._height if height is None else f' ht="{height:g}"'
        return "".join(out).replace(_HEIGHT, tall, 1).replace(_ROW, str(number))

    def _formula(self, step: _Step, rewrite: Rewrite) -> str:
        if step.element:
            return step.element
        if not step.opening:
            where = f"〔{self._host}〕{step.column}{self.number}"
            raise InputError(f"模板 {where} 没有公式，不能只写结果", "请写入值或公式")
        return f"{step.opening}{escape(rewrite(step.formula))}</{self._tags.f}>"

    def _compile(self, filled: tuple[str, ...]) -> tuple[list[_Step], str]:
        """Steps of a row in which these columns are filled, and the text after the last."""
        tags, steps = self._tags, list[_Step]()
        text = f'<{tags.row} r="{_ROW}"{_HEIGHT}{self._attributes}>'
        for column in sorted({*self._cells, *map(column_number, filled)}):
            cell, letters = self._cells.get(column, Cell()), column_letters(column)
            text += cell.head(tags.cell, letters + _ROW)
            step = self._step(cell, letters)
            if letters in filled:
                steps.append(step._replace(text=text, column=letters))
                text = ""
            elif step.element:
                text += cell.rest + self._encoder.close(*self._encoder.with_result(step.element, None))
            elif step.opening:
                steps.append(step._replace(text=text + cell.rest))
                text = ""
            else:
                text += cell.ending(tags.cell)
        return steps, f"{text}</{tags.row}>"

    def _step(self, cell: Cell, letters: str) -> _Step:
        """What is known of a cell's formula."""
        found = self._tags.formula.search(cell.content) if cell.content else None
        if found is None:
            return _Step("")
        formula = self._tags.formula_text(cell) or ""
        array = f' t="array" ref="{letters}{_ROW}"' if 't="array"' in found[1] else ""
        opening = f"<{self._tags.f}{array}>"
        pieces = [
            piece if isinstance(piece, str) else self._fixed(piece) for piece in formula_refs.parse(formula)
        ]
        if None in pieces:
            return _Step("", opening=opening, formula=formula)
        same = _ROW.join(escape(part) for part in "".join(filter(None, pieces)).split(_ROW))
        return _Step("", element=f"{opening}{same}</{self._tags.f}>")

    def _fixed(self, ref: Ref) -> str | None:
        """A reference that reads the same in every row but for the row's own number; None for others."""
        first_moved = self._firsts.get((ref.sheet or self._host).casefold())
        own = ref.sheet is None or ref.sheet.casefold() == self._host.casefold()
        ends = [self._fixed_end(end, own, first_moved) for end in (ref.first, ref.last) if end is not None]
        return None if None in ends else ref.prefix + ":".join(filter(None, ends))

    def _fixed_end(self, end: Corner, own: bool, first_moved: int | None) -> str | None:
        follows = not end.row_fixed if self._copied else own
        if end.row and end.row == self.number and follows:
            return str(end).removesuffix(str(end.row)) + _ROW
        if not end.row or ((end.row_fixed or not self._copied) and end.row < (first_moved or end.row + 1)):
            return str(end)
        return None
