"""What counts as filled in: any open cell that somebody typed, never a form's own formulas."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from minsheng_xl import jobs
from minsheng_xl.filling import WORDS, Filling, filling_of
from minsheng_xl.formats.a1 import cell_name
from minsheng_xl.jobs.plans import read_source
from minsheng_xl.jobs.sharing import SharedPlan
from minsheng_xl.model import By, Return
from minsheng_xl.reading.opening.workbooks import read_workbook
from minsheng_xl.reading.returns.forms import read_return
from minsheng_xl.reference import Reference
from minsheng_xl.writing import layouts
from minsheng_xl.writing.patch import Workbook
from tests.worked import AUGUST, make_work

FORMS = ("form", "form_b", "form_c", "form_share", "form_town")


def read(path: Path, master: Path) -> Return:
    returned = read_return(path.name, read_workbook(path), Reference.default())
    SharedPlan(read_source(master)).match(returned)
    return returned


@pytest.mark.parametrize("name", FORMS)
def test_every_open_column_of_a_form_is_looked_at(name: str) -> None:
    assert {column.role for column in layouts.load(name).columns if not column.locked} <= {
        "current",
        "cumulative",
        *WORDS,
    }


@pytest.mark.parametrize(("by", "layout"), [("lead", "a"), ("lead", "b"), ("lead", "c"), ("responsible", "")])
def test_a_form_as_it_went_out_is_blank(tmp_path: Path, by: By, layout: str) -> None:
    master = make_work(tmp_path)
    for form in jobs.issue(master, AUGUST, tmp_path / "出", by=by, layout=layout).forms:
        assert {filling_of(row) for row in read(form.path, master).rows} == {Filling.NOTHING}


@pytest.mark.parametrize(
    ("role", "value", "how"),
    [
        ("current", Decimal("1.6"), Filling.FIGURE),
        ("cumulative", Decimal("1.6"), Filling.FIGURE),
        ("cumulative", "1.6", Filling.FIGURE),
        ("current", "见附件", Filling.FIGURE),
        ("current", "—", Filling.FIGURE),
        ("invest_done", Decimal("1234.5"), Filling.WORDS),
        ("evidence", "见附件", Filling.WORDS),
        ("note", "下月补报", Filling.WORDS),
    ],
)
def test_one_typed_cell_is_enough(tmp_path: Path, role: str, value: Decimal | str, how: Filling) -> None:
    master = make_work(tmp_path)
    form = jobs.issue(master, AUGUST, tmp_path / "出").forms[0].path
    entry = read(form, master).rows[0].cells[role]
    book = Workbook.open(form)
    book.sheet("填报表").set(cell_name(entry.row, entry.column), value)
    book.save(form)
    first, *others = [filling_of(row) for row in read(form, master).rows]
    assert first is how
    assert set(others) <= {Filling.NOTHING}
