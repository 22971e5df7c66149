"""What a column head of a published table names: the listed words, then the way such heads are put together.

重点工作目标任务 is a target, 分管市领导 a leader, 牵头单位及主要负责人 the leads. Heads of returned forms are
read more strictly, in `reading.columns`.
"""

from __future__ import annotations

import re
from functools import cache

from minsheng_xl.quantity.typography import fold
from minsheng_xl.reading.tables.column_map import Why
from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.text.words import words
from minsheng_xl.reference import Headers

LONGEST = 20
"""No head is longer; a longer cell is a text."""
_YEAR = re.compile(r"20\d\d年(?:度)?|本年度|年度(?=目标|任务|计划)")
_REMARK = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_TITLE = re.compile("(?:表|清单|台账|方案|通知|意见|报告)$")
_SENTENCE = re.compile("[。；;！？]|[：:].|^\\d+[.、]")


def head_role(text: str, headers: Headers) -> str:
    """The field a head names; empty where it is no head that is known."""
    return named_role(text, headers)[0]


@cache
def named_role(text: str, headers: Headers) -> tuple[str, Why]:
    """The field a head names, and whether by a listed word or by how it is put together."""
    bare = squeezed(text)
    if not bare or len(bare) > LONGEST or _SENTENCE.search(bare):
        return "", ""
    stem = _REMARK.sub("", _YEAR.sub("", fold(bare))).strip(":*※、.;,★")
    for word in (bare, stem):
        match = headers.role(word) if word else None
        if match and match.kind != "near":
            return match.role, "listed"
    if not stem or _TITLE.search(stem):
        return "", ""
    role = next((role for role, pattern in _patterns() if pattern.search(stem)), "")
    return role, "composed" if role else ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((role, re.compile(pattern)) for role, pattern in words()["heads"]["patterns"])


def remark_of(text: str) -> str:
    """What a head says in closing brackets: 目标任务（户） -> 户; empty where nothing."""
    found = re.search(r"[(（]([^()（）]{1,12})[)）]$", squeezed(text))
    return found[1] if found else ""


def year_of(text: str) -> int:
    """The year a head names, 0 where it names none."""
    found = re.search(r"(20\d\d)\s*年", squeezed(text))
    return int(found[1]) if found else 0
