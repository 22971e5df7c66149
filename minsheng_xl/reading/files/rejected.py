"""Why a file cannot be taken, and how much of one is read at most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from minsheng_xl.errors import InputError

SKIPPED = frozenset({"lock_file", "litter", "archive_opened"})
"""Reason codes of files that are no returns themselves: listed, but not counted as refused."""
_SENT, _CHOSEN = "reasons", "notices"
"""Sections of data/wording/files.toml: for what departments send, and what differs for a notice one chose."""


class Rejected(InputError):  # noqa: N818 - reads as the verdict it is
    """A file cannot be taken. `reason_code` is stable; the sentence comes from data/wording/files.toml.

    `facts` fill the sentence: `what`, `cell`, `sheet`, `part`, `why`, ...
    """

    def __init__(self, reason_code: str, file: str = "", *, section: str = _SENT, **facts: str) -> None:
        wording = _wording()["reasons"][reason_code]
        wording = wording | _wording()[section].get(reason_code, {})
        self.reason: str = wording["message"].format_map({"where": ""} | facts)
        super().__init__(f"{file}：{self.reason}" if file else self.reason, wording["remedy"])
        self.reason_code = reason_code
        self.file = file
        self.section = section
        self.facts = facts

    def of_notice(self, file: str) -> Rejected:
        """The same refusal of a notice or plan that a person chose: there is nobody to send it again."""
        return Rejected(self.reason_code, file, section=_CHOSEN, **self.facts)

    def named(self, file: str) -> Rejected:
        """The same refusal, said of `file`."""
        return Rejected(self.reason_code, file, section=self.section, **self.facts)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.reason_code, self.file, self.section, self.facts)


def _rebuild(reason_code: str, file: str, section: str, facts: dict[str, str]) -> Rejected:
    return Rejected(reason_code, file, section=section, **facts)


def format_label(name: str) -> str:
    """What a person calls a format: `pdf` -> PDF 文件."""
    return str(_wording()["formats"][name])


@cache
def _wording() -> dict[str, Any]:
    import tomllib
    from importlib.resources import files

    path = files("minsheng_xl") / "data" / "wording" / "files.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps checked before and while a file is read; sizes in bytes.

    `box` is the rectangle from A1 to the last filled cell, which the fast reader allocates whole; `fast` says
    whether that reader may be used, as a file can kill its process.
    """

    file: int = 50 * MEGABYTE
    part: int = 256 * MEGABYTE
    total: int = 1024 * MEGABYTE
    entries: int = 5_000
    sheets: int = 500
    rows: int = 1_048_576
    columns: int = 16_384
    box: int = 5_000_000
    cells: int = 5_000_000
    merges: int = 100_000
    fast: bool = True


LIMITS = Limits()


def size_text(size: int) -> str:
    """A cap as people read it: 50 MB, 1 GB."""
    return f"{size // MEGABYTE // 1024} GB" if size >= 1024 * MEGABYTE else f"{size // MEGABYTE} MB"
