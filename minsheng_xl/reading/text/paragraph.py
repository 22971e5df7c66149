"""What a document is made of: paragraphs and tables in printed order."""

from __future__ import annotations

from typing import NamedTuple

from minsheng_xl.place import Grid


class Paragraph(NamedTuple):
    """One printed line that is no table row; `text` is empty for a line of blanks, which may be a cell."""

    line: int
    text: str
    broken: bool = False
    """It ends within a sentence that the next line goes on with, though it is short: …；五是加大."""


Block = Paragraph | Grid
