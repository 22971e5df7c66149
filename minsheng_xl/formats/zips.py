"""The zip container, read strictly: what another zip reader might see differently is refused.

Layout of the records: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16 and 4.5.3 (zip64). An entry that
nothing touched is written back as the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from minsheng_xl.formats.faults import (
    DamagedError,
    EncryptedError,
    OversizedError,
    TamperedError,
    TooManyPartsError,
    TruncatedError,
    Twist,
)
from minsheng_xl.formats.limits import LIMITS, Limits

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_END: Final = struct.Struct("<4s4H2IH")
_LONG_END: Final = b"PK\x06\x06"
_LONG: Final = 0xFFFFFFFF
"""Written for a size or place that stands in a zip64 field."""
_LONG_SIZES: Final = 1
"""Tag of that field."""
_ENCRYPTED, _SIZES_BEHIND, _UTF8 = 0x0001, 0x0008, 0x0800
_STORED, _DEFLATED = 0, 8
_VERSION: Final = 20
"""Of the format, that a reader must know: 2.0, deflate and folders."""
_LEVEL: Final = 4
"""Of compression: half the time of zlib's default for 8 % more bytes."""
_FIRST_DAY: Final = (0, 0x21)
"""1980-01-01 00:00 as time and date, of every part made here."""


@dataclass(slots=True)
class Entry:
    """One member as it is stored: its packed bytes and the fields of its directory record.

    `packed` is how many bytes the record promises, `offset` where the member was read.
    """

    name: str
    raw_name: bytes
    data: bytes | memoryview
    packed: int
    size: int
    crc: int
    method: int = _DEFLATED
    flags: int = 0
    stamp: tuple[int, int] = _FIRST_DAY
    made_by: int = _VERSION
    internal: int = 0
    external: int = 0
    extra: bytes = b""
    comment: bytes = b""
    offset: int = 0

    @classmethod
    def made(cls, name: str, content: bytes, like: Entry | None = None) -> Entry:
        """A changed or new member; a changed one keeps its name and date."""
        squeezer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = squeezer.compress(content) + squeezer.flush()
        raw = like.raw_name if like else name.encode()
        flags = like.flags & _UTF8 if like else (0 if name.isascii() else _UTF8)
        stamp = like.stamp if like else _FIRST_DAY
        return cls(name, raw, data, len(data), len(content), zlib.crc32(content), flags=flags, stamp=stamp)

    def renewed(self) -> Entry:
        """The entry as it is written here, its sizes in the plain fields before the data."""
        name = self.name.replace("\\", "/")
        return replace(self, name=name, flags=self.flags & ~_SIZES_BEHIND, extra=_without_zip64(self.extra))

    def content(self, most: int = LIMITS.part) -> bytes:
        """All bytes of the member, checked against its length and CRC."""
        content = self.head(min(self.size, most) + 1)
        if len(content) > most:
            raise OversizedError(most)
        if len(content) != self.size or zlib.crc32(content) != self.crc:
            raise DamagedError(self.name)
        return content

    def head(self, size: int) -> bytes:
        """The first bytes of the member, unchecked: enough to see what it is."""
        if self.method not in (_STORED, _DEFLATED):
            raise TamperedError(Twist.ODD_METHOD)
        if self.method == _STORED:
            return bytes(self.data[:size])
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.data, size)
        except zlib.error as problem:
            raise DamagedError(self.name) from problem

    def _fields(self) -> tuple[int, ...]:
        return (_VERSION, self.flags, self.method, *self.stamp, self.crc, len(self.data), self.size)

    def record(self) -> bytes:
        """Local header and data."""
        return _LOCAL.pack(LOCAL, *self._fields(), len(self.raw_name), 0) + self.raw_name + self.data

    def directory(self, offset: int) -> bytes:
        """Central directory record of an entry that stands at `offset`."""
        lengths = (len(self.raw_name), len(self.extra), len(self.comment))
        rest = (0, self.internal, self.external, offset)
        header = _CENTRAL.pack(CENTRAL, self.made_by, *self._fields(), *lengths, *rest)
        return header + self.raw_name + self.extra + self.comment


class Zip:
    """Members of a zip by name. Opening raises a `FormatError`: truncated, damaged, tampered, too many."""

    def __init__(self, data: bytes, limits: Limits = LIMITS) -> None:
        self.data = data
        self.limits = limits
        self.entries = {entry.name: entry for entry in _entries(data, limits)}
        self._folded = {_fold(name): name for name in self.entries}

    def find(self, name: str) -> str:
        """The member's exact name for a name in any case; empty when there is none."""
        return name if name in self.entries else self._folded.get(_fold(name), "")

    def read(self, name: str) -> bytes:
        """All bytes of a member, checked against its length and CRC."""
        return self.entries[name].content(self.limits.part)

    def head(self, name: str, size: int = 1024) -> bytes:
        """The first bytes of a member, unchecked: enough to see what it is."""
        return self.entries[name].head(size)

    def check_parts(self) -> None:
        """Refuse what no workbook contains: twin names, overlap, ciphers, more than the caps."""
        if len(self._folded) != len(self.entries):
            raise TamperedError(Twist.TWIN_NAMES)
        end = 0
        for entry in sorted(self.entries.values(), key=lambda entry: entry.offset):
            if entry.flags & _ENCRYPTED:
                raise EncryptedError
            if entry.method not in (_STORED, _DEFLATED):
                raise TamperedError(Twist.ODD_METHOD)
            if entry.offset < end:
                raise TamperedError(Twist.OVERLAP)
            end = _start(self.data, entry.offset) + entry.packed
        if sum(entry.size for entry in self.entries.values()) > self.limits.total:
            raise OversizedError(self.limits.total)


def is_zip(data: bytes) -> bool:
    """Whether bytes begin as a zip does."""
    return data.startswith((LOCAL, END))


def write_zip(entries: Iterable[Entry]) -> bytes:
    """A zip of these entries, in this order."""
    records: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        record = entry.record()
        directory.append(entry.directory(offset))
        records.append(record)
        offset += len(record)
    size, count = sum(map(len, directory)), len(directory)
    if offset + size > _LONG:
        raise OversizedError(_LONG)
    end = _END.pack(END, 0, 0, count, count, size, offset, 0)
    return b"".join((*records, *directory, end))


def _fold(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _entries(data: bytes, limits: Limits) -> list[Entry]:
    end = data.rfind(END)
    if end < 0 or end + _END.size > len(data):
        raise TruncatedError
    _, _, _, _, count, _, position, _ = _END.unpack_from(data, end)
    if count == 0xFFFF or position == _LONG:
        count, position = _zip64_end(data, end)
    if count > limits.entries:
        raise TooManyPartsError(count)
    entries = []
    for _ in range(count):
        entry, position = _entry(data, position)
        entries.append(entry)
    if len({entry.name for entry in entries}) != count:
        raise TamperedError(Twist.TWIN_NAMES)
    return entries


def _zip64_end(data: bytes, end: int) -> tuple[int, int]:
    try:
        record = struct.unpack_from("<4sIQI", data, end - 20)[2]
        signature, count, _, position = struct.unpack_from("<4s28xQQQ", data, record)
    except struct.error as problem:
        raise DamagedError from problem
    if signature != _LONG_END:
        raise DamagedError
    return count, position


def _entry(data: bytes, position: int) -> tuple[Entry, int]:
    """The entry of the central directory at `position`, and where the next one starts."""
    if data[position : position + 4] != CENTRAL or position + _CENTRAL.size > len(data):
        raise DamagedError
    fields = _CENTRAL.unpack_from(data, position)
    _, made_by, _, flags, method, time, day, crc, packed, size, *others = fields
    name, extra, note, _, internal, external, offset = others
    start = position + _CENTRAL.size
    raw, extras = data[start : start + name], data[start + name : start + name + extra]
    if _LONG in (size, packed, offset):
        size, packed, offset = _zip64_sizes(extras, size, packed, offset)
    if data[offset : offset + 4] != LOCAL or offset + _LOCAL.size + name > len(data):
        raise DamagedError
    if data[offset + _LOCAL.size : offset + _LOCAL.size + name] != raw:
        raise TamperedError(Twist.OTHER_NAME)
    behind = start + name + extra
    entry = Entry(
        _member_name(raw, flags),
        raw,
        memoryview(data)[_start(data, offset) :][:packed],
        packed,
        size,
        crc,
        method,
        flags,
        (time, day),
        made_by,
        internal,
        external,
        extras,
        data[behind : behind + note],
        offset,
    )
    return entry, behind + note


def _start(data: bytes, offset: int) -> int:
    """Where the packed bytes of the member at `offset` start."""
    *_, name, extra = _LOCAL.unpack_from(data, offset)
    return offset + _LOCAL.size + int(name) + int(extra)


def _zip64_sizes(extras: bytes, *fields: int) -> list[int]:
    """Replace each field that says 0xFFFFFFFF by the next 8-byte value of the zip64 extra field."""
    while len(extras) >= 4:
        tag, size = struct.unpack_from("<2H", extras)
        if tag == _LONG_SIZES and size % 8 == 0 and len(extras) >= 4 + size:
            values = iter(struct.unpack_from(f"<{size // 8}Q", extras, 4))
            return [next(values, field) if field == _LONG else field for field in fields]
        extras = extras[4 + size :]
    raise DamagedError


def _without_zip64(extras: bytes) -> bytes:
    """Extra fields but for 64-bit sizes: sizes are written in the plain fields."""
    kept, position = b"", 0
    while position + 4 <= len(extras):
        tag, size = struct.unpack_from("<2H", extras, position)
        if tag != _LONG_SIZES:
            kept += extras[position : position + 4 + size]
        position += 4 + size
    return kept


def _member_name(raw: bytes, flags: int) -> str:
    """UTF-8 where flagged or valid, else what Chinese Windows wrote: GBK."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030" if not flags & _UTF8 else "utf-8", errors="replace")
