"""Up to when the figures of a report hold, as its title and its first sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from minsheng_xl.periods import Period

_YEAR = r"(?:(?P<year>20\d\d)\s*年\s*(?:度)?)?\s*"
_FORMS = (
    (rf"{_YEAR}\d{{1,2}}\s*月?(?:份)?\s*[-—–~～至到]{{1,2}}\s*(?P<month>\d{{1,2}})\s*月", None),
    (rf"(?:截[止至]|至|到){_YEAR}(?P<month>\d{{1,2}})\s*月(?:份|底|末|\d{{1,2}}日)?", None),
    (rf"{_YEAR}(?P<month>\d{{1,2}})\s*月(?:份|底|末)(?!前|之前)", None),
    (rf"{_YEAR}(?:前|第)?(?P<quarter>[一二三四])季度", None),
    (rf"{_YEAR}上半年", 6),
    (rf"{_YEAR}(?P<month>\d{{1,2}})\s*月(?=[^，。；]{{0,24}}(?:进展|进度|完成情况|通报|推进|落实))", None),
    (rf"{_YEAR}(?:全年|年度完成)", 12),
)
_PATTERNS = tuple((re.compile(form), month) for form, month in _FORMS)
_HEAD = 12
"""Lines of a report in which the time is looked for behind its title."""


def read_as_of(title: str, lines: Iterable[str], year: int = 0) -> Period | None:
    """The month a report is made up to; None where it does not say, or names no year and `year` is none.

    The title is asked first, then the first lines; 截至 and spans (1—6月) come before lone months.
    """
    head = [line for _, line in zip(range(_HEAD), lines, strict=False)]
    for text in (title, *head):
        for pattern, given in _PATTERNS:
            found = pattern.search(text)
            if not found:
                continue
            parts = found.groupdict()
            own = int(parts["year"]) if parts["year"] else year
            month = given or _month(parts)
            if own and 1 <= month <= 12:
                return Period(own, month)
    return None


def _month(parts: dict[str, str | None]) -> int:
    quarter = parts.get("quarter")
    return 3 * ("一二三四".index(quarter) + 1) if quarter else int(parts.get("month") or 0)
