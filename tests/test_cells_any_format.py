"""One value, however a clerk writes it and whatever the file's format, is one value in the column's unit."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from minsheng_xl.place import number_text
from minsheng_xl.quantity import read_number
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.reference import Reference

REF = Reference.default()


class Written(NamedTuple):
    """A cell: what is stored, under which number format (empty: a text), and what it shows."""

    stored: Decimal | str
    code: str
    shown: str


class Case(NamedTuple):
    """A unit, the value meant in it, and the cell that says so."""

    unit: str
    value: Decimal
    cell: Written


def as_text(text: str) -> Written:
    return Written(text, "", text)


def spellings(unit: str, value: Decimal) -> list[Written]:
    """The ways a clerk may write a value of a column of that unit."""
    plain = number_text(value)
    wide = plain.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    thousands = f"{value:,}" if abs(value) >= 1000 else plain
    small = number_text(value / 10000)
    ways = [
        Written(value, "General", plain),
        Written(value, "0.0000", f"{value:.4f}"),
        Written(value, f'0.####"{unit}"', plain + unit),
        *map(as_text, (plain, wide, thousands, f" {plain} ", f"{plain}{unit}", f"已完成{plain}{unit}")),
        *map(as_text, (f"\u200b{plain}\u202c", f"{plain}\ufe0f", f"{plain}①", f"{plain}*", f"{plain}注1")),
        *map(as_text, (f"{plain}（含上月补报1）", f"{plain}{unit}(其中困难的1)", f"{plain}。")),
        as_text(f"{number_text(value - 1)}+1" if value > 1 else plain),
    ]
    if unit == "%":
        return [*ways, Written(value / 100, "0.00%", f"{value:.2f}%"), as_text(f"百分之{plain}")]
    if unit.startswith("万"):
        base = number_text(value * 10000) + unit[1:]
        return [*ways, as_text(base), as_text(plain + "万"), Written(value, '0.####"万"', plain + "万")]
    return [
        *ways,
        as_text(f"{small}万{unit}"),
        as_text(f"{small}万"),
        Written(value / 10000, '0.########"万"', small + "万"),
    ]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    unit = draw(st.sampled_from(["户", "人次", "亩", "万元", "万人", "%"]))
    value = draw(
        st.decimals(min_value=0, max_value=100 if unit == "%" else 90000, places=2 if unit == "%" else 0)
    )
    return Case(unit, value, draw(st.sampled_from(spellings(unit, value))))


def xlsx(cells: Sequence[Written]) -> bytes:
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet: Any = book.add_worksheet("表")
        for row, each in enumerate(cells):
            if each.code:
                sheet.write_number(row, 0, float(each.stored), book.add_format({"num_format": each.code}))
            else:
                sheet.write_string(row, 0, each.stored)
    return target.getvalue()


def fods(cells: Sequence[Written]) -> bytes:
    """A flat OpenDocument workbook; percents are of the type percentage, as every program writes them."""
    rows = []
    for each in cells:
        kind = "percentage" if each.code.endswith("%") else "float" if each.code else "string"
        value = f' office:value="{each.stored}"' if each.code else ""
        rows.append(
            f'<table:table-row><table:table-cell office:value-type="{kind}"{value}>'
            f"<text:p>{escape(each.shown)}</text:p></table:table-cell></table:table-row>"
        )
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    body = f'<table:table table:name="表">{"".join(rows)}</table:table>'
    kind = 'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"'
    return (
        f"<office:document {spaces} {kind}><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document>"
    ).encode()


def table(cells: Sequence[Written]) -> bytes:
    """A csv with a column before the cells, so that it is one."""
    target = io.StringIO(newline="")
    csv.writer(target).writerows(("行", each.shown) for each in cells)
    return target.getvalue().encode("utf-8-sig")


def values(data: bytes, name: str, column: int, some: Sequence[Case]) -> list[Decimal | str]:
    """What each cell is read as in its unit, or why it is not."""
    (grid,) = read_workbook(data, name)
    found: list[Decimal | str] = []
    for row, case in enumerate(some, start=1):
        reading = read_number(grid.shown(row, column), REF.units.read(case.unit).unit, REF.units)
        found.append(grid.asked(row, column) or reading.problem or reading.value or Decimal(0))
    return found


@given(st.lists(cases(), min_size=1, max_size=12))
def test_any_spelling_in_any_format_is_the_value_meant(some: list[Case]) -> None:
    cells = [case.cell for case in some]
    meant = [case.value for case in some]
    assert values(xlsx(cells), "县.xlsx", 1, some) == meant
    assert values(fods(cells), "县.fods", 1, some) == meant
    assert values(table(cells), "县.csv", 2, some) == meant
