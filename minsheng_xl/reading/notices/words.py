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
