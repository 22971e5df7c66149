"""The compound file (OLE) around .xls, .et, .doc and encrypted workbooks: the streams at its root.

Layout: [MS-CFB] 2.2 (header), 2.3 (FAT) and 2.6 (directory); FILEPASS: [MS-XLS] 2.4.117.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
_ENTRY = 128
_NONE = 0xFFFFFFFF
_MAX_REGULAR = 0xFFFFFFFA
_FILEPASS = 0x002F
_SMALL, _SMALL_SECTOR = 4096, 64
"""Streams below this size are divided into sectors of 64 bytes."""


class OleFile:
    """Root streams of a compound file, by name. Raises ValueError when it is cut short or broken."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise ValueError("no header")
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._sector not in (512, 4096):
            raise ValueError("sector size")
        self._fat = self._read_fat()
        self._directory = b"".join(self._chain(struct.unpack_from("<I", data, 48)[0]))
        self._small = struct.unpack_from("<I", self._directory, 116)[0]
        self.streams = dict(self._root_streams())

    def starts_encrypted(self, stream: str) -> bool:
        """Whether a workbook stream announces a password near its beginning (BIFF record FILEPASS)."""
        head = self._head(*self.streams[stream])
        position = 0
        while position + 4 <= len(head):
            record, size = struct.unpack_from("<2H", head, position)
            if record == _FILEPASS:
                return True
            position += 4 + size
        return False

    def _head(self, start: int, size: int) -> bytes:
        """The first sector of a stream; small ones lie together in the root's own stream."""
        if size >= _SMALL:
            return self._read_sector(start)
        together = b"".join(self._chain(self._small))
        return together[start * _SMALL_SECTOR :][: min(size, self._sector)]

    def _read_sector(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        content = self._data[start : start + self._sector]
        if not content:
            raise ValueError("sector beyond the end")
        return content

    def _read_fat(self) -> list[int]:
        """The sector chains; the first 109 FAT sectors stand in the header, further ones in DIFAT sectors."""
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        width = self._sector // 4
        for _ in range(len(self._data) // self._sector):
            if following >= _MAX_REGULAR:
                break
            *more, following = struct.unpack(f"<{width}I", self._read_sector(following))
            numbers += more
        sectors = [self._read_sector(number) for number in numbers if number < _MAX_REGULAR]
        return [
            number
            for sector in sectors
            for number in struct.unpack(f"<{len(sector) // 4}I", sector[: len(sector) // 4 * 4])
        ]

    def _chain(self, number: int) -> Iterator[bytes]:
        seen = set()
        while number < _MAX_REGULAR:
            if number in seen or number >= len(self._fat):
                raise ValueError("broken chain")
            seen.add(number)
            yield self._read_sector(number)
            number = self._fat[number]

    def _root_streams(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Names, first sectors and sizes of the root's streams; deeper storages are other documents."""
        pending, seen = [struct.unpack_from("<I", self._directory, 76)[0]], set()
        while pending:
            number = pending.pop()
            if number == _NONE or number in seen:
                continue
            seen.add(number)
            entry = self._directory[number * _ENTRY : (number + 1) * _ENTRY]
            if len(entry) < _ENTRY:
                raise ValueError("directory cut short")
            size, _, _, left, right = struct.unpack_from("<HBBII", entry, 64)
            pending += [left, right]
            yield (
                entry[: max(0, size - 2)].decode("utf-16-le", "replace"),
                struct.unpack_from("<2I", entry, 116),
            )
