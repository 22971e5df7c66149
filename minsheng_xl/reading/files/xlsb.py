"""Binary workbooks (.xlsb) by a walk over their records: the fast reader drops cells that name no column.

Records: [MS-XLSB] 2.1.4 (type and size in 7-bit groups) and 2.4 (BrtBundleSh, BrtRowHdr, BrtCell...).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.formats.opc import Relation, relations
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.books import find_book
from minsheng_xl.reading.files.cells import SparseSheet, number
from minsheng_xl.reading.files.looks import BLACK, WHITE, Font, Look, has_doubtful_runs, see
from minsheng_xl.reading.files.rejected import Rejected
from minsheng_xl.reading.files.serial_dates import DateKind, date_kinds, moment
from minsheng_xl.reading.files.styles import Format, Styles, by_number, by_theme, styles_of

_ROW, _ITEM, _FORMAT, _XF, _RICH, _BUNDLE, _PROPERTIES, _MERGE = 0, 19, 44, 47, 62, 156, 153, 176
_FONT, _FILL, _XFS, _END_XFS = 43, 45, 617, 618
_STRIKE, _SOLID = 0x8, 1
_SHORT = 11
"""A record type from 12 to 18 is the short form of the one 11 before it: no column, the next one is meant."""
_FORMULAS = {8: 6, 9: 5, 10: 4, 11: 3}
"""Cells with a formula, and the plain cell whose value they carry in the same way."""
_BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _STRING = range(1, 8)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class _Face(NamedTuple):
    """A font, and whether its figures are raised or lowered."""

    font: Font
    raised: bool


@dataclass(slots=True)
class _Values:
    """What cells refer to: shared texts, what numbers are by cell format, the first day."""

    strings: list[str] = field(default_factory=list)
    kinds: list[DateKind] = field(default_factory=list)
    styles: Styles = field(default_factory=Styles)
    fonts: list[_Face] = field(default_factory=list)
    partly: set[int] = field(default_factory=set)
    """Shared texts with runs that do not hold, by index."""
    since_1904: bool = False


def read_xlsb(parts: Zip, name: str) -> list[Grid]:
    """Every worksheet in tab order, values only; formulas are not told. Raises `Rejected`."""
    book = find_book(parts)
    if not book:
        raise Rejected("damaged", where="（缺少工作簿部件）")
    links = relations(parts, book)
    values, bundles = _Values(), []
    for kind, record in _records(parts.read(book)):
        if kind == _BUNDLE:
            bundles.append(record)
        elif kind == _PROPERTIES:
            values.since_1904 = bool(_number(record, 0) & 1)
    if len(bundles) > parts.limits.sheets:
        raise Rejected("too_large", what=f"有 {len(bundles)} 个工作表")
    _read_parts(parts, links, values)
    grids = []
    for bundle in bundles:
        link, rest = _text(bundle[8:])
        relation = links.get(link)
        if relation and relation.kind == "worksheet":
            sheet = SparseSheet(name, _text(rest)[0], parts.limits)
            sheet.grid.visible = _number(bundle, 0) == 0
            grids.append(_read_sheet(_part(parts, relation), sheet, values))
    return grids


def _part(parts: Zip, relation: Relation) -> bytes:
    if not relation.part:
        raise Rejected("damaged", where=f"（缺少部件 {relation.target[:100]}）")
    return parts.read(relation.part)


def _read_parts(parts: Zip, links: dict[str, Relation], values: _Values) -> None:
    linked = {relation.kind: relation for relation in links.values()}
    if "styles" in linked:
        _read_styles(_part(parts, linked["styles"]), values)
    if "sharedStrings" in linked:
        for kind, record in _records(_part(parts, linked["sharedStrings"])):
            if kind == _ITEM:
                text, runs = _text(record[1:])
                if record[0] & 1 and _is_partly(text, runs, values.fonts):
                    values.partly.add(len(values.strings))
                values.strings.append(text)


def _read_styles(data: bytes, values: _Values) -> None:
    formats: list[Format] = []
    codes: dict[int, str] = {}
    fills: list[str] = []
    within = False
    for kind, record in _records(data):
        if kind == _FORMAT:
            codes[_short(record, 0)] = _text(record[2:])[0]
        elif kind == _FONT:
            values.fonts.append(_face(record))
        elif kind == _FILL:
            pattern = _number(record, 0)
            ground = _colour(record[4:], WHITE) if pattern == _SOLID else f"pattern {pattern}"
            fills.append(ground if pattern else WHITE)
        elif kind in (_XFS, _END_XFS):
            within = kind == _XFS
        elif kind == _XF and within:
            formats.append(Format(*(_short(record, at) for at in (2, 4, 6))))
    values.styles = styles_of(formats, codes, [each.font for each in values.fonts], fills)
    values.kinds = date_kinds(values.styles.ids, codes)


def _face(record: bytes) -> _Face:
    """BrtFont, [MS-XLSB] 2.4.149."""
    struck, raised = bool(_short(record, 2) & _STRIKE), bool(_short(record, 6))
    return _Face(Font(struck, _colour(record[12:], BLACK), _short(record, 0) / 20), raised)


def _colour(record: bytes, otherwise: str) -> str:
    """BrtColor, [MS-XLSB] 2.5.12: by the palette, its own, or of the theme."""
    kind, index = record[0] >> 1, record[1]
    if kind == 1:
        return by_number(index)
    if kind == 3:
        return by_theme(index, struct.unpack_from("<h", record, 2)[0] / 32767)
    return record[4:7].hex().upper() if kind == 2 else otherwise


def _is_partly(text: str, runs: bytes, fonts: list[_Face]) -> bool:
    """Whether runs of a text do not hold; each run is where it begins and its font ([MS-XLSB] 2.5.130)."""
    starts = [struct.unpack_from("<HH", runs, 4 + 4 * each) for each in range(_number(runs, 0))]
    faces = [(start, fonts[font].font, fonts[font].raised) for start, font in starts if font < len(fonts)]
    return has_doubtful_runs(text, faces)


def _read_sheet(data: bytes, sheet: SparseSheet, values: _Values) -> Grid:
    grid, row, column, bottom, right = sheet.grid, 0, 0, 0, 0
    limits, looks = sheet.limits, list[tuple[tuple[int, int], Look]]()
    for kind, record in _records(data):
        if kind == _ROW:
            row, column = _number(record, 0) + 1, 0
        elif _BLANK <= kind <= _STRING + _SHORT or kind == _RICH:
            if _SHORT < kind <= _STRING + _SHORT:
                kind, column, content = kind - _SHORT, column + 1, record[4:]
                style = _number(record, 0)
            else:
                column, style, content = _number(record, 0) + 1, _number(record, 4), record[8:]
            kind = _FORMULAS.get(kind, kind)
            if kind == _BLANK:
                continue
            bottom, right = max(bottom, row), max(right, column)
            if row > limits.rows or column > limits.columns or bottom * right > limits.box:
                raise Rejected("far_cell", sheet=grid.sheet, cell=cell_name(row, column))
            if kind == _ERROR:
                grid.errors[row, column] = _ERRORS.get(content[0], "#N/A")
            style &= 0xFFFFFF
            sheet.put(row, column, _value(kind, content, style, values))
            if style in values.styles.looks:
                looks.append(((row, column), values.styles.looks[style]))
            if kind == _STRING and values.partly and _number(content, 0) in values.partly:
                grid.doubts[row, column] = "struck"
        elif kind == _MERGE:
            top, last, left, edge = (_number(record, at) + 1 for at in (0, 4, 8, 12))
            sheet.merge(top, left, last - top + 1, edge - left + 1)
    see(grid, looks)
    return grid


def _value(kind: int, content: bytes, style: int, values: _Values) -> CellValue:
    match kind:
        case 2:
            return _figure(_compressed(_number(content, 0)), style, values)
        case 4:
            return bool(content[0])
        case 5:
            return _figure(struct.unpack_from("<d", content)[0], style, values)
        case 6:
            return _text(content)[0] or None
        case 7:
            return values.strings[_number(content, 0)] or None
        case 62:
            return _text(content[1:])[0] or None
    return None


def _figure(value: float, style: int, values: _Values) -> CellValue:
    kind = values.kinds[style] if style < len(values.kinds) else ""
    return moment(value, values.since_1904, kind) if kind else number(value)


def _compressed(rk: int) -> float:
    """A number in 30 bits (RkNumber, [MS-XLSB] 2.5.123): an integer or half a double, perhaps hundredths."""
    if rk & 2:
        value = float((rk >> 2) - ((rk & 0x80000000) >> 1))
    else:
        value = struct.unpack("<d", b"\0\0\0\0" + (rk & 0xFFFFFFFC).to_bytes(4, "little"))[0]
    return value / 100 if rk & 1 else value


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record. Raises `Rejected` where one reaches beyond the end."""
    at = 0
    while at < len(data):
        kind, size = data[at], 0
        at += 1
        if kind & 0x80:
            kind, at = (kind & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        for shift in range(0, 28, 7):
            group, at = data[at], at + 1
            size |= (group & 0x7F) << shift
            if not group & 0x80:
                break
        if at + size > len(data):
            raise Rejected("damaged")
        yield kind, data[at : at + size]
        at += size


def _number(record: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", record, at)[0])


def _short(record: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", record, at)[0])


def _text(data: bytes) -> tuple[str, bytes]:
    """A counted text, and what comes after it; an absent one has the count 0xFFFFFFFF."""
    count = _number(data, 0)
    end = 4 + (0 if count == 0xFFFFFFFF else 2 * count)
    if end > len(data):
        raise Rejected("damaged")
    return data[4:end].decode("utf-16-le"), data[end:]
