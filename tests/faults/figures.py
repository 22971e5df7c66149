"""Wrong figures in returns: magnitude, bounds, sums, progress (families U05 V A P)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from random import Random

from minsheng_xl.place import Place
from tests.faults.filling import rounded
from tests.faults.kinds import Mark, kind, mark, pick
from tests.faults.moving import copy_row, insert_row
from tests.faults.rates import rated
from tests.faults.workbook import TENFOLD, Sheet, Sum, counted


def _typed(sheet: Sheet, row: int, goal: Decimal, said: str, *, at: str = "") -> Mark:
    """Bring a row to a cumulative value; the typed cell, the cumulative and the rate are places for it."""
    old = sheet.reported(row)
    sheet.type_cumulative(row, goal)
    places = (sheet.entry(row), "cumulative", "rate")
    first = at or places[0]
    also = tuple(role for role in dict.fromkeys(places) if role != first)
    done = mark(sheet, row, first, f"{said}：累计由{old}变为{goal}", also=also)
    return done.with_facts(figure=True)


@kind("U05", "任一行大一万倍")
def ten_thousand_fold(sheet: Sheet, rng: Random) -> Mark | None:
    """A figure typed without its 万: ten thousand times too large, so far beyond 10^3 targets."""
    row = pick(sheet, rng, lambda row: sheet.aim(row) > 0 and sheet.reported(row) > 0)
    return None if row is None else _typed(sheet, row, sheet.reported(row) * 10_000, "大一万倍")


@kind("U05", "任一行大到目标的一千倍")
def thousand_fold(sheet: Sheet, rng: Random) -> Mark | None:
    """Metres for kilometres and the like: at least 1000 targets, as the catalogue's 10^3 demands."""
    row = pick(sheet, rng, lambda row: sheet.aim(row) > 0 and sheet.entry(row))
    if row is None:
        return None
    goal = rounded(sheet.aim(row) * rng.randint(1000, 1300), sheet.text(row, "unit"))
    return _typed(sheet, row, goal, "大一千倍")


@kind("U05", "时点或标准小一万倍")
def ten_thousandth(sheet: Sheet, rng: Random) -> Mark | None:
    """A state or a standard typed in 万 where the unit has none: ten thousand times too small."""
    row = pick(sheet, rng, lambda row: _whole_state(sheet, row) and sheet.aim(row) > 0)
    return None if row is None else _typed(sheet, row, sheet.reported(row) / 10_000, "小一万倍")


def _whole_state(sheet: Sheet, row: int) -> bool:
    """Reported as it stands, in a unit where decimals are no fault."""
    bare_count = counted(sheet.text(row, "unit")) and not sheet.text(row, "unit").startswith(tuple(TENFOLD))
    return sheet.entry(row) == "cumulative" and not bare_count and sheet.reported(row) > 0


@kind("V07", "比率超过百分之百")
def ratio_out_of_bounds(sheet: Sheet, rng: Random) -> Mark | None:
    """A share of more than the whole, also where the target is 待定: a completion rate would be P06."""
    bounds = {"%": 100, "％": 100, "‰": 1000}
    row = pick(sheet, rng, lambda row: sheet.text(row, "unit") in bounds and sheet.entry(row) == "cumulative")
    if row is None:
        return None
    bound = bounds[sheet.text(row, "unit")]
    return _typed(sheet, row, Decimal(bound) * rng.randint(105, 195) / 100, "比率越界")


@kind("V11", "计数带小数")
def count_not_whole(sheet: Sheet, rng: Random) -> Mark | None:
    """Half a person or house; in 万 a fifth decimal."""
    row = pick(
        sheet,
        rng,
        lambda row: counted(sheet.text(row, "unit")) and sheet.cumulative(row) and sheet.entry(row),
    )
    if row is None:
        return None
    scale = TENFOLD.get(sheet.text(row, "unit")[:1], Decimal(1))
    goal = sheet.reported(row) + Decimal(rng.choice((1, 3, 5, 7, 9))) / 10 / scale
    return _typed(sheet, row, goal, "计数不是整数")


@kind("P04", "累计比上期少、没有说明")
def cumulative_falls(sheet: Sheet, rng: Random) -> Mark | None:
    """A negative figure for the period without a word of explanation."""
    row = pick(
        sheet, rng, lambda row: sheet.entry(row) == "current" and (sheet.number(row, "previous") or 0) > 0
    )
    if row is None:
        return None
    before = sheet.number(row, "previous") or Decimal(0)
    goal = rounded(before * rng.randint(50, 90) / 100, sheet.text(row, "unit"))
    if "explanation" in sheet.columns:
        sheet.put(row, "explanation", None)
    return _typed(sheet, row, goal if goal < before else Decimal(0), f"比上期{before}少", at="cumulative")


@kind("P05", "累计常数≠上期+本期")
def cumulative_not_sum(sheet: Sheet, rng: Random) -> Mark | None:
    """A cumulative typed over its formula that is not 上期 plus 本期, both of which stand there."""
    row = pick(sheet, rng, lambda row: _three_columns(sheet, row))
    if row is None:
        return None
    right = sheet.reported(row)
    step = rounded(right * rng.randint(3, 15) / 100, sheet.text(row, "unit")) or Decimal(1)
    sheet.put(row, "cumulative", right + step)
    return mark(sheet, row, "cumulative", f"累计{right}填成{right + step}", also=("current",))


def _three_columns(sheet: Sheet, row: int) -> bool:
    both = [sheet.number(row, role) for role in ("previous", "current")]
    return sheet.entry(row) == "current" and None not in both


@kind("P06", "超目标一两成")
def over_target(sheet: Sheet, rng: Random) -> Mark | None:
    """Five to forty percent more than the target: worth a look, if it is no slip for so much in a month."""
    return _overshoot(sheet, rng, (105, 140))


@kind("P06", "超目标一半以上")
def far_over_target(sheet: Sheet, rng: Random) -> Mark | None:
    """More than one and a half times the target: asks for a reason."""
    return _overshoot(sheet, rng, (160, 250))


def _overshoot(sheet: Sheet, rng: Random, percent: tuple[int, int]) -> Mark | None:
    share = Decimal(rng.randint(*percent)) / 100

    def goal(row: int) -> Decimal:
        return rounded(sheet.aim(row) * share, sheet.text(row, "unit"))

    def fits(row: int) -> bool:
        low, high = (Decimal(each) / 100 for each in percent)
        target = sheet.aim(row)
        whole = target > 0 and sheet.entry(row) == "current"
        return bool(whole) and rated(sheet, row) and low <= goal(row) / target <= high

    row = pick(sheet, rng, fits)
    if row is None:
        return None
    return _typed(sheet, row, goal(row), "超目标", at="rate").with_facts(instead=("U05",))


@kind("P08", "已达目标又说正在施工")
def done_yet_going_on(sheet: Sheet, rng: Random) -> Mark | None:
    """A running total at its target, and the words say the work is going on; either may be named."""
    row = pick(sheet, rng, lambda row: sheet.aim(row) > 0 and sheet.entry(row) == "current")
    if row is None:
        return None
    sheet.put(row, "status", "启动")
    sheet.put(row, "progress_note", "工地正在抓紧施工，尚未完成。")
    done = _typed(sheet, row, sheet.aim(row), "已达目标，又称正在施工", at="progress_note")
    return Mark(
        done.place, done.description, done.indicator, (*done.also, sheet.place(row, "status")), done.rows
    )


@kind("P10", "一行什么也没有填")
def nothing_filled_in(sheet: Sheet, rng: Random) -> Mark | None:
    """Figure and every word of an indicator with a numeric target left out, others being filled in."""
    several = len(sheet.rows()) > 1
    row = pick(sheet, rng, lambda row: several and sheet.aim(row) > 0 and sheet.entry(row))
    if row is None:
        return None
    entry = sheet.entry(row)
    words = ("status", "progress_note", "problem", "next_step", "explanation", "evidence")
    for role in (entry, *words):
        if role in sheet.columns:
            sheet.put(row, role, None)
    return mark(sheet, row, entry, "本期什么也没有填", also=("cumulative",))


@kind("A02", "分项大于总数")
def part_over_total(sheet: Sheet, rng: Random) -> Mark | None:
    """A 其中 part reports more than its total; part or total may be named. That the sum is off follows."""
    found = _free_sum(sheet, rng, lambda each: sheet.reported(each.total) > 0)
    if found is None:
        return None
    part = found.parts[0]
    goal = sheet.reported(found.total) + rng.randint(3, 20)
    done = _typed(sheet, part, goal, "分项大于总数")
    return Mark(
        done.place, done.description, done.indicator, (*done.also, *_row(sheet, found.total)), found.rows
    )


@kind("A01", "分项之和不等于总数")
def parts_not_total(sheet: Sheet, rng: Random) -> Mark | None:
    """A total that is not the sum of its parts while each part stays below it; any of the rows will do."""
    found = _free_sum(sheet, rng, lambda each: each.complete and len(each.parts) > 1)
    if found is None:
        return None
    goal = sheet.reported(found.total) + rng.randint(1, 5)
    done = _typed(sheet, found.total, goal, "分项之和不等于总数")
    others = [place for row in found.parts for place in _row(sheet, row)]
    return Mark(done.place, done.description, done.indicator, (*done.also, *others), found.rows)


def _free_sum(sheet: Sheet, rng: Random, fits: Callable[[Sum], bool]) -> Sum | None:
    sums = [each for each in sheet.sums() if not each.rows & sheet.claimed and fits(each)]
    return rng.choice(sums) if sums else None


def _row(sheet: Sheet, row: int) -> tuple[Place, ...]:
    roles = dict.fromkeys((sheet.entry(row), "cumulative", "rate"))
    return tuple(sheet.place(row, role) for role in roles)


@kind("A06", "别家的行又填一遍", claims="layout")
def reported_twice(sheet: Sheet, rng: Random) -> Mark | None:
    """Another department's row stands at the end of this return too, figures and all; either may be named.

    The receiving form was not issued with the row, so S09 follows in the same place.
    """
    givers = [each for each in sheet.siblings if "file" not in each.holds and each.columns == sheet.columns]
    for giver in rng.sample(givers, len(givers)):
        row = pick(giver, rng, partial(_lone_figure, giver))
        if row is not None:
            return _repeat(giver, row, sheet)
    return None


def _lone_figure(sheet: Sheet, row: int) -> bool:
    """A reported row that adds up with no other."""
    return sheet.reported(row) > 0 and len(sheet.together(row)) == 1


def _repeat(giver: Sheet, row: int, sheet: Sheet) -> Mark:
    last = sheet.rows()[-1] + 1
    insert_row(sheet.sheet, last)
    copy_row(giver.sheet, row, sheet.sheet, last)
    giver.claimed.add(row)
    code, name = giver.text(row, "code"), giver.text(row, "indicator")
    said = f"{giver.department}的“{name}”又填在{sheet.department}"
    return Mark(sheet.place(last), said, code, (giver.place(row),), frozenset({last}))
