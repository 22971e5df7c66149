"""Why a file cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from minsheng_xl.errors import InputError
from minsheng_xl.formats.faults import (
    CellNameError,
    DamagedError,
    DoctypeError,
    EncodingError,
    EncryptedError,
    FormatError,
    OversizedError,
    TamperedError,
    TooManyPartsError,
    TruncatedError,
    Twist,
)
from minsheng_xl.formats.limits import size_text

SKIPPED = frozenset({"lock_file", "litter", "archive_opened"})
"""Reason codes of files that are no returns themselves: listed, but not counted as refused."""
_SENT, _CHOSEN = "reasons", "notices"
"""Sections of data/wording/files.toml: for what departments send, and what differs for a notice one chose."""
_TWISTS = {
    Twist.TWIN_NAMES: "部件名重复",
    Twist.OVERLAP: "部件互相重叠",
    Twist.ODD_METHOD: "压缩方法少见",
    Twist.OTHER_NAME: "部件名前后不一致",
}


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


@contextmanager
def refusing() -> Iterator[None]:
    """The one border between formats and reading: what a file has against its own form is its refusal."""
    try:
        yield
    except FormatError as fault:
        raise _refusal(fault) from fault


def _refusal(fault: FormatError) -> Rejected:
    match fault:
        case TruncatedError():
            return Rejected("truncated")
        case EncryptedError():
            return Rejected("encrypted")
        case TamperedError(twist=twist):
            return Rejected("tampered", what=_TWISTS[twist])
        case OversizedError(limit=limit):
            return Rejected("bomb", size=size_text(limit))
        case TooManyPartsError(count=count):
            return Rejected("too_large", what=f"压缩包内有 {count} 个部件")
        case DoctypeError(part=part):
            return Rejected("doctype", part=part)
        case CellNameError(text=text):
            return Rejected("damaged", where=f"（单元格位置写成“{text[:20]}”）")
        case EncodingError(part=part):
            return Rejected("damaged", where=f"（{part}：文字编码）")
        case DamagedError(part=part) if part:
            return Rejected("damaged", where=f"（{part}）")
    return Rejected("damaged")
