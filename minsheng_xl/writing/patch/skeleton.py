"""Where references live in a part: its text taken apart once into what never changes and what follows rows.

`compile_part` knows every element of sheets, tables, drawings, charts and of the workbook part that names
rows; `render` puts the part together after a move. A template is compiled once and rendered many times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from minsheng_xl.errors import OutputError
from minsheng_xl.formats.a1 import Area, area_name, parse_areas
from minsheng_xl.formats.xml import escape, unescape
from minsheng_xl.formats.xml_text import (
    TAG,
    attribute,
    element_end,
    inner,
    replace_start,
    set_attribute,
    start_tag,
)
from minsheng_xl.writing.patch.anchors import move_anchor
from minsheng_xl.writing.patch.mover import Mover
from minsheng_xl.writing.patch.moves import Move, Rows

_UNITS: Final = {
    "conditionalFormatting": "areas", "dataValidation": "areas", "protectedRange": "areas",
    "ignoredError": "areas", "mergeCell": "merges", "hyperlink": "things", "sparkline": "things",
    "comment": "single", "threadedComment": "single", "cellWatch": "single", "inputCells": "single",
    "autoFilter": "span", "sortState": "span", "sortCondition": "span",
    "location": "whole", "table": "whole", "worksheetSource": "whole",
}  # fmt: skip
_CONTAINERS: Final = frozenset((
    "mergeCells", "dataValidations", "hyperlinks", "conditionalFormattings", "sparklines", "sparklineGroup",
    "sparklineGroups", "protectedRanges", "ignoredErrors", "cellWatches", "rowBreaks", "ext", "extLst",
))  # fmt: skip
_TEXTS: Final = frozenset(
    ["f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "definedName"]
)
_FORMULA_ATTRIBUTES: Final = {
    "sp": ("textlink",), "cfvo": ("val",), "formControlPr": ("fmlaLink", "fmlaRange", "fmlaTxbx"),
}  # fmt: skip
_ANCHORS: Final = frozenset(("twoCellAnchor", "oneCellAnchor", "anchor"))
_NAMES: Final = sorted({*_UNITS, *_CONTAINERS, *_TEXTS, *_FORMULA_ATTRIBUTES, *_ANCHORS, "brk"})
_KNOWN: Final = re.compile(rf"<(?:[\w.-]+:)?({'|'.join(_NAMES)})(?=[\s/>])")
_SQREF: Final = re.compile(r"<(?:[\w.-]+:)?sqref\s*>([^<]*)<")
_PLACE: Final = "\0"
_COUNTED: Final = {"mergeCells": "mergeCell", "dataValidations": "dataValidation", "rowBreaks": "brk"}


class Slot(Protocol):
    """A piece of a part that depends on where rows went."""

    def render(self, mover: Mover) -> str:
        """The piece after the move; nothing if what it described is gone."""


Skeleton = tuple[str | Slot, ...]


def compile_part(text: str, host: str | None) -> Skeleton:
    """Take a part (or a piece) of sheet `host`, or of no sheet, apart."""
    pieces: list[str | Slot] = []
    position = kept = 0
    while found := _KNOWN.search(text, position):
        tag = TAG.match(text, found.start())
        assert tag is not None
        end = element_end(text, tag)
        slot = _slot(found[1], text[found.start() : end], tag[0], host)
        position = end if slot else tag.end()
        if slot:
            pieces += (text[kept : found.start()], slot)
            kept = end
    return tuple(piece for piece in (*pieces, text[kept:]) if piece != "")


def render(skeleton: Skeleton, mover: Mover) -> str:
    """The part after a move."""
    return "".join([piece if isinstance(piece, str) else piece.render(mover) for piece in skeleton])


def is_constant(skeleton: Skeleton) -> bool:
    """Whether a part names no rows at all."""
    return all(isinstance(piece, str) for piece in skeleton)


def _slot(name: str, raw: str, tag: str, host: str | None) -> Slot | None:
    if name in _CONTAINERS:
        return Container.compile(name, raw, host)
    if name in _UNITS:
        return Unit.compile(_UNITS[name], raw, tag, host)
    if name in _ANCHORS:
        return Anchor.compile(name, raw, tag, host)
    if name == "brk":
        return Break(raw, int(attribute(tag, "id") or 0), host)
    if name in _TEXTS:
        formula = inner(raw)
        if not formula or "<" in formula:
            return None
        return Text(tag, unescape(formula), raw[raw.rindex("</") :], host)
    return FormulaTag.compile(_FORMULA_ATTRIBUTES[name], raw, tag, host)


class Text(NamedTuple):
    """An element whose text is a formula."""

    tag: str
    formula: str
    foot: str
    host: str | None

    def render(self, mover: Mover) -> str:
        return f"{self.tag}{escape(mover.formula(self.formula, self.host))}{self.foot}"

    def copy(self, mover: Mover, rows: int) -> str:
        """The element in a copy so many rows down."""
        return f"{self.tag}{escape(mover.copy(self.formula, self.host, rows))}{self.foot}"


class FormulaTag(NamedTuple):
    """An element with formulas in attributes (the cell a text box shows, a control's linked cell)."""

    tag: str
    formulas: tuple[tuple[str, str], ...]
    rest: Skeleton
    host: str | None

    @classmethod
    def compile(cls, names: Iterable[str], raw: str, tag: str, host: str | None) -> FormulaTag | None:
        found = tuple((name, value) for name in names if (value := attribute(tag, name)))
        if not found:
            return None
        return cls(tag, found, compile_part(raw[len(tag) :], host), host)

    def render(self, mover: Mover) -> str:
        tag = self.tag
        for name, formula in self.formulas:
            tag = set_attribute(tag, name, mover.formula(formula, self.host))
        return tag + render(self.rest, mover)


class Container(NamedTuple):
    """A list of things on rows; it goes when all of them are gone."""

    tag: str
    body: Skeleton
    foot: str
    unit: re.Pattern[str] | None

    @classmethod
    def compile(cls, name: str, raw: str, host: str | None) -> Container | None:
        tag = start_tag(raw)
        body = compile_part(inner(raw), host)
        if tag.endswith("/>") or is_constant(body):
            return None
        unit = _COUNTED.get(name) if attribute(tag, "count") else None
        pattern = re.compile(rf"<(?:[\w.-]+:)?{unit}(?=[\s/>])") if unit else None
        return cls(tag, body, raw[raw.rindex("</") :], pattern)

    def render(self, mover: Mover) -> str:
        parts = [piece if isinstance(piece, str) else piece.render(mover) for piece in self.body]
        held = [part for part, piece in zip(parts, self.body, strict=True) if isinstance(piece, _HELD)]
        if held and not any(held):
            return ""
        body, tag = "".join(parts), self.tag
        if self.unit:
            for name in ("count", "manualBreakCount"):
                if attribute(tag, name):
                    tag = set_attribute(tag, name, str(len(self.unit.findall(body))))
        return f"{tag}{body}{self.foot}"


class Unit(NamedTuple):
    """An element that belongs to areas of a sheet: moved, multiplied or taken away with them.

    In `tag` and `body` the areas themselves stand as NUL, which no XML can contain.
    """

    kind: str
    written: str
    areas: tuple[Area, ...]
    tag: str
    body: Skeleton
    link: str
    host: str | None

    @classmethod
    def compile(cls, kind: str, raw: str, tag: str, host: str | None) -> Unit | None:
        rest = raw[len(tag) :]
        name = next((name for name in ("sqref", "ref", "r") if attribute(tag, name)), None)
        child = None if name else _SQREF.search(rest)
        written = (attribute(tag, name) if name else child and child[1]) or ""
        areas = tuple(parse_areas(written))
        if not areas:
            return None
        if name:
            tag = set_attribute(tag, name, "").replace(f' {name}=""', f' {name}="{_PLACE}"')
        elif child:
            rest = rest[: child.start(1)] + _PLACE + rest[child.end(1) :]
        link = (attribute(tag, "location") or "") if kind == "things" else ""
        return cls(kind, written, areas, tag, compile_part(rest, host), link, attribute(tag, "sheet") or host)

    def render(self, mover: Mover) -> str:
        move = mover.of(self.host)
        if move is None:
            return self._at(self.written, mover)
        if self.kind in ("merges", "things"):
            return "".join(self._copies(move, mover))
        moved = [(area, rows) for area in self.areas for rows in self._rows(area, move)]
        if not moved:
            return ""
        first, (top, _) = moved[0]
        copied = top - first.top if move.multiplies(first.top) else None
        return self._at(" ".join(_on(area, rows) for area, rows in moved), mover, copied)

    def _rows(self, area: Area, move: Move) -> list[Rows]:
        if self.kind == "areas":
            return move.areas((area.top, area.bottom))
        if self.kind in ("span", "whole"):
            span = move.span((area.top, area.bottom))
            if span is None and self.kind == "whole":
                what = f"{area_name(area)} 的表格或数据透视表"
                raise OutputError(f"要去掉的行里有整个 {what}", "请先在表中删除它")
            return [span] if span else []
        row = move.row(area.top)
        return [(row, row)] if row else []

    def _copies(self, move: Move, mover: Mover) -> Iterable[str]:
        area = self.areas[0]
        old = (area.top, area.bottom)
        for rows in move.merges(old) if self.kind == "merges" else move.things(old):
            copied = rows[0] - area.top if move.multiplies(area.top) else None
            yield self._at(_on(area, rows), mover, copied)

    def _at(self, areas: str, mover: Mover, copied: int | None = None) -> str:
        """The element on these areas; its formulas copied so many rows down, or moved (None)."""
        tag = self.tag
        if self.link:
            tag = set_attribute(tag, "location", mover.formula(self.link, self.host))
        if copied is None:
            body = render(self.body, mover)
        else:
            body = "".join(
                piece.copy(mover, copied) if isinstance(piece, Text) else render((piece,), mover)
                for piece in self.body
            )
        return (tag + body).replace(_PLACE, areas)


def _on(area: Area, rows: Rows) -> str:
    """The same columns on other rows."""
    return area_name(Area(rows[0], area.left, rows[1], area.right))


class Break(NamedTuple):
    """A page break below row `row`; it stays above the row it stood above."""

    text: str
    row: int
    host: str | None

    def render(self, mover: Mover) -> str:
        move = mover.of(self.host)
        if move is None:
            return self.text
        below = move.row(self.row + 1)
        if below is None:
            return ""
        return replace_start(self.text, set_attribute(start_tag(self.text), "id", str(below - 1)))


class Anchor(NamedTuple):
    """A picture, chart, shape or control fastened to cells."""

    keeps_size: bool
    body: Skeleton
    host: str | None

    @classmethod
    def compile(cls, name: str, raw: str, tag: str, host: str | None) -> Anchor | None:
        if name == "anchor":
            moves, sizes = (
                attribute(tag, flag) in ("1", "true") for flag in ("moveWithCells", "sizeWithCells")
            )
        else:
            how = attribute(tag, "editAs") or name.removesuffix("Anchor")
            moves, sizes = how != "absolute", how == "twoCell"
        return cls(not sizes, (tag, *compile_part(raw[len(tag) :], host)), host) if moves else None

    def render(self, mover: Mover) -> str:
        text, move = render(self.body, mover), mover.of(self.host)
        return text if move is None else move_anchor(text, move, keeps_size=self.keeps_size)


_HELD: Final = (Unit, Container, Break)
"""What a container is there for; formulas beside them do not keep it."""
