"""A workbook filled thousands of times: taken apart once, then only the filled rows are made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from minsheng_xl.errors import InputError
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.formats.xml_text import child_name
from minsheng_xl.formats.zips import Entry
from minsheng_xl.writing.patch.anchors import move_shapes
from minsheng_xl.writing.patch.areas import position
from minsheng_xl.writing.patch.cell_xml import Value
from minsheng_xl.writing.patch.mover import Mover
from minsheng_xl.writing.patch.moves import Move, Replaced
from minsheng_xl.writing.patch.office_package import packed
from minsheng_xl.writing.patch.open_sheet import OpenSheet
from minsheng_xl.writing.patch.prototypes import Firsts, Prototype, Values
from minsheng_xl.writing.patch.row_changes import parts_with_rows, shape_parts
from minsheng_xl.writing.patch.sheet_rows import Row
from minsheng_xl.writing.patch.skeleton import Skeleton, compile_part, render
from minsheng_xl.writing.patch.workbook import Workbook

Blocks = Mapping[str, tuple[int, int]]
"""First and last prototype row, by sheet."""


class Template:
    """A template with a block of prototype rows on some of its sheets."""

    def __init__(self, source: Path | bytes, blocks: Blocks | None = None) -> None:
        """InputError if the template is damaged or a sheet of `blocks` is missing."""
        self._workbook = Workbook.open(source)
        self._book = self._workbook.book
        self._blocks = dict(blocks or {})
        self._firsts: Firsts = {sheet.casefold(): first for sheet, (first, _) in self._blocks.items()}
        self._forget_results()
        self._patterns: dict[str, _SheetPattern] = {}
        mentioned = (name for name in self._book.sheets if self._book.mentions(name, self._blocks))
        self._moving = [name for name in self._book.sheets if name in self._blocks] + [
            name for name in mentioned if name not in self._blocks and self._book.has_formulas(name)
        ]
        self._parts = dict(self._parts_that_move())
        self._entries = self._book.package.entries()

    def _forget_results(self) -> None:
        """No formula keeps a cached result: it would be that of the empty template."""
        for name in filter(self._book.has_formulas, self._book.sheets):
            rows = self._book.sheet(name).rows
            rows.unshare()
            for row, _, cell, _ in list(rows.with_formulas()):
                rows.drop_result(row, cell)
            self._book.formulas_changed = True
        self._workbook.flush()

    def _parts_that_move(self) -> Iterable[tuple[str, Skeleton]]:
        """Parts beside the sheets that read differently once the blocks grow."""
        package, probe = (
            self._book.package,
            Mover({name: _doubled(*rows) for name, rows in self._blocks.items()}),
        )
        for part, host in (*parts_with_rows(self._book), (self._book.part, None)):
            text = package.text(part)
            skeleton = compile_part(text, host)
            if self._blocks and render(skeleton, probe) != text:
                yield part, skeleton

    def fill(
        self,
        cells: Mapping[str, Values],
        rows: Mapping[str, Sequence[tuple[int, Values]]] | None = None,
        heights: Mapping[str, Sequence[float]] | None = None,
    ) -> bytes:
        """A filled workbook. Cells are named as in the template; a row is (prototype row, values by column).

        A block for which no rows are given keeps its prototypes as they are; rows for which no `heights`
        (points, one a row) are given have those of their prototypes.
        """
        given, tall = rows or {}, heights or {}
        moves = {name: _replaced(block, given.get(name)) for name, block in self._blocks.items()}
        mover = Mover(moves)
        changed: dict[str, bytes] = {}
        for name in dict.fromkeys((*cells, *self._moving)):
            filled = [values for _, values in given[name]] if name in given else None
            text = self._pattern(name).fill(cells.get(name, {}), filled, tall.get(name), mover)
            changed[self._book.parts[name]] = text.encode()
        for part, skeleton in self._parts.items():
            changed[part] = render(skeleton, mover).encode()
        for part, move in shape_parts(self._book, mover):
            changed[part] = move_shapes(self._book.package.content(part), move)
        return packed(self._written(entry, changed) for entry in self._entries)

    def _written(self, entry: Entry, changed: Mapping[str, bytes]) -> Entry:
        content = changed.get(entry.name)
        return entry if content is None else Entry.made(entry.name, content, entry)

    def _pattern(self, name: str) -> _SheetPattern:
        if name not in self._patterns:
            sheet = self._book.sheet(name)
            self._patterns[name] = _SheetPattern(sheet, self._blocks.get(name), self._firsts)
        return self._patterns[name]


def _doubled(first: int, last: int) -> Move:
    return Replaced(first, last, [row for row in range(first, last + 1) for _ in range(2)])


def _replaced(block: tuple[int, int], rows: Sequence[tuple[int, Values]] | None) -> Replaced:
    first, last = block
    prototypes = range(first, last + 1) if rows is None else [prototype for prototype, _ in rows]
    return Replaced(first, last, prototypes)


class _SheetPattern:
    """One sheet taken apart: what stands around the rows, the rows, the prototypes among them."""

    def __init__(self, sheet: OpenSheet, block: tuple[int, int] | None, firsts: Firsts) -> None:
        self._sheet, self._name, self._firsts = sheet, sheet.name, firsts
        self._block = range(block[0], block[1] + 1) if block else range(0)
        children = [child for child in sheet.root.children if child_name(child) != "dimension"]
        index = next(i for i, child in enumerate(children) if child_name(child) == "sheetData")
        root, p = sheet.root, sheet.root.prefix
        above = f"{root.before}{root.head}{''.join(children[:index])}<{p}sheetData>"
        below = f"</{p}sheetData>{''.join(children[index + 1 :])}{root.foot}"
        self._above, self._below = compile_part(above, sheet.name), compile_part(below, sheet.name)
        self._numbers = sorted({*sheet.rows.by_number} - {*self._block})
        self._prototypes: dict[int, Prototype] = {}
        self._computed = {row.number for row, *_ in sheet.rows.with_formulas()}

    def fill(
        self, cells: Values, block: Sequence[Values] | None, heights: Sequence[float] | None, mover: Mover
    ) -> str:
        """The sheet part with these cells filled and these rows in the block (None: the prototypes)."""
        values = self._by_row(cells)
        out = [render(self._above, mover)]
        numbers = self._numbers if values.keys() <= {*self._numbers} else sorted({*self._numbers, *values})
        split = next((i for i, number in enumerate(numbers) if number > self._block.start), len(numbers))
        out += [self._row(number, values, mover) for number in numbers[:split]]
        if self._block:
            out += self._made([{} for _ in self._block] if block is None else block, heights, mover)
        out += [self._row(number, values, mover) for number in numbers[split:]]
        out.append(render(self._below, mover))
        return "".join(out)

    def _by_row(self, cells: Values) -> dict[int, dict[str, Value]]:
        values: dict[int, dict[str, Value]] = {}
        for cell, value in cells.items():
            row, column = position(cell)
            if row in self._block:
                raise InputError(
                    f"模板〔{self._name}〕第{row}行是样板行，不能单独填写", "请把内容写在样板行生成的行里"
                )
            values.setdefault(row, {})[column_letters(column)] = value
        return values

    def _row(self, number: int, values: Mapping[int, Values], mover: Mover) -> str:
        """A row outside the block."""
        move = mover.of(self._name)
        new = (move.row(number) or number) if move else number
        row = self._sheet.rows.by_number.get(number)
        if row and row.raw and new == number and number not in values and number not in self._computed:
            return row.raw
        prototype = self._prototype(number, copied=False)
        return prototype.render(new, values.get(number, {}), partial(mover.formula, host=self._name))

    def _made(self, block: Sequence[Values], heights: Sequence[float] | None, mover: Mover) -> Iterable[str]:
        """The rows of the block."""
        move = mover.of(self._name)
        sources = move.prototypes if isinstance(move, Replaced) else ()
        tall: Sequence[float | None] = heights or [None] * len(block)
        rows = zip(sources, block, tall, strict=True)
        for number, (source, values, height) in enumerate(rows, start=self._block.start):
            prototype = self._prototypes.get(source) or self._prototype(source, copied=True)
            rewrite = partial(mover.copy, host=self._name, rows=number - source)
            yield prototype.render(number, values, rewrite, height)

    def _prototype(self, number: int, *, copied: bool) -> Prototype:
        if number not in self._prototypes:
            sheet = self._sheet
            row = sheet.rows.by_number.get(number) or Row(number)
            self._prototypes[number] = Prototype(
                row, sheet.rows.tags, sheet.encoder, sheet.name, self._firsts, copied=copied
            )
        return self._prototypes[number]
