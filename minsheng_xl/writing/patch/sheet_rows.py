"""Rows and cells of one sheet part: a row is opened only when something in it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from minsheng_xl.formats import formula_refs
from minsheng_xl.formats.a1 import column_letters, column_number
from minsheng_xl.formats.xml import escape, quoted, unescape
from minsheng_xl.formats.xml_text import attributes, set_attribute

_SPANS: Final = re.compile(r"\s+(?:r|spans)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_USUAL: Final = re.compile(r'\s+r="([A-Z]+)\d+"(?:\s+s="(\d+)")?(?:\s+t="(\w+)")?\s*')
_LETTERS: Final = re.compile(r"\$?([A-Z]+)")


class Cell:
    """One cell without its position: style, type, content XML, further attributes.

    `fresh` says that its value was written here, so that results worked out from it are stale.
    """

    __slots__ = ("content", "fresh", "kind", "rest", "style")

    def __init__(self, style: int = 0, kind: str = "", content: str = "", rest: str = "") -> None:
        self.style, self.kind, self.content, self.rest = style, kind, content, rest
        self.fresh = False

    def head(self, name: str, place: str) -> str:
        """Start of the tag: `<c r="E7" s="12"`."""
        style = f' s="{self.style}"' if self.style else ""
        return f'<{name} r="{place}"{style}'

    def ending(self, name: str) -> str:
        """Everything after position and style."""
        kind = f' t="{self.kind}"' if self.kind else ""
        return f"{kind}{self.rest}>{self.content}</{name}>" if self.content else f"{kind}{self.rest}/>"


class Row:
    """One row; `raw` is its XML as read, until something changes. All cells of a `fresh` row are fresh."""

    __slots__ = ("_body", "_cells", "attributes", "fresh", "number", "raw")

    def __init__(self, number: int, attributes: str = "", body: str = "", raw: str | None = None) -> None:
        self.number, self.attributes, self.raw = number, attributes, raw
        self._body = body
        self._cells: dict[int, Cell] | None = None
        self.fresh = False

    def cells(self, tags: Tags) -> dict[int, Cell]:
        """Cells by column number; who changes one tells `Rows.touch`."""
        if self._cells is None:
            self._cells = dict(tags.cells(self._body))
        return self._cells

    def has(self, mark: str) -> bool:
        """Whether the row as read holds this text; a row already opened may."""
        return self._cells is not None or mark in self._body

    def text(self, tags: Tags) -> str:
        """The row as XML."""
        if self.raw is not None:
            return self.raw
        number, cell = self.number, tags.cell
        start = f'<{tags.row} r="{number}"{self.attributes}'
        cells = "".join(
            one.head(cell, f"{column_letters(column)}{number}") + one.ending(cell)
            for column, one in sorted(self.cells(tags).items())
        )
        return f"{start}>{cells}</{tags.row}>" if cells else f"{start}/>"

    def copy(self, number: int, tags: Tags) -> Row:
        """An empty row of the same height and styles."""
        twin = Row(number, self.attributes)
        twin._cells = {column: Cell(cell.style) for column, cell in self.cells(tags).items()}
        return twin


class Tags:
    """Names of row and cell elements under the prefix of a sheet, and the patterns that find them."""

    def __init__(self, prefix: str) -> None:
        p = re.escape(prefix)
        self.prefix = prefix
        self.row, self.cell, self.f, self.v = f"{prefix}row", f"{prefix}c", f"{prefix}f", f"{prefix}v"
        self._row = re.compile(rf"<{p}row(?=[\s/>])([^>]*?)(?:/>|>(.*?)</{p}row\s*>)", re.DOTALL)
        self._cell = re.compile(rf"<{p}c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</{p}c\s*>)", re.DOTALL)
        self.formula = re.compile(rf"<{p}f(?=[\s/>])([^>]*?)(?:/>|>(.*?)</{p}f\s*>)", re.DOTALL)
        self.value = re.compile(rf"<{p}v(?=[\s/>])(?:[^>]*?)(?:/>|>(.*?)</{p}v\s*>)", re.DOTALL)
        self.text = re.compile(rf"<{p}t(?=[\s/>])(?:[^>]*?)(?:/>|>(.*?)</{p}t\s*>)", re.DOTALL)
        self.phonetic = re.compile(rf"<{p}rPh(?=[\s/>]).*?</{p}rPh\s*>", re.DOTALL)

    def rows(self, body: str) -> Iterator[Row]:
        """Rows of a sheetData body; rows without a number follow the one before."""
        number = 0
        for found in self._row.finditer(body):
            tag = attributes(found[1])
            number = int(tag.get("r") or number + 1)
            yield Row(number, _SPANS.sub("", found[1]).rstrip(), found[2] or "", found[0])

    def cells(self, body: str) -> Iterator[tuple[int, Cell]]:
        """Cells of a row body with their columns; cells without a position follow the one before."""
        column = 0
        for found in self._cell.finditer(body):
            usual = _USUAL.fullmatch(found[1])
            if usual:
                column = column_number(usual[1])
                yield column, Cell(int(usual[2] or 0), usual[3] or "", found[2] or "")
            else:
                column, cell = _unusual(found[1], found[2] or "", column + 1)
                yield column, cell

    def formula_text(self, cell: Cell) -> str | None:
        """The formula written in a cell (empty for the followers of a shared one); None if there is none."""
        found = self.formula.search(cell.content) if cell.content else None
        return None if found is None else unescape(found[2] or "")

    def plain(self, element: str) -> str:
        """Text of an inline or shared string, rich text as plain, without phonetic guides."""
        if "rPh" in element:
            element = self.phonetic.sub("", element)
        return "".join(unescape(text) for text in self.text.findall(element))


def _unusual(tag: str, content: str, following: int) -> tuple[int, Cell]:
    """A cell with further attributes, in another order, or without a position."""
    found = attributes(tag)
    place, style, kind = found.pop("r", ""), found.pop("s", ""), found.pop("t", "")
    letters = _LETTERS.match(place)
    rest = "".join(f" {name}={quoted(value)}" for name, value in found.items())
    return column_number(letters[1]) if letters else following, Cell(int(style or 0), kind, content, rest)


class Rows:
    """All rows of a sheet by number."""

    def __init__(self, body: str, prefix: str) -> None:
        self.tags = Tags(prefix)
        self.by_number = {row.number: row for row in self.tags.rows(body)}
        self.changed = False

    def __iter__(self) -> Iterator[Row]:
        return iter(self.by_number.values())

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a position, if the file has one."""
        found = self.by_number.get(row)
        return found.cells(self.tags).get(column) if found else None

    def make(self, row: int, column: int) -> Cell:
        """The cell at a position, made if need be; its row counts as changed."""
        return self.open(row).cells(self.tags).setdefault(column, Cell())

    def open(self, number: int) -> Row:
        """A row to be changed, made if need be."""
        row = self.by_number.setdefault(number, Row(number))
        self.touch(row)
        return row

    def touch(self, row: Row) -> None:
        """The row differs from what was read."""
        row.raw = None
        self.changed = True

    def settle(self) -> None:
        """What was written so far is what the sheet came with: no result can lean on it yet."""
        for row in self:
            for cell in row.cells(self.tags).values():
                cell.fresh = False

    def place(self, rows: Iterable[Row]) -> None:
        """These rows, with the numbers they now have, are the sheet's rows."""
        self.by_number = {row.number: row for row in rows}
        self.changed = True

    def text(self) -> str:
        """The body of sheetData."""
        ordered = sorted(self.by_number.items())
        return "".join([row.text(self.tags) for _, row in ordered])

    def with_formulas(self) -> Iterator[tuple[Row, int, Cell, str]]:
        """Every cell that holds a formula, and the formula, followers of a shared one their own."""
        mark = f"<{self.tags.f}"
        masters: dict[str, tuple[int, int, str]] = {}
        for row in sorted(self, key=lambda row: row.number):
            if not row.has(mark):
                continue
            for column, cell in list(row.cells(self.tags).items()):
                text = self.tags.formula_text(cell) if mark in cell.content else None
                if text is not None:
                    group = self.shared_group(cell)
                    if group and text:
                        masters[group] = (row.number, column, text)
                    elif group in masters:
                        top, left, master = masters[group]
                        text = formula_refs.translate(master, row.number - top, column - left)
                    yield row, column, cell, text

    def formula_tag(self, cell: Cell) -> dict[str, str]:
        """Attributes of a cell's formula element."""
        found = self.tags.formula.search(cell.content) if cell.content else None
        return attributes(found[1]) if found else {}

    def shared_group(self, cell: Cell) -> str | None:
        """The group whose members share a cell's formula."""
        if "shared" not in cell.content:
            return None
        tag = self.formula_tag(cell)
        return tag.get("si") if tag.get("t") == "shared" else None

    def unshare(self, group: str | None = None) -> None:
        """Give each cell of a shared formula (of all of them: None) its own formula."""
        shared = any(row.has("shared") for row in self)
        for row, _, cell, text in list(self.with_formulas()) if shared else ():
            if (found := self.shared_group(cell)) and group in (None, found):
                self.set_formula(row, cell, text)

    def set_formula(self, row: Row, cell: Cell, text: str) -> None:
        """Another formula text of its own, the rest of the cell (its result too) as it was."""
        found = self.tags.formula.search(cell.content)
        if found is None:
            return
        name = self.tags.f
        tag = f"<{name}{found[1]}>"
        if attributes(found[1]).get("t") == "shared":
            for gone in ("t", "ref", "si"):
                tag = set_attribute(tag, gone, None)
        new = f"{tag}{escape(text)}</{name}>"
        cell.content = cell.content[: found.start()] + new + cell.content[found.end() :]
        self.touch(row)

    def drop_result(self, row: Row, cell: Cell) -> None:
        """A formula cell without its cached result: whoever opens the file works it out."""
        if self.tags.value.search(cell.content):
            cell.content, cell.kind = self.tags.value.sub("", cell.content), ""
            self.touch(row)
