"""Faults of the return itself: head fields, period, version, arrival, and how cells are typed (family R)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link.external import ExternalBook, ExternalLink, ExternalSheetNames
from openpyxl.worksheet.dimensions import ColumnDimension

from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.place import Place
from tests.faults.filling import due_date
from tests.faults.issued import DEPARTMENTS
from tests.faults.kinds import Mark, kind, mark, pick
from tests.faults.workbook import Sheet

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?")
REQUIRED = ("填报人", "联系电话", "单位负责人", "填报日期")


@kind("R01", "没有报送", claims="file")
def not_sent(sheet: Sheet, rng: Random) -> Mark | None:
    """The return is taken out of the folder; reported for the department, since no file is left."""
    sheet.withheld = True
    return Mark(Place(), f"{sheet.department}没有报送")


@kind("R02", "迟报", claims="head")
def sent_late(sheet: Sheet, rng: Random) -> Mark | None:
    """Both the day the file came in and the day it says it was filled lie after the due date.

    Due is the 20th of the period; a folder keeps the day of arrival as the file's time of change.
    """
    cell = sheet.head("填报日期")
    if cell is None:
        return None
    day = due_date(sheet) + timedelta(days=rng.randint(2, 9))
    cell.value = day
    sheet.receive(day)
    return Mark(sheet.place(), f"{day}才报送")


@kind("R03", "报送期是别的月份", claims="file")
def period_text_changed(sheet: Sheet, rng: Random) -> Mark | None:
    """The head names another month than the form was issued for."""
    return _other_month(sheet)


@kind("R03", "别的月份的填报表", claims="file")
def form_of_another_period(sheet: Sheet, rng: Random) -> Mark | None:
    """A form of another month is sent in: head and hidden period agree, yet not with this period."""
    done = _other_month(sheet)
    if done:
        year, month = sheet.meta("period").split("-")
        sheet.set_meta("period", f"{year}-{_neighbour(int(month)):02d}")
    return done and Mark(done.place, f"{done.description}，隐藏期别同改", "", (sheet.place(),))


def _other_month(sheet: Sheet) -> Mark | None:
    cell = sheet.head("报送期")
    found = re.search(r"(\d{4}\D{0,2})(\d{1,2})", str(cell.value)) if cell else None
    if cell is None or found is None:
        return None
    month = f"{_neighbour(int(found[2])):0{len(found[2])}d}"
    old = str(cell.value)
    cell.value = old[: found.start(2)] + month + old[found.end(2) :]
    return Mark(sheet.head_place("报送期"), f"报送期“{old}”改为“{cell.value}”")


def _neighbour(month: int) -> int:
    return month - 1 if month > 1 else 2


@kind("R04", "旧模板", claims="head")
def old_template(sheet: Sheet, rng: Random) -> Mark | None:
    """The hidden template version is another; reported for the file."""
    old = sheet.meta("version")
    if not old:
        return None
    sheet.set_meta("version", f"0.{rng.randint(1, 9)}")
    return Mark(sheet.place(), f"模板版本“{old}”改为“{sheet.meta('version')}”")


@kind("R05", "重复报送", claims="file")
def sent_twice(sheet: Sheet, rng: Random) -> Mark | None:
    """A later copy with one more word lies beside the first; either file, or the department, may be named."""
    sheet.twin = sheet.path.with_name(f"{sheet.path.stem}({rng.randint(2, 4)}){sheet.path.suffix}")
    row = sheet.rows()[0]
    sheet.put(row, "progress_note", f"{sheet.text(row, 'progress_note')}（更新）")
    also = Place(sheet.twin.name, sheet.sheet.title)
    return Mark(sheet.place(), f"又报送“{sheet.twin.name}”", "", (also,))


@kind("R06", "填报人等没有填", claims="head")
def contact_missing(sheet: Sheet, rng: Random) -> Mark | None:
    """One of 填报人, 联系电话, 单位负责人, 填报日期 left empty."""
    label = rng.choice(REQUIRED)
    cell = sheet.head(label)
    if cell is None:
        return None
    cell.value = None
    return Mark(sheet.head_place(label), f"“{label}”没有填")


@kind("R06", "电话号码不对", claims="head")
def phone_malformed(sheet: Sheet, rng: Random) -> Mark | None:
    """A telephone number that is neither eleven digits nor has an area code."""
    cell = sheet.head("联系电话")
    if cell is None:
        return None
    cell.value = rng.choice(("12345", "1380797123", "同上"))
    return Mark(sheet.head_place("联系电话"), f"联系电话填成“{cell.value}”")


@kind("R07", "填报单位是另一牵头单位", claims="file")
def other_department(sheet: Sheet, rng: Random) -> Mark | None:
    """The head names a department whose rows these are not."""
    cell = sheet.head("填报单位")
    others = [each.department for each in sheet.siblings if each.department] or list(DEPARTMENTS)
    if cell is None:
        return None
    old = str(cell.value)
    cell.value = rng.choice([each for each in others if each != old])
    return Mark(sheet.head_place("填报单位"), f"填报单位“{old}”改为“{cell.value}”", "", (sheet.place(),))


@kind("R10", "隐藏行")
def row_hidden(sheet: Sheet, rng: Random) -> Mark | None:
    """An indicator's row is hidden; any cell of the row, or the row, may be named."""
    row = pick(sheet, rng, lambda row: True)
    if row is None:
        return None
    sheet.sheet.row_dimensions[row].hidden = True
    return Mark(sheet.place(row), "隐藏一行", sheet.text(row, "code"), (), sheet.together(row))


@kind("R10", "隐藏列", claims="layout")
def column_hidden(sheet: Sheet, rng: Random) -> Mark | None:
    """An open column of words is hidden; reported for the file, since a column has no narrower name."""
    roles = [role for role in ("problem", "next_step", "explanation", "evidence") if role in sheet.columns]
    if not roles:
        return None
    role = rng.choice(roles)
    letters = column_letters(sheet.columns[role])
    dimensions = sheet.sheet.column_dimensions
    if letters not in dimensions:
        dimensions[letters] = ColumnDimension(sheet.sheet, index=letters)
    dimensions[letters].hidden = True
    return Mark(sheet.place(), f"隐藏“{sheet.text(sheet.header_row, role)}”列")


@kind("R10", "多出一张工作表", claims="layout")
def sheet_added(sheet: Sheet, rng: Random) -> Mark | None:
    """A worksheet of the department's own is left in the file."""
    name = rng.choice(("Sheet1", "测算", "乡镇明细"))
    added = sheet.book.create_sheet(name)
    added["A1"], added["B1"] = "内部测算", rng.randint(10, 99)
    return Mark(Place(sheet.path.name), f"多出工作表“{name}”")


def _figure(sheet: Sheet, rng: Random) -> tuple[int, str, Decimal] | None:
    """A row with a typed figure: its number, the role of its cell and the figure."""
    row = pick(sheet, rng, lambda row: sheet.entry(row) and sheet.number(row, sheet.entry(row)) is not None)
    if row is None:
        return None
    entry = sheet.entry(row)
    return row, entry, cast(Decimal, sheet.number(row, entry))


def _type(sheet: Sheet, found: tuple[int, str, Decimal], text: object, said: str) -> Mark:
    row, entry, value = found
    sheet.put(row, entry, text)
    return mark(sheet, row, entry, f"{value}填成{said}“{text}”")


@kind("R11", "数字存成文本")
def number_as_text(sheet: Sheet, rng: Random) -> Mark | None:
    """A figure stored as text, with separators where it is long enough."""
    found = _figure(sheet, rng)
    return found and _type(sheet, found, f"{found[2]:,}", "文本")


@kind("R11", "数字带单位")
def number_with_unit(sheet: Sheet, rng: Random) -> Mark | None:
    """A figure with its unit behind it, which makes it text."""
    found = _figure(sheet, rng)
    if found is None or not sheet.text(found[0], "unit"):
        return None
    return _type(sheet, found, f"{found[2]}{sheet.text(found[0], 'unit')}", "带单位的文本")


@kind("R11", "全角数字")
def full_width_number(sheet: Sheet, rng: Random) -> Mark | None:
    """Full-width digits. V21 names them too; in a cell that should hold a number R11 is the graver."""
    found = _figure(sheet, rng)
    return found and _type(sheet, found, str(found[2]).translate(FULL_WIDTH), "全角文本")


@kind("R14", "错误值")
def error_value(sheet: Sheet, rng: Random) -> Mark | None:
    """An error value stands where a figure belongs."""
    found = _figure(sheet, rng)
    return found and _type(sheet, found, rng.choice(ERRORS), "错误值")


@kind("R14", "外部链接")
def external_link(sheet: Sheet, rng: Random) -> Mark | None:
    """A figure taken by formula from a workbook on the department's own disk."""
    found = _figure(sheet, rng)
    if found is None:
        return None
    links = cast(Any, sheet.book)._external_links
    names = ExternalSheetNames(sheetName=["Sheet1"])
    link = ExternalLink(externalBook=ExternalBook(sheetNames=names, id="rId1"))
    link.file_link = Relationship(
        type="externalLinkPath", Target="台账.xlsx", TargetMode="External", Id="rId1"
    )
    links.append(link)
    return _type(sheet, found, f"=[{len(links)}]Sheet1!$B${rng.randint(2, 60)}", "外部链接")


def head_kind(name: str, label: str, new: Callable[[Sheet], object]) -> None:
    """Enter a kind that puts another value into a field of the head; the label's cell will do too."""

    def spoil(sheet: Sheet, rng: Random) -> Mark | None:
        cell = sheet.head(label)
        if cell is None:
            return None
        cell.value = cast(Any, new(sheet))
        place = sheet.head_place(label)
        also = tuple(replace(place, column=place.column - each) for each in (1, 2) if place.column > each)
        return Mark(place, f"“{label}”填成“{cell.value}”", "", also)

    spoil.__doc__ = f"A field of the head: {name}."
    kind("", name, claims="head")(spoil)


def _year(sheet: Sheet) -> int:
    return int(sheet.meta("period").split("-")[0])


head_kind("填报单位换成别家", "填报单位", lambda sheet: "县气象局")
head_kind("报送期是去年", "报送期", lambda sheet: f"{_year(sheet) - 1}年8月")
head_kind("填报日期是上月", "填报日期", lambda sheet: date(_year(sheet), 7, 18))
head_kind("填报日期是去年", "填报日期", lambda sheet: date(_year(sheet) - 1, 8, 18))
head_kind("填报日期是将来", "填报日期", lambda sheet: date(_year(sheet), 12, 18))


@kind("", "标题年份不符", claims="head")
def title_of_last_year(sheet: Sheet, rng: Random) -> Mark | None:
    """The title names the year before."""
    year = str(_year(sheet))
    titles = (cell for cell in sheet.sheet[1] if year in str(cell.value))
    title = next(titles, None)
    if title is None:
        return None
    title.value = str(title.value).replace(year, str(int(year) - 1))
    return Mark(Place(sheet.path.name, sheet.sheet.title, 1, cast(int, title.column)), "标题写去年")


@kind("", "交了上月的填报表", claims="file")
def last_months_return(sheet: Sheet, rng: Random) -> Mark | None:
    """The return of a month ago sent again under this month's name."""
    if sheet.earlier is None:
        return None
    sheet.book = load_workbook(sheet.earlier)
    return Mark(sheet.head_place("报送期"), "交了上月的填报表")
