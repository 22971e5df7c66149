"""Labels of units and people before their names: 责任单位：…, 【责任单位】…, 责任单位及责任人：…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from minsheng_xl.reading.text.words import is_unit_like, words
from minsheng_xl.reference import JOINED, STANDARD_SEPARATOR, Headers, Reference, Register, split_units

ROLES = ("lead", "responsible", "cooperator")
_PEOPLE = ("leader", "person", "deadline", "assessor")
_PERSON = re.compile("[一-鿿]{2,3}")


class Label(NamedTuple):
    """A label as it stands in a text: its role, and the stretch up to the next label that is its value."""

    role: str
    start: int
    end: int
    stop: int
    with_people: bool
    """It names units and people in turn: 责任单位及责任人."""
    said: bool = False
    """It is said in a sentence, not printed before a colon: 责任单位均为县发改局."""


def find_labels(text: str, headers: Headers) -> Iterator[Label]:
    """Every label of a text, in printed order."""
    marks = list(_pattern(headers).finditer(text))
    for at, mark in enumerate(marks):
        match = headers.role(mark["word"] or mark["bare"])
        stop = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        if match:
            yield Label(match.role, mark.start(), mark.end(), stop, bool(mark["people"]), bool(mark["said"]))


def is_label(text: str, ref: Reference) -> bool:
    """Whether a line begins with a label of units or people: 责任单位：…."""
    return _pattern(ref.headers).match(text) is not None


def named_by(label: Label, value: str, register: Register) -> dict[str, tuple[str, ...]]:
    """What a label's value names, by role: units split, people parted, a deadline as printed.

    Verbs in a value outweigh the label of responsible ones: 责任单位：县教育局牵头，县财政局配合.
    """
    role, value = label.role, value.strip(" 　，,；;。")
    if role == "deadline":
        return {role: (value,) if value else ()}
    if role in ("leader", "person"):
        return {role: tuple(filter(None, re.split(r"[、，,；;\s]+", value)))}
    found = roles_in(value, register, role)
    if label.with_people:
        found = _people_apart(found, register)
    if role == "responsible":
        return found or {role: ()}
    people = found.pop("person", ())
    units = {role: tuple(name for names in found.values() for name in names)}
    return units | {"person": people} if people else units


def units_named(text: str, register: Register) -> tuple[str, ...]:
    """The units of a text that names known units and nothing else; none where it says more."""
    names = tuple(unit.name for unit in split_units(text, register)) if text else ()
    return names if all(map(register.knows, names)) else ()


def roles_in(text: str, register: Register, default: str = "") -> dict[str, tuple[str, ...]]:
    """Units of a cell or bracket by role; those without label or verb stand under `default`."""
    roles: dict[str, list[str]] = {}
    joining = False
    for unit in split_units(_remarks().sub("", text), register):
        joining = unit.separator == JOINED or (joining and unit.separator == STANDARD_SEPARATOR)
        role = unit.role or default
        roles.setdefault("cooperator" if joining and role != "assessor" else role, []).append(unit.name)
    return {role: tuple(dict.fromkeys(names)) for role, names in roles.items()}


def _people_apart(roles: dict[str, tuple[str, ...]], register: Register) -> dict[str, tuple[str, ...]]:
    """The units of every role, and under `person` the names that are people's."""

    def is_person(name: str) -> bool:
        return bool(_PERSON.fullmatch(name)) and not register.knows(name) and not is_unit_like(name)

    apart = {role: tuple(name for name in names if not is_person(name)) for role, names in roles.items()}
    return apart | {"person": tuple(name for names in roles.values() for name in names if is_person(name))}


@cache
def _remarks() -> re.Pattern[str]:
    """What a bracket in a list of units remarks on the list: （列第一位者为牵头单位，下同）."""
    return re.compile(f"[（(][^（()）]*(?:{words()['units']['remark']})[^（()）]*[)）]")


@cache
def _pattern(headers: Headers) -> re.Pattern[str]:
    """A label before a colon or 为, in brackets, or alone at the beginning of a line before blanks."""
    listed = [word for role in (*ROLES, *_PEOPLE) for word in headers.words(role)]
    named = "|".join(sorted(map(re.escape, listed), key=len, reverse=True))
    return re.compile(
        rf"[【\[]?(?P<word>{named})(?:[】\]]\s*[:：]?\s*|\s*(?P<people>及责任人)?[:：]\s*"
        rf"|(?P<said>(?:均|都|全部|分别)?[为是])(?=[一-鿿]))"
        rf"|^(?P<bare>{named})[ \u3000]+(?=[一-鿿\d])",
        re.MULTILINE,
    )
