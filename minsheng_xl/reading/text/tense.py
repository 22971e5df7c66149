"""What a report says of a figure: done, planned, wanting, only begun, a standard, or nothing of the kind.

A figure is done only where its own words or its heading say so; what is planned, wanting or begun is never
done, whatever the report is called. The words stand in `data/notices.toml [tense]`.
"""

from __future__ import annotations

from typing import Literal

from minsheng_xl.reading.text.clauses import CLAUSE, SENTENCE, begin_of
from minsheng_xl.reading.text.words import pattern

Tense = Literal["done", "planned", "wanting", "begun", "basis", "unsaid"]

_LONGEST_HEAD = 40


def says_done(*heads: str) -> bool:
    """Whether a heading, or the head of a column, says that what stands below it is done: 完成情况."""
    return any(len(head) <= _LONGEST_HEAD and _says("headed", head) for head in heads)


def tense_of(text: str, start: int, end: int) -> Tense:
    """What is said of the figure between two positions of a paragraph, nearest words first."""
    opening = text[begin_of(text, start, "。；;\n") : start]
    before = CLAUSE.split(opening)[-1]
    stop = SENTENCE.search(text, end)
    rest = text[end : stop.start() if stop else len(text)]
    behind = CLAUSE.split(rest)[0]
    if pattern("tense", "basis").match(behind):
        return "basis"
    if opening.count("“") > opening.count("”") and "”" in rest:
        return "planned"  # the name of a task, in quotation marks
    if _says("wanting", before) or pattern("tense", "wanting_behind").match(behind):
        return "wanting"
    if pattern("tense", "done_behind").match(behind):
        return "done"
    if _says("done", before):
        return "planned" if _says("planned", before) else "done"
    if _says("planned", before) or pattern("tense", "heads_planned").search(opening):
        return "planned"
    if pattern("tense", "heads_wanting").search(opening):
        return "wanting"
    if pattern("tense", "rated").search(rest):
        return "done"
    if pattern("tense", "begun").search(rest) or pattern("tense", "begun_before").search(before):
        return "begun"
    return "done" if pattern("tense", "dated").match(opening.lstrip()) else "unsaid"


def _says(kind: str, words: str) -> bool:
    return pattern("tense", kind).search(words) is not None
