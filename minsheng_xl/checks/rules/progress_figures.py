"""P 进度：填了没有，前后接不接得上，完成率对不对。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from minsheng_xl.checks.engine import ERROR, INFORMATION, WARNING, Example, Hit, Hits, also, rule
from minsheng_xl.checks.evidence.note_words import phrases
from minsheng_xl.checks.evidence.report_statements import (
    Statement,
    explained_otherwise,
    going_on_though_done,
    rates,
    read_statements,
    untold,
    without_figures,
)
from minsheng_xl.checks.evidence.returned_rows import matched, row_hit
from minsheng_xl.checks.examples import PLAN, RETURN
from minsheng_xl.checks.report import Severity
from minsheng_xl.filling import Filling, filling_of
from minsheng_xl.model import Indicator, Period, Return, Row, TargetTable
from minsheng_xl.place import number_text
from minsheng_xl.quantity import Target, completion_rate, printed_places, round_half_up
from minsheng_xl.reference import Reference
from minsheng_xl.shares import is_asked
from minsheng_xl.summary import ADDABLE

DONE = frozenset({"完成", "已完成"})
NOT_BEGUN = frozenset({"未启动", "未开工"})
UNDECIDED = "待下达"
BEGUN = "启动"
AT_LEAST = {"过半": 50, "基本完成": 70}
"""Percent that a state says is done: half; four fifths, less the ten points of a yellow light."""
REPORTED = frozenset({"number", "range", "coverage"})
"""Kinds of target a department must report on; 待定, —, 据实, 占位 and blank may stay empty."""
RATED = (
    RETURN.replace("| 状态 |", "| 完成率 | 状态 |")
    .replace("| 350 | 进行中 |", "| 350 | 65.3 | 进行中 |")
    .replace("| 30 | 进行中 |", "| 30 | 54.55 | 进行中 |")
)


@rule(
    "P01",
    "完成率不符",
    ERROR,
    "“{name}”完成率填的是{printed}%，按{done}÷{target}应为{expected}%",
    "请改正，或恢复表内公式",
    bad=Example(master=PLAN, returns=(RATED.replace("65.3", "70.2"),)),
    good=Example(master=PLAN, returns=(RATED,)),
)
def wrong_rate(returns: Sequence[Return]) -> Hits:
    """填的（报告里印的）完成率与累计÷目标按印出的小数位四舍五入后不等，又不是截断值。"""
    for each, row, printed, true in _typed_rates(returns):
        places = printed_places(printed)
        if round_half_up(true, places) != printed and not _cut(true, printed):
            assert row.indicator is not None
            yield row_hit(
                each,
                row,
                "rate",
                printed=number_text(printed),
                expected=number_text(round_half_up(true, max(places, 2))),
                done=_figure(row.value("cumulative")),
                target=_goal(row.indicator.target),
            )


@also("P01")
def wrong_rate_stated(table: TargetTable) -> Hits:
    for said, printed, true in _printed_rates(table):
        if not _cut(true, printed):
            yield said.hit(
                printed=number_text(printed),
                expected=number_text(round_half_up(true, max(printed_places(printed), 2))),
                done=said.done_text,
                target=said.target_text,
            )


@rule(
    "P02",
    "完成率为截断",
    INFORMATION,
    "“{name}”完成率{printed}%是截断值，四舍五入应为{expected}%",
    "请按四舍五入填，或恢复表内公式",
    bad=Example(master=PLAN, returns=(RATED.replace("54.55", "54.54"),)),
    good=Example(master=PLAN, returns=(RATED,)),
)
def cut_rate(returns: Sequence[Return]) -> Hits:
    """完成率按印出的小数位截断而没有四舍五入。"""
    for each, row, printed, true in _typed_rates(returns):
        rounded = round_half_up(true, printed_places(printed))
        if rounded != printed and _cut(true, printed):
            yield row_hit(each, row, "rate", printed=number_text(printed), expected=number_text(rounded))


@also("P02")
def cut_rate_stated(table: TargetTable) -> Hits:
    for said, printed, true in _printed_rates(table):
        if _cut(true, printed):
            rounded = round_half_up(true, printed_places(printed))
            yield said.hit(printed=number_text(printed), expected=number_text(rounded))


def _printed_rates(table: TargetTable) -> Iterator[tuple[Statement, Decimal, Decimal]]:
    """Rates printed in a report that are not what target and done give, nor explained by another target."""
    for said, printed, true in rates(table):
        if round_half_up(true, printed_places(printed)) != printed and not explained_otherwise(said):
            yield said, printed, true


def _typed_rates(returns: Sequence[Return]) -> Iterator[tuple[Return, Row, Decimal, Decimal]]:
    """Rates typed over the formula, with the rate the row's own figures give."""
    for each, row, indicator in matched(returns):
        entry, done = row.cells.get("rate"), row.value("cumulative")
        formula = each.grid is not None and entry and (entry.row, entry.column) in each.grid.formulas
        if entry is None or entry.value is None or done is None or formula:
            continue
        true = completion_rate(indicator.target, done, reverse=indicator.direction == "down")
        if true is not None:
            yield each, row, entry.value, true


def _figure(value: Decimal | None) -> str:
    return "" if value is None else number_text(value)


def _goal(target: Target) -> str:
    """What a rate was divided by: the number without its 约, 不少于; a range as printed."""
    return target.raw if target.value is None else number_text(target.value)


def _cut(true: Decimal, printed: Decimal) -> bool:
    return true.quantize(Decimal(1).scaleb(-printed_places(printed)), ROUND_DOWN) == printed


@rule(
    "P04",
    "累计倒退",
    ERROR,
    "“{name}”累计由上期的{expected}降为{printed}",
    "请核对；确有冲减的，恢复累计数并在情况说明中写明",
    bad=Example(master=PLAN, returns=(RETURN,), history={"2021-1-01-01": "360"}),
    good=Example(master=PLAN, returns=(RETURN,), history={"2021-1-01-01": "300"}),
)
def cumulative_falls(returns: Sequence[Return], history: Mapping[str, Decimal]) -> Hits:
    """累计型、正向指标本期累计小于上期累计；时点、比率、标准类可升可降，不报。写了情况说明的降为警告。"""
    for each, row, indicator in matched(returns):
        if indicator.measure != "flow" or indicator.direction == "down":
            continue
        before, now = history.get(indicator.code), row.value("cumulative")
        if before is not None and now is not None and now < before:
            yield row_hit(
                each,
                row,
                "cumulative",
                severity=WARNING if row.text("explanation") else None,
                printed=number_text(now),
                expected=number_text(before),
            )


@rule(
    "P05",
    "累计≠上期+本期",
    ERROR,
    "“{name}”累计{printed}，而上期{before}加本期{now}是{expected}",
    "请改正本期或累计，或恢复表内公式",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 50 | 350 |", "| 50 | 360 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def cumulative_does_not_add_up(
    returns: Sequence[Return] = (),
    history: Mapping[str, Decimal] | None = None,
    period: Period | None = None,
) -> Hits:
    """累计型指标本期、累计都有数，而累计不等于上期加本期。

    上期空着的，或表里没有上期累计的，按上期汇总；以前各期都没有收下的数，表里又没有这一列的，只在一年的头一期核对。
    """
    first = period is not None and period.previous is None
    for each, row, indicator in matched(returns):
        before, now, total = row.value("previous"), row.value("current"), row.value("cumulative")
        if indicator.measure != "flow" or now is None or total is None:
            continue
        before = before if before is not None else (history or {}).get(indicator.code)
        if before is None and not first and "previous" not in row.cells:
            continue
        before = before or Decimal()
        if before + now != total:
            yield row_hit(
                each,
                row,
                "cumulative",
                printed=number_text(total),
                expected=number_text(before + now),
                before=number_text(before),
                now=number_text(now),
            )


@rule(
    "P06",
    "超额完成",
    INFORMATION,
    "“{name}”完成率{printed}%",
    "请核实；确实超额的在情况说明中写明",
    yields_in_row=("U05",),
    bad=Example(master=PLAN, returns=(RETURN.replace("| 300 | 50 | 350 |", "| 300 | 245 | 545 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def over_target(returns: Sequence[Return]) -> Hits:
    """累计型指标完成率超过100%提示核实，达到150%升为警告。"""
    for each, row, indicator in matched(returns):
        done = row.value("cumulative")
        if done is None or indicator.measure != "flow":
            continue
        rate = completion_rate(indicator.target, done, reverse=indicator.direction == "down")
        if rate is not None and rate > 100:
            severity = WARNING if rate >= 150 else None
            yield row_hit(
                each, row, "cumulative", severity=severity, printed=number_text(round_half_up(rate, 2))
            )


@also("P06")
def statement_over_target(table: TargetTable) -> Hits:
    for said in read_statements(table):
        percent = said.stated.percent
        if percent is not None and percent > 100:
            yield said.hit(severity=WARNING if percent >= 150 else None, printed=number_text(percent))


@rule(
    "P08",
    "状态矛盾",
    WARNING,
    "“{name}”{what}",
    "请改正状态或数字",
    yields_in_row=("U05",),
    bad=Example(master=PLAN, returns=(RETURN.replace("| 350 | 进行中 |", "| 350 | 已完成 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def status_contradicts(returns: Sequence[Return]) -> Hits:
    """状态写“完成”而累计未达目标，写“过半、基本完成”而不到一半，写“未启动、未开工”而已有累计，写“待下达”而目标已定，或累计型任务已达目标而进展说明还说正在建设、施工。"""
    for each, row, indicator in matched(returns):
        done, status = row.value("cumulative"), row.text("status")
        if done is None:
            continue
        column = "累计" if indicator.measure == "flow" else "截至本期"
        figures = f"{column}{number_text(done)}{indicator.unit}"
        if status in DONE and indicator.met(done) is False:
            what = f"{figures}，没有达到目标“{indicator.target.raw}”，状态却是“{status}”"
            yield row_hit(each, row, "status", printed=status, what=what)
        elif _too_early(indicator, status, done) or _too_late(indicator, status, done):
            what = f"{figures}，目标“{indicator.target.raw}”，状态却是“{status}”"
            yield row_hit(each, row, "status", printed=status, what=what)
        elif words := _still_going_on(row, indicator, done):
            what = f"{figures}，已达目标，进展说明却说“{words}”"
            yield row_hit(each, row, "progress_note", printed=words, what=what)


@also("P08")
def finished_and_going_on(table: TargetTable) -> Hits:
    for said, name in going_on_though_done(table):
        printed = said.stated.status or said.stated.name
        yield said.hit(name=name, printed=printed, what=f"前面已报完成，这里却说“{printed}”")


def _too_late(indicator: Indicator, status: str, done: Decimal) -> bool:
    """Whether a status says nothing or little is done, or no target is known, and the figure does not."""
    if status == UNDECIDED:
        return indicator.target.value is not None
    if status in NOT_BEGUN:
        return done > 0 and (indicator.measure == "flow" or indicator.met(done) is True)
    return status == BEGUN and bool(indicator.target.value) and indicator.met(done) is True


def _too_early(indicator: Indicator, status: str, done: Decimal) -> bool:
    """Whether a status says that half is done, or nearly all, and less is."""
    if status not in AT_LEAST or indicator.direction == "down" or indicator.measure != "flow":
        return False
    rate = completion_rate(indicator.target, done)
    return rate is not None and rate < AT_LEAST[status]


def _still_going_on(row: Row, indicator: Indicator, done: Decimal) -> str:
    """Words that a task goes on whose sum has reached its target; none where they are of the rest."""
    note, words = row.text("progress_note"), phrases()["clauses"]
    if indicator.measure != "flow" or not indicator.target.value or not indicator.met(done):
        return ""
    found = words["going_on"].search(note)
    return found.group() if found and not words["besides"].search(note) else ""


@rule(
    "P10",
    "未填进展",
    ERROR,
    "“{name}”{blank}",
    "{remedy}，或在情况说明中写明原因",
    yields_to=("R14", "R15", "R17"),
    bad=Example(master=PLAN, returns=(RETURN.replace("| 300 | 50 | 350 | 进行中 |", "| 300 |  |  |  |"),)),
    good=Example(master=PLAN, returns=(RETURN.replace("| 300 | 50 | 350 |", "| 300 | 0 | 300 |"),)),
)
def nothing_reported(
    ref: Reference,
    returns: Sequence[Return] = (),
    table: TargetTable | None = None,
    standing: Sequence[Return] = (),
) -> Hits:
    """有任务的指标本期完成（或截至本期的值）空白，又没有写原因；待定、—、据实、无任务的可以不填。

    补报只填改动的行，空着的行仍取上一版，不报。责任单位、乡镇只有累计、时点类指标的份额要填；责任单位没有
    自己的任务数，空白降为警告，只出资金的（财政局）不要求填。报告里列了目标而后面一字未提的，列举的几处
    只报了一部分的，也是没有填；只说正在进行而没有数的降为警告。
    """
    for said, name in untold(table) if table else ():
        yield said.hit(name=name, **_UNFILLED["current"])
    for said in without_figures(table) if table else ():
        yield said.hit(severity=WARNING, **_UNFILLED["current"])
    stands = {indicator.code: each.file for each, _, indicator in matched(standing)}
    for each, row, indicator in matched(returns):
        if indicator.target.kind not in REPORTED or row.text("explanation"):
            continue
        if stands.get(indicator.code, each.file) != each.file:
            continue
        if each.by != "lead" and indicator.measure not in ADDABLE:
            continue
        if each.by == "responsible" and not is_asked(each.department, ref.register):
            continue
        role = {"flow": "current", "qualitative": "status"}.get(indicator.measure, "cumulative")
        entry = row.cells.get(role) or row.cells.get("cumulative")
        if entry is not None and entry.blank and filling_of(row) is not Filling.FIGURE:
            severity = WARNING if each.by == "responsible" else None
            yield row_hit(each, row, role, severity=severity, **_UNFILLED[role])


_UNFILLED = {
    "current": {"blank": "本期没有填数", "remedy": "请填本期完成（没有进展的填0）"},
    "cumulative": {"blank": "没有填截至本期的数", "remedy": "请填在“累计完成”"},
    "status": {"blank": "没有选状态", "remedy": "请选状态并写进展说明"},
}


@rule(
    "P17",
    "填报数为负",
    ERROR,
    "“{name}”的{column}是负数{printed}",
    "{remedy}",
    bad=Example(master=PLAN, returns=(RETURN.replace("| 300 | 50 | 350 |", "| 300 | -350 | -50 |"),)),
    good=Example(master=PLAN, returns=(RETURN,)),
)
def negative_figure(returns: Sequence[Return]) -> Hits:
    """累计（截至本期的值）、投资小于零；本期完成小于零而没有写情况说明的为警告。增长率、增幅可以为负，不报。"""
    for each, row, indicator in matched(returns):
        for role in ("invest_plan", "invest_done"):
            money = row.value(role)
            if money is not None and money < 0:
                yield _negative(each, row, role, money)
        if "增" in indicator.name and indicator.measure == "ratio":
            continue
        total, now = row.value("cumulative"), row.value("current")
        below = total is not None and total < 0
        if now is not None and now < 0 and (below or not row.text("explanation")):
            yield _negative(each, row, "current", now, severity=None if below else WARNING)
        elif total is not None and below:
            yield _negative(each, row, "cumulative", total)


_BELOW_NOUGHT = {
    "invest_plan": ("计划投资", "请改正：投资不会是负数，以万元计"),
    "invest_done": ("完成投资", "请改正：完成投资填今年以来累计的，不会是负数"),
    "cumulative": ("累计完成", "请改正：累计（截至本期的值）不会是负数"),
    "current": ("本期完成", "请核对；本期确有冲减的，在情况说明中写明，冲减后的累计也不会小于零"),
}


def _negative(returned: Return, row: Row, role: str, value: Decimal, severity: Severity | None = None) -> Hit:
    column, remedy = _BELOW_NOUGHT[role]
    return row_hit(
        returned, row, role, severity=severity, printed=number_text(value), column=column, remedy=remedy
    )
