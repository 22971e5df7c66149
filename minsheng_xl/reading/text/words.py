"""The words of notices, read once from `data/notices.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from minsheng_xl import data


@cache
def words() -> Mapping[str, Any]:
    """The packaged words, as in the TOML file."""
    return data.load("notices.toml")


@cache
def pattern(section: str, key: str) -> re.Pattern[str]:
    """One regular expression for all words of a list, the longest first."""
    listed = sorted(words()[section][key], key=len, reverse=True)
    return re.compile("|".join(f"(?:{word})" for word in listed))


@cache
def _unit_like() -> re.Pattern[str]:
    return re.compile(words()["units"]["like"])


def is_unit_like(name: str) -> bool:
    """Whether a name that no register knows ends as units do: …局, …办公室, …管委会."""
    return _unit_like().search(name) is not None
