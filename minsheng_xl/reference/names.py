"""What a unit is, and how its name is put together: level or place in front, main name behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

DepartmentKind = Literal[
    "政府部门",
    "党委部门",
    "其他机关",
    "群团",
    "事业单位",
    "垂直管理/派出",
    "国有企业",
    "商业机构",
    "集体单位",
    "议事协调机构",
    "乡镇",
]

_LEVEL_WORD = re.compile("自治[区州县]$|[省市县区旗州盟]$")
_LOCALITY = re.compile(
    "(?P<province>[^省]{2,}省|.{2,}?自治区|)(?P<city>.{2,}?(?:市|自治州|盟)|)(?P<county>.{2,}[县区市旗]|)"
)
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rename:
    """The name a unit has `since` a year (inclusive: a document of that year should use it)."""

    name: str
    since: int


@dataclass(frozen=True, slots=True)
class Department:
    """One unit as it is named at one level or place.

    `level` is 省 市 县 区 乡镇, 市派出 for a city's branch in a county, or empty where the name prints none.
    `valid_from` and `valid_to` are the first and last year the name is right in; `members` lists the units
    a collective one stands for, where a list is known.
    """

    short: str
    full: str
    level: str = ""
    kind: DepartmentKind = "政府部门"
    system: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None
    renamed_to: Rename | None = None
    members: tuple[str, ...] = ()
    expands_to_towns: bool = False

    @property
    def vertical(self) -> bool:
        """Led from above: a prefix of another level is no mistake."""
        return self.kind == "垂直管理/派出"

    @property
    def collective(self) -> bool:
        """One name for several units: 各乡镇人民政府."""
        return self.kind == "集体单位"


@dataclass(frozen=True, slots=True)
class Locality:
    """Where a document stands: 湖南省益阳市安化县 or any tail of it. Unknown parts are empty."""

    province: str = ""
    city: str = ""
    county: str = ""

    @classmethod
    def parse(cls, text: str) -> Locality:
        """Read a place name; what is not one gives an empty locality."""
        found = _LOCALITY.fullmatch(text)
        return cls(**found.groupdict()) if found else cls()

    def of_level(self, word: str) -> str:
        """The place that a level word means here: 县 -> 安化县; empty where that is not known."""
        places = (self.county, self.city, self.province)
        return next((place for place in places if word and place.endswith(word)), "")

    def level_word(self, text: str) -> str:
        """The level word for a printed place that is this one: 安化县, 安化, 益阳市安化县 -> 县."""
        whole = self.province + self.city + self.county
        for place in (self.county, self.city, self.province):
            if place and (text in (place, stem_of(place)) or (text.endswith(place) and whole.endswith(text))):
                return place.removeprefix(stem_of(place))
        return ""


def stem_of(place: str) -> str:
    """A place name without its level word: 安化县 -> 安化."""
    return _LEVEL_WORD.sub("", place)


def level_of(place: str) -> str:
    """The level word of a place: 湖南省益阳市安化县 -> 县; empty for what is none."""
    found = _LEVEL_WORD.search(place)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before the main name: a level word (县), a place (安化县), or nothing."""

    text: str = ""
    level: str = ""
    origin: Literal["own", "foreign", "bare"] = "own"
    """Of the document's own place; a place not known to be its own (太和县, XX); or a bare word that may
    be one (润泉), which is believed only before some kinds of unit."""


def name_slots(prefix: Prefix, here: Locality) -> tuple[dict[str, str], dict[str, str]]:
    """What the slots of a name template hold: (those that are known, stand-ins for the others)."""
    place = here.of_level(prefix.text) if prefix.origin == "own" else prefix.text
    if not prefix.text:
        place = here.county
    known = {
        "prefix": prefix.text,
        "at": place,
        "here": stem_of(place),
        "city": here.city,
        "city_stem": stem_of(here.city),
        "province": here.province,
        "province_stem": stem_of(here.province),
    }
    stand_ins = {
        "prefix": "",
        "at": prefix.text,
        "here": f"（{prefix.text}）" if prefix.text else "",
        "city": "市",
        "city_stem": "（市）",
        "province": "省",
        "province_stem": "（省）",
    }
    return {slot: text for slot, text in known.items() if text}, stand_ins


def fill_template(templates: Iterable[str], known: dict[str, str], stand_ins: dict[str, str]) -> str:
    """The first template all of whose slots are known; else the last one with stand-ins."""
    template = ""
    for template in templates:
        if all(slot in known for slot in _SLOT.findall(template)):
            break
    return template.format_map(stand_ins | known)


def has_slots(template: str) -> bool:
    """Whether the text is a template with `{slots}` and not a plain name."""
    return "{" in template


@dataclass(frozen=True, slots=True)
class Stem:
    """A main name of the packaged register, good for every level and place."""

    short: str
    full: tuple[str, ...]
    kind: DepartmentKind
    system: str = ""
    aliases: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    level: str = ""
    since: int | None = None
    renamed: tuple[str, int] | None = None

    @property
    def plain_full(self) -> str:
        """The full main name where it is no template, else the short one."""
        return self.short if has_slots(self.full[-1]) else self.full[-1]

    def forms(self, *, province: bool = False) -> Iterable[tuple[str, Literal["full", "short", "alias"]]]:
        """Main names that can stand behind a prefix, best kind first; templates are matched apart."""
        if province and self.province:
            names = self.province
            yield names[0], "full"
            yield names[min(1, len(names) - 1)], "short"
            yield from ((name, "alias") for name in names[2:])
            return
        yield self.full[-1], "full"
        yield self.short, "short"
        yield from ((name, "alias") for name in self.aliases)

    def short_at(self, prefix: Prefix) -> str:
        """The usual short name: 县 -> 县人社局, 省 -> 省人力资源社会保障厅."""
        if prefix.level == "省" and self.province:
            return prefix.text + self.province[min(1, len(self.province) - 1)]
        return prefix.text + self.short

    def full_at(self, prefix: Prefix, known: dict[str, str], stand_ins: dict[str, str]) -> str:
        """The full name: plain ones take the prefix, templates fill their slots."""
        templates = self.province[:1] if prefix.level == "省" and self.province else self.full
        if has_slots(templates[-1]) or len(templates) > 1:
            return fill_template(templates, known, stand_ins)
        return prefix.text + templates[0]
