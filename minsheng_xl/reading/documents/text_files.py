"""Files of running text as blocks."""

from __future__ import annotations

from minsheng_xl.formats.limits import LIMITS, MEGABYTE, size_text
from minsheng_xl.formats.zips import Zip
from minsheng_xl.place import Grid
from minsheng_xl.reading.documents.blocks import read_blocks
from minsheng_xl.reading.documents.carried import grids_of
from minsheng_xl.reading.documents.garbled import refuse_garbled
from minsheng_xl.reading.files.plain_text import decode
from minsheng_xl.reading.files.rejected import Rejected, format_label, refusing
from minsheng_xl.reading.files.sniff import PAGES, Format, sniff
from minsheng_xl.reading.text.paragraph import Block

_TEXTS = (Format.TEXT, Format.TSV)
_DECODED = (*_TEXTS, *PAGES, Format.CSV, Format.UNKNOWN)
"""Formats that are texts or may have been."""
_WORD = (Format.DOC, Format.ODF, Format.MHTML, Format.OFD)
_LARGEST_TEXT = 12 * MEGABYTE
"""More than this is no notice and no plan."""
_LARGEST_PROSE = MEGABYTE
"""More than this is no department's report."""


@refusing()
def running_blocks(data: bytes, name: str, form: Format) -> list[Block] | None:
    """Paragraphs and tables of a running document; None for a workbook. Raises `Rejected`."""
    if form in (*_TEXTS, *PAGES) and len(data) > _LARGEST_TEXT:
        raise Rejected("too_large", name, what=f"文字超过 {size_text(_LARGEST_TEXT)}，不像通知或总表")
    if form in _DECODED and len(data) <= _LARGEST_TEXT:
        refuse_garbled(data, name)
    if form in _TEXTS:
        return read_blocks(decode(data)[0], name)
    if form in PAGES:
        from minsheng_xl.reading.documents.pages import read_page

        return read_page(decode(data)[0], name)
    if form is Format.DOCX:
        from minsheng_xl.reading.documents.word import read_word

        return read_word(Zip(data, LIMITS), name)
    if form is Format.PDF:
        from minsheng_xl.reading.documents.pdf import read_pdf

        return read_blocks(read_pdf(data, name), name)
    if form in _WORD:
        raise Rejected("save_as_docx", name, what=format_label(form))
    if form is Format.PICTURE:
        raise Rejected("scan", name, what=format_label(form))
    return None


def prose_of(data: bytes, name: str) -> list[Grid]:
    """The paragraphs and tables of a small file of text; nothing for what cannot be read as text.

    A csv is read too: running text with commas looks like one.
    """
    if len(data) > _LARGEST_PROSE:
        return []
    try:
        form = sniff(data, name).format
        blocks = running_blocks(data, name, Format.TEXT if form is Format.CSV else form)
    except Exception:  # whatever a reader stumbles over: why the file is no workbook is said already
        return []
    return grids_of(blocks or (), name)
