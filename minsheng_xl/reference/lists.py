"""Cells and brackets that list units: split so that names with brackets and marks inside stay whole.

县人社局、县财政局            （牵头单位：县人社局；配合单位：各县（市、区）政府）
县人社局牵头,县税务局参与      县民政局会同县残联等单位
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.lexicon import SHARED_LEVELS, Lexicon
from minsheng_xl.reference.register import Register

STANDARD_SEPARATOR = "、"
JOINED = "会同"
"""Printed between a unit that leads and those it works with."""
_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_SEPARATOR = re.compile(r"\s*[、，,；;/／|｜。]\s*|\s+")
_BETWEEN_GROUPS = frozenset("，；")
_CONJUNCTION = re.compile("以及|会同|和|与|及|暨")
_LEADING_WORD = re.compile("^(由|以及|会同|和|与|及)")
_PARTS_OF = re.compile("各(?:工作|专项|推进|行动)*(?:小?组|专班|科室|处室|股室)")
"""Parts of the unit before them, no units of their own: 县疫情防控指挥部各工作组."""
_AND_OTHERS = re.compile("等(有关|相关)?(单位|部门)?$")
_NUMBER = re.compile(
    r"[0-9]{1,2}\s*[.．、)）]\s*(?=[一-鿿])|[（(]\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|[①-⑳⑴-⒇]"
    r"|(?<![一-鿿])[一二三四五六七八九十]{1,2}[、.．]"
)
"""Numbering before a name: 1. （一） ① 二、"""
_OFFICE = "办"
_LONGEST_RUN = 80
"""Characters of names run together that are taken apart; a longer stretch is a sentence."""
_SHORT = 2
"""No name is shorter than this."""
_LONGEST_NAME = 4
"""A name with marks inside is looked for over this many pieces."""


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """One unit of a list: `text[start:end]` is the name as printed."""

    name: str
    start: int
    end: int
    separator: str
    """What is printed between this unit and the one before it; empty for the first."""
    role: str
    """lead, responsible, cooperator, assessor, or empty where neither label nor verb says."""
    position: int
    """1 for the first unit of the cell."""


class _Piece(NamedTuple):
    start: int
    end: int
    role: str
    first: bool = False
    """The first piece behind a label."""


@lru_cache(maxsize=8192)
def split_units(text: str, register: Register) -> tuple[ListedUnit, ...]:
    """The units a cell or bracket lists, in printed order; unknown names are kept as they stand.

    Labels (牵头单位：) and verbs (…牵头, …参与) give roles. A closing 等 belongs to no name.
    """
    return tuple(_Splitter(text, register).units())


def join_units(names: Iterable[str]) -> str:
    """A list as it should be printed."""
    return STANDARD_SEPARATOR.join(names)


def odd_marks(text: str, register: Register) -> tuple[str, ...]:
    """Separators other than 、 and brackets that are half-width or do not pair, each once, as printed."""
    units = split_units(text, register)
    found = []
    for before, unit in pairwise(units):
        new_group = before.role != unit.role and unit.separator in _BETWEEN_GROUPS
        if unit.separator not in ("", STANDARD_SEPARATOR) and not new_group:
            found.append(unit.separator)
    pairs, lonely = _brackets(text)
    found += [
        f"{text[left]}…{text[right]}" for left, right in pairs if text[left] + text[right] not in _PAIRS
    ]
    found += [text[position] for position in lonely]
    return tuple(dict.fromkeys(found))


_PAIRS = ("（）", "〔〕", "【】")


class _Splitter:
    """One cell on its way to units."""

    def __init__(self, text: str, register: Register) -> None:
        self.text = text = _NUMBER.sub(lambda number: " " * len(number[0]), text)
        self.register = register
        self.words = _role_words(register.lexicon)
        pairs, self._lonely = _brackets(text)
        inner = [pair for pair in pairs if not self._wraps(*pair)]
        self._wrappers = {position for pair in pairs if pair not in inner for position in pair}
        self._nested = {position for left, right in inner for position in range(left, right + 1)}

    def units(self) -> Iterator[ListedUnit]:
        """Merge pieces that are one name, then take verbs and 等 off and number what is left."""
        end, position, waiting = 0, 0, list[ListedUnit]()
        for piece in self._merged(list(self._pieces())):
            name_end, own = self._without_tag(piece)
            name_end, role = (name_end, "") if own else self._without_verb(piece)
            for start, stop in self._without_words(piece.start, name_end):
                position += 1
                between = self._between(end, start, position)
                name = self.text[start:stop]
                waiting.append(ListedUnit(name, start, stop, between, own or piece.role, position))
                end = stop
            if role:
                waiting = [unit if unit.role else replace(unit, role=role) for unit in waiting]
                yield from waiting
                waiting = []
        yield from waiting

    def _between(self, end: int, start: int, position: int) -> str:
        """The mark printed before a unit: the first separator or conjunction after the one before it."""
        if position == 1:
            return ""
        gap = self.text[end:start]
        found = re.search(r"[、，,；;/／|｜。]", gap) or _CONJUNCTION.search(gap)
        return found[0] if found else gap[: gap[:1].isspace()]

    def _pieces(self) -> Iterator[_Piece]:
        """Stretches between separators that stand outside brackets, with the role their label gives."""
        for start, end, role in self._labelled():
            first = True
            for left, right in self._separated(start, end):
                yield _Piece(left, right, role, first)
                first = False

    def _separated(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What stands between marks, behind a role in brackets, and between names run together."""
        cut = start
        for found in _SEPARATOR.finditer(self.text, start, end):
            if found.start() not in self._nested:
                yield from self._run_together(cut, found.start())
                cut = found.end()
        yield from self._run_together(cut, end)

    def _run_together(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """县交通运输局（牵头）县公安局（配合） and 县商务局县科技局, each with its role; else the whole."""
        for tag in self.words.tag.finditer(self.text, start, end):
            yield start, tag.end()
            start = tag.end()
        for stop in self._ends(start, end) if end - start <= _LONGEST_RUN else ():
            yield start, stop
            start = stop
        if start < end:
            yield start, end

    def _ends(self, start: int, end: int) -> tuple[int, ...]:
        """Where known names end that are run together and fill the whole stretch; empty where they do not."""
        if self._is_name(start, end):
            return ()
        for stop in range(end - _SHORT, start + 1, -1):
            joined = _CONJUNCTION.match(self.text, stop) or _PARTS_OF.match(self.text, stop)
            if not joined and self.register.knows(self.text[start:stop]):
                verb = self.words.verb.match(self.text, stop, end)
                after = verb.end() if verb else stop
                if self._is_name(after, end):
                    return (after,)
                further = self._ends(after, end)
                if further:
                    return (after, *further)
        return ()

    def _is_name(self, start: int, end: int) -> bool:
        """Whether a stretch is one known name, its role and 等 aside."""
        stop, _ = self._without_verb(_Piece(start, end, ""))
        return self.register.knows(_AND_OTHERS.sub("", self.text[start:stop]))

    def _labelled(self) -> Iterator[tuple[int, int, str]]:
        """Stretches behind each label (start, end, role), wrapping and lonely brackets left out."""
        role, cut = "", 0
        for found in self.words.labels.finditer(self.text):
            if found.start() not in self._nested:
                yield from self._unbracketed(cut, found.start(), role)
                role, cut = self.words.roles[found[1]], found.end()
        yield from self._unbracketed(cut, len(self.text), role)

    def _unbracketed(self, start: int, end: int, role: str) -> Iterator[tuple[int, int, str]]:
        outer = [at for at in sorted((*self._wrappers, *self._lonely)) if start <= at < end]
        for left, right in zip([start, *(at + 1 for at in outer)], [*outer, end], strict=True):
            if left < right:
                yield left, right, role

    def _wraps(self, left: int, right: int) -> bool:
        """Whether a pair of brackets stands around a list, not inside a name."""
        before, inside = self.text[:left].strip(), self.text[left + 1 : right]
        return not before or bool(self.words.labels.match(inside))

    def _merged(self, pieces: list[_Piece]) -> Iterator[_Piece]:
        """The longest run of pieces that is one known name: 县 人社局, or a name with 、 or / in it."""
        at = 0
        while at < len(pieces):
            stop = at + 1
            for end in range(min(len(pieces), at + _LONGEST_NAME), at + 1, -1):
                if not any(piece.first for piece in pieces[at + 1 : end]) and self._one_name(pieces[at:end]):
                    stop = end
                    break
            yield pieces[at]._replace(end=pieces[stop - 1].end)
            at = stop

    def _one_name(self, pieces: list[_Piece]) -> bool:
        whole = self.text[pieces[0].start : pieces[-1].end]
        if fold(whole) in self.register.compounds or SHARED_LEVELS.fullmatch(whole):
            return True
        parts = (self.text[piece.start : piece.end] for piece in pieces)
        return not all(map(self.register.knows, parts)) and self.register.knows(whole)

    def _without_tag(self, piece: _Piece) -> tuple[int, str]:
        """End of the piece without a role in brackets that is its own: 县教育局（牵头）."""
        found = self.words.tags.search(self.text, piece.start, piece.end)
        return (found.start(), self.words.roles[found[1]]) if found else (piece.end, "")

    def _without_verb(self, piece: _Piece) -> tuple[int, str]:
        """End of the piece without its closing verb, and the role the verb gives."""
        part = self.text[piece.start : piece.end]
        found = self.words.verbs.search(part)
        if not found:
            return piece.end, ""
        known = self.register.knows(_LEADING_WORD.sub("", part[: found.start()]))
        if not known and (found[1].endswith(_OFFICE) or self.register.knows(part)):
            return piece.end, ""  # 县政协办 is an office, not 县政 that does 协办
        return piece.start + found.start(), self.words.roles[found[1]]

    def _without_words(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """A stretch without 由 and 等, parted at 和 or 会同 where both sides are units."""
        part = self.text[start:end]
        if self.register.knows(part):
            yield start, end
            return
        others, leading = _AND_OTHERS.search(part), _LEADING_WORD.match(part)
        if others and others.start():
            yield from self._without_words(start, start + others.start())
            return
        if leading and self.register.knows(part[leading.end() :]):
            yield start + leading.end(), end
            return
        for found in _CONJUNCTION.finditer(part):
            if self.register.knows(part[: found.start()]) and found.end() < len(part):
                yield start, start + found.start()
                yield from self._without_words(start + found.end(), end)
                return
        if part:
            yield start, end


class _RoleWords(NamedTuple):
    labels: re.Pattern[str]
    verbs: re.Pattern[str]
    """A verb that closes a piece; `verb` one anywhere."""
    tags: re.Pattern[str]
    """A role in brackets that closes a piece; `tag` one anywhere."""
    verb: re.Pattern[str]
    tag: re.Pattern[str]
    roles: dict[str, str]


@cache
def _role_words(lexicon: Lexicon) -> _RoleWords:
    """Labels and verbs of the lexicon as patterns, longest first, and the role each stands for."""
    roles = {
        word: role for role, kinds in lexicon.roles.items() for words in kinds.values() for word in words
    }

    def any_of(kind: str) -> str:
        words = [word for kinds in lexicon.roles.values() for word in kinds[kind]]
        return "|".join(sorted(words, key=len, reverse=True))

    verb, tag = rf"({any_of('verbs')})", rf"[（(]({any_of('labels')}|{any_of('verbs')})[)）]"
    return _RoleWords(
        re.compile(rf"({any_of('labels')})\s*[：:]\s*"),
        re.compile(rf"{verb}$"),
        re.compile(rf"{tag}$"),
        re.compile(verb),
        re.compile(tag),
        roles,
    )


def _brackets(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Pairs of brackets of any kind by position, and those without a partner."""
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    lonely: list[int] = []
    for position, sign in enumerate(text):
        if sign in _OPEN:
            waiting.append(position)
        elif sign in _CLOSE:
            if waiting:
                pairs.append((waiting.pop(), position))
            else:
                lonely.append(position)
    return sorted(pairs), sorted(lonely + waiting)
