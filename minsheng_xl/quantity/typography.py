"""Two ways to level Chinese typography: `fold` for a whole cell, `flatten` where positions must be kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DASHES = "-‐‑‒–—―─━−－﹣﹘ー"
_DOTS = "•‧∙⋅・･．•"
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"
)
"""Characters that leave nothing on the paper: Unicode's default ignorable ones, controls, blank letters."""
_NAMES = {
    "\u00ad": "软连字符",
    "\u200b": "零宽空格",
    "\u200c": "零宽不连字符",
    "\u200d": "零宽连字符",
    "\u2060": "词连接符",
    "\ufeff": "字节序标记",
    **dict.fromkeys("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "文字方向符"),
}
_INVISIBLE = re.compile(f"[\\s\u2028\u2029\u202f{_UNSEEN}]+")
_TRACELESS = re.compile(f"[{_UNSEEN}]")
_FOOTNOTE = re.compile(
    r"(?<=[0-9０-９一-鿿%％])\s*(?:[①-⑳¹²³⁰⁴-⁹]+(?=[)）]?$)|(?:[*＊※△▲☆★†‡]{1,3}|[\[【〔［]注?[0-9]{0,2}[\]】〕］]"
    r"|[（(]注[:：]?[0-9①-⑳]{0,2}[)）]|注[0-9①-⑳]{0,2})$)"
)
_HYPHENS = str.maketrans(dict.fromkeys(DASHES, "-"))
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


def seen(text: str) -> str:
    """The text without characters nobody sees; all that is left is printed."""
    return text if text.isascii() and text.isprintable() else _TRACELESS.sub("", text)


def unseen_in(text: str) -> tuple[str, ...]:
    """Names of the characters of a text that nobody sees, each once."""
    found = _TRACELESS.findall(text)
    return tuple(dict.fromkeys(map(_name, found)))


def _name(character: str) -> str:
    variant = "VARIATION SELECTOR" in unicodedata.name(character, "")
    return _NAMES.get(character, "字形选择符" if variant else f"控制符U+{ord(character):04X}")


def bare_figure(text: str) -> str:
    """A cell's text without characters nobody sees and the mark of a footnote behind it (180①, 180注1)."""
    return _FOOTNOTE.sub("", seen(text).rstrip())


def bare_code(text: str) -> str:
    """A code as it was issued, whatever blanks, widths and dashes it came back with."""
    return fold(text).translate(_HYPHENS)


def flatten(text: str) -> str:
    """The text with full-width digits, letters and signs narrowed one for one: positions stay as printed.

    Chinese commas, semicolons, colons and full stops stay as they are: they part phrases. Only a comma that
    parts thousands (1，941) becomes `,`.
    """
    levelled = text.translate(_FLAT) if _UNEVEN.search(text) else text
    return _THOUSANDS.sub(",", levelled)
