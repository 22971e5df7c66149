"""How a VBA project hides its bytes: compression (MS-OVBA 2.4.1) and data encryption (MS-OVBA 2.4.3)."""

from __future__ import annotations

import struct

CHUNK = 4096
SHORTEST_COPY = 3
CANDIDATES = 64
"""How many earlier occurrences are tried for the longest copy; more hardly shortens VBA text."""


def compress(data: bytes) -> bytes:
    """A compressed container: a signature byte, then a chunk for every 4096 bytes.

    Raises ValueError for an incompressible last chunk, which the format can only pad (VBA text never is one).
    """
    container = bytearray(b"\x01")
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        tokens = _tokens(chunk)
        if len(tokens) <= CHUNK:
            container += struct.pack("<H", 0xB000 | (len(tokens) - 1)) + tokens
        elif len(chunk) == CHUNK:
            container += struct.pack("<H", 0x3000 | (CHUNK - 1)) + chunk
        else:
            raise ValueError("the last chunk cannot be compressed")
    return bytes(container)


def _tokens(chunk: bytes) -> bytes:
    """Groups of up to eight tokens, each a literal byte or a copy of earlier ones, behind a byte of flags."""
    out, seen, position = bytearray(), dict[bytes, list[int]](), 0
    while position < len(chunk):
        flags, group = 0, bytearray()
        for bit in range(8):
            if position == len(chunk):
                break
            offset, length = _longest_copy(chunk, position, seen)
            if length:
                flags |= 1 << bit
                group += struct.pack("<H", _copy_token(position, offset, length))
            else:
                group.append(chunk[position])
            for passed in range(position, position + max(length, 1)):
                seen.setdefault(chunk[passed : passed + SHORTEST_COPY], []).append(passed)
            position += max(length, 1)
        out.append(flags)
        out += group
    return bytes(out)


def _offset_bits(position: int) -> int:
    """How many of a copy token's 16 bits say how far back: enough for the position, at least four."""
    return max(4, (position - 1).bit_length())


def _copy_token(position: int, offset: int, length: int) -> int:
    return (offset - 1) << (16 - _offset_bits(position)) | (length - SHORTEST_COPY)


def _longest_copy(chunk: bytes, position: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """(how far back, how long) of the best copy for the bytes at a position; length 0 where there is none."""
    limit = min((0xFFFF >> _offset_bits(position)) + SHORTEST_COPY, len(chunk) - position)
    best = (0, 0)
    for start in reversed(seen.get(chunk[position : position + SHORTEST_COPY], ())[-CANDIDATES:]):
        length = 0
        while length < limit and chunk[start + length] == chunk[position + length]:
            length += 1
        if length > best[1]:
            best = (position - start, length)
    return best if best[1] >= SHORTEST_COPY else (0, 0)


def encrypt(data: bytes, project_id: str, seed: int) -> str:
    """Hexadecimal digits of the project's protection fields (CMG, DPB, GC).

    `seed` (0–255) is free; a fixed one makes builds repeatable.
    """
    version, key = 2, sum(project_id.encode("ascii")) & 0xFF
    out = bytearray([seed, seed ^ version, seed ^ key])
    plain, last, before = key, seed ^ key, seed ^ version
    for byte in bytes([7]) * ((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        hidden = byte ^ ((before + plain) & 0xFF)
        out.append(hidden)
        plain, last, before = byte, hidden, last
    return out.hex().upper()
