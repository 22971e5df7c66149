"""Figures that are struck out, or have a footnote raised behind them: what a reader of values would join.

Fonts and runs of text: ECMA-376 part 1, 18.4 and 18.8.22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STRIKE = re.compile(rb'<strike(?:\s*/>|\s+val="(?:1|true)")')
_RAISED = re.compile(rb'<vertAlign\s+val="su(?:per|b)script"')
_TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)")
_ITEM, _FONT, _XF = (re.compile(rb"<%b(?=[\s/>])" % name) for name in (b"si", b"font", b"xf"))
_FONT_OF = re.compile(rb'\sfontId="(\d{1,6})"')
_INLINE = re.compile(rb'"([A-Z]+\d+)"[^>]*\st="inlineStr"')


def is_doubtful(xml: bytes) -> bool:
    """Whether runs of a text strike digits out, or raise digits behind a digit."""
    before = b""
    for run in xml.split(b"<r>")[1:]:
        look, text = run.partition(b"</rPr>")[0], b"".join(_TEXT.findall(run))
        digits = any(byte in b"0123456789" for byte in text)
        if digits and (_STRIKE.search(look) or (_RAISED.search(look) and before[-1:].isdigit())):
            return True
        before = text
    return False


def doubtful_texts(strings: bytes) -> frozenset[int]:
    """Which shared texts are doubtful, by index."""
    if not _marked(strings):
        return frozenset()
    return frozenset(index for index, item in enumerate(_ITEM.split(strings)[1:]) if is_doubtful(item))


def struck_formats(styles: bytes) -> frozenset[int]:
    """Which cell formats have a struck font, by index."""
    if not _STRIKE.search(styles):
        return frozenset()
    fonts = _FONT.split(_block(styles, b"fonts"))[1:]
    struck = {index for index, font in enumerate(fonts) if _STRIKE.search(font)}
    named = (_FONT_OF.search(xf) for xf in _XF.split(_block(styles, b"cellXfs"))[1:])
    return frozenset(index for index, font in enumerate(named) if font and int(font[1]) in struck)


def doubtful_cells(xml: bytes, formats: frozenset[int], texts: frozenset[int]) -> Iterator[bytes]:
    """References of the filled cells of a worksheet that are doubtful."""
    if formats:
        styles = b"|".join(b"%d" % index for index in formats)
        struck = rb'<c r="([A-Z]+\d+)"(?=[^>]*?\ss="(?:%b)")[^>]*(?<!/)>' % styles
        yield from (cell[1] for cell in re.finditer(struck, xml))
    if texts:
        shared = re.finditer(rb'<c r="([A-Z]+\d+)"[^>]*?\st="s"[^>]*><v>(\d{1,9})</v>', xml)
        yield from (cell[1] for cell in shared if int(cell[2]) in texts)
    if b"inlineStr" in xml and _marked(xml):
        cells = ((_INLINE.match(cell), cell) for cell in xml.split(b"<c r=")[1:])
        yield from (at[1] for at, cell in cells if at and is_doubtful(cell))


def _marked(xml: bytes) -> bool:
    return b"<strike" in xml or b"<vertAlign" in xml


def _block(xml: bytes, name: bytes) -> bytes:
    return xml[xml.find(b"<" + name) : xml.find(b"</" + name + b">")]
