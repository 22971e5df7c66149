"""Rates and sums that the form works out itself, typed over (P01 P02 R08)."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random

from tests.faults.kinds import Mark, kind, mark, pick
from tests.faults.workbook import Sheet

BASIS_POINT = Decimal("0.0001")


def rated(sheet: Sheet, row: int) -> bool:
    """Whether a row's rate is its cumulative by its target; reverse indicators are rated otherwise."""
    formula = str(sheet.cell(row, "rate").value)
    bare = formula.replace("$", "").replace("*100", "")
    forward = f"{sheet.name(row, 'cumulative')}/{sheet.name(row, 'target')}" in bare
    return forward and sheet.aim(row) > 0 and sheet.reported(row) > 0


def rate(sheet: Sheet, row: int) -> Decimal:
    """A row's completion rate as a fraction, unrounded."""
    return sheet.reported(row) / sheet.aim(row)


def put_rate(sheet: Sheet, row: int, value: Decimal) -> None:
    """Type a rate over its formula: as a fraction where the cell shows percent, else in percent."""
    percent = "%" in sheet.cell(row, "rate").number_format
    sheet.put(row, "rate", value if percent else value * 100)


@kind("P01", "完成率填错")
def rate_mistyped(sheet: Sheet, rng: Random) -> Mark | None:
    """A wrong completion rate over the formula. P01 and R08 meet in the cell; the graver speaks first."""
    row = pick(sheet, rng, lambda row: rated(sheet, row))
    if row is None:
        return None
    right = rate(sheet, row).quantize(BASIS_POINT, ROUND_HALF_UP)
    wrong = right + Decimal(rng.choice((-1, 1)) * rng.randint(50, 400)) / 10_000
    put_rate(sheet, row, wrong)
    return mark(sheet, row, "rate", f"完成率{right}填成{wrong}")


@kind("P02", "完成率只舍不入")
def rate_truncated(sheet: Sheet, rng: Random) -> Mark | None:
    """A rate cut off instead of rounded. Read as telling more than R08 in the same cell."""
    row = pick(sheet, rng, lambda row: rated(sheet, row) and _cut(sheet, row) != _round(sheet, row))
    if row is None:
        return None
    put_rate(sheet, row, _cut(sheet, row))
    return mark(sheet, row, "rate", f"完成率{_round(sheet, row)}填成{_cut(sheet, row)}")


def _cut(sheet: Sheet, row: int) -> Decimal:
    return rate(sheet, row).quantize(BASIS_POINT, ROUND_DOWN)


def _round(sheet: Sheet, row: int) -> Decimal:
    return rate(sheet, row).quantize(BASIS_POINT, ROUND_HALF_UP)


@kind("R08", "完成率公式被同值常数覆盖")
def rate_overwritten(sheet: Sheet, rng: Random) -> Mark | None:
    """The right rate typed over its formula: no P01, only the formula is gone."""
    row = pick(sheet, rng, lambda row: rated(sheet, row))
    if row is None:
        return None
    put_rate(sheet, row, _round(sheet, row))
    return mark(sheet, row, "rate", "完成率公式被同值常数覆盖")


@kind("R08", "累计公式被同值常数覆盖")
def cumulative_overwritten(sheet: Sheet, rng: Random) -> Mark | None:
    """The right cumulative typed over its formula."""
    row = pick(
        sheet, rng, lambda row: sheet.is_formula(row, "cumulative") and sheet.cumulative(row) is not None
    )
    if row is None:
        return None
    sheet.put(row, "cumulative", sheet.cumulative(row))
    return mark(sheet, row, "cumulative", "累计公式被同值常数覆盖")
