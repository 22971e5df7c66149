"""Plain texts: their encoding, and csv, tsv or running text as a grid."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from minsheng_xl.formats.limits import LIMITS, Limits
from minsheng_xl.place import CellValue, Grid
from minsheng_xl.reading.files.cells import ERRORS
from minsheng_xl.reading.files.rejected import Rejected

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CUT = {"unexpected end of data", "incomplete multibyte sequence", "truncated data"}
BINARY = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SURE = 6
"""So many characters beyond ASCII that are valid UTF-8 are not GBK by chance (5 in a million)."""


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding; two empty strings for bytes that are no text.

    UTF-8 is tried before GB18030 because most short UTF-8 texts are also valid GB18030, not the other way.
    Raises `Rejected`: `truncated` (cut inside a character) or `mixed_encoding` (naming the line).
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_as(data, encoding)
    if b"\x00" in data[:4096]:
        return _decode_as(data, _wide_encoding(data))
    text, encoding = _decode_as(data, "utf-8")
    if not encoding:
        _refuse_mixed(data)
        text, encoding = _decode_as(data, "gb18030")
    return text, encoding


def _decode_as(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        before = data[: problem.start]
        text = before.decode(encoding)
        if problem.reason in _CUT and not BINARY.search(text) and (encoding != "utf-8" or _is_sure(text)):
            raise Rejected("truncated") from problem
        return "", ""
    return ("", "") if BINARY.search(text) else (text, encoding)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a byte-order mark: the zero bytes of ASCII characters tell the order."""
    odd, even = data[1:4096:2].count(0), data[0:4096:2].count(0)
    return "utf-16-le" if odd >= even else "utf-16-be"


def _refuse_mixed(data: bytes) -> None:
    first: bool | None = None
    for number, line in enumerate(data.split(b"\n"), start=1):
        utf8 = _line_is_utf8(line)
        if utf8 is not None and first is not None and utf8 != first:
            raise Rejected("mixed_encoding", line=str(number))
        first = utf8 if first is None else first


def _line_is_utf8(line: bytes) -> bool | None:
    """Surely UTF-8, surely not, or None for a line that may be either."""
    try:
        return True if _is_sure(line.decode("utf-8")) else None
    except UnicodeDecodeError:
        return False


def _is_sure(text: str) -> bool:
    return sum(character > "\x7f" for character in text) >= _SURE


def find_delimiter(text: str) -> str:
    """The character that divides most lines into several fields; empty for running text."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:100]
    if lines and (hint := re.fullmatch("sep=(.)", lines[0])):
        return hint[1]
    best, most = "", 0
    for delimiter in ("\t", ",", ";"):
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        divided = widths.total() - widths[1]
        if divided > max(most, widths.total() // 2):
            best, most = delimiter, divided
    return best


def read_text(text: str, name: str, limits: Limits = LIMITS) -> Grid:
    """A csv or tsv as a grid of texts (nothing is guessed to be a number), any other text as one column.

    Excel's own first line `sep=;` is obeyed and, as on screen, not a row. Raises `Rejected` when too large.
    """
    delimiter = find_delimiter(text)
    if not delimiter:
        lines = _LINE_END.split(text.rstrip("\r\n"))
        return Grid([[line or None] for line in lines], file=name, lines=list(range(1, len(lines) + 1)))
    text = re.sub(r"\Asep=.\r?\n", "", text)
    rows: list[list[CellValue]] = []
    errors: dict[tuple[int, int], str] = {}
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            cells += len(row)
            if len(rows) >= limits.rows or len(row) > limits.columns or cells > limits.cells:
                raise Rejected("too_large", what=f"超过 {limits.rows} 行 {limits.columns} 列")
            rows.append([_field(value) for value in row])
            errors |= {(len(rows), column): value for column, value in enumerate(row, 1) if value in ERRORS}
    except csv.Error as problem:
        raise Rejected(
            "damaged", where=f"（第 {len(rows) + 1} 行：引号没有配对，或一格文字太长）"
        ) from problem
    return Grid(rows, file=name, errors=errors)


def _field(value: str) -> CellValue:
    """One field; `="00123"` is how exports keep Excel from eating the zeros."""
    if value.startswith('="') and value.endswith('"') and len(value) > 3:
        return value[2:-1] or None
    return value if value and value not in ERRORS else None
