"""填表：a plan or a county summary into somebody's own template workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minsheng_xl import data
from minsheng_xl.errors import InputError, OutputError
from minsheng_xl.formats.a1 import Area
from minsheng_xl.jobs.outputs import writable
from minsheng_xl.jobs.plans import existing, read_source
from minsheng_xl.model import Period
from minsheng_xl.place import CellValue
from minsheng_xl.reading.opening import intake
from minsheng_xl.reading.opening.workbooks import read_bytes, read_workbook
from minsheng_xl.reading.ours.summaries import SummaryRow, read_summary_rows
from minsheng_xl.reading.tables.template_layout import NamedArea, Student, used_sentence
from minsheng_xl.reference import Reference

if TYPE_CHECKING:
    from minsheng_xl.writing.contents import FillRow
    from minsheng_xl.writing.patch import Workbook

TEMPLATES = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class FilledTemplate:
    """What `fill` did, in the words of the template."""

    output: Path
    sheet: str
    rows: int
    added: int
    columns: Mapping[str, int]
    """Column number by field, of the columns that were filled."""
    computed: tuple[str, ...]
    """Fields left to the template's own formulas."""
    left_out: tuple[str, ...]
    """Header words of columns that stay as they were."""


@dataclass(frozen=True, slots=True)
class _Source:
    rows: list[FillRow]
    given: tuple[str, ...]
    """Fields the rows have."""
    about: Mapping[str, CellValue]
    """What holds for the whole: title, place, year ..."""
    year: int
    ref: Reference


def fill(
    template: Path,
    source: Path,
    output: Path,
    *,
    sheet: str = "",
    columns: Mapping[str, str] | None = None,
    replace: bool = False,
) -> FilledTemplate:
    """Fill a plan (master, printed table, notice) or a county summary into a template, into a new workbook.

    `columns` says what doubtful columns hold, by letters or header word. InputError where the template has no
    such table, a column is in doubt, or rows hold data already and are not to be replaced.
    """
    from minsheng_xl.writing.contents import laid_out
    from minsheng_xl.writing.fill import Table, named_areas
    from minsheng_xl.writing.fill import fill as write_rows
    from minsheng_xl.writing.patch import Workbook

    _check_names(existing(template), output)
    content = _source(existing(source))
    data_ = read_bytes(template)
    book = Workbook.open(data_)
    names = [NamedArea(*each) for each in named_areas(book)]
    student = Student(
        read_workbook(data_, template.name),
        content.ref.headers,
        content.given,
        year=content.year,
        answers=columns,
    )
    study = student.study(names, sheet=sheet)
    if study.used and not replace:
        raise InputError(used_sentence(study), "要用新内容替换的，请加 --replace；要保留的，请换一份空白模板")
    table = Table(
        study.sheet,
        study.columns,
        study.left,
        study.right,
        study.first,
        study.stop,
        study.last,
        study.across,
        [*study.used, *study.examples],
        frozenset(study.merged),
    )
    _fill_fields(book, names, content.about)
    done = write_rows(book, table, laid_out(content.rows, study.columns.keys()))
    book.save(writable(output))
    return FilledTemplate(
        output,
        study.sheet,
        done.rows,
        done.added,
        study.columns,
        done.computed,
        tuple(study.left_out.values()),
    )


def _check_names(template: Path, output: Path) -> None:
    kinds = "、".join(TEMPLATES)
    if template.suffix.lower() not in TEMPLATES:
        raise InputError(f"模板“{template.name}”不是 {kinds} 文件", "请用 Excel 或 WPS 另存为 xlsx 后再填")
    if output.suffix.lower() != template.suffix.lower():
        raise OutputError(f"“{output.name}”与模板的类型不同", f"请把结果也取名为 {template.suffix} 文件")
    if output.resolve() == template.resolve():
        raise OutputError(f"“{output.name}”是模板本身，不能覆盖", "请另起一个文件名")


def _source(path: Path) -> _Source:
    from minsheng_xl.writing.contents import PLAN_FIELDS, plan_rows

    taken = intake.take(path)
    if taken.meta.get("kind") == "summary":
        return _summary(taken)
    plan = read_source(path)
    table = plan.table
    about: dict[str, CellValue] = {"title": table.title, "place": table.place_name, "doc_no": table.doc_no}
    if table.year:
        about["year"] = str(table.year)
    return _Source(plan_rows(table), PLAN_FIELDS, about, table.year, plan.ref)


def _summary(taken: intake.TakenFile) -> _Source:
    ref = Reference.default()
    read = read_summary_rows(taken.name, taken.grids, ref)
    given = tuple(dict.fromkeys(role for row in read for role in row))
    year, period = taken.meta.get("year", ""), taken.meta.get("period", "")
    sheet = next(grid for grid in taken.grids if grid.sheet == taken.meta.get("sheet"))
    about: dict[str, CellValue] = {
        "title": sheet.text(1, 1) or sheet.text(1, 2),
        "place": taken.meta.get("place", ""),
        "year": year,
        "period": Period.parse(period).label if period else "",
    }
    return _Source(_summary_rows(read), given, about, int(year or 0), ref)


def _summary_rows(read: Iterable[SummaryRow]) -> list[FillRow]:
    """Rows of a summary: the first of an item is the item's own."""
    from minsheng_xl.writing.contents import FillRow

    rows: list[FillRow] = []
    item: tuple[CellValue, CellValue] | None = None
    block = 0
    for values in read:
        if values.keys() == {"category"}:
            rows.append(FillRow("category", values))
            item = None
            continue
        own = values.get("no"), values.get("item")
        block += own != item
        named = {role: value for role, value in values.items() if role != "indicator" or value}
        rows.append(FillRow("indicator" if own == item else "item", named, block))
        item = own
    return rows


def _fill_fields(book: Workbook, names: Iterable[NamedArea], about: Mapping[str, CellValue]) -> None:
    """Fill cells whose names say what of the whole document they show."""
    words: Mapping[str, list[str]] = data.load("wording/fill.toml")["fields"]
    for each in names:
        field = next((field for field, known in words.items() if each.name in known), "")
        if about.get(field) and each.area == Area(
            each.area.top, each.area.left, each.area.top, each.area.left
        ):
            book.sheet(each.sheet).set((each.area.top, each.area.left), about[field])
