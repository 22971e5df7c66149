"""Where references live in a part: its text taken apart once into what never changes and what follows rows.

`compile_part` knows every element of sheets, tables, drawings, charts and of the workbook part that names
rows; `render` puts the part together after a move. A template is compiled once and rendered many times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Protocol

from minsheng_xl.writing.patch.formulas import Mover
from minsheng_xl.writing.patch.markup import (
    TAG,
    attribute,
    element_end,
    escape,
    inner,
    local,
    replace_start,
    set_attribute,
    start_tag,
    unescape,
)
from minsheng_xl.writing.patch.moves import Move, Rows

_UNITS: Final = {
    "conditionalFormatting": "areas", "dataValidation": "areas", "protectedRange": "areas",
    "ignoredError": "areas", "mergeCell": "merges", "hyperlink": "things", "sparkline": "things",
    "comment": "single", "threadedComment": "single", "cellWatch": "single", "inputCells": "single",
    "autoFilter": "span", "sortState": "span", "sortCondition": "span", "location": "span",
    "table": "span",
    "worksheetSource": "span",
}  # fmt: skip
_CONTAINERS: Final = frozenset(
    [
        "mergeCells",
        "dataValidations",
        "hyperlinks",
        "conditionalFormattings",
        "sparklines",
        "sparklineGroup",
        "sparklineGroups",
        "protectedRanges",
        "ignoredErrors",
        "cellWatches",
        "rowBreaks",
        "ext",
        "extLst",
    ]
)
_TEXTS: Final = frozenset(
    ["f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula", "definedName"]
)
_FORMULA_ATTRIBUTES: Final = {
    "sp": ("textlink",), "cfvo": ("val",), "formControlPr": ("fmlaLink", "fmlaRange", "fmlaTxbx"),
}  # fmt: skip
_ANCHORS: Final = frozenset(("twoCellAnchor", "oneCellAnchor", "anchor"))
_NAMES: Final = sorted({*_UNITS, *_CONTAINERS, *_TEXTS, *_FORMULA_ATTRIBUTES, *_ANCHORS, "brk"})
_KNOWN: Final = re.compile(rf"<(?:[\w.-]+:)?({'|'.join(_NAMES)})(?=[\s/>])")
_AREA: Final = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")
_SQREF: Final = re.compile(r"<(?:[\w.-]+:)?sqref\s*>([^<]*)<")
_PLACE: Final = "\0"
_ANCHOR_ROW: Final = re.compile(r"(<(?:[\w.-]+:)?row\s*>)\s*(\d+)\s*(</)")
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
        return Anchor.compile(raw, tag, host)
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
        if not any(part for part, piece in zip(parts, self.body, strict=True) if not isinstance(piece, str)):
            return ""
        body, tag = "".join(parts), self.tag
        if self.unit:
            for name in ("count", "manualBreakCount"):
                if attribute(tag, name):
                    tag = set_attribute(tag, name, str(len(self.unit.findall(body))))
        return f"{tag}{body}{self.foot}"


class Area(NamedTuple):
    """Columns as written and rows of one rectangle."""

    left: str
    right: str
    rows: Rows

    def at(self, rows: Rows) -> str:
        """The same columns on other rows."""
        first, last = f"{self.left}{rows[0]}", f"{self.right}{rows[1]}"
        return first if first == last else f"{first}:{last}"


def parse_areas(text: str) -> list[Area]:
    """The rectangles of an sqref; whole rows and columns are left out."""
    found = (_AREA.fullmatch(piece) for piece in text.split())
    return [
        Area(one[1], one[3] or one[1], (int(one[2]), int(one[4] or one[2])))
        for one in found
        if one is not None
    ]


class Unit(NamedTuple):
    """An element that belongs to areas of a sheet: moved, multiplied or taken away with them.

    In `tag` and `body` the areas themselves stand as NUL, which no XML can contain.
    """

    kind: str
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
        written = attribute(tag, name) if name else child and child[1]
        areas = tuple(parse_areas(written or ""))
        if not areas:
            return None
        if name:
            tag = set_attribute(tag, name, "").replace(f' {name}=""', f' {name}="{_PLACE}"')
        elif child:
            rest = rest[: child.start(1)] + _PLACE + rest[child.end(1) :]
        link = (attribute(tag, "location") or "") if kind == "things" else ""
        return cls(kind, areas, tag, compile_part(rest, host), link, attribute(tag, "sheet") or host)

    def render(self, mover: Mover) -> str:
        move = mover.of(self.host)
        if move is None:
            return self._at(" ".join(area.at(area.rows) for area in self.areas), mover)
        if self.kind in ("merges", "things"):
            return "".join(self._copies(move, mover))
        moved = [area.at(rows) for area in self.areas for rows in self._rows(area.rows, move)]
        if not moved:
            return ""
        old = self.areas[0].rows[0]
        new = parse_areas(moved[0])[0].rows[0]
        return self._at(" ".join(moved), mover, new - old if move.multiplies(old) else None)

    def _rows(self, rows: Rows, move: Move) -> list[Rows]:
        if self.kind == "areas":
            return move.areas(rows)
        if self.kind == "span":
            span = move.span(rows)
            return [span] if span else []
        row = move.row(rows[0])
        return [(row, row)] if row else []

    def _copies(self, move: Move, mover: Mover) -> Iterable[str]:
        area = self.areas[0]
        old = area.rows[0]
        for rows in move.merges(area.rows) if self.kind == "merges" else move.things(area.rows):
            yield self._at(area.at(rows), mover, rows[0] - old if move.multiplies(old) else None)

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
    """A picture, chart or shape fastened to cells."""

    keeps_size: bool
    body: Skeleton
    host: str | None

    @classmethod
    def compile(cls, raw: str, tag: str, host: str | None) -> Anchor | None:
        how = attribute(tag, "editAs") or ("oneCell" if attribute(tag, "moveWithCells") else "twoCell")
        if how == "absolute" or (
            local(tag.strip("<>").split()[0]) == "anchor"
            and how == "twoCell"
            and not attribute(tag, "sizeWithCells")
        ):
            return None
        return cls(how == "oneCell", (tag, *compile_part(raw[len(tag) :], host)), host)

    def render(self, mover: Mover) -> str:
        text = render(self.body, mover)
        move = mover.of(self.host)
        return text if move is None else _ANCHOR_ROW.sub(_anchor_rows(text, move, self.keeps_size), text)


def _anchor_rows(text: str, move: Move, keeps_size: bool) -> Callable[[re.Match[str]], str]:
    """Rewrites the rows (from 0) of an anchor's `from` and, after it, `to`."""
    old = [int(found[2]) for found in _ANCHOR_ROW.finditer(text)][:2]
    new = moved_ends(old, move, keeps_size)
    ends = iter(new)
    return lambda found: f"{found[1]}{next(ends, found[2])}{found[3]}"


def moved_ends(rows: list[int], move: Move, keeps_size: bool) -> list[int]:
    """Where the top and bottom rows (from 0) of something drawn over the cells go."""
    top = landing(rows[0] + 1, move) - 1
    if keeps_size or len(rows) < 2:
        return [row + top - rows[0] for row in rows]
    return [top, max(top, landing(rows[1] + 1, move) - 1)]


def landing(row: int, move: Move) -> int:
    """New number of a row, or of the place where a row that is gone was."""
    above = next((one for one in range(row, 0, -1) if move.row(one)), 0)
    return (move.row(above) or 0) + (above != row) if above else 1
