"""Figures of a heading that the sentences below it say again: 新增就业70万人 / 新增就业70万人。深入…."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from minsheng_xl.reading.text.figure import Figure


def doubted(figures: Sequence[Figure], heading: int) -> Iterator[Figure]:
    """The figures; one below the heading (which ends at `heading`) that says what it says is doubted."""
    stated = {_key(each) for each in figures if each.quantity.end <= heading}
    for figure in figures:
        each = figure.quantity
        again = each.start >= heading and each.value is not None and _key(figure) in stated
        doubt = f"标题里已有{each.value_text}{each.unit}，像是同一指标，请只留一处"
        yield replace(figure, doubt=figure.doubt or doubt) if again else figure


def _key(figure: Figure) -> tuple[object, str, str]:
    each = figure.quantity
    return each.value, each.unit, each.role
