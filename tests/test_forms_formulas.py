"""What a form shows once it is filled in, also with odd texts: LibreOffice and a Decimal twin agree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from minsheng_xl.cycle import pace_of
from minsheng_xl.formats.a1 import column_letters
from minsheng_xl.model import Indicator, Period, TargetTable
from minsheng_xl.place import CellValue
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.writing import layouts
from minsheng_xl.writing.forms import FormFile, target_cell, write_forms
from tests.libreoffice import converted, needs_libreoffice
from tests.ningdu import table_from_gold
from tests.plans import PREVIOUS, small_plan

LAYOUT = layouts.load("form")
FIRST = LAYOUT.header_row + 1
PERIOD = Period(2021, 8)
TYPED: tuple[CellValue, ...] = (
    Decimal(41), "约300", None, Decimal("-3"), "1,941", Decimal(0), "３６．８", Decimal("0.125"), "同上", " ",
    Decimal("765"), "#N/A", "'", "2000万", "=1/0",
)  # fmt: skip
"""What departments type into number cells."""
COMPUTED = ("cumulative", "rate", "pace_percent", "gap", "invest_rate")


def letters(role: str) -> str:
    return column_letters(LAYOUT.number(role))


def computed(form: Path) -> dict[tuple[str, str], CellValue]:
    """What every computed cell shows, by indicator code and role; errors as their text."""
    sheet = load_workbook(form, data_only=True)[LAYOUT.sheet]
    found: dict[tuple[str, str], CellValue] = {}
    for row in range(FIRST, sheet.max_row + 1):
        code = sheet[f"A{row}"].value
        for role in COMPUTED if code else ():
            value = sheet[f"{letters(role)}{row}"].value
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            found[str(code), role] = round_half_up(Decimal(str(value)), 6) if number else str(value or "")
    return found


@needs_libreoffice
def test_libreoffice_agrees_with_the_cached_values(shared: Path, tmp_path: Path) -> None:
    plan = table_from_gold(shared)
    shares = (Decimal("0.1"), Decimal("0.567"), Decimal(1), Decimal("1.2"))
    previous = {
        each.code: round_half_up(each.target.value * shares[number % 4], 3)
        for number, each in enumerate(plan.indicators)
        if each.target.value is not None
    }
    for form in write_forms(plan, PERIOD, tmp_path, previous=previous):
        assert computed(converted(form.path, "xlsx", tmp_path)) == computed(form.path), form.department


@needs_libreoffice
def test_whatever_is_typed_no_error_shows_and_every_number_is_right(tmp_path: Path) -> None:
    plan = small_plan()
    invest = {each.code: Decimal(80) for each in plan.indicators[::2]}
    for turn in range(0, len(TYPED), 3):
        form = write_forms(plan, PERIOD, tmp_path, previous=PREVIOUS, invest_plan=invest)[0]
        typed = fill(form, plan, turn)
        recalculated = computed(converted(form.path, "xlsx", tmp_path))
        assert recalculated == {
            (code, role): value
            for code, entries in typed.items()
            for role, value in expected(plan.by_code[code], entries, invest.get(code)).items()
        }


def fill(form: FormFile, plan: TargetTable, turn: int) -> dict[str, dict[str, CellValue]]:
    """Type something into every open number cell, another thing each turn; what it was by code and role."""
    book = load_workbook(form.path)
    sheet = book[LAYOUT.sheet]
    typed: dict[str, dict[str, CellValue]] = {}
    for number, row in enumerate(range(FIRST, FIRST + form.rows)):
        entries = typed.setdefault(str(sheet[f"A{row}"].value), {})
        for shift, role in enumerate(("current", "cumulative", "invest_done")):
            cell = sheet[f"{letters(role)}{row}"]
            if not cell.protection.locked:
                entries[role] = TYPED[(number + shift * 3 + turn) % len(TYPED)]
                cell.value = entries[role]
                if isinstance(entries[role], str) and entries[role] != "=1/0":
                    cell.data_type = "s"
    book.save(form.path)
    return typed


def expected(
    indicator: Indicator, typed: dict[str, CellValue], invest_plan: Decimal | None
) -> dict[str, CellValue]:
    """The computed cells of a row by the definitions, not by the formulas."""
    result: dict[str, CellValue] = dict.fromkeys(COMPUTED, "")
    if indicator.measure == "flow":
        parts = [each for each in (PREVIOUS.get(indicator.code), typed["current"]) if each is not None]
        numbers = [each for each in parts if isinstance(each, Decimal)]
        done: CellValue = sum(numbers, Decimal()) if numbers and numbers == parts else ""
    else:
        done = "#DIV/0!" if typed.get("cumulative") == "=1/0" else typed.get("cumulative") or Decimal()
        done = "" if typed.get("cumulative") is None else done
    result["cumulative"] = round_half_up(done, 6) if isinstance(done, Decimal) else done
    target = target_cell(indicator)
    pace = pace_of(indicator, PERIOD) if isinstance(target, Decimal) and target else None
    if pace is not None:
        result["pace_percent"] = pace
    rate = (
        completion_rate(indicator.target, done, reverse=indicator.direction == "down")
        if isinstance(done, Decimal)
        else None
    )
    if rate is not None:
        result["rate"] = round_half_up(rate, 2)
        if pace is not None:
            result["gap"] = round_half_up(rate, 2) - pace
    invested = typed.get("invest_done")
    if invest_plan and isinstance(invested, Decimal):
        result["invest_rate"] = round_half_up(invested * 100 / invest_plan, 2)
    return result
