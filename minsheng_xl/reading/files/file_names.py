"""What files are called where people read it: as text, with nothing in it that steers a screen."""

from __future__ import annotations

import os
import re

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of writing: a name with them shows another name."""
_LONGEST = 500


def plain_name(name: str) -> str:
    """A path below a folder as text; parts that are none in this system's encoding are read as GBK."""
    text = _STEERING.sub("\ufffd", "/".join(map(_as_text, name.split("/"))))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _as_text(part: str) -> str:
    try:
        part.encode()
    except UnicodeEncodeError:
        return os.fsencode(part).decode("gb18030", "replace")
    return part


def unique_name(name: str, taken: set[str]) -> str:
    """The name, numbered where another file is called the same; it is taken from now on."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}（{number}）"
    taken.add(unique)
    return unique
