"""P 进度：同一行里的话和数对不对得上，本期和上期接不接得上。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from minsheng_xl.checks.engine import WARNING, Example, Hits, rule
from minsheng_xl.checks.evidence.note_words import NOTES, Claim, Sort, Words, notes_of, other_times
from minsheng_xl.checks.evidence.returned_rows import matched, row_hit
from minsheng_xl.checks.evidence.slips import WAVING
from minsheng_xl.checks.evidence.witnesses import Figure
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.cycle import LEVELS
from minsheng_xl.model import Period, Return
from minsheng_xl.place import Place, number_text
from minsheng_xl.quantity import completion_rate, round_half_up

NOTED = RETURN.replace("| 状态 |", "| 状态 | 进展说明 |").replace("| 30 | 进行中 |", "| 30 | 进行中 |  |")
_FIRST = "| 350 | 进行中 |"


def _noted(note: str) -> str:
    """The small return with a note on its first row."""
    return NOTED.replace(_FIRST, f"{_FIRST} {note} |")


@rule(
    "P18",
    "说明与数字不符",
    WARNING,
    "“{name}”{figure}，{where}写的却是“{printed}”",
    "请核对是数填错了还是话写错了，改正其中一处",
    yields_in_row=("U05", "P19"),
    bad=Example(master=PLAN, returns=(_noted("截至8月底累计培训450人次"),)),
    good=Example(master=PLAN, returns=(_noted("截至8月底累计培训350人次，完成任务的65.3%，还剩186人次"),)),
)
def words_belie_figures(figures: Sequence[Figure]) -> Hits:
    """进展说明、情况说明里写的累计、本期、完成率、目标、剩余、“已全部完成”“尚未启动”，与同一行的数对不上。

    只看说本行自己的话：计划的、去年的、其中的、别的事的数不比；几个数里有一个对得上的不报；四舍五入、截断的
    算对得上，完成率差一个百分点以内的也算，“约、近、超过”的放宽到四分之一。其中的数大于累计、各乡镇的数加起来
    大于累计、单位与本行不同的也报。数可能填错了的报在填数的格，只是话不对的报在说明的格。
    """
    for figure in figures:
        for role, words in figure.notes.items():
            found = _belied(figure, words) or _at_odds(figure, words)
            if found:
                at_note = Place(column=figure.returned.columns.get(role, 0), row=figure.row.number).cell
                yield row_hit(
                    figure.returned,
                    figure.row,
                    figure.role if found.at_figure else role,
                    printed=found.said,
                    expected=found.true,
                    figure=found.figure,
                    where=f"{NOTE_NAMES[role]}（{at_note}）" if found.at_figure else NOTE_NAMES[role],
                )


NOTE_NAMES = dict(zip(NOTES, ("进展说明", "存在问题", "情况说明", "备注"), strict=True))


class _Odds(NamedTuple):
    """What words say, the figure they do not fit (as a phrase, as a value), and whether that is in doubt."""

    said: str
    figure: str
    true: str
    at_figure: bool


def _belied(figure: Figure, words: Words) -> _Odds | None:
    """Words that the figure itself does not fit."""
    indicator, total = figure.indicator, figure.total
    flow, rate = indicator.measure == "flow", _rate(figure)
    known = "累计" if flow else "本期"
    claim = _untrue(figure, words)
    if claim is not None and claim.sort == "month":
        return _Odds(claim.text, f"本期{_told(figure, figure.value)}", number_text(figure.value), True)
    if claim is not None:
        return _Odds(claim.text, f"{known}{_told(figure, total)}", number_text(total), True)
    percents = words.said("percent")
    if percents and rate is not None and not any(_near(each, rate) for each in percents):
        percent = f"{number_text(round_half_up(rate, 2))}%"
        return _Odds(percents[0].text, f"累计{_told(figure, total)}，完成率{percent}", percent, True)
    unmet = flow and words.done and indicator.met(total) is False
    if unmet and all(each == figure.target for each in words.done_of):
        left = f"累计{_told(figure, total)}，没有达到目标“{indicator.target.raw}”"
        return _Odds(words.done, left, number_text(total), True)
    return _clause_belied(figure, words.clauses)


def _clause_belied(figure: Figure, clauses: Mapping[str, str]) -> _Odds | None:
    """A clause that says how far the row is, which it is not."""
    flow, total, met = figure.indicator.measure == "flow", figure.total, figure.indicator.met(figure.total)
    added = figure.value if figure.is_month else Decimal()
    goal = f"目标“{figure.indicator.target.raw}”"
    untrue = (
        ("untouched", flow and total > 0, f"累计已有{_told(figure, total)}"),
        ("idle", flow and added > 0, f"本期有{_told(figure, added)}"),
        ("built", flow and total == 0 and bool(figure.target), f"累计是0{figure.indicator.unit}"),
        ("met", met is False, f"是{_told(figure, total)}，没有达到{goal}"),
        ("unmet", met is True, f"是{_told(figure, total)}，已经达到{goal}"),
    )
    for kind, wrong, told in untrue:
        if wrong and kind in clauses:
            return _Odds(clauses[kind], told, number_text(total), True)
    return None


def _untrue(figure: Figure, words: Words) -> Claim | None:
    """The claim that the figures belie. Of several totals one that holds is enough: the others are parts."""
    month = figure.value if figure.is_month else None
    held: dict[Sort, tuple[Decimal | None, ...]] = {
        "total": (figure.total,),
        "month": (month,),
        "some": (figure.total, month),
    }
    for sort, figures in held.items():
        claims, known = words.said(sort), [each for each in figures if each is not None]
        if claims and known and not any(map(words.mentions, known)):
            return claims[0]
    return None


def _at_odds(figure: Figure, words: Words) -> _Odds | None:
    """Words that are wrong in themselves, or about what is not the department's to fill in."""
    target, before = figure.target, figure.before
    left = max(target - figure.total, Decimal()) if target is not None else None
    flow = figure.indicator.measure == "flow"
    witnesses: tuple[tuple[Sort, Decimal | None, str], ...] = (
        ("target", target, "年度目标是"),
        ("before", before, "上期累计是"),
        ("left", left if flow and not figure.indicator.target.op.startswith("l") else None, "离目标还差"),
    )
    for sort, true, name in witnesses:
        claims = words.said(sort)
        if claims and true is not None and not any(each.agrees(true) for each in claims):
            return _Odds(claims[0].text, f"{name}{_told(figure, true)}", number_text(true), False)
    for each in words.said("group"):
        if figure.total > each.value:
            return _Odds(each.text, f"报了{_told(figure, figure.total)}", number_text(figure.total), False)
    for each in words.foreign:
        if each.value == figure.total and not words.mentions(figure.total):
            return _Odds(each.text, f"单位是“{figure.indicator.unit}”", figure.indicator.unit, False)
    for whole in words.breakdowns:
        parts = [part.value for part in whole.parts]
        if parts and (max(parts) > whole.total.value or (whole.by_place and sum(parts) > whole.total.value)):
            said = f"{whole.total.text}，{'、'.join(part.text for part in whole.parts)}"
            return _Odds(said, "其中的数大于总数", number_text(whole.total.value), False)
    return None


def _told(figure: Figure, value: Decimal) -> str:
    return f"{number_text(value)}{figure.indicator.unit}"


def _rate(figure: Figure) -> Decimal | None:
    """The rate of a row whose more is better."""
    indicator = figure.indicator
    return None if indicator.direction == "down" else completion_rate(indicator.target, figure.total)


def _near(claim: Claim, rate: Decimal) -> bool:
    """Whether a percentage is the row's to the point: rates are rounded, cut off, worked out beforehand."""
    return abs(claim.value - rate) <= 1 or (claim.soft and claim.agrees(rate))


@rule(
    "P19",
    "说明的时间不是本期",
    WARNING,
    "“{name}”{column}写的是“{printed}”，而这是{expected}的表",
    "请核对是不是照抄了以前的说明；数和话都要是本期的",
    bad=Example(master=PLAN, returns=(_noted("截至6月底累计培训350人次"),), period="2021-08"),
    good=Example(master=PLAN, returns=(_noted("截至9月2日累计培训350人次"),), period="2021-08"),
)
def words_of_another_time(returns: Sequence[Return], period: Period) -> Hits:
    """进展说明、情况说明只说到以前某个月、别的年份（截至6月底），没有一处说到本期。截至下个月几日的不算错。"""
    for each, row, _ in matched(returns):
        for role, text in notes_of(row):
            for printed in other_times(text, period):
                yield row_hit(
                    each, row, role, printed=printed, expected=period.label, column=NOTE_NAMES[role]
                )


@rule(
    "P20",
    "与上期相差过大",
    WARNING,
    "“{name}”本期{printed}{unit}，上期{expected}{unit}，{why}",
    "请核对；确实如此的，在情况说明中写明",
    yields_in_row=("U05", "P18"),
    bad=Example(
        master=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 城市低保标准 | 元/人·月 | 690 |"),
        returns=(
            RETURN.replace(
                "培训残疾人 | 名 | 55 | 县财政局 | 20 | 10 | 30 |",
                "城市低保标准 | 元/人·月 | 690 | 县财政局 | 690 |  | 660 |",
            ),
        ),
        history={"2021-1-01-02": "690"},
    ),
    good=Example(
        master=PLAN.replace("| 培训残疾人 | 名 | 55 |", "| 城市低保标准 | 元/人·月 | 690 |"),
        returns=(
            RETURN.replace(
                "培训残疾人 | 名 | 55 | 县财政局 | 20 | 10 | 30 |",
                "城市低保标准 | 元/人·月 | 690 | 县财政局 | 670 |  | 690 |",
            ),
        ),
        history={"2021-1-01-02": "670"},
    ),
)
def level_far_from_before(figures: Sequence[Figure]) -> Hits:
    """标准比上期低；时点、比率、标准离开上期和目标之间超过两成。增长率不比；写了情况说明的不报。"""
    for figure in figures:
        why = _wavers(figure)
        if why and figure.before is not None and not figure.explained:
            yield row_hit(
                figure.returned,
                figure.row,
                figure.role,
                printed=number_text(figure.value),
                expected=number_text(figure.before),
                unit=figure.indicator.unit,
                why=why,
            )


def _wavers(figure: Figure) -> str:
    """How a level has moved against all expectation; empty where it has not."""
    indicator, value, before = figure.indicator, figure.value, figure.before
    if indicator.measure not in LEVELS or not before or "增" in indicator.name:
        return ""
    if indicator.measure == "standard" and value < before:
        return "标准一般不会下降"
    ends = [each for each in (before, figure.target) if each]
    if value < min(ends) * (1 - WAVING):
        return f"少了{_percent(before - value, before)}%"
    if value > max(ends) * (1 + WAVING):
        return f"多了{_percent(value - before, before)}%"
    return ""


def _percent(part: Decimal, whole: Decimal) -> str:
    return number_text(round_half_up(part * 100 / whole, 1))
