"""报送情况：who has returned, late or not, who is missing, and what to tell each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from minsheng_xl import data
from minsheng_xl.board import Standing, rates_of
from minsheng_xl.cycle import Rates, due_date, lock_date
from minsheng_xl.jobs.duties import duties_of, unreported
from minsheng_xl.jobs.folders import returns
from minsheng_xl.jobs.plans import Plan, read_source
from minsheng_xl.ledger import Records, open_records
from minsheng_xl.ledger.records import SENT_BACK
from minsheng_xl.periods import Period


@dataclass(frozen=True, slots=True)
class Status:
    """A period's returns: the day they are due, the rates, every department, and reminders ready to send."""

    period: Period
    due: date
    locked: date | None
    rates: Rates
    departments: Sequence[Standing]
    reminders: Mapping[str, str]
    """What to tell each department that owes something."""


def status(master: Path, period: Period, *, work: Path | None = None, as_of: date | None = None) -> Status:
    """Who has returned for a period, from the folder of returns and the ledger of the work folder.

    Where nothing has come yet there is nothing to judge, and neither rules nor readers of returns load.
    """
    today, work = as_of or date.today(), work or master.parent
    plan = read_source(master)
    with open_records(work) as records:
        if not _anything_came(period, work, records):
            return status_of(plan, period, _nobody(plan.in_period(period), period), today)
        from minsheng_xl.jobs.survey import survey

        return status_of(plan, period, survey(plan, period, work, today, records).standings, today)


def _anything_came(period: Period, work: Path, records: Records | None) -> bool:
    """Whether a file lies there, or did once."""
    return bool(returns(period, work)) or bool(records and records.versions(str(period)))


def _nobody(plan: Plan, period: Period) -> list[Standing]:
    """How departments stand before the first of them has returned."""
    settings, register = plan.ref.settings, plan.ref.register
    return [
        unreported(each, lock_date(period, settings, register.standard(each.department)))
        for each in duties_of(plan, period)
    ]


def status_of(plan: Plan, period: Period, standings: Sequence[Standing], today: date) -> Status:
    """How departments stand, with the rates, and with words for those who owe something."""
    settings = plan.ref.settings
    reminders = {each.department: text for each in standings if (text := _reminder(each, period, today))}
    due, lock = due_date(period, settings), lock_date(period, settings)
    return Status(period, due, lock, rates_of(standings), standings, reminders)


def _reminder(each: Standing, period: Period, today: date) -> str:
    """What to tell a department; empty where it owes nothing."""
    kind = _owed(each, today)
    if not kind:
        return ""
    text: str = wording()["reminder"][kind]
    return text.format(
        department=each.department,
        period=period.label,
        indicators=each.indicators,
        due=_day(each.due),
        days=abs((today - each.due).days),
        file=each.file,
        reason=each.reason.rstrip("。"),
        errors=each.errors,
    )


def _owed(each: Standing, today: date) -> str:
    if each.state == SENT_BACK:
        kind = "unreadable" if each.unreadable else "sent_back"
        return f"{kind}_late" if today > each.due else kind
    if each.returned and each.errors:
        return "faulty"
    if each.returned:
        return ""
    if today > each.due:
        return "overdue"
    return "today" if today == each.due else "upcoming"


def _day(day: date) -> str:
    weekday = wording()["weekdays"][day.weekday()]
    return str(wording()["day"]).format(month=day.month, day=day.day, weekday=weekday)


@cache
def wording() -> Mapping[str, Any]:
    """The words of data/wording/status.toml."""
    return data.load("wording/status.toml")
