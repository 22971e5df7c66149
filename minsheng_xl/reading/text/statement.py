"""One statement of a report while its sentence is read, and sentences that state something in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from minsheng_xl.model import Progress
from minsheng_xl.place import Place
from minsheng_xl.quantity import LeftOut, Quantity, printed_places, round_half_up
from minsheng_xl.reading.text.clauses import SENTENCE
from minsheng_xl.reading.text.mentions import RATES
from minsheng_xl.reading.text.tenses import WHY, Tense
from minsheng_xl.reading.text.words import pattern

BEGUN = "已开工"
"""State of a figure that counts what has been begun, not what is done."""

MONTH_S = "说的是当期的数，不是累计"
"""Why what is done in a month is no running total."""


@dataclass(slots=True)
class Statement:
    """One statement while its sentence is read."""

    name: str
    unit: str
    line: int
    quote: str
    other_unit: str = ""
    """A second unit printed in brackets behind it: 15066户（套）."""
    target: Quantity | None = None
    done: Decimal | None = None
    done_text: str = ""
    base: Decimal | None = None
    """What the percentage is held against where it is not the target: an adjusted one."""
    percent: Decimal | None = None
    status: str = ""
    sentence: int = 0
    """Which of its project's sentences with figures it stands in, from 1."""
    begun: bool = False
    """Whether it counts what is begun or to be begun."""
    why: str = ""
    """Why what is done is no running total."""
    tense: Tense = "done"
    figure: Quantity | None = None
    """The figure where it is neither a target nor done."""

    @property
    def of(self) -> Decimal | None:
        """The printed target."""
        return self.target.value if self.target else None

    @property
    def left_out(self) -> LeftOut:
        """The figure that is neither a target nor done, with why."""
        assert self.figure is not None
        each = self.figure
        return LeftOut(f"{each.value_text}{each.unit}", WHY[self.tense], each.start, each.end)

    def as_progress(self, file: str) -> Progress:
        """The finished statement; the percentage recomputed."""
        base = self.base or self.of
        counted = self.done is not None and base and self.unit not in RATES
        percent = (
            round_half_up(self.done / base * 100, 2) if counted and self.done is not None and base else None
        )
        return Progress(
            name=self.name,
            unit=self.unit,
            target=self.of,
            done=self.done,
            printed_percent=self.percent,
            percent=percent,
            figure=self.figure.value if self.figure else None,
            why=WHY[self.tense] if self.figure else WHY["begun"] if self.status == BEGUN else self.why,
            status=self.status or _status(percent, self.done),
            quote=self.quote,
            place=Place(file, line=self.line),
        )


def fits(statement: Statement, target: Decimal | None) -> bool:
    """Whether the printed percentage is that of what is done to a target."""
    if not target or statement.done is None or statement.percent is None:
        return False
    return (
        round_half_up(statement.done / target * 100, printed_places(statement.percent)) == statement.percent
    )


def said_to_go_on(text: str, line: int) -> Iterator[Statement]:
    """Sentences without a figure that say how far something is: 改造工程正在建设中."""
    for sentence in SENTENCE.split(re.sub("[（(][^（()）]*[)）]", "", text)):
        found = pattern("progress", "status").search(sentence)
        if found and not re.search(r"\d", sentence[: found.end()]):
            name = re.sub("(?:工程|项目|工作)$", "", re.split("[：，]", sentence[: found.start()])[-1])
            yield Statement(name[-40:], "", line, sentence[:60], status=found.group())


def explained(seen: Sequence[Statement], percent: Decimal | None) -> tuple[Statement, Statement] | None:
    """Two figures of one unit whose quotient is the rate printed behind: 销售714台…已补贴714台…100%."""
    for at in range(len(seen) - 1, 0, -1):
        part = seen[at]
        for whole in seen[:at]:
            alike = whole.unit == part.unit and whole.target is None and part.target is None
            done = part.done if alike else None
            if whole.done and done is not None and round_half_up(done / whole.done * 100, 2) == percent:
                return whole, part
    return None


def _status(percent: Decimal | None, done: Decimal | None) -> str:
    if percent is None:
        return "" if done is None else "已报"
    return "超额完成" if percent > 100 else "完成" if percent == 100 else "在建"
