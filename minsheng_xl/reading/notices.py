"""The text of a notice -> its facts and the tables printed in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from minsheng_xl.place import CellValue, Grid

_year = re.compile(r"(20\d{2})\s*年")
_doc_no = re.compile(r"[一-鿿]{1,8}(?:函|办|字|发|规)?[〔\[（(]20\d{2}[〕\])）]\s*\d+\s*号")
_place = re.compile(r"([一-鿿]{1,7}?(?:自治县|县|市|区|旗))")
_table_title = re.compile(r"(?:任务|分工|目标|指标|计划|项目).*表$")
_heading = re.compile(r"^[#\s*]*(.*?)[*\s]*$")


@dataclass(slots=True)
class Notice:
    """What a notice says of itself, and its tables as grids whose rows know their lines."""

    title: str = ""
    place_name: str = ""
    year: int = 0
    doc_no: str = ""
    tables: list[Grid] = field(default_factory=list)


def read_notice(text: str, file: str) -> Notice:
    """Facts and tab-separated tables of a notice; pages of one table are one grid."""
    lines = text.splitlines()
    headings = [_heading.sub(r"\1", line).strip() for line in lines if "\t" not in line]
    titles = [line for line in headings if _table_title.search(line) and len(line) <= 60]
    titles = [line for line in titles if not line.startswith(("附件", "附表"))] or titles
    title = titles[-1] if titles else next((line for line in headings if "关于" in line), "")
    numbers = (_doc_no.fullmatch(line) for line in headings)
    return Notice(
        title=title,
        place_name=read_place(title) or read_place(" ".join(headings[:10])),
        year=read_year(title) or read_year(text),
        doc_no=next((number.group() for number in numbers if number), ""),
        tables=_tables(lines, file),
    )


def read_year(text: str) -> int:
    """The first year named, 0 where none is."""
    found = _year.search(text)
    return int(found.group(1)) if found else 0


def read_place(text: str) -> str:
    """The first county, city or district named."""
    found = _place.search(text)
    return found.group(1) if found else ""


def _tables(lines: list[str], file: str) -> list[Grid]:
    """Everything from the first tab-separated line on, as one grid; a line without tabs is a row across."""
    first = next((number for number, line in enumerate(lines) if "\t" in line), None)
    if first is None:
        return []
    grid = Grid([], file=file)
    for number, line in enumerate(lines[first:], start=first + 1):
        if line.strip():
            cells: list[CellValue] = [cell.strip() or None for cell in line.split("\t")]
            grid.rows.append(cells)
            grid.lines.append(number)
    return [grid]
