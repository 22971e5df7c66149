"""What has been said of one project of a report so far: its targets, what is done, what nobody told yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from minsheng_xl.likeness import likeness
from minsheng_xl.quantity import Quantity, comparable, convert
from minsheng_xl.reading.text.mentions import Spot
from minsheng_xl.reading.text.statement import Statement, fits
from minsheng_xl.reading.text.words import pattern
from minsheng_xl.reference import Reference

NAMED, ALIKE = 4, 0.25
"""Characters of a figure's own name, and how like a target's it must be where several targets are open."""
_RECENT = 60
"""How many targets and figures back a figure is held against."""


class OpenStatements:
    """The statements of a project while its paragraphs are read; targets hold for what follows them."""

    def __init__(self, ref: Reference) -> None:
        self.ref = ref
        self.statements: list[Statement] = []
        self.targets: list[Statement] = []
        self.untold: list[Statement] = []
        """Targets, for all that is known: nothing says whether they are that or done."""
        self.seen: list[Statement] = []
        """What this paragraph has said done so far."""
        self.begun_at = 0
        """Where in it this sentence begins."""
        self.pending: Statement | None = None
        """The figure right before, not said to be done: a share of a task behind it says so."""
        self.firm: set[int] = set()
        """Targets that are called so."""

    def begin_paragraph(self) -> None:
        """What was said done in other paragraphs is no more at hand."""
        self.seen, self.begun_at, self.pending = [], 0, None

    def begin_sentence(self) -> None:
        """What is said from here on is of another sentence."""
        self.begun_at = len(self.seen)

    @property
    def of_sentence(self) -> Sequence[Statement]:
        """What this sentence has said done so far."""
        return self.seen[self.begun_at :]

    @property
    def open_targets(self) -> list[Statement]:
        """The targets of which nothing has been said done yet."""
        return [each for each in self.targets[-_RECENT:] if each.done is None]

    @property
    def recent(self) -> Sequence[Statement]:
        """What was said done last."""
        return self.seen[-_RECENT:]

    @property
    def untold_before(self) -> Statement | None:
        """The figure right before, where nothing says whether it is done."""
        return self.pending if self._is_untold(self.pending) else None

    def plan(self, statement: Statement, *, told: bool, firm: bool) -> None:
        """A target; not `told`: it may turn out to be done; `firm`: its own words call it so."""
        self.targets.append(statement)
        self.pending = statement
        if not told:
            self.untold.append(statement)
        if firm:
            self.firm.add(id(statement))

    def settle(self, statement: Statement) -> None:
        """A target that is one after all."""
        self.untold = [each for each in self.untold if each is not statement]

    def aim_at(self, goal: Statement, each: Quantity) -> bool:
        """Whether a target without a name was that of the figure before it: 参保率95.7%，年度目标95%."""
        said = next(reversed(self.of_sentence), None)
        if said is None and self.pending is None:
            said = self._untold_before(goal)
        if said is None or said.target or said.unit != goal.unit or len(goal.name) > 1:
            return False
        said.target = each
        return True

    def _untold_before(self, goal: Statement) -> Statement | None:
        """The untold figure in a goal's unit right before it, taken for done: 新增3200人，目标5000人."""
        last = self.targets[-1] if self.targets else None
        if last is None or not self._is_untold(last) or last.unit != goal.unit or len(goal.name) > 1:
            return None
        return self.turn_done(last)

    def _is_untold(self, statement: Statement | None) -> bool:
        return any(each is statement for each in self.untold)

    def turn_done(self, statement: Statement) -> Statement:
        """What was read as a target as done, as what stands behind it says."""
        each, statement.target = statement.target, None
        self.targets = [other for other in self.targets if other is not statement]
        self.pending = None
        assert each is not None
        self.add(statement, each)
        return statement

    def restates(self, spot: Spot) -> bool:
        """Whether a figure only says its target again: 10个小区全部开工，其中完工4个."""
        same = any(
            each.target and each.unit == spot.unit and each.of == spot.figure.value
            for each in self.targets[-_RECENT:]
        )
        return same and bool(pattern("progress", "begun").search(spot.behind))

    def adjust(self, spot: Spot) -> None:
        """Another figure for the last target in its unit, or for the one that is called 原: 调整为600个."""
        for target in reversed(self.targets):
            if target.unit == spot.unit and target.quote.find("原") >= 0:
                target.target = spot.figure
                return
            if target.unit == spot.unit:
                target.base = spot.figure.value
                return

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

    def holds(self, spot: Spot) -> bool:
        """Whether something said done can be held against a figure as its target."""
        return any(self._held_value(spot, each) is not None for each in self.recent)

    def hold_against(self, spot: Spot) -> None:
        """The target of what was said done last in the same unit."""
        for statement in reversed(self.recent):
            value = self._held_value(spot, statement)
            if value is not None:
                for target in self.targets[-_RECENT:]:
                    target.done = None if target.target is statement.target else target.done
                statement.target = spot.figure._replace(value=value)
                statement.unit = spot.unit if spot.unit.startswith(statement.unit) else statement.unit
                return

    def fulfil(self, statement: Statement, target: Statement | None) -> None:
        """Set a rate's target, and the name of whichever has one."""
        if target and target.done is None:
            statement.target, target.done = target.target, statement.done
            statement.name = statement.name if len(statement.name) > 1 else target.name

    def refit(self, statement: Statement) -> None:
        """Of several targets in one unit the one its printed percentage is of, where only one is."""
        recent = self.targets[-_RECENT:]
        fitting = [each for each in recent if each.unit == statement.unit and fits(statement, each.of)]
        if fits(statement, statement.of) or len(fitting) != 1:
            return
        for each in recent:
            each.done = None if each.target is statement.target else each.done
        statement.target, statement.name, fitting[0].done = fitting[0].target, fitting[0].name, statement.done

    def add(self, statement: Statement, each: Quantity) -> None:
        """A figure as done."""
        statement.done, statement.done_text = each.value, each.value_text
        self.statements.append(statement)
        self.seen.append(statement)

    def target_for(self, statement: Statement, *, again: bool) -> Statement | None:
        """The open target a figure fulfils: the one named alike, else the last in the same unit.

        Of several none, where the figure has a name of its own that is like none of theirs. `again`: one that
        has been spoken of counts too (上半年解决1075个，累计解决2585个).
        """
        units = {statement.unit, statement.other_unit, *re.split("[()/]", statement.unit)}
        same = [
            each for each in self.targets[-_RECENT:] if (again or each.done is None) and each.unit in units
        ]
        begun = [each for each in same if each.begun]
        same = begun if begun and statement.begun else [each for each in same if not each.begun]
        best = max(
            same, key=lambda each: (likeness(each.name, statement.name), same.index(each)), default=None
        )
        doubtful = len(same) > 1 and len(statement.name) >= NAMED
        return best if best and (not doubtful or likeness(best.name, statement.name) >= ALIKE) else None

    @property
    def goals(self) -> list[Quantity]:
        """What has been read so far as targets."""
        return [each.target for each in self.targets if each.target]

    def finished(self) -> list[Statement]:
        """All statements in printed order; a target nothing was said of stands alone."""
        said = set(map(id, self.statements))
        alone = [each for each in self.targets if each.done is None and id(each) not in said]
        reports = any(other.sentence > 1 for other in self.statements)
        beside = any(other.sentence == 1 and other.done is not None for other in self.statements)
        for each in self.untold:
            task = each.status or (each.sentence == 1 and reports and not beside)
            if any(each is other for other in alone) and not task:
                each.figure, each.target, each.tense = each.target, None, "untold"
        return sorted([*self.statements, *alone], key=lambda each: each.line)
