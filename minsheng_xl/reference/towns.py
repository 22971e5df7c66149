"""The township register (乡镇名录)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from minsheng_xl.errors import ReferenceDataError
from minsheng_xl.quantity.typography import fold
from minsheng_xl.reference.rows import pick, split_names, where

TownKind = Literal["镇", "乡", "街道", "片区", "管委会", "其他"]
TOWN_KINDS: tuple[TownKind, ...] = ("镇", "乡", "街道", "片区", "管委会", "其他")
SHEET = "乡镇名录"
_OFFICE = re.compile("(人民政府|政府|党委政府|党委|办事处|街道办)$")
_PLACE = re.compile("^.{2,12}?[县区市旗](?=.{2})")
_SUFFIX = re.compile("(民族乡|镇|乡|街道|办事处|片区|管委会|区)$")
_MARKS = re.compile("[()（）、，,/和及与各]")
_GOVERNMENTS = re.compile(
    "(?:全[县区市])?(?:乡|镇|街道?|办事处)+(?:人民政府|政府|党委|办事处|街道办|管委会|园区|场)*"
)
_LEAST_SCORE = 50
_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Town:
    """One township-level unit. `order` is its place in the county's own list, from 1."""

    name: str
    kind: TownKind = "镇"
    aliases: tuple[str, ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class TownMatch:
    """What a printed township name means; candidates (name, likeness 0–100) where none is certain."""

    town: Town | None
    kind: Literal["exact", "alias", "near", "unknown"]
    candidates: tuple[tuple[str, int], ...] = ()


class Towns:
    """The townships of one county, in its own order. Immutable."""

    def __init__(self, towns: Iterable[Town] = ()) -> None:
        self.towns = tuple(sorted(towns, key=lambda town: town.order))
        self._names = {fold(town.name): town for town in self.towns}
        self._aliases = self._short_names() | {
            fold(alias): town for town in self.towns for alias in town.aliases
        }
        self._remembered: dict[str, TownMatch] = {}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> Towns:
        """Read the sheet 乡镇名录 (乡镇, 类别, 别名). Raises ReferenceDataError naming the wrong entry."""
        towns: dict[str, Town] = {}
        for number, row in enumerate(rows, start=1):
            name = pick(row, "乡镇", "名称", "乡镇名称")
            if not name:
                raise ReferenceDataError(
                    f"{where(SHEET, row, number, '乡镇')}没有名称", "请填写乡镇名称或删除该行"
                )
            if fold(name) in towns:
                spot = where(SHEET, row, number, "乡镇")
                raise ReferenceDataError(f"{spot}“{name}”重复", "每个乡镇只留一行")
            kind = pick(row, "类别", "类型") or kind_of(name)
            if kind not in TOWN_KINDS:
                allowed = "、".join(TOWN_KINDS)
                raise ReferenceDataError(
                    f"{where(SHEET, row, number, '类别')}类别“{kind}”无法识别", f"请填写：{allowed}"
                )
            towns[fold(name)] = Town(name, kind, split_names(pick(row, "别名", "简称")), number)
        return cls(towns.values())

    def __iter__(self) -> Iterator[Town]:
        return iter(self.towns)

    def __len__(self) -> int:
        return len(self.towns)

    def find(self, text: str) -> TownMatch:
        """The township a printed name means: 灰河, 灰河乡, 灰河乡人民政府, XX县灰河乡."""
        match = self._remembered.get(text)
        if match is None:
            match = self._remembered[text] = self._find(fold(text))
        return match

    def of_kinds(self, collective: str) -> tuple[Town, ...]:
        """The townships a collective name covers."""
        wanted = kinds_in(collective)
        return tuple(town for town in self.towns if town.kind in wanted)

    def _find(self, name: str) -> TownMatch:
        for tried in dict.fromkeys((name, _OFFICE.sub("", name), _PLACE.sub("", _OFFICE.sub("", name)))):
            if tried in self._names:
                return TownMatch(self._names[tried], "exact" if tried == name else "alias")
            if tried in self._aliases:
                return TownMatch(self._aliases[tried], "alias")
        candidates = self._near(name) if name and self.towns else ()
        return TownMatch(None, "near" if candidates else "unknown", candidates)

    def _near(self, name: str) -> tuple[tuple[str, int], ...]:
        from rapidfuzz import fuzz, process

        found = process.extract(
            name, list(self._names), scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_LEAST_SCORE
        )
        return tuple((self._names[choice].name, round(score)) for choice, score, _ in found)

    def _short_names(self) -> dict[str, Town]:
        """Names without their last word (灰河 for 灰河乡), where they mean one township only."""
        found: dict[str, Town | None] = {}
        for name, town in self._names.items():
            short = _SUFFIX.sub("", name)
            if len(short) > 1 and short not in self._names:
                found[short] = None if short in found else town
        return {short: town for short, town in found.items() if town}


def kinds_in(collective: str) -> tuple[TownKind, ...]:
    """What a collective name covers: 各乡镇, 各乡（镇） all of 镇, 乡 and 街道; 各镇（街道） those two."""
    kinds: tuple[TownKind, ...] = ("镇", "乡", "街道")
    text = _MARKS.sub("", collective)
    if "乡镇" in text or "镇乡" in text:
        return kinds
    streets = "镇街" in text or "街镇" in text
    return tuple(kind for kind in kinds if kind in text or (streets and kind == "街道"))


def governments_in(collective: str) -> str:
    """One name for all ways to say 各乡镇人民政府 and the like; empty for their 财政所 or anybody else."""
    if not _GOVERNMENTS.fullmatch(_MARKS.sub("", collective)):
        return ""
    return "各" + "、".join(kinds_in(collective))


def kind_of(name: str) -> TownKind:
    """What a township is by the end of its name; an office (街道办事处, 办事处) is a 街道."""
    for kind in TOWN_KINDS[:5]:
        if name.endswith(kind):
            return kind
    if name.endswith("办事处"):
        return "街道"
    return "片区" if name.endswith("区") else "其他"
