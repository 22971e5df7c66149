"""Compound files ([MS-CFB]): the container around .xls, .et, .doc, encrypted workbooks and a VBA project.

A file is a header, then sectors. Streams shorter than 4096 bytes share one *mini stream* of 64-byte sectors.
Two tables (FAT and mini FAT) chain the sectors of each stream; a directory of 128-byte entries names them.
Any version is read, as far as the streams at the root; version 3 (512-byte sectors) is written.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from minsheng_xl.formats.faults import TruncatedError

Tree = Mapping[str, "bytes | Mapping[str, bytes]"]
"""Streams by name, and storages (folders) of streams."""

SECTOR, MINI_SECTOR, MINI_LIMIT = 512, 64, 4096
FREE, END_OF_CHAIN, FAT_SECTOR, NO_ENTRY = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
RED, BLACK = 0, 1
MAX_REGULAR = 0xFFFFFFFA
"""Sector numbers from here on are no sectors."""
HEADER_FAT_SLOTS = 109
ENTRY = 128
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class CompoundFile:
    """Streams at the root of a compound file. Raises `TruncatedError` where it is cut short or broken."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        if len(data) < SECTOR:
            raise TruncatedError
        self._sector = 1 << _numbers("<H", data, 30)[0]
        if self._sector not in (512, 4096):
            raise TruncatedError
        self._fat = self._read_fat()
        self._directory = b"".join(self._chain(_numbers("<I", data, 48)[0]))
        self._mini = _numbers("<I", self._directory, 116)[0]
        self.streams = dict(self._root_streams())
        """First sector and size of each."""

    def head(self, stream: str) -> bytes:
        """The first sector of a stream; small ones lie together in the root's own stream."""
        start, size = self.streams[stream]
        if size >= MINI_LIMIT:
            return self._read_sector(start)
        together = b"".join(self._chain(self._mini))
        return together[start * MINI_SECTOR :][: min(size, self._sector)]

    def _read_sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        content = self._data[start : start + self._sector]
        if not content:
            raise TruncatedError
        return content

    def _read_fat(self) -> list[int]:
        """The sector chains; the first 109 FAT sectors stand in the header, further ones in DIFAT sectors."""
        numbers = list(_numbers(f"<{HEADER_FAT_SLOTS}I", self._data, 76))
        following = _numbers("<I", self._data, 68)[0]
        width = self._sector // 4
        for _ in range(len(self._data) // self._sector):
            if following >= MAX_REGULAR:
                break
            *more, following = _numbers(f"<{width}I", self._read_sector(following))
            numbers += more
        sectors = [self._read_sector(number) for number in numbers if number < MAX_REGULAR]
        return [number for sector in sectors for number in _numbers(f"<{len(sector) // 4}I", sector)]

    def _chain(self, number: int) -> Iterator[bytes]:
        seen = set()
        while number < MAX_REGULAR:
            if number in seen or number >= len(self._fat):
                raise TruncatedError
            seen.add(number)
            yield self._read_sector(number)
            number = self._fat[number]

    def _root_streams(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Names, first sectors and sizes of the root's streams; deeper storages are other documents."""
        pending, seen = [_numbers("<I", self._directory, 76)[0]], set()
        while pending:
            number = pending.pop()
            if number == NO_ENTRY or number in seen:
                continue
            seen.add(number)
            entry = self._directory[number * ENTRY : (number + 1) * ENTRY]
            if len(entry) < ENTRY:
                raise TruncatedError
            size, _, _, left, right = _numbers("<HBBII", entry, 64)
            pending += [left, right]
            start, length = _numbers("<2I", entry, 116)
            yield entry[: max(0, size - 2)].decode("utf-16-le", "replace"), (start, length)


def _numbers(form: str, data: bytes, offset: int = 0) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, data, offset)
    except struct.error as problem:
        raise TruncatedError from problem


@dataclass(slots=True)
class _Entry:
    """One line of the directory; `left`, `right` and `child` are indices of other entries."""

    name: str
    kind: int
    data: bytes = b""
    color: int = BLACK
    left: int = NO_ENTRY
    right: int = NO_ENTRY
    child: int = NO_ENTRY
    start: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<III", self.left, self.right, self.child)
        place = struct.pack("<IQ", self.start, len(self.data))
        no_class_state_times = bytes(16 + 4 + 8 + 8)
        kind = struct.pack("<HBB", len(name), self.kind, self.color)
        return name.ljust(64, b"\0") + kind + links + no_class_state_times + place


class _Sectors:
    """Sectors of one size with the table that chains them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.content = bytearray()
        self.chain: list[int] = []

    def add(self, data: bytes) -> int:
        """Append a stream, padded to whole sectors; the number of its first sector."""
        if not data:
            return END_OF_CHAIN
        first = len(self.chain)
        self.content += data + bytes(-len(data) % self.size)
        after = len(self.content) // self.size
        self.chain += [*range(first + 1, after), END_OF_CHAIN]
        return first


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file that holds the tree; the same tree gives the same bytes.

    Raises ValueError beyond the about 7 MB that the header's own sector list can address.
    """
    entries = _directory(tree)
    sectors, mini = _Sectors(SECTOR), _Sectors(MINI_SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            entry.start = (mini if len(entry.data) < MINI_LIMIT else sectors).add(entry.data)
    entries[0].data = bytes(mini.content)
    entries[0].start = sectors.add(entries[0].data)
    directory = sectors.add(_pad_directory(b"".join(entry.pack() for entry in entries)))
    mini_table = _table(mini.chain)
    mini_start = sectors.add(mini_table)
    return _assemble(sectors, directory, mini_start, len(mini_table) // SECTOR)


def _assemble(sectors: _Sectors, directory: int, mini_start: int, mini_count: int) -> bytes:
    used = len(sectors.chain)
    fat_count = -(-used // (SECTOR // 4 - 1))  # each FAT sector holds 128 links, one of them its own
    if fat_count > HEADER_FAT_SLOTS:
        raise ValueError("compound file larger than 7 MB")
    fat = _table(sectors.chain + [FAT_SECTOR] * fat_count)
    version = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<IIII", 0, fat_count, directory, 0)
    minis = struct.pack("<IIIII", MINI_LIMIT, mini_start, mini_count, END_OF_CHAIN, 0)
    places = [*range(used, used + fat_count)]
    slots = struct.pack(f"<{HEADER_FAT_SLOTS}I", *places, *[FREE] * (HEADER_FAT_SLOTS - fat_count))
    return SIGNATURE + bytes(16) + version + counts + minis + slots + bytes(sectors.content) + fat


def _table(chain: list[int]) -> bytes:
    padded = chain + [FREE] * (-len(chain) % (SECTOR // 4))
    return struct.pack(f"<{len(padded)}I", *padded)


def _pad_directory(entries: bytes) -> bytes:
    unused = bytes(68) + struct.pack("<III", NO_ENTRY, NO_ENTRY, NO_ENTRY) + bytes(48)
    return entries + unused * (-len(entries) % SECTOR // ENTRY)


def _directory(tree: Tree) -> list[_Entry]:
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add_children(entries, tree)
    return entries


def _add_children(entries: list[_Entry], tree: Tree) -> int:
    """Append the entries of one storage (and of those below); the index of its topmost child."""
    indices: dict[str, int] = {}
    for name, content in tree.items():
        indices[name] = len(entries)
        stream = isinstance(content, bytes)
        entries.append(
            _Entry(name, STREAM if stream else STORAGE, content if isinstance(content, bytes) else b"")
        )
    for name, content in tree.items():
        if not isinstance(content, bytes):
            entries[indices[name]].child = _add_children(entries, content)
    ordered = sorted(indices, key=lambda name: (len(name.encode("utf-16-le")), name.upper()))
    return _balance(entries, [indices[name] for name in ordered])


def _balance(entries: list[_Entry], ordered: list[int]) -> int:
    """Link sorted siblings as a red-black tree: balanced, all levels black, the incomplete last one red."""
    last_level = len(ordered).bit_length() - 1

    def link(low: int, high: int, level: int) -> int:
        if low >= high:
            return NO_ENTRY
        middle = (low + high) // 2
        entry = entries[ordered[middle]]
        entry.color = RED if level == last_level and level > 0 else BLACK
        entry.left, entry.right = link(low, middle, level + 1), link(middle + 1, high, level + 1)
        return ordered[middle]

    return link(0, len(ordered), 0)
