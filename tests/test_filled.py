"""What counts as filled in: any open cell that somebody typed, never a form's own formulas."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.model import By, Return
from minsheng_xl.place import cell_name
from minsheng_xl.reading.filled import TYPED_ROLES, typed
from minsheng_xl.reading.returns import read_return
from minsheng_xl.reading.workbooks import read_workbook
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts
from minsheng_xl.writing.patch import Workbook
from tests.worked import AUGUST, make_work

FORMS = ("form", "form_b", "form_c", "form_share", "form_town")


def read(path: Path) -> Return:
    return read_return(path.name, read_workbook(path), Reference.default())


@pytest.mark.parametrize("name", FORMS)
def test_every_open_column_of_a_form_is_looked_at(name: str) -> None:
    assert {column.role for column in layouts.load(name).columns if not column.locked} <= set(TYPED_ROLES)


@pytest.mark.parametrize(("by", "layout"), [("lead", "a"), ("lead", "b"), ("lead", "c"), ("responsible", "")])
def test_a_form_as_it_went_out_is_blank(tmp_path: Path, by: By, layout: str) -> None:
    master = make_work(tmp_path)
    for form in jobs.issue(master, AUGUST, tmp_path / "出", by=by, layout=layout).forms:
        assert [each.printed for each in typed(read(form.path))] == []


@pytest.mark.parametrize(
    ("role", "value"),
    [
        ("cumulative", Decimal("1.6")),
        ("cumulative", "1.6"),
        ("invest_done", Decimal("1234.5")),
        ("evidence", "见附件"),
        ("note", "下月补报"),
    ],
)
def test_one_typed_cell_is_enough(tmp_path: Path, role: str, value: Decimal | str) -> None:
    form = jobs.issue(make_work(tmp_path), AUGUST, tmp_path / "出").forms[0].path
    entry = read(form).rows[0].cells[role]
    book = Workbook.open(form)
    book.sheet("填报表").set(cell_name(entry.row, entry.column), value)
    book.save(form)
    assert [each.printed for each in typed(read(form))] == [str(value)]
