"""Money spent, and what names a person: 完成投资 and personal data in the open columns."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.faults.kinds import Mark, Slip, line_kind, mark
from tests.faults.lines import Line
from tests.faults.slips import FACTORS
from tests.faults.workbook import Sheet

BODY, WEIGHTS = "36073019850412421", (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def put(sheet: Sheet, line: Line, role: str, value: object) -> Mark | None:
    """Type something into an open column, where the form has it."""
    if role not in sheet.columns:
        return None
    sheet.put(line.row, role, value)
    return mark(sheet, line.row, role, f"填成“{value}”")


def identity_number() -> str:
    """A made-up number with its check digit right."""
    summed = sum(int(digit) * weight for digit, weight in zip(BODY, WEIGHTS, strict=True))
    return BODY + "10X98765432"[summed % 11]


@line_kind("完成投资填成元（有说明）", lambda line: line.open)
def investment_in_yuan(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """完成投资 in 元 where the column has 万元; the words have it in 万元."""
    done = put(sheet, line, "investment", 12600000)
    if done is None:
        return None
    sheet.put(line.row, "progress_note", "累计完成投资1260万元，正在推进。")
    slip = Slip((Decimal(1260),), FACTORS[10000])
    return done.or_at(sheet.place(line.row, "progress_note")).with_facts(slip=slip)


@line_kind("完成投资为负", lambda line: line.open)
def investment_negative(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """Less than nothing spent."""
    return put(sheet, line, "investment", Decimal("-126.5"))


@line_kind("完成投资写同上", lambda line: line.open)
def investment_ditto(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """同上 where an amount belongs."""
    return put(sheet, line, "investment", "同上")


@line_kind("完成投资约数", lambda line: line.open)
def investment_about(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """An amount that is only about right."""
    return put(sheet, line, "investment", "约1200万")


@line_kind("本期与完成投资两格填反", lambda line: line.open and line.count)
def investment_for_month(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """This month's count in 完成投资, the amount in 本期."""
    if put(sheet, line, "investment", line.now) is None:
        return None
    sheet.put(line.row, "current", Decimal("386.52") if line.aim < 5000 else Decimal("86.52"))
    done = mark(sheet, line.row, "current", "与完成投资填反", also=("cumulative", "investment"))
    return done.with_facts(figure=True)


@line_kind("身份证号", lambda line: line.total is not None)
def identity(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A person's number in 进展说明."""
    return put(sheet, line, "progress_note", f"已救助张某（身份证号{identity_number()}）等对象，按月发放。")


@line_kind("个人手机号和姓名", lambda line: line.total is not None)
def telephone(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A person's name and telephone in 存在问题."""
    return put(sheet, line, "problem", "受助人李小红13807971234反映补助未到账。")


@line_kind("银行卡号", lambda line: line.total is not None)
def bank_card(sheet: Sheet, line: Line, rng: Random) -> Mark | None:
    """A bank card in 备注, its check digit right."""
    return put(sheet, line, "remark", "补助打入6222021510001234563账户。")
