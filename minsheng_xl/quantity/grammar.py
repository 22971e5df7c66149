"""The grammar of quantities in running text, compiled once for a unit table.

A number is found first; what stands directly before it (提高到不低于, 每人每月) is then matched backwards
from the number, so that a text costs what its numbers cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple, cast, get_args

from minsheng_xl.quantity.numerals import FIRST, NUMERAL
from minsheng_xl.quantity.table import UnitTable
from minsheng_xl.quantity.typography import fold
from minsheng_xl.quantity.words import Op, any_of, ops_of, words

REACH_BACK = 28
"""Characters before a number that may belong to it."""

ARABIC = r"[0-9](?:[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]*)(?:\.[0-9]+(?!\.?[0-9]))?"
SPELLED = f"{FIRST}{NUMERAL}{{0,9}}"
_TO = r"\s?(?:[-—–~]{1,2}|至|到)\s?"
_DATES = (
    rf"\s?年度?\s?[0-9]{{1,2}}(?:{_TO}[0-9]{{1,2}})?\s?月份?(?:\s?[0-9]{{1,2}}\s?[日号])?",
    r"\s?月份?\s?[0-9]{1,2}\s?[日号]",
    r"\s?[月日](?!·)",
    r"[:：][0-9]{2}(?:[:：][0-9]{2})?(?![0-9])",
)
_DOTTED = r"(?:[-/.][0-9]{1,2}){2}(?![0-9])"
_DOCUMENT = r"[〕\]】)]\s?第?\s?[0-9X*×]+\s?号"


YEARS = "年"
_THING = re.compile("[一-鿿”]{2}(?<!第)$")
"""Words right before a number, as a thing that is counted has."""
_LEAST_STANDARD = re.compile("最[低高]标准")


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


_NOTHING = Context()


class Grammar:
    """The regular expressions of quantities for one unit table, and the sense of words around a number.

    Those that few texts ask for are compiled when one does.
    """

    def __init__(self, table: UnitTable) -> None:
        self.table = table
        self.after, self.between = ops_of("after"), ops_of("between")
        self.reasons: dict[str, str] = {
            word: why for why, listed in words()["not_quantities"].items() for word in listed
        }
        self._uncounted = frozenset(self.reasons) | {YEARS}
        self._counted = frozenset(table.spellings) - self._uncounted
        criterion = words()["criterion"]
        self.conditions = frozenset(criterion["dimensions"])
        self.spans = frozenset(criterion["periods"])
        self.settlements = tuple(criterion["nouns"])
        self.lasting = re.compile(any_of(criterion["lasting"]) + "[^，,。；;、的0-9]{0,8}$")
        """What itself is told in days: 优良天数340天以上, 办理时限压缩至3个工作日以内."""
        self.scaled = tuple(criterion["scaled"])
        self._unit, self._after, self._more = _unit(table), any_of(self.after), any_of(self.between)
        unit, after, more = self._unit, self._after, self._more
        phrase = any_of(table.denominators.phrases)
        self.phrase = re.compile(f"(?:{phrase})+(?:[，,](?:{phrase})+)*")
        """每人每月, 月人均; and 每服役一年，每人每月."""
        measure = (
            rf"(?P<scale>{any_of(table.prefixes)}(?={more}))?(?:\s?(?P<more>{more}))?(?:\s?(?P<unit>{unit}))?"
            rf"(?P<behind>(?:{phrase})+)?(?:\s?(?P<after>{after}))?"
        )
        self.number = re.compile(
            rf"(?P<low>{ARABIC})(?:(?P<dotted>{_DOTTED})|(?:\s?(?P<low_unit>{unit})?{_TO}(?P<high>{ARABIC})"
            rf"(?(low_unit)(?=\s?(?P=low_unit))))?"
            rf"(?:(?P<date>{'|'.join(_DATES)})|(?P<document>{_DOCUMENT})|(?P<code>(?:\+\s?[0-9A-Za-z]+)+)"
            rf"|\s?(?P<reason>{any_of(self.reasons)})(?!(?<=[A-Za-z])[A-Za-z])|{measure}))"
        )
        rising = any_of(words()["rising"]["verbs"]) + any_of(words()["rising"]["ends"])
        self.rising = re.compile(rf"\s?(?:{after})?\s?{rising}")
        relations = any_of(word for word, op in ops_of("before").items() if op in get_args(Op))
        self.bare_end = re.compile(rf"$|\W|{rising}|{relations}")
        """What may follow a number without unit: 600提高到650, 95。; anything else might be its unit."""
        unlisted = words()["unlisted"]
        self._unlisted = re.compile(
            rf"\s?(?!(?:{'|'.join(unlisted['never'])})|{_collided()})[一-鿿]{{1,2}}(?=\s*(?:[，,。；;、（()）【\n]|$))"
        )
        self._doing = re.compile(
            any_of([*words()["before"]["verb"], *unlisted["doing"]]) + "[^，,。；;、]{2,}$"
        )
        self._senses = _senses(table)
        self._word = re.compile(any_of(self._senses))
        inside = words()["inside"]
        backwards = _any_but(self._senses, inside, backwards=True)
        divided = any_of(word[::-1] for word in table.denominators.phrases)
        self._backwards = re.compile(rf"(?:\s{{0,3}}{backwards}|[，,](?={divided}))*\s{{0,3}}")
        bounds = [word for word, op in ops_of("before").items() if op in get_args(Op)]
        self._far = re.compile(rf"(?P<bound>{_any_but(bounds, inside)})[^，。；、,;0-9]{{1,20}}的\s?$")
        self._last = frozenset(word[-1] for word in self._senses) | {" "}
        self._per = lru_cache(1024)(self._read_per)
        self._context = lru_cache(4096)(self._read_context)

    @cached_property
    def spelled(self) -> re.Pattern[str]:
        """三分之一, 五户以上."""
        share = rf"分之(?P<part>{SPELLED}|{ARABIC})"
        return re.compile(
            rf"(?P<low>{SPELLED})(?:{share}|\s?(?P<unit>{self._unit}))(?P<after>{self._after})?"
        )

    @cached_property
    def placeholder(self) -> re.Pattern[str]:
        """/名, /座: a slash before a counting word, and no unit before the slash."""
        counted = any_of(word.symbol for word in self.table.words if word.integral)
        endings = re.escape("".join({spelling[-1] for spelling in self.table.spellings}))
        return re.compile(rf"(?<![0-9A-Za-z{endings}])/\s?(?P<unit>{counted})")

    @cached_property
    def term(self) -> re.Pattern[str]:
        """A figure with its unit, as cells hold them: 5个."""
        return re.compile(rf"(?P<number>{ARABIC})\s?(?P<unit>{self._unit})?")

    @cached_property
    def closed(self) -> re.Pattern[str]:
        """What closes a figure where a cell says nothing else: its unit, 以上, a bracket, the end."""
        return re.compile(rf"\s?{self._more}?(?:{self._unit})?\s?(?:{self._after})?\s?(?:$|[。；;，,（(])")

    def before(self, text: str, start: int) -> Context:
        """What the words directly before position `start` say."""
        if not start or text[start - 1] not in self._last:
            return _NOTHING
        window = text[max(0, start - REACH_BACK) : start][::-1]
        match = self._backwards.match(window)
        length = match.end() if match else 0
        return self._context(text[start - length : start])

    def counts_by(self, unit: str) -> bool:
        """Whether running text counts by a row's unit; by 分钟, 级, 年 or an unknown one only cells do."""
        read = self.table.read(unit).unit
        return (
            read is not None
            and fold(unit) not in self._uncounted
            and fold(read.word).lower() in self._counted
        )

    def leads(self, text: str) -> bool:
        """Whether a text is nothing but words that lead up to a number: 力争达到, 不少于."""
        return self._backwards.fullmatch(text[::-1]) is not None

    def share_of(self, text: str, start: int) -> Op:
        """What is said of a share of something named before it: 不低于在职人数的20%, 达到社区的60%."""
        window = text[max(0, start - REACH_BACK) : start]
        far = self._far.search(window) if window.rstrip().endswith("的") else None
        return self._senses[far["bound"]][1] if far else "plain"

    def unlisted_unit(self, text: str, start: int, end: int) -> int:
        """Where a word ends that must be a unit though no table lists it (锅炉120蒸吨。); `end` for none.

        `end` may stand behind a scale that is all that was read of it: 1.2万块。
        """
        found = self._unlisted.match(text, end)
        window = text[max(0, start - REACH_BACK) : start]
        return found.end() if found and (_THING.search(window) or self._doing.search(window)) else end

    def per(self, phrase: str) -> tuple[str, ...]:
        """The denominators a text names: 每人每月, 月人均."""
        return self._per(phrase) if phrase else ()

    def _read_per(self, phrase: str) -> tuple[str, ...]:
        below = self.table.denominators
        return below.ordered(below.named(phrase))

    def _read_context(self, text: str) -> Context:
        """The sense of a chain of words, nearest to the number last: a bound outweighs a level."""
        bound: Op = "plain"
        level: Op = "plain"
        kinds: set[str] = set()
        for word in self._word.findall(text):
            kind, op = self._senses[word]
            kinds.add(kind)
            if kind == "verb":
                level, kinds = "plain", kinds - {"increment", "increment_of_rate"}
            elif op == "reach":
                level = op
            elif op != "plain":
                bound = op
        raised = level == "plain"
        if raised and "increment" in kinds and _LEAST_STANDARD.search(text):
            bound = "plain"  # 最低标准提高20元: the standard is the least, the rise is 20
        return Context(
            bound if bound != "plain" else level,
            raised and "increment" in kinds,
            raised and "increment_of_rate" in kinds,
            self.per(text),
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
        if not word.endswith("之")  # 百分之 stands before its number
    ]
    word = rf"(?:{any_of(latin)}(?![A-Za-z0-9])|{'|'.join(guarded)})"
    token = any_of([*table.denominators.spellings, *(set(table.spellings) - latin)])
    tokens, prefix = f"{token}(?:[·./]?{token})*", any_of(table.prefixes)
    below = rf"(?:\s?/\s?(?:\({tokens}\)|{tokens})|每{any_of(table.denominators.periods)})"
    times = rf"(?:次(?![生年日月要级])|·(?:{any_of(table.lasting)})|[天日](?![均常内然照前后]))"
    return rf"(?:(?:{prefix}\s?)?{word}{times}?(?:{below}|\({word}\))?|{prefix})"


def _collided() -> str:
    """Regular expression of words that begin like a unit and are none: 部门, 户籍."""
    return "|".join(f"{re.escape(word)}[{others}]" for word, others in words()["collisions"].items())


def _any_but(listed: Iterable[str], inside: Mapping[str, str], *, backwards: bool = False) -> str:
    """Regular expression for one of the words, but not within a longer one: 约, not 签约."""
    guarded = []
    for word in sorted(listed, key=len, reverse=True):
        before = f"[{inside[word]}]" if word in inside else ""
        if backwards:
            guarded.append(re.escape(word[::-1]) + (f"(?!{before})" if before else ""))
        else:
            guarded.append((f"(?<!{before})" if before else "") + re.escape(word))
    return f"(?:{'|'.join(guarded)})"


def _senses(table: UnitTable) -> dict[str, tuple[str, Op]]:
    """Every word that may stand before a number, with its kind and the relation it expresses."""
    senses: dict[str, tuple[str, Op]] = {}
    for kind, listed in words()["before"].items():
        op = cast(Op, kind if kind in get_args(Op) else "plain")
        senses |= dict.fromkeys(listed, (kind, op))
    return senses | dict.fromkeys(table.denominators.phrases, ("per", "plain"))
