"""Texts of several runs of which some do not hold: struck out, unseen, or a footnote raised behind a figure.

A reader of values would join them with those that hold.

Fonts and runs of text: ECMA-376 part 1, 18.4 and 18.8.22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEAD = 4096
_PREFIXED, _PREFIX = re.compile(rb"<\w+:sst[\s>]"), re.compile(rb"<(/?)\w+:")
_STRIKE = re.compile(rb"<strike(?:\s*/>|\s+val=[\"'](?:1|true)[\"'])")
_RAISED = re.compile(rb"<vertAlign\s+val=[\"']su(?:per|b)script[\"']")
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)")
_WHITE = re.compile(rb'<color\s(?:rgb="[0-9A-Fa-f]{0,2}[Ff]{6}"|theme="0"|indexed="9")\s*/>')
_ITEM = re.compile(rb"<si(?=[\s/>])")
_INLINE = re.compile(rb'"([A-Z]+\d+)"[^>]*\st="inlineStr"')


def is_doubtful(xml: bytes) -> bool:
    """Whether runs of a text strike something out, are white, or raise digits behind a digit."""
    before = b""
    for run in xml.split(b"<r>")[1:]:
        look, text = run.partition(b"</rPr>")[0], b"".join(_TEXT.findall(run))
        digits = any(byte in b"0123456789" for byte in text)
        gone = text.strip() and (_STRIKE.search(look) or _WHITE.search(look))
        if gone or (digits and _RAISED.search(look) and before[-1:].isdigit()):
            return True
        before = text
    return False


def doubtful_texts(strings: bytes) -> frozenset[int]:
    """Which shared texts are doubtful, by index."""
    if _PREFIXED.search(strings[:_HEAD]):
        strings = _PREFIX.sub(rb"<\1", strings)
    if not _marked(strings):
        return frozenset()
    return frozenset(index for index, item in enumerate(_ITEM.split(strings)[1:]) if is_doubtful(item))


def doubtful_cells(xml: bytes, texts: frozenset[int]) -> Iterator[bytes]:
    """References of the filled cells of a worksheet that are doubtful."""
    if texts:
        shared = re.finditer(rb'<c r="([A-Z]+\d+)"[^>]*?\st="s"[^>]*><v>(\d{1,9})</v>', xml)
        yield from (cell[1] for cell in shared if int(cell[2]) in texts)
    if b"inlineStr" in xml and _marked(xml):
        cells = ((_INLINE.match(cell), cell) for cell in xml.split(b"<c r=")[1:])
        yield from (at[1] for at, cell in cells if at and is_doubtful(cell))


def _marked(xml: bytes) -> bool:
    return b"<strike" in xml or b"<vertAlign" in xml or _WHITE.search(xml) is not None
