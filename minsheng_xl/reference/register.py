"""The department register: which unit a printed name means, in which year, and what it may mean else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.county import OwnName, read_department_rows
from minsheng_xl.reference.lexicon import Lexicon, Resolved
from minsheng_xl.reference.names import Department, Locality, Prefix, level_of
from minsheng_xl.reference.towns import Towns, governments_in

MatchKind = Literal["full", "short", "alias", "former", "pattern", "near", "unknown"]

NEAR_SCORE = 75
"""From this likeness on (0–100) an unknown name is called a near miss of its best candidate."""
PLACED = ("省", "市", "县", "区")
"""Levels of the tables that units report to."""
_CANDIDATES = 5
_MARKS = re.compile("[、,;/和]")
_LEAST_SCORE = 50
_SOUNDS_ALIKE = 2
"""How much less a likeness of sound is worth than the same likeness of letters: it only settles ties."""
_BETWEEN = "[一-鿿]{0,4}"
"""What a short name leaves out between two of its letters."""
_LONGEST_NAME = 60
"""Longer texts are sentences, not names, and are not searched."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit a name may mean, and how alike the names are (0–100)."""

    department: Department
    score: int


@dataclass(frozen=True, slots=True)
class Match:
    """What the register makes of a printed name.

    `department` is None for `near` and `unknown`: a candidate is never taken for the unit. `former` is a name
    that was right until it was renamed (`department.renamed_to`); `pattern` one put together from a place and
    a known main name. `ambiguous` names have a department and the other readings as candidates, as has
    县司法局（县商务局）.
    """

    text: str
    department: Department | None
    kind: MatchKind
    candidates: tuple[Candidate, ...] = ()
    ambiguous: bool = False
    bare: bool = False
    """Neither level nor place is printed; the level is the one asked for, or the unit's usual one."""

    @property
    def known(self) -> bool:
        """Whether the name means a unit."""
        return self.department is not None


class Register:
    """Units by name. Immutable: `extended` gives a new register. Answers are remembered per question."""

    def __init__(
        self, lexicon: Lexicon, own: Mapping[str, OwnName] | None = None, place: str = "", level: str = ""
    ) -> None:
        self.lexicon = lexicon
        self.place = place
        self.level = level or level_of(place)
        """The level (县, 区 …) that a name without any has here; empty where it is not known."""
        self._own = dict(own or {})
        self._remembered: dict[tuple[str, str | None, int | None, str | None], Match] = {}
        self._known: dict[str, bool] = {}
        self._choices: dict[str, dict[str, Department]] = {}

        self.compounds = frozenset(name for name in self._own if _MARKS.search(name))
        """Own names with a separator in them (县招商局/县经促局), levelled."""

    @staticmethod
    @cache
    def default() -> Register:
        """The packaged register, loaded once."""
        return Register(Lexicon.default())

    def extended(self, rows: Iterable[Mapping[str, str]], *, place: str = "") -> Register:
        """A register that also knows a county's 部门名录; its rows win over the packaged names.

        `place` is the county's name (安化县 or 湖南省益阳市安化县). Raises ReferenceDataError for rows that
        contradict themselves or each other.
        """
        place = place or self.place
        here = Locality.parse(place)
        added = read_department_rows(rows, lambda name: self.lexicon.resolve(name, here))
        return Register(self.lexicon, self._own | added, place, "" if place else self.level)

    def at_level_of(self, names: Iterable[str]) -> Register:
        """The register of a table whose place nobody has told, at the level that most of its units print."""
        if self.level:
            return self
        found = [match.department for name in names if not (match := self.find(name)).bare]
        levels = Counter(each.level for each in found if each and each.level in PLACED)
        return Register(
            self.lexicon, self._own, self.place, next((level for level, _ in levels.most_common(1)), "")
        )

    @property
    def own(self) -> tuple[Department, ...]:
        """The county's own units, in the order of its 部门名录."""
        return tuple({id(each.department): each.department for each in self._own.values()}.values())

    def find(
        self, text: str, *, level: str | None = None, year: int | None = None, place: str | None = None
    ) -> Match:
        """What a printed name means.

        `level` (县, 区 …) completes a name that prints none; `year` is the document's, and makes a name that
        was no longer right `former`; `place` is the document's place where it is not the register's.
        """
        key = (text, level, year, place)
        match = self._remembered.get(key)
        if match is None:
            match = self._remembered[key] = self._find(*key)
        return match

    def knows(self, text: str) -> bool:
        """Whether the text as a whole names a unit; quicker than `find`, which also looks for candidates."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._resolve(fold(text), Locality.parse(self.place)) is not None
        return known

    def prints_level(self, text: str) -> bool:
        """Whether a name begins with a level or a place: 县商务局, 宁都县商务局; not 商务局."""
        return self.lexicon.leading_prefix(fold(text), Locality.parse(self.place)) is not None

    def standard(self, text: str) -> str:
        """The full name of the unit, to compare names by; an unknown name levelled (widths, spaces).

        A name that prints no level is one of the register's own: 教育局 in a county's table is 县教育局.
        """
        department = self.find(text, level=self.level or None).department
        if department and department.expands_to_towns:
            return governments_in(department.full) or department.full
        return department.full if department else fold(text)

    def same(self, one: str, other: str) -> bool:
        """Whether two printed names mean the same unit: 县人社局 and 县人力资源和社会保障局, not 区人社局."""
        return self.standard(one) == self.standard(other)

    def spelled_out(self, text: str, around: str) -> str:
        """The full name a short one stands for by the words around it, where the register has another for it.

        县文旅局 beside 县文化广电和旅游局; empty where none or several are printed, or one of another field.
        """
        match = self.find(text)
        own = match.department
        if own is None or match.kind != "short" or own.full in around:
            return ""
        letters = (re.escape(letter) for letter in fold(text).removeprefix(own.level))
        named = re.findall(own.level + _BETWEEN.join(letters), around)
        full = {name for name in named if len(name) > len(text) and self._is_like(name, own)}
        return full.pop() if len(full) == 1 else ""

    def _is_like(self, name: str, own: Department) -> bool:
        """Whether a name is another unit's of the same field and level that has not been renamed."""
        other = self.find(name).department
        return (
            other is not None
            and other.full != own.full
            and (other.system, other.kind, other.level) == (own.system, own.kind, own.level)
            and other.renamed_to is None
        )

    def name_in(self, text: str, year: int, place: str | None = None) -> str:
        """The unit's name in a year: renames followed on (扶贫办 -> 乡村振兴局) and back; else as printed."""
        department = self.find(text, place=place).department
        while department:
            renamed = department.renamed_to
            if renamed and renamed.since <= year:
                text = renamed.name
            elif department.valid_from and year < department.valid_from:
                earlier = self._earlier(department)
                if not earlier:
                    break
                text = earlier
            else:
                break
            department = self.find(text, place=place).department
        return text

    def expand(self, text: str, towns: Towns) -> tuple[str, ...]:
        """The units a collective name stands for; empty where no list is known. A single unit is itself."""
        department = self.find(text).department
        if department is None or not department.collective:
            return (text,)
        if department.members or not department.expands_to_towns:
            return department.members
        return tuple(town.name for town in towns.of_kinds(department.full))

    def _find(self, text: str, level: str | None, year: int | None, place: str | None) -> Match:
        name = fold(text)
        here = Locality.parse(place or self.place)
        found = self._resolve(name, here, level or "")
        second: Resolved | None = None
        if found is None and name.endswith(")") and "(" in name:
            outside, inside = name[: name.rindex("(")], name[name.rindex("(") + 1 : -1]
            found = self._resolve(outside, here, level or "")
            second = self._resolve(inside, here, level or "") if found else None
        if found is None:
            candidates = self._near(name, here, level or "") if 0 < len(name) <= _LONGEST_NAME else ()
            near = bool(candidates) and candidates[0].score >= NEAR_SCORE
            return Match(text, None, "near" if near else "unknown", candidates)
        department = found.department
        renamed = department.renamed_to
        former = renamed is not None and year is not None and renamed.since <= year
        others = self._other_readings(found, here)
        if second and second.department.full != department.full:
            others = (*others, Candidate(second.department, 100))
        return Match(text, department, "former" if former else found.kind, others, bool(others), found.bare)

    def _resolve(self, name: str, here: Locality, level: str = "") -> Resolved | None:
        """The county's own names first, then the packaged grammar, whose answer may again be the county's.

        A row that only repeats packaged knowledge does not settle what the packaged register doubts.
        """
        own = self._own.get(name)
        found = self.lexicon.resolve(name, here, level) if len(name) <= _LONGEST_NAME else None
        if own and (found is None or fold(own.department.full) != fold(found.department.full)):
            return Resolved(own.department, own.kind)
        if found and self._own:
            own = (
                own
                or self._own.get(fold(found.department.full))
                or self._own.get(fold(found.department.short))
            )
            return replace(found, department=own.department) if own else found
        return found

    def _other_readings(self, found: Resolved, here: Locality) -> tuple[Candidate, ...]:
        """What else an ambiguous short name can mean at the same level."""
        bodies = self.lexicon.ambiguous.get(found.body, ())
        start = "" if found.bare else found.department.short.removesuffix(found.body)
        readings = (self._resolve(fold(start + body), here) for body in bodies)
        return tuple(Candidate(each.department, 100) for each in readings if each)

    def _earlier(self, department: Department) -> str:
        """The short name a unit had before its present one; empty where there was none or more than one."""
        for stem in self.lexicon.stems:
            if department.short.endswith(stem.short) and stem.since == department.valid_from:
                before = self.lexicon.predecessor(stem)
                return department.short.removesuffix(stem.short) + before.short if before else ""
        return ""

    def _near(self, name: str, here: Locality, level: str) -> tuple[Candidate, ...]:
        """Known names most like an unknown one, at the level it prints or the one asked for.

        A letter typed for one that sounds or looks alike (县卫建委) counts as nearly the same.
        """
        prefix = self.lexicon.leading_prefix(name, here) or Prefix(level, self.lexicon.levels.get(level, ""))
        choices = self._choices_at(prefix, here)
        scores = self._likeness(name, choices)
        nearest: dict[str, Candidate] = {}
        for choice in sorted(scores, key=scores.__getitem__, reverse=True):
            unit = choices[choice]
            nearest.setdefault(unit.full, Candidate(unit, round(scores[choice])))
        return tuple(nearest.values())[:_CANDIDATES]

    def _likeness(self, name: str, choices: Iterable[str]) -> dict[str, float]:
        """How like (0–100) the choices are by their letters, or by letters that sound or look like them."""
        from rapidfuzz import fuzz, process

        alike = self.lexicon.alike
        scores: dict[str, float] = {}
        for text, names, less in (
            (name, {choice: choice for choice in choices}, 0),
            (name.translate(alike), {choice: choice.translate(alike) for choice in choices}, _SOUNDS_ALIKE),
        ):
            found = process.extract(
                text, names, scorer=fuzz.ratio, limit=_CANDIDATES * 2, score_cutoff=_LEAST_SCORE + less
            )
            for _, score, choice in found:
                scores[choice] = max(scores.get(choice, 0), score - less)
        return scores

    def _choices_at(self, prefix: Prefix, here: Locality) -> dict[str, Department]:
        """Every name that is known at a prefix, the county's own among them."""
        key = f"{prefix.text}|{here}"
        if key not in self._choices:
            named = {
                prefix.text + body: self.lexicon.named_at(stem, prefix, here)
                for body, (stem, _) in self.lexicon.bodies(prefix.level).items()
            }
            self._choices[key] = named | {name: own.department for name, own in self._own.items()}
        return self._choices[key]
