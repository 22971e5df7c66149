"""The words of the grammar of quantities, read once from `data/quantities.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, cast

from minsheng_xl import data
from minsheng_xl.quantity.typography import DASHES, fold

Op = Literal["plain", "reach", "ge", "gt", "le", "lt", "approx"]
State = Literal["", "blank", "tbd", "dash", "actual", "coverage", "placeholder", "same", "see"]

_LONGEST_STATE = 24
"""Characters of a cell that may as a whole be a state; a longer one is a description."""
_SLASHED = re.compile(r"/\D{1,3}")


@cache
def words() -> Mapping[str, Any]:
    """The packaged words, as in the TOML file."""
    return data.load("quantities.toml")


def ops_of(section: str) -> dict[str, Op]:
    """Every word of a section with the relation it expresses."""
    return {word: cast(Op, op) for op, listed in words()[section].items() for word in listed}


def any_of(listed: Iterable[str]) -> str:
    """Regular expression for one of the words, the longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, listed), key=len, reverse=True)) + ")"


@cache
def coverage() -> re.Pattern[str]:
    """What finds 全覆盖, 应保尽保, 零填埋."""
    listed = map(re.escape, words()["states"]["coverage"])
    return re.compile("|".join([*listed, r"应(.)尽\1"]))


def state_of(text: str) -> State:
    """The typed state a whole cell stands for, empty where it is none: —, 待定, 据实, /名, 应保尽保, 同上."""
    bare = fold(text).strip("。;,“”\"'")
    if not fold(text):
        return "blank"
    if bare[:1] == "(" and bare[-1:] == ")":
        bare = bare[1:-1]
    if set(bare) <= set(DASHES):
        return "dash" if bare else _stated(fold(text))
    return _stated(bare)


def _stated(bare: str) -> State:
    listed = _by_word().get(bare)
    if listed:
        return listed
    states = words()["states"]
    later = bare.startswith("待") and bare.endswith(tuple(states["tbd_endings"]))
    above = bare[:1] in "以按" and bare.endswith("为准") and any(word in bare for word in states["rests_on"])
    if bare.startswith("待定") or later or above or _is_undecided(bare):
        return "tbd"
    if bare.startswith(("据实", "按实")) and len(bare) <= _LONGEST_STATE and not re.search("[0-9]", bare):
        return "actual"
    if _SLASHED.fullmatch(bare):
        return "placeholder"
    whole = len(bare) <= 12 and coverage().search(bare) and not re.search("[0-9]", bare)
    return "coverage" if whole or bare in states["cleared"] else ""


def says_none(text: str) -> bool:
    """Whether a whole cell says that not one may happen: 零发生, 零事故, 0伤亡, 不发生规模性返贫."""
    return _none().fullmatch(fold(text).strip("。;,“”\"'")) is not None


@cache
def _none() -> re.Pattern[str]:
    what = any_of(words()["states"]["none"])
    never = "(?:不|无|未|杜绝)发生[一-鿿]{0,10}"
    return re.compile(f"(?:实现|确保|保持|力争|做到|达到)?(?:[零〇0]{what}|无{what}|{never})")


def _is_undecided(bare: str) -> bool:
    """Whether a whole cell says that a superior has yet to lay the number down: 市里未下达, 等省厅通知."""
    return len(bare) <= _LONGEST_STATE and _undecided().fullmatch(bare) is not None


@cache
def _undecided() -> re.Pattern[str]:
    said = words()["undecided"]
    given, settled = any_of(said["given"]), any_of([*said["given"], *said["settled"]])
    superior, inner = any_of(said["superior"]), "[^0-9。;,]"
    waiting = any_of(said["waiting"])
    assigned, rest = any_of(said["assigned"]), f"(?:{any_of(said['rest'])})*"
    tail, head = f"{inner}{{0,8}}", f"{inner}{{0,8}}?"
    forms = (
        f"{head}{any_of(said['not_yet'])}{settled}{tail}",
        f"{waiting}{superior}{inner}{{0,10}}?{settled}{tail}",
        f"待(?!遇){inner}{{0,10}}?{given}{tail}",
        f"{head}{waiting}(?:{given}{tail}|{settled})",
        f"{head}{any_of(said['otherwise'])}{settled}{tail}",
        f"{any_of(said['following'])}{superior}{inner}{{0,8}}?(?:{assigned}{rest}|{given}{inner}{{0,4}}为准)",
        f"{superior}{inner}{{0,4}}?{given}后{tail}",
        f"{any_of(said['also'])}(?:,?{waiting}{inner}{{0,12}})?",
    )
    return re.compile("|".join(forms))


@cache
def _by_word() -> dict[str, State]:
    names: tuple[State, ...] = ("tbd", "placeholder", "same", "see")
    return {fold(word): state for state in names for word in words()["states"][state]}
