"""The statements of a report's paragraphs: what was to be done, what has been done, its percentage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from minsheng_xl.likeness import likeness
from minsheng_xl.quantity import Quantity
from minsheng_xl.reading.text.clauses import CLAUSE, SENTENCE, clause_of, without_parts
from minsheng_xl.reading.text.flow import Flow
from minsheng_xl.reading.text.mentions import (
    RATES,
    Spot,
    counts_tasks,
    is_in_sum,
    is_of_month,
    is_rate_goal,
    parts_of_others,
    run_of_rates,
    run_of_values,
    spots,
    task_end,
)
from minsheng_xl.reading.text.open_statements import ALIKE, NAMED, OpenStatements
from minsheng_xl.reading.text.pairing import listed_objects
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statement import BEGUN, MONTH_S, Statement, explained, said_to_go_on
from minsheng_xl.reading.text.tenses import Tense, is_held, told_by
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

_POINTS = frozenset(("个百分点", "百分点"))
_RATE_NAME = 8
"""Characters of the longest 竣工率 that is looked for in the figure before it."""
_SHARE = re.compile("(?:已经?|目前|累计|实际|现)*完成(?:了|(?:总?工程量|工作量|进度)的?)?$")
"""What ends a clause that says how much of its own subject is done."""
_OTHER_UNIT = re.compile("[（(]([^（()）0-9]{1,3})[)）]")


class StatementReader:
    """Reads the paragraphs of one project in order; targets hold for the paragraphs that follow.

    `told`: a figure of which its clause says nothing is done, as its column or its heading says. `dated`: so
    are those behind the first sentence of the project that has one: the document says up to when it reports.
    `overview`: it is no project's text, and what is counted without a name are tasks.
    """

    def __init__(
        self, ref: Reference, *, told: bool = False, dated: bool = False, overview: bool = False
    ) -> None:
        self.ref, self.told, self._overview = ref, told, overview
        self._said = OpenStatements(ref)
        self._flow = Flow(dated=dated)
        self._sentence, self._text, self._line = 0, "", 0
        self._passed = 0
        """Where in its paragraph the last figure ends that is neither a target nor done."""
        self._of_tasks = False
        """Whether the figure before counted tasks: a share behind it is of them."""

    @property
    def goals(self) -> list[Quantity]:
        """What has been read so far as targets."""
        return self._said.goals

    def finished(self) -> list[Statement]:
        """All statements in printed order; a target nothing was said of stands alone."""
        return self._said.finished()

    def read(self, paragraph: Paragraph, *, bulleted: bool, task: bool = False, plan: bool = False) -> None:
        """One paragraph's statements; `bulleted` may open with its task, `task` is nothing else.

        `plan`: it stands below a heading that says what is to be done next.
        """
        text = without_parts(paragraph.text)
        listed, until = spots(text, self.ref), len(text) if task else task_end(text, bulleted)
        self._text, self._line, self._passed = text, paragraph.line, 0
        self._said.begin_paragraph()
        self._flow.begin_paragraph(told=self.told, plan=plan)
        parts, paired = parts_of_others(listed), 0
        for at, spot in enumerate(listed):
            if not at or SENTENCE.search(spot.gap):
                self._said.begin_sentence()
                self._sentence += 1
            tense = self._flow.tense(listed, at, until, self._said)
            if at in parts or at < paired or is_in_sum(listed, at):
                continue
            paired = at + (self._pair(listed, at) or self._pair_values(listed, at))
            if at >= paired:
                self._read(spot, tense)
        for said in said_to_go_on(text, paragraph.line):
            said.sentence = self._sentence + 1
            if said.name or not self._said.targets:
                self._said.statements.append(said)
            else:
                self._said.targets[-1].status = said.status

    def _pair(self, listed: Sequence[Spot], at: int) -> int:
        """Give percentages printed in a row to as many figures before, in order; how many they are."""
        count = run_of_rates(listed, at)
        waiting = [each for each in self._said.recent if each.percent is None and each.unit not in RATES]
        if count < 2 or not pattern("progress", "shares").search(listed[at].lead):
            return 0
        if len(waiting) < count:
            return self._pair_names(listed[at : at + count])
        for statement, rate in zip(waiting[-count:], listed[at : at + count], strict=True):
            statement.percent = rate.figure.value
        return count

    def _pair_names(self, rates: Sequence[Spot]) -> int:
        """Percentages of as many things named before 分别, whose figures nobody prints; how many they are."""
        subject, each, _ = rates[0].own.partition("分别")
        objects = listed_objects(subject, len(rates)) if each else []
        if len(objects) != len(rates):
            return 0
        for name, rate in zip(objects, rates, strict=True):
            said = self._statement(name, "", rate)
            said.percent = rate.figure.value
            self._said.statements.append(said)
        return len(rates)

    def _pair_values(self, listed: Sequence[Spot], at: int) -> int:
        """Give values behind 分别 to as many open targets before, in order; how many they are."""
        count = run_of_values(listed, at)
        goals = self._said.open_targets[-count:]
        run = listed[at : at + count]
        if count < 2 or "分别" not in listed[at].own or len(goals) < count:
            return 0
        if any(goal.unit != spot.unit for goal, spot in zip(goals, run, strict=True)):
            return 0
        for goal, spot in zip(goals, run, strict=True):
            said = self._statement(goal.name, spot.unit, spot)
            said.target = goal.target
            goal.done = spot.figure.value
            self._said.add(said, spot.figure)
        return count

    def _statement(self, name: str, unit: str, spot: Spot) -> Statement:
        """One statement about to be read, with its sentence."""
        statement = Statement(name, unit, self._line, clause_of(self._text, spot.figure))
        statement.sentence = self._sentence
        return statement

    def _read(self, spot: Spot, tense: Tense) -> None:
        """Read one figure."""
        each, before = spot.figure, spot.before
        if self._goes_on(each):
            return
        if pattern("progress", "skipped").search(spot.lead) or spot.unit in _POINTS:
            self._pass_over(spot)
            return
        statement = self._statement(spot.name, spot.unit, spot)
        other = _OTHER_UNIT.match(self._text, each.end)
        statement.other_unit = other[1] if other else ""
        untold = self._said.untold_before
        if untold and untold.unit == spot.unit and pattern("progress", "risen").match(spot.own.strip()):
            self._said.turn_done(untold)
        pending = self._said.pending
        held = self._is_held_against(spot)
        self._said.pending = None
        planned = tense == "planned" and (
            not spot.is_rate or not pattern("progress", "shares").search(spot.lead)
        )
        if pattern("progress", "adjusted").search(before):
            self._said.adjust(spot)
        elif held:
            self._said.hold_against(spot)
        elif self._counts_tasks(spot) or (self._of_tasks and spot.is_rate and _is_share(spot)):
            self._of_tasks = True
            return
        elif self._said.restates(spot):
            pass
        elif planned or is_rate_goal(spot):
            self._plan(spot, statement, tense)
        elif tense == "remaining" or (tense in ("ongoing", "prepared") and not spot.is_rate):
            self._passed = each.end
            statement.figure, statement.tense = each, tense
            self._said.statements.append(statement)
        elif spot.is_rate:
            self._said.pending = pending
            self._read_rate(spot, statement)
        elif tense == "untold":
            self._plan(spot, statement, tense)
        else:
            statement.begun = tense == "begun"
            statement.status = BEGUN if statement.begun else ""
            statement.why = MONTH_S if is_of_month(spot) else ""
            self._done(spot, statement)
        self._of_tasks = False

    def _plan(self, spot: Spot, statement: Statement, tense: Tense) -> None:
        """A target; one that is not said to be that may turn out to be done."""
        each = spot.figure
        if pattern("progress", "interim").search(spot.own):
            statement.figure, statement.tense = each, "planned"
            self._said.statements.append(statement)
            return
        if (tense == "planned" or spot.is_rate) and self._said.aim_at(statement, each):
            return
        statement.target = each
        statement.begun = bool(pattern("progress", "starts").search(spot.before))
        self._said.plan(statement, told=tense != "untold", firm=self._flow.own.tense == "planned")

    def _pass_over(self, spot: Spot) -> None:
        """A difference from the task, or points: what stands before it has been done, if it says so."""
        beyond = pattern("progress", "beyond").search(spot.own)
        if (untold := self._said.untold_before) and (beyond or _is_held(spot)):
            self._said.turn_done(untold)

    def _counts_tasks(self, spot: Spot) -> bool:
        """Whether a figure counts tasks; with a target or a figure in its unit it may count what they do."""
        alike = any(each.unit == spot.unit for each in (*self._said.targets, *self._said.seen))
        return counts_tasks(spot, named=not self._overview) and not alike

    def _goes_on(self, each: Quantity) -> bool:
        """Whether a figure speaks of a stage left out before it: 其余17座平均形象进度48%."""
        return 0 < self._passed <= each.start and not CLAUSE.search(self._text, self._passed, each.start)

    def _is_held_against(self, spot: Spot) -> bool:
        """已完成756头的年初目标任务数, 占目标任务数100公里的…%, 占筛查任务（6.6万人）的…%."""
        behind = spot.behind.lstrip("）) ")
        untold = self._said.untold_before
        if untold and not spot.is_rate and self._turns_done(spot):
            self._said.turn_done(untold)
        if not _is_held(spot) and not pattern("progress", "targets_behind").match(behind):
            return False
        return self._flow.own.tense not in ("planned", "remaining") and self._said.holds(spot)

    def _read_rate(self, spot: Spot, statement: Statement) -> None:
        """A percentage: of the figure before it, or (城镇登记失业率4.4%) a figure of its own."""
        pending = self._said.pending
        if pattern("progress", "changes").search(spot.before):
            if not self._said.of_sentence and pending is None and len(statement.name) >= NAMED:
                self._said.add(statement, spot.figure)
            return
        last = next((each for each in reversed(self._said.of_sentence) if each.percent is None), None)
        if subject := _subject_of_share(spot, pending or last):
            statement.name, statement.unit, statement.percent = subject, "", spot.figure.value
            self._said.statements.append(statement)
            return
        if pending is not None and (_is_share(spot) or spot.bracketed):
            if not self._turns_done(spot):
                pending.percent = spot.figure.value
                if pattern("progress", "stage_rates").search(spot.before):
                    self._said.settle(pending)
                return
            last = self._said.turn_done(pending)
        own = spot.bracketed or _is_share(spot) or _named_after(spot, last)
        if pattern("progress", "levels").search(spot.before):
            statement.target = spot.figure._replace(value=Decimal(100), value_text="100")
            self._said.add(statement, spot.figure)
        elif own and last:
            last.percent = spot.figure.value
            self._said.refit(last)
        elif own and (not spot.before.rstrip("为达到").endswith("率") or "完成率" in spot.before):
            statement.unit, statement.percent = "", spot.figure.value
            self._said.statements.append(statement)
        elif spot.before.rstrip("为达到均是").endswith("率") and (
            pair := explained(self._said.seen, spot.figure.value)
        ):
            whole, part = pair
            part.target = Quantity(whole.done, whole.done_text, part.unit, 0, 0)
            part.percent = spot.figure.value
            self._said.statements.remove(whole)
            self._said.seen.remove(whole)
        else:
            self._said.add(statement, spot.figure)
            self._said.fulfil(statement, self._said.target_for(statement, again=False))

    def _turns_done(self, spot: Spot) -> bool:
        """Whether a share says that the figure before is what has been done: 3290公里，为任务的164.5%.

        A rate of completion (完工率) may be of what was to be done, and 计划 before the figure says so.
        """
        pending = self._said.pending
        held = is_held(spot.own) or pattern("progress", "held").search(spot.lead.removesuffix("的"))
        return bool(held) and pending is not None and id(pending) not in self._said.firm

    def _done(self, spot: Spot, statement: Statement) -> None:
        """A figure that is done, with the target it fulfils."""
        said = self._said.of_sentence
        if len(statement.name) < 2 and said and said[-1].unit == statement.unit:
            statement.name = said[-1].name
        summed = bool(pattern("progress", "summed").search(spot.before))
        target = self._said.target_for(statement, again=summed)
        if target and target.target:
            statement.target, statement.base = target.target, target.base
            statement.name = target.name
            target.done = spot.figure.value
        elif target:
            return
        self._said.add(statement, spot.figure)


def _subject_of_share(spot: Spot, last: Statement | None) -> str:
    """What a share's own clause says it is of: 床位完成30%; empty where it is of the figure before."""
    share = _SHARE.search(spot.own)
    if share is None or told_by(spot.own[: share.start()]).tense == "planned":
        return ""
    subject = pattern("progress", "names").sub("", spot.own[: share.start()]).strip()
    known = last is not None and (subject[-NAMED:] in last.quote or likeness(subject, last.name) >= ALIKE)
    return "" if len(subject) < NAMED or known else subject


def _is_share(spot: Spot) -> bool:
    """Whether a percentage says how much of the figure before it has been done."""
    shared = pattern("progress", "shares").search(spot.lead) or pattern("progress", "bare_shares").match(
        spot.own
    )
    return bool(shared or pattern("progress", "targets_behind").match(spot.behind))


def _is_held(spot: Spot) -> bool:
    """Whether a figure is the task that the one before is held against: 完成目标1.5万人的80%."""
    held = pattern("progress", "held").search(spot.lead)
    return spot.behind.lstrip("）) ").startswith("的") and held is not None


def _named_after(spot: Spot, last: Statement | None) -> bool:
    """Whether a rate is of the figure before it: 竣工37503户，竣工率63.30%."""
    if pattern("progress", "own_rates").search(spot.before):
        return False
    bare = spot.before.rstrip("为达到")
    said = f"{last.quote}{spot.gap[: -len(spot.before) or None]}" if last else ""
    return bare.endswith("率") and len(bare) <= _RATE_NAME and bare[:-1][-2:] in said
