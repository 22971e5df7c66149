"""Two ways to level Chinese typography: `fold` for a whole cell, `flatten` where positions must be kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DASHES = "-‐‑‒–—―─━−－﹣﹘ー"
_DOTS = "•‧∙⋅・･．•"
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = re.compile(f"[\\s\u2028\u2029\u202f{_UNSEEN}]+")
_WITHOUT_TRACE = re.compile(f"[{_UNSEEN}]|(?<=[0-9０-９一-鿿])[①-⑳¹²³⁰⁴-⁹]+(?=[)）]?$)")
_MIDDLE_DOTS = str.maketrans(dict.fromkeys(_DOTS, "·"))
_FULL_WIDTH = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}
_FLAT = str.maketrans(
    {key: value for key, value in _FULL_WIDTH.items() if value not in ",;:!?"}
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t", " ")
    | dict.fromkeys(_DOTS, "·")
    | {"．": ".", "～": "~", "〜": "~", "〇": "〇", "○": "〇"}
)
_THOUSANDS = re.compile("(?<=[0-9])，(?=[0-9]{3}(?![0-9]))")
_UNEVEN = re.compile("[" + "".join(map(re.escape, map(chr, _FLAT))) + "]")


@lru_cache(1 << 13)
def fold(text: str) -> str:
    """The text with every width, dot and space variant levelled; lengths change (`㎡` becomes `m2`)."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_MIDDLE_DOTS)))


def bare_figure(text: str) -> str:
    """A cell's text without characters nobody sees and without the mark of a footnote behind it (180①)."""
    return text if text.isascii() else _WITHOUT_TRACE.sub("", text)


def flatten(text: str) -> str:
    """The text with full-width digits, letters and signs narrowed one for one: positions stay as printed.

    Chinese commas, semicolons, colons and full stops stay as they are: they part phrases. Only a comma that
    parts thousands (1，941) becomes `,`.
    """
    levelled = text.translate(_FLAT) if _UNEVEN.search(text) else text
    return _THOUSANDS.sub(",", levelled)
