"""The zip container of a workbook, read strictly: what another zip reader might see differently is refused.

Layout of the records: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16 and 4.5.3 (zip64).
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from minsheng_xl.reading.files.rejected import LIMITS, Limits, Rejected, size_text

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_ENCRYPTED, _UTF8 = 0x0001, 0x0800
_STORED, _DEFLATED = 0, 8


class Entry(NamedTuple):
    """One member: where its packed bytes lie and what they should become."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int


class Package:
    """Members of a zip by name. Opening raises `Rejected`: truncated, damaged, tampered, encrypted, bomb."""

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
        entry = self.entries[name]
        content = self._inflate(entry, min(entry.size, self.limits.part) + 1)
        if len(content) > self.limits.part:
            raise Rejected("bomb", size=size_text(self.limits.part))
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            raise Rejected("damaged", where=f"（{name}）")
        return content

    def head(self, name: str, size: int = 1024) -> bytes:
        """The first bytes of a member, unchecked: enough to see what it is."""
        return self._inflate(self.entries[name], size)

    def _inflate(self, entry: Entry, size: int) -> bytes:
        packed = memoryview(self.data)[self._start(entry) :][: entry.packed]
        if entry.method not in (_STORED, _DEFLATED):
            raise _odd_method()
        if entry.method == _STORED:
            return bytes(packed[:size])
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size)
        except zlib.error as problem:
            raise Rejected("damaged", where=f"（{entry.name}）") from problem

    def _start(self, entry: Entry) -> int:
        *_, name, extra = _LOCAL.unpack_from(self.data, entry.offset)
        return entry.offset + _LOCAL.size + int(name) + int(extra)

    def check_parts(self) -> None:
        """Refuse what no workbook contains: twin names, overlap, ciphers, more than the caps."""
        if len(self._folded) != len(self.entries):
            raise Rejected("tampered", what="部件名重复")
        end = 0
        for entry in sorted(self.entries.values(), key=lambda entry: entry.offset):
            if entry.flags & _ENCRYPTED:
                raise Rejected("encrypted")
            if entry.method not in (_STORED, _DEFLATED):
                raise _odd_method()
            if entry.offset < end:
                raise Rejected("tampered", what="部件互相重叠")
            end = self._start(entry) + entry.packed
        if sum(entry.size for entry in self.entries.values()) > self.limits.total:
            raise Rejected("bomb", size=size_text(self.limits.total))


def _odd_method() -> Rejected:
    return Rejected("tampered", what="压缩方法少见")


def is_zip(data: bytes) -> bool:
    """Whether bytes begin as a zip does."""
    return data.startswith((LOCAL, END))


def _fold(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _entries(data: bytes, limits: Limits) -> list[Entry]:
    end = data.rfind(END)
    if end < 0 or end + _END.size > len(data):
        raise Rejected("truncated")
    _, _, _, _, count, _, position, _ = _END.unpack_from(data, end)
    if count == 0xFFFF or position == 0xFFFFFFFF:
        count, position = _zip64_end(data, end)
    if count > limits.entries:
        raise Rejected("too_large", what=f"压缩包内有 {count} 个部件")
    entries = []
    for _ in range(count):
        entry, position = _entry(data, position)
        entries.append(entry)
    if len({entry.name for entry in entries}) != count:
        raise Rejected("tampered", what="部件名重复")
    return entries


def _zip64_end(data: bytes, end: int) -> tuple[int, int]:
    try:
        record = struct.unpack_from("<4sIQI", data, end - 20)[2]
        signature, count, _, position = struct.unpack_from("<4s28xQQQ", data, record)
    except struct.error as problem:
        raise Rejected("damaged") from problem
    if signature != b"PK\x06\x06":
        raise Rejected("damaged")
    return count, position


def _entry(data: bytes, position: int) -> tuple[Entry, int]:
    """The entry of the central directory at `position`, and where the next one starts."""
    if data[position : position + 4] != CENTRAL or position + _CENTRAL.size > len(data):
        raise Rejected("damaged")
    fields = _CENTRAL.unpack_from(data, position)
    _, _, _, flags, method, _, _, crc, packed, size, name, extra, note, _, _, _, offset = fields
    start = position + _CENTRAL.size
    raw, extras = data[start : start + name], data[start + name : start + name + extra]
    if 0xFFFFFFFF in (size, packed, offset):
        size, packed, offset = _zip64_sizes(extras, size, packed, offset)
    if data[offset : offset + 4] != LOCAL or offset + _LOCAL.size + name > len(data):
        raise Rejected("damaged")
    if data[offset + _LOCAL.size : offset + _LOCAL.size + name] != raw:
        raise Rejected("tampered", what="部件名前后不一致")
    entry = Entry(_member_name(raw, flags), method, flags, crc, packed, size, offset)
    return entry, start + name + extra + note


def _zip64_sizes(extras: bytes, *fields: int) -> list[int]:
    """Replace each field that says 0xFFFFFFFF by the next 8-byte value of the zip64 extra field."""
    while len(extras) >= 4:
        tag, size = struct.unpack_from("<2H", extras)
        if tag == 1 and size % 8 == 0 and len(extras) >= 4 + size:
            values = iter(struct.unpack_from(f"<{size // 8}Q", extras, 4))
            return [next(values, field) if field == 0xFFFFFFFF else field for field in fields]
        extras = extras[4 + size :]
    raise Rejected("damaged")


def _member_name(raw: bytes, flags: int) -> str:
    """UTF-8 where flagged or valid, else what Chinese Windows wrote: GBK."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030" if not flags & _UTF8 else "utf-8", errors="replace")
