"""P 进度：同一行里的话和数对不对得上，本期和上期接不接得上。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from minsheng_xl.checks.engine import WARNING, Example, Hits, rule
from minsheng_xl.checks.notes import NOTES, contradiction, other_times
from minsheng_xl.checks.rows import matched, row_hit
from minsheng_xl.checks.slips import WAVING, Figure, figures_typed
from minsheng_xl.checks.structure import PLAN, RETURN
from minsheng_xl.cycle import LEVELS
from minsheng_xl.model import Period, Return
from minsheng_xl.place import number_text
from minsheng_xl.quantity import completion_rate, round_half_up
from minsheng_xl.reference import Reference

NOTED = RETURN.replace("| 状态 |", "| 状态 | 进展说明 |").replace("| 30 | 进行中 |", "| 30 | 进行中 |  |")
_FIRST = "| 350 | 进行中 |"


def _noted(note: str) -> str:
    """The small return with a note on its first row."""
    return NOTED.replace(_FIRST, f"{_FIRST} {note} |")


@rule(
    "P18",
    "说明与数字不符",
    WARNING,
    "“{name}”{column}写的是“{printed}”，{figure}却是{expected}",
    "请核对是数填错了还是话写错了，改正其中一处",
    yields_in_row=("U05",),
    bad=Example(master=PLAN, returns=(_noted("截至8月底累计培训450人次"),)),
    good=Example(master=PLAN, returns=(_noted("截至8月底累计培训350人次，完成任务的65.3%，还剩186人次"),)),
)
def words_belie_figures(
    ref: Reference,
    returns: Sequence[Return] = (),
    history: Mapping[str, Decimal] | None = None,
    period: Period | None = None,
) -> Hits:
    """进展说明、情况说明里写的累计、本期、完成率、“已全部完成”“尚未启动”，与同一行的数对不上。

    只看说本行自己的话：计划的、剩余的、去年的、其中的、别的事的数不比；几个数里有一个对得上的不报；
    四舍五入、截断的算对得上，完成率差一个百分点以内的也算，“约、近、超过”的放宽到四分之一。
    """
    for figure in figures_typed(returns, ref, history, period):
        found = _belied(figure)
        if found:
            printed, name, expected = found
            role = next(each for each in NOTES if printed in figure.row.text(each) or each == NOTES[-1])
            yield row_hit(
                figure.returned,
                figure.row,
                role,
                printed=printed,
                expected=expected,
                figure=name,
                column=NOTE_NAMES[role],
            )


NOTE_NAMES = dict(zip(NOTES, ("进展说明", "情况说明"), strict=True))


def _belied(figure: Figure) -> tuple[str, str, str] | None:
    """What the words say, and the figure they do not fit by name and value."""
    words, indicator, total = figure.words, figure.indicator, figure.total
    unit = indicator.unit
    rate = completion_rate(indicator.target, total, reverse=indicator.direction == "down")
    month = figure.value if figure.is_month else None
    claim = contradiction(words, total, month, rate if indicator.direction != "down" else None)
    if claim is not None:
        if claim.sort == "percent" and rate is not None:
            return claim.text, "完成率", f"{number_text(round_half_up(rate, 2))}%"
        if claim.sort == "month" and month is not None:
            return claim.text, "本期完成", f"{number_text(month)}{unit}"
        return claim.text, "累计" if indicator.measure == "flow" else "本期", f"{number_text(total)}{unit}"
    if words.done and indicator.met(total) is False and indicator.measure == "flow":
        known = f"（{number_text(round_half_up(rate, 2))}%）" if rate is not None else ""
        return words.done, "累计", f"{number_text(total)}{unit}{known}，没有达到目标"
    if words.untouched and indicator.measure == "flow" and total > 0:
        return words.untouched, "累计", f"{number_text(total)}{unit}"
    return None


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
        for role in NOTES:
            for printed in other_times(row.text(role), period):
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
def level_far_from_before(
    ref: Reference,
    returns: Sequence[Return] = (),
    history: Mapping[str, Decimal] | None = None,
    period: Period | None = None,
) -> Hits:
    """标准比上期低；时点、比率离开上期和目标之间超过三成。增长率不比；写了情况说明的不报。"""
    for figure in figures_typed(returns, ref, history, period):
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
    if indicator.measure == "standard":
        return "标准一般不会下降" if value < before else ""
    ends = [each for each in (before, figure.target) if each]
    if value < min(ends) * (1 - WAVING):
        return f"少了{_percent(before - value, before)}%"
    if value > max(ends) * (1 + WAVING):
        return f"多了{_percent(value - before, before)}%"
    return ""


def _percent(part: Decimal, whole: Decimal) -> str:
    return number_text(round_half_up(part * 100 / whole, 1))
