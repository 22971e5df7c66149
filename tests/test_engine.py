"""The stand-in for Excel keeps xlwings' contract and bites where Excel bites."""

from __future__ import annotations

import inspect
from datetime import datetime
from pathlib import Path

import pytest
import xlwings
from openpyxl import Workbook
from xlwings import base_classes

from tests.engine import METER, ComError, application, busy, looks, open_excel, ranges, sheets

PINNED = "0.37.8"
ROOT = Path(__file__).parents[1]
CLASSES = [
    (application.Apps, base_classes.Apps),
    (application.App, base_classes.App),
    (application.Books, base_classes.Books),
    (application.Book, base_classes.Book),
    (sheets.Sheets, base_classes.Sheets),
    (sheets.Sheet, base_classes.Sheet),
    (sheets.Names, base_classes.Names),
    (sheets.Name, base_classes.Name),
    (ranges.Range, base_classes.Range),
    (looks.Font, base_classes.Font),
    (looks.Borders, base_classes.Borders),
    (looks.Note, base_classes.Note),
]


@pytest.fixture
def sheet() -> xlwings.Sheet:
    return open_excel().books.add().sheets[0]


def test_the_contract_is_that_of_the_pinned_version() -> None:
    assert xlwings.__version__ == PINNED
    assert not xlwings.__pro__


@pytest.mark.parametrize(("ours", "theirs"), CLASSES, ids=lambda each: each.__name__)
def test_what_xlwings_declares_is_taken_with_the_same_arguments(ours: type, theirs: type) -> None:
    compared = 0
    for name, base in vars(theirs).items():
        member = inspect.getattr_static(ours, name)
        if (name.startswith("_") and name != "__call__") or member is base:
            continue
        compared += 1
        if isinstance(base, property) or not callable(base):
            assert not inspect.isfunction(member), name
            continue
        wanted, given = (inspect.signature(each).parameters for each in (base, member))
        open_ended = any(each.kind is each.VAR_POSITIONAL for each in given.values())
        assert open_ended or len(given) >= len(wanted), name
        assert all(
            each.default is not each.empty or number < len(wanted)
            for number, each in enumerate(given.values())
            if each.kind is each.POSITIONAL_OR_KEYWORD
        ), name
    assert compared


def test_no_paid_part_of_xlwings_is_used() -> None:
    sources = (path for folder in ("minsheng_xl", "tests/engine") for path in (ROOT / folder).rglob("*.py"))
    assert not [path for path in sources if "xlwings.pro" in path.read_text("utf-8")]


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("110101199003077774", 1.10101199003078e17),
        ("00123", 123.0),
        ("12.5%", 0.125),
        ("1,200", 1200.0),
        ("2026-1-5", datetime(2026, 1, 5)),
        ("2021-08", datetime(2021, 8, 1)),
        ("'00123", "00123"),
        ("待定", "待定"),
        ("", None),
    ],
)
def test_an_assigned_text_is_read_as_if_typed(sheet: xlwings.Sheet, typed: str, held: object) -> None:
    sheet["A1"].value = typed
    assert sheet["A1"].value == held


def test_a_text_cell_keeps_what_is_assigned(sheet: xlwings.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = "110101199003077774"
    assert sheet["A1"].value == "110101199003077774"


def test_numbers_come_back_as_floats(sheet: xlwings.Sheet) -> None:
    sheet["A1:B1"].value = [3, 2.5]
    assert [type(value) for value in sheet["A1:B1"].value] == [float, float]


def test_a_formula_has_no_result_until_it_is_calculated(sheet: xlwings.Sheet) -> None:
    sheet["A1"].formula = "=1+1"
    assert sheet["A1"].value is None
    assert sheet["A1"].formula == "=1+1"


def test_results_of_formulas_survive_a_copy(tmp_path: Path) -> None:
    from tests.libreoffice import converted, needs_libreoffice

    if needs_libreoffice.args[0]:
        pytest.skip(needs_libreoffice.kwargs["reason"])
    book = Workbook()
    book.worksheets[0]["A1"] = "=6*7"
    book.save(tmp_path / "a.xlsx")
    opened = open_excel().books.open(str(converted(tmp_path / "a.xlsx", "xlsx", tmp_path)))
    opened.api.SaveCopyAs(str(tmp_path / "b.xlsx"))
    again = open_excel().books.open(str(tmp_path / "b.xlsx"))
    assert again.sheets[0]["A1"].value == 42.0


def test_a_protected_sheet_refuses_colours_and_locked_cells(sheet: xlwings.Sheet) -> None:
    sheet.impl.worksheet.protection.sheet = True
    with pytest.raises(ComError):
        sheet["A1"].color = "#FFFFFF"
    with pytest.raises(ComError):
        sheet["A1"].value = 1


def test_a_busy_program_rejects_every_call(sheet: xlwings.Sheet) -> None:
    METER.fail(busy)
    with pytest.raises(ComError):
        sheet["A1"].value  # noqa: B018
    METER.reset()
    assert sheet["A1"].value is None


def test_too_long_an_address_is_refused(sheet: xlwings.Sheet) -> None:
    with pytest.raises(ComError):
        sheet.range(",".join(["A1"] * 90))


def test_calls_from_outside_are_counted_once(sheet: xlwings.Sheet) -> None:
    area = sheet.range("A1:C1000")
    METER.reset()
    area.color = "#FFFFFF"
    assert METER.calls == 1
