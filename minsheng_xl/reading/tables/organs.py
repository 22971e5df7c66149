"""Units of a table's cell by role: listed, marked with ★, labelled, with a verb, or a role behind them.

县教育局（牵头）、县财政局   ★区教育局、区发改局   牵头单位：县卫健局；配合单位：县妇联   市民政局 伍泽国
"""

from __future__ import annotations

import re

from minsheng_xl.reading.tables.headers import squeezed
from minsheng_xl.reading.tables.kinds import is_organ, is_person
from minsheng_xl.reference import Register, split_units

_STARRED = re.compile("[★☆*▲●※△◆]")
_BEHIND = re.compile(
    r"[（(](?P<verb>牵头(?:单位)?|主办|主责|配合(?:单位)?|协办|协同|参与|责任(?:单位)?)[）)]$"
)
_ROLES = {
    "牵": "lead",
    "主": "lead",
    "配": "cooperator",
    "协": "cooperator",
    "参": "cooperator",
    "责": "responsible",
}


def cell_roles(text: str, register: Register, default: str) -> dict[str, tuple[str, ...]]:
    """Units of a cell by role; those nothing is said of stand under `default`, or support a marked lead."""
    named = [
        (name, unit.role)
        for unit in split_units(text, register)
        for name in _joined_by_and(squeezed(unit.name), register)
    ]
    units = [_told(name, role) for name, role in named if is_organ(name, register) or not is_person(name)]
    if default == "lead" and any(role == "lead" for _, role in units):
        default = "responsible"
    found: dict[str, list[str]] = {}
    for name, role in units:
        if name:
            found.setdefault(role or default, []).append(name)
    return {role: tuple(dict.fromkeys(names)) for role, names in found.items()}


def _joined_by_and(name: str, register: Register) -> tuple[str, ...]:
    """The two units of 桥头镇和沙河镇; a name that has 和 inside is one."""
    one, _, other = name.partition("和")
    two = bool(one and other) and is_organ(one, register) and is_organ(other, register)
    return (one, other) if two else (name,)


def _told(name: str, role: str) -> tuple[str, str]:
    """A unit's name without the mark or the bracket that tells its role, and the role."""
    behind = _BEHIND.search(name)
    if behind:
        return name[: behind.start()], _ROLES[behind["verb"][0]]
    if _STARRED.search(name):
        return _STARRED.sub("", name), role or "lead"
    return name, role
