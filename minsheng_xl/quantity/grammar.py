"""The grammar of quantities in running text, compiled once for a unit table.

A number is found first; what stands directly before it (提高到不低于, 每人每月) is then matched backwards
from the number, so that a text costs what its numbers cost.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, cast, get_args

from minsheng_xl.quantity.numerals import NUMERAL
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.words import Op, any_of, ops_of, words

REACH_BACK = 28
"""Characters before a number that may belong to it."""

ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
SPELLED = f"{NUMERAL}{{1,10}}"
_TO = r"\s?(?:[-—–~]{1,2}|至|到)\s?"
_DATES = (
    rf"\s?年度?\s?[0-9]{{1,2}}(?:{_TO}[0-9]{{1,2}})?\s?月份?(?:\s?[0-9]{{1,2}}\s?[日号])?",
    r"\s?月份?\s?[0-9]{1,2}\s?[日号]",
    r"[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9])",
    r"\s?[月日](?!·)",
    r"[:：][0-9]{2}(?![0-9])",
)
_DOCUMENT = r"[〕\]】)]\s?第?\s?[0-9X*×]+\s?号"


class Context(NamedTuple):
    """What the words directly before a number say about it."""

    op: Op = "plain"
    increment: bool = False
    rate_increment: bool = False
    per: tuple[str, ...] = ()
    soft: bool = False

    @property
    def bound(self) -> bool:
        """Whether a bound (不少于, 约) is stated, not merely a level to be reached."""
        return self.op not in ("plain", "reach")


class Grammar:
    """The regular expressions of quantities for one unit table, and the sense of words around a number."""

    def __init__(self, table: UnitTable) -> None:
        self.table = table
        self.after = ops_of("after")
        self.reasons = {word: why for why, listed in words()["not_quantities"].items() for word in listed}
        unit, after = _unit(table), any_of(self.after)
        measure = rf"\s?(?P<unit>{unit})?\s?(?P<after>{after})?"
        self.number = re.compile(
            rf"(?P<low>{ARABIC})(?:\s?(?P<low_unit>{unit})?{_TO}(?P<high>{ARABIC}))?"
            rf"(?:(?P<date>{'|'.join(_DATES)})|(?P<document>{_DOCUMENT})|(?P<code>(?:\+\s?[0-9A-Za-z]+)+)"
            rf"|\s?(?P<reason>{any_of(self.reasons)})|\s?(?P<more>{any_of(ops_of('between'))})?{measure})"
        )
        self.spelled = re.compile(
            rf"(?:(?P<share>[百千])分之(?P<of>{SPELLED}|{ARABIC})|(?P<parts>{SPELLED})分之(?P<part>{SPELLED})"
            rf"|(?P<low>{SPELLED})\s?(?P<unit>{unit}))(?P<after>{after})?"
        )
        self.placeholder = re.compile(rf"(?<![0-9A-Za-z元次])/\s?(?P<unit>{unit})")
        rising = words()["rising"]
        self.rising = re.compile(rf"\s?(?:{after})?\s?{any_of(rising['verbs'])}{any_of(rising['ends'])}")
        phrase = any_of(table.denominators.phrases)
        self.per = re.compile(f"(?:{phrase})+(?:[，,](?:{phrase})+)*")
        self._senses = _senses(table)
        self._word = re.compile(any_of(self._senses))
        backwards = any_of(word[::-1] for word in self._senses)
        self._backwards = re.compile(rf"(?:\s{{0,3}}{backwards})*\s{{0,3}}")
        self._context = lru_cache(4096)(self._read_context)

    def before(self, text: str, start: int) -> Context:
        """What the words directly before position `start` say."""
        window = text[max(0, start - REACH_BACK) : start][::-1]
        match = self._backwards.match(window)
        length = match.end() if match else 0
        return self._context(text[start - length : start])

    def _read_context(self, text: str) -> Context:
        """The sense of a chain of words, nearest to the number last: a bound outweighs a level."""
        bound: Op = "plain"
        level: Op = "plain"
        per: list[str] = []
        kinds = set()
        for word in self._word.findall(text):
            kind, op = self._senses[word]
            kinds.add(kind)
            if kind == "per":
                per += self.table.denominators.named(word)
            elif op == "reach":
                level = op
            elif op != "plain":
                bound = op
        raised = level == "plain"
        return Context(
            bound if bound != "plain" else level,
            raised and "increment" in kinds,
            raised and "increment_of_rate" in kinds,
            self.table.denominators.ordered(per),
            "soft" in kinds,
        )


@lru_cache(8)
def grammar(table: UnitTable) -> Grammar:
    """The grammar of a table, compiled once."""
    return Grammar(table)


def _unit(table: UnitTable) -> str:
    """Regular expression of a printed unit: prefix, word, denominators; or a prefix alone."""
    latin = {word for word in table.spellings if word.isascii() and word.isalnum()}
    latin |= {word.upper() for word in latin} | set(words()["signs"]["units"])
    collisions = words()["collisions"]
    guarded = [
        re.escape(word) + (f"(?![{collisions[word]}])" if word in collisions else "")
        for word in sorted(set(table.spellings) - latin, key=len, reverse=True)
    ]
    word = rf"(?:{any_of(latin)}(?![A-Za-z0-9])|{'|'.join(guarded)})"
    token = table.denominators.token
    below = rf"(?:\s?/\s?\(?{token}(?:[·./]?{token})*\)?|(?:每{token})+)"
    return rf"(?:{any_of(table.prefixes)}?{word}{below}?|{any_of(table.prefixes)})"


def _senses(table: UnitTable) -> dict[str, tuple[str, Op]]:
    """Every word that may stand before a number, with its kind and the relation it expresses."""
    senses: dict[str, tuple[str, Op]] = {}
    for kind, listed in words()["before"].items():
        op = cast(Op, kind if kind in get_args(Op) else "plain")
        senses |= dict.fromkeys(listed, (kind, op))
    return senses | dict.fromkeys(table.denominators.phrases, ("per", "plain"))
