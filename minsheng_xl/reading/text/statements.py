"""The statements of a report's paragraphs: what was to be done, what has been done, its percentage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from minsheng_xl.likeness import likeness
from minsheng_xl.quantity import Quantity, comparable, convert
from minsheng_xl.reading.text.clauses import CLAUSE, SENTENCE, clause_of, without_parts
from minsheng_xl.reading.text.mentions import (
    RATES,
    Spot,
    counts_tasks,
    is_begun,
    is_goal_of_next,
    is_in_sum,
    is_levelled,
    is_of_month,
    is_rate_goal,
    parts_of_others,
    run_of_rates,
    run_of_values,
    spots,
    task_end,
)
from minsheng_xl.reading.text.pairing import listed_objects
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statement import BEGUN, MONTH_S, Statement, explained, fits, said_to_go_on
from minsheng_xl.reading.text.tenses import (
    Tense,
    Told,
    closed_by,
    is_dated,
    is_held,
    opened_by,
    tense_of,
    told_by,
)
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

_POINTS = frozenset(("个百分点", "百分点"))
_NAMED, _ALIKE = 4, 0.25
"""Characters of a figure's own name, and how like a target's it must be where several targets are open."""
_RECENT = 60
"""How many targets and figures back a figure is held against."""
_RATE_NAME = 8
"""Characters of the longest 竣工率 that is looked for in the figure before it."""
_QUOTE = re.compile("“[^”]*$")
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
        self.ref = ref
        self.statements: list[Statement] = []
        self._targets: list[Statement] = []
        self._untold: list[Statement] = []
        """Targets, for all that is known: nothing says whether they are that or done."""
        self._seen: list[Statement] = []
        """What this paragraph has said done so far."""
        self._from = 0
        """Where in it this sentence begins."""
        self._passed = 0
        self._sentence, self._text, self._line = 0, "", 0
        self.told, self._dated, self._overview = told, dated, overview
        self._flow: Tense | None = "done" if told else None
        """What holds for the figures of this paragraph's sentences that say nothing."""
        self._carried: Tense | None = None
        """What the figure or the clause before says of those behind it."""
        self._pending: Statement | None = None
        """The figure right before, not said to be done: a share of a task behind it says so."""
        self._firm: set[int] = set()
        """Targets that are called so."""
        self._of_tasks = False
        """Whether the figure before counted tasks: a share behind it is of them."""
        self._own = Told()
        """What the words of the figure's own clause say."""

    def read(self, paragraph: Paragraph, *, bulleted: bool, task: bool = False, plan: bool = False) -> None:
        """One paragraph's statements; `bulleted` may open with its task, `task` is nothing else.

        `plan`: it stands below a heading that says what is to be done next.
        """
        text = without_parts(paragraph.text)
        listed, until = spots(text, self.ref), len(text) if task else task_end(text, bulleted)
        self._seen, self._from, self._passed, self._pending = [], 0, 0, None
        self._text, self._line = text, paragraph.line
        self._flow = "planned" if plan else "done" if self.told else None
        parts, paired = parts_of_others(listed), 0
        for at, spot in enumerate(listed):
            if not at or SENTENCE.search(spot.gap):
                self._from, self._sentence = len(self._seen), self._sentence + 1
            tense = self._tense(listed, at, until)
            if at in parts or at < paired or is_in_sum(listed, at):
                continue
            paired = at + (self._pair(listed, at) or self._pair_values(listed, at))
            if at >= paired:
                self._read(spot, text, paragraph.line, tense)
        for said in said_to_go_on(text, paragraph.line):
            said.sentence = self._sentence + 1
            if said.name or not self._targets:
                self.statements.append(said)
            else:
                self._targets[-1].status = said.status

    @property
    def goals(self) -> list[Quantity]:
        """What has been read so far as targets."""
        return [each.target for each in self._targets if each.target]

    def finished(self) -> list[Statement]:
        """All statements in printed order; a target nothing was said of stands alone."""
        said = set(map(id, self.statements))
        alone = [each for each in self._targets if each.done is None and id(each) not in said]
        reports = any(other.sentence > 1 for other in self.statements)
        beside = any(other.sentence == 1 and other.done is not None for other in self.statements)
        for each in self._untold:
            task = each.status or (each.sentence == 1 and reports and not beside)
            if any(each is other for other in alone) and not task:
                each.figure, each.target, each.tense = each.target, None, "untold"
        return sorted([*self.statements, *alone], key=lambda each: each.line)

    def _tense(self, listed: Sequence[Spot], at: int, until: int) -> Tense:
        """What a figure is by the words around it, else by those before and behind its clause."""
        spot = listed[at]
        if not at or SENTENCE.search(spot.gap):
            self._open(spot)
        for clause in spot.openers:
            self._carried = opened_by(clause) or self._carried
            self._flow = "done" if self._carried == "done" and is_dated(clause) else self._flow
        if is_dated(spot.own) and told_by(spot.own).tense == "done":
            self._flow = "done"
        own, carried = tense_of(spot.own, spot.after, None), self._carried
        led = told_by(spot.own).tense
        joined = bool(at) and not CLAUSE.search(spot.gap)
        self._own, tense = own, own.tense
        if tense is None:
            lists = carried in ("begun", "ongoing", "prepared") and joined
            tense = carried if lists or carried in ("done", "planned", "remaining") else "untold"
            if tense == "untold" or (tense == "done" and not joined):
                tense = next((said for each in spot.ahead if (said := closed_by(each))), tense)
        elif tense == "done" and not own.outright and carried == "planned" and not spot.is_rate:
            open_targets = (each.unit for each in self._targets[-_RECENT:] if each.done is None)
            tense = "planned" if joined else "done" if spot.unit in open_targets else "untold"
        firm = own.tense == "done" and own.outright
        if spot.figure.start < until and not firm:
            tense = "planned"
        elif not spot.is_rate and tense != "remaining" and not firm:
            goal = is_begun(listed, at) or bool(pattern("progress", "tasks_behind").match(spot.behind))
            goal = goal or (led in (None, "planned", "done") and is_goal_of_next(listed, at))
            tense = "planned" if goal else tense
        levelled = tense in ("done", "untold") and is_levelled(listed, at)
        if levelled or (_QUOTE.search(spot.own) and "”" in spot.behind + spot.after):
            return "planned"
        if not spot.is_rate and (led is not None or joined):
            self._carried = tense
            self._flow = "done" if own[:2] == ("done", True) else self._flow
        return tense or "untold"

    def _open(self, spot: Spot) -> None:
        """Begin a sentence: what has been said before holds on, unless it says what is next or what lacks."""
        sentence = SENTENCE.split(spot.gap)[-1].strip()
        if pattern("told", "plans").match(sentence):
            self._flow = "planned"
        elif pattern("told", "problems").match(sentence):
            self._flow = "untold"
        elif pattern("progress", "reports").search(sentence):
            self._flow = "done"
        dated = self._dated and (self._targets or self.statements)
        self._carried = self._flow or ("done" if dated else None)

    def _pair(self, listed: Sequence[Spot], at: int) -> int:
        """Give percentages printed in a row to as many figures before, in order; how many they are."""
        count = run_of_rates(listed, at)
        recent = self._seen[-_RECENT:]
        waiting = [each for each in recent if each.percent is None and each.unit not in RATES]
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
            said = Statement(name, "", self._line, clause_of(self._text, rate.figure))
            said.percent, said.sentence = rate.figure.value, self._sentence
            self.statements.append(said)
        return len(rates)

    def _pair_values(self, listed: Sequence[Spot], at: int) -> int:
        """Give values behind 分别 to as many open targets before, in order; how many they are."""
        count = run_of_values(listed, at)
        goals = [each for each in self._targets[-_RECENT:] if each.done is None][-count:]
        run = listed[at : at + count]
        if count < 2 or "分别" not in listed[at].own or len(goals) < count:
            return 0
        if any(goal.unit != spot.unit for goal, spot in zip(goals, run, strict=True)):
            return 0
        for goal, spot in zip(goals, run, strict=True):
            said = Statement(goal.name, spot.unit, self._line, clause_of(self._text, spot.figure))
            said.target = goal.target
            said.sentence = self._sentence
            goal.done = spot.figure.value
            self._add(said, spot.figure)
        return count

    def _read(self, spot: Spot, text: str, line: int, tense: Tense) -> None:
        """Read one figure."""
        each, before = spot.figure, spot.before
        other = _OTHER_UNIT.match(text, each.end)
        statement = Statement(spot.name, spot.unit, line, clause_of(text, each), other[1] if other else "")
        statement.sentence = self._sentence
        if self._goes_on(text, each):
            return
        if pattern("progress", "skipped").search(spot.lead) or spot.unit in _POINTS:
            beyond = pattern("progress", "beyond").search(spot.own)
            if self._is_untold(self._pending) and (beyond or _is_held(spot)):
                assert self._pending is not None
                self._turn_done(self._pending)
            return
        if self._is_untold(self._pending) and pattern("progress", "risen").match(spot.own.strip()):
            assert self._pending is not None
            if self._pending.unit == statement.unit:
                self._turn_done(self._pending)
        pending = self._pending
        held = self._is_held_against(spot)
        self._pending = None
        planned = tense == "planned" and (
            not spot.is_rate or not pattern("progress", "shares").search(spot.lead)
        )
        if pattern("progress", "adjusted").search(before):
            self._adjust(spot)
        elif held:
            self._hold_against(spot)
        elif self._counts_tasks(spot) or (self._of_tasks and spot.is_rate and _is_share(spot)):
            self._of_tasks = True
            return
        elif self._restates(spot):
            pass
        elif planned or is_rate_goal(spot):
            self._plan(spot, statement, tense)
        elif tense == "remaining" or (tense in ("ongoing", "prepared") and not spot.is_rate):
            self._passed = each.end
            statement.figure, statement.tense = each, tense
            self.statements.append(statement)
        elif spot.is_rate:
            self._pending = pending
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
        if pattern("progress", "interim").search(f"{spot.own}"):
            statement.figure, statement.tense = each, "planned"
            self.statements.append(statement)
            return
        if (tense == "planned" or spot.is_rate) and self._aimed_at(statement, each):
            return
        statement.target = each
        self._targets.append(statement)
        self._pending = statement
        if tense == "untold":
            self._untold.append(statement)
        if self._own.tense == "planned":
            self._firm.add(id(statement))
        statement.begun = bool(pattern("progress", "starts").search(spot.before))

    def _counts_tasks(self, spot: Spot) -> bool:
        """Whether a figure counts tasks; with a target or a figure in its unit it may count what they do."""
        alike = any(each.unit == spot.unit for each in (*self._targets, *self._seen))
        return counts_tasks(spot, named=not self._overview) and not alike

    def _aimed_at(self, goal: Statement, each: Quantity) -> bool:
        """Whether a target without a name was that of the figure before it: 参保率95.7%，年度目标95%."""
        said = next(reversed(self._seen[self._from :]), None)
        if said is None and self._pending is None:
            said = self._untold_before(goal)
        if said is None or said.target or said.unit != goal.unit or len(goal.name) > 1:
            return False
        said.target = each
        return True

    def _untold_before(self, goal: Statement) -> Statement | None:
        """The untold figure in a goal's unit right before it, taken for done: 新增3200人，目标5000人."""
        last = self._targets[-1] if self._targets else None
        if last is None or not self._is_untold(last) or last.unit != goal.unit or len(goal.name) > 1:
            return None
        return self._turn_done(last)

    def _is_untold(self, statement: Statement | None) -> bool:
        return any(each is statement for each in self._untold)

    def _turn_done(self, statement: Statement) -> Statement:
        """What was read as a target as done, as what stands behind it says."""
        each, statement.target = statement.target, None
        self._targets = [other for other in self._targets if other is not statement]
        self._pending = None
        assert each is not None
        self._add(statement, each)
        return statement

    def _goes_on(self, text: str, each: Quantity) -> bool:
        """Whether a figure speaks of a stage left out before it: 其余17座平均形象进度48%."""
        return 0 < self._passed <= each.start and not CLAUSE.search(text, self._passed, each.start)

    def _restates(self, spot: Spot) -> bool:
        """Whether a figure only says its target again: 10个小区全部开工，其中完工4个."""
        same = any(
            each.target and each.unit == spot.unit and each.of == spot.figure.value
            for each in self._targets[-_RECENT:]
        )
        return same and bool(pattern("progress", "begun").search(spot.behind))

    def _adjust(self, spot: Spot) -> None:
        for target in reversed(self._targets):
            if target.unit == spot.unit and target.quote.find("原") >= 0:
                target.target = spot.figure
                return
            if target.unit == spot.unit:
                target.base = spot.figure.value
                return

    def _is_held_against(self, spot: Spot) -> bool:
        """已完成756头的年初目标任务数, 占目标任务数100公里的…%, 占筛查任务（6.6万人）的…%."""
        behind = spot.behind.lstrip("）) ")
        if not spot.is_rate and self._is_untold(self._pending) and self._turns_done(spot):
            assert self._pending is not None
            self._turn_done(self._pending)
        if not _is_held(spot) and not pattern("progress", "targets_behind").match(behind):
            return False
        if self._own.tense in ("planned", "remaining"):
            return False
        return any(self._held_value(spot, each) is not None for each in self._seen[-_RECENT:])

    def _held_value(self, spot: Spot, statement: Statement) -> Decimal | None:
        """A target in the unit of what was said done; None where the units do not compare."""
        own, other = self.ref.units.read(spot.unit).unit, self.ref.units.read(statement.unit).unit
        if statement.done is None or statement.percent is not None or spot.is_rate:
            return None
        if spot.unit == statement.unit or spot.unit.startswith(statement.unit or " "):
            return spot.figure.value
        if own is None or other is None or spot.figure.value is None or not comparable(own, other):
            return None
        return convert(spot.figure.value, own, other)

    def _hold_against(self, spot: Spot) -> None:
        """The target of what was said done last in the same unit."""
        for statement in reversed(self._seen[-_RECENT:]):
            value = self._held_value(spot, statement)
            if value is not None:
                for target in self._targets[-_RECENT:]:
                    target.done = None if target.target is statement.target else target.done
                statement.target = spot.figure._replace(value=value)
                statement.unit = spot.unit if spot.unit.startswith(statement.unit) else statement.unit
                return

    def _read_rate(self, spot: Spot, statement: Statement) -> None:
        """A percentage: of the figure before it, or (城镇登记失业率4.4%) a figure of its own."""
        if pattern("progress", "changes").search(spot.before):
            if not self._seen[self._from :] and self._pending is None and len(statement.name) >= _NAMED:
                self._add(statement, spot.figure)
            return
        last = next((each for each in reversed(self._seen[self._from :]) if each.percent is None), None)
        if subject := self._subject_of_share(spot, self._pending or last):
            statement.name, statement.unit, statement.percent = subject, "", spot.figure.value
            self.statements.append(statement)
            return
        if self._pending is not None and (_is_share(spot) or spot.bracketed):
            if not self._turns_done(spot):
                self._pending.percent = spot.figure.value
                if pattern("progress", "stage_rates").search(spot.before):
                    self._untold = [each for each in self._untold if each is not self._pending]
                return
            last = self._turn_done(self._pending)
        own = spot.bracketed or _is_share(spot) or _named_after(spot, last)
        if pattern("progress", "levels").search(spot.before):
            statement.target = spot.figure._replace(value=Decimal(100), value_text="100")
            self._add(statement, spot.figure)
        elif own and last:
            last.percent = spot.figure.value
            self._refit(last)
        elif own and (not spot.before.rstrip("为达到").endswith("率") or "完成率" in spot.before):
            statement.unit, statement.percent = "", spot.figure.value
            self.statements.append(statement)
        elif spot.before.rstrip("为达到均是").endswith("率") and (
            pair := explained(self._seen, spot.figure.value)
        ):
            whole, part = pair
            part.target = Quantity(whole.done, whole.done_text, part.unit, 0, 0)
            part.percent = spot.figure.value
            self.statements.remove(whole)
            self._seen.remove(whole)
        else:
            self._add(statement, spot.figure)
            self._fulfil(statement, self._target_for(statement, again=False))

    def _subject_of_share(self, spot: Spot, last: Statement | None) -> str:
        """What a share's own clause says it is of: 床位完成30%; empty where it is of the figure before."""
        share = _SHARE.search(spot.own)
        if share is None or told_by(spot.own[: share.start()]).tense == "planned":
            return ""
        subject = pattern("progress", "names").sub("", spot.own[: share.start()]).strip()
        known = last is not None and (
            subject[-_NAMED:] in last.quote or likeness(subject, last.name) >= _ALIKE
        )
        return "" if len(subject) < _NAMED or known else subject

    def _turns_done(self, spot: Spot) -> bool:
        """Whether a share says that the figure before is what has been done: 3290公里，为任务的164.5%.

        A rate of completion (完工率) may be of what was to be done, and 计划 before the figure says so.
        """
        held = is_held(spot.own) or pattern("progress", "held").search(spot.lead.removesuffix("的"))
        return bool(held) and self._pending is not None and id(self._pending) not in self._firm

    def _fulfil(self, statement: Statement, target: Statement | None) -> None:
        """Set a rate's target, and the name of whichever has one."""
        if target and target.done is None:
            statement.target, target.done = target.target, statement.done
            statement.name = statement.name if len(statement.name) > 1 else target.name

    def _refit(self, statement: Statement) -> None:
        """Of several targets in one unit the one its printed percentage is of, where only one is."""
        recent = self._targets[-_RECENT:]
        fitting = [each for each in recent if each.unit == statement.unit and fits(statement, each.of)]
        if fits(statement, statement.of) or len(fitting) != 1:
            return
        for each in recent:
            each.done = None if each.target is statement.target else each.done
        statement.target, statement.name, fitting[0].done = fitting[0].target, fitting[0].name, statement.done

    def _done(self, spot: Spot, statement: Statement) -> None:
        said = self._seen[self._from :]
        if len(statement.name) < 2 and said and said[-1].unit == statement.unit:
            statement.name = said[-1].name
        target = self._target_for(statement, again=bool(pattern("progress", "summed").search(spot.before)))
        if target and target.target:
            statement.target, statement.base = target.target, target.base
            statement.name = target.name
            target.done = spot.figure.value
        elif target:
            return
        self._add(statement, spot.figure)

    def _add(self, statement: Statement, each: Quantity) -> None:
        statement.done, statement.done_text = each.value, each.value_text
        self.statements.append(statement)
        self._seen.append(statement)

    def _target_for(self, statement: Statement, *, again: bool) -> Statement | None:
        """The open target a figure fulfils: the one named alike, else the last in the same unit.

        Of several none, where the figure has a name of its own that is like none of theirs. `again`: one that
        has been spoken of counts too (上半年解决1075个，累计解决2585个).
        """
        units = {statement.unit, statement.other_unit, *re.split("[()/]", statement.unit)}
        same = [
            each for each in self._targets[-_RECENT:] if (again or each.done is None) and each.unit in units
        ]
        begun = [each for each in same if each.begun]
        same = begun if begun and statement.begun else [each for each in same if not each.begun]
        best = max(
            same, key=lambda each: (likeness(each.name, statement.name), same.index(each)), default=None
        )
        doubtful = len(same) > 1 and len(statement.name) >= _NAMED
        return best if best and (not doubtful or likeness(best.name, statement.name) >= _ALIKE) else None


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
