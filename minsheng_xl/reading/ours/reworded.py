"""Tasks in words and the figures beside them, where a clerk has changed one of the two.

The figures count. Where only the words were changed and say beyond doubt which figure is now another, that
one is taken and said so; where the two differ otherwise, the row keeps its figure and a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from minsheng_xl.model import REWORDED, Indicator, TargetTable
from minsheng_xl.quantity import Target
from minsheng_xl.reading.tables.plans import Wording
from minsheng_xl.reading.text.duties import find_duties
from minsheng_xl.reading.text.figure import Figure
from minsheng_xl.reading.text.figures import find_figures
from minsheng_xl.reference import Reference

UNCLEAR = "任务原文改过，认不准哪个数是它的"
DIFFERENT = "任务原文写的是{words}，目标是{figure}"


class _Change(NamedTuple):
    """What becomes of an indicator: another target, or none; what is to be said of it."""

    doubt: str
    target: Target | None = None


def settled(table: TargetTable, wordings: Sequence[Wording], ref: Reference) -> TargetTable:
    """The table with what its changed words say; doubts where words and figures differ."""
    known = {each.code: each for item in table.items for each in item.indicators}
    changes = {code: change for wording in wordings for code, change in _changes(known, wording, ref)}
    if not changes:
        return table
    items = (
        item.model_copy(update={"indicators": tuple(_changed(each, changes) for each in item.indicators)})
        for item in table.items
    )
    return table.with_items(tuple(items))


def _changed(indicator: Indicator, changes: Mapping[str, _Change]) -> Indicator:
    change = changes.get(indicator.code)
    if change is None:
        return indicator
    update = {"doubt": change.doubt} | ({"target": change.target} if change.target else {})
    return indicator.model_copy(update=update)


def _changes(
    known: Mapping[str, Indicator], wording: Wording, ref: Reference
) -> Iterator[tuple[str, _Change]]:
    """What the words of a task say other than the figures beside them."""
    rows = [known[code] for code in wording.quotes if code in known]
    stale = {each.code for each in rows if wording.quotes[each.code] not in wording.text}
    figures = _figures(wording.text, ref)
    if not _alike(rows, figures):
        for each in rows:
            change = _change_alone(each, wording, stale)
            if change:
                yield each.code, change
        return
    for each, figure in zip(rows, figures, strict=True):
        words, now = figure.target.raw, each.target.raw
        if words == now:
            continue
        before = {one.target.raw for one in _figures(wording.quotes[each.code], ref)}
        if each.code in stale and now in before:
            yield each.code, _Change(f"{REWORDED}，目标由{now}读作{words}", figure.target)
        else:
            yield each.code, _Change(DIFFERENT.format(words=words, figure=now))


def _change_alone(indicator: Indicator, wording: Wording, stale: set[str]) -> _Change | None:
    """What can be said of a row where words and figures do not pair."""
    if indicator.code in stale:
        return _Change(UNCLEAR)
    quote = wording.quotes[indicator.code]
    if wording.composed and indicator.target.raw not in quote:
        return _Change(DIFFERENT.format(words=f"“{quote}”", figure=indicator.target.raw))
    return None


def _figures(text: str, ref: Reference) -> list[Figure]:
    """The targets a task says, paragraph by paragraph."""
    return [
        figure
        for part in text.split("\n")
        for figure in find_figures(find_duties(part, ref).text, ref.units)[0]
        if figure.quantity.role == "target"
    ]


def _alike(rows: Sequence[Indicator], figures: Sequence[Figure]) -> bool:
    """Whether words and rows have as many figures, of the same units in the same order."""
    return len(rows) == len(figures) and all(
        row.unit in (figure.quantity.unit, figure.quantity.unit_norm)
        for row, figure in zip(rows, figures, strict=True)
    )
