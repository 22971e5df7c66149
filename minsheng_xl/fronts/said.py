"""One sentence of progress read as the reports of departments are: name, figure, unit, percent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from minsheng_xl.errors import InputError
from minsheng_xl.model import Progress
from minsheng_xl.place import number_text
from minsheng_xl.quantity import find_numbers, printed_places, round_half_up
from minsheng_xl.quantity.reasons import NO_UNIT
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statement import BEGUN
from minsheng_xl.reading.text.statements import StatementReader
from minsheng_xl.reference import Reference

EXACT = frozenset({"plain", "reach"})
"""Relations of a figure that is what was done, not an estimate or a bound."""


def statement(text: str, ref: Reference) -> list[Any]:
    """Name, figure, unit and percent of the one thing a sentence says done; empty where it says none.

    InputError where it states no figure, several, an estimate, or a percentage its own figures contradict.
    """
    stated = _one(_stated(text, ref), text)
    done, percent = stated.done, stated.printed_percent
    _refuse_inexact(text, done, ref)
    if percent is not None and stated.percent is not None:
        _refuse_contradiction(percent, stated)
    rate = stated.percent if percent is None else percent
    return [
        stated.name,
        "" if done is None else float(done),
        stated.unit,
        "" if rate is None else float(rate),
    ]


def _stated(text: str, ref: Reference) -> list[Progress]:
    """What a sentence says done, or how far along."""
    reader = StatementReader(ref)
    reader.read(Paragraph(1, text), bulleted=True)
    return [each.as_progress("") for each in reader.finished()]


def _one(stated: Sequence[Progress], text: str) -> Progress:
    """The one figure of a sentence; a goal of its own beside it is another."""
    figures = [each for each in stated if each.done is not None]
    figures = figures or [each for each in stated if each.printed_percent is not None]
    if not figures:
        raise InputError(f"“{text}”没有写完成了多少", "请写明完成数或完成率")
    goals = [each for each in stated if each.done is None and each.target is not None]
    if len(figures) + len(goals) > 1:
        listed = "、".join(map(_named, (*goals, *figures)))
        raise InputError(f"有{len(figures) + len(goals)}个数：{listed}", "请一格写一个完成数")
    if figures[0].status == BEGUN:
        raise InputError(f"“{text}”说的是开工的数", "请写明完成数")
    return figures[0]


def _named(each: Progress) -> str:
    """A statement in few words: 改造户厕268户, 目标300户, 完成率80%."""
    if each.done is not None:
        return f"{each.name}{number_text(each.done)}{each.unit}"
    if each.target is not None:
        return f"{each.name}目标{number_text(each.target)}{each.unit}"
    return f"{each.name}{number_text(each.printed_percent or Decimal())}%"


def _refuse_inexact(text: str, done: Decimal | None, ref: Reference) -> None:
    """InputError for 约1.2万人, which is not 12000, and for 12/30个, where a number has no unit."""
    found, left = find_numbers(text, ref.units)
    bare = next((each.text for each in left if each.reason == NO_UNIT), "")
    if bare:
        raise InputError(f"“{text}”里的{bare}没有单位，看不出是什么数", "请写上单位")
    for each in found:
        if each.value is not None and each.value == done and each.op not in EXACT:
            raise InputError(f"“{text[each.start : each.end]}”不是确切的数", "请填确切的数")


def _refuse_contradiction(printed: Decimal, stated: Progress) -> None:
    """InputError where the printed percentage is not that of the figures beside it."""
    if stated.done is None or not stated.target:
        return
    places, true = printed_places(printed), stated.done / stated.target * 100
    if abs(true - printed) >= Decimal(1).scaleb(-places):
        expected = number_text(round_half_up(true, max(places, 2)))
        raise InputError(
            f"写的是{number_text(printed)}%，按{number_text(stated.done)}÷{number_text(stated.target)}应为{expected}%",
            "请核对",
        )
