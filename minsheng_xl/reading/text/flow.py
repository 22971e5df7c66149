"""How far things are, carried along a paragraph: what holds for figures whose own words say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minsheng_xl.reading.text.clauses import CLAUSE, SENTENCE
from minsheng_xl.reading.text.mentions import Spot, is_begun, is_goal_of_next, is_levelled
from minsheng_xl.reading.text.open_statements import OpenStatements
from minsheng_xl.reading.text.tenses import Tense, Told, closed_by, is_dated, opened_by, tense_of, told_by
from minsheng_xl.reading.text.words import pattern

_QUOTE = re.compile("“[^”]*$")


class Flow:
    """The tenses of a project's figures, in printed order.

    `dated`: those behind the first sentence that has a figure are done where nothing else is said, since the
    document says up to when it reports.
    """

    def __init__(self, *, dated: bool) -> None:
        self._dated = dated
        self._holds: Tense | None = None
        """What holds for the figures of this paragraph's sentences that say nothing."""
        self._carried: Tense | None = None
        """What the figure or the clause before says of those behind it."""
        self.own = Told()
        """What the words of the last figure's own clause say."""

    def begin_paragraph(self, *, told: bool, plan: bool) -> None:
        """`told`: what says nothing is done; `plan`: it stands below what is to be done next."""
        self._holds = "planned" if plan else "done" if told else None

    def tense(self, listed: Sequence[Spot], at: int, until: int, said: OpenStatements) -> Tense:
        """What a figure is by the words around it, else by those before and behind its clause."""
        spot = listed[at]
        if not at or SENTENCE.search(spot.gap):
            self._begin_sentence(spot, said)
        for clause in spot.openers:
            self._carried = opened_by(clause) or self._carried
            self._holds = "done" if self._carried == "done" and is_dated(clause) else self._holds
        if is_dated(spot.own) and told_by(spot.own).tense == "done":
            self._holds = "done"
        own, carried = tense_of(spot.own, spot.after, None), self._carried
        led = told_by(spot.own).tense
        joined = bool(at) and not CLAUSE.search(spot.gap)
        self.own, tense = own, own.tense
        if tense is None:
            lists = carried in ("begun", "ongoing", "prepared") and joined
            tense = carried if lists or carried in ("done", "planned", "remaining") else "untold"
            if tense == "untold" or (tense == "done" and not joined):
                tense = next((closed for each in spot.ahead if (closed := closed_by(each))), tense)
        elif tense == "done" and not own.outright and carried == "planned" and not spot.is_rate:
            open_targets = (each.unit for each in said.open_targets)
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
            self._holds = "done" if own[:2] == ("done", True) else self._holds
        return tense or "untold"

    def _begin_sentence(self, spot: Spot, said: OpenStatements) -> None:
        """Begin a sentence: what has been said before holds on, unless it says what is next or what lacks."""
        sentence = SENTENCE.split(spot.gap)[-1].strip()
        if pattern("told", "plans").match(sentence):
            self._holds = "planned"
        elif pattern("told", "problems").match(sentence):
            self._holds = "untold"
        elif pattern("progress", "reports").search(sentence):
            self._holds = "done"
        dated = self._dated and (said.targets or said.statements)
        self._carried = self._holds or ("done" if dated else None)
