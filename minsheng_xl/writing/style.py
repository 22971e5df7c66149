"""The one place for fonts, fills, borders and number formats; and how tall a row must be to show its text.

Fonts are those that every Excel and WPS in a Chinese office has; LibreOffice puts Noto CJK in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cache, lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from minsheng_xl.errors import OutputError

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from minsheng_xl.writing.layouts import Page

BODY_FONT = "宋体"
HEAD_FONT = "黑体"
BODY_SIZE = 10
BASE_FONT = {"font_name": "Arial", "font_size": 10}
"""Column widths count its digits; it, or a font of the same widths, is on every system."""
CREATED = datetime(2021, 1, 1)
"""Every workbook says it was made on this day, so that the same input gives the same bytes."""

PAPER = (29.7, 21.0)
"""Centimetres of an A4 page from top to bottom: upright, lying."""
USABLE = 0.96
"""Share of a page that is planned for: programs and printers differ a little."""
TALLEST = 409.5
"""Points of height a row can have at most."""
LINE = "#A6A6A6"
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {"font_name": BODY_FONT, "font_size": BODY_SIZE, "valign": "vcenter"},
    "cell": {"border": 1, "border_color": LINE, "text_wrap": True},
    "title": {"font_name": HEAD_FONT, "font_size": 16, "align": "center"},
    "subtitle": {"font_color": "#595959"},
    "header": {"font_name": HEAD_FONT, "align": "center", "bg_color": "#E7EDF3", "border_color": "#7F7F7F"},
    "beside": {"bg_color": "#F0EFEA"},
    "category": {"bold": True, "font_size": 11, "bg_color": "#F2F5F8", "align": "left"},
    "bold": {"bold": True},
    "grey": {"font_color": "#808080"},
    "fill": {"bg_color": "#FFFBE6"},
    "prefilled": {"bg_color": "#F7F7F7"},
    "link": {"font_color": "#1F5C99", "underline": 1},
    "green": {"bg_color": "#DDEFE0", "font_color": "#2F6B3A"},
    "yellow": {"bg_color": "#FBEFC9", "font_color": "#7A5B00"},
    "red": {"bg_color": "#F8DCD8", "font_color": "#9C2B20"},
    "orange": {"bg_color": "#FBE3CF", "font_color": "#8C4A12"},
    "blue": {"bg_color": "#DFE9F3", "font_color": "#2C5379"},
}
"""Named looks; `Book.format` lays them over each other in the order they are given, `plain` beneath all."""


class Book:
    """A new XlsxWriter workbook in the house's look. Formats are made once and shared."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.format = cache(self._format)

    def _format(self, *looks: str, **own: Any) -> Format:
        """The format of named looks and of XlsxWriter's own properties (num_format, locked, align ...)."""
        properties: dict[str, Any] = {}
        for look in ("plain", *looks):
            properties |= LOOKS[look]
        properties |= own
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]


@contextmanager
def new_book(path: Path) -> Iterator[Book]:
    """A workbook that stands at `path`, whole, once the block ends without an exception.

    It is written beside its final name and renamed; OutputError where that cannot be done.
    """
    from minsheng_xl.writing.worksheet import RowWorkbook

    draft = path.with_name(f"~{path.name}.tmp")
    workbook = RowWorkbook(draft, {"default_format_properties": dict(BASE_FONT)})
    workbook.set_properties({"created": CREATED})
    yield Book(workbook)
    _save(workbook, draft, path)


def _save(workbook: Workbook, draft: Path, path: Path) -> None:
    from xlsxwriter.exceptions import XlsxFileError

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        workbook.close()
        draft.replace(path)
    except (OSError, XlsxFileError) as error:
        remedy = "请关闭已打开的同名文件，或另选可以写入的文件夹"
        raise OutputError(f"“{path.name}”写不进文件夹 {path.parent}", remedy) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def set_page(sheet: Worksheet, page: Page) -> None:
    """Paper, direction, margins, head and foot of a sheet."""
    if page.orientation == "landscape":
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.set_paper(page.paper)
    left, right, top, bottom = (centimetres / 2.54 for centimetres in page.margins)
    sheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    sheet.center_horizontally()
    sheet.set_header(page.header)
    sheet.set_footer(page.footer)
    if page.fit_width:
        sheet.fit_to_pages(1, 0)


def page_room(page: Page) -> float:
    """Points of height between the margins of an A4 page that may be planned for."""
    _, _, top, bottom = page.margins
    height = PAPER[page.orientation == "landscape"]
    return (height - (top + bottom)) / 2.54 * 72 * USABLE


def number_format(text: str) -> str:
    """The Excel format that shows a number with the decimals (and separators) it is printed with."""
    decimals = len(text.partition(".")[2])
    whole = "#,##0" if "," in text else "0"
    return f"{whole}.{'0' * decimals}" if decimals else whole


def line_count(text: str, width: float, size: float = BODY_SIZE) -> int:
    """How many lines a text needs in a column (or merged columns) of that width.

    Errs on the side of one line more: fonts differ between Excel, WPS and LibreOffice.
    """
    em = size * 96 / 72
    room = max(width * 7 - 4, em)
    if len(text) * em <= room and "\n" not in text:
        return 1
    return sum(_wrapped(part, room, em) for part in text.split("\n"))


def _wrapped(text: str, room: float, em: float) -> int:
    lines, used = 1, 0.0
    for word in _WORDS.findall(text):
        length = sum(_advance(char) for char in word) * em
        if used + length > room and used:
            lines, used = lines + 1, 0.0
        lines += ceil(length / room) - 1
        used += length % room if length > room else length
    return lines


_WORDS = re.compile(r"[\x21-\x7e]+|.[，。、；：？！”’）》〉〕%％]*|\n", re.DOTALL)


def _advance(char: str) -> float:
    return 1.0 if east_asian_width(char) in "WFA" else 0.64


@lru_cache(1 << 16)
def text_height(text: str, width: float, size: float = BODY_SIZE) -> float:
    """Points a text needs in that width, as a multiple of 0.75, in which Excel keeps heights."""
    return ceil((line_count(text, width, size) * size * 1.45 + 5) / 0.75) * 0.75
