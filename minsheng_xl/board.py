"""周期看板 as plain data: who stood how in every period, what was wrong, what was mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from minsheng_xl.cycle import Expected, Light, Rates, Stage, rates
from minsheng_xl.model import Period


@dataclass(frozen=True, slots=True)
class Standing:
    """One department's return in a period."""

    department: str
    state: str
    """A review state, or 未报."""
    due: date
    indicators: int = 0
    received: datetime | None = None
    """When the first return that could be taken came in."""
    late: bool = False
    errors: int = 0
    warnings: int = 0
    file: str = ""
    reason: str = ""
    """Why the newest return could not be taken."""
    reason_code: str = ""
    unreadable: bool = False
    """Whether the newest file could not even be opened."""
    version: int = 0
    """Which version of the department's return this is; 0 where the ledger has not met it."""
    changes: int = 0
    """Cells it changes against the version before."""
    lock: date | None = None
    """First day on which a new return no longer counts."""
    held: bool = False
    """Whether a person has locked it."""
    instead: str = ""
    """The version that counts where newer ones were refused: 取第1版."""
    aside: tuple[str, ...] = ()
    """Files that came in after the lock: kept, not counted."""

    @property
    def returned(self) -> bool:
        return self.received is not None

    @property
    def sent_back(self) -> bool:
        """Whether the newest return was refused as a whole."""
        return bool(self.reason)


def rates_of(standings: Iterable[Standing]) -> Rates:
    """Expected, actual, on time."""
    return rates(
        Expected(
            each.department, each.due, each.indicators, (each.file,) if each.returned else (), each.received
        )
        for each in standings
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """A standing in a word or two, and the look (of the house's named looks) that goes with it."""

    words: str
    look: str


def mark(each: Standing, today: date) -> Mark:
    """What the board shows of a department in a period; the words alone say it, colours only help the eye."""
    if not each.returned:
        if each.sent_back:
            return Mark("打不开" if each.unreadable else "退回", "orange")
        return Mark("未报", "red") if today > each.due else Mark("待报", "grey")
    words, look = ("迟报", "yellow") if each.late else ("已报", "green")
    if each.sent_back:
        return Mark(f"{words}·{'打不开' if each.unreadable else '退回'}", "orange")
    if each.errors:
        return Mark(f"{words}·错{each.errors}", "orange")
    if each.held:
        return Mark(f"{words}·锁定", look)
    if each.instead:
        return Mark(f"{words}·{each.instead}", look)
    return Mark(words, look)


@dataclass(frozen=True, slots=True)
class BoardPeriod:
    """A period of the year: its days, rates, every department's standing; none where it has not begun."""

    period: Period
    due: date
    locked: date | None
    rates: Rates | None = None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    problems: int = 0
    """Errors and warnings in the returns that count."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where an indicator stands between being set up and being struck off the list."""

    code: str
    item: str
    indicator: str
    unit: str
    target: str
    lead: str
    cumulative: Decimal | None
    rate: Decimal | None
    light: Light
    stage: Stage
    passed: frozenset[Stage]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem from the version it was found in to the version that mended it."""

    period: str
    department: str
    severity: str
    code: str
    name: str
    indicator: str
    message: str
    cell: str
    found: int
    """Version it was found in first."""
    found_on: date | None
    sent_back: str
    """When it was sent back, and by whom where a person did."""
    mended: int
    """Version that has it no longer; 0 while it stands."""
    mended_on: date | None
    state: str
    reason: str = ""
    """What was written for letting it stand."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a later version of a return changed."""

    period: str
    department: str
    indicator: str
    column: str
    before: str
    after: str
    version: int
    file: str
    received: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A year of returns as it stands on a day, seen from one period."""

    place: str
    year: int
    period: Period
    today: date
    departments: Sequence[str]
    rounds: Sequence[BoardPeriod]
    reminders: Mapping[str, str]
    """What to tell each department that owes something in the period."""
    steps: Sequence[Step] = ()
    problems: Sequence[Problem] = ()
    changes: Sequence[Change] = ()

    @property
    def now(self) -> BoardPeriod:
        """The period the board is seen from."""
        return next(each for each in self.rounds if each.period == self.period)

    def year_of(self, department: str) -> Rates:
        """How often a department had to return this year, did, and did on time; open periods not counted."""
        own = [
            each.standings[department]
            for each in self.rounds
            if department in each.standings and each.standings[department].due < self.today
        ]
        came = [each for each in own if each.returned]
        return Rates(len(own), len(came), sum(not each.late for each in came))
