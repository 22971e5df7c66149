"""What a file can have against its own form. Whoever opened it turns this into words for people.

FormatError
├── TruncatedError      ends too early
├── DamagedError        a part, or the file, is not what it says it is
│   └── EncodingError   a part's text is in no encoding known
├── TamperedError       says two things to two readers
├── EncryptedError      its parts have a password
├── OversizedError      holds more than is taken
├── TooManyPartsError   holds more parts than are taken
├── DoctypeError        a part declares a document type, where entities live
└── CellNameError       names a cell as none is named
"""

from __future__ import annotations

from enum import StrEnum


class FormatError(Exception):
    """A file is not what its format promises."""


class TruncatedError(FormatError):
    """It ends before it is complete."""


class DamagedError(FormatError):
    """A part cannot be read; without a name, the file as a whole."""

    def __init__(self, part: str = "") -> None:
        super().__init__(part)
        self.part = part


class EncodingError(DamagedError):
    """A part's text is not in the encoding it declares."""


class Twist(StrEnum):
    """What makes two readers see two files in one."""

    TWIN_NAMES = "twin names"
    OVERLAP = "overlap"
    ODD_METHOD = "odd method"
    OTHER_NAME = "other name"


class TamperedError(FormatError):
    """It is put together as no program does."""

    def __init__(self, twist: Twist) -> None:
        super().__init__(twist)
        self.twist = twist


class EncryptedError(FormatError):
    """A password is needed."""


class OversizedError(FormatError):
    """It, or a part of it, has more bytes than `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class TooManyPartsError(FormatError):
    """It has `count` parts."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


class DoctypeError(FormatError):
    """A part declares a document type."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class CellNameError(FormatError):
    """`text` names no cell."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
