"""Goals and the means to them: where an item labels its goals, figures of its means are no targets.

目标任务：改造小区12个。工作措施：成立专班，抽调20人。
"""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity import LeftOut, UnitTable, find_quantities
from minsheng_xl.reading.text.words import words

WHY = "措施中的数"


def without_means(text: str, table: UnitTable) -> tuple[str, list[LeftOut]]:
    """The text with the lines of its means blanked, and the quantities that stand there.

    A text that labels no goals stays as it is: its means may be all it says.
    """
    lines = list(_labels().finditer(text))
    if not any(line["goals"] for line in lines):
        return text, []
    left: list[LeftOut] = []
    for at, line in enumerate(lines):
        if line["goals"]:
            continue
        start, stop = line.start(), lines[at + 1].start() if at + 1 < len(lines) else len(text)
        left += [
            LeftOut(text[start + each.start : start + each.end], WHY, start + each.start, start + each.end)
            for each in find_quantities(text[start:stop], table)
        ]
        text = text[:start] + re.sub("[^\n]", " ", text[start:stop]) + text[stop:]
    return text, left


@cache
def _labels() -> re.Pattern[str]:
    """Labels of goals and of means at the beginning of a line."""
    listed = words()["labels"]
    goals, means = ("|".join(map(re.escape, listed[key])) for key in ("goals", "means"))
    return re.compile(f"^[【\\[]?(?:(?P<goals>{goals})|(?P<means>{means}))[】\\]]?[:：]", re.MULTILINE)
