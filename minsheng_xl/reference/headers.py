"""Column heads: which field of a table a header cell names.

Source of the words: `minsheng_xl/data/headers.toml`. What a column under an ambiguous 单位 holds
is decided by its cells, with `Reference.unit_column_kind`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from minsheng_xl import data
from minsheng_xl.quantity.typography import fold

YEAR = "{年}年"
NEAR_SCORE = 72
_LONGEST = 14
"""No header word is longer; longer cells are texts, not heads, and are not searched for near words."""
_YEAR = re.compile("(?:20[0-9]{2}|二[〇○零0][一二三四五六七八九〇○零]{2})年(?:度(?=目标|任务|计划))?")
_AS_OF = re.compile(
    r"^(?:(?:截[至止]|到)(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?|\d{1,2}[-—~至]\d{1,2}月份?|\d{1,2}月[底末])"
)
_WHOSE = re.compile("^(?:[省市县区州](?:级|定)?)?(?:重点)?(?=民生实事|实事)")
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MARKS = ":*※、.;,%"
_REMARK = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]$")


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The field a header cell names. `alias` is a listed word but not the standard one, `near` a likely one.

    `candidates` are (role, word, likeness 0–100), best first, for `near` and ambiguous words.
    """

    role: str
    kind: Literal["exact", "alias", "near"]
    word: str
    """The listed word that matched."""
    ambiguous: bool = False
    candidates: tuple[tuple[str, str, int], ...] = ()
    year: int | None = None
    """The year a head such as 2021年目标 names."""
    remark: str = ""
    """What stands in brackets behind the word: 计划投资(万元) -> 万元."""


class Headers:
    """Header words by role. Answers are remembered per distinct text."""

    def __init__(self, roles: Mapping[str, Iterable[str]]) -> None:
        self._words = {role: tuple(words) for role, words in roles.items()}
        self._standard = {role: words[0] for role, words in self._words.items()}
        self._roles: dict[str, list[str]] = {}
        for role, words in roles.items():
            for word in words:
                self._roles.setdefault(fold(word), []).append(role)
        self._pairs = {word[i : i + 2] for word in self._roles for i in range(len(word) - 1)}
        self._remembered: dict[str, HeaderMatch | None] = {}

    @staticmethod
    @cache
    def default() -> Headers:
        """The packaged words, loaded once."""
        mapping: dict[str, Any] = data.load("headers.toml")
        return Headers(mapping["roles"])

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, in the order of the data file."""
        return tuple(self._standard)

    def words(self, role: str) -> tuple[str, ...]:
        """Every listed head of a role, the standard one first."""
        return self._words[role]

    def word(self, role: str, *, year: int | None = None) -> str:
        """The standard head of a role: target, 2024 -> 2024年目标; without a year 年度目标."""
        word = self._standard[role]
        if YEAR not in word:
            return word
        return word.replace(YEAR, f"{year}年") if year else word.replace(YEAR, "年度")

    def role(self, text: str) -> HeaderMatch | None:
        """The field a header cell names, whatever its spaces and widths; None where no word is like it."""
        if text not in self._remembered:
            self._remembered[text] = self._match(text)
        return self._remembered[text]

    def listed(self, text: str) -> HeaderMatch | None:
        """The field a header cell names by a listed word; None where it is only like one."""
        return self._match(text, near=False)

    def roles_of(self, text: str) -> tuple[str, ...]:
        """Every field a header cell may name, the likeliest first."""
        match = self.role(text)
        if match is None:
            return ()
        return tuple(dict.fromkeys((match.role, *(role for role, _, _ in match.candidates))))

    def _match(self, text: str, *, near: bool = True) -> HeaderMatch | None:
        folded = fold(text).strip(_MARKS)
        year, folded = _take_year(folded)
        remark = _REMARK.search(folded)
        bare = folded[: remark.start()].strip(_MARKS) if remark else folded
        noted = remark[1] if remark else ""
        for word in (folded, bare, _bare(bare)):
            roles = self._roles.get(word)
            if roles:
                kind: Literal["exact", "alias"] = (
                    "exact" if fold(self._standard[roles[0]]) == word else "alias"
                )
                others = tuple((role, word, 100) for role in roles) if len(roles) > 1 else ()
                return HeaderMatch(roles[0], kind, word, len(roles) > 1, others, year, noted)
        return self._near(bare, year, noted) if near else None

    def _near(self, word: str, year: int | None, remark: str) -> HeaderMatch | None:
        """The most alike listed words; looked for only where at least two characters stand together alike."""
        if not 1 < len(word) <= _LONGEST or not any(
            word[i : i + 2] in self._pairs for i in range(len(word) - 1)
        ):
            return None
        from rapidfuzz import fuzz, process

        found = process.extract(word, list(self._roles), scorer=fuzz.ratio, limit=5, score_cutoff=NEAR_SCORE)
        candidates = tuple(
            (role, near, round(score)) for near, score, _ in found for role in self._roles[near]
        )
        if not candidates:
            return None
        roles = {role for role, _, score in candidates if score == candidates[0][2]}
        return HeaderMatch(
            candidates[0][0], "near", candidates[0][1], len(roles) > 1, candidates, year, remark
        )


def _bare(text: str) -> str:
    """A head without the day its figures are up to (截至8月底累计完成), or whose it is (省重点民生实事)."""
    bare = _WHOSE.sub("", _AS_OF.sub("", text))
    return bare if len(bare) > 1 else text


def _take_year(text: str) -> tuple[int | None, str]:
    """The year a folded head names, and the head with the year as a placeholder."""
    found = _YEAR.search(text)
    if not found:
        return None, text
    year = int(found[0][:4].translate(_DIGITS))
    return year, text[: found.start()] + YEAR + text[found.end() :]
