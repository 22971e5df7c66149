"""One pass over the bytes of a worksheet for what the fast reader hides.

The fast reader gives error cells and formulas without a cached value as blanks, knows no hidden rows, and
allocates the whole rectangle up to the last filled cell. Elements: ECMA-376 part 1, 18.3.1.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from minsheng_xl.formats.a1 import Area, cell_name, column_number
from minsheng_xl.formats.formula_refs import translate
from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.formats.xml import refuse_doctype, unescape
from minsheng_xl.reading.files.plain_sheet import rewrite_sheet
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.struck import doubtful_cells

_FAR = re.compile(rb'<c(?! r="[A-Z]{1,2}+[0-9]{1,3}+"|[a-zA-Z])')
"""A cell beyond ZZ999, or one not written the usual way: its absence is the quick proof of a small sheet."""
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}"|[a-zA-Z])')
_ODD_ROW = re.compile(rb'<row(?! r="\d|[a-zA-Z]|[^>]*\sr="\d)')
_REFERENCE = re.compile(rb'<c r="([A-Z]+)(\d+)"')
_FILLED = re.compile(rb'<c r="([A-Z]+)(\d+)"(?: [\w:.-]+="[^"<]*")*\s*>(?!</c>)')
_ERROR = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?\st="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)', re.DOTALL)
_FORMULA = re.compile(rb"<f(?=[ />])([^>]*?)(?:/>|>([^<]*)</f>)\s*(?:<v(?:/>|>([^<]*)))?")
_SHARED = re.compile(rb'\ssi="(\d+)"')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\sref="\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?"')
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\sr="(\d+)"')
_HIDDEN_COLUMNS = re.compile(rb'<col\b(?=[^>]*\shidden="(?:1|true)")[^>]*>')


Position = tuple[int, int]


@dataclass(slots=True)
class SheetScan:
    """What stands in a worksheet beside its values; positions are 1-based (row, column)."""

    merges: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, str] = field(default_factory=dict)
    uncached: set[Position] = field(default_factory=set)
    styles: dict[Position, int] = field(default_factory=dict)
    """The styles of filled cells, of those styles that tell something."""
    struck: set[Position] = field(default_factory=set)
    """Cells of several runs of text of which some do not hold."""


class Looks(NamedTuple):
    """What of a workbook's styles and texts tells on its sheets, by index."""

    styles: Collection[int] = ()
    """Cell formats that tell something."""
    texts: frozenset[int] = frozenset()
    """Shared texts with runs that do not hold."""


PLAIN = Looks()


def scan_sheet(
    xml: bytes,
    part: str,
    sheet: str,
    limits: Limits = LIMITS,
    looks: Looks = PLAIN,
) -> SheetScan:
    """Scan one worksheet part.

    Raises `Rejected`: `doctype`, `damaged`, `too_large`, or `far_cell` with the cell that makes it so.
    """
    refuse_doctype(xml, part)
    cells = xml.count(b"<v>") if len(xml) > limits.cells else 0
    if cells > limits.cells:
        raise Rejected("too_large", what=f"〔{sheet}〕有 {cells} 个单元格")
    far = _FAR.search(xml) is not None
    hidden = b"hidden=" in xml
    if _is_unusual(xml, far, hidden):
        xml, far = rewrite_sheet(xml, part), True
    if far:
        _refuse_far_cells(xml, sheet, limits)
    head, tail = xml[: xml.find(b"<sheetData")], xml[xml.rfind(b"</sheetData>") :]
    scan = SheetScan(_merges(tail, limits), hidden_columns=_hidden_columns(head, limits))
    _find_formulas(xml, scan)
    if b't="e"' in xml:
        scan.errors = {_position(cell): _text(error) for cell, error in _ERROR.findall(xml)}
    if looks.styles:
        scan.styles = _styles(xml, looks.styles)
    scan.struck = {_position(cell) for cell in doubtful_cells(xml, looks.texts)}
    if hidden:
        scan.hidden_rows = {int(number) for number in _HIDDEN_ROW.findall(xml)}
    return scan


def _is_unusual(xml: bytes, far: bool, hidden: bool) -> bool:
    """Whether a sheet is written unlike Excel and WPS do: prefixes, comments, single quotes, no `r`."""
    return (
        b"<worksheet" not in xml[:4096]
        or (b"!" in xml and b"<!" in xml)
        or (b"'" in xml and (b"='" in xml or b"= '" in xml))
        or (b"&" in xml and b'="&' in xml)
        or (hidden and _ODD_ROW.search(xml) is not None)
        or (far and _ODD_CELL.search(xml) is not None)
    )


def _refuse_far_cells(xml: bytes, sheet: str, limits: Limits) -> None:
    """Name the filled cell that would make the rectangle from A1 larger than the limit."""
    cells = _REFERENCE.findall(xml)
    if _box(cells, limits) > limits.box:
        cells = _FILLED.findall(xml)
    if len(cells) > limits.cells:
        raise Rejected("too_large", what=f"〔{sheet}〕有 {len(cells)} 个单元格")
    if _box(cells, limits) > limits.box:
        raise Rejected("far_cell", sheet=sheet, cell=_farthest(cells))


def _box(cells: list[tuple[bytes, bytes]], limits: Limits) -> int:
    """Cells of the rectangle from A1; more than any limit when one stands beyond the last row or column."""
    if not cells:
        return 0
    letters, digits = map(set, zip(*cells, strict=True))
    right, bottom = max(map(_column, letters)), max(map(int, digits))
    return right * bottom if right <= limits.columns and bottom <= limits.rows else limits.box + 1


def _farthest(cells: list[tuple[bytes, bytes]]) -> str:
    """The cell to clear: the one farthest beyond where the middle cell stands, down or to the right."""
    positions = [(int(digits), _column(letters)) for letters, digits in cells]
    middle_row, middle_column = (sorted(axis)[len(axis) // 2] for axis in zip(*positions, strict=True))
    return cell_name(*max(positions, key=lambda at: max(at[0] / max(middle_row, 1), at[1] / middle_column)))


def _merges(tail: bytes, limits: Limits) -> list[Area]:
    found = _MERGE.findall(tail)
    if len(found) > limits.merges:
        raise Rejected("too_large", what=f"有 {len(found)} 处合并单元格")
    return [
        Area(int(top), _column(left), int(bottom or top), _column(right or left))
        for left, top, right, bottom in found
    ]


def _hidden_columns(head: bytes, limits: Limits) -> set[int]:
    hidden: set[int] = set()
    for tag in set(_HIDDEN_COLUMNS.findall(head)):
        first, last = (re.search(rb'\s%b="(\d{1,7})"' % key, tag) for key in (b"min", b"max"))
        if first and last:
            hidden.update(range(int(first[1]), min(int(last[1]), limits.columns) + 1))
    return hidden


def _find_formulas(xml: bytes, scan: SheetScan) -> None:
    """Formula texts with their `=`; cells that share a formula get it as they would show it."""
    masters: dict[bytes, tuple[Position, str]] = {}
    for match in _FORMULA.finditer(xml):
        start = match.start()
        cell, _, about = xml[xml.rfind(b'<c r="', 0, start) + 6 : start].partition(b'"')
        if b"<" in about:
            continue  # not of a cell: conditional formats of extension lists have formulas too
        options, formula, value = match.groups()
        position, text = _position(cell), _text(formula) if formula else ""
        if not value and b't="str"' not in about:
            scan.uncached.add(position)
        if options and (shared := _SHARED.search(options)):
            (row, column), master = masters.setdefault(shared[1], (position, text))
            text = text or translate(master, position[0] - row, position[1] - column)
        scan.formulas[position] = "=" + text


def _styles(xml: bytes, wanted: Collection[int]) -> dict[Position, int]:
    """The styles of filled cells that have one of those wanted."""
    styles = b"|".join(b"%d" % index for index in wanted)
    cells = re.finditer(rb'<c r="([A-Z]+\d+)"(?=[^>]*?\ss="(%b)")[^>]*(?<!/)>' % styles, xml)
    return {_position(cell[1]): int(cell[2]) for cell in cells}


@lru_cache(maxsize=1 << 16)
def _position(cell: bytes) -> Position:
    letters = cell.rstrip(b"0123456789")
    return int(cell[len(letters) :]), _column(letters)


@lru_cache(maxsize=1 << 16)
def _column(letters: bytes) -> int:
    return column_number(letters.decode())


def _text(raw: bytes) -> str:
    """Character data as text: entities resolved, as no parser looks at it."""
    return unescape(raw.decode())
