"""A report in words, or a progress table of somebody's own, as a return: one row a statement.

What a row is about is found by `ToldMatcher`; figures keep the unit they were printed with until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from minsheng_xl.asof import read_as_of
from minsheng_xl.model import Document, Entry, Item, Progress, Return, Row, TargetTable
from minsheng_xl.periods import Period
from minsheng_xl.place import Grid, number_text
from minsheng_xl.reading.columns import Answers
from minsheng_xl.reading.notices.statement import BEGUN
