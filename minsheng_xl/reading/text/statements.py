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
    is_begun,
    is_goal,
    is_goal_of_next,
    is_in_sum,
    parts_of_others,
    run_of_rates,
    spots,
    task_end,
)
from minsheng_xl.reading.text.paragraph import Paragraph
from minsheng_xl.reading.text.statement import BEGUN, Statement, explained, fits, said_to_go_on
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

_POINTS = frozenset(("个百分点", "百分点"))
_NAMED, _ALIKE = 4, 0.25
"""Characters of a figure's own name, and how like a target's it must be where several targets are open."""
_RECENT = 60
"""How many targets and figures back a figure is held against."""
_RATE_NAME = 8
"""Characters of the longest 竣工率 that is looked for in the figure before it."""
_OTHER_UNIT = re.compile("[（(]([^（()）0-9]{1,3})[)）]")


class StatementReader:
    """Reads the paragraphs of one project in order; targets hold for the paragraphs that follow."""

    def __init__(self, ref: Reference) -> None:
        self.ref = ref
        self.statements: list[Statement] = []
        self._targets: list[Statement] = []
        self._seen: list[Statement] = []
        """What this paragraph has said done so far."""
        self._from = 0
        """Where in it this sentence begins."""
        self._passed = 0

    def read(self, paragraph: Paragraph, *, bulleted: bool, task: bool = False) -> None:
        """One paragraph's statements; `bulleted` may open with its task, `task` is nothing else."""
        text = without_parts(paragraph.text)
        listed, until = spots(text, self.ref), len(text) if task else task_end(text, bulleted)
        self._seen, self._from, self._passed = [], 0, 0
        parts, paired, planned = parts_of_others(listed), 0, False
        for at, spot in enumerate(listed):
            if SENTENCE.search(spot.gap):
                self._from = len(self._seen)
            if at in parts or at < paired or is_in_sum(listed, at):
                continue
            paired = at + self._pair(listed, at)
            if at < paired:
                continue
            joined = (
                planned and not CLAUSE.search(spot.gap) and not pattern("progress", "done").search(spot.gap)
            )
            planned = is_goal(spot, until) or (
                not spot.is_rate and (joined or is_goal_of_next(listed, at) or is_begun(listed, at))
            )
            planned = self._read(spot, text, paragraph.line, planned=planned)
        for said in said_to_go_on(text, paragraph.line):
            if said.name or not self._targets:
                self.statements.append(said)
            else:
                self._targets[-1].status = said.status

    def finished(self) -> list[Statement]:
        """All statements in printed order; a target nothing was said of stands alone."""
        said = set(map(id, self.statements))
        alone = [each for each in self._targets if each.done is None and id(each) not in said]
        return sorted([*self.statements, *alone], key=lambda each: each.line)

    def _pair(self, listed: Sequence[Spot], at: int) -> int:
        """Give percentages printed in a row to as many figures before, in order; how many they are."""
        count = run_of_rates(listed, at)
        recent = self._seen[-_RECENT:]
        waiting = [each for each in recent if each.percent is None and each.unit not in RATES]
        if count < 2 or len(waiting) < count or not pattern("progress", "shares").search(listed[at].lead):
            return 0
        for statement, rate in zip(waiting[-count:], listed[at : at + count], strict=True):
            statement.percent = rate.figure.value
        return count

    def _read(self, spot: Spot, text: str, line: int, *, planned: bool) -> bool:
        """Read one figure; whether it was a target."""
        each, before, behind = spot.figure, spot.before, spot.behind
        other = _OTHER_UNIT.match(text, each.end)
        statement = Statement(spot.name, spot.unit, line, clause_of(text, each), other[1] if other else "")
        if (
            pattern("progress", "skipped").search(spot.lead)
            or spot.unit in _POINTS
            or self._goes_on(text, each)
        ):
            return False
        if pattern("progress", "adjusted").search(before):
            self._adjust(spot)
        elif self._is_held_against(spot):
            self._hold_against(spot)
        elif self._restates(spot):
            pass
        elif planned and not self._aimed_at(statement, each):
            statement.target = each
            self._targets.append(statement)
            return True
        elif planned:
            pass
        elif spot.is_rate:
            self._read_rate(spot, statement)
        elif self._targets and pattern("progress", "stages").search(before + behind):
            self._passed = each.end
        elif behind.startswith(("已完成计划", "已完成任务", "完成计划")):
            self._add(statement, each)
        else:
            self._done(spot, statement)
        return False

    def _aimed_at(self, goal: Statement, each: Quantity) -> bool:
        """Whether a target without a name was that of the figure before it: 参保率95.7%，年度目标95%."""
        said = next(reversed(self._seen[self._from :]), None)
        if said is None or said.target or said.unit != goal.unit or len(goal.name) > 1:
            return False
        said.target = each
        return True

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
            if target.unit == spot.unit:
                target.base = spot.figure.value
                return

    def _is_held_against(self, spot: Spot) -> bool:
        """已完成756头的年初目标任务数, 占目标任务数100公里的…%, 占筛查任务（6.6万人）的…%."""
        behind = spot.behind.lstrip("）) ")
        of_task = behind.startswith("的") and pattern("progress", "held").search(spot.lead)
        if not of_task and not pattern("progress", "targets_behind").match(behind):
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
        last = next((each for each in reversed(self._seen[self._from :]) if each.percent is None), None)
        own = (
            spot.bracketed
            or pattern("progress", "shares").search(spot.lead)
            or pattern("progress", "targets_behind").match(spot.behind)
            or _named_after(spot, last)
        )
        if pattern("progress", "changes").search(spot.before):
            return
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
        if pattern("progress", "started").search(spot.before):
            statement.status = BEGUN
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
        best = max(
            same, key=lambda each: (likeness(each.name, statement.name), same.index(each)), default=None
        )
        doubtful = len(same) > 1 and len(statement.name) >= _NAMED
        return best if best and (not doubtful or likeness(best.name, statement.name) >= _ALIKE) else None


def _named_after(spot: Spot, last: Statement | None) -> bool:
    """Whether a rate is of the figure before it: 竣工37503户，竣工率63.30%."""
    bare = spot.before.rstrip("为达到")
    said = f"{last.quote}{spot.gap[: -len(spot.before) or None]}" if last else ""
    return bare.endswith("率") and len(bare) <= _RATE_NAME and bare[:-1][-2:] in said
