"""A returned figure held against its witnesses: its target, its own history, the words beside it.

A figure that no witness bears out is a slip where a factor people do slip by (ten, a hundred, 万, 亿, twelve
months) or 本期填成累计 makes it agree with them. What it should be is proposed where just one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from minsheng_xl import data
from minsheng_xl.checks.evidence.note_words import ROOM, Claim, Words
from minsheng_xl.checks.evidence.report_statements import transposed
from minsheng_xl.checks.evidence.witnesses import Figure, Investment
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Unit, round_half_up

HALFWAY = Decimal(10).sqrt()
"""√10: between the right figure and ten times as much. What is further off than this from every witness is
nearer to a slip by ten than to them."""
ALIKE = Decimal("1.05")
"""Two repairs by 10 and by 12 lie a fifth apart; one within a twentieth of a witness is the one."""
LARGE = 1000
"""A month so many times below the usual one may be a slack one; from here on it is 千, 万 or 亿 left out, but
for a handful of things counted."""
OFF = Decimal("1.1")
"""Neighbouring leading digits changed about put a figure off by a tenth or more."""
WAVING = Decimal("0.2")
"""Share by which a level may leave what it was and what it is to be: reviews of statistical returns ask for
reasons from a fifth to a third on, and no level of the county's year that is played through goes so far."""


class Factor(NamedTuple):
    """So many times too much or too little, and how a person says it."""

    times: int
    name: str
    per: tuple[str, ...] = ()


@cache
def factors() -> tuple[Factor, ...]:
    """The factors of factors.toml."""
    return tuple(
        Factor(each["times"], each["name"], tuple(each.get("per", ())))
        for each in data.load("factors.toml")["factor"]
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """Why a figure is taken for a slip, and what it was meant to be; `sure`: it cannot be right as it is."""

    why: str
    meant: Decimal | None = None
    sure: bool = True


def slip_of(figure: Figure) -> Slip | None:
    """What is wrong with a figure's magnitude; None where a witness bears it out."""
    if figure.value <= 0:
        return None
    if belied := _by_words(figure):
        return belied
    flow = figure.indicator.measure == "flow"
    slip = _flow(figure) if flow else _level(figure)
    if slip and (figure.explained or figure.borne_out):
        return replace(slip, sure=False) if slip.sure or not flow else None
    return slip


def slip_of_investment(spent: Investment) -> Slip | None:
    """What is wrong with an investment: what the words say of it, or far more than was planned."""
    if any(claim.agrees(spent.value) for claim in spent.said):
        return None
    for claim in spent.said:
        named = _named(spent.value, claim.value, spent.unit)
        if named:
            why = f"而说明里写的是“{claim.text}”，疑{named}"
            return Slip(f"{why}，应为{number_text(claim.value)}", claim.value)
    if spent.said:
        return Slip(f"而说明里写的是“{spent.said[0].text}”", None, sure=False)
    if not spent.planned or spent.value <= HALFWAY * spent.planned:
        return None
    repairs = _repairs(spent.value, spent.unit, spent.planned, up=False)
    return _proposed(
        repairs, f"而计划投资是{number_text(spent.planned)}", sure=spent.value > 10 * spent.planned
    )


def _by_words(figure: Figure) -> Slip | None:
    """A figure that its own row's words contradict by just such a factor."""
    for words in figure.notes.values():
        for claim in () if words.mentions(figure.total) else words.claims:
            slip = _belied(figure, words, claim)
            if slip:
                return slip
    return None


def _belied(figure: Figure, words: Words, claim: Claim) -> Slip | None:
    if claim.soft or claim.sort not in ("total", "month"):
        return None
    if figure.is_month and words.mentions(figure.value):
        if claim.sort == "total" and figure.before and claim.agrees(figure.value):
            return _as_total(figure, f"而说明里写的是“{claim.text}”")
        return None
    meant = _meant_by(claim, figure)
    if not meant or meant <= 0:
        return None
    named = _named(figure.value, meant, figure.unit)
    named = named or next((each.name for each in _undoubled(figure.value) if each.meant == meant), "")
    if not named:
        return None
    return Slip(f"而说明里写的是“{claim.text}”，疑{named}，应为{number_text(meant)}", meant)


def _meant_by(claim: Claim, figure: Figure) -> Decimal | None:
    """What a claim makes of the figure that was typed."""
    if not figure.is_month:
        return claim.value if claim.sort == "total" else None
    return claim.value if claim.sort == "month" else claim.value - (figure.before or 0)


def _named(value: Decimal, meant: Decimal, unit: Unit) -> str:
    """The factor between a figure and what was meant, by name; empty where it is none people slip by."""
    large, small = max(value, meant), min(value, meant)
    return next((each.name for each in _factors(unit) if each.times * small == large), "")


def _factors(unit: Unit) -> list[Factor]:
    return [each for each in factors() if not each.per or set(each.per) & set(unit.per)]


def _as_total(figure: Figure, why: str, *, sure: bool = True) -> Slip:
    meant = figure.value - (figure.before or 0)
    return Slip(f"{why}，疑把累计填在了本期，本期应为{number_text(meant)}", meant, sure)


def _flow(figure: Figure) -> Slip | None:
    """A sum that grows: too much for what a period adds and for the target, or next to nothing."""
    added, usual = figure.added, figure.usual
    if added <= 0 or not usual:
        return None
    told = not figure.unit.integral or len(added.normalize().as_tuple().digits) > 1
    if told and added * LARGE <= usual * HALFWAY:
        low = [each for each in _repairs(figure.value, figure.unit, usual, up=True) if each.times >= LARGE]
        return _proposed(low, f"而平常一期约{_about(usual)}", sure=False) if low else None
    if added <= HALFWAY * usual:
        return None
    beyond = _beyond(figure)
    as_total = _may_be_total(figure, beyond)
    if not beyond and not as_total:
        return None
    why = _compared(figure)
    high = _repairs(figure.value, figure.unit, usual, up=False)
    if as_total:
        meant = figure.value - (figure.before or 0)
        if not high or _apart(meant, usual) <= _apart(high[0].meant, usual):
            return _as_total(figure, why, sure=bool(beyond))
        why = f"{why}，或把累计填在了本期"
    sure = beyond > HALFWAY or not figure.target
    return _proposed(high, why, sure=sure) if high or sure else None


def _beyond(figure: Figure) -> Decimal:
    """How many times the target the total is, where the period added over a quarter more than was left to do.

    Without a target, how many times all the periods before it added, from ten on. Nought where it is neither.
    """
    if figure.target:
        times, left = figure.total / figure.target, figure.target - (figure.before or 0)
        return times if figure.added > ROOM * left and (figure.before or times > HALFWAY) else Decimal()
    before = figure.before or Decimal()
    return figure.added / before if before and figure.added > 10 * before else Decimal()


def _may_be_total(figure: Figure, beyond: Decimal) -> bool:
    """Whether the figure of a period looks like the running total: what was before, and an ordinary step.

    Where less than one a period has been done, that is chance.
    """
    before, step = figure.before, figure.usual if beyond else figure.own_step
    if not figure.is_month or not before or figure.value < before:
        return False
    if before < figure.own_step * figure.passed:
        return False
    return figure.value - before <= HALFWAY * step and figure.value > HALFWAY * step


def _level(figure: Figure) -> Slip | None:
    """A time-point, standard or ratio far from all it was and is to be."""
    value, target, before = figure.value, figure.target, figure.before
    witnesses = [each for each in (before, target) if each is not None and each > 0]
    if before and (swapped := _swapped(value, before)):
        return Slip(
            f"{_compared(figure)}，疑相邻两位数字写颠倒了，应为{number_text(swapped)}", swapped, False
        )
    if not witnesses or min(_apart(value, each) for each in witnesses) <= HALFWAY:
        return None
    low, high = min(witnesses), max(witnesses)
    if low < value < high:
        return None
    if value < low and not before and _may_grow(figure) and value * LARGE > low:
        return None
    nearest = before if before else (target or low)
    repairs = _repairs(figure.value, figure.unit, nearest, up=value < low)
    sure = bool(before and target and repairs) or figure.indicator.measure == "standard"
    return _proposed(repairs, _compared(figure), sure=sure)


def _swapped(value: Decimal, before: Decimal) -> Decimal | None:
    """The level with two digits changed back: just what it was, or a tenth off and ten times nearer so."""
    off = _apart(value, before)
    if off == 1 or off > HALFWAY:
        return None
    near = [each for each in transposed(value) if each > 0 and (_apart(each, before) - 1) * 10 <= off - 1]
    best = min(near, key=lambda each: _apart(each, before), default=None)
    return best if best is not None and (off >= OFF or best == before) else None


def _may_grow(figure: Figure) -> bool:
    """Whether a level may come up to its target in the course of the year: a share of a standard does not."""
    by_head = set(figure.unit.per) - {"月", "年"}
    return figure.indicator.measure == "stock" or figure.indicator.direction == "down" or not by_head


def _compared(figure: Figure) -> str:
    """What a figure is held against, in words."""
    known = []
    if figure.before is not None:
        known.append(
            f"上期{'累计' if figure.indicator.measure == 'flow' else ''}是{number_text(figure.before)}"
        )
    if figure.target is not None:
        known.append(f"全年目标是{figure.indicator.target.raw}")
    return "而" + "，".join(known)


class Repair(NamedTuple):
    """A figure made right: by one factor, or by digits typed as they were meant."""

    name: str
    meant: Decimal
    times: int = 0


def _repairs(value: Decimal, unit: Unit, expected: Decimal, *, up: bool) -> list[Repair]:
    """What the figure may have been meant to be, the likeliest first: within halfway of what is expected.

    Whole where the unit counts things. Where one is all but what is expected, only that one.
    """
    found = []
    for each in _factors(unit):
        meant = value * each.times if up else _divided(value, each.times)
        whole = not unit.integral or _is_whole(meant * unit.factor)
        if whole and _apart(meant, expected) <= HALFWAY:
            found.append(Repair(each.name, meant, each.times))
    if not up:
        found += [each for each in _undoubled(value) if _apart(each.meant, expected) <= HALFWAY]
    found.sort(key=lambda each: _apart(each.meant, expected))
    exact = [each for each in found if _apart(each.meant, expected) <= ALIKE]
    return exact[:1] or found


def _undoubled(value: Decimal) -> Iterator[Repair]:
    """The numbers a figure may be of which one digit was typed twice: 89 of 889."""
    text = number_text(value)
    for at in range(len(text) - 1):
        if text[at] == text[at + 1] and text[at].isdigit():
            meant = Decimal(text[:at] + text[at + 1 :])
            yield Repair(f"数字“{text[at]}”多打了一个", meant)


def _divided(value: Decimal, times: int) -> Decimal:
    """Exact where the quotient ends, else to the hundredth: a yearly standard has no even twelfth."""
    quotient = value / times
    return quotient if quotient * times == value else round_half_up(quotient, 2)


def _is_whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _proposed(repairs: Sequence[Repair], why: str, *, sure: bool) -> Slip:
    """A slip with the one repair there is; with several each is named and none proposed."""
    if not repairs:
        return Slip(f"{why}，相差太大", None, sure)
    if len(repairs) == 1:
        meant = repairs[0].meant
        return Slip(f"{why}，疑{repairs[0].name}，应为{number_text(meant)}", meant, sure)
    names = "，或".join(f"{each.name}（应为{number_text(each.meant)}）" for each in repairs)
    return Slip(f"{why}，疑{names}", None, sure)


def _apart(one: Decimal, other: Decimal) -> Decimal:
    """How many times the one is the other, or the other the one."""
    low, high = sorted((one, other))
    return high / low if low > 0 else Decimal("Infinity")


def _about(value: Decimal) -> str:
    return number_text(round_half_up(value, 0 if value >= 10 else 2))
