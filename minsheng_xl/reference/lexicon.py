"""The packaged register as a grammar: main names, level words, whole-name patterns, collective names.

Source: `minsheng_xl/data/departments.toml`. Nothing here is about one county.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal

from minsheng_xl import data
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.names import (
    Department,
    DepartmentKind,
    Locality,
    Prefix,
    Rename,
    Stem,
    fill_template,
    has_slots,
    name_slots,
)
from minsheng_xl.reference.shapes import Collective, Form, anchor_of, compile_template

NameKind = Literal["full", "short", "alias", "pattern"]
_SHORTEST = 2
"""No unit is named with one character: 委 behind nothing is not a committee."""
_UNIT_MARKS = frozenset("局委办厅部院校各")
_PLACE = re.compile("(?![省县区由及])[一-鿿]{2,8}")
_BARE_PLACE = re.compile("(?![省市县区由及])[一-鿿]{2,4}")
_STAND_IN = re.compile("[Xx×*某]{1,4}")
_PARTING = re.compile("[、,;]")
_LEVELS_OF_ALL = "[省市州盟县区旗乡镇](?:[（(][省市州盟县区旗乡镇][）)])?"
SHARED_LEVELS = re.compile(f"各(?:{_LEVELS_OF_ALL}、)+{_LEVELS_OF_ALL}(?![一-鿿]*[局办委]$)[^、，,；;]*")
"""Levels that share what is printed once, one name for several units: 各县（市）、区政府."""
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A printed name understood: the unit, how it was known, and the main name it was known by."""

    department: Department
    kind: NameKind
    body: str = ""
    bare: bool = False
    """No level or place was printed."""


class Lexicon:
    """Everything the register knows of names in general. Immutable."""

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        """Built from a mapping shaped as departments.toml."""
        self.levels: Mapping[str, str] = mapping["levels"]
        self.roles: Mapping[str, Mapping[str, list[str]]] = mapping["role_words"]
        self.ambiguous: Mapping[str, list[str]] = mapping["ambiguous"]
        self.stems = tuple(
            _stem(group["kind"], row) for group in mapping["group"] for row in group["departments"]
        )
        self.funding = frozenset(mapping["funding"])
        """Systems (系统) whose units give the money and do none of the work."""
        self.alike = str.maketrans(
            {letter: group[0] for group in mapping["alike"]["groups"] for letter in group}
        )
        """Letters that sound or look alike, each to the first of its group."""
        self._bare_place_kinds = frozenset(mapping["bare_place_kinds"])
        self._forms = tuple(Form(**row) for row in mapping["form"])
        self._collectives = tuple(Collective(**row) for row in mapping["collective"])
        self._local = _bodies(self.stems, province=False)
        self._provincial = _bodies(self.stems, province=True)
        self._level_words = sorted(self.levels, key=len, reverse=True)

    @staticmethod
    @cache
    def default() -> Lexicon:
        """The packaged lexicon, loaded once."""
        return Lexicon(data.load("departments.toml"))

    def bodies(self, level: str) -> Mapping[str, tuple[Stem, NameKind]]:
        """Main names (levelled) that can stand at a level, with their stem."""
        return self._provincial if level == "省" else self._local

    def resolve(self, name: str, here: Locality, level: str = "") -> Resolved | None:
        """Understand a levelled name; None when it is not known. `level` completes a name without prefix."""
        return (
            self._by_body(name, here, level, own=True)
            or self._by_collective(name, level)
            or self._by_pattern(name, here)
            or self._by_body(name, here, level, own=False)
        )

    def read_prefix(self, text: str, here: Locality) -> Prefix | None:
        """What stands before a main name; None where it is neither a level nor a place."""
        if not text or text in self.levels:
            return Prefix(text, self.levels.get(text, ""))
        word = here.level_word(text)
        if word:
            return Prefix(word, self.levels[word])
        if _STAND_IN.fullmatch(text):
            return Prefix(text, origin="foreign")
        if not _PLACE.fullmatch(text) or not _UNIT_MARKS.isdisjoint(text):
            return None
        word = next((word for word in self._level_words if text.endswith(word)), "")
        if word:
            return Prefix(text, self.levels[word], "foreign")
        return Prefix(text, origin="bare") if _BARE_PLACE.fullmatch(text) else None

    def leading_prefix(self, name: str, here: Locality) -> Prefix | None:
        """The longest level or place that an unknown name begins with; None where it begins with neither."""
        for cut in range(min(len(name) - 1, 12), 0, -1):
            prefix = self.read_prefix(name[:cut], here)
            if prefix and prefix.level:
                return prefix
        return None

    def named_at(
        self, stem: Stem, prefix: Prefix, here: Locality, caught: Mapping[str, str] | None = None
    ) -> Department:
        """The unit a stem is at one level or place; `caught` are slots that its printed name filled."""
        known, stand_ins = name_slots(prefix, here)
        known.update(caught or {})
        renamed = None
        if stem.renamed:
            successor, since = stem.renamed
            renamed = Rename(self._successor(successor, prefix, known, stand_ins), since)
        return Department(
            stem.short_at(prefix),
            stem.full_at(prefix, known, stand_ins),
            stem.level or prefix.level,
            stem.kind,
            stem.system,
            tuple(prefix.text + alias for alias in stem.aliases),
            stem.since,
            renamed.since - 1 if renamed else None,
            renamed,
        )

    def predecessor(self, stem: Stem) -> Stem | None:
        """The stem that was renamed into this one in the year this one begins; None unless just one was."""
        found = [each for each in self.stems if each.renamed == (stem.short, stem.since)]
        return found[0] if len(found) == 1 else None

    def _successor(self, name: str, prefix: Prefix, known: dict[str, str], stand_ins: dict[str, str]) -> str:
        entry = self._local.get(name)
        return entry[0].short_at(prefix) if entry else fill_template([name], known, stand_ins)

    def _by_body(self, name: str, here: Locality, level: str, *, own: bool) -> Resolved | None:
        """Prefix (own or not) and main name, the longest first: 县|市场监管局, not 县市|场监管局."""
        for cut in range(len(name)):
            body = name[cut:]
            if body not in self._local and body not in self._provincial:
                continue
            prefix = self.read_prefix(name[:cut], here)
            if prefix and (prefix.origin == "own") == own:
                found = self._behind(prefix, body, here, level)
                if found:
                    return found
        return None

    def _behind(self, prefix: Prefix, body: str, here: Locality, level: str) -> Resolved | None:
        """The unit of a prefix and a main name; `level` is taken where none is printed."""
        bare = prefix.origin == "bare" or not prefix.text
        if prefix.text and bare:
            prefix = replace(prefix, level=self.levels.get(level, ""))
        elif bare and body not in self._local:
            prefix = Prefix("", "省")
        elif bare and not self._local[body][0].level:
            prefix = Prefix(level, self.levels.get(level, ""))
        found = self.bodies(prefix.level).get(body)
        if (
            found is None
            or len(prefix.text + body) < _SHORTEST
            or (prefix.origin == "bare" and found[0].kind not in self._bare_place_kinds)
        ):
            return None
        kind: NameKind = found[1] if prefix.origin == "own" else "pattern"
        return Resolved(self.named_at(found[0], prefix, here), kind, body, bare)

    def _by_collective(self, name: str, level: str) -> Resolved | None:
        """A name for several units, unless it is a list of them."""
        if _PARTING.search(_IN_BRACKETS.sub("", name)) and not SHARED_LEVELS.fullmatch(name):
            return None
        for shape in self._collectives:
            if re.fullmatch(shape.pattern, name):
                towns = shape.expands == "towns"
                at = shape.level or self.levels.get(name[0], level)
                unit = Department(name, name, at, "集体单位", shape.system, expands_to_towns=towns)
                return Resolved(unit, "full", name, bare=name[0] not in self.levels)
        return None

    def _by_pattern(self, name: str, here: Locality) -> Resolved | None:
        """Units known by the shape of their whole name."""
        for anchor, template, source in self._templates:
            found = compile_template(template).fullmatch(name) if anchor in name else None
            caught = found.groupdict() if found else {}
            unit = self._caught_unit(name, caught, here, source) if found else None
            if unit:
                kind: NameKind = "full" if fold(unit.full) == name else "pattern"
                return Resolved(unit, kind, name.removeprefix(caught.get("at", "")))
        return None

    def _caught_unit(
        self, name: str, caught: dict[str, str], here: Locality, source: Stem | Form
    ) -> Department | None:
        """The unit whose whole name was caught; None where its office is not a known one."""
        place = caught.get("at") or caught.get("here") or ""
        prefix = self.read_prefix(place, here) or Prefix(place, origin="bare")
        certain = {slot: text for slot, text in caught.items() if text not in self.levels}
        if prefix.text != place:
            certain = {slot: text for slot, text in certain.items() if slot not in ("at", "here")}
        if isinstance(source, Stem):
            return replace(self.named_at(source, prefix, here, certain), short=name)
        system = source.system
        if "office" in certain:
            stem, _ = self._local.get(certain["office"] + "局", (None, ""))
            if stem is None:
                return None
            system, certain["office"] = stem.system, stem.plain_full.removesuffix("局")
        known, stand_ins = name_slots(prefix, here)
        full = fill_template([source.full], known | certain, stand_ins)
        return Department(name, full, source.level or prefix.level, source.kind, system)

    @cached_property
    def _templates(self) -> list[tuple[str, str, Stem | Form]]:
        """Whole-name templates, those of single units first, each with the words a name must hold to fit."""
        sources: list[Stem | Form] = [*self.stems, *self._forms]
        return [
            (anchor_of(template), template, source)
            for source in sources
            for template in (*source.patterns, *(source.full if isinstance(source, Stem) else ()))
            if has_slots(template)
        ]


def _stem(kind: DepartmentKind, row: Mapping[str, Any]) -> Stem:
    full = row.get("full", row["short"])
    renamed = row.get("renamed")
    return Stem(
        row["short"],
        (full,) if isinstance(full, str) else tuple(full),
        kind,
        row.get("system", ""),
        tuple(row.get("aliases", ())),
        tuple(row.get("province", ())),
        tuple(row.get("patterns", ())),
        row.get("level", ""),
        row.get("since"),
        (renamed[0], renamed[1]) if renamed else None,
    )


def _bodies(stems: Iterable[Stem], *, province: bool) -> dict[str, tuple[Stem, NameKind]]:
    """Main names of one level; of two stems with one name the first, and any full name before an alias."""
    found: dict[str, tuple[Stem, NameKind]] = {}
    late: list[tuple[str, Stem]] = []
    for stem in stems:
        for name, kind in stem.forms(province=province):
            if kind == "alias":
                late.append((fold(name), stem))
            elif not has_slots(name):
                found.setdefault(fold(name), (stem, kind))
    for name, stem in late:
        found.setdefault(name, (stem, "alias"))
    return found
